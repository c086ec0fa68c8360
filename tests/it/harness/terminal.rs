//! A terminal with a program in a PTY: its output as a screen (parsed by `vt100`, which shares no
//! code with mux), and a keyboard and mouse.

#![allow(
    unsafe_code,
    reason = "a controlling terminal is made between fork and exec, which only `pre_exec` reaches"
)]

use super::DEADLINE;
use mux::base::Size;
use nix::fcntl::OFlag;
use nix::libc;
use nix::pty::{Winsize, grantpt, posix_openpt, ptsname_r, unlockpt};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Instant;

/// The output of the program so far.
struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
    closed: bool,
}

struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The program exited with this code.
    Code(i32),
    /// This signal ended the program.
    Signal(i32),
}

/// A program in a terminal; dropping it kills the program.
pub struct Terminal {
    child: Child,
    master: File,
    shared: Arc<Shared>,
}

fn window(size: Size) -> Winsize {
    Winsize {
        ws_row: size.rows,
        ws_col: size.cols,
        ws_xpixel: 0,
        ws_ypixel: 0,
    }
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a terminal has rows and columns")
}

/// Both ends of a new terminal, close-on-exec from the start: a program that another test starts
/// meanwhile must not inherit one and hold the terminal open.
fn open(size: Size) -> (File, File) {
    let flags = OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
    let master = posix_openpt(flags).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let mut options = OpenOptions::new();
    let options = options.read(true).write(true).custom_flags(libc::O_NOCTTY);
    let slave = options.open(ptsname_r(&master).unwrap()).unwrap();
    let master = File::from(OwnedFd::from(master));
    set_size(&master, size);
    (master, slave)
}

fn set_size(master: &File, size: Size) {
    let window = window(size);
    // SAFETY: TIOCSWINSZ reads one `Winsize`, which lives until the call returns.
    let done = unsafe { libc::ioctl(master.as_raw_fd(), libc::TIOCSWINSZ, &raw const window) };
    assert_eq!(done, 0, "the size of a terminal can be set");
}

impl Terminal {
    /// Starts any command in a new terminal.
    pub fn spawn(mut command: Command, size: Size) -> Self {
        let (master, slave) = open(size);
        let end = || Stdio::from(slave.try_clone().unwrap());
        command.stdin(end()).stdout(end()).stderr(end());
        // SAFETY: both calls are system calls that may be made between fork and exec, and they
        // touch no memory of the parent.
        unsafe {
            command.pre_exec(|| {
                nix::unistd::setsid()?;
                nix::errno::Errno::result(libc::ioctl(0, libc::TIOCSCTTY, 0))?;
                Ok(())
            });
        }
        let child = command
            .spawn()
            .unwrap_or_else(|e| panic!("{command:?}: {e}"));
        let shared = Arc::new(Shared {
            seen: Mutex::new(Seen {
                parser: vt100::Parser::new(nonzero(size.rows), nonzero(size.cols), 0),
                raw: Vec::new(),
                closed: false,
            }),
            changed: Condvar::new(),
        });
        let (from, to) = (master.try_clone().unwrap(), Arc::clone(&shared));
        std::thread::spawn(move || read(from, &to));
        Self {
            child,
            master,
            shared,
        }
    }

    /// Sends bytes as they are.
    pub fn send(&self, bytes: &[u8]) {
        (&self.master)
            .write_all(bytes)
            .expect("the terminal takes input");
    }

    /// Types text.
    pub fn type_text(&self, text: &str) {
        self.send(text.as_bytes());
    }

    /// Types text and Enter.
    pub fn type_line(&self, text: &str) {
        self.send(format!("{text}\r").as_bytes());
    }

    /// Presses keys by tmux's names, with blanks between: `C-b d`, `M-x`, `F1`, `Up`, `Enter`.
    pub fn keys(&self, names: &str) {
        for name in names.split_whitespace() {
            self.send(&key(name));
        }
    }

    /// Reports the mouse at column `x` and row `y` from 0 as xterm does (SGR): button 0 to 2, 64
    /// and 65 for the wheel, plus 32 for motion.
    pub fn mouse(&self, button: u8, x: u16, y: u16, down: bool) {
        let end = if down { 'M' } else { 'm' };
        self.send(format!("\x1b[<{button};{};{}{end}", x + 1, y + 1).as_bytes());
    }

    /// Presses and releases a button.
    pub fn click(&self, button: u8, x: u16, y: u16) {
        self.mouse(button, x, y, true);
        self.mouse(button, x, y, false);
    }

    /// Resizes the terminal.
    pub fn resize(&self, size: Size) {
        self.seen()
            .parser
            .set_size(nonzero(size.rows), nonzero(size.cols));
        set_size(&self.master, size);
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().expect("vt100 accepts the output")
    }

    /// The result of `ask` for the current screen.
    pub fn screen<T>(&self, ask: impl FnOnce(&vt100::Screen) -> T) -> T {
        ask(self.seen().parser.screen())
    }

    /// The text of the screen: rows joined by newlines, without trailing blanks.
    pub fn text(&self) -> String {
        self.screen(vt100::Screen::contents)
    }

    /// The text of row `y`, counted from 0, without trailing blanks.
    pub fn row(&self, y: u16) -> String {
        self.screen(|screen| row(screen, y))
    }

    /// The cursor as (column, row) from 0.
    pub fn cursor(&self) -> (u16, u16) {
        self.screen(|screen| {
            let (row, column) = screen.cursor_position();
            (column, row)
        })
    }

    /// All output so far.
    pub fn raw(&self) -> Vec<u8> {
        self.seen().raw.clone()
    }

    /// Waits until `wanted` is true of the screen; `what` names the condition in a failure.
    pub fn wait_for(&self, what: &str, mut wanted: impl FnMut(&vt100::Screen) -> bool) {
        self.wait(what, |seen| wanted(seen.parser.screen()));
    }

    /// Waits until the screen contains `text`.
    pub fn wait_for_text(&self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the screen no longer contains `text`.
    pub fn wait_until_gone(&self, text: &str) {
        self.wait_for(&format!("no {text}"), |screen| {
            !screen.contents().contains(text)
        });
    }

    /// Waits until the output contains `bytes`.
    pub fn wait_for_raw(&self, bytes: &[u8]) {
        let what = format!("{:?} in the output", String::from_utf8_lossy(bytes));
        self.wait(&what, |seen| {
            seen.raw.windows(bytes.len()).any(|w| w == bytes)
        });
    }

    fn wait(&self, what: &str, mut wanted: impl FnMut(&Seen) -> bool) {
        let end = Instant::now() + DEADLINE;
        let mut seen = self.seen();
        while !wanted(&seen) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.closed {
                let why = if seen.closed {
                    "the terminal is closed"
                } else {
                    "too late"
                };
                let screen = framed(seen.parser.screen());
                drop(seen);
                panic!("timed out waiting for {what} ({why}):\n{screen}");
            }
            seen = self.shared.changed.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until the program has ended.
    pub fn wait_exit(&mut self) -> Exit {
        let mut status = None;
        super::until(|| {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        let Some(status) = status else {
            panic!("the program does not end:\n{}", self.screen(framed));
        };
        match (status.code(), status.signal()) {
            (Some(code), _) => Exit::Code(code),
            (None, signal) => Exit::Signal(signal.unwrap_or(0)),
        }
    }

    /// Waits until no process has the terminal open and all output has been read.
    pub fn wait_closed(&self) {
        let end = Instant::now() + DEADLINE;
        let mut seen = self.seen();
        while !seen.closed {
            let left = end.saturating_duration_since(Instant::now());
            let screen = framed(seen.parser.screen());
            assert!(!left.is_zero(), "the terminal is held open:\n{screen}");
            seen = self.shared.changed.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// The process id of the program.
    pub fn pid(&self) -> i32 {
        self.child.id().cast_signed()
    }

    /// Sends SIGKILL to the program.
    pub fn kill9(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.kill9();
    }
}

fn read(mut from: File, to: &Shared) {
    let mut bytes = [0; 65536];
    loop {
        let count = from.read(&mut bytes).unwrap_or(0);
        let Ok(mut seen) = to.seen.lock() else {
            return;
        };
        seen.closed = count == 0;
        seen.raw.extend_from_slice(&bytes[..count]);
        seen.parser.process(&bytes[..count]);
        drop(seen);
        to.changed.notify_all();
        if count == 0 {
            return;
        }
    }
}

/// The text of row `y` of a screen, without trailing blanks.
pub fn row(screen: &vt100::Screen, y: u16) -> String {
    let (_, columns) = screen.size();
    let mut rows = screen.rows(0, columns.get());
    rows.nth(usize::from(y))
        .unwrap_or_default()
        .trim_end()
        .to_owned()
}

/// The text of the screen with a frame, for failure messages.
fn framed(screen: &vt100::Screen) -> String {
    let (_, columns) = screen.size();
    let edge = format!("+{}+\n", "-".repeat(usize::from(columns.get())));
    let rows = screen.rows(0, columns.get()).map(|row| format!("|{row}\n"));
    format!(
        "{edge}{}{edge}cursor {:?}",
        rows.collect::<String>(),
        screen.cursor_position()
    )
}

/// The bytes that xterm sends for a key.
fn key(name: &str) -> Vec<u8> {
    if let Some(bytes) = arrow(name) {
        return bytes;
    }
    if let Some(rest) = name.strip_prefix("M-") {
        return [b"\x1b".to_vec(), key(rest)].concat();
    }
    if let Some(rest) = name.strip_prefix("C-")
        && let [byte] = rest.as_bytes()
    {
        return vec![match byte {
            b'?' => 0x7f,
            b' ' => 0,
            byte => byte.to_ascii_uppercase() & 0x1f,
        }];
    }
    let bytes: &str = match name {
        "Enter" => "\r",
        "Escape" => "\x1b",
        "Tab" => "\t",
        "BTab" => "\x1b[Z",
        "BSpace" => "\x7f",
        "Space" => " ",
        "C-Space" => "\0",
        "Home" => "\x1b[H",
        "End" => "\x1b[F",
        "PageUp" | "PPage" => "\x1b[5~",
        "PageDown" | "NPage" => "\x1b[6~",
        "DC" => "\x1b[3~",
        "F1" => "\x1bOP",
        "F5" => "\x1b[15~",
        one if one.chars().count() == 1 => one,
        other => panic!("no key is called {other} here"),
    };
    bytes.as_bytes().to_vec()
}

/// An arrow with or without one modifier.
fn arrow(name: &str) -> Option<Vec<u8>> {
    let (modifier, name) = match name.split_once('-') {
        Some(("S", name)) => (2, name),
        Some(("M", name)) => (3, name),
        Some(("C", name)) => (5, name),
        _ => (1, name),
    };
    let end = match name {
        "Up" => 'A',
        "Down" => 'B',
        "Right" => 'C',
        "Left" => 'D',
        _ => return None,
    };
    let text = match modifier {
        1 => format!("\x1b[{end}"),
        modifier => format!("\x1b[1;{modifier}{end}"),
    };
    Some(text.into_bytes())
}
