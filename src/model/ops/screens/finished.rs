//! Long commands that end while nobody looks (`notify-finished`). A command ends with a mark of the
//! shell (OSC 133), with the return of a shell without marks to the foreground, or with the program
//! of a pane that has no shell.

use crate::base::PaneId;
use crate::lang::glob::glob;
use crate::lang::tables::choices::NotifyFinished;
use crate::lang::tables::options;
use crate::lang::time::time_span;
use crate::model::ops::screens::notices::{self, NoticeKind};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::input::Exit;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::Pane;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::shell::notices::ForegroundProgram;
use crate::model::state::world::World;
use crate::term::PromptMark;

/// Characters of a command in a notice, at most.
const MAX_TEXT: usize = 60;

/// The exit statuses of commands that a person stopped: by SIGINT (Ctrl-C), SIGQUIT (Ctrl-\) and
/// SIGTSTP (Ctrl-Z, 20 on Linux and 18 on macOS).
const STOPPED: [i32; 4] = [130, 131, 146, 148];

/// The signals that end programs with their session or the system: SIGHUP, SIGINT, SIGTERM.
const ENDING_SIGNALS: [u8; 3] = [1, 2, 15];

/// Ctrl-C, Ctrl-Z and Ctrl-\ in the kitty keyboard protocol and by modifyOtherKeys.
const STOP_KEYS: [&[u8]; 6] = [
    b"\x1b[99;5",
    b"\x1b[122;5",
    b"\x1b[92;5",
    b"\x1b[27;5;99~",
    b"\x1b[27;5;122~",
    b"\x1b[27;5;92~",
];

/// Words that run the command that follows them.
const PREFIXES: [&str; 9] = [
    "sudo", "doas", "env", "exec", "command", "time", "nohup", "nice", "builtin",
];

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// With an exit status.
    Status(i32),
    /// By a signal.
    Signal(u8),
    /// The status is not known.
    Unknown,
}

/// Handles a mark of a shell, before the world records it.
pub(crate) fn marked(world: &mut World, id: PaneId, mark: PromptMark, access: &dyn PaneAccess) {
    let Some(shell) = world.panes.get(&id).map(|pane| pane.shell) else {
        return;
    };
    let runs = shell.start > 0 && shell.end == 0;
    let outcome = match mark {
        PromptMark::Output => {
            world.notices.interrupted.remove(&id);
            world.notices.foreground.remove(&id);
            return;
        }
        PromptMark::End(Some(status)) if runs => Outcome::Status(status),
        PromptMark::End(None) | PromptMark::Prompt if runs => Outcome::Unknown,
        PromptMark::End(_) | PromptMark::Prompt | PromptMark::Input => return,
    };
    let known = world.command_log.running(id).map(|c| c.text.clone());
    // A command that is not remembered may hold a secret, so only its name is told.
    let text = known.or_else(|| {
        let text = of_screen(access, id, |screen| screen.command().map(str::to_owned));
        text.map(|text| text.split_whitespace().take(1).collect())
    });
    ended(world, id, &text.unwrap_or_default(), shell.start, outcome);
}

/// Handles output of a pane: looks whether a shell without marks has started or ended a program.
pub(crate) fn pane_output(world: &mut World, id: PaneId, access: &dyn PaneAccess) {
    let of = OptionScope::Pane(id);
    let Some(pane) = world.panes.get(&id) else {
        return;
    };
    let has_marks = pane.shell.prompt > 0 || pane.shell.start > 0;
    let off = world.get(options::NOTIFY_FINISHED, of) == NotifyFinished::Off;
    if has_marks || off || pane.in_popup() || !runs_shell(pane) {
        world.notices.foreground.remove(&id);
        return;
    }
    let words = access.words(id);
    let now = world.now.wall;
    let notices = &mut world.notices;
    if words.is_empty() {
        if let Some(program) = notices.foreground.remove(&id) {
            let text = program.words.join(" ");
            ended(world, id, &text, program.since, Outcome::Unknown);
        }
    } else if let Some(program) = notices.foreground.get_mut(&id) {
        // The next program of the same command line.
        program.words = words;
    } else {
        notices.interrupted.remove(&id);
        let program = ForegroundProgram { words, since: now };
        notices.foreground.insert(id, program);
    }
}

/// The program of a pane started.
pub(crate) fn program_started(world: &mut World, id: PaneId) {
    let now = world.now.wall;
    let panes = &world.panes;
    let known = &mut world.notices.started;
    known.retain(|pane, _| panes.contains_key(pane));
    known.insert(id, now);
}

/// The program of a pane ended.
pub(crate) fn program_ended(world: &mut World, id: PaneId, exit: Exit) {
    let since = world.notices.started.remove(&id);
    let outcome = match (exit.status, exit.signal) {
        (_, Some(signal)) if ENDING_SIGNALS.contains(&signal) => None,
        (_, Some(signal)) => Some(Outcome::Signal(signal)),
        (Some(status), None) => Some(Outcome::Status(i32::from(status))),
        (None, None) => None,
    };
    let pane = world.panes.get(&id);
    let pane = pane.filter(|p| !p.respawn && !p.without_program() && !runs_shell(p));
    let text = pane.map(|pane| pane.command.join(" "));
    if let (Some(text), Some(since), Some(outcome)) = (text, since, outcome)
        && !world.ending
    {
        ended(world, id, &text, since, outcome);
    }
    world.notices.closed(id);
}

/// Whether the program of a pane is a shell that waits for commands.
fn runs_shell(pane: &Pane) -> bool {
    match pane.command.as_slice() {
        [] => true,
        [line] => is_shell(line.split_whitespace()),
        words => is_shell(words.iter().map(String::as_str)),
    }
}

/// Whether these arguments start a shell that waits for commands.
fn is_shell<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let mut words = words.skip_while(|word| *word == "exec");
    let program = words.next().map(program_name).unwrap_or_default();
    let waits = words.all(|word| word.starts_with('-') && word != "-c");
    waits && crate::model::ops::idle::SHELLS.contains(&program)
}

/// The name of the program at a path. A login shell has a `-` before its name.
fn program_name(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.trim_start_matches('-')
}

/// Records input that stops commands.
pub(crate) fn note_interrupts(world: &mut World) {
    let stops = |effect: &Effect| match effect {
        Effect::Pane(pane, PaneEffect::Write(bytes)) => {
            let plain = bytes.iter().any(|byte| [3, 26, 28].contains(byte));
            let encoded = STOP_KEYS.iter().any(|key| {
                let mut parts = bytes.windows(key.len());
                parts.any(|part| part == *key)
            });
            (plain || encoded).then_some(*pane)
        }
        _ => None,
    };
    let panes: Vec<PaneId> = world.effects.iter().filter_map(stops).collect();
    for pane in panes {
        if world.panes.contains_key(&pane) {
            world.notices.interrupted.insert(pane);
        }
    }
}

/// Tells the end of a command, if the options ask for it.
fn ended(world: &mut World, id: PaneId, text: &str, since: i64, outcome: Outcome) {
    let stopped = world.notices.interrupted.remove(&id);
    let stopped = stopped || matches!(outcome, Outcome::Status(n) if STOPPED.contains(&n));
    let of = OptionScope::Pane(id);
    let when = world.get(options::NOTIFY_FINISHED, of);
    let took = world.now.wall.saturating_sub(since);
    let after = world.get(options::NOTIFY_FINISHED_AFTER, of);
    let short = u64::try_from(took).is_ok_and(|took| took < after * 1000);
    let in_popup = world.panes.get(&id).is_none_or(Pane::in_popup);
    if stopped || short || in_popup || world.host.as_tmux || took < 0 {
        return;
    }
    let seen = match when {
        NotifyFinished::Off => return,
        NotifyFinished::Hidden => is_seen(world, id, false),
        NotifyFinished::Unfocused => is_seen(world, id, true),
        NotifyFinished::Always => false,
    };
    if !seen && !is_ignored(world, text) {
        let text = sentence(text, took, outcome);
        notices::notify(world, id, NoticeKind::Finished, &text);
    }
}

/// Whether a terminal that has the focus shows the pane; with `active` as the pane that gets its
/// keys.
fn is_seen(world: &World, id: PaneId, active: bool) -> bool {
    let clients = world.clients.values().filter(|c| c.draws() && c.focused);
    let mut windows = clients.filter_map(|client| {
        let session = world.sessions.get(&client.session?)?;
        world.windows.get(&session.window()?)
    });
    windows.any(|window| {
        let alone = active || window.zoomed;
        let floats = || world.shown_floats(window).into_iter();
        let shown = || window.tree.contains(id) || floats().any(|(float, _)| float.pane == id);
        if alone { window.active == id } else { shown() }
    })
}

/// Whether a command is one that a person works in (`notify-finished-ignore`).
fn is_ignored(world: &World, text: &str) -> bool {
    let names = world.get(options::NOTIFY_FINISHED_IGNORE, OptionScope::Server);
    let mut parts = text.split(['|', '&', ';', '\n']);
    parts.any(|part| {
        // Assignments, and commands with flags before the command that they run.
        let before =
            |word: &&str| word.contains('=') || word.starts_with('-') || PREFIXES.contains(word);
        let mut words = part.split_whitespace().skip_while(before);
        let shell = is_shell(words.clone());
        let program = words.next().map(program_name).unwrap_or_default();
        shell || names.values().any(|name| glob(name, program))
    })
}

/// What happened, in a line: `✓ cargo test (2 m 14 s)`.
fn sentence(text: &str, took: i64, outcome: Outcome) -> String {
    let mut line: String = text.lines().next().unwrap_or_default().trim().to_owned();
    if line.chars().count() > MAX_TEXT || text.lines().nth(1).is_some() {
        line = line.chars().take(MAX_TEXT - 1).collect::<String>() + "…";
    }
    if line.is_empty() {
        "command".clone_into(&mut line);
    }
    let took = time_span(took);
    match outcome {
        Outcome::Status(0) => format!("✓ {line} ({took})"),
        Outcome::Status(status) => format!("✗ {line} ({took}), status {status}"),
        Outcome::Signal(signal) => format!("✗ {line} ({took}), signal {signal}"),
        Outcome::Unknown => format!("{line} ended ({took})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ClientId;
    use crate::model::Input;
    use crate::model::state::effect::ClientEffect;
    use crate::model::testing::TestWorld;

    const PANE: PaneId = PaneId(0);

    fn print(fixture: &mut TestWorld, pane: PaneId, text: &str) {
        let events = fixture.print_events(pane, text.as_bytes());
        fixture.apply(Input::PaneEvents(pane, events));
    }

    /// Runs a command for some seconds, in a shell that marks it.
    fn run(fixture: &mut TestWorld, command: &str, seconds: i64, status: i32) {
        let start = format!("\x1b]133;A\x07$ \x1b]133;B\x07{command}\r\n\x1b]133;C\x07");
        print(fixture, PANE, &start);
        fixture.now.wall += seconds * 1000;
        print(
            fixture,
            PANE,
            &format!("\x1b]133;D;{status}\x07\x1b]133;A\x07$ "),
        );
    }

    /// The notifications since the last call.
    fn told(fixture: &mut TestWorld) -> Vec<(ClientId, String)> {
        let effects = std::mem::take(&mut fixture.effects).into_iter();
        let notes = effects.filter_map(|effect| match effect {
            Effect::Client(client, ClientEffect::Notify(title, text)) => {
                Some((client, format!("{title}: {text}")))
            }
            _ => None,
        });
        notes.collect()
    }

    fn texts(fixture: &mut TestWorld) -> Vec<String> {
        told(fixture).into_iter().map(|(_, text)| text).collect()
    }

    /// A world whose pane 0 is hidden in window 0, with clients that show window 1.
    fn hidden(clients: u32) -> (TestWorld, Vec<ClientId>) {
        let mut fixture = TestWorld::new();
        let clients = (0..clients).map(|_| fixture.attach()).collect();
        fixture.ok("new-window");
        fixture.effects.clear();
        (fixture, clients)
    }

    #[test]
    fn the_end_of_a_hidden_long_command_is_told_once_to_the_client_used_last() {
        let (mut fixture, clients) = hidden(3);
        fixture.keys(clients[1], &["x"]);
        run(&mut fixture, "cargo test", 134, 0);
        let wanted = "s: 0 w: ✓ cargo test (2 m 14 s)".to_owned();
        assert_eq!(told(&mut fixture), [(clients[1], wanted)]);
        run(&mut fixture, "make all", 20, 101);
        run(&mut fixture, "ls", 9, 0);
        assert_eq!(
            texts(&mut fixture),
            ["s: 0 w: ✗ make all (20 s), status 101"]
        );
        let flags = "#{W:#{window_index}#{window_flags}#{window_finished_flag} }";
        assert_eq!(fixture.format(flags), "0+-1 1*0 ");
        fixture.keys(clients[0], &["C-b", "M-n"]);
        assert_eq!(fixture.format(flags), "0*0 1-0 ");
    }

    #[test]
    fn a_command_in_view_is_told_as_the_option_says() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        let after = |fixture: &mut TestWorld| {
            run(fixture, "make", 20, 0);
            !texts(fixture).is_empty()
        };
        fixture.ok("split-window -d");
        for (setup, told) in [
            ("set -g notify-finished hidden", false),
            ("set -g notify-finished always", true),
            ("set -g notify-finished unfocused", false),
            ("select-pane -t %1", true),
            ("set -g notify-finished hidden", false),
            // The active pane covers it.
            ("resize-pane -Z", true),
            ("set -g notify-finished off", false),
            ("set -g notify-finished hidden ; resize-pane -Z", false),
            ("set -g notify-finished-after 30", false),
            (
                "set -gu notify-finished-after ; set -p -t %0 notify-finished always",
                true,
            ),
            ("set -pu -t %0 notify-finished", false),
        ] {
            fixture.ok(setup);
            assert_eq!(after(&mut fixture), told, "{setup}");
        }
        fixture.apply(Input::Focus(client, false));
        assert!(after(&mut fixture), "no terminal has the focus");
    }

    #[test]
    fn commands_that_a_person_stops_or_works_in_are_not_told() {
        let (mut fixture, clients) = hidden(1);
        for (command, status) in [
            ("make", 130),
            ("sleep 100", 148),
            ("vim Cargo.toml", 0),
            ("LANG=C sudo -E ssh host", 0),
            ("/usr/bin/ssh host make", 0),
            ("git log | less", 0),
            ("bash", 0),
            ("exec zsh -l", 0),
            ("claude --resume", 1),
        ] {
            run(&mut fixture, command, 60, status);
            assert_eq!(texts(&mut fixture), [""; 0], "{command}");
        }
        run(&mut fixture, "bash build.sh", 60, 0);
        assert_eq!(texts(&mut fixture).len(), 1);
        // A program that catches SIGINT ends with a status of its own.
        fixture.ok("select-window -t 0");
        print(
            &mut fixture,
            PANE,
            "\x1b]133;A\x07$ \x1b]133;B\x07server\r\n\x1b]133;C\x07",
        );
        fixture.now.wall += 60_000;
        fixture.keys(clients[0], &["C-c"]);
        fixture.ok("select-window -t 1");
        print(&mut fixture, PANE, "\x1b]133;D;0\x07");
        assert_eq!(texts(&mut fixture), [""; 0]);
        run(&mut fixture, "server", 60, 0);
        assert_eq!(texts(&mut fixture).len(), 1);
    }

    #[test]
    fn a_command_with_a_secret_is_told_by_its_name() {
        let (mut fixture, _) = hidden(1);
        run(&mut fixture, " deploy --token=x", 60, 0);
        assert_eq!(texts(&mut fixture), ["s: 0 w: ✓ deploy (1 m 0 s)"]);
        let long = "x".repeat(100);
        run(&mut fixture, &long, 60, 0);
        let text = &texts(&mut fixture)[0];
        assert!(text.ends_with("xx… (1 m 0 s)") && text.len() < 90, "{text}");
    }

    #[test]
    fn a_shell_without_marks_tells_when_it_is_in_the_foreground_again() {
        let (mut fixture, _) = hidden(1);
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        for (program, seconds, told) in [
            (&["make", "-j4"][..], 20, true),
            (&["make"], 5, false),
            (&["vim", "x"], 20, false),
        ] {
            fixture.panes.words.insert(PANE, words(program));
            fixture.apply(Input::PaneOutput(PANE));
            fixture.now.wall += seconds * 1000;
            fixture.apply(Input::PaneOutput(PANE));
            fixture.panes.words.remove(&PANE);
            fixture.apply(Input::PaneOutput(PANE));
            fixture.apply(Input::PaneOutput(PANE));
            let wanted = if told {
                vec!["s: 0 w: make -j4 ended (20 s)"]
            } else {
                vec![]
            };
            assert_eq!(texts(&mut fixture), wanted, "{program:?}");
        }
    }

    #[test]
    fn a_program_that_is_no_shell_tells_its_exit() {
        let (mut fixture, _) = hidden(1);
        fixture.ok("new-window -d 'make all'");
        fixture.ok("new-window -d");
        fixture.now.wall += 60_000;
        let exit = |status| Exit {
            status: Some(status),
            signal: None,
        };
        fixture.apply(Input::Exited(PaneId(2), exit(2)));
        fixture.apply(Input::Exited(PaneId(3), exit(0)));
        assert_eq!(
            texts(&mut fixture),
            ["s: 2 make: ✗ make all (1 m 0 s), status 2"]
        );
    }

    #[test]
    fn notices_wait_for_the_next_client_and_survive_the_server() {
        let mut fixture = TestWorld::new();
        run(&mut fixture, "make one", 20, 0);
        run(&mut fixture, "make two", 20, 1);
        assert_eq!(texts(&mut fixture), [""; 0]);
        fixture.next_server();
        let client = fixture.attach();
        let wanted = "2 notices: ✗ make two (20 s), status 1 [s: 0 w] · ✓ make one (20 s) [s: 0 w]";
        assert_eq!(fixture.message(client), Some(wanted));
        let other = fixture.attach();
        assert_eq!(fixture.message(other), None);
    }
}
