//! Scrollbars: the columns that they take, the slider, and the mouse on them.

use super::{run, showing};
use crate::base::{ClientId, Color, MouseButton, MouseEventKind, PaneId, Rect, Size};
use crate::model::state::pane_access::of_screen;
use crate::model::testing::TestWorld;

/// A pane of 20 columns and 10 rows with 100 numbered lines; 91 rows are history.
fn numbered() -> (TestWorld, ClientId) {
    let lines: Vec<String> = (1..=100).map(|n| format!("{n}\r\n")).collect();
    let mut fixture = showing(&lines.concat(), 20, 10);
    let client = fixture.attach_sized(Size::new(20, 11));
    fixture.ok("setw -g pane-scrollbars on");
    (fixture, client)
}

/// The rows of the slider of the scrollbar at a column.
fn slider(fixture: &mut TestWorld, client: ClientId, x: u16) -> Vec<u16> {
    let scene = fixture.scene(client).unwrap();
    let on = |label: &&crate::scene::Label| {
        label.at.x == x
            && label
                .line
                .spans
                .iter()
                .all(|span| span.style.bg == Color::Ansi(7))
    };
    scene
        .labels
        .iter()
        .filter(on)
        .map(|label| label.at.y)
        .collect()
}

fn state(fixture: &mut TestWorld) -> String {
    fixture.format("#{pane_mode} #{scroll_position}")
}

#[test]
fn scrollbars_take_columns_where_the_options_say_so() {
    for (options, mode, width, text_at) in [
        ("set pane-scrollbars off", false, "20", 0),
        ("set pane-scrollbars on", false, "19", 0),
        ("set pane-scrollbars on", true, "19", 0),
        ("set pane-scrollbars modal", false, "20", 0),
        ("set pane-scrollbars modal", true, "19", 0),
        (
            "set pane-scrollbars on ; set pane-scrollbars-position left",
            false,
            "19",
            1,
        ),
        (
            "set pane-scrollbars on ; set pane-scrollbars-position left ; \
             set pane-scrollbars-style 'width=2,pad=1'",
            false,
            "17",
            3,
        ),
        (
            "set pane-scrollbars on ; set pane-scrollbars-style 'width=90'",
            true,
            "1",
            0,
        ),
    ] {
        let mut fixture = showing("text", 20, 10);
        let client = fixture.attach_sized(Size::new(20, 11));
        fixture.ok(options);
        if mode {
            fixture.ok("copy-mode");
        }
        assert_eq!(fixture.format("#{pane_width}"), width, "{options}");
        let cols = of_screen(&fixture.panes, PaneId(0), |s| s.size().cols);
        assert_eq!(cols.to_string(), width, "{options}: the PTY");
        let scene = fixture.scene(client).unwrap();
        let area = scene
            .panes
            .iter()
            .find(|area| area.pane == PaneId(0))
            .unwrap();
        assert_eq!(area.rect.x, text_at, "{options}");
        let covered: u16 = scene.panes.iter().map(|area| area.rect.cols).sum();
        assert_eq!(covered, 20, "{options}: no border in the window");
        fixture.ok("copy-mode -q ; set pane-scrollbars off");
        assert_eq!(fixture.format("#{pane_width}"), "20", "{options}");
    }
}

#[test]
fn the_slider_shows_the_part_of_the_text_in_view() {
    let (mut fixture, client) = numbered();
    assert_eq!(slider(&mut fixture, client, 19), [9]);
    fixture.ok("copy-mode");
    assert_eq!(slider(&mut fixture, client, 19), [9]);
    run(&mut fixture, "history-top");
    assert_eq!(slider(&mut fixture, client, 19), [0]);
    run(&mut fixture, "goto-line 45");
    assert_eq!(slider(&mut fixture, client, 19), [5]);
    fixture.ok("copy-mode -q");
    fixture.print(PaneId(0), b"\x1b[3J");
    assert_eq!(slider(&mut fixture, client, 19).len(), 10);
}

#[test]
fn clicks_beside_the_slider_scroll_by_pages() {
    let press = MouseEventKind::Press(MouseButton::Left);
    let release = MouseEventKind::Release(Some(MouseButton::Left));
    let (mut fixture, client) = numbered();
    fixture.mouse(client, press, 19, 2);
    fixture.mouse(client, release, 19, 2);
    assert_eq!(state(&mut fixture), "copy-mode 8");
    fixture.mouse(client, press, 19, 2);
    fixture.mouse(client, release, 19, 2);
    assert_eq!(state(&mut fixture), "copy-mode 16");
    fixture.mouse(client, press, 19, 9);
    fixture.mouse(client, release, 19, 9);
    assert_eq!(state(&mut fixture), "copy-mode 8");
}

#[test]
fn the_slider_follows_a_drag() {
    let press = MouseEventKind::Press(MouseButton::Left);
    let drag = MouseEventKind::Drag(MouseButton::Left);
    let (mut fixture, client) = numbered();
    fixture.mouse(client, press, 19, 9);
    assert_eq!(state(&mut fixture), " ");
    fixture.mouse(client, drag, 19, 5);
    assert_eq!(fixture.format("#{pane_mode}"), "copy-mode");
    assert_eq!(slider(&mut fixture, client, 19), [5]);
    // The mouse may leave the bar.
    fixture.mouse(client, drag, 3, 0);
    assert_eq!(state(&mut fixture), "copy-mode 91");
    fixture.mouse(client, drag, 19, 9);
    assert_eq!(state(&mut fixture), "copy-mode 0");
    let release = MouseEventKind::Release(Some(MouseButton::Left));
    fixture.mouse(client, release, 19, 9);
    assert_eq!(state(&mut fixture), "copy-mode 0");
}

#[test]
fn a_scrollbar_belongs_to_its_pane() {
    let (mut fixture, client) = numbered();
    fixture.ok("split-window -h");
    assert_eq!(fixture.format("#{pane_width}"), "8");
    let left = fixture.format("#{window_layout}");
    assert!(
        left.contains("10x10,0,0") && left.contains("9x10,11,0"),
        "{left}"
    );
    let press = MouseEventKind::Press(MouseButton::Left);
    fixture.mouse(client, press, 9, 0);
    assert_eq!(fixture.ok("display -p -t %0 '#{pane_mode}'"), "copy-mode\n");
    assert_eq!(fixture.ok("display -p -t %1 '#{pane_mode}'"), "\n");
    let scene = fixture.scene(client).unwrap();
    let rects: Vec<Rect> = scene.panes.iter().map(|area| area.rect).collect();
    assert_eq!(rects, [Rect::new(0, 0, 10, 10), Rect::new(11, 0, 9, 10)]);
}
