//! Quotes words for POSIX shells (Shell Command Language 2.2).

/// Quotes a word for any shell. A word of harmless characters stays as it is.
pub fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=+,@%:".contains(c);
    if !word.is_empty() && word.chars().all(plain) && !word.starts_with('=') {
        return word.to_owned();
    }
    quote_always(word)
}

/// Quotes a word in single quotes, whether it needs them or not.
pub fn quote_always(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_word_is_one_word_for_a_shell() {
        for (word, quoted) in [
            ("work", "work"),
            ("box:far", "box:far"),
            ("=x", "'=x'"),
            ("", "''"),
            ("a b", "'a b'"),
            ("$x`y`\"!", "'$x`y`\"!'"),
            ("it's", r"'it'\''s'"),
            ("~", "'~'"),
            ("büro", "'büro'"),
        ] {
            assert_eq!(quote(word), quoted, "{word}");
        }
    }
}
