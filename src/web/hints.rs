//! Key hints as data, for pages without room for a drawing: the box that the server draws is taken
//! out of the scene and read.

use super::messages::{Hint, HintGroup, press};
use crate::base::sorted::sort_by_key;
use crate::base::{Attrs, Line, Underline};
use crate::lang::keys::parse_spoken;
use crate::scene::{Overlay, Scene};

/// Shown key hints; by default there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// What the keys are for: `Ctrl-b and …`; empty in a mode or a prompt.
    pub title: String,
    /// The keys by topic.
    pub groups: Vec<HintGroup>,
}

/// A piece of a line with one meaning.
enum Piece {
    Title(String),
    Hint(String, String),
}

/// Takes the hints out of a scene. Those that cannot be read stay in it.
pub fn take(scene: &mut Scene) -> Hints {
    let Some(at) = scene.overlays.iter().position(Overlay::is_key_hints) else {
        return Hints::default();
    };
    let hints = match &scene.overlays[at] {
        Overlay::Box { lines, .. } => read(lines),
        Overlay::Number { .. } | Overlay::Pane(_) => Hints::default(),
    };
    if !hints.groups.is_empty() {
        scene.overlays.remove(at);
    }
    hints
}

fn read(lines: &[Line]) -> Hints {
    let mut title = String::new();
    let mut pieces = Vec::new();
    for (y, line) in lines.iter().enumerate() {
        let text = line.text();
        if text.starts_with('─') {
            let parts = text.split('─').map(str::trim);
            let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
            title = parts.join(" · ");
            continue;
        }
        for (x, piece) in of_line(line) {
            pieces.push((x, y, piece));
        }
    }
    // Columns are read from top to bottom.
    sort_by_key(&mut pieces, |(x, y, _)| (*x, *y));
    let mut groups: Vec<HintGroup> = Vec::new();
    for (_, _, piece) in pieces {
        match piece {
            Piece::Title(title) => groups.push(HintGroup {
                title,
                keys: Vec::new(),
            }),
            Piece::Hint(name, label) => {
                if groups.is_empty() {
                    groups.push(HintGroup::default());
                }
                if let Some(group) = groups.last_mut() {
                    group.keys.extend(hints(&name, &label));
                }
            }
        }
    }
    groups.retain(|group| !group.keys.is_empty());
    Hints { title, groups }
}

/// The pieces of a line with their columns: names of keys are bold, titles underlined as well.
fn of_line(line: &Line) -> Vec<(usize, Piece)> {
    let mut pieces = Vec::new();
    let mut x = 0;
    for span in &line.spans {
        let text = span.text.trim();
        let start = x + span.text.len() - span.text.trim_start().len();
        x += span.cols();
        let bold = span.style.attrs.contains(Attrs::BOLD);
        if bold && text.is_empty() {
            continue;
        }
        match (bold, span.style.underline) {
            (true, Underline::None) => {
                pieces.push((start, Piece::Hint(text.to_owned(), String::new())));
            }
            (true, _) => pieces.push((start, Piece::Title(text.to_owned()))),
            (false, _) => {
                if let Some((_, Piece::Hint(_, label))) = pieces.last_mut() {
                    label.push_str(&span.text);
                }
            }
        }
    }
    for (_, piece) in &mut pieces {
        if let Piece::Hint(_, label) = piece {
            *label = label.trim().to_owned();
        }
    }
    pieces
}

/// The hints of one name: `0-9` means ten keys.
fn hints(name: &str, label: &str) -> Vec<Hint> {
    let hint = |name: &str, label: String| Hint {
        name: name.to_owned(),
        label,
        press: parse_spoken(name).and_then(press),
    };
    if name != "0-9" {
        return vec![hint(name, label.to_owned())];
    }
    let word = label.split(' ').next().unwrap_or_default();
    let digits = ('0'..='9').map(|digit| hint(&digit.to_string(), format!("{word} {digit}")));
    digits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Rect, Style};
    use crate::scene::{BorderLines, KEY_HINTS};

    /// A line of spans: `*` before bold ones, `_` before underlined ones.
    fn line(spans: &[&str]) -> Line {
        let mut line = Line::default();
        for text in spans {
            let (attrs, underline) = match text.as_bytes()[0] {
                b'*' => (Attrs::BOLD, Underline::None),
                b'_' => (Attrs::BOLD, Underline::Single),
                _ => (Attrs::empty(), Underline::None),
            };
            let style = Style {
                attrs,
                underline,
                ..Style::DEFAULT
            };
            line.push_str(text.trim_start_matches(['*', '_']), style);
        }
        line
    }

    fn scene(title: &str, lines: Vec<Line>) -> Scene {
        let mut name = Line::default();
        name.push_str(title, Style::DEFAULT);
        Scene {
            overlays: vec![Overlay::Box {
                rect: Rect::new(0, 20, 60, 3),
                border: BorderLines::None,
                border_style: Style::DEFAULT,
                title: name,
                lines,
                style: Style::DEFAULT,
            }],
            ..Scene::default()
        }
    }

    fn words(hints: &Hints) -> String {
        let group = |group: &HintGroup| {
            let keys = group.keys.iter().map(|hint| {
                let press = hint.press.as_ref();
                let press = press.map(|press| format!("{}{}", press.mods.join("-"), press.key));
                format!(
                    "{}={}({})",
                    hint.name,
                    hint.label,
                    press.unwrap_or_default()
                )
            });
            format!("{}: {}", group.title, keys.collect::<Vec<_>>().join(" "))
        };
        hints
            .groups
            .iter()
            .map(group)
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn columns_are_read_from_top_to_bottom() {
        let mut scene = scene(
            KEY_HINTS,
            vec![
                line(&["── Ctrl-b and … ─────── +3 more · ? lists all ──"]),
                line(&[" ", "_Panes", "        ", "* Ctrl-Up", "  resize"]),
                line(&["* %", "     split…   ", "* 0-9", "  window 0 to 9"]),
            ],
        );
        let hints = take(&mut scene);
        assert!(scene.overlays.is_empty());
        assert_eq!(hints.title, "Ctrl-b and … · +3 more · ? lists all");
        let windows: String = (0..10).map(|n| format!(" {n}=window {n}({n})")).collect();
        let want = format!("Panes: %=split…(%) Ctrl-Up=resize(ctrlArrowUp){windows}");
        assert_eq!(words(&hints), want);
    }

    #[test]
    fn a_row_of_hints_has_no_title() {
        let spans = ["* Escape", " leave  ", "* letters", " search  "];
        let hints = take(&mut scene(KEY_HINTS, vec![line(&spans)]));
        assert_eq!(hints.title, "");
        assert_eq!(words(&hints), ": Escape=leave(Escape) letters=search()");
    }

    #[test]
    fn other_boxes_stay_where_they_are() {
        for (title, spans) in [("menu", &["* x", " y"][..]), (KEY_HINTS, &["plain"])] {
            let mut scene = scene(title, vec![line(spans)]);
            assert_eq!(take(&mut scene), Hints::default());
            assert_eq!(scene.overlays.len(), 1, "{title}");
        }
    }
}
