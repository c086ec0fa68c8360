//! Starts shell commands, and runs those in formats (`#(command)`) at most once a second.

use crate::base::{JobId, SessionId};
use crate::model::ops::window_size;
use crate::model::state::command::{AfterJob, CommandContext, RunningJob};
use crate::model::state::effect::{Effect, Job, JobEffect};
use crate::model::state::location::Location;
use crate::model::state::settings::author::{AUTHOR_VARIABLE, Author};
use crate::model::state::world::World;

/// The running shell commands, one line each, as `show-messages -J` prints them.
pub(crate) fn job_list(world: &World) -> Vec<String> {
    let all = world.queues.jobs.iter();
    all.map(|(id, job)| format!("Job {}: {}", id.0, job.command))
        .collect()
}

/// A shell command, and how it runs.
pub(crate) struct JobCommand {
    /// The command.
    pub text: String,
    /// The shell that runs it; `None` is `/bin/sh`.
    pub shell: Option<String>,
    /// Standard error is wanted with the output.
    pub with_stderr: bool,
}

impl From<String> for JobCommand {
    fn from(text: String) -> Self {
        Self {
            text,
            shell: None,
            with_stderr: false,
        }
    }
}

/// Starts a shell command in `cwd` with the environment of `place`. `then` says what to do at its
/// end.
pub(crate) fn start_job(
    cx: &mut CommandContext<'_>,
    command: impl Into<JobCommand>,
    cwd: String,
    place: Option<Location>,
    then: AfterJob,
) -> JobId {
    let JobCommand {
        text,
        shell,
        with_stderr,
    } = command.into();
    let author = cx.author();
    let world = &mut *cx.world;
    let job = Job {
        id: world.new_job(),
        command: text,
        shell,
        cwd,
        env: environment(world, place.map(|place| place.session), author),
        with_stderr,
        input: Vec::new(),
    };
    start(world, job, then)
}

/// Starts a shell command that reads `input`. `then` says what to do at its end.
pub(crate) fn start_job_with_input(
    world: &mut World,
    command: String,
    place: Option<Location>,
    input: Vec<u8>,
    then: AfterJob,
) -> JobId {
    let job = Job {
        id: world.new_job(),
        command,
        shell: None,
        cwd: world.job_cwd(place),
        env: world.job_environment(place.map(|place| place.session)),
        with_stderr: false,
        input,
    };
    start(world, job, then)
}

fn start(world: &mut World, job: Job, then: AfterJob) -> JobId {
    let id = job.id;
    let running = RunningJob {
        command: job.command.clone(),
        then,
    };
    world.queues.jobs.insert(id, running);
    world.effect(Effect::Job(JobEffect::Start(Box::new(job))));
    id
}

/// Ends a shell command that takes too long. Its output is dropped.
pub(crate) fn end_job(world: &mut World, id: JobId) {
    if world.queues.jobs.remove(&id).is_some() {
        world.effect(Effect::Job(JobEffect::Kill(id)));
    }
}

/// The environment of a shell command. It tells the clients that the command starts who the author
/// of their changes is.
fn environment(world: &World, session: Option<SessionId>, author: Author) -> Vec<(String, String)> {
    let mut all = world.job_environment(session);
    let author = author.name().map(str::to_owned);
    all.extend(author.map(|name| (AUTHOR_VARIABLE.to_owned(), name)));
    all
}

/// The minimum interval between two runs of a command, in milliseconds.
const FRESH_MS: u64 = 1000;

/// Starts the commands that formats used since the last call. They get the global environment, as
/// in tmux, because sessions share the output of a command. Formats expand with `&World` and cannot
/// start a job, so they mark the command and this runs at the end of the input.
pub(crate) fn start_format_jobs(world: &mut World) {
    if world.safe {
        return;
    }
    let mono = world.now.mono;
    let mut due = Vec::new();
    for (command, job) in world.jobs.known.get_mut() {
        let stale = job.started.is_none_or(|s| mono >= s + FRESH_MS);
        if std::mem::take(&mut job.wanted) && job.running.is_none() && stale {
            due.push((command.clone(), job.place));
        }
    }
    for (command, place) in due {
        let id = world.new_job();
        if let Some(job) = world.jobs.known.get_mut().get_mut(&command) {
            job.running = Some(id);
            job.started = Some(mono);
        }
        let job = Job {
            id,
            command,
            shell: None,
            cwd: world.job_cwd(place),
            env: environment(world, None, Author::Automatic),
            with_stderr: false,
            input: Vec::new(),
        };
        world.effect(Effect::Job(JobEffect::Start(Box::new(job))));
    }
}

/// Stores the last line of a job's output and redraws on a change. Returns false if the job is not
/// a format's.
fn format_output(world: &mut World, id: JobId, output: &str, over: bool) -> bool {
    let mut jobs = world.jobs.known.get_mut().values_mut();
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
        window_size::redraw_all(world);
    }
    true
}

pub(crate) fn job_output(world: &mut World, id: JobId, output: &str) {
    format_output(world, id, output, false);
}

pub(crate) fn format_job_done(world: &mut World, id: JobId, output: &str) -> bool {
    format_output(world, id, output, true)
}
