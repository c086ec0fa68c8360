//! The log: one file in the state directory, opened when there is something to say. Never the
//! terminal.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Sends what is traced from now on to `file`; how much is said by `MUX_LOG`, warnings if unset.
pub fn start(file: PathBuf) {
    let filter = EnvFilter::try_from_env("MUX_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = Log(Arc::new(Later {
        path: file,
        file: OnceLock::new(),
    }));
    let builder = tracing_subscriber::fmt().with_env_filter(filter);
    let builder = builder.with_writer(log).with_ansi(false);
    // A second server in one process (in tests) goes on with the first one's log.
    let _ = builder.try_init();
    std::panic::set_hook(Box::new(|panic| {
        let trace = std::backtrace::Backtrace::force_capture();
        tracing::error!(%panic, "something went wrong\n{trace}");
    }));
}

/// A file that is opened at the first write.
#[derive(Debug)]
struct Later {
    path: PathBuf,
    file: OnceLock<Option<File>>,
}

#[derive(Clone, Debug)]
struct Log(Arc<Later>);

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let open = || {
            let directory = self.0.path.parent()?;
            let mut builder = DirBuilder::new();
            builder.recursive(true).mode(0o700).create(directory).ok()?;
            let mut options = OpenOptions::new();
            options.create(true).append(true).mode(0o600);
            options.open(&self.0.path).ok()
        };
        match self.0.file.get_or_init(open) {
            Some(file) => (&*file).write(bytes),
            None => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_opened_before_there_is_something_to_say() {
        let path = std::env::temp_dir().join(format!("mux-log-test-{}", std::process::id()));
        let mut log = Log(Arc::new(Later {
            path: path.clone(),
            file: OnceLock::new(),
        }));
        assert!(!path.exists());
        log.write_all(b"hello\n").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"hello\n");
        std::fs::remove_file(&path).unwrap();
    }
}
