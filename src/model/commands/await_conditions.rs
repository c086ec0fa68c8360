//! `await`: wait until a pane meets a condition.

use crate::base::{PaneId, Result};
use crate::model::command::def::Command;
use crate::model::commands::condition_args::{ConditionArgs, limit, usage};
use crate::model::ops::automation::{requests, waits};
use crate::model::state::automation::position::Position;
use crate::model::state::automation::wait::{NewWait, WaitKind};
use crate::model::state::command::{CommandContext, Flow};
use crate::term::ScreenPosition;

/// Wait until a pane meets a condition, and print the position in its output that follows.
#[derive(clap::Args, Debug)]
pub struct AwaitConditions {
    #[command(flatten)]
    conditions: ConditionArgs,
    /// Wait for each condition in each pane, instead of one in one pane
    #[arg(long)]
    all: bool,
    /// Count output after this position, as printed by commands for scripts
    #[arg(long, value_name = "position", conflicts_with_all = ["now", "seen"])]
    from: Option<String>,
    /// Count only what follows (default)
    #[arg(long, conflicts_with = "seen")]
    now: bool,
    /// Count what is there already, too
    #[arg(long)]
    seen: bool,
    /// The longest time to wait, or none (default: 30s)
    #[arg(long, value_name = "time")]
    timeout: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// The number of the request, if the client asks again
    #[arg(long, value_name = "number", hide = true)]
    request: Option<u64>,
    /// Target pane (default: the pane of the caller; may be repeated)
    #[arg(short = 't', value_name = "target-pane")]
    targets: Vec<String>,
}

impl Command for AwaitConditions {
    const NAME: &'static str = "await";
    const OWN: bool = true;
    const READ_ONLY_OK: bool = true;
    const FOR_SCRIPTS: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let wanted = self.conditions.wanted(self.all)?.ok_or_else(|| {
            usage("await: no condition: use --text, --regex, --prompt, --command, --quiet, --exit, --state or --gone")
        })?;
        let limit = limit(self.timeout.as_deref())?;
        requests::claim(cx.world, cx.client_id(), self.request);
        let known = self
            .request
            .is_some_and(|n| cx.world.automation.requests.contains_key(&n));
        let panes = if known { Vec::new() } else { self.panes(cx)? };
        waits::begin(
            cx.world,
            cx.access,
            cx.run,
            NewWait {
                kind: WaitKind::Conditions,
                wanted,
                panes,
                typed: None,
                limit,
                json: self.json,
                request: self.request,
            },
        );
        Ok(waits::flow(cx.world, cx.run))
    }
}

impl AwaitConditions {
    /// The panes and the positions from which on their output counts.
    fn panes(&self, cx: &CommandContext<'_>) -> Result<Vec<(PaneId, ScreenPosition)>> {
        let from = self.from.as_deref().map(position).transpose()?;
        let named = |pane: PaneId| vec![pane.to_string()];
        let targets = match &from {
            Some(from) if self.targets.is_empty() => named(from.pane),
            _ => self.targets.clone(),
        };
        let mut panes: Vec<PaneId> = Vec::new();
        for target in &targets {
            panes.push(cx.script_target(Some(target))?.pane);
        }
        if targets.is_empty() {
            panes.push(cx.script_target(None)?.pane);
        }
        let mut found: Vec<(PaneId, ScreenPosition)> = Vec::new();
        for pane in panes {
            let start = match &from {
                Some(from) if from.pane == pane || targets.len() < 2 => {
                    waits::continue_from(cx.world, from, pane)?
                }
                _ => waits::position(cx.access, pane, self.seen),
            };
            if !found.iter().any(|(known, _)| *known == pane) {
                found.push((pane, start));
            }
        }
        Ok(found)
    }
}

/// The position that a text names.
///
/// # Errors
/// If it is none.
pub(super) fn position(text: &str) -> Result<Position> {
    Position::parse(text).ok_or_else(|| usage(format!("--from: not a position: {text}")))
}

#[cfg(test)]
mod tests {
    use crate::base::client_info::HOST;
    use crate::base::{ClientId, ClientInfo, PaneId};
    use crate::model::state::automation::wait::WaitTimer;
    use crate::model::state::input::{Exit, Input};
    use crate::model::state::pane_access::ProgramTerminal;
    use crate::model::state::timers::Purpose;
    use crate::model::testing::{CommandOutput, TestWorld};

    fn wait(fixture: &mut TestWorld, flags: &str) -> ClientId {
        fixture.start(&format!("await -t %0 {flags}"), ClientInfo::default())
    }

    fn print(fixture: &mut TestWorld, text: &str) {
        fixture.print(PaneId(0), text.as_bytes());
    }

    fn status(fixture: &TestWorld, client: ClientId) -> Option<u8> {
        fixture.answer(client).status
    }

    #[test]
    fn text_counts_from_the_start_of_the_wait_on() {
        let mut fixture = TestWorld::new();
        print(&mut fixture, "ready\r\n$ ");
        let client = wait(&mut fixture, "--text ready --json");
        print(&mut fixture, "x\r\ny");
        assert_eq!(status(&fixture, client), None);
        print(&mut fixture, "\r\nall ready\r\nmore");
        let CommandOutput { out, status, .. } = fixture.answer(client);
        assert_eq!(status, Some(0));
        let start = "{\"v\":1,\"pane\":\"%0\",\"outcome\":\"matched\",\"cond\":\"text\",\
                     \"match\":\"ready\",\"line\":3,\"screen\":\"main\",\"pos\":\"p0.e1.l3.g";
        assert!(out.starts_with(start), "{out}");
        assert!(out.ends_with(",\"missed\":false}\n"), "{out}");
        assert!(fixture.world.automation.waits.is_empty());
        assert!(
            fixture
                .ok("await -t %0 --seen --text ready")
                .starts_with("p0.e1.l0.")
        );
    }

    #[test]
    fn a_position_continues_behind_the_match() {
        let mut fixture = TestWorld::new();
        let client = wait(&mut fixture, "--text one");
        print(&mut fixture, "one two\r\nthree\r\n");
        let from = fixture.answer(client).out;
        let from = from.trim();
        let two = fixture.ok(&format!("await --from {from} --text two"));
        let from = two.trim();
        fixture.ok(&format!("await --from {from} --text three"));
        for old in ["one", "two"] {
            let client = wait(&mut fixture, &format!("--from {from} --text {old}"));
            assert_eq!(status(&fixture, client), None, "{old}");
        }
    }

    #[test]
    fn a_position_of_another_pane_or_server_and_wrong_words_are_errors() {
        let mut fixture = TestWorld::new();
        fixture.ok("splitw -d");
        let server = crate::model::state::automation::position::server_of(0);
        for (line, code, code_word) in [
            (
                format!("await -t %1 --text x --json --from p0.e1.l0.g0.s{server}"),
                1,
                "other-pane",
            ),
            (
                "await --text x --json --from p0.e1.l0.g0.s9".to_owned(),
                1,
                "other-server",
            ),
            (
                "await --text x --json --from nonsense".to_owned(),
                2,
                "usage",
            ),
            ("await --json".to_owned(), 2, "usage"),
            ("await --json --text ''".to_owned(), 2, "usage"),
            ("await --json --nonsense".to_owned(), 2, "usage"),
            ("await --json --regex 'a('".to_owned(), 2, "usage"),
            (
                "await --json --text x --timeout soon".to_owned(),
                2,
                "usage",
            ),
            ("await --json --text x --quiet long".to_owned(), 2, "usage"),
            ("await --json --state tired".to_owned(), 2, "usage"),
            ("await --json --text x -t %9".to_owned(), 3, "target-gone"),
            (
                "await --json --text x -t nowhere:".to_owned(),
                1,
                "no-target",
            ),
        ] {
            let failed = fixture.run(&line);
            assert_eq!(
                (failed.status, failed.out.as_str()),
                (Some(code), ""),
                "{line}"
            );
            let start = format!("{{\"error\":{{\"code\":\"{code_word}\",\"message\":\"");
            assert!(failed.err.starts_with(&start), "{line}: {}", failed.err);
        }
        assert!(fixture.world.automation.waits.is_empty());
    }

    #[test]
    fn an_overwritten_line_matches_before_it_is_overwritten() {
        let mut fixture = TestWorld::new();
        let client = wait(&mut fixture, "--regex '^50%$'");
        print(&mut fixture, "10%\r50%\r90%\r\ndone\r\n");
        assert_eq!(status(&fixture, client), Some(0));
    }

    #[test]
    fn text_that_is_typed_at_a_prompt_never_matches() {
        let mut fixture = TestWorld::new();
        print(&mut fixture, "\x1b]133;A\x07$ \x1b]133;B\x07");
        let client = wait(&mut fixture, "--text hello");
        print(&mut fixture, "echo hello");
        print(&mut fixture, "\r\n\x1b]133;C\x07");
        assert_eq!(status(&fixture, client), None);
        print(&mut fixture, "hello\r\n");
        assert_eq!(status(&fixture, client), Some(0));
        assert!(fixture.answer(client).out.starts_with("p0.e1.l1."));
    }

    #[test]
    fn a_prompt_and_the_end_of_a_command_are_marks() {
        let mut fixture = TestWorld::new();
        print(&mut fixture, "\x1b]133;A\x07$ \x1b]133;B\x07");
        let prompt = wait(&mut fixture, "--prompt --json");
        let end = wait(&mut fixture, "--command --json");
        print(&mut fixture, "false\r\n\x1b]133;C\x07");
        assert_eq!(status(&fixture, prompt), None);
        print(&mut fixture, "\x1b]133;D;1\x07\x1b]133;A\x07$ ");
        let end = fixture.answer(end).out;
        assert!(end.contains("\"cond\":\"command\",\"status\":1,"), "{end}");
        let prompt = fixture.answer(prompt).out;
        assert!(
            prompt.contains("\"cond\":\"prompt\",\"by\":\"marks\","),
            "{prompt}"
        );
        let seen = fixture.ok("await --seen --prompt --json");
        assert!(seen.contains("\"by\":\"marks\""), "{seen}");
    }

    #[test]
    fn a_shell_without_marks_is_at_its_prompt_when_it_waits_and_is_quiet() {
        let mut fixture = TestWorld::new();
        let mut terminal = ProgramTerminal::default();
        fixture.panes.terminals.insert(PaneId(0), (500, terminal));
        let client = wait(&mut fixture, "--prompt --json");
        let is_prompt = |purpose| matches!(purpose, Purpose::Wait(_, WaitTimer::Prompt(_)));
        fixture.due(is_prompt);
        assert_eq!(status(&fixture, client), None);
        terminal.idle = true;
        fixture.panes.terminals.insert(PaneId(0), (100, terminal));
        print(&mut fixture, "$ ");
        fixture.due(is_prompt);
        assert_eq!(status(&fixture, client), None);
        fixture.panes.terminals.insert(PaneId(0), (200, terminal));
        fixture.due(is_prompt);
        let out = fixture.answer(client).out;
        assert!(
            out.contains("\"cond\":\"prompt\",\"by\":\"quiet\""),
            "{out}"
        );
    }

    #[test]
    fn a_state_is_reported() {
        let mut fixture = TestWorld::new();
        let client = wait(&mut fixture, "--state done,blocked --json");
        fixture.ok("report -t %0 working");
        assert_eq!(status(&fixture, client), None);
        fixture.ok("report -t %0 blocked");
        let out = fixture.answer(client).out;
        assert!(
            out.contains("\"cond\":\"state\",\"state\":\"blocked\""),
            "{out}"
        );
        fixture.ok("await -t %0 --state blocked");
    }

    #[test]
    fn quiet_is_the_time_without_output() {
        let mut fixture = TestWorld::new();
        fixture
            .panes
            .terminals
            .insert(PaneId(0), (300, ProgramTerminal::default()));
        let client = wait(&mut fixture, "--quiet 500ms");
        let is_quiet = |purpose| matches!(purpose, Purpose::Wait(_, WaitTimer::Quiet(_)));
        fixture.due(is_quiet);
        assert_eq!(status(&fixture, client), None);
        fixture
            .panes
            .terminals
            .insert(PaneId(0), (500, ProgramTerminal::default()));
        fixture.due(is_quiet);
        assert_eq!(status(&fixture, client), Some(0));
    }

    #[test]
    fn a_stop_pattern_ends_the_wait_with_status_5() {
        let mut fixture = TestWorld::new();
        let client = wait(&mut fixture, "--text ok --stop 'error: .*' --json");
        print(&mut fixture, "error: no space\r\n");
        let CommandOutput { out, status, .. } = fixture.answer(client);
        assert_eq!(status, Some(5));
        assert!(
            out.contains(
                "\"outcome\":\"stopped\",\"stop\":\"error: .*\",\"match\":\"error: no space\""
            ),
            "{out}"
        );
    }

    #[test]
    fn the_time_is_over_with_status_124() {
        let mut fixture = TestWorld::new();
        print(&mut fixture, "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n");
        let client = wait(&mut fixture, "--text ok --json --timeout 2s");
        let text = wait(&mut fixture, "--text ok ; display-message -p next");
        let endless = wait(&mut fixture, "--text ok --timeout none");
        fixture.due(|purpose| matches!(purpose, Purpose::Wait(_, WaitTimer::Limit)));
        let CommandOutput { out, status, .. } = fixture.answer(client);
        assert_eq!(status, Some(124));
        let tail = "\"outcome\":\"timeout\",\"waited_for\":[\"text\"],\"tail\":[\"2\",\"3\",\"4\",\"5\",\"6\"],\"pos\":\"p0.";
        assert!(out.contains(tail), "{out}");
        let CommandOutput { out, err, status } = fixture.answer(text);
        assert_eq!(status, Some(124));
        assert!(
            out.starts_with("p0.e1.l6.g") && out.lines().count() == 1,
            "{out}"
        );
        assert!(err.starts_with("no text within"), "{err}");
        assert_eq!(fixture.answer(endless).status, None);
    }

    #[test]
    fn the_end_of_a_program_meets_exit_and_ends_other_waits() {
        let exit = Exit {
            status: Some(7),
            signal: None,
        };
        let mut fixture = TestWorld::new();
        fixture.ok("neww -d");
        let met = wait(&mut fixture, "--exit --json");
        let text = wait(&mut fixture, "--text x --json");
        let gone = wait(&mut fixture, "--gone");
        let both = wait(&mut fixture, "--exit --text x --all");
        fixture.apply(Input::Exited(PaneId(0), exit));
        let answer = fixture.answer(met);
        assert_eq!(answer.status, Some(0));
        assert!(
            answer
                .out
                .contains("\"cond\":\"exit\",\"status\":7,\"signal\":null,"),
            "{}",
            answer.out
        );
        let answer = fixture.answer(text);
        assert_eq!((answer.status, answer.out.as_str()), (Some(3), ""));
        assert_eq!(
            answer.err,
            "{\"error\":{\"code\":\"target-gone\",\"message\":\"pane %0 ended with status 7\",\
             \"hint\":\"mux read -t %0 --lines 50\"}}\n"
        );
        assert_eq!(status(&fixture, gone), Some(0));
        assert_eq!(status(&fixture, both), Some(3));
    }

    #[test]
    fn a_closed_pane_ends_every_wait() {
        let mut fixture = TestWorld::new();
        fixture.ok("neww -d");
        let all = ["--text x", "--prompt", "--quiet 1h", "--exit", "--gone"];
        let clients = all.map(|flags| wait(&mut fixture, flags));
        fixture.ok("kill-window -t @0");
        let got = clients.map(|client| status(&fixture, client));
        assert_eq!(got, [Some(3), Some(3), Some(3), Some(0), Some(0)]);
        assert!(fixture.world.automation.waits.is_empty());
    }

    #[test]
    fn a_kept_pane_waits_for_its_end_only() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -g remain-on-exit on ; neww -d");
        let gone = wait(&mut fixture, "--gone");
        let text = wait(&mut fixture, "--text x");
        let either = wait(&mut fixture, "--gone --text x");
        fixture.apply(Input::Exited(PaneId(0), Exit::default()));
        assert_eq!(status(&fixture, text), Some(3));
        assert_eq!(
            (status(&fixture, gone), status(&fixture, either)),
            (None, None)
        );
        fixture.ok("kill-pane -t %0");
        assert_eq!(
            (status(&fixture, gone), status(&fixture, either)),
            (Some(0), Some(0))
        );
    }

    #[test]
    fn several_panes_and_conditions() {
        let mut fixture = TestWorld::new();
        fixture.ok("splitw -d");
        let any = wait(&mut fixture, "-t %1 --text a --text b --json");
        let all = wait(&mut fixture, "-t %1 --text a --text b --all --json");
        fixture.print(PaneId(1), b"a\r\n");
        let out = fixture.answer(any).out;
        assert!(
            out.contains("\"pane\":\"%1\"") && out.contains("\"match\":\"a\""),
            "{out}"
        );
        fixture.print(PaneId(1), b"b\r\n");
        fixture.print(PaneId(0), b"b a");
        let out = fixture.answer(all).out;
        assert_eq!(out.matches("\"cond\"").count(), 5, "{out}");
    }

    /// The next server after the death of this one.
    fn next_server(fixture: &mut TestWorld) {
        fixture.next_server();
        fixture.scanners.clear();
        fixture.apply(Input::Adopted(vec![(PaneId(0), 1000, None)]));
    }

    /// Overwrites the line of the cursor.
    const OVERWRITE: &str = "\r\x1b[Kgone";

    #[test]
    fn conditions_that_were_met_stay_met_at_the_next_server() {
        let mut fixture = TestWorld::new();
        let line = "--request 8 --all --text one --text two --json";
        wait(&mut fixture, line);
        print(&mut fixture, "one");
        print(&mut fixture, OVERWRITE);
        next_server(&mut fixture);
        let client = wait(&mut fixture, line);
        assert_eq!(status(&fixture, client), None);
        print(&mut fixture, "\r\ntwo");
        let answer = fixture.answer(client);
        assert_eq!(answer.status, Some(0));
        let both = ["\"match\":\"one\"", "\"match\":\"two\""];
        assert!(both.iter().all(|m| answer.out.contains(m)), "{answer:?}");
        // The answer itself may be lost with its server.
        print(&mut fixture, OVERWRITE);
        next_server(&mut fixture);
        let client = wait(&mut fixture, line);
        assert_eq!(status(&fixture, client), Some(0));
    }

    /// The same wait of a client on another machine.
    fn wait_from_afar(fixture: &mut TestWorld, flags: &str) -> ClientId {
        let caller = ClientInfo {
            env: vec![(HOST.to_owned(), "box".to_owned())],
            ..ClientInfo::default()
        };
        fixture.start(&format!("await -t %0 --request 8 {flags}"), caller)
    }

    #[test]
    fn a_wait_goes_on_while_its_client_has_no_link() {
        for (flags, text, wanted) in [
            ("--text one", "one", 0),
            ("--text one --stop two", "two", 5),
            ("--all --text one --text two", "one\rtwo", 0),
            ("--text one --timeout none", "one", 0),
        ] {
            let mut fixture = TestWorld::new();
            let client = wait_from_afar(&mut fixture, flags);
            fixture.apply(Input::Gone(client));
            print(&mut fixture, text);
            print(&mut fixture, OVERWRITE);
            let client = wait_from_afar(&mut fixture, flags);
            assert_eq!(status(&fixture, client), Some(wanted), "{flags}");
            // A link may be lost before the answer arrives, and the server may die meanwhile.
            fixture.apply(Input::Gone(client));
            next_server(&mut fixture);
            fixture.due(|purpose| matches!(purpose, Purpose::RequestsLeft));
            let client = wait_from_afar(&mut fixture, flags);
            assert_eq!(status(&fixture, client), Some(wanted), "{flags}");
        }
        // The new link may come before the end of the old one is noticed.
        let mut fixture = TestWorld::new();
        let old = wait_from_afar(&mut fixture, "--text one");
        let new = wait_from_afar(&mut fixture, "--text one");
        fixture.apply(Input::Gone(old));
        print(&mut fixture, "one");
        assert_eq!(status(&fixture, new), Some(0));
    }

    #[test]
    fn a_wait_without_a_link_ends_when_its_client_cannot_come_back() {
        let mut fixture = TestWorld::new();
        let client = wait_from_afar(&mut fixture, "--text one");
        fixture.apply(Input::Gone(client));
        fixture.due(|purpose| matches!(purpose, Purpose::RequestLeft(_)));
        assert!(fixture.world.automation.waits.is_empty());
        assert!(fixture.world.automation.requests.is_empty());
    }

    #[test]
    fn an_alternate_screen_is_compared_when_it_rests() {
        let mut fixture = TestWorld::new();
        print(&mut fixture, "$ ");
        let client = wait(&mut fixture, "--text 'page 2' --json");
        print(&mut fixture, "\x1b[?1049h\x1b[Hpage 2");
        assert_eq!(status(&fixture, client), None);
        fixture.rest(PaneId(0));
        let out = fixture.answer(client).out;
        assert!(
            out.contains("\"line\":null,\"screen\":\"alternate\""),
            "{out}"
        );
    }

    #[test]
    fn the_waits_of_a_client_that_left_end() {
        let mut fixture = TestWorld::new();
        let client = wait(&mut fixture, "--text x --quiet 5s");
        fixture.apply(Input::Gone(client));
        assert!(fixture.world.automation.waits.is_empty());
        assert!(
            !fixture
                .world
                .timers
                .values()
                .any(|p| matches!(p, Purpose::Wait(..)))
        );
        print(&mut fixture, "x\r\n");
    }

    #[test]
    fn dropped_history_is_told() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -g history-limit 10 ; neww -d");
        fixture.print(PaneId(1), b"$ ");
        let from = fixture.ok("read -t %1 --json");
        let from = from.split("\"pos\":\"").nth(1).unwrap();
        let from = from.split('"').next().unwrap().to_owned();
        fixture.print(PaneId(1), "x\r\n".repeat(1000).as_bytes());
        fixture.print(PaneId(1), b"end\r\n");
        let out = fixture.ok(&format!("await --from {from} --text end --json"));
        assert!(out.contains("\"missed\":true"), "{out}");
        let out = fixture.ok(&format!("read --from {from} --json"));
        assert!(out.contains("\"missed\":true"), "{out}");
    }
}
