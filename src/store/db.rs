//! Opening a database: making it, bringing it up to date, and what happens when that does not work. A
//! server always starts: a damaged file is kept under another name and its readable rows are taken
//! over, and a file that is not ours to write means that nothing is saved, which is said once.

use super::spec::DbSpec;
use super::{codec, salvage};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How every SQLite file begins.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Why something could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// There is no room on the disk. What was there is untouched.
    Full,
    /// The file is damaged or its disk fails: it has to be opened anew.
    Damaged(String),
    /// Anything else.
    Other(String),
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

/// An open database.
#[derive(Debug)]
pub struct Db {
    /// For reading.
    pub connection: Connection,
    path: PathBuf,
    tick: i64,
    /// The file says that it was closed well, which the first change takes back.
    closed: bool,
}

/// What came of opening.
#[derive(Debug, Default)]
pub struct Opened {
    /// The database; without it nothing is saved.
    pub db: Option<Db>,
    /// What a person should be told, once.
    pub notes: Vec<String>,
}

/// Opens the database of `kind` in `dir`, which is made if it is not there. `now` is in milliseconds
/// since 1970. Nothing is written to a file that is there and was closed well.
pub fn open(dir: &Path, kind: &DbSpec, now: i64) -> Opened {
    let path = kind.file(dir);
    let mut notes = Vec::new();
    let opened = prepare(dir).and_then(|()| match Db::open(&path, kind, now) {
        Err(OpenError::Damaged(why)) => {
            let kept = set_aside(&path, now)?;
            let db = Db::open(&path, kind, now).map_err(OpenError::into_system)?;
            let found = salvage::rows(&kept, &db.connection, kind);
            let kept = kept.display();
            notes.push(format!(
                "{}: {why}; {found} of its rows could be read and go on, the damaged file is kept as {kept}",
                path.display(),
            ));
            Ok(db)
        }
        other => other,
    });
    let db = match opened {
        Ok(mut db) => {
            notes.extend(db.missing_ticks());
            Some(db)
        }
        Err(trouble) => {
            let why = trouble.describe();
            notes.push(format!(
                "{}: {why}; {} are not saved",
                path.display(),
                kind.holds
            ));
            None
        }
    };
    Opened { db, notes }
}

pub(super) enum OpenError {
    Damaged(String),
    Newer(i64),
    Locked,
    System(String),
}

impl OpenError {
    fn into_system(self) -> Self {
        Self::System(self.describe())
    }

    pub(super) fn describe(self) -> String {
        match self {
            Self::Damaged(why) | Self::System(why) => why,
            Self::Newer(version) => {
                format!("it was written by a newer mux (version {version} of its form)")
            }
            Self::Locked => "another server uses it".to_owned(),
        }
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::System(error.to_string())
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            _ => Self::System(error.to_string()),
        }
    }
}

/// The directory is there, is ours, and nobody else looks into it.
fn prepare(dir: &Path) -> Result<(), OpenError> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let facts = fs::metadata(dir)?;
    if facts.uid() != owner()? {
        return Err(OpenError::System(
            "the directory belongs to someone else".to_owned(),
        ));
    }
    if facts.mode() & 0o077 != 0 {
        fs::set_permissions(dir, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// The user that this process writes files as.
fn owner() -> io::Result<u32> {
    Ok(fs::metadata("/proc/self")?.uid())
}

/// Gives a damaged file and what belongs to it another name.
fn set_aside(path: &Path, now: i64) -> Result<PathBuf, OpenError> {
    let free = |n: u32| {
        path.with_extension(format!(
            "db.damaged-{}{}",
            now / 1000,
            ".".repeat(n as usize)
        ))
    };
    let kept = (0..).map(free).find(|kept| !kept.exists());
    let kept = kept.ok_or_else(|| OpenError::System("there is no name left".to_owned()))?;
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
        // The path may lead through links; only the file itself may not be one.
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
        })
    }

    /// Writes all that `work` does, or nothing.
    ///
    /// # Errors
    /// If it cannot be written; nothing has changed then.
    pub fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, WriteError> {
        let tick = self.tick + 1;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
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

    /// Nothing more will be written: the next opening need not look for damage.
    pub fn close(self) {
        // Whatever is not done now is done when the file is opened again.
        if !self.closed {
            let sql = "INSERT OR REPLACE INTO meta VALUES ('clean', 1)";
            drop(self.connection.execute(sql, []));
        }
        drop(self.connection.close());
    }

    /// Brings the log into the file and gives back what was deleted, as much as takes a moment.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn tidy(&self) -> Result<(), WriteError> {
        self.connection
            .execute_batch("PRAGMA incremental_vacuum(512); PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(())
    }

    /// Gives back the memory that is kept to be quick.
    pub fn forget(&self) {
        codec::forget();
        self.connection.flush_prepared_statement_cache();
        // What is not given back now is given back another time.
        drop(self.connection.execute_batch("PRAGMA shrink_memory"));
    }

    /// Bytes in the file.
    pub fn size(&self) -> u64 {
        let size = |path: &Path| fs::metadata(path).map_or(0, |facts| facts.len());
        size(&self.path) + size(&beside(&self.path, "wal"))
    }

    /// How many transactions there have been.
    pub const fn tick(&self) -> i64 {
        self.tick
    }

    /// A small file beside the database knows the last transaction: a log that lost its end is
    /// noticed.
    fn note_tick(&self) {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(self.side());
        // It is only a witness; what it would say is in the database.
        drop(file.and_then(|mut file| file.write_all(format!("{:020}\n", self.tick).as_bytes())));
    }

    fn side(&self) -> PathBuf {
        self.path.with_extension("tick")
    }

    fn missing_ticks(&mut self) -> Option<String> {
        let text = fs::read_to_string(self.side()).ok()?;
        let known: i64 = text.trim().parse().ok()?;
        let lost = known - self.tick;
        self.tick = self.tick.max(known);
        (lost > 0).then(|| format!("{}: its last {lost} changes are gone", self.path.display()))
    }
}

/// Makes the file under another name, so that it is whole or not there.
fn create(path: &Path, kind: &DbSpec) -> Result<(), OpenError> {
    let new = path.with_extension("db.new");
    match fs::remove_file(&new) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e.into()),
        _ => {}
    }
    // A log of another file with this name would be taken for this one's.
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
    // It is on the disk before it has its name, and not in steps before that.
    connection.execute_batch(
        "PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA synchronous = OFF;
         PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;",
    )?;
    connection.pragma_update(None, "application_id", kind.id)?;
    step(&mut connection, kind)?;
    connection.close().map_err(|(_, e)| e)?;
    fs::File::open(&new)?.sync_all()?;
    fs::rename(&new, path)?;
    Ok(())
}

/// The version of the file's form; the file is looked at without SQLite.
pub(super) fn inspect(path: &Path, kind: &DbSpec) -> Result<i64, OpenError> {
    let facts = fs::symlink_metadata(path)?;
    if !facts.is_file() {
        return Err(OpenError::System("it is no file".to_owned()));
    }
    if facts.uid() != owner()? {
        return Err(OpenError::System("it belongs to someone else".to_owned()));
    }
    let mut header = [0; 100];
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    if file.read_exact(&mut header).is_err() || !header.starts_with(MAGIC) {
        return Err(OpenError::Damaged(
            "it does not begin as it should".to_owned(),
        ));
    }
    let number = |at: usize| {
        u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    if number(68) != kind.id {
        return Err(OpenError::Damaged(
            "it is another program's or damaged".to_owned(),
        ));
    }
    Ok(i64::from(number(60)))
}

fn settings(connection: &Connection, kind: &DbSpec) -> Result<(), OpenError> {
    connection.busy_timeout(Duration::from_secs(2))?;
    // Statements are made once, not anew for other values.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -1024; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;
         PRAGMA mmap_size = 0; PRAGMA secure_delete = FAST; PRAGMA journal_size_limit = 16777216;
         BEGIN IMMEDIATE; COMMIT;",
    )?;
    connection.pragma_update(None, "wal_autocheckpoint", kind.log)?;
    Ok(())
}

/// Makes the steps of the schema that the file has not seen.
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

/// Looks for damage.
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
