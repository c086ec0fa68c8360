//! Creates, starts and closes panes, with the effects that follow.

use crate::base::signal::{SIGHUP, SIGKILL};
use crate::base::{Error, PaneId, Result, SessionId, WindowId};
use crate::lang::tables::choices::RemainOnExit;
use crate::lang::tables::options;
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

impl World {
    /// Puts a pane into the books; it is in no layout yet and nothing runs.
    pub(crate) fn new_pane(&mut self, window: WindowId, program: &Program) -> PaneId {
        let id = PaneId(self.next.pane);
        self.next.pane += 1;
        let mut extra_env = program.env.clone();
        if let Some(path) = &program.path {
            extra_env.insert(0, ("PATH".to_owned(), path.clone()));
        }
        let pane = Pane {
            id,
            window,
            title: self.host.host.clone(),
            command: program.command.clone(),
            cwd: program.cwd.clone(),
            extra_env,
            ..Pane::default()
        };
        self.panes.insert(id, pane);
        id
    }

    /// The command of a pane as it will be run, for its name.
    pub(crate) fn words_to_run(&self, place: Location) -> Vec<String> {
        let known = self.panes.get(&place.pane).map(|p| p.command.clone());
        let command = known.filter(|c| !c.is_empty()).unwrap_or_else(|| {
            let default = self.get(
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
            vec![self.shell(place.session)]
        } else {
            command
        }
    }

    /// The shell of a session's panes.
    pub(crate) fn shell(&self, session: SessionId) -> String {
        let shell = self.get(options::DEFAULT_SHELL, OptionScope::Session(Some(session)));
        if shell.is_empty() {
            self.host.shell.clone()
        } else {
            shell.to_owned()
        }
    }

    /// Starts the program of a pane that is in a layout.
    pub(crate) fn launch(&mut self, place: Location) {
        let Some(window) = self.windows.get(&place.window) else {
            return;
        };
        let border = self.border_status(place.window);
        let size = window.place(place.pane, border).map(|r| r.size().clamped());
        let limits = self.limits(place.session);
        let env = self.environment_for(place);
        let shell = self.shell(place.session);
        let mut command = self
            .panes
            .get(&place.pane)
            .map(|p| p.command.clone())
            .unwrap_or_default();
        let default = self.get(
            options::DEFAULT_COMMAND,
            OptionScope::Session(Some(place.session)),
        );
        if command.is_empty() && !default.is_empty() {
            command = vec![default.to_owned()];
            if let Some(pane) = self.panes.get_mut(&place.pane) {
                pane.command.clone_from(&command);
            }
        }
        let base = shell.rsplit('/').next().unwrap_or("sh").to_owned();
        let (argv, argv0) = match command.as_slice() {
            [] => (vec![shell], format!("-{base}")),
            [one] => (vec![shell, "-c".into(), one.clone()], base),
            many => (many.to_vec(), many[0].clone()),
        };
        let Some(pane) = self.panes.get_mut(&place.pane) else {
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
        self.effect(Effect::Pane(place.pane, PaneEffect::Spawn(Box::new(spawn))));
        self.prepare_screen(place);
    }

    /// Starts the program of a pane again; the one that runs is ended first.
    pub(crate) fn relaunch(&mut self, place: Location) {
        let Some(pane) = self.panes.get_mut(&place.pane) else {
            return;
        };
        pane.respawn = pane.exit().is_none();
        match pane.life {
            Life::Starting => {}
            Life::Running(_) => {
                self.effect(Effect::Pane(place.pane, PaneEffect::Signal(SIGHUP)));
                self.start_timer(Purpose::Kill(place.pane), KILL_MS);
            }
            Life::Dead(..) => {
                self.effect(Effect::Pane(place.pane, PaneEffect::ResetScreen));
                self.launch(place);
            }
        }
        self.redraw_window(place.window);
    }

    /// A program that was hung up and still runs is ended.
    pub(crate) fn kill_program(&mut self, id: PaneId) {
        if self.panes.get(&id).is_some_and(|p| p.respawn) {
            self.effect(Effect::Pane(id, PaneEffect::Signal(SIGKILL)));
        }
    }

    /// How much history panes of a session keep.
    pub(crate) fn limits(&self, session: SessionId) -> Limits {
        let lines = self.get(options::HISTORY_LIMIT, OptionScope::Session(Some(session)));
        Limits {
            history_lines: lines,
            history_bytes: HISTORY_BYTES,
        }
    }

    fn environment_for(&self, place: Location) -> Vec<(String, String)> {
        let mut all = self.environment.clone();
        if let Some(session) = self.sessions.get(&place.session) {
            all.overlay(&session.environment);
        }
        let terminal = self.get(options::DEFAULT_TERMINAL, OptionScope::Server);
        for (name, value) in [
            ("TERM", terminal.to_owned()),
            ("TERM_PROGRAM", "mux".to_owned()),
            ("TERM_PROGRAM_VERSION", self.host.version.clone()),
            ("COLORTERM", "truecolor".to_owned()),
            ("SHELL", self.shell(place.session)),
            ("TMUX_PANE", place.pane.to_string()),
            (
                "TMUX",
                format!("{},{},{}", self.host.socket, self.host.pid, place.session.0),
            ),
        ] {
            all.set(name, &value);
        }
        if let Some(pane) = self.panes.get(&place.pane) {
            all.set("PWD", &pane.cwd);
            for (name, value) in &pane.extra_env {
                all.set(name, value);
            }
        }
        all.for_program()
    }

    pub(crate) fn spawned(&mut self, id: PaneId, pid: u32, tty: String) {
        if let Some(pane) = self.panes.get_mut(&id) {
            pane.life = Life::Running(pid);
            pane.tty = tty;
            let (window, respawn) = (pane.window, pane.respawn);
            self.name_soon(window);
            if let Some(place) = self.place_of(id).filter(|_| respawn) {
                self.relaunch(place);
            }
        }
    }

    pub(crate) fn spawn_failed(&mut self, id: PaneId, message: &str) {
        let now = self.now.wall;
        if let Some(pane) = self.panes.get_mut(&id) {
            let exit = Exit {
                status: Some(127),
                signal: None,
            };
            pane.life = Life::Dead(exit, now);
            let text = format!("{message}\r\nPress Enter to close this pane.\r\n");
            self.effect(Effect::Pane(id, PaneEffect::Show(text.into_bytes())));
        }
    }

    /// A pane's program ended: the pane goes, or stays to show how.
    pub(crate) fn exited(&mut self, id: PaneId, exit: Exit) {
        let Some(pane) = self.panes.get_mut(&id) else {
            return;
        };
        pane.life = Life::Dead(exit, self.now.wall);
        let window = pane.window;
        // How it ended is unknown after a keeper was killed: it may have been a signal.
        if exit.signal.is_some() || exit.status.is_none_or(|status| status > 128) {
            self.killed_by_signal.push(id);
        }
        if std::mem::take(&mut pane.respawn)
            && let Some(place) = self.place_of(id)
        {
            self.relaunch(place);
            return;
        }
        let failed = exit.status != Some(0);
        let remain = match self.get(options::REMAIN_ON_EXIT, OptionScope::Pane(id)) {
            RemainOnExit::Off => false,
            RemainOnExit::On | RemainOnExit::Key => true,
            RemainOnExit::Failed => failed,
        };
        if !remain {
            self.pane_hook("pane-exited", id);
            self.close_pane(id);
            return;
        }
        self.pane_hook("pane-died", id);
        let format = self.get(options::REMAIN_ON_EXIT_FORMAT, OptionScope::Pane(id));
        if let Some(place) = self.place_of(id)
            && !format.is_empty()
        {
            let blind = crate::model::state::pane_access::NoPanes;
            let text = crate::model::format::FormatContext::new(self, &blind)
                .about(Some(place))
                .expand(format);
            let text = crate::lang::styled_text::draw(
                &text,
                place_cols(self, id),
                crate::base::Style::DEFAULT,
            );
            let bytes = format!("\r\n{}", text.line.text().trim_end());
            self.effect(Effect::Pane(id, PaneEffect::Show(bytes.into_bytes())));
        }
        self.redraw_window(window);
    }

    /// Takes a pane away, and its window and session if it was their last.
    pub(crate) fn close_pane(&mut self, id: PaneId) {
        let Some(pane) = self.panes.remove(&id) else {
            return;
        };
        self.close_pipe(id);
        self.effect(Effect::Pane(id, PaneEffect::Close));
        if self.marked == Some(id) {
            self.marked = None;
        }
        self.detach_pane(id, pane.window);
    }

    /// Takes a pane out of its window's layout; the window closes if it was the last.
    pub(crate) fn detach_pane(&mut self, id: PaneId, from: WindowId) {
        let Some(window) = self.windows.get_mut(&from) else {
            return;
        };
        let order = window.panes();
        window.zoomed = false;
        match window.tree.remove(id) {
            Ok(Some(tree)) => {
                window.tree = tree;
                window.forget(id, &order);
                self.fit_panes(from);
                self.name_soon(from);
            }
            Ok(None) => self.close_window(from),
            Err(_) => {}
        }
    }

    /// Puts a new pane beside another; it runs nothing yet.
    ///
    /// # Errors
    /// If there is no space for it.
    pub(crate) fn add_pane(
        &mut self,
        beside: Location,
        program: &Program,
        split: crate::layout::Split,
        select: bool,
    ) -> Result<Location> {
        let id = self.new_pane(beside.window, program);
        let result = self.insert_pane(beside, id, split, select);
        if let Err(error) = result {
            self.panes.remove(&id);
            self.next.pane = id.0;
            return Err(error);
        }
        Ok(Location { pane: id, ..beside })
    }

    /// Puts a pane that is in no layout beside another.
    ///
    /// # Errors
    /// If there is no space for it.
    pub(crate) fn insert_pane(
        &mut self,
        beside: Location,
        id: PaneId,
        split: crate::layout::Split,
        select: bool,
    ) -> Result<()> {
        let window = self.windows.get_mut(&beside.window);
        let window = window.ok_or_else(|| Error::not_found("can't find window"))?;
        window.tree = window.tree.split(beside.pane, id, split)?;
        window.zoomed = false;
        if select {
            window.select(id);
        }
        self.rehome(id, beside.window);
        self.fit_panes(beside.window);
        Ok(())
    }

    /// A pane belongs to a window from now on. A marked pane that changes windows loses its mark.
    pub(crate) fn rehome(&mut self, id: PaneId, window: WindowId) {
        let Some(pane) = self.panes.get_mut(&id) else {
            return;
        };
        if pane.window != window && self.marked == Some(id) {
            self.marked = None;
        }
        pane.window = window;
    }
}

fn place_cols(world: &World, pane: PaneId) -> u16 {
    world.panes.get(&pane).map_or(80, |p| p.size.cols)
}
