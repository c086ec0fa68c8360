#![allow(unsafe_code)]
//! A pair of sockets that carries packets with descriptors between two mux processes. It does not
//! interpret the packets.

use super::error::failed;
use super::memfd::{create, length, read_at, write_at};
use crate::base::Result;
use nix::cmsg_space;
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::socket::{
    AddressFamily, ControlMessage, ControlMessageOwned, MsgFlags, SockFlag, SockType, recvmsg,
    sendmsg, socketpair,
};
use std::io::{self, IoSlice, IoSliceMut};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

/// Maximum descriptors per packet.
pub const FDS_MAX: usize = 200;

/// Longer packets travel as a memfd, so that no socket buffer limits their length.
const INLINE_MAX: usize = 32 << 10;
const INLINE: u8 = 0;
const IN_MEMORY: u8 = 1;

/// A received packet.
#[derive(Debug)]
pub struct Packet {
    /// The payload.
    pub bytes: Vec<u8>,
    /// The descriptors in the order in which they were sent; close-on-exec.
    pub fds: Vec<OwnedFd>,
}

/// One end of the pair. Packets arrive whole and in order; several threads may send.
#[derive(Debug)]
pub struct Channel(OwnedFd);

impl Channel {
    /// Creates two connected, blocking ends.
    pub fn pair() -> Result<(Self, Self)> {
        let flags = SockFlag::SOCK_CLOEXEC;
        let pair = socketpair(AddressFamily::Unix, SockType::SeqPacket, None, flags);
        let (a, b) = pair.map_err(|e| failed("couldn't create a socket pair", e))?;
        Ok((Self(a), Self(b)))
    }

    /// Sets or clears non-blocking mode: sending and receiving then fail with `WouldBlock` instead
    /// of waiting.
    pub fn set_nonblocking(&self, on: bool) -> Result<()> {
        set_nonblocking(self.as_fd(), on)
    }

    /// Sends `bytes` with `fds` (at most [`FDS_MAX`]).
    ///
    /// # Errors
    /// `WouldBlock` if the end is non-blocking and the peer's buffer is full, `BrokenPipe` if the
    /// peer is gone.
    pub fn send(&self, bytes: &[u8], fds: &[BorrowedFd<'_>]) -> io::Result<()> {
        if bytes.len() <= INLINE_MAX {
            return self.send_packet(INLINE, bytes, fds);
        }
        let memory = create("mux-message", 0).map_err(|e| io::Error::other(e.message))?;
        write_at(memory.as_fd(), 0, bytes)?;
        let fds: Vec<_> = [memory.as_fd()]
            .into_iter()
            .chain(fds.iter().copied())
            .collect();
        self.send_packet(IN_MEMORY, &[], &fds)
    }

    /// Receives the next packet; `None` when the peer is gone.
    ///
    /// # Errors
    /// `WouldBlock` if the end is non-blocking and no packet is queued, `InvalidData` if the packet
    /// was not made by [`Channel::send`].
    pub fn receive(&self) -> io::Result<Option<Packet>> {
        let mut buffer = vec![0; INLINE_MAX + 1];
        let Some((len, mut fds)) = self.receive_packet(&mut buffer)? else {
            return Ok(None);
        };
        let bytes = match buffer[0] {
            INLINE => buffer[1..len].to_vec(),
            IN_MEMORY if !fds.is_empty() => contents(fds.remove(0).as_fd())?,
            _ => return Err(io::ErrorKind::InvalidData.into()),
        };
        Ok(Some(Packet { bytes, fds }))
    }

    fn send_packet(&self, kind: u8, bytes: &[u8], fds: &[BorrowedFd<'_>]) -> io::Result<()> {
        let fds: Vec<RawFd> = fds.iter().map(AsRawFd::as_raw_fd).collect();
        let rights = [ControlMessage::ScmRights(&fds)];
        let rights = if fds.is_empty() { &[][..] } else { &rights };
        let parts = [
            IoSlice::new(std::slice::from_ref(&kind)),
            IoSlice::new(bytes),
        ];
        loop {
            match sendmsg::<()>(
                self.0.as_raw_fd(),
                &parts,
                rights,
                MsgFlags::MSG_NOSIGNAL,
                None,
            ) {
                Ok(_) => return Ok(()),
                Err(Errno::EINTR) => {}
                Err(e) => return Err(e.into()),
            }
        }
    }

    fn receive_packet(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, Vec<OwnedFd>)>> {
        let mut space = cmsg_space!([RawFd; FDS_MAX + 1]);
        let mut parts = [IoSliceMut::new(buffer)];
        let message = loop {
            let flags = MsgFlags::MSG_CMSG_CLOEXEC;
            match recvmsg::<()>(self.0.as_raw_fd(), &mut parts, Some(&mut space), flags) {
                Ok(message) => break message,
                Err(Errno::EINTR) => {}
                // The peer died with unread packets of ours.
                Err(Errno::ECONNRESET) => return Ok(None),
                Err(e) => return Err(e.into()),
            }
        };
        let mut fds = Vec::new();
        for part in message.cmsgs()? {
            if let ControlMessageOwned::ScmRights(numbers) = part {
                // SAFETY: the system has just made these descriptors for us; no one else owns them.
                fds.extend(
                    numbers
                        .iter()
                        .map(|fd| unsafe { OwnedFd::from_raw_fd(*fd) }),
                );
            }
        }
        let cut = MsgFlags::MSG_TRUNC | MsgFlags::MSG_CTRUNC;
        if message.flags.intersects(cut) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok((message.bytes > 0).then_some((message.bytes, fds)))
    }
}

/// Duplicates descriptor `number`, which the parent process left open for us.
pub fn inherited(number: RawFd) -> Result<OwnedFd> {
    if number < 0 {
        return Err(failed("no such descriptor", Errno::EBADF));
    }
    // SAFETY: the descriptor is only looked at while it is duplicated; if it is not open, the
    // system says so.
    let found = unsafe { BorrowedFd::borrow_raw(number) };
    let own = fcntl(found, FcntlArg::F_DUPFD_CLOEXEC(3));
    let own = own.map_err(|e| failed("no such descriptor", e))?;
    // SAFETY: the system has just made this descriptor for us; no one else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(own) })
}

/// Sets or clears O_NONBLOCK on a descriptor, for all who share the open file.
pub fn set_nonblocking(fd: BorrowedFd<'_>, on: bool) -> Result<()> {
    let flags = fcntl(fd, FcntlArg::F_GETFL).map(OFlag::from_bits_retain);
    let change = |mut flags: OFlag| {
        flags.set(OFlag::O_NONBLOCK, on);
        fcntl(fd, FcntlArg::F_SETFL(flags))
    };
    flags
        .and_then(change)
        .map_err(|e| failed("couldn't set the mode of a descriptor", e))?;
    Ok(())
}

fn contents(memory: BorrowedFd<'_>) -> io::Result<Vec<u8>> {
    let len = length(memory).map_err(|e| io::Error::other(e.message))?;
    let mut bytes = vec![0; usize::try_from(len).map_err(io::Error::other)?];
    read_at(memory, 0, &mut bytes)?;
    Ok(bytes)
}

impl From<OwnedFd> for Channel {
    fn from(fd: OwnedFd) -> Self {
        Self(fd)
    }
}

impl From<Channel> for OwnedFd {
    fn from(channel: Channel) -> Self {
        channel.0
    }
}

impl AsFd for Channel {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    #[test]
    fn packets_keep_their_bounds_at_any_length() {
        let (a, b) = Channel::pair().unwrap();
        for len in [0, 1, INLINE_MAX, INLINE_MAX + 1, 3 << 20] {
            let bytes: Vec<u8> = (0..len).map(|n| (n % 251) as u8).collect();
            a.send(&bytes, &[]).unwrap();
            let packet = b.receive().unwrap().unwrap();
            assert_eq!(
                (packet.bytes == bytes, packet.fds.len()),
                (true, 0),
                "{len}"
            );
        }
    }

    #[test]
    fn descriptors_travel_in_order() {
        for len in [3, INLINE_MAX * 2] {
            let (a, b) = Channel::pair().unwrap();
            let (mut read, write) = io::pipe().unwrap();
            let all: Vec<BorrowedFd<'_>> = std::iter::repeat_n(write.as_fd(), FDS_MAX).collect();
            a.send(&vec![1; len], &all).unwrap();
            drop(write);
            let mut packet = b.receive().unwrap().unwrap();
            assert_eq!((packet.bytes.len(), packet.fds.len()), (len, FDS_MAX));
            let last = packet.fds.pop().unwrap();
            std::fs::File::from(last).write_all(b"through").unwrap();
            drop(packet);
            let mut text = String::new();
            read.read_to_string(&mut text).unwrap();
            assert_eq!(text, "through");
        }
    }

    #[test]
    fn only_an_open_descriptor_is_inherited() {
        let (read, mut write) = io::pipe().unwrap();
        let mut again = std::fs::File::from(inherited(read.as_raw_fd()).unwrap());
        write.write_all(b"x").unwrap();
        assert_eq!(again.read(&mut [0; 9]).unwrap(), 1);
        assert!(inherited(-1).is_err() && inherited(1_000_000).is_err());
    }

    #[test]
    fn the_end_and_nothing_yet_are_told_apart() {
        let (a, b) = Channel::pair().unwrap();
        b.set_nonblocking(true).unwrap();
        let nothing = b.receive().unwrap_err();
        assert_eq!(nothing.kind(), io::ErrorKind::WouldBlock);
        a.send(b"last", &[]).unwrap();
        b.send(b"unread", &[]).unwrap();
        drop(a);
        let mut got = vec![];
        while let Some(packet) = b.receive().unwrap() {
            got.push(packet.bytes);
        }
        assert!(got.is_empty() || got == [b"last"]);
        let broken = b.send(b"x", &[]).unwrap_err();
        assert_eq!(broken.kind(), io::ErrorKind::BrokenPipe);
    }
}
