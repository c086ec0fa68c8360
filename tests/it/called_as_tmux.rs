//! A mux that was started through a link called `tmux` says so everywhere, and so do the servers
//! that replace its server.

use crate::harness::{Mux, Output, finish, until};
use std::os::unix::fs::symlink;
use std::path::PathBuf;

/// The names and versions that a program in a pane sees: its environment, then the reply to
/// XTVERSION.
const PROGRAM: &str = "stty -echo -icanon; printf 'is %s %s ' \"$TERM_PROGRAM\" \
                       \"$TERM_PROGRAM_VERSION\"; printf '\\033[>q'; \
                       dd bs=1 count=15 2>/dev/null | tr -d '\\033'; exec sleep 1000";

/// An environment with a link called `tmux`.
struct Link {
    mux: Mux,
    path: PathBuf,
}

impl Link {
    fn new() -> Self {
        let mux = Mux::new();
        let path = mux.dir().join("tmux");
        symlink(env!("CARGO_BIN_EXE_mux"), &path).unwrap();
        Self { mux, path }
    }

    fn run(&self, args: &[&str]) -> Output {
        finish(self.mux.program(&self.path, args), "")
    }

    fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status, 0, "{args:?}: {}", output.stderr);
        output.stdout
    }

    /// The values that scripts read; a new pane sees the same.
    fn agrees(&self, window: &str) {
        let version = self.ok(&[
            "display",
            "-p",
            "#{version} #{?#{>=:#{version},3.2},new,old}",
        ]);
        assert_eq!(version, "3.7c new\n");
        self.ok(&["new-window", "-d", "-n", window, PROGRAM]);
        let shown = || self.ok(&["capture-pane", "-p", "-t", &format!(":{window}")]);
        let wanted = "is tmux 3.7c P>|tmux 3.7c\\";
        assert!(until(|| shown().contains(wanted)), "{}", shown());
    }
}

#[test]
fn the_version_is_the_same_everywhere_and_outlives_server_and_keeper() {
    let link = Link::new();
    assert_eq!(link.run(&["-V"]).stdout, "tmux 3.7c\n");
    link.ok(&["new-session", "-d", "-s", "s", "sleep 1000"]);
    link.agrees("first");
    let server = link.mux.process("server", None);
    server.kill();
    let second = link.mux.process("server", Some(server.pid));
    link.agrees("second");
    link.mux.process("keeper", None).kill();
    link.mux.process("keeper", None);
    link.agrees("third");
    // The new keeper starts the next server with the same arguments.
    second.kill();
    let server = link.mux.process("server", Some(second.pid));
    link.agrees("fourth");
    link.mux.ok(&["upgrade"]);
    link.mux.process("server", Some(server.pid));
    link.agrees("fifth");
    // A client called mux talks to the same server.
    assert_eq!(link.mux.ok(&["display", "-p", "#{version}"]), "3.7c");
    link.mux.ok(&["kill-server"]);
}

#[test]
fn the_name_of_the_first_client_selects_the_defaults() {
    let link = Link::new();
    link.ok(&["new-session", "-d", "-s", "s", "sleep 1000"]);
    assert_eq!(link.mux.ok(&["show", "-gv", "history-limit"]), "2000");
    assert_eq!(link.mux.ok(&["show", "-gv", "mouse"]), "off");
    link.ok(&["kill-server"]);
    let mux = Mux::new();
    mux.detached("s", "sleep 1000");
    assert_eq!(mux.ok(&["show", "-gv", "history-limit"]), "50000");
    assert_eq!(mux.ok(&["show", "-gv", "mouse"]), "on");
    let version = mux.ok(&["display", "-p", "#{version}"]);
    assert_eq!(version.trim(), env!("CARGO_PKG_VERSION"));
    mux.ok(&["kill-server"]);
}

#[test]
fn the_editor_selects_the_keys_of_modes() {
    for (editor, keys) in [
        ("/usr/bin/nvim", "vi"),
        ("nano", "emacs"),
        ("/vi/ed", "emacs"),
    ] {
        let mux = Mux::new();
        let mut command = mux.command(&["new-session", "-d", "sleep 1000"]);
        command.env("EDITOR", editor);
        assert_eq!(finish(command, "").status, 0);
        assert_eq!(mux.ok(&["show", "-gwv", "mode-keys"]).trim(), keys);
        assert_eq!(mux.ok(&["show", "-gv", "status-keys"]).trim(), keys);
        assert_eq!(mux.ok(&["show", "-sv", "editor"]).trim(), editor);
        mux.ok(&["set", "-gw", "mode-keys", "vi"]);
        mux.ok(&["set", "-gwu", "mode-keys"]);
        assert_eq!(mux.ok(&["show", "-gwv", "mode-keys"]).trim(), keys);
        mux.ok(&["kill-server"]);
    }
}

#[test]
fn words_of_mux_alone_are_unknown_to_tmux() {
    let link = Link::new();
    let usage = link.run(&["-h"]);
    let lines: Vec<&str> = usage.stdout.lines().collect();
    assert!(lines[0].starts_with("usage: tmux [-2CDhlNuVv] [-c shell-command]"));
    assert!(lines[1].starts_with("            [-S socket-path]"));
    assert_eq!((lines.len(), usage.status), (2, 0));
    link.ok(&["new-session", "-d", "sleep 1000"]);
    let commands = link.ok(&["list-commands", "-F", "#{command_list_name}"]);
    let commands: Vec<&str> = commands.lines().collect();
    assert!(commands.contains(&"new-session") && !commands.contains(&"snapshots"));
    let help = link.run(&["help"]);
    assert_eq!(
        (help.stderr.as_str(), help.status),
        ("unknown command: help\n", 1)
    );
    link.ok(&["kill-server"]);
}
