//! When the lines of panes were written, and the commands whose output they are.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::OnceLock;

/// Groups of lines whose times are kept for a pane. Of more groups, older ones are joined.
const MAX_GROUPS: usize = 16_384;

/// Groups and commands that are kept for the next server.
const MAX_SAVED: usize = 256;

/// The time of lines that were written while no server recorded times.
const UNKNOWN: i64 = i64::MIN;

/// Commands that are kept for a pane.
const MAX_COMMANDS: usize = 4096;

/// A command that a shell marked (OSC 133).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedCommand {
    /// The line of its prompt.
    pub prompt: u64,
    /// The time of its start, milliseconds since 1970.
    pub started: i64,
    /// The time of its end, milliseconds since 1970; `None` while it runs.
    pub ended: Option<i64>,
    /// Its exit status, if the shell sent one.
    pub status: Option<i32>,
}

/// The times of the lines of a pane. Lines have the numbers of its history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineTimes {
    /// The first line of each group and its time, milliseconds since 1970, in ascending order. The
    /// time [`UNKNOWN`] is not known.
    groups: VecDeque<(u64, i64)>,
    /// The number after the last line.
    end: u64,
    /// The line of the last prompt, until a command runs.
    prompt: Option<u64>,
    commands: VecDeque<MarkedCommand>,
    /// Another server recorded these times, and lines may have been written since.
    resumed: bool,
    /// The encoded form for the next server, as of the last change.
    encoded: OnceLock<Vec<u8>>,
}

/// What is kept of [`LineTimes`] for the next server: the groups, the end, the prompt and the
/// commands.
type Saved = (Vec<(u64, i64)>, u64, Option<u64>, Vec<MarkedCommand>);

impl LineTimes {
    /// The times for the next server. Of more than `MAX_SAVED` groups older ones are joined, so
    /// that the snapshot stays small.
    pub fn encoded(&self) -> &[u8] {
        self.encoded.get_or_init(|| {
            let newest = MAX_SAVED / 2;
            let older = self.groups.len().saturating_sub(newest);
            let step = older.div_ceil(newest).max(1);
            let groups = self.groups.iter().enumerate();
            let groups = groups.filter(|(n, _)| *n >= older || n % step == 0);
            let commands = self.commands.len().saturating_sub(MAX_SAVED);
            let saved: Saved = (
                groups.map(|(_, group)| *group).collect(),
                self.end,
                self.prompt,
                self.commands.iter().skip(commands).copied().collect(),
            );
            postcard::to_allocvec(&saved).unwrap_or_default()
        })
    }

    /// The times that another server encoded; none if they cannot be decoded.
    pub fn decode(bytes: &[u8]) -> Self {
        let saved = postcard::from_bytes::<Saved>(bytes).unwrap_or_default();
        let (groups, end, prompt, commands) = saved;
        Self {
            groups: groups.into(),
            end,
            prompt,
            commands: commands.into(),
            resumed: true,
            encoded: OnceLock::new(),
        }
    }

    /// Records that the lines before number `end` exist at `now`, and no later ones.
    pub fn seen(&mut self, end: u64, now: i64) {
        // The lines that were written while no server recorded have no known time.
        let now = if std::mem::take(&mut self.resumed) {
            UNKNOWN
        } else {
            now
        };
        self.encoded.take();
        while self.groups.back().is_some_and(|(from, _)| *from >= end) {
            self.groups.pop_back();
        }
        let from = self.end.min(end);
        if end > from && self.groups.back().is_none_or(|(_, at)| *at != now) {
            self.groups.push_back((from, now));
        }
        self.end = end;
        if self.groups.len() > MAX_GROUPS {
            let older = self.groups.len() / 2;
            let mut n = 0;
            self.groups.retain(|_| {
                n += 1;
                n > older || n % 2 == 1
            });
        }
    }

    /// The time at which a line was written, milliseconds since 1970; `None` if it is not known.
    pub fn of(&self, line: u64) -> Option<i64> {
        let next = self.groups.partition_point(|(from, _)| *from <= line);
        let (_, at) = self.groups.get(next.checked_sub(1)?)?;
        (line < self.end && *at != UNKNOWN).then_some(*at)
    }

    /// A prompt begins at a line.
    pub fn prompt(&mut self, line: u64) {
        self.encoded.take();
        self.commands.retain(|command| command.prompt < line);
        self.prompt = Some(line);
    }

    /// A command starts whose output begins at a line.
    pub fn command_starts(&mut self, output: u64, now: i64) {
        self.encoded.take();
        let prompt = self.prompt.take().unwrap_or(output);
        self.commands.retain(|command| command.prompt < prompt);
        if self.commands.len() >= MAX_COMMANDS {
            self.commands.pop_front();
        }
        self.commands.push_back(MarkedCommand {
            prompt,
            started: now,
            ended: None,
            status: None,
        });
    }

    /// The last command ended.
    pub fn command_ends(&mut self, status: Option<i32>, now: i64) {
        let last = self.commands.back_mut();
        if let Some(command) = last.filter(|command| command.ended.is_none()) {
            command.ended = Some(now);
            command.status = status;
            self.encoded.take();
        }
    }

    /// The command that a line belongs to: to its prompt or to its output.
    pub fn command_at(&self, line: u64) -> Option<MarkedCommand> {
        let next = self
            .commands
            .partition_point(|command| command.prompt <= line);
        let command = *self.commands.get(next.checked_sub(1)?)?;
        let before = self.prompt.is_none_or(|prompt| line < prompt);
        before.then_some(command)
    }

    /// Forgets the lines before this one.
    pub fn forget(&mut self, oldest: u64) {
        while self.groups.get(1).is_some_and(|(from, _)| *from <= oldest) {
            self.groups.pop_front();
        }
        while self
            .commands
            .get(1)
            .is_some_and(|command| command.prompt <= oldest)
        {
            self.commands.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_the_time_at_which_they_were_first_seen() {
        let mut times = LineTimes::default();
        assert_eq!(times.of(0), None);
        times.seen(5, 1000);
        times.seen(5, 2000);
        times.seen(10, 3000);
        let of = |times: &LineTimes| [0, 4, 5, 9, 10].map(|line| times.of(line));
        assert_eq!(
            of(&times),
            [Some(1000), Some(1000), Some(3000), Some(3000), None]
        );
        // Lines that were on the screen again may be other ones.
        times.seen(7, 4000);
        times.seen(10, 5000);
        assert_eq!(
            of(&times),
            [Some(1000), Some(1000), Some(3000), Some(5000), None]
        );
        times.forget(7);
        assert_eq!(of(&times), [None, None, None, Some(5000), None]);
    }

    #[test]
    fn the_times_of_many_groups_lose_precision_at_the_old_end() {
        let mut times = LineTimes::default();
        for line in 0..100_000 {
            times.seen(line + 1, i64::try_from(line).unwrap() * 1000);
        }
        assert!(times.groups.len() <= MAX_GROUPS);
        assert_eq!(times.of(99_999), Some(99_999_000));
        assert!(times.of(0).is_some());
    }

    #[test]
    fn the_next_server_knows_the_times_and_not_those_of_lines_since() {
        let mut times = LineTimes::default();
        for line in 0..10_000 {
            times.seen(line + 1, 1000 + i64::try_from(line).unwrap());
        }
        times.prompt(9_000);
        times.command_starts(9_001, 50_000);
        let bytes = times.encoded().to_vec();
        assert!(bytes.len() < 3000, "{}", bytes.len());
        let mut next = LineTimes::decode(&bytes);
        assert_eq!(next.of(9_999), Some(10_999));
        assert_eq!(next.command_at(9_500).map(|c| c.started), Some(50_000));
        // The time of an old line is at most that of a line a step before.
        let old = next.of(5_000).unwrap();
        assert!((5_800..=6_000).contains(&old), "{old}");
        next.seen(10_010, 90_000);
        next.seen(10_020, 95_000);
        let of = |line| next.of(line);
        assert_eq!([9_999, 10_000, 10_009].map(of), [Some(10_999), None, None]);
        assert_eq!(of(10_010), Some(95_000));
        assert_eq!(LineTimes::decode(b"\xff\xff"), LineTimes::decode(b""));
    }

    #[test]
    fn a_command_has_the_lines_from_its_prompt_to_the_next() {
        let mut times = LineTimes::default();
        times.prompt(2);
        times.command_starts(3, 1000);
        let at = |times: &LineTimes, line| times.command_at(line).map(|c| (c.ended, c.status));
        assert_eq!(at(&times, 1), None);
        assert_eq!(at(&times, 2), Some((None, None)));
        times.command_ends(Some(1), 3500);
        times.prompt(8);
        assert_eq!(at(&times, 7), Some((Some(3500), Some(1))));
        assert_eq!(at(&times, 8), None);
        // Without the mark of a prompt.
        times.command_starts(9, 5000);
        times.command_starts(12, 6000);
        assert_eq!(at(&times, 8), Some((None, None)));
        assert_eq!(times.command_at(12).map(|c| c.started), Some(6000));
        // The screen was cleared, and line numbers began again.
        times.prompt(1);
        assert_eq!(at(&times, 12), None);
    }
}
