//! Picks the role of this process and sets its exit code.

use mux::base::{Error, Result};
use mux::client::{self, Start};
use mux::{docgen, host, keeper, server};
use std::ffi::OsString;
use std::io::{self, Write};
use std::os::unix::net::UnixStream;

fn main() {
    let args: Vec<OsString> = std::env::args_os().collect();
    std::process::exit(role(args));
}

/// Does what this process is for. The flags of keepers and servers are theirs alone: they say which
/// descriptors were left for them.
fn role(args: Vec<OsString>) -> i32 {
    let word = |n: usize| args.get(n).and_then(|word| word.to_str());
    match word(1) {
        Some(keeper::KEEPER_FLAG) => match word(2).and_then(|fd| fd.parse().ok()) {
            Some(fd) => keeper::main_from_fd(fd, server::serve),
            None => 1,
        },
        Some(keeper::SERVER_FLAG) => with_link(&args, server::serve),
        Some(keeper::CANDIDATE_FLAG) => with_link(&args, server::serve_as_candidate),
        Some(keeper::REEXEC_FLAG) => match word(2).and_then(|fd| fd.parse().ok()) {
            Some(fd) => keeper::main_after_reexec(fd, server::serve),
            None => 1,
        },
        Some(server::RANGES_FLAG) => {
            let text = server::Ranges::ours().print();
            i32::from(io::stdout().write_all(text.as_bytes()).is_err())
        }
        _ => match own_words(&args) {
            Some(status) => status,
            None => client::run(args, &start, &machine),
        },
    }
}

/// Serves over the link that the arguments name.
fn with_link(args: &[OsString], serve: keeper::Serve) -> i32 {
    let rest = args.iter().skip(2);
    let rest: Vec<String> = rest
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    keeper::KeeperChannel::from_args(&rest).map_or(1, serve)
}

/// Answers words that are for no server. `None`: they are not of that kind.
fn own_words(args: &[OsString]) -> Option<i32> {
    let words: Option<Vec<&str>> = args.iter().skip(1).map(|word| word.to_str()).collect();
    let answer = docgen::local_commands::answer(&words?)?;
    // Nobody is left to tell if the answer cannot be written.
    match &answer {
        Ok(text) => drop(io::stdout().write_all(text.as_bytes())),
        Err(error) => drop(writeln!(io::stderr(), "{}", error.message)),
    }
    Some(i32::from(answer.is_err()))
}

/// Answers words about this machine. `None`: they are not of that kind.
fn machine(args: &client::Args) -> Option<i32> {
    host::answer(&host::Invocation {
        label: args
            .label
            .as_ref()
            .map(|label| label.to_string_lossy().into_owned()),
        socket: args.socket.clone(),
        words: args.words.clone(),
    })
}

/// Starts a server and connects to it.
fn start(wanted: &Start) -> Result<UnixStream> {
    if wanted.foreground {
        return Err(Error::user(
            "a server in the foreground (-D) is not there yet",
        ));
    }
    let files = wanted.config.iter();
    let context = server::Start {
        config: files
            .map(|file| file.to_string_lossy().into_owned())
            .collect(),
        explicit: wanted.explicit,
    };
    keeper::ensure(&wanted.socket, &context.encode(), server::serve)
}
