//! What a screen reports while it is fed: replies for the program and news for everyone else.

/// A boundary in the life of a shell prompt (OSC 133).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptMark {
    /// The prompt begins (A).
    Prompt,
    /// The prompt ended, what the person types begins (B).
    Input,
    /// The command runs, its output begins (C).
    Output,
    /// The command ended (D), with its exit status if the shell gave one.
    End(Option<i32>),
}

/// Something that happened while bytes were fed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Bytes to write to the program: the answer to a query.
    Reply(Vec<u8>),
    /// BEL.
    Bell,
    /// The title changed (OSC 0 and 2).
    Title(String),
    /// The program wants its window renamed (`ESC k`).
    Rename(String),
    /// The working directory changed (OSC 7), as a path.
    Cwd(String),
    /// The program sets a clipboard (OSC 52).
    Clipboard {
        /// Which: letters of `cpqs01234567`, or empty.
        selection: String,
        /// The decoded contents; empty clears.
        data: Vec<u8>,
    },
    /// The program asks for a clipboard (OSC 52 with `?`).
    ClipboardQuery {
        /// Which: letters as in [`Event::Clipboard`].
        selection: String,
        /// The question ends with BEL, and so should the answer.
        bell: bool,
    },
    /// A desktop notification (OSC 9, 99 and 777).
    Notify {
        /// The title, or empty.
        title: String,
        /// The text.
        body: String,
    },
    /// A prompt mark (OSC 133).
    Prompt(PromptMark),
    /// A progress bar (OSC 9;4).
    Progress {
        /// 0 none, 1 normal, 2 error, 3 indeterminate, 4 paused.
        state: u8,
        /// Percent, 0 to 100.
        value: u8,
    },
    /// Bytes that the program wants to send through to the outer terminal (`DCS tmux;`).
    Passthrough(Vec<u8>),
    /// Something in [`Modes`](super::Modes) or the cursor's look changed.
    Modes,
    /// The alternate screen was entered (true) or left.
    Alternate(bool),
    /// The palette or one of the special colours changed.
    Palette,
}
