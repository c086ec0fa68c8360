//! Tabs in rows of text. A tab that a program wrote takes one character per column, so that columns
//! and characters agree. A tab whose cells were partly overwritten has lost its first or its last
//! character, and the rest counts as blanks.

use std::borrow::Cow;

/// The first column of a tab.
pub const FIRST: char = '\t';
/// A column between the first and the last.
pub const MIDDLE: char = '\u{1}';
/// The last column of a tab.
pub const LAST: char = '\u{2}';
/// A tab of one column.
pub const SINGLE: char = '\u{3}';

/// Whether a character stands for a column of a tab.
pub const fn is_column(c: char) -> bool {
    matches!(c, FIRST | MIDDLE | LAST | SINGLE)
}

/// The text with a tab for every complete tab and blanks for the other columns.
pub fn restore(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| is_column(char::from(byte))) {
        Cow::Owned(restored(text))
    } else {
        Cow::Borrowed(text)
    }
}

fn restored(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = after;
        match c {
            SINGLE => out.push('\t'),
            FIRST => match after.trim_start_matches(MIDDLE).strip_prefix(LAST) {
                Some(end) => {
                    out.push('\t');
                    rest = end;
                }
                None => out.push(' '),
            },
            MIDDLE | LAST => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The text with a blank for every column of a tab.
pub fn blanks(text: &str) -> String {
    text.replace(is_column, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complete_tabs_come_back_and_parts_are_blanks() {
        for (text, want) in [
            ("a\t\u{1}\u{1}\u{2}b", "a\tb"),
            ("\t\u{2}\t\u{2}", "\t\t"),
            ("1234567\u{3}x", "1234567\tx"),
            ("\t\u{1}x\u{1}\u{2}", "  x  "),
            ("\t", " "),
            ("\u{1}\u{2}ü", "  ü"),
        ] {
            assert_eq!(restore(text), want, "{text:?}");
            assert_eq!(blanks(text).chars().count(), text.chars().count());
        }
    }
}
