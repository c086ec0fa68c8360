//! The message of the client over the last rows of the screen. It is a list of parts with
//! priorities: a narrow terminal drops whole parts, and nothing is cut in the middle.

use crate::base::width::str_width;

/// Separates the parts.
const SEPARATOR: &str = " · ";

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    text: String,
    /// Replaces the text if that does not fit.
    short: String,
    /// Parts with a higher number are dropped first.
    rank: u8,
}

/// A message: parts in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkMessage {
    parts: Vec<Part>,
    /// The cause, which gets rows of its own if it does not fit beside the parts.
    cause: String,
}

impl LinkMessage {
    /// A message with one part; `short` replaces it on a narrow terminal.
    pub fn new(text: impl Into<String>, short: &str) -> Self {
        Self::default().part(0, text, short)
    }

    /// Adds a part that is dropped before those with a lower `rank`. An empty text adds nothing.
    pub fn with(self, rank: u8, text: impl Into<String>) -> Self {
        self.part(rank, text, "")
    }

    /// As [`LinkMessage::with`]; `short` replaces the text on a narrow terminal.
    pub fn with_short(self, rank: u8, text: impl Into<String>, short: &str) -> Self {
        self.part(rank, text, short)
    }

    /// Sets the cause; it is shown last.
    pub fn because(mut self, cause: &str) -> Self {
        cause.clone_into(&mut self.cause);
        self
    }

    fn part(mut self, rank: u8, text: impl Into<String>, short: &str) -> Self {
        let text = text.into();
        if !text.is_empty() {
            let short = short.to_owned();
            self.parts.push(Part { text, short, rank });
        }
        self
    }

    /// The whole message in one line.
    pub fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| part.text.as_str());
        let cause = Some(self.cause.as_str()).filter(|cause| !cause.is_empty());
        parts.chain(cause).collect::<Vec<_>>().join(SEPARATOR)
    }

    /// The message for a terminal with `cols` columns, as at most `rows` rows from top to bottom.
    /// A blank column precedes each row, and another one follows if there is room.
    pub fn rows(&self, cols: u16, rows: u16) -> Vec<String> {
        let cols = usize::from(cols);
        let room = cols.saturating_sub(1);
        let padded = |text: &str| match str_width(text) + 2 <= cols {
            true => format!(" {text} "),
            false => format!(" {text}"),
        };
        let one = self.text();
        if str_width(&one) <= room {
            return vec![padded(&one)];
        }
        let whole = self.flowing(room);
        if whole.len() <= usize::from(rows) && whole.iter().all(|row| str_width(row) <= room) {
            return whole.iter().map(|row| padded(row)).collect();
        }
        let mut all = Vec::new();
        let cause = wrap(&self.cause, room);
        if !self.cause.is_empty() && cause.len() < usize::from(rows) {
            all.extend(cause.iter().map(|row| padded(row)));
        }
        let last = self.fitting(room);
        all.push(if str_width(&last) <= room {
            padded(&last)
        } else {
            last.chars().take(cols).collect()
        });
        all
    }

    /// All parts and the cause in rows of `room` columns. A row is longer only if one part is.
    fn flowing(&self, room: usize) -> Vec<String> {
        let cause = wrap(&self.cause, room);
        let cause = cause.iter().map(String::as_str);
        let parts = self.parts.iter().map(|part| part.text.as_str());
        let mut rows: Vec<String> = Vec::new();
        for text in parts.chain(cause).filter(|text| !text.is_empty()) {
            match rows.last_mut() {
                Some(row) if str_width(row) + str_width(SEPARATOR) + str_width(text) <= room => {
                    row.push_str(SEPARATOR);
                    row.push_str(text);
                }
                _ => rows.push(text.to_owned()),
            }
        }
        rows
    }

    /// The parts of the lowest ranks that fit into `room` columns.
    fn fitting(&self, room: usize) -> String {
        let mut parts = self.parts.clone();
        loop {
            let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
            let line = texts.join(SEPARATOR);
            if str_width(&line) <= room {
                return line;
            }
            let last = parts.iter().map(|part| part.rank).max().unwrap_or(0);
            let can_shorten = |part: &&mut Part| !part.short.is_empty() && part.short != part.text;
            if let Some(part) = parts.iter_mut().rev().find(can_shorten) {
                part.text.clone_from(&part.short);
                continue;
            }
            // Of equal ranks the last one is dropped.
            match parts.iter().rposition(|part| part.rank == last) {
                Some(at) if last > 0 => drop(parts.remove(at)),
                _ => return line,
            }
        }
    }
}

/// Splits a text at blanks into rows of at most `room` columns. A longer word is split anywhere.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut rows = vec![String::new()];
    for word in text.split_whitespace() {
        let row = rows.last().map_or(0, |row| str_width(row));
        if row > 0 && row + 1 + str_width(word) > room {
            rows.push(String::new());
        }
        for c in word.chars().enumerate().flat_map(|(at, c)| {
            let blank = (at == 0).then_some(' ');
            blank.into_iter().chain([c])
        }) {
            if let Some(row) = rows.last_mut() {
                let full = str_width(row) >= room.max(1);
                if c == ' ' && row.is_empty() {
                    continue;
                }
                if full {
                    rows.push(c.to_string());
                } else {
                    row.push(c);
                }
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost() -> LinkMessage {
        LinkMessage::new("box: connection lost at 14:03", "box: lost at 14:03")
            .with(4, "3 keys waiting")
            .with_short(2, "retrying in 8 s · any key: now", "retrying in 8 s")
            .with(1, "C-b d: give up")
            .because("ssh: connect to host box port 22: Connection refused")
    }

    #[test]
    fn a_wide_terminal_shows_everything_in_one_row() {
        let rows = lost().rows(200, 24);
        assert_eq!(rows, [format!(" {} ", lost().text())]);
        assert!(rows[0].ends_with("port 22: Connection refused "));
    }

    #[test]
    fn a_narrow_terminal_drops_parts_and_cuts_none() {
        for (cols, wanted) in [
            (
                80,
                &[
                    " box: connection lost at 14:03 · 3 keys waiting · retrying in 8 s · any key: now",
                    " C-b d: give up · ssh: connect to host box port 22: Connection refused ",
                ][..],
            ),
            (
                50,
                &[
                    " ssh: connect to host box port 22: Connection ",
                    " refused ",
                    " box: lost at 14:03 · C-b d: give up ",
                ],
            ),
            (20, &[" box: lost at 14:03 "]),
            (8, &["box: los"]),
        ] {
            let rows = lost().rows(cols, 3);
            assert_eq!(rows, wanted, "{cols}");
        }
    }

    #[test]
    fn a_cause_longer_than_the_screen_is_left_out() {
        assert_eq!(lost().rows(30, 1).len(), 1);
        assert_eq!(LinkMessage::new("note", "").rows(10, 1), [" note "]);
    }

    #[test]
    fn a_long_word_is_split() {
        assert_eq!(wrap("ab cdefgh i", 4), ["ab", "cdef", "gh i"]);
        assert_eq!(wrap("abcdef", 0).concat(), "abcdef");
    }
}
