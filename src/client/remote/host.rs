//! The remote host that a command line names, and the process that reaches it.
//!
//! A local session of the same name comes before a host (see `local_session`), and `HOST:` is
//! always a host. A host is the operand of `attach` (`attach box`, `attach box:work`) or the first
//! operand of `new` if it ends with a colon (`new box: -s work`). An address of `mux web`
//! (`attach https://mux.example/s/work`) is a host, too. `--host HOST` before any command runs that
//! command there.

use crate::base::port_forward::{self, Forward, Side};
use crate::base::{Error, Result, url};
use crate::client::args::Args;
use crate::client::program::CommandTable;
use crate::lang::shell::quote;
use std::ffi::OsStr;

/// The environment variable with the command to run instead of `ssh`, in shell syntax.
const SSH: &str = "MUX_SSH";
/// The environment variable with the command to run on the host instead of `mux`, in shell syntax.
const REMOTE: &str = "MUX_REMOTE";

/// The exit status of a shell that did not find the command (POSIX, Shell Command Language 2.8.2).
const COMMAND_NOT_FOUND: i32 = 127;

/// A remote host and the way to its server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteHost {
    /// The destination for ssh, `HOST` or `USER@HOST`, an IPv6 address without brackets; or the
    /// origin of a gateway: `https://HOST[:PORT]`.
    pub host: String,
    /// The way.
    pub way: Way,
    /// Ports that are forwarded as long as there is a connection.
    pub forwards: Vec<Forward>,
    /// The host was given with `--host`, so its name cannot be meant for a session.
    pub by_flag: bool,
}

/// Why a connection failed before the handshake. The messages of ssh and of the mux on the host are
/// on the screen already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectFailure {
    /// The host cannot be reached, or refuses the login.
    Unreachable,
    /// The login succeeded, and the host's shell did not find mux.
    NoMux,
    /// The login succeeded, and mux ended with this status.
    Ended(i32),
}

impl ConnectFailure {
    /// The failure that the exit status of ssh means.
    pub const fn of_status(status: Option<i32>) -> Self {
        match status {
            Some(COMMAND_NOT_FOUND) => Self::NoMux,
            // ssh's own failure.
            None | Some(255) => Self::Unreachable,
            Some(status) => Self::Ended(status),
        }
    }
}

/// The way to the server of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// ssh.
    Ssh {
        /// The command line for the shell of the host.
        command: String,
        /// The command line that replaces `ssh`, for the local shell; `None` runs `ssh`.
        ssh: Option<String>,
    },
    /// A WebSocket to `mux web` on the host.
    Web,
}

impl RemoteHost {
    /// The host as it is written before a colon: an IPv6 address in brackets.
    pub fn display_name(&self) -> String {
        match self.host.rsplit_once('@') {
            _ if self.way == Way::Web || !self.host.contains(':') => self.host.clone(),
            Some((user, address)) => format!("{user}@[{address}]"),
            None => format!("[{}]", self.host),
        }
    }

    /// The flags that forward the same ports again, quoted for a shell; `None` if there are none.
    pub fn forward_flags(&self) -> Option<String> {
        let flags = self.forwards.iter();
        let flags: Vec<String> = flags
            .map(|forward| format!("{} {}", forward.side.flag(), quote(&forward.spec)))
            .collect();
        (!flags.is_empty()).then(|| flags.join(" "))
    }

    /// The error message for a connection that failed before the handshake. `session`: a local
    /// session that the user may have meant. `no_start`: the command starts no server on the host.
    pub fn connect_error(
        &self,
        failure: ConnectFailure,
        session: Option<&str>,
        no_start: bool,
    ) -> String {
        let host = &self.host;
        if self.way == Way::Web {
            return format!("mux: no connection to {host}");
        }
        match failure {
            ConnectFailure::Unreachable => {}
            ConnectFailure::NoMux => {
                return format!(
                    "mux: connected to {host}, but mux is not in its PATH. \
                     Install it there or set {REMOTE} to its path."
                );
            }
            ConnectFailure::Ended(1) if no_start => {
                return format!("mux: no server runs on {host} (to start one: mux new {host}:)");
            }
            ConnectFailure::Ended(status) => {
                return format!("mux: mux on {host} ended with status {status}");
            }
        }
        match session {
            _ if self.by_flag => format!("mux: cannot reach host {host}"),
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
    let forwards = match (commands.name)(&args.words) {
        Some("attach-session") => port_forward::take(&mut args.words)?,
        _ => Vec::new(),
    };
    let named = args.host.take().map(|host| named(&host)).transpose()?;
    let by_flag = named.is_some();
    let host = match named {
        Some(host) => Some(host),
        None => take_host(&mut args.words, commands)?,
    };
    let Some(host) = host else {
        return match forwards.first() {
            Some(Forward { side, .. }) => Err(Error::user(format!(
                "{} forwards a port of another host: mux attach HOST {0} ...",
                side.flag()
            ))),
            None => Ok(None),
        };
    };
    if is_web(&host) {
        for Forward { side, spec } in &forwards {
            if *side == Side::Remote || port_forward::tcp(spec).is_none() {
                return Err(Error::user(format!(
                    "{} {spec}: only ssh forwards this: mux attach HOST",
                    side.flag()
                )));
            }
        }
        let way = Way::Web;
        return Ok(Some(RemoteHost {
            host,
            way,
            forwards,
            by_flag,
        }));
    }
    // As here, only some commands start a server.
    args.no_start |= !(commands.may_start)(&args.words);
    let variable = |name| std::env::var(name).ok().filter(|v| !v.is_empty());
    let program = variable(REMOTE).unwrap_or_else(|| "mux".to_owned());
    Ok(Some(RemoteHost {
        host,
        way: Way::Ssh {
            command: command(&program, args),
            ssh: variable(SSH),
        },
        forwards,
        by_flag,
    }))
}

/// The host of `--host`.
///
/// # Errors
/// If it is none, or names a session.
fn named(word: &str) -> Result<String> {
    match split(word)? {
        (host, None) => Ok(host),
        (host, Some(_)) => Err(Error::user(format!(
            "--host {word}: name the session with -t (use --host {host})"
        ))),
    }
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

/// Whether a host is the address of a gateway.
fn is_web(host: &str) -> bool {
    host.starts_with("https://") || host.starts_with("http://")
}

/// Splits `https://HOST[:PORT][/s/SESSION]`. Without TLS only loopback addresses are allowed: the
/// token would be readable on the network.
fn split_address(word: &str) -> Result<(String, Option<String>)> {
    let wrong = || {
        Error::user(format!(
            "invalid address: {word} (use https://HOST[:PORT][/s/SESSION])"
        ))
    };
    let (scheme, rest) = word.split_once("://").ok_or_else(wrong)?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let odd = |c: char| c.is_whitespace() || c.is_control() || "@?#%\\".contains(c);
    let (name, _) = url::host_and_port(authority).ok_or_else(wrong)?;
    if name.starts_with('-') || authority.contains(odd) {
        return Err(wrong());
    }
    let loopback = name == "localhost" || name == "::1" || name.starts_with("127.");
    if scheme == "http" && !loopback {
        return Err(Error::user(format!(
            "{word}: without TLS others can read the token: use https://, or ssh: mux attach {name}"
        )));
    }
    let session = match path.strip_prefix("/s/") {
        Some(name) => Some(
            url::decode(name)
                .filter(|n| !n.is_empty())
                .ok_or_else(wrong)?,
        ),
        None if path.is_empty() || path == "/" => None,
        None => return Err(wrong()),
    };
    Ok((format!("{scheme}://{authority}"), session))
}

/// Splits `HOST[:SESSION]`. An IPv6 address is in brackets.
fn split(word: &str) -> Result<(String, Option<String>)> {
    if is_web(word) {
        return split_address(word);
    }
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
        mistake: |words| command_line::mistake(COMMANDS, words),
        name: |words| command_line::command_name(COMMANDS, words),
        first_operand: |words| command_line::first_operand(COMMANDS, words),
        takes_request: |words| command_line::takes_request(COMMANDS, words),
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
            (
                "a https://box.example:8443/s/w%C3%B6rk%2F1 -d",
                "https://box.example:8443",
                "a -t wörk/1 -d",
            ),
            ("a https://[::1]/", "https://[::1]", "a"),
            ("a http://127.0.0.1:7681", "http://127.0.0.1:7681", "a"),
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
            "a https://",
            "a https://box:0",
            "a https://me@box",
            "a https://box/other",
            "a https://box/s/",
            "a https://box/s/%zz",
            "a http://box.example/s/work",
            "a https://box/s/work -t work",
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
