//! `quick-select`: label everything in a pane that is worth copying.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::modes::quick_select;
use crate::model::state::command::{CommandContext, Flow};

/// Label URLs, paths, hashes, addresses, numbers and quoted strings in a pane, and copy one by its
/// letter.
#[derive(clap::Args, Debug)]
pub struct QuickSelect {
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for QuickSelect {
    const NAME: &'static str = "quick-select";
    const OWN: bool = true;
    const READ_ONLY_OK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        if quick_select::enter(cx.world, place, cx.access) {
            Ok(Flow::Done)
        } else {
            Err(Error::user("nothing to select here"))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, PaneId};
    use crate::base::{MouseButton, MouseEventKind};
    use crate::model::modes::mode_dispatch;
    use crate::model::state::effect::{Effect, JobEffect, PaneEffect};
    use crate::model::testing::TestWorld;

    const TEXT: &str = "see https://x.org/a_(b), or src/main.rs:12:3\r\n\
        commit 3f2a9bc by 10.0.0.1:80 'a quote' 1234 face\r\n\
        see https://x.org/a_(b).\r\n";

    fn fixture() -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.print(PaneId(0), TEXT.as_bytes());
        (fixture, client)
    }

    fn copied(fixture: &TestWorld) -> String {
        let found = fixture.world.buffers.find(None);
        found.map_or_else(String::new, |b| {
            String::from_utf8_lossy(&b.data).into_owned()
        })
    }

    #[test]
    fn letters_copy_the_labelled_text() {
        // The last text has the first letter: a URL, then from the right of the line above.
        for (keys, expected) in [
            (&["a"][..], "https://x.org/a_(b)"),
            (&["s"], "1234"),
            (&["d"], "a quote"),
            (&["f"], "10.0.0.1:80"),
            (&["q"], "3f2a9bc"),
            (&["w"], "src/main.rs:12:3"),
            (&["Tab", "a", "s", "Enter"], "https://x.org/a_(b) 1234"),
            (&["Escape"], ""),
            (&["e", "s"], "1234"),
        ] {
            let (mut fixture, client) = fixture();
            fixture.keys(client, &["C-b", "F"]);
            assert_eq!(fixture.format("#{pane_mode}"), "copy-mode");
            fixture.keys(client, keys);
            assert_eq!(copied(&fixture), expected, "{keys:?}");
            assert_eq!(fixture.format("#{pane_mode}"), "", "{keys:?}");
            assert_eq!(fixture.typed(0), "");
        }
    }

    #[test]
    fn a_capital_letter_types_the_text() {
        let (mut fixture, client) = fixture();
        fixture.keys(client, &["C-b", "F", "S"]);
        assert_eq!(fixture.typed(0), "1234");
        assert_eq!(copied(&fixture), "");
    }

    #[test]
    fn labels_are_drawn_and_copy_mode_goes_on() {
        let (mut fixture, client) = fixture();
        fixture.keys(client, &["C-b", "[", "C-b", "F"]);
        let view = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes);
        let row = view.unwrap().1.swap_remove(1).text();
        assert_eq!(row, "commit qf2a9bc by f0.0.0.1:80 'd quote' s234 face");
        fixture.keys(client, &["s"]);
        assert_eq!(fixture.format("#{pane_mode}"), "copy-mode");
    }

    #[test]
    fn own_patterns_come_first_and_nothing_is_an_error() {
        let (mut fixture, client) = fixture();
        fixture.ok("set -s quick-select-patterns 'by [0-9.]+'");
        fixture.keys(client, &["C-b", "F", "f"]);
        assert_eq!(copied(&fixture), "by 10.0.0.1");
        fixture.ok("new-window");
        assert_eq!(fixture.fails("quick-select"), "nothing to select here");
        assert_eq!(fixture.format("#{pane_mode}"), "");
    }

    #[test]
    fn a_letter_with_ctrl_opens_the_text() {
        for (keys, job, window) in [
            (&["C-b", "F", "C-a"][..], true, false),
            (&["C-b", "F", "C-w"], false, true),
        ] {
            let (mut fixture, client) = fixture();
            fixture.ok("set -g open-command browse ; set -g editor vi");
            fixture.keys(client, keys);
            let jobs = fixture.effects.iter().filter_map(|effect| match effect {
                Effect::Job(JobEffect::Start(job)) => Some(job.command.as_str()),
                _ => None,
            });
            let opened = jobs
                .filter(|job| *job == "browse 'https://x.org/a_(b)'")
                .count();
            assert_eq!(opened == 1, job, "{keys:?}");
            let spawned = fixture.effects.iter().any(|effect| {
                matches!(effect, Effect::Pane(_, PaneEffect::Spawn(spawn))
                    if spawn.argv.join(" ").contains("vi +12 'src/main.rs'"))
            });
            assert_eq!(spawned, window, "{keys:?}");
            assert_eq!(
                fixture.ok("display -p -t %0 '#{pane_mode}'"),
                "\n",
                "{keys:?}"
            );
            assert_eq!(copied(&fixture), "", "{keys:?}");
        }
    }

    #[test]
    fn a_click_on_a_label_copies_its_text() {
        let (mut fixture, client) = fixture();
        fixture.ok("set -g mouse on");
        fixture.keys(client, &["C-b", "F"]);
        let press = MouseEventKind::Press(MouseButton::Left);
        fixture.mouse(client, press, 0, 0);
        assert_eq!(fixture.format("#{pane_mode}"), "copy-mode");
        fixture.mouse(client, press, 9, 1);
        assert_eq!(fixture.format("#{pane_mode}"), "");
        assert_eq!(copied(&fixture), "3f2a9bc");
    }
}
