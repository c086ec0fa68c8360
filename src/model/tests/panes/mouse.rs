//! Borders that the mouse drags.

use crate::base::{ClientId, MouseButton, MouseEventKind, Size};
use crate::model::testing::TestWorld;
use crate::model::tests::panes::{control, overlays, world};

fn with_mouse(lines: &[&str]) -> (TestWorld, ClientId) {
    let mut test = world();
    test.run("set-option -g mouse on");
    for line in lines {
        assert_eq!(test.run(line).status, Some(0), "{line}");
    }
    let client = test.attach_sized(Size::new(83, 24));
    (test, client)
}

fn mouse(test: &mut TestWorld, client: ClientId, kind: MouseEventKind, (x, y): (u16, u16)) {
    test.mouse(client, kind, x, y);
}

const DOWN: MouseEventKind = MouseEventKind::Press(MouseButton::Left);

const DRAG: MouseEventKind = MouseEventKind::Drag(MouseButton::Left);

const UP: MouseEventKind = MouseEventKind::Release(Some(MouseButton::Left));

fn sizes(test: &mut TestWorld) -> String {
    let format = "#{P:#{pane_width}x#{pane_height} }";
    let out = test.run(&format!("list-windows -F '{format}'")).out;
    out.trim().to_owned()
}

#[test]
fn a_border_follows_the_mouse_until_the_button_is_up() {
    for (lines, from, drags, expected) in [
        (
            &["split-window -h"][..],
            (41, 5),
            &[(42, 5)][..],
            "42x23 40x23",
        ),
        (
            &["split-window -h"],
            (41, 5),
            &[(45, 5), (30, 9)],
            "30x23 52x23",
        ),
        (&["split-window -h"], (41, 5), &[(0, 5)], "1x23 81x23"),
        (&["split-window -h"], (40, 5), &[(30, 5)], "41x23 41x23"),
        (&["split-window"], (41, 11), &[(41, 14)], "83x14 83x8"),
        (&["split-window"], (41, 11), &[(41, 23)], "83x21 83x1"),
        (
            &["split-window", "set-option -g status-position top"],
            (41, 12),
            &[(41, 14)],
            "83x13 83x9",
        ),
        (
            &["split-window", "split-window -h"],
            (41, 15),
            &[(50, 15)],
            "83x11 50x11 32x11",
        ),
    ] {
        let (mut test, client) = with_mouse(lines);
        mouse(&mut test, client, DOWN, from);
        for to in drags {
            mouse(&mut test, client, DRAG, *to);
        }
        assert_eq!(sizes(&mut test), expected, "{lines:?} {from:?} {drags:?}");
        mouse(&mut test, client, UP, (10, 10));
        mouse(&mut test, client, DRAG, (20, 20));
        assert_eq!(sizes(&mut test), expected, "{lines:?}, the button is up");
    }
}

#[test]
fn a_click_selects_its_pane() {
    let (mut test, client) = with_mouse(&["split-window -h"]);
    for (at, active) in [((3, 3), 0), ((60, 3), 1), ((41, 3), 1), ((3, 3), 0)] {
        mouse(&mut test, client, DOWN, at);
        mouse(&mut test, client, UP, at);
        let window = test.world.windows.values().next().expect("a window");
        assert_eq!(window.active.0, active, "{at:?}");
    }
}

#[test]
fn controls_in_borders_are_about_their_pane() {
    for (lines, zoom, zoomed) in [
        (
            &["split-window -h", "set-option -g pane-border-status top"][..],
            (34, 0),
            0,
        ),
        (
            &["split-window -h", "set-option -g pane-border-status top"],
            (75, 0),
            1,
        ),
        (
            &["split-window", "set-option -g pane-border-status top"],
            (75, 11),
            1,
        ),
        (
            &["split-window", "set-option -g pane-border-status bottom"],
            (75, 11),
            0,
        ),
    ] {
        let (mut test, client) = with_mouse(lines);
        let zoom = control(&mut test, client, zoom, "[z]");
        mouse(&mut test, client, DOWN, zoom);
        mouse(&mut test, client, UP, zoom);
        let window = test.world.windows.values().next().expect("a window");
        assert_eq!(
            (window.zoomed, window.active.0),
            (true, zoomed),
            "{lines:?}"
        );
        let close = control(&mut test, client, zoom, "[x]");
        mouse(&mut test, client, DOWN, close);
        mouse(&mut test, client, UP, close);
        assert_eq!(overlays(&mut test, client), 1, "{lines:?}");
    }
}
