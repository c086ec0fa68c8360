//! Who calls: what the server is told of this process and its terminal.

use super::args::Args;
use crate::base::Size;
use crate::sys::terminal;
use crate::tty::Caps;
use crate::wire::ClientInfo;
use std::ffi::OsString;
use std::io;
use std::os::fd::AsFd;
use std::path::PathBuf;

/// Looks at this process and its terminal.
pub fn caller(as_tmux: bool) -> ClientInfo {
    let stdin = io::stdin();
    let tty = terminal::name(stdin.as_fd());
    let term = std::env::var("TERM").unwrap_or_default();
    ClientInfo {
        pid: std::process::id(),
        cwd: cwd(),
        env: std::env::vars_os()
            .map(|(name, value)| (lossy(name), lossy(value)))
            .collect(),
        size: tty.is_some().then(size),
        cannot_attach: cannot_attach(tty.is_some(), &term, &caps(&Args::default())),
        tty: tty.map(|path| path.to_string_lossy().into_owned()),
        term,
        as_tmux,
        reattaching: false,
    }
}

/// The terminal's size at this moment.
pub fn size() -> Size {
    terminal::size(io::stdin().as_fd()).0.clamped()
}

/// What the terminal can do, by the environment and the command line.
pub fn caps(args: &Args) -> Caps {
    let mut caps = Caps::from_env(|name| std::env::var(name).ok());
    if args.colors256 {
        caps.feature("256", true);
    }
    for name in &args.features {
        caps.feature(name, true);
    }
    caps
}

/// Why this client cannot draw, if it cannot.
fn cannot_attach(terminal: bool, term: &str, caps: &Caps) -> Option<String> {
    let why = match term {
        _ if !terminal => "not a terminal".to_owned(),
        _ if caps.addressable => return None,
        "" => "missing or unsuitable terminal: unknown".to_owned(),
        "unknown" => format!("missing or unsuitable terminal: {term}"),
        _ => "terminal does not support clear".to_owned(),
    };
    Some(format!("open terminal failed: {why}"))
}

/// The working directory: as the shell says it, where that is the same place, so that symbolic
/// links keep their names. If it is gone, where the shell says that it was: what starts there finds
/// the nearest directory that is left.
fn cwd() -> String {
    let said = std::env::var_os("PWD").map(PathBuf::from);
    directory(std::env::current_dir().ok(), said)
        .to_string_lossy()
        .into_owned()
}

fn directory(real: Option<PathBuf>, said: Option<PathBuf>) -> PathBuf {
    let said = said.filter(|p| p.is_absolute());
    match real {
        None => said.unwrap_or_else(|| "/".into()),
        Some(real) => {
            let same = said.filter(|p| p.canonicalize().is_ok_and(|p| p == real));
            same.unwrap_or(real)
        }
    }
}

fn lossy(text: OsString) -> String {
    text.into_string()
        .unwrap_or_else(|text| text.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_is_gone_is_where_the_shell_says_it_was() {
        let path = |text: &str| Some(PathBuf::from(text));
        for (real, said, expected) in [
            (path("/usr"), None, "/usr"),
            (path("/usr"), path("/usr"), "/usr"),
            (path("/usr"), path("/tmp"), "/usr"),
            (None, path("/gone/away"), "/gone/away"),
            (None, path("away"), "/"),
            (None, None, "/"),
        ] {
            assert_eq!(directory(real, said), PathBuf::from(expected));
        }
    }

    #[test]
    fn terminals_that_cannot_be_drawn_on() {
        for (terminal, term, addressable, want) in [
            (true, "xterm", true, None),
            (
                false,
                "xterm",
                true,
                Some("open terminal failed: not a terminal"),
            ),
            (
                true,
                "dumb",
                false,
                Some("open terminal failed: terminal does not support clear"),
            ),
            (
                true,
                "",
                false,
                Some("open terminal failed: missing or unsuitable terminal: unknown"),
            ),
        ] {
            let caps = Caps {
                addressable,
                ..Caps::NONE
            };
            assert_eq!(cannot_attach(terminal, term, &caps).as_deref(), want);
        }
    }
}
