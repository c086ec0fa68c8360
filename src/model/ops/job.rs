//! Starts and lists shell commands.

use crate::base::JobId;
use crate::model::state::effect::{Effect, Job, JobEffect};
use crate::model::state::location::Location;
use crate::model::state::queue::{AfterJob, RunningJob};
use crate::model::state::world::World;

/// The running shell commands, one line each, as `show-messages -J` prints them.
pub(crate) fn job_list(world: &World) -> Vec<String> {
    let all = world.queues.jobs.iter();
    all.map(|(id, job)| format!("Job {}: {}", id.0, job.command))
        .collect()
}

/// Starts a shell command in `cwd` with the environment of `place`. `then` says what to do at its
/// end.
pub(crate) fn start_job(
    world: &mut World,
    command: String,
    cwd: String,
    place: Option<Location>,
    with_stderr: bool,
    then: AfterJob,
) -> JobId {
    let id = world.new_job();
    let running = RunningJob {
        command: command.clone(),
        then,
    };
    world.queues.jobs.insert(id, running);
    let job = Job {
        id,
        command,
        cwd,
        env: world.job_environment(place),
        with_stderr,
    };
    world.effect(Effect::Job(JobEffect::Start(Box::new(job))));
    id
}
