//! Shell commands that run beside the panes: their environment, and what a queue does when they end.

use crate::base::{ClientId, JobId, SessionId};
use crate::model::call::Call;
use crate::model::state::effect::{Effect, Job, JobEffect};
use crate::model::state::environment::Environment;
use crate::model::state::input::Exit;
use crate::model::state::location::Place;
use crate::model::state::pane_access::Blind;
use crate::model::state::queue::{Origin, Run, Running, Then};
use crate::model::state::world::World;

impl World {
    /// The shell commands that run, a line each.
    pub(crate) fn running_jobs(&self) -> Vec<String> {
        let all = self.runs.jobs.iter();
        all.map(|(id, job)| format!("Job {}: {}", id.0, job.command))
            .collect()
    }

    /// Starts a shell command.
    pub(crate) fn start_job(
        &mut self,
        command: String,
        cwd: String,
        place: Option<Place>,
        with_stderr: bool,
        then: Then,
    ) -> JobId {
        let id = self.new_job();
        let running = Running {
            command: command.clone(),
            then,
        };
        self.runs.jobs.insert(id, running);
        let job = Job {
            id,
            command,
            cwd,
            env: self.job_environment(place),
            with_stderr,
        };
        self.effect(Effect::Job(JobEffect::Start(Box::new(job))));
        id
    }

    /// The directory of a job.
    pub(crate) fn job_cwd(&self, place: Option<Place>) -> String {
        let session = place.and_then(|p| self.sessions.get(&p.session));
        session.map_or_else(|| self.facts.home.clone(), |s| s.cwd.clone())
    }

    /// The environment of a job.
    pub(crate) fn job_environment(&self, place: Option<Place>) -> Vec<(String, String)> {
        let mut all: Environment = self.environment.clone();
        let session = place.and_then(|p| self.sessions.get(&p.session));
        if let Some(session) = session {
            all.overlay(&session.environment);
        }
        let id = session.map_or(SessionId(0), |s| s.id);
        let tmux = format!("{},{},{}", self.facts.socket, self.facts.pid, id.0);
        all.set("TMUX", &tmux);
        match place {
            Some(place) => all.set("TMUX_PANE", &place.pane.to_string()),
            None => all.unset("TMUX_PANE"),
        }
        all.for_program()
    }

    /// A shell command ended.
    pub(crate) fn job_done(&mut self, job: JobId, output: String, exit: Exit) {
        if self.format_job_done(job, &output) || self.pipe_done(job) {
            return;
        }
        let Some(Running { command, then }) = self.runs.jobs.remove(&job) else {
            return;
        };
        match then {
            Then::Print { queue, client } => {
                self.print_job(queue, client, &command, &output, exit);
            }
            Then::Branch {
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
        place: Option<Place>,
        text: Option<String>,
    ) {
        match (text.map(|t| self.parse(&t)), queue) {
            (Some(Ok(script)), Some(id)) => self.insert_first(id, &script),
            (Some(Ok(script)), None) => {
                let run = Run {
                    client,
                    origin: Origin::Key,
                    place,
                    ..Run::default()
                };
                self.enqueue(run, &script);
            }
            (Some(Err(error)), Some(id)) => self.complain(id, None, &error),
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
            let run = Run {
                client,
                origin: Origin::Key,
                ..Run::default()
            };
            self.enqueue(run, &crate::lang::script::Script::default())
        });
        let mut call = Call::new(self, &Blind, id);
        for line in lines {
            call.print(&line);
        }
        if let Some(status) = status.filter(|s| *s != 0) {
            call.status(status);
        }
        self.wake(id);
    }
}
