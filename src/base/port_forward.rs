//! Port forwards of a connection to another host: `-L` and `-R` of `mux attach HOST`, in the syntax
//! of ssh(1).

use super::error::{Error, Result};

/// A port forward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// Which side listens.
    pub side: Side,
    /// The value of the flag.
    pub spec: String,
}

/// The side that listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// This machine (`-L`).
    Local,
    /// The other host (`-R`).
    Remote,
}

impl Side {
    /// The flag of ssh and of mux.
    pub const fn flag(self) -> &'static str {
        match self {
            Self::Local => "-L",
            Self::Remote => "-R",
        }
    }
}

/// A forward between TCP ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TcpForward {
    /// The address to listen on; `None`: the loopback addresses.
    pub bind: Option<String>,
    /// The port to listen on.
    pub port: u16,
    /// The host to connect to, as the other side sees it. An IPv6 address has no brackets.
    pub host: String,
    /// The port to connect to.
    pub host_port: u16,
}

/// Takes `-L SPEC` and `-R SPEC` out of the words of `attach`.
///
/// # Errors
/// A flag without a value, or a value that is no forward.
pub fn take(words: &mut Vec<String>) -> Result<Vec<Forward>> {
    let mut found = Vec::new();
    let mut at = 1;
    while at < words.len() {
        let is_value = ["-c", "-f", "-t"].contains(&words[at - 1].as_str());
        let side = match words[at].get(..2) {
            Some("-L") if !is_value => Side::Local,
            Some("-R") if !is_value => Side::Remote,
            _ if words[at] == ";" => break,
            _ => {
                at += 1;
                continue;
            }
        };
        let mut spec = words.remove(at).split_off(2);
        if spec.is_empty() {
            if at == words.len() {
                return Err(Error::user(format!("{} needs a value", side.flag())));
            }
            spec = words.remove(at);
        }
        check(side, &spec)?;
        found.push(Forward { side, spec });
    }
    Ok(found)
}

fn check(side: Side, spec: &str) -> Result<()> {
    let paths = spec.contains('/') && !spec.contains(|c: char| c.is_control());
    let proxy = side == Side::Remote && spec.rsplit(':').next().is_some_and(is_port);
    match paths || proxy || tcp(spec).is_some() {
        true => Ok(()),
        false => Err(Error::user(format!(
            "{}: not a port forward: {spec} (use [ADDRESS:]PORT:HOST:PORT)",
            side.flag()
        ))),
    }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Parses `[ADDRESS:]PORT:HOST:PORT`. An IPv6 address is in brackets.
pub fn tcp(spec: &str) -> Option<TcpForward> {
    let mut fields = fields(spec)?;
    let port = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0);
    let host_port = port(&fields.pop()?)?;
    let host = fields.pop()?;
    let listens = port(&fields.pop()?)?;
    let bind = fields.pop();
    let plain = |text: &str| {
        !text.is_empty()
            && !text.starts_with('-')
            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/')
    };
    let right = fields.is_empty() && plain(&host) && bind.as_deref().is_none_or(plain);
    right.then_some(TcpForward {
        bind,
        port: listens,
        host,
        host_port,
    })
}

/// The fields between colons that are in no brackets.
fn fields(spec: &str) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    let mut rest = spec;
    loop {
        let (field, after) = match rest.strip_prefix('[') {
            Some(inner) => inner.split_once(']')?,
            None => rest.split_at(rest.find(':').unwrap_or(rest.len())),
        };
        fields.push(field.to_owned());
        match after.strip_prefix(':') {
            Some(next) => rest = next,
            None if after.is_empty() => return Some(fields),
            None => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwards_are_taken_out_of_a_command_line() {
        let take = |line: &str| {
            let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            let forwards = take(&mut words);
            let shown = forwards.map(|list| {
                list.iter()
                    .map(|f| format!("{}{}", f.side.flag(), f.spec))
                    .collect::<Vec<_>>()
                    .join(" ")
            });
            (shown.map_err(|e| e.message), words.join(" "))
        };
        for (line, want, rest) in [
            ("attach box", "", "attach box"),
            (
                "attach box -L 8080:localhost:80 -r",
                "-L8080:localhost:80",
                "attach box -r",
            ),
            (
                "attach -L8080:[::1]:80 -R [::]:9:db:5432 box",
                "-L8080:[::1]:80 -R[::]:9:db:5432",
                "attach box",
            ),
            ("attach box -R 1080", "-R1080", "attach box"),
            ("attach -t -Lx box", "", "attach -t -Lx box"),
            (
                "attach box -L /tmp/a:/run/b",
                "-L/tmp/a:/run/b",
                "attach box",
            ),
            (
                "attach box ; select-pane -L",
                "",
                "attach box ; select-pane -L",
            ),
        ] {
            assert_eq!(take(line), (Ok(want.to_owned()), rest.to_owned()), "{line}");
        }
        for line in [
            "attach box -L",
            "attach box -L 80",
            "attach box -L 0:localhost:80",
            "attach box -L 8080:localhost:99999",
            "attach box -L 8080:-oX:80",
            "attach box -L 8080::80",
            "attach box -R x",
            "attach box -L [::1:80",
        ] {
            assert!(take(line).0.is_err(), "{line}");
        }
    }

    #[test]
    fn a_forward_between_ports_has_four_parts() {
        assert_eq!(
            tcp("[::1]:8080:db.example:5432"),
            Some(TcpForward {
                bind: Some("::1".to_owned()),
                port: 8080,
                host: "db.example".to_owned(),
                host_port: 5432,
            })
        );
        assert_eq!(tcp("8080:[fe80::1]:80").unwrap().host, "fe80::1");
        assert_eq!(tcp("1:2:3:4:5"), None);
        assert_eq!(tcp("/tmp/a:/run/b"), None);
    }
}
