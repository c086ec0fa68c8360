//! The description of the client process and its terminal that is sent to the server.

use super::args::Args;
use crate::base::client_info::{COMMAND, UTF8};
use crate::base::{ClientInfo, Size};
use crate::sys::paths::is_executable;
use crate::sys::terminal;
use crate::tty::Caps;
use std::ffi::OsString;
use std::io;
use std::os::fd::AsFd;
use std::path::PathBuf;

/// Describes this process, for a command line with these flags. `as_tmux`: it was started as
/// `tmux`.
pub fn collect(as_tmux: bool, args: &Args) -> ClientInfo {
    let stdin = io::stdin();
    let tty = terminal::name(stdin.as_fd());
    let term = std::env::var("TERM").unwrap_or_default();
    let env = std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value)));
    let mut env: Vec<_> = env
        .filter(|(name, _)| name != UTF8 && name != COMMAND)
        .collect();
    if args.utf8 {
        env.push((UTF8.to_owned(), "1".to_owned()));
    }
    env.extend(command().map(|command| (COMMAND.to_owned(), command)));
    ClientInfo {
        pid: std::process::id(),
        cwd: cwd(),
        env,
        size: tty.is_some().then(size),
        cannot_attach: cannot_attach(tty.is_some(), &term, as_tmux),
        tty: tty.map(|path| path.to_string_lossy().into_owned()),
        term,
        as_tmux,
        reattaching: false,
    }
}

/// The current size of the terminal on standard input, at least 1 x 1.
pub fn size() -> Size {
    terminal::size(io::stdin().as_fd()).0.clamped()
}

/// The command that runs this program, if `mux` does not: its absolute path, or its name if that
/// is found in `PATH`.
fn command() -> Option<String> {
    let own = std::env::current_exe().ok()?.canonicalize().ok()?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = |name: &str| {
        let mut files = std::env::split_paths(&path).map(|place| place.join(name));
        files.find(|file| is_executable(file))
    };
    let is_own = |file: PathBuf| file.canonicalize().is_ok_and(|file| file == own);
    if found("mux").is_some_and(is_own) {
        return None;
    }
    let called = lossy(std::env::args_os().next()?);
    if called.contains('/') {
        let absolute = std::path::absolute(&called).ok()?;
        return Some(lossy(absolute.into_os_string()));
    }
    let called = called.trim_start_matches('-');
    found(called).is_some_and(is_own).then(|| called.to_owned())
}

/// The columns of a page of text on standard output: those of its terminal, at most 100; 80 if it
/// is no terminal.
pub fn page_cols() -> usize {
    let stdout = io::stdout();
    if terminal::name(stdout.as_fd()).is_none() {
        return 80;
    }
    match usize::from(terminal::size(stdout.as_fd()).0.cols) {
        0 => 80,
        cols => cols.clamp(20, 100),
    }
}

/// The capabilities of the terminal, from the environment and the flags `-2`, `-T` and `-u`.
pub fn caps(args: &Args, client: &ClientInfo) -> Caps {
    let mut caps = Caps::from_env(|name| std::env::var(name).ok());
    caps.utf8 = client.is_utf8();
    if args.colors256 {
        caps.feature("256", true);
    }
    for name in &args.features {
        caps.feature(name, true);
    }
    caps
}

fn cannot_attach(terminal: bool, term: &str, as_tmux: bool) -> Option<String> {
    let caps = Caps::from_env(|name| std::env::var(name).ok());
    let why = why_not(terminal, term, &caps)?;
    if as_tmux || !terminal {
        return Some(why);
    }
    Some(format!("{why}\n{}", advice(term)))
}

/// What helps on a terminal that only prints.
fn advice(term: &str) -> String {
    let term = if term.is_empty() { "not set" } else { term };
    format!(
        "TERM is {term}: mux draws on terminals that move their cursor. If yours does, name one: \
         TERM=xterm-256color mux\nIf not, these print plain lines: mux new -d, mux exec, mux read, \
         mux ls"
    )
}

/// Why this client cannot attach, in the words of tmux; `None` if it can.
fn why_not(terminal: bool, term: &str, caps: &Caps) -> Option<String> {
    let why = match term {
        _ if !terminal => "not a terminal".to_owned(),
        _ if caps.addressable => return None,
        "" => "missing or unsuitable terminal: unknown".to_owned(),
        "unknown" => format!("missing or unsuitable terminal: {term}"),
        _ => "terminal does not support clear".to_owned(),
    };
    Some(format!("open terminal failed: {why}"))
}

/// The working directory. `PWD` is preferred if it names the same directory, because it keeps the
/// names of symbolic links. If the directory was removed, this is the value of `PWD`: the server
/// starts programs in its nearest existing parent.
fn cwd() -> String {
    let pwd = std::env::var_os("PWD").map(PathBuf::from);
    directory(std::env::current_dir().ok(), pwd)
        .to_string_lossy()
        .into_owned()
}

fn directory(real: Option<PathBuf>, pwd: Option<PathBuf>) -> PathBuf {
    let pwd = pwd.filter(|p| p.is_absolute());
    match real {
        None => pwd.unwrap_or_else(|| "/".into()),
        Some(real) => {
            let same = pwd.filter(|p| p.canonicalize().is_ok_and(|p| p == real));
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
    fn pwd_is_used_if_it_is_the_same_directory_or_the_directory_is_gone() {
        let path = |text: &str| Some(PathBuf::from(text));
        for (real, pwd, expected) in [
            (path("/usr"), None, "/usr"),
            (path("/usr"), path("/usr"), "/usr"),
            (path("/usr"), path("/tmp"), "/usr"),
            (None, path("/gone/away"), "/gone/away"),
            (None, path("away"), "/"),
            (None, None, "/"),
        ] {
            assert_eq!(directory(real, pwd), PathBuf::from(expected));
        }
    }

    #[test]
    fn a_terminal_that_only_prints_gets_advice() {
        assert!(advice("dumb").starts_with("TERM is dumb: "));
        assert!(advice("").starts_with("TERM is not set: "));
    }

    #[test]
    fn terminals_that_cannot_attach() {
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
            assert_eq!(why_not(terminal, term, &caps).as_deref(), want);
        }
    }
}
