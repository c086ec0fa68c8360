//! Overlays of a client: messages, prompts, menus, pane numbers.

use crate::base::{Key, Point, Rect, Style, TimerId};
use crate::model::state::location::Location;
use crate::model::state::mouse::MouseHit;
use crate::scene::BorderLines;

/// A message over the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The text, with styles.
    pub text: String,
    /// The timer that clears it; `None`: the next key clears it.
    pub timer: Option<TimerId>,
    /// Keys do not clear it (`display-message -N`).
    pub ignore_keys: bool,
}

/// Numbers over the panes (`display-panes`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneNumbers {
    /// The timer that removes them.
    pub timer: Option<TimerId>,
    /// The command to run for the chosen pane; `%%` stands for its id.
    pub template: String,
    /// The queue that waits until they are gone.
    pub run: Option<u64>,
    /// Keys do not choose a pane (`display-panes -N`).
    pub ignore_keys: bool,
}

/// One entry of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    /// The label, with styles.
    pub label: String,
    /// The key that chooses it.
    pub key: Option<Key>,
    /// The commands that it runs.
    pub command: String,
    /// The entry can be chosen.
    pub enabled: bool,
}

/// An open menu (`display-menu`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Menu {
    /// The title in the upper border, with styles.
    pub title: String,
    /// The entries; `None` is a separator.
    pub entries: Vec<Option<MenuEntry>>,
    /// The index of the selected entry.
    pub at: Option<usize>,
    /// The cells of the menu with its border, in client coordinates.
    pub rect: Rect,
    /// The line style of the border.
    pub lines: BorderLines,
    /// The style of the border.
    pub border_style: Style,
    /// The style of the menu.
    pub style: Style,
    /// The style of the selected entry.
    pub selected_style: Style,
    /// The mouse chooses entries (`-M`, or opened by the mouse).
    pub mouse: bool,
    /// The menu stays open when a button is released outside of it (`-O`).
    pub stays: bool,
    /// The cell where the mouse opened it; `None` once the button was released or the mouse moved.
    pub opened_at: Option<Point>,
    /// The queue that waits until it is closed.
    pub run: Option<u64>,
    /// The default target of its commands.
    pub place: Option<Location>,
    /// The mouse event that opened it, for the targets `=` and `{mouse}` of its commands.
    pub hit: Option<MouseHit>,
}

/// The kind of answer that a prompt accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PromptKind {
    /// A line of text.
    #[default]
    Line,
    /// One character (`-1`).
    One,
    /// One key, as its name (`-k`).
    KeyName,
    /// Digits; any other key ends the prompt and is then handled as usual (`-N`).
    Number,
    /// Yes or no: this character means yes, and Enter too if the flag is set.
    Confirm(char, bool),
}

/// An open prompt (`command-prompt`, `confirm-before`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// The kind of answer.
    pub kind: PromptKind,
    /// The current question, with styles.
    pub question: String,
    /// The input so far.
    pub input: Vec<char>,
    /// The cursor's index in `input`.
    pub cursor: usize,
    /// The questions that follow: question, initial input.
    pub rest: Vec<(String, String)>,
    /// The answers to the questions before.
    pub answers: Vec<String>,
    /// The command to run: `%1` to `%9` and `%%` stand for the answers.
    pub template: String,
    /// The queue that waits for the answer.
    pub run: Option<u64>,
    /// The default target of the command.
    pub place: Option<Location>,
    /// The template runs at every change, with `=`, `+` or `-` before the input (`-i`).
    pub incremental: bool,
    /// Backspace on an empty line closes it (`-e`).
    pub close_on_backspace: bool,
    /// The prompt history that the arrow keys walk, by prompt type.
    pub list: String,
    /// The steps back in the history; 0 is the current input.
    pub back: usize,
    /// The text that was cut last, which `C-y` inserts.
    pub cut: Vec<char>,
    /// The next key is inserted literally (`C-v`).
    pub quote: bool,
    /// The answer is a command, so Tab completes it.
    pub completes: bool,
}
