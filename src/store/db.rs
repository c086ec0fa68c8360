//! Opening a database: creation, migration and recovery. A server always starts: a damaged file is
//! kept under another name and its readable rows are recovered; if the file cannot be used, nothing
//! is saved and the user is told once.

use super::spec::DbSpec;
use super::{codec, salvage};
use crate::base::counted;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The first bytes of every SQLite file (sqlite.org/fileformat.html, 1.3).
const MAGIC: &[u8] = b"SQLite format 3\0";

/// The reason of [`WriteError::Full`].
const DISK_FULL: &str = "the disk is full";

/// Why a write failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// The disk is full. The database is unchanged.
    Full,
    /// The file is damaged or its disk fails: reopen it.
    Damaged(String),
    /// Any other error.
    Other(String),
}

impl WriteError {
    /// The reason in words.
    pub fn reason(&self) -> &str {
        match self {
            Self::Full => DISK_FULL,
            Self::Damaged(why) | Self::Other(why) => why,
        }
    }
}

impl From<rusqlite::Error> for WriteError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure,
            ) => Self::Damaged(error.to_string()),
            _ => Self::Other(error.to_string()),
        }
    }
}

/// An open database, locked for this process alone unless its kind is shared.
#[derive(Debug)]
pub struct Db {
    /// The connection, for reads; writes go through [`Db::write`].
    pub connection: Connection,
    path: PathBuf,
    tick: i64,
    /// The file is marked as closed cleanly; the first write removes the mark.
    closed: bool,
    /// The last write of the file beside the database failed.
    side_failed: bool,
    /// Why, until it is reported.
    side_fault: Option<String>,
}

/// The result of [`open`].
#[derive(Debug, Default)]
pub struct Opened {
    /// The database; if `None`, nothing is saved.
    pub db: Option<Db>,
    /// Why it cannot be opened.
    pub failure: Option<WriteError>,
    /// Messages for the user, to be shown once.
    pub notes: Vec<String>,
}

/// Opens the database of `kind` in `dir` and creates it if it does not exist. `now` is in
/// milliseconds since 1970. A file that was closed cleanly is not written to.
pub fn open(dir: &Path, kind: &DbSpec, now: i64) -> Opened {
    let path = kind.file(dir);
    let mut notes = Vec::new();
    let opened = prepare(dir).and_then(|()| match Db::open(&path, kind, now) {
        Err(OpenError::Damaged(why)) => {
            let kept = set_aside(&path, now)?;
            let db = Db::open(&path, kind, now).map_err(OpenError::into_system)?;
            let recovered = match kind.rows {
                [] => "passwords must be set anew".to_owned(),
                _ => format!(
                    "{} recovered",
                    counted(salvage::rows(&kept, &db.connection, kind), "row")
                ),
            };
            let kept = kept.display();
            notes.push(format!(
                "{}: {why}; {recovered}, the damaged file is kept as {kept}",
                path.display(),
            ));
            Ok(db)
        }
        other => other,
    });
    match opened {
        Ok(mut db) => {
            notes.extend(db.missing_ticks());
            Opened {
                db: Some(db),
                failure: None,
                notes,
            }
        }
        Err(error) => {
            let failure = error.into_write_error();
            let why = failure.reason();
            notes.push(format!("{}: {why}; {}", path.display(), kind.not_saved));
            Opened {
                db: None,
                failure: Some(failure),
                notes,
            }
        }
    }
}

/// Why a database cannot be opened.
pub(super) enum OpenError {
    /// The file is damaged or is no database of this kind.
    Damaged(String),
    /// The file has this schema version, which is newer than ours.
    Newer(i64),
    /// Another process has the file open.
    Locked,
    /// The disk is full.
    Full,
    /// The system refused.
    System(String),
}

impl OpenError {
    fn into_system(self) -> Self {
        match self {
            Self::Full => Self::Full,
            other => Self::System(other.describe()),
        }
    }

    fn into_write_error(self) -> WriteError {
        match self {
            Self::Full => WriteError::Full,
            other => WriteError::Other(other.describe()),
        }
    }

    pub(super) fn describe(self) -> String {
        match self {
            Self::Damaged(why) | Self::System(why) => why,
            Self::Full => DISK_FULL.to_owned(),
            Self::Newer(version) => {
                format!("written by a newer mux (schema version {version})")
            }
            Self::Locked => "in use by another server".to_owned(),
        }
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::StorageFull {
            return Self::Full;
        }
        let text = error.to_string();
        let end = text.find(" (os error").unwrap_or(text.len());
        Self::System(text[..end].to_owned())
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::DiskFull) => Self::Full,
            _ => Self::System(error.to_string()),
        }
    }
}

/// Creates the directory with mode 0700 and checks its owner.
fn prepare(dir: &Path) -> Result<(), OpenError> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let facts = fs::metadata(dir)?;
    if facts.uid() != owner()? {
        return Err(OpenError::System(
            "the directory belongs to another user".to_owned(),
        ));
    }
    if facts.mode() & 0o077 != 0 {
        fs::set_permissions(dir, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// The user id that this process creates files with.
fn owner() -> io::Result<u32> {
    Ok(fs::metadata("/proc/self")?.uid())
}

/// Renames a damaged file together with its WAL, shared-memory and journal files.
fn set_aside(path: &Path, now: i64) -> Result<PathBuf, OpenError> {
    let free = |n: u32| {
        path.with_extension(format!(
            "db.damaged-{}{}",
            now / 1000,
            ".".repeat(n as usize)
        ))
    };
    let kept = (0..).map(free).find(|kept| !kept.exists());
    let kept =
        kept.ok_or_else(|| OpenError::System("no free name for the damaged file".to_owned()))?;
    fs::rename(path, &kept)?;
    for extension in ["wal", "shm", "journal"] {
        let (from, to) = (beside(path, extension), beside(&kept, extension));
        match fs::rename(from, to) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e.into()),
            _ => {}
        }
    }
    Ok(kept)
}

fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-");
    name.push(extension);
    name.into()
}

impl Db {
    fn open(path: &Path, kind: &DbSpec, now: i64) -> Result<Self, OpenError> {
        if !path.exists() {
            create(path, kind)?;
        }
        let version = inspect(path, kind)?;
        let wanted = i64::try_from(kind.steps.len()).unwrap_or(0);
        if version > wanted {
            return Err(OpenError::Newer(version));
        }
        if version < wanted {
            fs::copy(
                path,
                path.with_extension(format!("db.version-{version}-{}", now / 1000)),
            )?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        // Directories of the path may be symbolic links, the file itself may not.
        let parent = path
            .parent()
            .map(Path::canonicalize)
            .transpose()?
            .unwrap_or_default();
        let file = parent.join(path.file_name().unwrap_or_default());
        let mut connection = Connection::open_with_flags(file, flags)?;
        settings(&connection, kind)?;
        step(&mut connection, kind)?;
        let closed = number(&connection, "clean")? == 1;
        if !closed {
            check(&connection)?;
        }
        Ok(Self {
            tick: number(&connection, "tick")?,
            connection,
            path: path.to_owned(),
            closed,
            side_failed: false,
            side_fault: None,
        })
    }

    /// Runs `work` in one transaction.
    ///
    /// # Errors
    /// The write fails; the database is unchanged.
    pub fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, WriteError> {
        let tick = self.tick + 1;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        // In the same transaction as the change: a changed file is never marked as clean.
        if self.closed {
            transaction.execute("INSERT OR REPLACE INTO meta VALUES ('clean', 0)", [])?;
        }
        transaction.execute("INSERT OR REPLACE INTO meta VALUES ('tick', ?)", [tick])?;
        transaction.commit()?;
        self.closed = false;
        self.tick = tick;
        self.note_tick();
        Ok(done)
    }

    /// Marks the file as closed cleanly, so that the next start skips the integrity check, and
    /// closes it.
    pub fn close(self) {
        // On failure the next opening checks and checkpoints the file.
        if !self.closed {
            let sql = "INSERT OR REPLACE INTO meta VALUES ('clean', 1)";
            drop(self.connection.execute(sql, []));
        }
        drop(self.connection.close());
    }

    /// Checkpoints the WAL into the file and frees up to 512 deleted pages.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn tidy(&self) -> Result<(), WriteError> {
        self.connection
            .execute_batch("PRAGMA incremental_vacuum(512); PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(())
    }

    /// Frees caches.
    pub fn forget(&self) {
        codec::forget();
        self.connection.flush_prepared_statement_cache();
        // A failure only delays the release.
        drop(self.connection.execute_batch("PRAGMA shrink_memory"));
    }

    /// The directory of the file.
    pub(super) fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("/"))
    }

    /// The size of the file and its WAL, in bytes.
    pub fn size(&self) -> u64 {
        let size = |path: &Path| fs::metadata(path).map_or(0, |facts| facts.len());
        size(&self.path) + size(&beside(&self.path, "wal"))
    }

    /// The number of transactions so far.
    pub const fn tick(&self) -> i64 {
        self.tick
    }

    /// Why the file beside the database could not be written since the last call.
    pub fn take_side_fault(&mut self) -> Option<String> {
        self.side_fault.take()
    }

    /// Writes the number of the last transaction to a small file beside the database. After a power
    /// loss that cost the end of the WAL this number is higher than the one in the database.
    fn note_tick(&mut self) {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(self.side());
        // The file only detects a loss; the database does not depend on it.
        let text = format!("{:020}\n", self.tick);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        let failed = written.is_err();
        if let Err(why) = written
            && !self.side_failed
        {
            self.side_fault = Some(format!("{}: {why}", self.side().display()));
        }
        self.side_failed = failed;
    }

    fn side(&self) -> PathBuf {
        self.path.with_extension("tick")
    }

    fn missing_ticks(&mut self) -> Option<String> {
        let text = fs::read_to_string(self.side()).ok()?;
        let known: i64 = text.trim().parse().ok()?;
        let lost = known - self.tick;
        self.tick = self.tick.max(known);
        let path = self.path.display();
        match lost {
            ..=0 => None,
            1 => Some(format!("{path}: the last change is lost")),
            lost => Some(format!("{path}: the last {lost} changes are lost")),
        }
    }
}

/// Creates the file under a temporary name, so that a crash never leaves a partial database.
fn create(path: &Path, kind: &DbSpec) -> Result<(), OpenError> {
    let new = path.with_extension("db.new");
    match fs::remove_file(&new) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e.into()),
        _ => {}
    }
    // SQLite would apply a leftover WAL or journal of this name to the new file.
    for extension in ["wal", "shm", "journal"] {
        match fs::remove_file(beside(path, extension)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e.into()),
            _ => {}
        }
    }
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)?;
    let mut connection = Connection::open(&new)?;
    // One fsync before the rename makes the file durable; syncs of single steps would only cost
    // time.
    connection.execute_batch(
        "PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA synchronous = OFF;
         PRAGMA locking_mode = EXCLUSIVE;",
    )?;
    if !kind.shared {
        connection.execute_batch("PRAGMA journal_mode = WAL;")?;
    }
    connection.pragma_update(None, "application_id", kind.id)?;
    step(&mut connection, kind)?;
    connection.close().map_err(|(_, e)| e)?;
    fs::File::open(&new)?.sync_all()?;
    fs::rename(&new, path)?;
    Ok(())
}

/// The schema version, read from the header without SQLite, which would replay a WAL first.
pub(super) fn inspect(path: &Path, kind: &DbSpec) -> Result<i64, OpenError> {
    let facts = fs::symlink_metadata(path)?;
    if !facts.is_file() {
        return Err(OpenError::System("not a regular file".to_owned()));
    }
    if facts.uid() != owner()? {
        return Err(OpenError::System("belongs to another user".to_owned()));
    }
    let mut header = [0; 100];
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    if file.read_exact(&mut header).is_err() || !header.starts_with(MAGIC) {
        return Err(OpenError::Damaged("damaged header".to_owned()));
    }
    let number = |at: usize| {
        u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    if number(68) != kind.id {
        return Err(OpenError::Damaged(
            "not a mux database, or damaged".to_owned(),
        ));
    }
    Ok(i64::from(number(60)))
}

fn settings(connection: &Connection, kind: &DbSpec) -> Result<(), OpenError> {
    connection.busy_timeout(Duration::from_secs(2))?;
    // The query planner must not re-plan a statement for other parameter values.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // A shared file needs no WAL: its writes are few, and a WAL needs a third file for its index.
    connection.execute_batch(if kind.shared {
        "PRAGMA locking_mode = NORMAL; PRAGMA cache_size = -256; PRAGMA journal_mode = DELETE;"
    } else {
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -1024; PRAGMA journal_mode = WAL;"
    })?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;
         PRAGMA mmap_size = 0; PRAGMA secure_delete = FAST; PRAGMA journal_size_limit = 16777216;
         BEGIN IMMEDIATE; COMMIT;",
    )?;
    connection.pragma_update(None, "wal_autocheckpoint", kind.log)?;
    Ok(())
}

/// Runs the migrations that the file has not seen.
fn step(connection: &mut Connection, kind: &DbSpec) -> rusqlite::Result<()> {
    let done: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let (done, wanted) = (
        done as usize,
        u32::try_from(kind.steps.len()).unwrap_or(u32::MAX),
    );
    if done >= kind.steps.len() {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    for step in kind.steps.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", wanted)?;
    transaction.commit()
}

/// Runs SQLite's quick check.
fn check(connection: &Connection) -> Result<(), OpenError> {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" {
        Ok(())
    } else {
        Err(OpenError::Damaged(found))
    }
}

fn number(connection: &Connection, key: &str) -> rusqlite::Result<i64> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE key = ?")?;
    let mut rows = statement.query([key])?;
    rows.next()?.map_or(Ok(0), |row| row.get(0))
}
