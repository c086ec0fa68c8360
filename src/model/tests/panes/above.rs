//! Panes above a zoomed pane, modal panes, and boxes that the mouse draws.

use crate::base::{Mods, MouseButton, MouseEvent, MouseEventKind, PaneId, Point};
use crate::model::Input;
use crate::model::ops::saved_layout;
use crate::model::testing::TestWorld;

const FLAGS: &str = "#{P:#{pane_flags} }#{window_flags} #{window_modal_pane}";

/// A window of 80x24 with the panes %0 and %1 side by side.
fn start() -> TestWorld {
    let mut fixture = TestWorld::new();
    fixture.exits_on_hangup = true;
    fixture.ok("splitw -h ; select-pane -t %0 ; set -g mouse on");
    fixture
}

const PRESS: MouseEventKind = MouseEventKind::Press(MouseButton::Left);
const DRAG: MouseEventKind = MouseEventKind::Drag(MouseButton::Left);
const RELEASE: MouseEventKind = MouseEventKind::Release(Some(MouseButton::Left));

#[test]
fn a_modal_pane_is_active_until_it_is_closed() {
    for flags in ["", "-d"] {
        let mut fixture = start();
        let made = fixture.ok(&format!(
            "new-pane -O {flags} -P -F '#{{pane_id}}' -x 20 -y 5"
        ));
        assert_eq!(made, "%2\n");
        assert_eq!(
            fixture.format(FLAGS),
            "- * *FO *O %2".replace("- * *FO", "-  *FO")
        );
        assert_eq!(fixture.format("#{P:#{pane_modal_flag}}"), "001");
        for line in [
            "select-pane -t %1",
            "last-pane",
            "select-pane -L",
            "split-window -t %0",
            "new-pane -x 10 -y 4",
            "swap-pane -s %0 -t %1",
            "toggle-floating",
            "rotate-window",
            "select-layout tiled",
            "move-pane -t %2 -P backward-loop",
        ] {
            fixture.run(line);
            assert_eq!(fixture.format("#{pane_id} #{pane_z}"), "%2 0", "{line}");
        }
        for (line, message) in [
            ("new-pane -O", "window already has a modal pane"),
            ("break-pane -s %2", "pane is modal"),
            ("join-pane -s %2 -t %0", "pane is modal"),
            ("join-pane -s %2", "pane is modal"),
            ("join-pane -s %0 -t %2", "pane is modal"),
            ("swap-pane -s %2 -t %0", "pane is modal"),
            ("swap-pane -s %0 -t %2", "pane is modal"),
        ] {
            assert_eq!(fixture.fails(line), message, "{line}");
        }
        // Another window has no part in it.
        fixture.ok("new-window ; new-pane -d -O ; kill-window");
        fixture.ok("kill-pane -t %2");
        assert_eq!(fixture.format("#{window_modal_pane}#{pane_id}"), "%0");
        fixture.ok("select-pane -t %1");
        assert_eq!(fixture.format("#{pane_id}"), "%1");
    }
    let mut fixture = start();
    assert_eq!(
        fixture.fails("new-pane -O -L"),
        "modal pane must be floating"
    );
    assert_eq!(fixture.format("#{window_panes} #{next_session_id}"), "2 $1");
}

#[test]
fn a_modal_pane_keeps_the_mouse_from_the_rest_of_its_window() {
    let mut fixture = start();
    let client = fixture.attach();
    fixture
        .ok("set -g focus-follows-mouse on ; bind -n MouseDown1Pane set -gF @on '#{mouse_pane}'");
    fixture.ok("new-pane -O -x 20 -y 5 -X 30 -Y 10");
    for (kind, x, y) in [
        (PRESS, 0, 0),
        (DRAG, 5, 5),
        (RELEASE, 5, 5),
        (MouseEventKind::Move, 70, 3),
        (MouseEventKind::Press(MouseButton::WheelUp), 2, 2),
        (PRESS, 40, 2),
        (RELEASE, 40, 2),
    ] {
        fixture.mouse(client, kind, x, y);
        assert_eq!(fixture.format("#{@on}#{pane_id}#{pane_in_mode}"), "%20");
    }
    fixture.mouse(client, PRESS, 32, 12);
    fixture.mouse(client, RELEASE, 32, 12);
    assert_eq!(fixture.format("#{@on}"), "%2");
    // The border of the pane resizes it, and the status line stays in reach.
    fixture.mouse(client, PRESS, 50, 12);
    fixture.mouse(client, DRAG, 55, 12);
    fixture.mouse(client, RELEASE, 55, 12);
    assert_eq!(fixture.format("#{pane_width}"), "25");
    fixture.ok("bind -n MouseDown1StatusDefault set -g @status yes");
    fixture.mouse(client, PRESS, 40, 23);
    assert_eq!(fixture.format("#{@status}"), "yes");
}

#[test]
fn a_click_or_a_cancel_key_closes_a_modal_pane_made_so() {
    for (flags, closes) in [
        ("-O", [false; 3]),
        ("-OC", [true, false, false]),
        ("-OD", [false, true, true]),
        ("-CD", [false; 3]),
    ] {
        for (how, closes) in closes.into_iter().enumerate() {
            let mut fixture = start();
            let client = fixture.attach();
            fixture.ok(&format!("new-pane {flags} -x 20 -y 5 -X 30 -Y 10"));
            match how {
                0 => fixture.mouse(client, PRESS, 1, 1),
                1 => fixture.keys(client, &["Escape"]),
                _ => fixture.keys(client, &["C-c"]),
            }
            let left = fixture.format("#{window_panes}");
            assert_eq!(left == "2", closes, "{flags} {how}");
        }
    }
    // The wheel is no click, and a client that only reads closes nothing.
    let mut fixture = start();
    let client = fixture.attach();
    fixture.ok("new-pane -OCD -x 20 -y 5 -X 30 -Y 10");
    fixture.mouse(client, MouseEventKind::Press(MouseButton::WheelUp), 1, 1);
    fixture.ok("refresh-client -f read-only");
    fixture.mouse(client, PRESS, 1, 1);
    fixture.keys(client, &["Escape"]);
    assert_eq!(fixture.format("#{window_panes}"), "3");
}

#[test]
fn a_modal_pane_can_take_all_keys() {
    for (flags, set, typed) in [("-O", "yes", ""), ("-OK", "", "\x02x"), ("-K", "yes", "")] {
        let mut fixture = start();
        let client = fixture.attach();
        fixture.ok("bind x set -g @x yes");
        fixture.ok(&format!("new-pane {flags}"));
        fixture.keys(client, &["C-b", "x"]);
        assert_eq!(fixture.format("#{@x}"), set, "{flags}");
        assert_eq!(fixture.typed(2), typed, "{flags}");
    }
}

#[test]
fn a_pane_is_shown_above_a_zoomed_one() {
    for flags in ["-A", "-O", "-AO"] {
        let mut fixture = start();
        let client = fixture.attach();
        fixture.ok(&format!("resize-pane -Z ; new-pane {flags} -x 20 -y 5"));
        let state = "#{window_zoomed_flag} #{pane_id} #{P:#{pane_zoomed_flag}#{pane_width} }";
        assert_eq!(fixture.format(state), "1 %2 180 039 020 ", "{flags}");
        let scene = fixture.scene(client).unwrap();
        let shown: Vec<PaneId> = scene.panes.iter().map(|pane| pane.pane).collect();
        assert_eq!(shown, [PaneId(0)], "{flags}");
        assert_eq!(scene.overlays.len(), 1, "the box");
        let layout = fixture.format("#{window_visible_layout}");
        assert!(layout.ends_with(",80x23,0,0,0"), "{layout}");
        // It survives a server.
        fixture.next_server();
        assert_eq!(fixture.format(state), "1 %2 180 039 020 ", "{flags}");
        fixture.ok("kill-pane");
        assert_eq!(fixture.format(state), "1 %0 180 039 ", "{flags}");
        fixture.ok("resize-pane -Z");
        assert_eq!(fixture.format(state), "0 %0 040 039 ", "{flags}");
    }
    // Without the flag a new pane unzooms the window.
    let mut fixture = start();
    fixture.ok("resize-pane -Z ; new-pane");
    assert_eq!(fixture.format("#{window_zoomed_flag}"), "0");
    // The pane below becomes active without a change of the zoom, another one ends it.
    let mut fixture = start();
    fixture.ok("resize-pane -Z ; new-pane -A ; select-pane -t %0");
    assert_eq!(fixture.format("#{window_zoomed_flag} #{pane_id}"), "1 %0");
    fixture.ok("select-pane -t %2");
    assert_eq!(fixture.format("#{window_zoomed_flag} #{pane_id}"), "1 %2");
    fixture.ok("select-pane -t %1");
    assert_eq!(fixture.format("#{window_zoomed_flag} #{pane_id}"), "0 %1");
}

#[test]
fn the_mouse_draws_the_box_of_a_new_pane() {
    for (from, to, wanted) in [
        ((10, 5), (29, 14), "18x8@11,6"),
        ((29, 14), (10, 5), "18x8@11,6"),
        ((10, 5), (11, 6), "1x1@11,6"),
    ] {
        let mut fixture = start();
        let client = fixture.attach();
        fixture.ok("bind -n C-MouseDrag1Pane new-pane -M");
        let control = |fixture: &mut TestWorld, kind, (x, y): (u16, u16)| {
            let (at, mods) = (Point::new(x, y), Mods::CTRL);
            fixture.apply(Input::Mouse(client, MouseEvent { kind, at, mods }));
        };
        control(&mut fixture, PRESS, from);
        let half = (u16::midpoint(from.0, to.0), u16::midpoint(from.1, to.1));
        control(&mut fixture, DRAG, half);
        control(&mut fixture, DRAG, to);
        control(&mut fixture, RELEASE, to);
        control(&mut fixture, MouseEventKind::Move, (60, 20));
        let place = "#{pane_id} #{pane_width}x#{pane_height}@#{pane_left},#{pane_top}";
        assert_eq!(fixture.format(place), format!("%2 {wanted}"));
    }
    // Without the mouse there is nothing to draw.
    let mut fixture = start();
    fixture.ok("new-pane -M");
    assert_eq!(fixture.format("#{window_panes}"), "2");
    fixture.ok("new-pane -ML");
    assert_eq!(fixture.format("#{window_panes}"), "3");
}

#[test]
fn a_saved_layout_keeps_the_zoomed_pane_below_another_one() {
    let mut fixture = start();
    fixture.ok("resize-pane -Z ; new-pane -A");
    let saved = saved_layout::saved(&fixture.world);
    let window = &saved.windows[0];
    assert_eq!((window.zoomed, window.active), (true, PaneId(0)));
}
