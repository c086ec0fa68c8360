//! Keeps the layout from before a closing, so that it can be undone.

use crate::model::ops::saved_layout;
use crate::model::state::world::World;

/// Keeps the present layout, unless the current step has closed something already. Called before
/// anything is closed. `persist::undo::finish_step` makes a step of it.
pub(crate) fn before_closing(world: &mut World) {
    if world.closing.is_none() {
        world.closing = Some(Box::new(saved_layout::saved(world)));
    }
}
