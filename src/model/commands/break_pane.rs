//! `break-pane`: move a pane to a window of its own.

use crate::base::{BoxRect, Error, Result, SessionId};
use crate::lang::tables::options;
use crate::layout::{Floats, Tree, usual_float_size};
use crate::model::command::def::Command;
use crate::model::commands::move_window::Spot;
use crate::model::commands::new_window::PLACE;
use crate::model::commands::place_args::{Counts, PlaceArgs};
use crate::model::commands::swap_pane::not_modal;
use crate::model::commands::values::window_name;
use crate::model::ops::lifecycle::{
    close, floating, pane_lifecycle, session_lifecycle, window_lifecycle,
};
use crate::model::ops::{auto_rename, window_size};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::options::OptionSet;
use crate::model::state::session::Winlink;
use crate::model::state::window::Window;

/// Move a pane to a new window, or let it float.
#[derive(clap::Args, Debug)]
pub struct BreakPane {
    /// Insert the window after the target window
    #[arg(short = 'a')]
    after: bool,
    /// Insert the window before the target window
    #[arg(short = 'b')]
    before: bool,
    /// Do not select the new window
    #[arg(short = 'd')]
    stay: bool,
    /// Let the pane float above the layout of its window instead
    #[arg(short = 'W')]
    float: bool,
    /// Print the pane's new target
    #[arg(short = 'P')]
    print: bool,
    /// Format for -P (default: session:window.pane)
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Name of the new window
    #[arg(short = 'n', value_name = "window-name")]
    name: Option<String>,
    /// Pane to move (default: the active pane)
    #[arg(short = 's', value_name = "src-pane")]
    source: Option<String>,
    /// Session and index of the new window (default: the next free index)
    #[arg(short = 't', value_name = "dst-window")]
    target: Option<String>,
    #[command(flatten)]
    place: PlaceArgs,
}

impl Command for BreakPane {
    const NAME: &'static str = "break-pane";
    const ALIAS: &'static str = "breakp";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let source = cx.pane_target(self.source.as_deref())?;
        not_modal(cx, source)?;
        if self.float {
            return self.float(cx, source);
        }
        let (session, index) = cx.index_target(self.target.as_deref())?;
        let alone = cx.window(source.window)?.panes().len() == 1;
        let same = alone && (source.session, Some(source.index)) == (session, index);
        let spot = Spot {
            after: self.after,
            before: self.before,
            kill: false,
        };
        let in_use: fn(u32) -> String = if same {
            |i| format!("same index: {i}")
        } else {
            |i| format!("index in use: {i}")
        };
        let index = spot.open(cx, session, index, in_use)?;
        let place = if alone {
            if cx.window(source.window)?.floats.contains(source.pane) {
                floating::tile(cx.world, source)?;
            }
            self.move_window(cx, source, session, index)?
        } else {
            self.part(cx, source, session, index)?
        };
        session_lifecycle::session_changed(cx.world, session);
        session_lifecycle::session_changed(cx.world, source.session);
        window_size::update_window_sizes(cx.world);
        window_size::update_pane_sizes(cx.world, place.window);
        if self.print {
            let text = cx.expand(self.format.as_deref().unwrap_or(PLACE), Some(place));
            cx.print(&text);
        }
        Ok(Flow::Done)
    }
}

impl BreakPane {
    /// Takes the pane out of the layout of its window, and lets it float.
    fn float(&self, cx: &mut CommandContext<'_>, source: Location) -> Result<Flow> {
        let bordered = cx.world.is_bordered(source.pane);
        let window = cx.window(source.window)?;
        if window.floats.contains(source.pane) {
            return Err(Error::user("pane is already floating"));
        }
        let size = window.size();
        let rect = window.floats.place_before(source.pane);
        let known = rect.is_some() || self.place.moves();
        let rect = rect.unwrap_or_else(|| BoxRect::new(0, 0, usual_float_size(size)));
        let mut rect = self.place.applied(rect, size, Counts::Box, bordered)?;
        if !known {
            (rect.x, rect.y) = window.floats.next_corner(size);
        }
        window.zoomed = false;
        window.float(source.pane, rect, bordered);
        if self.stay && window.active == source.pane {
            let recent = window.recent();
            let tiled = recent.into_iter().find(|pane| window.tree.contains(*pane));
            let tiled = tiled.or_else(|| window.tree.panes().first().copied());
            if let Some(tiled) = tiled {
                window.select(tiled);
            }
        } else if !self.stay {
            window.select(source.pane);
        }
        self.place.keep_shares(cx.world, source.pane, Counts::Box);
        window_size::update_pane_sizes(cx.world, source.window);
        auto_rename::schedule_rename(cx.world, source.window);
        if self.print {
            let text = cx.expand(self.format.as_deref().unwrap_or(PLACE), Some(source));
            cx.print(&text);
        }
        Ok(Flow::Done)
    }

    /// Moves the whole window, because the pane is alone in it.
    fn move_window(
        &self,
        cx: &mut CommandContext<'_>,
        source: Location,
        session: SessionId,
        index: u32,
    ) -> Result<Location> {
        let old = cx
            .session(source.session)?
            .index_of(source.window)
            .ok_or_else(|| Error::not_found("can't find window"))?;
        let known = cx.session(session)?;
        known.windows.insert(index, Winlink::new(source.window));
        if !self.stay {
            known.select(index);
        }
        close::unlink(cx.world, source.session, old);
        let index = cx
            .session(session)?
            .index_of(source.window)
            .unwrap_or(index);
        let place = Location {
            session,
            index,
            ..source
        };
        if let Some(name) = &self.name {
            let name = cx.expand(name, Some(place));
            auto_rename::rename_window(cx.world, place, &name)?;
        }
        Ok(place)
    }

    /// Moves the pane to a new window and leaves the other panes in the old one.
    fn part(
        &self,
        cx: &mut CommandContext<'_>,
        source: Location,
        session: SessionId,
        index: u32,
    ) -> Result<Location> {
        let size = cx.window(source.window)?.size();
        let name = window_name(cx, self.name.as_deref(), Some(source))?;
        let fallback = window_lifecycle::initial_name(cx.world, source);
        close::detach_pane(cx.world, source.pane, source.window);
        let id = window_lifecycle::new_window_id(cx.world);
        let mut options = OptionSet::default();
        if name.is_some() {
            options.set_flag(options::AUTOMATIC_RENAME, false);
        }
        let window = Window {
            id,
            name: name.unwrap_or(fallback),
            tree: Tree::single(source.pane, size).with_border(cx.world.border_status(id)),
            scrollbars: Default::default(),
            stacked: false,
            spacing: Default::default(),
            zoomed: false,
            active: source.pane,
            last: Vec::new(),
            manual: None,
            options,
            preset: None,
            old_layout: None,
            order: vec![],
            floats: Floats::default(),
            created: cx.now.wall,
            activity: cx.now.wall,
            wrote: cx.now.mono,
        };
        cx.world.windows.insert(id, window);
        pane_lifecycle::set_window(cx.world, source.pane, id);
        let known = cx.session(session)?;
        known.windows.insert(index, Winlink::new(id));
        if !self.stay {
            known.select(index);
        }
        auto_rename::schedule_rename(cx.world, id);
        Ok(Location {
            session,
            index,
            window: id,
            pane: source.pane,
        })
    }
}
