//! The terminal that a client runs in: raw mode and back, size, whether there is one. It does not
//! know what is drawn.

use super::error::failed;
use super::pty;
use crate::base::{Error, Result, Size};
use nix::errno::Errno;
use nix::sys::termios::{SetArg, Termios, tcgetattr, tcsetattr};
use std::fs::{File, OpenOptions};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::PathBuf;

/// Raw mode, until it is dropped; then the terminal is exactly as it was found.
#[derive(Debug)]
pub struct RawMode {
    terminal: OwnedFd,
    before: Termios,
}

impl RawMode {
    /// Puts the terminal behind `terminal` into raw mode: every byte comes through as it is typed.
    pub fn enter(terminal: BorrowedFd<'_>) -> Result<Self> {
        let before = tcgetattr(terminal).map_err(|_| not_a_terminal())?;
        let terminal = terminal
            .try_clone_to_owned()
            .map_err(|e| Error::system(format!("open terminal failed: {e}")))?;
        let raw = Self { terminal, before };
        raw.resume()?;
        Ok(raw)
    }

    /// Puts the terminal back as it was, for a while: before a suspend or another program.
    pub fn pause(&self) -> Result<()> {
        self.set(&self.before)
    }

    /// Takes the terminal into raw mode again after [`RawMode::pause`].
    pub fn resume(&self) -> Result<()> {
        let mut raw = self.before.clone();
        nix::sys::termios::cfmakeraw(&mut raw);
        self.set(&raw)
    }

    fn set(&self, modes: &Termios) -> Result<()> {
        while let Err(e) = tcsetattr(&self.terminal, SetArg::TCSADRAIN, modes) {
            if e != Errno::EINTR {
                return Err(failed("couldn't set the terminal", e));
            }
        }
        Ok(())
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        // A terminal that is gone needs no restoring.
        let _ = self.pause();
    }
}

/// Whether there is a terminal behind a descriptor.
pub fn is_terminal(fd: BorrowedFd<'_>) -> bool {
    tcgetattr(fd).is_ok()
}

/// The size of the terminal, and the size of one cell in pixels, or (0, 0) if it does not say.
/// A terminal that claims to have no size gets tmux's 80x24.
pub fn size(terminal: BorrowedFd<'_>) -> (Size, (u16, u16)) {
    let (size, pixels) = pty::size(terminal).unwrap_or_default();
    if size.area() == 0 {
        let told = crossterm::terminal::size().ok();
        let told = told.filter(|(cols, rows)| *cols > 0 && *rows > 0);
        return (
            told.map_or(Size::new(80, 24), |(c, r)| Size::new(c, r)),
            (0, 0),
        );
    }
    (size, (pixels.0 / size.cols, pixels.1 / size.rows))
}

/// Opens the controlling terminal, wherever standard input and output lead.
pub fn open() -> Result<OwnedFd> {
    let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty");
    terminal.map(File::into).map_err(|_| not_a_terminal())
}

/// The file of the terminal behind a descriptor, as in `client_tty`.
pub fn name(terminal: BorrowedFd<'_>) -> Option<PathBuf> {
    nix::unistd::ttyname(terminal).ok()
}

fn not_a_terminal() -> Error {
    Error::system("open terminal failed: not a terminal")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsFd;

    #[test]
    fn raw_mode_comes_and_goes_without_a_trace() {
        let pty = pty::open(Size::new(90, 20)).unwrap();
        let slave = pty.slave.as_fd();
        let before = tcgetattr(slave).unwrap();
        let shown = |fd| pty::modes(fd).unwrap().echo;
        let raw = RawMode::enter(slave).unwrap();
        assert!(!shown(slave));
        raw.pause().unwrap();
        assert_eq!(tcgetattr(slave).unwrap(), before);
        raw.resume().unwrap();
        assert!(!shown(slave));
        drop(raw);
        assert_eq!(tcgetattr(slave).unwrap(), before);
        assert_eq!(size(slave), (Size::new(90, 20), (0, 0)));
        pty::set_size_with_cell(slave, Size::new(90, 20), (9, 18)).unwrap();
        assert_eq!(size(slave), (Size::new(90, 20), (9, 18)));
        assert!(is_terminal(slave) && name(slave).unwrap().starts_with("/dev/pts"));
    }

    #[test]
    fn a_pipe_is_no_terminal() {
        let (read, _write) = std::io::pipe().unwrap();
        assert!(!is_terminal(read.as_fd()));
        let refused = RawMode::enter(read.as_fd()).unwrap_err();
        assert_eq!(refused.message, "open terminal failed: not a terminal");
    }
}
