//! `exec`: run a command in the shell of a pane, for scripts.

use crate::base::{Error, Key, KeyCode, KeyEvent, PaneId, Result};
use crate::model::command::def::Command;
use crate::model::commands::condition_args::{limit, usage};
use crate::model::commands::read::no_marks;
use crate::model::commands::submit::{Typed, begin};
use crate::model::state::automation::wait::{Condition, NewWait, WaitFor, WaitKind};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::pane_access::of_screen;
use crate::term::Screen;

/// Run a command in the shell of a pane, print its output, and return its exit status.
#[derive(clap::Args, Debug)]
pub struct Exec {
    /// The longest time to wait, or none (default: 30s)
    #[arg(long, value_name = "time")]
    timeout: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// The number of the request, if the client asks again
    #[arg(long, value_name = "number", hide = true)]
    request: Option<u64>,
    /// Target pane (default: the pane of the caller)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Command line for the shell
    #[arg(value_name = "command")]
    words: Vec<String>,
}

impl Command for Exec {
    const NAME: &'static str = "exec";
    const OWN: bool = true;
    const FOR_SCRIPTS: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let limit = limit(self.timeout.as_deref())?;
        let text = self.words.join(" ");
        if text.trim().is_empty() {
            return Err(usage("exec: no command"));
        }
        let place = cx.script_target(self.target.as_deref())?;
        let known = self
            .request
            .and_then(|n| cx.world.automation.requests.get(&n));
        if known.is_none_or(|known| known.typing.is_none()) {
            check(cx, place.pane)?;
        }
        let wait = NewWait {
            kind: WaitKind::Exec,
            wanted: WaitFor {
                conditions: vec![Condition::Command],
                ..WaitFor::default()
            },
            panes: Vec::new(),
            typed: None,
            limit,
            json: self.json,
            request: self.request,
        };
        let typed = Typed {
            text: &text,
            keys: &[KeyEvent::press(Key::plain(KeyCode::Enter))],
            runs_command: true,
            force: false,
            json: self.json,
            request: self.request,
        };
        begin(cx, place, &typed, Some(wait))
    }
}

/// Refuses panes whose shell does not mark its prompts, or is not at one.
fn check(cx: &CommandContext<'_>, pane: PaneId) -> Result<()> {
    let prompts = of_screen(cx.access, pane, |screen| screen.shell_counts().prompts);
    if prompts == 0 {
        return Err(no_marks(pane));
    }
    if !of_screen(cx.access, pane, Screen::at_prompt) {
        let message = format!("a command runs in pane {pane}");
        let hint = format!("mux await -t {pane} --prompt");
        return Err(Error::coded(4, "busy", message).with_hint(hint));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientInfo, PaneId};
    use crate::model::commands::COMMANDS;
    use crate::model::persist::snapshot;
    use crate::model::state::input::Input;
    use crate::model::state::pane_access::ProgramTerminal;
    use crate::model::testing::TestWorld;

    const PROMPT: &str = "\x1b]133;A\x07$ \x1b]133;B\x07";

    fn at_prompt() -> TestWorld {
        let mut fixture = TestWorld::new();
        let terminal = ProgramTerminal {
            lines: true,
            echo: true,
            ..ProgramTerminal::default()
        };
        fixture.panes.terminals.insert(PaneId(0), (0, terminal));
        fixture.print(PaneId(0), PROMPT.as_bytes());
        fixture
    }

    fn run(fixture: &mut TestWorld, flags: &str, printed: &str) -> (Option<u8>, String) {
        let line = format!("exec -t %0 {flags} -- ls -l");
        let client = fixture.start(&line, ClientInfo::default());
        assert_eq!(fixture.typed(0), "ls -l\r");
        let printed = format!("ls -l\r\n\x1b]133;C\x07{printed}{PROMPT}");
        fixture.print(PaneId(0), printed.as_bytes());
        let answer = fixture.answer(client);
        (answer.status, answer.out)
    }

    #[test]
    fn the_output_and_the_status_are_those_of_the_command() {
        for (printed, status, out) in [
            ("a\r\nb\r\n\x1b]133;D;0\x07", 0, "a\nb\n"),
            ("a\r\n\r\nb\x1b]133;D;3\x07", 3, "a\n\nb\n"),
            ("\x1b]133;D;1\x07", 1, ""),
        ] {
            let mut fixture = at_prompt();
            let got = run(&mut fixture, "", printed);
            assert_eq!(got, (Some(status), out.to_owned()), "{printed:?}");
        }
        let mut fixture = at_prompt();
        let many: String = (0..100).map(|n| format!("{n}\r\n")).collect();
        let printed = format!("{many}\x1b]133;D;0\x07");
        let (status, out) = run(&mut fixture, "", &printed);
        assert_eq!((status, out.lines().count()), (Some(0), 100));
        let mut fixture = at_prompt();
        let (_, out) = run(&mut fixture, "--json", "x\r\n\x1b]133;D;2\x07");
        let start = "{\"v\":1,\"pane\":\"%0\",\"outcome\":\"exited\",\"status\":2,\"output\":\"x\",\"pos\":\"p0.";
        assert!(
            out.starts_with(start) && out.ends_with("\"missed\":false}\n"),
            "{out}"
        );
    }

    #[test]
    fn the_output_ends_before_the_next_prompt_also_for_the_next_server() {
        for (printed, out) in [
            ("a\r\nb\r\n", "a\nb\n"),
            ("no end of line", "no end of line\n"),
        ] {
            let mut fixture = at_prompt();
            let line = "exec -t %0 --request 7 -- ls";
            fixture.start(line, ClientInfo::default());
            let printed = format!("ls\r\n\x1b]133;C\x07{printed}\x1b]133;D;3\x07{PROMPT}");
            let bytes = snapshot::save(&fixture.world);
            fixture.print(PaneId(0), printed.as_bytes());
            fixture.world = snapshot::load(&bytes, TestWorld::host(), COMMANDS).unwrap();
            fixture.apply(Input::Adopted(vec![(PaneId(0), 1000, None)]));
            let client = fixture.start(line, ClientInfo::default());
            let answer = fixture.answer(client);
            assert_eq!((answer.status, answer.out.as_str()), (Some(3), out));
        }
    }

    #[test]
    fn a_shell_without_marks_or_with_a_command_is_refused() {
        let mut fixture = TestWorld::new();
        fixture.print(PaneId(0), b"$ ");
        for (printed, code) in [
            ("", "no-marks"),
            ("\x1b]133;A\x07$ \x1b]133;B\x07vi\r\n\x1b]133;C\x07", "busy"),
        ] {
            fixture.print(PaneId(0), printed.as_bytes());
            let failed = fixture.run("exec -t %0 --json -- ls");
            assert_eq!(failed.status, Some(4), "{code}");
            assert!(
                failed
                    .err
                    .starts_with(&format!("{{\"error\":{{\"code\":\"{code}\"")),
                "{}",
                failed.err
            );
        }
        assert_eq!(fixture.run("exec --json").status, Some(2));
        assert_eq!(fixture.typed(0), "");
    }
}
