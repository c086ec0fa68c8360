//! A reboot: every process is killed at once, the boot id changes, and `mux` restores all sessions.

use crate::harness::{Mux, Terminal, until};
use mux::base::Size;
use std::fs;

const SIZE: Size = Size::new(100, 30);

/// A mux on a machine that can be rebooted.
pub(super) struct Machine {
    pub mux: Mux,
    boots: u32,
}

impl Machine {
    pub fn new(config: &str) -> Self {
        Self {
            mux: Mux::with_config(config),
            boots: 1,
        }
    }

    /// Runs `mux` with the current boot id.
    pub fn run(&self, args: &[&str]) -> crate::harness::Output {
        let mut command = self.mux.command(args);
        command.env("MUX_BOOT_ID", format!("boot {}", self.boots));
        crate::harness::finish(command, "")
    }

    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(
            (output.status, output.stderr.as_str()),
            (0, ""),
            "mux {args:?}"
        );
        output.stdout.trim_end_matches('\n').to_owned()
    }

    /// Waits until the output of `args` satisfies `wanted`; returns it.
    pub fn wait_for(&self, args: &[&str], wanted: impl Fn(&str) -> bool) -> String {
        let mut last = String::new();
        let pleased = until(|| {
            last = self.run(args).stdout;
            wanted(&last)
        });
        assert!(pleased, "mux {args:?}: {last}");
        last
    }

    pub fn attach(&self, args: &[&str]) -> Terminal {
        let mut command = self.mux.command(args);
        command.env("MUX_BOOT_ID", format!("boot {}", self.boots));
        Terminal::spawn(command, SIZE)
    }

    /// Types a line once the shell shows its prompt; an earlier echo would precede the prompt.
    pub fn type_into(&self, pane: &str, line: &str) {
        self.wait_for(&["capture-pane", "-p", "-t", pane], |shown| {
            let last = shown.lines().rfind(|line| !line.trim().is_empty());
            last.is_some_and(|line| line.starts_with('$'))
        });
        self.ok(&["send-keys", "-t", pane, line, "Enter"]);
    }

    pub fn shows(&self, pane: &str, text: &str) -> String {
        self.wait_for(&["capture-pane", "-p", "-S", "-", "-t", pane], |shown| {
            shown.contains(text)
        })
    }

    /// Kills all processes at once and changes the boot id.
    pub fn reboot(&mut self) {
        self.mux.power_off();
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
    let plan = machine.ok(&["restore", "--dry-run", "-t", "work"]);
    let pane = format!("session work\n  window 0 edit\n    pane %0: a shell in {one}\n");
    assert!(plan.starts_with(&pane), "{plan}");
    assert!(
        plan.contains("\nsession play\n"),
        "a start restores all: {plan}"
    );
    assert!(machine.mux.processes().is_empty(), "it starts no server");
    let terminal = machine.attach(&["attach-session", "-t", "work"]);
    terminal.wait_for_text("restored · last output");
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
    assert_eq!(shown.matches("restored · last output").count(), 1);

    // The shell runs, and a second reboot adds to the history instead of doubling it.
    machine.type_into("work:0.0", "echo a\"\"gain");
    machine.shows("work:0.0", "again");
    machine.ok(&["save"]);
    machine.reboot();
    machine.ok(&["start-server"]);
    let shown = machine.shows("work:0.0", "again");
    assert_eq!(
        shown.matches("restored · last output").count(),
        2,
        "{shown}"
    );
    assert_eq!(
        shown
            .lines()
            .filter(|l| l.trim().parse::<u32>().is_ok())
            .count(),
        100
    );
    assert_eq!(machine.layout(), before);
}

#[test]
fn programs_are_offered_and_not_run() {
    let mut machine = Machine::new("set -g status off\n");
    machine.ok(&["new-session", "-d", "-s", "s", "-x", "100", "-y", "30"]);
    machine.ok(&["split-window", "-t", "s"]);
    machine.ok(&["split-window", "-t", "s", "sleep 4321 && echo 'two words'"]);
    machine.type_into("s:0.1", "sleep '12''34'");
    machine.wait_for(
        &["list-panes", "-t", "s", "-F", "#{pane_current_command}"],
        |names| names.matches("sleep").count() == 1,
    );
    machine.ok(&["save"]);
    machine.reboot();

    machine.ok(&["start-server"]);
    let shown = machine.shows("s:0.1", "$ sleep 1234");
    assert!(!shown.contains("sleep 1234\n$"), "{shown}");
    machine.shows("s:0.2", "$ sleep 4321 && echo 'two words'");
    machine.shows("s:0.0", "$");
    // Programs of the system's profile may still run for a moment.
    machine.wait_for(
        &["list-panes", "-t", "s", "-F", "#{pane_current_command}"],
        |names| names == "sh\nsh\nsh\n",
    );
    machine.ok(&["send-keys", "-t", "s:0.1", "Enter"]);
    machine.wait_for(
        &["list-panes", "-t", "s", "-F", "#{pane_current_command}"],
        |names| names.contains("sleep"),
    );

    // Programs in `restore-programs` are started.
    machine.ok(&["save"]);
    machine.mux.write(
        "config/mux/mux.conf",
        "set -g restore-programs 'vi,sleep'\n",
    );
    machine.reboot();
    machine.ok(&["start-server"]);
    machine.wait_for(
        &["list-panes", "-t", "s", "-F", "#{pane_current_command}"],
        |names| names.contains("sleep"),
    );
}

#[test]
fn a_missing_directory_is_replaced_by_its_parent_with_a_message() {
    let mut machine = Machine::new("");
    let place = machine.mux.home().join("here/deep/down");
    fs::create_dir_all(&place).unwrap();
    machine.ok(&[
        "new-session",
        "-d",
        "-s",
        "s",
        "-c",
        place.to_str().unwrap(),
        "-x",
        "200",
        "-y",
        "30",
    ]);
    machine.shows("s", "$");
    machine.ok(&["save"]);
    machine.reboot();
    fs::remove_dir_all(machine.mux.home().join("here/deep")).unwrap();
    machine.ok(&["start-server"]);
    machine.shows("s", "here/deep/down is gone");
    let cwd = ["display-message", "-p", "-t", "s", "#{pane_current_path}"];
    machine.wait_for(&cwd, |path| path.trim().ends_with("/here"));
}

#[test]
fn the_option_decides_about_automatic_restore() {
    for (option, by_itself) in [("on", true), ("ask", false), ("off", false)] {
        let mut machine = Machine::new(&format!("set -g restore {option}\n"));
        machine.ok(&["new-session", "-d", "-s", "before"]);
        machine.ok(&["save"]);
        machine.reboot();
        machine.ok(&["new-session", "-d", "-s", "after"]);
        let names = machine.ok(&["list-sessions", "-F", "#{session_name}"]);
        assert_eq!(names == "after\nbefore", by_itself, "{option}: {names}");
        if !by_itself {
            machine.ok(&["save"]);
            let plan = machine.ok(&["restore", "--dry-run"]);
            assert!(
                plan.starts_with("session before\n  window 0 ") && plan.contains("a shell in"),
                "{plan}"
            );
            let told = machine.ok(&["restore"]);
            assert_eq!(told, "Restored session before (1 window, 1 pane).");
            assert_eq!(
                machine.ok(&["list-sessions", "-F", "#{session_name}"]),
                "after\nbefore"
            );
            let plan = machine.ok(&["restore", "--dry-run"]);
            assert!(plan.contains(": already running, skipped"), "{plan}");
        }
    }
}

#[test]
fn sessions_closed_by_mistake_return_with_their_lines() {
    let machine = Machine::new("set -g status off\n");
    machine.ok(&["new-session", "-d", "-s", "keep"]);
    machine.ok(&["new-session", "-d", "-s", "lost", "-x", "80", "-y", "24"]);
    machine.ok(&["split-window", "-h", "-t", "lost"]);
    machine.type_into("lost:0.1", "echo prec\"\"ious");
    machine.shows("lost:0.1", "\nprecious");
    machine.ok(&["save"]);
    machine.ok(&["kill-session", "-t", "lost"]);
    machine.ok(&["save"]);
    let list = machine.ok(&["snapshots"]);
    let line = list
        .lines()
        .find(|l| l.contains("before session lost was closed"))
        .unwrap_or_else(|| panic!("{list}"));
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[3..5], ["2", "3"], "{line}");
    assert!(
        line.contains("keep: ") && line.contains("; lost: "),
        "{line}"
    );
    let id = words[0];
    assert!(
        machine
            .ok(&["snapshots", "--json"])
            .contains(&format!("\"id\":{id},\"time\":"))
    );
    let told = machine.ok(&["restore", id]);
    assert_eq!(told, "Restored session lost (1 window, 2 panes).");
    machine.shows("lost:0.1", "\nprecious");
    machine.shows("lost:0.1", "restored · last output");
    assert_eq!(
        machine.ok(&["list-panes", "-t", "lost", "-F", "#{pane_width}"]),
        "40\n39"
    );
    // A second restore changes nothing and keeps no snapshot.
    machine.ok(&["save"]);
    let before = machine.ok(&["snapshots"]);
    assert_eq!(before.matches("(before a restore)").count(), 1, "{before}");
    assert_eq!(
        machine.ok(&["restore", id]),
        format!("Nothing restored: all sessions of snapshot {id} are running.")
    );
    assert_eq!(
        machine.ok(&["restore", id, "-t", "lost"]),
        format!("Nothing restored: session lost of snapshot {id} is running.")
    );
    let unknown = machine.run(&["restore", "-t", "nosuch"]);
    assert_eq!(
        (unknown.status, unknown.stderr.as_str()),
        (1, "can't find session: nosuch (saved: keep, lost)\n")
    );
    machine.ok(&["save"]);
    let ids = |list: &str| -> Vec<String> {
        let lines = list.lines().filter(|line| !line.contains("(now)"));
        let ids = lines.map(|line| line.split_whitespace().next().unwrap().to_owned());
        ids.collect()
    };
    assert_eq!(ids(&machine.ok(&["snapshots"])), ids(&before));
    assert_eq!(
        machine.run(&["restore", "999"]).stderr,
        "can't find snapshot: 999\n"
    );
    assert_eq!(
        machine.run(&["restore", "x"]).stderr,
        "can't find snapshot: x\n"
    );
}

#[test]
fn ended_sessions_stay_ended_and_can_be_restored() {
    let machine = Machine::new("");
    machine.ok(&["new-session", "-d", "-s", "done"]);
    machine.ok(&["save"]);
    machine.ok(&["kill-server"]);
    machine.ok(&["new-session", "-d", "-s", "new"]);
    assert_eq!(
        machine.ok(&["list-sessions", "-F", "#{session_name}"]),
        "new"
    );
    let told = machine.ok(&["restore"]);
    assert_eq!(told, "Restored session done (1 window, 1 pane).");
    machine.ok(&["save"]);
    machine.ok(&["kill-server"]);
    assert!(crate::harness::until(|| machine.mux.processes().is_empty()));
    // Without a server the plan is what `restore` does, and nothing is started for it.
    let plan = machine.ok(&["restore", "--dry-run"]);
    assert!(plan.starts_with("session new\n  window 0 ") && plan.contains("\nsession done\n"));
    assert!(machine.mux.processes().is_empty());
    assert_eq!(
        machine.ok(&["restore"]),
        "Restored session new (1 window, 1 pane).\nRestored session done (1 window, 1 pane)."
    );
}

#[test]
fn a_shutdown_in_any_order_saves_the_state_before_it() {
    use nix::sys::signal::Signal;
    let orders: [&[&str]; 6] = [
        &["server"],
        &["keeper"],
        &["sh", "server"],
        &["sh", "sh", "sh"],
        &["sh", "sh", "keeper"],
        // The next keeper is not the parent of these shells and does not know how they end.
        &["keeper -9", "sh", "sh", "sh"],
    ];
    for order in orders {
        let mut machine = Machine::new("");
        machine.ok(&["new-session", "-d", "-s", "a"]);
        machine.ok(&["split-window", "-t", "a"]);
        machine.ok(&["new-session", "-d", "-s", "b"]);
        // Wait until programs of the system's profile have ended.
        for pane in ["a:0.0", "a:0.1", "b:0.0"] {
            machine.shows(pane, "$");
        }
        machine.ok(&["save"]);
        let shells: Vec<_> = machine
            .mux
            .processes()
            .into_iter()
            .filter(|p| !p.is_mux())
            .collect();
        let mut shells = shells.into_iter();
        assert_eq!(shells.len(), 3, "{order:?}");
        for who in order {
            match *who {
                "sh" => {
                    let shell = shells.next().unwrap();
                    shell.kill();
                    until(|| !shell.runs());
                }
                "keeper -9" => {
                    let keeper = machine.mux.process("keeper", None);
                    keeper.kill();
                    machine.mux.process("keeper", Some(keeper.pid));
                }
                role => machine.mux.process(role, None).signal(Signal::SIGTERM),
            }
        }
        until(|| !machine.mux.processes().iter().any(|p| p.is_mux()));
        machine.reboot();
        machine.ok(&["start-server"]);
        let panes = machine.ok(&["list-panes", "-a", "-F", "#{session_name} #{pane_id}"]);
        assert_eq!(panes, "a %0\na %1\nb %2", "{order:?}");
    }
}

#[test]
fn unrecorded_panes_leave_no_trace() {
    let machine = Machine::new("");
    machine.ok(&["new-session", "-d", "-s", "s"]);
    machine.ok(&["split-window", "-t", "s"]);
    machine.type_into("s:0.0", "echo 'not a sec''ret'");
    machine.shows("s:0.0", "\nnot a secret");
    machine.ok(&["set-option", "-p", "-t", "s:0.0", "record", "off"]);
    machine.type_into("s:0.0", "echo 'very sec''ret'");
    machine.shows("s:0.0", "\nvery secret");
    machine.type_into("s:0.1", "echo 'may be k''nown'");
    machine.shows("s:0.1", "\nmay be known");
    machine.ok(&["save"]);
    machine.ok(&["kill-server"]);
    let dir = machine.mux.dir().join("state/mux");
    let db = mux::store::open(&dir, &mux::store::SCROLLBACK, 0)
        .db
        .unwrap();
    let mut texts = String::new();
    let mut statement = db
        .connection
        .prepare("SELECT lineage, pane FROM pane")
        .unwrap();
    let panes = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    for (lineage, pane) in panes.unwrap().map(Result::unwrap) {
        let past = mux::store::scrollback::load(&db, lineage, mux::base::PaneId(pane), 1000)
            .unwrap()
            .unwrap();
        for lines in past.pieces.iter().chain(&past.shown) {
            let (text, _) = mux::term::archived_text(&lines.raw).unwrap();
            texts.push_str(&String::from_utf8(text).unwrap());
        }
    }
    assert!(
        texts.contains("may be known") && !texts.contains("secret"),
        "{texts}"
    );
}

#[test]
fn an_idle_server_writes_nothing() {
    let machine = Machine::new("");
    machine.ok(&["new-session", "-d", "-s", "s"]);
    machine.shows("s", "$");
    let _terminal = machine.attach(&["attach-session", "-t", "s"]);
    machine.wait_for(&["list-clients"], |list| !list.is_empty());
    machine.ok(&["save"]);
    let server = machine.mux.process("server", None);
    let written = || {
        let io = fs::read_to_string(format!("/proc/{}/io", server.pid)).unwrap();
        io.lines()
            .find_map(|line| line.strip_prefix("write_bytes: ")?.parse::<u64>().ok())
            .unwrap()
    };
    // Changes by attaching are saved within their time limits; after that nothing is written.
    let mut last = written();
    let mut still = std::time::Instant::now();
    let silent = || {
        until(|| {
            let now = written();
            if now != last {
                last = now;
                still = std::time::Instant::now();
            }
            still.elapsed().as_secs() >= 7
        })
    };
    assert!(std::iter::repeat_with(silent).take(3).any(|silent| silent));
}

#[test]
fn a_server_starts_with_any_files() {
    let mut machine = Machine::new("");
    machine.ok(&["new-session", "-d", "-s", "s"]);
    machine.ok(&["save"]);
    machine.reboot();
    let dir = machine.mux.dir().join("state/mux");
    fs::write(dir.join("state.db"), "").unwrap();
    fs::write(dir.join("scrollback.db"), vec![7; 10_000]).unwrap();
    machine.ok(&["new-session", "-d", "-s", "t"]);
    machine.ok(&["save"]);
    let kept = fs::read_dir(&dir).unwrap().filter(|e| {
        e.as_ref()
            .unwrap()
            .file_name()
            .to_str()
            .unwrap()
            .contains("damaged")
    });
    assert!(kept.count() >= 2);
    machine.reboot();
    fs::remove_dir_all(&dir).unwrap();
    fs::write(&dir, "a file where the directory was").unwrap();
    machine.ok(&["new-session", "-d", "-s", "u"]);
    assert!(machine.run(&["save"]).stderr.contains("cannot save to "));
    assert_eq!(machine.ok(&["list-sessions", "-F", "#{session_name}"]), "u");
}

#[test]
fn search_finds_lines_and_status_prints_figures() {
    let machine = Machine::new("");
    machine.ok(&["new-session", "-d", "-s", "work", "-n", "one"]);
    machine.ok(&["new-session", "-d", "-s", "gone", "-n", "two"]);
    for session in ["work", "gone"] {
        machine.type_into(session, "echo 'Nee''dle' in $TMUX_PANE");
        machine.shows(session, "\nNeedle");
    }
    machine.ok(&["save"]);
    machine.ok(&["kill-session", "-t", "gone"]);
    let found = machine.ok(&["search", "needle in %", "-i"]);
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines.len(), 2, "{found}");
    assert!(
        lines[0].starts_with("work:one %0 20") && lines[0].ends_with(": Needle in %0"),
        "{found}"
    );
    assert!(lines[1].starts_with("gone:two %1 (closed) 20"), "{found}");
    assert_eq!(
        machine
            .ok(&["search", "-t", "work", "Needle in"])
            .lines()
            .count(),
        1
    );
    assert_eq!(
        machine
            .ok(&["search", "-t", "gone", "Needle in", "--since", "1h"])
            .lines()
            .count(),
        1
    );
    let json = machine.ok(&["search", "--json", "-t", "%0", "Needle in"]);
    assert!(
        json.starts_with(
            "[{\"session_name\":\"work\",\"window_name\":\"one\",\"pane_id\":\"%0\",\"closed\":false,"
        ),
        "{json}"
    );
    let nothing = machine.run(&["search", "no such thing"]);
    assert_eq!(
        (
            nothing.status,
            nothing.stdout.as_str(),
            nothing.stderr.as_str()
        ),
        (1, "", "")
    );
    assert!(
        machine
            .run(&["search", "("])
            .stderr
            .starts_with("invalid regular expression")
    );
    // The line scrolls off the screen.
    machine.type_into("work", "seq 1 300; echo e''nd");
    machine.shows("work", "\nend");
    machine.ok(&["new-window", "-t", "work"]);
    let terminal = machine.attach(&["attach-session", "-t", "work"]);
    machine.wait_for(&["list-clients"], |list| !list.is_empty());
    terminal.keys("C-b");
    terminal.type_text(":");
    terminal.type_line("search --open 'Needle in %0'");
    machine.wait_for(
        &["display-message", "-p", "-t", "work:", "#{pane_id}"],
        |pane| pane.trim() == "%0",
    );
    let place = [
        "display-message",
        "-p",
        "-t",
        "work:",
        "#{pane_id} #{pane_mode} #{scroll_position}",
    ];
    let there = |text: &str| {
        let up = text.trim().strip_prefix("%0 copy-mode ");
        up.and_then(|up| up.parse::<u32>().ok())
            .is_some_and(|up| up > 250)
    };
    machine.wait_for(&place, there);
    // The search also works inside a pane, and the typed command is not a match.
    machine.ok(&["copy-mode", "-q", "-t", "%0"]);
    machine.ok(&["select-window", "-t", "work:1"]);
    let mux = env!("CARGO_BIN_EXE_mux");
    machine.type_into("work:1", &format!("{mux} search --open 'Needle in %0'"));
    machine.wait_for(&place, there);

    let status = machine.ok(&["status", "-v"]);
    for wanted in [
        "server: process ",
        "keeper: process ",
        " 1 session, 2 windows, 2 panes, 1 client · ",
        " · saved ",
        "history of %0: ",
    ] {
        assert!(status.contains(wanted), "{wanted}: {status}");
    }
    let json = machine.ok(&["status", "--json"]);
    let keeper = machine.mux.process("keeper", None).pid;
    assert!(
        json.contains(&format!("\"keeper_pid\":{keeper},")),
        "{json}"
    );
    assert!(json.ends_with("}]}"), "{json}");
}

#[test]
fn lines_are_exported_and_everything_fits_into_a_file() {
    let mut machine = Machine::new("");
    machine.ok(&["new-session", "-d", "-s", "s", "-x", "80", "-y", "10"]);
    machine.ok(&["split-window", "-h", "-t", "s"]);
    machine.type_into("s:0.0", "seq 1 200; printf '\\033[31mr<e>d\\033[m\\n'");
    machine.shows("s:0.0", "\nr<e>d");
    let text = machine.ok(&["export", "s:0.0"]);
    let numbers = text.lines().filter(|line| line.parse::<u32>().is_ok());
    assert_eq!(numbers.count(), 200);
    assert!(
        text.contains("\nr<e>d\n") && !text.contains('\x1b'),
        "{text}"
    );
    assert!(
        machine
            .ok(&["export", "--format", "ansi", "s:0.0"])
            .contains("\x1b[0;31mr<e>d\x1b[m")
    );
    let page = machine.ok(&["export", "s:0.0", "--format", "html"]);
    assert!(
        page.contains("<span style=\"color:#cd0000\">r&lt;e&gt;d</span>"),
        "{page}"
    );
    assert_eq!(
        machine.run(&["export", "--format=x"]).stderr,
        "unknown format: x (use text, ansi, html or json)\n"
    );

    let file = machine.mux.home().join("all.backup");
    assert_eq!(
        machine.ok(&["backup", "all.backup"]),
        format!("saved to {}", file.display())
    );
    assert!(
        machine
            .run(&["backup", "all.backup"])
            .stderr
            .contains("already exists")
    );
    let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(&file).unwrap());
    assert_eq!(mode & 0o777, 0o600);
    // Stands for another machine, or for the loss of all saved files.
    machine.reboot();
    fs::remove_dir_all(machine.mux.dir().join("state/mux")).unwrap();
    machine.ok(&["new-session", "-d", "-s", "other"]);
    assert_eq!(
        machine.ok(&["backup", "--restore", "all.backup"]),
        "Restored session s (1 window, 2 panes)."
    );
    assert_eq!(
        machine.ok(&["list-panes", "-t", "s:", "-F", "#{pane_width}"]),
        "40\n39"
    );
    machine.wait_for(&["list-panes", "-t", "s:", "-F", "#{pane_pid}"], |pids| {
        !pids.contains("\n0\n")
    });
    let lines = machine.shows("s:0.0", "restored · last output");
    assert!(lines.contains("\n200\n"), "{lines}");
    assert!(
        machine
            .run(&["backup", "--restore", "no-such"])
            .stderr
            .contains("no-such: ")
    );
    machine
        .mux
        .write("home/text", "a file that is no database\n");
    let wrong = machine.run(&["backup", "--restore", "text"]);
    assert!(
        wrong.stderr.ends_with("/text is not a mux backup\n"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn an_upgrade_keeps_what_was_saved_before() {
    let machine = Machine::new("");
    machine.ok(&["new-session", "-d", "-s", "kept"]);
    machine.ok(&["save"]);
    let said = machine.ok(&["upgrade", env!("CARGO_BIN_EXE_mux")]);
    assert!(said.contains("upgraded from mux"), "{said}");
    let dir = machine.mux.dir().join("state/mux");
    let kept = dir.join("state.db.before-upgrade");
    let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(&kept).unwrap());
    assert_eq!(mode & 0o777, 0o600);
    machine.ok(&["kill-session", "-t", "kept"]);
    assert!(until(|| machine.mux.processes().is_empty()));
    fs::rename(kept, dir.join("state.db")).unwrap();
    machine.ok(&["new-session", "-d", "-s", "other"]);
    machine.ok(&["restore"]);
    machine.wait_for(&["ls", "-F", "#S"], |names| names.contains("kept"));
}
