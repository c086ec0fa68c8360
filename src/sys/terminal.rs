//! The client's terminal: raw mode and its restoration, size, detection.

use super::error::failed;
use super::pty;
use crate::base::{Error, Result, Size};
use nix::errno::Errno;
use nix::sys::termios::{SetArg, Termios, tcgetattr, tcsetattr};
use std::fs::{File, OpenOptions};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::PathBuf;

/// Raw mode; dropping it restores the former modes.
#[derive(Debug)]
pub struct RawMode {
    terminal: OwnedFd,
    before: Termios,
}

impl RawMode {
    /// Switches `terminal` to raw mode: input arrives byte by byte and unchanged.
    pub fn enter(terminal: BorrowedFd<'_>) -> Result<Self> {
        let before = tcgetattr(terminal).map_err(|_| not_a_terminal())?;
        let terminal = terminal
            .try_clone_to_owned()
            .map_err(|e| Error::system(format!("open terminal failed: {e}")))?;
        let raw = Self { terminal, before };
        raw.resume()?;
        Ok(raw)
    }

    /// Restores the former modes temporarily, before a suspend or another program.
    pub fn pause(&self) -> Result<()> {
        self.set(&self.before)
    }

    /// Switches back to raw mode after [`RawMode::pause`].
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
        // The terminal may be gone and needs no restoring then.
        let _ = self.pause();
    }
}

/// Whether a descriptor refers to a terminal.
pub fn is_terminal(fd: BorrowedFd<'_>) -> bool {
    tcgetattr(fd).is_ok()
}

/// The size of the terminal in cells and of one cell in pixels; (0, 0) pixels if unknown. A
/// terminal without a size counts as 80x24, as in tmux.
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

/// The path of the terminal, as in `client_tty`.
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
