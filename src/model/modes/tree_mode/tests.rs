//! The lists as their users know them: keys, the mouse, and what is chosen.

use crate::base::{ClientId, Mods, MouseButton, MouseEvent, MouseEventKind, PaneId, Point, Style};
use crate::model::modes::mode_dispatch;
use crate::model::state::input::Input;
use crate::model::testing::TestWorld;

/// A bench with sessions `s` (windows `w` with two panes, `v`) and `t`, on a terminal.
fn bench() -> (TestWorld, ClientId) {
    let mut bench = TestWorld::new();
    bench.ok("split-window -t s:0 ; new-window -d -t s -n v ; new-session -d -s t -n x");
    let client = bench.attach();
    bench.ok("switch-client -t s:0.0");
    (bench, client)
}

/// What shows of the list, one row after the other, without the columns of keys and what follows
/// the names.
fn shown(bench: &TestWorld, pane: u32) -> Vec<String> {
    let view = mode_dispatch::rows(&bench.world, PaneId(pane), &bench.panes);
    let lines = view.map(|(_, lines)| lines).unwrap_or_default();
    let texts = lines
        .iter()
        .map(|l| l.text())
        .filter(|text| text.starts_with('('));
    texts
        .map(|text| text[4..].split(':').next().unwrap_or_default().to_owned())
        .collect()
}

/// What is selected: the text of the row in `mode-style`.
fn selected(bench: &TestWorld, pane: u32) -> String {
    let view = mode_dispatch::rows(&bench.world, PaneId(pane), &bench.panes)
        .unwrap()
        .1;
    let line = view
        .iter()
        .find(|l| l.spans.first().is_some_and(|s| s.style != Style::DEFAULT));
    line.map(|l| l.text()).unwrap_or_default()
}

#[test]
fn a_tree_opens_as_far_as_it_is_told() {
    for (line, rows) in [
        ("choose-tree -s", &["+ s", "+ t"][..]),
        (
            "choose-tree -w",
            &["- s", "├─> + 0", "└─>   1", "- t", "└─> 0"],
        ),
        (
            "choose-tree",
            &[
                "- s",
                "├─> - 0",
                "│   ├─> 0",
                "│   └─> 1",
                "└─>   1",
                "- t",
                "└─> 0",
            ],
        ),
        (
            "choose-tree -wr",
            &["- t", "└─> 0", "- s", "├─>   1", "└─> + 0"],
        ),
        ("choose-tree -s -f '#{==:#{session_name},t}'", &["+ t"]),
        (
            "choose-tree -w -f '#{==:#{window_name},v}'",
            &["- s", "└─> 1"],
        ),
        ("choose-tree -s -f 0", &["+ s", "+ t"]),
    ] {
        let (mut bench, _) = bench();
        bench.ok(line);
        assert_eq!(shown(&bench, 0), rows, "{line}");
    }
}

#[test]
fn keys_move_and_choose() {
    for (keys, there) in [
        (&["C-b", "s", "Enter"][..], "s:0.0"),
        (&["C-b", "s", "Down", "Enter"], "t:0.0"),
        (&["C-b", "s", "j", "j", "Enter"], "s:0.0"),
        (&["C-b", "s", "1"], "t:0.0"),
        (&["C-b", "s", "l", "j", "l", "j", "j", "Enter"], "s:0.1"),
        (&["C-b", "w", "G", "Enter"], "t:0.0"),
        (&["C-b", "w", "Left", "Left", "Down", "Enter"], "t:0.0"),
        (&["C-b", "w", "j", "h", "j", "Enter"], "t:0.0"),
        (&["C-b", "w", "C-s", "v", "Enter", "Enter"], "s:1.0"),
        (&["C-b", "w", "G", "H", "Enter"], "s:0.0"),
        (&["C-b", "w", "G", "q"], "s:0.0"),
        (&["C-b", "w", "?", "G", "Enter"], "s:0.0"),
    ] {
        let (mut bench, client) = bench();
        bench.keys(client, keys);
        let session = bench.world.clients[&client].session.unwrap();
        let place = bench.world.session_location(session).unwrap();
        let name = &bench.world.sessions[&session].name;
        let at = bench.world.windows[&place.window]
            .position(place.pane)
            .unwrap();
        assert_eq!(format!("{name}:{}.{at}", place.index), there, "{keys:?}");
        assert!(
            bench.world.panes.values().all(|p| p.mode.is_none()),
            "{keys:?}"
        );
        assert_eq!(bench.typed(0), "", "{keys:?}");
    }
}

#[test]
fn what_is_killed_is_asked_about_first() {
    for (keys, question, left) in [
        (
            &["C-b", "s", "Down", "x"][..],
            Some("Kill session t? (y/n) "),
            "s t ",
        ),
        (&["C-b", "s", "Down", "x", "n"], None, "s t "),
        (&["C-b", "s", "Down", "x", "y"], None, "s "),
        (
            &["C-b", "s", "Down", "t", "X"],
            Some("Kill session t? (y/n) "),
            "s t ",
        ),
    ] {
        let (mut bench, client) = bench();
        bench.keys(client, keys);
        let asked = bench.world.clients[&client]
            .overlays
            .get::<crate::model::state::overlay::Prompt>();
        assert_eq!(asked.map(|p| p.question.as_str()), question, "{keys:?}");
        assert_eq!(
            bench.ok("ls -F '#{session_name}'").replace('\n', " "),
            left,
            "{keys:?}"
        );
    }
}

#[test]
fn a_command_runs_for_all_that_is_tagged() {
    let (mut bench, client) = bench();
    bench.keys(client, &["C-b", "w", "g", "j", "t", "t", ":"]);
    for c in "rename-window n".chars() {
        bench.keys(
            client,
            &[if c == ' ' {
                "Space".into()
            } else {
                c.to_string()
            }
            .as_str()],
        );
    }
    bench.keys(client, &["Enter", "q"]);
    let names = bench.ok("list-windows -a -F '#{window_name}'");
    assert_eq!(names, "n\nn\nx\n");
}

#[test]
fn the_list_follows_the_world_and_zooms_while_it_shows() {
    let (mut bench, client) = bench();
    bench.keys(client, &["C-b", "w"]);
    assert_eq!(
        bench.format("#{window_zoomed_flag} #{pane_mode}"),
        "1 tree-mode"
    );
    let before = mode_dispatch::rows(&bench.world, PaneId(0), &bench.panes)
        .unwrap()
        .0;
    bench.ok("new-window -d -t t -n new");
    assert_eq!(shown(&bench, 0).len(), 6);
    assert_ne!(
        mode_dispatch::rows(&bench.world, PaneId(0), &bench.panes)
            .unwrap()
            .0,
        before
    );
    bench.ok("kill-session -t t");
    assert_eq!(shown(&bench, 0).len(), 3);
    bench.keys(client, &["q"]);
    assert_eq!(bench.format("#{window_zoomed_flag}"), "0");
}

#[test]
fn a_click_selects_and_a_second_one_chooses() {
    let (mut bench, client) = bench();
    bench.keys(client, &["C-b", "s"]);
    let press = |bench: &mut TestWorld, button, y| {
        for kind in [
            MouseEventKind::Press(button),
            MouseEventKind::Release(Some(button)),
        ] {
            let at = Point::new(9, y);
            bench.apply(Input::Mouse(
                client,
                MouseEvent {
                    kind,
                    at,
                    mods: Mods::empty(),
                },
            ));
        }
    };
    press(&mut bench, MouseButton::Left, 1);
    assert_eq!(selected(&bench, 0).get(..8), Some("(1) + t:"));
    press(&mut bench, MouseButton::WheelUp, 1);
    assert_eq!(selected(&bench, 0).get(..8), Some("(0) + s:"));
    bench.now.mono += 1000;
    press(&mut bench, MouseButton::Left, 1);
    press(&mut bench, MouseButton::Left, 1);
    assert_eq!(bench.world.clients[&client].session.map(|s| s.0), Some(1));
}

#[test]
fn buffers_are_pasted_and_deleted() {
    let (mut bench, client) = bench();
    bench.keys(client, &["C-b", "="]);
    assert_eq!(bench.format("#{pane_mode}"), "");
    bench.ok("set-buffer -b a one ; set-buffer -b b '#[bold]two' ; choose-buffer -O name");
    assert_eq!(shown(&bench, 0), ["a", "b"]);
    bench.keys(client, &["d"]);
    assert_eq!(shown(&bench, 0), ["b"]);
    assert!(selected(&bench, 0).contains(": #[bold]two"));
    bench.keys(client, &["p"]);
    assert_eq!(bench.typed(0), "#[bold]two");
}

#[test]
fn a_client_is_chosen_to_be_detached() {
    let (mut bench, client) = bench();
    bench.keys(client, &["C-b", "D", "Enter"]);
    assert!(!bench.world.is_attached(client));
}

#[test]
fn scripts_type_into_a_list_too() {
    let (mut bench, client) = bench();
    bench.ok("choose-tree -s 'set -g @chosen %1' ; send-keys -t %0 Down Enter");
    assert_eq!(bench.format("#{@chosen}"), "=t:");
    assert!(bench.world.is_attached(client));
    assert_eq!(bench.fails("choose-tree -O size"), "invalid sort order");
}

#[test]
fn options_are_turned_changed_and_made_as_usual() {
    let (mut bench, client) = bench();
    bench.keys(client, &["C-b", "C"]);
    let places = [
        "+ Server options",
        "+ Session options",
        "+ Window and pane options",
    ];
    assert_eq!(shown(&bench, 0), places);
    bench.keys(
        client,
        &[
            "Down", "Enter", "C-s", "s", "e", "t", "-", "t", "i", "Enter",
        ],
    );
    assert!(
        selected(&bench, 0).contains("    set-titles: off"),
        "{}",
        selected(&bench, 0)
    );
    bench.keys(client, &["Enter"]);
    assert_eq!(bench.ok("show -gv set-titles"), "on\n");
    bench.keys(client, &["u"]);
    assert_eq!(bench.ok("show -gv set-titles"), "off\n");
    bench.keys(
        client,
        &["g", "j", "C-s", "b", "a", "s", "e", "-", "i", "Enter"],
    );
    bench.keys(client, &["Enter", "C-u", "7", "Enter"]);
    assert_eq!(bench.ok("show -gv base-index"), "7\n");
    bench.keys(client, &["Left"]);
    assert!(selected(&bench, 0).contains("Session options"));
    bench.keys(client, &["q"]);
    assert_eq!(bench.format("#{pane_mode}"), "");
}
