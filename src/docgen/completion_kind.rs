//! Completion kinds: the names that complete the value of a flag or argument, chosen by the value's
//! name in the command's definition.

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletionKind {
    /// An existing session.
    Session,
    /// An existing window, with its session.
    Window,
    /// An existing pane, with its window and session.
    Pane,
    /// An attached client.
    Client,
    /// A paste buffer.
    Buffer,
    /// A key table.
    KeyTable,
    /// A preset layout.
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
    /// Any text: no completion.
    Any,
}

/// Kinds that are queried from the running server: the command and the format of its lines.
pub(super) const LIVE: [(CompletionKind, &str, &str); 5] = [
    (CompletionKind::Session, "list-sessions", "#{session_name}"),
    (
        CompletionKind::Window,
        "list-windows -a",
        "#{session_name}:#{window_index}",
    ),
    (
        CompletionKind::Pane,
        "list-panes -a",
        "#{session_name}:#{window_index}.#{pane_index}",
    ),
    (CompletionKind::Client, "list-clients", "#{client_name}"),
    (CompletionKind::Buffer, "list-buffers", "#{buffer_name}"),
];

/// Value names by kind; a name that ends in `-` and one of these has the same kind.
const NAMES: &[(&str, CompletionKind)] = &[
    ("session", CompletionKind::Session),
    ("group-name", CompletionKind::Session),
    ("window", CompletionKind::Window),
    ("pane", CompletionKind::Pane),
    ("client", CompletionKind::Client),
    ("buffer-name", CompletionKind::Buffer),
    ("key-table", CompletionKind::KeyTable),
    ("layout-name", CompletionKind::Layout),
    ("option", CompletionKind::Option),
    ("hook", CompletionKind::Hook),
    ("command", CompletionKind::Command),
    ("file", CompletionKind::File),
    ("path", CompletionKind::File),
    ("socket-path", CompletionKind::File),
    ("directory", CompletionKind::Directory),
];

/// A shell command is not a mux command.
const NOT_SO: &[&str] = &["shell-command"];

impl CompletionKind {
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

    /// The kind of a value by its name.
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

    /// The name of the kind in the scripts.
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
            ("target-session", CompletionKind::Session),
            ("group-name", CompletionKind::Session),
            ("dst-window", CompletionKind::Window),
            ("src-pane", CompletionKind::Pane),
            ("TARGET-CLIENT", CompletionKind::Client),
            ("buffer-name", CompletionKind::Buffer),
            ("new-buffer-name", CompletionKind::Buffer),
            ("key-table", CompletionKind::KeyTable),
            ("start-directory", CompletionKind::Directory),
            ("path", CompletionKind::File),
            ("command", CompletionKind::Command),
            ("shell-command", CompletionKind::Any),
            ("window-name", CompletionKind::Any),
            ("subsession", CompletionKind::Any),
            ("format", CompletionKind::Any),
        ] {
            assert_eq!(CompletionKind::of(name), kind, "{name}");
        }
    }

    #[test]
    fn words_tell_kinds_apart() {
        let words: crate::base::sorted::SortedSet<_> =
            CompletionKind::ALL.iter().map(|k| k.word()).collect();
        assert_eq!(words.len(), CompletionKind::ALL.len());
    }
}
