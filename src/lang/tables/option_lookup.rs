//! Finding an option by its name.

use super::hooks::HOOKS;
use super::option_def::OptionDef;
use super::options::OPTIONS;
use crate::base::{Error, Result};

/// The option that a name refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// A row of the tables, and the index given with the name.
    Known(&'static OptionDef, Option<u32>),
    /// A user option, `@` included.
    User(String),
}

/// American spellings, and the names of the options.
const SPELLINGS: &[(&str, &str)] = &[
    ("display-panes-color", "display-panes-colour"),
    ("display-panes-active-color", "display-panes-active-colour"),
    ("clock-mode-color", "clock-mode-colour"),
    ("cursor-color", "cursor-colour"),
    ("prompt-cursor-color", "prompt-cursor-colour"),
    ("pane-colors", "pane-colours"),
];

/// Every row: [`OPTIONS`], then the hooks.
pub fn all() -> impl Iterator<Item = &'static OptionDef> {
    OPTIONS.iter().chain(HOOKS)
}

/// The row of exactly this name.
pub fn get(name: &str) -> Option<&'static OptionDef> {
    all().find(|def| def.name == name)
}

/// The option that `set-option` finds for a name, which may be an unambiguous prefix and may carry
/// an index: `status-le`, `update-environment[3]`, `@mine`.
///
/// # Errors
/// "invalid option: X", "ambiguous option: X" or "not an array: X".
pub fn find(text: &str) -> Result<Named> {
    let invalid = || Error::user(format!("invalid option: {text}"));
    let (name, index) = split_index(text).ok_or_else(invalid)?;
    if name.starts_with('@') {
        return match index {
            None => Ok(Named::User(name.to_owned())),
            Some(_) => Err(Error::user(format!("not an array: {text}"))),
        };
    }
    let spelling = SPELLINGS.iter().find(|(other, _)| *other == name);
    let name = spelling.map_or(name, |(_, usual)| usual);
    let def = match get(name) {
        Some(def) => def,
        None => find_start(name)
            .map_err(|()| Error::user(format!("ambiguous option: {text}")))?
            .ok_or_else(invalid)?,
    };
    if index.is_some() && def.array.is_none() {
        return Err(Error::user(format!("not an array: {text}")));
    }
    Ok(Named::Known(def, index))
}

/// The only row whose name has this prefix. Fails if there are several.
fn find_start(start: &str) -> Result<Option<&'static OptionDef>, ()> {
    let mut matching = all().filter(|def| def.name.starts_with(start));
    match (matching.next(), matching.next()) {
        (Some(_), Some(_)) => Err(()),
        (first, _) => Ok(first),
    }
}

/// Splits `name` or `name[N]` into name and index. `None` for other text.
pub fn split_index(text: &str) -> Option<(&str, Option<u32>)> {
    if text.is_empty() {
        return None;
    }
    let Some((name, rest)) = text.split_once('[') else {
        return Some((text, None));
    };
    let digits = rest.strip_suffix(']')?;
    let number = digits.bytes().all(|b| b.is_ascii_digit());
    let index = digits.parse::<i32>().ok().filter(|_| number)?;
    Some((name, u32::try_from(index).ok()))
}

#[cfg(test)]
mod tests {
    use super::super::option_def::Scope;
    use super::super::option_value::Value;
    use super::super::options::{CONSTANTS, STATUS};
    use super::*;
    use crate::base::sorted::SortedSet;
    use proptest::prelude::*;

    fn found(text: &str) -> String {
        match find(text) {
            Ok(Named::Known(def, None)) => def.name.to_owned(),
            Ok(Named::Known(def, Some(index))) => format!("{} {index}", def.name),
            Ok(Named::User(name)) => name,
            Err(e) => format!("!{e}"),
        }
    }

    #[test]
    fn options_are_found_by_name() {
        for (text, expected) in [
            ("mouse", "mouse"),
            ("mou", "mouse"),
            ("status", "status"),
            ("sta", "!ambiguous option: sta"),
            ("nonsuch", "!invalid option: nonsuch"),
            ("", "!invalid option: "),
            ("status-format[2]", "status-format 2"),
            ("status-form[2]", "status-format 2"),
            ("status-format[", "!invalid option: status-format["),
            ("status-format[-1]", "!invalid option: status-format[-1]"),
            ("status-format[x]", "!invalid option: status-format[x]"),
            ("mouse[0]", "!not an array: mouse[0]"),
            ("@a b", "@a b"),
            ("@a[0]", "!not an array: @a[0]"),
            ("display-panes-color", "display-panes-colour"),
            ("after-new-window[3]", "after-new-window 3"),
        ] {
            assert_eq!(found(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_tables_hold_together() {
        let names: SortedSet<_> = all().map(|def| def.name).collect();
        assert_eq!(names.len(), all().count(), "a name is there twice");
        assert_eq!(OPTIONS.len(), 184);
        for (scope, count) in [
            (Scope::SERVER, 36),
            (Scope::SESSION, 62),
            (Scope::WINDOW, 58),
            (Scope::WINDOW.union(Scope::PANE), 28),
        ] {
            let there = OPTIONS.iter().filter(|def| def.scope == scope).count();
            assert_eq!(there, count, "{scope:?}");
        }
        for def in all() {
            assert!(def.description.ends_with('.'), "{}", def.name);
            let elements = def.array.map_or(&[][..], |array| array.items);
            let scalar = def.array.is_none().then_some(&def.default);
            for text in scalar.into_iter().chain(elements) {
                let def = OptionDef {
                    array: None,
                    ..*def
                };
                let read = Value::parse(&def, text).map(|v| v.to_string());
                assert_eq!(read.as_deref(), Ok(*text), "{}", def.name);
            }
        }
    }

    #[test]
    fn constants_are_called_as_their_options() {
        assert_eq!(OPTIONS[STATUS.index()].name, "status");
        for (constant, def) in CONSTANTS.iter().zip(OPTIONS) {
            assert_eq!(constant.to_lowercase().replace('_', "-"), def.name);
        }
    }

    proptest! {
        #[test]
        fn any_name_and_value_is_answered(name in "[a-z@\\[\\]0-9-]{0,12}", text in any::<String>()) {
            if let Ok(Named::Known(def, _)) = find(&name)
                && let Ok(value) = Value::parse(def, &text)
            {
                value.lines(def.name, Some(def), false);
            }
        }

        #[test]
        fn values_read_back(at in 0..OPTIONS.len(), text in "[a-z0-9#,=+-]{0,8}") {
            let def = &OPTIONS[at];
            if let Ok(value) = Value::parse(def, &text) && def.array.is_none() {
                prop_assert_eq!(Value::parse(def, &value.to_string()), Ok(value));
            }
        }
    }
}
