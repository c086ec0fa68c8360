//! The lists as their users know them: keys, the mouse, and what is chosen.

use crate::base::{ClientId, Mods, MouseButton, MouseEvent, MouseEventKind, PaneId, Point, Style};
use crate::model::modes::mode_dispatch;
use crate::model::state::input::Input;
use crate::model::state::overlay::{Menu, Prompt};
use crate::model::testing::TestWorld;

/// A bench with sessions `s` (windows `w` with two panes, `v`) and `t`, on a terminal.
fn fixture() -> (TestWorld, ClientId) {
    let mut fixture = TestWorld::new();
    fixture.ok("split-window -t s:0 ; new-window -d -t s -n v ; new-session -d -s t -n x");
    let client = fixture.attach();
    fixture.ok("switch-client -t s:0.0");
    (fixture, client)
}

/// What shows of the list, one row after the other, without the columns of keys and what follows
/// the names.
fn shown(fixture: &TestWorld, pane: u32) -> Vec<String> {
    let view = mode_dispatch::rows(&fixture.world, PaneId(pane), &fixture.panes);
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
fn selected(fixture: &TestWorld, pane: u32) -> String {
    let view = mode_dispatch::rows(&fixture.world, PaneId(pane), &fixture.panes)
        .unwrap()
        .1;
    let line = view
        .iter()
        .find(|l| l.spans.first().is_some_and(|s| s.style != Style::DEFAULT));
    line.map(|l| l.text()).unwrap_or_default()
}

#[test]
fn one_session_of_a_group_is_listed_unless_all_are_asked_for() {
    for (line, rows) in [
        ("choose-tree -s -t s:", &["+ s", "+ t"][..]),
        ("choose-tree -s -t b:", &["+ t", "+ b"]),
        ("choose-tree -s -t t:", &["+ s", "+ t"]),
        ("choose-tree -sG -t b:", &["+ s", "+ t", "+ b"]),
    ] {
        let (mut fixture, _) = fixture();
        fixture.ok("new-session -d -s b -t s");
        fixture.ok(line);
        let pane = if line.ends_with("t:") { 3 } else { 0 };
        assert_eq!(shown(&fixture, pane), rows, "{line}");
    }
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
        let (mut fixture, _) = fixture();
        fixture.ok(line);
        assert_eq!(shown(&fixture, 0), rows, "{line}");
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
        let (mut fixture, client) = fixture();
        fixture.keys(client, keys);
        let session = fixture.world.clients[&client].session.unwrap();
        let place = fixture.world.session_location(session).unwrap();
        let name = &fixture.world.sessions[&session].name;
        let at = fixture.world.windows[&place.window]
            .position(place.pane)
            .unwrap();
        assert_eq!(format!("{name}:{}.{at}", place.index), there, "{keys:?}");
        assert!(
            fixture.world.panes.values().all(|p| p.mode.is_none()),
            "{keys:?}"
        );
        assert_eq!(fixture.typed(0), "", "{keys:?}");
    }
}

#[test]
fn the_options_say_in_a_usual_terminal_that_changes_last() {
    for keys in [
        &["C-b", "C", "Right", "Down"][..],
        &["C-b", "C", "G", "Right", "Down"],
    ] {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(client, keys);
        let view = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes);
        let lines: Vec<String> = view.unwrap().1.iter().map(|line| line.text()).collect();
        for part in ["Default: ", "Changes last: ", "mux options --changed"] {
            let shown = lines.iter().any(|line| line.contains(part));
            assert!(shown, "{part}: {lines:#?}");
        }
    }
}

#[test]
fn what_is_killed_is_asked_about_first() {
    for (keys, question, left) in [
        (
            &["C-b", "s", "Down", "x"][..],
            Some("Close session t with 1 window? (y/n) "),
            "s t ",
        ),
        (&["C-b", "s", "Down", "x", "n"], None, "s t "),
        (&["C-b", "s", "Down", "x", "y"], None, "s "),
        (
            &["C-b", "s", "Down", "t", "X"],
            Some("Close session t with 1 window? (y/n) "),
            "s t ",
        ),
    ] {
        let (mut fixture, client) = fixture();
        fixture.keys(client, keys);
        let asked = fixture.world.clients[&client].overlays.get::<Prompt>();
        assert_eq!(asked.map(|p| p.question.as_str()), question, "{keys:?}");
        assert_eq!(
            fixture.ok("ls -F '#{session_name}'").replace('\n', " "),
            left,
            "{keys:?}"
        );
    }
}

#[test]
fn a_command_runs_for_all_that_is_tagged() {
    let (mut fixture, client) = fixture();
    fixture.keys(client, &["C-b", "w", "g", "j", "t", "t", ":"]);
    fixture.type_text(client, "rename-window n");
    fixture.keys(client, &["Enter", "q"]);
    let names = fixture.ok("list-windows -a -F '#{window_name}'");
    assert_eq!(names, "n\nn\nx\n");
}

#[test]
fn the_list_follows_the_world_and_zooms_while_it_shows() {
    let (mut fixture, client) = fixture();
    fixture.keys(client, &["C-b", "w"]);
    assert_eq!(
        fixture.format("#{window_zoomed_flag} #{pane_mode}"),
        "1 tree-mode"
    );
    let before = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes)
        .unwrap()
        .0;
    fixture.ok("new-window -d -t t -n new");
    assert_eq!(shown(&fixture, 0).len(), 6);
    assert_ne!(
        mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes)
            .unwrap()
            .0,
        before
    );
    fixture.ok("kill-session -t t");
    assert_eq!(shown(&fixture, 0).len(), 3);
    fixture.keys(client, &["q"]);
    assert_eq!(fixture.format("#{window_zoomed_flag}"), "0");
}

#[test]
fn a_click_selects_and_a_second_one_chooses() {
    let (mut fixture, client) = fixture();
    fixture.keys(client, &["C-b", "s"]);
    let press = |fixture: &mut TestWorld, button, y| {
        for kind in [
            MouseEventKind::Press(button),
            MouseEventKind::Release(Some(button)),
        ] {
            let at = Point::new(9, y);
            fixture.apply(Input::Mouse(
                client,
                MouseEvent {
                    kind,
                    at,
                    mods: Mods::empty(),
                },
            ));
        }
    };
    press(&mut fixture, MouseButton::Left, 1);
    assert_eq!(selected(&fixture, 0).get(..8), Some("(1) + t:"));
    press(&mut fixture, MouseButton::WheelUp, 1);
    assert_eq!(selected(&fixture, 0).get(..8), Some("(0) + s:"));
    fixture.now.mono += 1000;
    press(&mut fixture, MouseButton::Left, 1);
    press(&mut fixture, MouseButton::Left, 1);
    assert_eq!(fixture.world.clients[&client].session.map(|s| s.0), Some(1));
}

#[test]
fn buffers_are_pasted_and_deleted() {
    let (mut fixture, client) = fixture();
    fixture.keys(client, &["C-b", "="]);
    assert_eq!(fixture.format("#{pane_mode}"), "");
    fixture.ok("set-buffer -b a one ; set-buffer -b b '#[bold]two' ; choose-buffer -O name");
    assert_eq!(shown(&fixture, 0), ["a", "b"]);
    fixture.keys(client, &["d"]);
    assert_eq!(shown(&fixture, 0), ["b"]);
    assert!(selected(&fixture, 0).contains(": #[bold]two"));
    fixture.keys(client, &["p"]);
    assert_eq!(fixture.typed(0), "#[bold]two");
}

#[test]
fn a_client_is_chosen_to_be_detached() {
    let (mut fixture, client) = fixture();
    fixture.keys(client, &["C-b", "D", "Enter"]);
    assert!(!fixture.world.is_attached(client));
}

#[test]
fn scripts_type_into_a_list_too() {
    let (mut fixture, client) = fixture();
    fixture.ok("choose-tree -s 'set -g @chosen %1' ; send-keys -t %0 Down Enter");
    assert_eq!(fixture.format("#{@chosen}"), "=t:");
    assert!(fixture.world.is_attached(client));
    assert_eq!(fixture.fails("choose-tree -O size"), "invalid sort order");
}

#[test]
fn options_are_turned_changed_and_made_as_usual() {
    let (mut fixture, client) = fixture();
    fixture.keys(client, &["C-b", "C"]);
    let places = [
        "+ Server options",
        "+ Session options",
        "+ Window and pane options",
        "+ Key Table - copy-mode",
        "+ Key Table - copy-mode-vi",
        "+ Key Table - move",
        "+ Key Table - prefix",
        "+ Key Table - root",
    ];
    assert_eq!(shown(&fixture, 0), places);
    fixture.keys(
        client,
        &[
            "Down", "Enter", "C-s", "s", "e", "t", "-", "t", "i", "Enter",
        ],
    );
    assert!(
        selected(&fixture, 0).contains("    set-titles: off"),
        "{}",
        selected(&fixture, 0)
    );
    fixture.keys(client, &["Enter"]);
    assert_eq!(fixture.ok("show -gv set-titles"), "on\n");
    fixture.keys(client, &["u"]);
    assert_eq!(fixture.ok("show -gv set-titles"), "off\n");
    fixture.keys(
        client,
        &["g", "j", "C-s", "b", "a", "s", "e", "-", "i", "Enter"],
    );
    fixture.keys(client, &["Enter", "C-u", "7", "Enter"]);
    assert_eq!(fixture.ok("show -gv base-index"), "7\n");
    fixture.keys(client, &["Left"]);
    assert!(selected(&fixture, 0).contains("Session options"));
    fixture.keys(client, &["q"]);
    assert_eq!(fixture.format("#{pane_mode}"), "");
}

#[test]
fn a_wrong_key_name_is_answered_with_examples() {
    for (as_tmux, message) in [
        (
            false,
            "Unknown key: ctrl-a (examples: C-a, M-x, F12, C-Space)",
        ),
        (true, "Bad key: ctrl-a"),
    ] {
        let (mut fixture, client) = fixture();
        if let Some(known) = fixture.world.clients.get_mut(&client) {
            known.caller.as_tmux = as_tmux;
        }
        fixture.keys(
            client,
            &[
                "C-b", "C", "Down", "Enter", "C-s", "p", "r", "e", "f", "i", "x",
            ],
        );
        fixture.keys(
            client,
            &[
                "Enter", "Enter", "C-u", "c", "t", "r", "l", "-", "a", "Enter",
            ],
        );
        assert_eq!(fixture.message(client), Some(message));
    }
}

#[test]
fn a_value_with_choices_is_chosen_from_a_menu() {
    let (mut fixture, client) = fixture();
    fixture.keys(client, &["C-b", "C", "2", "C-s"]);
    fixture.keys(
        client,
        &[
            "m", "o", "d", "e", "-", "k", "e", "y", "s", "Enter", "Enter",
        ],
    );
    let menu = fixture.world.clients[&client].overlays.get::<Menu>();
    let labels = menu.map(|menu| {
        let entries = menu.entries.iter().flatten();
        entries.map(|entry| entry.label.clone()).collect::<Vec<_>>()
    });
    assert_eq!(labels, Some(vec!["emacs".to_owned(), "vi".to_owned()]));
    fixture.keys(client, &["Down", "Enter"]);
    assert_eq!(fixture.ok("show -gwv mode-keys"), "vi\n");
}

#[test]
fn the_label_of_a_preview_is_in_the_middle_and_framed() {
    for (line, label) in [
        ("choose-tree -s", " 0:w "),
        ("choose-tree -s -f '#{==:#{session_name},t}'", " 0:x "),
        ("choose-tree -w", " 0: "),
    ] {
        let (mut fixture, _) = fixture();
        fixture.ok("select-pane -T '' -t s:0.0 ; select-pane -T '' -t s:0.1");
        fixture.ok(line);
        let view = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes);
        let lines = view.map(|(_, lines)| lines).unwrap_or_default();
        let texts: Vec<String> = lines.iter().map(crate::base::Line::text).collect();
        let from = texts
            .iter()
            .position(|text| text.starts_with('┌'))
            .unwrap_or(0);
        let at = (from..texts.len()).find(|at| texts[*at].contains(&format!("│{label}│")));
        let at = at.unwrap_or_else(|| panic!("{line}: {texts:#?}"));
        let edge = format!("┌{}┐", "─".repeat(label.len()));
        assert!(texts[at - 1].contains(&edge), "{line}: {texts:#?}");
        let middle = (from + texts.len()) / 2;
        assert!(at.abs_diff(middle) <= 1, "{line}: {texts:#?}");
        let span = lines[at]
            .spans
            .iter()
            .find(|span| span.text.contains(label.trim()));
        assert!(
            span.is_some_and(|s| s.style.fg != Style::DEFAULT.fg),
            "{line}"
        );
    }
}

#[test]
fn the_question_before_closing_names_the_program() {
    let (mut fixture, client) = fixture();
    fixture.keys(client, &["C-b", "x"]);
    let question = |fixture: &TestWorld| {
        let prompt = fixture.world.clients[&client].overlays.get::<Prompt>();
        prompt.map(|p| p.question.clone()).unwrap_or_default()
    };
    assert_eq!(question(&fixture), "Close pane 0, in which sh runs? (y/n) ");
    fixture.keys(client, &["n", "C-b", ","]);
    assert_eq!(question(&fixture), "New name of the window: ");
    fixture.keys(client, &["Escape"]);
    if let Some(known) = fixture.world.clients.get_mut(&client) {
        known.caller.as_tmux = true;
    }
    fixture.keys(client, &["C-b", "x"]);
    assert_eq!(question(&fixture), "kill-pane 0? (y/n) ");
    fixture.keys(client, &["n", "C-b", ","]);
    assert_eq!(question(&fixture), "(rename-window) ");
}

#[test]
fn a_list_without_objects_closes() {
    let (mut fixture, client) = fixture();
    fixture.ok("set-buffer a ; set-buffer -b n b ; choose-buffer");
    for left in ["buffer-mode", ""] {
        fixture.keys(client, &["d"]);
        assert_eq!(fixture.format("#{pane_mode}"), left);
    }
    assert_eq!(fixture.fails("choose-buffer"), "no paste buffers");
    fixture.world.host.as_tmux = true;
    let caller = crate::base::ClientInfo {
        as_tmux: true,
        ..crate::base::ClientInfo::default()
    };
    let client = fixture.start("choose-buffer", caller);
    assert_eq!(fixture.answer(client).status, Some(0), "tmux says nothing");
}

#[test]
fn key_tables_are_listed_and_changed_beside_options() {
    let (mut fixture, client) = fixture();
    fixture.ok("bind -T mine -N 'a note' -r x new-window -n 'a b' ; customize-mode");
    let shown = |fixture: &TestWorld| -> Vec<String> {
        let view = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes);
        let lines = view.map(|(_, lines)| lines).unwrap_or_default();
        lines.iter().map(|line| line.text()).collect()
    };
    let tables = shown(&fixture);
    let tables: Vec<&str> = tables
        .iter()
        .filter_map(|l| l.split("Key Table - ").nth(1))
        .collect();
    let names = tables.iter().filter_map(|l| l.split(':').next());
    let names: Vec<&str> = names.collect();
    assert_eq!(
        names,
        ["copy-mode", "copy-mode-vi", "mine", "move"],
        "as far as they fit"
    );
    // Open the table, and go to its key.
    fixture.keys(client, &["C-s", "m", "i", "n", "e", "Enter", "l", "l"]);
    assert!(
        selected(&fixture, 0).contains("x: new-window -n \"a b\""),
        "{:?}",
        shown(&fixture)
    );
    assert!(shown(&fixture).iter().any(|line| line.contains("a note")));
    fixture.keys(client, &["Enter", "C-u"]);
    fixture.keys(client, &["l", "s", "k", "Enter"]);
    assert_eq!(
        fixture.ok("lsk -T mine"),
        "bind-key -r -T mine x list-keys\n"
    );
    let key = crate::lang::keys::parse_key("x").unwrap();
    assert_eq!(fixture.world.keys.find("mine", key).unwrap().note, "a note");
    fixture.keys(client, &["d"]);
    let table = fixture.world.keys.0.get("mine");
    assert!(table.is_none_or(crate::base::sorted::SortedMap::is_empty));
}

#[test]
fn a_search_in_the_options_finds_names_and_explanations_in_closed_groups() {
    let (mut fixture, client) = fixture();
    let search = |fixture: &mut TestWorld, text: &str| {
        fixture.keys(client, &["/"]);
        let keys: Vec<String> = text.chars().map(String::from).collect();
        let keys: Vec<&str> = keys
            .iter()
            .map(|key| if key == " " { "Space" } else { key })
            .collect();
        fixture.keys(client, &keys);
        fixture.keys(client, &["Enter"]);
        selected(fixture, 0)
    };
    fixture.keys(client, &["C-b", "C"]);
    assert!(search(&mut fixture, "monitor-si").contains("monitor-silence"));
    assert!(search(&mut fixture, "first window").contains("base-index"));
    let first = search(&mut fixture, "kill-pane");
    fixture.keys(client, &["n"]);
    assert_ne!(selected(&fixture, 0), first);
    fixture.keys(client, &["N"]);
    assert_eq!(selected(&fixture, 0), first);
    assert_eq!(search(&mut fixture, "nothing at all"), first);
}

#[test]
fn a_list_is_filtered_by_words_and_tmux_takes_formats_alone() {
    let (mut fixture, client) = fixture();
    fixture.ok("rename-window -t s:1 build,it");
    fixture.keys(client, &["C-b", "w", "f", "b", "l", "d", ",", "i", "Enter"]);
    assert_eq!(shown(&fixture, 0), ["- s", "└─> 1"]);
    // The words are what is edited next, and none shows all.
    fixture.keys(client, &["f"]);
    let prompt = fixture.world.clients[&client].overlays.get::<Prompt>();
    assert_eq!(prompt.unwrap().input.iter().collect::<String>(), "bld,i");
    fixture.keys(client, &["C-u", "Enter"]);
    assert!(shown(&fixture, 0).len() > 2);
    fixture.keys(
        client,
        &["f", "#", "{", "=", "=", ":", "1", ",", "1", "}", "Enter"],
    );
    assert!(shown(&fixture, 0).len() > 2);
    fixture.keys(
        client,
        &["q", "C-b", "C", "f", "s", "i", "l", "a", "c", "t", "Enter"],
    );
    let rows = shown(&fixture, 0).join(" ");
    assert!(
        rows.contains("silence-action") && !rows.contains("base-index"),
        "{rows}"
    );
}
