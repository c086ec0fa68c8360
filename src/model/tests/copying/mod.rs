//! Copy mode as a whole: commands and output in any order, and the text that is copied.

mod frozen;
mod long_history;
mod mouse;
mod movement;
mod properties;
mod scrollbars;
mod searching;
mod selection;
mod times;

use crate::base::PaneId;
use crate::model::testing::TestWorld;

/// Text with wide characters, tabs, wrapped and empty lines, in a pane of 20 columns and 6 rows.
const TEXT: &str = "first line, of words\r\n\r\n  indented (a [b] c) x\r\n\
    wide \u{754c}\u{754c} and \u{1f469}\u{200d}\u{1f4bb} cluster\r\n\
    one\ttab\r\na line that is longer than its row is wide\r\n\r\n    \r\nlast.one two";

/// A world whose pane shows `text`.
fn showing(text: &str, cols: u16, rows: u16) -> TestWorld {
    let mut fixture = TestWorld::with_session(&format!("new-session -d -s s -x {cols} -y {rows}"));
    fixture.print(PaneId(0), text.as_bytes());
    fixture
}

/// Runs commands of copy mode, with `;` between them.
fn run(fixture: &mut TestWorld, commands: &str) {
    for words in commands.split(';').map(str::trim).filter(|w| !w.is_empty()) {
        fixture.ok(&format!("send-keys -X {words}"));
    }
}

/// A pane in copy mode at the top of [`TEXT`].
fn at_top() -> TestWorld {
    let mut fixture = showing(TEXT, 20, 6);
    fixture.ok("copy-mode");
    run(&mut fixture, "history-top");
    fixture
}

/// Column and row of the cursor in the whole text.
fn cursor(fixture: &mut TestWorld) -> (usize, usize) {
    let text = fixture
        .format("#{copy_cursor_x} #{copy_cursor_y} #{scroll_position} #{copy_position_limit}");
    let n: Vec<usize> = text.split(' ').map(|n| n.parse().unwrap()).collect();
    (n[0], n[3] - n[2] + n[1])
}

/// The newest paste buffer; empty if there is none.
fn buffer(fixture: &mut TestWorld) -> String {
    let found = fixture.world.buffers.find(None);
    found.map_or_else(String::new, |b| {
        String::from_utf8_lossy(&b.data).into_owned()
    })
}
