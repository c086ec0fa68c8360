//! Walks over a template: what is literal, an escape, a style, a one-letter name, a job or `#{…}`.
//! It knows the limits of an expansion, and not what modifiers do.

use super::{Context, scan};
use crate::lang::time;
use std::cell::Cell;

/// How deep expansions may nest.
const DEPTH: u8 = 100;

/// How much one expansion may do, in about bytes looked at.
pub(super) const FUEL: usize = 32 << 20;

/// What an expansion costs besides its bytes.
const COST: usize = 64;

/// The longest text that one expansion gives, in bytes.
pub(super) const LONGEST: usize = 1 << 20;

/// One level of an expansion.
#[derive(Clone, Copy)]
pub(super) struct Expander<'a> {
    pub(super) context: &'a dyn Context,
    fuel: &'a Cell<usize>,
    depth: u8,
    time: bool,
    jobs: bool,
}

impl<'a> Expander<'a> {
    pub(super) fn new(context: &'a dyn Context, fuel: &'a Cell<usize>) -> Self {
        Self {
            context,
            fuel,
            depth: 0,
            time: false,
            jobs: true,
        }
    }

    /// The same, which hands every template to strftime first.
    pub(super) fn with_time(self) -> Self {
        Self { time: true, ..self }
    }

    /// The same about something else.
    pub(super) fn about<'b>(self, context: &'b dyn Context) -> Expander<'b>
    where
        'a: 'b,
    {
        Expander { context, ..self }
    }

    /// Takes `amount` from what this expansion may still do; false when that is used up.
    pub(super) fn spend(self, amount: usize) -> bool {
        let left = self.fuel.get().checked_sub(amount);
        self.fuel.set(left.unwrap_or(0));
        left.is_some()
    }

    /// [`scan::find_end`], paid for.
    pub(super) fn find_end(self, text: &str, ends: &[u8]) -> Option<usize> {
        if self.fuel.get() == 0 {
            return None;
        }
        let end = scan::find_end(text, ends);
        let paid = self.spend(end.unwrap_or(text.len()));
        end.filter(|_| paid)
    }

    /// Splits at the first comma: the two arguments of a comparison, a loop, a repeat.
    pub(super) fn split_pair(self, text: &str) -> Option<(&str, &str)> {
        let comma = self.find_end(text, b",")?;
        Some((&text[..comma], &text[comma + 1..]))
    }

    /// Fills in a template. What is wrong in it ends the text there.
    pub(super) fn expand(self, template: &str) -> String {
        if template.is_empty() || self.depth >= DEPTH || !self.spend(COST + template.len()) {
            return String::new();
        }
        let inner = Self {
            depth: self.depth + 1,
            ..self
        };
        if self.time && template.contains('%') {
            return inner.walk(&time::strftime(template, self.context.now()));
        }
        inner.walk(template)
    }

    fn walk(self, template: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        let mut style_end = 0;
        while let Some(hash) = template[at..].find('#') {
            out.push_str(&template[at..at + hash]);
            at += hash;
            let rest = &template[at..];
            if let Some((used, end)) = self.style(rest, &mut out) {
                style_end = style_end.max(at + end);
                at += used;
                continue;
            }
            let Some(used) = self.special(rest, at + 2 <= style_end, &mut out) else {
                return out;
            };
            at += used;
            if out.len() > LONGEST {
                out.truncate(out.floor_char_boundary(LONGEST));
                return out;
            }
        }
        out.push_str(&template[at..]);
        out
    }

    /// Passes on the start of a style, `#[` or an escaped one; returns its length, and where the
    /// style ends, up to which letters are no names.
    fn style(self, rest: &str, out: &mut String) -> Option<(usize, usize)> {
        let hashes = rest.bytes().take_while(|b| *b == b'#').count();
        if rest.as_bytes().get(hashes) != Some(&b'[') {
            return None;
        }
        out.push_str(&rest[..=hashes]);
        let end = self.find_end(rest, b"]").unwrap_or(0);
        Some((hashes + 1, end))
    }

    /// Handles what starts with `#` at the start of `rest`; returns its length, or `None` where the
    /// expansion ends.
    fn special(self, rest: &str, in_style: bool, out: &mut String) -> Option<usize> {
        match rest.as_bytes().get(1).copied().unwrap_or(b' ') {
            b'(' => {
                let end = scan::close_job(rest)?;
                out.push_str(&self.job(&rest[2..end - 1]));
                Some(end)
            }
            b'{' => {
                let end = self.find_end(rest, b"}")?;
                out.push_str(&self.replace(&rest[2..end])?);
                Some(end + 1)
            }
            b'#' => {
                let hashes = rest.bytes().take_while(|b| *b == b'#').count();
                out.extend(std::iter::repeat_n('#', hashes / 2));
                Some(hashes - hashes % 2)
            }
            escaped @ (b'}' | b',') => {
                out.push(char::from(escaped));
                Some(2)
            }
            letter => match alias(letter).filter(|_| !in_style) {
                Some(name) => {
                    out.push_str(&self.replace(name)?);
                    Some(2)
                }
                None => {
                    out.push('#');
                    Some(1)
                }
            },
        }
    }

    /// The output of a shell command. The command is expanded first, and the output after; a `#(…)`
    /// in either is left out, so that output cannot run anything.
    fn job(self, command: &str) -> String {
        if !self.jobs || !self.spend(command.len()) {
            return String::new();
        }
        let inner = Self {
            jobs: false,
            time: false,
            ..self
        };
        inner.expand(&self.context.job(&inner.expand(command)))
    }
}

/// The variables that one letter after `#` stands for.
fn alias(letter: u8) -> Option<&'static str> {
    Some(match letter {
        b'D' => "pane_id",
        b'F' => "window_flags",
        b'H' => "host",
        b'I' => "window_index",
        b'P' => "pane_index",
        b'S' => "session_name",
        b'T' => "pane_title",
        b'W' => "window_name",
        b'h' => "host_short",
        _ => return None,
    })
}
