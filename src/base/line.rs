//! A row of styled text: status lines, rows of panes, labels.

pub mod html;

use super::style::Style;
use super::width;
use serde::{Deserialize, Serialize};

/// The width of the characters of a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cells {
    /// Every `char` of the text takes one column.
    #[default]
    Narrow,
    /// Every `char` of the text takes two columns.
    Wide,
    /// The whole text is one grapheme cluster of this many columns (1 or 2).
    Cluster(u8),
}

/// A hyperlink (OSC 8).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// The `id=` parameter, or empty.
    pub id: String,
    /// The target.
    pub uri: String,
}

/// A run of characters with the same style, hyperlink and width.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The text, without control characters. Rows as the program sent them may have those of
    /// [`tabs`](super::tabs).
    pub text: String,
    /// The style of all characters.
    pub style: Style,
    /// The hyperlink of all characters, if any.
    pub link: Option<Box<Link>>,
    /// The width of its characters.
    pub cells: Cells,
}

impl Span {
    /// The width of the span in columns.
    pub fn cols(&self) -> usize {
        match self.cells {
            Cells::Narrow => self.text.chars().count(),
            Cells::Wide => self.text.chars().count() * 2,
            Cells::Cluster(n) => usize::from(n),
        }
    }
}

/// A row of spans. Columns to the right of the last span are blank in the default style.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The spans, left to right.
    pub spans: Vec<Span>,
    /// The next row continues the same logical line.
    pub wrapped: bool,
}

impl Line {
    /// The width of all spans in columns.
    pub fn cols(&self) -> usize {
        self.spans.iter().map(Span::cols).sum()
    }

    /// The text without styles.
    pub fn text(&self) -> String {
        self.spans.iter().map(|s| s.text.as_str()).collect()
    }

    /// The columns `from..to`. A wide character that this cuts becomes a blank.
    pub fn slice(&self, from: usize, to: usize) -> Self {
        let mut out = Self::default();
        let mut at = 0;
        for span in &self.spans {
            if span.cells == Cells::Narrow {
                let end = at + span.cols();
                let (first, last) = (at.max(from), end.min(to));
                if first < last {
                    let text = columns(&span.text, first - at, last - at);
                    out.push_run(text, span.style, span.link.as_deref(), Cells::Narrow);
                }
                at = end;
                continue;
            }
            for cluster in width::clusters(&span.text) {
                let end = at + usize::from(width::cluster_width(cluster));
                if at >= from && end <= to {
                    out.push_cluster(cluster, span.style, span.link.as_deref());
                } else if end > from && at < to {
                    for _ in at.max(from)..end.min(to) {
                        out.push_cluster(" ", span.style, None);
                    }
                }
                at = end;
            }
        }
        out
    }

    /// Appends the spans of another line.
    pub fn extend(&mut self, other: &Self) {
        for span in &other.spans {
            self.push_run(&span.text, span.style, span.link.as_deref(), span.cells);
        }
    }

    /// The rows of the line at a width of at least one column. Every row but the last is marked as
    /// wrapped; the last one keeps the mark of the line.
    pub fn wrap(&self, cols: usize) -> Vec<Self> {
        let cols = cols.max(1);
        let mut rows = Vec::new();
        let (mut row, mut used) = (Self::default(), 0);
        for span in &self.spans {
            let one = match span.cells {
                Cells::Narrow => 1,
                Cells::Wide => 2,
                Cells::Cluster(width) => usize::from(width),
            };
            let mut rest = span.text.as_str();
            while !rest.is_empty() {
                if used > 0 && used + one > cols {
                    row.wrapped = true;
                    rows.push(std::mem::take(&mut row));
                    used = 0;
                }
                let (count, end) = match span.cells {
                    Cells::Cluster(_) => (1, rest.len()),
                    Cells::Narrow | Cells::Wide => {
                        let most = ((cols - used) / one).max(1);
                        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
                        ends.take(most)
                            .fold((0, 0), |(count, _), end| (count + 1, end))
                    }
                };
                row.push_run(&rest[..end], span.style, span.link.as_deref(), span.cells);
                used += count * one;
                rest = &rest[end..];
            }
        }
        row.wrapped = self.wrapped;
        rows.push(row);
        rows
    }

    /// Appends `text`, split into spans by the width of its grapheme clusters. Control characters
    /// are left out.
    pub fn push_str(&mut self, text: &str, style: Style) {
        if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
            return self.push_run(text, style, None, Cells::Narrow);
        }
        for cluster in width::clusters(text) {
            self.push_cluster(cluster, style, None);
        }
    }

    /// Appends one grapheme cluster; see [`Line::push_run`]. A cluster without width is left out.
    pub fn push_cluster(&mut self, cluster: &str, style: Style, link: Option<&Link>) {
        let width = width::cluster_width(cluster);
        let mut chars = cluster.chars();
        let cells = match (chars.next(), chars.next(), width) {
            (None, ..) | (_, _, 0) => return,
            (Some(_), None, 1) => Cells::Narrow,
            (Some(_), None, _) => Cells::Wide,
            (_, _, n) => Cells::Cluster(n),
        };
        self.push_run(cluster, style, link, cells);
    }

    /// Appends `text`, whose characters are as wide as `cells` says. It joins the last span if
    /// style, hyperlink and width are the same; a cluster always gets a span of its own.
    pub fn push_run(&mut self, text: &str, style: Style, link: Option<&Link>, cells: Cells) {
        if text.is_empty() {
            return;
        }
        match self.spans.last_mut() {
            Some(last)
                if last.style == style
                    && last.cells == cells
                    && !matches!(cells, Cells::Cluster(_))
                    && last.link.as_deref() == link =>
            {
                last.text.push_str(text);
            }
            _ => self.spans.push(Span {
                text: text.to_owned(),
                style,
                link: link.cloned().map(Box::new),
                cells,
            }),
        }
    }
}

/// The characters `from..to` of a text whose characters are one column wide.
fn columns(text: &str, from: usize, to: usize) -> &str {
    if text.is_ascii() {
        return &text[from..to];
    }
    let mut starts = text.char_indices().map(|(at, _)| at);
    let start = starts.nth(from).unwrap_or(text.len());
    let end = starts.nth(to - from - 1).unwrap_or(text.len());
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_blanks_a_wide_character_that_it_cuts() {
        let mut line = Line::default();
        line.push_str("a界b", Style::DEFAULT);
        for (from, to, text) in [
            (0, 4, "a界b"),
            (0, 2, "a "),
            (2, 4, " b"),
            (1, 3, "界"),
            (5, 9, ""),
        ] {
            assert_eq!(line.slice(from, to).text(), text, "{from}..{to}");
        }
        let mut line = Line::default();
        line.push_str("äö", Style::DEFAULT);
        line.push_str("üß!", Style::default());
        for (from, to, text) in [(0, 9, "äöüß!"), (1, 4, "öüß"), (4, 5, "!"), (2, 2, "")] {
            assert_eq!(line.slice(from, to).text(), text, "{from}..{to}");
        }
    }

    #[test]
    fn rows_hold_whole_characters() {
        let mut line = Line::default();
        line.push_str("ab界cd\u{1f469}\u{200d}\u{1f4bb}e", Style::DEFAULT);
        for (cols, rows) in [
            (
                1,
                vec!["a", "b", "界", "c", "d", "\u{1f469}\u{200d}\u{1f4bb}", "e"],
            ),
            (3, vec!["ab", "界c", "d\u{1f469}\u{200d}\u{1f4bb}", "e"]),
            (20, vec!["ab界cd\u{1f469}\u{200d}\u{1f4bb}e"]),
        ] {
            let wrapped = line.wrap(cols);
            let texts: Vec<String> = wrapped.iter().map(Line::text).collect();
            assert_eq!(texts, rows, "{cols}");
            assert!(wrapped.iter().rev().skip(1).all(|row| row.wrapped));
            let mut joined = Line::default();
            wrapped.iter().for_each(|row| joined.extend(row));
            assert_eq!(joined, line, "{cols}");
        }
        assert_eq!(Line::default().wrap(4), [Line::default()]);
    }

    #[test]
    fn text_is_cut_into_spans_by_width() {
        let mut line = Line::default();
        line.push_str("ab界界\u{1f469}\u{200d}\u{1f4bb}c", Style::DEFAULT);
        let cells: Vec<_> = line
            .spans
            .iter()
            .map(|s| (s.text.as_str(), s.cells))
            .collect();
        assert_eq!(
            cells,
            [
                ("ab", Cells::Narrow),
                ("界界", Cells::Wide),
                ("\u{1f469}\u{200d}\u{1f4bb}", Cells::Cluster(2)),
                ("c", Cells::Narrow)
            ]
        );
        assert_eq!(line.cols(), 9);
    }
}
