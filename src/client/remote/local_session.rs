//! The sessions of the local server, for command lines whose word may be a session or a host.

use crate::client::args::Args;
use crate::client::client_info;
use crate::client::connection::Connection;
use crate::client::one_shot::{self, Ending, Streams};
use crate::client::program::Program;
use crate::sys::{paths, socket};
use crate::wire::ToServer;
use std::io;
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// How long the local server may take to answer. A server that hangs must not keep the user from a
/// host.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Replaces the operand of `attach` by `-t`, if a local session has exactly that name, or without a
/// server a saved one, which the next server restores: a session comes before a host. `HOST:` is
/// always a host.
pub fn prefer(args: &mut Args, program: Program<'_>) {
    let commands = program.commands;
    if (commands.name)(&args.words) != Some("attach-session") {
        return;
    }
    let Some(at) = (commands.first_operand)(&args.words) else {
        return;
    };
    let given = args.words.iter().any(|word| word.starts_with("-t"));
    let word = args.words[at].clone();
    if given || word.contains([':', '[']) {
        return;
    }
    let known = match running(args) {
        Some(stream) => names(stream, args),
        None => (program.saved_sessions)(args),
    };
    if !known.contains(&word) {
        return;
    }
    args.words.remove(at);
    args.words.splice(1..1, ["-t".to_owned(), word]);
}

/// The local session to name to a user who meant one by the start of its name.
pub fn beginning_with(args: &Args, start: &str) -> Option<String> {
    let running = running(args).map(|stream| names(stream, args));
    let mut found = running
        .unwrap_or_default()
        .into_iter()
        .filter(|name| name.starts_with(start));
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

/// A connection to the local server; `None` if none runs.
fn running(args: &Args) -> Option<UnixStream> {
    let label = args.label.as_deref().map(|label| label.to_string_lossy());
    let place = paths::socket_place(label.as_deref(), args.socket.as_deref());
    place.and_then(|place| socket::connect(&place)).ok()
}

/// The names of the sessions; empty if the server does not answer.
fn names(stream: UnixStream, args: &Args) -> Vec<String> {
    if stream.set_read_timeout(Some(TIMEOUT)).is_err() {
        return Vec::new();
    }
    let mut connection = Connection::new(stream);
    let words = ["list-sessions", "-F", "#{session_name}"];
    connection.send(&ToServer::Run {
        words: words.map(str::to_owned).to_vec(),
        client: Box::new(client_info::collect(false, args)),
    });
    let mut out = Vec::new();
    let streams = Streams {
        input: None::<io::Stdin>,
        out: &mut out,
        err: io::sink(),
        write_error: None,
        sending: false,
    };
    match one_shot::run(&mut connection, streams) {
        Ok(Ending::Exit(0)) => {}
        Ok(_) | Err(_) => return Vec::new(),
    }
    let text = String::from_utf8_lossy(&out);
    text.lines().map(str::to_owned).collect()
}
