//! Files and messages of earlier versions of mux are readable while those are supported:
//! `tests/fixtures` has some of each. `MUX_BLESS=1` writes those of the present version.

use crate::harness::Mux;
use mux::base::ClientInfo;
use mux::base::{ClientId, Now, Size};
use mux::model::persist::snapshot;
use mux::model::state::pane_access::NoPanes;
use mux::model::{HostInfo, Input, World};
use mux::server::SupportedVersions;
use mux::term::{Limits, MemoryStore, Screen};
use mux::wire::{Framer, HELLO_BYTES, Hello, MAX_TO_SERVER, ToServer, agree, encode};
use std::path::PathBuf;

/// The fixtures of this name, of every version that is still supported. `now` is written as that of
/// the present version if `MUX_BLESS` is set.
fn kept(name: &str, now: &[u8]) -> Vec<Vec<u8>> {
    let all = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    if std::env::var_os("MUX_BLESS").is_some() {
        let place = all.join(env!("CARGO_PKG_VERSION"));
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join(name), now).unwrap();
    }
    let versions = std::fs::read_dir(&all).unwrap().flatten();
    let files: Vec<_> = versions
        .filter_map(|version| std::fs::read(version.path().join(name)).ok())
        .collect();
    assert!(!files.is_empty(), "no {name} is kept");
    files
}

const LIMITS: Limits = Limits {
    history_lines: 1000,
    history_bytes: 1 << 20,
};

fn screen() -> Screen {
    let mut screen = Screen::new(Size::new(20, 4), LIMITS);
    let bytes = "one\r\ntwo\r\nthree\r\n\x1b[1;31mred 世界\x1b[m\r\n\x1b]2;its title\x07\x1b[?2004h\x1b[?1002h\
                 \x1b[?1006hlast\x1b[2;3r\x1b[3;2H";
    screen.feed(bytes.as_bytes(), &mut Vec::new());
    screen
}

fn rows(screen: &Screen) -> Vec<String> {
    let history = i64::try_from(screen.history_rows()).unwrap();
    let rows = screen.rows(-history..4);
    rows.iter().map(mux::base::Line::text).collect()
}

#[test]
fn checkpoints_are_read() {
    let mut now = Vec::new();
    screen().checkpoint(&mut now);
    for bytes in kept("screen", &now) {
        let store = Box::new(MemoryStore::default());
        let read = Screen::restore(&bytes, LIMITS, store).unwrap();
        let want = screen();
        assert_eq!(rows(&read), rows(&want));
        assert_eq!(read.title(), "its title");
        assert_eq!(read.modes(), want.modes());
        assert_eq!(read.cursor(), want.cursor());
        assert_eq!(read.scroll_region(), (1, 2));
    }
}

fn world() -> World {
    let mut world = World::new(
        HostInfo {
            home: "/".to_owned(),
            shell: "/bin/sh".to_owned(),
            terminal: "screen".to_owned(),
            ..HostInfo::default()
        },
        mux::model::commands::COMMANDS,
    );
    let start = Input::Start {
        config: Vec::new(),
        explicit: false,
    };
    let files = Input::Files {
        request: 1,
        files: Vec::new(),
    };
    for input in [start, files] {
        drop(world.apply(input, Now::default(), &NoPanes));
    }
    for (n, line) in [
        "new-session -d -s work -n first -x 80 -y 24",
        "set-option -g status-left kept",
        "set-buffer -b named text",
        "bind-key -T root F1 rename-window x",
    ]
    .into_iter()
    .enumerate()
    {
        let run = Input::Run {
            client: ClientId(n as u32 + 1),
            words: line.split(' ').map(str::to_owned).collect(),
            caller: Box::new(ClientInfo::default()),
        };
        drop(world.apply(run, Now::default(), &NoPanes));
    }
    world
}

#[test]
fn worlds_are_read() {
    for bytes in kept("world", &snapshot::save(&world())) {
        let world =
            snapshot::load(&bytes, HostInfo::default(), mux::model::commands::COMMANDS).unwrap();
        let names: Vec<&str> = world.sessions.values().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["work"]);
        let windows: Vec<&str> = world.windows.values().map(|w| w.name.as_str()).collect();
        assert_eq!(windows, ["first"]);
        assert_eq!(world.panes.len(), 1);
    }
}

#[test]
fn first_words_are_read() {
    let mut now = Hello::ours().encode().to_vec();
    let run = ToServer::Run {
        words: vec!["attach-session".to_owned()],
        client: Box::new(ClientInfo {
            cwd: "/".to_owned(),
            size: Some(Size::new(80, 24)),
            ..ClientInfo::default()
        }),
    };
    encode(&run, &mut now);
    for bytes in kept("client", &now) {
        let (hello, rest) = bytes.split_first_chunk::<HELLO_BYTES>().unwrap();
        let theirs = Hello::decode(hello).unwrap();
        assert!(agree(mux::wire::End::Server, theirs).is_ok(), "{theirs:?}");
        let mut framer = Framer::new(MAX_TO_SERVER);
        framer.push(rest);
        assert_eq!(framer.take::<ToServer>(), Ok(Some(run.clone())));
    }
}

#[test]
fn upgrades_from_there_are_possible() {
    for bytes in kept("ranges", SupportedVersions::ours().print().as_bytes()) {
        let before = SupportedVersions::parse(&String::from_utf8(bytes).unwrap()).unwrap();
        let obstacles = before.incompatibilities(&SupportedVersions::ours());
        assert!(obstacles.is_empty(), "{obstacles:?}");
    }
}

/// The files of a server that saved a session and ended.
fn saved() -> [Vec<u8>; 2] {
    let mux = Mux::new();
    mux.ok(&[
        "new",
        "-d",
        "-s",
        "kept",
        "-n",
        "first",
        "echo a line of old; exec cat",
    ]);
    mux.ok(&["split-window", "-d", "-t", "kept"]);
    let shown = ["capture-pane", "-p", "-t", "kept"];
    mux.wait_for(&shown, |text| text.contains("a line of old"));
    mux.ok(&["save"]);
    mux.ok(&["kill-server"]);
    assert!(crate::harness::until(|| mux.processes().is_empty()));
    ["state.db", "scrollback.db"]
        .map(|name| std::fs::read(mux.dir().join("state/mux").join(name)).unwrap())
}

/// Sets the time at which the panes of a fixture were closed to now: the server deletes the
/// scrollback of panes that were closed more than a week ago.
fn close_panes_now(scrollback: &std::path::Path) {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap().as_millis()).unwrap();
    let db = rusqlite::Connection::open(scrollback).unwrap();
    db.execute("UPDATE pane SET closed = ?1", [now]).unwrap();
}

#[test]
fn databases_are_read() {
    let [state, scrollback] = saved();
    let all = kept("state.db", &state).into_iter();
    for (state, scrollback) in all.zip(kept("scrollback.db", &scrollback)) {
        let mux = Mux::new();
        std::fs::create_dir_all(mux.dir().join("state/mux")).unwrap();
        for (name, bytes) in [("state.db", &state), ("scrollback.db", &scrollback)] {
            std::fs::write(mux.dir().join("state/mux").join(name), bytes).unwrap();
        }
        close_panes_now(&mux.dir().join("state/mux/scrollback.db"));
        mux.ok(&["new", "-d", "-s", "now"]);
        let found = mux.ok(&["search", "line of old"]);
        assert!(found.contains("a line of old"), "{found}");
        mux.ok(&["restore"]);
        mux.wait_for(&["ls", "-F", "#S"], |names| names.contains("kept"));
        let panes = ["list-panes", "-t", "kept", "-F", "#{window_name}"];
        assert_eq!(mux.ok(&panes), "first\nfirst");
        let shown = ["capture-pane", "-p", "-S", "-", "-t", "kept:0.0"];
        mux.wait_for(&shown, |text| text.contains("a line of old"));
    }
}
