//! Searches: where they go, what they count and what is highlighted.

use crate::base::{Color, PaneId, Role};
use crate::model::modes::mode_dispatch;
use crate::model::testing::TestWorld;
use crate::model::tests::copying::{at_top, buffer, cursor, run, showing};

const WORDS: &str = "one two\r\nTwo one\r\nthree\r\n\r\nthe two two\r\nlast";

fn words(keys: &str) -> TestWorld {
    let mut fixture = showing(WORDS, 20, 3);
    fixture.ok(&format!("setw -g mode-keys {keys}"));
    fixture.ok("copy-mode");
    fixture
}

#[test]
fn searches_go_to_matches() {
    for (keys, commands, expected) in [
        ("emacs", "search-backward two", (8, 4)),
        ("emacs", "search-backward two ; search-again", (4, 4)),
        ("emacs", "search-backward two ; -N 2 search-again", (0, 1)),
        ("emacs", "-N 4 search-backward two", (4, 0)),
        ("emacs", "-N 5 search-backward two", (8, 4)),
        ("emacs", "search-backward Two", (0, 1)),
        ("emacs", "search-backward two ; search-reverse", (11, 4)),
        ("emacs", "history-top ; search-forward two", (7, 0)),
        ("vi", "history-top ; search-forward two", (4, 0)),
        ("vi", "history-top ; search-forward one", (4, 1)),
        ("emacs", "history-top ; search-forward one", (3, 0)),
        (
            "vi",
            "history-top ; search-forward two ; search-again",
            (0, 1),
        ),
        (
            "vi",
            "history-top ; search-forward two ; search-reverse",
            (8, 4),
        ),
        (
            "emacs",
            "search-forward 't(h|w)[eo]' ; search-again",
            (3, 1),
        ),
        ("vi", "search-backward '^t'", (0, 4)),
        ("vi", "search-backward 'o$'", (10, 4)),
        ("emacs", "search-backward-text 'o$'", (4, 5)),
        ("emacs", "search-backward-text 't<'", (4, 5)),
        ("emacs", "search-backward '[<l]a'", (0, 5)),
        ("emacs", "search-backward nothing", (4, 5)),
        ("emacs", "search-backward ''", (4, 5)),
        ("emacs", "search-again", (4, 5)),
        ("emacs", "search-backward-incremental -- =tw", (8, 4)),
        (
            "emacs",
            "search-backward-incremental -- =tw ; search-backward-incremental -- =two",
            (8, 4),
        ),
        (
            "emacs",
            "search-backward-incremental -- =two ; search-backward-incremental -- -two",
            (4, 4),
        ),
        (
            "emacs",
            "search-backward-incremental -- =two ; search-backward-incremental -- =",
            (4, 5),
        ),
        (
            "emacs",
            "search-backward-incremental -- =two ; search-backward-incremental -- =twox",
            (4, 5),
        ),
        (
            "emacs",
            "history-top ; search-forward-incremental -- =two",
            (7, 0),
        ),
    ] {
        let mut fixture = words(keys);
        run(&mut fixture, commands);
        assert_eq!(cursor(&mut fixture), expected, "{keys}: {commands}");
    }
}

#[test]
fn searches_wrap_only_if_the_option_is_on() {
    for (option, expected) in [("on", (0, 4)), ("off", (0, 0))] {
        let mut fixture = words("emacs");
        fixture.ok(&format!("setw -g wrap-search {option}"));
        run(&mut fixture, "history-top ; search-backward the");
        assert_eq!(cursor(&mut fixture), expected, "{option}");
    }
}

#[test]
fn matches_are_counted_and_told() {
    let mut fixture = words("emacs");
    let read = |fixture: &mut TestWorld| {
        fixture.format(
            "#{search_present} #{search_count} #{search_count_partial} #{search_match} \
             #{pane_search_string}",
        )
    };
    assert_eq!(read(&mut fixture), "0    ");
    run(&mut fixture, "search-backward two");
    assert_eq!(read(&mut fixture), "1 4 0 two two");
    run(&mut fixture, "search-again");
    assert_eq!(read(&mut fixture), "1 4 0 two two");
    run(&mut fixture, "copy-selection");
    assert_eq!(buffer(&mut fixture), "two");
    assert_eq!(read(&mut fixture), "0    two");
    run(&mut fixture, "search-again");
    assert_eq!(read(&mut fixture), "1 4 0 Two two");
    run(&mut fixture, "cursor-left");
    assert_eq!(read(&mut fixture), "0    two");
    run(&mut fixture, "cancel");
    fixture.ok("copy-mode");
    run(&mut fixture, "search-again");
    assert_eq!(read(&mut fixture), "1 4 0 two two");
}

#[test]
fn a_wrapped_match_is_found_whole() {
    let mut fixture = at_top();
    run(&mut fixture, "search-forward 'longer than'");
    assert_eq!(fixture.format("#{search_match}"), "longer than");
    assert_eq!(cursor(&mut fixture), (6, 8));
    run(&mut fixture, "history-top ; search-forward '\u{754c} and'");
    assert_eq!(cursor(&mut fixture), (13, 4));
}

fn backgrounds(fixture: &TestWorld, row: usize) -> Vec<(String, Color)> {
    let view = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes);
    let line = view.unwrap().1.swap_remove(row);
    let spans = line.spans.into_iter();
    spans.map(|span| (span.text, span.style.bg)).collect()
}

#[test]
fn matches_and_the_selection_are_highlighted() {
    let mut fixture = words("emacs");
    fixture.ok("setw -g copy-mode-position-format ''");
    run(&mut fixture, "search-backward two");
    let expected = [
        ("the ", Color::Default),
        ("two", Color::Role(Role::Ok)),
        (" ", Color::Default),
        ("two", Color::Role(Role::Warn)),
    ];
    let expected = expected.map(|(text, color)| (text.to_owned(), color));
    assert_eq!(backgrounds(&fixture, 1), expected);
    run(
        &mut fixture,
        "start-of-line ; begin-selection ; -N 3 cursor-right",
    );
    let expected = [
        ("the", Color::Role(Role::Selection)),
        (" two two", Color::Default),
    ];
    let expected = expected.map(|(text, color)| (text.to_owned(), color));
    assert_eq!(backgrounds(&fixture, 1), expected);
    run(&mut fixture, "cursor-down");
    let selected = backgrounds(&fixture, 1);
    assert_eq!(
        selected[0].1,
        Color::Role(Role::Selection),
        "to the right edge"
    );
    assert_eq!(selected[0].0.len(), 20);
}

#[test]
fn the_position_and_line_numbers_are_drawn() {
    let mut fixture = words("emacs");
    let row = |fixture: &TestWorld, n: usize| {
        let view = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes);
        view.unwrap().1[n].text()
    };
    run(&mut fixture, "history-top");
    assert_eq!(row(&fixture, 0), "one two        [3/3]");
    run(&mut fixture, "search-forward-text one");
    assert_eq!(row(&fixture, 0), "one[3/3] (2 results)");
    fixture.ok("setw -g copy-mode-line-numbers absolute");
    run(&mut fixture, "toggle-position");
    assert_eq!(row(&fixture, 0), "  1 one two");
    assert_eq!(
        fixture.format("#{copy_position}/#{copy_position_limit}"),
        "1/6"
    );
    fixture.ok("setw -g copy-mode-line-numbers relative");
    assert_eq!(row(&fixture, 1), "  1 Two one");
    run(&mut fixture, "line-numbers-off");
    assert_eq!(row(&fixture, 1), "Two one");
    run(&mut fixture, "line-numbers-toggle");
    assert_eq!(row(&fixture, 1), "  1 Two one");
    fixture.ok("setw -g copy-mode-line-numbers hybrid");
    run(
        &mut fixture,
        "line-numbers-toggle ; line-numbers-on ; cursor-down",
    );
    let rows: Vec<String> = (0..3).map(|n| row(&fixture, n)).collect();
    assert_eq!(rows, ["  1 one two", "  2 Two one", "  1 three"]);
    fixture.ok("setw -g copy-mode-line-numbers off");
    assert_eq!(
        row(&fixture, 1),
        "  2 Two one",
        "on without a kind: as goto-line counts"
    );
    assert_eq!(fixture.format("#{copy_line_numbers}"), "1");
}

#[test]
fn flags_page_down_and_hide_the_indicator() {
    let mut fixture = words("emacs");
    let row = |fixture: &TestWorld| {
        let view = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes);
        view.unwrap().1[0].text()
    };
    run(&mut fixture, "history-top");
    fixture.ok("copy-mode -d");
    assert_eq!(fixture.format("#{scroll_position}"), "2");
    run(&mut fixture, "scroll-exit-toggle ; history-top");
    fixture.ok("copy-mode -d ; copy-mode -d ; copy-mode -d");
    assert_eq!(fixture.format("#{pane_in_mode}#{scroll_position}"), "10");
    run(&mut fixture, "page-down");
    assert_eq!(fixture.format("#{pane_in_mode}"), "0");
    fixture.ok("copy-mode -ed");
    assert_eq!(fixture.format("#{pane_in_mode}"), "0");
    fixture.ok("copy-mode -H");
    assert!(!row(&fixture).contains('['), "{}", row(&fixture));
    run(&mut fixture, "toggle-position");
    assert!(row(&fixture).ends_with("[0/3]"), "{}", row(&fixture));
    run(&mut fixture, "history-top");
    let shown = fixture.ok("capture-pane -pM");
    assert!(shown.starts_with("one two"), "{shown}");
    assert!(fixture.ok("capture-pane -p").starts_with("\nthe two two"));
}
