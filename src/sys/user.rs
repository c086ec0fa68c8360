//! The user and the host of this process.

use super::process;
use nix::unistd::{AccessFlags, User, access, getuid};
use std::path::{Path, PathBuf};

/// The user id.
pub fn uid() -> u32 {
    getuid().as_raw()
}

/// The user name; the id if there is none.
pub fn name() -> String {
    entry().map_or_else(|| uid().to_string(), |user| user.name)
}

/// The id of the user called `name`.
pub fn uid_of(name: &str) -> Option<u32> {
    Some(User::from_name(name).ok()??.uid.as_raw())
}

/// The name of the user with this id; the id if there is none.
pub fn name_of(uid: u32) -> String {
    let known = User::from_uid(uid.into()).ok().flatten();
    known.map_or_else(|| uid.to_string(), |user| user.name)
}

/// The home directory: `HOME`, else that in the user database.
pub fn home() -> Option<PathBuf> {
    let said = std::env::var_os("HOME").filter(|home| !home.is_empty());
    said.map(PathBuf::from)
        .or_else(|| entry().map(|user| user.dir))
}

/// The home directory of the user called `name`.
pub fn home_of(name: &str) -> Option<PathBuf> {
    Some(User::from_name(name).ok()??.dir)
}

/// The login shell: `SHELL` if it is valid, else that in the user database, else `/bin/sh`.
pub fn shell() -> String {
    let said = std::env::var("SHELL").ok();
    let known = || entry().and_then(|user| user.shell.into_os_string().into_string().ok());
    said.filter(|shell| is_shell(shell))
        .or_else(|| known().filter(|shell| is_shell(shell)))
        .unwrap_or_else(|| "/bin/sh".to_owned())
}

/// Whether `path` can be a shell: an absolute path to an executable other than this one.
pub fn is_shell(path: &str) -> bool {
    let file = Path::new(path);
    let own = process::own_program().ok();
    let own = own.as_deref().and_then(Path::file_name);
    file.is_absolute()
        && (file.file_name() != own)
        && access(file, AccessFlags::X_OK).is_ok()
        && file.is_file()
}

/// The host name; empty if there is none.
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
