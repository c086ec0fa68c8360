//! Numbers of signals for code that makes no system calls. They are the same on Linux, macOS and
//! the BSDs; `sys` has the complete list.

/// Hangup: the terminal of the program is gone.
pub const SIGHUP: i32 = 1;
/// Kill. A program cannot catch it.
pub const SIGKILL: i32 = 9;
/// Termination request.
pub const SIGTERM: i32 = 15;
/// Change of the window size. Full-screen programs redraw on it.
pub const SIGWINCH: i32 = 28;
