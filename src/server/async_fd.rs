//! Readiness of descriptors.
//!
//! Sockets and PTYs are registered for reading alone. A registration for both directions wakes a
//! thread each time the other side reads, since that makes room for writing: two wake-ups for each
//! key. A descriptor that has no room is registered for writing while something waits for it.

use std::io;
use std::ops::Deref;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::time::Duration;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::time::sleep;

/// How long to wait for room when no descriptor is left to wait with.
const RETRY: Duration = Duration::from_millis(10);

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

/// Registers `what`, which must be non-blocking, with the runtime, for reading and writing.
///
/// # Errors
/// If the system cannot poll it.
pub fn pollable<T: AsFd>(what: T) -> io::Result<Pollable<T>> {
    register(what, Interest::READABLE | Interest::WRITABLE)
}

/// Registers `what`, which must be non-blocking, with the runtime, for reading alone.
///
/// # Errors
/// If the system cannot poll it.
pub fn readable<T: AsFd>(what: T) -> io::Result<Pollable<T>> {
    register(what, Interest::READABLE)
}

/// Waits until `what` can be written to, or its other side is closed.
pub async fn writable(what: BorrowedFd<'_>) {
    let copy = what.try_clone_to_owned();
    // Registered under a number of its own, since `what` is registered for reading.
    let registered = copy.and_then(|copy| register(copy, Interest::WRITABLE));
    match registered {
        Ok(registered) => drop(registered.writable().await),
        Err(_) => sleep(RETRY).await,
    }
}

#[expect(
    deprecated,
    reason = "the replacement is unsafe because of types that lie about their descriptor, which AsFd does not allow"
)]
fn register<T: AsFd>(what: T, interest: Interest) -> io::Result<Pollable<T>> {
    AsyncFd::with_interest(FdOwner(what), interest)
}
