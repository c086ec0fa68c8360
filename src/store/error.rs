//! SQLite errors as errors of mux.

use crate::base::Error;

/// The message of SQLite as a system error.
pub(super) fn sqlite_error(error: &rusqlite::Error) -> Error {
    Error::system(error.to_string())
}
