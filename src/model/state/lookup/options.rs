//! Looks up options of the world: set, inherited or default.

use crate::base::palette::Rgb;
use crate::base::{Color, PaneId, SessionId, Style, WindowId};
use crate::lang::tables::choices::{DefaultLook, PaneBorderStatus};
use crate::lang::tables::opt::{Opt, OptionType};
use crate::lang::tables::option_def::{OptionDef, Scope};
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::layout::BorderStatus;
use crate::model::state::options::{OptionScope, OptionSet, Options, default, default_at};
use crate::model::state::world::World;
use crate::term::Limits;

/// The maximum memory of a pane's history in bytes, independent of `history-limit`.
const HISTORY_BYTES: usize = 1 << 30;

impl World {
    /// The options that are set on `of`, without inherited ones; `None` if the object is gone.
    pub fn option_set(&self, of: OptionScope) -> Option<&OptionSet> {
        match of {
            OptionScope::Server => Some(&self.options.server),
            OptionScope::Session(None) => Some(&self.options.session),
            OptionScope::Session(Some(id)) => self.sessions.get(&id).map(|s| &s.options),
            OptionScope::Window(None) => Some(&self.options.window),
            OptionScope::Window(Some(id)) => self.windows.get(&id).map(|w| &w.options),
            OptionScope::Pane(id) => self.panes.get(&id).map(|p| &p.options),
        }
    }

    /// The options that are set on `of`, to change them; `None` if the object is gone.
    pub fn option_set_mut(&mut self, of: OptionScope) -> Option<&mut OptionSet> {
        match of {
            OptionScope::Server => Some(&mut self.options.server),
            OptionScope::Session(None) => Some(&mut self.options.session),
            OptionScope::Session(Some(id)) => self.sessions.get_mut(&id).map(|s| &mut s.options),
            OptionScope::Window(None) => Some(&mut self.options.window),
            OptionScope::Window(Some(id)) => self.windows.get_mut(&id).map(|w| &mut w.options),
            OptionScope::Pane(id) => self.panes.get_mut(&id).map(|p| &mut p.options),
        }
    }

    /// The scope from which `of` inherits; `None` at the top.
    pub fn parent(&self, of: OptionScope) -> Option<OptionScope> {
        match of {
            OptionScope::Session(Some(_)) => Some(OptionScope::Session(None)),
            OptionScope::Window(Some(_)) => Some(OptionScope::Window(None)),
            OptionScope::Pane(id) => {
                Some(OptionScope::Window(self.panes.get(&id).map(|p| p.window)))
            }
            OptionScope::Server | OptionScope::Session(None) | OptionScope::Window(None) => None,
        }
    }

    /// The value of an option, set or inherited.
    pub fn option(&self, name: &str, of: OptionScope) -> Option<&Value> {
        self.set_option(name, of).or_else(|| default(name))
    }

    /// The value of an option if it is set on `of` or inherited, without the table's default.
    pub fn set_option(&self, name: &str, of: OptionScope) -> Option<&Value> {
        let own = self.option_set(of).and_then(|set| set.get(name));
        own.or_else(|| self.set_option(name, self.parent(of)?))
    }

    /// The value of an option, set or inherited, else its default.
    pub fn get<T: OptionType + ?Sized>(&self, option: Opt<T>, of: OptionScope) -> T::Read<'_> {
        let set = self.set_option(option.name(), of);
        T::read(set.unwrap_or_else(|| default_at(option.index())))
    }

    /// The global options of a new server like this one.
    pub fn default_options(&self) -> Options {
        let mut options = Options::default();
        options.set_defaults(&self.host);
        if self.has_own_look() {
            options.set_look();
        }
        options
    }

    /// Whether the options of the look have the defaults of mux, not those of tmux.
    pub fn has_own_look(&self) -> bool {
        match self.get(options::DEFAULT_LOOK, OptionScope::Server) {
            DefaultLook::Auto => !self.host.as_tmux,
            DefaultLook::Mux => true,
            DefaultLook::Tmux => false,
        }
    }

    /// The default style of a pane: `window-style`, or for the active pane of its window
    /// `window-active-style` over it, with the text and background colour that its program set
    /// ([`Screen::colors`](crate::term::Screen::colors)).
    pub fn pane_style(&self, pane: PaneId, [text, back]: [Option<Rgb>; 2]) -> Style {
        let of = OptionScope::Pane(pane);
        let mut style = self.get(options::WINDOW_STYLE, of).style();
        let window = self.panes.get(&pane).map(|pane| pane.window);
        let window = window.and_then(|id| self.windows.get(&id));
        if window.is_some_and(|window| window.active == pane) {
            style = self.get(options::WINDOW_ACTIVE_STYLE, of).over(style);
        }
        let color = |(r, g, b)| Color::Rgb(r, g, b);
        style.fg = text.map_or(style.fg, color);
        style.bg = back.map_or(style.bg, color);
        style
    }

    /// The side of the title lines of a window's panes (`pane-border-status`).
    pub fn border_status(&self, window: WindowId) -> BorderStatus {
        match self.get(
            options::PANE_BORDER_STATUS,
            OptionScope::Window(Some(window)),
        ) {
            PaneBorderStatus::Off => BorderStatus::Off,
            PaneBorderStatus::Top => BorderStatus::Top,
            PaneBorderStatus::Bottom => BorderStatus::Bottom,
        }
    }

    /// The scope of an option that a command sets without `-s`, `-w` or `-p`, chosen by the
    /// option's row.
    pub fn default_scope(
        def: &OptionDef,
        session: OptionScope,
        window: OptionScope,
        pane: OptionScope,
    ) -> OptionScope {
        if def.scope.contains(Scope::SERVER) {
            OptionScope::Server
        } else if def.scope.contains(Scope::SESSION) {
            session
        } else if def.scope == Scope::PANE {
            pane
        } else {
            window
        }
    }

    /// The history limits of a session's panes.
    pub(crate) fn history_limits(&self, session: SessionId) -> Limits {
        let lines = self.get(options::HISTORY_LIMIT, OptionScope::Session(Some(session)));
        Limits {
            history_lines: lines,
            history_bytes: HISTORY_BYTES,
        }
    }
}
