//! The screen of one tab: frames of the server are composed and painted as bytes for xterm.js.

use super::hints::{self, Hints};
use super::messages::ToPage;
use crate::base::{Palette, Size};
use crate::canvas::Canvas;
use crate::scene::{Frame, MouseWanted, Scene};
use crate::tty::{Caps, Painter, osc_out};
use crate::ui::Compositor;

/// The features of xterm.js, with the names of `terminal-features`, for the server.
pub const FEATURES: &str = "256,RGB,bpaste,clipboard,cstyle,extkeys,focus,hyperlinks,mouse,strikethrough,sync,title,\
     usstyle";

/// Clears the screen with autowrap off, so that its last cell can be written without scrolling.
const CLEAR: &[u8] = b"\x1b[m\x1b[?7l\x1b[4l\x1b[?6l\x1b[r\x1b[H\x1b[2J";

/// What xterm.js can show. Title, clipboard, mouse and keys travel as messages.
fn caps() -> Caps {
    Caps {
        title: false,
        title_stack: false,
        clipboard: false,
        bracketed_paste: false,
        focus: false,
        mouse: false,
        kitty_keyboard: false,
        modify_other_keys: false,
        color_scheme: false,
        progress: false,
        directory: false,
        margins: false,
        rectangles: false,
        sixel: false,
        queries: false,
        ..Caps::ALL
    }
}

/// Compositor, canvas and painter of one tab.
#[derive(Debug)]
pub struct TabScreen {
    compositor: Compositor,
    canvas: Canvas,
    painter: Painter,
    /// The number of the last frame of the server that was applied and not painted.
    unpainted: Option<u64>,
    changed: bool,
    clears: bool,
    bell: bool,
    title: Option<String>,
    mouse: MouseWanted,
    cursor_color: Option<(u8, u8, u8)>,
    /// The page shows key hints itself.
    takes_hints: bool,
    hints: Hints,
    /// The hints that the page was told.
    told_hints: Hints,
}

/// One painted frame.
#[derive(Debug, Default, PartialEq)]
pub struct Painted {
    /// The bytes for the terminal.
    pub bytes: Vec<u8>,
    /// The frame of the server to acknowledge when the page has painted these.
    pub frame: Option<u64>,
    /// Messages that belong to it.
    pub messages: Vec<ToPage>,
}

impl TabScreen {
    /// A blank screen of `size`.
    pub fn new(size: Size) -> Self {
        Self {
            compositor: Compositor::new(),
            canvas: Canvas::new(size),
            painter: Painter::new(caps()),
            unpainted: None,
            changed: true,
            clears: true,
            bell: false,
            title: None,
            mouse: MouseWanted::Off,
            cursor_color: None,
            takes_hints: false,
            hints: Hints::default(),
            told_hints: Hints::default(),
        }
    }

    /// Whether key hints are messages from now on, and not drawn.
    pub const fn take_hints(&mut self, take: bool) {
        self.takes_hints = take;
    }

    /// The size.
    pub fn size(&self) -> Size {
        self.canvas.size()
    }

    /// The scene that was applied last.
    pub const fn scene(&self) -> &Scene {
        self.compositor.scene()
    }

    /// Applies a frame of the server.
    pub fn apply(&mut self, mut frame: Frame) {
        if let Some(scene) = frame.scene.as_deref_mut().filter(|_| self.takes_hints) {
            self.hints = hints::take(scene);
        }
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

    /// Forgets which frame to acknowledge: the server that sent it is gone.
    pub const fn forget_frames(&mut self) {
        self.unpainted = None;
    }

    /// A frame of the server was sent to a page that is gone: the next one shows it too.
    pub fn again(&mut self, frame: Option<u64>) {
        self.unpainted = self.unpainted.max(frame);
    }

    /// Adapts to another size.
    pub fn resize(&mut self, size: Size) {
        if size != self.canvas.size() {
            self.canvas.resize(size);
            self.painter.resize(size);
            self.compositor.invalidate();
            self.changed = true;
        }
    }

    /// Another page shows the screen: the next frame repaints everything.
    pub fn repaint(&mut self) {
        self.compositor.invalidate();
        self.painter.invalidate();
        self.changed = true;
        self.clears = true;
        self.title = None;
        self.mouse = MouseWanted::Off;
        self.cursor_color = None;
        self.told_hints = Hints::default();
    }

    /// Paints the changes since the last call; `None`: there are none.
    pub fn paint(&mut self) -> Option<Painted> {
        if !std::mem::take(&mut self.changed) {
            return None;
        }
        let mut painted = Painted {
            frame: self.unpainted.take(),
            ..Painted::default()
        };
        if std::mem::take(&mut self.clears) {
            painted.bytes.extend_from_slice(CLEAR);
        }
        self.compositor.compose(&mut self.canvas);
        let cursor = self.compositor.cursor(self.canvas.size());
        let color = cursor.and_then(|cursor| cursor.color);
        if color != self.cursor_color {
            osc_out::cursor_color(color, self.painter.caps(), &mut painted.bytes);
            self.cursor_color = color;
        }
        let cursor = cursor.map(|c| (c.at, c.shape, c.blink));
        self.painter.paint(&self.canvas, cursor, &mut painted.bytes);
        self.messages(&mut painted.messages);
        Some(painted)
    }

    fn messages(&mut self, out: &mut Vec<ToPage>) {
        if std::mem::take(&mut self.bell) {
            out.push(ToPage::Bell {});
        }
        if self.hints != self.told_hints {
            self.told_hints.clone_from(&self.hints);
            let Hints { title, groups } = self.hints.clone();
            out.push(ToPage::Hints { title, groups });
        }
        let scene = self.compositor.scene();
        if scene.mouse != self.mouse {
            self.mouse = scene.mouse;
            out.push(ToPage::Mode {
                mouse: match scene.mouse {
                    MouseWanted::Off => "off",
                    MouseWanted::Buttons => "buttons",
                    MouseWanted::All => "all",
                },
            });
        }
        if scene.title != self.title {
            self.title.clone_from(&scene.title);
            let text = scene.title.clone().unwrap_or_default();
            out.push(ToPage::Title { text });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{CursorShape, Point};
    use crate::scene::Cursor;

    fn frame(number: u64) -> Frame {
        Frame {
            number,
            scene: Some(Box::new(Scene {
                size: Size::new(10, 3),
                mouse: MouseWanted::Buttons,
                title: Some("vim".to_owned()),
                ..Scene::default()
            })),
            cursor: Some(Cursor {
                at: Point::new(1, 1),
                shape: CursorShape::Bar,
                ..Cursor::default()
            }),
            bell: number == 1,
            ..Frame::default()
        }
    }

    #[test]
    fn modes_travel_as_messages_and_not_as_bytes() {
        let mut screen = TabScreen::new(Size::new(10, 3));
        screen.apply(frame(1));
        let painted = screen.paint().unwrap();
        assert!(painted.bytes.starts_with(CLEAR));
        let text = String::from_utf8(painted.bytes).unwrap();
        for mode in [
            "?1000", "?1002", "?1003", "?1006", "?2004", "?1004", ">4", "]2;",
        ] {
            assert!(!text.contains(mode), "{text:?}");
        }
        assert!(text.contains("\x1b[6 q"), "{text:?}");
        assert_eq!(painted.frame, Some(1));
        let messages = [
            ToPage::Bell {},
            ToPage::Mode { mouse: "buttons" },
            ToPage::Title {
                text: "vim".to_owned(),
            },
        ];
        assert_eq!(painted.messages, messages);
        assert_eq!(screen.paint(), None);
        screen.apply(frame(2));
        assert_eq!(screen.paint().unwrap().messages, []);
    }

    #[test]
    fn a_new_page_gets_everything_again() {
        let mut screen = TabScreen::new(Size::new(10, 3));
        screen.apply(frame(1));
        let first = screen.paint().unwrap();
        screen.repaint();
        screen.again(first.frame);
        let again = screen.paint().unwrap();
        assert_eq!(
            again.frame,
            Some(1),
            "the frame is acknowledged once it is seen"
        );
        assert_eq!(again.bytes, first.bytes);
        assert_eq!(again.messages, first.messages[1..], "the bell rings once");
    }
}
