//! How sessions, windows and panes come and go, and what follows for everyone who sees them.

use crate::base::signal::{SIGHUP, SIGKILL};
use crate::base::{ClientId, Error, PaneId, Result, SessionId, Size, WindowId};
use crate::layout::Tree;
use crate::model::state::effect::{Effect, PaneEffect, Spawn};
use crate::model::state::environment::Environment;
use crate::model::state::group::Membership;
use crate::model::state::input::Exit;
use crate::model::state::location::Place;
use crate::model::state::options::{Of, OptionSet};
use crate::model::state::pane::{Life, Pane};
use crate::model::state::pane_access::Sight;
use crate::model::state::session::{Session, Winlink};
use crate::model::state::timers::Purpose;
use crate::model::state::window::Window;
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

/// A new session.
#[derive(Clone, Debug, Default)]
pub struct NewSession {
    /// Its name; `None` takes the next number.
    pub name: Option<String>,
    /// The name of its window; `None` follows the program.
    pub window_name: Option<String>,
    /// Its environment.
    pub environment: Environment,
    /// Where its windows start.
    pub cwd: String,
    /// The size of its window.
    pub size: Size,
    /// What runs in its window.
    pub program: Program,
    /// The group that it joins.
    pub group: Option<Membership>,
}

impl World {
    /// Makes a session with one window and one pane.
    pub(crate) fn create_session(&mut self, new: NewSession) -> Place {
        let id = SessionId(self.next.session);
        self.next.session += 1;
        let base = self.number("base-index", Of::Session(None));
        let index = u32::try_from(base).unwrap_or(0);
        let prefix = new
            .group
            .as_ref()
            .map_or_else(String::new, |g| format!("{}-", g.group));
        let name = new
            .name
            .unwrap_or_else(|| self.free_session_name(&prefix, id));
        let session = Session {
            id,
            name,
            windows: std::collections::BTreeMap::new(),
            current: index,
            last: Vec::new(),
            options: OptionSet::default(),
            environment: new.environment,
            cwd: new.cwd,
            created: self.now.wall,
            activity: self.now.wall,
            last_attached: 0,
        };
        self.sessions.insert(id, session);
        if let Some(membership) = &new.group {
            self.join_group(id, membership);
            if let Some(place) = self.first_window_of(id, membership) {
                self.session_hook("session-created", id);
                return place;
            }
        }
        let place = self.create_window(id, index, new.window_name, new.size, &new.program, true);
        self.session_hook("session-created", id);
        place
    }

    /// A session that shares the windows of another has these from the start.
    fn first_window_of(&mut self, id: SessionId, membership: &Membership) -> Option<Place> {
        let with = self.sessions.get(&membership.with?)?;
        let windows = with
            .windows
            .keys()
            .copied()
            .zip(with.windows.values().map(|l| l.window));
        let windows: std::collections::BTreeMap<_, _> = windows.collect();
        let session = self.sessions.get_mut(&id)?;
        session.current = *windows.keys().next()?;
        session.share(&windows);
        self.place_in(id)
    }

    fn free_session_name(&self, prefix: &str, id: SessionId) -> String {
        let taken = |name: &str| self.sessions.values().any(|s| s.name == name);
        let names = (id.0..).map(|number| format!("{prefix}{number}"));
        names
            .into_iter()
            .find(|name| !taken(name))
            .unwrap_or_default()
    }

    /// Makes a window with one pane at `index` of a session, where nothing is.
    pub(crate) fn create_window(
        &mut self,
        session: SessionId,
        index: u32,
        name: Option<String>,
        size: Size,
        program: &Program,
        select: bool,
    ) -> Place {
        let id = self.new_window_id();
        let pane = self.new_pane(id, program);
        let size = size.clamped();
        let mut options = OptionSet::default();
        if name.is_some() {
            options.set_flag("automatic-rename", false);
        }
        let window = Window {
            id,
            name: name.unwrap_or_default(),
            tree: Tree::single(pane, size).with_border(self.border_status(id)),
            zoomed: false,
            active: pane,
            last: Vec::new(),
            manual: None,
            options,
            preset: None,
            old_layout: None,
            created: self.now.wall,
            activity: self.now.wall,
            wrote: self.now.mono,
        };
        self.windows.insert(id, window);
        if let Some(known) = self.sessions.get_mut(&session) {
            known.windows.insert(index, Winlink::new(id));
            if select {
                known.select(index);
            }
        }
        let place = Place {
            session,
            index,
            window: id,
            pane,
        };
        self.name_at_birth(place);
        self.launch(place);
        self.redraw_window(id);
        place
    }

    /// The number of a new window.
    pub(crate) const fn new_window_id(&mut self) -> WindowId {
        let id = WindowId(self.next.window);
        self.next.window += 1;
        id
    }

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
            title: self.facts.host.clone(),
            command: program.command.clone(),
            cwd: program.cwd.clone(),
            extra_env,
            ..Pane::default()
        };
        self.panes.insert(id, pane);
        id
    }

    /// A window that follows its program has the program's name from the start.
    pub(crate) fn name_at_birth(&mut self, place: Place) {
        let unnamed = self
            .windows
            .get(&place.window)
            .is_some_and(|w| w.name.is_empty());
        if !unnamed {
            return;
        }
        let name = self.birth_name(place);
        if let Some(window) = self.windows.get_mut(&place.window) {
            window.name = name;
        }
    }

    /// The name of a window with this pane before anything is known of what runs there.
    pub(crate) fn birth_name(&self, place: Place) -> String {
        let words = self.words_to_run(place).join(" ");
        let words = words.trim_start_matches('"');
        let words = words.strip_prefix("exec ").unwrap_or(words);
        let first = words
            .trim_start_matches([' ', '-'])
            .split([' ', '"'])
            .next();
        let first = first.unwrap_or_default();
        first.rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// The command of a pane as it will be run, for its name.
    fn words_to_run(&self, place: Place) -> Vec<String> {
        let known = self.panes.get(&place.pane).map(|p| p.command.clone());
        let command = known.filter(|c| !c.is_empty()).unwrap_or_else(|| {
            let default = self.text("default-command", Of::Session(Some(place.session)));
            if default.is_empty() {
                vec![]
            } else {
                vec![default]
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
        let shell = self.text("default-shell", Of::Session(Some(session)));
        if shell.is_empty() {
            self.facts.shell.clone()
        } else {
            shell
        }
    }

    /// Starts the program of a pane that is in a layout.
    pub(crate) fn launch(&mut self, place: Place) {
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
        let default = self.text("default-command", Of::Session(Some(place.session)));
        if command.is_empty() && !default.is_empty() {
            command = vec![default];
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
    pub(crate) fn relaunch(&mut self, place: Place) {
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
        let lines = self.number("history-limit", Of::Session(Some(session)));
        Limits {
            history_lines: usize::try_from(lines).unwrap_or(0),
            history_bytes: HISTORY_BYTES,
        }
    }

    fn environment_for(&self, place: Place) -> Vec<(String, String)> {
        let mut all = self.environment.clone();
        if let Some(session) = self.sessions.get(&place.session) {
            all.overlay(&session.environment);
        }
        let terminal = self.text("default-terminal", Of::Server);
        for (name, value) in [
            ("TERM", terminal),
            ("TERM_PROGRAM", "mux".to_owned()),
            ("TERM_PROGRAM_VERSION", self.facts.version.clone()),
            ("COLORTERM", "truecolor".to_owned()),
            ("SHELL", self.shell(place.session)),
            ("TMUX_PANE", place.pane.to_string()),
            (
                "TMUX",
                format!(
                    "{},{},{}",
                    self.facts.socket, self.facts.pid, place.session.0
                ),
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
            self.fallen.push(id);
        }
        if std::mem::take(&mut pane.respawn)
            && let Some(place) = self.place_of(id)
        {
            self.relaunch(place);
            return;
        }
        let failed = exit.status != Some(0);
        let remain = match self.choice("remain-on-exit", Of::Pane(id)).as_str() {
            "on" | "key" => true,
            "failed" => failed,
            _ => false,
        };
        if !remain {
            self.pane_hook("pane-exited", id);
            self.close_pane(id);
            return;
        }
        self.pane_hook("pane-died", id);
        let format = self.text("remain-on-exit-format", Of::Pane(id));
        if let Some(place) = self.place_of(id)
            && !format.is_empty()
        {
            let blind = crate::model::state::pane_access::Blind;
            let text = crate::model::format::FormatContext::new(self, &blind)
                .about(Some(place))
                .expand(&format);
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

    /// Takes a window away from every session, with its panes.
    pub(crate) fn close_window(&mut self, id: WindowId) {
        let Some(window) = self.windows.remove(&id) else {
            return;
        };
        for pane in window.panes() {
            if self.panes.get(&pane).is_some_and(|p| p.window == id) {
                self.panes.remove(&pane);
                self.effect(Effect::Pane(pane, PaneEffect::Close));
            }
            if self.marked == Some(pane) {
                self.marked = None;
            }
        }
        let sessions: Vec<SessionId> = self.sessions.keys().copied().collect();
        for session in sessions {
            while let Some(index) = self.sessions.get(&session).and_then(|s| s.index_of(id)) {
                self.unlink(session, index);
            }
        }
    }

    /// Makes an index of a session free for a window that comes there at once: the session may be
    /// empty, or its current window missing, until then.
    pub(crate) fn vacate(&mut self, session: SessionId, index: u32) {
        let known = self.sessions.get_mut(&session);
        let Some(link) = known.and_then(|s| s.windows.remove(&index)) else {
            return;
        };
        let mut all = self.sessions.values();
        if !all.any(|s| s.index_of(link.window).is_some()) {
            self.close_window(link.window);
        }
    }

    /// Takes a window's link out of a session; the session closes with its last one.
    pub(crate) fn unlink(&mut self, session: SessionId, index: u32) {
        let Some(known) = self.sessions.get_mut(&session) else {
            return;
        };
        known.unlink(index);
        if known.windows.is_empty() {
            self.close_session(session);
            return;
        }
        if self.flag("renumber-windows", Of::Session(Some(session))) {
            self.renumber(session);
        }
        self.session_changed(session);
    }

    /// Numbers a session's windows without holes.
    pub(crate) fn renumber(&mut self, session: SessionId) {
        let base = self.number("base-index", Of::Session(Some(session)));
        if let Some(known) = self.sessions.get_mut(&session) {
            known.renumber(u32::try_from(base).unwrap_or(0));
        }
    }

    /// Takes a session away, and every window that is in no other.
    pub(crate) fn close_session(&mut self, id: SessionId) {
        self.session_hook("session-closed", id);
        let Some(session) = self.sessions.remove(&id) else {
            return;
        };
        for link in session.windows.values() {
            let elsewhere = self
                .sessions
                .values()
                .any(|s| s.index_of(link.window).is_some());
            if !elsewhere {
                self.close_window(link.window);
            }
        }
        for client in self.attached_to(id) {
            self.session_closed_for(client, &session.name);
        }
        if self.sessions.is_empty() && self.flag("exit-empty", Of::Server) {
            self.end();
        }
    }

    /// The session of an attached client is gone: another one, or the end (`detach-on-destroy`).
    fn session_closed_for(&mut self, client: ClientId, _name: &str) {
        let how = self.choice("detach-on-destroy", Of::Session(None));
        let mut by_name: Vec<(&str, i64, SessionId, bool)> = self
            .sessions
            .values()
            .map(|s| {
                (
                    s.name.as_str(),
                    s.activity,
                    s.id,
                    self.attached_to(s.id).is_empty(),
                )
            })
            .collect();
        by_name.sort_unstable();
        let latest = by_name.iter().max_by_key(|s| s.1).map(|s| s.2);
        let next = match how.as_str() {
            "off" => latest,
            "no-detached" => {
                let detached = by_name.iter().filter(|s| s.3);
                detached.max_by_key(|s| s.1).map(|s| s.2)
            }
            "previous" => by_name.last().map(|s| s.2),
            "next" => by_name.first().map(|s| s.2),
            _ => None,
        };
        match next {
            Some(session) => self.show_session(client, session),
            None => self.detach(client, "[exited]".to_owned(), None, false),
        }
    }

    /// Everything ends.
    pub(crate) fn end(&mut self) {
        let clients: Vec<ClientId> = self
            .clients
            .values()
            .filter(|c| c.attached())
            .map(|c| c.id)
            .collect();
        for client in clients {
            self.dismiss(client);
        }
        let panes: Vec<PaneId> = std::mem::take(&mut self.panes).into_keys().collect();
        for pane in panes {
            self.effect(Effect::Pane(pane, PaneEffect::Close));
        }
        self.windows.clear();
        self.sessions.clear();
        if !self.effects.contains(&Effect::Shutdown) {
            self.effect(Effect::Shutdown);
        }
    }

    /// After another server died: what runs goes on, what ended meanwhile ends now, what was
    /// asked for and never started is started.
    pub(crate) fn adopt(&mut self, running: &[(PaneId, u32, Option<Exit>)], _sight: &dyn Sight) {
        for (pane, pid, _) in running {
            match self.panes.get_mut(pane) {
                Some(known) if known.exit().is_none() => known.life = Life::Running(*pid),
                Some(_) => {}
                None => self.effect(Effect::Pane(*pane, PaneEffect::Close)),
            }
        }
        for (pane, _, exit) in running {
            if let Some(exit) = exit
                && self.panes.get(pane).is_some_and(|p| p.exit().is_none())
            {
                self.exited(*pane, *exit);
            }
        }
        let known = |pane: &PaneId| running.iter().any(|(p, _, _)| p == pane);
        let missing: Vec<PaneId> = self
            .panes
            .values()
            .filter(|p| !known(&p.id) && p.exit().is_none())
            .map(|p| p.id)
            .collect();
        for pane in missing {
            let started = self.panes.get(&pane).is_some_and(|p| p.pid().is_some());
            match self.place_of(pane) {
                Some(place) if !started => self.launch(place),
                _ => self.close_pane(pane),
            }
        }
        self.watch_idle();
        self.reopen_pipes();
        // The other server died when it had nothing left to do but end.
        if self.sessions.is_empty() && self.flag("exit-empty", Of::Server) {
            self.end();
        }
    }

    /// Puts a new pane beside another; it runs nothing yet.
    ///
    /// # Errors
    /// If there is no space for it.
    pub(crate) fn add_pane(
        &mut self,
        beside: Place,
        program: &Program,
        split: crate::layout::Split,
        select: bool,
    ) -> Result<Place> {
        let id = self.new_pane(beside.window, program);
        let result = self.insert_pane(beside, id, split, select);
        if let Err(error) = result {
            self.panes.remove(&id);
            self.next.pane = id.0;
            return Err(error);
        }
        Ok(Place { pane: id, ..beside })
    }

    /// Puts a pane that is in no layout beside another.
    ///
    /// # Errors
    /// If there is no space for it.
    pub(crate) fn insert_pane(
        &mut self,
        beside: Place,
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
