//! Parts of an address: percent-encoding (RFC 3986, section 2.1), host and port (section 3.2).

use std::fmt::Write as _;

/// Encodes every byte that is not unreserved.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// Decodes a part of an address. `None`: an incomplete escape, or bytes that are no UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'%' {
            out.push(first);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        out.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(out).ok()
}

/// Splits `HOST[:PORT]`. An IPv6 address is in brackets, which the result does not have. `None`: no
/// host, or a port that is none.
pub fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, rest) = match authority.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port = match rest.strip_prefix(':') {
        Some(port) => Some(port.parse().ok().filter(|port| *port > 0)?),
        None if rest.is_empty() => None,
        None => return None,
    };
    (!host.is_empty()).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_may_have_a_port() {
        for (text, want) in [
            ("box", Some(("box", None))),
            ("box:80", Some(("box", Some(80)))),
            ("[::1]", Some(("::1", None))),
            ("[::1]:8443", Some(("::1", Some(8443)))),
            ("", None),
            (":80", None),
            ("box:", None),
            ("box:0", None),
            ("box:65536", None),
            ("[::1", None),
            ("[::1]80", None),
        ] {
            assert_eq!(host_and_port(text), want, "{text}");
        }
    }

    #[test]
    fn names_survive_their_encoding() {
        for (text, encoded) in [
            ("work-1.2_~", "work-1.2_~"),
            ("a b/c", "a%20b%2Fc"),
            ("wörk", "w%C3%B6rk"),
            ("100%", "100%25"),
        ] {
            assert_eq!(encode(text), encoded);
            assert_eq!(decode(encoded).as_deref(), Some(text));
        }
        for bad in ["%", "%4", "%+1", "%zz", "%FF"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
