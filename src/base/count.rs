//! Numbers of things in words.

use std::fmt::Display;

/// How many there are of what, in one form for one and another for any other number: `1 pane`,
/// `2 panes`.
pub fn counted<N: Display + PartialEq + From<u8>>(count: N, what: &str) -> String {
    let plural = if count == N::from(1) { "" } else { "s" };
    format!("{count} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_alone() {
        let said = [0, 1, 2].map(|n| counted(n, "pane"));
        assert_eq!(said, ["0 panes", "1 pane", "2 panes"]);
    }
}
