//! The hint for new users in the status line: the first keys to try, until each was used once.

use crate::lang::script::Script;
use std::collections::BTreeSet;

/// The time for which the hint returns, from its first display, in milliseconds: a week.
const LIFETIME_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The name of the click range of the hint (`range=user|...`).
pub const RANGE: &str = "first-steps";

/// A thing to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A pane beside the pane.
    SplitRight,
    /// A pane below the pane.
    SplitDown,
    /// Another pane becomes the active one.
    Move,
    /// A new window.
    NewWindow,
    /// Copy mode.
    Scroll,
    /// Detaching.
    Detach,
    /// The list of keys.
    Keys,
}

impl Step {
    /// All steps in the order of the hint: step, keys, effect, its word in the file.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 7] = [
        (Self::SplitRight, "%", "split right", "split-right"),
        (Self::SplitDown, "\"", "split down", "split-down"),
        (Self::Move, "arrows", "move", "move"),
        (Self::NewWindow, "c", "new window", "new-window"),
        (Self::Scroll, "[", "scroll", "scroll"),
        (Self::Detach, "d", "detach", "detach"),
        (Self::Keys, "?", "all keys", "keys"),
    ];

    /// The step that the commands of a key take.
    pub fn of(script: &Script) -> Option<Self> {
        let command = script.sequences.first()?.commands.first()?;
        let has = |flags: &[&str]| command.args.iter().any(|arg| flags.contains(&&*arg.text));
        match command.name() {
            "split-window" if has(&["-h"]) => Some(Self::SplitRight),
            "split-window" => Some(Self::SplitDown),
            "select-pane" if has(&["-U", "-D", "-L", "-R", ":.+"]) => Some(Self::Move),
            "last-pane" => Some(Self::Move),
            "new-window" => Some(Self::NewWindow),
            "copy-mode" => Some(Self::Scroll),
            "detach-client" => Some(Self::Detach),
            "choose-key" | "list-keys" => Some(Self::Keys),
            _ => None,
        }
    }
}

/// The state of the hint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstSteps {
    /// The user has no configuration.
    pub wanted: bool,
    /// The steps that were done once.
    pub done: BTreeSet<Step>,
    /// The user closed the hint.
    pub dismissed: bool,
    /// The first display, milliseconds since 1970.
    pub since: Option<i64>,
    /// The note on the terminal's own selection was shown.
    pub told_of_shift: bool,
}

impl FirstSteps {
    /// The state that [`FirstSteps::print`] wrote; unknown words are skipped.
    pub fn parse(text: &str) -> Self {
        let mut steps = Self::default();
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("since", time)) => steps.since = time.parse().ok(),
                None if line == "dismissed" => steps.dismissed = true,
                None if line == "told-of-shift" => steps.told_of_shift = true,
                _ => {
                    let known = Step::ALL.iter().filter(|(_, _, _, word)| *word == line);
                    steps.done.extend(known.map(|(step, ..)| *step));
                }
            }
        }
        steps
    }

    /// The state as lines of text, for the next server.
    pub fn print(&self) -> String {
        let since = self.since.map(|time| format!("since {time}\n"));
        let done = Step::ALL
            .iter()
            .filter(|(step, ..)| self.done.contains(step));
        let done: String = done.map(|(_, _, _, word)| format!("{word}\n")).collect();
        let dismissed = if self.dismissed { "dismissed\n" } else { "" };
        let told = if self.told_of_shift {
            "told-of-shift\n"
        } else {
            ""
        };
        since.unwrap_or_default() + &done + dismissed + told
    }

    /// Whether the hint is shown at a time, milliseconds since 1970.
    pub fn shown(&self, now: i64) -> bool {
        let old = self.since.is_some_and(|since| now - since > LIFETIME_MS);
        self.wanted && !self.dismissed && !old && self.done.len() < Step::ALL.len()
    }

    /// The hint in at most `cols` columns, by the name of the prefix key: what does not fit is left
    /// out, the list of keys last. `None` if nothing fits.
    pub fn text(&self, prefix: &str, cols: usize) -> Option<String> {
        const CLOSE: &str = " [x]";
        const HIDE: &str = "  Esc hide";
        let parts = Step::ALL
            .iter()
            .filter(|(step, ..)| !self.done.contains(step));
        let parts: Vec<(Step, String)> = parts
            .map(|(step, key, effect, _)| (*step, format!("  {key} {effect}")))
            .collect();
        let start = format!("Press {prefix}, then:");
        let width = |text: &str| text.chars().count();
        let mut room = cols.checked_sub(width(&start) + width(CLOSE));
        let mut kept = BTreeSet::new();
        let last_first = parts.iter().rev().take(1);
        for (step, part) in last_first.chain(&parts) {
            if kept.contains(step) {
                continue;
            }
            match room.and_then(|room| room.checked_sub(width(part))) {
                Some(rest) => {
                    room = Some(rest);
                    kept.insert(*step);
                }
                None => break,
            }
        }
        if kept.is_empty() {
            let short = format!("{prefix} ? all keys");
            return (width(&short) <= cols && !self.done.contains(&Step::Keys)).then_some(short);
        }
        let mut text = start;
        text.extend(
            parts
                .iter()
                .filter(|(step, _)| kept.contains(step))
                .map(|(_, part)| &**part),
        );
        if room.is_some_and(|room| room >= width(HIDE)) {
            text += HIDE;
        }
        Some(text + CLOSE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_drops_parts_and_is_never_cut() {
        let whole = "Press Ctrl-b, then:  % split right  \" split down  arrows move  c new window  \
                     [ scroll  d detach  ? all keys  Esc hide [x]";
        let steps = FirstSteps::default();
        assert_eq!(steps.text("Ctrl-b", 200).as_deref(), Some(whole));
        for cols in 0..=whole.len() {
            let Some(text) = steps.text("Ctrl-b", cols) else {
                assert!(cols < 17, "{cols}");
                continue;
            };
            assert!(text.chars().count() <= cols, "{cols}: {text}");
            assert!(text.contains("? all keys"), "{cols}: {text}");
            assert!(cols < 35 || text.ends_with(" [x]"), "{cols}: {text}");
        }
    }

    #[test]
    fn what_was_done_makes_room_and_is_remembered() {
        let mut steps = FirstSteps {
            wanted: true,
            since: Some(1),
            ..FirstSteps::default()
        };
        steps.done.extend([Step::SplitRight, Step::Keys]);
        let text = steps.text("Ctrl-b", 200).unwrap();
        assert!(
            !text.contains('%') && !text.contains('?') && text.contains("d detach"),
            "{text}"
        );
        let mut again = FirstSteps::parse(&steps.print());
        again.wanted = true;
        assert_eq!(again, steps);
        assert!(steps.shown(2) && !steps.shown(2 + LIFETIME_MS));
        steps.done.extend(Step::ALL.map(|(step, ..)| step));
        assert!(!steps.shown(2));
    }
}
