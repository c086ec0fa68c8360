//! Integrity checks of a database, without repair.

use super::db::{OpenError, inspect};
use super::scrollback::Packed;
use super::snapshots;
use super::spec::DbSpec;
use crate::base::counted;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// The condition of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// The file does not exist.
    Missing,
    /// No damage was found.
    Whole,
    /// A server has it open.
    Locked,
    /// A newer mux wrote it; the value is its schema version.
    Newer(i64),
    /// It is damaged; the value describes the damage.
    Damaged(String),
}

/// Checks the database of `kind` at `path`.
pub fn examine(path: &Path, kind: &DbSpec) -> Health {
    if path.symlink_metadata().is_err() {
        return Health::Missing;
    }
    let version = i64::try_from(kind.steps.len()).unwrap_or(0);
    let found = inspect(path, kind).and_then(|found| match found {
        found if found > version => Err(OpenError::Newer(found)),
        _ => Ok(look_through(path, kind)?),
    });
    match found {
        Ok(None) => Health::Whole,
        Ok(Some(found)) => Health::Damaged(found),
        Err(OpenError::Locked) => Health::Locked,
        Err(OpenError::Newer(version)) => Health::Newer(version),
        Err(other) => Health::Damaged(other.describe()),
    }
}

fn look_through(path: &Path, kind: &DbSpec) -> rusqlite::Result<Option<String>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; PRAGMA cell_size_check = ON;")?;
    find_damage(&connection, kind)
}

/// Checks the pages of an open database and the checksums of its rows. Returns a description of the
/// damage, if any.
///
/// # Errors
/// The file cannot be read.
pub fn find_damage(connection: &Connection, kind: &DbSpec) -> rusqlite::Result<Option<String>> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Ok(Some(found));
    }
    let (mut all, mut wrong) = (0, 0);
    for (table, _) in kind.rows {
        let Some(sql) = checked(table) else { continue };
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let whole = match *table {
                "layout" => snapshots::is_whole(row)?,
                _ => Packed::read(row.get(0)?, row, 1)?.is_whole(),
            };
            all += 1;
            wrong += u32::from(!whole);
        }
    }
    let are = if wrong == 1 { "is" } else { "are" };
    let rows = counted(all, "row");
    Ok((wrong > 0).then(|| format!("{wrong} of {rows} {are} damaged and skipped")))
}

/// The query for the rows of a table that has checksums.
fn checked(table: &str) -> Option<&'static str> {
    match table {
        "layout" => Some("SELECT at, body, sum FROM layout"),
        "chunk" => Some("SELECT pane, first, lines, raw, sum, body FROM chunk"),
        "screen" => Some("SELECT pane, first, lines, raw, sum, body FROM screen"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::PaneId;
    use crate::model::SavedLayout;
    use crate::store::{SCROLLBACK, STATE, open, scrollback};

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

    #[test]
    fn a_bit_that_flipped_in_a_row_is_seen() {
        let dir = std::env::temp_dir().join(format!("mux-examine-rows-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&dir));
        let lines = crate::term::RawLines {
            first: 0,
            lines: 1,
            raw: b"a line".to_vec(),
        };
        let stamp = snapshots::Stamp { at: 1, boot: "" };
        let mut state = open(&dir, &STATE, 1).db.unwrap();
        snapshots::save(&mut state, &SavedLayout::default(), stamp, None).unwrap();
        let mut scrollback = open(&dir, &SCROLLBACK, 1).db.unwrap();
        scrollback
            .write(|tx| {
                let key = scrollback::key(tx, 1, PaneId(0))?;
                scrollback::add(tx, key, &lines, &1.into())?;
                scrollback::show(tx, key, &lines, &1.into())
            })
            .unwrap();
        for (db, kind, sql, pieces) in [
            (&state, &STATE, "UPDATE layout SET body = body || ' '", 1),
            (&scrollback, &SCROLLBACK, "UPDATE chunk SET body = x'00'", 2),
            (&scrollback, &SCROLLBACK, "UPDATE screen SET first = 7", 2),
        ] {
            assert_eq!(find_damage(&db.connection, kind), Ok(None), "{sql}");
            db.connection
                .execute_batch(&format!("BEGIN; {sql}"))
                .unwrap();
            let rows = counted(pieces, "row");
            let wrong = format!("1 of {rows} is damaged and skipped");
            assert_eq!(find_damage(&db.connection, kind), Ok(Some(wrong)), "{sql}");
            db.connection.execute_batch("ROLLBACK").unwrap();
        }
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
