//! Types that every room shares: geometry, ids, keys, styles, spans of text, text width, errors,
//! time. It knows no terminals, processes or commands and does no I/O.

pub mod base64;
pub mod box_rect;
pub mod client_info;
pub mod cursor;
pub mod error;
pub mod geom;
pub mod id;
pub mod json;
pub mod key;
pub mod line;
pub mod mouse;
pub mod palette;
pub mod plural;
pub mod port_forward;
pub mod raw_bytes;
pub mod signal;
pub mod sorted;
pub mod style;
pub mod tabs;
pub mod theme;
pub mod time;
pub mod url;
pub mod varint;
pub mod width;
pub mod x11_colors;

pub use box_rect::{BoxPart, BoxRect, Grip};
pub use client_info::{ClientInfo, DetachInfo, TerminalInfo, TerminalSettings};
pub use cursor::CursorShape;
pub use error::{Error, ErrorKind, Result};
pub use geom::{Axis, Direction, Point, Rect, Size};
pub use id::{ClientId, JobId, PaneId, SessionId, TimerId, WindowId};
pub use key::{Key, KeyCode, KeyEvent, KeyEventKind, Mods};
pub use line::{Cells, Line, Link, Span};
pub use mouse::{MouseButton, MouseEvent, MouseEventKind, MouseTracking};
pub use plural::counted;
pub use style::{Attrs, Color, Style, Underline};
pub use theme::{Ink, Palette, Role};
pub use time::Now;
