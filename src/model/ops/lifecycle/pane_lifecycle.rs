//! Creates, starts and closes panes, with the effects that follow.

use crate::base::signal::{SIGHUP, SIGKILL};
use crate::base::{Error, PaneId, Result, SessionId, Size, WindowId};
use crate::lang::shell::quote_always;
use crate::lang::tables::options;
use crate::model::ops::lifecycle::{auto_layout, popup_lifecycle};
use crate::model::ops::screens::{pane_states, screen_options};
use crate::model::ops::{auto_rename, queue, timers, window_size};
use crate::model::state::effect::{Effect, PaneEffect, SavedLines, Spawn};
use crate::model::state::input::Exit;
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::{Pane, ProgramState};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// Makes a pane the active one of its window. A zoomed window stays zoomed only with `keep_zoom`.
pub(crate) fn select(world: &mut World, place: Location, keep_zoom: bool) {
    let Some(window) = world.windows.get_mut(&place.window) else {
        return;
    };
    // A zoomed window stays so below a pane that is shown above it.
    let under = window.zoomed_pane();
    let above = &window.floats.above.over_zoom;
    let stays = under == Some(place.pane) || above.contains(&place.pane);
    if window.select(place.pane) {
        window.zoomed &= keep_zoom || stays;
        window_size::update_pane_sizes(world, place.window);
        auto_rename::schedule_rename(world, place.window);
    } else if window.floats.contains(place.pane) {
        window.raise_active();
        window_size::update_pane_sizes(world, place.window);
    }
}

/// The time between SIGHUP and SIGKILL for `respawn-pane -k`, in milliseconds.
const KILL_MS: u64 = 1000;

/// What runs in a pane without a program until the pane is closed.
const NO_PROGRAM: [&str; 3] = ["/bin/sh", "-c", "exec sleep 2147483647"];

/// The program of a new pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// The command: one word is run by the shell, several are executed directly, none is
    /// `default-command`.
    pub command: Vec<String>,
    /// The working directory.
    pub cwd: String,
    /// The environment variables given with `-e`.
    pub env: Vec<(String, String)>,
    /// The `PATH` of the client that runs the command, so that its programs are found.
    pub path: Option<String>,
    /// One word is executed directly, too.
    pub direct: bool,
}

/// Creates a pane without a program; the caller puts it into a layout.
pub(crate) fn new_pane(world: &mut World, window: WindowId, program: &Program) -> PaneId {
    let id = PaneId(world.next.pane);
    world.next.pane += 1;
    let mut extra_env = program.env.clone();
    if let Some(path) = &program.path {
        extra_env.insert(0, ("PATH".to_owned(), path.clone()));
    }
    let pane = Pane {
        id,
        window,
        title: world.host.host.clone(),
        command: program.command.clone(),
        direct: program.direct,
        cwd: program.cwd.clone(),
        extra_env,
        ..Pane::default()
    };
    world.panes.insert(id, pane);
    id
}

/// The command that a pane will run, after the defaults, for the name of its window.
pub(crate) fn command_to_run(world: &World, place: Location) -> Vec<String> {
    let known = world.panes.get(&place.pane);
    if known.is_some_and(Pane::without_program) {
        return vec![shell(world, place.session)];
    }
    let known = known.map(|p| p.command.clone());
    let command = known.filter(|c| !c.is_empty()).unwrap_or_else(|| {
        let default = world.get(
            options::DEFAULT_COMMAND,
            OptionScope::Session(Some(place.session)),
        );
        if default.is_empty() {
            vec![]
        } else {
            vec![default.to_owned()]
        }
    });
    if command.is_empty() {
        vec![shell(world, place.session)]
    } else {
        command
    }
}

/// The shell of a session's panes: `default-shell`, else the user's shell.
pub(crate) fn shell(world: &World, session: SessionId) -> String {
    let shell = world.get(options::DEFAULT_SHELL, OptionScope::Session(Some(session)));
    if shell.is_empty() {
        world.host.shell.clone()
    } else {
        shell.to_owned()
    }
}

/// Requests the start of a pane's program, below the saved lines of `scrollback`. The pane must be
/// in a layout, which gives its size.
pub(crate) fn start_program(world: &mut World, place: Location, scrollback: Option<SavedLines>) {
    let Some(window) = world.windows.get(&place.window) else {
        return;
    };
    let border = world.border_status(place.window);
    let cell = if world.window_sized.contains(&place.pane) {
        window.place(window.active, border)
    } else {
        window.place(place.pane, border)
    };
    let known = world.panes.get(&place.pane).map(|pane| pane.size);
    let size = cell.map(|r| r.size().clamped()).or(known);
    spawn(world, place, size.unwrap_or_default(), scrollback);
}

/// Requests the start of a pane's program on a screen of `size`, with the environment of the
/// session of `place`.
pub(crate) fn spawn(
    world: &mut World,
    place: Location,
    size: Size,
    scrollback: Option<SavedLines>,
) {
    let limits = world.history_limits(place.session);
    let env = environment_for(world, place);
    let shell = shell(world, place.session);
    let known = world.panes.get(&place.pane);
    let direct = known.is_some_and(|p| p.direct);
    let mut command = known.map(|p| p.command.clone()).unwrap_or_default();
    let default = world.get(
        options::DEFAULT_COMMAND,
        OptionScope::Session(Some(place.session)),
    );
    if command.is_empty() && !default.is_empty() {
        command = vec![default.to_owned()];
        if let Some(pane) = world.panes.get_mut(&place.pane) {
            pane.command.clone_from(&command);
        }
    }
    let base = shell.rsplit('/').next().unwrap_or("sh").to_owned();
    let (argv, argv0) = match command.as_slice() {
        [] => (vec![shell], format!("-{base}")),
        [none] if none.is_empty() => (NO_PROGRAM.map(str::to_owned).to_vec(), "sh".to_owned()),
        [one] if direct => (vec![one.clone()], one.clone()),
        [one] => (vec![shell, "-c".into(), one.clone()], base),
        many => (many.to_vec(), many[0].clone()),
    };
    let mut env = env;
    if let [shell] = argv.as_slice()
        && !direct
    {
        env.extend(path_restorers(world, shell, &env));
    }
    let Some(pane) = world.panes.get_mut(&place.pane) else {
        return;
    };
    pane.size = size;
    pane.state = ProgramState::Starting;
    let spawn = Spawn {
        argv,
        argv0,
        env,
        cwd: pane.cwd.clone(),
        size: pane.size,
        limits,
        scrollback,
    };
    world.effect(Effect::Pane(place.pane, PaneEffect::Spawn(Box::new(spawn))));
    screen_options::send_screen_options(world, place);
}

/// Restarts the program of a pane (`respawn-pane -k`). A running program gets SIGHUP, then SIGKILL,
/// and the new one starts when it has exited.
pub(crate) fn restart_program(world: &mut World, place: Location) {
    let Some(pane) = world.panes.get_mut(&place.pane) else {
        return;
    };
    pane.respawn = pane.exit().is_none();
    match pane.state {
        ProgramState::Starting => {}
        ProgramState::Running(_) => {
            world.effect(Effect::Pane(place.pane, PaneEffect::Signal(SIGHUP)));
            timers::start_timer(world, Purpose::Kill(place.pane), KILL_MS);
        }
        ProgramState::Dead(..) => {
            world.effect(Effect::Pane(place.pane, PaneEffect::ResetScreen));
            start_program(world, place, None);
        }
    }
    pane_states::program_replaced(world, place.pane);
    window_size::redraw_window(world, place.window);
}

/// Kills a program that did not exit after SIGHUP.
pub(crate) fn kill_program(world: &mut World, id: PaneId) {
    if world.panes.get(&id).is_some_and(|p| p.respawn) {
        world.effect(Effect::Pane(id, PaneEffect::Signal(SIGKILL)));
    }
}

/// The environment of a pane's program: global, session, the server's own variables, then `-e`.
fn environment_for(world: &World, place: Location) -> Vec<(String, String)> {
    let mut all = world.environment.clone();
    if let Some(session) = world.sessions.get(&place.session) {
        all.overlay(&session.environment);
    }
    for (name, value) in world.terminal_variables() {
        all.set(name, &value);
    }
    all.set("SHELL", &shell(world, place.session));
    let pane = world.panes.get(&place.pane);
    if pane.is_some_and(Pane::in_popup) {
        all.unset("TMUX_PANE");
    } else {
        all.set("TMUX_PANE", &place.pane.to_string());
    }
    all.set("TMUX", &world.tmux_variable(Some(place.session)));
    if let Some(pane) = pane {
        all.set("PWD", &pane.cwd);
        for (name, value) in &pane.extra_env {
            all.set(name, value);
        }
    }
    world.add_commands(&mut all);
    all.for_program()
}

/// Variables that bring the directory with the running program back into the `PATH` of a login
/// shell: some systems' `/etc/profile` sets `PATH` anew. POSIX shells read the file `ENV` after it,
/// bash runs `PROMPT_COMMAND`. The user's own values stay.
fn path_restorers(world: &World, shell: &str, env: &[(String, String)]) -> Vec<(String, String)> {
    let directory = world.host.commands.as_str();
    if directory.is_empty() || !world.get(options::TMUX_COMMAND, OptionScope::Server) {
        return Vec::new();
    }
    let is_bash = shell.rsplit('/').next() == Some("bash");
    let quoted = quote_always(directory);
    let commands = format!("case \":$PATH:\" in *:{quoted}:*) ;; *) PATH={quoted}:$PATH ;; esac");
    let all = [
        Some(("ENV", format!("{directory}/env"))),
        is_bash.then_some(("PROMPT_COMMAND", commands)),
    ];
    let all = all.into_iter().flatten();
    all.filter(|(name, _)| env.iter().all(|(known, _)| known != name))
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// Records the process of a pane. A respawn that was requested meanwhile goes on here.
pub(crate) fn spawned(world: &mut World, id: PaneId, pid: u32, tty: String) {
    if let Some(pane) = world.panes.get_mut(&id) {
        pane.state = ProgramState::Running(pid);
        pane.tty = tty;
        let (window, respawn) = (pane.window, pane.respawn);
        if pane.without_program() {
            let hide_cursor = b"\x1b[?25l".to_vec();
            world.effect(Effect::Pane(id, PaneEffect::Show(hide_cursor)));
        }
        auto_rename::schedule_rename(world, window);
        if let Some(place) = world.pane_location(id).filter(|_| respawn) {
            restart_program(world, place);
        }
    }
}

/// Shows the error in a pane whose program could not be started. The pane counts as dead with
/// status 127, the shell's status for a command that is not found.
pub(crate) fn spawn_failed(world: &mut World, id: PaneId, message: &str) {
    let now = world.now.wall;
    if let Some(pane) = world.panes.get_mut(&id) {
        let exit = Exit {
            status: Some(127),
            signal: None,
        };
        pane.state = ProgramState::Dead(exit, now);
        let close = if pane.in_popup() {
            "Press Escape to close this popup."
        } else {
            "Press Enter to close this pane."
        };
        queue::program_ended(world, id, 127);
        world.automation.failed.push((id, message.to_owned()));
        let text = format!("{message}\r\n{close}\r\n");
        world.effect(Effect::Pane(id, PaneEffect::Show(text.into_bytes())));
        popup_lifecycle::exited(world, id, exit);
    }
}

/// Creates a pane beside another; the caller starts its program and updates the sizes of panes.
///
/// # Errors
/// `no space for new pane`, `can't split a floating pane`.
pub(crate) fn add_pane(
    world: &mut World,
    beside: Location,
    program: &Program,
    split: crate::layout::Split,
    select: bool,
) -> Result<Location> {
    let id = new_pane(world, beside.window, program);
    let result = insert_pane(world, beside, id, split, select);
    if let Err(error) = result {
        world.panes.remove(&id);
        world.next.pane = id.0;
        return Err(error);
    }
    Ok(Location { pane: id, ..beside })
}

/// Puts a pane that is in no layout beside another pane. The caller updates the sizes of panes.
///
/// # Errors
/// `no space for new pane`, `can't split a floating pane`, or the window is gone.
pub(crate) fn insert_pane(
    world: &mut World,
    beside: Location,
    id: PaneId,
    split: crate::layout::Split,
    select: bool,
) -> Result<()> {
    let automatic = auto_layout::applies(world, beside.window);
    let window = world.windows.get_mut(&beside.window);
    let window = window.ok_or_else(|| Error::not_found("can't find window"))?;
    if window.floats.contains(beside.pane) {
        return Err(Error::user("can't split a floating pane"));
    }
    let tree = window.tree.split(beside.pane, id, split);
    // An automatic layout gives every pane another place anyway.
    let tree = tree.or_else(|error| match automatic {
        true => window.tree.split_any(beside.pane, id).ok_or(error),
        false => Err(error),
    });
    window.tree = tree?;
    window.zoomed = false;
    if select {
        window.select(id);
    }
    set_window(world, id, beside.window);
    Ok(())
}

/// Moves a pane to another window. The mark is cleared if the marked pane moves, as in tmux.
pub(crate) fn set_window(world: &mut World, id: PaneId, window: WindowId) {
    let Some(pane) = world.panes.get_mut(&id) else {
        return;
    };
    if pane.window != window && world.marked == Some(id) {
        world.marked = None;
    }
    pane.window = window;
}

pub(crate) fn place_cols(world: &World, pane: PaneId) -> u16 {
    world.panes.get(&pane).map_or(80, |p| p.size.cols)
}
