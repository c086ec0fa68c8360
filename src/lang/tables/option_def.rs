//! The definition of an option: a row of the tables of options and hooks.

/// The levels at which an option can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope(u8);

impl Scope {
    /// The server.
    pub const SERVER: Self = Self(1);
    /// Sessions, and the global session options.
    pub const SESSION: Self = Self(1 << 1);
    /// Windows, and the global window options.
    pub const WINDOW: Self = Self(1 << 2);
    /// Panes; always together with [`Scope::WINDOW`].
    pub const PANE: Self = Self(1 << 3);

    /// The levels of both scopes.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether this scope includes all levels of `other`.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// The kind of values that an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    String,
    /// An integer within a range.
    Number {
        /// The minimum, inclusive.
        min: i64,
        /// The maximum, inclusive.
        max: i64,
    },
    /// The name of a key.
    Key,
    /// The name of a colour.
    Colour,
    /// A style, or a format that expands to one.
    Style,
    /// On or off.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A command.
    Command,
}

/// How the text of an array option is split, and its default elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArrayDef {
    /// The characters that separate elements. Empty: the whole text is one element.
    pub separators: &'static str,
    /// The default elements.
    pub items: &'static [&'static str],
}

/// The effect on the world when the value of an option changes, besides redrawing every client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnChange {
    /// Nothing more: the value is read when it is needed.
    Redraw,
    /// Make room for the lines with pane titles, or take it back.
    PlaceBorderLines,
    /// Arrange the panes of every window.
    ArrangePanes,
    /// Compute the size of every window.
    ResizeWindows,
    /// Send the limits of the history to every screen.
    SetHistoryLimits,
    /// Send the options that screens honour to every screen.
    SetScreenOptions,
    /// Schedule automatic renaming of every window.
    RenameWindows,
    /// Start the silence timers of monitored windows.
    StartSilenceTimers,
    /// Start the timers of status lines anew.
    RestartStatusTimers,
    /// Close the sessions that `destroy-unattached` ends.
    CloseUnattached,
    /// Start the timer that ends idle sessions.
    StartIdleTimer,
    /// Start the timers that lock sessions.
    StartLockTimers,
    /// Bind or unbind the default keys that only one version of tmux has.
    SetCompatibility,
    /// Look at the files of the configuration from now on.
    WatchConfig,
    /// Read the file of the prompt history.
    LoadPromptHistory,
    /// Replace the defaults of the look (`tables::look`).
    SetLook,
}

/// A row of the table of options or hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionDef {
    /// The name.
    pub name: &'static str,
    /// The levels at which it can be set.
    pub scope: Scope,
    /// The kind of its value; for an array, of its elements.
    pub kind: Kind,
    /// The default as text; empty for an array, whose defaults are in `array`.
    pub default: &'static str,
    /// Set for an array.
    pub array: Option<ArrayDef>,
    /// Glob patterns, separated by `|`, of which a text value must match one.
    pub pattern: Option<&'static str>,
    /// The unit of a number, or empty.
    pub unit: &'static str,
    /// The effect of a change.
    pub on_change: OnChange,
    /// Why the option has no effect yet; `None` if it has one.
    pub inert: Option<&'static str>,
    /// One sentence for the reference.
    pub description: &'static str,
}

impl OptionDef {
    /// Marks a row that has no effect yet, and says why.
    pub(super) const fn inert(mut self, reason: &'static str) -> Self {
        self.inert = Some(reason);
        self
    }

    /// The default as one text; the elements of an array are joined by its first separator.
    pub fn default_text(&self) -> String {
        match self.array {
            None => self.default.to_owned(),
            Some(array) => {
                let joint = array.separators.get(..1).unwrap_or(" ");
                array.items.join(joint)
            }
        }
    }
}
