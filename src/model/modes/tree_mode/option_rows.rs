//! The list of options (`customize-mode`): descriptions and resets.

use crate::lang::script::quote;
use crate::lang::tables::option_def::Kind;
use crate::lang::tables::option_lookup::get;
use crate::model::ops::settings::option_change::{PLACES, listed_value};
use crate::model::state::tree_mode::TreeItem;
use crate::model::state::world::World;

/// The end of the description of every option.
const HELP: [&str; 4] = [
    "Enter: edit · u: reset to default",
    "",
    "Changes last: they are saved in mux's state directory (mux status -v) and",
    "apply after the configuration file. List them: mux options --changed",
];

/// The description of a row below the list.
pub(super) fn about_option(world: &World, item: &TreeItem) -> Vec<String> {
    let TreeItem::Option(place, name) = item else {
        return vec![];
    };
    let Some(def) = get(name) else { return vec![] };
    let unit = if def.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", def.unit)
    };
    let mut lines = vec![
        def.description.to_owned(),
        String::new(),
        format!("Value: {}{unit}", listed_value(world, *place, name)),
        format!("Default: {}{unit}", def.default_text()),
    ];
    if let Kind::Choice(words) = def.kind {
        lines.push(format!("One of: {}", words.join(", ")));
    }
    lines.push(String::new());
    lines.extend(HELP.map(str::to_owned));
    lines
}

/// The commands that reset an option to its default.
pub(super) fn as_usual(place: u8, name: &str) -> String {
    let (_, flag) = PLACES[usize::from(place).min(PLACES.len() - 1)];
    format!("set-option {flag} -u {}", quote(name))
}
