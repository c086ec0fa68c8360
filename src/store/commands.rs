//! The commands that ran in panes. A command is a row of its pane: it is deleted with the pane.

use super::db::Db;
use super::error::sqlite_error;
use super::scrollback;
use crate::base::{Line, PaneId, Result};
use crate::model::state::shell::command_log::RememberedCommand;
use crate::model::state::store_request::{CommandQuery, LineRange, SavedCommand};
use crate::term::archived_lines;
use rusqlite::types::ToSql;
use rusqlite::{Row, Transaction, params};

/// Commands whose output is read for a list, at most: the newest.
const MAX_OUTPUTS: usize = 200;

/// Lines of the output of a command that are read for a list, at most.
const OUTPUT_LINES: u64 = 40;

/// Writes a command. A row with the same pane and start is replaced.
///
/// # Errors
/// The file cannot be written.
pub fn write(
    tx: &Transaction<'_>,
    lineage: i64,
    command: &RememberedCommand,
) -> rusqlite::Result<()> {
    let key = match scrollback::find(tx, lineage, command.pane)? {
        Some(key) => key,
        None => scrollback::key(tx, lineage, command.pane)?,
    };
    let line = |line: Option<u64>| line.and_then(|line| i64::try_from(line).ok());
    tx.prepare_cached(
        "INSERT OR REPLACE INTO command
            (pane, started, ended, status, prompt, output, finish, directory, text)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        key,
        command.started,
        command.ended,
        command.status,
        line(command.prompt),
        line(command.output),
        line(command.end),
        command.directory,
        command.text,
    ])
    .map(drop)
}

/// Deletes the commands of the pane with this key.
///
/// # Errors
/// The file cannot be written.
pub fn forget(tx: &Transaction<'_>, key: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM command WHERE pane = ?")?
        .execute([key])
        .map(drop)
}

/// The matching commands, the newest first.
///
/// # Errors
/// The target was never saved, or the file cannot be read.
pub fn list(db: &Db, wanted: &CommandQuery) -> Result<Vec<SavedCommand>> {
    let pane = scrollback::saved_target(db, &wanted.target)?;
    let mut found = read(db, wanted, pane).map_err(|e| sqlite_error(&e))?;
    if wanted.output {
        let newest = found.iter_mut().take(MAX_OUTPUTS);
        newest.for_each(|saved| saved.output = output(db, saved).unwrap_or_default());
    }
    Ok(found)
}

/// The first lines of the output of a command; fewer if they are not saved.
fn output(db: &Db, saved: &SavedCommand) -> Result<Vec<Line>> {
    let command = &saved.command;
    let Some(from) = command.output else {
        return Ok(Vec::new());
    };
    let most = from.saturating_add(OUTPUT_LINES);
    let to = command.end.map_or(most, |end| end.min(most));
    let wanted = LineRange {
        before: Some(to),
        after: None,
        limit: to.saturating_sub(from),
    };
    let range = scrollback::load_range(db, saved.lineage, command.pane, wanted)?;
    let mut lines = Vec::new();
    for piece in range.unwrap_or_default().pieces {
        let all = archived_lines(&piece.raw).unwrap_or_default();
        let numbered = (piece.first..).zip(all.into_iter().take(piece.lines as usize));
        let wanted = numbered.filter(|(number, _)| (from..to).contains(number));
        lines.extend(wanted.map(|(_, line)| line));
    }
    Ok(lines)
}

fn read(
    db: &Db,
    wanted: &CommandQuery,
    pane: Option<(i64, PaneId)>,
) -> rusqlite::Result<Vec<SavedCommand>> {
    let mut statement = db.connection.prepare_cached(
        "SELECT started, ended, status, prompt, output, finish, directory, text,
                p.lineage, p.pane, session, window, closed IS NOT NULL
         FROM command c JOIN pane p ON p.key = c.pane
         WHERE (?1 IS NULL OR session = ?1) AND (?2 IS NULL OR (p.lineage = ?2 AND p.pane = ?3))
            AND (?4 IS NULL OR started >= ?4) AND (NOT ?5 OR status <> 0)
         ORDER BY started DESC",
    )?;
    let (lineage, id) = (pane.map(|(lineage, _)| lineage), pane.map(|(_, id)| id.0));
    let values: [&dyn ToSql; 5] = [
        &wanted.target.session,
        &lineage,
        &id,
        &wanted.since,
        &wanted.failed,
    ];
    let mut rows = statement.query(&values[..])?;
    let words: Vec<Word> = wanted.words.iter().map(|word| Word::new(word)).collect();
    let mut found = Vec::new();
    while found.len() < wanted.limit
        && let Some(row) = rows.next()?
    {
        let saved = saved_command(row)?;
        let command = &saved.command;
        let here = &wanted.directories;
        if (here.is_empty() || here.contains(&command.directory))
            && words.iter().all(|word| word.is_in(&command.text))
        {
            found.push(saved);
        }
    }
    Ok(found)
}

fn saved_command(row: &Row<'_>) -> rusqlite::Result<SavedCommand> {
    let line = |n: usize| -> rusqlite::Result<Option<u64>> {
        let line: Option<i64> = row.get(n)?;
        Ok(line.and_then(|line| u64::try_from(line).ok()))
    };
    Ok(SavedCommand {
        command: RememberedCommand {
            pane: PaneId(row.get(9)?),
            text: row.get(7)?,
            directory: row.get(6)?,
            started: row.get(0)?,
            ended: row.get(1)?,
            status: row.get(2)?,
            prompt: line(3)?,
            output: line(4)?,
            end: line(5)?,
        },
        lineage: row.get(8)?,
        session: row.get(10)?,
        window: row.get(11)?,
        closed: row.get(12)?,
        output: Vec::new(),
    })
}

/// A word of a query. Without capital letters it ignores case.
struct Word {
    text: String,
    exact: bool,
}

impl Word {
    fn new(text: &str) -> Self {
        let exact = text.chars().any(char::is_uppercase);
        Self {
            text: text.to_owned(),
            exact,
        }
    }

    fn is_in(&self, text: &str) -> bool {
        match self.exact {
            true => text.contains(&self.text),
            false => text.to_lowercase().contains(&self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::store_request::QueryTarget;
    use crate::store::tests::TestDir;
    use crate::store::{RetentionLimits, SCROLLBACK, STATE, backup, retain};

    fn command(pane: u32, started: i64, text: &str) -> RememberedCommand {
        RememberedCommand {
            pane: PaneId(pane),
            text: text.to_owned(),
            directory: "/src".to_owned(),
            started,
            ended: Some(started + 10),
            status: Some(0),
            prompt: Some(4),
            output: Some(5),
            end: Some(9),
        }
    }

    fn texts(db: &Db, query: &CommandQuery) -> Vec<String> {
        let all = list(db, query).unwrap().into_iter();
        all.map(|saved| saved.command.text).collect()
    }

    fn all() -> CommandQuery {
        CommandQuery {
            limit: 100,
            ..CommandQuery::default()
        }
    }

    #[test]
    fn commands_are_found_by_words_directory_status_and_age() {
        let dir = TestDir::new();
        let mut db = dir.db(&SCROLLBACK);
        let failed = RememberedCommand {
            status: Some(101),
            directory: "/other".to_owned(),
            ..command(1, 30, "cargo Test\n--lib")
        };
        let running = RememberedCommand {
            ended: None,
            status: None,
            end: None,
            ..command(2, 40, "sleep 9")
        };
        let wanted = [command(1, 20, "ls"), failed.clone(), running.clone()];
        db.write(|tx| wanted.iter().try_for_each(|command| write(tx, 7, command)))
            .unwrap();
        // A command is written again when it ends.
        db.write(|tx| write(tx, 7, &command(1, 20, "ls"))).unwrap();
        assert_eq!(texts(&db, &all()), ["sleep 9", "cargo Test\n--lib", "ls"]);
        let found = list(&db, &all()).unwrap();
        assert_eq!(found[1].command, failed);
        assert_eq!((found[0].lineage, &found[0].command), (7, &running));
        for (query, want) in [
            (
                CommandQuery {
                    words: vec!["test".to_owned(), "cargo".to_owned()],
                    ..all()
                },
                vec!["cargo Test\n--lib"],
            ),
            (
                CommandQuery {
                    words: vec!["TEST".to_owned()],
                    ..all()
                },
                vec![],
            ),
            (
                CommandQuery {
                    failed: true,
                    ..all()
                },
                vec!["cargo Test\n--lib"],
            ),
            (
                CommandQuery {
                    directories: vec!["/x".to_owned(), "/src".to_owned()],
                    ..all()
                },
                vec!["sleep 9", "ls"],
            ),
            (
                CommandQuery {
                    since: Some(31),
                    ..all()
                },
                vec!["sleep 9"],
            ),
            (
                CommandQuery {
                    target: QueryTarget {
                        pane: Some((None, PaneId(2))),
                        ..QueryTarget::default()
                    },
                    ..all()
                },
                vec!["sleep 9"],
            ),
            (CommandQuery { limit: 1, ..all() }, vec!["sleep 9"]),
        ] {
            assert_eq!(texts(&db, &query), want, "{query:?}");
        }
        for query in [
            CommandQuery {
                target: QueryTarget {
                    session: Some("gone".to_owned()),
                    ..QueryTarget::default()
                },
                ..all()
            },
            CommandQuery {
                target: QueryTarget {
                    pane: Some((None, PaneId(9))),
                    ..QueryTarget::default()
                },
                ..all()
            },
        ] {
            let message = list(&db, &query).unwrap_err().message;
            assert!(message.starts_with("can't find "), "{message}");
        }
    }

    #[test]
    fn commands_go_with_their_pane_and_beyond_the_limit() {
        let dir = TestDir::new();
        let mut db = dir.db(&SCROLLBACK);
        db.write(|tx| {
            (0..5).try_for_each(|n| write(tx, 1, &command(1, n, &format!("c{n}"))))?;
            write(tx, 1, &command(2, 50, "closed"))?;
            write(tx, 1, &command(3, 60, "secret"))?;
            let key = scrollback::key(tx, 1, PaneId(3))?;
            forget(tx, key)?;
            let key = scrollback::key(tx, 1, PaneId(2))?;
            scrollback::close(tx, key, 100)
        })
        .unwrap();
        assert_eq!(texts(&db, &all())[0], "closed");
        let limits = RetentionLimits {
            commands: 3,
            closed: 10,
            ..RetentionLimits::default()
        };
        retain(&mut db, &limits, 1000).unwrap();
        assert_eq!(texts(&db, &all()), ["c4", "c3", "c2"]);
    }

    #[test]
    fn commands_are_in_backups() {
        let root = TestDir::new();
        let mut state = root.db(&STATE);
        let saved = crate::model::SavedLayout {
            sessions: vec![crate::model::state::saved_layout::SavedSession::default()],
            ..crate::model::SavedLayout::default()
        };
        let stamp = crate::store::snapshots::Stamp { at: 1, boot: "" };
        crate::store::snapshots::save(&mut state, &saved, stamp, None).unwrap();
        let mut db = root.db(&SCROLLBACK);
        db.write(|tx| write(tx, 7, &command(1, 20, "ls"))).unwrap();
        backup::write(&state, &db, &root.file("file")).unwrap();
        let mut new = crate::store::open(&root.file("new"), &SCROLLBACK, 1)
            .db
            .unwrap();
        // Another pane has the key there.
        new.write(|tx| scrollback::key(tx, 3, PaneId(0))).unwrap();
        backup::read(&mut state, &mut new, &root.file("file")).unwrap();
        let found = list(&new, &all()).unwrap();
        assert_eq!(found[0].command, command(1, 20, "ls"));
        assert_eq!(found[0].lineage, 7);
    }
}
