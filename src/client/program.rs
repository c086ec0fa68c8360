//! The functions and tables of the program that its client calls but does not import.

use super::args::Args;
use crate::base::{Error, Result};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

/// How to start a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The socket to listen on.
    pub socket: PathBuf,
    /// The config files to read, in order.
    pub config: Vec<PathBuf>,
    /// The files were given with `-f`, so a missing one is an error.
    pub explicit: bool,
    /// How often `-v` was given.
    pub verbose: u8,
    /// Stay in the foreground (`-D`).
    pub foreground: bool,
    /// The program was started as `tmux`.
    pub as_tmux: bool,
}

/// The functions of the program.
#[derive(Clone, Copy)]
pub struct Program<'a> {
    /// Starts a server and connects to it.
    pub start: &'a dyn Fn(&Start) -> Result<UnixStream>,
    /// Runs a command that needs no server and returns its exit status; `None`: the command is not
    /// one of them.
    pub local: &'a dyn Fn(&Args) -> Option<i32>,
    /// The names of the saved sessions of a server that does not run.
    pub saved_sessions: &'a dyn Fn(&Args) -> Vec<String>,
    /// The command table.
    pub commands: CommandTable,
}

/// Questions about a command line to the command table.
#[derive(Clone, Copy, Debug)]
pub struct CommandTable {
    /// Whether a command in the words starts a server when none runs.
    pub may_start: fn(&[String]) -> bool,
    /// The first mistake in the words, for a client that finds no server to tell it.
    pub mistake: fn(&[String]) -> Option<Error>,
    /// The full name of the first command.
    pub name: fn(&[String]) -> Option<&'static str>,
    /// The index of the first word that is neither the name, nor a flag, nor the value of a flag.
    pub first_operand: fn(&[String]) -> Option<usize>,
    /// Whether the words are one command that is asked again after the death of the server, with
    /// the number of the request (`--request`).
    pub takes_request: fn(&[String]) -> bool,
}
