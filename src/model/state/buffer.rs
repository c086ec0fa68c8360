//! Paste buffers by name. Buffers with automatic names are dropped when there are more than
//! `buffer-limit`, the oldest first.

use crate::base::raw_bytes::whole;
use crate::base::{Error, Result, raw_bytes};
use crate::lang::tables::format_variables::BufferVariable;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// The bytes of a buffer that its sample shows, and the longest sample.
const SAMPLE: usize = 200;

/// A paste buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buffer {
    /// The name: `buffer0` and up, or the name that a command gave.
    pub name: String,
    /// The content; never empty.
    #[serde(with = "whole")]
    pub data: Vec<u8>,
    /// The creation time, milliseconds since 1970.
    pub created: i64,
    /// The name is automatic, so `buffer-limit` applies.
    pub automatic: bool,
}

impl Buffer {
    /// The first bytes as one line of text, in the form of vis(3) as in tmux, and `...` if there is
    /// more.
    pub fn sample(&self) -> String {
        let end = self.data.len().min(SAMPLE);
        let mut out = String::with_capacity(end);
        let text = raw_bytes::to_text(&self.data[..end]);
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            let starts = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '{');
            match c {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\x07' => out.push_str("\\a"),
                '\x08' => out.push_str("\\b"),
                '\x0b' => out.push_str("\\v"),
                '\x0c' => out.push_str("\\f"),
                '\0' if !next.is_some_and(|c| c.is_digit(8)) => out.push_str("\\0"),
                '\\' => out.push_str("\\\\"),
                '$' if next.is_some_and(starts) => out.push_str("\\$"),
                c if c.is_ascii_control() => octal(&mut out, u32::from(c)),
                c => match raw_bytes::byte(c) {
                    Some(byte) => octal(&mut out, u32::from(byte)),
                    None => out.push(c),
                },
            }
        }
        if self.data.len() > SAMPLE || out.len() > SAMPLE {
            let end = out.floor_char_boundary(SAMPLE);
            out.truncate(end);
            out.push_str("...");
        }
        out
    }

    /// The value of a format variable about the buffer.
    pub fn variable(&self, variable: BufferVariable) -> String {
        use BufferVariable as V;
        match variable {
            V::Name => self.name.clone(),
            V::Size => self.data.len().to_string(),
            V::Sample => self.sample(),
            V::Full => raw_bytes::to_text(&self.data),
            V::Created => self.created.div_euclid(1000).to_string(),
        }
    }
}

/// Appends a byte as a backslash and three octal digits.
fn octal(out: &mut String, byte: u32) {
    // Writing to a string cannot fail.
    let _ = write!(out, "\\{byte:03o}");
}

/// All paste buffers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buffers {
    /// Oldest first.
    list: Vec<Buffer>,
    /// The number of the next automatic name.
    next: u32,
    /// The snapshot of the buffers has this state. False after a start, so the first snapshot
    /// writes them.
    #[serde(skip)]
    saved: bool,
    /// Rises with every change.
    #[serde(skip)]
    revision: u64,
}

impl Buffers {
    /// Whether the buffers changed since the last call or [`Buffers::mark_unsaved`].
    pub fn take_unsaved(&mut self) -> bool {
        !std::mem::replace(&mut self.saved, true)
    }

    /// The snapshot of the buffers is out of date.
    pub const fn mark_unsaved(&mut self) {
        self.saved = false;
        self.revision += 1;
    }

    /// A number that rises with every change.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Adds buffers of a previous server, the oldest first, below those that are here. A buffer
    /// whose name is taken is dropped.
    pub fn restore(&mut self, mut older: Vec<Buffer>) {
        older.retain(|buffer| !buffer.data.is_empty() && self.find(Some(&buffer.name)).is_none());
        if older.is_empty() {
            return;
        }
        self.mark_unsaved();
        self.list.splice(0..0, older);
    }

    /// All buffers, the newest first.
    pub fn latest_first(&self) -> impl Iterator<Item = &Buffer> {
        self.list.iter().rev()
    }

    /// The buffer called `name`; without a name, the newest with an automatic name.
    pub fn find(&self, name: Option<&str>) -> Option<&Buffer> {
        match name {
            Some(name) => self.list.iter().find(|b| b.name == name),
            None => self.latest_first().find(|b| b.automatic),
        }
    }

    /// Stores `data` in the buffer called `name`, or in a new one with an automatic name. `now` is
    /// in milliseconds since 1970. At most `limit` buffers with automatic names remain. Empty data
    /// is ignored.
    pub fn put(&mut self, name: Option<&str>, data: Vec<u8>, now: i64, limit: usize) {
        if data.is_empty() {
            return;
        }
        self.mark_unsaved();
        let automatic = name.is_none();
        let name = name.map_or_else(|| self.new_name("buffer"), str::to_owned);
        self.list.retain(|b| b.name != name);
        self.list.push(Buffer {
            name,
            data,
            created: now,
            automatic,
        });
        self.drop_oldest(limit);
    }

    fn drop_oldest(&mut self, limit: usize) {
        let count = self.list.iter().filter(|b| b.automatic).count();
        for _ in limit..count {
            if let Some(oldest) = self.list.iter().position(|b| b.automatic) {
                self.list.remove(oldest);
            }
        }
    }

    /// As [`Buffers::put`], in a new buffer with an automatic name that begins with `prefix`; an
    /// empty one stands for `buffer`.
    pub fn put_prefixed(&mut self, prefix: &str, data: Vec<u8>, now: i64, limit: usize) {
        if data.is_empty() {
            return;
        }
        let prefix = if prefix.is_empty() { "buffer" } else { prefix };
        let name = self.new_name(prefix);
        self.put(Some(&name), data, now, usize::MAX);
        if let Some(buffer) = self.list.last_mut() {
            buffer.automatic = true;
        }
        self.drop_oldest(limit);
    }

    /// Replaces the content of a buffer.
    pub fn replace(&mut self, name: &str, data: Vec<u8>) {
        self.saved = false;
        if let Some(buffer) = self.list.iter_mut().find(|b| b.name == name) {
            buffer.data = data;
        }
    }

    fn new_name(&mut self, prefix: &str) -> String {
        loop {
            let name = format!("{prefix}{}", self.next);
            self.next += 1;
            if self.find(Some(&name)).is_none() {
                return name;
            }
        }
    }

    /// Renames the buffer called `name`, or the newest with an automatic name. A buffer that has
    /// the new name already is replaced.
    ///
    /// # Errors
    /// `unknown buffer: x`, `no buffer`.
    pub fn rename(&mut self, name: Option<&str>, new: &str) -> Result<()> {
        let old = self.known(name)?;
        self.mark_unsaved();
        if old != new {
            self.list.retain(|b| b.name != new);
        }
        if let Some(buffer) = self.list.iter_mut().find(|b| b.name == old) {
            new.clone_into(&mut buffer.name);
            buffer.automatic = false;
        }
        Ok(())
    }

    /// Removes the buffer called `name`, or the newest with an automatic name.
    ///
    /// # Errors
    /// `unknown buffer: x`, `no buffer`.
    pub fn remove(&mut self, name: Option<&str>) -> Result<()> {
        let name = self.known(name)?;
        self.mark_unsaved();
        self.list.retain(|b| b.name != name);
        Ok(())
    }

    fn known(&self, name: Option<&str>) -> Result<String> {
        let found = self.find(name).map(|b| b.name.clone());
        found.ok_or_else(|| match name {
            Some(name) => Error::not_found(format!("unknown buffer: {name}")),
            None => Error::not_found("no buffer"),
        })
    }

    /// The buffer called `name`, or the newest with an automatic name, with tmux's errors for
    /// commands that read.
    ///
    /// # Errors
    /// `no buffer x`, `no buffers`.
    pub fn to_read(&self, name: Option<&str>) -> Result<&Buffer> {
        self.find(name).ok_or_else(|| match name {
            Some(name) => Error::not_found(format!("no buffer {name}")),
            None => Error::not_found("no buffers"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(buffers: &Buffers) -> Vec<&str> {
        buffers.latest_first().map(|b| b.name.as_str()).collect()
    }

    #[test]
    fn only_unnamed_buffers_make_room() {
        let mut buffers = Buffers::default();
        for (name, text) in [
            (None, "a"),
            (Some("mine"), "b"),
            (None, "c"),
            (None, "d"),
            (None, ""),
        ] {
            buffers.put(name, text.into(), 0, 2);
        }
        assert_eq!(names(&buffers), ["buffer2", "buffer1", "mine"]);
        buffers.rename(None, "kept").unwrap();
        assert_eq!(buffers.find(None).unwrap().data, b"c");
        buffers.put(Some("mine"), b"new".to_vec(), 0, 2);
        assert_eq!(names(&buffers), ["mine", "kept", "buffer1"]);
        buffers.remove(None).unwrap();
        assert_eq!(buffers.remove(None).unwrap_err().message, "no buffer");
    }

    #[test]
    fn samples_are_one_line() {
        let sample = |data: &[u8]| {
            let data = data.to_vec();
            Buffer {
                data,
                ..Buffer::default()
            }
            .sample()
        };
        for (data, shown) in [
            (&b"a\n\tb\x1b\\"[..], "a\\n\\tb\\033\\\\"),
            (b"\x07\x08\x0b\x0c\r\x7f", "\\a\\b\\v\\f\\r\\177"),
            (b"caf\xe9\n", "caf\\351\\n"),
            (b"\0a\x001", "\\0a\\0001"),
            (b"$HOME ${x} $1 $", "\\$HOME \\${x} $1 $"),
            ("büro".as_bytes(), "büro"),
        ] {
            assert_eq!(sample(data), shown);
        }
        assert_eq!(sample(&[b'x'; 201]), format!("{}...", "x".repeat(200)));
        assert_eq!(sample(&[b'\n'; 101]), format!("{}...", "\\n".repeat(100)));
        assert_eq!(sample(&[b'x'; 200]), "x".repeat(200));
    }
}
