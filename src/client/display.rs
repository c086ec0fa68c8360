//! The display pipeline of an attached client: frames are composed onto a canvas, and the canvas is
//! painted as bytes for the terminal. It does no output itself.

use super::link_message::LinkMessage;
use super::output::Output;
use crate::base::{MouseTracking, Palette, Size, base64};
use crate::canvas::Canvas;
use crate::scene::{Frame, MouseWanted};
use crate::tty::{Caps, DesiredModes, Painter, TerminalModes, osc_out};
use crate::ui::Compositor;
use crate::wire::MAX_TO_SERVER;

/// The most rows that a message of the client covers.
const MESSAGE_ROWS: u16 = 3;

/// Compositor, canvas, painter and output queue of one terminal.
#[derive(Debug)]
pub struct Display {
    /// The output queue.
    pub output: Output,
    compositor: Compositor,
    canvas: Canvas,
    painter: Painter,
    /// The number of the last frame that was applied and not painted.
    unpainted: Option<u64>,
    changed: bool,
    bell: bool,
    modes: TerminalModes,
    desired: DesiredModes,
    /// [`Display::new_undo`] has a new result.
    undo_changed: bool,
    title: Option<String>,
    cursor_color: Option<(u8, u8, u8)>,
    /// How many clipboard queries the terminal has not answered.
    clipboard_queries: u32,
}

impl Display {
    /// An empty display of `size`.
    pub fn new(caps: Caps, size: Size) -> Self {
        Self {
            output: Output::default(),
            compositor: Compositor::new(),
            canvas: Canvas::new(size),
            painter: Painter::new(caps),
            unpainted: None,
            changed: false,
            bell: false,
            modes: TerminalModes::new(),
            desired: DesiredModes::default(),
            undo_changed: false,
            title: None,
            cursor_color: None,
            clipboard_queries: 0,
        }
    }

    /// Queues the bytes that take over the terminal in its default state and query its
    /// capabilities.
    pub fn take_over(&mut self) {
        self.modes = TerminalModes::new();
        self.title = None;
        self.cursor_color = None;
        self.enter();
        let queries = self.caps().queries();
        self.output.bytes().extend_from_slice(queries);
        self.repaint();
    }

    /// The bytes that restore the terminal once the queue is written; `None` if they are the same
    /// as at the last call.
    pub fn new_undo(&mut self) -> Option<Vec<u8>> {
        std::mem::take(&mut self.undo_changed).then(|| self.modes.undo())
    }

    /// The capabilities of the terminal.
    pub const fn caps(&self) -> &Caps {
        self.painter.caps()
    }

    /// Uses other capabilities from now on.
    pub fn set_caps(&mut self, caps: Caps) {
        self.painter.set_caps(caps);
        self.enter();
        self.changed = true;
    }

    /// Queries the text and background colours (OSC 10 and 11).
    pub fn query_colors(&mut self) {
        self.output
            .bytes()
            .extend_from_slice(b"\x1b]10;?\x1b\\\x1b]11;?\x1b\\");
    }

    /// Applies a frame; [`Display::draw`] shows it.
    pub fn apply(&mut self, frame: Frame) {
        self.unpainted = Some(frame.number);
        self.bell |= frame.bell;
        self.compositor.apply(frame);
        self.changed = true;
    }

    /// Sets the colours of the client's theme.
    pub fn set_palette(&mut self, palette: Palette) {
        self.compositor.set_palette(palette);
        self.changed = true;
    }

    /// Shows a message of the client over the last rows, or removes it.
    pub fn set_message(&mut self, message: Option<&LinkMessage>) {
        let size = self.canvas.size();
        let rows = message.map(|message| message.rows(size.cols, MESSAGE_ROWS.min(size.rows)));
        self.changed |= self.compositor.set_message(rows.unwrap_or_default());
    }

    /// Adapts to the size of the terminal and repaints.
    pub fn resize(&mut self, size: Size) {
        if size != self.canvas.size() {
            self.canvas.resize(size);
            self.painter.resize(size);
        }
        self.repaint();
    }

    /// Repaints everything: another program may have written to the terminal.
    pub fn repaint(&mut self) {
        self.compositor.invalidate();
        self.painter.invalidate();
        self.changed = true;
    }

    /// Forgets which frames to acknowledge: the server that sent them is gone.
    pub fn forget_frames(&mut self) {
        self.unpainted = None;
        self.output.forget_marks();
    }

    /// Sets a selection of the terminal (OSC 52). Returns false if it does not support that.
    pub fn set_clipboard(&mut self, selection: &str, data: &[u8]) -> bool {
        osc_out::clipboard(selection, data, self.painter.caps(), self.output.bytes());
        self.painter.caps().clipboard
    }

    /// Queries a selection of the terminal (OSC 52).
    pub fn query_clipboard(&mut self, selection: &str) {
        if self.painter.caps().clipboard {
            self.clipboard_queries += 1;
        }
        osc_out::clipboard_query(selection, self.painter.caps(), self.output.bytes());
    }

    /// Decodes the answer to a clipboard query. `None` if there was no query, or if the data is
    /// invalid or too long for a message.
    pub fn on_clipboard(&mut self, base64: &str) -> Option<Vec<u8>> {
        self.clipboard_queries = self.clipboard_queries.checked_sub(1)?;
        let data = base64::decode(base64.as_bytes())?;
        (data.len() < MAX_TO_SERVER / 2).then_some(data)
    }

    /// Shows a desktop notification (OSC 9).
    pub fn notify(&mut self, title: &str, body: &str) {
        osc_out::notification(title, body, self.painter.caps(), self.output.bytes());
    }

    /// Sends bytes unchanged, between saving and restoring the cursor (`allow-passthrough`).
    pub fn passthrough(&mut self, bytes: &[u8]) {
        let out = self.output.bytes();
        out.extend_from_slice(b"\x1b7");
        out.extend_from_slice(bytes);
        out.extend_from_slice(b"\x1b8");
    }

    /// Whether there is something to draw and the terminal has taken all output before it.
    pub fn can_draw(&self) -> bool {
        self.changed && self.output.is_empty()
    }

    /// Paints the changes into the output queue if that is empty. A slow terminal thus skips frames
    /// instead of lagging behind.
    pub fn draw(&mut self) {
        if !self.can_draw() {
            return;
        }
        self.changed = false;
        self.compositor.compose(&mut self.canvas);
        let cursor = self.compositor.cursor(self.canvas.size());
        self.set_modes(cursor.and_then(|c| c.color));
        let cursor = cursor.map(|c| (c.at, c.shape, c.blink));
        self.painter
            .paint(&self.canvas, cursor, self.output.bytes());
        if std::mem::take(&mut self.bell) {
            osc_out::bell(self.output.bytes());
        }
        if let Some(number) = self.unpainted.take() {
            self.output.mark(number);
        }
    }

    /// Sets mouse mode, title and cursor colour as the scene asks for.
    fn set_modes(&mut self, color: Option<(u8, u8, u8)>) {
        let scene = self.compositor.scene();
        let desired = DesiredModes {
            mouse: match scene.mouse {
                MouseWanted::Off => MouseTracking::Off,
                MouseWanted::Buttons => MouseTracking::Button,
                MouseWanted::All => MouseTracking::Any,
            },
            title: self.desired.title || scene.title.is_some(),
            ..self.desired
        };
        if desired != self.desired {
            self.desired = desired;
            self.enter();
        }
        let (caps, out) = (self.painter.caps(), self.output.bytes());
        let scene = self.compositor.scene();
        if let Some(title) = &scene.title
            && scene.title != self.title
        {
            osc_out::title(title, caps, out);
            self.title.clone_from(&scene.title);
        }
        if color != self.cursor_color {
            osc_out::cursor_color(color, caps, out);
            self.cursor_color = color;
        }
    }

    /// Queues the changes from the current modes to the desired ones.
    fn enter(&mut self) {
        let (caps, out) = (self.painter.caps(), self.output.bytes());
        self.modes.enter(caps, &self.desired, out);
        self.undo_changed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Line, PaneId, Rect, Style};
    use crate::scene::{Cursor, PaneArea, PaneRows, Scene};

    const SIZE: Size = Size::new(20, 3);

    fn frame(number: u64, text: &str) -> Frame {
        let mut line = Line::default();
        line.push_str(text, Style::DEFAULT);
        let pane = PaneArea {
            rect: Rect::new(0, 0, 20, 3),
            ..PaneArea::default()
        };
        let scene = Scene {
            size: SIZE,
            area: pane.rect,
            window: SIZE,
            panes: vec![pane],
            title: Some("t1".to_owned()),
            mouse: MouseWanted::Buttons,
            ..Scene::default()
        };
        Frame {
            number,
            scene: Some(Box::new(scene)),
            rows: vec![PaneRows {
                pane: PaneId(0),
                all: false,
                rows: vec![(0, line)],
            }],
            cursor: Some(Cursor::default()),
            bell: true,
        }
    }

    fn flushed(display: &mut Display) -> (String, Option<u64>) {
        let mut bytes = Vec::new();
        display.output.flush(&mut bytes).unwrap();
        let done = display.output.take_done();
        (String::from_utf8(bytes).unwrap(), done)
    }

    #[test]
    fn a_frame_sets_text_title_mouse_and_bell_once() {
        let mut display = Display::new(Caps::ALL, SIZE);
        display.apply(frame(7, "hello"));
        display.draw();
        let (bytes, done) = flushed(&mut display);
        for part in ["hello", "\x1b]2;t1\x1b\\", "\x1b[?1002h", "\x07"] {
            assert!(bytes.contains(part), "{part:?} in {bytes:?}");
        }
        assert_eq!(done, Some(7));
        display.apply(Frame {
            bell: false,
            ..frame(8, "hello")
        });
        display.draw();
        assert_eq!(flushed(&mut display), (String::new(), Some(8)));
    }

    #[test]
    fn a_slow_terminal_skips_frames() {
        let mut display = Display::new(Caps::ALL, SIZE);
        for (number, text) in [(1, "first"), (2, "second"), (3, "third")] {
            display.apply(frame(number, text));
            display.draw();
        }
        let (bytes, done) = flushed(&mut display);
        assert!(bytes.contains("first") && !bytes.contains("third"));
        assert_eq!(done, Some(1));
        display.draw();
        let (bytes, done) = flushed(&mut display);
        assert!(bytes.contains("thi") && !bytes.contains("sec"), "{bytes:?}");
        assert_eq!(done, Some(3));
    }

    #[test]
    fn missing_capabilities_are_not_used() {
        let caps = Caps {
            addressable: true,
            ..Caps::NONE
        };
        let mut display = Display::new(caps, SIZE);
        assert!(!display.set_clipboard("c", b"secret"));
        display.apply(frame(1, "x"));
        display.draw();
        let (bytes, _) = flushed(&mut display);
        assert!(
            !bytes.contains("\x1b]") && !bytes.contains("?1002"),
            "{bytes:?}"
        );
    }

    #[test]
    fn everything_is_set_again_after_a_suspend() {
        let mut display = Display::new(Caps::ALL, SIZE);
        display.apply(frame(1, "x"));
        display.draw();
        flushed(&mut display);
        assert!(display.new_undo().is_some());
        display.take_over();
        let (mut bytes, _) = flushed(&mut display);
        display.draw();
        bytes += &flushed(&mut display).0;
        for part in ["\x1b[?1049h", "\x1b]2;t1", "\x1b[?1002h", "x"] {
            assert!(bytes.contains(part), "{part:?} in {bytes:?}");
        }
        let undo = String::from_utf8(display.new_undo().unwrap()).unwrap();
        assert!(undo.contains("\x1b[?1002l") && undo.contains("\x1b[?1049l"));
        assert_eq!(display.new_undo(), None);
    }
}
