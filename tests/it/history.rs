//! Commands that shells mark (OSC 133): they are listed across sessions, after the death of the
//! server, without a server and after a reboot.

use crate::harness::{Mux, SIZE, Terminal, finish, skip, until};

/// A mux whose shells mark their prompts; `None` where bash is not installed.
fn with_marks() -> Option<Mux> {
    if !std::path::Path::new("/bin/bash").exists() {
        skip("bash", "no /bin/bash is installed");
        return None;
    }
    let mux = Mux::with_config("set -g default-command 'exec bash --rcfile ~/rc'\n");
    let integration = mux.ok(&["shell-integration", "bash"]);
    mux.write("home/rc", &format!("PS1='$ '\n{integration}"));
    Some(mux)
}

/// The commands as `status directory text`, the newest last.
fn list(mux: &Mux, args: &[&str]) -> Vec<String> {
    let words = [&["history", "--json"], args].concat();
    let out = mux.run(&words).stdout;
    let all: serde_json::Value = serde_json::from_str(&out).unwrap();
    let all = all.as_array().unwrap().iter();
    let line = |one: &serde_json::Value| {
        let directory = one["directory"].as_str().unwrap();
        let directory = directory.rsplit('/').next().unwrap();
        let status = match one["running"].as_bool() {
            Some(true) => "running".to_owned(),
            _ => one["status"].to_string(),
        };
        format!("{status} {directory} {}", one["command"].as_str().unwrap())
    };
    all.map(line).collect()
}

#[test]
fn commands_are_remembered_across_sessions_servers_and_a_reboot() {
    let Some(mux) = with_marks() else { return };
    std::fs::create_dir_all(mux.home().join("project")).unwrap();
    let terminal = mux.start(&["new-session", "-s", "one"], SIZE);
    terminal.wait_for_text("$");
    for (command, shown) in [
        ("echo first-$((40+2))", "first-42"),
        ("cd project; false", "$ cd project; false"),
        ("echo 'two words' | tr a-z A-Z", "TWO WORDS"),
        (" echo hidden-$((40+2))", "hidden-42"),
    ] {
        terminal.type_line(command);
        terminal.wait_for_text(shown);
    }
    terminal.type_line("sh -c 'echo now-runs; exec sleep 1000'");
    terminal.wait_for_text("\nnow-runs");
    let wanted = [
        "0 home echo first-$((40+2))",
        "1 home cd project; false",
        "0 project echo 'two words' | tr a-z A-Z",
        "running project sh -c 'echo now-runs; exec sleep 1000'",
    ];
    assert!(until(|| list(&mux, &[]) == wanted), "{:?}", list(&mux, &[]));
    // The server dies at once, before the saving interval, and while a command runs.
    mux.process("server", None).kill();
    mux.wait_for(&["list-clients"], |clients| !clients.is_empty());
    assert_eq!(list(&mux, &[]), wanted);
    terminal.keys("C-c");
    terminal.wait_for_text("^C");
    let wanted = [
        wanted[0],
        wanted[1],
        wanted[2],
        "130 project sh -c 'echo now-runs; exec sleep 1000'",
    ];
    assert!(until(|| list(&mux, &[]) == wanted), "{:?}", list(&mux, &[]));
    assert_eq!(list(&mux, &["--failed", "-t", "one", "false"]), [wanted[1]]);
    assert_eq!(list(&mux, &["--here"]), wanted[..2]);
    assert_eq!(list(&mux, &["two", "tr"]), [wanted[2]]);
    assert_eq!(mux.fails(&["history", "WORDS"]), "");
}

#[test]
fn commands_are_listed_without_a_server_and_not_of_panes_that_are_not_recorded() {
    let Some(mux) = with_marks() else { return };
    let terminal = mux.start(&["new-session", "-s", "one"], SIZE);
    terminal.wait_for_text("$");
    terminal.type_line("echo kept-$((40+2))");
    terminal.wait_for_text("kept-42");
    mux.ok(&["set", "-g", "record", "off"]);
    mux.ok(&["new-window"]);
    terminal.wait_for_text("1:bash*");
    terminal.type_line("echo secret-$((40+2))");
    terminal.wait_for_text("secret-42");
    mux.ok(&["set", "-gu", "record"]);
    mux.ok(&["new-window"]);
    terminal.wait_for_text("2:bash*");
    terminal.type_line("echo other-$((40+2))");
    terminal.wait_for_text("other-42");
    let wanted = ["0 home echo kept-$((40+2))", "0 home echo other-$((40+2))"];
    assert!(until(|| list(&mux, &[]) == wanted), "{:?}", list(&mux, &[]));
    mux.power_off();
    drop(terminal);
    assert_eq!(list(&mux, &[]), wanted);
    assert_eq!(list(&mux, &["-t", "one", "KEPT"]), [""; 0]);
    assert_eq!(
        mux.fails(&["history", "-t", "gone"]),
        "can't find session: gone"
    );
    let line = mux.ok(&["history", "kept"]);
    assert!(
        line.contains("  ok  ") && line.ends_with("/home  echo kept-$((40+2))"),
        "{line}"
    );
    let mut start = mux.command(&["start-server"]);
    start.env("MUX_BOOT_ID", "two");
    assert_eq!(finish(start, "").status, 0);
    assert!(until(|| list(&mux, &[]) == wanted), "{:?}", list(&mux, &[]));
}

/// The notifications that a terminal got.
fn notifications(terminal: &Terminal) -> usize {
    let raw = terminal.raw();
    raw.windows(4).filter(|part| part == b"\x1b]9;").count()
}

#[test]
fn the_end_of_a_hidden_command_reaches_one_terminal_or_the_next_client() {
    let Some(mux) = with_marks() else { return };
    mux.ok(&[
        "start-server",
        ";",
        "set",
        "-g",
        "notify-finished-after",
        "0",
    ]);
    let first = mux.start(&["new-session", "-s", "one", "-n", "work"], SIZE);
    first.wait_for_text("$");
    let others = [(); 2].map(|()| {
        let terminal = mux.attach("one");
        terminal.wait_for_text("[one] 0:work*");
        terminal
    });
    // The commands run while another window is shown.
    mux.ok(&["new-window", "-n", "other"]);
    let run = |line: &str| {
        mux.ok(&["send-keys", "-t", "one:work", line, "Enter"]);
    };
    first.wait_for_text("1:other*");
    run("sleep 100");
    mux.wait_for_program("one:work", "sleep");
    mux.ok(&["send-keys", "-t", "one:work", "C-c"]);
    mux.wait_for(&["history", "--json", "sleep"], |text| {
        text.contains("\"status\":130")
    });
    run("true one");
    let all = || notifications(&first) + others.iter().map(notifications).sum::<usize>();
    assert!(until(|| all() > 0));
    run("false two");
    assert!(until(|| all() > 1));
    assert_eq!(all(), 2, "one terminal, none after Ctrl-C");
    first.wait_for_text("0:work+");
    // Nobody is attached: the notice waits, also for the next server.
    mux.ok(&["detach-client", "-a"]);
    mux.ok(&["detach-client", "-s", "one"]);
    mux.wait_for(&["list-clients"], str::is_empty);
    run("sh -c 'exit 7'");
    mux.wait_for(&["history", "--json", "exit"], |text| {
        text.contains("\"status\":7")
    });
    mux.process("server", None).kill();
    let back = mux.attach("one");
    back.wait_for_text("✗ sh -c 'exit 7' (0.0 s), status 7 [one: 0 work]");
    assert_eq!(all(), 2);
}
