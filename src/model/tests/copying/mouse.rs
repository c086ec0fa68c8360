//! Selecting with the mouse.

use crate::base::{ClientId, Mods, MouseButton, MouseEvent, MouseEventKind, PaneId, Point};
use crate::model::Input;
use crate::model::state::timers::Purpose;
use crate::model::testing::TestWorld;
use crate::model::tests::copying::{TEXT, buffer, showing};

fn fixture() -> (TestWorld, ClientId) {
    let mut fixture = showing(TEXT, 20, 6);
    let client = fixture.attach_sized(crate::base::Size::new(20, 7));
    (fixture, client)
}

const PRESS: MouseEventKind = MouseEventKind::Press(MouseButton::Left);
const DRAG: MouseEventKind = MouseEventKind::Drag(MouseButton::Left);
const RELEASE: MouseEventKind = MouseEventKind::Release(Some(MouseButton::Left));

#[test]
fn a_drag_copies_and_ends_the_mode() {
    // The last row is `last.one two`, and the view does not move until the edge is reached.
    let (mut fixture, client) = fixture();
    fixture.mouse(client, PRESS, 2, 1);
    fixture.mouse(client, DRAG, 4, 1);
    assert_eq!(fixture.format("#{pane_mode}"), "copy-mode");
    fixture.mouse(client, DRAG, 6, 1);
    assert_eq!(fixture.format("#{selection_present}"), "1");
    fixture.mouse(client, RELEASE, 6, 1);
    assert_eq!(fixture.format("#{pane_mode}"), "");
    assert_eq!(buffer(&mut fixture), "than");
}

#[test]
fn the_wheel_with_meta_scrolls_by_pages_also_over_a_program_with_the_mouse() {
    for program in ["", "\x1b[?1002h\x1b[?1006h"] {
        let (mut fixture, client) = fixture();
        fixture.print(PaneId(0), program.as_bytes());
        let turn = |fixture: &mut TestWorld, button| {
            let (kind, at) = (MouseEventKind::Press(button), Point::new(3, 3));
            let mods = Mods::META;
            fixture.apply(Input::Mouse(client, MouseEvent { kind, at, mods }));
            fixture.format("#{pane_mode} #{scroll_position}")
        };
        let up = turn(&mut fixture, MouseButton::WheelUp);
        assert_eq!(up, "copy-mode 3", "{program:?}");
        assert_eq!(turn(&mut fixture, MouseButton::WheelDown), " ");
        // Below the end the program gets it.
        turn(&mut fixture, MouseButton::WheelDown);
        assert_eq!(fixture.typed(0).is_empty(), program.is_empty());
    }
}

#[test]
fn a_drag_at_the_edge_scrolls_while_the_button_is_held() {
    let (mut fixture, client) = fixture();
    fixture.mouse(client, PRESS, 2, 3);
    fixture.mouse(client, DRAG, 2, 2);
    fixture.mouse(client, DRAG, 2, 0);
    let timers = |fixture: &TestWorld| fixture.world.timers.keys().copied().collect::<Vec<_>>();
    for up in 1..=3 {
        for timer in timers(&fixture) {
            fixture.apply(Input::Timer(timer));
        }
        assert_eq!(fixture.format("#{scroll_position}"), up.to_string());
    }
    fixture.mouse(client, RELEASE, 2, 0);
    assert_eq!(fixture.format("#{pane_mode}"), "");
    assert!(buffer(&mut fixture).starts_with("de \u{754c}"));
}

#[test]
fn a_new_user_is_told_once_of_the_selection_of_the_terminal() {
    const TEXT: &str = "Hold Shift (Option on a Mac) and drag for your terminal's own selection";
    let left = MouseButton::Left;
    for (wanted, program) in [(true, false), (true, true), (false, false)] {
        let (mut fixture, client) = fixture();
        fixture.world.first_steps.wanted = wanted;
        if program {
            fixture.print(PaneId(0), b"\x1b[?1002h\x1b[?1006h");
        }
        for time in 0..2 {
            fixture.mouse(client, MouseEventKind::Press(left), 2, 2);
            fixture.mouse(client, MouseEventKind::Drag(left), 6, 2);
            fixture.mouse(client, MouseEventKind::Release(Some(left)), 6, 2);
            let told = wanted && time == 0;
            assert_eq!(
                fixture.message(client),
                Some(TEXT).filter(|_| told),
                "{program}"
            );
            fixture.keys(client, &["F9"]);
        }
        let file = fixture.files.get("/first-steps");
        assert_eq!(
            file.is_some_and(|file| file.contains("told-of-shift")),
            wanted
        );
    }
}

#[test]
fn clicks_copy_words_and_lines() {
    for (clicks, expected) in [
        (2, "longer"),
        (3, "a line that is longer than its row is wide"),
    ] {
        let (mut fixture, client) = fixture();
        // No time passes between the clicks, and the program prints.
        fixture.step = 0;
        for _ in 0..clicks {
            if fixture.format("#{pane_in_mode}") != "0" {
                fixture.print(PaneId(0), b"\r\nmore");
            }
            fixture.mouse(client, PRESS, 16, 0);
            fixture.mouse(client, RELEASE, 16, 0);
        }
        // A third click may follow a second one.
        let mode = if clicks == 3 { "copy-mode" } else { "" };
        assert_eq!(fixture.format("#{pane_mode}"), mode, "{clicks}");
        fixture.due(|timer| matches!(timer, Purpose::DoubleClick(_)));
        assert_eq!(fixture.format("#{pane_mode}"), "copy-mode", "{clicks}");
        // The highlight stays for 300 ms.
        fixture.due(|timer| matches!(timer, Purpose::Run(_)));
        assert_eq!(fixture.format("#{pane_mode}"), "", "{clicks}");
        assert_eq!(buffer(&mut fixture), expected);
        assert_eq!(fixture.message(client), None, "{clicks}");
    }
}

#[test]
fn a_triple_click_is_no_double_click_and_the_pane_gets_each_press_once() {
    for (clicks, between, keys) in [
        (1, &[][..], "D"),
        (2, &[], "DS2"),
        (3, &[], "DST"),
        // A drag or another button is no third click.
        (2, &[(DRAG, 17)], "DS"),
        (2, &[(MouseEventKind::Press(MouseButton::Right), 16)], "DS"),
    ] {
        let (mut fixture, client) = fixture();
        fixture.step = 0;
        for (key, mark) in [
            ("MouseDown1Pane", "D"),
            ("SecondClick1Pane", "S"),
            ("DoubleClick1Pane", "2"),
            ("TripleClick1Pane", "T"),
        ] {
            fixture.ok(&format!("bind -n {key} set -ga @k {mark}"));
        }
        for key in ["MouseDrag1Pane", "MouseDown3Pane"] {
            fixture.ok(&format!("unbind -n {key}"));
        }
        for _ in 0..clicks {
            fixture.mouse(client, PRESS, 16, 0);
            fixture.mouse(client, RELEASE, 16, 0);
        }
        for (kind, x) in between {
            fixture.mouse(client, *kind, *x, 0);
        }
        fixture.due(|timer| matches!(timer, Purpose::DoubleClick(_)));
        assert_eq!(fixture.format("#{@k}"), keys, "{clicks} {between:?}");
    }
    let (mut fixture, client) = fixture();
    fixture.step = 0;
    fixture.print(PaneId(0), b"\x1b[?1000;1006h");
    for _ in 0..2 {
        fixture.mouse(client, PRESS, 2, 0);
        fixture.mouse(client, RELEASE, 2, 0);
    }
    fixture.due(|timer| matches!(timer, Purpose::DoubleClick(_)));
    assert_eq!(
        fixture.typed(0),
        "\x1b[<0;3;1M\x1b[<0;3;1m".repeat(2),
        "each press once"
    );
}

#[test]
fn a_drag_stays_in_its_pane() {
    let (mut fixture, client) = fixture();
    fixture.ok("split-window -h");
    fixture.mouse(client, PRESS, 2, 3);
    fixture.mouse(client, DRAG, 3, 3);
    fixture.mouse(client, DRAG, 19, 3);
    fixture.mouse(client, RELEASE, 19, 3);
    assert_eq!(fixture.format("#{pane_mode}"), "");
    let copied = buffer(&mut fixture);
    assert!(copied.len() <= 10, "{copied}");
}
