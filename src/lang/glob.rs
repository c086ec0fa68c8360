//! Shell patterns as fnmatch(3) matches them without flags: `*`, `?`, `[a-z]`, `[!x]`,
//! `[[:alpha:]]` and `\x`. They match text only, not files.

/// Whether the whole of `text` matches `pattern`.
pub fn glob(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            p += 1;
            star = Some((p, t));
        } else if let Some(after) = one(&pattern, p, text[t]) {
            p = after;
            t += 1;
        } else if let Some((after_star, from)) = star {
            p = after_star;
            t = from + 1;
            star = Some((after_star, t));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// The position after the pattern element at `at` if it matches `c`.
fn one(pattern: &[char], at: usize, c: char) -> Option<usize> {
    match *pattern.get(at)? {
        '?' => Some(at + 1),
        '[' => match class(pattern, at + 1, c) {
            Some((matches, after)) => matches.then_some(after),
            None => (c == '[').then_some(at + 1),
        },
        '\\' => match pattern.get(at + 1) {
            Some(next) => (*next == c).then_some(at + 2),
            None => (c == '\\').then_some(at + 1),
        },
        plain => (plain == c).then_some(at + 1),
    }
}

/// Whether `c` is in the bracket expression after `[`, and the position after it; `None` if it is
/// unterminated.
fn class(pattern: &[char], start: usize, c: char) -> Option<(bool, usize)> {
    let mut at = start;
    let negated = matches!(pattern.get(at), Some('!' | '^'));
    at += usize::from(negated);
    let first = at;
    let mut found = false;
    loop {
        match *pattern.get(at)? {
            ']' if at > first => return Some((found != negated, at + 1)),
            '[' if pattern.get(at + 1) == Some(&':') => {
                let (known, after) = named(pattern, at + 2, c)?;
                found |= known;
                at = after;
            }
            _ => {
                let (from, after) = literal(pattern, at)?;
                at = after;
                let mut to = from;
                if pattern.get(at) == Some(&'-') && pattern.get(at + 1).is_some_and(|c| *c != ']') {
                    (to, at) = literal(pattern, at + 1)?;
                }
                found |= (from..=to).contains(&c);
            }
        }
    }
}

/// A character in a bracket expression, possibly escaped.
fn literal(pattern: &[char], at: usize) -> Option<(char, usize)> {
    match *pattern.get(at)? {
        '\\' => pattern.get(at + 1).map(|c| (*c, at + 2)),
        c => Some((c, at + 1)),
    }
}

/// A named class after `[:`.
fn named(pattern: &[char], at: usize, c: char) -> Option<(bool, usize)> {
    let length = pattern[at..].windows(2).position(|w| w == [':', ']'])?;
    let name: String = pattern[at..at + length].iter().collect();
    let matches = match name.as_str() {
        "alpha" => c.is_alphabetic(),
        "digit" => c.is_ascii_digit(),
        "alnum" => c.is_alphanumeric(),
        "upper" => c.is_uppercase(),
        "lower" => c.is_lowercase(),
        "space" => c.is_whitespace(),
        "blank" => c == ' ' || c == '\t',
        "punct" => c.is_ascii_punctuation(),
        "cntrl" => c.is_control(),
        "xdigit" => c.is_ascii_hexdigit(),
        "print" => !c.is_control(),
        "graph" => !c.is_control() && !c.is_whitespace(),
        _ => false,
    };
    Some((matches, at + length + 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns_match_as_in_the_shell() {
        for (pattern, text, matches) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "any/thing", true),
            ("a*b", "ab", true),
            ("a*b", "axxbxb", true),
            ("a*b", "axxbx", false),
            ("?b", "éb", true),
            ("?", "", false),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[^a-c]x", "dx", true),
            ("[]]", "]", true),
            ("[a-]", "-", true),
            ("[[:digit:]]*", "7up", true),
            ("[[:alpha:]]", "7", false),
            ("[a", "[a", true),
            ("\\*", "*", true),
            ("\\*", "x", false),
            ("[0-9]*x[0-9]*", "80x24", true),
            ("[0-9]*x[0-9]*", "80", false),
        ] {
            assert_eq!(glob(pattern, text), matches, "{pattern:?} {text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_pattern_ends(pattern in "[a*?\\[\\]!:\\\\-]{0,30}", text in "[ab]{0,60}") {
            glob(&pattern, &text);
        }

        #[test]
        fn plain_text_matches_itself_alone(text in "[a-z:. ]{0,10}", other in "[a-z:. ]{0,10}") {
            prop_assert!(glob(&text, &text));
            prop_assert_eq!(glob(&text, &other), text == other);
        }
    }
}
