//! Keys with modifiers as values, so that key tables can look them up. Their names are in `lang`.

use serde::{Deserialize, Serialize};

bitflags::bitflags! {
    /// Modifier keys. The bits are those of the kitty keyboard protocol and of xterm's modifier
    /// parameter minus 1.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    pub struct Mods: u8 {
        /// Shift.
        const SHIFT = 1;
        /// Alt; tmux calls it Meta.
        const META = 1 << 1;
        /// Control.
        const CTRL = 1 << 2;
        /// Super, the Windows or Command key.
        const SUPER = 1 << 3;
        /// Hyper.
        const HYPER = 1 << 4;
        /// Meta as the kitty protocol defines it.
        const KITTY_META = 1 << 5;
    }
}

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum KeyCode {
    /// A character. Control with a letter is the lower-case letter with [`Mods::CTRL`]. Shift is
    /// part of the character (`A`, not Shift with `a`) unless Control or Super is held too.
    Char(char),
    /// Enter, carriage return.
    Enter,
    /// Tab.
    Tab,
    /// Shift with Tab, as terminals without extended keys send it (`CSI Z`, `BTab`).
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
    /// A key that only the kitty protocol reports (media keys, Caps Lock, …), by its number there.
    Kitty(u32),
    /// A sequence named by the option `user-keys`.
    User(u16),
    /// A mouse event, so that it can be bound like a key.
    Mouse(MouseKey),
    /// Any key without a binding of its own in the key table.
    Any,
    /// No key, as a value of the options `prefix` and `prefix2`.
    None,
    /// The terminal gained the focus; an event that can be bound like a key.
    FocusIn,
    /// The terminal lost the focus.
    FocusOut,
    /// A paste begins.
    PasteStart,
    /// A paste ends.
    PasteEnd,
}

/// Mouse actions as tmux's key names distinguish them.
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

/// The screen regions that tmux's mouse key names distinguish.
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
    /// Press, release, drag, click or wheel.
    pub action: MouseAction,
    /// The button, 1 to 3 and 6 to 11; 0 for wheels and moves.
    pub button: u8,
    /// The region.
    pub place: MousePlace,
}

/// A key with its modifiers: the index of a key table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// The key.
    pub code: KeyCode,
    /// The modifiers.
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

/// Event types of the kitty keyboard protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyEventKind {
    /// The key was pressed.
    #[default]
    Press,
    /// The key is held and repeats.
    Repeat,
    /// The key was released.
    Release,
}

/// A key event from the terminal, with everything needed to encode it for a pane.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyEvent {
    /// The key, normalised for lookup.
    pub key: Key,
    /// Press, repeat or release.
    pub kind: KeyEventKind,
    /// The character with Shift, if the terminal reported it (kitty's "shifted key").
    pub shifted: Option<char>,
    /// The character of this key on a US keyboard, if reported (kitty's "base layout key").
    pub base: Option<char>,
    /// The text that the key generates (kitty's "associated text"), or empty.
    pub text: String,
}

impl KeyEvent {
    /// A press of `key` without further information.
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
