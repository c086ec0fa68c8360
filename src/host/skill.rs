//! Installs the page for agents (`mux skill --install`).

use crate::base::{Error, Result};
use crate::sys::user;
use std::fs;
use std::io;
use std::path::PathBuf;

/// Writes `text` to `file`, a path below the home directory. A file that is there is replaced.
/// Returns the path.
///
/// # Errors
/// If there is no home directory, or the file cannot be written.
pub fn install(file: &str, text: &str) -> Result<PathBuf> {
    let home = user::home().ok_or_else(|| Error::system("skill: no home directory"))?;
    let path = home.join(file);
    let failed = |e: io::Error| Error::system(format!("skill: {}: {e}", path.display()));
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(failed)?;
    }
    // Renamed into place, so that an agent that reads it now sees one version.
    let new = path.with_extension("new");
    fs::write(&new, text).map_err(failed)?;
    fs::rename(&new, &path).map_err(failed)?;
    Ok(path)
}
