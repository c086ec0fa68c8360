//! The list of options (`customize-mode`): descriptions and resets.

use crate::lang::keys::key_name;
use crate::lang::script::quote;
use crate::lang::tables::option_def::Kind;
use crate::lang::tables::option_lookup::get;
use crate::model::modes::tree_mode::binding_rows;
use crate::model::modes::tree_mode::rows::Row;
use crate::model::ops::settings::option_change::{PLACES, listed_value, of_place};
use crate::model::state::tree_mode::{TreeItem, TreeMode};
use crate::model::state::world::World;

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
        format!("Value: {}{unit}", listed_value(world, *place, name)),
        format!("Default: {}{unit}", def.default_text()),
    ];
    if let Kind::Choice(words) = def.kind {
        lines.push(format!("One of: {}", words.join(", ")));
    }
    lines.extend(binding_rows::CHANGES.map(str::to_owned));
    lines.push("Enter: edit · u: reset to default · /: search all options and keys".to_owned());
    lines
}

/// Selects the next option or key binding, or the previous one, whose name contains the search
/// text, with wrap-around; if no name does, one whose value, explanation or commands do. Closed
/// groups are searched too; the group of the match is opened.
pub(super) fn search(world: &World, list: &mut TreeMode, rows: &[Row], forward: bool) {
    let text = list.search.to_lowercase();
    let items = searched(world);
    let in_name = items
        .iter()
        .any(|found| found.name.to_lowercase().contains(&text));
    let selected = rows.get(list.selected(rows)).map(|row| &row.item);
    let own = items.iter().position(|found| Some(&found.item) == selected);
    let of_group = || {
        items
            .iter()
            .position(|found| Some(&found.group) == selected)
    };
    let count = items.len();
    // From a group, the search begins with its first item.
    let from = match own {
        Some(at) => at + usize::from(forward),
        None => of_group().unwrap_or(0),
    };
    let mut steps = (0..count).map(|n| {
        let n = if forward { n } else { count - 1 - n };
        (from + n) % count
    });
    let fits = |at: &usize| match in_name {
        true => items[*at].name.to_lowercase().contains(&text),
        false => items[*at].text.contains(&text),
    };
    if let Some(at) = steps.find(|at| !text.is_empty() && fits(at)) {
        if items[at].item != items[at].group {
            list.open.insert(items[at].group.clone());
        }
        list.at = Some(items[at].item.clone());
    }
}

/// A group, an option or a key binding: its item, the item of its group, its name, and its other
/// texts in small letters.
struct Searched {
    name: String,
    item: TreeItem,
    group: TreeItem,
    text: String,
}

fn searched(world: &World) -> Vec<Searched> {
    let group = |item: TreeItem, name: String| Searched {
        name,
        group: item.clone(),
        item,
        text: String::new(),
    };
    let mut all = Vec::new();
    for (place, (title, _)) in (0..).zip(PLACES) {
        all.push(group(TreeItem::Options(place), title.to_owned()));
        all.extend(of_place(place).into_iter().map(|def| {
            let value = listed_value(world, place, def.name);
            Searched {
                name: def.name.to_owned(),
                item: TreeItem::Option(place, def.name.to_owned()),
                group: TreeItem::Options(place),
                text: format!("{value} {}", def.description).to_lowercase(),
            }
        }));
    }
    for (table, bindings) in &world.keys.0 {
        all.push(group(
            TreeItem::KeyTable(table.clone()),
            format!("Key Table - {table}"),
        ));
        all.extend(bindings.iter().map(|(key, binding)| {
            let commands = binding_rows::commands(world, binding);
            Searched {
                name: key_name(*key),
                item: TreeItem::Key(table.clone(), *key),
                group: TreeItem::KeyTable(table.clone()),
                text: format!("{} {commands}", binding.note).to_lowercase(),
            }
        }));
    }
    all
}

/// The commands that reset an option to its default.
pub(super) fn as_usual(place: u8, name: &str) -> String {
    let (_, flag) = PLACES[usize::from(place).min(PLACES.len() - 1)];
    format!("set-option {flag} -u {}", quote(name))
}
