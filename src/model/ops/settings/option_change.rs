//! Options as people change them: by group, with the value in words, and the way to change one.

use crate::base::sorted::sort_by_key;
use crate::lang::script::quote;
use crate::lang::tables::option_def::{Kind, OptionDef, Scope};
use crate::lang::tables::option_lookup::{all, get};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// The groups of options: the title in the list, and the flag of `set-option`.
pub(crate) const PLACES: [(&str, &str); 3] = [
    ("Server options", "-s"),
    ("Session options", "-g"),
    ("Window and pane options", "-gw"),
];

/// The options of a group, by name.
pub(crate) fn of_place(place: u8) -> Vec<&'static OptionDef> {
    let scope = [Scope::SERVER, Scope::SESSION, Scope::WINDOW];
    let wanted = scope
        .get(usize::from(place))
        .copied()
        .unwrap_or(Scope::SERVER);
    let mut found: Vec<_> = all()
        .filter(|def| def.scope.contains(wanted) && !matches!(def.kind, Kind::Command))
        .collect();
    sort_by_key(&mut found, |def| def.name);
    found
}

/// The scope of the value that is shown.
const fn whose(place: u8) -> OptionScope {
    match place {
        0 => OptionScope::Server,
        1 => OptionScope::Session(None),
        _ => OptionScope::Window(None),
    }
}

/// The way to change an option.
pub(crate) enum Change {
    /// These commands.
    Run(String),
    /// A prompt: question, template, initial input.
    Ask(String, String, String),
}

/// The value of an option of the list.
pub(crate) fn listed_value(world: &World, place: u8, name: &str) -> String {
    let between = get(name)
        .and_then(|def| def.array)
        .map(|array| array.separators)
        .filter(|text| !text.is_empty());
    let value = world.option(name, whose(place));
    let values = value
        .map(crate::lang::tables::option_value::Value::values)
        .unwrap_or_default();
    values.join(between.unwrap_or(" "))
}

/// The way to change an option: a flag is toggled, one of several words is chosen from a menu,
/// other values are asked for.
pub(crate) fn change_option(world: &World, place: u8, name: &str) -> Change {
    let (_, flag) = PLACES[usize::from(place).min(PLACES.len() - 1)];
    let quoted = quote(name);
    match get(name) {
        Some(def) if def.kind == Kind::Flag => Change::Run(format!("set-option {flag} {quoted}")),
        Some(OptionDef {
            kind: Kind::Choice(words),
            array: None,
            ..
        }) => Change::Run(menu(name, flag, words, &listed_value(world, place, name))),
        Some(def) if def.array.is_some_and(|a| a.separators.is_empty()) => Change::Ask(
            format!("({name}[0]) "),
            format!("set-option {flag} '{name}[0]' \"%%%\""),
            String::new(),
        ),
        _ => Change::Ask(
            format!("({name}) "),
            format!("set-option {flag} {quoted} \"%%%\""),
            listed_value(world, place, name),
        ),
    }
}

/// The command that opens a menu with the values of an option, the current one selected.
fn menu(name: &str, flag: &str, words: &[&str], now: &str) -> String {
    let at = words.iter().position(|word| *word == now).unwrap_or(0);
    let title = quote(&format!(" {name} "));
    let mut menu = format!("display-menu -O -C {at} -T {title} -x C -y C --");
    let option = quote(name);
    for (number, word) in (1..).zip(words) {
        let key = match number {
            1..=9 => number.to_string(),
            _ => String::new(),
        };
        let (word, key) = (quote(word), quote(&key));
        menu.extend([
            " ",
            &word,
            " ",
            &key,
            " { set-option ",
            flag,
            " ",
            &option,
            " ",
            &word,
            " }",
        ]);
    }
    menu
}
