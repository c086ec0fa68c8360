//! The hint for new users in the status line: the first keys, until the prefix key was used in some
//! sessions.

use crate::base::sorted::SortedSet;
use crate::lang::script::Script;

/// The hint ends when the prefix key was used in so many sessions.
const SESSIONS: usize = 3;

/// The name of the click range of the hint (`range=user|...`).
pub const RANGE: &str = "first-steps";

/// A thing to do once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A second pane.
    Split,
    /// Another pane becomes the active one.
    Move,
}

impl Step {
    /// All steps, and their words in the file.
    const ALL: [(Self, &'static str); 2] = [(Self::Split, "split"), (Self::Move, "move")];

    /// The step that the commands of a key take.
    pub fn of(script: &Script) -> Option<Self> {
        let command = script.sequences.first()?.commands.first()?;
        let has = |flags: &[&str]| command.args.iter().any(|arg| flags.contains(&&*arg.text));
        match command.name() {
            "split-window" => Some(Self::Split),
            "select-pane" if has(&["-U", "-D", "-L", "-R", ":.+"]) => Some(Self::Move),
            "last-pane" => Some(Self::Move),
            _ => None,
        }
    }
}

/// Notes that are shown once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// How to select with the terminal.
    Shift,
    /// That a session keeps running.
    Detach,
    /// How to send the prefix key to a multiplexer in the pane.
    Nested,
}

impl Told {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Shift, "told-of-shift"),
        (Self::Detach, "told-of-detach"),
        (Self::Nested, "told-of-nested"),
    ];
}

/// The state of the hint and of notes that are shown once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstSteps {
    /// The user has no configuration.
    pub wanted: bool,
    /// The steps that were done once.
    pub done: SortedSet<Step>,
    /// The user closed the hint.
    pub dismissed: bool,
    /// Creation times of sessions in which the prefix key was used, milliseconds since 1970.
    pub sessions: SortedSet<i64>,
    /// The notes that were shown.
    pub told: SortedSet<Told>,
}

impl FirstSteps {
    /// The state that [`FirstSteps::print`] wrote; unknown words are skipped.
    pub fn parse(text: &str) -> Self {
        let mut steps = Self::default();
        for line in text.lines() {
            if let Some(("session", time)) = line.split_once(' ') {
                steps.sessions.extend(time.parse::<i64>());
            }
            steps.dismissed |= line == "dismissed";
            let done = Step::ALL.iter().filter(|(_, word)| *word == line);
            steps.done.extend(done.map(|(step, _)| *step));
            let told = Told::ALL.iter().filter(|(_, word)| *word == line);
            steps.told.extend(told.map(|(note, _)| *note));
        }
        steps
    }

    /// The state as lines of text, for the next server.
    pub fn print(&self) -> String {
        let sessions = self.sessions.iter().map(|time| format!("session {time}"));
        let done = Step::ALL
            .iter()
            .filter(|(step, _)| self.done.contains(step));
        let told = Told::ALL
            .iter()
            .filter(|(note, _)| self.told.contains(note));
        let words = done
            .map(|(_, word)| *word)
            .chain(told.map(|(_, word)| *word));
        let words = words.chain(self.dismissed.then_some("dismissed"));
        let lines = sessions.chain(words.map(str::to_owned));
        lines.map(|line| line + "\n").collect()
    }

    /// Whether the hint is shown.
    pub fn shown(&self) -> bool {
        self.wanted && !self.dismissed && self.sessions.len() < SESSIONS
    }

    /// The hint in at most `cols` columns, by the name of the prefix key, for a window of one or of
    /// several panes. What does not fit is left out, the list of keys last. `None` if nothing fits.
    pub fn text(&self, prefix: &str, several: bool, cols: usize) -> Option<String> {
        const CLOSE: &str = "  [x]";
        let first = match several {
            false if !self.done.contains(&Step::Split) => Some(format!("{prefix} % split")),
            true if !self.done.contains(&Step::Move) => Some(format!("{prefix} arrows move")),
            _ => None,
        };
        let keys = format!("{prefix} ? keys");
        let leave = format!("{prefix} d leave");
        let usual = format!("{keys} · {leave}");
        let longer = first.map(|first| format!("{first} · {usual}"));
        let candidates = longer.into_iter().chain([usual, keys]);
        let mut candidates = candidates.flat_map(|text| [format!("{text}{CLOSE}"), text]);
        candidates.find(|text| text.chars().count() <= cols)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_drops_parts_and_is_never_cut() {
        let steps = FirstSteps::default();
        for (several, cols, want) in [
            (false, 80, "C-b % split · C-b ? keys · C-b d leave  [x]"),
            (true, 80, "C-b arrows move · C-b ? keys · C-b d leave  [x]"),
            (true, 43, "C-b arrows move · C-b ? keys · C-b d leave"),
            (true, 30, "C-b ? keys · C-b d leave  [x]"),
            (false, 24, "C-b ? keys · C-b d leave"),
            (false, 20, "C-b ? keys  [x]"),
            (false, 10, "C-b ? keys"),
        ] {
            let text = steps.text("C-b", several, cols);
            assert_eq!(text.as_deref(), Some(want), "{several} {cols}");
        }
        assert_eq!(steps.text("C-b", false, 9), None);
    }

    #[test]
    fn what_was_done_makes_room_and_is_remembered() {
        let mut steps = FirstSteps {
            wanted: true,
            ..FirstSteps::default()
        };
        steps.done.extend([Step::Split, Step::Move]);
        steps.told.insert(Told::Nested);
        for (several, time) in [(false, 1), (true, 2)] {
            let text = steps.text("C-b", several, 80);
            assert_eq!(text.as_deref(), Some("C-b ? keys · C-b d leave  [x]"));
            steps.sessions.insert(time);
            assert!(steps.shown());
        }
        let mut again = FirstSteps::parse(&steps.print());
        again.wanted = true;
        assert_eq!(again, steps);
        steps.sessions.insert(3);
        assert!(!steps.shown());
    }
}
