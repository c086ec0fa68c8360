//! Waiting for descriptors that are none of the runtime's own kinds.

use std::io;
use std::ops::Deref;
use std::os::fd::{AsFd, AsRawFd, RawFd};
use tokio::io::unix::AsyncFd;

/// Something with a descriptor, which stays the same one: nothing gives it out to be changed.
#[derive(Debug)]
pub struct Watched<T>(T);

impl<T: AsFd> AsRawFd for Watched<T> {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_fd().as_raw_fd()
    }
}

impl<T> Deref for Watched<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// A descriptor that can be waited for.
pub type Ready<T> = AsyncFd<Watched<T>>;

/// Makes it possible to wait for `what`, which must not block.
///
/// # Errors
/// If the system cannot watch it.
#[expect(
    deprecated,
    reason = "the replacement is unsafe because of types that lie about their descriptor, which AsFd does not allow"
)]
pub fn watch<T: AsFd>(what: T) -> io::Result<Ready<T>> {
    AsyncFd::new(Watched(what))
}
