//! The client: runs one command on the server, or attaches the terminal to a session. All state
//! lies in the server; the client can be killed at any time without a loss.

mod app;
mod args;
mod client_info;
mod clipboard_program;
mod conn_state;
mod connection;
mod control;
mod detach_keys;
mod display;
mod events;
mod exit_reason;
mod heartbeat;
mod input_messages;
mod link;
mod link_message;
mod missing_program;
mod one_shot;
mod output;
mod program;
mod remote;
mod request;
mod service;
mod terminal;
mod transport;
mod unacked_input;

use crate::base::ClientInfo;
use crate::base::client_info::TMUX_VERSION;
use crate::base::error::UNCONFIRMED;
use crate::base::json::Json;
use crate::base::{Error, ErrorKind, Result};
use crate::sys::terminal::{RawMode, is_terminal};
use crate::sys::{daemon, paths, process, signals, socket, user};
use crate::wire::ToServer;
pub use args::Args;
use args::Request;
pub use client_info::page_cols;
use connection::Connection;
use exit_reason::ExitReason;
use one_shot::{Ending, Outcome, Streams};
pub use program::{CommandTable, Program, Start};
use remote::carrier::{Carrier, Interactive};
use remote::host::{self, ConnectFailure, RemoteHost};
use remote::local_session;
use remote::proxy;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use transport::Transport;

/// How many servers to try that end before they answer: each may just be shutting down.
const TRIES: u32 = 5;

/// Runs a command line, which begins with the name of the program, and returns the exit status.
pub fn run(args: impl IntoIterator<Item = OsString>, program: Program<'_>) -> i32 {
    let mut args = args.into_iter();
    let name = args.next().unwrap_or_default();
    let as_tmux = is_tmux(&name);
    let name = if as_tmux { "tmux" } else { "mux" };
    if as_tmux {
        daemon::set_name("tmux: client");
    }
    match args::parse(args, as_tmux) {
        Request::Version if as_tmux => print(io::stdout(), &format!("tmux {TMUX_VERSION}"), 0),
        Request::Version => print(io::stdout(), concat!("mux ", env!("CARGO_PKG_VERSION")), 0),
        Request::Help => print(io::stdout(), &args::usage(as_tmux), 0),
        Request::Usage(why) => print(
            io::stderr(),
            &format!("{name}: {why}\n{}", args::usage(as_tmux)),
            1,
        ),
        Request::Run(args) => run_command(&args, as_tmux, program).unwrap_or_else(|e| {
            let advice = if as_tmux { None } else { no_server_advice(&e) };
            let message = [Some(e.message.as_str()), advice];
            let message: Vec<&str> = message.into_iter().flatten().collect();
            let status = e.failure.as_ref().map_or(1, |failure| failure.status);
            print(io::stderr(), &message.join("\n"), i32::from(status))
        }),
    }
}

/// The line below the error that no server runs, for a person at a terminal. Programs read tmux's
/// error alone.
fn no_server_advice(error: &Error) -> Option<&'static str> {
    (is_no_server(error) && is_terminal(io::stderr().as_fd())).then_some(
        "No mux server is running: mux starts one, mux restore --list lists saved sessions.",
    )
}

/// Whether the error is that no server runs.
fn is_no_server(error: &Error) -> bool {
    let message = &error.message;
    error.kind == ErrorKind::NotFound
        && (message.starts_with("error connecting to ") || message.starts_with("no server running"))
}

/// Whether a program of this name was started as `tmux`.
pub fn is_tmux(name: &OsString) -> bool {
    let name = Path::new(name).file_name().unwrap_or_default();
    name.to_string_lossy().trim_start_matches('-') == "tmux"
}

/// Runs the command where it belongs: in this process, on another host, or on the local server.
fn run_command(args: &Args, as_tmux: bool, program: Program<'_>) -> Result<i32> {
    if let Some(command) = &args.shell_command {
        return Err(exec_shell(command, args.login));
    }
    if !as_tmux {
        if let Some(status) = (program.local)(args) {
            return Ok(status);
        }
        if let Some(complaint) = missing_program::complaint(&args.words, program.commands) {
            return Err(Error::not_found(complaint));
        }
        let mut args = args.clone();
        if args.host.is_none() {
            local_session::prefer(&mut args, program);
        }
        let mut remote_args = args.clone();
        if let Some(host) = host::take(&mut remote_args, program.commands)? {
            return run_remote(&remote_args, &host, program);
        }
        return run_here(&args, as_tmux, program);
    }
    run_here(args, as_tmux, program)
}

/// Runs the command on the local server.
fn run_here(args: &Args, as_tmux: bool, program: Program<'_>) -> Result<i32> {
    let server = LocalServer::new(args, as_tmux, program)?;
    if args.foreground {
        return server.start().map(|_| 0);
    }
    if server.is_proxy {
        return Ok(proxy::run(&server.request.socket, server.connect()?));
    }
    if server.is_service {
        return run_service(args, &server);
    }
    run_local(args, as_tmux, &server)
}

/// The server of this machine, started when needed.
struct LocalServer<'a> {
    request: Start,
    program: Program<'a>,
    /// The command may start a server if none runs.
    may_start: bool,
    /// The command is `mux proxy`.
    is_proxy: bool,
    /// The command is `mux service run`.
    is_service: bool,
}

impl<'a> LocalServer<'a> {
    fn new(args: &Args, as_tmux: bool, program: Program<'a>) -> Result<Self> {
        let label = args.label.as_deref().map(|l| l.to_string_lossy());
        let request = Start {
            socket: paths::socket_path(label.as_deref(), args.socket.as_deref())?,
            config: config_files(args, as_tmux),
            explicit: !args.config.is_empty(),
            verbose: args.verbose,
            as_tmux,
            foreground: args.foreground,
        };
        let is_proxy = args.words == ["proxy"] && !as_tmux;
        let is_service = args.words == ["service", "run"] && !as_tmux;
        Ok(Self {
            request,
            program,
            may_start: !args.no_start
                && (is_proxy || is_service || (program.commands.may_start)(&args.words)),
            is_proxy,
            is_service,
        })
    }

    fn start(&self) -> Result<UnixStream> {
        (self.program.start)(&self.request)
    }

    /// Connects to the server. Starts one if none runs and the command may.
    fn connect(&self) -> Result<UnixStream> {
        match socket::connect(&self.request.socket) {
            Err(e) if e.kind == ErrorKind::NotFound && self.may_start => self.start(),
            other => other,
        }
    }

    /// Runs a command. Repeats it on the next server if one ends before it answers.
    fn run(&self, args: &Args, client: &ClientInfo) -> Result<i32> {
        let transport = Transport::Local(self.request.socket.clone());
        if events::is_wanted(&args.words, (self.program.commands.name)(&args.words)) {
            let first = Connection::new(self.connect()?);
            let connect = || transport.connect(Interactive::No);
            return events::follow(&args.words, client, first, connect);
        }
        if !self.request.as_tmux
            && let Some(words) = request::words(&args.words, self.program.commands)
        {
            let first = Connection::new(self.connect()?);
            let connect = || transport.connect(Interactive::No);
            return match request::run(&words, client, first, connect, None)? {
                Outcome::Done(status) => Ok(status),
                Outcome::NeverAnswered(_) => Err(request::lost()),
            };
        }
        for _ in 0..TRIES {
            let connection = Connection::new(self.connect()?);
            if let Outcome::Done(status) = converse(args, client, &transport, connection)? {
                return Ok(status);
            }
        }
        Err(Error::system("server exited unexpectedly"))
    }
}

fn run_local(args: &Args, as_tmux: bool, server: &LocalServer<'_>) -> Result<i32> {
    let client = client_info::collect(as_tmux, args);
    let status = server.run(args, &client).map_err(|error| {
        // tmux says only that no server runs.
        let mistake = (!as_tmux && is_no_server(&error))
            .then(|| (server.program.commands.mistake)(&args.words));
        mistake.flatten().unwrap_or(error)
    });
    let status = status.inspect_err(|error| {
        // A program that reads JSON gets the empty list besides the error and the exit status.
        if error.kind == ErrorKind::NotFound && lists_json(args, server.program.commands) {
            print(io::stdout(), "[]", 1);
        }
    });
    let status = script_status(status, args, as_tmux, server.program.commands)?;
    if status == i32::from(UNCONFIRMED)
        && let Some((confirmed, answered)) = confirm(args, server.program.commands)
    {
        let done = server.run(&answered, &client)?;
        return Ok(if confirmed { done } else { status });
    }
    Ok(status)
}

/// The status of a command, with errors in the form that the command line asks for.
fn script_status(
    status: Result<i32>,
    args: &Args,
    as_tmux: bool,
    commands: CommandTable,
) -> Result<i32> {
    let status = status.map_err(|error| as_json(error, args, as_tmux));
    match status {
        Err(error) if error.failure.is_none() && passes_status(args, commands) => {
            Ok(print(io::stderr(), &error.message, FAILED))
        }
        status => status,
    }
}

/// The exit status of a command that passes on the exit status of a program if mux itself fails, as
/// that of env(1).
const FAILED: i32 = 125;

/// Whether a command passes on the exit status of a program.
fn passes_status(args: &Args, commands: CommandTable) -> bool {
    match (commands.name)(&args.words) {
        Some("exec") => true,
        Some("spawn") => {
            let mut own = args.words.iter().take_while(|word| *word != "--");
            own.any(|word| word == "--wait")
        }
        _ => false,
    }
}

/// An error of a command line that asks for JSON, as JSON.
fn as_json(mut error: Error, args: &Args, as_tmux: bool) -> Error {
    if !as_tmux && args.words.iter().any(|word| word == "--json") {
        let message = Json::from(error.message.as_str());
        let about = match &error.failure {
            Some(failure) => Json::object([("code", failure.code.into()), ("message", message)]),
            None => message,
        };
        error.message = Json::object([("error", about)]).to_string();
    }
    error
}

/// Whether the command prints a JSON list of what a server has.
fn lists_json(args: &Args, commands: CommandTable) -> bool {
    let name = (commands.name)(&args.words).unwrap_or_default();
    name.starts_with("list-") && args.words.iter().any(|word| word == "--json")
}

fn run_service(args: &Args, server: &LocalServer<'_>) -> Result<i32> {
    let args = service::keep_running(args);
    let status = server.run(&args, &client_info::collect(false, &args))?;
    if status == 0 {
        service::notify_ready(&server.request.socket)?;
    }
    Ok(status)
}

/// Runs a command on the server of another host. A login asks before anything is drawn.
fn run_remote(args: &Args, host: &RemoteHost, program: Program<'_>) -> Result<i32> {
    let status = run_there(args, host, program);
    script_status(status, args, false, program.commands)
}

fn run_there(args: &Args, host: &RemoteHost, program: Program<'_>) -> Result<i32> {
    let transport = Transport::Remote(host.clone());
    let client = transport.localize(client_info::collect(false, args));
    let connection = transport.connect(Interactive::Yes)?;
    if events::is_wanted(&args.words, (program.commands.name)(&args.words)) {
        let connect = || transport.connect(Interactive::No);
        return events::follow(&args.words, &client, connection, connect);
    }
    let outcome = match request::words(&args.words, program.commands) {
        Some(words) => {
            let connect = || transport.connect(Interactive::No);
            request::run(&words, &client, connection, connect, Some(&host.host))
        }
        None => converse(args, &client, &transport, connection),
    };
    match outcome? {
        Outcome::Done(status) => Ok(status),
        Outcome::NeverAnswered(mut connection) => {
            let status = connection.carrier().and_then(Carrier::exit_code);
            let failure = ConnectFailure::of_status(status);
            let session = local_session::beginning_with(args, &host.host);
            Err(Error::system(host.connect_error(
                failure,
                session.as_deref(),
                args.no_start,
            )))
        }
    }
}

/// The server has listed what the command would run and refused to run it without a confirmation.
/// Asks the user. Returns whether the answer is yes, and the command for the server that follows;
/// `None`: nobody can be asked.
fn confirm(args: &Args, commands: CommandTable) -> Option<(bool, Args)> {
    let is_workspace = (commands.name)(&args.words) == Some("workspace");
    if !is_workspace || !is_terminal(io::stdin().as_fd()) {
        return None;
    }
    drop(io::stderr().write_all(b"Run these commands? (y/n) "));
    let yes = read_key() == Some(b'y');
    let answer: &[u8] = if yes { b"y\n" } else { b"n\n" };
    drop(io::stderr().write_all(answer));
    let mut answered = args.clone();
    let flag = if yes { "--shown" } else { "--forget" };
    answered.words.insert(1, flag.to_owned());
    Some((yes, answered))
}

/// Reads one key from the terminal on standard input. `None` if it cannot be read: that counts as
/// no.
fn read_key() -> Option<u8> {
    let stdin = io::stdin();
    let raw = RawMode::enter(stdin.as_fd()).ok()?;
    let mut key = [0];
    let read = stdin.lock().read(&mut key);
    drop(raw);
    (read.ok()? == 1).then_some(key[0])
}

/// The config files for a new server, as absolute paths: the server runs in another directory.
fn config_files(args: &Args, as_tmux: bool) -> Vec<PathBuf> {
    if args.config.is_empty() {
        return paths::config_files(as_tmux);
    }
    let absolute = |file: &PathBuf| std::path::absolute(file).unwrap_or_else(|_| file.clone());
    args.config.iter().map(absolute).collect()
}

/// Runs the command and stays attached if it attaches the client.
fn converse(
    args: &Args,
    client: &ClientInfo,
    transport: &Transport,
    mut connection: Connection,
) -> Result<Outcome> {
    if args.control > 0 {
        return control::run(args, client, transport, connection).map(Outcome::Done);
    }
    connection.send(&ToServer::Run {
        words: args.words.clone(),
        client: Box::new(client.clone()),
    });
    let streams = Streams {
        input: Some(io::stdin()),
        out: io::stdout(),
        err: io::stderr(),
        write_error: None,
        sending: false,
    };
    match one_shot::run(&mut connection, streams) {
        Ok(Ending::Exit(status)) => Ok(Outcome::Done(i32::from(status))),
        Ok(Ending::Attached(attached)) => {
            let exit = app::attach(transport, connection, client.clone(), attached, args);
            exit.map(finish).map(Outcome::Done)
        }
        Err(_) if !connection.was_answered() => Ok(Outcome::NeverAnswered(connection)),
        Err(_) if transport.host().is_some() && !connection.has_hello() => Err(Error::system(
            "mux: unexpected output from the remote shell before the handshake; \
             its startup files must print nothing when it is not interactive",
        )),
        Err(error) => Err(error),
    }
}

/// Performs the steps after the terminal is restored. Returns the exit status.
fn finish(exit: ExitReason) -> i32 {
    // Output to a closed stream is lost; the error cannot be reported either.
    drop(io::stdout().write_all(&exit.stdout));
    drop(io::stderr().write_all(&exit.stderr));
    if let Some(message) = &exit.message {
        print(io::stdout(), message, 0);
    }
    if exit.hangup
        && let Ok(parent) = i32::try_from(std::os::unix::process::parent_id())
    {
        process::signal(parent, signals::Signal::SIGHUP as i32);
    }
    match &exit.exec {
        Some(command) => print(io::stderr(), &exec_shell(command, false).message, 1),
        None => i32::from(exit.status),
    }
}

/// Replaces this process with the user's shell, which runs `command`. Returns only on failure.
fn exec_shell(command: &str, login: bool) -> Error {
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

/// Prints a line. Returns `status`, or at least 1 if the line cannot be written.
fn print(mut to: impl Write, line: &str, status: i32) -> i32 {
    match writeln!(to, "{line}").and_then(|()| to.flush()) {
        // A closed stream: nobody wants the output.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            drop(writeln!(io::stderr(), "{}", one_shot::output_lost(&error)));
            status.max(1)
        }
        _ => status,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_name_selects_tmux_mode() {
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
