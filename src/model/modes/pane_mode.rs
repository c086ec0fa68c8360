//! Copy mode, view mode, and the rows that a mode shows instead of the screen.

use crate::base::{ClientId, Line, PaneId, Style, WindowId};
use crate::lang::tables::options;
use crate::model::ops::auto_rename;
use crate::model::ops::window_size;
use crate::model::state::location::Location;
use crate::model::state::mode::{CopyMode, Mode, ViewMode};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;

/// A movement in a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Rows up (towards older lines) or, if negative, down.
    Rows(i64),
    /// Pages up, in halves.
    HalfPages(i64),
    /// To the oldest line.
    Top,
    /// To the newest line.
    Bottom,
    /// Out of the mode.
    Cancel,
}

impl World {
    /// Scrolls back in a pane's history.
    pub(crate) fn enter_scroll(&mut self, place: Location, exit_at_bottom: bool, hide: bool) {
        let Some(pane) = self.panes.get_mut(&place.pane) else {
            return;
        };
        if pane.mode.is_none() {
            pane.mode = Some(Mode::Copy(CopyMode {
                exit_at_bottom,
                hide_position: hide,
                ..CopyMode::default()
            }));
        }
        self.mode_changed(place.window);
    }

    /// Shows what a key's command printed over the client's pane.
    pub(crate) fn show_output(&mut self, client: ClientId, lines: Vec<String>, _: &dyn PaneAccess) {
        let session = self.clients.get(&client).and_then(|c| c.session);
        let Some(place) = session.and_then(|s| self.place_in(s)) else {
            return;
        };
        if let Some(pane) = self.panes.get_mut(&place.pane) {
            match &mut pane.mode {
                Some(Mode::View(view)) => {
                    view.lines.extend(lines);
                    view.generation += 1;
                }
                mode => {
                    *mode = Some(Mode::View(ViewMode {
                        lines,
                        ..ViewMode::default()
                    }));
                }
            }
        }
        self.mode_changed(place.window);
    }

    /// A mode shows in the picture and in the names of windows that follow their programs.
    pub(crate) fn mode_changed(&mut self, window: WindowId) {
        auto_rename::name_soon(self, window);
        window_size::redraw_window(self, window);
    }

    /// Leaves whatever mode a pane is in.
    pub(crate) fn leave_mode(&mut self, pane: PaneId) {
        if let Some(known) = self.panes.get_mut(&pane) {
            let mode = known.mode.take();
            let window = known.window;
            if let Some(Mode::Tree(chooser)) = mode {
                self.left_chooser(&chooser, self.place_of(pane));
            }
            self.mode_changed(window);
        }
    }

    /// Moves in a pane's mode.
    pub(crate) fn move_in_mode(&mut self, id: PaneId, how: Move, sight: &dyn PaneAccess) {
        let history = of_screen(sight, id, |s| s.history_rows());
        let Some(pane) = self.panes.get_mut(&id) else {
            return;
        };
        let page = i64::from(pane.size.rows.saturating_sub(2).max(1));
        let half = i64::from((pane.size.rows / 2).max(1));
        let rows = i64::from(pane.size.rows);
        let delta = |n: i64| {
            if n % 2 == 0 {
                (n / 2).saturating_mul(page)
            } else {
                n * half
            }
        };
        let leave = match &mut pane.mode {
            None | Some(Mode::Tree(_)) => return,
            Some(Mode::Clock) => how == Move::Cancel,
            Some(Mode::Copy(scroll)) => {
                let up = i64::try_from(scroll.shown(history)).unwrap_or(i64::MAX);
                let (to, down) = match how {
                    Move::Rows(n) => (up.saturating_add(n), n < 0),
                    Move::HalfPages(n) => (up.saturating_add(delta(n)), n < 0),
                    Move::Top => (i64::MAX, false),
                    Move::Bottom => (0, true),
                    Move::Cancel => (-1, false),
                };
                scroll.up = usize::try_from(to.max(0)).unwrap_or(0).min(history);
                scroll.history = history;
                scroll.generation += 1;
                how == Move::Cancel || (down && scroll.up == 0 && scroll.exit_at_bottom)
            }
            Some(Mode::View(view)) => {
                let top = i64::try_from(view.top).unwrap_or(0);
                let last = i64::try_from(view.lines.len()).unwrap_or(0) - rows;
                let to = match how {
                    Move::Rows(n) => top.saturating_sub(n),
                    Move::HalfPages(n) => top.saturating_sub(delta(n)),
                    Move::Top => 0,
                    Move::Bottom => last,
                    Move::Cancel => top,
                };
                view.top = usize::try_from(to.min(last).max(0)).unwrap_or(0);
                view.generation += 1;
                how == Move::Cancel
            }
        };
        let window = pane.window;
        if leave {
            self.leave_mode(id);
        } else {
            window_size::redraw_window(self, window);
        }
    }

    /// The rows of a pane that is in a mode, and a number that changes when they do; `None` if its
    /// screen shows.
    pub fn mode_view(&self, id: PaneId, sight: &dyn PaneAccess) -> Option<(u64, Vec<Line>)> {
        let pane = self.panes.get(&id)?;
        match pane.mode.as_ref()? {
            Mode::Clock => Some(self.clock_view(pane)),
            Mode::Tree(chooser) => Some(self.chooser_view(pane, chooser, sight)),
            Mode::Copy(scroll) => {
                let (mut rows, history, written) = of_screen(sight, id, |s| {
                    let history = s.history_rows();
                    (s.view(scroll.shown(history)), history, s.generation())
                });
                if !scroll.hide_position {
                    let text = format!("[{}/{history}]", scroll.shown(history));
                    self.mark_position(&mut rows, pane.size.cols, &text, pane.window);
                }
                Some((scroll.generation + written, rows))
            }
            Mode::View(view) => {
                let shown = view.lines.iter().skip(view.top);
                let rows = shown.take(usize::from(pane.size.rows)).map(|text| {
                    let mut line = Line::default();
                    line.push_str(&text.replace('\t', "        "), Style::DEFAULT);
                    line
                });
                let mut rows: Vec<Line> = rows.collect();
                if view.lines.len() > usize::from(pane.size.rows) {
                    let text = format!("[{}/{}]", view.top, view.lines.len());
                    self.mark_position(&mut rows, pane.size.cols, &text, pane.window);
                }
                Some((view.generation, rows))
            }
        }
    }

    fn mark_position(
        &self,
        rows: &mut Vec<Line>,
        cols: u16,
        text: &str,
        window: crate::base::WindowId,
    ) {
        if rows.is_empty() {
            rows.push(Line::default());
        }
        let width = text.len();
        let Some(start) = usize::from(cols).checked_sub(width) else {
            return;
        };
        let style = self
            .get(options::MODE_STYLE, OptionScope::Window(Some(window)))
            .style();
        let old = std::mem::take(&mut rows[0]);
        let mut line = old.slice(0, start);
        let missing = start.saturating_sub(line.cols());
        line.push_str(&" ".repeat(missing), Style::DEFAULT);
        line.push_str(text, style);
        rows[0] = line;
    }
}
