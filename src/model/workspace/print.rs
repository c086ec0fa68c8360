//! Prints a workspace as a file, which parses to the same workspace.

use crate::base::Axis;
use crate::layout::Extent;
use crate::model::workspace::floats::{FloatingPane, Offset};
use crate::model::workspace::schema::{Part, Window, Workspace};
use std::fmt::Write as _;

/// The first line of a file.
const HEAD: &str = "# A mux workspace. To start the session: mux workspace load NAME\n";

impl Workspace {
    /// Returns the text of the file.
    pub fn print(&self) -> String {
        let mut out = HEAD.to_owned();
        field(&mut out, "name", self.name.as_deref());
        field(&mut out, "directory", self.directory.as_deref());
        for window in &self.windows {
            print_window(&mut out, window);
        }
        out
    }
}

fn print_window(out: &mut String, window: &Window) {
    out.push_str("\n[[windows]]\n");
    field(out, "name", window.name.as_deref());
    if let Some(index) = window.index {
        let _ = writeln!(out, "index = {index}");
    }
    if let Some(size) = window.size {
        let _ = writeln!(out, "size = \"{}x{}\"", size.cols, size.rows);
    }
    for (name, set) in [("active", window.active), ("zoomed", window.zoomed)] {
        if set {
            let _ = writeln!(out, "{name} = true");
        }
    }
    if let Some(preset) = window.layout {
        field(out, "layout", Some(preset.name()));
    }
    let root = &window.root;
    for (name, value) in fields(root) {
        let _ = writeln!(out, "{name} = {value}");
    }
    if let Some((axis, parts)) = &root.parts {
        let name = if window.layout.is_some() {
            "panes"
        } else {
            word(*axis)
        };
        let _ = writeln!(out, "{name} = [");
        parts.iter().for_each(|part| print_part(out, part, 1));
        out.push_str("]\n");
    }
    if !window.floats.is_empty() {
        out.push_str("floats = [\n");
        for float in &window.floats {
            let _ = writeln!(out, "  {},", table(&float_fields(float)));
        }
        out.push_str("]\n");
    }
}

/// Returns the keys and values of a floating pane.
fn float_fields(float: &FloatingPane) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for (name, offset) in [("x", float.x), ("y", float.y)] {
        let text = |offset| match offset {
            Offset::Cells(n) => n.to_string(),
            Offset::Percent(n) => format!("\"{n}%\""),
        };
        all.extend(offset.map(|offset| (name, text(offset))));
    }
    for (name, share) in [("width", float.width), ("height", float.height)] {
        all.extend(share.map(|share| (name, extent(share.0))));
    }
    if float.borderless {
        all.push(("border", "false".to_owned()));
    }
    if float.pinned {
        all.push(("pinned", "true".to_owned()));
    }
    all.extend(fields(&float.pane));
    all
}

/// Returns keys and values as an inline table.
fn table(fields: &[(&'static str, String)]) -> String {
    let fields = fields
        .iter()
        .map(|(name, value)| format!("{name} = {value}"));
    let fields = fields.collect::<Vec<_>>().join(", ");
    if fields.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{ {fields} }}")
    }
}

fn extent(extent: Extent) -> String {
    match extent {
        Extent::Cells(n) => n.to_string(),
        Extent::Percent(n) => format!("\"{n}%\""),
    }
}

const fn word(axis: Axis) -> &'static str {
    match axis {
        Axis::LeftRight => "columns",
        Axis::TopBottom => "rows",
    }
}

fn print_part(out: &mut String, part: &Part, depth: usize) {
    let indent = "  ".repeat(depth);
    let fields = fields(part).into_iter();
    let fields: Vec<String> = fields
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    let fields = fields.join(", ");
    match &part.parts {
        None if fields.is_empty() => {
            let _ = writeln!(out, "{indent}{{}},");
        }
        None => {
            let _ = writeln!(out, "{indent}{{ {fields} }},");
        }
        Some((axis, parts)) => {
            let comma = if fields.is_empty() { "" } else { ", " };
            let _ = writeln!(out, "{indent}{{ {fields}{comma}{} = [", word(*axis));
            parts
                .iter()
                .for_each(|part| print_part(out, part, depth + 1));
            let _ = writeln!(out, "{indent}] }},");
        }
    }
}

/// Returns the keys and values of a part, without its parts.
fn fields(part: &Part) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    if let Some(size) = part.size {
        all.push(("size", extent(size.0)));
    }
    let text = |value: &Option<String>| value.as_deref().map(quote);
    all.extend(text(&part.directory).map(|value| ("directory", value)));
    all.extend(text(&part.title).map(|value| ("title", value)));
    all.extend(text(&part.command).map(|value| ("command", value)));
    if let Some(program) = &part.program {
        let value = match program.0.as_slice() {
            [line] => quote(line),
            words => {
                let words: Vec<String> = words.iter().map(|word| quote(word)).collect();
                format!("[{}]", words.join(", "))
            }
        };
        all.push(("program", value));
    }
    if part.active {
        all.push(("active", "true".to_owned()));
    }
    all
}

fn field(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = writeln!(out, "{name} = {}", quote(value));
    }
}

/// Quotes a text as a TOML string.
fn quote(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.contains('\'') && !text.contains(char::is_control) {
        return format!("'{text}'");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Size;
    use crate::layout::Preset;
    use crate::model::workspace::schema::{Program, Share};
    use proptest::prelude::*;

    fn text() -> impl Strategy<Value = Option<String>> {
        proptest::option::of("\\PC{1,8}|[\"'\\\\\n\t\u{1b}a]{1,6}")
    }

    fn pane() -> impl Strategy<Value = Part> {
        let program = proptest::collection::vec("\\PC{1,4}", 1..4).prop_map(Program);
        let what = prop_oneof![
            text().prop_map(|command| (command, None)),
            program.prop_map(|program| (None, Some(program))),
        ];
        (share(), text(), text(), what, any::<bool>()).prop_map(
            |(size, directory, title, (command, program), active)| Part {
                size,
                directory,
                title,
                command,
                program,
                active,
                parts: None,
            },
        )
    }

    fn share() -> impl Strategy<Value = Option<Share>> {
        proptest::option::of(prop_oneof![
            (1_u16..500).prop_map(|n| Share(Extent::Cells(n))),
            (1_u16..=100).prop_map(|n| Share(Extent::Percent(n))),
        ])
    }

    fn part() -> impl Strategy<Value = Part> {
        pane().prop_recursive(3, 12, 4, |inner| {
            let parts = proptest::collection::vec(inner, 1..4);
            (any::<bool>(), parts, share(), text()).prop_map(|(rows, parts, size, directory)| {
                let axis = if rows {
                    Axis::TopBottom
                } else {
                    Axis::LeftRight
                };
                Part {
                    size,
                    directory,
                    parts: Some((axis, parts)),
                    ..Part::default()
                }
            })
        })
    }

    fn float() -> impl Strategy<Value = FloatingPane> {
        let offset = || {
            proptest::option::of(prop_oneof![
                (-500_i32..500).prop_map(Offset::Cells),
                (0_u16..=100).prop_map(Offset::Percent),
            ])
        };
        let place = (offset(), offset(), share(), share());
        (pane(), place, any::<[bool; 2]>()).prop_map(
            |(pane, (x, y, width, height), [pinned, borderless])| FloatingPane {
                pane: Part { size: None, ..pane },
                x,
                y,
                width,
                height,
                pinned,
                borderless,
            },
        )
    }

    fn window() -> impl Strategy<Value = Window> {
        let floats = proptest::collection::vec(float(), 0..3);
        (text(), any::<[bool; 2]>(), part(), any::<bool>(), floats).prop_map(
            |(name, [active, zoomed], root, sized, floats)| Window {
                floats,
                name,
                index: None,
                size: sized.then_some(Size::new(80, 24)),
                active,
                zoomed,
                layout: None,
                root: Part {
                    size: None,
                    active: false,
                    ..root
                },
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(
            name in text(), directory in text(), windows in proptest::collection::vec(window(), 1..4),
        ) {
            let workspace = Workspace { name, directory, windows };
            let text = workspace.print();
            prop_assert_eq!(Workspace::parse(&text), Ok(workspace), "{}", text);
        }
    }

    #[test]
    fn a_file_is_for_people() {
        let pane = |size, command: Option<&str>| Part {
            size: Some(Share(Extent::Cells(size))),
            command: command.map(str::to_owned),
            ..Part::default()
        };
        let right = Part {
            size: Some(Share(Extent::Percent(40))),
            parts: Some((
                Axis::TopBottom,
                vec![pane(12, None), pane(11, Some("say \"x\""))],
            )),
            ..Part::default()
        };
        let split = Window {
            name: Some("edit".to_owned()),
            index: Some(3),
            active: true,
            root: Part {
                parts: Some((Axis::LeftRight, vec![pane(48, Some("vim")), right])),
                ..Part::default()
            },
            ..Window::default()
        };
        let tiled = Window {
            layout: Some(Preset::Tiled),
            root: Part {
                parts: Some((Axis::LeftRight, vec![Part::default(), Part::default()])),
                ..Part::default()
            },
            ..Window::default()
        };
        let workspace = Workspace {
            name: None,
            directory: Some("~/src".to_owned()),
            windows: vec![split, tiled],
        };
        let wanted = r#"directory = "~/src"

[[windows]]
name = "edit"
index = 3
active = true
columns = [
  { size = 48, command = "vim" },
  { size = "40%", rows = [
    { size = 12 },
    { size = 11, command = 'say "x"' },
  ] },
]

[[windows]]
layout = "tiled"
panes = [
  {},
  {},
]
"#;
        let text = workspace.print();
        assert_eq!(text.strip_prefix(HEAD), Some(wanted));
        assert_eq!(Workspace::parse(&text), Ok(workspace));
    }
}
