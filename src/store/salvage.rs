//! Recovers readable rows from a damaged file.

use super::spec::DbSpec;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use std::path::Path;

/// Copies every readable row from the file at `from`; returns their number.
pub fn rows(from: &Path, to: &Connection, kind: &DbSpec) -> usize {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(old) = Connection::open_with_flags(from, flags) else {
        return 0;
    };
    // Rows without their parent row are copied too: the parent may still be read from the other
    // end.
    drop(to.execute_batch("PRAGMA foreign_keys = OFF; BEGIN"));
    let tables = kind.rows.iter();
    let found = tables.map(|(table, columns)| {
        let columns = there(&old, table, columns);
        copy(&old, to, table, &columns).max(copy_back(&old, to, table, &columns))
    });
    let found = found.sum();
    drop(to.execute_batch("COMMIT; PRAGMA foreign_keys = ON"));
    found
}

/// The given columns that the table has: an older schema may have fewer.
fn there(old: &Connection, table: &str, columns: &str) -> String {
    let has = |column: &&str| {
        old.prepare(&format!("SELECT {column} FROM {table}"))
            .is_ok()
    };
    columns
        .split(", ")
        .filter(has)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Reads forwards up to the first damage.
fn copy(old: &Connection, to: &Connection, table: &str, columns: &str) -> usize {
    copy_by(old, to, columns, table, "")
}

/// Reads backwards up to the last damage.
fn copy_back(old: &Connection, to: &Connection, table: &str, columns: &str) -> usize {
    if table == "meta" {
        return 0;
    }
    copy_by(old, to, columns, table, "ORDER BY rowid DESC")
}

fn copy_by(old: &Connection, to: &Connection, columns: &str, table: &str, order: &str) -> usize {
    let count = columns.split(',').count();
    let marks = vec!["?"; count].join(",");
    let read = old.prepare(&format!("SELECT {columns} FROM {table} {order}"));
    let write = to.prepare(&format!(
        "INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})"
    ));
    let (Ok(mut read), Ok(mut write)) = (read, write) else {
        return 0;
    };
    let Ok(mut rows) = read.query([]) else {
        return 0;
    };
    let mut copied = 0;
    while let Ok(Some(row)) = rows.next() {
        let values: rusqlite::Result<Vec<Value>> = (0..count).map(|n| row.get(n)).collect();
        let written = values.and_then(|values| write.execute(params_from_iter(values)));
        copied += usize::from(written.is_ok());
    }
    copied
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::PaneId;
    use crate::store::scrollback;
    use crate::store::tests::TestDir;
    use crate::store::{Db, SCROLLBACK, STATE, backup, codec, open};
    use crate::term::RawLines;
    use rusqlite::params;

    /// The scrollback database with schema version 1.
    fn first_kind() -> DbSpec {
        DbSpec {
            steps: &SCROLLBACK.steps[..1],
            ..SCROLLBACK
        }
    }

    /// A file with schema version 1 that holds `pieces` chunks and a screen.
    fn first_form(dir: &Path, pieces: i64) -> Vec<RawLines> {
        let mut db = open(dir, &first_kind(), 1).db.unwrap();
        let mut all = Vec::new();
        db.write(|tx| {
            let key = scrollback::key(tx, 7, PaneId(0))?;
            for n in 0..=pieces {
                let table = if n < pieces { "chunk" } else { "screen" };
                let raw = format!("lines from {n}").into_bytes();
                let body = codec::pack(&raw, codec::Effort::Small).unwrap();
                let sum = codec::checksum(&[key, n, raw.len() as i64], &body);
                tx.execute(
                    &format!("INSERT INTO {table} VALUES (?, ?, 1, 5, ?, ?, ?)"),
                    params![key, n, raw.len() as i64, sum, body],
                )?;
                let (first, lines) = (n.cast_unsigned(), 1);
                all.push(RawLines { first, lines, raw });
            }
            Ok(())
        })
        .unwrap();
        db.tidy().unwrap();
        all
    }

    fn lines_in(db: &Db) -> Vec<RawLines> {
        let past = scrollback::load(db, 7, PaneId(0), 1000).unwrap().unwrap();
        past.pieces.into_iter().chain(past.shown).collect()
    }

    #[test]
    fn what_an_older_version_saved_is_read_whole_or_damaged_and_from_backups() {
        let root = TestDir::new();
        let dir = root.file("whole");
        let wanted = first_form(&dir, 20);
        let db = open(&dir, &SCROLLBACK, 1).db.unwrap();
        assert_eq!(lines_in(&db), wanted);
        drop(db);

        let dir = root.file("damaged");
        first_form(&dir, 20);
        let file = SCROLLBACK.file(&dir);
        let mut bytes = std::fs::read(&file).unwrap();
        // A wrong number of free pages in the header, which the check at opening detects.
        bytes[36..40].copy_from_slice(&77u32.to_be_bytes());
        std::fs::write(&file, bytes).unwrap();
        let opened = open(&dir, &SCROLLBACK, 1);
        assert!(
            opened.notes[0].contains("rows recovered"),
            "{:?}",
            opened.notes
        );
        assert_eq!(lines_in(&opened.db.unwrap()), wanted);

        let dir = root.file("backup");
        first_form(&dir, 20);
        let mut state = open(&dir, &STATE, 1).db.unwrap();
        let saved = crate::model::SavedLayout {
            sessions: vec![crate::model::state::saved_layout::SavedSession::default()],
            ..crate::model::SavedLayout::default()
        };
        let stamp = crate::store::snapshots::Stamp { at: 1, boot: "" };
        crate::store::snapshots::save(&mut state, &saved, stamp, None).unwrap();
        let old = open(&dir, &first_kind(), 1).db.unwrap();
        backup::write(&state, &old, &root.file("file")).unwrap();
        let mut db = open(&root.file("new"), &SCROLLBACK, 1).db.unwrap();
        backup::read(&mut state, &mut db, &root.file("file")).unwrap();
        assert_eq!(lines_in(&db), wanted);
    }
}
