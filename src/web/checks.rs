//! The checks of a request before anything else happens: is it for this gateway, and does it come
//! from one of its own pages? `Host` stops DNS rebinding, `Origin` stops pages of other sites.

use crate::base::sorted::SortedSet;
use std::net::{IpAddr, SocketAddr};

/// The names under which the gateway may be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    hosts: SortedSet<String>,
    origins: SortedSet<String>,
    tls: bool,
}

/// The parts of a request that the checks read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// The header `Host`, or the authority of the request; `None` if missing or repeated.
    pub host: Option<&'a str>,
    /// The header `Origin`.
    pub origin: Option<&'a str>,
    /// The header `Sec-Fetch-Site`.
    pub fetch_site: Option<&'a str>,
    /// The request changes something or opens a WebSocket.
    pub acts: bool,
    /// The page or an asset is requested, which links may lead to.
    pub public: bool,
    /// The request has a bearer token.
    pub bearer: bool,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The name of the host is not ours: 421.
    Host,
    /// Another site sent the request: 403.
    Origin,
}

impl Names {
    /// The names of a gateway on these addresses, and of `origins` (see [`parse_origin`]).
    pub fn new(addresses: &[SocketAddr], tls: bool, origins: &[String]) -> Self {
        let mut names = Self {
            tls,
            ..Self::default()
        };
        for address in addresses {
            let port = address.port();
            for host in ["localhost", "127.0.0.1", "[::1]"] {
                names.add(host, port);
            }
            if !address.ip().is_unspecified() {
                names.add(&bracketed(address.ip()), port);
            }
        }
        for origin in origins {
            if let Some((_, host)) = origin.split_once("://") {
                names.hosts.insert(host.to_owned());
            }
            names.origins.insert(origin.clone());
        }
        names
    }

    /// The names with `localhost` if there is a Unix socket, on which any name would do.
    pub fn with_unix(mut self, unix: bool) -> Self {
        if unix {
            self.hosts.insert("localhost".to_owned());
        }
        self
    }

    /// The names with those of the local address of one connection. An address cannot be rebound,
    /// so a gateway on all addresses may be reached by each of them.
    pub fn with_local(&self, local: SocketAddr) -> Self {
        let mut names = self.clone();
        names.add(&bracketed(local.ip()), local.port());
        names
    }

    fn add(&mut self, host: &str, port: u16) {
        let scheme = if self.tls { "https" } else { "http" };
        let usual = port == if self.tls { 443 } else { 80 };
        if usual {
            self.hosts.insert(host.to_owned());
            self.origins.insert(format!("{scheme}://{host}"));
        }
        self.hosts.insert(format!("{host}:{port}"));
        self.origins.insert(format!("{scheme}://{host}:{port}"));
    }

    /// Checks a request.
    ///
    /// # Errors
    /// The reason why it must not be answered.
    pub fn check(&self, facts: &Facts<'_>) -> Result<(), Refused> {
        let host = facts.host.map(str::to_ascii_lowercase);
        if !host.is_some_and(|host| self.hosts.contains(&host)) {
            return Err(Refused::Host);
        }
        match facts.origin {
            Some(origin)
                if !self.origins.contains(&origin.to_ascii_lowercase())
                    && (facts.acts || !facts.public) =>
            {
                return Err(Refused::Origin);
            }
            Some(_) => {}
            None if facts.acts && !facts.bearer => return Err(Refused::Origin),
            None => {}
        }
        match facts.fetch_site {
            None | Some("same-origin") => Ok(()),
            Some("none") if !facts.acts => Ok(()),
            Some(_) if facts.public => Ok(()),
            Some(_) => Err(Refused::Origin),
        }
    }
}

/// An address as a URL writes it.
pub fn bracketed(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

/// An origin in the form in which browsers send it: scheme and host in lower case, without the
/// usual port and without a path. `None` if `text` is none.
pub fn parse_origin(text: &str) -> Option<String> {
    let lower = text.trim_end_matches('/').to_ascii_lowercase();
    let (scheme, host) = lower.split_once("://")?;
    let usual = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let host = host.strip_suffix(usual).unwrap_or(host);
    let known = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    (!host.is_empty() && host.chars().all(known)).then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let local = ["127.0.0.1:7681", "[::1]:7681"].map(|a| a.parse().unwrap());
        Names::new(&local, false, &["https://mux.example".to_owned()])
    }

    #[test]
    fn only_requests_for_our_names_are_answered() {
        for (host, ok) in [
            (Some("127.0.0.1:7681"), true),
            (Some("localhost:7681"), true),
            (Some("LOCALHOST:7681"), true),
            (Some("[::1]:7681"), true),
            (Some("mux.example"), true),
            (Some("127.0.0.1"), false),
            (Some("127.0.0.1:80"), false),
            (Some("evil.example:7681"), false),
            (Some("localhost:7681.evil.example"), false),
            (Some("mux.example:7681"), false),
            (Some(""), false),
            (None, false),
        ] {
            let facts = Facts {
                host,
                public: true,
                ..Facts::default()
            };
            let want = if ok { Ok(()) } else { Err(Refused::Host) };
            assert_eq!(names().check(&facts), want, "{host:?}");
        }
    }

    #[test]
    fn only_our_own_pages_may_act() {
        let ours = Some("http://localhost:7681");
        for (origin, site, acts, public, bearer, ok) in [
            (ours, Some("same-origin"), true, false, false, true),
            (ours, None, true, false, false, true),
            (Some("https://mux.example"), None, true, false, false, true),
            (
                Some("http://localhost:8080"),
                None,
                true,
                false,
                false,
                false,
            ),
            (
                Some("https://localhost:7681"),
                None,
                true,
                false,
                false,
                false,
            ),
            (Some("http://evil.example"), None, true, false, true, false),
            (Some("null"), None, true, false, false, false),
            (ours, Some("same-site"), true, false, false, false),
            (ours, Some("cross-site"), true, false, false, false),
            (ours, Some("none"), true, false, false, false),
            // Without an origin, only with a token.
            (None, None, true, false, false, false),
            (None, None, true, false, true, true),
            (None, Some("cross-site"), true, false, true, false),
            // Reads.
            (None, None, false, false, false, true),
            (None, Some("none"), false, false, false, true),
            (None, Some("cross-site"), false, false, false, false),
            (
                Some("http://evil.example"),
                None,
                false,
                false,
                false,
                false,
            ),
            // Links to the page.
            (None, Some("cross-site"), false, true, false, true),
            (
                Some("http://evil.example"),
                Some("cross-site"),
                false,
                true,
                false,
                true,
            ),
            (Some("http://evil.example"), None, true, true, false, false),
        ] {
            let facts = Facts {
                host: Some("localhost:7681"),
                origin,
                fetch_site: site,
                acts,
                public,
                bearer,
            };
            let want = if ok { Ok(()) } else { Err(Refused::Origin) };
            assert_eq!(names().check(&facts), want, "{facts:?}");
        }
    }

    #[test]
    fn a_gateway_on_all_addresses_is_reached_by_its_address() {
        let all = Names::new(&["0.0.0.0:443".parse().unwrap()], true, &[]);
        let facts = Facts {
            host: Some("192.0.2.7"),
            ..Facts::default()
        };
        assert_eq!(all.check(&facts), Err(Refused::Host));
        let here = all.with_local("192.0.2.7:443".parse().unwrap());
        assert_eq!(here.check(&facts), Ok(()));
        let facts = Facts {
            origin: Some("https://192.0.2.7"),
            acts: true,
            ..facts
        };
        assert_eq!(here.check(&facts), Ok(()));
    }

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        for (text, want) in [
            ("https://Mux.Example/", Some("https://mux.example")),
            ("https://mux.example:443", Some("https://mux.example")),
            ("http://box:8080", Some("http://box:8080")),
            ("mux.example", None),
            ("ftp://x", None),
            ("https://", None),
            ("https://a/b", None),
            ("https://a@b", None),
        ] {
            assert_eq!(parse_origin(text).as_deref(), want, "{text}");
        }
    }
}
