//! Opens and closes the pipes of panes (`pipe-pane`).

use crate::base::{JobId, PaneId};
use crate::model::state::effect::{Effect, Job, PaneEffect, Ways};
use crate::model::state::location::Location;
use crate::model::state::pipe::Pipe;
use crate::model::state::world::World;

impl World {
    /// Starts a command at the other end of a pane's pipe.
    pub(crate) fn open_pipe(&mut self, place: Location, command: String, ways: Ways) {
        let job = self.new_job();
        let pipe = Pipe {
            job,
            command: command.clone(),
            ways,
            pid: None,
        };
        self.pipes.insert(place.pane, pipe);
        let job = Job {
            id: job,
            command,
            cwd: self.job_cwd(Some(place)),
            env: self.job_environment(Some(place)),
            with_stderr: false,
        };
        self.effect(Effect::Pane(
            place.pane,
            PaneEffect::OpenPipe(Box::new(job), ways),
        ));
    }

    /// Ends a pane's pipe: its command finds the end of its input. False if there is none.
    pub(crate) fn close_pipe(&mut self, pane: PaneId) -> bool {
        let open = self.pipes.remove(&pane).is_some();
        if open {
            self.effect(Effect::Pane(pane, PaneEffect::ClosePipe));
        }
        open
    }

    /// The command of a pipe runs.
    pub(crate) fn pipe_started(&mut self, job: JobId, pid: u32) {
        if let Some(pipe) = self.pipes.values_mut().find(|pipe| pipe.job == job) {
            pipe.pid = Some(pid);
        }
    }

    /// The command of a pipe has ended. False if it is no pipe's.
    pub(crate) fn pipe_done(&mut self, job: JobId) -> bool {
        let mut all = self.pipes.iter();
        let pane = all.find(|(_, pipe)| pipe.job == job).map(|(pane, _)| *pane);
        pane.is_some_and(|pane| self.close_pipe(pane))
    }

    /// Starts the commands again that ended with the server before.
    pub(crate) fn reopen_pipes(&mut self) {
        for (pane, pipe) in std::mem::take(&mut self.pipes) {
            if let Some(place) = self.place_of(pane) {
                self.open_pipe(place, pipe.command, pipe.ways);
            }
        }
    }
}
