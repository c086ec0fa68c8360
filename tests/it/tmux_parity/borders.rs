//! Borders between panes in mux and in the installed tmux (3.3 or newer): the same characters at
//! the same positions, with the same choice of the active pane's style.

use crate::harness::{Mux, Terminal, until};
use mux::base::{Color, PaneId, Point, Rect, Size, Style};
use mux::canvas::Canvas;
use mux::scene::{BorderIndicators, BorderLines, Frame, PaneArea, Scene};
use mux::ui::Compositor;

const SIZE: Size = Size::new(36, 14);
/// The size of the window: the terminal without tmux's status line.
const WINDOW: Size = Size::new(36, 13);

const ACTIVE: Style = Style {
    fg: Color::Indexed(2),
    ..Style::DEFAULT
};

/// A tmux server with one attached terminal.
struct Tmux<'a> {
    mux: &'a Mux,
    terminal: Terminal,
}

impl<'a> Tmux<'a> {
    fn start(mux: &'a Mux) -> Option<Self> {
        super::installed()?;
        let mut command = mux.program("tmux", &["-u", "-f", "/dev/null", "new", "-s", "s", "cat"]);
        command.env("TERM", "xterm-256color");
        let terminal = Terminal::spawn(command, SIZE);
        terminal.wait_for_text("[s]");
        Some(Self { mux, terminal })
    }

    fn run(&self, words: &str) -> String {
        let words: Vec<&str> = words.split(' ').collect();
        let out = self.mux.program("tmux", &words).output().unwrap();
        assert!(out.status.success(), "{words:?}: {out:?}");
        String::from_utf8(out.stdout).unwrap()
    }

    /// The panes of tmux as a scene.
    fn scene(&self) -> Scene {
        let format = "#{pane_left},#{pane_top},#{pane_width},#{pane_height},#{pane_active}";
        let text = self.run(&format!("list-panes -F {format}"));
        let pane = |(i, line): (usize, &str)| {
            let n: Vec<u16> = line.split(',').map(|n| n.parse().unwrap()).collect();
            PaneArea {
                pane: PaneId(u32::try_from(i).unwrap()),
                rect: Rect::new(n[0], n[1], n[2], n[3]),
                active: n[4] == 1,
                border: if n[4] == 1 { ACTIVE } else { Style::DEFAULT },
                ..PaneArea::default()
            }
        };
        Scene {
            size: WINDOW,
            area: Rect::new(0, 0, WINDOW.cols, WINDOW.rows),
            window: WINDOW,
            panes: text.lines().enumerate().map(pane).collect(),
            ..Scene::default()
        }
    }
}

/// The rows that mux draws. A character in the active style is followed by `*`.
fn ours(scene: &Scene, texts: &[Rect]) -> String {
    let mut canvas = Canvas::new(WINDOW);
    let mut compositor = Compositor::new();
    compositor.apply(Frame {
        scene: Some(Box::new(scene.clone())),
        ..Frame::default()
    });
    compositor.compose(&mut canvas);
    rows(texts, |x, y| {
        let cell = canvas.cell(x, y);
        marked(cell.text, *cell.style == ACTIVE)
    })
}

/// The rows that tmux drew, in the same form.
fn theirs(screen: &vt100::Screen, texts: &[Rect]) -> String {
    rows(texts, |x, y| {
        let cell = screen.cell(y, x).unwrap();
        let text = if cell.contents().is_empty() {
            " "
        } else {
            cell.contents()
        };
        marked(text, cell.fgcolor() == vt100::Color::Idx(2))
    })
}

/// The cells of border texts (`pane-border-status`), which are not compared here.
fn texts(scene: &Scene, status: &str) -> Vec<Rect> {
    let text = |pane: &PaneArea| {
        let rect = pane.rect;
        let y = match status {
            "top" => rect.y.checked_sub(1)?,
            "bottom" => rect.bottom(),
            _ => return None,
        };
        Some(Rect::new(rect.x + 2, y, rect.cols.saturating_sub(4), 1))
    };
    scene.panes.iter().filter_map(text).collect()
}

fn rows(texts: &[Rect], cell: impl Fn(u16, u16) -> String) -> String {
    let cell = |x, y| {
        let in_text = texts.iter().any(|rect| rect.contains(Point::new(x, y)));
        if in_text { "#".to_owned() } else { cell(x, y) }
    };
    let row = |y| (0..WINDOW.cols).map(|x| cell(x, y)).collect::<String>() + "\n";
    (0..WINDOW.rows).map(row).collect()
}

fn marked(text: &str, active: bool) -> String {
    format!("{text}{}", if active && text != " " { "*" } else { "" })
}

#[test]
fn borders_are_tmuxs() {
    let mux = Mux::new();
    let Some(tmux) = Tmux::start(&mux) else {
        return;
    };
    tmux.run("set -g pane-border-format ");
    tmux.run("set -g pane-active-border-style fg=colour2");
    for (splits, panes) in [
        (&["split-window -h cat"][..], 2),
        (&["kill-pane -a", "split-window -v cat"], 2),
        (&["split-window -h cat"], 3),
        (&["select-pane -U", "split-window -h cat"], 4),
        (&["split-window -v cat"], 5),
        (&["select-layout tiled"], 5),
        (&["select-layout main-vertical"], 5),
    ] {
        for command in splits {
            tmux.run(command);
        }
        for active in 0..panes {
            tmux.run(&format!("select-pane -t {active}"));
            for (name, indicators) in [
                ("off", BorderIndicators::Off),
                ("colour", BorderIndicators::Colour),
                ("arrows", BorderIndicators::Arrows),
                ("both", BorderIndicators::Both),
            ] {
                tmux.run(&format!("set -g pane-border-indicators {name}"));
                compare(&tmux, indicators, BorderLines::Single, "off");
            }
        }
        for (name, lines) in [
            ("double", BorderLines::Double),
            ("heavy", BorderLines::Heavy),
            ("simple", BorderLines::Simple),
            ("number", BorderLines::Number),
            ("single", BorderLines::Single),
        ] {
            tmux.run(&format!("set -g pane-border-lines {name}"));
            compare(&tmux, BorderIndicators::Both, lines, "off");
        }
        for place in ["top", "bottom", "off"] {
            tmux.run(&format!("set -g pane-border-status {place}"));
            for active in 0..panes {
                tmux.run(&format!("select-pane -t {active}"));
                compare(&tmux, BorderIndicators::Both, BorderLines::Single, place);
            }
        }
    }
}

impl Drop for Tmux<'_> {
    fn drop(&mut self) {
        // tmux leaves its socket behind. Errors here must not hide the failure of the test.
        drop(self.mux.program("tmux", &["kill-server"]).output());
        for socket in self.mux.sockets() {
            drop(std::fs::remove_file(socket));
        }
    }
}

fn compare(tmux: &Tmux<'_>, indicators: BorderIndicators, lines: BorderLines, status: &str) {
    let mut scene = tmux.scene();
    // Of two panes, 3.3a shows the arrow of the first one only, 3.7 that of either.
    if scene.panes.len() == 2 && scene.panes[1].active && indicators == BorderIndicators::Both {
        return;
    }
    scene.border.indicators = indicators;
    scene.border.lines = lines;
    let texts = texts(&scene, status);
    let ours = ours(&scene, &texts);
    let same = until(|| tmux.terminal.screen(|s| theirs(s, &texts)) == ours);
    let theirs = tmux.terminal.screen(|s| theirs(s, &texts));
    assert!(
        same,
        "{status} {:?} {:?}\nours:\n{ours}\ntmux's:\n{theirs}",
        scene.border, scene.panes
    );
}
