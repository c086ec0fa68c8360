//! Counts with a noun in singular or plural.

use std::fmt::Display;

/// A count and its noun: `1 pane`, `2 panes`. The plural is the noun with an `s`.
pub fn counted<N: Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    let plural = if count == N::from(1) { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_singular() {
        let texts = [0, 1, 2].map(|n| counted(n, "pane"));
        assert_eq!(texts, ["0 panes", "1 pane", "2 panes"]);
    }
}
