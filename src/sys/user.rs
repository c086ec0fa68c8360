//! Who runs this process and on which machine. It does not know what for.

use super::process;
use nix::unistd::{AccessFlags, User, access, getuid};
use std::path::{Path, PathBuf};

/// The number of the user.
pub fn uid() -> u32 {
    getuid().as_raw()
}

/// The name of the user; the number if they have none.
pub fn name() -> String {
    entry().map_or_else(|| uid().to_string(), |user| user.name)
}

/// The number of the user called `name`.
pub fn uid_of(name: &str) -> Option<u32> {
    Some(User::from_name(name).ok()??.uid.as_raw())
}

/// The home directory: what HOME says, else what the system knows.
pub fn home() -> Option<PathBuf> {
    let said = std::env::var_os("HOME").filter(|home| !home.is_empty());
    said.map(PathBuf::from)
        .or_else(|| entry().map(|user| user.dir))
}

/// The home directory of the user called `name`.
pub fn home_of(name: &str) -> Option<PathBuf> {
    Some(User::from_name(name).ok()??.dir)
}

/// The login shell: what SHELL says if it can be run, else what the system knows, else `/bin/sh`.
pub fn shell() -> String {
    let said = std::env::var("SHELL").ok();
    let known = || entry().and_then(|user| user.shell.into_os_string().into_string().ok());
    said.filter(|shell| is_shell(shell))
        .or_else(|| known().filter(|shell| is_shell(shell)))
        .unwrap_or_else(|| "/bin/sh".to_owned())
}

/// Whether `path` can be a shell: an absolute path to a program, and not to this one.
pub fn is_shell(path: &str) -> bool {
    let file = Path::new(path);
    let own = process::own_program().ok();
    let own = own.as_deref().and_then(Path::file_name);
    file.is_absolute()
        && (file.file_name() != own)
        && access(file, AccessFlags::X_OK).is_ok()
        && file.is_file()
}

/// The name of this machine; empty if it has none.
pub fn hostname() -> String {
    let name = nix::unistd::gethostname().ok();
    name.and_then(|name| name.into_string().ok())
        .unwrap_or_default()
}

fn entry() -> Option<User> {
    User::from_uid(getuid()).ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_is_a_program_with_a_full_path() {
        for (path, wanted) in [
            ("/bin/sh", true),
            ("sh", false),
            ("", false),
            ("/etc/passwd", false),
            ("/bin", false),
            ("/nowhere/sh", false),
        ] {
            assert_eq!(is_shell(path), wanted, "{path}");
        }
        assert!(is_shell(&shell()));
    }

    #[test]
    fn the_user_is_known() {
        assert_eq!(uid_of(&name()), Some(uid()));
        assert_eq!(uid_of("no such user"), None);
        assert!(home_of(&name()).is_some() && !hostname().is_empty());
    }
}
