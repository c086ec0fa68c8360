//! `submit`: type text into a pane and press Enter, for scripts.

use crate::base::{Error, Key, KeyCode, KeyEvent, PaneId, Result};
use crate::lang::keys::parse_key;
use crate::lang::line_pattern::LinePattern;
use crate::model::command::def::Command;
use crate::model::commands::condition_args::{ConditionArgs, limit, usage};
use crate::model::modes::pane_mode;
use crate::model::ops::automation::pane_state::pane_state;
use crate::model::ops::automation::{answer, requests, typing};
use crate::model::ops::pane_input::{encode, modes};
use crate::model::state::automation::submission::{Stage, Submission};
use crate::model::state::automation::wait::{NewWait, TypedLines, WaitKind};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::term::{ScreenPosition, encode_paste};

/// Type a line into a pane and press Enter, when the program has read the line.
#[derive(clap::Args, Debug)]
pub struct Submit {
    #[command(flatten)]
    conditions: ConditionArgs,
    /// Wait for the conditions, from before the text on
    #[arg(long = "await")]
    wait: bool,
    /// Keys after the text, separated by blanks (default: Enter; may be repeated)
    #[arg(long, value_name = "keys")]
    keys: Vec<String>,
    /// Type although the pane is blocked or asks for a password
    #[arg(long)]
    force: bool,
    /// With conditions, the longest time to wait, or none (default: 30s)
    #[arg(long, value_name = "time")]
    timeout: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// The number of the request, if the client asks again
    #[arg(long, value_name = "number", hide = true)]
    request: Option<u64>,
    /// The standard input of the client, for the text -
    #[arg(long, value_name = "text", hide = true)]
    stdin: Option<String>,
    /// Target pane (default: the pane of the caller)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Text, or - for standard input
    #[arg(value_name = "text")]
    line: Option<String>,
}

impl Command for Submit {
    const NAME: &'static str = "submit";
    const OWN: bool = true;
    const FOR_SCRIPTS: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let limit = limit(self.timeout.as_deref())?;
        let wanted = self.conditions.wanted(false)?;
        if self.wait && wanted.is_none() {
            return Err(usage("submit: --await needs a condition, such as --prompt"));
        }
        let keys = self.keys()?;
        let text = self.text()?;
        let place = cx.script_target(self.target.as_deref())?;
        let enter = self.keys.is_empty();
        let wait = wanted.map(|wanted| NewWait {
            kind: WaitKind::Conditions,
            wanted,
            panes: Vec::new(),
            typed: None,
            limit,
            json: self.json,
            request: self.request,
        });
        let typed = Typed {
            text: &text,
            keys: &keys,
            runs_command: enter && !text.trim().is_empty(),
            force: self.force,
            json: self.json,
            request: self.request,
        };
        begin(cx, place, &typed, wait)
    }
}

impl Submit {
    /// The text to type.
    fn text(&self) -> Result<String> {
        let text = match (&self.line, &self.stdin) {
            (_, Some(input)) => input.strip_suffix('\n').unwrap_or(input),
            (Some(text), None) if text == "-" => {
                return Err(usage(
                    "submit: standard input is only read for mux submit -",
                ));
            }
            (Some(text), None) => text,
            (None, None) if self.keys.is_empty() => {
                return Err(usage("submit: no text and no keys"));
            }
            (None, None) => "",
        };
        Ok(text.to_owned())
    }

    /// The keys after the text.
    fn keys(&self) -> Result<Vec<KeyEvent>> {
        if self.keys.is_empty() {
            return Ok(vec![KeyEvent::press(Key::plain(KeyCode::Enter))]);
        }
        let names = self.keys.iter().flat_map(|names| names.split_whitespace());
        let keys = names.map(|name| {
            let key = parse_key(name);
            let key = key.filter(|key| !matches!(key.code, KeyCode::None | KeyCode::Any));
            key.map(KeyEvent::press)
                .ok_or_else(|| usage(format!("submit: --keys: unknown key: {name}")))
        });
        keys.collect()
    }
}

/// What is typed into a pane.
pub(super) struct Typed<'a> {
    pub text: &'a str,
    pub keys: &'a [KeyEvent],
    /// A shell runs a command then.
    pub runs_command: bool,
    pub force: bool,
    pub json: bool,
    pub request: Option<u64>,
}

/// Types text into a pane and waits as told.
///
/// # Errors
/// If the program of the pane has ended, or the pane must not be typed into.
pub(super) fn begin(
    cx: &mut CommandContext<'_>,
    place: Location,
    typed: &Typed<'_>,
    wait: Option<NewWait>,
) -> Result<Flow> {
    let pane = place.pane;
    requests::claim(cx.world, cx.client_id(), typed.request);
    let known = typed
        .request
        .and_then(|n| cx.world.automation.requests.get(&n));
    // What a previous server began is not refused now.
    if known.is_none_or(|known| known.typing.is_none()) {
        check(cx, pane, typed.force)?;
    }
    pane_mode::leave_all(cx.world, pane);
    let modes = modes(cx.access, pane);
    let mut text = Vec::new();
    if modes.bracketed_paste && !typed.text.is_empty() {
        encode_paste(typed.text, &modes, &mut text);
    } else {
        let returns = typed.text.replace("\r\n", "\r").replace('\n', "\r");
        text.extend_from_slice(returns.as_bytes());
    }
    let mut keys = Vec::new();
    for key in typed.keys {
        encode(cx.world, key, &modes, &mut keys);
    }
    let lines = typed.text.lines().filter(|line| !line.trim().is_empty());
    let echo = lines.filter_map(|line| LinePattern::text(line).ok());
    let lines = TypedLines {
        echo: echo.collect(),
        runs_command: typed.runs_command,
        ..TypedLines::default()
    };
    let run = cx.run;
    let submission = Submission {
        run,
        request: typed.request,
        record: None,
        pane,
        text,
        keys,
        waits: wait.is_some(),
        wait: wait.map(|wait| NewWait {
            typed: Some(lines),
            ..wait
        }),
        stage: Stage::Waits,
        from: ScreenPosition::default(),
        started: cx.now.wall,
        until: cx.now.mono + typing::READING_MS,
        pause: 0,
        json: typed.json,
    };
    typing::submit(cx.world, cx.access, submission);
    Ok(typing::flow(cx.world, run))
}

/// Refuses panes that must not be typed into.
fn check(cx: &CommandContext<'_>, pane: PaneId, force: bool) -> Result<()> {
    let refused = |code, message: String| Err(Error::coded(4, code, message));
    let known = cx.world.panes.get(&pane);
    if let Some(exit) = known.and_then(|pane| pane.exit()) {
        return Err(answer::gone(pane, Some(exit)));
    }
    if known.is_some_and(|pane| pane.input_off) {
        let message = format!("input to pane {pane} is disabled");
        return refused("read-only", message);
    }
    if force {
        return Ok(());
    }
    if pane_state(cx.world, pane) == Some("blocked") {
        return refused("blocked", format!("pane {pane} waits for a person"));
    }
    let terminal = cx.access.terminal(pane).unwrap_or_default();
    if cx.access.terminal(pane).is_some() && terminal.lines && !terminal.echo {
        return refused("password", format!("pane {pane} asks for a password"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, ClientInfo, PaneId};
    use crate::model::state::input::Input;
    use crate::model::state::pane_access::{ProgramTerminal, WrittenPart};
    use crate::model::state::timers::Purpose;
    use crate::model::testing::TestWorld;

    const PROMPT: &str = "\x1b]133;A\x07$ \x1b]133;B\x07";

    fn print(fixture: &mut TestWorld, text: &str) {
        fixture.print(PaneId(0), text.as_bytes());
    }

    fn terminal(fixture: &mut TestWorld, lines: bool, echo: bool, unread: usize) {
        let terminal = ProgramTerminal {
            echo,
            lines,
            unread,
            idle: true,
        };
        fixture.panes.terminals.insert(PaneId(0), (0, terminal));
    }

    fn look(fixture: &mut TestWorld) {
        fixture.due(|purpose| matches!(purpose, Purpose::Submit(_)));
    }

    fn start(fixture: &mut TestWorld, line: &str) -> ClientId {
        fixture.start(line, ClientInfo::default())
    }

    #[test]
    fn enter_follows_when_the_program_has_read_the_text() {
        let mut fixture = TestWorld::new();
        terminal(&mut fixture, false, false, 0);
        let client = start(&mut fixture, "submit -t %0 --json make");
        assert_eq!(fixture.typed(0), "make");
        terminal(&mut fixture, false, false, 4);
        look(&mut fixture);
        assert_eq!(
            (fixture.typed(0), fixture.answer(client).status),
            (String::new(), None)
        );
        terminal(&mut fixture, false, false, 0);
        look(&mut fixture);
        assert_eq!(fixture.typed(0), "\r");
        let answer = fixture.answer(client);
        assert_eq!(answer.status, Some(0));
        let start =
            "{\"v\":1,\"pane\":\"%0\",\"outcome\":\"submitted\",\"read\":true,\"pos\":\"p0.e1.l0.";
        assert!(answer.out.starts_with(start), "{}", answer.out);
    }

    #[test]
    fn a_program_that_never_reads_gets_enter_after_two_seconds() {
        let mut fixture = TestWorld::new();
        terminal(&mut fixture, false, false, 4);
        let client = start(&mut fixture, "submit -t %0 --json make");
        let mut looks = 0;
        while fixture.answer(client).status.is_none() {
            fixture.now.mono += 20;
            look(&mut fixture);
            looks += 1;
        }
        assert!((90..110).contains(&looks), "{looks}");
        assert_eq!(fixture.typed(0), "make\r");
        assert!(fixture.answer(client).out.contains("\"read\":false"));
    }

    #[test]
    fn text_is_pasted_where_the_program_wants_it() {
        let mut fixture = TestWorld::new();
        terminal(&mut fixture, true, true, 0);
        let client = start(&mut fixture, "submit -t %0 'a\nb'");
        assert_eq!(fixture.typed(0), "a\rb\r");
        assert_eq!(fixture.answer(client).status, Some(0));
        print(&mut fixture, "\x1b[?2004h");
        start(&mut fixture, "submit -t %0 'a\nb'");
        assert_eq!(fixture.typed(0), "\x1b[200~a\nb\x1b[201~\r");
        start(&mut fixture, "submit -t %0 --keys 'C-c Up'");
        assert_eq!(fixture.typed(0), "\x03\x1b[A");
    }

    #[test]
    fn two_writers_and_a_person_never_mix() {
        let mut fixture = TestWorld::new();
        terminal(&mut fixture, false, false, 3);
        let one = start(&mut fixture, "submit -t %0 one");
        let two = start(&mut fixture, "submit -t %0 two");
        let gone = start(&mut fixture, "submit -t %0 gone");
        fixture.ok("send-keys -t %0 x");
        assert_eq!(fixture.typed(0), "one");
        fixture.apply(Input::Gone(gone));
        terminal(&mut fixture, false, false, 0);
        look(&mut fixture);
        assert_eq!(fixture.typed(0), "\rxtwo");
        assert_eq!(fixture.answer(one).status, Some(0));
        look(&mut fixture);
        assert_eq!(fixture.typed(0), "\r");
        assert_eq!(fixture.answer(two).status, Some(0));
        fixture.ok("send-keys -t %0 y");
        assert_eq!(fixture.typed(0), "y");
    }

    #[test]
    fn panes_that_must_not_be_typed_into_are_refused() {
        let mut fixture = TestWorld::new();
        terminal(&mut fixture, true, false, 0);
        for (line, status, code) in [
            ("submit -t %0 --json x", 4, "password"),
            ("submit -t %7 --json x", 3, "target-gone"),
            ("submit --json", 2, "usage"),
            ("submit --json --keys Nonsense x", 2, "usage"),
            ("submit --json --await x", 2, "usage"),
            ("submit --json --regex '(' x", 2, "usage"),
            ("submit --json -", 2, "usage"),
        ] {
            let failed = fixture.run(line);
            assert_eq!(failed.status, Some(status), "{line}");
            let start = format!("{{\"error\":{{\"code\":\"{code}\"");
            assert!(failed.err.starts_with(&start), "{line}: {}", failed.err);
        }
        assert_eq!(fixture.typed(0), "");
        fixture.ok("submit -t %0 --force secret");
        assert_eq!(fixture.typed(0), "secret\r");
        terminal(&mut fixture, true, true, 0);
        fixture.ok("report -t %0 blocked");
        assert!(
            fixture
                .run("submit -t %0 --json x")
                .err
                .contains("\"blocked\"")
        );
        fixture.ok("report -t %0 clear ; select-pane -d -t %0");
        assert!(
            fixture
                .run("submit -t %0 --json x")
                .err
                .contains("\"read-only\"")
        );
        assert_eq!(fixture.typed(0), "");
    }

    #[test]
    fn the_pane_leaves_copy_mode() {
        let mut fixture = TestWorld::new();
        terminal(&mut fixture, true, true, 0);
        fixture.ok("copy-mode -t %0 ; submit -t %0 x");
        assert_eq!(fixture.format("#{pane_in_mode}"), "0");
        assert_eq!(fixture.typed(0), "x\r");
    }

    #[test]
    fn the_echo_of_the_text_never_matches() {
        for lines in [false, true] {
            let mut fixture = TestWorld::new();
            terminal(&mut fixture, lines, lines, 0);
            print(&mut fixture, "$ ");
            let client = start(
                &mut fixture,
                "submit -t %0 --await --text hello 'echo hello'",
            );
            print(&mut fixture, "echo he");
            print(&mut fixture, "llo\r\n");
            look(&mut fixture);
            assert_eq!(fixture.answer(client).status, None, "{lines}");
            print(&mut fixture, "hello\r\n$ ");
            assert_eq!(fixture.answer(client).status, Some(0), "{lines}");
        }
    }

    #[test]
    fn a_prompt_counts_after_the_command_began() {
        let mut fixture = TestWorld::new();
        terminal(&mut fixture, true, true, 0);
        let client = start(&mut fixture, "submit -t %0 --await --prompt true");
        print(&mut fixture, "true\r\n");
        print(&mut fixture, PROMPT);
        assert_eq!(fixture.answer(client).status, None, "the shell starts");
        print(&mut fixture, "true\r\n\x1b]133;C\x07\x1b]133;D;0\x07");
        assert_eq!(fixture.answer(client).status, None);
        print(&mut fixture, PROMPT);
        assert_eq!(fixture.answer(client).status, Some(0));
    }

    /// The next server after the death of this one.
    fn next_server(fixture: &mut TestWorld) {
        fixture.next_server();
        fixture.apply(Input::Adopted(vec![(PaneId(0), 1000, None)]));
    }

    /// What the next server types of `submit --request 7 make`, which the one before began with
    /// this much of text and keys written, and the output that came meanwhile.
    fn continued(text: WrittenPart, keys: WrittenPart, output: &str) -> String {
        let mut fixture = TestWorld::new();
        terminal(&mut fixture, false, false, 2);
        let line = "submit -t %0 --request 7 --await --text ok make";
        start(&mut fixture, line);
        assert_eq!(fixture.typed(0), "make");
        print(&mut fixture, output);
        terminal(&mut fixture, false, false, 0);
        next_server(&mut fixture);
        fixture.panes.inputs = [((PaneId(0), 14), text), ((PaneId(0), 15), keys)].into();
        let client = start(&mut fixture, line);
        look(&mut fixture);
        look(&mut fixture);
        let typed = fixture.typed(0);
        print(&mut fixture, "\r\nok\r\n");
        assert_eq!(fixture.answer(client).status, Some(0));
        fixture.apply(Input::Gone(client));
        assert!(fixture.world.automation.requests.is_empty());
        typed
    }

    #[test]
    fn a_text_is_typed_once_across_the_death_of_the_server() {
        use WrittenPart::{All, AllBut, None, Unknown};
        for output in ["", "make", "$ "] {
            assert_eq!(continued(None, None, output), "make\r", "{output}");
            assert_eq!(continued(AllBut(3), None, output), "ake\r", "{output}");
            assert_eq!(continued(All, None, output), "\r", "{output}");
            assert_eq!(continued(All, All, output), "", "{output}");
        }
        // The server died while it wrote: a trace tells.
        assert_eq!(continued(Unknown, None, "make"), "\r");
        assert_eq!(continued(Unknown, None, ""), "make\r");
        assert_eq!(continued(All, Unknown, "make\r\n"), "");
        assert_eq!(continued(All, Unknown, ""), "\r");
        // After the keys only the wait continues, also with what came meanwhile.
        let mut fixture = TestWorld::new();
        terminal(&mut fixture, true, true, 0);
        let line = "submit -t %0 --request 7 --await --text ok make";
        start(&mut fixture, line);
        assert_eq!(fixture.typed(0), "make\r");
        print(&mut fixture, "make\r\nall ok\r\n$ ");
        next_server(&mut fixture);
        let client = start(&mut fixture, line);
        assert_eq!(fixture.answer(client).status, Some(0));
        assert_eq!(fixture.typed(0), "");
    }

    #[test]
    fn the_second_echo_is_known_to_the_next_server() {
        let mut fixture = TestWorld::new();
        terminal(&mut fixture, true, true, 0);
        let line = "submit -t %0 --request 7 --await --text word 'echo word'";
        start(&mut fixture, line);
        print(&mut fixture, "echo word\r\n");
        next_server(&mut fixture);
        // The line editor of the shell has started.
        terminal(&mut fixture, false, false, 0);
        let client = start(&mut fixture, line);
        print(&mut fixture, "$ echo word\r\n");
        assert_eq!(fixture.answer(client).status, None, "the echo matches");
        print(&mut fixture, "word\r\n");
        assert_eq!(fixture.answer(client).status, Some(0));
    }

    #[test]
    fn a_wait_continues_where_it_began() {
        let mut fixture = TestWorld::new();
        print(&mut fixture, "old\r\n");
        let line = "await -t %0 --request 8 --text new --stop old --timeout 10s";
        start(&mut fixture, line);
        print(&mut fixture, "new\r\n");
        fixture.next_server();
        fixture.apply(Input::Adopted(vec![(PaneId(0), 1000, None)]));
        let client = start(&mut fixture, line);
        assert_eq!(fixture.answer(client).status, Some(0));
        let late = start(&mut fixture, "await -t %0 --request 9 --text never");
        fixture.apply(Input::Gone(late));
        fixture.due(|purpose| matches!(purpose, Purpose::RequestsLeft));
        assert_eq!(
            fixture.world.automation.requests.len(),
            1,
            "its client is here"
        );
    }
}
