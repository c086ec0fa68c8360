//! `copy-mode`: read, search and copy the text of a pane.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::modes::copy_mode::lifecycle::{self, Entry};
use crate::model::modes::copy_mode::{command, mouse};
use crate::model::modes::pane_mode;
use crate::model::state::command::{CommandContext, Flow};

/// Enter copy mode to read, search and copy the text of a pane.
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
    /// Begin a selection at the mouse
    #[arg(short = 'M')]
    drag: bool,
    /// Leave copy mode and any other mode of the pane
    #[arg(short = 'q')]
    quit: bool,
    /// Scroll to the position of the mouse on the scrollbar
    #[arg(short = 'S')]
    scrollbar: bool,
    /// Scroll up one page
    #[arg(short = 'u')]
    page_up: bool,
    /// Pane whose text is shown (default: the target pane)
    #[arg(short = 's', value_name = "src-pane")]
    source: Option<String>,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for CopyMode {
    const NAME: &'static str = "copy-mode";
    const READ_ONLY_OK: bool = true;
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let by_mouse = self.drag || self.scrollbar;
        let hit = cx.queue().mouse.clone().filter(|_| by_mouse);
        let mut place = cx.pane_target(self.target.as_deref())?;
        // As in tmux, -M does nothing without a mouse event in a pane.
        if self.drag && !self.quit && hit.as_ref().and_then(|hit| hit.place).is_none() {
            return Ok(Flow::Done);
        }
        if let Some(pointed) = hit.as_ref().and_then(|hit| hit.place) {
            place = pointed;
        }
        if self.quit {
            pane_mode::leave_all(cx.world, place.pane);
            return Ok(Flow::Done);
        }
        let source = match &self.source {
            Some(source) => Some(cx.pane_target(Some(source))?.pane),
            None => None,
        };
        let entry = Entry {
            exit_at_bottom: self.exit_at_bottom,
            hide_position: self.hide_position,
            source: source.filter(|source| *source != place.pane),
        };
        lifecycle::enter(cx.world, place, entry, cx.access);
        if self.scrollbar {
            let mut words = vec!["scroll-to-mouse".to_owned()];
            words.extend(self.exit_at_bottom.then(|| "-e".to_owned()));
            return command::command(cx, place, &words, 1);
        }
        if let (Some(hit), Some(client)) = (hit, cx.client_id()) {
            mouse::begin_drag(cx.world, client, place.pane, &hit, cx.access);
            return Ok(Flow::Done);
        }
        let (up, down, exit) = (self.page_up, self.page_down, self.exit_at_bottom);
        let ends = lifecycle::with_engine(cx.world, place.pane, cx.access, |engine| {
            if up {
                engine.page_up(false);
            }
            down && engine.page_down(false) && exit
        });
        if ends == Some(true) {
            pane_mode::leave(cx.world, place.pane);
        }
        Ok(Flow::Done)
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, MouseButton, MouseEventKind, PaneId};
    use crate::model::modes::mode_dispatch;
    use crate::model::testing::TestWorld;

    /// A pane of 23 rows with 100 numbered lines, of which 78 are history.
    fn fixture() -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        let lines: Vec<String> = (1..=100).map(|n| format!("{n}\r\n")).collect();
        fixture.print(PaneId(0), lines.concat().as_bytes());
        (fixture, client)
    }

    fn where_it_is(fixture: &mut TestWorld) -> String {
        fixture.format("#{pane_mode} #{scroll_position}")
    }

    #[test]
    fn keys_move_the_view_and_the_cursor() {
        for (keys, expected) in [
            (&["C-b", "["][..], "copy-mode 0"),
            (&["C-b", "PPage"], "copy-mode 21"),
            (&["C-b", "[", "PPage", "PPage"], "copy-mode 42"),
            (&["C-b", "[", "M-Up"], "copy-mode 11"),
            (&["C-b", "[", "Up", "Up", "Down"], "copy-mode 0"),
            (&["C-b", "[", "C-Up", "C-Up", "C-Down"], "copy-mode 1"),
            (&["C-b", "[", "M-<"], "copy-mode 78"),
            (&["C-b", "[", "M-<", "M->"], "copy-mode 0"),
            (&["C-b", "[", "M-<", "NPage"], "copy-mode 57"),
            (&["C-b", "[", "M-3", "Enter"], "copy-mode 0"),
            (&["C-b", "[", "M-3", "C-Up"], "copy-mode 3"),
            (&["C-b", "[", "M-r", "M-1", "2", "Up"], "copy-mode 1"),
            (&["C-b", "[", "g", "1", "7", "Enter"], "copy-mode 17"),
            (&["C-b", "[", "x"], "copy-mode 0"),
            (&["C-b", "[", "q"], " "),
            (&["C-b", "[", "Up", "Escape"], " "),
        ] {
            let (mut fixture, client) = fixture();
            fixture.keys(client, keys);
            assert_eq!(where_it_is(&mut fixture), expected, "{keys:?}");
            assert_eq!(fixture.typed(0), "", "{keys:?}");
        }
    }

    #[test]
    fn vi_has_keys_of_its_own() {
        let (mut fixture, client) = fixture();
        fixture.ok("setw -g mode-keys vi");
        fixture.keys(client, &["C-b", "[", "C-u", "K", "C-y"]);
        assert_eq!(where_it_is(&mut fixture), "copy-mode 13");
        fixture.keys(client, &["G"]);
        assert_eq!(where_it_is(&mut fixture), "copy-mode 0");
        fixture.keys(client, &["q"]);
        assert_eq!(where_it_is(&mut fixture), " ");
    }

    fn wheel(fixture: &mut TestWorld, client: ClientId, button: MouseButton) {
        fixture.mouse(client, MouseEventKind::Press(button), 3, 3);
    }

    #[test]
    fn the_wheel_scrolls_and_ends_at_the_bottom() {
        let (mut fixture, client) = fixture();
        wheel(&mut fixture, client, MouseButton::WheelUp);
        wheel(&mut fixture, client, MouseButton::WheelUp);
        assert_eq!(where_it_is(&mut fixture), "copy-mode 5");
        wheel(&mut fixture, client, MouseButton::WheelDown);
        assert_eq!(where_it_is(&mut fixture), " ");
    }

    #[test]
    fn what_is_written_does_not_move_the_view() {
        let (mut fixture, client) = fixture();
        fixture.keys(client, &["C-b", "[", "M-Up"]);
        let rows = |fixture: &TestWorld| {
            let view = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes);
            let lines = view.unwrap().1;
            lines.iter().skip(1).map(|l| l.text()).collect::<Vec<_>>()
        };
        let before = rows(&fixture);
        fixture.print(PaneId(0), b"a\r\nb\r\n");
        assert_eq!(rows(&fixture), before);
        assert_eq!(where_it_is(&mut fixture), "copy-mode 11");
    }

    #[test]
    fn commands_enter_and_leave() {
        let (mut fixture, _) = fixture();
        fixture.ok("copy-mode -u ; send-keys -X history-top");
        assert_eq!(where_it_is(&mut fixture), "copy-mode 78");
        fixture.ok("send-keys -X -N 2 halfpage-down");
        assert_eq!(where_it_is(&mut fixture), "copy-mode 56");
        for (words, message) in [
            ("no-such", "unknown copy mode command: no-such"),
            (
                "goto-line",
                "goto-line: too few arguments (need at least 1)",
            ),
            (
                "cursor-up 2",
                "cursor-up: too many arguments (need at most 0)",
            ),
            ("copy-line -X", "copy-line: unknown flag -X"),
            ("search-forward 'a('", "invalid regular expression"),
        ] {
            assert_eq!(fixture.fails(&format!("send-keys -X {words}")), message);
            assert_eq!(where_it_is(&mut fixture), "copy-mode 56");
        }
        fixture.ok("copy-mode -q");
        assert_eq!(where_it_is(&mut fixture), " ");
        assert_eq!(fixture.fails("copy-mode -t %9"), "can't find pane: %9");
    }
}
