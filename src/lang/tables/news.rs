//! What is new in each version, for the line after an upgrade.

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Versions, the newest last, and the first thing to try in each. `{prefix}` stands for the prefix
/// key.
pub const NEWS: &[(&str, &str)] = &[(
    "0.2.0",
    "{prefix} P goes to any session or directory, {prefix} Enter finds any command, {prefix} M-8 \
     stacks the panes",
)];

/// A line for the user of version `before` who now has version `now`. `None` if both are the same
/// or `before` is not known.
pub fn since(before: &str, now: &str, prefix: &str) -> Option<String> {
    if before.is_empty() || before == now {
        return None;
    }
    let (old, new) = (numbers(before), numbers(now));
    let news = NEWS.iter().filter(|(version, _)| {
        let version = numbers(version);
        old < version && version <= new
    });
    let news: Vec<String> = news
        .map(|(_, text)| text.replace("{prefix}", prefix))
        .collect();
    Some(match news.is_empty() {
        true => format!("This is mux {now}, before it was {before}"),
        false => format!("New since mux {before}: {}", news.join(", ")),
    })
}

/// The numbers of a version, for comparison.
fn numbers(version: &str) -> Vec<u32> {
    let parts = version.split(|c: char| !c.is_ascii_digit());
    parts.map_while(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_after_an_upgrade_has_what_came_between_the_versions() {
        let (version, _) = NEWS[0];
        let line = since("0.1.0", version, "C-a").unwrap();
        assert!(line.starts_with("New since mux 0.1.0: C-a P"), "{line}");
        assert!(!line.contains('{'), "{line}");
        assert_eq!(since(version, version, "C-b"), None);
        assert_eq!(since("", version, "C-b"), None);
        let back = since("9.10.0", "9.9.1", "C-b").unwrap();
        assert_eq!(back, "This is mux 9.9.1, before it was 9.10.0");
        let later = since("9.9.1", "9.10.0-rc1", "C-b").unwrap();
        assert_eq!(later, "This is mux 9.10.0-rc1, before it was 9.9.1");
    }
}
