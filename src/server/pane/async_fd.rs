//! Readiness of descriptors for which tokio has no type of its own.

use std::io;
use std::ops::Deref;
use std::os::fd::{AsFd, AsRawFd, RawFd};
use tokio::io::unix::AsyncFd;

/// Owns a descriptor and never replaces it, which `AsyncFd` relies on.
#[derive(Debug)]
pub struct FdOwner<T>(T);

impl<T: AsFd> AsRawFd for FdOwner<T> {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_fd().as_raw_fd()
    }
}

impl<T> Deref for FdOwner<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// A descriptor whose readiness can be awaited.
pub type Pollable<T> = AsyncFd<FdOwner<T>>;

/// Registers `what`, which must be non-blocking, with the runtime.
///
/// # Errors
/// If the system cannot poll it.
#[expect(
    deprecated,
    reason = "the replacement is unsafe because of types that lie about their descriptor, which AsFd does not allow"
)]
pub fn pollable<T: AsFd>(what: T) -> io::Result<Pollable<T>> {
    AsyncFd::new(FdOwner(what))
}
