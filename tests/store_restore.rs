//! A reboot: everything is killed at once, the machine's run has another name, and `mux` brings
//! everything back.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod harness;

use harness::{Mux, Terminal, until};
use mux::base::Size;
use std::fs;

const SIZE: Size = Size::new(100, 30);

/// A world whose machine can be rebooted.
struct Machine {
    mux: Mux,
    boots: u32,
}

impl Machine {
    fn new(config: &str) -> Self {
        Self {
            mux: Mux::with_config(config),
            boots: 1,
        }
    }

    /// `mux` with arguments in the present run of the machine, to its end.
    fn run(&self, args: &[&str]) -> harness::Output {
        let mut command = self.mux.command(args);
        command.env("MUX_BOOT_ID", format!("boot {}", self.boots));
        harness::finish(command, "")
    }

    fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(
            (output.status, output.stderr.as_str()),
            (0, ""),
            "mux {args:?}"
        );
        output.stdout.trim_end_matches('\n').to_owned()
    }

    /// Waits until `args` print something that pleases.
    fn wait_for(&self, args: &[&str], wanted: impl Fn(&str) -> bool) -> String {
        let mut last = String::new();
        let pleased = until(|| {
            last = self.run(args).stdout;
            wanted(&last)
        });
        assert!(pleased, "mux {args:?}: {last}");
        last
    }

    fn attach(&self, args: &[&str]) -> Terminal {
        let mut command = self.mux.command(args);
        command.env("MUX_BOOT_ID", format!("boot {}", self.boots));
        Terminal::spawn(command, SIZE)
    }

    fn type_into(&self, pane: &str, line: &str) {
        self.ok(&["send-keys", "-t", pane, line, "Enter"]);
    }

    fn shows(&self, pane: &str, text: &str) -> String {
        self.wait_for(&["capture-pane", "-p", "-S", "-", "-t", pane], |shown| {
            shown.contains(text)
        })
    }

    /// All processes end at once, and the machine runs anew.
    fn reboot(&mut self) {
        until(|| {
            let processes = self.mux.processes();
            processes.iter().for_each(harness::Process::kill);
            processes.is_empty()
        });
        self.mux
            .sockets()
            .iter()
            .for_each(|socket| drop(fs::remove_file(socket)));
        self.boots += 1;
    }

    fn layout(&self) -> String {
        self.ok(&[
            "list-panes",
            "-a",
            "-F",
            "#{session_id} #{session_name} #{window_id} #{window_index} #{window_name} #{window_active} \
             #{window_layout} #{window_zoomed_flag} #{pane_id} #{pane_active} #{pane_width}x#{pane_height} \
             #{pane_current_path} #{@mine}",
        ])
    }
}

#[test]
fn after_a_reboot_everything_is_back() {
    let mut machine = Machine::new("set -g status off\nset -g automatic-rename off\n");
    let place = |name: &str| {
        let place = machine.mux.home().join(name);
        fs::create_dir_all(&place).unwrap();
        place.to_str().unwrap().to_owned()
    };
    let (one, two) = (place("one"), place("two"));
    let size = ["-x", "100", "-y", "30"];
    machine.ok(&[
        &["new-session", "-d", "-s", "work", "-n", "edit", "-c", &one][..],
        &size,
    ]
    .concat());
    machine.ok(&["split-window", "-h", "-l", "30", "-t", "work:0", "-c", &two]);
    machine.ok(&["split-window", "-v", "-t", "work:0", "-c", &one]);
    machine.ok(&["select-pane", "-t", "work:0.1"]);
    machine.ok(&["new-window", "-d", "-t", "work:4", "-n", "logs", "-c", &two]);
    machine.ok(&["split-window", "-t", "work:4", "-c", &one]);
    machine.ok(&["resize-pane", "-Z", "-t", "work:4.0"]);
    machine.ok(&[&["new-session", "-d", "-s", "play", "-c", &two][..], &size].concat());
    machine.ok(&["set-option", "-t", "play", "@mine", "kept"]);
    machine.type_into(
        "work:0.0",
        "printf '\\033[1;31mred\\033[m line\\n'; seq 1 100",
    );
    machine.shows("work:0.0", "\n100\n");
    machine.type_into("play:0", "cd ../one && echo m\"\"oved");
    machine.shows("play:0", "moved");
    machine.ok(&["save"]);
    let before = machine.layout();
    assert!(
        before.contains("kept") && before.contains("/one"),
        "{before}"
    );

    machine.reboot();
    let terminal = machine.attach(&["attach-session", "-t", "work"]);
    terminal.wait_for_text("restored; last output");
    machine.wait_for(
        &["list-panes", "-t", "play", "-F", "#{pane_current_path}"],
        |path| path.trim().ends_with("/one"),
    );
    assert_eq!(machine.layout(), before);
    let shown = machine.ok(&["capture-pane", "-p", "-e", "-S", "-", "-t", "work:0.0"]);
    assert!(
        shown.contains("red") && shown.contains("\x1b[1m"),
        "{shown:?}"
    );
    let lines: Vec<&str> = shown.lines().map(str::trim_end).collect();
    let numbers: Vec<&&str> = lines.iter().filter(|l| l.parse::<u32>().is_ok()).collect();
    assert_eq!(numbers.len(), 100, "{numbers:?}");
    assert_eq!(shown.matches("restored; last output").count(), 1);

    // The shell runs, and a second reboot adds to the history instead of doubling it.
    machine.type_into("work:0.0", "echo a\"\"gain");
    machine.shows("work:0.0", "again");
    machine.ok(&["save"]);
    machine.reboot();
    machine.ok(&["start-server"]);
    let shown = machine.shows("work:0.0", "again");
    assert_eq!(shown.matches("restored; last output").count(), 2, "{shown}");
    assert_eq!(
        shown
            .lines()
            .filter(|l| l.trim().parse::<u32>().is_ok())
            .count(),
        100
    );
    assert_eq!(machine.layout(), before);
}
