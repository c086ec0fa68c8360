#![allow(unsafe_code)]
//! Pseudo terminals: creation, size and modes.

use super::channel::set_nonblocking;
use super::error::failed;
use crate::base::{Result, Size};
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::libc::{self, winsize};
use nix::pty::openpty;
use nix::sys::termios::{
    InputFlags, LocalFlags, SetArg, SpecialCharacterIndices, tcgetattr, tcsetattr,
};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

/// The two sides of a PTY.
#[derive(Debug)]
pub struct Pty {
    /// The master side, which reads the program's output; non-blocking.
    pub master: OwnedFd,
    /// The slave side, for the program.
    pub slave: OwnedFd,
}

/// Opens a PTY of `size` with the usual line discipline: UTF-8 input, DEL erases.
pub fn open(size: Size) -> Result<Pty> {
    let ends = openpty(&window(size, (0, 0)), None).map_err(|e| failed("open pty failed", e))?;
    let pty = Pty {
        master: ends.master,
        slave: ends.slave,
    };
    for end in [&pty.master, &pty.slave] {
        fcntl(end, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))
            .map_err(|e| failed("open pty failed", e))?;
    }
    prepare(pty.slave.as_fd()).map_err(|e| failed("open pty failed", e))?;
    set_nonblocking(pty.master.as_fd(), true)?;
    Ok(pty)
}

fn prepare(slave: BorrowedFd<'_>) -> nix::Result<()> {
    let mut modes = tcgetattr(slave)?;
    modes.input_flags |= InputFlags::IUTF8;
    modes.control_chars[SpecialCharacterIndices::VERASE as usize] = 0x7f;
    tcsetattr(slave, SetArg::TCSANOW, &modes)
}

/// Sets the size of a PTY through either side; its programs get SIGWINCH if it changed.
pub fn set_size(pty: BorrowedFd<'_>, size: Size) -> Result<()> {
    set_size_with_cell(pty, size, (0, 0))
}

/// As [`set_size`], with the size of a cell in pixels; (0, 0) if unknown.
pub fn set_size_with_cell(pty: BorrowedFd<'_>, size: Size, cell: (u16, u16)) -> Result<()> {
    let window = window(size, cell);
    // SAFETY: TIOCSWINSZ reads one winsize, which lives until the call returns.
    let done = unsafe { libc::ioctl(pty.as_raw_fd(), libc::TIOCSWINSZ, &raw const window) };
    Errno::result(done).map_err(|e| failed("couldn't set the size of a terminal", e))?;
    Ok(())
}

/// The size of a terminal in cells and in pixels; (0, 0) pixels if unknown.
pub fn size(fd: BorrowedFd<'_>) -> Result<(Size, (u16, u16))> {
    let mut window = window(Size::default(), (0, 0));
    // SAFETY: TIOCGWINSZ writes one winsize, which lives until the call returns.
    let done = unsafe { libc::ioctl(fd.as_raw_fd(), libc::TIOCGWINSZ, &raw mut window) };
    Errno::result(done).map_err(|e| failed("couldn't get the size of a terminal", e))?;
    let size = Size::new(window.ws_col, window.ws_row);
    Ok((size, (window.ws_xpixel, window.ws_ypixel)))
}

/// The path of the slave side (`/dev/pts/N`), found from the master.
pub fn name(master: BorrowedFd<'_>) -> Option<String> {
    let mut number: libc::c_uint = 0;
    // SAFETY: TIOCGPTN writes one unsigned number, which lives until the call returns.
    let done = unsafe { libc::ioctl(master.as_raw_fd(), libc::TIOCGPTN, &raw mut number) };
    Errno::result(done).ok()?;
    Some(format!("/dev/pts/{number}"))
}

/// Modes that the program has set (termios(3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modes {
    /// Input is echoed (ECHO).
    pub echo: bool,
    /// Input is read in lines (ICANON). Without echo this indicates a password prompt.
    pub lines: bool,
    /// Ctrl-S stops output (IXON).
    pub flow_control: bool,
}

/// The current modes, read through either side.
pub fn modes(pty: BorrowedFd<'_>) -> Result<Modes> {
    let modes = tcgetattr(pty).map_err(|e| failed("couldn't get the modes of a terminal", e))?;
    Ok(Modes {
        echo: modes.local_flags.contains(LocalFlags::ECHO),
        lines: modes.local_flags.contains(LocalFlags::ICANON),
        flow_control: modes.input_flags.contains(InputFlags::IXON),
    })
}

/// How many bytes of input the program has not read, from the master side. In modes that read lines
/// only complete lines count. `None` where the system cannot tell.
pub fn unread_input(master: BorrowedFd<'_>) -> Option<usize> {
    // The count is a property of the other side, which is opened for the question: the master
    // counts output.
    let flags = libc::O_RDWR | libc::O_NOCTTY | libc::O_CLOEXEC | libc::O_NONBLOCK;
    // SAFETY: TIOCGPTPEER takes a number and touches no memory.
    let fd = unsafe { libc::ioctl(master.as_raw_fd(), libc::TIOCGPTPEER, flags) };
    let fd = Errno::result(fd).ok()?;
    // SAFETY: the system has just made this descriptor for us; no one else owns it.
    let slave = unsafe { OwnedFd::from_raw_fd(fd) };
    let mut count: libc::c_int = 0;
    // SAFETY: FIONREAD writes one int, which lives until the call returns.
    let done = unsafe { libc::ioctl(slave.as_raw_fd(), libc::FIONREAD, &raw mut count) };
    Errno::result(done).ok()?;
    usize::try_from(count).ok()
}

fn window(size: Size, cell: (u16, u16)) -> winsize {
    winsize {
        ws_row: size.rows,
        ws_col: size.cols,
        ws_xpixel: size.cols.saturating_mul(cell.0),
        ws_ypixel: size.rows.saturating_mul(cell.1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_s_end_has_a_name() {
        let pty = open(Size::new(80, 24)).unwrap();
        let slave = nix::unistd::ttyname(&pty.slave).unwrap();
        assert_eq!(name(pty.master.as_fd()), slave.to_str().map(str::to_owned));
        assert_eq!(name(std::io::pipe().unwrap().0.as_fd()), None);
    }

    #[test]
    fn unread_input_is_counted_until_it_is_read() {
        let pty = open(Size::new(80, 24)).unwrap();
        let mut modes = tcgetattr(&pty.slave).unwrap();
        modes.local_flags.remove(LocalFlags::ICANON);
        tcsetattr(&pty.slave, SetArg::TCSANOW, &modes).unwrap();
        assert_eq!(unread_input(pty.master.as_fd()), Some(0));
        nix::unistd::write(&pty.master, b"abc").unwrap();
        // The system passes the bytes on a moment later.
        while unread_input(pty.master.as_fd()) != Some(3) {
            std::thread::yield_now();
        }
        nix::unistd::read(&pty.slave, &mut [0; 2]).unwrap();
        assert_eq!(unread_input(pty.master.as_fd()), Some(1));
    }

    #[test]
    fn size_and_modes_are_as_asked() {
        let pty = open(Size::new(81, 25)).unwrap();
        assert_eq!(size(pty.slave.as_fd()).unwrap().0, Size::new(81, 25));
        set_size_with_cell(pty.master.as_fd(), Size::new(100, 30), (8, 16)).unwrap();
        let now = size(pty.slave.as_fd()).unwrap();
        assert_eq!(now, (Size::new(100, 30), (800, 480)));
        let wanted = Modes {
            echo: true,
            lines: true,
            flow_control: true,
        };
        assert_eq!(modes(pty.master.as_fd()).unwrap(), wanted);
        let empty = nix::unistd::read(&pty.master, &mut [0; 10]);
        assert_eq!(empty, Err(Errno::EAGAIN));
    }
}
