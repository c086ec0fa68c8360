//! Faults that tests ask for, in builds with debug assertions only; in others nothing of it exists.
//! `MUX_FAULT` names one that holds from the start of a process; the file that `MUX_FAULT_FILE` names
//! has one in each line, which hold for as long as they are there.

use crate::base::{Error, Result};

/// Whether this process is to do this wrong.
#[cfg(debug_assertions)]
pub fn wanted(fault: &str) -> bool {
    static WANTED: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    let wanted = WANTED.get_or_init(|| std::env::var("MUX_FAULT").ok());
    wanted.as_deref() == Some(fault)
}

/// Whether this process is to do this wrong: never.
#[cfg(not(debug_assertions))]
pub const fn wanted(_fault: &str) -> bool {
    false
}

/// Whether this goes wrong now; the number behind its name, or 0.
#[cfg(debug_assertions)]
pub fn number(fault: &str) -> Option<i64> {
    static FILE: std::sync::OnceLock<Option<std::ffi::OsString>> = std::sync::OnceLock::new();
    let file = FILE.get_or_init(|| std::env::var_os("MUX_FAULT_FILE"));
    let text = std::fs::read_to_string(file.as_ref()?).ok()?;
    let mut lines = text
        .lines()
        .map(|line| line.split_once(' ').unwrap_or((line, "0")));
    lines.find(|(name, _)| *name == fault)?.1.parse().ok()
}

/// Whether this goes wrong now: never.
#[cfg(not(debug_assertions))]
pub const fn number(_fault: &str) -> Option<i64> {
    None
}

/// An error if the system is to refuse this now.
///
/// # Errors
/// As the system's own, with `what` could not be done.
pub fn refuse(fault: &str, what: &str) -> Result<()> {
    match number(fault) {
        Some(_) => Err(Error::system(format!("{what} (refused for a test)"))),
        None => Ok(()),
    }
}
