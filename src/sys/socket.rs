//! The server's listening socket, its directory and its lock.

use super::error::failed;
use super::process;
use crate::base::{Error, ErrorKind, Result};
use nix::errno::Errno;
use nix::sys::socket::{getsockopt, sockopt};
use nix::sys::stat::{Mode, umask};
use nix::unistd::getuid;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::fs::{
    DirBuilderExt, FileExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt,
};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

/// Creates the socket directory with mode 0700. Refuses an existing one that belongs to another
/// user or is accessible to others.
pub fn prepare_directory(directory: &Path) -> Result<()> {
    let shown = directory.display();
    match DirBuilder::new().mode(0o700).create(directory) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
            return Err(refused(
                format_args!("couldn't create directory {shown}"),
                &e,
            ));
        }
        _ => {}
    }
    let facts = directory
        .symlink_metadata()
        .map_err(|e| refused(format_args!("couldn't read directory {shown}"), &e))?;
    if !facts.is_dir() {
        return Err(Error::system(format!("{shown} is not a directory")));
    }
    if facts.uid() != getuid().as_raw() || facts.permissions().mode() & 0o007 != 0 {
        return Err(Error::system(format!(
            "directory {shown} has unsafe permissions"
        )));
    }
    Ok(())
}

/// Connects to the server at `path`.
///
/// # Errors
/// `NotFound` if no server listens; the messages are tmux's.
pub fn connect(path: &Path) -> Result<UnixStream> {
    UnixStream::connect(path).map_err(|e| {
        let shown = path.display();
        match e.kind() {
            io::ErrorKind::ConnectionRefused => {
                Error::not_found(format!("no server running on {shown}"))
            }
            io::ErrorKind::NotFound => Error::new(
                ErrorKind::NotFound,
                format!("error connecting to {shown} (No such file or directory)"),
            ),
            // A dangling symbolic link means that no server listens.
            _ if e.raw_os_error() == Some(nix::libc::ELOOP) => Error::new(
                ErrorKind::NotFound,
                format!("error connecting to {shown} (Too many levels of symbolic links)"),
            ),
            _ => refused(format_args!("error connecting to {shown}"), &e),
        }
    })
}

/// Checks that a new socket at `path` replaces no file with content, which was named by mistake.
///
/// # Errors
/// There is one.
pub fn check_no_file(path: &Path) -> Result<()> {
    let old = std::fs::symlink_metadata(path);
    if !old.is_ok_and(|old| old.is_file() && old.len() > 0) {
        return Ok(());
    }
    let why = io::Error::from_raw_os_error(nix::libc::EEXIST);
    let what = format_args!("error creating {}", path.display());
    Err(refused(what, &why))
}

/// Listens at `path`, with access for this user and group. A socket of this user that was there
/// leaves its mode and group to the new one: the owner lets other users in with them
/// (`server-access`). A rename puts the socket, already listening, in place of any existing file.
/// Call it with the lock held, in a process with one thread.
pub fn listen(path: &Path) -> Result<UnixListener> {
    let cause = |e: &io::Error| refused(format_args!("error creating {}", path.display()), e);
    let unborn = path.with_file_name(format!(".{}", nix::unistd::getpid()));
    let old = std::fs::symlink_metadata(path).ok();
    let old = old.filter(|old| old.file_type().is_socket() && old.uid() == getuid().as_raw());
    let before = umask(Mode::from_bits_truncate(0o117));
    let bound = UnixListener::bind(&unborn);
    umask(before);
    let listener = bound.map_err(|e| cause(&e))?;
    if let Some(old) = old {
        // The new socket lets in fewer users where this is not possible.
        drop(std::os::unix::fs::chown(&unborn, None, Some(old.gid())));
        drop(std::fs::set_permissions(&unborn, old.permissions()));
    }
    std::fs::rename(&unborn, path).map_err(|e| {
        // The directory is ours, so the file just created can be removed.
        let _ = std::fs::remove_file(&unborn);
        cause(&e)
    })?;
    Ok(listener)
}

/// The lock of the one keeper of a socket, held until the last process that has it ends.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Takes the lock for the socket at `path`; `None` if another process has it. The lock is a
    /// file beside the socket (flock(2)).
    pub fn try_take(path: &Path) -> Result<Option<Self>> {
        let file = lock_path(path);
        let cause = |e: &io::Error| refused(format_args!("couldn't lock {}", file.display()), e);
        loop {
            let opened = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .mode(0o600)
                .custom_flags(nix::libc::O_NOFOLLOW)
                .open(&file)
                .map_err(|e| cause(&e))?;
            match opened.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(e)) => return Err(cause(&e)),
            }
            // The lock file may have been removed and created again in between: then the lock on it
            // does not count.
            if process::is_file_at(&opened, &file) {
                return Ok(Some(Self(opened)));
            }
        }
    }

    /// Removes the lock file at the end of the keeper. A waiting process creates another.
    pub fn remove(&self, path: &Path) {
        let file = lock_path(path);
        if process::is_file_at(&self.0, &file) {
            // A leftover file does no harm.
            let _ = std::fs::remove_file(file);
        }
    }

    /// Writes the id of this process, the keeper, into the lock file.
    pub fn sign(&self) -> Result<()> {
        let own = nix::unistd::getpid().to_string();
        let signed = self
            .0
            .set_len(0)
            .and_then(|()| self.0.write_all_at(own.as_bytes(), 0));
        signed.map_err(|e| refused("couldn't write to a lock", &e))
    }

    /// The process id in the lock file of the socket at `path`, if any.
    pub fn owner(path: &Path) -> Option<super::process::Pid> {
        std::fs::read_to_string(lock_path(path)).ok()?.parse().ok()
    }

    /// Another descriptor of the same lock, for another process.
    pub fn share(&self) -> Result<Self> {
        let other = self.0.try_clone();
        other
            .map(Self)
            .map_err(|e| refused("couldn't share a lock", &e))
    }
}

impl From<OwnedFd> for Lock {
    /// The lock behind a descriptor from another process.
    fn from(fd: OwnedFd) -> Self {
        Self(fd.into())
    }
}

impl AsRawFd for Lock {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}

impl AsFd for Lock {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// The path of the lock file for the socket at `path`.
pub fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// The user id of the peer of a connection.
pub fn peer_user(connection: BorrowedFd<'_>) -> Result<u32> {
    let peer = getsockopt(&connection, sockopt::PeerCredentials);
    Ok(peer
        .map_err(|e| failed("couldn't tell who connects", e))?
        .uid())
}

/// The process id of the peer of a connection.
pub fn peer_process(connection: BorrowedFd<'_>) -> Result<super::process::Pid> {
    let peer = getsockopt(&connection, sockopt::PeerCredentials);
    Ok(peer
        .map_err(|e| failed("couldn't tell who connects", e))?
        .pid())
}

fn refused(what: impl std::fmt::Display, why: &io::Error) -> Error {
    let number = why.raw_os_error();
    let reason = number.map_or_else(
        || why.to_string(),
        |number| Errno::from_raw(number).desc().to_owned(),
    );
    Error::system(format!("{what} ({reason})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{Permissions, set_permissions};

    fn directory(name: &str) -> PathBuf {
        let name = format!("mux-socket-{name}-{}", nix::unistd::getpid());
        let directory = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&directory);
        directory
    }

    #[test]
    fn a_directory_is_made_private_and_checked() {
        let place = directory("private");
        prepare_directory(&place).unwrap();
        prepare_directory(&place).unwrap();
        assert_eq!(
            place.metadata().unwrap().permissions().mode() & 0o777,
            0o700
        );
        set_permissions(&place, Permissions::from_mode(0o777)).unwrap();
        let unsafe_one = prepare_directory(&place).unwrap_err();
        let shown = place.display();
        assert_eq!(
            unsafe_one.message,
            format!("directory {shown} has unsafe permissions")
        );
        std::fs::remove_dir(&place).unwrap();
        std::fs::write(&place, "").unwrap();
        let file = prepare_directory(&place).unwrap_err();
        assert_eq!(file.message, format!("{shown} is not a directory"));
        std::fs::remove_file(&place).unwrap();
        let nowhere = prepare_directory(&place.join("deep")).unwrap_err();
        assert_eq!(
            nowhere.message,
            format!("couldn't create directory {shown}/deep (No such file or directory)")
        );
    }

    /// Retries `look` for a while: a program that another test starts holds copies of our
    /// descriptors until its exec.
    fn until_some<T>(mut look: impl FnMut() -> Option<T>) -> T {
        let found = std::iter::repeat_with(|| {
            std::thread::sleep(std::time::Duration::from_millis(1));
            look()
        });
        found.take(20_000).flatten().next().expect("in time")
    }

    #[test]
    fn a_file_with_content_is_not_replaced_by_a_socket() {
        let place = directory("file");
        prepare_directory(&place).unwrap();
        let path = place.join("letter");
        std::fs::write(&path, "dear").unwrap();
        let refused = check_no_file(&path).unwrap_err();
        let wanted = format!("error creating {} (File exists)", path.display());
        assert_eq!(refused.message, wanted);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "dear");
        std::fs::write(&path, "").unwrap();
        check_no_file(&path).unwrap();
        drop(listen(&path).unwrap());
        check_no_file(&path).unwrap();
        std::fs::remove_dir_all(&place).unwrap();
    }

    #[test]
    fn connecting_listening_and_locking() {
        let place = directory("listen");
        prepare_directory(&place).unwrap();
        let path = place.join("name");
        let shown = path.display();
        let none = connect(&path).unwrap_err();
        assert_eq!(
            none.message,
            format!("error connecting to {shown} (No such file or directory)")
        );
        let lock = Lock::try_take(&path).unwrap().unwrap();
        assert!(Lock::try_take(&path).unwrap().is_none());
        assert_eq!(Lock::owner(&path), None);
        lock.sign().unwrap();
        assert_eq!(Lock::owner(&path), Some(nix::unistd::getpid().as_raw()));
        let shared = lock.share().unwrap();
        let first = listen(&path).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o660);
        assert_eq!(
            std::fs::read_dir(&place).unwrap().count(),
            2,
            "nothing but socket and lock"
        );
        let client = connect(&path).unwrap();
        assert_eq!(peer_user(client.as_fd()).unwrap(), getuid().as_raw());
        assert_eq!(
            peer_process(client.as_fd()).unwrap(),
            nix::unistd::getpid().as_raw()
        );
        set_permissions(&path, Permissions::from_mode(0o666)).unwrap();
        let listener = listen(&path).unwrap();
        drop(first);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o666);
        drop(listener);
        let told = until_some(|| connect(&path).err());
        assert_eq!(told.message, format!("no server running on {shown}"));
        drop(lock);
        assert!(
            Lock::try_take(&path).unwrap().is_none(),
            "the other hold counts"
        );
        drop(shared);
        let first = until_some(|| Lock::try_take(&path).unwrap());
        first.remove(&path);
        assert!(!lock_path(&path).exists());
        let second = Lock::try_take(&path).unwrap().unwrap();
        first.remove(&path);
        assert!(lock_path(&path).exists(), "another's lock stays");
        drop(second);
        std::fs::remove_dir_all(&place).unwrap();
    }
}
