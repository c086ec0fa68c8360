//! Fuzzy matching: the characters of a pattern occur in a text in the same order.

/// The positions in `text`, counted in characters, that a pattern matches; `None` if it does not
/// match. Of several matches the one with the longest runs counts. Blanks of the pattern match
/// nothing. A pattern without capital letters ignores case.
pub fn positions(pattern: &str, text: &str) -> Option<Vec<usize>> {
    let exact = pattern.chars().any(char::is_uppercase);
    let fold = |c: char| match exact {
        true => c,
        false => c.to_lowercase().next().unwrap_or(c),
    };
    let wanted: Vec<char> = pattern.chars().filter(|c| *c != ' ').map(fold).collect();
    let text: Vec<char> = text.chars().map(fold).collect();
    let Some(first) = wanted.first() else {
        return Some(vec![]);
    };
    let starts = (0..text.len()).filter(|at| text[*at] == *first);
    let found = starts.filter_map(|start| from(&wanted, &text, start));
    // Of equally good matches the first one counts.
    found.rev().max_by_key(|positions| runs(positions))
}

/// How well a text matches a pattern: higher is better; `None` if it does not match.
pub fn score(pattern: &str, text: &str) -> Option<i64> {
    let found = positions(pattern, text)?;
    let start = found.first().copied().unwrap_or(0);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX / 64);
    Some(count(runs(&found)) * 32 - count(start) * 4 - count(text.len()))
}

/// The number of positions that follow the one before.
fn runs(positions: &[usize]) -> usize {
    positions
        .windows(2)
        .filter(|pair| pair[1] == pair[0] + 1)
        .count()
}

fn from(wanted: &[char], text: &[char], start: usize) -> Option<Vec<usize>> {
    let mut found = Vec::with_capacity(wanted.len());
    let mut at = start;
    for c in wanted {
        at += text.get(at..)?.iter().position(|t| t == c)?;
        found.push(at);
        at += 1;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_match_in_their_order() {
        for (pattern, text, found) in [
            ("abc", "abc", Some(vec![0, 1, 2])),
            ("ac", "abc", Some(vec![0, 2])),
            ("ca", "abc", None),
            ("", "abc", Some(vec![])),
            ("a c", "abc", Some(vec![0, 2])),
            ("log", "l o log", Some(vec![4, 5, 6])),
            ("AB", "ab", None),
            ("ab", "AB", Some(vec![0, 1])),
            ("é", "aÉ", Some(vec![1])),
            ("aa", "a", None),
        ] {
            assert_eq!(positions(pattern, text), found, "{pattern} {text}");
        }
    }

    #[test]
    fn better_matches_have_higher_scores() {
        for (pattern, better, worse) in [
            ("ab", "ab", "a-b"),
            ("ab", "abx", "xab"),
            ("ab", "ab", "abcdef"),
        ] {
            assert!(
                score(pattern, better) > score(pattern, worse),
                "{better} {worse}"
            );
        }
        assert_eq!(score("x", "abc"), None);
    }
}
