//! Taking what can be read out of a damaged file.

use super::file::Kind;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use std::path::Path;

/// Copies every row that can be read from the file at `from`; how many they were.
pub fn rows(from: &Path, to: &Connection, kind: &Kind) -> usize {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(old) = Connection::open_with_flags(from, flags) else {
        return 0;
    };
    // Rows are of use without those that they belong to, until more is known.
    drop(to.execute_batch("PRAGMA foreign_keys = OFF; BEGIN"));
    let tables = kind.rows.iter();
    let found = tables.map(|(table, columns)| {
        copy(&old, to, table, columns).max(copy_back(&old, to, table, columns))
    });
    let found = found.sum();
    drop(to.execute_batch("COMMIT; PRAGMA foreign_keys = ON"));
    found
}

/// From the beginning to the first damage.
fn copy(old: &Connection, to: &Connection, table: &str, columns: &str) -> usize {
    copy_by(old, to, columns, table, "")
}

/// From the end to the last damage.
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
