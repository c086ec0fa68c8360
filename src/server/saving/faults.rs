//! The databases that cannot be written, and why.

use crate::base::sorted::SortedMap;
use crate::store::{DbSpec, WriteError};
use std::path::{Path, PathBuf};

/// The failed writes since the last success, by database.
#[derive(Debug, Default)]
pub struct SavingFaults(SortedMap<&'static str, (PathBuf, WriteError)>);

impl SavingFaults {
    /// Records a failed write to the database in `dir`. False if its last write failed as well.
    pub fn add(&mut self, dir: &Path, kind: &DbSpec, fault: WriteError) -> bool {
        let file = kind.file(dir);
        self.0.insert(kind.name, (file, fault)).is_none()
    }

    /// Records a successful write.
    pub fn remove(&mut self, kind: &DbSpec) {
        self.0.remove(kind.name);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each file and the reason; `None` if every database can be written.
    pub fn describe(&self) -> Option<String> {
        let all = self.0.values();
        let all = all.map(|(file, fault)| format!("{}: {}", file.display(), fault.reason()));
        let all: Vec<String> = all.collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// The notice for the status line; `None` if every database can be written.
    pub fn notice(&self) -> Option<String> {
        let full = |(_, fault): &(PathBuf, WriteError)| *fault == WriteError::Full;
        if self.0.values().any(full) {
            return Some("Disk full: new output is not being saved.".to_owned());
        }
        let why = self.describe()?;
        Some(format!("New output is not being saved: {why}"))
    }
}
