//! `spawn`: start a program in a new pane, for scripts.

use crate::base::{Axis, BoxRect, Error, Result, Size};
use crate::lang::tables::options;
use crate::layout::Split;
use crate::model::command::def::Command;
use crate::model::commands::condition_args::{limit, usage};
use crate::model::commands::new_window::program;
use crate::model::commands::start_args::{option_value, set_options};
use crate::model::commands::values::window_name;
use crate::model::ops::auto_rename::given;
use crate::model::ops::automation::{requests, waits};
use crate::model::ops::lifecycle::floating::NewBox;
use crate::model::ops::lifecycle::pane_lifecycle::{self, Program};
use crate::model::ops::lifecycle::session_lifecycle::{self, NewSession};
use crate::model::ops::lifecycle::{floating, window_lifecycle};
use crate::model::ops::window_size;
use crate::model::state::automation::wait::{Condition, NewWait, WaitFor, WaitKind};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;

/// The size of a session that no client shows.
const SIZE: Size = Size::new(80, 24);

/// Start a program in a new pane without a shell, and print the id of the pane.
#[derive(clap::Args, Debug)]
pub struct Spawn {
    /// Where: pane (default inside mux), window (default outside), session or float
    #[arg(long = "in", value_name = "place", value_parser = ["pane", "window", "session", "float"])]
    place: Option<String>,
    /// Size as COLSxROWS
    #[arg(long, value_name = "size")]
    size: Option<String>,
    /// Select the new pane
    #[arg(long)]
    focus: bool,
    /// Keep the pane after its program has ended
    #[arg(long)]
    keep: bool,
    /// Wait until the program has ended, and return its exit status
    #[arg(long)]
    wait: bool,
    /// With --wait, the longest time to wait, or none (default: 30s)
    #[arg(long, value_name = "time")]
    timeout: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// The number of the request, if the client asks again
    #[arg(long, value_name = "number", hide = true)]
    request: Option<u64>,
    /// Directory to start in (default: that of the caller)
    #[arg(short = 'c', value_name = "start-directory")]
    cwd: Option<String>,
    /// Environment variable, as NAME=VALUE (may be repeated)
    #[arg(short = 'e', value_name = "environment")]
    env: Vec<String>,
    /// Name of the new window or session, or title of the new pane
    #[arg(short = 'n', value_name = "name")]
    name: Option<String>,
    /// Pane near which the new one is made (default: the pane of the caller)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Program with its arguments (default: a shell)
    #[arg(value_name = "command")]
    argv: Vec<String>,
}

impl Command for Spawn {
    const NAME: &'static str = "spawn";
    const OWN: bool = true;
    const STARTS_SERVER: bool = true;
    const FOR_SCRIPTS: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let limit = limit(self.timeout.as_deref())?;
        let size = self.size.as_deref().map(size).transpose()?;
        requests::claim(cx.world, cx.client_id(), self.request);
        let requests = &cx.world.automation.requests;
        let known = self.request.and_then(|n| requests.get(&n)?.panes.first());
        let pane = match known {
            Some((pane, _)) => *pane,
            None => self
                .make(cx, size)
                .map(|place| place.pane)
                .map_err(|error| {
                    if error.failure.is_some() || !self.wait {
                        return error;
                    }
                    error.with_code(125, "failed")
                })?,
        };
        let (kind, conditions) = if self.wait {
            (WaitKind::Program, vec![Condition::Exit])
        } else {
            (WaitKind::Start, Vec::new())
        };
        let from = waits::position(cx.access, pane, false);
        waits::begin(
            cx.world,
            cx.access,
            cx.run,
            NewWait {
                kind,
                wanted: WaitFor {
                    conditions,
                    ..WaitFor::default()
                },
                panes: vec![(pane, from)],
                typed: None,
                limit,
                json: self.json,
                request: self.request,
            },
        );
        Ok(waits::flow(cx.world, cx.run))
    }
}

impl Spawn {
    /// Makes the pane and starts its program.
    fn make(&self, cx: &mut CommandContext<'_>, size: Option<Size>) -> Result<Location> {
        let near = match &self.target {
            Some(target) => Some(cx.script_target(Some(target))?),
            None => cx.script_target(None).ok(),
        };
        let inside = self.target.is_some() || cx.own_pane().is_some();
        let usual = match near {
            None => "session",
            Some(_) if inside => "pane",
            Some(_) => "window",
        };
        let mut program = program(cx, &self.argv, self.cwd.as_deref(), &self.env, near)?;
        program.direct = !self.argv.is_empty();
        let place = self.place.as_deref().unwrap_or(usual);
        let none = || Error::coded(1, "no-target", "no sessions; use --in session");
        let made = match place {
            "session" => self.session(cx, &program, size)?,
            "window" => self.window(cx, near.ok_or_else(none)?, &program, size)?,
            "float" => self.float(cx, near.ok_or_else(none)?, &program, size)?,
            _ => self.pane(cx, near.ok_or_else(none)?, &program, size)?,
        };
        if self.keep {
            let keep = option_value(options::REMAIN_ON_EXIT, "on")?;
            set_options(cx, made.pane, vec![keep]);
        }
        if matches!(place, "pane" | "float") {
            if let Some(name) = &self.name {
                let title = cx.expand(name, Some(made));
                cx.pane(made.pane)?.title = title;
            }
            pane_lifecycle::start_program(cx.world, made, None);
            window_size::update_pane_sizes(cx.world, made.window);
        }
        Ok(made)
    }

    fn pane(
        &self,
        cx: &mut CommandContext<'_>,
        near: Location,
        program: &Program,
        size: Option<Size>,
    ) -> Result<Location> {
        let known = cx.pane(near.pane)?.size;
        // Cells are about twice as high as wide.
        let axis = if known.cols > known.rows.saturating_mul(3) {
            Axis::LeftRight
        } else {
            Axis::TopBottom
        };
        let cells = size.map(|size| match axis {
            Axis::LeftRight => size.cols,
            Axis::TopBottom => size.rows,
        });
        let split = Split {
            axis,
            before: false,
            full: false,
            size: cells.map(crate::layout::Extent::Cells),
        };
        pane_lifecycle::add_pane(cx.world, near, program, split, self.focus)
    }

    fn float(
        &self,
        cx: &mut CommandContext<'_>,
        near: Location,
        program: &Program,
        size: Option<Size>,
    ) -> Result<Location> {
        let window = cx.window(near.window)?;
        let whole = window.size();
        let half = Size::new(whole.cols / 2, whole.rows / 2);
        let (x, y) = window.floats.next_corner(whole);
        let rect = BoxRect::new(x, y, size.unwrap_or(half).clamped());
        let new = NewBox::plain(rect, true);
        floating::add_floating(cx.world, near, program, new, self.focus)
    }

    fn window(
        &self,
        cx: &mut CommandContext<'_>,
        near: Location,
        program: &Program,
        size: Option<Size>,
    ) -> Result<Location> {
        let session = near.session;
        let name = window_name(cx, self.name.as_deref(), Some(near))?;
        let usual = window_size::new_window_size(cx.world, Some(session));
        let size = size.unwrap_or(usual);
        let of = OptionScope::Session(Some(session));
        let base = cx.world.get(options::BASE_INDEX, of);
        let index = cx.session(session)?.free_index(base);
        let place = window_lifecycle::create_window(
            cx.world, session, index, name, size, program, self.focus,
        );
        session_lifecycle::session_changed(cx.world, session);
        Ok(place)
    }

    fn session(
        &self,
        cx: &mut CommandContext<'_>,
        program: &Program,
        size: Option<Size>,
    ) -> Result<Location> {
        let name = self.name.as_deref().map(|name| given("session", name));
        let name = name.transpose()?;
        if let Some(name) = &name
            && cx
                .world
                .sessions
                .values()
                .any(|session| session.name == *name)
        {
            return Err(Error::user(format!("duplicate session: {name}")));
        }
        let new = NewSession {
            name,
            cwd: program.cwd.clone(),
            size: size.unwrap_or(SIZE),
            program: program.clone(),
            ..NewSession::default()
        };
        Ok(session_lifecycle::create_session(cx.world, new))
    }
}

/// Parses `COLSxROWS`.
///
/// # Errors
/// If it is not that.
fn size(text: &str) -> Result<Size> {
    let parsed = text
        .split_once(['x', 'X'])
        .and_then(|(cols, rows)| Some(Size::new(cols.parse().ok()?, rows.parse().ok()?)));
    let valid = parsed.filter(|size| *size == size.clamped());
    valid.ok_or_else(|| usage(format!("--size: not a size: {text} (use COLSxROWS)")))
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientInfo, PaneId};
    use crate::model::state::effect::{Effect, PaneEffect};
    use crate::model::state::input::{Exit, Input};
    use crate::model::state::timers::Purpose;
    use crate::model::testing::TestWorld;

    fn spawned(fixture: &TestWorld) -> Vec<String> {
        let mut starts = fixture
            .last_effects()
            .iter()
            .filter_map(|effect| match effect {
                Effect::Pane(_, PaneEffect::Spawn(spawn)) => Some(spawn.argv.clone()),
                _ => None,
            });
        starts.next().unwrap_or_default()
    }

    #[test]
    fn a_program_is_executed_directly_in_a_new_pane_without_focus() {
        let mut fixture = TestWorld::new();
        assert_eq!(fixture.ok("spawn -t %0 -- 'my prog'"), "%1\n");
        assert_eq!(fixture.format("#{pane_id} #{window_panes}"), "%0 2");
        fixture.start("spawn -t %0 -- 'my prog'", ClientInfo::default());
        assert_eq!(spawned(&fixture), ["my prog"]);
        assert_eq!(fixture.ok("spawn --focus -- cat -n"), "%3\n");
        let out = fixture.ok("spawn --json --in window -n name -- cat");
        let start = "{\"v\":1,\"pane\":\"%4\",\"outcome\":\"started\",\"window\":\"@2\",\"session\":\"$0\",\"pid\":1004,\"pos\":\"p4.e1.l0.g0.s";
        assert!(out.starts_with(start), "{out}");
        assert_eq!(
            fixture.ok("spawn --in session -n other --size 100x30 -- cat"),
            "%5\n"
        );
        assert_eq!(
            fixture.ok("display -t other -p '#{window_width}x#{window_height}'"),
            "100x30\n"
        );
        assert_eq!(fixture.ok("spawn --in float -t %0 -- cat"), "%6\n");
        assert_eq!(
            fixture.ok("display -t %6 -p '#{pane_floating_flag}'"),
            "1\n"
        );
        let failed = fixture.run("spawn --in session -n other -- cat");
        assert_eq!(failed.status, Some(1));
        for wrong in [
            "spawn --in nowhere",
            "spawn --size 1",
            "spawn --timeout x",
            "spawn -e x",
        ] {
            let status = fixture.run(wrong).status;
            let wanted = if wrong.contains("-e x") { 1 } else { 2 };
            assert_eq!(status, Some(wanted), "{wrong}");
        }
    }

    #[test]
    fn without_sessions_a_session_is_made() {
        let mut fixture = TestWorld::without_session();
        assert_eq!(fixture.ok("spawn -- cat"), "%0\n");
        assert_eq!(fixture.world.sessions.len(), 1);
    }

    #[test]
    fn a_program_that_is_waited_for_gives_its_status() {
        for (exit, status) in [
            (
                Exit {
                    status: Some(3),
                    signal: None,
                },
                3,
            ),
            (
                Exit {
                    status: None,
                    signal: Some(9),
                },
                137,
            ),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.start("spawn -t %0 --wait -- x", ClientInfo::default());
            assert_eq!(fixture.answer(client).status, None);
            fixture.apply(Input::Exited(PaneId(1), exit));
            let answer = fixture.answer(client);
            assert_eq!((answer.status, answer.out.as_str()), (Some(status), "%1\n"));
            assert!(!fixture.world.panes.contains_key(&PaneId(1)));
        }
        let mut fixture = TestWorld::new();
        let client = fixture.start("spawn -t %0 --wait --keep -- x", ClientInfo::default());
        fixture.due(|purpose| matches!(purpose, Purpose::Wait(..)));
        let answer = fixture.answer(client);
        assert_eq!((answer.status, answer.out.as_str()), (Some(124), "%1\n"));
        fixture.apply(Input::Exited(PaneId(1), Exit::default()));
        assert!(fixture.world.panes.contains_key(&PaneId(1)));
    }

    #[test]
    fn a_program_that_cannot_be_started_is_an_error() {
        for (message, flags, status, code) in [
            (
                "couldn't run x (No such file or directory)",
                "",
                1,
                "not-found",
            ),
            (
                "couldn't run x (No such file or directory)",
                "--wait",
                127,
                "not-found",
            ),
            (
                "couldn't run x (Permission denied)",
                "--wait",
                126,
                "not-executable",
            ),
        ] {
            let mut fixture = TestWorld::new();
            fixture.starts_programs = false;
            let line = format!("spawn -t %0 {flags} --json -- x");
            let client = fixture.start(&line, ClientInfo::default());
            fixture.apply(Input::SpawnFailed(PaneId(1), message.to_owned()));
            let answer = fixture.answer(client);
            assert_eq!(answer.status, Some(status), "{message} {flags}");
            let wanted =
                format!("{{\"error\":{{\"code\":\"{code}\",\"message\":\"{message}\"}}}}\n");
            assert_eq!(answer.err, wanted);
            assert!(!fixture.world.panes.contains_key(&PaneId(1)));
            // Nothing was ever there.
            assert_eq!(fixture.fails("undo"), "nothing to undo");
        }
    }
}
