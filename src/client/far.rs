//! Which machine the command line is for, and what runs there. It does not dial.
//!
//! A session's name has no `:` and a target is given with `-t`, so a machine never looks like one:
//! it is the word of `attach` that belongs to no flag (`attach box`, `attach box:work`), or the first
//! word of `new` if it ends with a colon (`new box: -s work`).

use super::args::Args;
use crate::base::{Error, Result};
use std::ffi::OsStr;

/// The variable that names what is run instead of `ssh`, as a shell would write it.
const SSH: &str = "MUX_SSH";
/// The variable that names what is run on the other machine instead of `mux`.
const REMOTE: &str = "MUX_REMOTE";

/// Another machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Far {
    /// Its name, as ssh is told it.
    pub host: String,
    /// What is run there, as a line for its shell.
    pub command: String,
    /// What is run here to get there, as a line for our shell; `None`: `ssh`.
    pub ssh: Option<String>,
}

impl Far {
    /// Its name as it is written before a colon.
    pub fn shown(&self) -> String {
        match self.host.rsplit_once('@') {
            _ if !self.host.contains(':') => self.host.clone(),
            Some((user, address)) => format!("{user}@[{address}]"),
            None => format!("[{}]", self.host),
        }
    }

    /// Says that there is no way there; `missing`: but to the machine itself. What ssh had to say was
    /// read already.
    pub fn no_link(&self, missing: bool) -> String {
        let host = &self.host;
        if missing {
            return format!(
                "mux: {host} was reached and has no mux where its shell looks: install it there, or say with {REMOTE} where it is"
            );
        }
        let hint = if host.contains(['@', '.']) {
            String::new()
        } else {
            format!(" (a session of this machine is reached with: mux attach -t {host})")
        };
        format!("mux: no link to {host}{hint}")
    }
}

/// Takes the machine out of the words of a command line, if they name one.
///
/// # Errors
/// If the name is none, or the session is named twice.
pub fn take(args: &mut Args) -> Result<Option<Far>> {
    let Some(host) = take_host(&mut args.words)? else {
        return Ok(None);
    };
    let variable = |name| std::env::var(name).ok().filter(|v| !v.is_empty());
    let program = variable(REMOTE).unwrap_or_else(|| "mux".to_owned());
    Ok(Some(Far {
        host,
        command: command(&program, args),
        ssh: variable(SSH),
    }))
}

/// The line for the other machine's shell: the flags that say which server are for the one there.
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

/// A word as any shell reads it.
fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=+,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Takes the host out of `words` and leaves a command that is right on that machine.
fn take_host(words: &mut Vec<String>) -> Result<Option<String>> {
    let Some(command) = words.first() else {
        return Ok(None);
    };
    if command == "attach" || is_start_of(command, "attach-session", 1) {
        let Some(at) = lone_word(&words[1..]) else {
            return Ok(None);
        };
        let (host, session) = split(&words.remove(at + 1))?;
        if let Some(session) = session {
            if words.iter().any(|word| word.starts_with("-t")) {
                return Err(Error::user(
                    "a session is named twice: after the host and with -t",
                ));
            }
            words.splice(1..1, ["-t".to_owned(), session]);
        }
        return Ok(Some(host));
    }
    if (command == "new" || is_start_of(command, "new-session", 5))
        && words.get(1).is_some_and(|word| is_host_with_colon(word))
    {
        return Ok(Some(split(&words.remove(1))?.0));
    }
    Ok(None)
}

fn is_start_of(word: &str, name: &str, least: usize) -> bool {
    word.len() >= least && name.starts_with(word)
}

/// Where the first word of `attach` is that belongs to no flag.
fn lone_word(words: &[String]) -> Option<usize> {
    let mut value = false;
    for (at, word) in words.iter().enumerate() {
        if std::mem::take(&mut value) {
            continue;
        }
        match word.strip_prefix('-') {
            Some(flags) => {
                let takes = flags.find(['c', 'f', 't']);
                value = takes.is_some_and(|place| place + 1 == flags.len());
            }
            None if word.starts_with(';') => return None,
            None => return Some(at),
        }
    }
    None
}

/// Whether this is the first word of `new HOST:` and not a shell command.
fn is_host_with_colon(word: &str) -> bool {
    word.len() > 1
        && !word.contains(|c: char| c.is_whitespace() || c == '/')
        && matches!(split(word), Ok((_, None)))
        && word.ends_with(':')
}

/// Host and session of `HOST[:SESSION]`; an address in numbers stands in brackets.
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
        None => return Err(Error::user(format!("not a host and a session: {word}"))),
    };
    let flag = |part: &str| part.starts_with('-');
    if host.is_empty() || flag(&user) || host.split('@').any(flag) || host.contains(odd) {
        return Err(Error::user(format!("not the name of a host: {word}")));
    }
    Ok((user + host, session))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn which_words_name_a_machine() {
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
            let got = take_host(&mut left).unwrap();
            assert_eq!(got.unwrap_or_default(), host, "{line}");
            assert_eq!(left, words(rest), "{line}");
        }
    }

    #[test]
    fn what_is_no_machine_is_said() {
        for line in [
            "a :work",
            "a box:work -t work",
            "a [::1]x",
            "a me@-oProxyCommand=x",
            "a u@[",
        ] {
            assert!(take_host(&mut words(line)).is_err(), "{line}");
        }
    }

    #[test]
    fn the_flags_of_the_server_go_along() {
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
