//! `split-window`: split a pane, and start a program in the new one.

use crate::base::{Axis, Rect, Result};
use crate::layout::{Extent, Split};
use crate::model::command::def::Command;
use crate::model::commands::start_args::{StartArgs, set_options};
use crate::model::commands::values::number;
use crate::model::ops::lifecycle::pane_lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

/// Split a pane, and start a program in the new one.
#[derive(clap::Args, Debug)]
pub struct SplitWindow {
    /// Split the largest pane of the window across its longer side
    #[arg(short = 'A')]
    largest: bool,
    #[command(flatten)]
    split: SplitArgs,
    /// Pane to split (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    #[command(flatten)]
    start: StartArgs,
}

/// The flags that say where a split puts the new pane.
#[derive(clap::Args, Debug)]
pub struct SplitArgs {
    /// Place the new pane left of or above the target pane
    #[arg(short = 'b')]
    before: bool,
    /// Use the full height or width of the window
    #[arg(short = 'f')]
    full: bool,
    /// Place the panes side by side
    #[arg(short = 'h')]
    horizontal: bool,
    /// Place the panes one above the other (default)
    #[arg(short = 'v')]
    vertical: bool,
    /// Size in columns or rows, or a percentage such as 30%
    #[arg(short = 'l', value_name = "size")]
    size: Option<String>,
    /// Size in percent (old form of -l)
    #[arg(short = 'p', value_name = "percentage")]
    percent: Option<String>,
}

impl SplitArgs {
    /// The split that the flags describe.
    ///
    /// # Errors
    /// As [`extent`].
    pub(super) fn split(&self) -> Result<Split> {
        Ok(Split {
            axis: if self.horizontal {
                Axis::LeftRight
            } else {
                Axis::TopBottom
            },
            before: self.before,
            full: self.full,
            size: extent(self.size.as_deref(), self.percent.as_deref())?,
        })
    }
}

impl Command for SplitWindow {
    const NAME: &'static str = "split-window";
    const ALIAS: &'static str = "splitw";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let mut place = cx.pane_target(self.target.as_deref())?;
        let mut split = self.split.split()?;
        let options = self.start.options()?;
        let program = self.start.program(cx, place)?;
        if self.largest {
            let chosen = self.split.horizontal || self.split.vertical;
            (place, split.axis) = largest(cx, place, Some(split.axis).filter(|_| chosen))?;
        }
        let new = pane_lifecycle::add_pane(cx.world, place, &program, split, !self.start.stay)?;
        set_options(cx, new.pane, options);
        self.start.start(cx, new)
    }
}

/// The width of a cell by its height, as most fonts have it.
const CELL_HEIGHT: u32 = 2;

/// The largest tiled pane of a window, the first of equal ones, and the axis across its longer side
/// unless one is given.
fn largest(
    cx: &mut CommandContext<'_>,
    place: Location,
    axis: Option<Axis>,
) -> Result<(Location, Axis)> {
    let window = cx.window(place.window)?;
    let places = window.all_places(window.tree.border()).into_iter().rev();
    let area = |rect: Rect| u32::from(rect.cols) * u32::from(rect.rows);
    let Some((pane, rect)) = places.max_by_key(|(_, rect)| area(*rect)) else {
        return Ok((place, axis.unwrap_or(Axis::TopBottom)));
    };
    let wide = u32::from(rect.cols) > u32::from(rect.rows) * CELL_HEIGHT;
    let longer = if wide {
        Axis::LeftRight
    } else {
        Axis::TopBottom
    };
    Ok((Location { pane, ..place }, axis.unwrap_or(longer)))
}

/// Parses the size of `-l`, or the percentage of `-p`.
///
/// # Errors
/// `size invalid`, `size too small`, `size too large`.
pub(super) fn extent(size: Option<&str>, percent: Option<&str>) -> Result<Option<Extent>> {
    let short = |n: i64| u16::try_from(n).unwrap_or(u16::MAX);
    let share = |text: &str| number(text, "size", 0, 100).map(|n| Extent::Percent(short(n)));
    let extent = match (size, percent) {
        (Some(size), _) => match size.strip_suffix('%') {
            Some(percent) => share(percent)?,
            None => Extent::Cells(short(number(size, "size", 0, i64::from(i32::MAX))?)),
        },
        (None, Some(percent)) => share(percent)?,
        (None, None) => return Ok(None),
    };
    Ok(Some(extent))
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, ClientInfo, PaneId};
    use crate::model::ops::saved_layout;
    use crate::model::persist::plan::plan;
    use crate::model::persist::restore;
    use crate::model::state::effect::{ClientEffect, Effect, PaneEffect};
    use crate::model::state::input::{Exit, Input};
    use crate::model::state::store_request::RestoreFilter;
    use crate::model::testing::TestWorld;

    #[test]
    fn the_largest_pane_is_split_across_its_longer_side() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        let sizes = "#{P:#{pane_id}:#{pane_width}x#{pane_height} }";
        fixture.ok("split-window -A");
        assert_eq!(fixture.format(sizes), "%0:40x23 %1:39x23 ");
        fixture.keys(client, &["C-b", "M-Enter"]);
        assert_eq!(fixture.format(sizes), "%0:40x11 %2:40x11 %1:39x23 ");
        fixture.ok("split-window -A -h -t %0");
        assert_eq!(
            fixture.format(sizes),
            "%0:40x11 %2:40x11 %1:19x23 %3:19x23 "
        );
    }

    #[test]
    fn a_pane_made_in_a_zoomed_window_has_its_size_until_the_zoom_ends() {
        let mut fixture = TestWorld::new();
        let size = "#{pane_width}x#{pane_height}";
        let new = fixture.ok(&format!(
            "splitw -d -Z -P -F '{size} #{{window_zoomed_flag}}'"
        ));
        assert_eq!(new, "80x24 1\n");
        fixture.ok("set -w pane-border-lines double");
        assert_eq!(fixture.format(&format!("#{{P:{size} }}")), "80x24 80x24 ");
        fixture.ok("resize-pane -Z");
        assert_eq!(fixture.format(&format!("#{{P:{size} }}")), "80x12 80x11 ");
        fixture.ok("resize-pane -Z");
        assert_eq!(fixture.format(&format!("#{{P:{size} }}")), "80x24 80x11 ");
    }

    const LIST: &str = "lsp -F '#{pane_id} #{pane_pid} #{pane_dead} #{pane_current_command}'";

    #[test]
    fn an_empty_command_makes_a_pane_without_a_program() {
        let mut fixture = TestWorld::new();
        fixture.ok("splitw -d '' ; neww -d ''");
        assert_eq!(fixture.ok(LIST), "%0 1000 0 sh\n%1 0 0 sh\n");
        assert_eq!(fixture.format("#{W:#{window_name} }"), "w sh ");
        fixture.ok("send-keys -t .1 x ; send-keys -t .0 y");
        assert_eq!(
            (fixture.typed(1), fixture.typed(0)),
            (String::new(), "y".into())
        );
        // It outlives the server, and a reboot.
        let saved = saved_layout::saved(&fixture.world);
        fixture.next_server();
        let panes = [0, 1, 2].map(|n| (PaneId(n), 1000 + n, None));
        fixture.apply(Input::Adopted(panes.to_vec()));
        assert_eq!(fixture.ok(LIST), "%0 1000 0 sh\n%1 0 0 sh\n");
        let mut restored = TestWorld::without_session();
        let plan = plan(&restored.world, &saved, &RestoreFilter::default());
        restore::restore(&mut restored.world, &saved, &plan, false);
        restored.ok("start-server");
        assert_eq!(restored.format("#{P:#{pane_pid} }"), "1000 0 ");
        assert!(restored.world.restored_commands.is_empty());
    }

    #[test]
    fn a_pane_without_a_program_is_respawned_like_a_dead_one() {
        for (line, command) in [
            ("respawn-pane -t .1 cat", "cat"),
            ("respawn-pane -t .1", ""),
        ] {
            let mut fixture = TestWorld::new();
            fixture.exits_on_hangup = true;
            fixture.ok("splitw -d ''");
            fixture.ok(line);
            assert_eq!(fixture.format("#{P:#{pane_pid} }"), "1000 1001 ");
            assert_eq!(fixture.world.panes[&PaneId(1)].command.join(" "), command);
        }
        let mut fixture = TestWorld::new();
        fixture.ok("splitw -d ''");
        fixture.apply(Input::Exited(PaneId(1), Exit::default()));
        assert_eq!(fixture.format("#{P:#{pane_id}}"), "%0");
    }

    /// Starts a command that shows its standard input; the client and the number of the request.
    fn streams(fixture: &mut TestWorld, line: &str) -> (ClientId, u64) {
        let client = fixture.start(line, ClientInfo::default());
        assert_eq!(fixture.answer(client).status, None, "{line}");
        let request = fixture.effects.iter().find_map(|effect| match effect {
            Effect::Client(_, ClientEffect::StreamStdin(request)) => Some(*request),
            _ => None,
        });
        (client, request.unwrap())
    }

    #[test]
    fn standard_input_is_shown_as_it_comes_in_a_pane_without_a_program() {
        for (line, pane) in [
            ("splitw -d -I", 1),
            ("splitw -d '' ; display-message -I -t .1", 1),
        ] {
            let mut fixture = TestWorld::new();
            let (client, request) = streams(&mut fixture, line);
            for (piece, shown) in [
                (&b"made\nelse"[..], "made\r\nelse"),
                (b"where\r\n", "where\r\n"),
                (b"\xff", "\u{fffd}"),
            ] {
                let piece = piece.to_vec();
                fixture.apply(Input::StdinPiece { request, piece });
                let [Effect::Pane(to, PaneEffect::Show(bytes))] = fixture.last_effects() else {
                    panic!("{:?}", fixture.last_effects());
                };
                assert_eq!(
                    (*to, &*String::from_utf8_lossy(bytes)),
                    (PaneId(pane), shown)
                );
                assert_eq!(fixture.answer(client).status, None, "{line}");
            }
            let piece = Vec::new();
            fixture.apply(Input::StdinPiece { request, piece });
            assert_eq!(fixture.answer(client).status, Some(0), "{line}");
        }
        let mut fixture = TestWorld::new();
        let (client, _) = streams(&mut fixture, "splitw -d -I");
        fixture.ok("kill-pane -t .1");
        assert_eq!(fixture.answer(client).status, Some(1));
        let mut fixture = TestWorld::new();
        assert_eq!(fixture.fails("display-message -I"), "pane is not empty");
    }

    #[test]
    fn styles_and_the_message_of_a_new_pane_are_options_of_it() {
        for (flags, option, value) in [
            ("-s bg=red", "window-style", "bg=red"),
            ("-s bg=red", "window-active-style", "bg=red"),
            ("-s ''", "window-style", ""),
            ("-S fg=green", "pane-active-border-style", "fg=green"),
            ("-S ''", "pane-active-border-style", ""),
            ("-R fg=blue", "pane-border-style", "fg=blue"),
            ("-R ''", "pane-border-style", ""),
            ("-k", "remain-on-exit", "key"),
            ("-m bye", "remain-on-exit", "key"),
            ("-m bye", "remain-on-exit-format", "bye"),
            ("-m ''", "remain-on-exit-format", ""),
        ] {
            for command in ["splitw", "split-window -h"] {
                let mut fixture = TestWorld::new();
                fixture.ok(&format!("{command} -d {flags}"));
                let shown = fixture.ok(&format!("show -pv -t .1 {option}"));
                assert_eq!(shown, format!("{value}\n"), "{command} {flags}");
                assert_eq!(fixture.ok(&format!("show -pv -t .0 {option}")), "");
            }
        }
        let mut fixture = TestWorld::new();
        for flags in ["-s nocolour", "-S x=y", "-R fg=nocolour"] {
            let error = fixture.fails(&format!("splitw -k {flags}"));
            assert!(error.starts_with("invalid style: "), "{error}");
        }
        assert_eq!(fixture.format("#{window_panes} #{next_session_id}"), "1 $1");
    }

    #[test]
    fn a_pane_is_empty_by_flag_unless_it_has_a_command() {
        let mut fixture = TestWorld::new();
        fixture.exits_on_hangup = true;
        fixture.ok("splitw -d -E ; splitw -d -E cat ; respawn-pane -k -E -t .0");
        assert_eq!(fixture.format("#{P:#{pane_pid} }"), "0 1002 0 ");
    }

    #[test]
    fn a_split_that_waits_returns_the_exit_status_of_its_program() {
        let exit = |status, signal| Exit { status, signal };
        for (end, status) in [
            (Input::Exited(PaneId(1), exit(Some(3), None)), 3),
            (Input::Exited(PaneId(1), exit(Some(0), None)), 0),
            (Input::Exited(PaneId(1), exit(None, Some(9))), 137),
        ] {
            for command in ["splitw", "splitw -k"] {
                let mut fixture = TestWorld::new();
                let line = format!("{command} -d -W -P x ; display -p next");
                let client = fixture.start(&line, ClientInfo::default());
                assert_eq!(fixture.answer(client).out, "s:0.1\n");
                assert_eq!(fixture.answer(client).status, None);
                fixture.apply(end.clone());
                assert_eq!(fixture.answer(client).status, Some(status), "{command}");
                assert_eq!(fixture.answer(client).out, "s:0.1\nnext\n");
            }
        }
        for line in ["kill-pane -t .1", "kill-window -t @0"] {
            let mut fixture = TestWorld::new();
            fixture.ok("neww -d");
            let client = fixture.start("splitw -d -W x", ClientInfo::default());
            fixture.ok(line);
            assert_eq!(fixture.answer(client).status, Some(129), "{line}");
        }
        let mut fixture = TestWorld::new();
        let client = fixture.start("splitw -d -W x", ClientInfo::default());
        fixture.apply(Input::SpawnFailed(PaneId(1), "no such program".into()));
        assert_eq!(fixture.answer(client).status, Some(127));
    }
}
