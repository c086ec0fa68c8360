//! `run-shell`: run a shell command or mux commands, at once or after a delay.

use crate::base::{Error, Result};
use crate::lang::script::{CommandLine, Script, Sequence};
use crate::model::command::def::Command;
use crate::model::ops::job::{self, JobCommand};
use crate::model::ops::{queue, timers};
use crate::model::script::{parse, table};
use crate::model::state::command::{AfterJob, CommandContext, Flow, Origin, Queue};
use crate::model::state::location::Location;
use crate::model::state::timers::Purpose;

/// The longest delay, in seconds.
const LONGEST: f64 = 4_000_000.0;

/// Run a shell command and print its output.
#[derive(clap::Args, Debug)]
pub struct RunShell {
    /// Do not wait for the command before running the next one
    #[arg(short = 'b')]
    background: bool,
    /// Run a mux command instead of a shell command
    #[arg(short = 'C')]
    commands: bool,
    /// Include standard error in the output
    #[arg(short = 'E')]
    with_stderr: bool,
    /// Directory to run in (default: the client's or session's)
    #[arg(short = 'c', value_name = "start-directory")]
    cwd: Option<String>,
    /// Seconds to wait first (fractions allowed)
    #[arg(short = 'd', value_name = "delay")]
    delay: Option<String>,
    /// Shell that runs the command (default: /bin/sh)
    #[arg(short = 's', value_name = "shell")]
    shell: Option<String>,
    /// Target pane for formats (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Command to run, followed by the values of #{1} to #{9} in it
    #[arg(value_name = "shell-command")]
    command: Vec<String>,
}

impl Command for RunShell {
    const NAME: &'static str = "run-shell";
    const ALIAS: &'static str = "run";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = match &self.target {
            Some(target) => Some(cx.pane_target(Some(target))?),
            None => cx.here(),
        };
        let shell = self.shell.as_ref().map(|shell| cx.expand(shell, place));
        if let Some(shell) = shell.as_deref().filter(|shell| !cx.access.is_shell(shell)) {
            return Err(Error::user(format!("not a suitable shell: {shell}")));
        }
        if let Some(delay) = &self.delay {
            let ms = delay_ms(delay)?;
            return Ok(self.later(cx, place, ms));
        }
        let Some(command) = self.command.first() else {
            return Ok(Flow::Done);
        };
        let words = self.command.iter().enumerate().skip(1);
        let names: Vec<(String, String)> = words.map(|(n, w)| (n.to_string(), w.clone())).collect();
        let extra: Vec<(&str, String)> =
            names.iter().map(|(n, w)| (n.as_str(), w.clone())).collect();
        let command = cx.expand_with(command, place, &extra);
        if self.commands {
            return self.run_commands(cx, place, &command);
        }
        let cwd = match &self.cwd {
            Some(cwd) => cx.expand(cwd, place),
            None => cx.job_cwd(place),
        };
        let then = AfterJob::Print {
            queue: (!self.background).then_some(cx.run),
            client: cx.client_id(),
            pane: self.target.as_ref().and(place).map(|place| place.pane),
            in_config: (cx.origin() == Origin::Config).then(|| {
                let file = cx.file.as_deref().unwrap_or_default();
                format!("{file}:{}", cx.line)
            }),
        };
        let command = JobCommand {
            shell,
            with_stderr: self.with_stderr,
            ..JobCommand::from(command)
        };
        job::start_job(cx, command, cwd, place, then);
        Ok(if self.background {
            Flow::Done
        } else {
            Flow::Wait
        })
    }
}

impl RunShell {
    fn run_commands(
        &self,
        cx: &mut CommandContext<'_>,
        place: Option<Location>,
        command: &str,
    ) -> Result<Flow> {
        let script = parse::parse(cx.world, command)?;
        if self.background {
            let run = beside(cx, place);
            queue::enqueue(cx.world, run, script);
        } else {
            cx.insert(script);
        }
        Ok(Flow::Done)
    }

    /// Queues the command without its delay, in this queue or with `-b` in a new one. The queue
    /// waits for a timer of `ms` milliseconds.
    fn later(self, cx: &mut CommandContext<'_>, place: Option<Location>, ms: u64) -> Flow {
        let background = self.background;
        let commands = cx.world.commands;
        let script = table::parse_all(commands, &self.without_delay(place)).unwrap_or_default();
        let run = if background {
            let run = Queue {
                waiting: true,
                ..beside(cx, place)
            };
            queue::enqueue(cx.world, run, script)
        } else {
            cx.insert(script);
            cx.run
        };
        timers::start_timer(cx.world, Purpose::Run(run), ms);
        if background { Flow::Done } else { Flow::Wait }
    }

    fn without_delay(self, place: Option<Location>) -> Script {
        if self.command.is_empty() {
            return Script::default();
        }
        let mut words = vec![Self::NAME.to_owned()];
        let flags = [
            ("-b", self.background),
            ("-C", self.commands),
            ("-E", self.with_stderr),
        ];
        words.extend(
            flags
                .iter()
                .filter(|(_, on)| *on)
                .map(|(f, _)| (*f).to_owned()),
        );
        let values = [("-c", self.cwd), ("-s", self.shell)];
        for (flag, value) in values {
            words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value]));
        }
        if let Some(place) = self.target.and(place) {
            words.extend(["-t".to_owned(), place.pane.to_string()]);
        }
        words.push("--".to_owned());
        words.extend(self.command);
        Sequence {
            commands: vec![CommandLine::of(words)],
        }
        .into()
    }
}

/// Returns a new queue with the client and target of the current one.
fn beside(cx: &CommandContext<'_>, place: Option<Location>) -> Queue {
    Queue {
        client: cx.client_id(),
        origin: Origin::Key,
        author: cx.author(),
        place,
        ..Queue::default()
    }
}

/// Converts seconds, with fractions, to milliseconds.
///
/// # Errors
/// `invalid delay time: x`.
fn delay_ms(text: &str) -> Result<u64> {
    let seconds: Option<f64> = text.trim().parse().ok();
    let seconds = seconds.filter(|s| (0.0..=LONGEST).contains(s));
    let seconds = seconds.ok_or_else(|| Error::user(format!("invalid delay time: {text}")))?;
    Ok((seconds * 1000.0) as u64)
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, PaneId};
    use crate::model::state::effect::{Effect, Job, JobEffect, TimerEffect};
    use crate::model::state::input::Input;
    use crate::model::state::mode::Mode;
    use crate::model::testing::{CommandOutput, TestWorld};

    fn answer(out: &str, err: &str, status: Option<u8>) -> CommandOutput {
        CommandOutput {
            out: out.into(),
            err: err.into(),
            status,
        }
    }

    #[test]
    fn output_and_status_are_passed_on() {
        for (line, expected) in [
            ("run-shell ok", answer("hi\n", "", Some(0))),
            (
                "run bad ; display -p on",
                answer("hi\n'bad' returned 3\non\n", "", Some(3)),
            ),
            ("run", answer("", "", Some(0))),
            (
                "run '#{session_name} #{1} #{2}' a b",
                answer("three\n", "", Some(0)),
            ),
            ("run -b ok", answer("", "", Some(0))),
            (
                "run -C 'display -p x ; display -p y'",
                answer("x\ny\n", "", Some(0)),
            ),
            (
                "run -C no-such",
                answer("", "unknown command: no-such\n", Some(1)),
            ),
            (
                "run -d x ok",
                answer("", "invalid delay time: x\n", Some(1)),
            ),
            ("run -t %9 ok", answer("", "can't find pane: %9\n", Some(1))),
        ] {
            let mut fixture = TestWorld::new();
            fixture.jobs.insert("ok".into(), ("hi\n".into(), 0));
            fixture.jobs.insert("bad".into(), ("hi\n".into(), 3));
            fixture.jobs.insert("s a b".into(), ("three\n".into(), 0));
            assert_eq!(fixture.run(line), expected, "{line}");
        }
    }

    #[test]
    fn the_shell_is_the_one_that_is_named() {
        for (line, shell) in [
            ("run ok", None),
            ("run -s /bin/zsh ok", Some("/bin/zsh")),
            ("run -s '/bin/#{session_name}' ok", Some("/bin/s")),
            ("run -d 0.5 -s /bin/zsh ok", Some("/bin/zsh")),
        ] {
            let mut fixture = TestWorld::new();
            fixture.start(line, crate::base::ClientInfo::default());
            let timer = fixture.effects.iter().rev().find_map(|e| match e {
                Effect::Timer(id, TimerEffect::Start(500)) => Some(*id),
                _ => None,
            });
            if let Some(timer) = timer {
                fixture.apply(Input::Timer(timer));
            }
            let job = fixture.effects.iter().find_map(|e| match e {
                Effect::Job(JobEffect::Start(job)) => Some(job),
                _ => None,
            });
            assert_eq!(job.unwrap().shell.as_deref(), shell, "{line}");
        }
    }

    #[test]
    fn a_delay_holds_the_queue_up() {
        for (line, first, then) in [
            ("run -d 0.5 ; display -p on", "", "on\n"),
            ("run -d 0.5 ok ; display -p on", "", "hi\non\n"),
            (
                "run -bd 0.5 -C 'set -g @x y' ; display -p on",
                "on\n",
                "on\n",
            ),
        ] {
            let mut fixture = TestWorld::new();
            fixture.jobs.insert("ok".into(), ("hi\n".into(), 0));
            let client = fixture.start(line, crate::base::ClientInfo::default());
            assert_eq!(fixture.answer(client).out, first, "{line}");
            let timer = fixture.effects.iter().rev().find_map(|e| match e {
                Effect::Timer(id, TimerEffect::Start(500)) => Some(*id),
                _ => None,
            });
            fixture.apply(Input::Timer(timer.unwrap()));
            assert_eq!(fixture.answer(client), answer(then, "", Some(0)), "{line}");
            let set = if line.contains("@x") { "y" } else { "" };
            assert_eq!(fixture.format("#{@x}"), set, "{line}");
        }
    }

    #[test]
    fn output_shows_over_the_pane_of_an_attached_client() {
        let mut fixture = TestWorld::new();
        fixture.jobs.insert("ok".into(), ("hi\n".into(), 0));
        let client = fixture.attach();
        fixture.ok("bind T run-shell ok");
        fixture.keys(client, &["C-b", "T"]);
        assert_eq!(fixture.format("#{pane_mode}"), "view-mode");
        fixture.keys(client, &["q"]);
        assert_eq!(fixture.format("#{pane_mode}"), "");
    }

    #[test]
    fn output_for_a_control_client_shows_over_its_pane() {
        for (line, mode) in [
            ("run-shell ok", "view-mode"),
            ("run-shell bad", "view-mode"),
            ("if-shell -F 1 'run-shell ok'", "view-mode"),
            ("run-shell silent", ""),
        ] {
            let mut fixture = TestWorld::new();
            fixture.jobs.insert("ok".into(), ("hi\n".into(), 0));
            fixture.jobs.insert("bad".into(), (String::new(), 3));
            fixture.jobs.insert("silent".into(), (String::new(), 0));
            let client = ClientId(100);
            fixture.apply(Input::RunControl {
                client,
                words: vec!["attach-session".into()],
                caller: Box::default(),
            });
            fixture.apply(Input::ControlLine(client, line.into()));
            assert_eq!(fixture.format("#{pane_mode}"), mode, "{line}");
        }
    }

    #[test]
    fn a_target_shows_the_output_in_view_mode() {
        let mut fixture = TestWorld::new();
        fixture.jobs.insert("ok".into(), ("hi\n".into(), 0));
        fixture.jobs.insert("bad".into(), (String::new(), 3));
        fixture.jobs.insert("silent".into(), (String::new(), 0));
        fixture.ok("splitw -d ; run -t .1 silent");
        assert_eq!(fixture.format("#{P:[#{pane_mode}]}"), "[][]");
        for (line, status) in [("run -t .1 ok", 0), ("run -t .1 bad", 3)] {
            assert_eq!(fixture.run(line), answer("", "", Some(status)));
        }
        assert_eq!(fixture.format("#{P:[#{pane_mode}]}"), "[][view-mode]");
        let pane = &fixture.world.panes[&PaneId(1)];
        let Some(Mode::View(view)) = &pane.mode else {
            panic!("{:?}", pane.mode)
        };
        let rows = view.text.rows.iter().map(|(line, _)| line.text());
        let rows: Vec<String> = rows.filter(|text| !text.is_empty()).collect();
        assert_eq!(rows, ["hi", "'bad' returned 3"]);
        fixture.ok("run -b ok");
        assert_eq!(
            fixture.format("#{P:[#{pane_mode}]}"),
            "[view-mode][view-mode]"
        );
    }

    #[test]
    fn shell_commands_see_the_terminal_and_no_pane() {
        let value = |job: &Job, name: &str| {
            let found = job.env.iter().find(|(n, _)| n == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let started = |fixture: &TestWorld| {
            let job = fixture
                .effects
                .iter()
                .rev()
                .find_map(|effect| match effect {
                    Effect::Job(JobEffect::Start(job)) => Some(job.clone()),
                    _ => None,
                });
            job.unwrap()
        };
        for (line, session) in [
            ("run x", "0"),
            ("if x ''", "0"),
            ("run -t s: x", "0"),
            ("display -p '#(x)'", "-1"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok("set -s default-terminal some-term ; setenv -g TERM xterm");
            fixture.start(line, crate::base::ClientInfo::default());
            let job = started(&fixture);
            assert_eq!(value(&job, "TERM"), "some-term", "{line}");
            assert_eq!(value(&job, "COLORTERM"), "truecolor");
            assert_eq!(value(&job, "TERM_PROGRAM_VERSION"), "0");
            assert_eq!(value(&job, "TMUX_PANE"), "");
            assert_eq!(value(&job, "TMUX"), format!("/tmp/bench,42,{session}"));
        }
        let mut fixture = TestWorld::without_session();
        fixture.world.environment.set("TERM", "xterm");
        fixture.world.host.start_directory = "/started/here".into();
        fixture.files.insert("/c".into(), "new -d\nrun x\n".into());
        fixture.apply(Input::Start {
            config: vec!["/c".into()],
            explicit: true,
        });
        let job = started(&fixture);
        assert_eq!(value(&job, "TERM"), "xterm");
        assert_eq!(
            (job.cwd.as_str(), value(&job, "TERM_PROGRAM")),
            ("/started/here", String::new())
        );
        let session = fixture.world.sessions.values().next().unwrap();
        assert_eq!(session.cwd, "/started/here");
        assert_eq!(fixture.world.panes[&PaneId(0)].cwd, "/started/here");
    }
}
