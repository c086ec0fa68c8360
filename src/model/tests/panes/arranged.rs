//! Stacked panes, and layouts that follow the number of panes.

use crate::base::{ClientId, MouseButton, MouseEventKind};
use crate::model::ops::saved_layout;
use crate::model::persist::plan::plan;
use crate::model::persist::restore;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::store_request::RestoreFilter;
use crate::model::testing::TestWorld;

const SIZES: &str = "#{P:#{pane_id}#{?pane_active,*,} #{pane_width}x#{pane_height} }";

fn start() -> TestWorld {
    let mut fixture = TestWorld::new();
    fixture.exits_on_hangup = true;
    fixture
}

/// The titles of a stack as a client shows them: row, mark, the id of the pane.
fn titles(fixture: &mut TestWorld, client: ClientId) -> Vec<String> {
    let labels = fixture.scene(client).unwrap().labels;
    let line = |text: String| text.chars().take(4).collect::<String>();
    let rows = labels
        .iter()
        .map(|l| format!("{} {}", l.at.y, line(l.line.text())));
    rows.collect()
}

#[test]
fn a_stack_shows_one_pane_and_a_line_for_each() {
    let mut fixture = start();
    let client = fixture.attach();
    fixture
        .ok("set -g pane-border-format '#{pane_id}' ; splitw -h ; splitw ; select-layout stacked");
    assert_eq!(titles(&mut fixture, client), ["0 ▸ %0", "1 ▸ %1", "2 ▾ %2"]);
    let scene = fixture.scene(client).unwrap();
    let open = scene.panes.iter().find(|area| area.active).unwrap();
    assert_eq!((open.pane.0, open.rect.y, open.rect.rows), (2, 3, 20));
    // Every cell of the window belongs to an area, so no lines are drawn between the titles.
    let cells: u32 = scene
        .panes
        .iter()
        .map(|a| u32::from(a.rect.cols) * u32::from(a.rect.rows))
        .sum();
    assert_eq!(cells, 80 * 23);
    // Another pane is opened without a change of any size.
    fixture.forget_effects();
    fixture.keys(client, &["C-b", "Up"]);
    assert_eq!(
        titles(&mut fixture, client),
        ["0 ▸ %0", "1 ▾ %1", "22 ▸ %2"]
    );
    assert_eq!(fixture.format(SIZES), "%0 80x20 %1* 80x20 %2 80x20 ");
    let resized = |e: &&Effect| matches!(e, Effect::Pane(_, PaneEffect::Resize(_)));
    assert_eq!(fixture.effects.iter().filter(resized).count(), 0);
    fixture.keys(client, &["C-b", "Down", "Down"]);
    assert_eq!(titles(&mut fixture, client)[0], "0 ▾ %0");
    fixture.mouse(client, MouseEventKind::Press(MouseButton::Left), 9, 22);
    assert_eq!(fixture.format("#{pane_id}"), "%2");
}

#[test]
fn panes_come_into_a_stack_and_leave_it_and_another_layout_ends_it() {
    let mut fixture = start();
    fixture.ok("splitw ; select-layout stacked ; splitw ; kill-pane -t %0");
    assert_eq!(fixture.format(SIZES), "%1 80x22 %2* 80x22 ");
    fixture.ok("resize-pane -U 5");
    assert_eq!(fixture.format(SIZES), "%1 80x22 %2* 80x22 ");
    fixture.ok("resize-pane -Z");
    assert_eq!(fixture.format("#{pane_height}"), "24");
    fixture.ok("resize-pane -Z ; kill-pane");
    assert_eq!(fixture.format(SIZES), "%1* 80x24 ");
    fixture.ok("splitw ; select-layout even-horizontal");
    assert_eq!(fixture.format(SIZES), "%1 40x24 %3* 39x24 ");
    assert_eq!(
        fixture.ok("show -w auto-layout ; show -w auto-layout-paused"),
        ""
    );
    assert_eq!(
        fixture.fails("select-layout -A"),
        "auto-layout is off (set-option -w auto-layout tiled)"
    );
}

#[test]
fn a_stack_takes_more_panes_than_a_column_has_space_for() {
    let mut fixture = start();
    fixture.ok("select-layout stacked");
    for _ in 0..30 {
        fixture.ok("splitw -d -t %0");
    }
    assert_eq!(fixture.format("#{window_panes} #{pane_height}"), "31 3");
    let client = fixture.attach();
    let labels = fixture.scene(client).unwrap().labels;
    assert!(
        labels.last().unwrap().line.text().ends_with(" +11 "),
        "{labels:?}"
    );
}

#[test]
fn an_automatic_layout_follows_the_number_of_panes() {
    let mut fixture = start();
    fixture.ok("set -g auto-layout 'even-horizontal 3:tiled 5:stacked' ; splitw");
    assert_eq!(fixture.format(SIZES), "%0 40x24 %1* 39x24 ");
    fixture.ok("splitw");
    assert_eq!(fixture.format(SIZES), "%0 39x11 %1 40x11 %2* 80x12 ");
    fixture.ok("splitw ; splitw");
    assert_eq!(fixture.format("#{pane_width}x#{pane_height}"), "80x19");
    fixture.ok("kill-pane ; kill-pane ; kill-pane");
    assert_eq!(fixture.format(SIZES), "%0 40x24 %1* 39x24 ");
    assert_eq!(
        fixture.fails("set -g auto-layout 'tiled 4:tilde'"),
        "auto-layout: no layout in \"4:tilde\" (use off, stacked, a layout of select-layout, or \
         COUNT:LAYOUT)"
    );
    assert_eq!(
        fixture.ok("show -gv auto-layout"),
        "even-horizontal 3:tiled 5:stacked\n"
    );
}

#[test]
fn a_resize_by_hand_pauses_the_automatic_layout_and_a_key_resumes_it() {
    let mut fixture = start();
    let client = fixture.attach();
    fixture.ok("set -g auto-layout even-horizontal ; splitw");
    fixture.keys(client, &["C-b", "C-Left"]);
    assert_eq!(
        fixture.message(client),
        Some("The automatic layout is paused; C-b M-l resumes it")
    );
    assert_eq!(fixture.format(SIZES), "%0 39x23 %1* 40x23 ");
    fixture.ok("splitw");
    assert_eq!(fixture.format(SIZES), "%0 39x23 %1 40x11 %2* 40x11 ");
    fixture.keys(client, &["C-b", "M-l"]);
    assert_eq!(fixture.format(SIZES), "%0 26x23 %1 26x23 %2* 26x23 ");
    assert_eq!(
        fixture.ok("show -w auto-layout ; show -w auto-layout-paused"),
        ""
    );
    // Another window is not concerned.
    fixture.ok("resize-pane -L 3 ; neww ; splitw");
    assert_eq!(fixture.format(SIZES), "%3 40x23 %4* 39x23 ");
}

#[test]
fn a_stack_outlives_the_server_and_a_reboot() {
    let mut fixture = start();
    fixture.ok("splitw ; splitw ; select-layout stacked ; selectp -t .1");
    let before = fixture.format(SIZES);
    let saved = saved_layout::saved(&fixture.world);
    fixture.next_server();
    assert_eq!(fixture.format(SIZES), before);
    let client = fixture.attach();
    assert_eq!(titles(&mut fixture, client).len(), 3);
    let mut restored = TestWorld::without_session();
    let plan = plan(&restored.world, &saved, &RestoreFilter::default());
    restore::restore(&mut restored.world, &saved, &plan, false);
    assert_eq!(restored.format(SIZES), before);
}

#[test]
fn padding_and_gaps_take_their_cells_from_the_panes() {
    let mut fixture = start();
    let client = fixture.attach();
    fixture.ok("set -g pane-padding 2 ; splitw -h");
    let text = "#{P:#{pane_width}x#{pane_height}@#{pane_left}+#{pane_top} }";
    assert_eq!(fixture.format(text), "36x21@2+1 35x21@43+1 ");
    assert_eq!(
        fixture
            .format("#{window_layout}")
            .split_once(',')
            .unwrap()
            .1,
        "80x23,0,0{40x23,0,0,0,39x23,41,0,1}"
    );
    let cells = |fixture: &mut TestWorld| {
        let panes = fixture.scene(client).unwrap().panes;
        panes
            .iter()
            .map(|a| u32::from(a.rect.cols) * u32::from(a.rect.rows))
            .sum::<u32>()
    };
    // All but the column of the border belongs to a pane.
    assert_eq!(cells(&mut fixture), 79 * 23);
    fixture.mouse(client, MouseEventKind::Press(MouseButton::Left), 0, 0);
    assert_eq!(fixture.format("#{pane_id}"), "%0");
    fixture.ok("set -g pane-padding 0 ; set -g pane-gaps 4 ; splitw");
    assert_eq!(fixture.format(text), "38x10@0+0 38x10@0+13 37x23@43+0 ");
    assert_eq!(cells(&mut fixture), 38 * 20 + 37 * 23);
    assert_eq!(
        fixture.scene(client).unwrap().border.lines,
        crate::scene::BorderLines::Spaces
    );
    // A new window has them from its start.
    fixture.ok("set -g pane-padding 1 ; neww");
    assert_eq!(fixture.format("#{pane_width}x#{pane_height}"), "78x23");
}
