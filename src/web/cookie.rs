//! The cookie of a login.

/// Name and attributes of the cookie of one gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    name: String,
    secure: bool,
}

impl Cookie {
    /// The cookie of a gateway. Without TLS its name has the port, because cookies ignore ports and
    /// two gateways of one host must not overwrite each other's.
    pub fn new(tls: bool, port: u16) -> Self {
        let name = match tls {
            true => "__Host-mux".to_owned(),
            false => format!("mux-{port}"),
        };
        Self { name, secure: tls }
    }

    /// Finds the values in a `Cookie` header. There are several if a server on another port of the
    /// host has set a cookie of this name, for a longer path or another domain.
    pub fn find<'a>(&'a self, header: &'a str) -> impl Iterator<Item = &'a str> {
        header.split(';').filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == self.name).then_some(value)
        })
    }

    /// The `Set-Cookie` header for `value`. `seconds`: how long the browser keeps it; `None`: until
    /// it is closed.
    pub fn set(&self, value: &str, seconds: Option<i64>) -> String {
        let mut text = format!("{}={value}; Path=/; HttpOnly; SameSite=Strict", self.name);
        if self.secure {
            text.push_str("; Secure");
        }
        if let Some(seconds) = seconds {
            text.push_str("; Max-Age=");
            text.push_str(&seconds.to_string());
        }
        text
    }

    /// The `Set-Cookie` header that removes the cookie.
    pub fn remove(&self) -> String {
        self.set("", Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_strict_and_hidden_from_scripts() {
        let plain = Cookie::new(false, 7681);
        assert_eq!(
            plain.set("abc", None),
            "mux-7681=abc; Path=/; HttpOnly; SameSite=Strict"
        );
        let tls = Cookie::new(true, 443);
        assert_eq!(
            tls.set("abc", Some(60)),
            "__Host-mux=abc; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=60"
        );
        assert!(tls.remove().ends_with("Max-Age=0"));
    }

    #[test]
    fn the_cookie_is_found_by_its_whole_name() {
        let cookie = Cookie::new(false, 7681);
        for (header, want) in [
            ("mux-7681=abc", &["abc"][..]),
            ("a=b; mux-7681=abc; c=d", &["abc"]),
            ("a=b;mux-7681=abc", &["abc"]),
            ("mux-7681=x; mux-7681=abc", &["x", "abc"]),
            ("mux-76810=abc", &[]),
            ("mux-7682=abc", &[]),
            ("xmux-7681=abc", &[]),
            ("mux-7681", &[]),
            ("", &[]),
        ] {
            let found: Vec<&str> = cookie.find(header).collect();
            assert_eq!(found, want, "{header}");
        }
    }
}
