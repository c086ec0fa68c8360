//! Images that a user pastes: they are stored in a file whose path is typed into the pane.

use super::secrets;
use crate::base::{Error, Result};
use crate::sys::paths;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The largest image, in bytes.
pub const LARGEST: usize = 10 << 20;

/// Images that are kept at most.
const KEPT: usize = 50;

/// How long an image is kept.
const LASTS: Duration = Duration::from_secs(24 * 3600);

/// The ending of the file for an image of this media type; `None` if it is none, or if the bytes
/// are of another type.
pub fn ending(kind: &str, bytes: &[u8]) -> Option<&'static str> {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let (ending, right) = match kind {
        "image/png" => ("png", bytes.starts_with(b"\x89PNG\r\n\x1a\n")),
        "image/jpeg" => ("jpg", bytes.starts_with(b"\xff\xd8\xff")),
        "image/gif" => ("gif", bytes.starts_with(b"GIF8")),
        "image/webp" => (
            "webp",
            bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        ),
        _ => return None,
    };
    right.then_some(ending)
}

/// Stores an image and removes old ones. Returns its path.
///
/// # Errors
/// The file cannot be written.
pub fn keep(bytes: &[u8], ending: &str) -> Result<PathBuf> {
    keep_in(&paths::state_dir()?.join("pasted"), bytes, ending)
}

fn keep_in(dir: &Path, bytes: &[u8], ending: &str) -> Result<PathBuf> {
    let failed = |e: std::io::Error| Error::system(format!("{}: {e}", dir.display()));
    let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(failed)?;
    remove_old(dir);
    let name = secrets::token()?;
    let name: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(12)
        .collect();
    let path = dir.join(format!("{name}.{ending}"));
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path);
    file.and_then(|mut file| file.write_all(bytes))
        .map_err(failed)?;
    Ok(path)
}

/// Removes images that are older than a day, and the oldest ones over the limit.
fn remove_old(dir: &Path) {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort();
    let over = (files.len() + 1).saturating_sub(KEPT);
    let now = SystemTime::now();
    for (at, (modified, path)) in files.iter().enumerate() {
        let age = now.duration_since(*modified).unwrap_or_default();
        if at < over || age > LASTS {
            // A file that cannot be removed is tried again next time.
            drop(fs::remove_file(path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_images_are_kept() {
        for (kind, bytes, want) in [
            ("image/png", &b"\x89PNG\r\n\x1a\nrest"[..], Some("png")),
            ("image/png; q=1", b"\x89PNG\r\n\x1a\n", Some("png")),
            ("image/jpeg", b"\xff\xd8\xff\xe0", Some("jpg")),
            ("image/gif", b"GIF89a", Some("gif")),
            ("image/webp", b"RIFF\0\0\0\0WEBPVP8", Some("webp")),
            ("image/png", b"#!/bin/sh", None),
            ("image/svg+xml", b"<svg", None),
            ("text/plain", b"\x89PNG\r\n\x1a\n", None),
            ("", b"", None),
        ] {
            assert_eq!(ending(kind, bytes), want, "{kind}");
        }
    }

    #[test]
    fn only_so_many_are_kept() {
        let dir = std::env::temp_dir().join(format!("mux-pasted-{}", std::process::id()));
        drop(fs::remove_dir_all(&dir));
        for _ in 0..KEPT + 5 {
            keep_in(&dir, b"x", "png").unwrap();
        }
        assert_eq!(fs::read_dir(&dir).unwrap().count(), KEPT);
        fs::remove_dir_all(&dir).unwrap();
    }
}
