//! The log: files in the state directory, opened at the first line. A thread of its own writes
//! them, so logging never blocks: lines that it cannot keep up with are dropped. The size of the
//! files is bounded.

use crate::base::counted;
use crate::sys::process;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Bytes of a file at most, unless one line is longer.
const MAX_SIZE: u64 = 1 << 20;

/// Older files that are kept.
const OLD_FILES: u32 = 3;

/// Unwritten lines at most.
const MAX_UNWRITTEN: usize = 1024;

/// How long [`finish`] waits for the last lines.
const FINISH_TIMEOUT: Duration = Duration::from_millis(500);

/// How often it looks.
const POLL_INTERVAL: Duration = Duration::from_millis(2);

/// The number of lines that are not written yet.
static UNWRITTEN: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// Starts the log in `file`. `MUX_LOG` sets the level, or else `verbosity` (the number of `-v`):
/// info, debug, trace. At debug and trace it names inputs, effects and frames, and never their
/// content: keys may be passwords.
pub fn start(file: PathBuf, verbosity: u8) {
    let default = match verbosity {
        0 => "info",
        1 => "info,mux=debug",
        2.. => "info,mux=trace",
    };
    let filter = EnvFilter::try_from_env("MUX_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let builder = tracing_subscriber::fmt().with_env_filter(filter);
    // Without a thread there is no log. In tests a second server in one process uses the first
    // one's.
    if let Ok(log) = Log::new(Files::new(file, MAX_SIZE)) {
        let unwritten = Arc::clone(&log.unwritten);
        if builder.with_writer(log).with_ansi(false).try_init().is_ok() {
            let _ = UNWRITTEN.set(unwritten);
        }
    }
    std::panic::set_hook(Box::new(|panic| {
        let trace = std::backtrace::Backtrace::force_capture();
        tracing::error!(%panic, "panic\n{trace}");
    }));
}

/// Waits until the last lines are written, up to [`FINISH_TIMEOUT`].
pub fn finish() {
    let end = Instant::now() + FINISH_TIMEOUT;
    let Some(unwritten) = UNWRITTEN.get() else {
        return;
    };
    while unwritten.load(Ordering::Acquire) > 0 && Instant::now() < end {
        std::thread::sleep(POLL_INTERVAL);
    }
}

/// The queue of lines.
#[derive(Clone, Debug)]
struct Log {
    lines: SyncSender<Vec<u8>>,
    unwritten: Arc<AtomicUsize>,
}

impl Log {
    fn new(files: Files) -> io::Result<Self> {
        let (lines, queue) = sync_channel(MAX_UNWRITTEN);
        let unwritten = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&unwritten);
        let thread = std::thread::Builder::new().name("mux-log".to_owned());
        thread.spawn(move || write_all(files, &queue, &counter))?;
        Ok(Self { lines, unwritten })
    }
}

fn write_all(mut files: Files, queue: &Receiver<Vec<u8>>, unwritten: &AtomicUsize) {
    for line in queue {
        files.write(&line);
        unwritten.fetch_sub(1, Ordering::AcqRel);
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unwritten.fetch_add(1, Ordering::AcqRel);
        if self.lines.try_send(bytes.to_vec()).is_err() {
            self.unwritten.fetch_sub(1, Ordering::AcqRel);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The open log file, and the older ones beside it: `server.log.1` is the latest of those. All
/// servers of a user write to the same files.
#[derive(Debug)]
struct Files {
    path: PathBuf,
    limit: u64,
    open: Option<File>,
    /// The lines that could not be written since the last one that was, and why.
    lost: Option<(u64, String)>,
}

impl Files {
    const fn new(path: PathBuf, limit: u64) -> Self {
        Self {
            path,
            limit,
            open: None,
            lost: None,
        }
    }

    /// Writes a line. One that cannot be written is counted, and the next one that can is preceded
    /// by the count and the reason.
    fn write(&mut self, line: &[u8]) {
        let note = self.lost.as_ref().map_or_else(String::new, |(count, why)| {
            format!("{} of the log lost: {why}\n", counted(*count, "line"))
        });
        match self.append(&[note.as_bytes(), line].concat()) {
            Ok(()) => self.lost = None,
            Err(why) => {
                let count = self.lost.as_ref().map_or(0, |(count, _)| *count);
                self.lost = Some((count + 1, why.to_string()));
            }
        }
    }

    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.stale() {
            self.open = None;
            self.open = Some(self.reopen()?);
        }
        let size = |file: &File| file.metadata().map_or(0, |facts| facts.len());
        let now = self.open.as_ref().map_or(0, size);
        if now > 0 && now + line.len() as u64 > self.limit {
            self.rotate();
            self.open = None;
            self.open = Some(self.reopen()?);
        }
        match &mut self.open {
            Some(file) => file.write_all(line),
            None => Ok(()),
        }
    }

    /// Whether the open file no longer has its name: another server rotated it, or a user removed
    /// it.
    fn stale(&self) -> bool {
        let open = self.open.as_ref();
        !open.is_some_and(|open| process::is_file_at(open, &self.path))
    }

    fn reopen(&self) -> io::Result<File> {
        let mut builder = DirBuilder::new();
        let directory = self.path.parent().unwrap_or_else(|| Path::new("/"));
        builder.recursive(true).mode(0o700).create(directory)?;
        let mut options = OpenOptions::new();
        options.create(true).append(true).mode(0o600);
        options.open(&self.path)
    }

    /// Gives every file the name of the next older one, and drops the oldest.
    fn rotate(&self) {
        let name = |n: u32| match n {
            0 => self.path.clone(),
            n => {
                let mut name = self.path.clone().into_os_string();
                name.push(format!(".{n}"));
                name.into()
            }
        };
        for n in (0..OLD_FILES).rev() {
            // An error means that this file does not exist.
            let _ = fs::rename(name(n), name(n + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("mux-log-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&dir));
        dir
    }

    #[test]
    fn the_file_is_opened_at_the_first_line() {
        let dir = place("start");
        let path = dir.join("server.log");
        let mut log = Log::new(Files::new(path.clone(), MAX_SIZE)).unwrap();
        assert!(!dir.exists());
        log.write_all(b"hello\n").unwrap();
        let end = Instant::now() + Duration::from_secs(20);
        while log.unwritten.load(Ordering::Acquire) > 0 && Instant::now() < end {
            std::thread::sleep(POLL_INTERVAL);
        }
        assert_eq!(fs::read(&path).unwrap(), b"hello\n");
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn the_size_is_bounded_and_the_latest_lines_are_kept() {
        let dir = place("turn");
        let path = dir.join("server.log");
        let (mut one, mut two) = (Files::new(path.clone(), 100), Files::new(path.clone(), 100));
        for n in 0..200 {
            // Two servers take turns.
            let files = if n % 2 == 0 { &mut one } else { &mut two };
            files.write(format!("line {n:04}\n").as_bytes());
        }
        let mut names: Vec<String> = fs::read_dir(&dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(
            names,
            ["server.log", "server.log.1", "server.log.2", "server.log.3"]
        );
        let text = |name: &String| fs::read_to_string(dir.join(name)).unwrap();
        assert!(names.iter().all(|name| text(name).len() <= 100));
        let all: String = names.iter().rev().map(text).collect();
        let wanted: String = (160..200).map(|n| format!("line {n:04}\n")).collect();
        assert!(
            wanted.ends_with(&all) && all.ends_with("line 0199\n"),
            "{all}"
        );
        // A file that someone removed is made again.
        fs::remove_file(&path).unwrap();
        one.write(b"again\n");
        assert_eq!(fs::read(&path).unwrap(), b"again\n");
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn lines_that_cannot_be_written_are_counted_in_the_next_one() {
        let dir = place("lost");
        // A file in place of the directory: nothing can be written.
        fs::write(&dir, "").unwrap();
        let path = dir.join("server.log");
        let mut log = Files::new(path.clone(), 200);
        log.write(b"one\n");
        log.write(b"two\n");
        fs::remove_file(&dir).unwrap();
        log.write(b"three\n");
        log.write(b"four\n");
        let text = fs::read_to_string(&path).unwrap();
        let (first, rest) = text.split_once('\n').unwrap();
        assert!(first.starts_with("2 lines of the log lost: "), "{first}");
        assert_eq!(rest, "three\nfour\n");
        fs::remove_dir_all(&dir).unwrap();
    }
}
