//! What the server looks for in the output of a pane, and what it found.

use crate::lang::line_pattern::LinePattern;
use crate::term::ScreenPosition;
use serde::{Deserialize, Serialize};

/// Which prompt or which end of a command counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// The next one.
    Position,
    /// The next one after a command began. A shell that does not mark the start of commands counts
    /// from its next prompt on if it was at a prompt (`true`), else from the one after that.
    Command(bool),
}

/// One test on the output of a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchTest {
    /// A line matches.
    Line(LinePattern),
    /// The shell marks a prompt.
    Prompt(After),
    /// The shell marks the end of a command.
    Command(After),
    /// There is output.
    Output,
}

/// A request to look for something in the output of a pane. Each test is met at most once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchSpec {
    /// Its number.
    pub id: u64,
    /// Only output after this position counts.
    pub from: ScreenPosition,
    /// The tests.
    pub tests: Vec<WatchTest>,
    /// The lines that are about to be typed. Their echo does not count.
    pub echo: Vec<LinePattern>,
    /// The echo may come twice: the terminal echoes at once, and the line editor of a shell that is
    /// not at its prompt yet does it later.
    pub echoes_twice: bool,
}

/// A test was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchHit {
    /// The number of the watch.
    pub watch: u64,
    /// The index of the test.
    pub test: usize,
    /// What was found.
    pub found: Found,
}

/// What met a test.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The text of the match.
    pub text: String,
    /// The number of the line.
    pub line: Option<u64>,
    /// The position behind it.
    pub position: ScreenPosition,
    /// It is on the alternate screen.
    pub alternate: bool,
    /// The exit status of the command that ended.
    pub status: Option<i32>,
    /// Where the output of the command that ended begins, if it was seen.
    pub began: Option<ScreenPosition>,
    /// Where it ends, if it was seen.
    pub ended: Option<ScreenPosition>,
}
