//! The remote host that a command line names, and the command to run there.
//!
//! A local session of the same name comes before a host (see `local_session`), and `HOST:` is
//! always a host. A host is the operand of `attach` (`attach box`, `attach box:work`) or the first
//! operand of `new` if it ends with a colon (`new box: -s work`).

use crate::base::{Error, Result};
use crate::client::args::Args;
use crate::client::program::CommandTable;
use crate::lang::shell::quote;
use std::ffi::OsStr;

/// The environment variable with the command to run instead of `ssh`, in shell syntax.
const SSH: &str = "MUX_SSH";
/// The environment variable with the command to run on the host instead of `mux`, in shell syntax.
const REMOTE: &str = "MUX_REMOTE";

/// A remote host and the commands that connect to its server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteHost {
    /// The destination for ssh: `HOST` or `USER@HOST`, an IPv6 address without brackets.
    pub host: String,
    /// The command line for the shell of the host.
    pub command: String,
    /// The command line that replaces `ssh`, for the local shell; `None` runs `ssh`.
    pub ssh: Option<String>,
}

impl RemoteHost {
    /// The host as it is written before a colon: an IPv6 address in brackets.
    pub fn display_name(&self) -> String {
        match self.host.rsplit_once('@') {
            _ if !self.host.contains(':') => self.host.clone(),
            Some((user, address)) => format!("{user}@[{address}]"),
            None => format!("[{}]", self.host),
        }
    }

    /// The error message for a connection that failed before the handshake. `no_mux`: the login
    /// succeeded, and the host's shell did not find mux. `session`: a local session that the user
    /// may have meant. The messages of ssh are on the screen already.
    pub fn connect_error(&self, no_mux: bool, session: Option<&str>) -> String {
        let host = &self.host;
        if no_mux {
            return format!(
                "mux: connected to {host}, but mux is not in its PATH. \
                 Install it there or set {REMOTE} to its path."
            );
        }
        match session {
            Some(session) => format!(
                "mux: cannot reach host {host}. There is a session {session} here: mux attach {}",
                quote(session)
            ),
            None if host.contains(['@', '.']) => format!("mux: cannot reach host {host}"),
            None => format!(
                "mux: cannot reach host {host}, and no session here is called {host} \
                 (to create one: mux new -s {})",
                quote(host)
            ),
        }
    }
}

/// Takes the host out of the words of a command line, if they name one.
///
/// # Errors
/// If the host name is invalid or the session is given twice.
pub fn take(args: &mut Args, commands: CommandTable) -> Result<Option<RemoteHost>> {
    let Some(host) = take_host(&mut args.words, commands)? else {
        return Ok(None);
    };
    let variable = |name| std::env::var(name).ok().filter(|v| !v.is_empty());
    let program = variable(REMOTE).unwrap_or_else(|| "mux".to_owned());
    Ok(Some(RemoteHost {
        host,
        command: command(&program, args),
        ssh: variable(SSH),
    }))
}

/// The command line for the host's shell. The flags that select a server select one on the host.
fn command(program: &str, args: &Args) -> String {
    let mut line = program.to_owned();
    let mut add = |flag: &str, value: &OsStr| {
        line.extend([" ", flag, " ", &quote(&value.to_string_lossy())]);
    };
    if let Some(label) = &args.label {
        add("-L", label);
    }
    if let Some(socket) = &args.socket {
        add("-S", socket.as_os_str());
    }
    for file in &args.config {
        add("-f", file.as_os_str());
    }
    line + if args.no_start { " -N proxy" } else { " proxy" }
}

/// Takes the host out of `words` and leaves the command to run on that host.
fn take_host(words: &mut Vec<String>, commands: CommandTable) -> Result<Option<String>> {
    let name = (commands.name)(words);
    if name == Some("attach-session") {
        let Some(at) = (commands.first_operand)(words) else {
            return Ok(None);
        };
        let (host, session) = split(&words.remove(at))?;
        if let Some(session) = session {
            if words.iter().any(|word| word.starts_with("-t")) {
                return Err(Error::user(
                    "the session is given twice: after the host and with -t",
                ));
            }
            words.splice(1..1, ["-t".to_owned(), session]);
        }
        return Ok(Some(host));
    }
    if name == Some("new-session") && words.get(1).is_some_and(|word| is_host_with_colon(word)) {
        return Ok(Some(split(&words.remove(1))?.0));
    }
    Ok(None)
}

/// Whether the word after `new` is a host (`HOST:`) and not a shell command.
fn is_host_with_colon(word: &str) -> bool {
    word.len() > 1
        && !word.contains(|c: char| c.is_whitespace() || c == '/')
        && matches!(split(word), Ok((_, None)))
        && word.ends_with(':')
}

/// Splits `HOST[:SESSION]`. An IPv6 address is in brackets.
fn split(word: &str) -> Result<(String, Option<String>)> {
    let (user, place) = match word.rsplit_once("@[") {
        Some((user, rest)) => (format!("{user}@"), format!("[{rest}")),
        None => (String::new(), word.to_owned()),
    };
    let (host, rest) = match place.strip_prefix('[').and_then(|p| p.split_once(']')) {
        Some((address, rest)) => (address, rest),
        None => place.split_at(place.find(':').unwrap_or(place.len())),
    };
    let odd = |c: char| c.is_whitespace() || c.is_control() || "[]".contains(c);
    let session = match rest.strip_prefix(':') {
        None if rest.is_empty() => None,
        Some("") => None,
        Some(session) => Some(session.to_owned()),
        None => {
            return Err(Error::user(format!(
                "invalid host: {word} (use HOST or HOST:SESSION)"
            )));
        }
    };
    // ssh would read such a name as an option, for example -oProxyCommand=...
    let flag = |part: &str| part.starts_with('-');
    if host.is_empty() || flag(&user) || host.split('@').any(flag) || host.contains(odd) {
        return Err(Error::user(format!("invalid host name: {word}")));
    }
    Ok((user + host, session))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::commands::COMMANDS;
    use crate::model::script::command_line;

    const TABLE: CommandTable = CommandTable {
        may_start: |words| command_line::may_start(COMMANDS, words),
        name: |words| command_line::command_name(COMMANDS, words),
        first_operand: |words| command_line::first_operand(COMMANDS, words),
    };

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_operand_of_attach_and_new_names_a_host() {
        for (line, host, rest) in [
            ("", "", ""),
            ("attach", "", "attach"),
            ("attach -t work", "", "attach -t work"),
            ("a -dt work:1.2", "", "a -dt work:1.2"),
            ("attach box", "box", "attach"),
            ("attach -d box", "box", "attach -d"),
            ("attach -c /tmp box:", "box", "attach -c /tmp"),
            (
                "att me@box.example.org:work -r",
                "me@box.example.org",
                "att -t work -r",
            ),
            ("a box:work:1.2", "box", "a -t work:1.2"),
            ("a [::1]:work", "::1", "a -t work"),
            ("a me@[fe80::1%eth0]", "me@fe80::1%eth0", "a"),
            ("attach ; ls", "", "attach ; ls"),
            ("attach-sessionx box", "", "attach-sessionx box"),
            ("new", "", "new"),
            ("new box:", "box", "new"),
            (
                "new-s me@box: -d -s work top",
                "me@box",
                "new-s -d -s work top",
            ),
            ("new -s work box:", "", "new -s work box:"),
            ("new top", "", "new top"),
            ("new a:b", "", "new a:b"),
            ("new ./run:", "", "new ./run:"),
            ("new :", "", "new :"),
            ("neww box:", "", "neww box:"),
            ("ls box:", "", "ls box:"),
        ] {
            let mut left = words(line);
            let got = take_host(&mut left, TABLE).unwrap();
            assert_eq!(got.unwrap_or_default(), host, "{line}");
            assert_eq!(left, words(rest), "{line}");
        }
    }

    #[test]
    fn invalid_hosts_are_refused() {
        for line in [
            "a :work",
            "a box:work -t work",
            "a [::1]x",
            "a me@-oProxyCommand=x",
            "a u@[",
        ] {
            assert!(take_host(&mut words(line), TABLE).is_err(), "{line}");
        }
    }

    #[test]
    fn flags_that_select_a_server_are_passed_on() {
        let args = Args {
            label: Some("it's".into()),
            config: vec!["a b".into()],
            no_start: true,
            ..Args::default()
        };
        assert_eq!(
            command("~/bin/mux", &args),
            r"~/bin/mux -L 'it'\''s' -f 'a b' -N proxy"
        );
        assert_eq!(command("mux", &Args::default()), "mux proxy");
    }
}
