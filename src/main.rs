//! The program's entry point: chooses the role of this process and sets its exit status.

use mux::base::{Error, Result};
use mux::client::{self, CommandTable, Program, Start};
use mux::model::commands::COMMANDS;
use mux::model::script::command_line;
use mux::{docgen, host, keeper, server};
use std::ffi::OsString;
use std::io::{self, Write};
use std::os::unix::net::UnixStream;

/// The command table, for the client.
const COMMAND_TABLE: CommandTable = CommandTable {
    may_start: |words| command_line::may_start(COMMANDS, words),
    mistake: |words| command_line::mistake(COMMANDS, words),
    name: |words| command_line::command_name(COMMANDS, words),
    first_operand: |words| command_line::first_operand(COMMANDS, words),
    takes_request: |words| command_line::takes_request(COMMANDS, words),
};

fn main() {
    let args: Vec<OsString> = std::env::args_os().collect();
    std::process::exit(role(args));
}

/// Runs the role that the first argument selects. The flags of keepers and servers are internal:
/// their other arguments are numbers of inherited descriptors.
fn role(args: Vec<OsString>) -> i32 {
    let word = |n: usize| args.get(n).and_then(|word| word.to_str());
    match word(1) {
        Some(keeper::KEEPER_FLAG) => match word(2).and_then(|fd| fd.parse().ok()) {
            Some(fd) => keeper::main_from_fd(fd, server::serve),
            None => 1,
        },
        Some(keeper::SERVER_FLAG) => with_channel(&args, server::serve),
        Some(keeper::CANDIDATE_FLAG) => with_channel(&args, server::serve_as_candidate),
        Some(keeper::REEXEC_FLAG) => match word(2).and_then(|fd| fd.parse().ok()) {
            Some(fd) => keeper::main_after_reexec(fd, server::serve),
            None => 1,
        },
        Some(server::VERSIONS_FLAG) => {
            let text = server::SupportedVersions::ours().print();
            i32::from(io::stdout().write_all(text.as_bytes()).is_err())
        }
        _ => match local_command(&args) {
            Some(status) => status,
            None => client::run(
                args,
                Program {
                    start: &start,
                    local: &host_command,
                    saved_sessions: &saved_sessions,
                    commands: COMMAND_TABLE,
                },
            ),
        },
    }
}

/// Serves on the channel that the arguments name.
fn with_channel(args: &[OsString], serve: keeper::Serve) -> i32 {
    let rest = args.iter().skip(2);
    let rest: Vec<String> = rest
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    keeper::KeeperChannel::from_args(&rest).map_or(1, serve)
}

/// Answers commands that need no server; `None` for all others, and for a program called `tmux`,
/// which has only the commands of tmux here.
fn local_command(args: &[OsString]) -> Option<i32> {
    if args.first().is_some_and(client::is_tmux) {
        return None;
    }
    let words: Option<Vec<&str>> = args.iter().skip(1).map(|word| word.to_str()).collect();
    local_answer(&words?)
}

/// Prints the answer to words that need no server; `None` for all others.
fn local_answer(words: &[&str]) -> Option<i32> {
    let answer = docgen::local_commands::answer(words, client::page_cols())?;
    // Nothing can be reported if the output cannot be written.
    match &answer {
        Ok(text) => drop(io::stdout().write_all(text.as_bytes())),
        Err(error) => drop(writeln!(io::stderr(), "{}", error.message)),
    }
    Some(i32::from(answer.is_err()))
}

/// Answers commands about this host, and those that need no server behind flags such as `-L`;
/// `None` for all others.
fn host_command(args: &client::Args) -> Option<i32> {
    if args.host.is_some() {
        return None;
    }
    let words: Vec<&str> = args.words.iter().map(String::as_str).collect();
    if let Some(status) = local_answer(&words) {
        return Some(status);
    }
    let invocation = invocation(args);
    if words.first() == Some(&"skill") {
        return Some(install_skill(&words[1..]));
    }
    if words.first() == Some(&"mcp") {
        return Some(run_mcp(&args.words[1..], invocation.label.as_deref(), args));
    }
    if words.first() == Some(&"web") {
        return Some(run_web(&args.words[1..], invocation.label.as_deref(), args));
    }
    host::answer(&invocation)
}

/// The names of the saved sessions of a server that does not run.
fn saved_sessions(args: &client::Args) -> Vec<String> {
    host::saved_sessions(&invocation(args))
}

fn invocation(args: &client::Args) -> host::Invocation {
    host::Invocation {
        label: args
            .label
            .as_ref()
            .map(|label| label.to_string_lossy().into_owned()),
        socket: args.socket.clone(),
        words: args.words.clone(),
    }
}

/// Runs `mux skill` with these words: only `--install AGENT` comes here.
fn install_skill(words: &[&str]) -> i32 {
    let installed = match words {
        ["--install", agent] => match docgen::skill::file_of(agent) {
            Some(file) => host::install_skill(file, &docgen::skill::page()),
            None => Err(Error::user(format!(
                "skill: unknown agent: {agent} (use claude, codex, gemini or opencode)"
            ))),
        },
        _ => Err(Error::user("usage: mux skill [--install agent]")),
    };
    match installed {
        Ok(path) => {
            drop(writeln!(io::stdout(), "wrote {}", path.display()));
            0
        }
        Err(error) => {
            drop(writeln!(io::stderr(), "{}", error.message));
            1
        }
    }
}

/// Refuses a word whose feature was left out of this build.
#[cfg(not(all(feature = "mcp", feature = "web")))]
fn left_out(word: &str) -> i32 {
    let message = format!("mux {word}: this mux was built without the feature \"{word}\"");
    drop(writeln!(io::stderr(), "{message}"));
    1
}

/// Runs `mux mcp` with these words.
#[cfg(feature = "mcp")]
fn run_mcp(words: &[String], label: Option<&str>, args: &client::Args) -> i32 {
    mux::mcp::run(words, label, args.socket.as_deref())
}

/// Refuses `mux mcp`.
#[cfg(not(feature = "mcp"))]
fn run_mcp(_words: &[String], _label: Option<&str>, _args: &client::Args) -> i32 {
    left_out("mcp")
}

/// Runs `mux web` with these words.
#[cfg(feature = "web")]
fn run_web(words: &[String], label: Option<&str>, args: &client::Args) -> i32 {
    mux::web::run(words, label, args.socket.as_deref())
}

/// Refuses `mux web`.
#[cfg(not(feature = "web"))]
fn run_web(_words: &[String], _label: Option<&str>, _args: &client::Args) -> i32 {
    left_out("web")
}

/// Starts a server and connects to it.
///
/// # Errors
/// For `-D`, or if the keeper or the server cannot be started.
fn start(wanted: &Start) -> Result<UnixStream> {
    if wanted.foreground {
        return Err(Error::user(
            "running the server in the foreground (-D) is not supported yet",
        ));
    }
    let files = wanted.config.iter();
    let context = server::StartArgs {
        config: files
            .map(|file| file.to_string_lossy().into_owned())
            .collect(),
        explicit: wanted.explicit,
        verbosity: wanted.verbose,
        as_tmux: wanted.as_tmux,
        directory: std::env::current_dir()
            .map(|path| path.to_string_lossy().into_owned())
            .unwrap_or_default(),
    };
    keeper::ensure(&wanted.socket, &context.encode(), server::serve)
}
