//! Errors of system calls.

use super::process;
use crate::base::Error;
use nix::errno::Errno;

/// An error that names the failed operation, with the reason in brackets as in strerror(3).
pub(super) fn failed(what: impl std::fmt::Display, why: Errno) -> Error {
    let hint = match why {
        Errno::EFBIG => process::file_size_hint(),
        _ => String::new(),
    };
    Error::system(format!("{what} ({}{hint})", why.desc()))
}
