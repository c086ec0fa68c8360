//! Patterns that lines of output are compared with: plain text, or a regular expression in the
//! syntax of the `regex` crate.

use crate::base::{Error, Result};
use regex::{Regex, RegexBuilder};
use std::fmt;
use std::ops::Range;

/// The largest compiled expression, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// A compiled pattern. Two are equal if they were made from the same text.
#[derive(Clone)]
pub struct LinePattern {
    text: String,
    is_regex: bool,
    regex: Regex,
}

impl LinePattern {
    /// The pattern that finds exactly `text`.
    ///
    /// # Errors
    /// If the text is empty or too long.
    pub fn text(text: &str) -> Result<Self> {
        Self::compile(text, false, &regex::escape(text))
    }

    /// The pattern of a regular expression.
    ///
    /// # Errors
    /// If it is invalid, with the place.
    pub fn regex(text: &str) -> Result<Self> {
        Self::compile(text, true, text)
    }

    fn compile(text: &str, is_regex: bool, source: &str) -> Result<Self> {
        if text.is_empty() {
            return Err(Error::syntax("the text to wait for is empty"));
        }
        let built = RegexBuilder::new(source).size_limit(SIZE_LIMIT).build();
        let regex = built.map_err(|error| {
            // The message has several lines: the expression, a mark below the place, the reason.
            let message = error.to_string();
            let reason = message.lines().last().unwrap_or_default();
            let reason = reason.strip_prefix("error: ").unwrap_or(reason);
            Error::syntax(format!("invalid regular expression: {text}: {reason}"))
        })?;
        Ok(Self {
            text: text.to_owned(),
            is_regex,
            regex,
        })
    }

    /// The text that the pattern was made from.
    pub fn source(&self) -> &str {
        &self.text
    }

    /// Whether the pattern is a regular expression.
    pub const fn is_regex(&self) -> bool {
        self.is_regex
    }

    /// The first match that ends behind byte `after`; any match if it is `None`.
    pub fn find(&self, text: &str, after: Option<usize>) -> Option<Range<usize>> {
        let mut found = self.regex.find_iter(text).map(|found| found.range());
        found.find(|found| after.is_none_or(|after| found.end > after))
    }
}

impl PartialEq for LinePattern {
    fn eq(&self, other: &Self) -> bool {
        (self.is_regex, &self.text) == (other.is_regex, &other.text)
    }
}

impl Eq for LinePattern {}

impl fmt::Debug for LinePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_regex { "regex" } else { "text" };
        write!(f, "{kind} {:?}", self.text)
    }
}

/// A test whether any of several patterns may be in a line, which costs about as much as one of
/// them.
#[derive(Debug)]
pub struct AnyPattern(Option<Regex>);

impl AnyPattern {
    /// A test for all `patterns`.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a LinePattern>) -> Self {
        let mut sources: Vec<String> = Vec::new();
        for pattern in patterns {
            let source = format!("(?:{})", pattern.regex.as_str());
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        // Many large expressions may exceed the limit together: then each line may match.
        let built = RegexBuilder::new(&sources.join("|"))
            .size_limit(8 * SIZE_LIMIT)
            .build();
        Self(built.ok().filter(|_| !sources.is_empty()))
    }

    /// False only if none of the patterns is in the text.
    pub fn may_match(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|any| any.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_end_behind_the_old_part() {
        let text = LinePattern::text("a.").unwrap();
        assert_eq!(text.find("xa. a. ab", None), Some(1..3));
        assert_eq!(text.find("xa. a. ab", Some(3)), Some(4..6));
        assert_eq!(text.find("xa. a. ab", Some(6)), None);
        let regex = LinePattern::regex("^a?$").unwrap();
        assert_eq!(regex.find("", None), Some(0..0));
        assert_eq!(regex.find("", Some(0)), None);
    }

    #[test]
    fn a_wrong_expression_is_an_error_of_one_line() {
        let error = LinePattern::regex("a(b").unwrap_err().message;
        assert_eq!(error, "invalid regular expression: a(b: unclosed group");
        assert!(LinePattern::text("").is_err());
    }

    #[test]
    fn a_test_for_several_patterns_has_no_false_negatives() {
        let all = [
            LinePattern::text("one").unwrap(),
            LinePattern::regex("(?i)TWO$").unwrap(),
        ];
        let any = AnyPattern::new(&all);
        for (text, may) in [("x one", true), ("two", true), ("Two x", false)] {
            assert_eq!(any.may_match(text), may, "{text}");
        }
    }
}
