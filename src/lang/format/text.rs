//! Modifiers of finished text: width, cutting, padding, quoting, parts of paths. Widths do not
//! count `#[…]`.

use super::scan::find_end;
use crate::base::width;

/// A piece of text as the renderer of styled text sees it.
pub(in crate::lang) enum Piece<'t> {
    /// A run of `#` of this length, which renders as `.1` columns.
    Hashes(usize, usize),
    /// A style as written.
    Style(&'t str),
    /// A grapheme cluster and its width in columns.
    Cluster(&'t str, usize),
}

/// Splits text into pieces. An unterminated style ends the text with a final `None`.
pub(in crate::lang) struct Pieces<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Option<Piece<'t>>;

    fn next(&mut self) -> Option<Self::Item> {
        let hashes = self.rest.bytes().take_while(|b| *b == b'#').count();
        if hashes == 0 {
            let cluster = width::clusters(self.rest).next()?;
            // A style must not become part of a cluster: `#` joins only with a prepended mark,
            // which is split off here.
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
        // In a run of `#` before `[` of odd length, the last one opens the style; otherwise all of
        // them are escapes.
        let taken = if style { hashes - hashes % 2 } else { hashes };
        self.rest = &self.rest[taken..];
        Some(Some(Piece::Hashes(taken, taken.div_ceil(2))))
    }
}

/// The pieces of a text.
pub(in crate::lang) fn pieces(text: &str) -> Pieces<'_> {
    Pieces { rest: text }
}

/// The width of a text without its styles; 0 if a style is unterminated.
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

/// The first `limit` columns. Styles before the cut are kept.
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

/// The last `limit` columns. All styles are kept, those of the removed part too.
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

/// Cuts to `limit` columns, from the left if positive and from the right if negative; `marker`
/// replaces a removed part.
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

/// Pads with blanks to `width` columns: after the text if positive, before it if negative.
pub(super) fn pad(text: String, width: i64) -> String {
    let cols = usize::try_from(width.unsigned_abs()).unwrap_or(0);
    let blanks = " ".repeat(cols.saturating_sub(width::str_width(&text)));
    if width < 0 {
        blanks + &text
    } else {
        text + &blanks
    }
}

/// Escapes all characters that are special to a shell with backslashes.
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

/// Doubles every `#`, so that the text contains no style and no format.
pub(super) fn quote_style(text: &str) -> String {
    text.replace('#', "##")
}

/// The last part of a path, as basename(3).
pub(super) fn basename(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match (path.is_empty(), trimmed.is_empty()) {
        (true, _) => ".",
        (false, true) => "/",
        _ => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
}

/// A path without its last part, as dirname(3).
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
