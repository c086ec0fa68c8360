//! What commands ask of the store, and what it answers. The store itself is elsewhere.

use crate::base::{Error, Result};
use crate::model::call::Call;
use crate::model::restore::Choice;
use crate::model::saved::Saved;
use crate::model::sight::Sight;
use crate::model::world::World;

/// A question to the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Save everything now.
    Save,
    /// Which layouts there are.
    Snapshots {
        /// As JSON.
        json: bool,
    },
    /// A layout; `None` for the last that is not the current one.
    Layout {
        /// Its id.
        id: Option<i64>,
        /// The lines of its panes are wanted as well.
        lines: bool,
    },
}

/// What the store answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Lines to print.
    Lines(Vec<String>),
    /// A layout and its id.
    Layout(i64, Box<Saved>),
}

/// What a queue does with a layout that it asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    /// Which sessions.
    pub choice: Choice,
    /// Only say what would be done.
    pub dry_run: bool,
}

impl World {
    /// The store has answered the queue `run`.
    pub(crate) fn stored(&mut self, run: u64, answer: Result<Answer, String>, sight: &dyn Sight) {
        let wish = self.runs.wishes.remove(&run);
        match answer {
            Ok(Answer::Lines(lines)) => {
                let mut call = Call::new(self, sight, run);
                lines.iter().for_each(|line| call.print(line));
            }
            Ok(Answer::Layout(id, saved)) => {
                self.restore_wish(run, id, &saved, wish.unwrap_or_default(), sight);
            }
            Err(why) => self.complain(run, None, &Error::system(why)),
        }
        self.wake(run);
    }

    fn restore_wish(
        &mut self,
        run: u64,
        id: i64,
        saved: &Saved,
        mut wish: Wish,
        sight: &dyn Sight,
    ) {
        wish.choice.suffix = id.to_string();
        let lines = if wish.dry_run {
            self.plan(saved, &wish.choice)
        } else {
            let done = self.bring_back(saved, &wish.choice);
            done.sessions
                .iter()
                .map(|name| format!("restored {name}"))
                .collect()
        };
        let lines = if lines.is_empty() {
            vec![format!("snapshot {id}: all of it runs already")]
        } else {
            lines
        };
        let mut call = Call::new(self, sight, run);
        lines.iter().for_each(|line| call.print(line));
    }

    /// What restoring would do.
    fn plan(&self, saved: &Saved, choice: &Choice) -> Vec<String> {
        let mut lines = Vec::new();
        for session in &saved.sessions {
            let Some(name) = self.name_for(session, choice) else {
                lines.push(format!("session {}: is left alone", session.name));
                continue;
            };
            lines.push(format!("session {name}"));
            for (index, id) in &session.windows {
                let Some(window) = saved.window(*id) else {
                    continue;
                };
                lines.push(format!("  window {index} {}", window.name));
                for pane in window.panes.iter().filter_map(|pane| saved.pane(*pane)) {
                    let running = if pane.running.is_empty() {
                        &pane.command
                    } else {
                        &pane.running
                    };
                    let offer = if running.is_empty() {
                        String::new()
                    } else {
                        format!(", offers {}", running.join(" "))
                    };
                    lines.push(format!(
                        "    pane {}: a shell in {}{offer}",
                        pane.id, pane.cwd
                    ));
                }
            }
        }
        lines
    }
}
