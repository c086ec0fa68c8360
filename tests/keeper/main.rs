//! The keeper with real programs and a server that is killed: nothing may be lost. The tests use no
//! harness, because a process that forks must have one thread.

#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![allow(
    clippy::disallowed_types,
    reason = "the size of a test program does not matter"
)]

mod server;
mod test_dir;

use mux::base::Size;
use mux::keeper::{
    FromKeeper, KEEPER_FLAG, KeeperChannel, ProgramExit, SERVER_FLAG, ToKeeper, ensure,
    main_from_fd,
};
use mux::sys::process::{self, Signal};
use mux::sys::socket::{self, Lock};
use server::serve;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use test_dir::{Server, TestDir, until};

const TESTS: &[(&str, fn())] = &[
    ("output_lands_in_the_journal", output_lands_in_the_journal),
    (
        "a_killed_server_loses_no_byte",
        a_killed_server_loses_no_byte,
    ),
    ("exit_statuses_are_kept", exit_statuses_are_kept),
    (
        "a_program_gets_what_was_asked",
        a_program_gets_what_was_asked,
    ),
    ("a_failed_start_is_reported", a_failed_start_is_reported),
    ("signals_and_forgetting", signals_and_forgetting),
    ("many_starters_get_one_keeper", many_starters_get_one_keeper),
    ("a_bad_directory_is_refused", a_bad_directory_is_refused),
    ("shutdown_leaves_nothing", shutdown_leaves_nothing),
    (
        "a_keeper_told_to_end_ends_everything",
        a_keeper_told_to_end_ends_everything,
    ),
    ("a_killed_keeper_is_replaced", a_killed_keeper_is_replaced),
    (
        "a_new_keeper_reports_ended_programs",
        a_new_keeper_reports_ended_programs,
    ),
    (
        "a_removed_socket_is_recreated",
        a_removed_socket_is_recreated,
    ),
    (
        "servers_are_upgraded_and_back",
        servers_are_upgraded_and_back,
    ),
    (
        "a_hopeless_server_is_given_up",
        a_hopeless_server_is_given_up,
    ),
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.first().map(String::as_str) {
        Some(KEEPER_FLAG) => std::process::exit(main_from_fd(words[1].parse().unwrap(), serve)),
        Some(SERVER_FLAG) => {
            std::process::exit(serve(KeeperChannel::from_args(&words[1..]).unwrap()))
        }
        _ => run_tests(&words),
    }
}

fn run_tests(words: &[String]) {
    let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let listed = words.iter().any(|word| word == "--list");
    let mut failed = Vec::new();
    for (name, test) in TESTS {
        if !wanted.is_empty() && !wanted.iter().any(|word| name.contains(word.as_str())) {
            continue;
        }
        if listed {
            println!("{name}: test");
        } else if catch_unwind(AssertUnwindSafe(test)).is_ok() {
            println!("test {name} ... ok");
        } else {
            println!("test {name} ... FAILED");
            failed.push(*name);
        }
    }
    assert!(failed.is_empty(), "failed: {failed:?}");
}

fn output_lands_in_the_journal() {
    let dir = TestDir::new("journal");
    let mut server = dir.start();
    server.run(3, "echo hello; sleep 100");
    server.until_text(3, "hello\r\n");
    let pid = server.pid_of(3);
    server.kill();
    let mut server = dir.again();
    assert!(
        server.text(3).contains("hello\r\n"),
        "recovered without a new byte"
    );
    assert_eq!(server.pid_of(3), pid);
    assert!(process::alive(pid));
}

/// Minimum number of kills during a flood; MUX_TEST_KILLS raises it.
fn kills() -> u64 {
    let more = std::env::var("MUX_TEST_KILLS").ok();
    more.and_then(|n| n.parse().ok()).unwrap_or(20)
}

fn a_killed_server_loses_no_byte() {
    let mut luck = 1;
    // A few kills per keeper: its backoff grows with every early death of a server.
    for _ in 0..kills().div_ceil(3) {
        flood_with_three_kills(&mut luck);
    }
}

fn flood_with_three_kills(luck: &mut u64) {
    let dir = TestDir::new("flood");
    let mut server = dir.start();
    server.run(0, "exec seq 1 1000000000");
    let mut read = 0;
    for _ in 0..3 {
        let (next, _) = server.until_lines(0, read + 1);
        *luck = luck.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        std::thread::sleep(Duration::from_micros((*luck >> 33) % 50_000));
        server.kill();
        server = dir.again();
        let (recovered, mistakes) = server.lines(0);
        assert_eq!(mistakes, "", "gap or double");
        assert!(recovered >= next, "{recovered} of {next} lines");
        read = recovered;
    }
    server.send(&ToKeeper::Signal {
        pane: 0,
        signal: Signal::SIGTERM as i32,
    });
    server.until_log("Exited { pane: 0");
    let (_, mistakes) = server.until_lines(0, read);
    assert_eq!(mistakes, "");
}

fn exit_statuses_are_kept() {
    let dir = TestDir::new("exits");
    let mut server = dir.start();
    server.run(1, "exit 7");
    server.run(2, "kill -9 $$");
    server.run(3, "sleep 100");
    server.until_log("Exited { pane: 1");
    server.until_log("Exited { pane: 2");
    for _ in 0..2 {
        server.kill();
        server = dir.again();
        let log = server.log();
        let exits = [
            (1, Some(ProgramExit::Status(7))),
            (2, Some(ProgramExit::Signal(9))),
            (3, None),
        ];
        for (pane, exit) in exits {
            let pid = server.pid_of(pane);
            let wanted = format!("{:?}", FromKeeper::Pane { pane, pid, exit });
            assert!(log.contains(&wanted), "{wanted} in {log}");
        }
    }
    server.send(&ToKeeper::Forget { pane: 1 });
    server.kill();
    let log = dir.again().log();
    assert!(!log.contains("pane: 1") && log.contains("pane: 2"), "{log}");
    assert!(log.contains("epoch: 4, restarts: 3"), "{log}");
}

fn a_program_gets_what_was_asked() {
    let dir = TestDir::new("asked");
    let mut server = dir.start();
    let script =
        "echo \"$0 $1 $MARK $PWD ${#BIG}\"; stty size; ps -o pid=,pgid=,tpgid= -p $$; ulimit -n";
    let limit = std::process::Command::new("sh")
        .args(["-c", "ulimit -n"])
        .output()
        .unwrap();
    let limit = String::from_utf8(limit.stdout).unwrap();
    let gone = dir.path().join("gone/deeper");
    server.send(&ToKeeper::Spawn {
        pane: 1,
        argv: ["sh", "-c", script, "-named", "two words"]
            .map(String::from)
            .to_vec(),
        argv0: Some("-sh".into()),
        env: [
            ("PATH".into(), std::env::var("PATH").unwrap()),
            ("MARK".into(), "märk".into()),
            ("BIG".into(), "x".repeat(100_000)),
        ]
        .into_iter()
        .chain((0..10).map(|n| (format!("MORE{n}"), "y".repeat(100_000))))
        .collect(),
        cwd: gone.to_string_lossy().into_owned(),
        size: Size::new(91, 17),
    });
    server.until_log("Exited { pane: 1");
    let here = dir.path().display();
    server.until_text(
        1,
        &format!("-named two words märk {here} 100000\r\n17 91\r\n"),
    );
    let text = server.text(1);
    let lines: Vec<&str> = text.lines().collect();
    let ids: Vec<&str> = lines[2].split_whitespace().collect();
    assert!(
        ids[0] == ids[1] && ids[1] == ids[2],
        "leads the foreground group: {ids:?}"
    );
    assert_eq!(lines[3], limit.trim());
    assert_eq!(ids[0], server.pid_of(1).to_string());
}

fn a_failed_start_is_reported() {
    let dir = TestDir::new("cannot");
    let mut server = dir.start();
    let spawn = |pane, argv: &[&str]| ToKeeper::Spawn {
        pane,
        argv: argv.iter().map(|word| (*word).to_owned()).collect(),
        argv0: None,
        env: vec![("PATH".into(), "/bin".into())],
        cwd: "/".into(),
        size: Size::new(80, 24),
    };
    let cases: [(&[&str], &str); 4] = [
        (
            &["/no/such/program"],
            "couldn't run /no/such/program (No such file or directory)",
        ),
        (
            &["no-such-program"],
            "couldn't run no-such-program (No such file or directory)",
        ),
        (
            &["/etc/passwd"],
            "couldn't run /etc/passwd (Permission denied)",
        ),
        (&[], "no command to run"),
    ];
    for (argv, reason) in cases {
        server.send(&spawn(1, argv));
        server.until_log(reason);
    }
    server.send(&spawn(1, &["sleep", "100"]));
    server.until_log("Spawned { pane: 1");
    server.send(&spawn(1, &["sleep", "100"]));
    server.until_log("pane %1 has a program already");
    assert!(!server.log().contains("Exited"), "{}", server.log());
}

fn signals_and_forgetting() {
    let dir = TestDir::new("signals");
    let mut server = dir.start();
    server.run(
        1,
        "trap 'echo caught' USR1; echo ready; while :; do sleep 0.01; done",
    );
    server.until_text(1, "ready");
    server.send(&ToKeeper::Signal {
        pane: 1,
        signal: Signal::SIGUSR1 as i32,
    });
    server.until_text(1, "caught");
    let pid = server.pid_of(1);
    process::signal(pid, Signal::SIGSTOP as i32);
    let state = || std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    until("the stopped program goes on", || !state().contains(") T "));
    server.run(2, "cat");
    let hung = server.pid_of(2);
    server.send(&ToKeeper::Forget { pane: 1 });
    server.send(&ToKeeper::Forget { pane: 2 });
    until("forgotten programs end", || {
        !process::alive(pid) && !process::alive(hung)
    });
    assert!(
        !server.log().contains("Exited"),
        "a forgotten pane is not reported"
    );
    server.run(1, "echo again");
    server.until_text(1, "again");
}

fn many_starters_get_one_keeper() {
    for round in 0..5 {
        let dir = TestDir::new("starters");
        let starters: Vec<i32> = (0..8)
            .map(|n| {
                let start = || {
                    let connection = ensure(&dir.socket(), &dir.context(), serve).unwrap();
                    let keeper = socket::peer_process(std::os::fd::AsFd::as_fd(&connection));
                    let told = dir.path().join(format!("told{n}"));
                    std::fs::write(told, keeper.unwrap().to_string()).unwrap();
                    0
                };
                mux::sys::daemon::fork(start).unwrap()
            })
            .collect();
        starters.into_iter().for_each(process::wait_for);
        let told = |n| std::fs::read_to_string(dir.path().join(format!("told{n}"))).unwrap();
        let keepers: std::collections::BTreeSet<String> = (0..8).map(told).collect();
        assert_eq!(keepers.len(), 1, "round {round}: {keepers:?}");
        let mut server = dir.again();
        assert_eq!(keepers.first().unwrap(), &dir.keeper().to_string());
        assert!(
            server.log().contains("epoch: 1,"),
            "one server: {}",
            server.log()
        );
    }
}

fn a_bad_directory_is_refused() {
    let dir = TestDir::new("bad");
    let socket = dir.path().join("no/where");
    let refused = ensure(&socket, b"", serve).unwrap_err();
    let shown = socket.display();
    assert_eq!(
        refused.message,
        format!("couldn't lock {shown}.lock (No such file or directory)")
    );
    let taken = dir.path().join("taken");
    std::fs::create_dir(&taken).unwrap();
    let refused = ensure(&taken, b"", serve).unwrap_err();
    assert!(refused.message.contains("taken"), "{}", refused.message);
    assert!(
        Lock::try_take(&taken).unwrap().is_some(),
        "no keeper is left"
    );
}

fn shutdown_leaves_nothing() {
    let dir = TestDir::new("shutdown");
    let mut server = dir.start();
    server.run(1, "sleep 100");
    server.run(
        2,
        "trap '' HUP TERM; echo ready; while :; do sleep 0.01; done",
    );
    server.run(3, "exit 1");
    server.until_text(2, "ready");
    server.until_log("Exited { pane: 3");
    let processes = [
        server.pid_of(1),
        server.pid_of(2),
        server.pid(),
        dir.keeper(),
    ];
    server.send(&ToKeeper::Shutdown);
    until("all processes end", || {
        !processes.iter().any(|pid| process::alive(*pid))
    });
    assert!(!dir.socket().exists());
    assert!(
        Lock::try_take(&dir.socket()).unwrap().is_some(),
        "the lock is free"
    );
    let mut server = dir.start();
    assert!(
        server.log().contains("epoch: 1, restarts: 0"),
        "a new start"
    );
}

fn a_keeper_told_to_end_ends_everything() {
    let dir = TestDir::new("asked-to-end");
    let mut server = dir.start();
    server.run(1, "sleep 100");
    let processes = [server.pid_of(1), server.pid(), dir.keeper()];
    process::signal(dir.keeper(), Signal::SIGHUP as i32);
    process::signal(dir.keeper(), Signal::SIGTERM as i32);
    until("all processes end", || {
        !processes.iter().any(|pid| process::alive(*pid))
    });
    let said = std::fs::read_to_string(dir.path().join("terminated")).unwrap();
    assert_eq!(said, "Terminate", "the server could save");
    assert!(!dir.socket().exists());
}

fn a_hopeless_server_is_given_up() {
    let dir = TestDir::new("hopeless");
    ensure(&dir.socket(), b"", |_| 1).unwrap();
    until("the keeper gives up", || {
        !dir.socket().exists() && Lock::try_take(&dir.socket()).unwrap().is_some()
    });
}

fn kill_keeper(dir: &TestDir, server: &mut Server) {
    let old = dir.keeper();
    let replaced = server.log().matches("Replaced").count();
    process::signal(old, Signal::SIGKILL as i32);
    until("a new keeper", || {
        server.log().matches("Replaced").count() > replaced
    });
}

/// The keeper, found by its process name: a socket pair has no peer credentials of a later keeper.
fn keeper_of(dir: &TestDir) -> i32 {
    let name = |pid: &i32| std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    let mut keepers = dir.processes().into_iter();
    keepers
        .find(|pid| name(pid) == "keeper\n")
        .expect("a keeper")
}

fn a_killed_keeper_is_replaced() {
    let dir = TestDir::new("replaced");
    let mut server = dir.start();
    server.run(1, "exec seq 1 1000000000");
    server.run(2, "exit 3");
    server.until_log("Exited { pane: 2");
    let pid = server.pid_of(1);
    kill_keeper(&dir, &mut server);
    let (lines, _) = server.lines(1);
    server.until_lines(1, lines + 1000);
    server.run(3, "exit 4");
    server.until_log("Exited { pane: 3");
    assert!(
        Lock::try_take(&dir.socket()).unwrap().is_none(),
        "still one owner"
    );
    let (lines, _) = server.lines(1);
    server.kill();
    let mut server = dir.again();
    let (after, mistakes) = server.until_lines(1, lines);
    assert_eq!(
        (mistakes.as_str(), server.pid_of(1)),
        ("", pid),
        "{after} lines"
    );
    let log = server.log();
    assert!(log.contains("epoch: 2"), "{log}");
    assert!(log.contains("exit: Some(Status(3))") && log.contains("exit: Some(Status(4))"));
    process::signal(keeper_of(&dir), Signal::SIGKILL as i32);
    until("a third keeper", || server.log().contains("Replaced"));
    let processes = [pid, server.pid(), keeper_of(&dir)];
    server.send(&ToKeeper::Shutdown);
    until("all processes end", || {
        !processes.iter().any(|pid| process::alive(*pid))
    });
    assert!(!dir.socket().exists());
    assert!(Lock::try_take(&dir.socket()).unwrap().is_some());
}

fn a_new_keeper_reports_ended_programs() {
    let dir = TestDir::new("unseen");
    let mut server = dir.start();
    server.run(1, "read line; exit 5");
    server.run(2, "sleep 100");
    server.run(3, "sleep 100");
    let server_pid = server.pid();
    let gone = server.pid_of(2);
    process::signal(server_pid, Signal::SIGSTOP as i32);
    process::signal(keeper_of(&dir), Signal::SIGKILL as i32);
    process::signal(gone, Signal::SIGKILL as i32);
    until("the program ends", || !process::alive(gone));
    process::signal(server_pid, Signal::SIGCONT as i32);
    let exited = |pane, pid| {
        let exit = ProgramExit::Unknown;
        format!("{:?}", FromKeeper::Exited { pane, pid, exit })
    };
    server.until_log("Replaced");
    server.until_log(&exited(2, gone));
    let later = server.pid_of(3);
    process::signal(later, Signal::SIGKILL as i32);
    server.until_log(&exited(3, later));
    server.send(&ToKeeper::Forget { pane: 1 });
    server.send(&ToKeeper::Forget { pane: 3 });
    server.run(3, "echo new");
    server.until_text(3, "new");
}

fn servers_are_upgraded_and_back() {
    let dir = TestDir::new("upgrade");
    let mut server = dir.start();
    server.run(1, "exec seq 1 1000000000");
    let pid = server.pid_of(1);
    let own = std::env::current_exe().unwrap();
    server.send(&ToKeeper::Upgrade {
        program: own.to_string_lossy().into_owned(),
    });
    assert_eq!(server.role(), "");
    let (lines, _) = server.until_lines(1, 1000);
    server.end();
    let mut server = dir.again();
    assert_eq!(server.role(), SERVER_FLAG);
    assert!(
        server.log().contains("epoch: 2, restarts: 0"),
        "{}",
        server.log()
    );
    let (_, mistakes) = server.until_lines(1, lines);
    assert_eq!((mistakes.as_str(), server.pid_of(1)), ("", pid));
    for program in ["/no/such/program", "/bin/false"] {
        server.send(&ToKeeper::Upgrade {
            program: program.into(),
        });
        server.end();
        server = dir.again();
        assert_ne!(
            server.role(),
            SERVER_FLAG,
            "the one that came with the keeper"
        );
        let (_, mistakes) = server.until_lines(1, lines);
        assert_eq!((mistakes.as_str(), server.pid_of(1)), ("", pid));
    }
}

fn a_removed_socket_is_recreated() {
    let dir = TestDir::new("removed");
    let mut server = dir.start();
    let pid = server.pid();
    std::fs::remove_file(dir.socket()).unwrap();
    assert_eq!(dir.start().pid(), pid, "found by the next client");
    std::fs::remove_file(dir.socket()).unwrap();
    server.send(&ToKeeper::Relisten);
    until("the socket is there", || dir.socket().exists());
    assert_eq!(dir.again().pid(), pid, "made by the one that knows");
    server.kill();
    assert!(dir.again().log().contains("epoch: 2"), "handed on");
}
