//! Creates and closes windows, with the effects that follow.

use crate::base::{SessionId, Size, WindowId};
use crate::lang::tables::options;
use crate::layout::{Floats, Tree};
use crate::model::ops::lifecycle::pane_lifecycle::Program;
use crate::model::ops::lifecycle::{auto_layout, pane_lifecycle};
use crate::model::ops::window_size;
use crate::model::state::location::Location;
use crate::model::state::options::OptionSet;
use crate::model::state::session::Winlink;
use crate::model::state::window::Window;
use crate::model::state::world::World;

/// Creates a window with one pane at `index` of a session, which must be free, and starts its
/// program. `select` makes it current.
pub(crate) fn create_window(
    world: &mut World,
    session: SessionId,
    index: u32,
    name: Option<String>,
    size: Size,
    program: &Program,
    select: bool,
) -> Location {
    let id = new_window_id(world);
    let pane = pane_lifecycle::new_pane(world, id, program);
    let size = size.clamped();
    let mut options = OptionSet::default();
    if name.is_some() {
        options.set_flag(options::AUTOMATIC_RENAME, false);
    }
    let window = Window {
        id,
        name: name.unwrap_or_default(),
        tree: Tree::single(pane, size).with_border(world.border_status(id)),
        scrollbars: Default::default(),
        stacked: false,
        spacing: Default::default(),
        zoomed: false,
        active: pane,
        last: Vec::new(),
        manual: None,
        options,
        preset: None,
        old_layout: None,
        order: vec![],
        floats: Floats::default(),
        created: world.now.wall,
        activity: world.now.wall,
        wrote: world.now.mono,
    };
    world.windows.insert(id, window);
    if let Some(known) = world.sessions.get_mut(&session) {
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
    set_initial_name(world, place);
    auto_layout::follow(world, id);
    pane_lifecycle::start_program(world, place, None);
    window_size::redraw_window(world, id);
    place
}

/// The id of a new window.
pub(crate) const fn new_window_id(world: &mut World) -> WindowId {
    let id = WindowId(world.next.window);
    world.next.window += 1;
    id
}

/// Gives an unnamed new window the name of its command, which `automatic-rename` later replaces.
pub(crate) fn set_initial_name(world: &mut World, place: Location) {
    let unnamed = world
        .windows
        .get(&place.window)
        .is_some_and(|w| w.name.is_empty());
    if !unnamed {
        return;
    }
    let name = initial_name(world, place);
    if let Some(window) = world.windows.get_mut(&place.window) {
        window.name = name;
    }
}

/// The initial name of a window: the base name of the first word of its command.
pub(crate) fn initial_name(world: &World, place: Location) -> String {
    let words = pane_lifecycle::command_to_run(world, place).join(" ");
    let words = words.trim_start_matches('"');
    let words = words.strip_prefix("exec ").unwrap_or(words);
    let first = words
        .trim_start_matches([' ', '-'])
        .split([' ', '"'])
        .next();
    let first = first.unwrap_or_default();
    first.rsplit('/').next().unwrap_or_default().to_owned()
}
