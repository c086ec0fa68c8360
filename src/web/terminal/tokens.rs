//! The tokens for gateways on other machines, in a file that only its user can read.

use crate::base::{Error, Result};
use crate::sys::paths;
use serde_json::{Map, Value};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The name of the file in the state directory.
const FILE: &str = "web-tokens.json";

/// The place of the file.
///
/// # Errors
/// There is no state directory.
pub fn file() -> Result<PathBuf> {
    Ok(paths::state_dir()?.join(FILE))
}

/// The token for a gateway.
///
/// # Errors
/// The file cannot be read.
pub fn find(file: &Path, origin: &str) -> Result<Option<String>> {
    let tokens = read(file)?;
    let token = tokens.get(origin).and_then(Value::as_str);
    Ok(token.map(str::to_owned))
}

/// Keeps the token for a gateway; `None` forgets it.
///
/// # Errors
/// The file cannot be read or written.
pub fn keep(file: &Path, origin: &str, token: Option<&str>) -> Result<()> {
    let mut tokens = read(file)?;
    match token {
        Some(token) => tokens.insert(origin.to_owned(), token.into()),
        None => tokens.remove(origin),
    };
    write(file, &Value::Object(tokens).to_string()).map_err(|e| failed(file, &e))
}

fn failed(file: &Path, error: &std::io::Error) -> Error {
    Error::system(format!("{}: {error}", file.display()))
}

fn read(file: &Path) -> Result<Map<String, Value>> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Map::new()),
        Err(error) => return Err(failed(file, &error)),
    };
    let parsed = serde_json::from_str(&text);
    parsed.map_err(|error| {
        Error::system(format!(
            "{}: {error}: repair the file, or remove it and enter the tokens again",
            file.display()
        ))
    })
}

/// Replaces the file: a reader sees the old tokens or the new ones.
fn write(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory)?;
    }
    let new = file.with_extension(format!("{}.new", std::process::id()));
    let mut out = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&new)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    fs::rename(&new, file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn tokens_are_kept_for_their_user_alone() {
        let dir = std::env::temp_dir().join(format!("mux-web-tokens-{}", std::process::id()));
        let file = dir.join("state").join(FILE);
        assert_eq!(find(&file, "https://a"), Ok(None));
        keep(&file, "https://a", Some("one")).unwrap();
        keep(&file, "https://b", Some("two")).unwrap();
        keep(&file, "https://a", Some("three")).unwrap();
        assert_eq!(find(&file, "https://a").unwrap().as_deref(), Some("three"));
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        keep(&file, "https://a", None).unwrap();
        assert_eq!(find(&file, "https://a"), Ok(None));
        assert_eq!(find(&file, "https://b").unwrap().as_deref(), Some("two"));
        fs::write(&file, "{").unwrap();
        assert!(keep(&file, "https://a", Some("x")).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "{");
        fs::remove_dir_all(&dir).unwrap();
    }
}
