//! The commands that shells marked (OSC 133): those that run, and those that are not saved yet.

use crate::base::PaneId;
use crate::base::sorted::SortedMap;
use serde::{Deserialize, Serialize};

/// Commands that wait to be saved, at most. Without a database the oldest are dropped.
const MAX_UNSAVED: usize = 2000;

/// Bytes of the text of a command, at most.
const MAX_TEXT: usize = 16 << 10;

/// A command that a shell ran. Lines have the numbers of the history of its pane, and are `None` on
/// the alternate screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RememberedCommand {
    /// The pane.
    pub pane: PaneId,
    /// The text, possibly with line feeds.
    pub text: String,
    /// The directory in which it started; empty if it is unknown.
    pub directory: String,
    /// When it started, milliseconds since 1970. No two commands of a pane have the same time.
    pub started: i64,
    /// When it ended; `None` while it runs, and if its end was not seen.
    pub ended: Option<i64>,
    /// Its exit status, if the shell sent one.
    pub status: Option<i32>,
    /// The line of its prompt.
    pub prompt: Option<u64>,
    /// The first line of its output.
    pub output: Option<u64>,
    /// The line after its output.
    pub end: Option<u64>,
}

/// The state of a shell at its prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptPlace {
    /// The line of the prompt.
    pub line: Option<u64>,
    /// The directory of the shell; empty if it is unknown.
    pub directory: String,
}

/// The commands of all panes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandLog {
    /// The last prompts.
    prompts: SortedMap<PaneId, PromptPlace>,
    /// The commands that run.
    running: SortedMap<PaneId, RememberedCommand>,
    /// The time of the last command of a pane.
    last: SortedMap<PaneId, i64>,
    /// The commands that changed since they were saved, the oldest first.
    unsaved: Vec<RememberedCommand>,
}

impl CommandLog {
    /// A prompt is displayed.
    pub fn prompt(&mut self, pane: PaneId, place: PromptPlace) {
        self.prompts.insert(pane, place);
    }

    /// The last prompt of a pane.
    pub fn last_prompt(&self, pane: PaneId) -> Option<&PromptPlace> {
        self.prompts.get(&pane)
    }

    /// A command starts.
    pub fn start(&mut self, mut command: RememberedCommand) {
        let pane = command.pane;
        let mut end = command.text.len().min(MAX_TEXT);
        while !command.text.is_char_boundary(end) {
            end -= 1;
        }
        command.text.truncate(end);
        // The time is the key of the command in the database.
        if self.last.get(&pane) == Some(&command.started) {
            command.started += 1;
        }
        self.last.insert(pane, command.started);
        self.prompts.remove(&pane);
        self.running.insert(pane, command);
    }

    /// The output of the command that just started begins at `line`.
    pub fn output(&mut self, pane: PaneId, line: Option<u64>) {
        if let Some(command) = self.running.get_mut(&pane) {
            command.output = line;
            let command = command.clone();
            self.save(command);
        }
    }

    /// The command of a pane ended before `line`. Returns it; `None` if none ran.
    pub fn end(
        &mut self,
        pane: PaneId,
        now: i64,
        status: Option<i32>,
        line: Option<u64>,
    ) -> Option<RememberedCommand> {
        let mut command = self.running.remove(&pane)?;
        command.ended = Some(now.max(command.started));
        command.status = status;
        command.end = line;
        self.save(command.clone());
        Some(command)
    }

    /// The command that runs in a pane.
    pub fn running(&self, pane: PaneId) -> Option<&RememberedCommand> {
        self.running.get(&pane)
    }

    fn save(&mut self, command: RememberedCommand) {
        let key = |command: &RememberedCommand| (command.pane, command.started);
        self.unsaved.retain(|known| key(known) != key(&command));
        if self.unsaved.len() >= MAX_UNSAVED {
            self.unsaved.remove(0);
        }
        self.unsaved.push(command);
    }

    /// The commands that are not saved, the oldest first.
    pub fn unsaved(&self) -> &[RememberedCommand] {
        &self.unsaved
    }

    /// These commands are saved.
    pub fn saved(&mut self, commands: &[RememberedCommand]) {
        self.unsaved.retain(|command| !commands.contains(command));
    }

    /// Forgets what is known of a pane, but not its commands that are to be saved.
    pub fn closed(&mut self, pane: PaneId) {
        self.prompts.remove(&pane);
        self.last.remove(&pane);
        self.running.remove(&pane);
    }

    /// Forgets the commands of a pane.
    pub fn forget(&mut self, pane: PaneId) {
        self.closed(pane);
        self.unsaved.retain(|command| command.pane != pane);
    }
}
