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
    fn each_kind_of_text_has_a_label() {
        let hash = "0a".repeat(32);
        for (line, texts) in [
            (
                "see https://x.org/a?b=c#d, or",
                &["https://x.org/a?b=c#d"][..],
            ),
            (
                "git@x.org ssh://git@x.org:22/r.git.",
                &["ssh://git@x.org:22/r.git"],
            ),
            (
                "./a.rs ../b/c ~/d /e/f:7 src/g.rs:8:9: h.rs:10:2",
                &[
                    "./a.rs",
                    "../b/c",
                    "~/d",
                    "/e/f:7",
                    "src/g.rs:8:9",
                    "h.rs:10:2",
                ],
            ),
            ("3f2a9bc cafebab deadbeef1", &["3f2a9bc", "deadbeef1"]),
            (&hash, &[&hash]),
            ("10.0.0.1 10.0.0.2:80", &["10.0.0.1", "10.0.0.2:80"]),
            (
                "2001:db8::1 ::1 fe80:0:0:0:1:2:3:4 std::fade",
                &["2001:db8::1", "::1", "fe80:0:0:0:1:2:3:4"],
            ),
            (
                "123e4567-e89b-12d3-a456-426614174000",
                &["123e4567-e89b-12d3-a456-426614174000"],
            ),
            ("8080 0x1f 123", &["8080", "0x1f"]),
            (
                "\"two words\" 'and more' it's Ann's",
                &["two words", "and more"],
            ),
            (
                "\x1b]8;;https://l.org/x\x07a link\x1b]8;;\x07",
                &["https://l.org/x"],
            ),
        ] {
            let mut fixture = TestWorld::new();
            fixture.print(PaneId(0), line.as_bytes());
            fixture.ok("quick-select");
            let pane = &fixture.world.panes[&PaneId(0)];
            let copy = pane.mode.as_ref().and_then(|mode| mode.copy()).unwrap();
            let labels = &copy.state.quick_select.as_ref().unwrap().labels;
            let found: Vec<&str> = labels.iter().map(|label| label.text.as_str()).collect();
            assert_eq!(found, texts, "{line}");
        }
    }

    #[test]
    fn more_texts_than_letters_have_two_letters() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        let numbers: Vec<String> = (1000..1040).map(|n| n.to_string()).collect();
        fixture.print(PaneId(0), numbers.join(" ").as_bytes());
        for (keys, expected) in [
            (&["a", "a"][..], "1039"),
            (&["s", "A"], ""),
            (&["s", "a"], "1013"),
        ] {
            fixture.keys(client, &["C-b", "F"]);
            fixture.keys(client, keys);
            if expected.is_empty() {
                assert_eq!(fixture.typed(0), "1013");
            } else {
                assert_eq!(copied(&fixture), expected);
            }
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
