//! Styles as written in options and formats (`fg=red,bold,align=centre`): parsing, layering and
//! printing (tmux(1), STYLES).

pub use super::color::{color_name, color_rgb, parse_color};

use super::color::number;
use crate::base::{Attrs, Color, Error, Result, Style, Underline};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Alignment of text in a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// Alignment is not specified: left.
    #[default]
    Default,
    /// Text starts at the left edge.
    Left,
    /// Centred between the left and the right part.
    Centre,
    /// Text ends at the right edge.
    Right,
    /// Centred in the whole line, over the other parts.
    AbsoluteCentre,
}

/// The part of a list that text belongs to. A list scrolls when the line is too short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ListPart {
    /// The text is not part of a list.
    #[default]
    Off,
    /// The text is part of the list.
    On,
    /// The text is the focus of the list, which is kept visible.
    Focus,
    /// The marker shown at the left of a truncated list.
    LeftMarker,
    /// The marker shown at the right of a truncated list.
    RightMarker,
}

/// The meaning of a mouse click on a part of a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RangeKind {
    /// The left part of the status line.
    Left,
    /// The right part of the status line.
    Right,
    /// The session with this id (`session|$N`).
    Session(u32),
    /// The window with this index in the session (`window|N`).
    Window(u32),
    /// The pane with this id (`pane|%N`).
    Pane(u32),
    /// A user-defined range, at most 15 bytes (`user|X`).
    User(String),
    /// A control of a pane border, 0 to 9 (`control|N`).
    Control(u8),
}

/// The change of the style that `default` refers to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DefaultChange {
    /// No change.
    #[default]
    Keep,
    /// `push-default`: the current style becomes the default.
    Push,
    /// `pop-default`: the first default is restored.
    Pop,
    /// `set-default`: the current style becomes the default and the one that `pop-default`
    /// restores.
    Set,
}

/// A width in columns or percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Width {
    /// Columns.
    Cols(u32),
    /// Percent, 0 to 100.
    Percent(u8),
}

/// A parsed style: colours, attributes and layout of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookStyle {
    /// Text colour; `None` keeps the colour below.
    pub fg: Option<Color>,
    /// Background colour; `None` keeps the colour below.
    pub bg: Option<Color>,
    /// Underline colour; `None` keeps the colour below.
    pub us: Option<Color>,
    /// Attributes to set.
    pub attrs: Attrs,
    /// Underline style; `None` keeps the one below.
    pub underline: Underline,
    /// Use the line drawing character set (`acs`).
    pub acs: bool,
    /// Do not inherit attributes from below (`noattr`).
    pub noattr: bool,
    /// Fill colour for the rest of the line.
    pub fill: Option<Color>,
    /// Alignment.
    pub align: Align,
    /// Membership in a list.
    pub list: ListPart,
    /// Meaning of a click.
    pub range: Option<RangeKind>,
    /// Change of the default style.
    pub change: DefaultChange,
    /// Ignore styles in the following text (`ignore`).
    pub ignore: bool,
    /// Width of a scrollbar.
    pub width: Option<Width>,
    /// Padding of a scrollbar, in columns.
    pub pad: Option<u32>,
    /// How far the text colour moves to the background, in percent (`dim=N%`).
    pub dim: Option<u8>,
    /// The target of a hyperlink (`link=URI`).
    pub link: Option<String>,
    /// The importance of the text that follows (`segment=N`): when a row is too short, the segments
    /// of the lowest importance are left out first. `None` is never left out.
    pub segment: Option<u8>,
}

/// Attribute names, in print order.
const ATTRS: &[(&str, Look)] = &[
    ("acs", Look::Acs),
    ("bright", Look::Attr(Attrs::BOLD)),
    ("bold", Look::Attr(Attrs::BOLD)),
    ("dim", Look::Attr(Attrs::DIM)),
    ("underscore", Look::Underline(Underline::Single)),
    ("blink", Look::Attr(Attrs::BLINK)),
    ("reverse", Look::Attr(Attrs::REVERSE)),
    ("hidden", Look::Attr(Attrs::HIDDEN)),
    ("italics", Look::Attr(Attrs::ITALIC)),
    ("strikethrough", Look::Attr(Attrs::STRIKE)),
    ("double-underscore", Look::Underline(Underline::Double)),
    ("curly-underscore", Look::Underline(Underline::Curly)),
    ("dotted-underscore", Look::Underline(Underline::Dotted)),
    ("dashed-underscore", Look::Underline(Underline::Dashed)),
    ("overline", Look::Attr(Attrs::OVERLINE)),
];

#[derive(Clone, Copy)]
enum Look {
    Attr(Attrs),
    Underline(Underline),
    Acs,
}

/// Parses a style and layers it over `base`. Fails with "invalid style: X".
pub fn parse_style(text: &str, base: Style) -> Result<Style> {
    Ok(LookStyle::parse(text)?.over(base))
}

impl LookStyle {
    /// Parses a style. Fails with "invalid style: X".
    pub fn parse(text: &str) -> Result<Self> {
        let mut style = Self::default();
        style.change(text, &Self::default())?;
        Ok(style)
    }

    /// The style that renders exactly as `style`, default colours included.
    pub fn from_style(style: Style) -> Self {
        Self {
            fg: Some(style.fg),
            bg: Some(style.bg),
            us: Some(style.ul),
            attrs: style.attrs,
            underline: style.underline,
            ..Self::default()
        }
    }

    /// Applies the words of `text` in order; `default` refers to `base`. On error the style is
    /// unchanged.
    pub fn change(&mut self, text: &str, base: &Self) -> Result<()> {
        let mut next = self.clone();
        for word in text.split([' ', ',', '\n']).filter(|w| !w.is_empty()) {
            let known = word.len() < 256 && next.apply_word(word, base).is_some();
            if !known {
                return Err(Error::user(format!("invalid style: {text}")));
            }
        }
        *self = next;
        Ok(())
    }

    /// Layers this style over `base`: its colours where set, its attributes added to those of
    /// `base` (or replacing them with `noattr`).
    pub fn over(&self, base: Style) -> Style {
        let attrs = if self.noattr {
            self.attrs
        } else {
            base.attrs | self.attrs
        };
        let underline = match self.underline {
            Underline::None if !self.noattr => base.underline,
            underline => underline,
        };
        let bg = self.bg.unwrap_or(base.bg);
        let fg = self.fg.unwrap_or(base.fg);
        let dimmed = self.dim.filter(|percent| *percent > 0);
        let (fg, dim) = dimmed.map_or((fg, Attrs::empty()), |percent| {
            dimmed_color(fg, bg, percent)
        });
        Style {
            fg,
            bg,
            ul: self.us.unwrap_or(base.ul),
            attrs: attrs | dim,
            underline,
        }
    }

    /// Applies one word; `None` if it is unknown.
    fn apply_word(&mut self, word: &str, base: &Self) -> Option<()> {
        let lower = word.to_ascii_lowercase();
        if let Some((key, value)) = lower.split_once('=') {
            return self.apply_value(key, value, &word[key.len() + 1..], base);
        }
        match lower.as_str() {
            "default" => {
                (self.fg, self.bg, self.us) = (base.fg, base.bg, base.us);
                (self.attrs, self.underline) = (base.attrs, base.underline);
                (self.acs, self.noattr) = (base.acs, base.noattr);
                self.dim = base.dim;
            }
            "ignore" => self.ignore = true,
            "noignore" => self.ignore = false,
            "push-default" => self.change = DefaultChange::Push,
            "pop-default" => self.change = DefaultChange::Pop,
            "set-default" => self.change = DefaultChange::Set,
            "nolink" => self.link = None,
            "nosegment" => self.segment = None,
            "nolist" => self.list = ListPart::Off,
            "norange" => self.range = None,
            "noalign" => self.align = Align::Default,
            "noattr" => self.noattr = true,
            "none" => {
                (self.attrs, self.underline) = (Attrs::empty(), Underline::None);
                (self.acs, self.noattr) = (false, false);
            }
            name => match name.strip_prefix("no").filter(|n| !n.is_empty()) {
                Some(name) => looks(name)?.into_iter().for_each(|l| self.take_off(l)),
                None => looks(name)?.into_iter().for_each(|l| self.put_on(l)),
            },
        }
        Some(())
    }

    /// Applies `key=value`; `exact` is the value in its original case.
    fn apply_value(&mut self, key: &str, value: &str, exact: &str, base: &Self) -> Option<()> {
        match key {
            "fg" => self.fg = parse_color(value).ok()?.or(base.fg),
            "bg" => self.bg = parse_color(value).ok()?.or(base.bg),
            "us" => self.us = parse_color(value).ok()?.or(base.us),
            "fill" => self.fill = parse_color(value).ok()?,
            "list" => self.list = find(LISTS, value)?,
            "align" => self.align = find(ALIGNS, value)?,
            "range" => {
                if let Some(range) = range(value, exact)? {
                    self.range = Some(range);
                }
            }
            "dim" => self.dim = Some(percent(value)?),
            "link" if exact.is_empty() => return None,
            "link" => self.link = Some(exact.to_owned()),
            "segment" => self.segment = Some(number(value)?),
            "width" => self.width = Some(width(value)?),
            "pad" => self.pad = Some(number(value)?),
            _ => return None,
        }
        Some(())
    }

    fn put_on(&mut self, look: Look) {
        match look {
            Look::Attr(attr) => self.attrs.insert(attr),
            Look::Underline(underline) => self.underline = underline,
            Look::Acs => self.acs = true,
        }
    }

    fn take_off(&mut self, look: Look) {
        match look {
            Look::Attr(attr) => self.attrs.remove(attr),
            Look::Underline(underline) if self.underline == underline => {
                self.underline = Underline::None;
            }
            Look::Underline(_) => {}
            Look::Acs => self.acs = false,
        }
    }

    fn has(&self, look: Look) -> bool {
        match look {
            Look::Attr(attr) => self.attrs.contains(attr),
            Look::Underline(underline) => self.underline == underline,
            Look::Acs => self.acs,
        }
    }

    /// The words of the style, in tmux's order.
    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(name) = name_of(LISTS, self.list) {
            words.push(format!("list={name}"));
        }
        if let Some(range) = &self.range {
            words.push(format!("range={range}"));
        }
        if let Some(name) = name_of(ALIGNS, self.align) {
            words.push(format!("align={name}"));
        }
        words.extend(name_of(CHANGES, self.change).map(str::to_owned));
        let colors = [
            ("fill", self.fill),
            ("fg", self.fg),
            ("bg", self.bg),
            ("us", self.us),
        ];
        for (key, color) in colors {
            if color.is_some() {
                words.push(format!("{key}={}", color_name(color)));
            }
        }
        let attrs = ATTRS.iter().filter(|(name, _)| *name != "bold");
        words.extend(
            attrs
                .filter(|(_, look)| self.has(*look))
                .map(|(name, _)| (*name).to_owned()),
        );
        words.extend(self.noattr.then(|| "noattr".to_owned()));
        match self.width {
            Some(Width::Cols(n)) => words.push(format!("width={n}")),
            Some(Width::Percent(n)) => words.push(format!("width={n}%")),
            None => {}
        }
        words.extend(self.pad.map(|n| format!("pad={n}")));
        words.extend(self.dim.map(|n| format!("dim={n}%")));
        words.extend(self.link.as_ref().map(|uri| format!("link={uri}")));
        words.extend(self.segment.map(|n| format!("segment={n}")));
        words
    }
}

impl fmt::Display for LookStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.words();
        if words.is_empty() {
            return f.write_str("default");
        }
        f.write_str(&words.join(","))
    }
}

impl fmt::Display for RangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Left => f.write_str("left"),
            Self::Right => f.write_str("right"),
            Self::Session(n) => write!(f, "session|${n}"),
            Self::Window(n) => write!(f, "window|{n}"),
            Self::Pane(n) => write!(f, "pane|%{n}"),
            Self::User(name) => write!(f, "user|{name}"),
            Self::Control(n) => write!(f, "control|{n}"),
        }
    }
}

const LISTS: &[(&str, ListPart)] = &[
    ("on", ListPart::On),
    ("focus", ListPart::Focus),
    ("left-marker", ListPart::LeftMarker),
    ("right-marker", ListPart::RightMarker),
];

const ALIGNS: &[(&str, Align)] = &[
    ("left", Align::Left),
    ("centre", Align::Centre),
    ("right", Align::Right),
    ("absolute-centre", Align::AbsoluteCentre),
];

const CHANGES: &[(&str, DefaultChange)] = &[
    ("push-default", DefaultChange::Push),
    ("pop-default", DefaultChange::Pop),
    ("set-default", DefaultChange::Set),
];

fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|row| row.0 == name).map(|row| row.1)
}

fn name_of<T: Copy + PartialEq>(table: &'static [(&str, T)], value: T) -> Option<&'static str> {
    table.iter().find(|row| row.1 == value).map(|row| row.0)
}

/// A text colour that moved to the background by so many percent. A colour that only the terminal
/// knows gets the attribute dim instead.
fn dimmed_color(fg: Color, bg: Color, percent: u8) -> (Color, Attrs) {
    let Some(text) = color_rgb(fg).filter(|_| fg != Color::Default) else {
        return (fg, Attrs::DIM);
    };
    let back = color_rgb(bg)
        .filter(|_| bg != Color::Default)
        .unwrap_or_default();
    let mix = |text: u8, back: u8| {
        let mixed =
            u32::from(text) * u32::from(100 - percent) + u32::from(back) * u32::from(percent);
        u8::try_from(mixed / 100).unwrap_or(u8::MAX)
    };
    let color = Color::Rgb(
        mix(text.0, back.0),
        mix(text.1, back.1),
        mix(text.2, back.2),
    );
    (color, Attrs::empty())
}

/// `N%`, 0 to 100; the sign may be missing.
fn percent(value: &str) -> Option<u8> {
    let digits = value.strip_suffix('%').unwrap_or(value);
    number::<u8>(digits).filter(|percent| *percent <= 100)
}

/// The attributes of a word; several are joined by bars.
fn looks(names: &str) -> Option<Vec<Look>> {
    names
        .split('|')
        .filter(|name| !name.is_empty())
        .map(|name| find(ATTRS, name))
        .collect()
}

/// The value of `range=`. An unknown kind is ignored: `Some(None)`.
fn range(value: &str, exact: &str) -> Option<Option<RangeKind>> {
    if value.is_empty() {
        return None;
    }
    let Some((kind, argument)) = value.split_once('|') else {
        return match value {
            "left" => Some(Some(RangeKind::Left)),
            "right" => Some(Some(RangeKind::Right)),
            "control" | "pane" | "window" | "session" | "user" => None,
            _ => Some(None),
        };
    };
    if argument.is_empty() {
        return None;
    }
    let range = match kind {
        "left" | "right" => return None,
        "control" => RangeKind::Control(number(argument).filter(|n| *n <= 9)?),
        "pane" => RangeKind::Pane(number(argument.strip_prefix('%')?)?),
        "window" => RangeKind::Window(number(argument)?),
        "session" => RangeKind::Session(number(argument.strip_prefix('$')?)?),
        "user" => RangeKind::User(user_name(&exact[kind.len() + 1..])),
        _ => return Some(None),
    };
    Some(Some(range))
}

/// The first 15 bytes of a user range, cut at a character boundary.
fn user_name(name: &str) -> String {
    name[..name.floor_char_boundary(15)].to_owned()
}

fn width(value: &str) -> Option<Width> {
    match value.strip_suffix('%') {
        Some(percent) => Some(Width::Percent(number(percent).filter(|n| *n <= 100)?)),
        None => Some(Width::Cols(number(value)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_dimmed_and_linked() {
        use crate::base::Role;
        let over = |text: &str| parse_style(text, Style::DEFAULT).unwrap();
        assert_eq!(over("fg=#c86432,dim=50%").fg, Color::Rgb(100, 50, 25));
        assert_eq!(
            over("fg=#c86432,bg=#ffffff,dim=100%").fg,
            Color::Rgb(255, 255, 255)
        );
        assert_eq!(over("fg=#c86432,dim=0%").fg, Color::Rgb(200, 100, 50));
        assert!(over("dim=30%").attrs.contains(Attrs::DIM));
        let linked = LookStyle::parse("dim=20,link=https://host/A").unwrap();
        assert_eq!(linked.link.as_deref(), Some("https://host/A"));
        assert_eq!(linked.to_string(), "dim=20%,link=https://host/A");
        for wrong in ["dim=101%", "dim=x", "link="] {
            assert!(LookStyle::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            over("fg=themered,bg=themedarkgrey").fg,
            Color::Role(Role::Red)
        );
    }

    #[test]
    fn styles_are_read_and_printed() {
        for (text, printed) in [
            ("", "default"),
            ("default", "default"),
            ("bold,fg=Red  bg=#AABBCC", "fg=red,bg=#aabbcc,bright"),
            ("us=colour3,curly-underscore", "us=colour3,curly-underscore"),
            ("bold|italics,dim", "bright,dim,italics"),
            ("bold,nobold", "default"),
            ("bold,nobold,fg=terminal", "fg=terminal"),
            ("underscore,nocurly-underscore", "underscore"),
            ("bold,underscore,none,overline", "overline"),
            ("noattr,bg=yellow", "bg=yellow,noattr"),
            ("align=Centre,list=focus", "list=focus,align=centre"),
            ("list=on,nolist,align=left,noalign", "default"),
            ("range=window|3", "range=window|3"),
            ("range=pane|%4", "range=pane|%4"),
            ("range=session|$5", "range=session|$5"),
            ("range=user|Abc", "range=user|Abc"),
            ("range=user|abcdefghijklmnopq", "range=user|abcdefghijklmno"),
            ("range=user|abcdefghijklmné", "range=user|abcdefghijklmn"),
            ("range=control|9", "range=control|9"),
            ("range=left,norange", "default"),
            ("range=moon", "default"),
            ("push-default", "push-default"),
            ("fill=blue,width=3,pad=0", "fill=blue,width=3,pad=0"),
            ("width=30%", "width=30%"),
            ("fg=red,fg=default", "default"),
            ("ignore", "default"),
        ] {
            let style = LookStyle::parse(text).expect(text);
            assert_eq!(style.to_string(), printed, "{text}");
        }
    }

    #[test]
    fn what_is_no_style_is_refused_whole() {
        for text in [
            "fg=",
            "fg=rd",
            "xg=red",
            "bold=1",
            "list=off",
            "align=center",
            "range=",
            "range=window",
            "range=window|x",
            "range=pane|4",
            "range=session|5",
            "range=left|1",
            "range=control|10",
            "range=user|",
            "width=101%",
            "width=-1",
            "pad=x",
            "noboldish",
            "no",
            "fg=red,mauve",
        ] {
            let error = LookStyle::parse(text).unwrap_err();
            assert_eq!(error.message, format!("invalid style: {text}"));
        }
        let mut style = LookStyle::parse("fg=red").unwrap();
        assert!(
            style
                .change("bold,nonsense", &LookStyle::default())
                .is_err()
        );
        assert_eq!(style.to_string(), "fg=red");
    }

    #[test]
    fn one_style_lies_over_another() {
        let base = parse_style("fg=black,bg=green,bold,underscore", Style::DEFAULT).unwrap();
        for (text, want) in [
            ("", base),
            ("default", base),
            ("fg=default", base),
            (
                "fg=red",
                Style {
                    fg: Color::Ansi(1),
                    ..base
                },
            ),
            (
                "bg=terminal",
                Style {
                    bg: Color::Default,
                    ..base
                },
            ),
            (
                "dim",
                Style {
                    attrs: Attrs::BOLD | Attrs::DIM,
                    ..base
                },
            ),
            ("nobold", base),
            (
                "curly-underscore",
                Style {
                    underline: Underline::Curly,
                    ..base
                },
            ),
            (
                "noattr,dim",
                Style {
                    attrs: Attrs::DIM,
                    underline: Underline::None,
                    ..base
                },
            ),
        ] {
            assert_eq!(parse_style(text, base), Ok(want), "{text}");
        }
    }

    #[test]
    fn default_means_the_base_of_a_change() {
        let base = LookStyle::parse("fg=blue,bold").unwrap();
        let mut style = LookStyle::parse("fg=red,dim").unwrap();
        style.change("fg=default", &base).unwrap();
        assert_eq!(style.to_string(), "fg=blue,dim");
        style.change("default", &base).unwrap();
        assert_eq!(style.to_string(), "fg=blue,bright");
    }
}
