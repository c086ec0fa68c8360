//! Config files at the start of a server.

use crate::lang::script::CommandLine;
use crate::model::state::queue::FileRequest;
use crate::model::state::world::World;

/// Where a command of a file stands: `file:line`.
pub(crate) fn position(command: &CommandLine) -> String {
    let file = command.file.as_deref().unwrap_or_default();
    format!("{file}:{}", command.line)
}

impl World {
    /// Asks for the config files of a new server.
    pub(crate) fn load_config(&mut self, paths: Vec<String>, explicit: bool) {
        if paths.is_empty() {
            self.restore_at_start();
            self.show_first_run_hint = true;
            return;
        }
        let request = FileRequest {
            run: None,
            quiet: !explicit,
            ..FileRequest::default()
        };
        let number = self.request_files(paths, request);
        self.queues.config = Some(number);
    }

    /// The commands of the config are done: what was there before comes back, then clients go on.
    pub(crate) fn config_done(&mut self) {
        self.queues.config = None;
        self.restore_at_start();
        for (run, by_default) in std::mem::take(&mut self.queues.after_config) {
            if by_default && !self.sessions.is_empty() {
                self.redo_default(run);
            }
            self.wake(run);
        }
    }
}
