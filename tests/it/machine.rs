//! `mux doctor` and `mux service`.

use crate::harness::terminal::{Exit, Terminal};
use crate::harness::{Mux, finish, skip, until};
use mux::base::Size;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::process::Command;

/// The output of `mux doctor` and its exit status.
fn doctor(mux: &Mux, args: &[&str]) -> (String, i32) {
    let mut command = mux.command(args);
    // Findings must not depend on the machine: terminfo and colours are set here.
    command.env("COLORTERM", "truecolor");
    command.env("TERMINFO", mux.dir().join("terminfo"));
    let output = finish(command, "");
    assert_eq!(output.stderr, "", "{output:?}");
    (output.stdout, output.status)
}

fn healthy() -> Mux {
    let mux = Mux::new();
    fs::create_dir_all(mux.dir().join("terminfo/t")).unwrap();
    mux.write("terminfo/t/tmux-256color", "");
    mux
}

/// The findings called `name`, each with its advice.
fn finding(text: &str, name: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().enumerate();
    let found = at.filter(|(_, line)| line.split_whitespace().nth(1) == Some(name));
    let found = found.map(|(at, line)| {
        let advice = lines.get(at + 1).filter(|next| next.contains("-> "));
        format!("{line} {}", advice.unwrap_or(&""))
    });
    found.collect()
}

#[test]
fn the_terminal_is_asked_whether_it_takes_the_clipboard() {
    for (replies, told) in [
        (&b"\x1b[?62;22;52c"[..], "it reports that it takes them"),
        (
            b"\x1bP>|some thing\x1b\\\x1b[?62;22c",
            "it does not report whether it takes them",
        ),
    ] {
        let mux = healthy();
        let mut command = mux.command(&["doctor"]);
        command.env("TERM", "xterm-256color");
        let mut terminal = Terminal::spawn(command, Size::new(160, 50));
        // The query for the attributes is the last one: terminals answer in order.
        terminal.wait_for_raw(b"\x1b[c");
        terminal.send(replies);
        terminal.wait_for_text(&format!("copies are sent to the terminal (OSC 52); {told}"));
        assert!(matches!(terminal.wait_exit(), Exit::Code(_)));
    }
}

#[test]
fn a_healthy_machine_passes_with_and_without_a_server() {
    let mux = healthy();
    let (text, _) = doctor(&mux, &["doctor"]);
    for name in [
        "sockets",
        "server",
        "permissions",
        "disk",
        "log",
        "database",
        "terminfo",
        "clipboard",
        "colours",
        "locale",
        "linger",
        "logout",
    ] {
        assert!(!finding(&text, name).is_empty(), "{name}: {text}");
    }
    let bad = |text: &str| {
        let lines = text.lines().filter(|line| line.starts_with("BAD"));
        lines
            .filter(|line| !line.contains("logout"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(bad(&text), [""; 0], "{text}");
    assert!(mux.processes().is_empty(), "it starts no server");
    mux.ok(&["new-session", "-d"]);
    mux.ok(&["save"]);
    let (text, _) = doctor(&mux, &["doctor"]);
    assert_eq!(bad(&text), [""; 0], "{text}");
    assert!(finding(&text, "server")[0].contains(", process "), "{text}");
    assert!(
        finding(&text, "database")[0].contains(" MB, healthy"),
        "{text}"
    );
    mux.ok(&["kill-server"]);
    assert!(until(|| mux.processes().is_empty()));
    let (text, _) = doctor(&mux, &["doctor"]);
    assert!(
        finding(&text, "database")
            .iter()
            .all(|line| line.contains("is healthy")),
        "{text}"
    );
    let (json, _) = doctor(&mux, &["doctor", "--json"]);
    let parsed: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(parsed.as_array().is_some_and(|all| all.len() > 8), "{json}");
}

#[test]
fn each_finding_says_how_to_fix_it() {
    let mux = healthy();
    mux.ok(&["new-session", "-d"]);
    mux.ok(&["save"]);
    mux.ok(&["kill-server"]);
    assert!(until(|| mux.processes().is_empty()));
    let state = mux.dir().join("state/mux/state.db");
    let mut bytes = fs::read(&state).unwrap();
    bytes[..16].fill(0);
    fs::write(&state, bytes).unwrap();
    fs::set_permissions(state.parent().unwrap(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::remove_dir_all(mux.dir().join("terminfo")).unwrap();
    let (text, status) = doctor(&mux, &["doctor"]);
    assert_eq!(status, 1, "{text}");
    assert!(
        finding(&text, "permissions")[0].contains("chmod 700"),
        "{text}"
    );
    assert!(finding(&text, "database")[0].starts_with("BAD"), "{text}");
    let place = mux.sockets_place();
    fs::set_permissions(&place, fs::Permissions::from_mode(0o777)).unwrap();
    let (text, _) = doctor(&mux, &["doctor"]);
    fs::set_permissions(&place, fs::Permissions::from_mode(0o700)).unwrap();
    assert!(finding(&text, "sockets")[0].contains("chmod 700"), "{text}");
    assert_eq!(mux.fails(&["doctor", "x"]), "usage: mux doctor [--json]");
}

trait Sockets {
    fn sockets_place(&self) -> PathBuf;
}

impl Sockets for Mux {
    fn sockets_place(&self) -> PathBuf {
        let entries = fs::read_dir(self.dir().join("tmp")).unwrap();
        let mut found = entries.flatten().map(|entry| entry.path());
        found.find(|path| path.is_dir()).unwrap()
    }
}

/// A command with a fake `systemctl` that records its arguments and runs `script`.
fn stand_in(mux: &Mux, script: &str) -> Command {
    let program = mux.write(
        "home/systemctl",
        &format!("#!/bin/sh\necho \"$@\" >> asked\n{script}\n"),
    );
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    mux.command(&["service"])
}

fn service(mux: &Mux, script: &str, words: &[&str]) -> crate::harness::Output {
    let mut command = stand_in(mux, script);
    let path = std::env::var("PATH").unwrap_or_default();
    command
        .args(words)
        .env("PATH", format!("{}:{path}", mux.home().display()));
    finish(command, "")
}

#[test]
fn a_service_is_installed_and_removed() {
    let mux = Mux::new();
    let unit = mux.dir().join("config/systemd/user/mux.service");
    assert_eq!(service(&mux, "", &["status"]).status, 1);
    let done = service(&mux, "", &["install"]);
    assert_eq!((done.status, done.stderr.as_str()), (0, ""), "{done:?}");
    let text = fs::read_to_string(&unit).unwrap();
    assert_eq!(text, service(&mux, "", &["install", "--print"]).stdout);
    for line in ["Type=notify", "KillMode=process", "Restart=on-failure"] {
        assert!(text.lines().any(|l| l == line), "{text}");
    }
    let says = "case $2 in is-enabled) echo enabled;; is-active) echo inactive; exit 3;; esac";
    let status = service(&mux, says, &["status"]);
    assert!(
        status
            .stdout
            .contains("\nenabled: enabled\nactive: inactive\n"),
        "{status:?}"
    );
    assert_eq!(status.status, 0);
    let gone = service(&mux, "", &["uninstall"]);
    assert_eq!((gone.status, unit.exists()), (0, false), "{gone:?}");
    let asked = fs::read_to_string(mux.home().join("asked")).unwrap();
    let wanted = "--user daemon-reload\n--user enable mux.service\n--user is-enabled mux.service\n\
                  --user is-active mux.service\n--user disable mux.service\n--user daemon-reload\n";
    assert_eq!(asked, wanted);
    // The error of the service manager is passed on.
    let failed = service(&mux, "echo no bus >&2; exit 1", &["install"]);
    assert_eq!(failed.status, 1);
    assert!(
        failed
            .stderr
            .contains("systemctl --user daemon-reload: no bus"),
        "{failed:?}"
    );
}

#[test]
fn a_service_reports_readiness_and_its_pid() {
    let mux = Mux::new();
    let path = mux.dir().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket
        .set_read_timeout(Some(crate::harness::DEADLINE))
        .unwrap();
    let run = || {
        let mut command = mux.command(&["service", "run"]);
        command.env("NOTIFY_SOCKET", &path);
        let output = finish(command, "");
        assert_eq!(
            (output.status, output.stderr.as_str()),
            (0, ""),
            "{output:?}"
        );
        let mut news = [0; 512];
        let len = socket.recv(&mut news).unwrap();
        String::from_utf8_lossy(&news[..len]).into_owned()
    };
    let keeper = |news: &str| {
        format!("MAINPID={}\n", mux.process("keeper", None).pid)
            == news.split_inclusive('\n').next().unwrap()
    };
    let news = run();
    assert!(news.contains("\nREADY=1\n") && keeper(&news), "{news}");
    // The server runs without a session, and programs do not inherit NOTIFY_SOCKET.
    mux.ok(&["new-session", "-d", "-s", "s"]);
    assert!(
        mux.fails(&["show-environment", "-g", "NOTIFY_SOCKET"])
            .contains("unknown variable")
    );
    mux.ok(&["kill-session", "-t", "s"]);
    // A second start by the service manager finds the running server.
    let server = mux.process("server", None).pid;
    assert!(keeper(&run()));
    assert_eq!(mux.process("server", None).pid, server);
    fs::remove_file(&path).unwrap();
}

#[test]
fn systemd_finds_nothing_wrong_with_the_unit() {
    let mux = Mux::new();
    let Ok(version) = Command::new("systemd-analyze").arg("--version").output() else {
        skip("systemd-analyze", "it is not installed");
        return;
    };
    if !version.status.success() {
        skip("systemd-analyze", "it does not run");
        return;
    }
    let unit = mux.write(
        "home/mux.service",
        &mux.ok(&["service", "--print", "--systemd"]),
    );
    let mut command = mux.program("systemd-analyze", &["--user", "verify", "--man=no"]);
    command.arg(&unit);
    let output = finish(command, "");
    assert!(!output.stderr.contains("mux.service"), "{output:?}");
}
