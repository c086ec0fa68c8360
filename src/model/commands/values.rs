//! Parsers of flag values that several commands share: numbers with the messages of `strtonum(3)`,
//! percentages, durations, sort orders and names.

use crate::base::{Error, Result};
use crate::model::ops::auto_rename::given;
use crate::model::state::command::CommandContext;
use crate::model::state::location::Location;

/// Parses a whole number from `min` to `max`. Errors start with `what`, the name of the value.
///
/// # Errors
/// `what invalid`, `what too small`, `what too large`.
pub(super) fn number(text: &str, what: &str, min: i64, max: i64) -> Result<i64> {
    let text = text.trim_start();
    let wrong = |how: &str| Err(Error::user(format!("{what} {how}")));
    match text.parse::<i64>() {
        Ok(n) if n < min => wrong("too small"),
        Ok(n) if n > max => wrong("too large"),
        Ok(n) => Ok(n),
        Err(e) => match e.kind() {
            std::num::IntErrorKind::PosOverflow => wrong("too large"),
            std::num::IntErrorKind::NegOverflow => wrong("too small"),
            _ => wrong("invalid"),
        },
    }
}

/// Parses a number of cells: `N`, or `N%` of `whole`. Numbers above `u16::MAX` become `u16::MAX`.
///
/// # Errors
/// `what invalid`, `what too small`, `what too large`.
pub(super) fn cells(text: &str, what: &str, whole: u16) -> Result<u16> {
    let n = match text.strip_suffix('%') {
        Some(percent) => i64::from(whole) * number(percent, what, 0, 100)? / 100,
        None => number(text, what, 0, i64::from(i32::MAX))?,
    };
    Ok(u16::try_from(n).unwrap_or(u16::MAX))
}

/// Returns the sort order called `name`, or the first of `known` without a name. tmux's old name
/// `time` stands for `activity` or `creation`.
///
/// # Errors
/// `invalid sort order`.
pub(super) fn sort_order(name: Option<&str>, known: &[&str]) -> Result<String> {
    let time = ["activity", "creation"]
        .into_iter()
        .find(|o| known.contains(o));
    let found = match name {
        None => known.first().copied(),
        Some("time") => time,
        Some(name) => known.iter().copied().find(|o| *o == name),
    };
    found
        .map(str::to_owned)
        .ok_or_else(|| Error::user("invalid sort order"))
}

/// Returns the name of a new window from `-n`. An empty name is none.
///
/// # Errors
/// As [`given`].
pub(super) fn window_name(
    cx: &mut CommandContext<'_>,
    name: Option<&str>,
    here: Option<Location>,
) -> Result<Option<String>> {
    let name = name.map(|name| cx.expand(name, here));
    match name.as_deref() {
        None | Some("") => Ok(name),
        Some(name) => given("window", name).map(Some),
    }
}

/// Parses a duration in milliseconds.
///
/// # Errors
/// `what invalid`, `what too small`, `what too large`.
pub(super) fn milliseconds(text: &str, what: &str) -> Result<u64> {
    number(text, what, 0, i64::from(u32::MAX)).map(i64::unsigned_abs)
}

#[cfg(test)]
mod tests {
    use super::{cells, number};

    #[test]
    fn numbers_are_refused_in_the_words_of_strtonum() {
        for (text, expected) in [
            ("5", Ok(5)),
            (" +5", Ok(5)),
            ("0", Err("size too small")),
            ("11", Err("size too large")),
            ("99999999999999999999", Err("size too large")),
            ("x", Err("size invalid")),
            ("", Err("size invalid")),
        ] {
            let got = number(text, "size", 1, 10).map_err(|e| e.message);
            assert_eq!(got, expected.map_err(str::to_owned), "{text:?}");
        }
    }

    #[test]
    fn percentages_are_of_the_whole() {
        for (text, expected) in [
            ("50%", Ok(40)),
            ("7", Ok(7)),
            ("0%", Ok(0)),
            ("99999", Ok(u16::MAX)),
            ("101%", Err("width too large")),
            ("-1", Err("width too small")),
            ("%", Err("width invalid")),
        ] {
            let got = cells(text, "width", 81).map_err(|e| e.message);
            assert_eq!(got, expected.map_err(str::to_owned), "{text}");
        }
    }
}
