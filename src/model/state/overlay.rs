//! What a client shows over its panes: messages, prompts, menus, pane numbers.

use crate::base::{Key, Point, Rect, Style, TimerId};
use crate::model::state::location::Location;
use crate::model::state::mouse::MouseHit;
use crate::scene::BorderLines;

/// A line shown over the status line for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The text, with styles.
    pub text: String,
    /// When it goes; `None`: at the next key.
    pub timer: Option<TimerId>,
    /// Keys do not take it away.
    pub ignore_keys: bool,
}

/// PaneNumbers over the panes (`display-panes`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneNumbers {
    /// When they go.
    pub timer: Option<TimerId>,
    /// What to run with the chosen pane.
    pub template: String,
    /// The waiting queue.
    pub run: Option<u64>,
    /// Keys do not choose.
    pub ignore_keys: bool,
}

/// One line of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    /// What it says, with styles.
    pub label: String,
    /// The key that chooses it.
    pub key: Option<Key>,
    /// What it runs.
    pub command: String,
    /// It can be chosen.
    pub enabled: bool,
}

/// A menu that is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Menu {
    /// Stands in the upper border, with styles.
    pub title: String,
    /// Its lines; `None` is a rule between others.
    pub entries: Vec<Option<MenuEntry>>,
    /// The entry that is selected.
    pub at: Option<usize>,
    /// Where it is in the client, with its border.
    pub rect: Rect,
    /// The lines of the border.
    pub lines: BorderLines,
    /// The look of its border.
    pub border_style: Style,
    /// Its look.
    pub style: Style,
    /// The look of the selected entry.
    pub selected_style: Style,
    /// The mouse works in it.
    pub mouse: bool,
    /// It stays when a button is released outside.
    pub stays: bool,
    /// Where the mouse opened it, until the button is up or the mouse moved.
    pub opened_at: Option<Point>,
    /// The queue that waits until it is closed.
    pub run: Option<u64>,
    /// What its commands are about.
    pub place: Option<Location>,
    /// The mouse event that its commands are about.
    pub hit: Option<MouseHit>,
}

/// What an answer looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PromptKind {
    /// A line of text.
    #[default]
    Line,
    /// One key, as it is typed (`-1`).
    One,
    /// One key, by its name (`-k`).
    KeyName,
    /// Digits; another key ends it and is used for itself (`-N`).
    Number,
    /// Yes or no: this character means yes; Enter too if the flag says so.
    Confirm(char, bool),
}

/// A question that is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// What kind of answer it wants.
    pub kind: PromptKind,
    /// What is asked now, with styles.
    pub question: String,
    /// What has been typed.
    pub input: Vec<char>,
    /// Where in it the cursor is.
    pub cursor: usize,
    /// Questions that come after: question, what stands there first.
    pub rest: Vec<(String, String)>,
    /// Answers so far.
    pub answers: Vec<String>,
    /// What to run: `%1` to `%9` and `%%` stand for the answers.
    pub template: String,
    /// The queue that waits for the answer.
    pub run: Option<u64>,
    /// What the command is about.
    pub place: Option<Location>,
    /// The template runs at every change, with `=`, `+` or `-` before the input (`-i`).
    pub incremental: bool,
    /// Backspace on an empty line closes it (`-e`).
    pub close_on_backspace: bool,
    /// Which list of earlier answers the arrows walk.
    pub list: String,
    /// How far back in it, 0 for what is being typed.
    pub back: usize,
    /// What was cut last (`C-y` puts it back).
    pub cut: Vec<char>,
    /// The next key is text, whatever it is (`C-v`).
    pub quote: bool,
    /// The answer is commands: Tab completes them.
    pub completes: bool,
}
