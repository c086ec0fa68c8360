//! Layouts that follow the number of panes (`auto-layout`).

use crate::base::{BoxRect, PaneId, Size, WindowId};
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::layout::{AutoLayout, Automatic, Preset, STACKED, Shares};
use crate::model::state::mode::spacing::Spacing;
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// Whether a window has automatic layouts, and no change by hand paused them.
pub(crate) fn applies(world: &World, id: WindowId) -> bool {
    let of = OptionScope::Window(Some(id));
    world.get(options::AUTO_LAYOUT, of) != "off" && !world.get(options::AUTO_LAYOUT_PAUSED, of)
}

/// Arranges the tiled panes of a window as its automatic layout says, with the blank cells of the
/// options around them. A layout for which the window is too small is not applied.
pub(crate) fn follow(world: &mut World, id: WindowId) {
    let of = OptionScope::Window(Some(id));
    let sizes = world.preset_sizes(id);
    let auto = applies(world, id).then(|| AutoLayout::parse(world.get(options::AUTO_LAYOUT, of)));
    let spacing = Spacing {
        padding: world.get(options::PANE_PADDING, of),
        gap: world.get(options::PANE_GAPS, of),
    };
    let Some(window) = world.windows.get_mut(&id) else {
        return;
    };
    let layout = auto.and_then(|auto| auto.ok()?.of(window.tree.count()));
    window.spacing = spacing;
    window.stacked = layout == Some(Automatic::Stacked);
    // Behind a stack are tiles: layout strings and other versions show those.
    let preset = match layout {
        None => return,
        Some(Automatic::Preset(preset)) => preset,
        Some(Automatic::Stacked) => Preset::Tiled,
    };
    let (tree, order) = window.arrange(preset, &sizes);
    if tree.size() == window.size() && tree != window.tree {
        window.tree = tree;
        window.order = order;
    }
}

/// Gives the floating panes of a window the places that are percentages of its size (`pane-place`).
pub(crate) fn follow_shares(world: &mut World, id: WindowId) {
    let Some(window) = world.windows.get(&id) else {
        return;
    };
    let size = window.size();
    let moved = window.floats.front_to_back().filter_map(|float| {
        let text = world.get(options::PANE_PLACE, OptionScope::Pane(float.pane));
        let shares = Shares::parse(text).filter(|shares| !shares.is_empty())?;
        let rect = shares.applied(float.rect, size);
        // A corner in cells is one of the window for which it was chosen.
        let [x, y, ..] = shares.0;
        let of = if x.is_some() && y.is_some() {
            size
        } else {
            float.of
        };
        (rect != float.rect || of != float.of).then_some((float.pane, rect, of))
    });
    let moved: Vec<(PaneId, BoxRect, Size)> = moved.collect();
    if let Some(window) = world.windows.get_mut(&id) {
        for (pane, rect, of) in moved {
            window.floats.put(pane, rect, of);
        }
    }
}

/// The place of a floating pane was changed by hand: its percentages no longer count.
pub(crate) fn forget_shares(world: &mut World, pane: PaneId) {
    put_shares(world, pane, Shares::default());
}

/// Sets the percentages of a floating pane.
pub(crate) fn put_shares(world: &mut World, pane: PaneId, shares: Shares) {
    let of = OptionScope::Pane(pane);
    let name = options::PANE_PLACE.name();
    if let Some(set) = world.option_set_mut(of) {
        set.unset(name);
    }
    let inherited = !world.get(options::PANE_PLACE, of).is_empty();
    if (inherited || !shares.is_empty())
        && let Some(set) = world.option_set_mut(of)
    {
        set.set(name, Value::Str(shares.print()));
    }
}

/// Stacks the panes of a window from now on.
pub(crate) fn stack(world: &mut World, id: WindowId) {
    if let Some(set) = world.option_set_mut(OptionScope::Window(Some(id))) {
        set.set(options::AUTO_LAYOUT.name(), Value::Str(STACKED.to_owned()));
        set.unset(options::AUTO_LAYOUT_PAUSED.name());
    }
}

/// Resumes the automatic layout of a window. Returns false if it has none.
pub(crate) fn resume(world: &mut World, id: WindowId) -> bool {
    let of = OptionScope::Window(Some(id));
    if world.get(options::AUTO_LAYOUT, of) == "off" {
        return false;
    }
    if let Some(set) = world.option_set_mut(of) {
        set.unset(options::AUTO_LAYOUT_PAUSED.name());
        if world.get(options::AUTO_LAYOUT_PAUSED, of)
            && let Some(set) = world.option_set_mut(of)
        {
            set.set_flag(options::AUTO_LAYOUT_PAUSED, false);
        }
    }
    true
}
