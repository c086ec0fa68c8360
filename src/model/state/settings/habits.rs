//! What the user does again and again: the last choices of the palette, and the directories in
//! which panes were. The store keeps both.

use crate::base::sorted::{SortedMap, sort_by_key};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// The choices of the palette that are kept.
const MOST_RECENT: usize = 8;

/// The directories that are kept.
const MOST_DIRECTORIES: usize = 500;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The visits of a directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visits {
    /// How often a pane came into the directory.
    pub count: u32,
    /// The last time, milliseconds since 1970.
    pub last: i64,
}

impl Visits {
    /// Frecency: frequent and recent directories have a high one.
    pub fn score(self, now: i64) -> u64 {
        let weight = match now.saturating_sub(self.last) {
            age if age < HOUR => 16,
            age if age < DAY => 8,
            age if age < 7 * DAY => 2,
            _ => 1,
        };
        u64::from(self.count) * weight
    }
}

/// The habits of the user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Habits {
    /// The ids of the last rows that were chosen in the palette, the latest first.
    pub recent: Vec<String>,
    /// The directories of panes.
    pub directories: SortedMap<String, Visits>,
    /// How often each key followed the prefix key, by its name. Encoded behind the others, because
    /// older versions lack them.
    #[serde(skip)]
    pub keys: SortedMap<String, u32>,
}

/// Uses of a key that count as none, so that a single attempt does not change the order of hints.
const FEW_USES: u32 = 3;

impl Habits {
    /// Records a key after the prefix key.
    pub fn used_key(&mut self, name: String) {
        let count = self.keys.entry(name).or_default();
        *count = count.saturating_add(1);
    }

    /// How often a key followed the prefix key, in steps: 0 for few uses, then by powers of two, so
    /// that the order of hints is seldom another one.
    pub fn use_of(&self, name: &str) -> u32 {
        let count = self.keys.get(name).copied().unwrap_or(0);
        if count < FEW_USES { 0 } else { count.ilog2() }
    }

    /// Records a choice in the palette.
    pub fn chosen(&mut self, id: &str) {
        self.recent.retain(|known| known != id);
        self.recent.insert(0, id.to_owned());
        self.recent.truncate(MOST_RECENT);
    }

    /// Records that a pane came into a directory. The lowest scores are dropped when there are too
    /// many.
    pub fn visited(&mut self, directory: &str, now: i64) {
        let visits = self.directories.entry(directory.to_owned()).or_default();
        visits.count = visits.count.saturating_add(1);
        visits.last = now;
        if self.directories.len() > MOST_DIRECTORIES {
            let lowest = self.directories.iter();
            let lowest = lowest.min_by_key(|(_, visits)| visits.score(now));
            let lowest = lowest.map(|(directory, _)| directory.clone());
            self.directories
                .retain(|directory, _| Some(directory) != lowest.as_ref());
        }
    }

    /// The directories, those with the highest score first.
    pub fn by_score(&self, now: i64) -> Vec<&str> {
        let mut all: Vec<(&String, &Visits)> = self.directories.iter().collect();
        sort_by_key(&mut all, |(_, visits)| Reverse(visits.score(now)));
        all.into_iter()
            .map(|(directory, _)| directory.as_str())
            .collect()
    }

    /// The encoded habits; empty if there are none, so that nothing is saved.
    pub fn encoded(&self) -> Vec<u8> {
        if *self == Self::default() {
            return Vec::new();
        }
        let bytes = postcard::to_allocvec(self).unwrap_or_default();
        postcard::to_extend(&self.keys, bytes).unwrap_or_default()
    }

    /// Decodes habits. Those of an unknown form are none.
    pub fn decode(bytes: &[u8]) -> Self {
        let known: Option<(Self, &[u8])> = postcard::take_from_bytes(bytes).ok();
        let (known, rest) = known.unwrap_or_default();
        Self {
            keys: postcard::from_bytes(rest).unwrap_or_default(),
            ..known
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_and_recent_directories_come_first() {
        let mut habits = Habits::default();
        for _ in 0..20 {
            habits.visited("/often", 0);
        }
        habits.visited("/once", 0);
        habits.visited("/new", 30 * DAY);
        habits.visited("/new", 30 * DAY);
        assert_eq!(habits.by_score(30 * DAY + 1), ["/new", "/often", "/once"]);
        assert_eq!(Habits::decode(&habits.encoded()), habits);
        assert_eq!(Habits::decode(b"\xff"), Habits::default());
        for n in 0..600 {
            habits.visited(&format!("/{n}"), 31 * DAY);
        }
        assert_eq!(habits.directories.len(), MOST_DIRECTORIES);
        assert!(!habits.directories.contains_key("/once"));
    }

    #[test]
    fn uses_of_keys_are_kept_and_few_count_as_none() {
        let mut habits = Habits::default();
        habits.chosen("x");
        let older = postcard::to_allocvec(&habits).unwrap();
        for _ in 0..9 {
            habits.used_key("c".to_owned());
        }
        habits.used_key("d".to_owned());
        let again = Habits::decode(&habits.encoded());
        assert_eq!(again, habits);
        assert_eq!(
            (again.use_of("c"), again.use_of("d"), again.use_of("e")),
            (3, 0, 0)
        );
        assert_eq!(Habits::decode(&older).recent, ["x"]);
    }

    #[test]
    fn the_last_eight_choices_are_kept() {
        let mut habits = Habits::default();
        for id in 0..10 {
            habits.chosen(&id.to_string());
        }
        habits.chosen("5");
        assert_eq!(habits.recent, ["5", "9", "8", "7", "6", "4", "3", "2"]);
    }
}
