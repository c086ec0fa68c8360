//! Look-up of terminfo entries; their content is not read.

use super::user;
use std::path::{Path, PathBuf};

const SYSTEM: [&str; 6] = [
    "/etc/terminfo",
    "/lib/terminfo",
    "/usr/share/terminfo",
    "/usr/lib/terminfo",
    "/usr/local/share/terminfo",
    "/usr/share/lib/terminfo",
];

/// Whether the terminfo database has an entry `name`; searches the directories that ncurses
/// searches (terminfo(5)).
pub fn terminfo_exists(name: &str) -> bool {
    places().iter().any(|place| entry_in(place, name))
}

fn places() -> Vec<PathBuf> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let mut places: Vec<PathBuf> = variable("TERMINFO")
        .map(PathBuf::from)
        .into_iter()
        .collect();
    places.extend(user::home().map(|home| home.join(".terminfo")));
    let listed = variable("TERMINFO_DIRS").unwrap_or_default();
    let listed = listed.split(':').filter(|place| !place.is_empty());
    places.extend(listed.map(PathBuf::from));
    places.extend(SYSTEM.map(PathBuf::from));
    places
}

/// Entries are in directories by their first letter, or by its code in hexadecimal.
fn entry_in(place: &Path, name: &str) -> bool {
    let Some(first) = name.chars().next().filter(char::is_ascii_graphic) else {
        return false;
    };
    let groups = [first.to_string(), format!("{:x}", u32::from(first))];
    !name.contains('/')
        && groups
            .iter()
            .any(|group| place.join(group).join(name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_by_letter_and_by_number() {
        let name = format!("mux-terminfo-{}", std::process::id());
        let place = std::env::temp_dir().join(name);
        for group in ["x", "73"] {
            std::fs::create_dir_all(place.join(group)).unwrap();
        }
        std::fs::write(place.join("x/xterm-test"), "").unwrap();
        std::fs::write(place.join("73/screen-test"), "").unwrap();
        for (name, wanted) in [
            ("xterm-test", true),
            ("screen-test", true),
            ("xterm", false),
            ("", false),
            ("x/../xterm-test", false),
        ] {
            assert_eq!(entry_in(&place, name), wanted, "{name}");
        }
        std::fs::remove_dir_all(&place).unwrap();
    }
}
