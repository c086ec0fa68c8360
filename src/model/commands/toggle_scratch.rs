//! `toggle-scratch`: show or hide the scratch pane of a session.

use crate::base::{BoxRect, PaneId, Result, Size};
use crate::lang::tables::choices::PaneBorderLines;
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::commands::new_window::program;
use crate::model::commands::start_args::set_options;
use crate::model::ops::lifecycle::floating::NewBox;
use crate::model::ops::lifecycle::{close, floating, pane_lifecycle};
use crate::model::ops::{auto_rename, window_size};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;

/// Show the floating scratch pane of a session, or hide it. Each session has one: it is made on
/// first use, goes on while it is hidden, and follows to the current window.
#[derive(clap::Args, Debug)]
pub struct ToggleScratch {
    /// Target pane, in whose window it is shown (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for ToggleScratch {
    const NAME: &'static str = "toggle-scratch";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let Some(scratch) = scratch_of(cx, place) else {
            return start(cx, place);
        };
        let (active, floats) = {
            let window = cx.window(place.window)?;
            (window.active, window.floats.hidden)
        };
        if active == scratch && !floats {
            hide(cx, place)?;
        } else {
            show(cx, place, scratch)?;
        }
        window_size::update_pane_sizes(cx.world, place.window);
        auto_rename::schedule_rename(cx.world, place.window);
        Ok(Flow::Done)
    }
}

/// The scratch pane of a session. A window that several sessions have counts for each of them.
fn scratch_of(cx: &CommandContext<'_>, place: Location) -> Option<PaneId> {
    let windows = cx.world.sessions.get(&place.session)?.windows.values();
    let windows = windows.filter_map(|link| cx.world.windows.get(&link.window));
    let mut panes = windows.flat_map(|window| window.floats.panes());
    panes.find(|pane| {
        let of = OptionScope::Pane(*pane);
        let set = cx.world.set_option(options::PANE_SCRATCH.name(), of);
        set.is_some() && cx.world.get(options::PANE_SCRATCH, of)
    })
}

/// Makes the scratch pane, in the middle of the window.
fn start(cx: &mut CommandContext<'_>, place: Location) -> Result<Flow> {
    let of = OptionScope::Session(Some(place.session));
    let command = cx.world.get(options::SCRATCH_COMMAND, of);
    let command: Vec<String> = Some(command.to_owned())
        .filter(|command| !command.is_empty())
        .into_iter()
        .collect();
    let directory = cx.access.cwd(place.pane);
    let mut program = program(cx, &command, None, &[], Some(place))?;
    if let Some(directory) = directory {
        program.cwd = directory;
    }
    let lines = OptionScope::Window(Some(place.window));
    let bordered = cx.world.get(options::PANE_BORDER_LINES, lines) != PaneBorderLines::None;
    let rect = middle(cx.window(place.window)?.size(), bordered);
    let new = {
        let new = NewBox::plain(rect, bordered);
        floating::add_floating(cx.world, place, &program, new, true)?
    };
    set_options(
        cx,
        new.pane,
        vec![(options::PANE_SCRATCH.name(), Value::Flag(true))],
    );
    pane_lifecycle::start_program(cx.world, new, None);
    window_size::update_pane_sizes(cx.world, new.window);
    auto_rename::schedule_rename(cx.world, new.window);
    Ok(Flow::Start(new))
}

/// The cells of a box in the middle, of four fifths of a window, without its border.
fn middle(window: Size, bordered: bool) -> BoxRect {
    let frame = if bordered { 2 } else { 0 };
    let part = |whole: u16| {
        (whole / 5 * 4 + whole % 5 * 4 / 5)
            .saturating_sub(frame)
            .max(1)
    };
    let size = Size::new(part(window.cols), part(window.rows));
    let start = |whole: u16, taken: u16| i32::from(whole.saturating_sub(taken) / 2);
    BoxRect::new(
        start(window.cols, size.cols),
        start(window.rows, size.rows),
        size,
    )
}

/// Gives the keys to the tiled pane that was active last. The scratch pane is shown only while it
/// is active.
fn hide(cx: &mut CommandContext<'_>, place: Location) -> Result<()> {
    let window = cx.window(place.window)?;
    let scratch = window.active;
    let recent = window.recent().into_iter().skip(1);
    let tiled = { recent }.find(|pane| window.tree.contains(*pane));
    let Some(tiled) = tiled.or_else(|| window.tree.panes().first().copied()) else {
        return Ok(());
    };
    window.select(tiled);
    window.last.retain(|pane| *pane != scratch);
    Ok(())
}

/// Shows the scratch pane above all others in the window, where it had its place.
fn show(cx: &mut CommandContext<'_>, place: Location, scratch: PaneId) -> Result<()> {
    let from = cx.pane(scratch)?.window;
    if from != place.window {
        let float = cx.window(from)?.floats.get(scratch).copied();
        pane_lifecycle::set_window(cx.world, scratch, place.window);
        close::detach_pane(cx.world, scratch, from);
        let window = cx.window(place.window)?;
        if let Some(float) = float {
            window.floats.add(float);
        }
    }
    let window = cx.window(place.window)?;
    window.zoomed = false;
    window.floats.hidden = false;
    window.select(scratch);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::model::ops::saved_layout;
    use crate::model::persist::plan::plan;
    use crate::model::persist::restore;
    use crate::model::state::session::Session;
    use crate::model::state::store_request::RestoreFilter;
    use crate::model::testing::TestWorld;

    const SHOWN: &str = "#{pane_id} #{pane_width}x#{pane_height}@#{pane_left},#{pane_top}";

    /// The number of floating panes that the current windows show.
    fn boxes(fixture: &TestWorld) -> usize {
        let world = &fixture.world;
        let windows = world.sessions.values().filter_map(Session::window);
        let windows = windows.filter_map(|window| world.windows.get(&window));
        windows.map(|window| world.shown_floats(window).len()).sum()
    }

    #[test]
    fn the_scratch_pane_of_a_session_is_hidden_and_follows_to_the_current_window() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(client, &["C-b", "`"]);
        let first = fixture.format(SHOWN);
        assert_eq!(first, "%1 62x16@9,3");
        assert_eq!(boxes(&fixture), 1);
        fixture.keys(client, &["C-b", "`"]);
        assert_eq!(fixture.format("#{pane_id} #{window_panes}"), "%0 2");
        assert_eq!(boxes(&fixture), 0);
        fixture.ok("resize-pane -t %1 -x 30 ; new-window");
        let width = fixture.ok("display -p -t %1 '#{pane_width}'");
        fixture.keys(client, &["C-b", "`"]);
        assert_eq!(fixture.format("#{window_index} #{pane_id}"), "1 %1");
        assert_eq!(fixture.format("#{pane_width}"), width.trim());
        assert_eq!(fixture.ok("display -p -t :0 '#{window_panes}'"), "1\n");
        // The keys go to another pane: the next key shows it again.
        fixture.ok("select-pane -t %2");
        assert_eq!(boxes(&fixture), 0);
        fixture.keys(client, &["C-b", "`"]);
        assert_eq!(fixture.format("#{pane_id}"), "%1");
        // Another session has its own.
        fixture.ok("new-session -d -s other");
        fixture.ok("toggle-scratch -t other:");
        assert_eq!(fixture.ok("display -p -t other: '#{pane_id}'"), "%4\n");
    }

    #[test]
    fn the_scratch_pane_is_restored_hidden() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -g scratch-command top");
        fixture.ok("toggle-scratch ; toggle-scratch");
        assert_eq!(
            fixture.world.panes[&crate::base::PaneId(1)].command,
            ["top"]
        );
        let saved = saved_layout::saved(&fixture.world);
        let mut restored = TestWorld::without_session();
        let plan = plan(&restored.world, &saved, &RestoreFilter::default());
        restore::restore(&mut restored.world, &saved, &plan, false);
        restored.ok("start-server");
        let panes = "#{P:#{pane_floating_flag}#{pane_active} }";
        assert_eq!(restored.format(panes), "01 10 ");
        restored.attach();
        assert_eq!(boxes(&restored), 0);
        restored.ok("toggle-scratch");
        assert_eq!(restored.format(panes), "00 11 ");
        assert_eq!(boxes(&restored), 1);
    }
}
