//! The versions that this program supports of every format that outlives a server. An upgrade
//! compares them first, so it is refused before anything has happened. The form of the text is
//! frozen: lines of a name, the oldest and the newest version that are read. A reader skips names
//! that it does not know.

use crate::base::sorted::SortedMap;
use crate::store::{SCROLLBACK, STATE};
use crate::{keeper, model, term, wire};
use std::fmt::Write as _;

/// The first argument of a program that is to print its [`SupportedVersions`].
pub const VERSIONS_FLAG: &str = "--ranges";

/// The first line of the text.
const TITLE: &str = "mux ranges 1";

/// Oldest and newest version by name. What is written has the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportedVersions {
    /// The version of the program, for messages.
    pub program: String,
    ranges: SortedMap<String, (u64, u64)>,
}

impl SupportedVersions {
    /// The versions of this program.
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
            ("handover", (1, u64::from(super::handoff::VERSION))),
            (
                "world",
                (
                    u64::from(model::WORLD_VERSION),
                    u64::from(model::WORLD_VERSION),
                ),
            ),
            (
                "screen",
                (term::OLDEST_CHECKPOINT_VERSION, term::CHECKPOINT_VERSION),
            ),
        ];
        let all = known.into_iter().chain(files);
        Self {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            ranges: all.map(|(name, range)| (name.to_owned(), range)).collect(),
        }
    }

    /// The text that the other program parses.
    pub fn print(&self) -> String {
        let mut text = format!("{TITLE}\nprogram {}\n", self.program);
        for (name, (low, high)) in &self.ranges {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name} {low} {high}");
        }
        text
    }

    /// Parses the text; `None` if it is something else.
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
            ranges: lines.filter_map(range).collect(),
        })
    }

    /// Whether a program with the versions `next` writes another format of a saved file.
    pub fn changes_store_format(&self, next: &Self) -> bool {
        let high = |versions: &Self, name: &str| versions.ranges.get(name).map(|(_, high)| *high);
        let files = [&STATE, &SCROLLBACK].into_iter();
        files
            .map(|kind| kind.name)
            .any(|name| high(self, name) != high(next, name))
    }

    /// Why a program with the versions `next` cannot take over from this one; empty if it can.
    pub fn incompatibilities(&self, next: &Self) -> Vec<String> {
        let wrong = self.ranges.iter().filter_map(|(name, (low, high))| {
            let Some((next_low, next_high)) = next.ranges.get(name) else {
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
    fn printed_versions_are_parsed_again() {
        let ours = SupportedVersions::ours();
        assert_eq!(SupportedVersions::parse(&ours.print()), Some(ours.clone()));
        let more = format!("{}colour 3 4\nsomething else\n", ours.print());
        let read = SupportedVersions::parse(&more).unwrap();
        assert!(ours.incompatibilities(&read).is_empty());
        for text in ["", "mux 0.1.0\n", "mux ranges 2\nprogram 1\n"] {
            assert_eq!(SupportedVersions::parse(text), None, "{text}");
        }
    }

    #[test]
    fn unsupported_versions_are_incompatible() {
        let ours = SupportedVersions::ours();
        for (name, range, fits) in [
            ("screen", (1, 9), true),
            ("screen", (7, 9), false),
            ("state", (0, 0), false),
            ("wire", (1, 5), true),
            ("wire", (60_000, 60_001), false),
        ] {
            let mut next = ours.clone();
            next.ranges.insert(name.to_owned(), range);
            let incompatibilities = ours.incompatibilities(&next);
            assert_eq!(
                incompatibilities.is_empty(),
                fits,
                "{name} {range:?}: {incompatibilities:?}"
            );
            assert_eq!(ours.changes_store_format(&next), name == "state");
        }
        let mut less = ours.clone();
        less.ranges.remove("world");
        assert_eq!(
            ours.incompatibilities(&less),
            ["it says nothing about world"]
        );
    }
}
