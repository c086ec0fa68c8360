//! Text that carries bytes which are not UTF-8. Words of a command line, files and buffers may hold
//! any bytes, but commands are text. Each byte that is not part of a valid character is carried as
//! one of the last 128 code points of Unicode, which are private and in no font.

/// The code point that would carry byte 0. Only bytes from 0x80 on are carried.
const FIRST: u32 = 0x10_FF00;

/// The byte that a character carries.
pub fn byte(c: char) -> Option<u8> {
    let byte = u8::try_from(u32::from(c).checked_sub(FIRST)?).ok()?;
    (byte >= 0x80).then_some(byte)
}

/// Text that carries `bytes`.
pub fn to_text(bytes: &[u8]) -> String {
    let carry = |text: &mut String, bytes: &[u8]| {
        let chars = bytes.iter().map(|byte| FIRST + u32::from(*byte));
        text.extend(chars.filter_map(char::from_u32));
    };
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            // Such a character comes back as the bytes that it has, not as the byte it carries.
            match byte(c) {
                Some(_) => carry(&mut text, c.encode_utf8(&mut [0; 4]).as_bytes()),
                None => text.push(c),
            }
        }
        carry(&mut text, chunk.invalid());
    }
    text
}

/// The bytes that `text` carries.
pub fn to_bytes(text: &str) -> Vec<u8> {
    // Callers append the end of a line.
    let mut bytes = Vec::with_capacity(text.len() + 1);
    if is_plain(text) {
        bytes.extend_from_slice(text.as_bytes());
        return bytes;
    }
    for c in text.chars() {
        push(&mut bytes, c);
    }
    bytes
}

/// Appends the byte that a character carries, or else the character.
pub fn push(bytes: &mut Vec<u8>, c: char) {
    match byte(c) {
        Some(byte) => bytes.push(byte),
        None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

/// Whether all of `text` is text.
pub fn is_plain(text: &str) -> bool {
    text.is_ascii() || text.chars().all(|c| byte(c).is_none())
}

/// Serializes bytes as a whole. Their form in postcard is that of a sequence of bytes.
pub mod whole {
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};
    use std::fmt::{Formatter, Result as Written};

    /// Serializes bytes.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    /// Deserializes bytes.
    ///
    /// # Errors
    /// Those of the deserializer.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        from.deserialize_byte_buf(Bytes)
    }

    struct Bytes;

    impl Visitor<'_> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, to: &mut Formatter<'_>) -> Written {
            to.write_str("bytes")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_come_back() {
        for bytes in [
            &b""[..],
            b"plain",
            "büro→😀".as_bytes(),
            b"caf\xe9\n",
            b"\xff\xfe\x80",
            b"a\xe2\x86",
            "\u{10ffe9}x\u{10ff00}".as_bytes(),
        ] {
            let text = to_text(bytes);
            assert_eq!(to_bytes(&text), bytes, "{text:?}");
            let odd =
                std::str::from_utf8(bytes).is_err() || bytes.ends_with("x\u{10ff00}".as_bytes());
            assert_eq!(is_plain(&text), !odd, "{text:?}");
        }
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(to_bytes(&to_text(&all)), all);
    }
}
