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

    /// Finds the value in a `Cookie` header.
    pub fn find<'a>(&self, header: &'a str) -> Option<&'a str> {
        header.split(';').find_map(|pair| {
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
            ("mux-7681=abc", Some("abc")),
            ("a=b; mux-7681=abc; c=d", Some("abc")),
            ("a=b;mux-7681=abc", Some("abc")),
            ("mux-76810=abc", None),
            ("mux-7682=abc", None),
            ("xmux-7681=abc", None),
            ("mux-7681", None),
            ("", None),
        ] {
            assert_eq!(cookie.find(header), want, "{header}");
        }
    }
}
