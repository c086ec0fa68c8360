//! Whether another version of the program has been installed since this server started.

use crate::sys::process;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// The program file of this server, as it was when the server started.
pub struct InstalledProgram {
    path: Option<PathBuf>,
    file: Option<FileIdentity>,
    announced: AtomicBool,
}

/// Device, inode, and time of the last change.
type FileIdentity = (u64, u64, i64);

impl InstalledProgram {
    /// The program file as it is now.
    pub fn now() -> Self {
        let path = process::own_program().ok();
        let file = path.as_deref().and_then(file_identity);
        Self {
            path,
            file,
            announced: AtomicBool::new(false),
        }
    }

    /// The banner for clients if the program file has been replaced; returned once.
    pub fn replacement_notice(&self) -> Option<String> {
        if self.announced.load(Ordering::Relaxed) {
            return None;
        }
        let now = file_identity(self.path.as_deref()?)?;
        let replaced = self.file.is_some_and(|then| then != now);
        (replaced && !self.announced.swap(true, Ordering::Relaxed)).then(|| {
            "another mux has been installed: 'mux upgrade' lets it take over, and everything goes on"
                .to_owned()
        })
    }
}

fn file_identity(path: &Path) -> Option<FileIdentity> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino(), metadata.mtime()))
}
