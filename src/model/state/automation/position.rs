//! Positions in the output of a pane as text, such as `p3.e1.l48211.g9041.c2.h51966.a4.b3.d3.s77`:
//! pane, era, line, stamp of the screen, column, text before it, shell marks, server.

use crate::base::PaneId;
use crate::term::{ScreenPosition, ShellCounts};
use std::fmt;

/// A position in the output of a pane of one server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The pane.
    pub pane: PaneId,
    /// Identifies the server.
    pub server: u32,
    /// The position on its screens.
    pub screen: ScreenPosition,
}

/// Identifies the chain of servers with this lineage.
pub fn server_of(lineage: i64) -> u32 {
    let bits = lineage.cast_unsigned();
    (bits ^ (bits >> 32)) as u32
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ScreenPosition {
            era,
            line,
            stamp,
            column,
            prefix,
            counts,
        } = self.screen;
        write!(f, "p{}.e{era}.l{line}.g{stamp}", self.pane.0)?;
        if column > 0 {
            write!(f, ".c{column}.h{prefix}")?;
        }
        for (letter, count) in [
            ('a', counts.prompts),
            ('b', counts.outputs),
            ('d', counts.ends),
        ] {
            if count > 0 {
                write!(f, ".{letter}{count}")?;
            }
        }
        write!(f, ".s{}", self.server)
    }
}

impl Position {
    /// The reverse of `to_string`. `None` if the text is no position.
    pub fn parse(text: &str) -> Option<Self> {
        let mut known = [None; 10];
        let letters = "pelgchabds";
        for part in text.split('.') {
            let letter = part.chars().next()?;
            let number: u64 = part[letter.len_utf8()..].parse().ok()?;
            let place = known.get_mut(letters.find(letter)?)?;
            if place.replace(number).is_some() {
                return None;
            }
        }
        let [
            pane,
            era,
            line,
            stamp,
            column,
            prefix,
            prompts,
            outputs,
            ends,
            server,
        ] = known;
        let empty = u64::from(crate::term::prefix("", 0));
        Some(Self {
            pane: PaneId(u32::try_from(pane?).ok()?),
            server: u32::try_from(server?).ok()?,
            screen: ScreenPosition {
                era: u32::try_from(era?).ok()?,
                line: line?,
                stamp: stamp?,
                column: column.unwrap_or(0),
                prefix: u16::try_from(prefix.unwrap_or(empty)).ok()?,
                counts: ShellCounts {
                    prompts: prompts.unwrap_or(0),
                    outputs: outputs.unwrap_or(0),
                    ends: ends.unwrap_or(0),
                },
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_text_and_back() {
        let empty = ScreenPosition {
            era: 1,
            prefix: crate::term::prefix("", 0),
            ..ScreenPosition::default()
        };
        let full = ScreenPosition {
            line: 48_211,
            stamp: 9041,
            column: 2,
            prefix: 7,
            counts: ShellCounts {
                prompts: 4,
                outputs: 3,
                ends: 2,
            },
            ..empty
        };
        for (screen, text) in [
            (empty, "p3.e1.l0.g0.s77"),
            (full, "p3.e1.l48211.g9041.c2.h7.a4.b3.d2.s77"),
        ] {
            let position = Position {
                pane: PaneId(3),
                server: 77,
                screen,
            };
            assert_eq!(position.to_string(), text);
            assert_eq!(Position::parse(text), Some(position));
        }
        for text in [
            "",
            "p3",
            "p3.e1.l1.g1",
            "p3.e1.l1.g1.s1.s1",
            "p3.e1.l-1.g1.s1",
            "é.e1",
        ] {
            assert_eq!(Position::parse(text), None, "{text}");
        }
    }
}
