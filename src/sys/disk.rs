//! Properties of the file system of a directory.

use nix::sys::statvfs::statvfs;
use std::path::Path;

/// Free bytes for this user; `None` if statvfs fails.
pub fn free(path: &Path) -> Option<u64> {
    let facts = statvfs(path).ok()?;
    facts.blocks_available().checked_mul(facts.fragment_size())
}

/// Whether the directory is on a network file system.
pub fn is_remote(path: &Path) -> bool {
    use nix::sys::statfs::{CODA_SUPER_MAGIC, NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, statfs};
    let remote = [NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, CODA_SUPER_MAGIC];
    statfs(path).is_ok_and(|facts| remote.contains(&facts.filesystem_type()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_has_room_and_what_is_not_there_has_none() {
        assert!(free(Path::new("/")).is_some());
        assert_eq!(free(Path::new("/no/such/place")), None);
        assert!(!is_remote(Path::new("/proc")));
    }
}
