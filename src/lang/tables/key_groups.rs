//! The default keys of the prefix table by topic, the most common first, for the list of keys.

/// A group of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyGroup {
    /// The title.
    pub title: &'static str,
    /// The explanation, a line per entry.
    pub about: &'static [&'static str],
    /// The names of its keys in the prefix table, in the order of the list.
    pub keys: &'static [&'static str],
}

/// The groups, in order. Each default key of the prefix table is in one of them; a name without a
/// binding is left out of the list.
pub const KEY_GROUPS: &[KeyGroup] = &[
    KeyGroup {
        title: "Panes",
        about: &[
            "A pane is a part of a window with one program in it.",
            "A click selects a pane. Drag a border to resize; right click for a menu.",
        ],
        keys: &[
            "%", "\"", "Left", "Right", "Up", "Down", "o", ";", "x", "M-u", "z", "Space", "C-Left",
            "C-Right", "C-Up", "C-Down", "M-Left", "M-Right", "M-Up", "M-Down", "{", "}", "q", "!",
            "E", "C-o", "M-o", "m", "M", ">", "M-1", "M-2", "M-3", "M-4", "M-5", "M-6", "M-7", "*",
            "@", "g", "M-f",
        ],
    },
    KeyGroup {
        title: "Windows",
        about: &[
            "A window fills the terminal; the status line lists the windows of the session.",
            "Marks in that list: * current, - previous, Z zoomed, # activity, ! bell, ~ silence, \
             M marked.",
        ],
        keys: &[
            "c", "n", "p", "l", "w", ",", "&", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
            "'", "f", "Tab", ".", "i", "<", "M-n", "M-p",
        ],
    },
    KeyGroup {
        title: "Sessions",
        about: &[
            "A session is a set of windows that keeps running while no terminal shows it.",
            "The command exit or Ctrl-d in a shell closes its pane; with the last pane the \
             session ends.",
        ],
        keys: &["d", "s", "BTab", "$", "(", ")", "L", "D"],
    },
    KeyGroup {
        title: "Scroll and copy",
        about: &[
            "Drag to select and copy; a double click copies a word, a triple click a line.",
            "The wheel scrolls back; q returns to the end.",
            "Hold Shift (Option on a Mac) and drag to select with the terminal itself.",
        ],
        keys: &["[", "PPage", "]", "F", "O", "e", "M-/", "=", "#", "-"],
    },
    KeyGroup {
        title: "Other",
        about: &[
            "In the command prompt (:) Tab completes and lists what can follow.",
            "Escape after the prefix key closes the hint in the status line.",
        ],
        keys: &[
            "?", ":", "/", "C", "t", "r", "~", "C-z", "C-b", "S-Left", "S-Right", "S-Up", "S-Down",
            "DC",
        ],
    },
];

/// The title of the group of keys that the user bound.
pub const OWN_KEYS: &str = "Your own keys";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::tables::bindings::DEFAULTS;

    #[test]
    fn every_key_of_the_prefix_table_is_in_one_group() {
        let grouped: Vec<&str> = KEY_GROUPS.iter().flat_map(|g| g.keys).copied().collect();
        for row in DEFAULTS.iter().filter(|b| b.table == "prefix") {
            let count = grouped.iter().filter(|key| **key == row.key).count();
            assert_eq!(count, 1, "{}", row.key);
        }
    }
}
