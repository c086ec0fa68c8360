//! The width of text in columns. Screen model, canvas and painter all use it, so that they agree.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthChar as _;

/// The variation selector that asks for the emoji form of the character before it.
pub const VARIATION_SELECTOR_16: char = '\u{fe0f}';

/// The width of one `char`: 0 (combining or control), 1 or 2.
pub fn char_width(c: char) -> u8 {
    if (' '..='~').contains(&c) {
        return 1;
    }
    if c == '\u{ad}' {
        // Unicode says 0, but every terminal displays a soft hyphen.
        return 1;
    }
    c.width().map_or(0, |w| w.min(2) as u8)
}

/// The width of one grapheme cluster, 0 to 2. Variation selector 16 and joined emoji make it 2 (UAX
/// #11, UTS #51), as in tmux 3.7.
pub fn cluster_width(cluster: &str) -> u8 {
    let mut chars = cluster.chars();
    let Some(first) = chars.next() else { return 0 };
    let mut width = char_width(first);
    let mut regional = is_regional_indicator(first);
    for c in chars {
        if c == VARIATION_SELECTOR_16 && width == 1 || regional && is_regional_indicator(c) {
            width = 2;
            regional = false;
        } else {
            width = width.max(char_width(c));
        }
    }
    width
}

/// The width of a text.
pub fn str_width(text: &str) -> usize {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return text.len();
    }
    clusters(text).map(|c| usize::from(cluster_width(c))).sum()
}

/// The extended grapheme clusters of a text (UAX #29).
pub fn clusters(text: &str) -> impl Iterator<Item = &str> {
    text.graphemes(true)
}

/// The longest prefix of `text` that fits into `cols` columns. It does not split a cluster.
pub fn truncate(text: &str, cols: usize) -> &str {
    let mut used = 0;
    let mut end = 0;
    for cluster in clusters(text) {
        used += usize::from(cluster_width(cluster));
        if used > cols {
            break;
        }
        end += cluster.len();
    }
    &text[..end]
}

fn is_regional_indicator(c: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&c)
}

/// A text for a reader without UTF-8, as tmux prints it: `_` for each column of a character that is
/// not ASCII, and for a control character. Line ends stay.
pub fn ascii_only(text: &str) -> String {
    let mut out = String::new();
    for cluster in clusters(text) {
        match cluster.chars().next() {
            Some(c @ (' '..='~' | '\n')) => out.push(c),
            _ => out.extend(std::iter::repeat_n('_', str_width(cluster).max(1))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_have_the_widths_of_unicode() {
        for (text, width) in [
            ("a", 1),
            ("é", 1),
            ("e\u{301}", 1),
            ("界", 2),
            ("❤\u{fe0f}", 2),
            ("❤", 1),
            ("1\u{fe0f}\u{20e3}", 2),
            ("🇩🇪", 2),
            ("👩\u{200d}💻", 2),
            ("👍🏽", 2),
            ("\u{301}", 0),
            ("\u{ad}", 1),
            ("\u{7}", 0),
        ] {
            assert_eq!(str_width(text), width, "{text:?}");
        }
    }

    #[test]
    fn truncation_never_splits_a_cluster() {
        assert_eq!(truncate("a界b", 2), "a");
        assert_eq!(truncate("a界b", 3), "a界");
    }
}
