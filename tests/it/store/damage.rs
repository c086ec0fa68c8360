//! Databases that are damaged, newer, another user's, in use or on a full disk, under the real
//! server: it starts anyway, keeps damaged files under another name, reports a loss once, and panes
//! never wait.

use crate::harness::{Mux, Terminal, finish, skip, until};
use mux::base::Size;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A mux that saved a session `work` with two panes and the line `precious`, then ended.
fn saved() -> Mux {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "-s", "work", "-n", "w"]);
    mux.ok(&["split-window", "-t", "work"]);
    mux.ok(&[
        "send-keys",
        "-t",
        "work:0.1",
        "echo prec''ious; seq 300",
        "Enter",
    ]);
    mux.wait_for(
        &["capture-pane", "-p", "-S", "-", "-t", "work:0.1"],
        |text| text.contains("precious\n1\n") && text.contains("\n300\n"),
    );
    mux.ok(&["save"]);
    mux.power_off();
    mux
}

fn state(mux: &Mux) -> PathBuf {
    mux.dir().join("state/mux")
}

/// The names of the files in the state directory.
fn names(mux: &Mux) -> Vec<String> {
    let entries = fs::read_dir(state(mux)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Starts a server with a session `new` after a reboot (another boot id).
fn boot(mux: &Mux) {
    boot_with(mux.command(&["new-session", "-d", "-s", "new"]));
}

fn boot_with(mut command: Command) {
    command.env("MUX_BOOT_ID", "another");
    let output = finish(command, "");
    assert_eq!(
        (output.status, output.stderr.as_str()),
        (0, ""),
        "{output:?}"
    );
}

/// Checks that the shell of a pane runs a command.
fn lives(mux: &Mux, pane: &str) {
    mux.ok(&["send-keys", "-t", pane, "echo ali''ve", "Enter"]);
    mux.wait_for(&["capture-pane", "-p", "-t", pane], |text| {
        text.contains("alive")
    });
}

/// The number of messages that contain `what`.
fn told(mux: &Mux, what: &str) -> usize {
    mux.wait_for(&["show-messages"], |log| log.contains(what))
        .matches(what)
        .count()
}

fn flip(file: &Path, at: u64) {
    let mut file = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(file)
        .unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(at)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&[byte[0] ^ 0x10]).unwrap();
}

/// The length in bytes of the shortest zstd frame, that of a pane with few lines.
const SHORTEST: usize = 9;

fn zero_header(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    bytes[..100].fill(0);
    fs::write(file, bytes).unwrap();
}

/// Drops root's capability to ignore permissions; `None` without `setpriv`.
fn without_rights(mut command: Command) -> Option<Command> {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return Some(command);
    }
    let mut with = Command::new("setpriv");
    let args: Vec<_> = command.get_args().map(std::ffi::OsStr::to_owned).collect();
    with.args([
        "--bounding-set=-dac_override,-dac_read_search",
        "--inh-caps=-dac_override,-dac_read_search",
        "--",
    ])
    .arg(command.get_program())
    .args(args)
    .env_clear();
    for (name, value) in command.get_envs() {
        with.env(name, value.unwrap_or_default());
    }
    with.current_dir(command.get_current_dir().unwrap());
    command.arg("--");
    let works = Command::new("setpriv")
        .args(["--bounding-set=-dac_override", "true"])
        .output();
    works
        .is_ok_and(|output| output.status.success())
        .then_some(with)
}

#[test]
fn a_damaged_file_is_kept_and_the_server_starts() {
    type Damage = (&'static str, &'static str, fn(&Path), bool);
    // The name, the file, the damage, and whether the session is restored anyway.
    let damages: [Damage; 5] = [
        ("zeroed header", "state.db", zero_header, true),
        (
            "zero-length file",
            "state.db",
            |file| fs::write(file, "").unwrap(),
            false,
        ),
        ("zeroed header", "scrollback.db", zero_header, true),
        (
            "zero-length file",
            "scrollback.db",
            |file| fs::write(file, "").unwrap(),
            true,
        ),
        (
            "another file",
            "scrollback.db",
            |file| fs::write(file, vec![7; 20_000]).unwrap(),
            true,
        ),
    ];
    for (what, name, damage, comes_back) in damages {
        let mux = saved();
        // Remove the WAL, which holds the newest pages of a killed server, to test the file alone.
        let log = state(&mux).join(format!("{name}-wal"));
        drop(fs::remove_file(log));
        damage(&state(&mux).join(name));
        boot(&mux);
        let kept = format!("{name}.damaged-");
        assert!(
            names(&mux).iter().any(|n| n.starts_with(&kept)),
            "{what} of {name}: {:?}",
            names(&mux)
        );
        assert_eq!(told(&mux, &kept), 1, "{what} of {name}");
        lives(&mux, "new:0.0");
        let sessions = mux.ok(&["list-sessions", "-F", "#S"]);
        if comes_back && name != "state.db" {
            assert_eq!(sessions, "new\nwork", "{what} of {name}");
            lives(&mux, "work:0.1");
        }
        mux.ok(&["save"]);
        mux.power_off();
        // The damage is reported once: the next start finds intact files.
        boot_with(mux.command(&["new-session", "-d", "-s", "again"]));
        assert!(
            mux.ok(&["list-sessions", "-F", "#S"]).contains("new"),
            "{what} of {name}"
        );
        assert!(
            !mux.ok(&["show-messages"]).contains("damaged"),
            "{what} of {name}"
        );
    }
}

#[test]
fn a_log_that_was_cut_costs_its_end_alone() {
    for keep in [0, 1, 3] {
        let mux = saved();
        for file in ["state.db-wal", "scrollback.db-wal"] {
            let path = state(&mux).join(file);
            if let Ok(facts) = fs::metadata(&path) {
                let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
                file.set_len(facts.len() * keep / 4).unwrap();
            }
        }
        boot(&mux);
        lives(&mux, "new:0.0");
        mux.ok(&["save"]);
        assert!(
            !names(&mux).iter().any(|name| name.contains("damaged")),
            "{:?}",
            names(&mux)
        );
    }
}

#[test]
fn a_flipped_bit_in_a_chunk_costs_no_more_than_the_chunk() {
    let mux = saved();
    // A clean end moves everything from the WAL into the file.
    boot(&mux);
    mux.ok(&["kill-server"]);
    assert!(until(|| mux.processes().is_empty()));
    let file = state(&mux).join("scrollback.db");
    let bytes = fs::read(&file).unwrap();
    let magic = [0x28, 0xb5, 0x2f, 0xfd];
    let frames = bytes
        .windows(SHORTEST)
        .enumerate()
        .filter(|(_, frame)| frame.starts_with(&magic));
    let frames: Vec<u64> = frames.map(|(at, _)| at as u64).collect();
    assert!(!frames.is_empty(), "no chunk in the file");
    for frame in frames {
        flip(&file, frame + SHORTEST as u64 / 2);
    }
    let doctor = mux.run(&["doctor"]).stdout;
    assert!(doctor.contains("damaged and skipped"), "{doctor}");
    boot(&mux);
    let status = mux.run(&["status", "--check"]);
    assert!(
        status.status == 1 && status.stdout.contains("\ndamage: scrollback.db: "),
        "{status:?}"
    );
    mux.ok(&["restore"]);
    lives(&mux, "work:0.1");
    lives(&mux, "new:0.0");
    mux.ok(&["save"]);
    let search = mux.run(&["search", "zzzz"]);
    assert!(search.status <= 1, "{search:?}");
}

#[test]
fn a_newer_file_is_left_as_it_is() {
    for name in ["state.db", "scrollback.db"] {
        let mux = saved();
        drop(fs::remove_file(state(&mux).join(format!("{name}-wal"))));
        let path = state(&mux).join(name);
        let mut bytes = fs::read(&path).unwrap();
        bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
        fs::write(&path, &bytes).unwrap();
        boot(&mux);
        assert_eq!(told(&mux, "written by a newer mux"), 1);
        lives(&mux, "new:0.0");
        assert_eq!(fs::read(&path).unwrap(), bytes, "{name}");
    }
}

#[test]
fn a_directory_that_cannot_be_written_stops_nothing() {
    let mux = Mux::new();
    fs::create_dir_all(state(&mux)).unwrap();
    fs::set_permissions(state(&mux), fs::Permissions::from_mode(0o500)).unwrap();
    let Some(command) = without_rights(mux.command(&["new-session", "-d", "-s", "new"])) else {
        skip("setpriv", "root may write to any directory without it");
        return;
    };
    boot_with(command);
    assert_eq!(told(&mux, "layouts are not being saved"), 1);
    lives(&mux, "new:0.0");
    let why = mux.fails(&["save"]);
    let place = state(&mux).join("state.db").display().to_string();
    assert!(
        why.starts_with("cannot save to ") && why.contains(&place),
        "{why}"
    );
    let status = mux.run(&["status", "--json"]);
    assert!(
        status.status == 1 && status.stdout.contains("\"saving_fails\":true"),
        "{status:?}"
    );
    assert!(mux.run(&["doctor"]).stdout.contains(&place));
    mux.ok(&["kill-server"]);
    fs::set_permissions(state(&mux), fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(names(&mux), [""; 0]);
}

#[test]
fn a_directory_of_another_user_is_left_alone() {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        skip("root", "only root can give a directory to another user");
        return;
    }
    let mux = Mux::new();
    fs::create_dir_all(state(&mux)).unwrap();
    std::os::unix::fs::chown(state(&mux), Some(12_345), Some(12_345)).unwrap();
    boot(&mux);
    assert_eq!(told(&mux, "layouts are not being saved"), 1);
    assert!(told(&mux, "belongs to another user") > 0);
    lives(&mux, "new:0.0");
    let files = names(&mux);
    assert!(!files.iter().any(|name| name.ends_with(".db")), "{files:?}");
}

#[test]
fn two_servers_do_not_write_to_the_same_files() {
    let mux = saved();
    boot(&mux);
    // A socket of the same name in another directory uses the same files.
    let place = mux.dir().join("tmp2");
    fs::create_dir(&place).unwrap();
    let other = |args: &[&str]| {
        let mut command = mux.command(args);
        command
            .env("MUX_TMPDIR", &place)
            .env("MUX_BOOT_ID", "another");
        finish(command, "")
    };
    let started = other(&["new-session", "-d", "-s", "two"]);
    assert_eq!(started.status, 0, "{started:?}");
    let seen = || other(&["show-messages"]).stdout;
    assert!(
        until(|| seen().contains("in use by another server")),
        "{}",
        seen()
    );
    assert_eq!(other(&["list-sessions", "-F", "#S"]).stdout, "two\n");
    assert_eq!(other(&["save"]).status, 1);
    mux.ok(&["save"]);
    lives(&mux, "work:0.1");
    let ended = other(&["kill-server"]);
    assert_eq!(ended.status, 0, "{ended:?}");
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "new\nwork");
}

#[test]
fn a_clock_that_was_set_back_loses_nothing() {
    let mux = saved();
    let path = state(&mux).join("state.db");
    // Date the saved layout ten years ahead.
    let ahead = 10 * 365 * 24 * 60 * 60 * 1000_i64;
    let opened = mux::store::open(&state(&mux), &mux::store::STATE, 0);
    assert_eq!(opened.notes, [""; 0]);
    let mut db = opened.db.unwrap();
    let (header, layout) = mux::store::snapshots::latest(&db).unwrap();
    let moment = mux::store::snapshots::Stamp {
        at: header.at + ahead,
        boot: &header.boot,
    };
    let changed = mux::model::SavedLayout {
        marked: Some(mux::base::PaneId(0)),
        ..layout
    };
    let cause = mux::store::snapshots::Cause::Closing("ahead".to_owned());
    mux::store::snapshots::save(&mut db, &changed, moment, Some(&cause)).unwrap();
    db.close();
    assert!(path.exists());
    boot(&mux);
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "new\nwork");
    lives(&mux, "work:0.1");
    mux.ok(&["rename-session", "-t", "work", "later"]);
    mux.ok(&["save"]);
    mux.power_off();
    boot_with(mux.command(&["new-session", "-d", "-s", "again"]));
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "again\nlater\nnew");
    assert_eq!(mux.ok(&["sessions", "prune", "--idle", "1h"]), "");
}

/// Waits until `mux status --json` prints `wanted`, longer than the server's pause between two
/// attempts.
fn eventually(mux: &Mux, wanted: &str) {
    let end = Instant::now() + Duration::from_secs(90);
    let mut seen = String::new();
    while Instant::now() < end {
        seen = mux.run(&["status", "--json"]).stdout;
        if seen.contains(wanted) {
            return;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    panic!("never {wanted}: {seen}");
}

#[test]
fn a_full_disk_stops_no_pane_and_its_end_is_noticed() {
    let mux = Mux::new();
    fs::create_dir_all(state(&mux)).unwrap();
    let place = state(&mux).display().to_string();
    // Keep the user id inside the namespace, since it is part of the socket path.
    let flags: &[&str] = if fs::metadata("/proc/self").unwrap().uid() == 0 {
        &["-r", "-m"]
    } else {
        &["--map-current-user", "--keep-caps", "-m"]
    };
    let own = |script: &str| {
        let mut command = mux.program("unshare", &[flags, &["sh", "-c", script]].concat());
        command.env("STATE", &place);
        command
    };
    let mount = "mount -t tmpfs -o size=4m tmpfs \"$STATE\" || exit 77";
    if finish(own(mount), "").status != 0 {
        skip("mount", "a mount namespace cannot be created");
        return;
    }
    let start = format!(
        "{mount}; chmod 700 \"$STATE\"; exec {} new-session -d -s new",
        env!("CARGO_BIN_EXE_mux")
    );
    boot_with(own(&start));
    mux.ok(&["save"]);
    mux.ok(&[
        "run-shell",
        &format!("dd if=/dev/zero of={place}/ballast bs=4096 2>/dev/null; true"),
    ]);
    mux.ok(&[
        "send-keys",
        "-t",
        "new",
        "echo be''fore; seq 100000; echo flo''oded",
        "Enter",
    ]);
    mux.wait_for(&["capture-pane", "-p", "-t", "new"], |text| {
        text.contains("flooded")
    });
    // The next command says so, without waiting for the next save.
    let status = mux.run(&["status", "--json"]);
    assert_eq!(status.status, 1, "{status:?}");
    let status = status.stdout;
    assert!(status.contains("\"saving_fails\":true"), "{status}");
    let why = format!("{place}/scrollback.db: the disk is full");
    assert!(status.contains(&why), "{status}");
    let save = mux.fails(&["save"]);
    assert!(
        save.starts_with("cannot save to ") && save.contains(&why),
        "{save}"
    );
    let line = mux.run(&["status"]);
    assert!(
        line.status == 1 && line.stdout.contains("SAVING FAILS") && line.stdout.contains(&why),
        "{line:?}"
    );
    let terminal = Terminal::spawn(mux.command(&["attach", "-t", "new"]), Size::new(80, 24));
    let notice = "Disk full: new output is not being saved.";
    terminal.wait_for_text(notice);
    lives(&mux, "new:0.0");
    mux.ok(&["run-shell", &format!("rm {place}/ballast")]);
    mux.ok(&["send-keys", "-t", "new", "clear; echo aft''er", "Enter"]);
    eventually(&mux, "\"saving_fails\":false");
    terminal.wait_until_gone(notice);
    mux.ok(&["save"]);
    mux.wait_for(&["search", "^after$"], |found| found.contains("after"));
    lives(&mux, "new:0.0");
}
