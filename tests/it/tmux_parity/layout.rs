//! The same operations on a window of the installed tmux and on a layout tree give the same layout
//! string. Operations whose result depends on the version of tmux (the remainder of spreading,
//! mirrored presets) are unit tests of `layout`.

use mux::base::{Axis, Direction, PaneId, Size};
use mux::layout::{BorderStatus, Extent, Preset, PresetSizes, Split, Tree};
use std::path::PathBuf;
use std::process::Command;

/// A tmux server with a socket of its own, killed when dropped.
struct Tmux {
    socket: PathBuf,
}

impl Tmux {
    /// A session with one pane, or `None` without tmux.
    fn start(name: &str, size: Size) -> Option<Self> {
        super::installed()?;
        let file = format!("mux-layout-{name}-{}", std::process::id());
        let tmux = Self {
            socket: std::env::temp_dir().join(file),
        };
        let (cols, rows) = (size.cols.to_string(), size.rows.to_string());
        let started = tmux.try_run(&[
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            &cols,
            "-y",
            &rows,
            "cat",
        ]);
        assert!(started.is_some(), "tmux starts");
        tmux.run(&["set", "-g", "window-size", "manual"]);
        tmux.run(&["set", "-g", "default-command", "cat"]);
        Some(tmux)
    }

    fn try_run(&self, args: &[&str]) -> Option<String> {
        let output = Command::new("tmux")
            .arg("-S")
            .arg(&self.socket)
            .args(args)
            .env_remove("TMUX")
            .env("SHELL", "/bin/sh")
            .env("TERM", "screen")
            .env("LC_ALL", "C.UTF-8")
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    }

    fn run(&self, args: &[&str]) -> String {
        self.try_run(args)
            .unwrap_or_else(|| panic!("tmux refused {args:?}"))
    }

    fn layout(&self) -> String {
        self.run(&["display-message", "-p", "#{window_layout}"])
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.try_run(&["kill-server"]);
        drop(std::fs::remove_file(&self.socket));
    }
}

/// A window of tmux and the same layout in mux.
struct Pair {
    tmux: Tmux,
    tree: Tree,
    /// The size last requested; the tree may be larger.
    window: Size,
    panes: u32,
    sizes: PresetSizes,
    done: Vec<String>,
}

impl Pair {
    fn new(name: &str, cols: u16, rows: u16) -> Option<Self> {
        let size = Size::new(cols, rows);
        Some(Self {
            tmux: Tmux::start(name, size)?,
            tree: Tree::single(PaneId(0), size),
            window: size,
            panes: 1,
            sizes: PresetSizes::default(),
            done: Vec::new(),
        })
    }

    /// Runs one tmux command in both and compares.
    fn run(&mut self, line: &str) {
        self.done.push(line.to_owned());
        let words: Vec<&str> = line.split(' ').collect();
        let accepted = self.tmux.try_run(&words).is_some();
        let tree = self.apply(&words);
        assert_eq!(tree.is_some(), accepted, "accepted? {:#?}", self.done);
        if let Some(tree) = tree {
            self.tree = tree;
        }
        assert_eq!(self.tree.dump(), self.tmux.layout(), "{:#?}", self.done);
        self.compare_places();
    }

    fn compare_places(&self) {
        let format = "#{pane_id} #{pane_left} #{pane_top} #{pane_width} #{pane_height}";
        let shown = self.tmux.run(&["list-panes", "-F", format]);
        let places = self.tree.places(self.tree.border());
        let ours: Vec<String> = places
            .into_iter()
            .map(|(id, r)| format!("{id} {} {} {} {}", r.x, r.y, r.cols, r.rows))
            .collect();
        assert_eq!(ours.join("\n"), shown, "{:#?}", self.done);
    }

    fn apply(&mut self, words: &[&str]) -> Option<Tree> {
        let value = |flag: &str| {
            let at = words.iter().position(|w| *w == flag)?;
            words.get(at + 1).copied()
        };
        let has = |flag: &str| words.contains(&flag);
        let pane = PaneId(value("-t").map_or(0, |t| t[1..].parse().unwrap()));
        let tree = &self.tree;
        match words[0] {
            "split-window" => {
                let how = Split {
                    axis: if has("-h") {
                        Axis::LeftRight
                    } else {
                        Axis::TopBottom
                    },
                    before: has("-b"),
                    full: has("-f"),
                    size: value("-l").and_then(Extent::parse),
                };
                let split = tree.split(pane, PaneId(self.panes), how).ok()?;
                self.panes += 1;
                Some(split)
            }
            "kill-pane" => tree.remove(pane).ok().flatten(),
            "resize-window" => {
                let number = |flag| value(flag).and_then(|n| n.parse().ok());
                self.window = Size::new(number("-x")?, number("-y")?);
                Some(tree.resize(self.window))
            }
            "resize-pane" => Some(resize_pane(tree, pane, words, value)),
            "swap-pane" => {
                let source = PaneId(value("-s")?[1..].parse().ok()?);
                let mut panes = tree.panes();
                let at = |wanted: PaneId| panes.iter().position(|pane| *pane == wanted);
                let (source, target) = (at(source)?, at(pane)?);
                panes.swap(source, target);
                Some(tree.with_panes(&panes))
            }
            "rotate-window" => {
                let mut panes = tree.panes();
                if has("-D") {
                    panes.rotate_right(1);
                } else {
                    panes.rotate_left(1);
                }
                Some(tree.with_panes(&panes))
            }
            "select-layout" if has("-E") => tree.spread(pane).ok(),
            "select-layout" => Some(match Preset::parse(words[1]) {
                Some(preset) => tree.preset(preset, &self.sizes).resize(self.window),
                None => Tree::parse(words[1], &tree.panes())
                    .ok()?
                    .with_border(tree.border()),
            }),
            "set" => {
                self.set(words[words.len() - 2], words[words.len() - 1]);
                Some(self.tree.clone())
            }
            other => panic!("no such operation here: {other}"),
        }
    }

    fn set(&mut self, option: &str, value: &str) {
        let extent = || Extent::parse(value).unwrap();
        match option {
            "main-pane-width" => self.sizes.main_width = extent(),
            "main-pane-height" => self.sizes.main_height = extent(),
            "other-pane-width" => self.sizes.other_width = extent(),
            "other-pane-height" => self.sizes.other_height = extent(),
            "pane-border-status" => {
                let border = match value {
                    "top" => BorderStatus::Top,
                    "bottom" => BorderStatus::Bottom,
                    _ => BorderStatus::Off,
                };
                self.tree = self.tree.clone().with_border(border);
            }
            other => panic!("no such option here: {other}"),
        }
    }
}

fn resize_pane<'a>(
    tree: &Tree,
    pane: PaneId,
    words: &[&str],
    value: impl Fn(&str) -> Option<&'a str>,
) -> Tree {
    for (flag, direction) in [
        ("-U", Direction::Up),
        ("-D", Direction::Down),
        ("-L", Direction::Left),
        ("-R", Direction::Right),
    ] {
        if words.contains(&flag) {
            let by = words[words.len() - 1].parse().unwrap();
            return tree.resize_pane(pane, direction, by).unwrap();
        }
    }
    let axes = [("-x", Axis::LeftRight), ("-y", Axis::TopBottom)];
    axes.into_iter().fold(tree.clone(), |tree, (flag, axis)| {
        match value(flag).and_then(|n| n.parse().ok()) {
            Some(size) => tree.resize_pane_to(pane, axis, size).unwrap(),
            None => tree,
        }
    })
}

fn together(name: &str, size: (u16, u16), lines: &[&str]) {
    let Some(mut pair) = Pair::new(name, size.0, size.1) else {
        return;
    };
    for line in lines {
        pair.run(line);
    }
}

#[test]
fn splits() {
    together(
        "splits",
        (80, 24),
        &[
            "split-window -h -t %0",
            "split-window -v -t %1",
            "split-window -h -b -t %0",
            "split-window -v -b -l 5 -t %2",
            "split-window -h -l 25% -t %1",
            "split-window -f -t %1",
            "split-window -f -h -l 30% -t %3",
            "split-window -f -h -b -l 10 -t %3",
            "split-window -f -b -l 50% -t %0",
            "split-window -v -l 500 -t %0",
            "split-window -h -b -l 500 -t %1",
            "split-window -h -l 0 -t %6",
            "split-window -v -t %11",
        ],
    );
}

#[test]
fn splits_without_room() {
    together(
        "narrow",
        (7, 5),
        &[
            "split-window -h -t %0",
            "split-window -h -t %0",
            "split-window -h -t %0",
            "split-window -h -t %1",
            "split-window -h -t %1",
            "split-window -h -f -t %1",
            "split-window -v -f -t %1",
            "split-window -v -f -t %1",
            "split-window -v -f -b -t %1",
        ],
    );
}

#[test]
fn kills() {
    together(
        "kills",
        (100, 40),
        &[
            "split-window -h -t %0",
            "split-window -h -t %1",
            "split-window -v -t %1",
            "split-window -h -t %3",
            "split-window -v -t %4",
            "kill-pane -t %1",
            "kill-pane -t %0",
            "split-window -v -t %3",
            "kill-pane -t %3",
            "kill-pane -t %4",
            "kill-pane -t %2",
            "kill-pane -t %5",
        ],
    );
}

#[test]
fn pane_sizes() {
    together(
        "sizes",
        (90, 30),
        &[
            "split-window -h -t %0",
            "split-window -h -t %1",
            "split-window -v -t %1",
            "split-window -v -t %3",
            "resize-pane -L -t %0 5",
            "resize-pane -R -t %0 50",
            "resize-pane -R -t %0 500",
            "resize-pane -L -t %2 10",
            "resize-pane -L -t %2 300",
            "resize-pane -R -t %2 4",
            "resize-pane -U -t %4 3",
            "resize-pane -D -t %1 9",
            "resize-pane -D -t %4 9",
            "resize-pane -U -t %3 90",
            "resize-pane -D -t %0 4",
            "resize-pane -t %1 -x 20",
            "resize-pane -t %1 -y 12",
            "resize-pane -t %4 -y 3",
            "resize-pane -t %2 -x 1",
            "resize-pane -t %0 -x 7000",
        ],
    );
}

#[test]
fn window_sizes() {
    together(
        "windows",
        (80, 24),
        &[
            "split-window -h -t %0",
            "split-window -v -t %1",
            "split-window -v -t %2",
            "split-window -h -t %3",
            "resize-window -x 133 -y 51",
            "resize-window -x 40 -y 11",
            "resize-window -x 6 -y 4",
            "resize-window -x 2 -y 2",
            "resize-window -x 100 -y 3",
            "resize-window -x 101 -y 50",
        ],
    );
}

#[test]
fn presets() {
    together(
        "presets",
        (197, 47),
        &[
            "split-window -h -t %0",
            "select-layout tiled",
            "select-layout main-vertical",
            "select-layout main-horizontal",
            "split-window -h -t %0",
            "select-layout even-horizontal",
            "split-window -t %1",
            "split-window -t %2",
            "select-layout tiled",
            "select-layout main-vertical",
            "set -w main-pane-width 50%",
            "select-layout main-vertical",
            "set -w main-pane-width 30",
            "set -w other-pane-width 130",
            "select-layout main-vertical",
            "set -w other-pane-width 190",
            "select-layout main-vertical",
            "set -w main-pane-width 900",
            "select-layout main-vertical",
            "set -w main-pane-height 48",
            "select-layout tiled",
            "kill-pane -t %4",
            "set -w main-pane-width 60",
            "resize-window -x 61 -y 23",
            "select-layout main-vertical",
            "select-layout tiled",
        ],
    );
}

#[test]
fn presets_in_a_tiny_window() {
    together(
        "tiny",
        (9, 5),
        &[
            "split-window -h -t %0",
            "split-window -h -t %0",
            "split-window -v -t %0",
            "select-layout even-vertical",
            "resize-window -x 3 -y 2",
            "select-layout even-horizontal",
        ],
    );
}

#[test]
fn spreading() {
    together(
        "spread",
        (83, 23),
        &[
            "split-window -h -l 20 -t %0",
            "split-window -h -l 5 -t %0",
            "split-window -v -l 3 -t %1",
            "split-window -v -l 3 -t %1",
            "select-layout -E -t %1",
            "select-layout -E -t %1",
            "select-layout -E -t %0",
        ],
    );
}

#[test]
fn names_on_borders() {
    for place in ["top", "bottom"] {
        let set = format!("set -w pane-border-status {place}");
        together(
            place,
            (80, 25),
            &[
                &set,
                "split-window -v -t %0",
                "split-window -h -t %0",
                "split-window -v -l 50% -t %0",
                "resize-pane -U -t %0 40",
                "resize-pane -t %1 -y 4",
                "resize-pane -t %0 -y 4",
                "resize-pane -D -t %3 40",
                "resize-window -x 20 -y 7",
                "resize-window -x 20 -y 3",
                "resize-window -x 60 -y 40",
                "select-layout even-vertical",
                "select-layout -E -t %0",
            ],
        );
    }
}

#[test]
fn moving_panes() {
    together(
        "moving",
        (80, 24),
        &[
            "split-window -h -t %0",
            "split-window -v -t %1",
            "split-window -h -t %2",
            "swap-pane -s %0 -t %3",
            "rotate-window",
            "rotate-window -D",
            "rotate-window -D",
            "select-layout b25d,80x24,0,0,0",
            "select-layout b25e,80x24,0,0,0",
            "select-layout 1558,80x24,0,0{40x24,0,0,0,39x24,41,0[39x12,41,0,1,39x11,41,13{19x11,41,13,2,19x11,61,13,3}]}",
        ],
    );
}
