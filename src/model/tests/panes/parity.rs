//! The same commands in a world and in the tmux that is installed.

#[path = "../../../../tests/it/harness/skip.rs"]
mod skip;

use crate::base::PaneId;
use crate::model::testing::{CommandOutput, split};
use crate::model::tests::panes::{SESSION, STATE, state, world};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// A tmux server of our own, which ends with the test.
struct Tmux {
    socket: PathBuf,
}

impl Tmux {
    fn start(number: usize) -> Self {
        let name = format!("mux-test-panes-{}-{number}", std::process::id());
        let tmux = Self {
            socket: std::env::temp_dir().join(name),
        };
        let outcome = tmux.run(SESSION);
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
        tmux
    }

    fn run(&self, line: &str) -> CommandOutput {
        let out = Command::new("tmux")
            .args(["-f", "/dev/null", "-S"])
            .arg(&self.socket)
            .args(split(line))
            .env_remove("TMUX")
            .env_remove("TMUX_PANE")
            .env("SHELL", "/bin/sh")
            .env("TERM", "screen")
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("tmux was found before");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        CommandOutput {
            out: text(out.stdout),
            err: text(out.stderr),
            status: out.status.code().and_then(|c| u8::try_from(c).ok()),
        }
    }

    fn state(&self) -> String {
        self.run(&format!("list-windows -a -F '{STATE}'")).out
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run("kill-server");
        std::fs::remove_file(&self.socket).ok();
    }
}

/// Whether tmux 3.3 or newer is installed; otherwise reports that the test is skipped.
fn installed() -> bool {
    let version = Command::new("tmux").arg("-V").output();
    let version = version.map(|out| String::from_utf8_lossy(&out.stdout).into_owned());
    let is_new_enough = version.as_ref().is_ok_and(|v| {
        let digits = v.chars().filter(|c| c.is_ascii_digit() || *c == '.');
        let number = digits.collect::<String>().parse::<f64>();
        number.is_ok_and(|n| n >= 3.3)
    });
    if !is_new_enough {
        skip::skip("tmux", "no tmux 3.3 or newer is installed");
    }
    is_new_enough
}

/// Runs every script of a list in both, and compares after each command.
fn compare(scripts: &[&str], base: usize) {
    if !installed() {
        return;
    }
    let mut wrong = Vec::new();
    for (number, script) in scripts.iter().enumerate() {
        let tmux = Tmux::start(base + number);
        let mut test = world();
        for line in script.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let (ours, theirs) = (test.run(line), tmux.run(line));
            let (state, expected) = (state(&mut test), tmux.state());
            if ours != theirs || state != expected {
                wrong.push(format!(
                    "script {number}: {line}\n{ours:?}\n{theirs:?}\n{state}--\n{expected}"
                ));
            }
            if state != expected {
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "ours, then tmux's:\n{}", wrong.join("\n"));
}

/// Captures of a pane in which `shown` was written, by many flags. Default colours right after a
/// reset are left out: whether they are written depends on the version of tmux.
fn compare_captures(shown: &str, number: usize) {
    if !installed() {
        return;
    }
    let tmux = Tmux::start(number);
    let mut test = world();
    let file = tmux.socket.with_extension("txt");
    std::fs::write(&file, shown).expect("a temporary file");
    let show = format!(
        "respawn-pane -k 'cat {}; printf end; sleep 1000'",
        file.display()
    );
    assert_eq!(tmux.run(&show), test.run("respawn-pane -k x"));
    test.print(
        PaneId(0),
        format!("{}end", shown.replace('\n', "\r\n")).as_bytes(),
    );
    let deadline = Instant::now() + Duration::from_secs(60);
    while !tmux.run("capture-pane -p").out.contains("end\n") {
        assert!(Instant::now() < deadline, "the pane shows nothing");
        std::thread::sleep(Duration::from_millis(5));
    }
    std::fs::remove_file(&file).ok();
    for flags in [
        "",
        "-e",
        "-eC",
        "-C",
        "-S -",
        "-S - -E -",
        "-E 2",
        "-S 3 -E 1",
        "-S -5 -E -2",
        "-S 99",
        "-S -99999 -E -99999",
        "-S x -E y",
        "-a",
        "-aq",
        "-P",
        "-e -S -",
        "-t 9",
    ] {
        let line = format!("capture-pane -p {flags}");
        // Since 3.4 tmux ends attributes with the text, except with -T; before, the next line did.
        let old = if flags.contains('e') { " -T" } else { "" };
        let plain = |mut outcome: CommandOutput| {
            for code in ["\x1b[39m", "\x1b[49m", "\\033[39m", "\\033[49m"] {
                outcome.out = outcome.out.replace(code, "");
            }
            outcome
        };
        let (ours, theirs) = (
            plain(test.run(&format!("{line}{old}"))),
            plain(tmux.run(&line)),
        );
        assert_eq!(ours, theirs, "{line}, ours first");
    }
    for line in [
        "capture-pane",
        "show-buffer",
        "capture-pane -b mine -E 1",
        "show-buffer -b mine",
        "capture-pane -P -b empty",
        "show-buffer -b empty",
    ] {
        assert_eq!(test.run(line), tmux.run(line), "{line}, ours first");
    }
}

#[test]
fn captures_are_as_in_tmux() {
    let many = (0..60).map(|n| format!("line {n}  \n")).collect::<String>();
    let looks = "\x1b[1;31mbold red\x1b[0m plain \x1b[4munder\x1b[24m \\ back\n\
                 \x1b[38;5;200;48;5;17mindexed\x1b[39m text\x1b[49m\n\
                 \x1b[38;2;1;2;3mrgb\x1b[7mreverse\x1b[m\n\
                 \x1b[92;101mbright\x1b[0m\n\x1b[2;3;9mdim italic strike\x1b[23m less\x1b[m\n\
                 \x1b[4:3mcurly\x1b[m\n\x1b[31mred over\nrows\x1b[m\n";
    let wide = "日本語 e\u{301} 👍 tab\n".to_owned() + &"0123456789".repeat(20) + "\n";
    for (number, shown) in [many, looks.to_owned(), wide, "\x1b[?1049hfull".to_owned()]
        .iter()
        .enumerate()
    {
        compare_captures(shown, 500 + number);
    }
}

#[test]
fn respawning_is_as_in_tmux() {
    compare(
        &["respawn-pane
             respawn-window
             split-window
             split-window -h
             resize-pane -Z
             respawn-pane
             respawn-pane -k -t 9
             respawn-pane -k 'sleep 100'
             respawn-window
             respawn-pane -k -t s:9"],
        600,
    );
}

#[test]
fn moving_windows_is_as_in_tmux() {
    compare(
        &[
            "new-window
             new-window -d
             move-window -s s:0 -t s:5
             move-window -s s:0 -t s:5
             move-window -s s:5 -t s:5
             move-window -d -s s:5 -t s:0
             move-window -s s:0 -t s:1
             move-window -k -s s:0 -t s:1
             move-window -a -s s:1 -t s:2
             move-window -b -s s:2 -t s:3
             move-window -r
             move-window -t s:9
             move-window -s s:77 -t s:1
             new-session -d -s other -x 83 -y 23
             move-window -s s:9 -t other:
             move-window -d -s s:0 -t other:0
             move-window -k -s s:0 -t other:0
             kill-session -t other",
            "new-window
             new-window
             select-window -t s:0
             last-window
             swap-window -s s:0 -t s:1
             swap-window -d -s s:0 -t s:1
             swap-window -s s:2 -t s:0
             swap-window -t s:1
             swap-window -s s:7 -t s:1
             new-window -k -t s:1
             new-window -t s:1
             new-window -a -t s:0
             new-window -b -t s:0
             kill-window -t s:1
             kill-window -t s:9
             last-window
             next-window
             previous-window
             kill-window -a -t s:2
             new-window -k -t s:2
             new-window -d -k -t s:2
             last-window",
        ],
        800,
    );
}

#[test]
fn linking_windows_is_as_in_tmux() {
    compare(
        &["new-session -d -s other -x 83 -y 23
             link-window -s s:0 -t other:
             link-window -s s:0 -t other:0
             link-window -s s:0 -t other:1
             link-window -d -s s:0 -t s:7
             select-window -t s:7
             split-window -t s:7
             unlink-window -t s:0
             unlink-window -t s:7
             unlink-window -t other:1
             unlink-window -t other:9
             link-window -a -s s:7 -t other:0
             link-window -b -s s:7 -t other:0
             link-window -k -s s:7 -t other:1
             kill-pane -t other:1.0
             kill-window -t s:7
             unlink-window -k -t other:0"],
        900,
    );
}

#[test]
fn resizing_windows_is_as_in_tmux() {
    compare(
        &["resize-window -x 100 -y 30
             split-window
             resize-window -L 5
             resize-window -R
             resize-window -U 3
             resize-window -D 10
             resize-window -L 1000
             resize-window
             resize-window -x 0
             resize-window -x -1
             resize-window -x abc
             resize-window -y 100000
             resize-window -L 0
             resize-window -L x
             resize-window -t s:9 -x 10
             resize-window -t s:9
             resize-window -x 20 -y 5
             resize-window -y 1
             resize-window -y 2
             resize-window -y 12"],
        700,
    );
}

#[test]
fn selecting_panes_is_as_in_tmux() {
    compare(
        &[
            "split-window
             split-window -h
             select-pane -t 0
             select-pane -D
             select-pane -R
             select-pane -U
             select-pane -L
             select-pane -l
             last-pane
             last-pane -d
             last-pane -e
             last-pane -Z
             select-pane -t 1 -d
             select-pane -t 1 -e
             select-pane -t 9
             select-pane -t nowhere
             select-pane -Q
             select-pane -t %9
             select-pane -m
             select-pane -t 0 -m
             select-pane -t 0 -m
             select-pane -m
             select-pane -M",
            "select-pane -U
             select-pane -l
             last-pane
             split-window -d
             last-pane
             select-pane -l",
            "split-window -h
             split-window
             resize-pane -Z
             select-pane -Z -U
             select-pane -L
             resize-pane -Z -t 1
             select-pane -t 1
             last-pane -Z
             resize-pane -Z
             last-pane -Z",
        ],
        0,
    );
}

#[test]
fn resizing_panes_is_as_in_tmux() {
    compare(
        &["resize-pane -x 10
             resize-pane -Z
             split-window -h
             split-window
             resize-pane -L 5
             resize-pane -R
             resize-pane -U 3
             resize-pane -D 100
             resize-pane -x 10
             resize-pane -y 3
             resize-pane -x 50%
             resize-pane -y 25%
             resize-pane -x 20 -y 5
             resize-pane -t 0 -x 1000
             resize-pane -x 0
             resize-pane -x -5
             resize-pane -x abc
             resize-pane -y 99999
             resize-pane -y 200%
             resize-pane -y 0%
             resize-pane -x 5x%
             resize-pane -L 0
             resize-pane -L x
             resize-pane -L -1
             resize-pane -t 7 -L 1
             resize-pane 5
             resize-pane -Z
             resize-pane -Z -t 0
             resize-pane -Z -t 0
             resize-pane -Z
             resize-pane -L 2"],
        100,
    );
}

#[test]
fn swapping_panes_is_as_in_tmux() {
    compare(
        &["swap-pane -U
             swap-pane -D
             split-window
             split-window -h
             swap-pane -U
             swap-pane -D
             swap-pane -D -t 0
             swap-pane -U -d
             swap-pane -s 0 -t 2
             swap-pane -d -s 0 -t 2
             swap-pane -s 1
             swap-pane -s 0 -t 9
             swap-pane -s 9 -t 0
             new-window -d
             swap-pane -s s:0.0 -t s:1.0
             swap-pane -d -s s:0.1 -t s:1.0
             swap-pane -s s:1.0
             select-pane -t s:1.0 -m
             swap-pane -t s:0.2
             select-pane -M
             resize-pane -Z
             swap-pane -Z -D
             swap-pane -D"],
        200,
    );
}

#[test]
fn breaking_and_joining_panes_is_as_in_tmux() {
    compare(
        &[
            "break-pane
             split-window
             split-window -h
             break-pane
             break-pane -d -s s:1.1
             break-pane -t s:0
             break-pane -s s:9.1
             join-pane -t s:0
             join-pane -s s:2 -t s:0.1 -h -l 10
             join-pane -s s:0.0 -t s:0.0
             join-pane -s s:0.2 -t s:0.0 -b
             join-pane -s s:0.2 -t s:0.0 -f
             join-pane -s s:0.2 -t s:0.0 -h -l 30%
             move-pane -d -s s:0.2 -t s:0.0 -h -l 30
             split-window
             break-pane -d -P -F '#{pane_id} #{window_index}'
             split-window
             break-pane -P
             break-pane -t s:7 -n named
             join-pane -s s:7 -t s:0.0 -l x
             join-pane -s s:8 -t s:0.0",
            "new-window -d
             new-window -d
             split-window
             break-pane -a -t s:1
             split-window
             break-pane -b -t s:1 -d
             break-pane -a
             select-pane -m -t s:0.0
             join-pane -t s:1
             join-pane -t s:1",
            "split-window
             split-window
             split-window
             split-window
             split-window
             split-window
             split-window -t 0
             new-window
             split-window -h
             split-window -h
             split-window -h
             join-pane -s s:1.1 -t s:0.6
             join-pane -s s:1.1 -t s:0.6
             join-pane -s s:1.1 -t s:0.6
             join-pane -h -f -l 40 -s s:1 -t s:0.6",
        ],
        300,
    );
}

#[test]
fn layouts_are_as_in_tmux() {
    compare(
        &[
            "select-layout tiled
             next-layout
             split-window
             split-window -h
             split-window
             select-layout
             select-layout even-horizontal
             next-layout
             next-layout
             previous-layout
             select-layout -n
             select-layout -p
             select-layout main-vertical
             select-layout -o
             select-layout -o
             resize-pane -x 5
             select-layout
             select-layout -E
             select-layout tile
             select-layout even
             select-layout b25f,80x24,0,0,2
             select-layout -t 9 tiled
             resize-pane -Z
             select-layout tiled",
            "split-window
             split-window -h
             select-layout 'b05b,80x24,0,0[80x12,0,0,0,80x11,0,13{40x11,0,13,1,39x11,41,13,2}]'
             select-layout '0000,80x24,0,0[80x12,0,0,0,80x11,0,13{40x11,0,13,1,39x11,41,13,2}]'
             resize-pane -U 4
             select-layout -o
             select-layout -o",
        ],
        400,
    );
}
