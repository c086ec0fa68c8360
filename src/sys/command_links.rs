//! A directory with the links `mux` and `tmux` to the running program, one for each server. Panes
//! have it first in their `PATH`, so that `tmux ls` and plugins reach the server that they run in,
//! also where no `mux` is installed.
//!
//! It lies in the directory of the user's default socket, which nobody else can write: a directory
//! beside a socket in `/tmp` could be created by another user.

use super::{paths, process, socket};
use crate::base::{Error, Result};
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// The names of the links. The program behaves as tmux if it is called so.
const NAMES: [&str; 2] = ["mux", "tmux"];

/// A script that puts the directory back into `PATH`, for shells whose profile sets `PATH` anew.
/// POSIX shells read the file that `ENV` names after their profile (Shell Command Language 2.5.3).
const SCRIPT: &str = "env";

/// The directory of the server at `socket`. Nothing is created.
///
/// # Errors
/// There is no place for sockets.
pub fn directory(socket: &Path) -> Result<PathBuf> {
    let default = paths::socket_place(Some("default"), None)?;
    let place = default.parent().unwrap_or(Path::new("/"));
    let name = match socket.parent() == Some(place) {
        true => socket.file_name().unwrap_or_default().to_string_lossy(),
        false => socket.to_string_lossy(),
    };
    Ok(place.join(format!("bin-{}", name.replace('/', "-"))))
}

/// The file for the variable `ENV` of a shell.
pub fn script(directory: &Path) -> PathBuf {
    directory.join(SCRIPT)
}

/// The commands that put `directory` back into `PATH` if it is not in it.
pub fn path_commands(directory: &str) -> String {
    let quoted = format!("'{}'", directory.replace('\'', r"'\''"));
    format!("case \":$PATH:\" in *:{quoted}:*) ;; *) PATH={quoted}:$PATH ;; esac")
}

/// Creates the directory and its links, or repairs them: files below `/tmp` are removed after a
/// while, and the program may be another one after an upgrade.
///
/// # Errors
/// The directory belongs to another user, or cannot be written.
pub fn ensure(directory: &Path) -> Result<()> {
    let failed = |e: io::Error| Error::system(format!("{}: {e}", directory.display()));
    if let Some(place) = directory.parent() {
        socket::prepare_directory(place)?;
    }
    socket::prepare_directory(directory)?;
    let program = process::own_program().map_err(failed)?;
    for name in NAMES {
        let link = directory.join(name);
        if fs::read_link(&link).is_ok_and(|target| target == program) {
            continue;
        }
        // Renamed into place, so that a program that starts at this moment finds one of the two.
        let new = directory.join(format!(".{name}-{}", std::process::id()));
        drop(fs::remove_file(&new));
        symlink(&program, &new).map_err(failed)?;
        fs::rename(&new, &link).map_err(failed)?;
    }
    let script = script(directory);
    if !script.exists() {
        let commands = path_commands(&directory.to_string_lossy());
        fs::write(script, commands + "\n").map_err(failed)?;
    }
    Ok(())
}

/// Removes the directory of the server at `socket`. What cannot be removed stays: it does no harm.
pub fn remove(socket: &Path) {
    let Ok(directory) = directory(socket) else {
        return;
    };
    for name in NAMES.into_iter().chain([SCRIPT]) {
        drop(fs::remove_file(directory.join(name)));
    }
    drop(fs::remove_dir(directory));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_made_repaired_and_moved_to_another_program() {
        let place = std::env::temp_dir().join(format!("mux-links-{}", process::own_pid()));
        let directory = place.join("bin-x");
        let program = process::own_program().unwrap();
        let is_whole = || {
            NAMES
                .iter()
                .all(|n| fs::read_link(directory.join(n)).unwrap() == program)
        };
        ensure(&directory).unwrap();
        assert!(is_whole());
        fs::remove_file(directory.join("mux")).unwrap();
        fs::remove_file(directory.join("tmux")).unwrap();
        symlink("/another/mux", directory.join("tmux")).unwrap();
        ensure(&directory).unwrap();
        assert!(is_whole());
        fs::remove_dir_all(&directory).unwrap();
        ensure(&directory).unwrap();
        assert!(is_whole());
        let text = fs::read_to_string(script(&directory)).unwrap();
        assert!(text.contains(&*directory.to_string_lossy()), "{text}");
        fs::remove_dir_all(&place).unwrap();
    }
}
