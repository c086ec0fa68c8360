//! The schema of a workspace file.

use crate::base::sorted::SortedSet;
use crate::base::{Axis, Size};
use crate::layout::{Extent, LayoutSpec, Preset};
use crate::model::workspace::floats::{FloatingPane, Offset};
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use std::fmt;
use toml::Spanned;

/// The maximum number of panes in a workspace.
const MOST_PANES: usize = 1000;

/// A session as a file describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workspace {
    /// The name of the session. The default is the name of the file.
    pub name: Option<String>,
    /// The default directory of its panes.
    pub directory: Option<String>,
    /// Its windows, at least one.
    pub windows: Vec<Window>,
}

/// A window: one pane, or panes in rows, columns or a preset layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Its name. The default is the name of the running program.
    pub name: Option<String>,
    /// Its index. The default is the next free index.
    pub index: Option<u32>,
    /// The window size to which sizes in cells refer.
    pub size: Option<Size>,
    /// Whether it is the current window.
    pub active: bool,
    /// Whether its active pane is zoomed.
    pub zoomed: bool,
    /// The preset layout of its panes, which are then the parts of `root`.
    pub layout: Option<Preset>,
    /// Its pane, or its parts.
    pub root: Part,
    /// Its floating panes, the one in front last.
    pub floats: Vec<FloatingPane>,
}

/// A pane, or a part of a window that is split into parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Its size along the axis of the enclosing split.
    pub size: Option<Share>,
    /// The directory of its panes. The default is that of the enclosing part.
    pub directory: Option<String>,
    /// The command to type at the prompt of its shell.
    pub command: Option<String>,
    /// The program to run instead of a shell.
    pub program: Option<Program>,
    /// Its title.
    pub title: Option<String>,
    /// Whether it is the active pane of its window.
    pub active: bool,
    /// Its parts, side by side or one above the other.
    pub parts: Option<(Axis, Vec<Self>)>,
}

/// A size: `60` cells, or `"40%"` of the enclosing part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share(pub Extent);

/// A program: one shell command, or several words to run without a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program(pub Vec<String>);

/// An error: its byte offset in the file, and the message.
type Mistake = (usize, String);

#[derive(Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawWorkspace {
    name: Option<String>,
    directory: Option<String>,
    windows: Vec<Spanned<RawWindow>>,
}

#[derive(Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawWindow {
    name: Option<String>,
    index: Option<u32>,
    size: Option<WindowSize>,
    active: bool,
    zoomed: bool,
    layout: Option<LayoutName>,
    directory: Option<String>,
    command: Option<String>,
    program: Option<Program>,
    title: Option<String>,
    panes: Option<Vec<Spanned<RawPart>>>,
    rows: Option<Vec<Spanned<RawPart>>>,
    columns: Option<Vec<Spanned<RawPart>>>,
    floats: Vec<Spanned<RawFloat>>,
}

#[derive(Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawFloat {
    x: Option<Offset>,
    y: Option<Offset>,
    width: Option<Share>,
    height: Option<Share>,
    border: Option<bool>,
    pinned: bool,
    directory: Option<String>,
    command: Option<String>,
    program: Option<Program>,
    title: Option<String>,
    active: bool,
}

#[derive(Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawPart {
    size: Option<Share>,
    directory: Option<String>,
    command: Option<String>,
    program: Option<Program>,
    title: Option<String>,
    active: bool,
    rows: Option<Vec<Spanned<Self>>>,
    columns: Option<Vec<Spanned<Self>>>,
}

struct WindowSize(Size);

struct LayoutName(Preset);

impl RawWindow {
    fn check(self, at: usize) -> Result<Window, Mistake> {
        let wrong = |what: &str| Err((at, what.to_owned()));
        let layout = self.layout.map(|name| name.0);
        let (rows, columns) = match (self.panes, layout) {
            (Some(_), _) if self.rows.is_some() || self.columns.is_some() => {
                return wrong("use only one of `panes`, `rows` and `columns`");
            }
            (Some(panes), Some(_)) => (None, Some(panes)),
            (Some(panes), None) => (Some(panes), None),
            (None, Some(_)) => return wrong("`layout` needs `panes`"),
            (None, None) => (self.rows, self.columns),
        };
        let part = RawPart {
            size: None,
            directory: self.directory,
            command: self.command,
            program: self.program,
            title: self.title,
            active: false,
            rows,
            columns,
        };
        let floats = self.floats.into_iter().map(|float| {
            let at = float.span().start;
            float.into_inner().check(at)
        });
        Ok(Window {
            floats: floats.collect::<Result<_, Mistake>>()?,
            name: self.name,
            index: self.index,
            size: self.size.map(|size| size.0),
            active: self.active,
            zoomed: self.zoomed,
            layout,
            root: part.check(at)?,
        })
    }
}

impl RawFloat {
    fn check(self, at: usize) -> Result<FloatingPane, Mistake> {
        let part = RawPart {
            directory: self.directory,
            command: self.command,
            program: self.program,
            title: self.title,
            active: self.active,
            ..RawPart::default()
        };
        Ok(FloatingPane {
            pane: part.check(at)?,
            x: self.x,
            y: self.y,
            width: self.width,
            height: self.height,
            pinned: self.pinned,
            borderless: self.border == Some(false),
        })
    }
}

impl RawPart {
    fn check(self, at: usize) -> Result<Part, Mistake> {
        let wrong = |what: &str| Err((at, what.to_owned()));
        let own = [
            (self.command.is_some(), "command"),
            (self.program.is_some(), "program"),
            (self.title.is_some(), "title"),
            (self.active, "active"),
        ];
        let own = own.into_iter().find(|(there, _)| *there);
        let parts = match (self.rows, self.columns) {
            (Some(_), Some(_)) => return wrong("use only one of `rows` and `columns`"),
            (Some(rows), None) => Some((Axis::TopBottom, rows)),
            (None, Some(columns)) => Some((Axis::LeftRight, columns)),
            (None, None) => None,
        };
        let parts = match (parts, own) {
            (None, _) => None,
            (Some((_, parts)), _) if parts.is_empty() => {
                return wrong("it needs at least one pane");
            }
            (Some(_), Some((_, name))) => {
                return wrong(&format!(
                    "`{name}` belongs to a pane, and this part has several"
                ));
            }
            (Some((axis, parts)), None) => {
                let parts = parts.into_iter().map(|part| {
                    let at = part.span().start;
                    part.into_inner().check(at)
                });
                Some((axis, parts.collect::<Result<Vec<Part>, Mistake>>()?))
            }
        };
        if self.command.is_some() && self.program.is_some() {
            return wrong("use only one of `command` and `program`");
        }
        Ok(Part {
            size: self.size,
            directory: self.directory,
            command: self.command,
            program: self.program,
            title: self.title,
            active: self.active,
            parts,
        })
    }
}

impl RawWorkspace {
    fn check(self) -> Result<Workspace, Mistake> {
        let (mut panes, mut seen, mut windows) = (0, SortedSet::new(), Vec::new());
        for window in self.windows {
            let at = window.span().start;
            let window = window.into_inner().check(at)?;
            panes += window.count();
            if panes > MOST_PANES {
                return Err((at, format!("too many panes (at most {MOST_PANES})")));
            }
            if let Some(index) = window.index.filter(|index| !seen.insert(*index)) {
                return Err((at, format!("two windows have index {index}")));
            }
            windows.push(window);
        }
        if windows.is_empty() {
            return Err((0, "no window: the file needs [[windows]]".to_owned()));
        }
        Ok(Workspace {
            name: self.name,
            directory: self.directory,
            windows,
        })
    }
}

struct ShareVisitor;

impl Visitor<'_> for ShareVisitor {
    type Value = Share;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of cells or a percentage such as \"40%\"")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Share, E> {
        let cells = u16::try_from(number).ok().filter(|n| *n > 0);
        let cells = cells.filter(|n| *n <= Size::MAX);
        cells
            .map(|cells| Share(Extent::Cells(cells)))
            .ok_or_else(|| E::invalid_value(de::Unexpected::Signed(number), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Share, E> {
        let share = Extent::parse(text).filter(|extent| match extent {
            Extent::Percent(share) => (1..=100).contains(share),
            Extent::Cells(_) => false,
        });
        share
            .map(Share)
            .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ShareVisitor)
    }
}

struct ProgramVisitor;

impl<'de> Visitor<'de> for ProgramVisitor {
    type Value = Program;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a shell command or a list of words")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Program, E> {
        Ok(Program(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Program, A::Error> {
        let mut words = Vec::new();
        while let Some(word) = items.next_element()? {
            words.push(word);
        }
        if words.is_empty() {
            return Err(de::Error::invalid_length(0, &self));
        }
        Ok(Program(words))
    }
}

impl<'de> Deserialize<'de> for Program {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ProgramVisitor)
    }
}

impl<'de> Deserialize<'de> for WindowSize {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let number = |text: &str| {
            let number = text.parse::<u16>().ok();
            number.filter(|n| (1..=Size::MAX).contains(n))
        };
        let size = text
            .split_once('x')
            .and_then(|(cols, rows)| Some(Size::new(number(cols)?, number(rows)?)));
        size.map(Self).ok_or_else(|| {
            de::Error::invalid_value(de::Unexpected::Str(&text), &"a size such as \"80x24\"")
        })
    }
}

impl<'de> Deserialize<'de> for LayoutName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Preset::parse(&text).map(Self).ok_or_else(|| {
            let names = Preset::ALL.map(Preset::name).join(", ");
            de::Error::custom(format!("unknown layout `{text}` (use {names})"))
        })
    }
}

impl Window {
    /// Returns the number of panes.
    pub fn count(&self) -> usize {
        self.root.spec().count() + self.floats.len()
    }

    /// Returns the tiled and then the floating panes, each with its own and the enclosing
    /// directories, the outermost first.
    pub fn all_panes(&self) -> Vec<(Vec<&str>, &Part)> {
        let mut all = self.root.panes();
        for float in &self.floats {
            let around = self.root.directory.as_deref().into_iter();
            let own = float.pane.directory.as_deref();
            all.push((around.chain(own).collect(), &float.pane));
        }
        all
    }
}

impl Part {
    /// Returns the splits of this part.
    pub fn spec(&self) -> LayoutSpec {
        match &self.parts {
            None => LayoutSpec::Pane,
            Some((axis, parts)) => {
                let parts = parts.iter();
                let parts = parts.map(|part| (part.size.map(|size| size.0), part.spec()));
                LayoutSpec::Split(*axis, parts.collect())
            }
        }
    }

    /// Returns the panes in layout order, each with its own and the enclosing directories, the
    /// outermost first.
    pub fn panes(&self) -> Vec<(Vec<&str>, &Self)> {
        fn collect<'a>(
            part: &'a Part,
            around: &[&'a str],
            found: &mut Vec<(Vec<&'a str>, &'a Part)>,
        ) {
            let mut around = around.to_vec();
            around.extend(part.directory.as_deref());
            match &part.parts {
                None => found.push((around, part)),
                Some((_, parts)) => {
                    for part in parts {
                        collect(part, &around, found);
                    }
                }
            }
        }
        let mut found = Vec::new();
        collect(self, &[], &mut found);
        found
    }
}

impl Workspace {
    /// Parses the text of a workspace file.
    ///
    /// # Errors
    /// Line, column and reason: `3:9: unknown field …`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let raw = toml::from_str::<RawWorkspace>(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            (at, error.message().replace('\n', "; "))
        });
        raw.and_then(RawWorkspace::check).map_err(|(at, what)| {
            let (line, column) = position(text, at);
            format!("{line}:{column}: {what}")
        })
    }

    /// Returns the commands and programs of all panes, in order.
    pub fn commands(&self) -> Vec<String> {
        let panes = self.windows.iter().flat_map(Window::all_panes);
        let commands = panes.filter_map(|(_, pane)| {
            let program = pane.program.as_ref().map(|program| program.0.join(" "));
            pane.command.clone().or(program)
        });
        commands.collect()
    }
}

/// Returns the line and column of a byte offset, both counted from 1.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_files_are_enough() {
        let text = "[[windows]]";
        let one = Workspace::parse(text).unwrap();
        assert_eq!(one.windows, [Window::default()]);
        let text = r#"
            directory = "~/src"
            [[windows]]
            command = "vim"
            [[windows]]
            layout = "tiled"
            panes = [{}, { command = "make watch" }, { program = ["top", "-d", "5"] }]
            [[windows]]
            directory = "x"
            columns = [
              { size = "60%" },
              { rows = [{ size = 5 }, { directory = "y", active = true }] },
            ]
        "#;
        let all = Workspace::parse(text).unwrap();
        assert_eq!(all.commands(), ["vim", "make watch", "top -d 5"]);
        let counts = all.windows.iter().map(|w| w.root.spec().count());
        assert_eq!(counts.collect::<Vec<_>>(), [1, 3, 3]);
        let panes = all.windows[2].root.panes();
        assert_eq!(panes[2].0, ["x", "y"]);
        assert!(panes[2].1.active && panes[1].1.size == Some(Share(Extent::Cells(5))));
    }

    #[test]
    fn mistakes_are_told_with_line_and_column() {
        for (text, wanted) in [
            ("", "1:1: no window"),
            ("windows = 3", "1:11: invalid type: integer `3`"),
            ("[[windows]]\ncomand = \"x\"", "2:1: unknown field `comand`"),
            ("[[windows]]\n\nname = \"x", "3:10: "),
            ("[[windows]]\nname = 3", "2:8: invalid type: integer `3`"),
            ("nam = 1\n[[windows]]", "1:1: unknown field `nam`"),
            (
                "[[windows]]\nlayout = \"tilde\"\npanes=[{}]",
                "2:10: unknown layout `tilde` (use even-horizontal",
            ),
            (
                "[[windows]]\nlayout = \"tiled\"",
                "1:1: `layout` needs `panes`",
            ),
            (
                "[[windows]]\nrows = [{ size = \"0%\" }]",
                "2:18: invalid value: string \"0%\", expected a number of cells",
            ),
            (
                "[[windows]]\nrows = [{ title = \"é\", sise = 1 }]",
                "2:24: unknown field `sise`",
            ),
            ("[[windows]]\nrows = []", "1:1: it needs at least one pane"),
            (
                "[[windows]]\nsize = \"80\"",
                "2:8: invalid value: string \"80\", expected a size",
            ),
            (
                "[[windows]]\ncolumns = [{}, { rows = [{}], command = \"x\" }]",
                "2:16: `command` belongs to a pane",
            ),
            (
                "[[windows]]\npanes = [{ command = \"a\", program = \"b\" }]",
                "2:10: use only one of `command`",
            ),
            ("[[windows]]\nprogram = []", "2:11: invalid length 0"),
            (
                "[[windows]]\nindex=1\n[[windows]]\nindex=1",
                "3:1: two windows have index 1",
            ),
            ("a = [[[[[[", "1:"),
        ] {
            let got = Workspace::parse(text).unwrap_err();
            assert!(got.starts_with(wanted), "{text:?}: {got}");
        }
        let many = format!("[[windows]]\npanes = [{}]", "{},".repeat(1001));
        assert!(Workspace::parse(&many).unwrap_err().contains("too many"));
        let deep = format!("[[windows]]\nrows = {}", "[{rows=".repeat(10_000));
        assert!(Workspace::parse(&deep).is_err());
    }
}
