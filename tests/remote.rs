//! A client here, a session on another machine. The other machine is a second world of files and
//! processes; what stands in for ssh leads there.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod harness;

use harness::terminal::{Exit, row};
use harness::{Mux, SIZE, Terminal, finish, until};
use std::fmt::Write as _;
use std::process::Command;

/// Two machines and what leads from one to the other.
struct Machines {
    here: Mux,
    there: Mux,
}

impl Machines {
    fn new() -> Self {
        let machines = Self {
            here: Mux::new(),
            there: Mux::new(),
        };
        let mut far = String::from("cd \"$(dirname \"$0\")/home\" && exec env -i \\\n");
        let command = machines.there.command(&[]);
        for (name, value) in command.get_envs() {
            let value = value.unwrap_or_default().to_string_lossy();
            writeln!(far, "  '{}={value}' \\", name.to_string_lossy()).unwrap();
        }
        writeln!(far, "  '{}' \"$@\"", env!("CARGO_BIN_EXE_mux")).unwrap();
        machines.there.write("mux", &far);
        machines.here.write(
            "ssh",
            "echo \"$*\" >>\"$0.calls\"\nshift\nwhile [ \"$1\" = -o ]; do shift 2; done\n\
             echo \"to $1\" >&2\nshift\nexec sh -c \"$*\"\n",
        );
        machines
    }

    /// `mux` here, which reaches the other machine.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.here.command(words);
        let path = |mux: &Mux, name: &str| format!("sh '{}'", mux.dir().join(name).display());
        command.env("MUX_SSH", path(&self.here, "ssh"));
        command.env("MUX_REMOTE", path(&self.there, "mux"));
        command
    }

    fn start(&self, words: &[&str]) -> Terminal {
        Terminal::spawn(self.command(words), SIZE)
    }

    /// What ssh was called with, call by call.
    fn calls(&self) -> Vec<String> {
        let calls = std::fs::read_to_string(self.here.dir().join("ssh.calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }
}

#[test]
fn a_session_is_made_left_and_found_again() {
    let machines = Machines::new();
    let mut terminal = machines.start(&["new", "me@box:", "-s", "work"]);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    terminal.type_line("pwd");
    let home = machines.there.home();
    terminal.wait_for("where it is", |s| row(s, 1) == home.to_str().unwrap());
    terminal.keys("C-b d");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    terminal.wait_for_text("[detached (from session work)]");
    terminal.wait_for_text("To come back: mux attach me@box:work");
    let mut terminal = machines.start(&["attach", "me@box:work"]);
    terminal.wait_for("the same screen", |s| row(s, 1) == home.to_str().unwrap());
    let listed = ["list-clients", "-F", "#{client_tty} #{session_name}"];
    let clients = machines.there.ok(&listed);
    assert!(clients.contains(":/dev/pts/"), "{clients}");
    assert!(machines.here.fails(&["ls"]).starts_with("error connecting"));
    let remote = machines.there.dir().join("mux");
    let call = format!("-T me@box sh '{}' proxy", remote.display());
    assert_eq!(machines.calls(), [call.clone(), call]);
    terminal.type_line("exit");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    terminal.wait_for_text("[exited]");
}

#[test]
fn commands_without_a_terminal_answer() {
    let machines = Machines::new();
    let made = finish(machines.command(&["new", "box:", "-d", "-s", "work"]), "");
    assert_eq!((made.status, made.stderr.as_str()), (0, "to box\n"));
    assert_eq!(machines.there.ok(&["ls", "-F", "#S"]), "work");
    let output = finish(machines.command(&["attach", "box:nothing"]), "");
    assert_eq!(
        (output.status, output.stderr.as_str()),
        (1, "to box\ncan't find session: nothing\n")
    );
}

#[test]
fn what_cannot_be_reached_is_said_in_a_sentence() {
    let machines = Machines::new();
    for (name, value, want) in [
        (
            "MUX_SSH",
            "sh -c 'echo no route >&2; exit 255'",
            "no route\nmux: no link to box (a session of this machine is reached with: mux attach -t box)\n",
        ),
        (
            "MUX_REMOTE",
            "exit 127;",
            "to box\nmux: box was reached and has no mux where its shell looks: install it there, or \
             say with MUX_REMOTE where it is\n",
        ),
        (
            "MUX_REMOTE",
            "echo welcome; true",
            "to box\nmux: the shell there says something before mux does: let it be silent for commands\n",
        ),
    ] {
        let mut command = machines.command(&["attach", "box"]);
        command.env(name, value);
        let output = finish(command, "");
        assert_eq!(
            (output.status, output.stderr.as_str()),
            (1, want),
            "{value}"
        );
    }
    let output = machines.there.run(&["-N", "proxy"]);
    assert_eq!((output.status, output.stdout.as_str()), (1, ""));
    assert!(
        output.stderr.starts_with("error connecting to "),
        "{output:?}"
    );
}

#[test]
fn a_link_that_is_lost_is_made_again() {
    let machines = Machines::new();
    let terminal = machines.start(&["new", "box:", "-s", "work"]);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    terminal.type_line("echo one");
    terminal.wait_for("its output", |s| row(s, 1) == "one");
    for round in 0..3 {
        let mut all = machines.there.processes().into_iter();
        all.find(|p| p.name == "mux").unwrap().kill();
        assert!(until(|| machines.calls().len() == round + 2));
        terminal.type_line(&format!("echo round {round}"));
        terminal.wait_for_text(&format!("\nround {round}\n"));
        terminal.wait_until_gone("no link to box");
    }
    assert_eq!(machines.calls().len(), 4);
    assert!(machines.calls()[1].starts_with("-T -o BatchMode=yes box "));
}

#[test]
fn the_server_there_is_killed_and_the_link_stays() {
    let machines = Machines::new();
    let terminal = machines.start(&["new", "box:", "-s", "work"]);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    let mut old = None;
    for round in 0..3 {
        let server = machines.there.process("server", old);
        server.kill();
        old = Some(server.pid);
        machines.there.process("server", old);
        machines
            .there
            .wait_for(&["list-clients"], |clients| !clients.is_empty());
        terminal.type_line(&format!("echo round {round}"));
        terminal.wait_for_text(&format!("\nround {round}\n"));
    }
    assert_eq!(machines.calls().len(), 1);
}
