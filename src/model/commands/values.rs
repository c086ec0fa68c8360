//! Values of flags that several commands read: numbers in the words of `strtonum`, percentages,
//! durations. It knows no command.

use crate::base::{Error, Result};

/// A whole number between two limits.
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

/// A number of cells, 1 to [`crate::base::Size::MAX`]: `N`, or `N%` of `whole`.
///
/// # Errors
/// `what invalid`, `what too small`, `what too large`.
pub(super) fn cells(text: &str, what: &str, whole: u16) -> Result<u16> {
    let max = i64::from(crate::base::Size::MAX);
    let n = match text.strip_suffix('%') {
        Some(percent) => {
            let percent = number(percent, what, 0, 100)?;
            let n = i64::from(whole) * percent / 100;
            number(&n.to_string(), what, 1, max)?
        }
        None => number(text, what, 1, max)?,
    };
    u16::try_from(n).map_err(|_| Error::user(format!("{what} too large")))
}

/// Milliseconds.
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
        assert_eq!(cells("50%", "width", 81).unwrap(), 40);
        assert_eq!(cells("7", "width", 81).unwrap(), 7);
        assert_eq!(cells("0%", "width", 81).unwrap_err().message, "width too small");
        assert_eq!(cells("101%", "width", 81).unwrap_err().message, "width too large");
    }
}
