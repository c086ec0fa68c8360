//! The grammar of targets (`-t`): how a text names a session, window and pane (tmux(1), COMMANDS).
//! The names are looked up elsewhere.

use crate::base::{Direction, PaneId, SessionId, WindowId};

/// The object that a command expects. It decides how a text without `:` and `.` is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// A session.
    Session,
    /// A window, or a free index.
    Window,
    /// A pane.
    Pane,
}

/// A parsed target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The target was not given: the current one.
    Current,
    /// `=` or `{mouse}`: the location of the mouse event.
    Mouse,
    /// `~` or `{marked}`: the marked pane.
    Marked,
    /// `@`, `{active}` or `{current}`: the client's current window and pane.
    Active,
    /// One to three names.
    Parts(Parts),
}

/// The names in a target; a missing one means the current one of the given parent.
///
/// A window without a session may also be the name of a session, and a pane with neither may also
/// be that of a window or session: try them in this order ([`Part::as_window`],
/// [`Part::as_session`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The session.
    pub session: Option<Part<SessionSpec>>,
    /// The window.
    pub window: Option<Part<WindowSpec>>,
    /// The pane.
    pub pane: Option<Part<PaneSpec>>,
}

/// One name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<S> {
    /// The text, without a leading `=`.
    pub text: String,
    /// It had a leading `=`: only the exact name matches.
    pub exact: bool,
    /// The possible meaning of the text.
    pub spec: S,
}

/// The form of a reference to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionSpec {
    /// An id: `$N`.
    Id(SessionId),
    /// A name, a client name, the start of a name, or a pattern.
    Name,
}

/// The form of a reference to a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowSpec {
    /// An id: `@N`.
    Id(WindowId),
    /// `^` or `{start}`: the window with the lowest index.
    Start,
    /// `$` or `{end}`: the window with the highest index.
    End,
    /// `!` or `{last}`: the previously current window.
    Last,
    /// `+N`: N windows further.
    Next(u32),
    /// `-N`: N windows back.
    Previous(u32),
    /// `@` or `{current}`.
    Current,
    /// An index, or a numeric name.
    Index(u32),
    /// A name, the start of a name, or a pattern.
    Name,
}

/// The form of a reference to a pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneSpec {
    /// An id: `%N`.
    Id(PaneId),
    /// `!` or `{last}`: the previously active pane.
    Last,
    /// `+N`: N panes further.
    Next(u32),
    /// `-N`: N panes back.
    Previous(u32),
    /// `@` or `{active}`.
    Active,
    /// `{up-of}` and the like: adjacent to the active pane.
    Beside(Direction),
    /// `{top}`, `{bottom-right}` and the like; of two candidates the upper or left one is
    /// preferred.
    Edge(Option<Direction>, Option<Direction>),
    /// An index.
    Index(u32),
    /// Not the name of a pane.
    Name,
}

/// Keywords for windows.
const WINDOW_TOKENS: &[(&str, &str, WindowSpec)] = &[
    ("^", "{start}", WindowSpec::Start),
    ("$", "{end}", WindowSpec::End),
    ("!", "{last}", WindowSpec::Last),
    ("+", "{next}", WindowSpec::Next(1)),
    ("-", "{previous}", WindowSpec::Previous(1)),
    ("@", "{current}", WindowSpec::Current),
];

/// Keywords for panes.
const PANE_TOKENS: &[(&str, &str, PaneSpec)] = &[
    ("!", "{last}", PaneSpec::Last),
    ("+", "{next}", PaneSpec::Next(1)),
    ("-", "{previous}", PaneSpec::Previous(1)),
    ("@", "{active}", PaneSpec::Active),
    ("top", "{top}", edge(Some(Direction::Up), None)),
    ("bottom", "{bottom}", edge(Some(Direction::Down), None)),
    ("left", "{left}", edge(None, Some(Direction::Left))),
    ("right", "{right}", edge(None, Some(Direction::Right))),
    (
        "top-left",
        "{top-left}",
        edge(Some(Direction::Up), Some(Direction::Left)),
    ),
    (
        "top-right",
        "{top-right}",
        edge(Some(Direction::Up), Some(Direction::Right)),
    ),
    (
        "bottom-left",
        "{bottom-left}",
        edge(Some(Direction::Down), Some(Direction::Left)),
    ),
    (
        "bottom-right",
        "{bottom-right}",
        edge(Some(Direction::Down), Some(Direction::Right)),
    ),
    ("{up-of}", "{up-of}", PaneSpec::Beside(Direction::Up)),
    ("{down-of}", "{down-of}", PaneSpec::Beside(Direction::Down)),
    ("{left-of}", "{left-of}", PaneSpec::Beside(Direction::Left)),
    (
        "{right-of}",
        "{right-of}",
        PaneSpec::Beside(Direction::Right),
    ),
];

const fn edge(vertical: Option<Direction>, horizontal: Option<Direction>) -> PaneSpec {
    PaneSpec::Edge(vertical, horizontal)
}

/// Parses a target. Every text is valid; the look-up decides whether it refers to something.
pub fn parse(text: &str, kind: TargetKind) -> Target {
    match text {
        "" => return Target::Current,
        "=" | "{mouse}" => return Target::Mouse,
        "~" | "{marked}" => return Target::Marked,
        "@" | "{active}" | "{current}" => return Target::Active,
        _ => {}
    }
    let (session, rest) = match text.split_once(':') {
        Some((session, rest)) => (Some(session), Some(rest)),
        None => (None, None),
    };
    let after_colon = rest.unwrap_or(text);
    let parts = match (session, after_colon.split_once('.')) {
        (None, None) => bare(text, kind),
        (None, Some((window, pane))) => parts("", window, pane),
        (Some(session), None) => parts(session, after_colon, ""),
        (Some(session), Some((window, pane))) => parts(session, window, pane),
    };
    match parts {
        Parts {
            session: None,
            window: None,
            pane: None,
        } => Target::Current,
        parts => Target::Parts(parts),
    }
}

/// A client by its name or terminal; one trailing `:` is ignored.
pub fn client(text: &str) -> &str {
    text.strip_suffix(':').unwrap_or(text)
}

/// Parses a text without `:` and `.`.
fn bare(text: &str, kind: TargetKind) -> Parts {
    let first = text.chars().next();
    match (first, kind) {
        (Some('$'), TargetKind::Window | TargetKind::Pane) if text == "$" => parts("", text, ""),
        (Some('$'), _) => parts(text, "", ""),
        (Some('@'), _) => parts("", text, ""),
        (Some('%'), _) => parts("", "", text),
        (_, TargetKind::Session) => parts(text, "", ""),
        (_, TargetKind::Window) => parts("", text, ""),
        (_, TargetKind::Pane) => parts("", "", text),
    }
}

/// The three names; an empty text is no name.
fn parts(session: &str, window: &str, pane: &str) -> Parts {
    Parts {
        session: part(session, |text, _| SessionSpec::of(text)),
        window: part(window, WindowSpec::of),
        pane: part(pane, |text, _| PaneSpec::of(text)),
    }
}

fn part<S>(text: &str, spec: impl Fn(&str, bool) -> S) -> Option<Part<S>> {
    let exact = text.strip_prefix('=');
    let name = exact.unwrap_or(text);
    (!name.is_empty()).then(|| Part {
        text: name.to_owned(),
        exact: exact.is_some(),
        spec: spec(name, exact.is_some()),
    })
}

impl<S> Part<S> {
    /// The same text as a window name.
    pub fn as_window(&self) -> Part<WindowSpec> {
        Part {
            text: self.text.clone(),
            exact: self.exact,
            spec: WindowSpec::of(&self.text, self.exact),
        }
    }

    /// The same text as a session name.
    pub fn as_session(&self) -> Part<SessionSpec> {
        Part {
            text: self.text.clone(),
            exact: self.exact,
            spec: SessionSpec::of(&self.text),
        }
    }
}

impl SessionSpec {
    fn of(text: &str) -> Self {
        id(text, '$').map_or(Self::Name, |n| Self::Id(SessionId(n)))
    }
}

impl WindowSpec {
    fn of(text: &str, exact: bool) -> Self {
        if let Some(n) = id(text, '@') {
            return Self::Id(WindowId(n));
        }
        if let Some(n) = number(text) {
            return Self::Index(n);
        }
        let token = WINDOW_TOKENS
            .iter()
            .find(|(short, long, _)| text == *short || text == *long);
        match (token, offset(text)) {
            _ if exact => Self::Name,
            (Some((_, _, spec)), _) => *spec,
            (None, Some(('+', n))) => Self::Next(n),
            (None, Some((_, n))) => Self::Previous(n),
            (None, None) => Self::Name,
        }
    }
}

impl PaneSpec {
    fn of(text: &str) -> Self {
        if let Some(n) = id(text, '%') {
            return Self::Id(PaneId(n));
        }
        if let Some(n) = number(text) {
            return Self::Index(n);
        }
        let token = PANE_TOKENS
            .iter()
            .find(|(short, long, _)| text == *short || text == *long);
        match (token, offset(text)) {
            (Some((_, _, spec)), _) => *spec,
            (None, Some(('+', n))) => Self::Next(n),
            (None, Some((_, n))) => Self::Previous(n),
            (None, None) => Self::Name,
        }
    }
}

/// The number after a sign.
fn id(text: &str, sign: char) -> Option<u32> {
    text.strip_prefix(sign).and_then(number)
}

/// `+N` or `-N` with N from 1.
fn offset(text: &str) -> Option<(char, u32)> {
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '-'))?;
    let n = number(&text[1..]).filter(|n| *n > 0)?;
    Some((sign, n))
}

/// A number of digits only, up to the largest index.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let n = text.parse::<u32>().ok().filter(|_| digits)?;
    i32::try_from(n).is_ok().then_some(n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `session|window|pane`: each text with its `=` and its kind.
    fn shown(text: &str, kind: TargetKind) -> String {
        fn one<S: std::fmt::Debug>(part: Option<&Part<S>>) -> String {
            part.map_or(String::new(), |p| {
                let exact = if p.exact { "=" } else { "" };
                format!("{exact}{} {:?}", p.text, p.spec)
            })
        }
        match parse(text, kind) {
            Target::Parts(p) => format!(
                "{}|{}|{}",
                one(p.session.as_ref()),
                one(p.window.as_ref()),
                one(p.pane.as_ref())
            ),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn targets_are_taken_apart() {
        use TargetKind::{Pane, Session, Window};
        for (text, kind, expected) in [
            ("", Pane, "Current"),
            (":", Window, "Current"),
            ("=", Window, "Mouse"),
            ("{mouse}", Pane, "Mouse"),
            ("~", Pane, "Marked"),
            ("@", Pane, "Active"),
            ("{current}", Window, "Active"),
            ("work", Session, "work Name||"),
            ("work", Window, "|work Name|"),
            ("work", Pane, "||work Name"),
            ("=work", Session, "=work Name||"),
            ("$3", Pane, "$3 Id(SessionId(3))||"),
            ("@3", Session, "|@3 Id(WindowId(3))|"),
            ("%12", Session, "||%12 Id(PaneId(12))"),
            ("$x", Window, "$x Name||"),
            ("$", Window, "|$ End|"),
            ("s:1.2", Pane, "s Name|1 Index(1)|2 Index(2)"),
            ("s:", Window, "s Name||"),
            ("=s:=w.1", Pane, "=s Name|=w Name|1 Index(1)"),
            (":=3", Window, "|=3 Index(3)|"),
            (":.+", Pane, "||+ Next(1)"),
            (".1", Pane, "||1 Index(1)"),
            (
                "w.{top-left}",
                Pane,
                "|w Name|{top-left} Edge(Some(Up), Some(Left))",
            ),
            ("a.b:c.d", Pane, "a.b Name|c Name|d Name"),
            (":!", Window, "|! Last|"),
            (":^", Window, "|^ Start|"),
            (":{end}", Window, "|{end} End|"),
            ("+2", Window, "|+2 Next(2)|"),
            ("-", Window, "|- Previous(1)|"),
            ("+x", Window, "|+x Name|"),
            (":=!", Window, "|=! Name|"),
            ("!", Pane, "||! Last"),
            ("{up-of}", Pane, "||{up-of} Beside(Up)"),
            ("right", Pane, "||right Edge(None, Some(Right))"),
            (".@", Pane, "||@ Active"),
            (
                "$1:@2.%3",
                Pane,
                "$1 Id(SessionId(1))|@2 Id(WindowId(2))|%3 Id(PaneId(3))",
            ),
            ("99999999999", Window, "|99999999999 Name|"),
        ] {
            assert_eq!(shown(text, kind), expected, "{text:?} {kind:?}");
        }
    }

    #[test]
    fn a_bare_name_can_be_read_anew() {
        let Target::Parts(parts) = parse("=1", TargetKind::Pane) else {
            panic!("not parts");
        };
        let pane = parts.pane.unwrap();
        assert_eq!(pane.spec, PaneSpec::Index(1));
        assert_eq!(pane.as_window().spec, WindowSpec::Index(1));
        assert!(pane.as_session().exact && pane.as_session().spec == SessionSpec::Name);
        assert_eq!(client("/dev/pts/1:"), "/dev/pts/1");
    }

    proptest! {
        #[test]
        fn any_text_is_a_target(text in "[$@%:.=~!+{}a-z0-9-]{0,12}", other in any::<String>()) {
            for kind in [TargetKind::Session, TargetKind::Window, TargetKind::Pane] {
                parse(&text, kind);
                parse(&other, kind);
            }
        }
    }
}
