//! A mux in which every pane prints numbers, to detect lost, doubled and misplaced lines.

use crate::harness::{Mux, SIZE, Terminal, until};
use std::process::Command;

/// A mux whose panes print numbers until the file `stop` exists.
pub struct Numbers {
    /// The mux under test.
    pub mux: Mux,
    /// A terminal attached to the session of the first pane.
    pub terminal: Terminal,
    panes: Vec<String>,
    pids: String,
}

/// Faulty lines of panes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Lines that are missing.
    pub lost: usize,
    /// Lines that arrived twice or out of order.
    pub doubled: usize,
}

impl Numbers {
    /// `panes` panes, each of which prints `lines` numbers and then waits for `pause` seconds.
    pub fn start(panes: usize, lines: usize, pause: &str) -> Self {
        Self::start_with(panes, lines, pause, |_| ())
    }

    /// As [`Numbers::start`]; `prepare` may change the command that starts the server.
    pub fn start_with(
        panes: usize,
        lines: usize,
        pause: &str,
        prepare: impl FnOnce(&mut Command),
    ) -> Self {
        let mux = Mux::with_config("set -g history-limit 2000000\nset -g status-interval 0\n");
        let more = lines - 1;
        let script = format!(
            "n=1; while [ ! -e stop ]; do seq $n $((n+{more})); n=$((n+{lines})); sleep {pause}; \
             done; echo the last was $((n-1)) of all; exec cat"
        );
        mux.write("home/numbers", &script);
        let mut command = mux.command(&["new-session", "sh numbers"]);
        prepare(&mut command);
        let terminal = Terminal::spawn(command, SIZE);
        terminal.wait_for_text("1");
        for _ in 1..panes {
            mux.ok(&["new-window", "-d", "sh numbers"]);
        }
        let list = mux.ok(&["list-panes", "-s", "-F", "#{pane_id}"]);
        let mut numbers = Self {
            mux,
            terminal,
            panes: list.lines().map(str::to_owned).collect(),
            pids: String::new(),
        };
        assert_eq!(numbers.panes.len(), panes);
        numbers.pids = numbers.programs();
        numbers
    }

    fn programs(&self) -> String {
        let list = ["list-panes", "-s", "-F", "#{pane_id} #{pane_pid}"];
        self.mux.ok(&list)
    }

    /// Waits until a command is answered and the terminal is attached.
    pub fn wait_until_attached(&self) {
        let list = ["list-clients", "-F", "#{client_tty}"];
        self.mux.wait_for(&list, |list| !list.is_empty());
    }

    /// Stops the programs and checks every line of every pane.
    pub fn faults(&self) -> Faults {
        assert_eq!(self.programs(), self.pids, "the programs are the same");
        self.mux.write("home/stop", "");
        let mut faults = Faults::default();
        for pane in &self.panes {
            let mut text = String::new();
            let complete = until(|| {
                let output = self.mux.run(&["capture-pane", "-p", "-S", "-", "-t", pane]);
                text = output.stdout;
                text.contains(" of all\n")
            });
            let tail: Vec<&str> = text.trim_end().lines().rev().take(5).collect();
            assert!(complete, "{pane} ends with {tail:?}");
            let of_pane = check(&text);
            if of_pane != Faults::default() {
                let kept = std::env::temp_dir().join(format!("{}{pane}.txt", self.mux.id()));
                std::fs::write(&kept, &text).unwrap();
                let log = super::place::log(&self.mux);
                std::fs::write(kept.with_extension("log"), log).unwrap();
            }
            faults.lost += of_pane.lost;
            faults.doubled += of_pane.doubled;
        }
        faults
    }
}

/// Checks numbered lines against the count in the last line.
fn check(text: &str) -> Faults {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let (end, numbers) = lines.split_last().unwrap();
    let end = end.strip_prefix("the last was ").unwrap();
    let last: usize = end.strip_suffix(" of all").unwrap().parse().unwrap();
    let mut faults = Faults::default();
    let mut next = 1;
    for line in numbers {
        match line.parse::<usize>() {
            Ok(number) if number >= next => {
                faults.lost += number - next;
                next = number + 1;
            }
            // A repeated number, or a line that is not a number.
            _ => faults.doubled += 1,
        }
    }
    faults.lost += last + 1 - next.min(last + 1);
    faults
}

#[test]
fn missing_and_doubled_lines_are_counted() {
    for (text, lost, doubled) in [
        ("1\n2\n3\nthe last was 3 of all\n", 0, 0),
        ("1\n3\nthe last was 3 of all\n", 1, 0),
        ("1\n2\n2\n3\nthe last was 3 of all\n", 0, 1),
        ("1\n2\nthe last was 3 of all\n", 1, 0),
        ("1\n22\n3\nthe last was 3 of all\n", 20, 1),
    ] {
        assert_eq!(check(text), Faults { lost, doubled }, "{text}");
    }
}
