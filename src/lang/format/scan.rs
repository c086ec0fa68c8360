//! Finds the ends of the parts of a template: `#{`, `}` and escapes.

/// Characters that a preceding `#` escapes or, for `{`, opens.
const SPECIAL: &[u8] = b",#{}:";

/// The byte offset of the first of `ends` in `text` that is outside `#{…}` and not escaped.
pub(super) fn find_end(text: &str, ends: &[u8]) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = 0i32;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        if byte == b'#' && next.is_some_and(|n| SPECIAL.contains(n)) {
            open += i32::from(next == Some(&b'{'));
            at += 2;
            continue;
        }
        open -= i32::from(byte == b'}');
        if open == 0 && ends.contains(&byte) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The text with its escapes resolved, except inside `#{…}`.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = 0i32;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let escape = c == '#' && chars.peek().is_some_and(|n| ",#{}:".contains(*n));
        open += i32::from(c == '#' && chars.peek() == Some(&'{'));
        if escape && open == 0 {
            out.extend(chars.next());
            continue;
        }
        open -= i32::from(c == '}');
        out.push(c);
    }
    out
}

/// The text without the `#` before special characters, one `#` of a run at a time, except inside
/// `#{…}`.
pub(super) fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = 0i32;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek();
        open += i32::from(c == '#' && next == Some(&'{'));
        let escape = c == '#' && next.is_none_or(|n| ",#{}:".contains(*n));
        if !escape || open != 0 {
            out.push(c);
        }
        open -= i32::from(c == '}');
    }
    out
}

/// Unescapes the colons in a modifier's argument, where a plain colon would have ended it. Other
/// escapes are left for the expansion.
pub(super) fn plain_colons(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find_escape(rest) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        out.push_str(if after.starts_with("#:") {
            ":"
        } else {
            &after[..2]
        });
        rest = &after[2..];
    }
    out.push_str(rest);
    out
}

/// The first escape outside `#{…}`.
fn find_escape(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = 0i32;
    for (at, pair) in bytes.windows(2).enumerate() {
        if pair == b"#{" {
            open += 1;
        } else if open == 0 && pair[0] == b'#' && SPECIAL.contains(&pair[1]) {
            return Some(at);
        }
        open -= i32::from(pair[0] == b'}');
    }
    None
}

/// The byte offset after the parenthesis that closes the `#(` at the start of `text`.
pub(super) fn close_job(text: &str) -> Option<usize> {
    let mut open = 0u32;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'(' => open += 1,
            b')' if open == 1 => return Some(at + 1),
            b')' => open -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_found_outside_braces_and_escapes() {
        for (text, ends, want) in [
            ("a,b", ",", Some(1)),
            ("a#,b,c", ",", Some(4)),
            ("#{a,b},c", ",", Some(6)),
            ("#{?a,#{b},c}", "}", Some(11)),
            ("#{x", "}", None),
            ("##{x}", "}", None),
            ("#[fg=red]x", "]", Some(8)),
            ("a}b,c", ",", None),
            ("", ",", None),
            ("#", ",", None),
            ("é,", ",", Some(2)),
        ] {
            assert_eq!(find_end(text, ends.as_bytes()), want, "{text}");
        }
    }

    #[test]
    fn escapes_are_taken_off() {
        for (text, want) in [
            ("a#,b##c#}", "a,b#c}"),
            ("#{?x#,y}#,", "#{?x#,y},"),
            ("#x#", "#x#"),
        ] {
            assert_eq!(unescape(text), want, "{text}");
        }
        for (text, want) in [
            ("#:a##:b#,", ":a##:b#,"),
            ("#{x#:}#:", "#{x#:}:"),
            ("é#:é", "é:é"),
        ] {
            assert_eq!(plain_colons(text), want, "{text}");
        }
    }

    #[test]
    fn jobs_end_at_their_own_parenthesis() {
        assert_eq!(close_job("#(a (b) c)d"), Some(10));
        assert_eq!(close_job("#(a"), None);
    }
}
