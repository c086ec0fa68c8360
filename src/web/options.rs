//! The command line of `mux web`.

use super::checks::parse_origin;
use crate::base::port_forward::{self, TcpForward};
use crate::base::{Error, Result};
use crate::lang::time::span;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

/// The port unless another one is chosen.
pub const PORT: u16 = 7681;

/// The usage of all forms.
pub const USAGE: &str = "\
usage: mux web [start] [--listen ADDRESS|unix:PATH]... [--cert FILE --key FILE] [--origin URL]...
               [--insecure] [--trust-proxy ADDRESS|unix] [--open]
               [--login-for 12h] [--park-for 10m] [--forward]
       mux web stop | status [--json]
       mux web user add NAME [--label LABEL] [--view] | passwd NAME | remove NAME | list [--json]
       mux web token create [--name NAME] [--account NAME] [--view] [--session S] [--for 2h]
       mux web token list [--json] | revoke NAME|--all
       mux web sessions [--json] | sessions revoke ID|--all
       mux web share [-t SESSION] [--view] [--for 2h] | share --stop
       mux web audit [--json]";

/// Where a gateway listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// An address and a port.
    Tcp(SocketAddr),
    /// A Unix socket.
    Unix(PathBuf),
}

/// Whose `X-Forwarded-For` is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustedProxy {
    /// The proxy at this address.
    Address(IpAddr),
    /// The proxy on the Unix socket.
    Unix,
}

/// How to serve.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServeOptions {
    /// Addresses; none: the loopback ones.
    pub listen: Vec<Listen>,
    /// The certificate chain, in PEM.
    pub cert: Option<PathBuf>,
    /// Its private key, in PEM.
    pub key: Option<PathBuf>,
    /// Further origins under which the page is reached.
    pub origins: Vec<String>,
    /// Other addresses than loopback without TLS.
    pub insecure: bool,
    /// The proxy that is believed.
    pub trust_proxy: Option<TrustedProxy>,
    /// Open the browser.
    pub open: bool,
    /// How long a login lasts after its last use, in seconds; `None`: the default.
    pub login_for: Option<i64>,
    /// How long a tab without a page stays attached, in seconds; `None`: the default.
    pub park_for: Option<i64>,
    /// Terminals may connect to ports that this machine reaches.
    pub forward: bool,
}

/// The link of a client on this machine to a gateway on another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkOptions {
    /// The origin of the gateway.
    pub origin: String,
    /// The terminal shows a session: ask nothing.
    pub batch: bool,
    /// Ports of this machine that the gateway connects to others.
    pub forwards: Vec<TcpForward>,
}

/// What `mux web` is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebCommand {
    /// Serve, in the foreground or in the background.
    Serve {
        /// How.
        options: Box<ServeOptions>,
        /// Return once it listens.
        background: bool,
    },
    /// End the gateway.
    Stop,
    /// Tell about the gateway.
    Status {
        /// As JSON.
        json: bool,
    },
    /// Add an account.
    UserAdd {
        /// Its name.
        name: String,
        /// The name of the socket of its server; `None`: one of its own.
        label: Option<String>,
        /// It may only look.
        view: bool,
    },
    /// Set the password of an account.
    UserPasswd(String),
    /// Remove an account.
    UserRemove(String),
    /// List the accounts.
    UserList {
        /// As JSON.
        json: bool,
    },
    /// Create a token.
    TokenCreate {
        /// A name for it.
        name: Option<String>,
        /// The account; `None`: the first one.
        account: Option<String>,
        /// It may only look.
        view: bool,
        /// The only session that it may see.
        session: Option<String>,
        /// Seconds until it ends; `None`: never.
        lasts: Option<i64>,
    },
    /// List the tokens.
    TokenList {
        /// As JSON.
        json: bool,
    },
    /// Revoke the tokens of a name or number; `None`: all.
    TokenRevoke(Option<String>),
    /// List the logins.
    Sessions {
        /// As JSON.
        json: bool,
    },
    /// End a login; `None`: all.
    SessionsRevoke(Option<i64>),
    /// Make a link for one session.
    Share {
        /// The session; `None`: the current one.
        session: Option<String>,
        /// It may only look.
        view: bool,
        /// Seconds until it ends.
        lasts: i64,
    },
    /// End all links.
    ShareStop,
    /// Carry the connection of a client on this machine; the client starts this.
    Link(LinkOptions),
    /// Print the audit trail.
    Audit {
        /// As JSON.
        json: bool,
    },
}

/// The words of a command line, read one by one.
struct Words<'a> {
    rest: std::slice::Iter<'a, String>,
}

impl Words<'_> {
    fn value(&mut self, flag: &str) -> Result<String> {
        let next = self.rest.next().cloned();
        next.ok_or_else(|| Error::user(format!("{flag} needs a value\n{USAGE}")))
    }
}

fn wrong(word: &str) -> Error {
    Error::user(format!("mux web: unexpected argument: {word}\n{USAGE}"))
}

fn usage() -> Error {
    Error::user(USAGE)
}

/// Parses the words behind `mux web`.
///
/// # Errors
/// A word is unknown, or a value is wrong.
pub fn parse(words: &[String]) -> Result<WebCommand> {
    let (first, rest) = match words.split_first() {
        Some((first, rest)) if !first.starts_with('-') => (first.as_str(), rest),
        _ => ("", words),
    };
    let sub = rest.first().map_or("", String::as_str);
    match first {
        "" => serve(words, false),
        "start" => serve(rest, true),
        "stop" => none(rest).map(|()| WebCommand::Stop),
        "status" => json(rest).map(|json| WebCommand::Status { json }),
        "user" => user(sub, rest.get(1..).unwrap_or_default()),
        "token" => token(sub, rest.get(1..).unwrap_or_default()),
        "sessions" if sub == "revoke" => {
            let which = which(&rest[1..])?;
            let id = which.map(|id| {
                id.parse()
                    .map_err(|_| Error::user(format!("no such login: {id}")))
            });
            Ok(WebCommand::SessionsRevoke(id.transpose()?))
        }
        "sessions" => json(rest).map(|json| WebCommand::Sessions { json }),
        "share" => share(rest),
        "link" => link(rest),
        "audit" => json(rest).map(|json| WebCommand::Audit { json }),
        other => Err(wrong(other)),
    }
}

fn none(words: &[String]) -> Result<()> {
    words.first().map_or(Ok(()), |word| Err(wrong(word)))
}

fn json(words: &[String]) -> Result<bool> {
    match words {
        [] => Ok(false),
        [word] if word == "--json" => Ok(true),
        [word, ..] => Err(wrong(word)),
    }
}

/// One name, or `--all`.
fn which(words: &[String]) -> Result<Option<String>> {
    match words {
        [word] if word == "--all" => Ok(None),
        [word] if !word.starts_with('-') => Ok(Some(word.clone())),
        _ => Err(usage()),
    }
}

fn serve(words: &[String], background: bool) -> Result<WebCommand> {
    let mut options = ServeOptions::default();
    let mut words = Words { rest: words.iter() };
    while let Some(word) = words.rest.next() {
        match word.as_str() {
            "--listen" => options.listen.extend(listen(&words.value(word)?)?),
            "--cert" => options.cert = Some(absolute(&words.value(word)?)),
            "--key" => options.key = Some(absolute(&words.value(word)?)),
            "--origin" => {
                let url = words.value(word)?;
                let origin = parse_origin(&url).ok_or_else(|| {
                    Error::user(format!(
                        "--origin: not an origin such as https://mux.example: {url}"
                    ))
                })?;
                options.origins.push(origin);
            }
            "--insecure" => options.insecure = true,
            "--trust-proxy" => {
                let address = words.value(word)?;
                options.trust_proxy = Some(match (address.as_str(), address.parse::<IpAddr>()) {
                    ("unix", _) => TrustedProxy::Unix,
                    (_, Ok(ip)) => TrustedProxy::Address(ip.to_canonical()),
                    (_, Err(_)) => {
                        let why = format!("--trust-proxy: not an address: {address}");
                        return Err(Error::user(why));
                    }
                });
            }
            "--open" => options.open = true,
            "--forward" => options.forward = true,
            "--login-for" => options.login_for = Some(duration(&words.value(word)?)?),
            "--park-for" => options.park_for = Some(duration(&words.value(word)?)?),
            other => return Err(wrong(other)),
        }
    }
    if options.cert.is_some() != options.key.is_some() {
        return Err(Error::user("--cert and --key need each other"));
    }
    let open = options.listen.iter().find(|listen| match listen {
        Listen::Tcp(address) => !address.ip().is_loopback(),
        Listen::Unix(_) => false,
    });
    if let (Some(Listen::Tcp(address)), None, false) = (open, &options.cert, options.insecure) {
        return Err(Error::user(format!(
            "{address} can be reached by others: it needs --cert and --key, or --insecure"
        )));
    }
    Ok(WebCommand::Serve {
        options: Box::new(options),
        background,
    })
}

fn absolute(path: &str) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path))
}

/// The addresses of a `--listen`: `unix:PATH`, `ADDRESS:PORT`, `ADDRESS`, `PORT` or
/// `localhost:PORT`.
fn listen(text: &str) -> Result<Vec<Listen>> {
    if let Some(path) = text.strip_prefix("unix:").filter(|path| !path.is_empty()) {
        return Ok(vec![Listen::Unix(absolute(path))]);
    }
    let local = |port| loopback(port).map(Listen::Tcp).to_vec();
    if let Ok(port) = text.parse() {
        return Ok(local(port));
    }
    if let Ok(address) = text.parse() {
        return Ok(vec![Listen::Tcp(address)]);
    }
    if let Ok(ip) = text.trim_matches(['[', ']']).parse() {
        return Ok(vec![Listen::Tcp(SocketAddr::new(ip, PORT))]);
    }
    match text.strip_prefix("localhost") {
        Some("") => Ok(local(PORT)),
        Some(port)
            if port
                .strip_prefix(':')
                .is_some_and(|p| p.parse::<u16>().is_ok()) =>
        {
            Ok(local(port[1..].parse().unwrap_or(PORT)))
        }
        _ => Err(Error::user(format!(
            "--listen: not an address: {text} (use ADDRESS:PORT, PORT or unix:PATH)"
        ))),
    }
}

/// The loopback addresses.
pub const fn loopback(port: u16) -> [SocketAddr; 2] {
    [
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port),
        SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port),
    ]
}

/// Checks the name of an account or a label: it becomes the name of a socket.
fn name(text: &str) -> Result<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let right =
        (1..=32).contains(&text.len()) && text.chars().all(plain) && !text.starts_with(['.', '-']);
    match right {
        true => Ok(text.to_owned()),
        false => Err(Error::user(format!(
            "not a name: {text} (use 1 to 32 letters, digits, '.', '_' and '-')"
        ))),
    }
}

fn user(action: &str, words: &[String]) -> Result<WebCommand> {
    match (action, words) {
        ("add", [first, rest @ ..]) => {
            let account = name(first)?;
            let (mut label, mut view) = (None, false);
            let mut words = Words { rest: rest.iter() };
            while let Some(word) = words.rest.next() {
                match word.as_str() {
                    "--label" => label = Some(name(&words.value(word)?)?),
                    "--view" => view = true,
                    other => return Err(wrong(other)),
                }
            }
            Ok(WebCommand::UserAdd {
                name: account,
                label,
                view,
            })
        }
        ("passwd", [name]) => Ok(WebCommand::UserPasswd(name.clone())),
        ("remove", [name]) => Ok(WebCommand::UserRemove(name.clone())),
        ("list", rest) => json(rest).map(|json| WebCommand::UserList { json }),
        _ => Err(usage()),
    }
}

fn token(action: &str, rest: &[String]) -> Result<WebCommand> {
    match action {
        "create" => {}
        "list" => return json(rest).map(|json| WebCommand::TokenList { json }),
        "revoke" => return which(rest).map(WebCommand::TokenRevoke),
        _ => return Err(usage()),
    }
    let (mut label, mut account, mut view, mut session, mut lasts) =
        (None, None, false, None, None);
    let mut words = Words { rest: rest.iter() };
    while let Some(word) = words.rest.next() {
        match word.as_str() {
            "--name" => label = Some(name(&words.value(word)?)?),
            "--account" => account = Some(words.value(word)?),
            "--view" => view = true,
            "--session" => session = Some(words.value(word)?),
            "--for" => lasts = Some(duration(&words.value(word)?)?),
            other => return Err(wrong(other)),
        }
    }
    Ok(WebCommand::TokenCreate {
        name: label,
        account,
        view,
        session,
        lasts,
    })
}

fn share(rest: &[String]) -> Result<WebCommand> {
    if rest == ["--stop"] {
        return Ok(WebCommand::ShareStop);
    }
    let (mut session, mut view, mut lasts) = (None, false, 2 * 3600);
    let mut words = Words { rest: rest.iter() };
    while let Some(word) = words.rest.next() {
        match word.as_str() {
            "-t" => session = Some(words.value(word)?),
            "--view" => view = true,
            "--for" => lasts = duration(&words.value(word)?)?,
            other => return Err(wrong(other)),
        }
    }
    Ok(WebCommand::Share {
        session,
        view,
        lasts,
    })
}

fn link(rest: &[String]) -> Result<WebCommand> {
    let mut options = LinkOptions::default();
    let mut words = Words { rest: rest.iter() };
    while let Some(word) = words.rest.next() {
        match word.as_str() {
            "--batch" => options.batch = true,
            "-L" => {
                let spec = words.value(word)?;
                let forward = port_forward::tcp(&spec);
                let wrong = || Error::user(format!("-L: not a port forward: {spec}"));
                options.forwards.push(forward.ok_or_else(wrong)?);
            }
            origin if options.origin.is_empty() && origin.contains("://") => {
                options.origin = origin.to_owned();
            }
            other => return Err(wrong(other)),
        }
    }
    match options.origin.is_empty() {
        true => Err(usage()),
        false => Ok(WebCommand::Link(options)),
    }
}

/// A duration such as 30m, 2h or 7d, in seconds.
fn duration(text: &str) -> Result<i64> {
    let wrong = || Error::user(format!("not a duration: {text} (use 30m, 2h or 7d)"));
    match span(text) {
        Some((number @ 1..=3650, seconds)) => Ok(i64::from(number) * seconds),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<WebCommand> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    fn options(line: &str) -> ServeOptions {
        match parsed(line) {
            Ok(WebCommand::Serve { options, .. }) => *options,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn addresses_are_read() {
        let tcp = |text: &str| Listen::Tcp(text.parse().unwrap());
        for (text, want) in [
            ("8080", vec![tcp("127.0.0.1:8080"), tcp("[::1]:8080")]),
            ("localhost", vec![tcp("127.0.0.1:7681"), tcp("[::1]:7681")]),
            ("localhost:99", vec![tcp("127.0.0.1:99"), tcp("[::1]:99")]),
            ("127.0.0.1:0", vec![tcp("127.0.0.1:0")]),
            ("127.0.0.2", vec![tcp("127.0.0.2:7681")]),
            ("[::1]:5", vec![tcp("[::1]:5")]),
            ("unix:/run/mux", vec![Listen::Unix("/run/mux".into())]),
        ] {
            assert_eq!(options(&format!("--listen {text}")).listen, want, "{text}");
        }
        for text in [
            "nonsense",
            "1.2.3",
            "127.0.0.1:99999",
            "unix:",
            "localhost:x",
        ] {
            assert!(parsed(&format!("--listen {text}")).is_err(), "{text}");
        }
    }

    #[test]
    fn other_addresses_need_tls_or_a_word() {
        for (line, ok) in [
            ("--listen 192.0.2.1:80", false),
            ("--listen 0.0.0.0:80", false),
            ("--listen [::]:80", false),
            ("--listen 127.0.0.1:1 --listen 192.0.2.1:80", false),
            ("--listen 192.0.2.1:80 --insecure", true),
            ("--listen 192.0.2.1:80 --cert a --key b", true),
            ("--cert a", false),
            ("--key b", false),
            ("--listen unix:/x", true),
            ("", true),
            ("start", true),
            ("start --open", true),
            ("--login-for 1h --park-for 30s", true),
            ("--login-for 1", false),
            ("--park-for", false),
        ] {
            assert_eq!(parsed(line).is_ok(), ok, "{line}");
        }
    }

    #[test]
    fn commands_are_read() {
        let text = |text: &str| Some(text.to_owned());
        for (line, want) in [
            ("stop", WebCommand::Stop),
            ("status --json", WebCommand::Status { json: true }),
            (
                "user add anna --view",
                WebCommand::UserAdd {
                    name: "anna".to_owned(),
                    label: None,
                    view: true,
                },
            ),
            (
                "user passwd anna",
                WebCommand::UserPasswd("anna".to_owned()),
            ),
            ("user list", WebCommand::UserList { json: false }),
            ("token revoke --all", WebCommand::TokenRevoke(None)),
            (
                "token revoke laptop",
                WebCommand::TokenRevoke(text("laptop")),
            ),
            ("sessions revoke 3", WebCommand::SessionsRevoke(Some(3))),
            (
                "share -t work --view --for 30m",
                WebCommand::Share {
                    session: text("work"),
                    view: true,
                    lasts: 1800,
                },
            ),
            ("share --stop", WebCommand::ShareStop),
            (
                "link --batch -L 8080:db:5432 https://mux.example:8443",
                WebCommand::Link(LinkOptions {
                    origin: "https://mux.example:8443".to_owned(),
                    batch: true,
                    forwards: vec![TcpForward {
                        bind: None,
                        port: 8080,
                        host: "db".to_owned(),
                        host_port: 5432,
                    }],
                }),
            ),
            ("audit", WebCommand::Audit { json: false }),
        ] {
            assert_eq!(parsed(line), Ok(want), "{line}");
        }
        for line in [
            "nonsense",
            "--nonsense",
            "stop now",
            "user",
            "user add",
            "user add a/b",
            "user add .x",
            "user add anna --label ../x",
            "token",
            "token create --for never",
            "token revoke",
            "sessions revoke x",
            "share --for 0h",
            "share --for",
            "link",
            "link mux.example",
            "link -L 80 https://mux.example",
            "status --yaml",
            "--origin mux.example",
            "--trust-proxy somewhere",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
