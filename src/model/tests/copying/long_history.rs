//! Searches through a history that is too long to be read at once.

use super::{buffer, cursor, run};
use crate::base::{ClientInfo, PaneId, Size};
use crate::model::state::effect::{Effect, HistorySearchEffect};
use crate::model::state::input::Input;
use crate::model::state::mode::history_search::HistorySearch;
use crate::model::testing::TestWorld;

/// Lines of the history; the matches are in lines 5, 15,000 and 29,990.
const LINES: usize = 30_000;

/// A pane in copy mode with three matches of `needle` in its history, and one on the screen if
/// `near`.
fn fixture(near: bool) -> TestWorld {
    let mut fixture = TestWorld::without_session();
    fixture.ok("set -g history-limit 50000 ; new-session -d -s s -x 40 -y 10");
    let text: String = (1..=LINES)
        .map(|n| match n {
            5 | 15_000 | 29_980 => format!("{n} needle\r\n"),
            _ => format!("{n}\r\n"),
        })
        .collect();
    fixture.print(PaneId(0), text.as_bytes());
    if near {
        fixture.print(PaneId(0), b"needle");
    }
    fixture.ok("copy-mode");
    run(&mut fixture, "top-line");
    fixture
}

/// The number at the start of the line of the cursor.
fn line(fixture: &mut TestWorld) -> String {
    let line = fixture.format("#{copy_cursor_line}");
    line.split(' ').next().unwrap_or_default().to_owned()
}

fn started(fixture: &TestWorld) -> Vec<HistorySearch> {
    let started = fixture.effects.iter().filter_map(|effect| match effect {
        Effect::HistorySearch(HistorySearchEffect::Start(search)) => Some((**search).clone()),
        _ => None,
    });
    started.collect()
}

#[test]
fn a_search_finds_and_counts_matches_at_any_distance() {
    for vi in [true, false] {
        let mut fixture = fixture(false);
        fixture.ok(&format!(
            "setw -g mode-keys {}",
            if vi { "vi" } else { "emacs" }
        ));
        let mut seen = Vec::new();
        run(&mut fixture, "search-backward n[e]+dle");
        seen.push(line(&mut fixture));
        assert_eq!(
            fixture.format("#{search_count} #{search_count_partial}"),
            "3 0"
        );
        for _ in 0..3 {
            run(&mut fixture, "search-again");
            seen.push(line(&mut fixture));
        }
        assert_eq!(seen, ["29980", "15000", "5", "29980"], "vi: {vi}");
        seen.clear();
        for _ in 0..4 {
            run(&mut fixture, "search-reverse");
            seen.push(line(&mut fixture));
        }
        let first = if vi { "5" } else { "29980" };
        assert_eq!(seen[0], first, "vi: {vi}");
        assert_eq!(seen[3], first, "vi: {vi}");
        assert!(seen.contains(&"15000".to_owned()), "vi: {vi}");
    }
}

#[test]
fn a_count_goes_on_over_the_far_history() {
    let mut fixture = fixture(false);
    fixture.ok("send-keys -X -N 3 search-backward needle");
    assert_eq!(line(&mut fixture), "5");
    fixture.ok("send-keys -X history-bottom ; send-keys -X -N 2 search-backward needle");
    assert_eq!(line(&mut fixture), "15000");
}

#[test]
fn a_search_wraps_over_the_far_history_only_with_the_option() {
    let mut fixture = fixture(true);
    run(&mut fixture, "history-top; search-backward needle");
    assert_eq!(line(&mut fixture), "needle");
    let before = cursor(&mut fixture).1;
    fixture.ok("setw -g wrap-search off");
    run(&mut fixture, "search-forward needle; search-forward needle");
    assert_eq!(cursor(&mut fixture).1, before);
    run(&mut fixture, "history-top; search-backward needle");
    assert_eq!(cursor(&mut fixture).1, 0);
    run(
        &mut fixture,
        "search-forward needle; search-forward needle; search-forward needle",
    );
    assert_eq!(line(&mut fixture), "29980");
}

#[test]
fn commands_of_a_script_wait_for_the_match() {
    let mut fixture = fixture(false);
    fixture.searches_at_once = false;
    run(&mut fixture, "history-bottom");
    let client = fixture.start(
        "send-keys -X -N 2 search-backward needle ; send-keys -X select-word ; \
         send-keys -X copy-selection",
        ClientInfo::default(),
    );
    assert_eq!(fixture.answer(client).status, None);
    assert_eq!(fixture.format("#{search_running}"), "1");
    let search = started(&fixture).pop().unwrap();
    let found = fixture.history_search(&search);
    fixture.apply(found);
    assert_eq!(fixture.answer(client).status, Some(0));
    assert_eq!(buffer(&mut fixture), "needle");
    assert_eq!(fixture.format("#{search_running}"), "0");
}

#[test]
fn any_key_ends_a_search_and_the_keys_that_leave_do_only_that() {
    for (key, mode, row) in [
        ("q", "copy-mode", 0),
        ("Escape", "copy-mode", 0),
        ("C-c", "copy-mode", 0),
        ("Down", "copy-mode", 1),
    ] {
        let mut fixture = fixture(false);
        let client = fixture.attach_sized(Size::new(40, 11));
        fixture.searches_at_once = false;
        fixture.ok("bind -T copy-mode F5 send-keys -X search-backward '15000 n'");
        fixture.keys(client, &["F5"]);
        let search = started(&fixture).pop().unwrap();
        assert_eq!(fixture.format("#{search_running}"), "1");
        let up = fixture.format("#{scroll_position}");
        fixture.keys(client, &[key]);
        let state = "#{pane_mode} #{copy_cursor_y} #{search_running} #{scroll_position}";
        let expected = format!("{mode} {row} 0 {up}");
        assert_eq!(fixture.format(state), expected, "{key}");
        // The result comes too late.
        let found = fixture.history_search(&search);
        fixture.apply(found);
        assert_eq!(fixture.format(state), expected, "{key}");
    }
}

#[test]
fn an_incremental_search_goes_on_after_enter() {
    let mut fixture = fixture(false);
    let client = fixture.attach();
    fixture.searches_at_once = false;
    fixture.keys(
        client,
        &["C-r", "1", "5", "0", "0", "0", "Space", "n", "Enter"],
    );
    let searches = started(&fixture);
    let texts: Vec<&str> = searches.iter().map(|search| search.text.as_str()).collect();
    assert_eq!(texts.last(), Some(&"15000 n"));
    let (last, earlier) = searches.split_last().unwrap();
    for search in earlier {
        let found = fixture.history_search(search);
        fixture.apply(found);
        assert_eq!(fixture.format("#{search_running}"), "1", "{search:?}");
    }
    let found = fixture.history_search(last);
    fixture.apply(found);
    assert_eq!(line(&mut fixture), "15000");
}

#[test]
fn output_and_a_shorter_history_do_not_disturb_a_search() {
    let mut fixture = fixture(false);
    fixture.searches_at_once = false;
    fixture.ok("bind -T copy-mode F5 send-keys -X search-backward ' needle'");
    let client = fixture.attach();
    run(&mut fixture, "history-bottom");
    fixture.keys(client, &["F5", "F5"]);
    let search = started(&fixture).pop().unwrap();
    let text: String = (0..25_000).map(|n| format!("new {n} needle\r\n")).collect();
    fixture.print(PaneId(0), text.as_bytes());
    let found = fixture.history_search(&search);
    fixture.apply(found);
    assert_eq!(line(&mut fixture), "15000");
}

#[test]
fn a_search_goes_on_in_the_next_server() {
    let mut fixture = fixture(false);
    fixture.searches_at_once = false;
    run(&mut fixture, "history-bottom");
    let search = "send-keys -X search-backward '15000 n'";
    fixture.start(search, ClientInfo::default());
    assert_eq!(fixture.format("#{search_running}"), "1");
    fixture.next_server();
    fixture.apply(Input::Adopted(vec![(PaneId(0), 1000, None)]));
    assert_eq!(fixture.format("#{search_running}"), "1");
    let search = started(&fixture).pop().unwrap();
    let found = fixture.history_search(&search);
    fixture.apply(found);
    assert_eq!(line(&mut fixture), "15000");
    assert_eq!(fixture.format("#{search_running}"), "0");
}

#[test]
fn leaving_the_mode_ends_the_search() {
    let mut fixture = fixture(false);
    fixture.searches_at_once = false;
    fixture.ok("set-hook -g after-send-keys 'set -gF @ran \"#{hook_argument_0}\"'");
    let client = fixture.start(
        "send-keys -X search-backward '15000 n'",
        ClientInfo::default(),
    );
    assert_eq!(fixture.answer(client).status, None);
    assert_eq!(
        fixture.format("#{@ran}"),
        "",
        "the hook runs after the search"
    );
    fixture.ok("copy-mode -q");
    assert_eq!(fixture.answer(client).status, Some(0));
    assert_eq!(fixture.format("#{@ran}"), "search-backward");
    let stopped =
        |effect: &Effect| matches!(effect, Effect::HistorySearch(HistorySearchEffect::Stop(_)));
    assert!(fixture.effects.iter().any(stopped));
    let search = started(&fixture).pop().unwrap();
    let found: Input = fixture.history_search(&search);
    fixture.apply(found);
}
