//! `split-window`: split a pane, and start a program in the new one.

use crate::base::{Axis, Result};
use crate::layout::{Extent, Split};
use crate::model::command::def::Command;
use crate::model::commands::new_window::{PLACE, program};
use crate::model::commands::values::number;
use crate::model::ops::lifecycle::pane_lifecycle;
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};

/// Split a pane, and start a program in the new one.
#[derive(clap::Args, Debug)]
pub struct SplitWindow {
    /// Place the new pane left of or above the target pane
    #[arg(short = 'b')]
    before: bool,
    /// Do not select the new pane
    #[arg(short = 'd')]
    stay: bool,
    /// Use the full height or width of the window
    #[arg(short = 'f')]
    full: bool,
    /// Place the panes side by side
    #[arg(short = 'h')]
    horizontal: bool,
    /// Make a pane without a program, and show standard input in it
    #[arg(short = 'I')]
    input: bool,
    /// Print the new pane's target
    #[arg(short = 'P')]
    print: bool,
    /// Place the panes one above the other (default)
    #[arg(short = 'v')]
    vertical: bool,
    /// Zoom the active pane afterwards
    #[arg(short = 'Z')]
    zoom: bool,
    /// Directory to start in (default: the session's)
    #[arg(short = 'c', value_name = "start-directory")]
    cwd: Option<String>,
    /// Environment variable, as NAME=VALUE (may be repeated)
    #[arg(short = 'e', value_name = "environment")]
    env: Vec<String>,
    /// Format for -P (default: session:window.pane)
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Size in columns or rows, or a percentage such as 30%
    #[arg(short = 'l', value_name = "size")]
    size: Option<String>,
    /// Size in percent (old form of -l)
    #[arg(short = 'p', value_name = "percentage")]
    percent: Option<String>,
    /// Pane to split (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Shell command to run in the pane (default: a shell)
    #[arg(value_name = "shell-command")]
    command: Vec<String>,
}

impl Command for SplitWindow {
    const NAME: &'static str = "split-window";
    const ALIAS: &'static str = "splitw";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let split = Split {
            axis: if self.horizontal {
                Axis::LeftRight
            } else {
                Axis::TopBottom
            },
            before: self.before,
            full: self.full,
            size: extent(self.size.as_deref(), self.percent.as_deref())?,
        };
        let input = self.input && self.command.is_empty();
        let no_program = [String::new()];
        let program = program(
            cx,
            if input { &no_program } else { &self.command },
            self.cwd.as_deref(),
            &self.env,
            Some(place),
        )?;
        let new = pane_lifecycle::add_pane(cx.world, place, &program, split, !self.stay)?;
        if self.zoom
            && let Some(window) = cx.world.windows.get_mut(&place.window)
        {
            window.zoomed = true;
            cx.world.window_sized.insert(new.pane);
        }
        pane_lifecycle::start_program(cx.world, new, None);
        window_size::update_pane_sizes(cx.world, place.window);
        if input {
            cx.insert_text(&format!("display-message -I -t {}", new.pane))?;
        }
        if self.print {
            return Ok(cx.print_started(new, self.format.as_deref().unwrap_or(PLACE)));
        }
        Ok(Flow::Start(new))
    }
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
    use crate::base::{ClientInfo, PaneId};
    use crate::model::commands::COMMANDS;
    use crate::model::ops::saved_layout;
    use crate::model::persist::plan::plan;
    use crate::model::persist::{restore, snapshot};
    use crate::model::state::effect::{ClientEffect, Effect, PaneEffect};
    use crate::model::state::input::{Exit, Input};
    use crate::model::state::store_request::RestoreFilter;
    use crate::model::testing::TestWorld;

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
        let bytes = snapshot::save(&fixture.world);
        fixture.world = snapshot::load(&bytes, TestWorld::host(), COMMANDS).unwrap();
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

    #[test]
    fn standard_input_fills_a_pane_without_a_program() {
        for (line, pane) in [
            ("splitw -d -I", 1),
            ("splitw -d '' ; display-message -I -t .1", 1),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.start(line, ClientInfo::default());
            assert_eq!(fixture.answer(client).status, None, "{line}");
            let request = fixture.effects.iter().find_map(|effect| match effect {
                Effect::Client(_, ClientEffect::ReadStdin(request)) => Some(*request),
                _ => None,
            });
            let text = "made\nelsewhere\r\n".to_owned();
            fixture.apply(Input::Files {
                request: request.unwrap(),
                files: vec![("-".into(), Ok(text))],
            });
            assert_eq!(fixture.answer(client).status, Some(0), "{line}");
            let shown = b"made\r\nelsewhere\r\n".to_vec();
            let shown = Effect::Pane(PaneId(pane), PaneEffect::Show(shown));
            assert!(fixture.effects.contains(&shown), "{line}");
        }
        let mut fixture = TestWorld::new();
        assert_eq!(fixture.fails("display-message -I"), "pane is not empty");
    }
}
