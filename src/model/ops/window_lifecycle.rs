//! Creates and closes windows, with the effects that follow.

use crate::base::{SessionId, Size, WindowId};
use crate::lang::tables::options;
use crate::layout::Tree;
use crate::model::ops::pane_lifecycle::Program;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::location::Location;
use crate::model::state::options::OptionSet;

use crate::model::state::session::Winlink;
use crate::model::state::window::Window;
use crate::model::state::world::World;

impl World {
    /// Makes a window with one pane at `index` of a session, where nothing is.
    pub(crate) fn create_window(
        &mut self,
        session: SessionId,
        index: u32,
        name: Option<String>,
        size: Size,
        program: &Program,
        select: bool,
    ) -> Location {
        let id = self.new_window_id();
        let pane = self.new_pane(id, program);
        let size = size.clamped();
        let mut options = OptionSet::default();
        if name.is_some() {
            options.set_flag(options::AUTOMATIC_RENAME, false);
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
        let place = Location {
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

    /// A window that follows its program has the program's name from the start.
    pub(crate) fn name_at_birth(&mut self, place: Location) {
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
    pub(crate) fn birth_name(&self, place: Location) -> String {
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
}
