//! What people type and read: words and quoting, targets, formats, styles, key names, and the tables
//! of options, variables, hooks and default keys. It knows no session and no screen.

pub mod color;
pub mod keys;
pub mod style;
mod x11_colors;
