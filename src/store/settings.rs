//! The changes by hand and the paste buffers of a server, beside its layouts. They are rows of the
//! table `meta`, so that older versions read the file.

use super::codec;
use super::db::{Db, WriteError};
use crate::base::sorted::sort_by_key;
use crate::model::state::buffer::Buffer;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Row, Transaction, params};

/// The key of the row with the commands.
const COMMANDS: &str = "settings";

/// The key of the row with the habits of the user.
const HABITS: &str = "habits";

/// What the keys of rows with a buffer begin with. The name of the buffer follows.
const BUFFER: &str = "buffer:";

/// A change of the saved settings.
#[derive(Debug, Default)]
pub struct Change {
    /// The commands, if they changed.
    pub commands: Option<Vec<String>>,
    /// Buffers that are new or changed, the oldest first, with their place in the order.
    pub buffers: Vec<(i64, Buffer)>,
    /// Names of buffers that are gone.
    pub removed: Vec<String>,
    /// The encoded habits of the user, if they changed.
    pub habits: Option<Vec<u8>>,
}

impl Change {
    /// Whether there is nothing to write.
    pub const fn is_empty(&self) -> bool {
        self.commands.is_none()
            && self.buffers.is_empty()
            && self.removed.is_empty()
            && self.habits.is_none()
    }
}

/// Writes a change in one transaction.
///
/// # Errors
/// The file cannot be written.
pub fn save(db: &mut Db, change: &Change) -> Result<(), WriteError> {
    let commands = change.commands.as_ref().map(|commands| {
        let text = commands.join("\n");
        format!("{}\n{text}", codec::checksum(&[], text.as_bytes()))
    });
    db.write(|tx| {
        match commands.as_deref() {
            None => {}
            Some(_) if change.commands.as_ref().is_some_and(Vec::is_empty) => {
                remove(tx, COMMANDS)?;
            }
            Some(text) => put(tx, COMMANDS, Value::Text(text.to_owned()))?,
        }
        if let Some(habits) = &change.habits {
            put(tx, HABITS, Value::Blob(habits.clone()))?;
        }
        for name in &change.removed {
            remove(tx, &format!("{BUFFER}{name}"))?;
        }
        for (order, buffer) in &change.buffers {
            let key = format!("{BUFFER}{}", buffer.name);
            put(tx, &key, Value::Blob(encode(*order, buffer)))?;
        }
        Ok(())
    })
}

fn put(tx: &Transaction<'_>, key: &str, value: Value) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO meta VALUES (?1, ?2)";
    tx.execute(sql, params![key, value]).map(drop)
}

fn remove(tx: &Transaction<'_>, key: &str) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM meta WHERE key = ?", [key])
        .map(drop)
}

/// A checksum, the order, the time and whether the name is automatic, then the content.
fn encode(order: i64, buffer: &Buffer) -> Vec<u8> {
    let numbers = [order, buffer.created, i64::from(buffer.automatic)];
    let sum = codec::checksum(&numbers, &buffer.data);
    let head = [sum, numbers[0], numbers[1], numbers[2]];
    let mut bytes: Vec<u8> = head.iter().flat_map(|n| n.to_le_bytes()).collect();
    bytes.extend_from_slice(&buffer.data);
    bytes
}

fn decode(name: &str, bytes: &[u8]) -> Option<(i64, Buffer)> {
    let (head, data) = bytes.split_first_chunk::<32>()?;
    let (words, _) = head.as_chunks::<8>();
    let number = |n: usize| i64::from_le_bytes(words[n]);
    let numbers = [number(1), number(2), number(3)];
    let whole = number(0) == codec::checksum(&numbers, data);
    whole.then(|| {
        let buffer = Buffer {
            name: name.to_owned(),
            data: data.to_vec(),
            created: numbers[1],
            automatic: numbers[2] == 1,
        };
        (numbers[0], buffer)
    })
}

/// The saved commands; none if there are none or they are damaged.
pub fn commands(db: &Db) -> Vec<String> {
    let sql = "SELECT value FROM meta WHERE key = ?";
    let text = db
        .connection
        .query_row(sql, [COMMANDS], |row| row.get::<_, String>(0));
    let Ok(text) = text else { return Vec::new() };
    let Some((sum, text)) = text.split_once('\n') else {
        return Vec::new();
    };
    if sum.parse() != Ok(codec::checksum(&[], text.as_bytes())) {
        return Vec::new();
    }
    text.lines().map(str::to_owned).collect()
}

/// The encoded habits; empty if there are none.
pub fn habits(db: &Db) -> Vec<u8> {
    let sql = "SELECT value FROM meta WHERE key = ?";
    let bytes = db
        .connection
        .query_row(sql, [HABITS], |row| row.get::<_, Vec<u8>>(0));
    bytes.unwrap_or_default()
}

/// The saved buffers with their order, the oldest first. Damaged ones are left out.
pub fn buffers(db: &Db) -> Vec<(i64, Buffer)> {
    let read = |row: &Row<'_>| {
        let key: String = row.get(0)?;
        let ValueRef::Blob(bytes) = row.get_ref(1)? else {
            return Ok(None);
        };
        Ok(decode(key.strip_prefix(BUFFER).unwrap_or_default(), bytes))
    };
    let all = || {
        let sql = "SELECT key, value FROM meta WHERE key >= ?1 AND key < ?2";
        let mut statement = db.connection.prepare(sql)?;
        let rows = statement.query_map([BUFFER, "buffer;"], read)?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    };
    let mut all: Vec<_> = all().unwrap_or_default().into_iter().flatten().collect();
    sort_by_key(&mut all, |(order, _)| *order);
    all
}
