//! Options about the terminal of a client: `terminal-features`, `terminal-overrides`, `user-keys`,
//! and the users that may attach to it.

use crate::harness::{Mux, finish, until};
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn the_client_applies_what_the_options_say_about_its_terminal() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "-s", "s", "cat"]);
    mux.ok(&["set-option", "-s", "user-keys[2]", "\u{1b}[5;30012~"]);
    mux.ok(&["bind-key", "-n", "User2", "set-option -g @pressed yes"]);
    let terminal = mux.attach("s");
    let features = || mux.ok(&["list-clients", "-F", "#{client_termfeatures}"]);
    let has = |name: &str| features().trim().split(',').any(|feature| feature == name);
    assert!(until(|| has("clipboard")), "{}", features());
    assert!(!has("margins"), "{}", features());
    mux.ok(&["set-option", "-s", "terminal-overrides", "*:Ms@"]);
    mux.ok(&["set-option", "-sa", "terminal-features", "*:margins"]);
    assert!(
        until(|| has("margins") && !has("clipboard")),
        "{}",
        features()
    );
    mux.ok(&["set-option", "-su", "terminal-overrides"]);
    assert!(until(|| has("clipboard")), "{}", features());
    // The sequence is a key of its own once the client knows it.
    terminal.send(b"\x1b[5;30012~");
    mux.wait_for(&["show-options", "-gqv", "@pressed"], |value| {
        value == "yes"
    });
}

#[test]
fn another_user_connects_only_with_access() {
    let mux = Mux::new();
    let socket = format!("/tmp/mux-access-{}", std::process::id());
    let mine = |args: &[&str]| {
        let args = [&["-S", &socket], args].concat();
        finish(mux.command(&args), "")
    };
    assert_eq!(mine(&["new-session", "-d", "-s", "s", "cat"]).status, 0);
    let open = std::fs::Permissions::from_mode(0o666);
    std::fs::set_permissions(&socket, open).unwrap();
    let other = |args: &[&str]| {
        let program = env!("CARGO_BIN_EXE_mux");
        let words = [&[program, "-S", &socket], args].concat();
        let line = words.iter().map(|word| format!("'{word}'"));
        let line = line.collect::<Vec<_>>().join(" ");
        let words = ["-s", "/bin/sh", "bin", "-c", &line];
        finish(mux.program("/bin/su", &words), "")
    };
    // Only root can act as another user, and that user must be able to run the program.
    let can = std::process::Command::new("/bin/su")
        .args(["-s", "/bin/sh", "bin", "-c"])
        .arg(format!("test -x '{}'", env!("CARGO_BIN_EXE_mux")))
        .stdin(std::process::Stdio::null())
        .status();
    if can.is_ok_and(|status| status.success()) {
        let refused = other(&["list-sessions"]);
        assert_eq!(
            (refused.status, refused.stderr.as_str()),
            (1, "access not allowed\n")
        );
        assert_eq!(mine(&["server-access", "-ar", "bin"]).status, 0);
        let refused = other(&["list-sessions"]);
        assert_eq!(
            (refused.status, refused.stderr.as_str()),
            (1, "client is read-only\n")
        );
        assert_eq!(other(&["list-clients"]).status, 0);
        assert_eq!(mine(&["server-access", "-w", "bin"]).status, 0);
        assert!(other(&["list-sessions"]).stdout.starts_with("s: 1 windows"));
        assert_eq!(mine(&["server-access", "-d", "bin"]).status, 0);
        assert_eq!(other(&["list-sessions"]).status, 1);
    }
    assert_eq!(mine(&["kill-server"]).status, 0);
    until(|| !std::path::Path::new(&socket).exists());
    drop(std::fs::remove_file(format!("{socket}.lock")));
}
