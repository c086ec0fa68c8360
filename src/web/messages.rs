//! The messages between page and gateway, as docs/web-protocol.md defines them: JSON to types and
//! back. Nothing here trusts the page: every number and text has a limit.

use crate::base::{
    Key, KeyCode, KeyEvent, Mods, MouseButton, MouseEvent, MouseEventKind, Point, Size,
};
use serde::{Deserialize, Serialize};

/// The version of the protocol.
pub const VERSION: u32 = 1;

/// The longest message of a page, in bytes.
pub const MAX_MESSAGE: usize = 64 << 10;

/// The largest screen of a page.
const LARGEST: Size = Size::new(1000, 500);

/// The longest piece of a paste, in bytes.
const PASTE_PIECE: usize = 32 << 10;

/// The longest command line, in bytes.
const LONGEST_COMMAND: usize = 8 << 10;

/// The first message of a page.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct PageHello {
    /// The version of the protocol.
    pub v: u32,
    cols: u16,
    rows: u16,
    /// Attach without a say in the size of the window.
    #[serde(default)]
    pub touch: bool,
    /// The session, by name or id.
    #[serde(default)]
    pub session: Option<String>,
    /// The highest number of a key or paste that was ever sent.
    #[serde(default)]
    pub sent: u64,
    /// The page shows key hints itself, by the message `hints`.
    #[serde(default)]
    pub hints: bool,
    #[serde(default)]
    fg: Option<String>,
    #[serde(default)]
    bg: Option<String>,
}

/// A colour: red, green, blue.
pub type Rgb = (u8, u8, u8);

impl PageHello {
    /// The size of the screen, within the limits.
    pub fn size(&self) -> Size {
        limited(self.cols, self.rows)
    }

    /// The colours of text and background.
    pub fn colors(&self) -> [Option<Rgb>; 2] {
        [&self.fg, &self.bg].map(|color| color.as_deref().and_then(rgb))
    }
}

/// Input that is counted.
#[derive(Clone, Debug, PartialEq)]
pub enum Counted {
    /// A key.
    Key(KeyEvent),
    /// A paste or a piece of one.
    Paste(String),
    /// A command line.
    Command(String),
}

/// A message of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum FromPage {
    /// The first message.
    Hello(Box<PageHello>),
    /// Counted input and its number.
    Input(u64, Counted),
    /// A mouse event.
    Mouse(MouseEvent),
    /// The screen has a new size.
    Size(Size),
    /// Take part in the size of the window.
    Fit(bool),
    /// The tab gained or lost the focus.
    Focus(bool),
    /// The colours of text and background.
    Colors([Option<Rgb>; 2]),
    /// The frame with this number is painted.
    Ack(u64),
    /// Asks for a pong.
    Ping,
    /// The contents of the clipboard.
    Clip(String),
    /// Show another session.
    Switch(String),
    /// Asks for the state.
    List,
    /// The tab is closed for good.
    Bye,
}

/// A message of a page as it is written.
#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "lowercase")]
enum Raw {
    Hello(Box<PageHello>),
    K(RawKey),
    P {
        n: u64,
        text: String,
    },
    M(RawMouse),
    Size {
        cols: u16,
        rows: u16,
    },
    Fit {
        on: bool,
    },
    Focus {
        on: bool,
    },
    Colors {
        fg: Option<String>,
        bg: Option<String>,
    },
    Ack {
        f: u64,
    },
    Ping {},
    Clip {
        text: String,
    },
    Switch {
        session: String,
    },
    Cmd {
        n: u64,
        line: String,
    },
    List {},
    Bye {},
}

#[derive(Deserialize)]
struct RawKey {
    n: u64,
    key: String,
    #[serde(default)]
    mods: Vec<String>,
    #[serde(default)]
    base: Option<String>,
    #[serde(default)]
    code: Option<String>,
}

#[derive(Deserialize)]
struct RawMouse {
    kind: String,
    #[serde(default)]
    button: Option<String>,
    x: u16,
    y: u16,
    #[serde(default)]
    mods: Vec<String>,
}

/// Decodes a message. `None` if it is none, or if a value is out of its range.
pub fn decode(text: &str) -> Option<FromPage> {
    if text.len() > MAX_MESSAGE {
        return None;
    }
    Some(match serde_json::from_str(text).ok()? {
        Raw::Hello(hello) if hello.cols > 0 && hello.rows > 0 => FromPage::Hello(hello),
        Raw::Hello(_) => return None,
        Raw::K(key) => FromPage::Input(key.n, Counted::Key(key_event(&key)?)),
        Raw::P { n, text } if text.len() <= PASTE_PIECE => FromPage::Input(n, Counted::Paste(text)),
        Raw::P { .. } => return None,
        Raw::Cmd { n, line } if line.len() <= LONGEST_COMMAND => {
            FromPage::Input(n, Counted::Command(line))
        }
        Raw::Cmd { .. } => return None,
        Raw::M(mouse) => FromPage::Mouse(mouse_event(&mouse)?),
        Raw::Size { cols, rows } if cols > 0 && rows > 0 => FromPage::Size(limited(cols, rows)),
        Raw::Size { .. } => return None,
        Raw::Fit { on } => FromPage::Fit(on),
        Raw::Focus { on } => FromPage::Focus(on),
        Raw::Colors { fg, bg } => {
            FromPage::Colors([fg, bg].map(|color| color.as_deref().and_then(rgb)))
        }
        Raw::Ack { f } => FromPage::Ack(f),
        Raw::Ping {} => FromPage::Ping,
        Raw::Clip { text } => FromPage::Clip(text),
        Raw::Switch { session } => FromPage::Switch(session),
        Raw::List {} => FromPage::List,
        Raw::Bye {} => FromPage::Bye,
    })
}

fn limited(cols: u16, rows: u16) -> Size {
    Size::new(cols.clamp(1, LARGEST.cols), rows.clamp(1, LARGEST.rows))
}

/// A colour written `#rrggbb`.
fn rgb(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some((byte(0)?, byte(2)?, byte(4)?))
}

/// The names of modifiers.
const MODIFIERS: [(&str, Mods); 4] = [
    ("shift", Mods::SHIFT),
    ("alt", Mods::META),
    ("ctrl", Mods::CTRL),
    ("super", Mods::SUPER),
];

fn modifiers(names: &[String]) -> Option<Mods> {
    names.iter().try_fold(Mods::empty(), |mods, name| {
        let found = MODIFIERS.iter().find(|(known, _)| known == name)?;
        Some(mods | found.1)
    })
}

/// The only character of a text.
fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// A key in the form that key tables use.
fn key_event(raw: &RawKey) -> Option<KeyEvent> {
    let mut mods = modifiers(&raw.mods)?;
    let keypad = raw.code.as_deref().and_then(keypad);
    let code = match single(&raw.key) {
        Some(_) if keypad.is_some() => keypad?,
        Some(c) if c.is_control() => return None,
        Some(c) => KeyCode::Char(c),
        None if raw.key == "Enter" && raw.code.as_deref() == Some("NumpadEnter") => {
            KeyCode::Keypad('\r')
        }
        None => named(&raw.key)?,
    };
    let code = match code {
        KeyCode::Tab if mods == Mods::SHIFT => {
            mods = Mods::empty();
            KeyCode::BackTab
        }
        KeyCode::Char(c) if mods.intersects(Mods::CTRL | Mods::SUPER) => {
            if c.is_uppercase() {
                mods |= Mods::SHIFT;
            }
            KeyCode::Char(single(&c.to_lowercase().to_string()).unwrap_or(c))
        }
        // Shift is part of the character.
        KeyCode::Char(c) => {
            if c != ' ' {
                mods.remove(Mods::SHIFT);
            }
            KeyCode::Char(c)
        }
        other => other,
    };
    let base = raw.base.as_deref().and_then(single);
    Some(KeyEvent {
        base: base.filter(|base| matches!(code, KeyCode::Char(c) if c != *base)),
        ..KeyEvent::press(Key::new(code, mods))
    })
}

/// A key as the fields of a message of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Press {
    /// The field `key`.
    pub key: String,
    /// The field `mods`.
    pub mods: Vec<&'static str>,
}

/// The message with which a page presses `key`; `None`: no page can.
pub fn press(key: Key) -> Option<Press> {
    let mut mods = Vec::new();
    for (name, bit) in MODIFIERS {
        if key.mods.contains(bit) {
            mods.push(name);
        }
    }
    let name = match key.code {
        KeyCode::Char(c) => c.to_string(),
        KeyCode::BackTab => {
            mods.push("shift");
            "Tab".to_owned()
        }
        KeyCode::F(number) => format!("F{number}"),
        code => NAMED.iter().find(|(_, named)| *named == code)?.0.to_owned(),
    };
    let made = Press { key: name, mods };
    let raw = RawKey {
        n: 0,
        key: made.key.clone(),
        mods: made.mods.iter().map(|name| (*name).to_owned()).collect(),
        base: None,
        code: None,
    };
    (key_event(&raw)?.key == key).then_some(made)
}

/// A key of the numeric keypad, by `KeyboardEvent.code`.
fn keypad(code: &str) -> Option<KeyCode> {
    let c = match code.strip_prefix("Numpad")? {
        "Divide" => '/',
        "Multiply" => '*',
        "Subtract" => '-',
        "Add" => '+',
        "Decimal" => '.',
        "Equal" => '=',
        "Comma" => ',',
        digit => single(digit).filter(char::is_ascii_digit)?,
    };
    Some(KeyCode::Keypad(c))
}

/// Keys by `KeyboardEvent.key`.
const NAMED: [(&str, KeyCode); 14] = [
    ("Enter", KeyCode::Enter),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Escape", KeyCode::Escape),
    ("ArrowUp", KeyCode::Up),
    ("ArrowDown", KeyCode::Down),
    ("ArrowLeft", KeyCode::Left),
    ("ArrowRight", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
    ("Insert", KeyCode::Insert),
    ("Delete", KeyCode::Delete),
];

fn named(name: &str) -> Option<KeyCode> {
    if let Some((_, code)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some(*code);
    }
    let number: u8 = name.strip_prefix('F')?.parse().ok()?;
    (1..=35).contains(&number).then_some(KeyCode::F(number))
}

fn mouse_event(raw: &RawMouse) -> Option<MouseEvent> {
    let button = match raw.button.as_deref() {
        None => None,
        Some("left") => Some(MouseButton::Left),
        Some("middle") => Some(MouseButton::Middle),
        Some("right") => Some(MouseButton::Right),
        Some("wheelup") => Some(MouseButton::WheelUp),
        Some("wheeldown") => Some(MouseButton::WheelDown),
        Some("wheelleft") => Some(MouseButton::WheelLeft),
        Some("wheelright") => Some(MouseButton::WheelRight),
        Some(number) => {
            let number = number.parse().ok().filter(|n| (8..=11).contains(n))?;
            Some(MouseButton::Extra(number))
        }
    };
    let kind = match raw.kind.as_str() {
        "press" => MouseEventKind::Press(button?),
        "release" => MouseEventKind::Release(button),
        "drag" => MouseEventKind::Drag(button?),
        "move" => MouseEventKind::Move,
        _ => return None,
    };
    Some(MouseEvent {
        kind,
        at: Point::new(raw.x, raw.y),
        mods: modifiers(&raw.mods)?,
    })
}

/// A key that can be pressed next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// The name of the key for people.
    pub name: String,
    /// Its effect.
    pub label: String,
    /// The fields of the message that presses it; `None`: the name means several keys.
    pub press: Option<Press>,
}

/// Keys of one topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HintGroup {
    /// The topic; it may be empty.
    pub title: String,
    /// The keys.
    pub keys: Vec<Hint>,
}

/// A message to a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum ToPage {
    /// The first message.
    Hello {
        /// The version of the protocol.
        v: u32,
        /// The version of mux.
        version: &'static str,
        /// The name of the account.
        account: String,
        /// The role of the login.
        mode: &'static str,
        /// Keys and pastes that the server has taken.
        took: u64,
        /// The gateway still had the tab.
        resumed: bool,
    },
    /// Keys and pastes that the server has taken.
    Took {
        /// Their number.
        n: u64,
    },
    /// The mouse events to send.
    Mode {
        /// `off`, `buttons` or `all`.
        mouse: &'static str,
    },
    /// The gateway lost or found its server.
    Link {
        /// Whether there is a connection.
        up: bool,
        /// Since when, in seconds since 1970.
        since: i64,
        /// A line for people.
        text: String,
    },
    /// Text for the clipboard.
    Clip {
        /// The text.
        text: String,
    },
    /// A program asks for the clipboard.
    Askclip {},
    /// The title.
    Title {
        /// The text.
        text: String,
    },
    /// A desktop notification.
    Notify {
        /// Its title.
        title: String,
        /// Its text.
        body: String,
    },
    /// The bell.
    Bell {},
    /// A message until the next key.
    Note {
        /// The text.
        text: String,
    },
    /// The keys that can be pressed next. Without groups there is nothing to show.
    Hints {
        /// What they are for.
        title: String,
        /// The keys by topic.
        groups: Vec<HintGroup>,
    },
    /// The answer to a ping.
    Pong {},
    /// The socket closes next.
    Bye {
        /// The reason, for people.
        why: String,
        /// Whether the page dials again by itself.
        redial: bool,
    },
}

impl ToPage {
    /// The message as JSON.
    pub fn encode(&self) -> String {
        // These types hold only what JSON can hold.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::KeyEventKind;
    use crate::base::MouseEventKind::{Drag, Move, Press, Release};
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn key(text: &str) -> Option<KeyEvent> {
        match decode(&format!(r#"{{"t":"k","n":1,{text}}}"#))? {
            FromPage::Input(1, Counted::Key(event)) => Some(event),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn keys_of_a_browser_become_keys_of_key_tables() {
        let plain = Key::plain;
        for (text, want) in [
            (r#""key":"a""#, Key::char('a')),
            (r#""key":"A","mods":["shift"]"#, Key::char('A')),
            (r#""key":"!","mods":["shift"]"#, Key::char('!')),
            (r#""key":"ä""#, Key::char('ä')),
            (r#""key":"界""#, Key::char('界')),
            (
                r#""key":" ","mods":["shift"]"#,
                Key::new(KeyCode::Char(' '), Mods::SHIFT),
            ),
            (r#""key":"b","mods":["ctrl"]"#, Key::ctrl('b')),
            (
                r#""key":"B","mods":["ctrl","shift"]"#,
                Key::new(KeyCode::Char('b'), Mods::CTRL | Mods::SHIFT),
            ),
            (
                r#""key":"x","mods":["alt"]"#,
                Key::new(KeyCode::Char('x'), Mods::META),
            ),
            (
                r#""key":"k","mods":["super"]"#,
                Key::new(KeyCode::Char('k'), Mods::SUPER),
            ),
            (r#""key":"Enter""#, plain(KeyCode::Enter)),
            (
                r#""key":"Enter","mods":["shift"]"#,
                Key::new(KeyCode::Enter, Mods::SHIFT),
            ),
            (r#""key":"Tab","mods":["shift"]"#, plain(KeyCode::BackTab)),
            (
                r#""key":"ArrowUp","mods":["ctrl"]"#,
                Key::new(KeyCode::Up, Mods::CTRL),
            ),
            (r#""key":"F12""#, plain(KeyCode::F(12))),
            (r#""key":"5","code":"Numpad5""#, plain(KeyCode::Keypad('5'))),
            (
                r#""key":"Enter","code":"NumpadEnter""#,
                plain(KeyCode::Keypad('\r')),
            ),
            (r#""key":"5","code":"Digit5""#, Key::char('5')),
            (r#""key":"Home","code":"Numpad7""#, plain(KeyCode::Home)),
        ] {
            assert_eq!(key(text).map(|event| event.key), Some(want), "{text}");
        }
        assert_eq!(key(r#""key":"ж","base":"a""#).unwrap().base, Some('a'));
        assert_eq!(key(r#""key":"a","base":"a""#).unwrap().base, None);
        assert_eq!(key(r#""key":"a""#).unwrap().kind, KeyEventKind::Press);
    }

    #[test]
    fn a_page_can_press_what_it_can_type() {
        for (key, want) in [
            (Key::char('a'), Some("a")),
            (Key::char('%'), Some("%")),
            (Key::char(' '), Some(" ")),
            (Key::ctrl('b'), Some("ctrl b")),
            (Key::new(KeyCode::Up, Mods::CTRL), Some("ctrl ArrowUp")),
            (Key::new(KeyCode::Char('1'), Mods::META), Some("alt 1")),
            (Key::plain(KeyCode::BackTab), Some("shift Tab")),
            (Key::plain(KeyCode::F(12)), Some("F12")),
            (Key::plain(KeyCode::Any), None),
            (Key::new(KeyCode::Char('a'), Mods::HYPER), None),
        ] {
            let made = press(key).map(|made| {
                let mut words = made.mods.clone();
                words.push(&made.key);
                words.join(" ")
            });
            assert_eq!(made.as_deref(), want, "{key:?}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in [
            r#""key":"""#,
            r#""key":"ab""#,
            r#""key":"\u001b""#,
            r#""key":"F36""#,
            r#""key":"F0""#,
            r#""key":"Unidentified""#,
            r#""key":"a","mods":["hyper-x"]"#,
            r#""key":1"#,
            r#""kex":"a""#,
        ] {
            assert_eq!(key(text), None, "{text}");
        }
    }

    #[test]
    fn mouse_events_are_read() {
        let at = |kind| MouseEvent {
            kind,
            at: Point::new(3, 4),
            mods: Mods::SHIFT,
        };
        for (text, want) in [
            (
                r#""kind":"press","button":"left""#,
                Some(Press(MouseButton::Left)),
            ),
            (
                r#""kind":"press","button":"wheelup""#,
                Some(Press(MouseButton::WheelUp)),
            ),
            (
                r#""kind":"press","button":"8""#,
                Some(Press(MouseButton::Extra(8))),
            ),
            (
                r#""kind":"release","button":"right""#,
                Some(Release(Some(MouseButton::Right))),
            ),
            (r#""kind":"release""#, Some(Release(None))),
            (
                r#""kind":"drag","button":"middle""#,
                Some(Drag(MouseButton::Middle)),
            ),
            (r#""kind":"move""#, Some(Move)),
            (r#""kind":"press""#, None),
            (r#""kind":"press","button":"12""#, None),
            (r#""kind":"fly""#, None),
        ] {
            let text = format!(r#"{{"t":"m","x":3,"y":4,"mods":["shift"],{text}}}"#);
            let want = want.map(|kind| FromPage::Mouse(at(kind)));
            assert_eq!(decode(&text), want, "{text}");
        }
        assert_eq!(decode(r#"{"t":"m","kind":"move","x":-1,"y":70000}"#), None);
    }

    #[test]
    fn other_messages_are_read() {
        let hello = decode(
            r##"{"t":"hello","v":1,"cols":5000,"rows":24,"cw":9,"ch":18,"dpr":1.5,"touch":true,
                "session":null,"sent":7,"took":5,"fg":"#ffffff","bg":"nonsense"}"##,
        );
        let Some(FromPage::Hello(hello)) = hello else {
            panic!("{hello:?}");
        };
        assert_eq!(hello.size(), Size::new(1000, 24));
        assert_eq!(hello.colors(), [Some((255, 255, 255)), None]);
        assert!(hello.touch && hello.sent == 7 && hello.session.is_none());
        for (text, want) in [
            (
                r#"{"t":"p","n":3,"text":"a\nb","more":true}"#,
                FromPage::Input(3, Counted::Paste("a\nb".to_owned())),
            ),
            (
                r#"{"t":"cmd","n":4,"line":"neww"}"#,
                FromPage::Input(4, Counted::Command("neww".to_owned())),
            ),
            (
                r#"{"t":"size","cols":80,"rows":24}"#,
                FromPage::Size(Size::new(80, 24)),
            ),
            (r#"{"t":"focus","on":false}"#, FromPage::Focus(false)),
            (r#"{"t":"fit","on":true}"#, FromPage::Fit(true)),
            (r#"{"t":"ack","f":12}"#, FromPage::Ack(12)),
            (r#"{"t":"ping"}"#, FromPage::Ping),
            (r#"{"t":"ping","new":1}"#, FromPage::Ping),
            (r#"{"t":"list"}"#, FromPage::List),
            (r#"{"t":"bye"}"#, FromPage::Bye),
            (
                r#"{"t":"switch","session":"w"}"#,
                FromPage::Switch("w".to_owned()),
            ),
            (r#"{"t":"clip","text":"x"}"#, FromPage::Clip("x".to_owned())),
        ] {
            assert_eq!(decode(text), Some(want), "{text}");
        }
    }

    #[test]
    fn garbage_is_no_message() {
        for text in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"t":"k"}"#,
            r#"{"t":"nonsense"}"#,
            r#"{"t":"hello","v":1,"cols":0,"rows":24}"#,
            r#"{"t":"size","cols":80}"#,
            r#"{"t":"ack","f":-1}"#,
            r#"{"t":"ack","f":1e99}"#,
            r#"{"t":"ping"} x"#,
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
        let long = |n| format!(r#"{{"t":"p","n":1,"text":"{}"}}"#, "x".repeat(n));
        assert!(decode(&long(PASTE_PIECE)).is_some());
        assert_eq!(decode(&long(PASTE_PIECE + 1)), None);
        let deep = "[".repeat(MAX_MESSAGE);
        assert_eq!(decode(&deep), None);
    }

    proptest! {
        #[test]
        fn any_text_is_a_message_or_none(
            kind in "hello|k|p|m|size|fit|focus|colors|ack|ping|clip|switch|cmd|list|bye|\\PC",
            fields in vec((FIELDS, any_value()), 0..8),
            noise in "\\PC{0,20}",
        ) {
            let mut object = serde_json::Map::from_iter(fields);
            object.insert("t".to_owned(), kind.into());
            for text in [serde_json::Value::from(object).to_string(), noise] {
                match decode(&text) {
                    Some(FromPage::Hello(hello)) => {
                        prop_assert!((1..=500_000).contains(&hello.size().area()));
                    }
                    Some(FromPage::Size(size)) => {
                        prop_assert!((1..=500_000).contains(&size.area()));
                    }
                    Some(FromPage::Input(_, Counted::Paste(text))) => {
                        prop_assert!(text.len() <= PASTE_PIECE);
                    }
                    Some(FromPage::Input(_, Counted::Key(event))) => {
                        // A page can press what it pressed, but not the keys of the keypad.
                        let keypad = matches!(event.key.code, KeyCode::Keypad(_));
                        prop_assert!(keypad || press(event.key).is_some(), "{text}");
                    }
                    _ => {}
                }
            }
        }
    }

    const FIELDS: &str = "n|key|mods|base|code|text|more|kind|button|x|y|cols|rows|cw|ch|dpr|on|fg|bg\
                          |f|session|line|v|touch|hints|sent|took|[a-z]{1,7}";

    /// Values that fields of messages have, and others.
    fn any_value() -> impl Strategy<Value = serde_json::Value> {
        use serde_json::Value;
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (0u16..600).prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "a|B|é|Enter|Tab|F1|F36|left|wheelup|press|drag|shift|#00ff00|Numpad5"
                .prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
            vec("shift|alt|ctrl|super|x".prop_map(Value::from), 0..3).prop_map(Value::from),
        ]
    }

    #[test]
    fn messages_to_the_page_are_objects_with_their_kind() {
        for (message, want) in [
            (ToPage::Took { n: 3 }, r#"{"t":"took","n":3}"#),
            (ToPage::Bell {}, r#"{"t":"bell"}"#),
            (
                ToPage::Clip {
                    text: "a\"\u{1b}".to_owned(),
                },
                r#"{"t":"clip","text":"a\"\u001b"}"#,
            ),
            (
                ToPage::Bye {
                    why: "over".to_owned(),
                    redial: false,
                },
                r#"{"t":"bye","why":"over","redial":false}"#,
            ),
        ] {
            assert_eq!(message.encode(), want);
        }
    }
}
