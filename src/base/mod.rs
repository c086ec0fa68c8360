//! The words every room shares: geometry, ids, keys, styles, spans of text, width, errors, time.
//! It knows nothing of terminals, processes or commands, and does no input or output.

pub mod base64;
pub mod count;
pub mod cursor;
pub mod error;
pub mod geom;
pub mod id;
pub mod key;
pub mod line;
pub mod mouse;
pub mod palette;
pub mod style;
pub mod time;
pub mod varint;
pub mod width;

pub use count::counted;
pub use cursor::CursorShape;
pub use error::{Error, ErrorKind, Result};
pub use geom::{Axis, Direction, Point, Rect, Size};
pub use id::{ClientId, JobId, PaneId, SessionId, TimerId, WindowId};
pub use key::{Key, KeyCode, KeyEvent, KeyEventKind, Mods};
pub use line::{Cells, Line, Link, Span};
pub use mouse::{MouseButton, MouseEvent, MouseEventKind, MouseTracking};
pub use style::{Attrs, Color, Style, Underline};
pub use time::Now;
