//! Which versions of everything that outlives a server this program knows, so that an upgrade can be
//! refused before anything has happened. The form of the text is frozen: lines of a name, the oldest and
//! the newest version that are read; names that a reader does not know are passed over.

use crate::store::{SCROLLBACK, STATE};
use crate::{keeper, model, term, wire};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The first argument of a program that is to print its [`Ranges`].
pub const RANGES_FLAG: &str = "--ranges";

/// The first line of the text.
const TITLE: &str = "mux ranges 1";

/// Oldest and newest version by name. What is written has the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranges {
    /// The version of the program, for people.
    pub program: String,
    known: BTreeMap<String, (u64, u64)>,
}

impl Ranges {
    /// Those of this program.
    pub fn ours() -> Self {
        let files = [&STATE, &SCROLLBACK].map(|kind| (kind.name, (0, kind.steps.len() as u64)));
        let known = [
            (
                "wire",
                (
                    u64::from(*wire::VERSIONS.start()),
                    u64::from(*wire::VERSIONS.end()),
                ),
            ),
            ("keeper", (1, u64::from(keeper::PROTOCOL))),
            ("handover", (1, u64::from(super::handed::VERSION))),
            (
                "world",
                (
                    u64::from(model::WORLD_VERSION),
                    u64::from(model::WORLD_VERSION),
                ),
            ),
            (
                "screen",
                (term::CHECKPOINT_VERSION, term::CHECKPOINT_VERSION),
            ),
        ];
        let all = known.into_iter().chain(files);
        Self {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            known: all.map(|(name, range)| (name.to_owned(), range)).collect(),
        }
    }

    /// The text.
    pub fn print(&self) -> String {
        let mut text = format!("{TITLE}\nprogram {}\n", self.program);
        for (name, (low, high)) in &self.known {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name} {low} {high}");
        }
        text
    }

    /// Reads the text; nothing if it is not of this kind.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != TITLE {
            return None;
        }
        let program = lines.next()?.strip_prefix("program ")?.to_owned();
        let range = |line: &str| {
            let mut words = line.split(' ');
            let name = words.next()?.to_owned();
            let (low, high) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
            Some((name, (low, high)))
        };
        Some(Self {
            program,
            known: lines.filter_map(range).collect(),
        })
    }

    /// Whether a program with the ranges `next` gives a file of the store another form.
    pub fn changes_files(&self, next: &Self) -> bool {
        let high = |ranges: &Self, name: &str| ranges.known.get(name).map(|(_, high)| *high);
        let files = [&STATE, &SCROLLBACK].into_iter();
        files
            .map(|kind| kind.name)
            .any(|name| high(self, name) != high(next, name))
    }

    /// Why a program with the ranges `next` cannot go on with what this one leaves; empty if it can.
    pub fn obstacles(&self, next: &Self) -> Vec<String> {
        let wrong = self.known.iter().filter_map(|(name, (low, high))| {
            let Some((next_low, next_high)) = next.known.get(name) else {
                return Some(format!("it says nothing about {name}"));
            };
            // Clients stay what they are until they end, so one common version is enough for them.
            let fits = if name == "wire" {
                next_low <= high && low <= next_high
            } else {
                (next_low..=next_high).contains(&high)
            };
            (!fits).then(|| {
                format!("{name} has version {high} here, and it knows {next_low} to {next_high}")
            })
        });
        wrong.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_again() {
        let ours = Ranges::ours();
        assert_eq!(Ranges::parse(&ours.print()), Some(ours.clone()));
        let more = format!("{}colour 3 4\nsomething else\n", ours.print());
        let read = Ranges::parse(&more).unwrap();
        assert!(ours.obstacles(&read).is_empty());
        for text in ["", "mux 0.1.0\n", "mux ranges 2\nprogram 1\n"] {
            assert_eq!(Ranges::parse(text), None, "{text}");
        }
    }

    #[test]
    fn versions_outside_the_range_are_obstacles() {
        let ours = Ranges::ours();
        for (name, range, fits) in [
            ("screen", (1, 9), true),
            ("screen", (7, 9), false),
            ("state", (0, 0), false),
            ("wire", (1, 5), true),
            ("wire", (60_000, 60_001), false),
        ] {
            let mut next = ours.clone();
            next.known.insert(name.to_owned(), range);
            let obstacles = ours.obstacles(&next);
            assert_eq!(
                obstacles.is_empty(),
                fits,
                "{name} {range:?}: {obstacles:?}"
            );
            assert_eq!(ours.changes_files(&next), name == "state");
        }
        let mut less = ours.clone();
        less.known.remove("world");
        assert_eq!(ours.obstacles(&less), ["it says nothing about world"]);
    }
}
