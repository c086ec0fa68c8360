//! What the terminal shows and what is on its way to it: frames become a picture, the picture
//! becomes bytes. It does not know where they go.

use super::output::Output;
use crate::base::{MouseTracking, Size, base64};
use crate::canvas::Canvas;
use crate::scene::{Frame, MouseWanted};
use crate::tty::{Caps, DesiredModes, Painter, TerminalModes, osc_out};
use crate::ui::Compositor;
use crate::wire::MAX_TO_SERVER;

/// The picture, the canvas, the painter, and the bytes that the terminal did not take yet.
#[derive(Debug)]
pub struct Display {
    /// Bytes for the terminal.
    pub output: Output,
    picture: Compositor,
    canvas: Canvas,
    painter: Painter,
    /// The number of the last frame that is applied and not painted.
    unpainted: Option<u64>,
    changed: bool,
    bell: bool,
    outer: TerminalModes,
    wants: DesiredModes,
    /// What gives the terminal back is not what it was.
    undo_changed: bool,
    title: Option<String>,
    cursor_color: Option<(u8, u8, u8)>,
    /// How many questions for its clipboard the terminal has not answered.
    asked: u32,
}

impl Display {
    /// A display of `size` that shows nothing yet.
    pub fn new(caps: Caps, size: Size) -> Self {
        Self {
            output: Output::default(),
            picture: Compositor::new(),
            canvas: Canvas::new(size),
            painter: Painter::new(caps),
            unpainted: None,
            changed: false,
            bell: false,
            outer: TerminalModes::new(),
            wants: DesiredModes::default(),
            undo_changed: false,
            title: None,
            cursor_color: None,
            asked: 0,
        }
    }

    /// Takes the terminal over, and asks it what it can do. Nothing that was set before is set.
    pub fn take_over(&mut self) {
        self.outer = TerminalModes::new();
        self.title = None;
        self.cursor_color = None;
        self.enter();
        let queries = self.caps().queries();
        self.output.bytes().extend_from_slice(queries);
        self.repaint();
    }

    /// What gives the terminal back once the output so far is written, if that is not as it was
    /// at the last call.
    pub fn new_undo(&mut self) -> Option<Vec<u8>> {
        std::mem::take(&mut self.undo_changed).then(|| self.outer.undo())
    }

    /// What the terminal can do.
    pub const fn caps(&self) -> &Caps {
        self.painter.caps()
    }

    /// The terminal can do more than was known: uses it from now on.
    pub fn learn(&mut self, caps: Caps) {
        self.painter.set_caps(caps);
        self.enter();
        self.changed = true;
    }

    /// Asks the terminal for its colours: they may be others than they were.
    pub fn ask_colors(&mut self) {
        self.output
            .bytes()
            .extend_from_slice(b"\x1b]10;?\x1b\\\x1b]11;?\x1b\\");
    }

    /// Takes in a frame; [`Display::draw`] shows it.
    pub fn apply(&mut self, frame: Frame) {
        self.unpainted = Some(frame.number);
        self.bell |= frame.bell;
        self.picture.apply(frame);
        self.changed = true;
    }

    /// Shows a note across the last row, or takes it away.
    pub fn set_note(&mut self, note: Option<String>) {
        self.changed |= self.picture.set_note(note);
    }

    /// The terminal has another size.
    pub fn resize(&mut self, size: Size) {
        if size != self.canvas.size() {
            self.canvas.resize(size);
            self.painter.resize(size);
        }
        self.repaint();
    }

    /// Something else has written to the terminal: shows everything anew.
    pub fn repaint(&mut self) {
        self.picture.invalidate();
        self.painter.invalidate();
        self.changed = true;
    }

    /// The server is another one: it does not wait for the frames of the one before.
    pub fn forget_frames(&mut self) {
        self.unpainted = None;
        self.output.forget_marks();
    }

    /// Puts `data` into the terminal's clipboard.
    pub fn clipboard(&mut self, selection: &str, data: &[u8]) {
        osc_out::clipboard(selection, data, self.painter.caps(), self.output.bytes());
    }

    /// Asks the terminal for its clipboard.
    pub fn ask_clipboard(&mut self, selection: &str) {
        if self.painter.caps().clipboard {
            self.asked += 1;
        }
        osc_out::clipboard_query(selection, self.painter.caps(), self.output.bytes());
    }

    /// What the terminal's clipboard holds, if somebody wants to know and it can be passed on.
    pub fn clipboard_said(&mut self, base64: &str) -> Option<Vec<u8>> {
        self.asked = self.asked.checked_sub(1)?;
        let data = base64::decode(base64.as_bytes())?;
        (data.len() < MAX_TO_SERVER / 2).then_some(data)
    }

    /// Has the terminal tell the person something.
    pub fn notify(&mut self, title: &str, body: &str) {
        osc_out::notification(title, body, self.painter.caps(), self.output.bytes());
    }

    /// Sends bytes as they are, with the cursor as it was before and after.
    pub fn passthrough(&mut self, bytes: &[u8]) {
        let out = self.output.bytes();
        out.extend_from_slice(b"\x1b7");
        out.extend_from_slice(bytes);
        out.extend_from_slice(b"\x1b8");
    }

    /// Whether there is something to draw, and the terminal is ready for it.
    pub fn can_draw(&self) -> bool {
        self.changed && self.output.is_empty()
    }

    /// Appends what changed to the output, but only when the terminal has taken all that went
    /// before: a slow terminal skips what it has no time for.
    pub fn draw(&mut self) {
        if !self.can_draw() {
            return;
        }
        self.changed = false;
        self.picture.compose(&mut self.canvas);
        let cursor = self.picture.cursor(self.canvas.size());
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

    /// Title, mouse and cursor colour as the scene wants them.
    fn set_modes(&mut self, color: Option<(u8, u8, u8)>) {
        let scene = self.picture.scene();
        let wants = DesiredModes {
            mouse: match scene.mouse {
                MouseWanted::Off => MouseTracking::Off,
                MouseWanted::Buttons => MouseTracking::Button,
                MouseWanted::All => MouseTracking::Any,
            },
            title: self.wants.title || scene.title.is_some(),
            ..self.wants
        };
        if wants != self.wants {
            self.wants = wants;
            self.enter();
        }
        let (caps, out) = (self.painter.caps(), self.output.bytes());
        let scene = self.picture.scene();
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

    /// Brings the terminal's modes to what is wanted of them.
    fn enter(&mut self) {
        let (caps, out) = (self.painter.caps(), self.output.bytes());
        self.outer.enter(caps, &self.wants, out);
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
    fn a_frame_brings_text_title_mouse_and_bell_once() {
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
    fn what_a_terminal_cannot_do_is_not_sent() {
        let caps = Caps {
            addressable: true,
            ..Caps::NONE
        };
        let mut display = Display::new(caps, SIZE);
        display.clipboard("c", b"secret");
        display.apply(frame(1, "x"));
        display.draw();
        let (bytes, _) = flushed(&mut display);
        assert!(
            !bytes.contains("\x1b]") && !bytes.contains("?1002"),
            "{bytes:?}"
        );
    }

    #[test]
    fn all_is_set_again_after_a_suspend() {
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
