//! Overlays: everything that a client shows above its panes, as a stack.

pub mod key_hints;
pub mod left;
pub mod list;
pub mod popup;

use crate::base::{Key, PaneId, Point, Rect, Style, TimerId};
use crate::model::state::client::MouseHit;
use crate::model::state::location::Location;
use crate::model::state::overlay::list::List;
use crate::model::state::overlay::popup::{Popup, PopupAction};
use crate::scene::BorderLines;
use serde::{Deserialize, Serialize};

/// A message over the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The text, with styles.
    pub text: String,
    /// The timer that clears it; `None`: the next key clears it.
    pub timer: Option<TimerId>,
    /// Keys do not clear it (`display-message -N`).
    pub ignore_keys: bool,
    /// What it is about.
    pub kind: MessageKind,
}

/// What a message is about, for its style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageKind {
    /// Anything else.
    #[default]
    Info,
    /// Something that needs attention.
    Warning,
    /// A command failed.
    Error,
}

impl MessageKind {
    /// The value of `message_kind` in `message-format`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
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
    /// What it does.
    pub action: MenuAction,
    /// The entry can be chosen.
    pub enabled: bool,
}

/// What an entry of a menu does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuAction {
    /// It runs commands.
    Run(String),
    /// It changes the popup of the client.
    Popup(PopupAction),
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    #[serde(skip)]
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
    /// The pane in which it is shown (`-P`); `None`: over the status line.
    pub pane: Option<PaneId>,
    /// The keys are those of vi's command mode (`status-keys vi`, after Escape).
    pub commanding: bool,
    /// The answer is a command, so Tab completes it.
    pub completes: bool,
    /// The open list of what the word before the cursor can be.
    #[serde(skip)]
    pub completions: Option<Completions>,
}

/// The list of what a word of a command can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// The index in the input at which the word begins.
    pub start: usize,
    /// The candidates, in order.
    pub all: Vec<Candidate>,
    /// The selected candidate.
    pub at: Option<usize>,
}

/// One thing that a word can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The text that replaces the word.
    pub text: String,
    /// Its description, or empty.
    pub about: String,
}

impl Candidate {
    /// A candidate with its description.
    pub fn new(text: &str, about: String) -> Self {
        Self {
            text: text.to_owned(),
            about,
        }
    }
}

/// Declares the kinds of overlays, the lowest first. A row and the type that it names are all that
/// the stack needs of a kind.
macro_rules! overlays {
    ($($(#[$doc:meta])* $kind:ident,)*) => {
        /// An overlay of a client, with its state.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Overlay {
            $($(#[$doc])* $kind(Box<$kind>),)*
        }

        /// The kind of an overlay. A higher kind lies above a lower one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum OverlayKind {
            $($(#[$doc])* $kind,)*
        }

        impl Overlay {
            /// The kind of this overlay.
            pub const fn kind(&self) -> OverlayKind {
                match self {
                    $(Self::$kind(_) => OverlayKind::$kind,)*
                }
            }
        }

        $(impl Layer for $kind {
            const KIND: OverlayKind = OverlayKind::$kind;

            fn of(overlay: &Overlay) -> Option<&Self> {
                if let Overlay::$kind(own) = overlay { Some(own) } else { None }
            }

            fn of_mut(overlay: &mut Overlay) -> Option<&mut Self> {
                if let Overlay::$kind(own) = overlay { Some(own) } else { None }
            }

            fn wrap(self) -> Overlay {
                Overlay::$kind(Box::new(self))
            }
        })*
    };
}

overlays! {
    /// Numbers over the panes.
    PaneNumbers,
    /// A program in a box.
    Popup,
    /// A list of rows that a typed text narrows.
    List,
    /// A message over the status line.
    Message,
    /// A menu.
    Menu,
    /// A question in the status line. It has the keyboard, so it lies above all others.
    Prompt,
}

/// A type that is a kind of overlay.
pub trait Layer: Sized {
    /// The kind.
    const KIND: OverlayKind;
    /// The overlay as this type.
    fn of(overlay: &Overlay) -> Option<&Self>;
    /// The overlay as this type, to change.
    fn of_mut(overlay: &mut Overlay) -> Option<&mut Self>;
    /// This value as an overlay.
    fn wrap(self) -> Overlay;
}

impl Overlay {
    /// The timer that closes it.
    pub fn timer(&self) -> Option<TimerId> {
        match self {
            Self::PaneNumbers(numbers) => numbers.timer,
            Self::Message(message) => message.timer,
            Self::Popup(_) | Self::List(_) | Self::Menu(_) | Self::Prompt(_) => None,
        }
    }

    /// The command queue that waits until it is closed.
    pub fn queue(&self) -> Option<u64> {
        match self {
            Self::PaneNumbers(numbers) => numbers.run,
            Self::Popup(popup) => popup.run,
            Self::Message(_) | Self::List(_) => None,
            Self::Menu(menu) => menu.run,
            Self::Prompt(prompt) => prompt.run,
        }
    }
}

/// The overlays of a client, at most one of each kind, the lowest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlays(Vec<Overlay>);

impl Overlays {
    /// Inserts an overlay at the height of its kind. Returns the one of the same kind that it
    /// replaces.
    pub fn insert(&mut self, overlay: Overlay) -> Option<Overlay> {
        let old = self.remove(overlay.kind());
        let at = self.0.partition_point(|o| o.kind() < overlay.kind());
        self.0.insert(at, overlay);
        old
    }

    /// Takes an overlay out of the stack.
    pub fn remove(&mut self, kind: OverlayKind) -> Option<Overlay> {
        let at = self.0.iter().position(|o| o.kind() == kind)?;
        Some(self.0.remove(at))
    }

    /// The overlay of a type.
    pub fn get<T: Layer>(&self) -> Option<&T> {
        self.0.iter().find_map(T::of)
    }

    /// The overlay of a type, to change.
    pub fn get_mut<T: Layer>(&mut self) -> Option<&mut T> {
        self.0.iter_mut().find_map(T::of_mut)
    }

    /// Whether there is an overlay of a type.
    pub fn has<T: Layer>(&self) -> bool {
        self.get::<T>().is_some()
    }

    /// All overlays, the lowest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Overlay> {
        self.0.iter()
    }

    /// The kinds of all overlays, the highest first: the order in which they get keys.
    pub fn kinds(&self) -> Vec<OverlayKind> {
        self.0.iter().rev().map(Overlay::kind).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stack_is_ordered_by_kind_and_has_one_of_each() {
        let mut stack = Overlays::default();
        assert_eq!(stack.insert(Prompt::default().wrap()), None);
        assert_eq!(stack.insert(Menu::default().wrap()), None);
        let titled = Menu {
            title: "second".to_owned(),
            ..Menu::default()
        };
        assert_eq!(stack.insert(titled.wrap()), Some(Menu::default().wrap()));
        assert_eq!(stack.kinds(), [OverlayKind::Prompt, OverlayKind::Menu]);
        assert_eq!(
            stack.get::<Menu>().map(|m| m.title.as_str()),
            Some("second")
        );
        assert!(stack.remove(OverlayKind::Prompt).is_some());
        assert!(stack.has::<Menu>() && !stack.has::<Prompt>() && !stack.has::<Message>());
    }
}
