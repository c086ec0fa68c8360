//! Looks at a database that no server uses, without repairing anything.

use super::file::{Kind, Trouble, inspect};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// How a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// It is not there.
    Missing,
    /// Nothing is wrong with it.
    Whole,
    /// A server uses it.
    Locked,
    /// A newer mux wrote it: the version of its form.
    Newer(i64),
    /// What is wrong with it.
    Damaged(String),
}

/// Looks through the database of `kind` at `path`.
pub fn examine(path: &Path, kind: &Kind) -> Health {
    if path.symlink_metadata().is_err() {
        return Health::Missing;
    }
    let version = i64::try_from(kind.steps.len()).unwrap_or(0);
    let found = inspect(path, kind).and_then(|found| match found {
        found if found > version => Err(Trouble::Newer(found)),
        _ => Ok(look_through(path)?),
    });
    match found {
        Ok(found) if found == "ok" => Health::Whole,
        Ok(found) => Health::Damaged(found),
        Err(Trouble::Locked) => Health::Locked,
        Err(Trouble::Newer(version)) => Health::Newer(version),
        Err(other) => Health::Damaged(other.describe()),
    }
}

fn look_through(path: &Path) -> rusqlite::Result<String> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; PRAGMA cell_size_check = ON;")?;
    connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{STATE, open};

    #[test]
    fn what_is_wrong_is_seen_and_left_as_it_is() {
        let dir = std::env::temp_dir().join(format!("mux-examine-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&dir));
        let path = dir.join("state.db");
        assert_eq!(examine(&path, &STATE), Health::Missing);
        let opened = open(&dir, &STATE, 1).db.unwrap();
        assert_eq!(examine(&path, &STATE), Health::Locked);
        opened.close();
        assert_eq!(examine(&path, &STATE), Health::Whole);
        let whole = std::fs::read(&path).unwrap();
        let with = |at: usize, byte: u8| {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            std::fs::write(&path, &bytes).unwrap();
            let health = examine(&path, &STATE);
            assert_eq!(std::fs::read(&path).unwrap(), bytes);
            health
        };
        assert_eq!(with(63, 99), Health::Newer(99));
        assert!(matches!(with(0, 0), Health::Damaged(_)));
        assert!(matches!(with(8192, 77), Health::Damaged(_)));
        std::fs::write(&path, b"").unwrap();
        assert!(matches!(examine(&path, &STATE), Health::Damaged(_)));
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
