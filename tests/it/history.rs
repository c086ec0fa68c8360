//! Commands that shells mark (OSC 133): they are listed across sessions, after the death of the
//! server, without a server and after a reboot.

use crate::harness::{Mux, SIZE, finish, skip, until};

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
