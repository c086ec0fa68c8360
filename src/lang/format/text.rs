//! What modifiers do to a finished text: width, cutting, padding, quoting, parts of paths. Widths
//! leave out `#[…]`. It knows nothing of variables.

use super::scan::find_end;
use crate::base::width;

/// A piece of text as `draw` will see it.
pub(in crate::lang) enum Piece<'t> {
    /// This many `#` as written, which draw as `.1` columns.
    Hashes(usize, usize),
    /// A style, as written.
    Style(&'t str),
    /// A grapheme cluster and its columns.
    Cluster(&'t str, usize),
}

/// Cuts text into pieces. A style that does not end ends the text: `None` comes last then.
pub(in crate::lang) struct Pieces<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Option<Piece<'t>>;

    fn next(&mut self) -> Option<Self::Item> {
        let hashes = self.rest.bytes().take_while(|b| *b == b'#').count();
        if hashes == 0 {
            let cluster = width::clusters(self.rest).next()?;
            // A cluster never swallows a style: `#` joins with nothing before it but a
            // prepended mark, which is cut off here.
            let cluster = match cluster.find('#') {
                Some(at) if at > 0 => &cluster[..at],
                _ => cluster,
            };
            self.rest = &self.rest[cluster.len()..];
            let cols = usize::from(width::cluster_width(cluster));
            return Some(Some(Piece::Cluster(cluster, cols)));
        }
        let style = self.rest[hashes..].starts_with('[');
        if style && hashes == 1 {
            let Some(end) = find_end(&self.rest[2..], b"]") else {
                self.rest = "";
                return Some(None);
            };
            let (style, rest) = self.rest.split_at(end + 3);
            self.rest = rest;
            return Some(Some(Piece::Style(style)));
        }
        // The last of an odd number before `[` opens the style; else an odd one counts whole.
        let taken = if style { hashes - hashes % 2 } else { hashes };
        self.rest = &self.rest[taken..];
        Some(Some(Piece::Hashes(taken, taken.div_ceil(2))))
    }
}

/// The pieces of a text.
pub(in crate::lang) fn pieces(text: &str) -> Pieces<'_> {
    Pieces { rest: text }
}

/// Columns of a text without its styles; 0 if a style does not end.
pub(in crate::lang) fn cols(text: &str) -> usize {
    let mut total = 0;
    for piece in pieces(text) {
        match piece {
            Some(Piece::Hashes(_, cols) | Piece::Cluster(_, cols)) => total += cols,
            Some(Piece::Style(_)) => {}
            None => return 0,
        }
    }
    total
}

fn push_hashes(out: &mut String, written: usize, cols: usize) {
    let count = match (written, cols) {
        (_, 0) => 0,
        (1, _) => 1,
        _ => 2 * cols,
    };
    out.extend(std::iter::repeat_n('#', count));
}

/// The first `limit` columns. Styles before the cut stay.
pub(super) fn first(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for piece in pieces(text) {
        if used >= limit {
            break;
        }
        match piece {
            Some(Piece::Hashes(written, cols)) => {
                let cols = cols.min(limit - used);
                push_hashes(&mut out, written, cols);
                used += cols;
            }
            Some(Piece::Style(style)) => out.push_str(style),
            Some(Piece::Cluster(cluster, cols)) => {
                if used + cols <= limit && printable(cluster) {
                    out.push_str(cluster);
                }
                used += cols;
            }
            None => break,
        }
    }
    out
}

/// The last `limit` columns. Styles stay, those of the part cut off too.
pub(super) fn last(text: &str, limit: usize) -> String {
    let total = cols(text);
    if total <= limit {
        return text.to_owned();
    }
    let skip = total - limit;
    let mut out = String::new();
    let mut used = 0;
    for piece in pieces(text) {
        match piece {
            Some(Piece::Hashes(written, cols)) => {
                let cut = skip.saturating_sub(used).min(cols);
                push_hashes(&mut out, written, cols - cut);
                used += cols;
            }
            Some(Piece::Style(style)) => out.push_str(style),
            Some(Piece::Cluster(cluster, cols)) => {
                if used >= skip && printable(cluster) {
                    out.push_str(cluster);
                }
                used += cols;
            }
            None => break,
        }
    }
    out
}

fn printable(cluster: &str) -> bool {
    !cluster.starts_with(|c: char| c.is_control())
}

/// Cut to `limit` columns, from the left if positive and from the right if negative; where something
/// was cut, `marker` stands.
pub(super) fn limit(text: String, limit: i64, marker: Option<&str>) -> String {
    let cols = usize::try_from(limit.unsigned_abs()).unwrap_or(usize::MAX);
    if limit == 0 {
        return text;
    }
    let cut = if limit > 0 {
        first(&text, cols)
    } else {
        last(&text, cols)
    };
    match marker {
        Some(marker) if cut != text && limit > 0 => cut + marker,
        Some(marker) if cut != text => format!("{marker}{cut}"),
        _ => cut,
    }
}

/// Padded with blanks to `width` columns: after the text if positive, before it if negative.
pub(super) fn pad(text: String, width: i64) -> String {
    let cols = usize::try_from(width.unsigned_abs()).unwrap_or(0);
    let blanks = " ".repeat(cols.saturating_sub(width::str_width(&text)));
    if width < 0 {
        blanks + &text
    } else {
        text + &blanks
    }
}

/// With a backslash before all that is special to a shell.
pub(super) fn quote_shell(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if "|&;<>()$`\\\"'*?[# =%".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// With every `#` doubled, so that nothing in it is a style or a format.
pub(super) fn quote_style(text: &str) -> String {
    text.replace('#', "##")
}

/// The last part of a path, as C's basename gives it.
pub(super) fn basename(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match (path.is_empty(), trimmed.is_empty()) {
        (true, _) => ".",
        (false, true) => "/",
        _ => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
}

/// A path without its last part, as C's dirname gives it.
pub(super) fn dirname(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return if path.is_empty() { "." } else { "/" };
    }
    match trimmed.rfind('/') {
        None => ".",
        Some(slash) => match trimmed[..slash].trim_end_matches('/') {
            "" => "/",
            parent => parent,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_have_no_width() {
        for (text, want) in [
            ("", 0),
            ("abc", 3),
            ("#[fg=red]abc", 3),
            ("##[x", 3),
            ("###[fg=red]x", 2),
            ("a#b", 3),
            ("a##b", 3),
            ("a###b", 4),
            ("日本", 4),
            ("a#[fg=red", 0),
            ("a\u{7}b", 2),
            ("#", 1),
            ("##", 1),
        ] {
            assert_eq!(cols(text), want, "{text}");
        }
    }

    #[test]
    fn text_is_cut_by_columns() {
        const STYLED: &str = "#[fg=red]abc##def##[xy";
        for (text, at, want) in [
            (STYLED, 2, "#[fg=red]ab"),
            (STYLED, 4, "#[fg=red]abc##"),
            (STYLED, 5, "#[fg=red]abc##d"),
            (STYLED, 7, "#[fg=red]abc##def"),
            (STYLED, 8, "#[fg=red]abc##def##"),
            (STYLED, -4, "#[fg=red]##[xy"),
            (STYLED, -5, "#[fg=red]f##[xy"),
            ("日本語abc", 3, "日"),
            ("日本語abc", 4, "日本"),
            ("日本語abc", -4, "abc"),
            ("abc", 0, "abc"),
            ("abc", -9, "abc"),
        ] {
            assert_eq!(limit(text.into(), at, None), want, "{text} {at}");
        }
        assert_eq!(limit("abcdef".into(), 3, Some("…")), "abc…");
        assert_eq!(limit("abcdef".into(), -3, Some("…")), "…def");
        assert_eq!(limit("abc".into(), 3, Some("…")), "abc");
    }

    #[test]
    fn text_is_padded_by_columns() {
        assert_eq!(pad("日".into(), 4), "日  ");
        assert_eq!(pad("日".into(), -4), "  日");
        assert_eq!(pad("abcd".into(), 2), "abcd");
    }

    #[test]
    fn paths_are_taken_apart() {
        for (path, base, dir) in [
            ("", ".", "."),
            ("/", "/", "/"),
            ("//", "/", "/"),
            ("a", "a", "."),
            ("/a", "a", "/"),
            ("/a/b/", "b", "/a"),
            ("a//b", "b", "a"),
            ("//a", "a", "/"),
        ] {
            assert_eq!((basename(path), dirname(path)), (base, dir), "{path}");
        }
    }

    #[test]
    fn shells_read_back_what_is_quoted() {
        let text = "a|b&;<>()$`\\\"'*?[# =%~!{}^,";
        let want = "a\\|b\\&\\;\\<\\>\\(\\)\\$\\`\\\\\\\"\\'\\*\\?\\[\\#\\ \\=\\%~!{}^,";
        assert_eq!(quote_shell(text), want);
        assert_eq!(quote_style("a#[b"), "a##[b");
    }
}
