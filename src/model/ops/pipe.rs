//! Opens and closes the pipes of panes (`pipe-pane`).

use crate::base::{JobId, PaneId};
use crate::model::ops::{message_log, messages};
use crate::model::state::effect::{Effect, Job, PaneEffect, PipeDirections};
use crate::model::state::input::Exit;
use crate::model::state::location::Location;
use crate::model::state::pane::Pipe;
use crate::model::state::world::World;

/// Starts the command of a pane's pipe.
pub(crate) fn open_pipe(
    world: &mut World,
    place: Location,
    command: String,
    directions: PipeDirections,
) {
    let job = world.new_job();
    let pipe = Pipe {
        job,
        command: command.clone(),
        directions,
        pid: None,
    };
    world.pipes.insert(place.pane, pipe);
    let job = Job {
        input: Vec::new(),
        id: job,
        command,
        shell: None,
        cwd: world.job_cwd(Some(place)),
        env: world.job_environment(Some(place.session)),
        with_stderr: false,
    };
    world.effect(Effect::Pane(
        place.pane,
        PaneEffect::OpenPipe(Box::new(job), directions),
    ));
}

/// Closes a pane's pipe, so that its command reads end of file. Returns false if there is none.
pub(crate) fn close_pipe(world: &mut World, pane: PaneId) -> bool {
    let open = world.pipes.remove(&pane).is_some();
    if open {
        world.effect(Effect::Pane(pane, PaneEffect::ClosePipe));
    }
    open
}

/// Records the process id of a pipe's command.
pub(crate) fn pipe_started(world: &mut World, job: JobId, pid: u32) {
    if let Some(pipe) = world.pipes.values_mut().find(|pipe| pipe.job == job) {
        pipe.pid = Some(pid);
    }
}

/// Closes the pipe whose command ended, and tells the clients of the pane if the command failed:
/// output is missing in its file then. Returns false if the job is not a pipe's.
pub(crate) fn pipe_done(world: &mut World, job: JobId, exit: Exit) -> bool {
    let mut all = world.pipes.iter();
    let Some((pane, pipe)) = all.find(|(_, pipe)| pipe.job == job) else {
        return false;
    };
    let (pane, command) = (*pane, pipe.command.clone());
    let end = match (exit.status, exit.signal) {
        (Some(status), _) if status != 0 => Some(format!("returned {status}")),
        (None, Some(signal)) => Some(format!("terminated by signal {signal}")),
        _ => None,
    };
    if let Some(end) = end {
        let text = format!("Pipe of pane {pane} ended: '{command}' {end}");
        let clients = world.clients_with_pane(pane);
        if clients.is_empty() {
            message_log::log_message(world, text.clone());
        }
        for client in clients {
            messages::show_message(world, client, &text.replace('#', "##"), None, false);
        }
    }
    close_pipe(world, pane)
}

/// Restarts the commands of all pipes, which ended with the previous server.
pub(crate) fn reopen_pipes(world: &mut World) {
    for (pane, pipe) in std::mem::take(&mut world.pipes) {
        if let Some(place) = world.pane_location(pane) {
            open_pipe(world, place, pipe.command, pipe.directions);
        }
    }
}
