//! The client: attaches a terminal to the server, or runs one command and exits. It holds nothing
//! that matters and knows no command.

mod args;
mod attach;
mod caller;
mod command;
mod connection;
mod display;
mod far;
mod keyboard;
mod link;
mod output;
mod proxy;
mod pulse;
mod redial;
mod route;
mod service;
mod ssh;
mod terminal;
mod typed;

use crate::base::error::UNCONFIRMED;
use crate::base::{Error, ErrorKind, Result};
use crate::sys::terminal::is_terminal;
use crate::sys::{paths, process, signals, socket, user};
use crate::wire::{ClientInfo, ToServer};
pub use args::Args;
use args::Request;
use attach::End;
use command::Ending;
use connection::Connection;
use far::Far;
use route::Route;
use ssh::{Attended, Ssh};
use std::ffi::OsString;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};

/// How many servers are tried that end before they hear of us.
const TRIES: u32 = 5;

/// A server that has to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Where it listens.
    pub socket: PathBuf,
    /// The config files to read, in order.
    pub config: Vec<PathBuf>,
    /// They were named by the person (`-f`): one that is missing is an error.
    pub explicit: bool,
    /// How often `-v` was given.
    pub verbose: u8,
    /// Stay in the foreground (`-D`).
    pub foreground: bool,
}

/// Does what the command line asks for and returns the exit status. `args` begins with the name
/// of the program. `start` starts a server if there is none, and connects to it; `own` answers words that
/// are for no server, with an exit status.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    start: &dyn Fn(&Start) -> Result<UnixStream>,
    own: &dyn Fn(&Args) -> Option<i32>,
) -> i32 {
    let mut args = args.into_iter();
    let name = args.next().unwrap_or_default();
    let as_tmux = is_tmux(&name);
    let name = if as_tmux { "tmux" } else { "mux" };
    match args::parse(args) {
        Request::Version if as_tmux => say(io::stdout(), "tmux 3.7", 0),
        Request::Version => say(io::stdout(), concat!("mux ", env!("CARGO_PKG_VERSION")), 0),
        Request::Help => say(io::stdout(), &format!("usage: {name} {}", args::USAGE), 0),
        Request::Usage(why) => say(
            io::stderr(),
            &format!("{name}: {why}\nusage: {name} {}", args::USAGE),
            1,
        ),
        Request::Run(args) => run_command(&args, as_tmux, start, own)
            .unwrap_or_else(|e| say(io::stderr(), &e.message, 1)),
    }
}

/// Whether the program was called as `tmux`.
fn is_tmux(name: &OsString) -> bool {
    let name = Path::new(name).file_name().unwrap_or_default();
    name.to_string_lossy().trim_start_matches('-') == "tmux"
}

fn run_command(
    args: &Args,
    as_tmux: bool,
    start: &dyn Fn(&Start) -> Result<UnixStream>,
    own: &dyn Fn(&Args) -> Option<i32>,
) -> Result<i32> {
    if args.control > 0 {
        return Err(Error::user("control mode (-C) is not there yet"));
    }
    if let Some(command) = &args.shell_command {
        return Err(become_shell(command, args.login));
    }
    if !as_tmux && let Some(status) = own(args) {
        return Ok(status);
    }
    if !as_tmux {
        let mut there = args.clone();
        if let Some(far) = far::take(&mut there)? {
            return run_far(&there, far);
        }
    }
    let label = args.label.as_deref().map(|l| l.to_string_lossy());
    let socket = paths::socket_path(label.as_deref(), args.socket.as_deref())?;
    let start = || {
        start(&Start {
            socket: socket.clone(),
            config: config_files(args, as_tmux),
            explicit: !args.config.is_empty(),
            verbose: args.verbose,
            foreground: args.foreground,
        })
    };
    if args.foreground {
        return start().map(|_| 0);
    }
    let proxy = args.words == ["proxy"] && !as_tmux;
    let service = args.words == ["service", "run"] && !as_tmux;
    let may_start = !args.no_start && (proxy || service || args::may_start(&args.words));
    let reach = || match socket::connect(&socket) {
        Err(e) if e.kind == ErrorKind::NotFound && may_start => start(),
        other => other,
    };
    if proxy {
        return Ok(proxy::run(&socket, reach()?));
    }
    let caller = caller::caller(as_tmux);
    let route = Route::Near(socket.clone());
    let wanted = if service { &service::stay(args) } else { args };
    for _ in 0..TRIES {
        if let Talked::Done(status) = talk(wanted, &caller, &route, Connection::new(reach()?))? {
            if service && status == 0 {
                service::ready(&socket)?;
            }
            let again = (status == i32::from(UNCONFIRMED)).then(|| confirmed(wanted));
            let Some(again) = again.flatten() else {
                return Ok(status);
            };
            return match talk(&again, &caller, &route, Connection::new(reach()?))? {
                Talked::Done(status) => Ok(status),
                Talked::Unheard(_) => Err(Error::system("server exited unexpectedly")),
            };
        }
    }
    Err(Error::system("server exited unexpectedly"))
}

/// Asks whether what a command would do may be done; the command that does it, if it may.
fn confirmed(args: &Args) -> Option<Args> {
    let name = args.words.first()?;
    if !"workspace".starts_with(name.as_str()) || !is_terminal(io::stdin().as_fd()) {
        return None;
    }
    // Who cannot be asked says nothing, which is no yes.
    drop(io::stderr().write_all(b"Start them now? (y/n) "));
    let mut answer = String::new();
    drop(io::stdin().read_line(&mut answer));
    let mut again = args.clone();
    again.words.insert(1, "--shown".to_owned());
    (answer.trim() == "y").then_some(again)
}

/// The same for a server on another machine. What ssh has to ask is asked before anything is drawn.
fn run_far(args: &Args, far: Far) -> Result<i32> {
    let route = Route::Far(far.clone());
    let caller = route.introduce(caller::caller(false));
    match talk(args, &caller, &route, route.dial(Attended::Yes)?)? {
        Talked::Done(status) => Ok(status),
        Talked::Unheard(mut connection) => {
            let missing = connection.ssh().is_some_and(Ssh::found_nothing);
            Err(Error::system(far.no_link(missing)))
        }
    }
}

/// What came of a conversation.
enum Talked {
    /// All there was; the exit status.
    Done(i32),
    /// The other side ended before it heard of us.
    Unheard(Connection),
}

/// The config files for a new server. It works in another directory, so they are absolute.
fn config_files(args: &Args, as_tmux: bool) -> Vec<PathBuf> {
    if args.config.is_empty() {
        return paths::config_files(as_tmux);
    }
    let absolute = |file: &PathBuf| std::path::absolute(file).unwrap_or_else(|_| file.clone());
    args.config.iter().map(absolute).collect()
}

/// Runs the command and, if that is what comes of it, stays attached.
fn talk(
    args: &Args,
    caller: &ClientInfo,
    route: &Route,
    mut connection: Connection,
) -> Result<Talked> {
    connection.send(&ToServer::Run {
        words: args.words.clone(),
        client: Box::new(caller.clone()),
    });
    match command::converse(
        &mut connection,
        io::stdin(),
        &mut io::stdout(),
        &mut io::stderr(),
    ) {
        Ok(Ending::Exit(status)) => Ok(Talked::Done(i32::from(status))),
        Ok(Ending::Attached(attached)) => {
            let end = attach::attach(route, connection, caller.clone(), attached, args);
            end.map(finish).map(Talked::Done)
        }
        Err(_) if !connection.was_answered() => Ok(Talked::Unheard(connection)),
        Err(_) if route.host().is_some() && !connection.was_greeted() => Err(Error::system(
            "mux: the shell there says something before mux does: let it be silent for commands",
        )),
        Err(error) => Err(error),
    }
}

/// What is left to do when the terminal is given back.
fn finish(end: End) -> i32 {
    // Nobody is left to tell if these cannot be written.
    drop(io::stdout().write_all(&end.stdout));
    drop(io::stderr().write_all(&end.stderr));
    if let Some(message) = &end.message {
        say(io::stdout(), message, 0);
    }
    if end.hangup
        && let Ok(parent) = i32::try_from(std::os::unix::process::parent_id())
    {
        process::signal(parent, signals::Signal::SIGHUP as i32);
    }
    match &end.exec {
        Some(command) => say(io::stderr(), &become_shell(command, false).message, 1),
        None => i32::from(end.status),
    }
}

/// Replaces this process by the shell with a command. Returns only if that fails.
fn become_shell(command: &str, login: bool) -> Error {
    let shell = user::shell();
    let name = shell.rsplit('/').next().unwrap_or("sh");
    let name = if login {
        format!("-{name}")
    } else {
        name.to_owned()
    };
    let mut program = std::process::Command::new(&shell);
    program
        .arg0(name)
        .args(["-c", command])
        .env("SHELL", &shell);
    Error::system(format!("{shell}: {}", program.exec()))
}

/// Writes a line and returns `status`.
fn say(mut to: impl Write, line: &str, status: i32) -> i32 {
    // Nobody is left to tell if it cannot be written.
    drop(writeln!(to, "{line}"));
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_program_decides() {
        for (name, want) in [
            ("/usr/bin/tmux", true),
            ("-tmux", true),
            ("mux", false),
            ("./tmux2", false),
            ("", false),
        ] {
            assert_eq!(is_tmux(&name.into()), want, "{name}");
        }
    }
}
