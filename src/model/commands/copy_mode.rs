//! `copy-mode`: scroll through the history of a pane.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::modes::pane_mode::Move;
use crate::model::modes::{copy_mode, mode_dispatch, pane_mode};
use crate::model::state::command::{CommandContext, Flow};

/// Enter copy mode to scroll through a pane's history.
#[derive(clap::Args, Debug)]
pub struct CopyMode {
    /// Scroll down one page
    #[arg(short = 'd')]
    page_down: bool,
    /// Leave copy mode when the view reaches the bottom
    #[arg(short = 'e')]
    exit_at_bottom: bool,
    /// Hide the position indicator in the top right corner
    #[arg(short = 'H')]
    hide_position: bool,
    /// Start a selection at the mouse position (not implemented yet)
    #[arg(short = 'M')]
    drag: bool,
    /// Leave copy mode or any other mode of the pane
    #[arg(short = 'q')]
    quit: bool,
    /// Scroll with the scrollbar (not implemented yet)
    #[arg(short = 'S')]
    scrollbar: bool,
    /// Scroll up one page
    #[arg(short = 'u')]
    page_up: bool,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for CopyMode {
    const NAME: &'static str = "copy-mode";
    const READ_ONLY_OK: bool = true;
    const AFTER_HOOK: bool = true;

    fn run(self, call: &mut CommandContext<'_>) -> Result<Flow> {
        let place = call.pane_target(self.target.as_deref())?;
        if self.quit {
            pane_mode::leave(call.world, place.pane);
            return Ok(Flow::Done);
        }
        if self.drag {
            return Ok(Flow::Done);
        }
        copy_mode::enter(call.world, place, self.exit_at_bottom, self.hide_position);
        if self.page_up {
            mode_dispatch::move_by(call.world, place.pane, Move::HalfPages(2), call.sight);
        }
        if self.page_down {
            mode_dispatch::move_by(call.world, place.pane, Move::HalfPages(-2), call.sight);
        }
        Ok(Flow::Done)
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, Mods, MouseButton, MouseEvent, MouseEventKind, PaneId, Point};
    use crate::model::modes::mode_dispatch;
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    /// A pane of 23 rows with 100 numbered lines, of which 78 are history.
    fn bench() -> (TestWorld, ClientId) {
        let mut bench = TestWorld::new();
        let client = bench.attach();
        let lines: Vec<String> = (1..=100).map(|n| format!("{n}\r\n")).collect();
        bench.print(PaneId(0), lines.concat().as_bytes());
        (bench, client)
    }

    fn where_it_is(bench: &mut TestWorld) -> String {
        bench.format("#{pane_mode} #{scroll_position}")
    }

    #[test]
    fn keys_scroll() {
        for (keys, expected) in [
            (&["C-b", "["][..], "copy-mode 0"),
            (&["C-b", "PPage"], "copy-mode 21"),
            (&["C-b", "[", "PPage", "PPage"], "copy-mode 42"),
            (&["C-b", "[", "M-Up"], "copy-mode 11"),
            (&["C-b", "[", "Up", "Up", "Down"], "copy-mode 1"),
            (&["C-b", "[", "M-<"], "copy-mode 78"),
            (&["C-b", "[", "M-<", "M->"], "copy-mode 0"),
            (&["C-b", "[", "M-<", "NPage"], "copy-mode 57"),
            (&["C-b", "[", "M-3", "Enter"], "copy-mode 0"),
            (&["C-b", "[", "M-3", "Up"], "copy-mode 3"),
            (&["C-b", "[", "x"], "copy-mode 0"),
            (&["C-b", "[", "q"], " "),
            (&["C-b", "[", "Up", "Escape"], " "),
        ] {
            let (mut bench, client) = bench();
            bench.keys(client, keys);
            assert_eq!(where_it_is(&mut bench), expected, "{keys:?}");
            assert_eq!(bench.typed(0), "", "{keys:?}");
        }
    }

    #[test]
    fn vi_has_keys_of_its_own() {
        let (mut bench, client) = bench();
        bench.ok("setw -g mode-keys vi");
        bench.keys(client, &["C-b", "[", "C-u", "k", "C-y"]);
        assert_eq!(where_it_is(&mut bench), "copy-mode 13");
        bench.keys(client, &["G"]);
        assert_eq!(where_it_is(&mut bench), "copy-mode 0");
        bench.keys(client, &["q"]);
        assert_eq!(where_it_is(&mut bench), " ");
    }

    fn wheel(bench: &mut TestWorld, client: ClientId, button: MouseButton) {
        let event = MouseEvent {
            kind: MouseEventKind::Press(button),
            at: Point::new(3, 3),
            mods: Mods::empty(),
        };
        bench.apply(Input::Mouse(client, event));
    }

    #[test]
    fn the_wheel_scrolls_and_ends_at_the_bottom() {
        let (mut bench, client) = bench();
        wheel(&mut bench, client, MouseButton::WheelUp);
        wheel(&mut bench, client, MouseButton::WheelUp);
        assert_eq!(where_it_is(&mut bench), "copy-mode 5");
        wheel(&mut bench, client, MouseButton::WheelDown);
        assert_eq!(where_it_is(&mut bench), " ");
    }

    #[test]
    fn what_is_written_does_not_move_the_view() {
        let (mut bench, client) = bench();
        bench.keys(client, &["C-b", "[", "M-Up"]);
        let rows = |bench: &TestWorld| {
            let view = mode_dispatch::rows(&bench.world, PaneId(0), &bench.panes);
            let lines = view.unwrap().1;
            lines.iter().skip(1).map(|l| l.text()).collect::<Vec<_>>()
        };
        let before = rows(&bench);
        bench.print(PaneId(0), b"a\r\nb\r\n");
        assert_eq!(rows(&bench), before);
        assert_eq!(where_it_is(&mut bench), "copy-mode 13");
    }

    #[test]
    fn commands_enter_and_leave() {
        let (mut bench, _) = bench();
        bench.ok("copy-mode -u ; send-keys -X history-top");
        assert_eq!(where_it_is(&mut bench), "copy-mode 78");
        bench.ok("send-keys -X -N 2 halfpage-down ; send-keys -X no-such");
        assert_eq!(where_it_is(&mut bench), "copy-mode 56");
        bench.ok("copy-mode -q");
        assert_eq!(where_it_is(&mut bench), " ");
        assert_eq!(bench.fails("copy-mode -t %9"), "can't find pane: %9");
    }
}
