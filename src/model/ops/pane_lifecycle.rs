//! Creates, starts and closes panes, with the effects that follow.

use crate::base::signal::{SIGHUP, SIGKILL};
use crate::base::{Error, PaneId, Result, SessionId, WindowId};
use crate::lang::tables::choices::RemainOnExit;
use crate::lang::tables::options;
use crate::model::ops::auto_rename;
use crate::model::ops::hooks;
use crate::model::ops::pipe;
use crate::model::ops::screen_options;
use crate::model::ops::timers;
use crate::model::ops::window_lifecycle;
use crate::model::ops::window_size;
use crate::model::state::effect::{Effect, PaneEffect, Spawn};
use crate::model::state::input::Exit;
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::{Life, Pane};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::term::Limits;

/// Bytes of history a pane may keep, whatever its lines.
const HISTORY_BYTES: usize = 1 << 30;

/// How long a program that was hung up has before it is killed, in milliseconds.
const KILL_MS: u64 = 1000;

/// What a new pane runs, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// The command: one word for the shell, several to run directly, none for the default.
    pub command: Vec<String>,
    /// The directory.
    pub cwd: String,
    /// Variables by `-e`.
    pub env: Vec<(String, String)>,
    /// `PATH` of the client that asked.
    pub path: Option<String>,
}

/// Puts a pane into the books; it is in no layout yet and nothing runs.
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
        cwd: program.cwd.clone(),
        extra_env,
        ..Pane::default()
    };
    world.panes.insert(id, pane);
    id
}

/// The command of a pane as it will be run, for its name.
pub(crate) fn words_to_run(world: &World, place: Location) -> Vec<String> {
    let known = world.panes.get(&place.pane).map(|p| p.command.clone());
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

/// The shell of a session's panes.
pub(crate) fn shell(world: &World, session: SessionId) -> String {
    let shell = world.get(options::DEFAULT_SHELL, OptionScope::Session(Some(session)));
    if shell.is_empty() {
        world.host.shell.clone()
    } else {
        shell.to_owned()
    }
}

/// Starts the program of a pane that is in a layout.
pub(crate) fn launch(world: &mut World, place: Location) {
    let Some(window) = world.windows.get(&place.window) else {
        return;
    };
    let border = world.border_status(place.window);
    let size = window.place(place.pane, border).map(|r| r.size().clamped());
    let limits = limits(world, place.session);
    let env = environment_for(world, place);
    let shell = shell(world, place.session);
    let mut command = world
        .panes
        .get(&place.pane)
        .map(|p| p.command.clone())
        .unwrap_or_default();
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
        [one] => (vec![shell, "-c".into(), one.clone()], base),
        many => (many.to_vec(), many[0].clone()),
    };
    let Some(pane) = world.panes.get_mut(&place.pane) else {
        return;
    };
    pane.size = size.unwrap_or(pane.size);
    pane.life = Life::Starting;
    let spawn = Spawn {
        argv,
        argv0,
        env,
        cwd: pane.cwd.clone(),
        size: pane.size,
        limits,
    };
    world.effect(Effect::Pane(place.pane, PaneEffect::Spawn(Box::new(spawn))));
    screen_options::prepare_screen(world, place);
}

/// Starts the program of a pane again; the one that runs is ended first.
pub(crate) fn relaunch(world: &mut World, place: Location) {
    let Some(pane) = world.panes.get_mut(&place.pane) else {
        return;
    };
    pane.respawn = pane.exit().is_none();
    match pane.life {
        Life::Starting => {}
        Life::Running(_) => {
            world.effect(Effect::Pane(place.pane, PaneEffect::Signal(SIGHUP)));
            timers::start_timer(world, Purpose::Kill(place.pane), KILL_MS);
        }
        Life::Dead(..) => {
            world.effect(Effect::Pane(place.pane, PaneEffect::ResetScreen));
            launch(world, place);
        }
    }
    window_size::redraw_window(world, place.window);
}

/// A program that was hung up and still runs is ended.
pub(crate) fn kill_program(world: &mut World, id: PaneId) {
    if world.panes.get(&id).is_some_and(|p| p.respawn) {
        world.effect(Effect::Pane(id, PaneEffect::Signal(SIGKILL)));
    }
}

/// How much history panes of a session keep.
pub(crate) fn limits(world: &World, session: SessionId) -> Limits {
    let lines = world.get(options::HISTORY_LIMIT, OptionScope::Session(Some(session)));
    Limits {
        history_lines: lines,
        history_bytes: HISTORY_BYTES,
    }
}

fn environment_for(world: &World, place: Location) -> Vec<(String, String)> {
    let mut all = world.environment.clone();
    if let Some(session) = world.sessions.get(&place.session) {
        all.overlay(&session.environment);
    }
    let terminal = world.get(options::DEFAULT_TERMINAL, OptionScope::Server);
    for (name, value) in [
        ("TERM", terminal.to_owned()),
        ("TERM_PROGRAM", "mux".to_owned()),
        ("TERM_PROGRAM_VERSION", world.host.version.clone()),
        ("COLORTERM", "truecolor".to_owned()),
        ("SHELL", shell(world, place.session)),
        ("TMUX_PANE", place.pane.to_string()),
        (
            "TMUX",
            format!(
                "{},{},{}",
                world.host.socket, world.host.pid, place.session.0
            ),
        ),
    ] {
        all.set(name, &value);
    }
    if let Some(pane) = world.panes.get(&place.pane) {
        all.set("PWD", &pane.cwd);
        for (name, value) in &pane.extra_env {
            all.set(name, value);
        }
    }
    all.for_program()
}

pub(crate) fn spawned(world: &mut World, id: PaneId, pid: u32, tty: String) {
    if let Some(pane) = world.panes.get_mut(&id) {
        pane.life = Life::Running(pid);
        pane.tty = tty;
        let (window, respawn) = (pane.window, pane.respawn);
        auto_rename::name_soon(world, window);
        if let Some(place) = world.place_of(id).filter(|_| respawn) {
            relaunch(world, place);
        }
    }
}

pub(crate) fn spawn_failed(world: &mut World, id: PaneId, message: &str) {
    let now = world.now.wall;
    if let Some(pane) = world.panes.get_mut(&id) {
        let exit = Exit {
            status: Some(127),
            signal: None,
        };
        pane.life = Life::Dead(exit, now);
        let text = format!("{message}\r\nPress Enter to close this pane.\r\n");
        world.effect(Effect::Pane(id, PaneEffect::Show(text.into_bytes())));
    }
}

/// A pane's program ended: the pane goes, or stays to show how.
pub(crate) fn exited(world: &mut World, id: PaneId, exit: Exit) {
    let Some(pane) = world.panes.get_mut(&id) else {
        return;
    };
    pane.life = Life::Dead(exit, world.now.wall);
    let window = pane.window;
    // How it ended is unknown after a keeper was killed: it may have been a signal.
    if exit.signal.is_some() || exit.status.is_none_or(|status| status > 128) {
        world.killed_by_signal.push(id);
    }
    if std::mem::take(&mut pane.respawn)
        && let Some(place) = world.place_of(id)
    {
        relaunch(world, place);
        return;
    }
    let failed = exit.status != Some(0);
    let remain = match world.get(options::REMAIN_ON_EXIT, OptionScope::Pane(id)) {
        RemainOnExit::Off => false,
        RemainOnExit::On | RemainOnExit::Key => true,
        RemainOnExit::Failed => failed,
    };
    if !remain {
        hooks::pane_hook(world, "pane-exited", id);
        close_pane(world, id);
        return;
    }
    hooks::pane_hook(world, "pane-died", id);
    let format = world.get(options::REMAIN_ON_EXIT_FORMAT, OptionScope::Pane(id));
    if let Some(place) = world.place_of(id)
        && !format.is_empty()
    {
        let blind = crate::model::state::pane_access::NoPanes;
        let text = crate::model::format::FormatContext::new(world, &blind)
            .about(Some(place))
            .expand(format);
        let text = crate::lang::styled_text::draw(
            &text,
            place_cols(world, id),
            crate::base::Style::DEFAULT,
        );
        let bytes = format!("\r\n{}", text.line.text().trim_end());
        world.effect(Effect::Pane(id, PaneEffect::Show(bytes.into_bytes())));
    }
    window_size::redraw_window(world, window);
}

/// Takes a pane away, and its window and session if it was their last.
pub(crate) fn close_pane(world: &mut World, id: PaneId) {
    let Some(pane) = world.panes.remove(&id) else {
        return;
    };
    pipe::close_pipe(world, id);
    world.effect(Effect::Pane(id, PaneEffect::Close));
    if world.marked == Some(id) {
        world.marked = None;
    }
    detach_pane(world, id, pane.window);
}

/// Takes a pane out of its window's layout; the window closes if it was the last.
pub(crate) fn detach_pane(world: &mut World, id: PaneId, from: WindowId) {
    let Some(window) = world.windows.get_mut(&from) else {
        return;
    };
    let order = window.panes();
    window.zoomed = false;
    match window.tree.remove(id) {
        Ok(Some(tree)) => {
            window.tree = tree;
            window.forget(id, &order);
            window_size::fit_panes(world, from);
            auto_rename::name_soon(world, from);
        }
        Ok(None) => window_lifecycle::close_window(world, from),
        Err(_) => {}
    }
}

/// Puts a new pane beside another; it runs nothing yet.
///
/// # Errors
/// If there is no space for it.
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

/// Puts a pane that is in no layout beside another.
///
/// # Errors
/// If there is no space for it.
pub(crate) fn insert_pane(
    world: &mut World,
    beside: Location,
    id: PaneId,
    split: crate::layout::Split,
    select: bool,
) -> Result<()> {
    let window = world.windows.get_mut(&beside.window);
    let window = window.ok_or_else(|| Error::not_found("can't find window"))?;
    window.tree = window.tree.split(beside.pane, id, split)?;
    window.zoomed = false;
    if select {
        window.select(id);
    }
    rehome(world, id, beside.window);
    window_size::fit_panes(world, beside.window);
    Ok(())
}

/// A pane belongs to a window from now on. A marked pane that changes windows loses its mark.
pub(crate) fn rehome(world: &mut World, id: PaneId, window: WindowId) {
    let Some(pane) = world.panes.get_mut(&id) else {
        return;
    };
    if pane.window != window && world.marked == Some(id) {
        world.marked = None;
    }
    pane.window = window;
}

fn place_cols(world: &World, pane: PaneId) -> u16 {
    world.panes.get(&pane).map_or(80, |p| p.size.cols)
}
