//! Floating panes: new ones, and panes that begin or cease to float.

use crate::base::{Axis, BoxRect, Error, PaneId, Result, WindowId};
use crate::layout::{Modal, Split, Tree};
use crate::model::ops::lifecycle::pane_lifecycle::{self, Program};
use crate::model::state::location::Location;
use crate::model::state::world::World;

/// Computes anew which floating panes of a window have a border.
pub(crate) fn set_borders(world: &mut World, id: WindowId) {
    let Some(window) = world.windows.get(&id) else {
        return;
    };
    let panes = window.floats.panes();
    let bordered: Vec<PaneId> = panes.filter(|pane| world.is_bordered(*pane)).collect();
    if let Some(window) = world.windows.get_mut(&id) {
        window.floats.set_borders(|pane| bordered.contains(&pane));
    }
}

/// The box of a new floating pane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewBox {
    /// The cells of the pane.
    pub rect: BoxRect,
    /// Whether it has a border.
    pub bordered: bool,
    /// A zoomed window stays so and shows the pane above it.
    pub over_zoom: bool,
    /// What a modal pane does; the id of the pane is set here.
    pub modal: Option<Modal>,
}

impl NewBox {
    /// A box that is neither above a zoomed pane nor modal.
    pub(crate) const fn plain(rect: BoxRect, bordered: bool) -> Self {
        Self {
            rect,
            bordered,
            over_zoom: false,
            modal: None,
        }
    }
}

/// Creates a floating pane in a window; the caller starts its program and updates the sizes of
/// panes. A modal pane is active in any case.
///
/// # Errors
/// The window is gone.
pub(crate) fn add_floating(
    world: &mut World,
    at: Location,
    program: &Program,
    new: NewBox,
    select: bool,
) -> Result<Location> {
    if !world.windows.contains_key(&at.window) {
        return Err(Error::not_found("can't find window"));
    }
    let pane = pane_lifecycle::new_pane(world, at.window, program);
    if let Some(window) = world.windows.get_mut(&at.window) {
        window.zoomed &= new.over_zoom;
        window.float(pane, new.rect, new.bordered);
        let above = &mut window.floats.above;
        if new.over_zoom {
            above.over_zoom.push(pane);
        }
        if let Some(modal) = new.modal {
            above.modal = Some(Modal { pane, ..modal });
        }
        if select || new.modal.is_some() {
            window.select(pane);
        }
    }
    Ok(Location { pane, ..at })
}

/// Puts a floating pane into the layout of its window, below the tiled pane that was active last.
/// Without tiled panes it fills the window.
///
/// # Errors
/// `no space for a new pane`.
pub(crate) fn tile(world: &mut World, at: Location) -> Result<()> {
    let window = world.windows.get_mut(&at.window);
    let window = window.ok_or_else(|| Error::not_found("can't find window"))?;
    let border = window.tree.border();
    let recent = window.recent();
    let mut beside = recent.iter().filter(|pane| window.tree.contains(**pane));
    let beside = beside.next().copied();
    let tree = match beside.or_else(|| window.tree.panes().last().copied()) {
        None => Tree::single(at.pane, window.size()).with_border(border),
        Some(beside) => {
            let split = Split {
                axis: Axis::TopBottom,
                before: false,
                full: false,
                size: None,
            };
            let tree = window.tree.split(beside, at.pane, split);
            tree.map_err(|_| Error::user("no space for a new pane"))?
        }
    };
    window.tree = tree;
    window.zoomed = false;
    window.floats.tile(at.pane);
    Ok(())
}
