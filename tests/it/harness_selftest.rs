//! Tests of the harness itself, with a plain shell.

use crate::harness::terminal::Exit;
use crate::harness::{Mux, Terminal, finish, until};
use mux::base::Size;
use nix::sys::signal::Signal;

fn shell(mux: &Mux) -> Terminal {
    let terminal = Terminal::spawn(mux.program("/bin/sh", &[]), Size::new(40, 10));
    terminal.wait_for("a prompt", |screen| screen.contents().starts_with('$'));
    terminal
}

#[test]
fn a_terminal_shows_what_a_program_writes() {
    let mux = Mux::new();
    let mut terminal = shell(&mux);
    terminal.type_line("printf '\\033[2J\\033[4;3Hgr\\303\\274n\\n'; stty size");
    terminal.wait_for("a new prompt", |screen| screen.cursor_position() == (5, 2));
    assert_eq!(terminal.row(3), "  grün");
    assert_eq!(terminal.row(4), "10 40");
    assert_eq!(terminal.cursor(), (2, 5));
    terminal.wait_for_raw("gr\u{fc}n\r\n".as_bytes());
    terminal.resize(Size::new(50, 12));
    terminal.type_line("clear; stty size; exit 3");
    terminal.wait_for_text("12 50");
    assert_eq!(terminal.wait_exit(), Exit::Code(3));
}

#[test]
fn keys_arrive_as_xterm_sends_them() {
    let mux = Mux::new();
    let mut terminal = shell(&mux);
    terminal.type_line("stty raw -echo; echo ready; dd bs=1 count=19 2>/dev/null | od -An -tx1");
    terminal.wait_for_text("\nready");
    terminal.keys("C-b d M-x Enter Up BSpace");
    terminal.click(0, 3, 4);
    terminal.wait_for_text("02 64 1b 78 0d 1b 5b 41 7f 1b 5b 3c");
    terminal.kill9();
    assert_eq!(terminal.wait_exit(), Exit::Signal(9));
}

#[test]
fn a_terminal_has_job_control() {
    let mux = Mux::new();
    let terminal = shell(&mux);
    terminal.type_line("sh -c 'echo ready; exec cat'; echo over=$?");
    // An interrupt that comes before the program runs would end something else.
    terminal.wait_for_text("\nready");
    terminal.type_line("word");
    terminal.wait_for_text("\nword\nword");
    terminal.keys("C-c");
    terminal.wait_for("a new prompt", |s| s.contents().trim_end().ends_with("\n$"));
    terminal.type_line("echo alive");
    terminal.wait_for_text("\nalive");
}

#[test]
#[should_panic(expected = "timed out waiting for rain (the terminal is closed):\n+----")]
fn waiting_ends_with_the_program_and_shows_the_screen() {
    let mux = Mux::new();
    let terminal = shell(&mux);
    terminal.type_line("exit");
    terminal.wait_for_text("rain");
}

#[test]
fn commands_run_to_their_end() {
    let mux = Mux::new();
    let script = "cat; pwd; echo $HOME $TERM $SHELL >&2; exit 7";
    let output = finish(mux.program("/bin/sh", &["-c", script]), "in\n");
    let home = mux.home().canonicalize().unwrap().display().to_string();
    assert_eq!(output.status, 7);
    assert_eq!(output.stdout, format!("in\n{home}\n"));
    let home = mux.home().display().to_string();
    assert_eq!(output.stderr, format!("{home} xterm-256color /bin/sh\n"));
}

#[test]
fn processes_are_found_by_their_mark_wherever_they_went() {
    let mux = Mux::new();
    let other = Mux::new();
    let script = "sleep 1000 & setsid sleep 1001 & exec sleep 1002";
    let mut shell = mux.program("/bin/sh", &["-c", script]).spawn().unwrap();
    let sleeping = || {
        let mut seconds: Vec<_> = mux
            .processes()
            .into_iter()
            .filter(|p| p.name == "sleep")
            .collect();
        seconds.sort_by_key(|p| p.args.last().cloned());
        seconds
    };
    assert!(until(|| sleeping().len() == 3), "{:#?}", mux.processes());
    assert_eq!(other.processes(), []);
    assert!(sleeping().iter().all(|p| p.runs() && !p.is_mux()));
    sleeping()[0].signal(Signal::SIGTERM);
    sleeping().iter().for_each(crate::harness::Process::kill);
    shell.wait().unwrap();
    assert!(
        until(|| mux.processes().is_empty()),
        "{:#?}",
        mux.processes()
    );
}

#[test]
fn nothing_outlives_a_test_that_failed() {
    let mux = Mux::new();
    let (dir, id) = (mux.dir().to_owned(), mux.id().to_owned());
    let mut sleep = mux.program("sleep", &["1000"]).spawn().unwrap();
    let failed = std::thread::spawn(move || {
        let _mux = mux;
        panic!("as a test does");
    });
    assert!(failed.join().is_err());
    sleep.wait().unwrap();
    assert_eq!(crate::harness::process::marked(&id), []);
    assert!(!dir.exists());
}
