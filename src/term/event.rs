//! Events that a screen reports while it processes output: replies for the program, changes for the
//! rest of mux.

/// A boundary of a shell prompt (OSC 133).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptMark {
    /// The prompt begins (A).
    Prompt,
    /// The prompt ended and the user's input begins (B).
    Input,
    /// A command runs and its output begins (C).
    Output,
    /// The command ended (D), with its exit status if the shell sent it.
    End(Option<i32>),
}

/// A colour that a program queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueriedColor {
    /// Text (OSC 10).
    Text,
    /// Background (OSC 11).
    Background,
    /// Cursor (OSC 12).
    Cursor,
    /// A palette entry (OSC 4).
    Palette(u8),
    /// The colour of an attribute (OSC 5): bold, underline, blink, reverse, italic.
    Special,
}

/// A query for a colour that the screen does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColorQuery {
    /// Identifies the query among those of its screen.
    pub number: u64,
    /// The colour.
    pub color: QueriedColor,
    /// The parameters that name the colour in the reply, such as `4;1`.
    pub name: String,
    /// The query ends with BEL, so the reply must, too.
    pub bell: bool,
}

impl ColorQuery {
    /// The reply, with 16 bits for each of red, green and blue.
    pub fn reply(&self, (r, g, b): (u8, u8, u8)) -> Vec<u8> {
        let end = if self.bell { "\x07" } else { "\x1b\\" };
        let name = &self.name;
        format!("\x1b]{name};rgb:{r:02x}{r:02x}/{g:02x}{g:02x}/{b:02x}{b:02x}{end}").into_bytes()
    }
}

/// An event during the processing of output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Bytes to write to the program: the reply to a query.
    Reply(Vec<u8>),
    /// BEL.
    Bell,
    /// The title changed (OSC 0 and 2).
    Title(String),
    /// The program requests another window name (`ESC k`).
    Rename(String),
    /// The working directory changed (OSC 7 and OSC 9;9), as a path.
    Cwd(String),
    /// The program sets a clipboard (OSC 52).
    Clipboard {
        /// The selections: letters of `cpqs01234567`, or empty.
        selection: String,
        /// The decoded content. Empty content clears the clipboard.
        data: Vec<u8>,
    },
    /// The program queries a clipboard (OSC 52 with `?`).
    ClipboardQuery {
        /// The selections, as in [`Event::Clipboard`].
        selection: String,
        /// The query ends with BEL, so the reply must, too.
        bell: bool,
    },
    /// A desktop notification (OSC 9, 99 and 777).
    Notify {
        /// The title, or empty.
        title: String,
        /// The body.
        body: String,
    },
    /// A prompt mark (OSC 133), and the number of the line with the cursor; `None` on the alternate
    /// screen.
    Prompt(PromptMark, Option<u64>),
    /// A change of the progress bar (OSC 9;4, ConEmu).
    Progress {
        /// 0 hidden, 1 normal, 2 error, 3 indeterminate, 4 paused.
        state: u8,
        /// Percent, 0 to 100.
        value: u8,
    },
    /// Bytes for the outer terminal (`DCS tmux;`), without the doubled ESC.
    Passthrough(Vec<u8>),
    /// [`Modes`](super::Modes) or the cursor's shape changed.
    Modes,
    /// The program switched to the alternate screen (true) or to the main screen.
    Alternate(bool),
    /// The program queries a colour that neither it nor `pane-colours` set.
    ColorQuery(ColorQuery),
    /// The palette or the text, background or cursor colour changed.
    Palette,
    /// The text of the command that starts with the next mark C (OSC 133). A command that begins
    /// with a space has no such event: shells keep it out of their history.
    Command(String),
}
