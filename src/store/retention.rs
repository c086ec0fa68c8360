//! Retention limits: whole chunks are deleted, the oldest first.

use super::db::{Db, WriteError};
use rusqlite::params;

/// Limits on stored scrollback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionLimits {
    /// Maximum number of lines per pane.
    pub lines: i64,
    /// Maximum stored bytes per pane.
    pub bytes: i64,
    /// Maximum size of the file, in bytes.
    pub total: i64,
    /// Retention of closed panes, in milliseconds.
    pub closed: i64,
    /// Maximum number of commands per pane.
    pub commands: i64,
}

impl Default for RetentionLimits {
    fn default() -> Self {
        Self {
            lines: 100_000,
            bytes: 256 << 20,
            total: 2 << 30,
            closed: 7 * 24 * 60 * 60 * 1000,
            commands: 10_000,
        }
    }
}

/// Chunks that are deleted per step while the file is too large.
const STEP: i64 = 256;

/// Deletes rows beyond the limits. `now` is in milliseconds since 1970.
///
/// # Errors
/// The file cannot be written.
pub fn retain(db: &mut Db, limits: &RetentionLimits, now: i64) -> Result<(), WriteError> {
    db.write(|tx| {
        tx.execute("DELETE FROM pane WHERE closed < ?", [now - limits.closed])?;
        tx.execute(
            "DELETE FROM chunk WHERE rowid IN (SELECT id FROM (
                SELECT rowid AS id,
                    sum(lines) OVER newer - lines AS lines_after, sum(length(body)) OVER newer - length(body) AS bytes_after
                FROM chunk WINDOW newer AS (PARTITION BY pane ORDER BY first DESC))
             WHERE lines_after >= ?1 OR bytes_after >= ?2)",
            params![limits.lines, limits.bytes],
        )?;
        tx.execute(
            "DELETE FROM command WHERE rowid IN (SELECT id FROM (
                SELECT rowid AS id, row_number() OVER (PARTITION BY pane ORDER BY started DESC) AS n
                FROM command) WHERE n > ?)",
            [limits.commands],
        )?;
        let used = "SELECT (SELECT * FROM pragma_page_count()) - (SELECT * FROM pragma_freelist_count())";
        let page: i64 = tx.query_row("SELECT * FROM pragma_page_size()", [], |row| row.get(0))?;
        // The size shrinks only as pages become free, so delete in steps and measure.
        loop {
            let pages: i64 = tx.query_row(used, [], |row| row.get(0))?;
            let oldest = "DELETE FROM chunk WHERE rowid IN (SELECT rowid FROM chunk ORDER BY rowid LIMIT ?)";
            if pages * page <= limits.total || tx.execute(oldest, [STEP])? == 0 {
                return Ok(());
            }
        }
    })
}
