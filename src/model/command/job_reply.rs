//! Continues a queue when its shell command ends.

use crate::base::{ClientId, JobId};
use crate::model::state::command::CommandContext;
use crate::model::state::input::Exit;
use crate::model::state::location::Location;
use crate::model::state::pane_access::NoPanes;
use crate::model::state::queue::{AfterJob, Origin, Queue, RunningJob};
use crate::model::state::world::World;

impl World {
    /// A shell command ended.
    pub(crate) fn job_done(&mut self, job: JobId, output: String, exit: Exit) {
        if self.format_job_done(job, &output) || self.pipe_done(job) {
            return;
        }
        let Some(RunningJob { command, then }) = self.queues.jobs.remove(&job) else {
            return;
        };
        match then {
            AfterJob::Print { queue, client } => {
                self.print_job(queue, client, &command, &output, exit);
            }
            AfterJob::Branch {
                queue,
                client,
                place,
                yes,
                no,
            } => {
                let text = if exit.status == Some(0) {
                    Some(yes)
                } else {
                    no
                };
                self.branch(queue, client, place, text);
            }
        }
    }

    fn branch(
        &mut self,
        queue: Option<u64>,
        client: Option<ClientId>,
        place: Option<Location>,
        text: Option<String>,
    ) {
        match (text.map(|t| self.parse(&t)), queue) {
            (Some(Ok(script)), Some(id)) => self.insert_first(id, &script),
            (Some(Ok(script)), None) => {
                let run = Queue {
                    client,
                    origin: Origin::Key,
                    place,
                    ..Queue::default()
                };
                self.enqueue(run, &script);
            }
            (Some(Err(error)), Some(id)) => self.report_error(id, None, &error),
            (Some(Err(error)), None) => self.log_message(error.message),
            (None, _) => {}
        }
        if let Some(id) = queue {
            self.wake(id);
        }
    }

    fn print_job(
        &mut self,
        queue: Option<u64>,
        client: Option<ClientId>,
        command: &str,
        output: &str,
        exit: Exit,
    ) {
        let mut lines: Vec<String> = output.lines().map(str::to_owned).collect();
        match (exit.status, exit.signal) {
            (Some(0), _) | (None, None) => {}
            (Some(status), _) => lines.push(format!("'{command}' returned {status}")),
            (None, Some(signal)) => {
                lines.push(format!("'{command}' terminated by signal {signal}"));
            }
        }
        let status = exit.status.or(exit.signal.map(|s| s.saturating_add(128)));
        let id = queue.unwrap_or_else(|| {
            let run = Queue {
                client,
                origin: Origin::Key,
                ..Queue::default()
            };
            self.enqueue(run, &crate::lang::script::Script::default())
        });
        let mut call = CommandContext::new(self, &NoPanes, id);
        for line in lines {
            call.print(&line);
        }
        if let Some(status) = status.filter(|s| *s != 0) {
            call.status(status);
        }
        self.wake(id);
    }
}
