//! Enters and refreshes copy mode, and applies the engine to the mode of a pane.

use crate::base::PaneId;
use crate::base::sorted::SortedSet;
use crate::lang::tables::options;
use crate::model::copy::engine::Engine;
use crate::model::copy::text::{Text, count, signed};
use crate::model::copy::{reflow, settings};
use crate::model::modes::pane_mode;
use crate::model::ops::{messages, mode_change, window_size};
use crate::model::state::location::Location;
use crate::model::state::mode::Mode;
use crate::model::state::mode::copy_mode::{CopyMode, CopyState, FrozenText, Place};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;

/// How copy mode begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry {
    /// Scrolling to the bottom ends the mode.
    pub exit_at_bottom: bool,
    /// The position indicator is hidden.
    pub hide_position: bool,
    /// The pane whose text is shown; `None` is the pane itself.
    pub source: Option<PaneId>,
}

/// Enters copy mode with the cursor at that of the pane. A pane that is in copy mode or view mode
/// stays in it, unless another source is given.
pub(crate) fn enter(world: &mut World, place: Location, entry: Entry, access: &dyn PaneAccess) {
    let Some(pane) = world.panes.get(&place.pane) else {
        return;
    };
    if pane.mode.as_ref().is_some_and(|mode| mode.copy().is_some()) && entry.source.is_none() {
        return;
    }
    let size = pane.size;
    let source = entry.source.unwrap_or(place.pane);
    let mut copy = frozen(source, size, access);
    copy.state.exit_at_bottom = entry.exit_at_bottom;
    copy.state.hide_position = entry.hide_position;
    copy.state.search.text.clone_from(&pane.last_search.text);
    copy.state.search.regex = pane.last_search.regex;
    pane_mode::enter(world, place.pane, Mode::Copy(Box::new(copy)));
    mode_change::changed(world, place.window);
}

/// The text of a pane in a view of this size, with the cursor at that of the pane.
fn frozen(source: PaneId, size: crate::base::Size, access: &dyn PaneAccess) -> CopyMode {
    let (screen, screen_size, cursor) = of_screen(access, source, |s| {
        s.hold_frozen();
        (s.freeze(), s.size(), s.cursor().at)
    });
    let mut copy = CopyMode {
        text: FrozenText::of_screen(source, screen, screen_size),
        state: CopyState {
            x: usize::from(cursor.x),
            row: usize::from(cursor.y),
            ..CopyState::default()
        },
        generation: 0,
    };
    copy.state.mark = Place::new(copy.state.x, signed(copy.state.row));
    if screen_size != size {
        reflow::resize(&mut copy, size, access);
    }
    copy
}

/// Applies `f` to the engine of a pane in copy mode or view mode. `None` in other modes.
pub(crate) fn with_engine<R>(
    world: &mut World,
    id: PaneId,
    access: &dyn PaneAccess,
    f: impl FnOnce(&mut Engine<'_, '_>) -> R,
) -> Option<R> {
    let vi = settings::has_vi_keys(world, id);
    let pane = world.panes.get_mut(&id)?;
    let (size, window) = (pane.size, pane.window);
    let copy = pane.mode.as_mut()?.copy_mut()?;
    if copy.text.size != size {
        reflow::resize(copy, size, access);
    }
    let wrap_search = world.get(options::WRAP_SEARCH, OptionScope::Window(Some(window)));
    let copy = world.panes.get_mut(&id)?.mode.as_mut()?.copy_mut()?;
    let text = Text::new(&copy.text, access);
    let mut engine = Engine {
        text: &text,
        s: &mut copy.state,
        vi,
        wrap_search,
    };
    engine.clamp();
    let result = f(&mut engine);
    copy.generation += 1;
    window_size::redraw_window(world, window);
    Some(result)
}

/// Gives copy modes the sizes of their panes, before the screens are resized.
pub(crate) fn follow_sizes(world: &mut World, access: &dyn PaneAccess) {
    for pane in world.panes.values_mut() {
        let size = pane.size;
        if let Some(copy) = pane.mode.as_mut().and_then(Mode::copy_mut)
            && copy.text.size != size
        {
            reflow::resize(copy, size, access);
        }
    }
}

/// Makes the panes whose text a view reads keep its lines when they are cleared, and lets the
/// others drop the lines that they kept.
pub(crate) fn hold_sources(world: &mut World, access: &dyn PaneAccess) {
    let views = world.panes.values().flat_map(|pane| {
        let modes = pane.modes_below.iter().chain(&pane.mode);
        modes.filter_map(|mode| Some(mode.copy()?.text.source))
    });
    let sources = views.collect();
    let old = std::mem::replace(&mut world.copy_sources, sources);
    for pane in world.copy_sources.difference(&old) {
        access.screen(*pane, &mut |screen| screen.hold_frozen());
    }
    for pane in old.difference(&world.copy_sources) {
        access.screen(*pane, &mut |screen| screen.release_frozen());
    }
    let new: SortedSet<PaneId> = world.copy_sources.difference(&old).copied().collect();
    report_lost_lines(world, &new, access);
}

/// Reports views whose lines are gone, and shows the first ones that are left. A server keeps
/// cleared lines for a view only in its own memory, so they end with it.
fn report_lost_lines(world: &mut World, new: &SortedSet<PaneId>, access: &dyn PaneAccess) {
    let mut lost = Vec::new();
    for pane in world.panes.values_mut() {
        let copy = pane.mode.as_mut().and_then(Mode::copy_mut);
        let Some(copy) = copy.filter(|copy| new.contains(&copy.text.source)) else {
            continue;
        };
        let history = Text::new(&copy.text, access).history();
        if copy.state.up > history {
            copy.state.up = history;
            copy.generation += 1;
            lost.push(pane.id);
        }
    }
    for pane in lost {
        messages::show_notice(
            world,
            format!("copy mode of {pane}: cleared lines were lost with the server"),
        );
    }
}

/// Shows the present text of the pane. At the bottom the view stays at the bottom, else on its
/// lines.
pub(crate) fn refresh(world: &mut World, id: PaneId, access: &dyn PaneAccess) {
    let Some(pane) = world.panes.get_mut(&id) else {
        return;
    };
    let size = pane.size;
    let Some(Mode::Copy(copy)) = &mut pane.mode else {
        return;
    };
    let source = copy.text.source;
    let old_history = Text::new(&copy.text, access).history();
    // The present text has none of the lines that were kept for the old one.
    access.screen(source, &mut |screen| screen.release_frozen());
    let fresh = frozen(source, size, access);
    let new = Text::new(&fresh.text, access);
    let grown = signed(new.history()) - signed(old_history);
    let at_bottom = copy.state.up == 0;
    let at_end = at_bottom && copy.state.row + 1 == usize::from(size.rows);
    let up = signed(copy.state.up) + grown;
    let up = if at_bottom {
        0
    } else {
        count(up).min(new.history())
    };
    let limit = new.length(i64::from(size.rows) - 1);
    copy.state.up = up;
    if at_end {
        copy.state.x = limit;
    }
    copy.state.selection = Default::default();
    copy.state.mark.y -= grown;
    copy.text = fresh.text;
    // The new text may be shorter.
    with_engine(world, id, access, |_| ());
}

/// Handles output of a pane: a mode that follows the pane shows it, and the others are marked.
pub(crate) fn pane_output(world: &mut World, id: PaneId, access: &dyn PaneAccess) {
    let Some(pane) = world.panes.get_mut(&id).filter(|pane| pane.mode.is_some()) else {
        return;
    };
    pane.unseen = true;
    let follows = pane.mode.as_ref().and_then(Mode::copy).is_some_and(|copy| {
        copy.state.refresh && !copy.state.selection.on && copy.text.source == id
    });
    if follows {
        pane.unseen = false;
        refresh(world, id, access);
    }
}
