//! Upgrades while every pane prints, and to programs that cannot take over.

use super::numbers::Numbers;
use super::place::{is_unharmed, kill, server_of};
use super::row::{Rng, Row, times};
use crate::harness::{Mux, Process, SIZE, Terminal, until};
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mux");

/// The duration of the pause, as the command prints it.
fn pause(said: &str) -> Duration {
    let words: Vec<&str> = said.split(' ').collect();
    let millis = words.iter().rev().nth(1).and_then(|n| n.parse().ok());
    Duration::from_millis(millis.unwrap_or_else(|| panic!("no time in {said:?}")))
}

#[test]
fn upgrades_in_mid_output_lose_nothing() {
    let (mut row, mut rng) = (Row::default(), Rng::new());
    let (panes, lines, pause_of_each) = times((8, 50, "0.02"), (100, 200, "0.3"));
    let all = times(4, 200);
    while row.tried < all {
        let numbers = Numbers::start(panes, lines, pause_of_each);
        let keeper = numbers.mux.process("keeper", None).pid;
        for _ in 0..all.min(50) {
            std::thread::sleep(Duration::from_micros(rng.below(100_000)));
            let before = server_of(keeper, None);
            let said = numbers.mux.ok(&["upgrade", PROGRAM]);
            assert!(said.contains("upgraded from mux"), "{said}");
            row.recovered(pause(&said));
            numbers.wait_until_attached();
            let gone = until(|| !Path::new(&format!("/proc/{before}")).exists());
            assert!(gone, "the server before still runs");
        }
        // The keeper is upgraded as well and is still the same process.
        assert_eq!(numbers.mux.process("keeper", None).pid, keeper);
        kill(server_of(keeper, None));
        numbers.wait_until_attached();
        row.check_panes(&numbers);
    }
    row.report("upgrade in mid-output (time: the pause)");
}

/// Sets the flag when dropped, also if the test panics.
struct Stopper<'a>(&'a AtomicBool);

impl Drop for Stopper<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Types without a pause during upgrades; every key arrives exactly once.
#[test]
fn keys_during_upgrades_arrive_exactly_once() {
    let mut row = Row::default();
    let mux = Mux::new();
    let terminal = mux.start(&["new-session", "stty -echo; exec cat >typed"], SIZE);
    mux.wait_for_program(":", "cat");
    let stop = AtomicBool::new(false);
    let expected = std::thread::scope(|scope| {
        let stopper = Stopper(&stop);
        let typist = scope.spawn(|| {
            let mut text = String::new();
            for number in 0.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                terminal.type_text(&format!("{number}\r"));
                writeln!(text, "{number}").unwrap();
                std::thread::sleep(Duration::from_millis(3));
            }
            text
        });
        for _ in 0..times(4, 200) {
            let said = mux.ok(&["upgrade", PROGRAM]);
            row.recovered(pause(&said));
            mux.wait_for(&["list-clients"], |list| !list.is_empty());
        }
        drop(stopper);
        typist.join().unwrap()
    });
    let typed = || std::fs::read_to_string(mux.home().join("typed")).unwrap_or_default();
    until(|| typed().len() >= expected.len());
    let got = typed();
    let lines: Vec<&str> = got.lines().collect();
    let once = |line: &&str| lines.iter().filter(|l| *l == line).count();
    if got != expected {
        row.lost += expected.lines().filter(|l| once(l) == 0).count();
        row.doubled += 1 + expected.lines().filter(|l| once(l) > 1).count();
    }
    row.report("keys typed during an upgrade (time: the pause)");
}

#[test]
fn a_signal_upgrades_too() {
    let mux = Mux::new();
    let terminal = mux.start(&["new-session"], SIZE);
    terminal.wait_for_text("$");
    let server = mux.process("server", None);
    server.signal(nix::sys::signal::Signal::SIGUSR2);
    assert!(until(|| !server.runs()), "the server before still runs");
    // Before that, it may be a program that only told which formats it reads.
    let next = mux.process("server", Some(server.pid));
    terminal.type_line("echo $((60*70))");
    terminal.wait_for_text("4200");
    assert_eq!(
        mux.ok(&["display-message", "-p", "#{pid}"]),
        next.pid.to_string()
    );
}

#[test]
fn another_mux_on_the_disk_is_offered_once() {
    let mux = Mux::new();
    let own = mux.dir().join("own-mux");
    // Copied by another process: a file that is open for writing cannot be executed (ETXTBSY),
    // and another test may inherit the descriptor.
    let copy = |to: &Path| {
        let mut cp = mux.program("cp", &[PROGRAM]);
        assert!(cp.arg(to).status().unwrap().success());
    };
    copy(&own);
    let terminal = Terminal::spawn(mux.program(&own, &["new-session"]), SIZE);
    terminal.wait_for_text("$");
    mux.ok(&["ls"]);
    let new = mux.dir().join("new-mux");
    copy(&new);
    std::fs::rename(&new, &own).unwrap();
    mux.ok(&["ls"]);
    terminal.wait_for_text("another mux has been installed: 'mux upgrade'");
    terminal.type_text("x");
    terminal.wait_until_gone("another mux");
    mux.ok(&["ls"]);
    let told = mux.ok(&["show-messages"]);
    assert_eq!(told.matches("another mux").count(), 1, "{told}");
    assert!(mux.ok(&["upgrade"]).contains("upgraded from mux"));
}

/// Writes an executable script.
fn stub(mux: &Mux, name: &str, script: &str) -> String {
    let path = mux.write(name, script);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_string_lossy().into_owned()
}

/// A mux program that fails as the injected `fault` says.
fn faulty(mux: &Mux, fault: &str) -> String {
    let script = format!("#!/bin/sh\nMUX_FAULT={fault} exec {PROGRAM} \"$@\"\n");
    stub(mux, fault, &script)
}

#[test]
fn a_program_that_cannot_take_over_changes_nothing() {
    let mut row = Row::default();
    let numbers = Numbers::start(4, 50, "0.02");
    let mux = &numbers.mux;
    let server = mux.process("server", None);
    let whole = std::fs::read(PROGRAM).unwrap();
    let cut = mux.dir().join("cut");
    std::fs::write(&cut, &whole[..whole.len() / 50]).unwrap();
    std::fs::set_permissions(&cut, std::fs::Permissions::from_mode(0o755)).unwrap();
    let ranges = mux.ok(&["--ranges"]);
    let says = |name: &str, change: &dyn Fn(&str) -> String| {
        let answer = change(&ranges).replace('\'', "");
        stub(mux, name, &format!("#!/bin/sh\necho '{answer}'\n"))
    };
    let programs = [
        ("/nowhere/mux".to_owned(), "no such file"),
        (mux.dir().to_string_lossy().into_owned(), "cannot be run"),
        (
            cut.to_string_lossy().into_owned(),
            "not a mux program that can take over",
        ),
        (
            "/bin/true".to_owned(),
            "not a mux program that can take over",
        ),
        (
            stub(mux, "hangs", "#!/bin/sh\nexec sleep 1000\n"),
            "does not answer",
        ),
        (
            says("older", &|text| text.replace("\nscreen ", "\nscreen 77")),
            "screen has version",
        ),
        (
            says("exits", &|text| text.to_owned()),
            "the new server exited",
        ),
        (faulty(mux, "candidate-exits"), "exited with status 3"),
        (faulty(mux, "candidate-aborts"), "killed by signal 6"),
        (faulty(mux, "candidate-hangs"), "does not answer in time"),
        (
            faulty(mux, "candidate-hangs-late"),
            "does not answer in time",
        ),
        (faulty(mux, "candidate-dies-late"), "killed by signal 6"),
        (faulty(mux, "candidate-lies"), "is not as it was"),
    ];
    for _ in 0..times(1, 5) {
        for (program, why) in &programs {
            let start = Instant::now();
            let said = mux.fails(&["upgrade", program]);
            // The keeper may see the closed channel before the exit status.
            let ended = why.contains("exited") || why.contains("killed");
            let either = said.contains(why) || (ended && said.contains("the new server exited"));
            let either = either || (said.contains("cannot be run") && program.ends_with("cut"));
            assert!(either, "{program}: {said}");
            row.recovered(start.elapsed());
        }
    }
    is_unharmed(mux, &server);
    assert!(
        mux.fails(&["upgrade", "--check", "/nowhere/mux"])
            .contains("no such file")
    );
    assert!(
        mux.ok(&["upgrade", "--check", PROGRAM])
            .contains("can take over")
    );
    is_unharmed(mux, &server);
    assert!(mux.ok(&["upgrade", PROGRAM]).contains("upgraded"));
    numbers.wait_until_attached();
    row.check_panes(&numbers);
    row.report("upgrade to a program that cannot take over");
}

/// One server remains, whether or not the killed keeper could still report the commit.
#[test]
fn the_keeper_is_killed_around_the_commit() {
    let mut row = Row::default();
    let numbers = Numbers::start(2, 20, "0.02");
    let mux = &numbers.mux;
    let program = faulty(mux, "candidate-kills-keeper");
    for _ in 0..times(6, 100) {
        let keeper = mux.process("keeper", None);
        let start = Instant::now();
        // The output depends on which process learned of the commit.
        mux.run(&["upgrade", &program]);
        mux.process("keeper", Some(keeper.pid));
        numbers.wait_until_attached();
        assert!(until(|| is_one(mux)), "{:#?}", mux.processes());
        row.recovered(start.elapsed());
    }
    row.check_panes(&numbers);
    row.report("kill -9 of the keeper around the commit of an upgrade");
}

/// A server stops its keeper, sends the commit and is killed; then the keeper continues.
#[test]
fn a_server_is_killed_right_after_its_commit() {
    let mut row = Row::default();
    let mut at_commit = None;
    let numbers = Numbers::start_with(2, 20, "0.02", |command| {
        let home = Path::new(command.get_current_dir().unwrap());
        let file = home.join("faults");
        command.env("MUX_FAULT_FILE", &file);
        at_commit = Some(file);
    });
    let (mux, file) = (&numbers.mux, at_commit.unwrap());
    for round in 0..times(4, 100) {
        let mut keeper = mux.process("keeper", None);
        if round % 2 == 1 {
            // The next keeper is not the parent of the server.
            keeper.kill();
            keeper = mux.process("keeper", Some(keeper.pid));
            numbers.wait_until_attached();
        }
        let server = mux.process("server", None);
        std::fs::write(&file, format!("dies-at-commit {}", keeper.pid)).unwrap();
        let start = Instant::now();
        // The output depends on which process learned of the commit.
        let mut upgrade = mux.command(&["upgrade", PROGRAM]);
        let upgrade = upgrade.stderr(std::process::Stdio::null()).spawn();
        assert!(until(|| !server.runs()), "the server still runs");
        std::fs::write(&file, "").unwrap();
        keeper.signal(nix::sys::signal::Signal::SIGCONT);
        upgrade.unwrap().wait().unwrap();
        numbers.wait_until_attached();
        row.recovered(start.elapsed());
        assert!(until(|| is_one(mux)), "{:#?}", mux.processes());
        // A server killed within 1 s of its start counts as an early death (backoff).
        std::thread::sleep(Duration::from_millis(1050));
    }
    row.check_panes(&numbers);
    row.report("kill -9 of a server right after its commit");
}

/// Whether there is one server with one keeper.
fn is_one(mux: &Mux) -> bool {
    let processes = mux.processes();
    let roles = |role: &str| {
        let of_role = |p: &&Process| p.is_mux() && p.name.contains(role);
        processes.iter().filter(of_role).count()
    };
    (roles("server"), roles("keeper")) == (1, 1)
}

#[test]
fn processes_are_killed_in_the_middle_of_an_upgrade() {
    let (mut row, mut rng) = (Row::default(), Rng::new());
    let numbers = Numbers::start(8, 50, "0.02");
    for round in 0..times(4, 60) {
        let keeper = numbers.mux.process("keeper", None);
        let server = numbers.mux.process("server", None);
        let mut upgrade = numbers.mux.command(&["upgrade", PROGRAM]);
        let mut upgrade = upgrade
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(rng.below(120_000)));
        let start = Instant::now();
        if round % 2 == 0 {
            server.kill();
        } else {
            keeper.kill();
            numbers.mux.process("keeper", Some(keeper.pid));
        }
        upgrade.wait().unwrap();
        numbers.wait_until_attached();
        row.recovered(start.elapsed());
        let one = || {
            let processes = numbers.mux.processes();
            let servers = processes
                .iter()
                .filter(|p| p.is_mux() && p.name.contains("server"));
            servers.count() == 1
        };
        assert!(until(one), "{:#?}", numbers.mux.processes());
        std::thread::sleep(Duration::from_millis(1050));
    }
    row.check_panes(&numbers);
    row.report("kill -9 of server or keeper during an upgrade");
}
