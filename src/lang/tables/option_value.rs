//! Values of options: parsing, validation, changes and printing. Storage and inheritance are the
//! model's.

use super::option_def::{Kind, OptionDef};
use crate::base::sorted::SortedMap;
use crate::base::{Error, Key, Result};
use crate::lang::color::{color_name, parse_color};
use crate::lang::glob::glob;
use crate::lang::keys::{key_name, parse_key};
use crate::lang::script::quote;
use crate::lang::style::LookStyle;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The value of an option. Snapshots store it by the index of its variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// The text of a string, style or command, and of every user option.
    Str(String),
    /// A number.
    Num(i64),
    /// On or off.
    Flag(bool),
    /// One of the words of a choice option.
    Choice(String),
    /// A key.
    Key(Key),
    /// A colour by its name, `default` or `none`.
    Colour(String),
    /// The elements of an array by their index.
    Array(SortedMap<u32, String>),
}

impl Value {
    /// The default value of a row.
    pub fn default_of(def: &OptionDef) -> Self {
        if let Some(array) = def.array {
            let items = (0..).zip(array.items.iter().map(|&text| text.to_owned()));
            return Self::Array(items.collect());
        }
        Self::parse(def, def.default).unwrap_or_else(|_| Self::Str(def.default.to_owned()))
    }

    /// Parses a value.
    ///
    /// # Errors
    /// In tmux's words: "value is too large: X", "unknown value: X", "bad value: X", "bad key: X",
    /// "bad colour: X", "invalid style: X".
    pub fn parse(def: &OptionDef, text: &str) -> Result<Self> {
        if let Some(array) = def.array {
            let mut items = SortedMap::new();
            append_items(def, &mut items, array.separators, text)?;
            return Ok(Self::Array(items));
        }
        parse_one(def, text)
    }

    /// The value after `set-option`. Without a text, a flag or a choice is toggled; an empty text
    /// toggles a flag too. With `append`, strings, styles and arrays grow.
    ///
    /// # Errors
    /// As [`Value::parse`], and "empty value".
    pub fn changed(&self, def: &OptionDef, text: Option<&str>, append: bool) -> Result<Self> {
        let Some(text) = text else {
            return self.toggled(def);
        };
        if text.is_empty() && def.kind == Kind::Flag {
            return self.toggled(def);
        }
        match (self, def.array) {
            (Self::Array(items), Some(array)) if append => {
                let mut items = items.clone();
                append_items(def, &mut items, array.separators, text)?;
                Ok(Self::Array(items))
            }
            (Self::Str(before), None) if append => {
                let style = def.kind == Kind::Style && !before.is_empty() && !text.is_empty();
                let joint = if style { "," } else { "" };
                parse_one(def, &format!("{before}{joint}{text}"))
            }
            _ => Self::parse(def, text),
        }
    }

    /// The other value of a flag, or the other one of a choice's first two words.
    fn toggled(&self, def: &OptionDef) -> Result<Self> {
        match (self, def.kind) {
            (Self::Flag(on), _) => Ok(Self::Flag(!on)),
            (Self::Choice(now), Kind::Choice(words)) => {
                let at = words.iter().position(|w| w == now).unwrap_or_default();
                let next = if at < 2 { 1 - at } else { at };
                Ok(Self::Choice(
                    words.get(next).unwrap_or(&words[at]).to_string(),
                ))
            }
            _ => Err(Error::user("empty value")),
        }
    }

    /// This array with one element set, or with `append` extended.
    ///
    /// # Errors
    /// As [`Value::changed`], and "not an array: NAME".
    pub fn with_item(
        &self,
        def: &OptionDef,
        index: u32,
        text: Option<&str>,
        append: bool,
    ) -> Result<Self> {
        let Self::Array(items) = self else {
            return Err(not_an_array(def.name, index));
        };
        let text = text.ok_or_else(|| Error::user("empty value"))?;
        let before = items.get(&index).filter(|_| append);
        let text = format!("{}{text}", before.map_or("", String::as_str));
        let text = parse_one(def, &text)?.to_string();
        let mut items = items.clone();
        items.insert(index, text);
        Ok(Self::Array(items))
    }

    /// This array without one element.
    ///
    /// # Errors
    /// "not an array: NAME".
    pub fn without_item(&self, def: &OptionDef, index: u32) -> Result<Self> {
        let Self::Array(items) = self else {
            return Err(not_an_array(def.name, index));
        };
        let mut items = items.clone();
        items.remove(&index);
        Ok(Self::Array(items))
    }

    /// An element of an array.
    pub fn item(&self, index: u32) -> Option<&str> {
        self.items()?.get(&index).map(String::as_str)
    }

    /// The elements of an array.
    pub fn items(&self) -> Option<&SortedMap<u32, String>> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The text of a string, choice or colour; empty for others.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Str(text) | Self::Choice(text) | Self::Colour(text) => text,
            _ => "",
        }
    }

    /// The number. A flag is 0 or 1, a choice whose word is a number is that number, others are 0.
    pub fn as_num(&self) -> i64 {
        match self {
            Self::Num(number) => *number,
            Self::Flag(on) => i64::from(*on),
            Self::Choice(word) => word.parse().unwrap_or_default(),
            _ => 0,
        }
    }

    /// Whether it is on: a flag that is on, a choice other than `off`, a number other than 0.
    pub fn is_on(&self) -> bool {
        match self {
            Self::Flag(on) => *on,
            Self::Choice(word) => word != "off",
            Self::Num(number) => *number != 0,
            _ => false,
        }
    }

    /// The key of a key option.
    pub fn as_key(&self) -> Option<Key> {
        match self {
            Self::Key(key) => Some(*key),
            _ => None,
        }
    }

    /// The value in a format: a flag is `1` or `0`, an array is joined by spaces.
    pub fn to_format(&self) -> String {
        match self {
            Self::Flag(on) => u8::from(*on).to_string(),
            other => other.to_string(),
        }
    }

    /// The lines of `show-options -v`.
    pub fn values(&self) -> Vec<String> {
        match self {
            Self::Array(items) => items.values().cloned().collect(),
            other => vec![other.to_string()],
        }
    }

    /// The lines of `show-options`. `def` is the row, or `None` for a user option. An inherited
    /// value is marked, as `-A` does.
    pub fn lines(&self, name: &str, def: Option<&OptionDef>, inherited: bool) -> Vec<String> {
        let star = if inherited { "*" } else { "" };
        // Commands were quoted when they were set.
        let commands = def.is_some_and(|def| def.kind == Kind::Command);
        let quote = |text: &str| {
            if commands {
                text.to_owned()
            } else {
                quote(text)
            }
        };
        match self {
            Self::Array(items) if items.is_empty() => vec![format!("{name}{star}")],
            Self::Array(items) => items
                .iter()
                .map(|(index, text)| format!("{name}[{index}]{star} {}", quote(text)))
                .collect(),
            Self::Str(text) => vec![format!("{name}{star} {}", quote(text))],
            other => vec![format!("{name}{star} {other}")],
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Str(text) | Self::Choice(text) | Self::Colour(text) => f.write_str(text),
            Self::Num(number) => write!(f, "{number}"),
            Self::Flag(on) => f.write_str(if *on { "on" } else { "off" }),
            Self::Key(key) => f.write_str(&key_name(*key)),
            Self::Array(items) => {
                let items: Vec<_> = items.values().map(String::as_str).collect();
                f.write_str(&items.join(" "))
            }
        }
    }
}

/// Splits a text and adds its elements at the lowest free indexes.
fn append_items(
    def: &OptionDef,
    items: &mut SortedMap<u32, String>,
    separators: &str,
    text: &str,
) -> Result<()> {
    let parts: Vec<_> = match separators {
        "" => vec![text],
        _ => text.split(|c| separators.contains(c)).collect(),
    };
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let text = parse_one(def, part)?.to_string();
        if let Some(free) = (0..u32::MAX).find(|index| !items.contains_key(index)) {
            items.insert(free, text);
        }
    }
    Ok(())
}

/// Parses a scalar value, or an element of an array.
fn parse_one(def: &OptionDef, text: &str) -> Result<Value> {
    match def.kind {
        Kind::String | Kind::Command => {
            let fits = |pattern: &str| pattern.split('|').any(|one| glob(one, text));
            if def.pattern.is_some_and(|pattern| !fits(pattern)) {
                return Err(Error::user(format!("value is invalid: {text}")));
            }
            Ok(Value::Str(text.to_owned()))
        }
        Kind::Style => {
            if !text.contains("#{") {
                LookStyle::parse(text)?;
            }
            Ok(Value::Str(text.to_owned()))
        }
        Kind::Number { min, max } => parse_number(text, min, max).map(Value::Num),
        Kind::Flag => parse_flag(text).map(Value::Flag),
        Kind::Choice(words) if words.contains(&text) => Ok(Value::Choice(text.to_owned())),
        Kind::Choice(_) => Err(Error::user(format!("unknown value: {text}"))),
        Kind::Key => match parse_key(text) {
            Some(key) => Ok(Value::Key(key)),
            None => Err(Error::user(format!("bad key: {text}"))),
        },
        Kind::Colour if text == "none" => Ok(Value::Colour(text.to_owned())),
        Kind::Colour => parse_color(text).map(|color| Value::Colour(color_name(color))),
    }
}

/// Parses a number within limits. The errors are those of `strtonum(3)`.
fn parse_number(text: &str, min: i64, max: i64) -> Result<i64> {
    let wrong = |what: &str| Err(Error::user(format!("value is {what}: {text}")));
    let digits = text.trim_start();
    let unsigned = digits.trim_start_matches(['+', '-']);
    let signs = digits.len() - unsigned.len();
    if unsigned.is_empty() || signs > 1 || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return wrong("invalid");
    }
    match digits.parse::<i64>() {
        Ok(number) if number < min => wrong("too small"),
        Ok(number) if number > max => wrong("too large"),
        Ok(number) => Ok(number),
        Err(_) if digits.starts_with('-') => wrong("too small"),
        Err(_) => wrong("too large"),
    }
}

fn parse_flag(text: &str) -> Result<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "on" | "yes" => Ok(true),
        "0" | "off" | "no" => Ok(false),
        _ => Err(Error::user(format!("bad value: {text}"))),
    }
}

fn not_an_array(name: &str, index: u32) -> Error {
    Error::user(format!("not an array: {name}[{index}]"))
}

#[cfg(test)]
mod tests {
    use super::super::option_lookup::get;
    use super::*;

    fn option(name: &str) -> &'static OptionDef {
        get(name).unwrap_or_else(|| panic!("no option {name}"))
    }

    #[test]
    fn values_are_read_and_refused_as_tmux_does() {
        for (name, text, expected) in [
            ("base-index", "4", "4"),
            ("base-index", "+3", "3"),
            ("base-index", " 4", "4"),
            ("base-index", "abc", "!value is invalid: abc"),
            ("base-index", "4x", "!value is invalid: 4x"),
            ("base-index", "", "!value is invalid: "),
            ("base-index", "-1", "!value is too small: -1"),
            (
                "base-index",
                "99999999999",
                "!value is too large: 99999999999",
            ),
            (
                "base-index",
                "99999999999999999999",
                "!value is too large: 99999999999999999999",
            ),
            ("buffer-limit", "0", "!value is too small: 0"),
            ("mouse", "YES", "on"),
            ("mouse", "0", "off"),
            ("mouse", "maybe", "!bad value: maybe"),
            ("status", "2", "2"),
            ("status-justify", "le", "!unknown value: le"),
            ("prefix", "c-a", "C-a"),
            ("prefix2", "none", "None"),
            ("prefix", "nokey", "!bad key: nokey"),
            ("status-bg", "colour12", "colour12"),
            ("status-bg", "#FF0000", "#ff0000"),
            ("status-bg", "nocolour", "!bad colour: nocolour"),
            ("cursor-colour", "none", "none"),
            ("status-style", "fg=red,bold", "fg=red,bold"),
            ("status-style", "foo=bar", "!invalid style: foo=bar"),
            ("status-style", "#{x}foo=bar", "#{x}foo=bar"),
            ("default-size", "10", "!value is invalid: 10"),
            ("default-size", "100x30", "100x30"),
            ("update-environment", "A B,C", "A B C"),
            ("command-alias", "a=b,c=d e", "a=b c=d e"),
            ("pane-colours", "red,blah", "!bad colour: blah"),
            ("after-new-window", "display a, b", "display a, b"),
        ] {
            let read = match Value::parse(option(name), text) {
                Ok(value) => value.to_string(),
                Err(e) => format!("!{e}"),
            };
            assert_eq!(read, expected, "{name} {text}");
        }
    }

    #[test]
    fn values_change_over_and_grow() {
        for (name, before, text, append, expected) in [
            ("mouse", "on", None, false, "off"),
            ("status", "on", None, false, "off"),
            ("status", "off", None, false, "on"),
            ("status", "3", None, false, "3"),
            ("status-left", "a", None, false, "!empty value"),
            ("status-left", "a", Some(" b"), true, "a b"),
            ("status-left", "a", Some("b"), false, "b"),
            ("status-style", "bold", Some("fg=red"), true, "bold,fg=red"),
            ("status-style", "", Some("fg=red"), true, "fg=red"),
            ("base-index", "1", Some("2"), true, "2"),
            ("update-environment", "A B", Some("C D"), true, "A B C D"),
            ("update-environment", "A B", Some("C"), false, "C"),
        ] {
            let def = option(name);
            let before = Value::parse(def, before).unwrap();
            let after = match before.changed(def, text, append) {
                Ok(value) => value.to_string(),
                Err(e) => format!("!{e}"),
            };
            assert_eq!(after, expected, "{name} {text:?}");
        }
    }

    #[test]
    fn arrays_have_items() {
        let def = option("update-environment");
        let value = Value::parse(def, "A B").unwrap();
        let value = value.with_item(def, 5, Some("F"), false).unwrap();
        let value = value.with_item(def, 5, Some("G"), true).unwrap();
        let value = value.without_item(def, 0).unwrap();
        assert_eq!(value.item(5), Some("FG"));
        assert_eq!(
            value.lines("x", None, false),
            ["x[1] B".to_owned(), "x[5] FG".into()]
        );
        let grown = value.changed(def, Some("Z"), true).unwrap();
        assert_eq!(grown.item(0), Some("Z"));
        let mouse = Value::Flag(true).with_item(option("mouse"), 0, Some("x"), false);
        assert_eq!(mouse.unwrap_err().message, "not an array: mouse[0]");
    }

    #[test]
    fn lines_are_printed_as_show_options_prints_them() {
        for (name, line) in [
            ("copy-command", "copy-command ''"),
            ("prefix", "prefix C-b"),
            ("status-left", "status-left \"[#{session_name}] \""),
            ("mouse", "mouse on"),
            ("user-keys", "user-keys"),
            (
                "word-separators",
                "word-separators \"!\\\"#$%&'()*+,-./:;<=>?@[\\\\]^`{|}~\"",
            ),
        ] {
            let value = Value::default_of(option(name));
            assert_eq!(value.lines(name, Some(option(name)), false), [line]);
        }
        assert_eq!(Value::Num(3).lines("x", None, true), ["x* 3"]);
        assert_eq!(Value::Flag(true).to_format(), "1");
    }
}
