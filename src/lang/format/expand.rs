//! Walks over a template: literal text, escapes, styles, one-letter variables, jobs and `#{…}`. It
//! enforces the limits of an expansion; modifiers are handled elsewhere.

use super::context::Context;
use super::scan;
use crate::lang::time;
use std::cell::{Cell, RefCell};

/// Maximum nesting.
const DEPTH: u8 = 100;

/// Budget of one expansion, in about bytes processed.
const FUEL: usize = 32 << 20;

/// Cost of an expansion apart from its bytes.
const COST: usize = 64;

/// Maximum length of the result of one expansion, in bytes.
pub(super) const LONGEST: usize = 1 << 20;

/// Expands a template.
pub fn expand(template: &str, context: &dyn Context) -> String {
    let fuel = Cell::new(FUEL);
    Expander::new(context, &fuel).expand(template)
}

/// Expands a template after strftime(3), as status lines are.
pub fn expand_time(template: &str, context: &dyn Context) -> String {
    let fuel = Cell::new(FUEL);
    Expander::new(context, &fuel).with_time().expand(template)
}

/// As [`expand_time`], with a line for each step (`display-message -v`).
pub fn trace(template: &str, context: &dyn Context) -> (String, Vec<String>) {
    let (fuel, steps) = (Cell::new(FUEL), RefCell::default());
    let expander = Expander {
        steps: Some(&steps),
        ..Expander::new(context, &fuel).with_time()
    };
    let text = expander.expand(template);
    (text, steps.into_inner())
}

/// One nesting level of an expansion.
#[derive(Clone, Copy)]
pub(super) struct Expander<'a> {
    pub(super) context: &'a dyn Context,
    fuel: &'a Cell<usize>,
    depth: u8,
    time: bool,
    jobs: bool,
    /// The lines about the steps so far, if they are wanted.
    steps: Option<&'a RefCell<Vec<String>>>,
}

impl<'a> Expander<'a> {
    pub(super) fn new(context: &'a dyn Context, fuel: &'a Cell<usize>) -> Self {
        Self {
            context,
            fuel,
            depth: 0,
            time: false,
            jobs: true,
            steps: None,
        }
    }

    /// A copy that applies strftime to every template first.
    pub(super) fn with_time(self) -> Self {
        Self { time: true, ..self }
    }

    /// A copy with another context.
    pub(super) fn about<'b>(self, context: &'b dyn Context) -> Expander<'b>
    where
        'a: 'b,
    {
        Expander { context, ..self }
    }

    /// Adds a line about a step, indented by the nesting level. Long traces end early.
    pub(super) fn note(self, line: impl FnOnce() -> String) {
        if let Some(steps) = self.steps
            && self.spend(COST)
        {
            let indent = usize::from(self.depth);
            let line = line();
            let paid = self.spend(line.len());
            if paid {
                steps.borrow_mut().push(format!("#{:indent$}{line}", ""));
            }
        }
    }

    /// Takes `amount` from the budget; returns false if it is exhausted.
    pub(super) fn spend(self, amount: usize) -> bool {
        let left = self.fuel.get().checked_sub(amount);
        self.fuel.set(left.unwrap_or(0));
        left.is_some()
    }

    /// [`scan::find_end`], charged to the budget.
    pub(super) fn find_end(self, text: &str, ends: &[u8]) -> Option<usize> {
        if self.fuel.get() == 0 {
            return None;
        }
        let end = scan::find_end(text, ends);
        let paid = self.spend(end.unwrap_or(text.len()));
        end.filter(|_| paid)
    }

    /// Splits at the first comma: the two arguments of a comparison, a loop or a repeat.
    pub(super) fn split_pair(self, text: &str) -> Option<(&str, &str)> {
        let comma = self.find_end(text, b",")?;
        Some((&text[..comma], &text[comma + 1..]))
    }

    /// Expands a template. An error ends the text at that point.
    pub(super) fn expand(self, template: &str) -> String {
        if template.is_empty() || self.depth >= DEPTH || !self.spend(COST + template.len()) {
            return String::new();
        }
        let inner = Self {
            depth: self.depth + 1,
            ..self
        };
        inner.note(|| format!("expanding format: {template}"));
        let text = if self.time && template.contains('%') {
            let template = time::strftime(template, self.context.now());
            inner.note(|| format!("after time expanded: {template}"));
            inner.walk(&template)
        } else {
            inner.walk(template)
        };
        inner.note(|| format!("result is: {text}"));
        text
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

    /// Copies the start of a style, `#[` or an escaped one. Returns its length and the position
    /// where the style ends; up to there letters are not variables.
    fn style(self, rest: &str, out: &mut String) -> Option<(usize, usize)> {
        let hashes = rest.bytes().take_while(|b| *b == b'#').count();
        if rest.as_bytes().get(hashes) != Some(&b'[') {
            return None;
        }
        out.push_str(&rest[..=hashes]);
        let end = self.find_end(rest, b"]").unwrap_or(0);
        Some((hashes + 1, end))
    }

    /// Handles the `#` construct at the start of `rest`. Returns its length, or `None` if the
    /// expansion ends here.
    fn special(self, rest: &str, in_style: bool, out: &mut String) -> Option<usize> {
        match rest.as_bytes().get(1).copied().unwrap_or(b' ') {
            b'(' => {
                let end = scan::close_job(rest)?;
                let command = &rest[2..end - 1];
                self.note(|| format!("found #(): {command}"));
                let output = self.job(command);
                self.note(|| format!("#() result: {output}"));
                out.push_str(&output);
                Some(end)
            }
            b'{' => {
                let end = self.find_end(rest, b"}")?;
                let key = &rest[2..end];
                self.note(|| format!("found #{{}}: {key}"));
                out.push_str(&self.replace(key)?);
                Some(end + 1)
            }
            b'#' => {
                let hashes = rest.bytes().take_while(|b| *b == b'#').count();
                self.note(|| format!("found {}", &rest[..hashes]));
                out.extend(std::iter::repeat_n('#', hashes / 2));
                Some(hashes - hashes % 2)
            }
            escaped @ (b'}' | b',') => {
                self.note(|| format!("found #{}", char::from(escaped)));
                out.push(char::from(escaped));
                Some(2)
            }
            letter => match alias(letter).filter(|_| !in_style) {
                Some(name) => {
                    self.note(|| format!("found #{}: {name}", char::from(letter)));
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

    /// The output of a shell command. Both the command and its output are expanded, but `#(…)` in
    /// either is dropped, so that output cannot run commands.
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

/// The variable that a single letter after `#` stands for.
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
