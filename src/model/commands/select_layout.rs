//! `select-layout`: arrange the panes of a window.

use crate::base::{Error, PaneId, Result};
use crate::layout::{Arrangement, Automatic, Float, Preset, Tree};
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::{auto_layout, manual_layout};
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

/// Arrange the panes of a window in a layout.
#[derive(clap::Args, Debug)]
pub struct SelectLayout {
    /// Follow the option auto-layout again, after a change by hand
    #[arg(short = 'A')]
    follow: bool,
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
        if self.follow {
            if !auto_layout::resume(cx.world, place.window) {
                let hint = "auto-layout is off (set-option -w auto-layout tiled)";
                return Err(Error::user(hint));
            }
            window_size::update_pane_sizes(cx.world, place.window);
            return Ok(Flow::Done);
        }
        let name = self
            .layout
            .as_deref()
            .filter(|_| !self.undo && !self.spread);
        if name.and_then(Automatic::parse) == Some(Automatic::Stacked) {
            auto_layout::stack(cx.world, place.window);
            cx.window(place.window)?.zoomed = false;
            window_size::update_pane_sizes(cx.world, place.window);
            return Ok(Flow::Done);
        }
        let window = cx.window(place.window)?;
        let old = window.old_layout.as_ref().filter(|_| self.undo);
        let old = old.map(Tree::dump);
        let preset = match &self.layout {
            _ if self.undo || self.spread => None,
            None => window.preset,
            Some(name) => Preset::parse(name),
        };
        let tree = if self.spread && window.floats.contains(place.pane) {
            None
        } else if self.spread {
            Some(window.tree.spread(place.pane)?)
        } else if let Some(preset) = preset {
            return arrange(cx, place, preset);
        } else if let Some(text) = self.layout.as_ref().or(old.as_ref()) {
            let floats = window.floats.front_to_back();
            let floats: Vec<PaneId> = floats.map(|float| float.pane).collect();
            let parsed = Arrangement::parse(text, &window.tiled(), &floats);
            let parsed = parsed.map_err(|e| Error::user(format!("{}: {text}", e.message)))?;
            place_floats(cx, place, &parsed)?;
            Some(parsed.tree)
        } else {
            None
        };
        if let Some(tree) = tree {
            let order = if self.spread {
                cx.window(place.window)?.order.clone()
            } else {
                vec![]
            };
            put(cx, place, tree, order)?;
        }
        Ok(Flow::Done)
    }
}

/// Gives the floating panes of a window the places of a layout string. Its other panes are the
/// ones of the layout's tree.
fn place_floats(cx: &mut CommandContext<'_>, place: Location, parsed: &Arrangement) -> Result<()> {
    let Some(floats) = &parsed.floats else {
        return Ok(());
    };
    let bordered = floats.iter().map(|(pane, _)| cx.world.is_bordered(*pane));
    let bordered: Vec<bool> = bordered.collect();
    let window = cx.window(place.window)?;
    let hidden = window.floats.hidden;
    for pane in parsed.tree.panes() {
        window.floats.tile(pane);
    }
    let of = parsed.tree.size();
    for ((pane, rect), bordered) in floats.iter().copied().zip(bordered) {
        if window.floats.contains(pane) {
            window.floats.put(pane, rect, of);
        } else {
            window.floats.add(Float {
                pane,
                rect,
                of,
                bordered,
            });
        }
    }
    let order: Vec<PaneId> = floats.iter().map(|(pane, _)| *pane).collect();
    window.floats.set_order(&order);
    window.floats.hidden = hidden && !floats.is_empty();
    for (pane, _) in floats {
        auto_layout::forget_shares(cx.world, *pane);
    }
    Ok(())
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
    let (tree, order) = window.arrange(preset, &sizes);
    put(cx, place, tree, order)?;
    Ok(Flow::Done)
}

/// Applies a layout and the order of the panes to a window, and keeps the old layout for `-o`.
fn put(cx: &mut CommandContext<'_>, place: Location, tree: Tree, order: Vec<PaneId>) -> Result<()> {
    let client = cx.client_id();
    manual_layout::pause(cx.world, place.window, client);
    let window = cx.window(place.window)?;
    let tree = tree.with_border(window.tree.border());
    window.old_layout = Some(std::mem::replace(&mut window.tree, tree));
    window.order = order;
    window.zoomed = false;
    window_size::update_window_sizes(cx.world);
    window_size::update_pane_sizes(cx.world, place.window);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::layout::Preset;
    use crate::model::ops::saved_layout;
    use crate::model::persist::plan::plan;
    use crate::model::persist::restore;
    use crate::model::state::store_request::RestoreFilter;
    use crate::model::testing::TestWorld;

    const LIST: &str = "lsp -t s: -F '#{pane_id}@#{pane_left},#{pane_top}'";

    fn listed(fixture: &mut TestWorld) -> String {
        fixture.ok(LIST).lines().collect::<Vec<_>>().join(" ")
    }

    fn three() -> TestWorld {
        let mut fixture = TestWorld::new();
        fixture.ok("splitw -d ; splitw -d -t .1 ; set -w main-pane-width 50");
        fixture
    }

    #[test]
    fn panes_keep_their_indexes_in_every_layout() {
        let mut fixture = three();
        for preset in Preset::ALL {
            fixture.ok(&format!("select-layout {}", preset.name()));
            assert_eq!(
                fixture.format("#{P:#{pane_id} }"),
                "%0 %1 %2 ",
                "{preset:?}"
            );
        }
        for _ in 0..=Preset::ALL.len() {
            fixture.ok("next-layout");
            assert_eq!(fixture.format("#{P:#{pane_id} }"), "%0 %1 %2 ");
        }
        fixture.ok("select-layout main-vertical-mirrored");
        assert_eq!(listed(&mut fixture), "%0@30,0 %1@0,0 %2@0,13");
        fixture.ok("select-layout main-horizontal-mirrored");
        assert_eq!(listed(&mut fixture), "%0@0,2 %1@0,0 %2@41,0");
    }

    #[test]
    fn commands_on_mirrored_layouts_go_by_index() {
        for (line, expected) in [
            ("swap-pane -s .0 -t .1", "%1@30,0 %0@0,0 %2@0,13"),
            ("rotate-window", "%1@30,0 %2@0,0 %0@0,13"),
            ("rotate-window -D", "%2@30,0 %0@0,0 %1@0,13"),
            ("kill-pane -t .1", "%0@30,0 %2@0,0"),
            ("splitw -d -t .1", "%0@30,0 %1@0,0 %3@0,7 %2@0,13"),
            (
                "select-pane -t .0 ; select-pane -t :.+",
                "%0@30,0 %1@0,0 %2@0,13",
            ),
            ("select-layout even-horizontal", "%0@0,0 %1@27,0 %2@54,0"),
            ("select-layout -E -t .1", "%0@41,0 %1@0,0 %2@0,13"),
        ] {
            let mut fixture = three();
            fixture.ok("select-layout main-vertical-mirrored");
            fixture.ok(line);
            assert_eq!(listed(&mut fixture), expected, "{line}");
        }
    }

    #[test]
    fn the_order_of_a_mirrored_layout_is_kept_and_restored() {
        let mut fixture = three();
        fixture.ok("select-layout main-vertical-mirrored");
        let before = listed(&mut fixture);
        let saved = saved_layout::saved(&fixture.world);
        fixture.next_server();
        assert_eq!(listed(&mut fixture), before);
        let mut fixture = TestWorld::without_session();
        let plan = plan(&fixture.world, &saved, &RestoreFilter::default());
        restore::restore(&mut fixture.world, &saved, &plan, false);
        assert_eq!(listed(&mut fixture), before);
    }
}
