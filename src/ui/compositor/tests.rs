//! Small scenes and the text that their canvases must contain.

use super::*;
use crate::base::{BoxRect, Color, Point};
use crate::scene::{BorderLines, PaneBox, PaneRows, Plane};

fn line(text: &str) -> Line {
    styled(text, Style::DEFAULT)
}

fn styled(text: &str, style: Style) -> Line {
    let mut line = Line::default();
    line.push_str(text, style);
    line
}

fn bg(n: u8) -> Style {
    Style {
        bg: Color::Ansi(n),
        ..Style::DEFAULT
    }
}

fn rows(pane: u32, texts: &[&str]) -> PaneRows {
    PaneRows {
        pane: PaneId(pane),
        all: true,
        rows: (0..).zip(texts.iter().map(|t| line(t))).collect(),
    }
}

fn pane(pane: u32, rect: Rect) -> PaneArea {
    PaneArea {
        pane: PaneId(pane),
        rect,
        active: pane == 1,
        ..PaneArea::default()
    }
}

/// Two panes beside each other above a status line.
fn scene() -> Scene {
    Scene {
        size: Size::new(9, 4),
        area: Rect::new(0, 0, 9, 3),
        window: Size::new(9, 3),
        panes: vec![
            pane(1, Rect::new(0, 0, 4, 3)),
            pane(2, Rect::new(5, 0, 4, 3)),
        ],
        status_lines: vec![Label {
            at: Point::new(0, 3),
            cols: 9,
            line: line("[0] zsh"),
            fill: Some(bg(2)),
        }],
        ..Scene::default()
    }
}

fn frame(scene: Scene) -> Frame {
    Frame {
        scene: Some(Box::new(scene)),
        rows: vec![
            rows(1, &["$ ls", "a b"]),
            rows(2, &["界x", "", "end!too long"]),
        ],
        ..Frame::default()
    }
}

fn text(canvas: &Canvas) -> Vec<String> {
    let cols = canvas.size().cols;
    let row = |y| (0..cols).map(|x| canvas.cell(x, y).text).collect();
    (0..canvas.size().rows).map(row).collect()
}

fn compose(frame: Frame) -> (Compositor, Canvas) {
    let mut canvas = Canvas::new(frame.scene.as_ref().map_or(Size::new(9, 4), |s| s.size));
    let mut compositor = Compositor::new();
    compositor.apply(frame);
    compositor.compose(&mut canvas);
    (compositor, canvas)
}

#[test]
fn panes_borders_and_status_lines() {
    let (_, canvas) = compose(frame(scene()));
    assert_eq!(
        text(&canvas),
        ["$ ls│界x ", "a b │    ", "    │end!", "[0] zsh  "]
    );
    assert_eq!(canvas.cell(8, 3).style.bg, Color::Ansi(2));
    assert_eq!(*canvas.cell(0, 3).style, Style::DEFAULT);
}

#[test]
fn the_pane_style_replaces_default_colours_only() {
    let mut scene = scene();
    scene.panes[0].look = bg(4);
    let mut frame = frame(scene);
    frame.rows[0].rows[0].1 = styled("hi", bg(1));
    let (_, canvas) = compose(frame);
    assert_eq!(canvas.cell(0, 0).style.bg, Color::Ansi(1));
    assert_eq!(canvas.cell(2, 0).style.bg, Color::Ansi(4));
    assert_eq!(canvas.cell(0, 1).style.bg, Color::Ansi(4));
    assert_eq!(canvas.cell(5, 0).style.bg, Color::Default);
}

#[test]
fn a_changed_row_is_patched_into_the_canvas() {
    let (mut compositor, mut canvas) = compose(frame(scene()));
    canvas.put_str(0, 0, "kept", Style::DEFAULT);
    let change = |rows| Frame {
        rows,
        ..Frame::default()
    };
    compositor.apply(change(vec![PaneRows {
        pane: PaneId(2),
        all: false,
        rows: vec![(1, line("new"))],
    }]));
    compositor.compose(&mut canvas);
    assert_eq!(text(&canvas)[..2], ["kept│界x ", "a b │new "]);
    compositor.apply(change(vec![rows(2, &["all", "gone"])]));
    compositor.compose(&mut canvas);
    assert_eq!(text(&canvas)[..3], ["$ ls│all ", "a b │gone", "    │    "]);
}

#[test]
fn a_patch_leaves_the_message_above_the_panes() {
    let mut scene = scene();
    scene.status_lines[0].at = Point::new(0, 2);
    let (mut compositor, mut canvas) = compose(frame(scene));
    compositor.apply(Frame {
        rows: vec![PaneRows {
            pane: PaneId(1),
            all: false,
            rows: vec![(2, line("below"))],
        }],
        ..Frame::default()
    });
    compositor.compose(&mut canvas);
    assert_eq!(text(&canvas)[2], "[0] zsh  ");
}

#[test]
fn a_pane_that_left_the_scene_is_forgotten() {
    let (mut compositor, mut canvas) = compose(frame(scene()));
    let mut alone = scene();
    alone.panes.truncate(1);
    compositor.apply(Frame {
        scene: Some(Box::new(alone)),
        ..Frame::default()
    });
    compositor.apply(Frame {
        scene: Some(Box::new(scene())),
        ..Frame::default()
    });
    compositor.compose(&mut canvas);
    assert_eq!(text(&canvas)[0], "$ ls│    ");
}

#[test]
fn the_view_pans_over_a_large_window() {
    let mut scene = scene();
    scene.area = Rect::new(0, 0, 5, 2);
    scene.view = Point::new(2, 1);
    scene.labels = vec![Label {
        at: Point::new(1, 1),
        cols: 4,
        line: line("1234"),
        fill: None,
    }];
    let (_, canvas) = compose(frame(scene));
    assert_eq!(
        text(&canvas),
        ["234      ", "  │en    ", "         ", "[0] zsh  "]
    );
}

#[test]
fn a_client_of_another_size_shows_what_fits() {
    for (size, want) in [
        (Size::new(6, 2), vec!["$ ls│ ", "a b │ "]),
        (
            Size::new(10, 5),
            vec![
                "$ ls│界x  ",
                "a b │     ",
                "    │end! ",
                "[0] zsh   ",
                "          ",
            ],
        ),
    ] {
        let mut canvas = Canvas::new(size);
        let mut compositor = Compositor::new();
        compositor.apply(frame(scene()));
        compositor.compose(&mut canvas);
        assert_eq!(text(&canvas), want);
    }
}

#[test]
fn the_cursor_is_hidden_outside_the_client() {
    let mut frame = frame(scene());
    frame.cursor = Some(Cursor {
        at: Point::new(8, 2),
        ..Cursor::default()
    });
    let (compositor, _) = compose(frame);
    assert!(compositor.cursor(Size::new(9, 3)).is_some());
    assert!(compositor.cursor(Size::new(8, 3)).is_none());
}

#[test]
fn the_message_covers_the_last_rows_until_it_is_removed() {
    let (mut compositor, mut canvas) = compose(frame(scene()));
    compositor.set_message(vec![" cause ".to_owned(), " lost ".to_owned()]);
    compositor.compose(&mut canvas);
    assert!(text(&canvas)[2].starts_with(" cause "));
    assert_eq!(
        text(&canvas)[3],
        " lost    ",
        "the rest of the row is blank"
    );
    let style = canvas.cell(0, 3).style;
    assert_eq!((style.fg, style.bg), (Color::Ansi(0), Color::Ansi(3)));
    compositor.set_message(Vec::new());
    compositor.compose(&mut canvas);
    assert_eq!(text(&canvas)[3], "[0] zsh  ");
}

#[test]
fn boxes_cover_everything() {
    for (border, want) in [
        (
            BorderLines::Rounded,
            ["$╭t────╮ ", "a│one  │ ", " ╰─────╯!"],
        ),
        (BorderLines::Simple, ["$+t----+ ", "a|one  | ", " +-----+!"]),
        (BorderLines::None, ["$one     ", "atwo     ", "    │end!"]),
    ] {
        let mut scene = scene();
        scene.overlays = vec![Overlay::Box {
            rect: Rect::new(1, 0, 7, if border == BorderLines::None { 2 } else { 3 }),
            border,
            border_style: bg(5),
            title: line("t"),
            lines: vec![line("one"), line("two")],
            style: bg(6),
        }];
        let (mut compositor, mut canvas) = compose(frame(scene));
        assert_eq!(text(&canvas)[..3], want, "{border:?}");
        assert_eq!(canvas.cell(6, 1).style.bg, Color::Ansi(6));
        compositor.apply(Frame {
            rows: vec![rows(1, &["____"])],
            ..Frame::default()
        });
        compositor.compose(&mut canvas);
        assert_eq!(
            text(&canvas)[0].replace('$', "_"),
            want[0].replace('$', "_")
        );
    }
}

#[test]
fn a_box_with_a_pane_is_clipped_to_its_plane() {
    for (plane, x, y, border, want) in [
        (
            Plane::Client,
            2,
            1,
            BorderLines::Single,
            ["$ ls│界x ", "a ┌─t─┐  ", "  │one│d!", "[0│two│  "],
        ),
        (
            Plane::Client,
            -2,
            2,
            BorderLines::Heavy,
            ["$ ls│界x ", "a b │    ", "t━┓ │end!", "ne┃ zsh  "],
        ),
        (
            Plane::Window,
            5,
            1,
            BorderLines::None,
            ["$ ls│界x ", "a b │one ", "    │two ", "[0] zsh  "],
        ),
        (
            Plane::Window,
            6,
            -1,
            BorderLines::Double,
            ["$ ls│ ║on", "a b │ ║tw", "    │e╚══", "[0] zsh  "],
        ),
    ] {
        let mut scene = scene();
        scene.overlays = vec![Overlay::Pane(Box::new(PaneBox {
            pane: PaneId(9),
            rect: BoxRect::new(x, y, Size::new(5, 4)),
            plane,
            border,
            border_style: bg(5),
            title: line("t"),
            look: bg(6),
            ..PaneBox::default()
        }))];
        let mut frame = frame(scene);
        frame.rows.push(rows(9, &["one", "two"]));
        let (mut compositor, mut canvas) = compose(frame);
        assert_eq!(text(&canvas), want, "{plane:?} {border:?}");
        compositor.apply(Frame {
            rows: vec![PaneRows {
                all: false,
                ..rows(9, &["new"])
            }],
            ..Frame::default()
        });
        compositor.compose(&mut canvas);
        assert!(!text(&canvas).concat().contains("one"));
    }
}

#[test]
fn numbers_over_panes() {
    let mut scene = Scene {
        size: Size::new(14, 7),
        area: Rect::new(0, 0, 14, 7),
        window: Size::new(14, 7),
        panes: vec![pane(1, Rect::new(0, 0, 14, 7))],
        ..Scene::default()
    };
    let number = |rect| Overlay::Number {
        rect,
        number: 12,
        style: bg(4),
        note: "14x7".to_owned(),
    };
    scene.overlays = vec![number(Rect::new(0, 0, 14, 7))];
    let (_, canvas) = compose(Frame {
        scene: Some(Box::new(scene.clone())),
        ..Frame::default()
    });
    let blocks = |y| -> String {
        (0..14)
            .map(|x| {
                if canvas.cell(x, y).style.bg == Color::Ansi(4) {
                    '#'
                } else {
                    '.'
                }
            })
            .collect()
    };
    assert_eq!(text(&canvas)[0], "          14x7");
    let rows: Vec<_> = (1..6).map(blocks).collect();
    assert_eq!(
        rows,
        [
            ".....#.#####..",
            ".....#.....#..",
            ".....#.#####..",
            ".....#.#......",
            ".....#.#####.."
        ]
    );
    scene.overlays = vec![number(Rect::new(0, 0, 9, 3))];
    let (_, canvas) = compose(Frame {
        scene: Some(Box::new(scene)),
        ..Frame::default()
    });
    assert_eq!(text(&canvas)[1], "   12         ");
    assert_eq!(canvas.cell(3, 1).style.fg, Color::Ansi(4));
}
