//! `select-layout`: arrange the panes of a window.

use crate::base::{Error, Result};
use crate::layout::{Preset, Tree};
use crate::model::command::def::Command;
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

/// Arrange the panes of a window in a layout.
#[derive(clap::Args, Debug)]
pub struct SelectLayout {
    /// Spread the pane and those beside it evenly
    #[arg(short = 'E')]
    spread: bool,
    /// Switch to the next preset layout
    #[arg(short = 'n')]
    next: bool,
    /// Restore the layout before the last change
    #[arg(short = 'o')]
    undo: bool,
    /// Switch to the previous preset layout
    #[arg(short = 'p')]
    previous: bool,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Name of a preset layout, or a layout string from list-windows (default: the last preset)
    #[arg(value_name = "layout-name")]
    layout: Option<String>,
}

impl Command for SelectLayout {
    const NAME: &'static str = "select-layout";
    const ALIAS: &'static str = "selectl";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        if self.next || self.previous {
            return cycle(cx, place, self.next);
        }
        let window = cx.window(place.window)?;
        let old = window
            .old_layout
            .as_ref()
            .filter(|_| self.undo)
            .map(Tree::dump);
        let preset = match &self.layout {
            _ if self.undo || self.spread => None,
            None => window.preset,
            Some(name) => Preset::parse(name),
        };
        let tree = if self.spread {
            Some(window.tree.spread(place.pane)?)
        } else if let Some(preset) = preset {
            return arrange(cx, place, preset);
        } else if let Some(text) = self.layout.as_ref().or(old.as_ref()) {
            let tree = Tree::parse(text, &window.panes());
            Some(tree.map_err(|e| Error::user(format!("{}: {text}", e.message)))?)
        } else {
            None
        };
        if let Some(tree) = tree {
            put(cx, place, tree)?;
        }
        Ok(Flow::Done)
    }
}

/// Switches a window to the next or previous preset layout.
pub(super) fn cycle(cx: &mut CommandContext<'_>, place: Location, next: bool) -> Result<Flow> {
    let last = cx.window(place.window)?.preset;
    let preset = if next {
        Preset::next(last)
    } else {
        Preset::previous(last)
    };
    arrange(cx, place, preset)
}

fn arrange(cx: &mut CommandContext<'_>, place: Location, preset: Preset) -> Result<Flow> {
    let sizes = cx.world.preset_sizes(place.window);
    let window = cx.window(place.window)?;
    window.preset = Some(preset);
    let tree = window.tree.preset(preset, &sizes);
    put(cx, place, tree)?;
    Ok(Flow::Done)
}

/// Applies a layout to a window, and keeps the old one for `-o`.
fn put(cx: &mut CommandContext<'_>, place: Location, tree: Tree) -> Result<()> {
    let window = cx.window(place.window)?;
    let tree = tree.with_border(window.tree.border());
    window.old_layout = Some(std::mem::replace(&mut window.tree, tree));
    window.zoomed = false;
    window_size::update_window_sizes(cx.world);
    window_size::update_pane_sizes(cx.world, place.window);
    Ok(())
}
