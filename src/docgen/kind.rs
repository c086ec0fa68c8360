//! What a value can be completed to, by the name that it has in a command's definition.

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A session that there is.
    Session,
    /// A window that there is, with its session.
    Window,
    /// A pane that there is, with its window and session.
    Pane,
    /// An attached client.
    Client,
    /// A paste buffer.
    Buffer,
    /// A key table.
    KeyTable,
    /// A named layout.
    Layout,
    /// An option.
    Option,
    /// A hook.
    Hook,
    /// A command.
    Command,
    /// A file.
    File,
    /// A directory.
    Directory,
    /// Anything: nothing is offered.
    Any,
}

/// Kinds that a running server is asked for: the command and the format of its lines.
pub(super) const LIVE: [(Kind, &str, &str); 5] = [
    (Kind::Session, "list-sessions", "#{session_name}"),
    (
        Kind::Window,
        "list-windows -a",
        "#{session_name}:#{window_index}",
    ),
    (
        Kind::Pane,
        "list-panes -a",
        "#{session_name}:#{window_index}.#{pane_index}",
    ),
    (Kind::Client, "list-clients", "#{client_name}"),
    (Kind::Buffer, "list-buffers", "#{buffer_name}"),
];

/// The names of values; a name that ends in `-` and one of these means the same.
const NAMES: &[(&str, Kind)] = &[
    ("session", Kind::Session),
    ("group-name", Kind::Session),
    ("window", Kind::Window),
    ("pane", Kind::Pane),
    ("client", Kind::Client),
    ("buffer-name", Kind::Buffer),
    ("key-table", Kind::KeyTable),
    ("layout-name", Kind::Layout),
    ("option", Kind::Option),
    ("hook", Kind::Hook),
    ("command", Kind::Command),
    ("file", Kind::File),
    ("path", Kind::File),
    ("socket-path", Kind::File),
    ("directory", Kind::Directory),
];

/// Shell commands are words of the shell, not of mux.
const NOT_SO: &[&str] = &["shell-command"];

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 13] = [
        Self::Session,
        Self::Window,
        Self::Pane,
        Self::Client,
        Self::Buffer,
        Self::KeyTable,
        Self::Layout,
        Self::Option,
        Self::Hook,
        Self::Command,
        Self::File,
        Self::Directory,
        Self::Any,
    ];

    /// The kind of a value by its name in the definition.
    pub fn of(value_name: &str) -> Self {
        let name = value_name.to_ascii_lowercase();
        let means = |word: &str| {
            name == word
                || name
                    .strip_suffix(word)
                    .is_some_and(|rest| rest.ends_with('-'))
        };
        if NOT_SO.contains(&name.as_str()) {
            return Self::Any;
        }
        let found = NAMES.iter().find(|(word, _)| means(word));
        found.map_or(Self::Any, |(_, kind)| *kind)
    }

    /// The word for it in the scripts.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Window => "window",
            Self::Pane => "pane",
            Self::Client => "client",
            Self::Buffer => "buffer",
            Self::KeyTable => "table",
            Self::Layout => "layout",
            Self::Option => "option",
            Self::Hook => "hook",
            Self::Command => "command",
            Self::File => "file",
            Self::Directory => "directory",
            Self::Any => "any",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_name() {
        for (name, kind) in [
            ("target-session", Kind::Session),
            ("group-name", Kind::Session),
            ("dst-window", Kind::Window),
            ("src-pane", Kind::Pane),
            ("TARGET-CLIENT", Kind::Client),
            ("buffer-name", Kind::Buffer),
            ("new-buffer-name", Kind::Buffer),
            ("key-table", Kind::KeyTable),
            ("start-directory", Kind::Directory),
            ("path", Kind::File),
            ("command", Kind::Command),
            ("shell-command", Kind::Any),
            ("window-name", Kind::Any),
            ("subsession", Kind::Any),
            ("format", Kind::Any),
        ] {
            assert_eq!(Kind::of(name), kind, "{name}");
        }
    }

    #[test]
    fn words_tell_kinds_apart() {
        let words: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|k| k.word()).collect();
        assert_eq!(words.len(), Kind::ALL.len());
    }
}
