//! Keys: what was pressed, as a value that key tables can be searched for. Names are in `lang`.

use serde::{Deserialize, Serialize};

bitflags::bitflags! {
    /// Modifier keys, with the bits of the kitty keyboard protocol and xterm's parameter minus 1.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    pub struct Mods: u8 {
        /// Shift.
        const SHIFT = 1;
        /// Alt, Meta in tmux's names.
        const META = 1 << 1;
        /// Control.
        const CTRL = 1 << 2;
        /// Super, the Windows or Command key.
        const SUPER = 1 << 3;
        /// Hyper.
        const HYPER = 1 << 4;
        /// Meta in the kitty protocol's sense.
        const KITTY_META = 1 << 5;
    }
}

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum KeyCode {
    /// A character. Control and a letter is the lower-case letter with [`Mods::CTRL`]; Shift is
    /// in the character itself (`A`, not Shift and `a`) unless Control or Super is held too.
    Char(char),
    /// Enter, carriage return.
    Enter,
    /// Tab.
    Tab,
    /// Shift and Tab as one key, as terminals without extended keys send it (`BTab`).
    BackTab,
    /// Backspace (`BSpace`).
    Backspace,
    /// Escape.
    Escape,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up (`PPage`).
    PageUp,
    /// Page down (`NPage`).
    PageDown,
    /// Insert (`IC`).
    Insert,
    /// Delete (`DC`).
    Delete,
    /// Function key, 1 to 35.
    F(u8),
    /// A key of the numeric keypad: `0` to `9`, `/`, `*`, `-`, `+`, `.`, `=`, `,`, or `\r` for
    /// its Enter.
    Keypad(char),
    /// The middle key of a keypad with Num Lock off (`KP5` without a digit).
    Begin,
    /// Keys that only the kitty protocol knows, by its number (media keys, Caps Lock, …).
    Kitty(u32),
    /// A sequence named by the option `user-keys`.
    User(u16),
    /// A mouse event as a key, so that it can be bound.
    Mouse(MouseKey),
    /// Any key that has no other binding in its table.
    Any,
    /// No key at all, for the options `prefix` and `prefix2`.
    None,
}

/// What the mouse did, in the granularity of tmux's key names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MouseAction {
    /// `MouseDownN`.
    Down,
    /// `MouseUpN`.
    Up,
    /// `MouseDragN`.
    Drag,
    /// `MouseDragEndN`.
    DragEnd,
    /// `SecondClickN`.
    SecondClick,
    /// `DoubleClickN`.
    DoubleClick,
    /// `TripleClickN`.
    TripleClick,
    /// `WheelUp`; the button number is 0.
    WheelUp,
    /// `WheelDown`; the button number is 0.
    WheelDown,
    /// `MouseMove`; the button number is 0.
    Move,
}

/// Where it did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MousePlace {
    /// Inside a pane.
    Pane,
    /// On a border between panes.
    Border,
    /// On a window or another range of the status line.
    Status,
    /// On the left part of the status line.
    StatusLeft,
    /// On the right part of the status line.
    StatusRight,
    /// On the status line where nothing is.
    StatusDefault,
    /// On a scrollbar's slider.
    ScrollbarSlider,
    /// Above a scrollbar's slider.
    ScrollbarUp,
    /// Below a scrollbar's slider.
    ScrollbarDown,
    /// On a control of a pane's border, 0 to 9.
    Control(u8),
}

/// A mouse event as a key: `MouseDown1Pane`, `WheelUpStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MouseKey {
    /// What the mouse did.
    pub action: MouseAction,
    /// Which button, 1 to 3 and 6 to 11; 0 for wheels and moves.
    pub button: u8,
    /// Where.
    pub place: MousePlace,
}

/// A key with its modifiers: what key tables are keyed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// With which modifiers.
    pub mods: Mods,
}

impl Key {
    /// A key with modifiers.
    pub const fn new(code: KeyCode, mods: Mods) -> Self {
        Self { code, mods }
    }

    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self::new(code, Mods::empty())
    }

    /// A character without modifiers.
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// A character with Control.
    pub const fn ctrl(c: char) -> Self {
        Self::new(KeyCode::Char(c), Mods::CTRL)
    }
}

/// Whether a key went down, is held, or went up (kitty keyboard protocol, event types).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyEventKind {
    /// Went down.
    #[default]
    Press,
    /// Is held and repeats.
    Repeat,
    /// Went up.
    Release,
}

/// A key as it came from the terminal, with what is needed to encode it for a pane.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyEvent {
    /// The key, normalised for lookup.
    pub key: Key,
    /// Down, held or up.
    pub kind: KeyEventKind,
    /// The character with Shift, where the terminal said so (kitty's shifted key).
    pub shifted: Option<char>,
    /// The character of the same key on a US layout (kitty's base layout key).
    pub base: Option<char>,
    /// The text that the key makes (kitty's associated text), or empty.
    pub text: String,
}

impl KeyEvent {
    /// A key that was pressed, with nothing more known about it.
    pub const fn press(key: Key) -> Self {
        Self {
            key,
            kind: KeyEventKind::Press,
            shifted: None,
            base: None,
            text: String::new(),
        }
    }
}
