//! Fault injection for tests, compiled only with debug assertions. `MUX_FAULT` names one fault,
//! active from the start of a process. The file that `MUX_FAULT_FILE` names holds one fault per
//! line, active for as long as the line exists.

use crate::base::{Error, Result};

/// Whether the fault `name` is injected at startup.
#[cfg(debug_assertions)]
pub fn wanted(fault: &str) -> bool {
    static WANTED: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    let wanted = WANTED.get_or_init(|| std::env::var("MUX_FAULT").ok());
    wanted.as_deref() == Some(fault)
}

/// Always false without debug assertions.
#[cfg(not(debug_assertions))]
pub const fn wanted(_fault: &str) -> bool {
    false
}

/// The number after the active fault `name`, or 0; `None` if it is not active.
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

/// Always `None` without debug assertions.
#[cfg(not(debug_assertions))]
pub const fn number(_fault: &str) -> Option<i64> {
    None
}

/// Fails if the fault `name` is active.
///
/// # Errors
/// An injected error that looks like one of the system, about `what`.
pub fn refuse(fault: &str, what: &str) -> Result<()> {
    match number(fault) {
        Some(_) => Err(Error::system(format!("{what} (refused for a test)"))),
        None => Ok(()),
    }
}
