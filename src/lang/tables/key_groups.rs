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
            "%", "\"", "Left", "Right", "Up", "Down", "x", "C-Left", "C-Right", "C-Up", "C-Down",
            "z", "M-u", "o", ";", "Space", "M-Left", "M-Right", "M-Up", "M-Down", "{", "}", "q",
            "!", "E", "C-o", "M-o", "m", "M", ">", "M-1", "M-2", "M-3", "M-4", "M-5", "M-6", "M-7",
            "M-8", "M-l", "*", "@", "T", "g", "M-f", "`", "M-Enter",
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
        keys: &["d", "s", "P", "BTab", "$", "(", ")", "L", "D"],
    },
    KeyGroup {
        title: "Scroll and copy",
        about: &[
            "Drag to select and copy; a double click copies a word, a triple click a line.",
            "The wheel scrolls back; q returns to the end.",
            "Hold Shift (Option on a Mac) and drag to select with the terminal itself.",
        ],
        keys: &[
            "[", "PPage", "]", "F", "O", "e", "M-/", "M-h", "=", "#", "-",
        ],
    },
    KeyGroup {
        title: "Other",
        about: &[
            "In the command prompt (:) Tab completes and lists what can follow.",
            "Escape after the prefix key closes the hint in the status line.",
        ],
        keys: &[
            "?", "Enter", ":", "/", "C", "t", "r", "~", "C-z", "C-b", "S-Left", "S-Right", "S-Up",
            "S-Down", "DC",
        ],
    },
];

/// Short labels of default keys of the prefix table, for hints.
pub const SHORT: &[(&str, &str)] = &[
    ("%", "split left/right"),
    ("\"", "split top/bottom"),
    ("Left", "pane on left"),
    ("Right", "pane on right"),
    ("Up", "pane above"),
    ("Down", "pane below"),
    ("o", "next pane"),
    (";", "last pane"),
    ("x", "close the pane"),
    ("M-u", "undo a close"),
    ("z", "zoom"),
    ("Space", "next layout"),
    ("{", "swap previous"),
    ("}", "swap next"),
    ("q", "pane numbers"),
    ("C-Left", "border left"),
    ("C-Right", "border right"),
    ("C-Up", "border up"),
    ("C-Down", "border down"),
    ("M-Left", "left by 5"),
    ("M-Right", "right by 5"),
    ("M-Up", "up by 5"),
    ("M-Down", "down by 5"),
    ("C-o", "rotate up"),
    ("M-o", "rotate down"),
    ("M", "clear the mark"),
    ("M-1", "columns"),
    ("M-2", "rows"),
    ("M-3", "main on top"),
    ("M-4", "main on left"),
    ("M-5", "tiles"),
    ("M-6", "main at bottom"),
    ("M-7", "main on right"),
    ("M-8", "stack"),
    ("M-l", "layout by itself"),
    ("M-f", "hide the floats"),
    ("`", "scratch pane"),
    ("M-Enter", "largest space"),
    ("M-h", "past commands"),
    ("S-Left", "view left"),
    ("S-Right", "view right"),
    ("S-Up", "view up"),
    ("S-Down", "view down"),
    ("DC", "view follows"),
    ("!", "pane to a window"),
    ("E", "spread evenly"),
    ("m", "mark the pane"),
    (">", "pane menu"),
    ("*", "floating pane"),
    ("@", "float or tile"),
    ("T", "pane title"),
    ("g", "move the float"),
    ("c", "new window"),
    ("n", "next window"),
    ("p", "previous window"),
    ("l", "last window"),
    ("w", "choose a window"),
    (",", "rename window"),
    ("&", "close window"),
    ("'", "window by number"),
    ("f", "find a window"),
    ("Tab", "search windows"),
    (".", "move the window"),
    ("i", "about the window"),
    ("<", "window menu"),
    ("M-n", "next alert"),
    ("M-p", "previous alert"),
    ("d", "detach"),
    ("s", "choose a session"),
    ("P", "go to anything"),
    ("BTab", "search sessions"),
    ("$", "rename session"),
    ("(", "previous session"),
    (")", "next session"),
    ("L", "last session"),
    ("D", "detach a client"),
    ("[", "scroll and copy"),
    ("PPage", "page up"),
    ("]", "paste"),
    ("F", "label to copy"),
    ("O", "copy last output"),
    ("e", "edit history"),
    ("M-/", "search all panes"),
    ("=", "choose a buffer"),
    ("#", "list the buffers"),
    ("-", "delete a buffer"),
    ("?", "all keys"),
    ("Enter", "search anything"),
    (":", "type a command"),
    ("/", "explain a key"),
    ("C", "options"),
    ("t", "clock"),
    ("r", "redraw"),
    ("~", "messages"),
    ("C-z", "suspend"),
    ("C-b", "send Ctrl-b"),
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

    #[test]
    fn short_labels_are_short_and_of_default_keys() {
        for (key, label) in SHORT {
            let known = DEFAULTS
                .iter()
                .any(|b| b.table == "prefix" && b.key == *key);
            assert!(known && label.len() <= 16, "{key} {label}");
        }
    }
}
