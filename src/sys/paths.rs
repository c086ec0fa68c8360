//! Paths of configuration, state and socket. No file is read here.

use super::{socket, user};
use crate::base::{Error, Result};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The default socket name.
const SOCKET: &str = "default";

/// The parts of the environment that determine paths.
#[derive(Clone, Debug, Default)]
struct Env {
    home: Option<PathBuf>,
    config: Option<PathBuf>,
    tmux: Option<OsString>,
    directories: Vec<PathBuf>,
}

impl Env {
    fn own() -> Self {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let directory = |name| variable(name).map(PathBuf::from);
        let places = ["MUX_TMPDIR", "TMUX_TMPDIR"]
            .into_iter()
            .filter_map(directory);
        Self {
            home: user::home(),
            config: directory("XDG_CONFIG_HOME").filter(|place| place.is_absolute()),
            tmux: variable("TMUX"),
            directories: places.chain(["/tmp".into()]).collect(),
        }
    }

    /// mux's own configuration files; only the first existing one is loaded.
    fn mux(&self) -> Vec<PathBuf> {
        let places = self.config_homes().map(|place| place.join("mux/mux.conf"));
        places.chain(self.in_home(".mux.conf")).collect()
    }

    /// tmux's configuration files; all existing ones are loaded, in this order.
    fn tmux(&self) -> Vec<PathBuf> {
        let mut files = vec![PathBuf::from("/etc/tmux.conf")];
        files.extend(self.in_home(".tmux.conf"));
        files.extend(self.config.iter().map(|place| place.join("tmux/tmux.conf")));
        files.extend(self.in_home(".config/tmux/tmux.conf"));
        let mut seen: Vec<PathBuf> = Vec::new();
        files.retain(|file| {
            let new = !seen.contains(file);
            seen.push(file.clone());
            new
        });
        files
    }

    fn config_homes(&self) -> impl Iterator<Item = PathBuf> {
        self.config
            .clone()
            .or_else(|| self.in_home(".config"))
            .into_iter()
    }

    fn in_home(&self, file: &str) -> Option<PathBuf> {
        self.home.as_ref().map(|home| home.join(file))
    }

    /// The socket in `TMUX`, unless it belongs to a tmux server.
    fn inherited(&self) -> Option<PathBuf> {
        let value = self.tmux.as_ref()?.to_str()?;
        let path = Path::new(value.split(',').next().filter(|path| !path.is_empty())?);
        let group = path.parent()?.file_name()?.to_str()?;
        let foreign = group.strip_prefix("tmux-");
        let foreign = foreign.is_some_and(|uid| uid.parse::<u32>().is_ok());
        (!foreign).then(|| path.to_owned())
    }

    /// The path of the socket called `name`; its directory may not exist yet.
    fn place_named(&self, name: &str) -> Result<PathBuf> {
        if name.is_empty() || name.contains('/') {
            return Err(Error::user(format!("invalid socket name: {name}")));
        }
        let usable = self
            .directories
            .iter()
            .find_map(|place| place.canonicalize().ok());
        let place = usable.ok_or_else(|| Error::system("no suitable socket path"))?;
        let directory = place.join(format!("mux-{}", user::uid()));
        Ok(directory.join(name))
    }

    fn socket_named(&self, name: &str) -> Result<PathBuf> {
        let path = self.place_named(name)?;
        if let Some(directory) = path.parent() {
            socket::prepare_directory(directory)?;
        }
        Ok(path)
    }
}

/// The existing configuration files to load, in order. Without `as_tmux` mux's own file is loaded
/// instead of tmux's files.
pub fn config_files(as_tmux: bool) -> Vec<PathBuf> {
    let own = Env::own();
    let exists = |file: &PathBuf| file.exists();
    let mux = own.mux().into_iter().find(exists).filter(|_| !as_tmux);
    mux.map_or_else(
        || own.tmux().into_iter().filter(exists).collect(),
        |file| vec![file],
    )
}

/// All paths where a configuration may be, in order.
pub fn config_places(as_tmux: bool) -> Vec<PathBuf> {
    let own = Env::own();
    let mux = if as_tmux { Vec::new() } else { own.mux() };
    mux.into_iter().chain(own.tmux()).collect()
}

/// The directory of workspace files, beside the configuration. It may not exist yet.
pub fn workspaces_dir() -> Option<PathBuf> {
    config_home().map(|home| home.join("mux/workspaces"))
}

/// The configuration directory of the user (XDG_CONFIG_HOME).
pub fn config_home() -> Option<PathBuf> {
    Env::own().config_homes().next()
}

/// The state directory of the server at a socket: each server has its own inside `state`.
pub fn store_dir(state: &Path, socket: &Path) -> PathBuf {
    let group = socket
        .parent()
        .and_then(Path::file_name)
        .unwrap_or_default();
    let name = socket.file_name().unwrap_or_default().to_string_lossy();
    let group = group.to_string_lossy();
    let uid = group.strip_prefix("mux-");
    let usual = uid.is_some_and(|uid| uid.parse::<u32>().is_ok());
    match name.as_ref() {
        SOCKET if usual => state.to_owned(),
        _ if usual => state.join("servers").join(&*name),
        _ => {
            let whole = socket.to_string_lossy().replace('/', "-");
            state.join("servers").join(whole)
        }
    }
}

/// The log of the user's servers.
///
/// # Errors
/// If there is no state directory.
pub fn log_file() -> Result<PathBuf> {
    Ok(state_dir()?.join("server.log"))
}

/// The directory for state that survives a reboot (XDG_STATE_HOME); it may not exist yet.
pub fn state_dir() -> Result<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "mux");
    let place = dirs.and_then(|dirs| dirs.state_dir().map(Path::to_owned));
    place.ok_or_else(|| Error::system("no home directory"))
}

/// As [`socket_path`], but creates no directory.
pub fn socket_place(name: Option<&str>, path: Option<&Path>) -> Result<PathBuf> {
    let own = Env::own();
    match path {
        Some(path) => std::path::absolute(path).map_err(|_| Error::user("no suitable socket path")),
        None => match own.inherited().filter(|_| name.is_none()) {
            Some(path) => Ok(path),
            None => own.place_named(name.unwrap_or(SOCKET)),
        },
    }
}

/// The socket to use: `path` (`-S`), else the one called `name` (`-L`), else that of the
/// surrounding pane, else `default`. Creates the socket directory.
pub fn socket_path(name: Option<&str>, path: Option<&Path>) -> Result<PathBuf> {
    let own = Env::own();
    if let Some(path) = path {
        let absolute = std::path::absolute(path);
        return absolute.map_err(|_| Error::user("no suitable socket path"));
    }
    let inherited = own.inherited().filter(|_| name.is_none());
    inherited.map_or_else(|| own.socket_named(name.unwrap_or(SOCKET)), Ok)
}

/// Whether this process may run the file.
pub fn is_executable(file: &Path) -> bool {
    file.is_file() && nix::unistd::access(file, nix::unistd::AccessFlags::X_OK).is_ok()
}

/// Whether the search path has a program of this name.
pub fn is_in_path(name: &str) -> bool {
    first_in_path(name).is_some()
}

/// The first program of this name in the search path.
pub fn first_in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path);
    places
        .map(|place| place.join(name))
        .find(|file| is_executable(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(config: Option<&str>) -> Env {
        Env {
            home: Some("/home/u".into()),
            config: config.map(PathBuf::from),
            ..Env::default()
        }
    }

    fn paths(list: &[&str]) -> Vec<PathBuf> {
        list.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn configuration_is_looked_for_in_order() {
        let plain = env(None);
        assert_eq!(
            plain.mux(),
            paths(&["/home/u/.config/mux/mux.conf", "/home/u/.mux.conf"])
        );
        assert_eq!(
            plain.tmux(),
            paths(&[
                "/etc/tmux.conf",
                "/home/u/.tmux.conf",
                "/home/u/.config/tmux/tmux.conf"
            ])
        );
        let xdg = env(Some("/x"));
        assert_eq!(xdg.mux(), paths(&["/x/mux/mux.conf", "/home/u/.mux.conf"]));
        assert_eq!(
            xdg.tmux(),
            paths(&[
                "/etc/tmux.conf",
                "/home/u/.tmux.conf",
                "/x/tmux/tmux.conf",
                "/home/u/.config/tmux/tmux.conf"
            ])
        );
        assert_eq!(
            env(Some("/home/u/.config")).tmux().len(),
            3,
            "duplicates once"
        );
    }

    #[test]
    fn the_socket_of_a_pane_is_used_unless_it_is_tmux_s() {
        for (value, wanted) in [
            ("/tmp/mux-0/work,12,3", Some("/tmp/mux-0/work")),
            ("/run/my.sock,1,0", Some("/run/my.sock")),
            ("/tmp/tmux-0/default,12,3", None),
            (
                "/tmp/tmux-tests/default,12,3",
                Some("/tmp/tmux-tests/default"),
            ),
            ("", None),
            (",1,2", None),
        ] {
            let own = Env {
                tmux: Some(value.into()),
                ..Env::default()
            };
            assert_eq!(own.inherited(), wanted.map(PathBuf::from), "{value}");
        }
    }

    #[test]
    fn a_named_socket_is_in_the_first_usable_directory() {
        let place = std::env::temp_dir().join(format!("mux-paths-{}", std::process::id()));
        std::fs::create_dir_all(&place).unwrap();
        let place = place.canonicalize().unwrap();
        let own = Env {
            directories: vec!["/nowhere".into(), place.clone()],
            ..Env::default()
        };
        let wanted = place.join(format!("mux-{}/work", user::uid()));
        assert_eq!(own.socket_named("work").unwrap(), wanted);
        assert!(own.socket_named("a/b").is_err() && own.socket_named("").is_err());
        std::fs::remove_dir_all(&place).unwrap();
    }
}
