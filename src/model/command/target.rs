//! Resolves `-t` targets to a session, window, pane or client.

use crate::base::{ClientId, Error, PaneId, Result, SessionId, WindowId};
use crate::lang::glob::glob;
use crate::lang::tables::options;
use crate::model::state::client::Client;
use crate::model::state::command::CommandContext;
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::window::Window;

/// The highest window index, as in tmux.
const LAST_INDEX: u32 = i32::MAX as u32;

impl CommandContext<'_> {
    /// The default target: that of the queue, else the current window and active pane of a session:
    /// the one that the client shows, the one with the pane that the client runs in, or the most
    /// recently used one.
    pub fn here(&self) -> Option<Location> {
        let run = self.world.queues.all.get(&self.run);
        let place = run.and_then(|r| r.place);
        if let Some(place) = place.and_then(|place| self.world.still_there(place)) {
            return Some(place);
        }
        let client = self.client();
        if let Some(session) = client.and_then(|c| c.session) {
            return self.world.session_location(session);
        }
        let around = client.and_then(|client| self.session_around(client));
        let session = around.or_else(|| self.world.latest_session(false))?;
        self.world.session_location(session)
    }

    /// The session with the pane that a client runs in, by its terminal, else by `TMUX_PANE`.
    fn session_around(&self, client: &Client) -> Option<SessionId> {
        if let Some(around) = self.world.client_around(&client.caller) {
            return self.world.clients.get(&around)?.session;
        }
        let pane = self.pane_around(client, true)?;
        Some(self.world.pane_location(pane)?.session)
    }

    /// The pane that a client runs in, by its terminal, else (`by_name`) by `TMUX_PANE`.
    fn pane_around(&self, client: &Client, by_name: bool) -> Option<PaneId> {
        let tty = client.caller.tty.as_deref();
        let mut panes = self.world.panes.values();
        let own = panes.find(|pane| pane.pid().is_some() && tty == Some(pane.tty.as_str()));
        let named = || {
            let name = client.caller.variable("TMUX_PANE")?;
            name.strip_prefix('%')?.parse().ok().map(PaneId)
        };
        own.map(|pane| pane.id)
            .or_else(|| named().filter(|_| by_name))
    }

    /// The default target, or an error without sessions.
    ///
    /// # Errors
    /// `no current target`.
    pub fn require_here(&self) -> Result<Location> {
        self.here()
            .ok_or_else(|| Error::not_found("no current target"))
    }

    /// The pane that `target` names.
    ///
    /// # Errors
    /// `can't find pane: x`, or the error of its session or window.
    pub fn pane_target(&self, target: Option<&str>) -> Result<Location> {
        self.resolve(target, Wanted::Pane)
    }

    /// The pane that `target` names; without one the pane in which the client runs, else the active
    /// pane.
    ///
    /// # Errors
    /// `can't find pane: x`, with exit status 3 for the id of a pane.
    pub fn script_target(&self, target: Option<&str>) -> Result<Location> {
        if let Some(target) = target {
            return self.pane_target(Some(target)).map_err(|error| {
                // Ids are never used again, so the object of one is gone.
                let id = target.strip_prefix(['%', '@', '$']);
                let id = id.map(|id| id.split([':', '.']).next().unwrap_or_default());
                match id.is_some_and(|id| id.parse::<u32>().is_ok()) {
                    true => error.with_code(3, "target-gone"),
                    false => error.with_code(1, "no-target"),
                }
            });
        }
        match self.own_pane() {
            Some(place) => Ok(place),
            None => self
                .pane_target(None)
                .map_err(|error| error.with_code(1, "no-target")),
        }
    }

    /// The pane in which the client runs.
    pub fn own_pane(&self) -> Option<Location> {
        let client = self.client().filter(|client| !client.attached())?;
        let named = client.caller.is_inside(&self.world.host.socket);
        let pane = self.pane_around(client, named)?;
        self.world.pane_location(pane)
    }

    /// The pane that `target` names, or the active pane of its window or session if the rest does
    /// not exist. `None` if nothing of it exists.
    pub fn loose_target(&self, target: &str) -> Option<Location> {
        if let Ok(place) = self.pane_target(Some(target)) {
            return Some(place);
        }
        let session = |session: &str| match session {
            "" => self.here(),
            session => self.resolve_session(session).ok(),
        };
        match split(target) {
            (Some(of), Some(window), Some(_)) => {
                let window = self.window_target(Some(&format!("{of}:{window}")));
                window.ok().or_else(|| session(of))
            }
            (Some(of), ..) => session(of),
            (None, Some(""), _) => self.here(),
            (None, Some(window), Some(_)) => self.window_target(Some(window)).ok(),
            (None, ..) => None,
        }
    }

    /// The window that `target` names, with its active pane.
    ///
    /// # Errors
    /// `can't find window: x`, or the error of its session.
    pub fn window_target(&self, target: Option<&str>) -> Result<Location> {
        self.resolve(target, Wanted::Window)
    }

    /// The session that `target` names, with its current window.
    ///
    /// # Errors
    /// `can't find session: x`.
    pub fn session_target(&self, target: Option<&str>) -> Result<Location> {
        self.resolve(target, Wanted::Session)
    }

    /// The destination of a window: the session, and the index if `target` has one. The index may
    /// be free.
    ///
    /// # Errors
    /// `can't find window: x`, `can't specify pane here`, or the error of its session.
    pub fn index_target(&self, target: Option<&str>) -> Result<(SessionId, Option<u32>)> {
        let Some(target) = target.filter(|t| !t.is_empty()) else {
            return Ok((self.require_here()?.session, None));
        };
        if matches!(
            target,
            "=" | "{mouse}" | "~" | "{marked}" | "@" | "{active}" | "{current}"
        ) {
            let place = self.resolve(Some(target), Wanted::Window)?;
            return Ok((place.session, None));
        }
        let (session, rest) = match target.split_once(':') {
            Some((session, rest)) => (Some(session), rest),
            None => (None, target),
        };
        let place = match session {
            Some(session) if !session.is_empty() => self.resolve_session(session)?,
            _ => self.require_here()?,
        };
        let rest = rest.strip_suffix('.').unwrap_or(rest);
        if rest.is_empty() {
            return Ok((place.session, None));
        }
        if let Ok(index) = rest.parse::<u32>()
            && index <= LAST_INDEX
        {
            return Ok((place.session, Some(index)));
        }
        if let Some(n) = rest.strip_prefix('+') {
            let n: u32 = if n.is_empty() {
                1
            } else {
                n.parse().unwrap_or(1)
            };
            return Ok((
                place.session,
                Some(place.index.saturating_add(n).min(LAST_INDEX)),
            ));
        }
        if let Some(n) = rest.strip_prefix('-') {
            let n: u32 = if n.is_empty() {
                1
            } else {
                n.parse().unwrap_or(1)
            };
            let index = place.index.checked_sub(n);
            let missing = || Error::not_found(format!("can't find window: {rest}"));
            return Ok((place.session, Some(index.ok_or_else(missing)?)));
        }
        let missing = match self.window_in(place, rest) {
            Ok(found) => return Ok((found.session, Some(found.index))),
            Err(error) => error,
        };
        if session.is_none()
            && let Ok(found) = self.resolve_session(target)
        {
            return Ok((found.session, None));
        }
        Err(if rest.contains('.') || rest.starts_with('%') {
            Error::user("can't specify pane here")
        } else {
            missing
        })
    }

    /// The client that `target` names, as [`Self::client_target`], if it shows a session: lists can
    /// be drawn there.
    ///
    /// # Errors
    /// Those of [`Self::client_target`], or the client shows no session.
    pub fn drawing_client(&self, target: Option<&str>) -> Result<ClientId> {
        let id = self.client_target(target)?;
        let client = self.world.clients.get(&id);
        match client.is_some_and(|client| client.draws()) {
            true => Ok(id),
            false => Err(Error::user("the client does not show a session")),
        }
    }

    /// The attached client that `target` names. Without a target the client that runs the command,
    /// else the most recently used one, preferably in the session of the default target.
    ///
    /// # Errors
    /// `no current client`, or `can't find client: x`.
    pub fn client_target(&self, target: Option<&str>) -> Result<ClientId> {
        if let Some(name) = target {
            let name = name.strip_suffix(':').unwrap_or(name);
            let mut all = self.world.clients.values().filter(|c| c.attached());
            let found = all.find(|c| {
                c.name == name || c.name.strip_prefix("/dev/").is_some_and(|n| n == name)
            });
            return found
                .map(|c| c.id)
                .ok_or_else(|| Error::not_found(format!("can't find client: {name}")));
        }
        if let Some(client) = self.client_id().filter(|c| self.world.is_attached(*c)) {
            return Ok(client);
        }
        let around = self.client().map(|client| &client.caller);
        if let Some(client) = around.and_then(|caller| self.world.client_around(caller)) {
            return Ok(client);
        }
        let session = self.here().map(|p| p.session);
        let attached = self.world.clients.values().filter(|c| c.attached());
        let best = attached.max_by_key(|c| (c.session == session, c.order));
        best.map(|c| c.id)
            .ok_or_else(|| Error::not_found("no current client"))
    }

    /// Resolves a target to a location by the rules of tmux(1), "COMMANDS". `wanted` decides the
    /// meaning of a name without `:` and `.`.
    fn resolve(&self, target: Option<&str>, wanted: Wanted) -> Result<Location> {
        let Some(target) = target.filter(|t| !t.is_empty()) else {
            return self.require_here();
        };
        match target {
            "=" | "{mouse}" => return self.mouse_place(),
            "~" | "{marked}" => return self.marked_place(),
            "@" | "{active}" | "{current}" => {
                let session = self.client().and_then(|c| c.session);
                let place = session
                    .and_then(|s| self.world.session_location(s))
                    .or_else(|| self.here());
                return place.ok_or_else(|| Error::not_found("no current target"));
            }
            _ => {}
        }
        let (session, window, pane) = split(target);
        if wanted == Wanted::Session
            && session.is_none()
            && window.is_some()
            && let Ok(place) = self.resolve_session(target)
        {
            return Ok(place);
        }
        match (session, window, pane) {
            (Some(session), window, pane) => {
                let mut place = if session.is_empty() {
                    self.require_here()?
                } else {
                    self.resolve_session(session)?
                };
                if let Some(window) = window.filter(|w| !w.is_empty()) {
                    place = self.window_in(place, window)?;
                } else if wanted != Wanted::Session || !session.is_empty() {
                    place = self.world.session_location(place.session).unwrap_or(place);
                }
                match pane.filter(|p| !p.is_empty()) {
                    Some(pane) => self.pane_in(place, pane),
                    None => Ok(place),
                }
            }
            (None, Some(window), Some(pane)) => {
                let here = self.require_here()?;
                let place = if window.is_empty() {
                    here
                } else {
                    let session = |error| self.resolve_session(window).map_err(|_| error);
                    self.window_in(here, window).or_else(session)?
                };
                if pane.is_empty() {
                    Ok(place)
                } else {
                    self.pane_in(place, pane)
                }
            }
            (None, ..) => self.best_fit(target, wanted),
        }
    }

    /// Resolves a name without `:` or `.`: first as an object of the wanted kind, then as a window
    /// or session that contains one.
    fn best_fit(&self, word: &str, wanted: Wanted) -> Result<Location> {
        if word.starts_with('$') {
            return self.resolve_session(word);
        }
        if let Some(id) = word.strip_prefix('@').and_then(|n| n.parse().ok()) {
            let place = self.world.window_location(WindowId(id));
            return place.ok_or_else(|| Error::not_found(format!("can't find window: {word}")));
        }
        if let Some(id) = word.strip_prefix('%').and_then(|n| n.parse().ok()) {
            let place = self.world.pane_location(PaneId(id));
            return place.ok_or_else(|| Error::not_found(format!("can't find pane: {word}")));
        }
        let here = self.here();
        match wanted {
            Wanted::Session => self.resolve_session(word),
            Wanted::Window => {
                let window = here.and_then(|here| self.window_in(here, word).ok());
                window.map_or_else(
                    || {
                        let session = self.resolve_session(word);
                        session.map_err(|_| Error::not_found(format!("can't find window: {word}")))
                    },
                    Ok,
                )
            }
            Wanted::Pane => {
                let pane = here.and_then(|here| self.pane_in(here, word).ok());
                let window = || here.and_then(|here| self.window_in(here, word).ok());
                pane.or_else(window).map_or_else(
                    || {
                        let session = self.resolve_session(word);
                        session.map_err(|_| Error::not_found(format!("can't find pane: {word}")))
                    },
                    Ok,
                )
            }
        }
    }

    fn mouse_place(&self) -> Result<Location> {
        let run = self.world.queues.all.get(&self.run);
        let hit = run.and_then(|r| r.mouse.as_ref()).and_then(|m| m.place);
        hit.ok_or_else(|| Error::not_found("no mouse target"))
    }

    fn marked_place(&self) -> Result<Location> {
        let place = self.world.marked.and_then(|p| self.world.pane_location(p));
        place.ok_or_else(|| Error::not_found("no marked target"))
    }

    fn resolve_session(&self, word: &str) -> Result<Location> {
        let name = word.strip_prefix('=').unwrap_or(word);
        let missing = || Error::not_found(format!("can't find session: {name}"));
        let id = self.find_session(word)?.ok_or_else(missing)?;
        self.world.session_location(id).ok_or_else(missing)
    }

    /// The session by id, exact name, client, start of the name, then glob pattern. An ambiguous
    /// start or pattern is an error. `=` allows the exact name only.
    fn find_session(&self, word: &str) -> Result<Option<SessionId>> {
        let sessions = &self.world.sessions;
        if let Some(id) = word.strip_prefix('$').and_then(|n| n.parse().ok()) {
            return Ok(sessions
                .contains_key(&SessionId(id))
                .then_some(SessionId(id)));
        }
        let (exact, name) = word
            .strip_prefix('=')
            .map_or((false, word), |name| (true, name));
        if let Some(found) = sessions.values().find(|s| s.name == name) {
            return Ok(Some(found.id));
        }
        if exact {
            return Ok(None);
        }
        let mut clients = self.world.clients.values().filter(|c| c.attached());
        if let Some(client) = clients.find(|c| c.name == name) {
            return Ok(client.session);
        }
        let starting = |s: &str| s.starts_with(name);
        let matching = |s: &str| glob(name, s);
        for test in [&starting as &dyn Fn(&str) -> bool, &matching] {
            let found: Vec<SessionId> = sessions
                .values()
                .filter(|s| test(&s.name))
                .map(|s| s.id)
                .collect();
            match found.as_slice() {
                [] => {}
                [one] => return Ok(Some(*one)),
                _ => return Err(Error::not_found(format!("can't find session: {name}"))),
            }
        }
        Ok(None)
    }

    /// The window that `word` names in the session of `here`.
    fn window_in(&self, here: Location, word: &str) -> Result<Location> {
        let name = word.strip_prefix('=').unwrap_or(word);
        let missing = || Error::not_found(format!("can't find window: {name}"));
        let index = self.find_window(here, word).ok_or_else(missing)?;
        self.world
            .location_at(here.session, index)
            .ok_or_else(missing)
    }

    /// The index of a window by special name, offset, index, exact name, start of the name, then
    /// glob pattern. An ambiguous name finds none. `=` allows an index or exact name only.
    fn find_window(&self, here: Location, word: &str) -> Option<u32> {
        let session = self.world.sessions.get(&here.session)?;
        if let Some(id) = word.strip_prefix('@').filter(|n| !n.is_empty()) {
            return session.index_of(WindowId(id.parse().ok()?));
        }
        let (exact, name) = word
            .strip_prefix('=')
            .map_or((false, word), |name| (true, name));
        if !exact {
            match name {
                "^" | "{start}" => return session.windows.keys().next().copied(),
                "$" | "{end}" => return session.windows.keys().next_back().copied(),
                "!" | "{last}" => return session.last_index(),
                "{next}" => return session.step(session.current, 1),
                "{previous}" => return session.step(session.current, -1),
                "@" | "{current}" | "{active}" => return Some(session.current),
                _ => {}
            }
            if let Some(step) = offset(name) {
                return session.step(session.current, step);
            }
        }
        if let Some(index) = name
            .parse()
            .ok()
            .filter(|i| session.windows.contains_key(i))
        {
            return Some(index);
        }
        let named = |test: &dyn Fn(&str) -> bool| -> Vec<u32> {
            let all = session.windows.iter();
            let found = all.filter(|(_, l)| {
                self.world
                    .windows
                    .get(&l.window)
                    .is_some_and(|w| test(&w.name))
            });
            found.map(|(i, _)| *i).collect()
        };
        let exactly = named(&|n| n == name);
        if let Some(first) = exactly.first() {
            return (exactly.len() == 1).then_some(*first);
        }
        if exact {
            return None;
        }
        let starting = named(&|n| n.starts_with(name));
        if !starting.is_empty() {
            return (starting.len() == 1).then_some(starting[0]);
        }
        let matching = named(&|n| glob(name, n));
        (matching.len() == 1).then(|| matching[0])
    }

    /// The pane that `word` names in the window of `here`.
    fn pane_in(&self, here: Location, word: &str) -> Result<Location> {
        let found = self.find_pane(here, word);
        let pane = found.ok_or_else(|| Error::not_found(format!("can't find pane: {word}")))?;
        Ok(Location { pane, ..here })
    }

    fn find_pane(&self, here: Location, word: &str) -> Option<PaneId> {
        let window = self.world.windows.get(&here.window)?;
        if let Some(id) = word.strip_prefix('%') {
            let pane = PaneId(id.parse().ok()?);
            return window.panes().contains(&pane).then_some(pane);
        }
        let panes = window.panes();
        let border = self.world.border_status(here.window);
        let step = |n: i64| {
            let at = i64::try_from(window.position(window.active)?).ok()?;
            let len = i64::try_from(panes.len()).ok()?;
            panes
                .get(usize::try_from((at + n).rem_euclid(len)).ok()?)
                .copied()
        };
        let beside = |direction| window.neighbour(window.active, direction);
        match word {
            "!" | "{last}" => return window.last_pane(),
            "{next}" => return step(1),
            "{previous}" => return step(-1),
            "@" | "{active}" | "{current}" => return Some(window.active),
            "{up-of}" => return beside(crate::base::Direction::Up),
            "{down-of}" => return beside(crate::base::Direction::Down),
            "{left-of}" => return beside(crate::base::Direction::Left),
            "{right-of}" => return beside(crate::base::Direction::Right),
            _ => {}
        }
        let bare = word.trim_start_matches('{').trim_end_matches('}');
        if let Some(pane) = corner(window, border, bare) {
            return Some(pane);
        }
        if let Some(n) = offset(word) {
            return step(n);
        }
        let base = self.world.get(
            options::PANE_BASE_INDEX,
            OptionScope::Window(Some(here.window)),
        );
        let number: i64 = word.parse().ok()?;
        panes
            .get(usize::try_from(number - i64::from(base)).ok()?)
            .copied()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
/// The kind of object that a target resolves to.
enum Wanted {
    Session,
    Window,
    Pane,
}

/// Splits a target at `:` and `.` into session, window and pane. All are `None` without a
/// separator.
fn split(target: &str) -> (Option<&str>, Option<&str>, Option<&str>) {
    if let Some((session, rest)) = target.split_once(':') {
        let session = Some(session);
        return match rest.rsplit_once('.') {
            Some((window, pane)) => (session, Some(window), Some(pane)),
            None => (session, Some(rest), None),
        };
    }
    match target.rsplit_once('.') {
        Some((window, pane)) => (None, Some(window), Some(pane)),
        _ => (None, None, None),
    }
}

/// The value of an offset: `+`, `-`, `+N` or `-N`.
fn offset(word: &str) -> Option<i64> {
    let (sign, digits) = match word.as_bytes().first()? {
        b'+' => (1, &word[1..]),
        b'-' => (-1, &word[1..]),
        _ => return None,
    };
    let n: i64 = if digits.is_empty() {
        1
    } else {
        digits.parse().ok()?
    };
    Some(sign * n)
}

/// The visible pane nearest to a corner or the middle of an edge (`{top-left}`, `{bottom}`).
fn corner(window: &Window, border: crate::layout::BorderStatus, word: &str) -> Option<PaneId> {
    let size = window.size();
    let (x, y) = match word {
        "top" => (size.cols / 2, 0),
        "bottom" => (size.cols / 2, size.rows - 1),
        "left" => (0, size.rows / 2),
        "right" => (size.cols - 1, size.rows / 2),
        "top-left" => (0, 0),
        "top-right" => (size.cols - 1, 0),
        "bottom-left" => (0, size.rows - 1),
        "bottom-right" => (size.cols - 1, size.rows - 1),
        _ => return None,
    };
    let near = |rect: crate::base::Rect| {
        let dx = i32::from(x) - i32::from(x.clamp(rect.x, rect.right().saturating_sub(1)));
        let dy = i32::from(y) - i32::from(y.clamp(rect.y, rect.bottom().saturating_sub(1)));
        dx.abs() + dy.abs()
    };
    let places = window.places(border).into_iter();
    places
        .min_by_key(|(_, rect)| near(*rect))
        .map(|(pane, _)| pane)
}

#[cfg(test)]
mod tests {
    use crate::base::ClientInfo;
    use crate::model::testing::TestWorld;

    #[test]
    fn without_a_target_a_command_in_a_pane_means_the_active_pane_of_its_session() {
        let name = "display -p '#S:#I.#P #{pane_id}'";
        for (variable, tty, line, printed) in [
            ("%0", None, name, "s:0.1 %1"),
            ("%0", None, "display -p -t %0 '#S:#I.#P'", "s:0.0"),
            ("%0", None, &format!("neww ; {name}"), "s:1.0 %3"),
            ("%0", None, &format!("neww -d ; {name}"), "s:0.1 %1"),
            ("%0", None, &format!("selectp -t .0 ; {name}"), "s:0.0 %0"),
            ("%2", None, name, "other:0.0 %2"),
            ("%99", Some("/dev/pts/0"), name, "s:0.1 %1"),
            ("", Some("/dev/pts/1"), "lsp -F '#{pane_id}'", "%0\n%1"),
            ("", None, name, "other:0.0 %2"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok("splitw -t s: ; new -d -s other");
            let caller = ClientInfo {
                env: vec![
                    ("TMUX_PANE".into(), variable.into()),
                    ("TMUX".into(), "/tmp/bench,42,1".into()),
                ],
                tty: tty.map(str::to_owned),
                ..ClientInfo::default()
            };
            let client = fixture.start(line, caller);
            assert_eq!(fixture.answer(client).out.trim_end(), printed, "{line}");
        }
    }
}
