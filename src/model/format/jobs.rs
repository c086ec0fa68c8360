//! `#(command)` in formats: the last line that a shell command printed, run again at most once a
//! second while somebody asks.

use crate::base::JobId;
use crate::model::state::effect::{Effect, Job, JobEffect};
use crate::model::state::world::World;

/// How long an output is good, in milliseconds.
const FRESH_MS: u64 = 1000;

impl World {
    /// Starts the commands that formats asked for.
    pub(crate) fn start_format_jobs(&mut self) {
        if self.safe {
            return;
        }
        let mono = self.now.mono;
        let mut due = Vec::new();
        for (command, job) in self.jobs.known.get_mut() {
            let stale = job.started.is_none_or(|s| mono >= s + FRESH_MS);
            if std::mem::take(&mut job.wanted) && job.running.is_none() && stale {
                due.push((command.clone(), job.place));
            }
        }
        for (command, place) in due {
            let id = self.new_job();
            if let Some(job) = self.jobs.known.get_mut().get_mut(&command) {
                job.running = Some(id);
                job.started = Some(mono);
            }
            let job = Job {
                id,
                command,
                cwd: self.job_cwd(place),
                env: self.job_environment(place),
                with_stderr: false,
            };
            self.effect(Effect::Job(JobEffect::Start(Box::new(job))));
        }
    }

    /// Takes a line in. False if the job is of another kind.
    fn format_output(&mut self, id: JobId, output: &str, over: bool) -> bool {
        let mut jobs = self.jobs.known.get_mut().values_mut();
        let Some(job) = jobs.find(|j| j.running == Some(id)) else {
            return false;
        };
        let line = output.lines().next_back().unwrap_or_default().to_owned();
        let changed = (over || !line.is_empty()) && job.output != line;
        if changed {
            job.output = line;
        }
        if over {
            job.running = None;
        }
        if changed {
            self.redraw_all();
        }
        true
    }

    pub(crate) fn job_output(&mut self, id: JobId, output: &str) {
        self.format_output(id, output, false);
    }

    pub(crate) fn format_job_done(&mut self, id: JobId, output: &str) -> bool {
        self.format_output(id, output, true)
    }
}
