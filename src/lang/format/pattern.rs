//! POSIX extended regular expressions, translated for the `regex` crate, so that every pattern runs
//! in linear time. Back references are not supported.

use regex::{Captures, Regex, RegexBuilder};

/// Compiles a POSIX extended regular expression; `None` if it is invalid.
pub fn posix_regex(pattern: &str, ignore_case: bool) -> Option<Regex> {
    let translated = translate(&pattern.chars().collect::<Vec<_>>())?;
    RegexBuilder::new(&translated)
        .case_insensitive(ignore_case)
        .dot_matches_new_line(true)
        .size_limit(1 << 20)
        .build()
        .ok()
}

/// A compiled pattern of a search in text.
pub struct Pattern(Regex);

impl Pattern {
    /// Whether the text has a match that is not empty.
    pub fn is_in(&self, text: &str) -> bool {
        self.0.find_iter(text).any(|m| !m.is_empty())
    }

    /// The matches that are not empty, as byte ranges, from left to right.
    pub fn find(&self, text: &str) -> Vec<(usize, usize)> {
        let found = self.0.find_iter(text).filter(|m| !m.is_empty());
        found.map(|m| (m.start(), m.end())).collect()
    }

    /// The number of matches that are not empty.
    pub fn count(&self, text: &str) -> usize {
        self.0.find_iter(text).filter(|m| !m.is_empty()).count()
    }
}

/// Compiles a text, or a POSIX extended regular expression, for a search; `None` if it is invalid.
pub fn compile_pattern(pattern: &str, regex: bool, ignore_case: bool) -> Option<Pattern> {
    if regex {
        return posix_regex(pattern, ignore_case).map(Pattern);
    }
    let built = RegexBuilder::new(&literal(pattern))
        .case_insensitive(ignore_case)
        .build();
    built.ok().map(Pattern)
}

/// A regular expression that matches exactly `text`.
pub fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    text.chars().for_each(|c| push_literal(c, &mut literal));
    literal
}

fn translate(pattern: &[char]) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut at = 0;
    while let Some(&c) = pattern.get(at) {
        let rest = &pattern[at..];
        at += match c {
            '[' => translate_bracket(rest, &mut out)?,
            '\\' => translate_escape(*rest.get(1)?, &mut out)?,
            '*' | '+' | '?' => {
                if matches!(out.chars().last(), None | Some('(' | '|')) && !escaped_end(&out) {
                    return None;
                }
                translate_repeats(rest, &mut out)
            }
            '{' => translate_interval(rest, &mut out),
            '}' => {
                out.push_str("\\}");
                1
            }
            _ => {
                out.push(c);
                1
            }
        };
    }
    Some(out)
}

/// Whether the last character of a translation is escaped.
fn escaped_end(out: &str) -> bool {
    out.bytes()
        .rev()
        .skip(1)
        .take_while(|b| *b == b'\\')
        .count()
        % 2
        == 1
}

fn translate_escape(c: char, out: &mut String) -> Option<usize> {
    match c {
        'w' | 'W' | 's' | 'S' | 'b' | 'B' | '<' | '>' => out.extend(['\\', c]),
        '`' => out.push_str("\\A"),
        '\'' => out.push_str("\\z"),
        '0'..='9' => return None,
        _ => push_literal(c, out),
    }
    Some(2)
}

fn push_literal(c: char, out: &mut String) {
    // An escaped angle bracket is the start or the end of a word.
    if c.is_ascii_punctuation() && !matches!(c, '<' | '>') {
        out.push('\\');
    }
    out.push(c);
}

/// Merges consecutive repetitions into one that matches the same.
fn translate_repeats(rest: &[char], out: &mut String) -> usize {
    let count = rest.iter().take_while(|c| "*+?".contains(**c)).count();
    let run = &rest[..count];
    let same = run.iter().all(|c| *c == run[0]);
    out.push(if same { run[0] } else { '*' });
    count
}

/// `{n}`, `{n,}`, `{,m}` or `{n,m}`; any other brace is literal.
fn translate_interval(rest: &[char], out: &mut String) -> usize {
    let Some(close) = rest.iter().position(|c| *c == '}') else {
        out.push_str("\\{");
        return 1;
    };
    let inside: String = rest[1..close].iter().collect();
    let (low, high) = inside.split_once(',').unwrap_or((&inside, &inside));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if inside.is_empty() || out.is_empty() || !digits(low) || !digits(high) {
        out.push_str("\\{");
        return 1;
    }
    out.push('{');
    out.push_str(if low.is_empty() { "0" } else { "" });
    out.push_str(&inside);
    out.push('}');
    close + 1
}

/// A bracket expression: POSIX has no escapes in it, the `regex` crate has.
fn translate_bracket(rest: &[char], out: &mut String) -> Option<usize> {
    out.push('[');
    let mut at = 1;
    if rest.get(at) == Some(&'^') {
        out.push('^');
        at += 1;
    }
    let first = at;
    loop {
        let c = *rest.get(at)?;
        match (c, rest.get(at + 1)) {
            (']', _) if at > first => break,
            ('[', Some(&kind @ (':' | '=' | '.'))) => {
                let length = rest[at + 2..].windows(2).position(|w| w == [kind, ']'])?;
                let name: String = rest[at + 2..at + 2 + length].iter().collect();
                match kind {
                    ':' => out.extend(["[:", &name, ":]"]),
                    _ => name.chars().for_each(|c| push_literal(c, out)),
                }
                at += length + 4;
            }
            ('-', Some(next)) if at > first && *next != ']' => {
                out.push('-');
                at += 1;
            }
            _ => {
                push_literal(c, out);
                at += 1;
            }
        }
    }
    out.push(']');
    Some(at + 1)
}

/// Replaces every match of `pattern` in `text`; `\0` to `\9` in `with` stand for the match and its
/// groups. An empty match directly after a match is skipped once, as in tmux. An invalid pattern
/// replaces nothing.
pub fn substitute(pattern: &str, with: &str, text: &str, ignore_case: bool) -> String {
    let Some(regex) = posix_regex(pattern, ignore_case) else {
        return text.to_owned();
    };
    let anchored = pattern.starts_with('^');
    let mut out = String::new();
    let (mut start, mut last, mut retry) = (0, 0, false);
    while start <= text.len() && !text.is_empty() {
        let Some(found) = regex.captures_at(text, start) else {
            break;
        };
        let Some(whole) = found.get(0) else { break };
        out.push_str(&text[last..whole.start()]);
        let directly_after = whole.start() == last;
        last = whole.end();
        if retry || anchored || !directly_after || !whole.is_empty() {
            insert(with, &found, &mut out);
            start = last;
            retry = false;
        } else {
            start = last + text[last..].chars().next().map_or(1, char::len_utf8);
            retry = true;
        }
        if anchored {
            break;
        }
    }
    out.push_str(&text[last..]);
    out
}

/// Appends `with`, with `\0` to `\9` replaced by the match and its groups.
fn insert(with: &str, found: &Captures<'_>, out: &mut String) {
    let mut chars = with.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some(digit @ '0'..='9') => {
                let group = digit as usize - '0' as usize;
                out.push_str(found.get(group).map_or("", |m| m.as_str()));
            }
            other => out.extend(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posix_expressions_are_understood() {
        for (pattern, text, want) in [
            ("^s.*s$", "sess", Some(true)),
            ("a{2}", "baab", Some(true)),
            ("a{,1}b", "b", Some(true)),
            ("a{x}", "a{x}", Some(true)),
            ("x}", "x}", Some(true)),
            ("[\\d]", "\\", Some(true)),
            ("[\\d]", "5", Some(false)),
            ("[]]", "]", Some(true)),
            ("[^]a]", "]", Some(false)),
            ("[a[]", "[", Some(true)),
            ("[a&&b]", "&", Some(true)),
            ("[[:digit:]]+", "a1", Some(true)),
            ("a.c", "a\nc", Some(true)),
            ("a+?$", "aa", Some(true)),
            ("a+*b", "b", Some(true)),
            ("\\*", "*", Some(true)),
            ("\\(+", "((", Some(true)),
            ("\\.", "a", Some(false)),
            ("\\<b", "a b", Some(true)),
            ("(a|b)c", "bc", Some(true)),
            ("*a", "a", None),
            ("(?i)a", "A", None),
            ("(a)\\1", "aa", None),
            ("a\\", "a", None),
            ("[a", "a", None),
            ("(a", "a", None),
        ] {
            let found = posix_regex(pattern, false).map(|r| r.is_match(text));
            assert_eq!(found, want, "{pattern} {text}");
        }
    }

    #[test]
    fn matches_are_replaced() {
        for (pattern, with, text, want) in [
            ("s", "X", "sess", "XeXX"),
            ("(s)(e)", "\\2\\1", "sess", "esss"),
            ("e", "[\\0\\9\\\\x]", "sess", "s[e\\x]ss"),
            ("x*", "-", "sess", "s-e-s-s-"),
            ("^s", "X", "sess", "Xess"),
            ("s$", "X", "sess", "sesX"),
            ("^", "X", "sess", "Xsess"),
            ("$", "X", "sess", "sessX"),
            ("a", "b", "", ""),
            ("(", "b", "a(b", "a(b"),
            ("日", "", "a日b", "ab"),
            ("x*", "-", "日b", "日-b-"),
            ("b*", "-", "abc", "a-c-"),
        ] {
            assert_eq!(substitute(pattern, with, text, false), want, "{pattern}");
        }
        assert_eq!(substitute("S", "X", "sess", true), "XeXX");
    }
}
