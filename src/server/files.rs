//! Reads and writes the files that the world asks for: config files by path or glob pattern, paste
//! buffers, workspaces. It blocks, and runs on a thread for that.

use crate::base::raw_bytes;
use crate::lang::glob::glob;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// Bytes of the longest file that is read.
const MAX_SIZE: u64 = 64 << 20;

/// Path and text (or the error) of every file that `patterns` name, in order. A pattern that
/// matches nothing counts as the path of a missing file.
pub fn read(patterns: &[String]) -> Vec<(String, Result<String, String>)> {
    let named = patterns.iter().flat_map(|pattern| matches(pattern));
    named.map(|path| (path.clone(), text(&path))).collect()
}

fn text(path: &str) -> Result<String, String> {
    let size = fs::metadata(path).map_err(|e| reason(&e))?.len();
    if size > MAX_SIZE {
        return Err("File too large".into());
    }
    let bytes = fs::read(path).map_err(|e| reason(&e))?;
    Ok(raw_bytes::to_text(&bytes))
}

/// Replaces the content of a file, or appends to it.
///
/// # Errors
/// The system's error message.
pub fn write(path: &str, append: bool, bytes: &[u8]) -> Result<(), String> {
    let mut options = fs::OpenOptions::new();
    options
        .create(true)
        .write(true)
        .append(append)
        .truncate(!append);
    let written = options
        .open(path)
        .and_then(|mut file| file.write_all(bytes));
    written.map_err(|e| reason(&e))
}

/// Writes a file of mux's own atomically, and creates its directory with mode 0700. With `new` an
/// existing file is an error.
///
/// # Errors
/// The system's error message.
pub fn keep(path: &str, new: bool, bytes: &[u8]) -> Result<(), String> {
    let path = Path::new(path);
    let dir = path.parent().unwrap_or_else(|| Path::new("/"));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = dir.join(format!(".{name}.{}", std::process::id()));
    let written = (|| {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700).create(dir)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = options.open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        if new {
            fs::hard_link(&beside, path)
        } else {
            fs::rename(&beside, path)
        }
    })();
    // After a rename it no longer exists.
    let _ = fs::remove_file(&beside);
    written.map_err(|e| reason(&e))
}

/// Removes a file.
///
/// # Errors
/// The system's error message.
pub fn remove(path: &str) -> Result<(), String> {
    fs::remove_file(path).map_err(|e| reason(&e))
}

/// The system's error message, without the number that `std` appends.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_owned()
}

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// The paths that match, sorted; the pattern itself if none does.
fn matches(pattern: &str) -> Vec<String> {
    if !is_pattern(pattern) || fs::symlink_metadata(pattern).is_ok() {
        return vec![pattern.to_owned()];
    }
    let start = if pattern.starts_with('/') { "/" } else { "" };
    let mut found = vec![PathBuf::from(start)];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        found = found.iter().flat_map(|dir| step(dir, part)).collect();
    }
    if found.is_empty() {
        return vec![pattern.to_owned()];
    }
    let shown = found.iter().map(|path| path.to_string_lossy().into_owned());
    shown.collect()
}

/// The entries of `dir` that `part` names.
fn step(dir: &Path, part: &str) -> Vec<PathBuf> {
    if !is_pattern(part) {
        let path = dir.join(part);
        return if path.exists() { vec![path] } else { vec![] };
    }
    let place = if dir.as_os_str().is_empty() {
        Path::new(".")
    } else {
        dir
    };
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let hidden = part.starts_with('.');
    let mut names: Vec<String> = names
        .filter(|name| (hidden || !name.starts_with('.')) && glob(part, name))
        .collect();
    names.sort();
    names.iter().map(|name| dir.join(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_files_in_order_and_say_what_is_missing() {
        let dir = std::env::temp_dir().join(format!("mux-files-test-{}", std::process::id()));
        fs::create_dir_all(dir.join("conf.d")).unwrap();
        for (name, text) in [
            ("b.conf", "two"),
            ("a.conf", "one"),
            (".c.conf", "no"),
            ("d", "no"),
        ] {
            fs::write(dir.join("conf.d").join(name), text).unwrap();
        }
        let at = |name: &str| dir.join(name).to_string_lossy().into_owned();
        let found = read(&[at("conf.?/*.conf"), at("none/*.conf"), at("none")]);
        fs::remove_dir_all(&dir).unwrap();
        let missing = || Err("No such file or directory".to_owned());
        assert_eq!(
            found,
            [
                (at("conf.d/a.conf"), Ok("one".into())),
                (at("conf.d/b.conf"), Ok("two".into())),
                (at("none/*.conf"), missing()),
                (at("none"), missing()),
            ]
        );
    }

    #[test]
    fn a_kept_file_is_the_old_one_or_the_new_one() {
        let dir = std::env::temp_dir().join(format!("mux-keep-test-{}", std::process::id()));
        let path = dir.join("a/b.toml").to_string_lossy().into_owned();
        assert_eq!(keep(&path, true, b"one"), Ok(()));
        assert_eq!(keep(&path, true, b"two"), Err("File exists".to_owned()));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(keep(&path, false, b"two"), Ok(()));
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let names = fs::read_dir(dir.join("a")).unwrap().count();
        assert_eq!(names, 1, "nothing is left beside it");
        assert_eq!(remove(&path), Ok(()));
        assert_eq!(remove(&path), Err("No such file or directory".to_owned()));
        fs::remove_dir_all(&dir).unwrap();
    }
}
