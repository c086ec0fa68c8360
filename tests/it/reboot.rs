//! A reboot with three sessions of four windows of four panes, each in its own directory with
//! coloured output, and an editor in one of them.

use crate::harness::{Mux, Terminal, finish, until};
use std::fs;

const SESSIONS: [&str; 3] = ["alpha", "beta", "gamma"];

/// Prints the layout, which must be the same after the reboot.
const LAYOUT: [&str; 4] = [
    "list-panes",
    "-a",
    "-F",
    "#{session_id} #{session_name} #{window_id} #{window_index} #{window_name} #{window_active} \
     #{window_layout} #{window_zoomed_flag} #{pane_id} #{pane_active} #{pane_width}x#{pane_height} \
     #{pane_current_path}",
];

fn mux_in(mux: &Mux, boot: &str, args: &[&str]) -> String {
    let mut command = mux.command(args);
    command.env("MUX_BOOT_ID", boot);
    let output = finish(command, "");
    assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{args:?}");
    output.stdout
}

/// Creates a session with four windows of four panes.
fn fill(mux: &Mux, session: &str) {
    for window in 0..4 {
        let place = |pane: u32| {
            let place = mux.home().join(format!("{session}/{window}/{pane}"));
            fs::create_dir_all(&place).unwrap();
            place.display().to_string()
        };
        let target = format!("{session}:{window}");
        let name = format!("win{window}");
        let (first, width) = (place(0), format!("{}", 20 + window * 10));
        if window == 0 {
            let args = [
                "new-session",
                "-d",
                "-s",
                session,
                "-n",
                &name,
                "-c",
                &first,
                "-x",
                "100",
                "-y",
                "30",
            ];
            mux_in(mux, "one", &args);
        } else {
            mux_in(
                mux,
                "one",
                &["new-window", "-d", "-t", &target, "-n", &name, "-c", &first],
            );
        }
        let (second, third, fourth) = (place(1), place(2), place(3));
        mux.ok(&[
            "split-window",
            "-h",
            "-l",
            &width,
            "-t",
            &format!("{target}.0"),
            "-c",
            &second,
        ]);
        mux.ok(&[
            "split-window",
            "-v",
            "-l",
            "30%",
            "-t",
            &format!("{target}.1"),
            "-c",
            &third,
        ]);
        mux.ok(&[
            "split-window",
            "-v",
            "-b",
            "-t",
            &format!("{target}.0"),
            "-c",
            &fourth,
        ]);
        for pane in 0..4 {
            let line = format!(
                "printf '\\033[3{}mpaint%s\\033[0m\\n' -{session}-{window}-{pane}",
                pane + 1
            );
            mux.ok(&[
                "send-keys",
                "-t",
                &format!("{target}.{pane}"),
                &line,
                "Enter",
            ]);
        }
    }
}

fn each_pane(mut visit: impl FnMut(&str, u32, u32)) {
    for session in SESSIONS {
        for window in 0..4 {
            (0..4).for_each(|pane| visit(session, window, pane));
        }
    }
}

/// Waits until a pane has shown `wanted`, escape sequences included.
fn shows(mux: &Mux, target: &str, wanted: &str) {
    mux.wait_for(
        &["capture-pane", "-p", "-e", "-J", "-S", "-", "-t", target],
        |text| text.contains(wanted),
    );
}

#[test]
fn three_sessions_of_four_windows_of_four_panes_come_back() {
    let mux = Mux::with_config("set -g status off\nset -g automatic-rename off\n");
    SESSIONS.iter().for_each(|session| fill(&mux, session));
    each_pane(|session, window, pane| {
        let painted = format!("\x1b[3{}mpaint-{session}-{window}-{pane}", pane + 1);
        shows(&mux, &format!("{session}:{window}.{pane}"), &painted);
    });
    // Stands for an editor: it uses the alternate screen.
    let editor = mux.write(
        "home/editor",
        "#!/bin/sh\nprintf '\\033[?1049h\\033[2Jediting %s' \"$1\"\nread line\n",
    );
    let line = format!("sh {} notes.txt", editor.display());
    mux.ok(&["send-keys", "-t", "beta:2.1", &line, "Enter"]);
    shows(&mux, "beta:2.1", "editing notes.txt");
    mux.ok(&["select-window", "-t", "beta:2"]);
    mux.ok(&["select-pane", "-t", "beta:2.1"]);
    mux.ok(&["resize-pane", "-Z", "-t", "gamma:3.2"]);
    let before = mux.ok(&LAYOUT);
    assert_eq!(before.lines().count(), 48);
    mux.ok(&["save"]);
    // A reboot: every process is killed, the sockets disappear, the boot id changes.
    assert!(until(|| {
        let processes = mux.processes();
        processes.iter().for_each(crate::harness::Process::kill);
        processes.is_empty()
    }));
    mux.sockets()
        .iter()
        .for_each(|socket| drop(fs::remove_file(socket)));
    let mut command = mux.command(&[]);
    command.env("MUX_BOOT_ID", "two");
    let size = mux::base::Size::new(100, 30);
    let terminal = Terminal::spawn(command, size);
    terminal.wait_for_text("restored · last output");
    // Layout and contents are as before.
    mux.wait_for(&LAYOUT, |after| after == before);
    each_pane(|session, window, pane| {
        let painted = format!("\x1b[3{}mpaint-{session}-{window}-{pane}", pane + 1);
        shows(&mux, &format!("{session}:{window}.{pane}"), &painted);
    });
    // The editor's command is typed at the prompt but not run.
    mux.wait_for(&["capture-pane", "-p", "-J", "-t", "beta:2.1"], |text| {
        text.trim_end().ends_with("editor notes.txt") && !text.contains("editing")
    });
    mux.wait_for_program("beta:2.1", "sh");
    mux.ok(&["send-keys", "-t", "beta:2.1", "Enter"]);
    shows(&mux, "beta:2.1", "editing notes.txt");
    // A second restore adds nothing.
    let again = mux.ok(&["restore"]);
    assert!(
        again.starts_with("Nothing restored: all sessions of snapshot"),
        "{again}"
    );
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "alpha\nbeta\ngamma");
}
