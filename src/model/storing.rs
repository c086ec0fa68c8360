//! What commands ask of the store, and what it answers. The store itself is elsewhere.

use crate::base::{Error, PaneId, Result};
use crate::model::call::Call;
use crate::model::facts::StoreFacts;
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
    /// Lines of any time.
    Search(Query),
    /// All lines of a pane.
    Export {
        /// Its lineage and id.
        pane: (i64, PaneId),
        /// How they are written.
        form: Form,
    },
    /// Write everything to a file.
    MakeBackup {
        /// Its path.
        file: String,
    },
    /// Take everything from a file.
    TakeBackup {
        /// Its path.
        file: String,
    },
    /// What the server is.
    Status {
        /// As JSON.
        json: bool,
        /// The databases are looked through.
        check: bool,
    },
    /// A layout; `None` for the last that is not the current one.
    Layout {
        /// Its id.
        id: Option<i64>,
        /// The lines of its panes are wanted as well.
        lines: bool,
    },
}

/// How exported lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text alone.
    Text,
    /// With escape sequences.
    Ansi,
    /// A page.
    Html,
}

/// What to search for, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// A regular expression.
    pub pattern: String,
    /// Upper and lower case are the same.
    pub ignore_case: bool,
    /// Only panes that are or were in the session of this name.
    pub session: Option<String>,
    /// Only this pane: lineage and id.
    pub pane: Option<(i64, PaneId)>,
    /// Only lines saved at or after this moment, milliseconds since 1970.
    pub since: Option<i64>,
    /// As JSON.
    pub json: bool,
    /// Go to the pane of the last line.
    pub open: bool,
}

/// What the store answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Lines to print.
    Lines(Vec<String>),
    /// Nothing was found: nothing to print, and the exit status says so.
    Nothing,
    /// The pane to go to: lineage and id.
    Open(i64, PaneId),
    /// What the store knows of the server.
    Facts(Box<StoreFacts>, bool),
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
            Ok(Answer::Nothing) => Call::new(self, sight, run).status(1),
            Ok(Answer::Open(lineage, pane)) => self.open_pane(run, lineage, pane, sight),
            Ok(Answer::Facts(facts, json)) => {
                let lines = self.facts_lines(&facts, json, sight);
                let mut call = Call::new(self, sight, run);
                lines.iter().for_each(|line| call.print(line));
            }
            Err(why) => self.complain(run, None, &Error::system(why)),
        }
        self.wake(run);
    }

    /// The client of the queue goes to a pane, if that still runs.
    fn open_pane(&mut self, run: u64, lineage: i64, pane: PaneId, sight: &dyn Sight) {
        if lineage != self.lineage || !self.panes.contains_key(&pane) {
            let error = Error::not_found(
                "the pane of the last line is closed; `mux restore` brings it back",
            );
            return self.complain(run, None, &error);
        }
        let mut call = Call::new(self, sight, run);
        let attached = call.client().is_some_and(|c| c.attached());
        let verb = if attached {
            "switch-client"
        } else {
            "attach-session"
        };
        // Such a command always parses.
        let _ = call.insert_text(&format!("{verb} -t {pane} ; copy-mode -t {pane}"));
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
