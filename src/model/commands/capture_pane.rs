//! `capture-pane`: copy the contents of a pane as text.

use crate::base::{Error, Line, Result};
use crate::model::command::def::Command;
use crate::model::modes::mode_dispatch;
use crate::model::ops::clipboard;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::pane_access::of_screen;
use crate::model::view::capture::{Form, Rows, pending, text};
use crate::term::Screen;

/// Copy a pane's contents to a buffer or to standard output.
#[derive(clap::Args, Debug)]
pub struct CapturePane {
    /// Capture the main screen while the pane shows the alternate screen
    #[arg(short = 'a')]
    other: bool,
    /// Write control characters as octal escapes
    #[arg(short = 'C')]
    octal: bool,
    /// Include escape sequences for colours and attributes
    #[arg(short = 'e')]
    escapes: bool,
    /// Begin each line with its flags: H hyperlink, O output, P prompt, W wrapped, X extended
    #[arg(short = 'F')]
    flags: bool,
    /// Print the hyperlinks of the lines instead of their text
    #[arg(short = 'H')]
    links: bool,
    /// Join wrapped lines and keep trailing spaces
    #[arg(short = 'J')]
    join: bool,
    /// Begin each line with its number
    #[arg(short = 'L')]
    numbers: bool,
    /// Capture the view of the pane's mode, if it is in one
    #[arg(short = 'M')]
    mode: bool,
    /// Keep trailing spaces
    #[arg(short = 'N')]
    blanks: bool,
    /// Capture only the bytes of an incomplete escape sequence
    #[arg(short = 'P')]
    pending: bool,
    /// Print to standard output instead of writing a buffer
    #[arg(short = 'p')]
    print: bool,
    /// Do not fail if the pane does not show the alternate screen
    #[arg(short = 'q')]
    quiet: bool,
    /// Omit trailing cells that have no character
    #[arg(short = 'T')]
    trim: bool,
    /// Buffer to write (default: a new buffer)
    #[arg(short = 'b', value_name = "buffer-name")]
    buffer: Option<String>,
    /// Last line, numbered as for -S, or - for the bottom of the screen (the default)
    #[arg(short = 'E', value_name = "end-line")]
    end: Option<String>,
    /// First line: 0 (default) is the top of the screen, -1 the newest history line, - the oldest
    #[arg(short = 'S', value_name = "start-line")]
    start: Option<String>,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for CapturePane {
    const NAME: &'static str = "capture-pane";
    const ALIAS: &'static str = "capturep";
    const AFTER_HOOK: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let mut captured = if self.pending && !self.links {
            let bytes = of_screen(cx.access, place.pane, Screen::pending_sequence);
            pending(bytes, self.octal)
        } else {
            self.capture(cx, place)?.into_bytes()
        };
        if !self.print {
            cx.world.changed = true;
            clipboard::add_buffer(cx.world, self.buffer.as_deref(), captured);
            return Ok(Flow::Done);
        }
        if !captured.ends_with(b"\n") {
            captured.push(b'\n');
        }
        cx.write(captured);
        Ok(Flow::Done)
    }
}

impl CapturePane {
    fn capture(&self, cx: &CommandContext<'_>, place: Location) -> Result<String> {
        let form = Form {
            escapes: self.escapes,
            octal: self.octal,
            blanks: self.blanks,
            join: self.join,
            trim: self.trim,
            numbers: self.numbers,
            flags: self.flags,
            links: self.links,
        };
        let cols = of_screen(cx.access, place.pane, |screen| screen.size().cols);
        let rows = if self.other {
            let kept = |screen: &Screen| {
                screen
                    .on_alternate()
                    .then(|| screen.other_sent_rows())
                    .flatten()
            };
            match of_screen(cx.access, place.pane, kept) {
                Some(rows) => self.part(&rows, cols),
                None if self.quiet => return Ok(String::new()),
                None => return Err(Error::user("no alternate screen")),
            }
        } else if let Some((_, rows)) =
            mode_dispatch::rows(cx.world, place.pane, cx.access).filter(|_| self.mode)
        {
            self.part(&rows, cols)
        } else {
            of_screen(cx.access, place.pane, |screen| {
                let history = i64::try_from(screen.history_rows()).unwrap_or(i64::MAX);
                let (from, to) = self.range(history, i64::from(screen.size().rows));
                Rows {
                    lines: screen.sent_rows(from..to),
                    first: from,
                    cols,
                    marks: if self.flags {
                        screen.marks()
                    } else {
                        Vec::new()
                    },
                }
            })
        };
        Ok(text(&rows, form))
    }

    /// Returns the lines from `-S` to `-E` of rows that have no history.
    fn part(&self, rows: &[Line], cols: u16) -> Rows {
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let (from, to) = self.range(0, count);
        let at = |n: i64| usize::try_from(n).unwrap_or(0);
        Rows {
            lines: rows.get(at(from)..at(to)).unwrap_or_default().to_vec(),
            first: from,
            cols,
            marks: Vec::new(),
        }
    }

    /// Returns the row of `-S` and the row after that of `-E`. Rows of the history are negative.
    fn range(&self, history: i64, rows: i64) -> (i64, i64) {
        let last = rows - 1;
        let row = |word: Option<&str>, end: i64, usual: i64| match word {
            Some("-") => end,
            Some(word) => word
                .trim()
                .parse()
                .map_or(usual, |n: i64| n.clamp(-history, last)),
            None => usual,
        };
        let from = row(self.start.as_deref(), -history, 0);
        let to = row(self.end.as_deref(), last, last);
        (from.min(to), from.max(to) + 1)
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientInfo, PaneId};
    use crate::model::testing::TestWorld;

    #[test]
    fn captures_and_buffers_are_the_same_bytes_in_any_locale() {
        let mut fixture = TestWorld::new();
        fixture.print(PaneId(0), "büro 漢".as_bytes());
        fixture.ok("set-buffer 'büro 漢'");
        for (line, out) in [
            ("capture-pane -p -E 0", "büro 漢\n"),
            ("show-buffer", "büro 漢"),
            ("save-buffer -", "büro 漢"),
            ("display -p 'büro 漢'", "b_ro __\n"),
        ] {
            for as_tmux in [false, true] {
                let client = ClientInfo {
                    env: vec![("LC_ALL".to_owned(), "C".to_owned())],
                    as_tmux,
                    ..ClientInfo::default()
                };
                let client = fixture.start(line, client);
                assert_eq!(fixture.answer(client).out, out, "{line}");
            }
        }
    }
}
