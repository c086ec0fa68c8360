//! Fuzzy matching: the characters of a pattern occur in a text in the same order.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The score of a word of a text that is a whole word of the query.
const WHOLE_WORD: u32 = 8;

/// The part of the score of a word in full that its scattered characters need in one word of a text
/// to be a close match: numerator and denominator.
const CLOSE: (u32, u32) = (3, 4);

/// How well a row matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowScore {
    /// Each word of the query is a part of the row, or its characters are near each other in one
    /// word of the row.
    pub close: bool,
    /// Higher is better.
    pub score: u32,
}

/// A typed pattern, and what its matching needs. The words of a pattern match one by one, in any
/// order; a pattern without capital letters ignores case, and letters without accents match those
/// with accents.
#[derive(Debug)]
pub struct Query {
    pattern: Pattern,
    /// The words of the pattern as they were typed.
    words: Vec<String>,
    /// Each word of the pattern as a part of a text, and its score in a text that is equal to it.
    parts: Vec<(Atom, u32)>,
    matcher: Matcher,
    chars: Vec<char>,
    found: Vec<u32>,
}

impl Query {
    /// The query for a typed text.
    pub fn new(typed: &str) -> Self {
        let (case, accents) = (CaseMatching::Smart, Normalization::Smart);
        let words = typed.split_whitespace().map(str::to_owned);
        let mut query = Self {
            words: words.collect(),
            ..Self::of(Pattern::new(typed, case, accents, AtomKind::Fuzzy))
        };
        for atom in &query.pattern.atoms {
            let itself = atom.needle_text();
            let score = atom.score(itself, &mut query.matcher);
            let mut part = atom.clone();
            part.kind = AtomKind::Substring;
            query
                .parts
                .push((part, u32::from(score.unwrap_or_default())));
        }
        query
    }

    /// The query for a text whose blanks match nothing: all of its characters occur in order.
    fn in_order(typed: &str) -> Self {
        let word: String = typed.chars().filter(|c| *c != ' ').collect();
        let (case, accents) = (CaseMatching::Smart, Normalization::Smart);
        let atom = Atom::new(&word, case, accents, AtomKind::Fuzzy, false);
        let mut pattern = Pattern::default();
        pattern.atoms.extend((!word.is_empty()).then_some(atom));
        Self::of(pattern)
    }

    fn of(pattern: Pattern) -> Self {
        Self {
            pattern,
            words: Vec::new(),
            parts: Vec::new(),
            matcher: Matcher::new(Config::DEFAULT),
            chars: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Whether every text matches.
    pub fn is_empty(&self) -> bool {
        self.pattern.atoms.is_empty()
    }

    /// How well a text matches: higher is better; `None` if it does not match.
    pub fn score(&mut self, text: &str) -> Option<u32> {
        let text = characters(text, &mut self.chars);
        self.pattern.score(text, &mut self.matcher)
    }

    /// How well a row matches: each word of the query matches its `text`, or occurs as it is in the
    /// further `words` of the row, which counts less. A word of the text that is the whole word of
    /// the query counts more. `None` if one does neither.
    pub fn score_with_words(&mut self, text: &str, words: &str) -> Option<RowScore> {
        let (mut sum, mut close) = (0, true);
        for (atom, (part, full)) in self.pattern.atoms.iter().zip(&self.parts) {
            let (matcher, chars) = (&mut self.matcher, &mut self.chars);
            let mut score = |atom: &Atom, text: &str| {
                atom.score(characters(text, chars), matcher).map(u32::from)
            };
            let near = |score: &u32| score * CLOSE.1 >= full * CLOSE.0;
            if let Some(found) = score(part, text) {
                sum += found * 2;
                continue;
            }
            let all = score(atom, text);
            let in_words = text.split(' ').filter(|_| all.is_some());
            let best = in_words.filter_map(|word| score(atom, word)).max();
            if let Some(found) = best.filter(near) {
                sum += found * 2;
            } else if let Some(found) = score(part, words) {
                sum += found;
            } else {
                sum += all?;
                close = false;
            }
        }
        let whole = |wanted: &&String| {
            text.split(' ')
                .any(|word| word.eq_ignore_ascii_case(wanted))
        };
        let whole = self.words.iter().filter(whole).count();
        let score = sum + u32::try_from(whole).unwrap_or(0) * WHOLE_WORD;
        Some(RowScore { close, score })
    }

    /// The positions in `text`, counted in characters and rising, that those words of the query
    /// match which match it at all.
    pub fn marks(&mut self, text: &str) -> Vec<usize> {
        self.found.clear();
        for atom in &self.pattern.atoms {
            let text = characters(text, &mut self.chars);
            // A word that does not match adds no positions.
            let _ = atom.indices(text, &mut self.matcher, &mut self.found);
        }
        self.sorted_positions()
    }

    fn sorted_positions(&mut self) -> Vec<usize> {
        self.found.sort_unstable();
        self.found.dedup();
        let positions = self.found.iter().filter_map(|at| usize::try_from(*at).ok());
        positions.collect()
    }

    /// The matched positions in `text`, counted in characters and rising; `None` if it does not
    /// match.
    pub fn positions(&mut self, text: &str) -> Option<Vec<usize>> {
        self.found.clear();
        let text = characters(text, &mut self.chars);
        self.pattern
            .indices(text, &mut self.matcher, &mut self.found)?;
        Some(self.sorted_positions())
    }
}

/// A text as the matcher takes it. Its own conversion counts grapheme clusters, not characters.
fn characters<'a>(text: &'a str, chars: &'a mut Vec<char>) -> Utf32Str<'a> {
    if text.is_ascii() {
        return Utf32Str::Ascii(text.as_bytes());
    }
    chars.clear();
    chars.extend(text.chars());
    Utf32Str::Unicode(chars)
}

/// The positions in `text`, counted in characters, that a pattern matches; `None` if it does not
/// match. Of several matches the best one counts. Blanks of the pattern match nothing.
pub fn positions(pattern: &str, text: &str) -> Option<Vec<usize>> {
    Query::in_order(pattern).positions(text)
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
            ("c a", "abc", None),
            ("log", "l o log", Some(vec![4, 5, 6])),
            ("AB", "ab", None),
            ("ab", "AB", Some(vec![0, 1])),
            ("é", "aÉ", Some(vec![1])),
            ("b", "界e\u{301}b", Some(vec![3])),
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
            ("nw", "new-window", "unwind"),
            ("win", "new-window", "w-i-n"),
        ] {
            let mut query = Query::new(pattern);
            assert!(query.score(better) > query.score(worse), "{better} {worse}");
        }
        assert_eq!(Query::new("x").score("abc"), None);
    }

    #[test]
    fn the_words_of_a_query_match_in_any_order() {
        let mut query = Query::new("pane split");
        assert_eq!(query.positions("Split the pane").map(|p| p.len()), Some(9));
        assert_eq!(query.score("Split"), None);
        assert!(Query::new(" ").is_empty());
    }

    #[test]
    fn scattered_characters_are_no_close_match() {
        for (pattern, text, close) in [
            ("theme", "Theme nord", true),
            ("theme", "set -g my-theme", true),
            ("theme", "the time", false),
            ("theme", "Split the pane, then move", false),
            ("splt", "split-window", true),
            ("nwin", "new-window", true),
            ("pj", "project", true),
            ("new", "rename-window", false),
            ("sw", "split-window", true),
        ] {
            let score = Query::new(pattern).score_with_words(text, "");
            assert_eq!(score.map(|s| s.close), Some(close), "{pattern} in {text}");
        }
    }

    #[test]
    fn further_words_match_only_as_they_are() {
        let mut query = Query::new("split h");
        let row = ("Split the pane", "split-window -h");
        assert!(query.score_with_words(row.0, row.1).is_some());
        let mut query = Query::new("window");
        let in_text = query.score_with_words("a window", "");
        let in_words = query.score_with_words("a pane", "split-window");
        assert!(in_text > in_words && in_words.is_some());
        assert_eq!(query.score_with_words("a pane", "w i n d o w"), None);
        let mut query = Query::new("mouse");
        let whole = query.score_with_words("set mouse", "");
        assert!(whole > query.score_with_words("set focus-mouse", ""));
        assert_eq!(Query::new("window pane").marks("a pane"), [2, 3, 4, 5]);
    }
}
