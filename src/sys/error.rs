//! Errors of system calls.

use crate::base::Error;
use nix::errno::Errno;

/// An error that names the failed operation, with the reason in brackets as in strerror(3).
pub(super) fn failed(what: impl std::fmt::Display, why: Errno) -> Error {
    Error::system(format!("{what} ({})", why.desc()))
}
