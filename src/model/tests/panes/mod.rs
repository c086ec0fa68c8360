//! Commands for panes and windows, on a [`TestWorld`] whose programs exit when they get SIGHUP.

mod above;
mod arranged;
mod floating;
mod hooks;
mod mouse;
mod parity;
mod properties;
mod table;

use crate::base::{Attrs, ClientId, PaneId};
use crate::model::testing::TestWorld;
use crate::scene::PaneArea;

/// The command that makes the session every test begins with. Halves, and rows of three and four
/// panes, leave no remainder at this size: which pane gets a remainder depends on tmux's version.
const SESSION: &str = "new-session -d -s s -n w -x 83 -y 23";

/// The format that [`state`] prints for each window.
const STATE: &str = "#{session_name}:#{window_index}#{?window_active,*,}#{?window_last_flag,-,} #{window_id} \
#{window_layout} #{window_visible_layout}#{P: #{pane_index}=#{pane_id} #{pane_width}x#{pane_height}\
#{?pane_active,*,}#{?pane_marked,M,}#{?pane_input_off,d,}}";

/// A world with one detached session of one pane, made by [`SESSION`]. A second passes with every
/// input.
fn world() -> TestWorld {
    let mut test = TestWorld::with_session(SESSION);
    test.step = 1000;
    test.exits_on_hangup = true;
    test
}

/// All sessions, windows and panes, a line for each window.
fn state(test: &mut TestWorld) -> String {
    test.run(&format!("list-windows -a -F '{STATE}'")).out
}

/// The number of overlays that a client shows.
fn overlays(test: &mut TestWorld, client: ClientId) -> usize {
    let scene = test.scene(client);
    scene.map_or(0, |scene| scene.overlays.len())
}

/// The position of `text` in a border that a client shows; of several the one nearest to `near`.
fn control(test: &mut TestWorld, client: ClientId, near: (u16, u16), text: &str) -> (u16, u16) {
    let labels = test
        .scene(client)
        .map(|scene| scene.labels)
        .unwrap_or_default();
    let found = labels.iter().filter_map(|label| {
        let at = label.line.text().find(text)?;
        Some((label.at.x + u16::try_from(at).ok()? + 1, label.at.y))
    });
    let nearest = found.min_by_key(|at| at.0.abs_diff(near.0) + at.1.abs_diff(near.1));
    nearest.unwrap_or_else(|| panic!("no border shows {text}"))
}

/// The panes whose borders a client shows in reverse.
fn reversed(test: &mut TestWorld, client: ClientId) -> Vec<PaneId> {
    let panes = test
        .scene(client)
        .map(|scene| scene.panes)
        .unwrap_or_default();
    let is_reversed = |area: &&PaneArea| area.border.attrs.contains(Attrs::REVERSE);
    panes
        .iter()
        .filter(is_reversed)
        .map(|area| area.pane)
        .collect()
}
