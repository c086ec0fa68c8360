//! What holds after any commands of copy mode, with output and resizes in between.

use crate::base::PaneId;
use crate::model::copy::selecting;
use crate::model::copy::text::{Text, signed};
use crate::model::modes::copy_mode::command;
use crate::model::modes::mode_dispatch;
use crate::model::persist::snapshot;
use crate::model::state::mode::Mode;
use crate::model::state::mode::copy_mode::{CopyState, CursorEnd, Place};
use crate::model::testing::TestWorld;
use crate::model::tests::copying::TEXT;
use proptest::prelude::*;
use std::ops::Range;

#[derive(Clone, Debug)]
enum Step {
    Word(usize, u8, &'static str),
    Output(&'static str, u8),
    Resize(u16, u16),
    Save,
}

fn step() -> impl Strategy<Value = Step> {
    let count = command::names().count();
    let args = prop::sample::select(vec![
        "", "", "a", "o[a-z]", "=li", "3", "-5", "word", "\u{754c}",
    ]);
    let output = prop::sample::select(vec![
        "x\r\n",
        "a line that is longer than its row\r\n",
        "\u{754c}\u{1f469}\u{200d}\u{1f4bb}",
        "\x1b[2J\x1b[H",
        "\x1b[3J",
        "\x1b[?1049h",
        "\x1b[?1049l",
        "\x1b]133;A\x07$ \x1b]133;C\x07",
    ]);
    prop_oneof![
        8 => (0..count, 1..6u8, args).prop_map(|(n, times, arg)| Step::Word(n, times, arg)),
        2 => (output, 1..20u8).prop_map(|(text, times)| Step::Output(text, times)),
        1 => (1..30u16, 1..12u16).prop_map(|(cols, rows)| Step::Resize(cols, rows)),
        1 => Just(Step::Save),
    ]
}

fn holds(fixture: &TestWorld, id: PaneId) {
    let pane = &fixture.world.panes[&id];
    let Some(copy) = pane.mode.as_ref().and_then(Mode::copy) else {
        return;
    };
    let text = Text::new(&copy.text, &fixture.panes);
    let state = &copy.state;
    assert_eq!(copy.text.size, pane.size);
    assert!(copy.text.rows.len() >= text.height());
    assert!(state.row < text.height(), "{state:?}");
    assert!(state.x <= text.cols(), "{state:?}");
    let rows = mode_dispatch::rows(&fixture.world, id, &fixture.panes)
        .unwrap()
        .1;
    assert_eq!(rows.len(), text.height());
    for row in rows {
        assert!(row.cols() <= text.cols(), "{row:?}");
    }
}

/// After a command everything is inside of the text. Between commands old lines may leave it.
fn is_inside(fixture: &TestWorld, id: PaneId) {
    let pane = &fixture.world.panes[&id];
    let Some(copy) = pane.mode.as_ref().and_then(Mode::copy) else {
        return;
    };
    let text = Text::new(&copy.text, &fixture.panes);
    let state = &copy.state;
    assert!(state.up <= text.history(), "{state:?}");
    let cursor = Place::new(state.x, signed(state.row) - signed(state.up));
    let selection = &state.selection;
    for place in [cursor, selection.start, selection.end, state.mark] {
        assert!(text.contains(place), "{place:?} {state:?}");
    }
    for vi in [false, true] {
        if selection.on {
            let copied = selecting::selected(&text, state, vi).unwrap_or_default();
            let expected = between_ends(&text, state, vi);
            assert_eq!(copied.text, expected, "vi {vi} {state:?}");
        }
    }
}

/// The columns of row `y` between the ends of the selection, of characters that may be halves.
fn columns(text: &Text<'_>, state: &CopyState, vi: bool, y: i64) -> Range<usize> {
    let selection = &state.selection;
    let (from, to) = selecting::ordered(selection);
    if selection.rectangle {
        let corner = match selection.cursor {
            CursorEnd::End => selection.start.x,
            CursorEnd::Start | CursorEnd::None => selection.end.x,
        };
        return if corner < state.x {
            corner..state.x + usize::from(vi)
        } else {
            state.x..corner + 1
        };
    }
    let start = if y == from.y { from.x } else { 0 };
    let end = if y == to.y {
        to.x + usize::from(vi)
    } else {
        text.cols()
    };
    start..end
}

/// The text between the ends of the selection, row by row: of each row the whole characters in its
/// columns. A row whose line goes on has no line break if its columns reach the right edge.
fn between_ends(text: &Text<'_>, state: &CopyState, vi: bool) -> String {
    let (from, to) = selecting::ordered(&state.selection);
    let columns = |y: i64| columns(text, state, vi, y);
    // A tab over the end of row `y` is one character if all of it is selected.
    let is_whole_tab = |y: i64| {
        let (row, next) = (text.row(y), text.row(y + 1));
        (from.y..to.y).contains(&y)
            && text.wraps(y)
            && next.tab_rest > 0
            && row.open_tab.is_some_and(|tab| columns(y).start <= tab)
            && columns(y).end >= row.used()
            && columns(y + 1).start == 0
            && columns(y + 1).end >= next.tab_rest
    };
    let mut out = String::new();
    for y in from.y..=to.y {
        let row = text.row(y);
        let goes_on = text.wraps(y);
        let length = if goes_on { row.used() } else { row.length() };
        let tab = row.open_tab.filter(|_| is_whole_tab(y));
        let mut x = if is_whole_tab(y - 1) { row.tab_rest } else { 0 };
        let mut last = 0;
        while x < length {
            last = x;
            let after = row.after(x);
            let inside = after > columns(y).start && x < columns(y).end;
            if inside && tab.is_none_or(|tab| x < tab) {
                out.push_str(row.cell(x));
            }
            x = after;
        }
        if tab.is_some() {
            out.push('\t');
        }
        let to_the_edge = columns(y).end > last || length == 0;
        // The last line break is part of the selection only if that goes beyond the text.
        let beyond = y < to.y || (vi && columns(y).end > text.length(y));
        if !(goes_on && to_the_edge) && beyond {
            out.push('\n');
        }
    }
    out
}

/// Runs the steps in a pane in copy mode, and tests what holds after each.
fn stays_whole(steps: Vec<Step>, vi: bool) {
    let mut fixture = TestWorld::new();
    fixture.ok("set -g history-limit 30");
    fixture.ok("new-session -d -s t -x 20 -y 6 ; kill-session -t s");
    let pane = *fixture.world.panes.keys().next().unwrap();
    fixture.print(pane, TEXT.as_bytes());
    if vi {
        fixture.ok("setw -g mode-keys vi");
    }
    let names: Vec<&str> = command::names().collect();
    for step in steps {
        match step {
            Step::Word(n, times, arg) => {
                fixture.ok("copy-mode");
                let arg = if arg.is_empty() {
                    String::new()
                } else {
                    format!("-- '{arg}'")
                };
                fixture.run(&format!("send-keys -N {times} -X {} {arg}", names[n]));
                is_inside(&fixture, pane);
            }
            Step::Output(text, times) => {
                fixture.print(pane, text.repeat(usize::from(times)).as_bytes());
            }
            Step::Resize(cols, rows) => {
                fixture.ok(&format!("resize-window -x {cols} -y {rows}"));
            }
            Step::Save => {
                let bytes = snapshot::save(&fixture.world);
                let host = TestWorld::host();
                let commands = crate::model::commands::COMMANDS;
                fixture.world = snapshot::load(&bytes, host, commands).unwrap();
            }
        }
        holds(&fixture, pane);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn any_commands_and_output_keep_the_mode_whole(
        steps in prop::collection::vec(step(), 1..40),
        vi: bool,
    ) {
        stays_whole(steps, vi);
    }
}

/// A command without an argument.
fn word(name: &str) -> Step {
    let at = command::names().position(|known| known == name);
    Step::Word(at.unwrap(), 1, "")
}

#[test]
fn a_selected_word_ends_in_the_text_of_a_view_of_one_column() {
    let (select, jump) = (word("select-word"), word("jump-to-mark"));
    stays_whole(vec![select, Step::Resize(1, 1), jump], false);
}

#[test]
fn the_cursor_stays_in_a_view_of_one_column_with_a_wide_character() {
    let wide = Step::Output("\u{754c}\u{1f469}\u{200d}\u{1f4bb}", 1);
    for (before, after) in [
        ("copy-pipe-line", "copy-end-of-line"),
        ("select-line", "end-of-line"),
    ] {
        let steps = [wide.clone(), word(before), Step::Resize(1, 1), word(after)];
        stays_whole(steps.to_vec(), false);
    }
}

#[test]
fn rows_of_a_line_that_reach_the_edge_of_a_rectangle_are_joined() {
    let (append, select) = (word("append-selection"), word("select-word"));
    let rectangle = word("rectangle-on");
    let steps = vec![append, select, Step::Resize(2, 1), rectangle];
    stays_whole(steps, false);
}
