//! The pictures of the README and of the page on copying: a world whose programs' output is given
//! here, drawn as a client draws it.

use crate::base::ClientInfo;
use crate::base::sorted::SortedMap;
use crate::base::{ClientId, Now, PaneId, Point, Size};
use crate::canvas::Canvas;
use crate::docgen::svg::{DARK, Ground, svg};
use crate::model::copy::settings;
use crate::model::modes::mode_dispatch;
use crate::model::state::pane_access::PaneAccess;
use crate::model::view::scene;
use crate::model::{ClientEffect, Effect, HostInfo, Input, PaneEffect, World};
use crate::scene::{Frame, PaneRows};
use crate::term::Screen;
use crate::ui::Compositor;

const SIZE: Size = Size::new(92, 25);

const EDITOR: &str = "\x1b[?25l\
\x1b[38;5;243m  1 \x1b[38;2;197;134;192muse\x1b[39m std::io::{self, BufRead};\r\n\
\x1b[38;5;243m  2 \x1b[39m\r\n\
\x1b[38;5;243m  3 \x1b[38;2;106;153;85;3m/// Counts the words of every line.\x1b[39;23m\r\n\
\x1b[38;5;243m  4 \x1b[38;2;197;134;192mfn\x1b[39m \x1b[38;2;220;220;170mmain\x1b[39m() {\r\n\
\x1b[38;5;243m  5 \x1b[39m    \x1b[38;2;197;134;192mlet\x1b[39m input = io::\x1b[38;2;220;220;170mstdin\x1b[39m();\r\n\
\x1b[38;5;243m  6 \x1b[39m    \x1b[38;2;197;134;192mfor\x1b[39m line \x1b[38;2;197;134;192min\x1b[39m input.\x1b[38;2;220;220;170mlock\x1b[39m().\x1b[38;2;220;220;170mlines\x1b[39m() {\r\n\
\x1b[1;38;5;214m  7 \x1b[22;39m        \x1b[38;2;197;134;192mlet\x1b[39m \x1b[4:3m\x1b[58;2;229;192;80mline\x1b[59;24m = line.\x1b[38;2;220;220;170munwrap\x1b[39m();\r\n\
\x1b[38;5;243m  8 \x1b[39m        \x1b[38;2;197;134;192mlet\x1b[39m words = line\r\n\
\x1b[38;5;243m  9 \x1b[39m            .\x1b[38;2;220;220;170msplit_whitespace\x1b[39m()\r\n\
\x1b[38;5;243m 10 \x1b[39m            .\x1b[38;2;220;220;170mcount\x1b[39m();\r\n\
\x1b[38;5;243m 11 \x1b[39m        \x1b[38;2;220;220;170mprintln!\x1b[39m(\x1b[38;2;206;145;120m\"{words}\"\x1b[39m);\r\n\
\x1b[38;5;243m 12 \x1b[39m    }\r\n\
\x1b[38;5;243m 13 \x1b[39m}\r\n\
\x1b[34m~\r\n~\r\n~\r\n~\r\n~\r\n~\r\n~\r\n~\x1b[39m\r\n\
\x1b[48;5;237m\x1b[38;5;250m src/main.rs\x1b[K\x1b[38G7:13\x1b[0m\r\n\
\x1b[33mwarning:\x1b[39m this may panic";

const TESTS: &str = "\x1b[1;32m   Compiling\x1b[0m count v0.1.0\r\n\
\x1b[1;32m    Finished\x1b[0m `test` profile in 1.32s\r\n\
\x1b[1;32m     Running\x1b[0m unittests src/main.rs\r\n\r\n\
running 3 tests\r\n\
test empty ... \x1b[32mok\x1b[0m\r\n\
test one_word ... \x1b[32mok\x1b[0m\r\n\
test many_blanks ... \x1b[32mok\x1b[0m\r\n\r\n\x1b]133;D;0\x07$ ";

/// The editor in colours that are readable in a terminal: on a light background its own are not.
fn editor(ground: &Ground) -> String {
    if ground.is_dark() {
        return EDITOR.to_owned();
    }
    let pairs = [
        ("38;2;197;134;192", "35"),
        ("38;2;106;153;85", "32"),
        ("38;2;220;220;170", "34"),
        ("38;2;206;145;120", "31"),
        ("48;5;237", "48;5;252"),
        ("38;5;250", "38;5;236"),
    ];
    let replace = |text: String, (dark, light): &(&str, &str)| text.replace(dark, light);
    pairs.iter().fold(EDITOR.to_owned(), replace)
}

/// Screens of programs that do not run.
#[derive(Default)]
struct Screens(SortedMap<PaneId, Screen>);

impl PaneAccess for Screens {
    fn screen(&self, pane: PaneId, look: &mut dyn FnMut(&Screen)) -> bool {
        self.0.get(&pane).map(look).is_some()
    }

    fn command(&self, _: PaneId) -> Option<String> {
        Some("sh".to_owned())
    }

    fn cwd(&self, _: PaneId) -> Option<String> {
        None
    }
}

/// A world, its fake panes, and the messages to its clients.
struct Stage {
    world: World,
    screens: Screens,
    now: Now,
    clients: u32,
    out: String,
    size: Size,
}

impl Stage {
    fn new(size: Size) -> Self {
        let facts = HostInfo {
            socket: "/tmp/mux-1000/default".to_owned(),
            host: "laptop".to_owned(),
            user: "me".to_owned(),
            home: "/home/me".to_owned(),
            shell: "/bin/sh".to_owned(),
            terminal: "tmux-256color".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..HostInfo::default()
        };
        Self {
            world: World::new(facts, crate::model::commands::COMMANDS),
            screens: Screens::default(),
            // 2026-11-21 09:41 UTC.
            now: Now {
                mono: 1,
                wall: 1_795_254_060_000,
                utc_offset: 0,
            },
            clients: 0,
            out: String::new(),
            size,
        }
    }

    fn input(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            for effect in self.world.apply(input, self.now, &self.screens) {
                match effect {
                    Effect::Pane(pane, PaneEffect::Spawn(spawn)) => {
                        let screen = Screen::new(spawn.size, spawn.limits);
                        self.screens.0.insert(pane, screen);
                        inputs.push(Input::Spawned(pane, 1, "/dev/pts/1".to_owned()));
                    }
                    Effect::Pane(pane, PaneEffect::Resize(size)) => {
                        if let Some(screen) = self.screens.0.get_mut(&pane) {
                            screen.resize(size);
                        }
                    }
                    Effect::Client(_, ClientEffect::Stdout(bytes)) => {
                        self.out += &String::from_utf8_lossy(&bytes);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Runs a command and returns its output.
    fn run(&mut self, words: &str) -> String {
        self.clients += 1;
        self.out.clear();
        self.input(Input::Run {
            client: ClientId(self.clients),
            words: words.split(' ').map(str::to_owned).collect(),
            caller: Box::new(ClientInfo {
                cwd: "/home/me".to_owned(),
                tty: Some("/dev/pts/0".to_owned()),
                size: Some(self.size),
                term: "xterm-256color".to_owned(),
                ..ClientInfo::default()
            }),
        });
        std::mem::take(&mut self.out)
    }

    fn write(&mut self, pane: u32, bytes: &str) {
        let screen = self.screens.0.get_mut(&PaneId(pane)).expect("a pane");
        screen.feed(bytes.as_bytes(), &mut Vec::new());
    }

    /// As [`Stage::write`] after some milliseconds, and reports the output as the server does.
    fn write_after(&mut self, ms: i64, pane: u32, bytes: &str) {
        self.now.wall += ms;
        let mut events = Vec::new();
        let screen = self.screens.0.get_mut(&PaneId(pane)).expect("a pane");
        screen.feed(bytes.as_bytes(), &mut events);
        self.input(Input::PaneEvents(PaneId(pane), events));
        self.input(Input::PaneOutput(PaneId(pane)));
    }

    /// Draws the display of a client.
    fn draw(&mut self, client: ClientId) -> (Canvas, Option<Point>) {
        let scene = scene::scene(&mut self.world, client, self.now, &self.screens);
        let scene = scene.expect("an attached client");
        let rows = |pane: &PaneId| {
            let screen = &self.screens.0[pane];
            let live = (0..screen.size().rows).map(|y| (y, screen.line(y)));
            let mode = mode_dispatch::rows(&self.world, *pane, &self.screens);
            PaneRows {
                pane: *pane,
                all: true,
                rows: match mode {
                    Some((_, lines)) => (0..).zip(lines).collect(),
                    None => live.collect(),
                },
            }
        };
        let rows = scene.panes.iter().map(|place| rows(&place.pane)).collect();
        let active = scene.panes.iter().find(|place| place.active);
        let cursor = active.map(|place| {
            let mode = settings::cursor_cell(&self.world, place.pane, &self.screens);
            let at = mode.unwrap_or_else(|| self.screens.0[&place.pane].cursor().at);
            Point::new(place.rect.x + at.x, place.rect.y + at.y)
        });
        let mut compositor = Compositor::new();
        compositor.apply(Frame {
            scene: Some(Box::new(scene)),
            rows,
            ..Frame::default()
        });
        let mut canvas = Canvas::new(self.size);
        compositor.compose(&mut canvas);
        (canvas, cursor)
    }
}

/// The picture: an editor, tests, and the output of mux itself, in a terminal of a size.
pub fn picture(size: Size, ground: &Ground) -> String {
    let mut stage = Stage::new(size);
    stage.run("new-session -s work -n edit");
    let client = ClientId(stage.clients);
    let right = (size.cols - 8) / 2;
    let split = format!("split-window -h -l {right} -t work:edit");
    for command in [
        "new-window -d -n build",
        "new-window -d -n notes",
        "new-session -d -s mail",
        &split,
        "split-window -v -t work:edit.1 -l 9",
    ] {
        let said = stage.run(command);
        assert_eq!(said, "", "{command}");
    }
    let listed = stage.run("list-sessions -F #S:#{session_windows}");
    let listed = listed.replace('\n', "\r\n");
    assert_eq!(listed, "mail:1\r\nwork:3\r\n");
    stage.write(0, &editor(ground));
    let panes: Vec<u32> = stage.screens.0.keys().map(|pane| pane.0).collect();
    let [_, build, _, _, tests, shell] = panes[..] else {
        panic!("{panes:?}");
    };
    stage.write_after(0, tests, "\x1b]133;A\x07$ cargo test\r\n\x1b]133;C\x07");
    stage.write_after(8300, tests, TESTS);
    stage.run("select-pane -t work:edit.1");
    stage.write_after(0, build, "\x1b]9;4;1;42\x07");
    stage.write(
        shell,
        &format!(
            "$ mux ls -F '#S:#{{session_windows}}'\r\n{listed}$ kill -9 $(mux display -p '#{{pid}}')\r\n$ mux ls -F '#S:#{{session_windows}}'\r\n{listed}$ "
        ),
    );
    let (canvas, cursor) = stage.draw(client);
    svg(&canvas, cursor, ground)
}

/// Build output with an error, between the marks of a shell.
const BUILD: &str = "\x1b[1;32m   Compiling\x1b[0m count v0.1.0 (/home/me/count)\r\n\
\x1b[1;33mwarning\x1b[0m: unused variable: `words`\r\n\
\x1b[1;34m --> \x1b[0msrc/main.rs:8:13\r\n\
\x1b[1;34m  |\x1b[0m\r\n\
\x1b[1;34m8 |\x1b[0m         let words = line\r\n\
\x1b[1;34m  |\x1b[0m             \x1b[1;33m^^^^^ help: prefix it with an underscore: `_words`\x1b[0m\r\n\r\n\
\x1b[1;31merror[E0425]\x1b[0m: cannot find value `count` in this scope\r\n\
\x1b[1;34m  --> \x1b[0msrc/main.rs:11:30\r\n\
\x1b[1;34m   |\x1b[0m\r\n\
\x1b[1;34m11 |\x1b[0m         println!(\"{}\", count);\r\n\
\x1b[1;34m   |\x1b[0m                        \x1b[1;31m^^^^^ not found in this scope\x1b[0m\r\n\r\n\
\x1b[1;31merror\x1b[0m: could not compile `count` (bin \"count\") due to 1 previous error\r\n";

/// The picture of copy mode: a search in the output of a command that failed, with a selection.
pub fn copying() -> String {
    const PROMPT: &str = "\x1b]133;A\x07$ ";
    let mut stage = Stage::new(SIZE);
    stage.run("new-session -s work -n build");
    let client = ClientId(stage.clients);
    stage.run("set -g pane-scrollbars on");
    let earlier: String = (1..60)
        .map(|n| format!("test number_{n} ... ok\r\n"))
        .collect();
    stage.write_after(
        0,
        0,
        &format!("{PROMPT}cargo test\r\n\x1b]133;C\x07{earlier}"),
    );
    stage.write_after(8200, 0, &format!("\x1b]133;D;0\x07{PROMPT}"));
    stage.write_after(60_000, 0, "cargo build\r\n\x1b]133;C\x07");
    stage.write_after(2300, 0, &format!("{BUILD}\x1b]133;D;101\x07"));
    stage.write_after(
        0,
        0,
        &format!("{PROMPT}git status --short\r\n\x1b]133;C\x07"),
    );
    stage.write_after(
        200,
        0,
        &format!(" M src/main.rs\r\n\x1b]133;D;0\x07{PROMPT}"),
    );
    for command in [
        "copy-mode",
        "send-keys -X search-backward count",
        "send-keys -X -N 3 search-again",
        "send-keys -X start-of-line",
        "send-keys -X search-forward count",
        "send-keys -X begin-selection",
        "send-keys -X -N 2 cursor-down",
        "send-keys -X end-of-line",
    ] {
        let said = stage.run(command);
        assert_eq!(said, "", "{command}");
    }
    let (canvas, cursor) = stage.draw(client);
    svg(&canvas, cursor, &DARK)
}
