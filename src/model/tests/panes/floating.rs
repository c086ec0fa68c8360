//! Floating panes: commands, formats, layout strings, the mouse, and what survives a server.

use super::world;
use crate::base::{BoxRect, ClientId, MouseButton, MouseEventKind, PaneId, Point, Size};
use crate::model::ops::saved_layout;
use crate::model::persist::plan::plan;
use crate::model::persist::restore;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::store_request::RestoreFilter;
use crate::model::testing::TestWorld;
use crate::model::{Input, state::input::Exit};
use crate::scene::{Overlay, PaneBox};

const LIST: &str = "lsp -F '#{pane_id} #{pane_width}x#{pane_height}@#{pane_left},#{pane_top}\
#{?pane_floating_flag, F#{pane_z},}#{?pane_active,*,}'";

/// A window of 80x24 whose programs exit when they get SIGHUP.
fn start() -> TestWorld {
    let mut fixture = TestWorld::new();
    fixture.exits_on_hangup = true;
    fixture
}

fn listed(fixture: &mut TestWorld) -> String {
    fixture.ok(LIST).trim_end().replace('\n', " | ")
}

fn boxes(fixture: &mut TestWorld, client: ClientId) -> Vec<PaneBox> {
    let overlays = fixture.scene(client).unwrap().overlays;
    let boxes = overlays.into_iter().filter_map(|overlay| match overlay {
        Overlay::Pane(pane_box) => Some(*pane_box),
        _ => None,
    });
    boxes.collect()
}

fn shown(fixture: &mut TestWorld, client: ClientId) -> Vec<u32> {
    let boxes = boxes(fixture, client);
    boxes.iter().map(|pane_box| pane_box.pane.0).collect()
}

#[test]
fn a_new_pane_floats_with_the_size_and_place_of_its_flags() {
    for (flags, wanted) in [
        ("", "40x6@4,2"),
        ("-x 20 -y 5 -X 7 -Y 3", "20x5@7,3"),
        ("-x 50% -y 50% -X 10% -Y 50%", "40x12@8,12"),
        ("-x 200 -y 100 -X 0 -Y 0", "78x22@0,0"),
        ("-X -5 -Y -1", "40x6@-5,-1"),
        ("-B none -x 20 -y 5 -X 0 -Y 0", "20x5@0,0"),
        ("-hfb -l 5 -p 20 -v -x 10", "10x6@4,2"),
    ] {
        let mut fixture = start();
        fixture.ok(&format!("new-pane {flags} cat"));
        let wanted = format!("%0 80x24@0,0 | %1 {wanted} F0*");
        assert_eq!(listed(&mut fixture), wanted, "{flags}");
    }
    let mut fixture = start();
    let place = fixture.ok("newp -d -P ; newp -dP -F '#{pane_id}'");
    assert_eq!(place, "s:0.1\n%2\n");
    assert_eq!(
        listed(&mut fixture),
        "%0 80x24@0,0* | %1 40x6@4,2 F1 | %2 40x6@8,4 F0"
    );
}

#[test]
fn wrong_sizes_make_no_pane() {
    for (flags, message) in [
        ("-x 0", "width too small"),
        ("-y 0%", "height too small"),
        ("-x x", "width invalid"),
        ("-x 101%", "width too large"),
        ("-X 20000", "x position too large"),
        ("-Y z", "y position invalid"),
        ("-B nothing", "unknown value: nothing"),
        ("-s nocolour", "invalid style: nocolour"),
        ("-t %9", "can't find pane: %9"),
    ] {
        let mut fixture = start();
        assert_eq!(fixture.fails(&format!("new-pane {flags}")), message);
        assert_eq!(fixture.format("#{window_panes}"), "1", "{flags}");
    }
}

#[test]
fn a_new_pane_splits_instead_with_a_flag() {
    let mut fixture = start();
    fixture.ok("new-pane -L -h -l 20");
    assert_eq!(listed(&mut fixture), "%0 59x24@0,0 | %1 20x24@60,0*");
    fixture.ok("new-pane");
    for line in ["split-window", "new-pane -L", "join-pane -s .0 -t .2"] {
        assert_eq!(fixture.fails(line), "can't split a floating pane", "{line}");
    }
}

#[test]
fn panes_float_and_return_to_the_layout() {
    let mut fixture = start();
    fixture.ok("splitw -h -d ; break-pane -W -x 20 -y 6 -X 8 -Y 3");
    assert_eq!(listed(&mut fixture), "%1 80x24@0,0 | %0 18x4@9,4 F0*");
    assert_eq!(fixture.fails("break-pane -W"), "pane is already floating");
    fixture.ok("join-pane");
    assert_eq!(listed(&mut fixture), "%1 80x12@0,0 | %0 80x11@0,13*");
    // It floats where it was.
    fixture.ok("break-pane -W");
    assert_eq!(listed(&mut fixture), "%1 80x24@0,0 | %0 18x4@9,4 F0*");
    fixture.ok("join-pane -h -s %0 -t %1");
    assert_eq!(listed(&mut fixture), "%1 40x24@0,0 | %0 39x24@41,0*");
    fixture.ok("break-pane -W -d -P -s %0");
    assert_eq!(listed(&mut fixture), "%1 80x24@0,0* | %0 18x4@9,4 F0");
    fixture.ok("break-pane -s %0");
    assert_eq!(fixture.format("#{window_index}.#{pane_id}"), "1.%0");
    assert_eq!(listed(&mut fixture), "%0 80x24@0,0*");
}

#[test]
fn a_window_lives_as_long_as_any_pane_floats() {
    let mut fixture = start();
    let client = fixture.attach();
    fixture.ok("new-pane -d -x 20 -y 5 -X 3 -Y 2 ; kill-pane -t .0");
    assert_eq!(listed(&mut fixture), "%1 20x5@3,2 F0*");
    assert_eq!(shown(&mut fixture, client), [1]);
    for line in [
        "select-layout tiled",
        "next-layout",
        "rotate-window",
        "selectp -L",
    ] {
        fixture.ok(line);
        assert_eq!(listed(&mut fixture), "%1 20x5@3,2 F0*", "{line}");
    }
    fixture.ok("join-pane");
    assert_eq!(listed(&mut fixture), "%1 80x23@0,0*");
    fixture.ok("break-pane -W ; break-pane -d");
    assert_eq!(fixture.format("#{W:#{window_panes}#{window_id} }"), "1@0 ");
    assert_eq!(listed(&mut fixture), "%1 80x23@0,0*");
    fixture.ok("new-pane ; kill-pane -a");
    assert_eq!(
        fixture.format("#{window_panes} #{pane_floating_flag}"),
        "1 1"
    );
    fixture.ok("respawn-window -k");
    assert_eq!(listed(&mut fixture), "%2 80x23@0,0*");
    fixture.ok("break-pane -W ; kill-pane");
    assert!(fixture.world.sessions.is_empty());
}

#[test]
fn floating_panes_are_moved_by_flags() {
    for (flags, wanted) in [
        ("-P centre", "18x4@31,10"),
        ("-P center", "18x4@31,10"),
        ("-P top-left", "18x4@1,1"),
        ("-P top-right", "18x4@61,1"),
        ("-P bottom-left", "18x4@1,19"),
        ("-P bottom-right", "18x4@61,19"),
        ("-P top-centre", "18x4@31,1"),
        ("-P centre-left", "18x4@1,10"),
        ("-X 5", "18x4@6,4"),
        ("-Y 1", "18x4@9,2"),
        ("-X 25% -Y 25%", "18x4@21,7"),
        ("-R 3", "18x4@12,4"),
        ("-L5", "18x4@4,4"),
        ("-U", "18x4@9,3"),
        ("-DR 2", "18x4@11,6"),
        ("-X -4 -Y -2", "18x4@-3,-1"),
    ] {
        let mut fixture = start();
        fixture.ok("new-pane -d -x 18 -y 4 -X 9 -Y 4");
        fixture.ok(&format!("move-pane -t .1 {flags}"));
        let wanted = format!("%0 80x24@0,0* | %1 {wanted} F0");
        assert_eq!(listed(&mut fixture), wanted, "{flags}");
    }
    let mut fixture = start();
    for flags in ["-X 1", "-P centre", "-L", "-z 0"] {
        let line = format!("move-pane {flags}");
        assert_eq!(fixture.fails(&line), "pane is not floating", "{flags}");
    }
    fixture.ok("new-pane");
    let error = fixture.fails("move-pane -P nowhere");
    assert_eq!(error, "invalid position: nowhere");
}

#[test]
fn floating_panes_are_stacked_by_flags() {
    let mut fixture = start();
    fixture.ok("new-pane -d ; new-pane -d ; new-pane -d");
    let mut stack = |flags: &str| {
        fixture.ok(&format!("move-pane -t %3 {flags}"));
        fixture.format("#{P:#{?pane_floating_flag,#{pane_z},}}")
    };
    for (flags, wanted) in [
        ("-z 0", "210"),
        ("-P back", "102"),
        ("-P forward", "201"),
        ("-P front", "210"),
        ("-P backward-loop", "201"),
        ("-P backward", "102"),
        ("-P backward-loop", "210"),
        ("-P forward-loop", "102"),
        ("-z 1", "201"),
        ("-z 99", "102"),
    ] {
        assert_eq!(stack(flags), wanted, "{flags}");
    }
}

#[test]
fn floating_panes_are_resized_by_flags() {
    for (flags, wanted) in [
        ("-x 30", "30x4@9,4"),
        ("-y 10", "18x10@9,4"),
        ("-x 75% -y 75%", "58x16@9,4"),
        ("-R 2", "20x4@9,4"),
        ("-D", "18x5@9,4"),
        ("-L 3", "21x4@6,4"),
        ("-U 2", "18x6@9,2"),
        ("-D-1", "18x3@9,4"),
        ("-R-9999", "1x4@9,4"),
    ] {
        let mut fixture = start();
        fixture.ok("new-pane -d -x 18 -y 4 -X 9 -Y 4");
        fixture.ok(&format!("resize-pane -t .1 {flags}"));
        let wanted = format!("%0 80x24@0,0* | %1 {wanted} F0");
        assert_eq!(listed(&mut fixture), wanted, "{flags}");
    }
    let mut fixture = start();
    fixture.ok("new-pane -x 18 -y 4");
    assert_eq!(fixture.fails("resize-pane -x 0"), "width too small");
    assert_eq!(fixture.fails("resize-pane -y 0"), "height too small");
}

#[test]
fn a_floating_pane_is_zoomed_like_a_tiled_one() {
    let mut fixture = start();
    fixture.ok("new-pane -x 20 -y 6 -X 8 -Y 3 ; resize-pane -Z");
    let flags = "#{pane_width}x#{pane_height} #{pane_flags} #{window_zoomed_flag}";
    assert_eq!(fixture.format(flags), "80x24 *ZF 1");
    let layout = fixture.format("#{window_layout} #{window_visible_layout}");
    assert!(layout.ends_with(",80x24,0,0,1"), "{layout}");
    fixture.ok("resize-pane -Z");
    assert_eq!(fixture.format(flags), "20x6 *F 0");
    fixture.ok("new-pane -Z");
    assert_eq!(fixture.format(flags), "80x24 *ZF 1");
    fixture.ok("select-pane -t .0");
    assert_eq!(fixture.format("#{pane_id} #{window_zoomed_flag}"), "%0 0");
}

#[test]
fn selecting_a_floating_pane_brings_it_to_the_front() {
    let mut fixture = start();
    let client = fixture.attach();
    fixture.ok("new-pane -d ; new-pane -d");
    assert_eq!(shown(&mut fixture, client), [1, 2]);
    fixture.ok("select-pane -t .1");
    assert_eq!(shown(&mut fixture, client), [2, 1]);
    fixture.ok("last-pane ; select-pane -t :.-");
    assert_eq!(fixture.format("#{pane_id} #{pane_z}"), "%2 0");
    fixture.ok("select-pane -t :.+");
    assert_eq!(fixture.format("#{pane_id}"), "%0");
}

#[test]
fn directions_lead_from_box_to_box_and_to_the_panes_below() {
    let mut fixture = start();
    fixture
        .ok("splitw -h -d ; new-pane -d -x 10 -y 4 -X 5 -Y 3 ; new-pane -d -x 10 -y 4 -X 60 -Y 3");
    for (from, flag, to) in [
        ("%2", "-R", "%3"),
        ("%3", "-L", "%2"),
        ("%2", "-L", "%0"),
        ("%3", "-R", "%1"),
        ("%3", "-D", "%1"),
        ("%0", "-R", "%1"),
    ] {
        fixture.ok(&format!("select-pane -t {from} ; select-pane {flag}"));
        assert_eq!(fixture.format("#{pane_id}"), to, "{from} {flag}");
    }
}

#[test]
fn a_swap_exchanges_the_places_of_floating_and_tiled_panes() {
    let mut fixture = start();
    fixture.ok("new-pane -d -x 20 -y 6 -X 8 -Y 3 ; swap-pane -d -s .0 -t .1");
    assert_eq!(listed(&mut fixture), "%1 80x24@0,0 | %0 20x6@8,3 F0*");
    fixture.ok("splitw -d -t .0 ; select-pane -t %0");
    assert_eq!(
        fixture.fails("swap-pane -U"),
        "cannot swap up on floating pane"
    );
    assert_eq!(
        fixture.fails("swap-pane -D"),
        "cannot swap down on floating pane"
    );
    fixture.ok("select-pane -t .0 ; swap-pane -D ; swap-pane -D");
    assert_eq!(fixture.format("#{P:#{pane_id} }"), "%1 %2 %0 ");
    fixture.ok("neww -d ; swap-pane -d -s :0.2 -t :1.0");
    assert_eq!(
        fixture.format("#{P:#{pane_id}#{pane_flags} }"),
        "%1* %2 %3F "
    );
}

#[test]
fn hidden_floating_panes_run_on_and_return_where_they_were() {
    let mut fixture = start();
    let client = fixture.attach();
    fixture.ok("splitw -d ; new-pane ; new-pane -d ; set -p -t %3 pane-pinned on");
    fixture.ok("toggle-floating");
    assert_eq!(shown(&mut fixture, client), [3], "a pinned pane stays");
    assert_eq!(fixture.format("#{pane_id} #{window_panes}"), "%0 4");
    fixture.ok("toggle-floating");
    assert_eq!(shown(&mut fixture, client), [2, 3]);
    fixture.ok("toggle-floating ; select-pane -t %2");
    assert_eq!(
        shown(&mut fixture, client),
        [3, 2],
        "a selected pane is shown"
    );
    fixture.ok("toggle-floating ; new-pane -d");
    assert_eq!(
        shown(&mut fixture, client),
        [3, 2, 4],
        "and so is a new one"
    );
    fixture.keys(client, &["C-b", "M-f"]);
    assert_eq!(shown(&mut fixture, client), [3]);
    fixture.ok("kill-pane -t %2 ; kill-pane -t %3 ; kill-pane -t %4");
    let error = fixture.fails("toggle-floating");
    assert_eq!(
        error,
        "no floating panes in this window: new-pane makes one"
    );
    fixture.ok("break-pane -W -s %0 ; break-pane -W -s %1");
    let error = fixture.fails("toggle-floating");
    assert_eq!(error, "only floating panes in this window");
}

#[test]
fn a_smaller_window_shows_the_boxes_inside_and_keeps_their_places() {
    let mut fixture = start();
    fixture.ok("new-pane -d -x 18 -y 4 -X 61 -Y 19 ; new-pane -d -x 70 -y 20 -X 5 -Y 2");
    fixture.ok("resize-window -x 40 -y 16");
    assert_eq!(
        listed(&mut fixture),
        "%0 40x16@0,0* | %1 18x4@21,11 F1 | %2 38x14@1,1 F0"
    );
    fixture.ok("resize-window -x 80 -y 24");
    assert_eq!(
        listed(&mut fixture),
        "%0 80x24@0,0* | %1 18x4@61,19 F1 | %2 70x20@5,2 F0"
    );
    let resized = fixture
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Pane(PaneId(1), PaneEffect::Resize(_))));
    assert_eq!(resized.count(), 0, "a moved pane gets no SIGWINCH");
}

/// A layout string with its checksum.
fn sum(body: &str) -> String {
    let add = |sum: u16, byte: u8| sum.rotate_right(1).wrapping_add(u16::from(byte));
    format!("{:04x},{body}", body.bytes().fold(0, add))
}

#[test]
fn layout_strings_have_the_floating_panes_from_front_to_back() {
    let mut fixture = start();
    fixture.ok("new-pane -d -x 20 -y 6 -X 8 -Y 3 ; new-pane -d -x 30 -y 8 -X -2 -Y 10");
    let layout = fixture.format("#{window_layout}");
    assert_eq!(
        layout.split_once(',').unwrap().1,
        "80x24,0,0,0<30x8,-2,10,2,20x6,8,3,1>"
    );
    assert_eq!(fixture.format("#{window_visible_layout}"), layout);
    let before = listed(&mut fixture);
    fixture.ok("move-pane -t %1 -P front ; move-pane -t %2 -X 0 ; resize-pane -t %1 -x 5");
    fixture.ok(&format!("select-layout '{layout}'"));
    assert_eq!(listed(&mut fixture), before);
    // A string without floating panes leaves them alone.
    fixture.ok("splitw -d ; select-layout even-horizontal");
    assert!(listed(&mut fixture).contains("%1 20x6@8,3 F1 | %2 30x8@-2,10 F0"));
    let tiled = sum("80x24,0,0[80x12,0,0,0,80x11,0,13,3]");
    fixture.ok(&format!("select-layout '{tiled}'"));
    let now = listed(&mut fixture);
    assert!(now.contains("%1 20x6@8,3 F1 | %2 30x8@-2,10 F0"), "{now}");
}

#[test]
fn a_layout_string_lets_panes_float_or_puts_them_back() {
    let mut fixture = start();
    fixture.ok("splitw -d ; splitw -d");
    let two = sum("80x24,0,0,0<20x6,8,3,1,10x2,1,1,2>");
    fixture.ok(&format!("select-layout '{two}'"));
    assert_eq!(
        listed(&mut fixture),
        "%0 80x24@0,0* | %1 20x6@8,3 F0 | %2 10x2@1,1 F1"
    );
    let one = sum("80x24,0,0[80x12,0,0,0,80x11,0,13,1]<20x6,8,3,1>");
    fixture.ok(&format!("select-layout '{one}'"));
    assert_eq!(fixture.format("#{P:#{pane_flags} }"), "*  F ");
    let all = sum("80x24,0,0<20x6,8,3,1,10x2,1,1,2,10x2,5,5,0>");
    fixture.ok(&format!("select-layout '{all}'"));
    let layout = fixture.format("#{window_layout}");
    assert!(layout.contains(",80x24,0,0<"), "{layout}");
    fixture.ok(&format!("select-layout '{layout}'"));
    assert_eq!(fixture.format("#{window_layout}"), layout);
    // The string of another window: as many panes float.
    let other = sum("80x24,0,0[80x12,0,0,7,80x11,0,13,8]<20x6,8,3,9>");
    fixture.ok(&format!("join-pane -s %0 ; select-layout '{other}'"));
    assert_eq!(fixture.format("#{P:#{?pane_floating_flag,F,-}}"), "--F");
    let layout = fixture.format("#{window_layout}");
    for bad in [
        "80x24,0,0,0<",
        "80x24,0,0,0<>",
        "80x24,0,0,0<20x6,8,3,1",
        "80x24,0,0,0<20x6,8,3,1>x",
        "80x24,0,0,0<0x6,8,3,1>",
        "80x24,0,0,0<20x6,8,3,1,>",
        "<20x6,8,3,1>",
        "80x24,0,0,0<20x6,99999,3,1>",
    ] {
        let bad = sum(bad);
        let error = fixture.fails(&format!("select-layout '{bad}'"));
        assert_eq!(error, format!("invalid layout: {bad}"));
        assert_eq!(
            fixture.format("#{window_layout}"),
            layout,
            "nothing changed"
        );
    }
    let few = sum("80x24,0,0,0<20x6,8,3,9>");
    let error = fixture.fails(&format!("select-layout '{few}'"));
    assert_eq!(error, format!("have 3 panes but need 2: {few}"));
    assert_eq!(fixture.format("#{window_layout}"), layout);
}

fn drag(fixture: &mut TestWorld, client: ClientId, from: (u16, u16), to: (u16, u16)) {
    let left = MouseButton::Left;
    fixture.mouse(client, MouseEventKind::Press(left), from.0, from.1);
    fixture.mouse(client, MouseEventKind::Drag(left), to.0, to.1);
    fixture.mouse(client, MouseEventKind::Release(Some(left)), to.0, to.1);
}

#[test]
fn the_mouse_selects_moves_and_resizes_a_box() {
    let mut fixture = start();
    let client = fixture.attach();
    fixture.ok("set -g mouse on ; new-pane -d -x 18 -y 4 -X 9 -Y 4 ; new-pane -d -X 20 -Y 6");
    let press = MouseEventKind::Press(MouseButton::Left);
    fixture.mouse(client, press, 12, 5);
    let click = MouseEventKind::Release(Some(MouseButton::Left));
    fixture.mouse(client, click, 12, 5);
    assert_eq!(fixture.format("#{pane_id} #{pane_z}"), "%1 0");
    fixture.mouse(client, press, 2, 2);
    fixture.mouse(client, click, 2, 2);
    assert_eq!(fixture.format("#{pane_id}"), "%0");
    for (from, to, wanted) in [
        ((12, 3), (14, 6), "18x4@11,7"),
        ((29, 11), (33, 13), "22x6@11,7"),
        ((10, 9), (8, 9), "24x6@9,7"),
        ((20, 13), (20, 10), "24x3@9,7"),
        ((33, 8), (0, 8), "1x3@9,7"),
        ((9, 6), (79, 0), "1x3@78,1"),
    ] {
        drag(&mut fixture, client, from, to);
        let wanted = format!("%1 {wanted} F0*");
        let now = listed(&mut fixture);
        assert!(now.contains(&wanted), "{from:?}: {now}");
    }
}

#[test]
fn the_cursor_is_hidden_under_a_box() {
    let mut fixture = start();
    let client = fixture.attach();
    assert!(fixture.cursor(client).is_some());
    fixture.ok("new-pane -d -x 20 -y 5 -X 0 -Y 0");
    assert!(fixture.cursor(client).is_none());
    fixture.ok("select-pane -t .1");
    assert_eq!(fixture.cursor(client).unwrap().at, Point::new(0, 0));
}

#[test]
fn the_title_in_the_border_is_the_format_of_pane_borders() {
    let mut fixture = start();
    let client = fixture.attach();
    fixture.ok("set -g mouse off ; new-pane -x 30 -y 5 -X 5 -Y 5 -T hello");
    let drawn = &boxes(&mut fixture, client)[0];
    assert_eq!(drawn.title.text().trim_end(), "1 \"hello\"");
    assert_eq!(drawn.rect, BoxRect::new(4, 4, Size::new(32, 7)));
    fixture.ok("set -p pane-border-lines none");
    let drawn = &boxes(&mut fixture, client)[0];
    assert_eq!(drawn.rect, BoxRect::new(5, 5, Size::new(30, 5)));
}

#[test]
fn synchronized_and_dead_floating_panes_are_like_others() {
    let mut fixture = start();
    let client = fixture.attach();
    fixture.ok("new-pane -d ; set -w synchronize-panes on");
    fixture.keys(client, &["x"]);
    assert_eq!(
        (fixture.typed(0), fixture.typed(1)),
        ("x".into(), "x".into())
    );
    fixture.ok("set -p -t .1 remain-on-exit on");
    fixture.apply(Input::Exited(PaneId(1), Exit::default()));
    assert_eq!(fixture.format("#{P:#{pane_dead}}"), "01");
    assert_eq!(shown(&mut fixture, client), [1]);
    fixture.ok("set -p -t .1 remain-on-exit off");
    fixture.ok("respawn-pane -t .1");
    fixture.apply(Input::Exited(PaneId(1), Exit::default()));
    assert!(shown(&mut fixture, client).is_empty());
}

const FLOATING: &str = "splitw -d ; new-pane -d -x 20 -y 6 -X 8 -Y 3 ; \
new-pane -d -x 30 -y 8 -X 40 -Y 10 ; move-pane -t %2 -P front ; toggle-floating";

#[test]
fn floating_panes_survive_the_server() {
    let mut fixture = start();
    fixture.ok(FLOATING);
    let before = listed(&mut fixture);
    fixture.next_server();
    assert_eq!(listed(&mut fixture), before);
    let client = fixture.attach();
    assert!(
        shown(&mut fixture, client).is_empty(),
        "hidden stays hidden"
    );
    fixture.ok("toggle-floating");
    assert_eq!(shown(&mut fixture, client), [3, 2]);
}

#[test]
fn panes_without_a_place_float_after_a_change_of_server() {
    let mut fixture = start();
    fixture.ok("splitw -d ; new-pane -d -x 20 -y 6");
    let window = fixture.world.windows.values_mut().next().unwrap();
    window.floats.clear();
    fixture.next_server();
    assert!(listed(&mut fixture).ends_with("%2 20x6@4,2 F0"));
}

#[test]
fn floating_panes_are_restored_after_a_reboot() {
    let mut fixture = start();
    fixture.ok(FLOATING);
    fixture.ok("neww -d ; break-pane -W -d -s :1.0 -x 12 -y 5 -X 2 -Y 2");
    let before = fixture.ok("lsp -s -F '#{pane_id} #{pane_width}x#{pane_height}@#{pane_left}#{?pane_floating_flag,F#{pane_z},}'");
    let saved = saved_layout::saved(&fixture.world);
    let mut fixture = TestWorld::without_session();
    let plan = plan(&fixture.world, &saved, &RestoreFilter::default());
    restore::restore(&mut fixture.world, &saved, &plan, false);
    let after = fixture.ok("lsp -s -F '#{pane_id} #{pane_width}x#{pane_height}@#{pane_left}#{?pane_floating_flag,F#{pane_z},}'");
    assert_eq!(after, before);
    let client = fixture.attach();
    assert!(shown(&mut fixture, client).is_empty());
    fixture.ok("toggle-floating");
    assert_eq!(shown(&mut fixture, client), [3, 2]);
}

#[test]
fn a_closed_floating_pane_comes_back_at_its_place() {
    let mut fixture = start();
    fixture.ok("new-pane -d -x 20 -y 6 -X 8 -Y 3 ; new-pane -d -x 30 -y 8 -X 40 -Y 10");
    let before = listed(&mut fixture);
    fixture.ok("kill-pane -t %1");
    fixture.ok("undo");
    let after = listed(&mut fixture).replace("%3", "%1");
    let place = "20x6@8,3 F1";
    assert!(before.contains(place) && after.contains(place), "{after}");
    fixture.ok("kill-pane -t %0");
    fixture.ok("undo");
    assert!(listed(&mut fixture).contains(" 80x24@0,0"), "{after}");
}

#[test]
fn a_window_with_floating_panes_is_listed_and_counted() {
    let mut test = world();
    test.ok("new-pane -d -x 20 -y 6 -X 8 -Y 3");
    let listed = test.ok("list-windows");
    assert!(listed.contains("(2 panes)") && listed.contains("<20x6,8,3,1>"));
    assert!(test.ok("list-panes").contains("1: [20x6] "));
}

#[test]
fn percentages_of_a_floating_pane_follow_the_window_until_it_is_moved_by_cells() {
    let mut fixture = start();
    fixture.ok("new-pane -x 50% -y 50% -X 10% -Y 25% cat");
    assert_eq!(listed(&mut fixture), "%0 80x24@0,0 | %1 40x12@8,6 F0*");
    fixture.ok("resize-window -x 200 -y 60");
    assert_eq!(listed(&mut fixture), "%0 200x60@0,0 | %1 100x30@20,15 F0*");
    fixture.ok("resize-pane -x 30% ; resize-window -x 100 -y 40");
    assert_eq!(listed(&mut fixture), "%0 100x40@0,0 | %1 28x20@10,10 F0*");
    assert_eq!(fixture.ok("show -pv pane-place"), "10% 25% 30%-2 50%\n");
    fixture.ok("move-pane -R 3 ; resize-window -x 200 -y 60");
    assert_eq!(listed(&mut fixture), "%0 200x60@0,0 | %1 28x20@13,10 F0*");
    assert_eq!(fixture.ok("show -p pane-place"), "");
    // The option itself, also for all panes.
    fixture.ok("set -p pane-place '0% 0% 100%-2 50%-2'");
    assert_eq!(listed(&mut fixture), "%0 200x60@0,0 | %1 198x28@0,0 F0*");
    let error = fixture.fails("set -p pane-place '1 2'");
    assert!(error.contains("column, row, width and height"), "{error}");
    let saved = saved_layout::saved(&fixture.world);
    let mut restored = TestWorld::without_session();
    let plan = plan(&restored.world, &saved, &RestoreFilter::default());
    restore::restore(&mut restored.world, &saved, &plan, false);
    restored.ok("resize-window -x 100 -y 40");
    assert_eq!(listed(&mut restored), "%0 100x40@0,0 | %1 98x18@0,0 F0*");
}

#[test]
fn a_tiled_pane_remembers_its_floating_place_across_a_reboot() {
    let mut fixture = start();
    fixture.ok("new-pane -x 20 -y 5 -X 9 -Y 3 cat ; join-pane -s .1 -t .0");
    let saved = saved_layout::saved(&fixture.world);
    let mut restored = TestWorld::without_session();
    let plan = plan(&restored.world, &saved, &RestoreFilter::default());
    restore::restore(&mut restored.world, &saved, &plan, false);
    for world in [&mut fixture, &mut restored] {
        world.ok("break-pane -W -s .1");
        assert!(
            listed(world).ends_with("%1 20x5@9,3 F0*"),
            "{}",
            listed(world)
        );
    }
}
