//! Finds the value of one `#{…}` and applies its modifiers.

use super::arithmetic::whole;
use super::context::{Loop, Over, is_true};
use super::expand::{Expander, LONGEST};
use super::modifiers::{Again, Comparison, Matching, Operation, Plan, Side, TimeForm, Treatment};
use super::{pattern, scan, text};
use crate::base::Color;
use crate::lang::glob::glob;
use crate::lang::style::{color_rgb, parse_color};
use crate::lang::{fuzzy, script, shell, time};
use std::cmp::Ordering;

/// Maximum repetitions of `#{R:…}`.
const REPETITIONS: i64 = 10_000;

/// Cost of compiling a regular expression, in bytes processed.
const REGEX_COST: usize = 20_000;

impl Expander<'_> {
    /// The value of the text between the braces; `None` if the expansion ends here.
    pub(super) fn replace(self, key: &str) -> Option<String> {
        let (plan, rest) = self.modifiers(key);
        let value = self.value(&plan, rest)?;
        let value = self.finish(&plan, value);
        self.note(|| format!("replaced '{key}' with '{value}'"));
        self.spend(value.len()).then_some(value)
    }

    fn value(self, plan: &Plan, rest: &str) -> Option<String> {
        Some(match &plan.operation {
            Operation::Literal => scan::unescape(rest),
            Operation::Character => character(&self.expand(rest)),
            Operation::Colour => color(&self.expand(rest)),
            Operation::ColourSequence(side) => color_sequence(&self.expand(rest), *side),
            Operation::Frames(time) => {
                let frames: Vec<&str> = self.operands(rest);
                let turn = self.context.now().wall.div_euclid(*time);
                let count = i64::try_from(frames.len()).unwrap_or(1).max(1);
                let at = usize::try_from(turn.rem_euclid(count)).unwrap_or(0);
                frames
                    .get(at)
                    .map_or_else(String::new, |frame| self.expand(frame))
            }
            Operation::Client(what) => {
                let name = self.expand(rest);
                self.context.client_fact(*what, &name).unwrap_or_default()
            }
            Operation::Positions => {
                let (left, right) = self.split_pair(rest)?;
                let found = fuzzy::positions(&self.expand(left), &self.expand(right));
                let found: Vec<_> = found.iter().flatten().map(usize::to_string).collect();
                found.join(",")
            }
            Operation::Loop(what) => self.loop_over(*what, rest),
            Operation::WindowExists => self.exists(false, rest),
            Operation::SessionExists => self.exists(true, rest),
            Operation::Search(flags) => {
                let line = self.context.search(&self.expand(rest), *flags);
                line.unwrap_or(0).to_string()
            }
            Operation::Repeat => {
                let (text, times) = self.split_pair(rest)?;
                repeat(&self.expand(text), &self.expand(times))
            }
            Operation::Not => truth(!is_true(&self.expand(rest))),
            Operation::Truth => truth(is_true(&self.expand(rest))),
            Operation::Or => truth(self.any(rest, true)),
            Operation::And => truth(!self.any(rest, false)),
            Operation::Compare(comparison) => {
                let (left, right) = self.split_pair(rest)?;
                let (left, right) = (self.expand(left), self.expand(right));
                self.note(|| format!("compare left is: {left}"));
                self.note(|| format!("compare right is: {right}"));
                truth(self.compare(*comparison, &left, &right))
            }
            _ if rest.starts_with('?') => self.conditional(plan, &rest[1..]),
            Operation::Arithmetic(arithmetic) => arithmetic
                .zip(self.split_pair(rest))
                .and_then(|(a, (left, right))| a.apply(&self.expand(left), &self.expand(right)))
                .unwrap_or_default(),
            Operation::Value if rest.contains("#{") => self.expand(rest),
            Operation::Value => self.find(rest, &plan.treatment).unwrap_or_default(),
        })
    }

    /// Applies the modifiers that transform a found value.
    fn finish(self, plan: &Plan, mut value: String) -> String {
        value = match plan.again {
            Again::No => value,
            Again::Yes => self.expand(&value),
            Again::Time => self.with_time().expand(&value),
        };
        for substitution in &plan.substitutions {
            if !self.spend(REGEX_COST) {
                return String::new();
            }
            let pattern = self.expand(&substitution.pattern);
            let with = self.expand(&substitution.with);
            value = pattern::substitute(&pattern, &with, &value, substitution.ignore_case);
        }
        value = text::limit(value, plan.limit, plan.marker.as_deref());
        value = text::pad(value, plan.pad);
        if plan.length {
            value = value.len().to_string();
        }
        if plan.width {
            value = text::cols(&value).to_string();
        }
        value
    }

    /// The transformed value of a variable; `None` if there is none, or if a time is needed and it
    /// is not one.
    fn find(self, name: &str, treatment: &Treatment) -> Option<String> {
        let Some(mut value) = self.context.variable(name) else {
            self.note(|| format!("format '{name}' not found"));
            return None;
        };
        self.note(|| format!("format '{name}' found: {value}"));
        if let Some(form) = &treatment.time {
            let unix = whole(&value, 1, i64::MAX)?;
            let now = self.context.now();
            return Some(match form {
                TimeForm::Long => time::ctime(unix, now),
                TimeForm::Pretty => time::pretty(unix, now),
                TimeForm::Relative => time::relative(unix, now),
                TimeForm::Difference => now.unix().saturating_sub(unix).to_string(),
                TimeForm::Custom(template) => time::strftime_at(template, unix, now),
            });
        }
        if treatment.basename {
            value = text::basename(&value).to_owned();
        }
        if treatment.dirname {
            value = text::dirname(&value).to_owned();
        }
        if treatment.quote_shell {
            value = text::quote_shell(&value);
        }
        if treatment.quote_style {
            value = text::quote_style(&value);
        }
        if treatment.quote_argument {
            value = script::quote(&value);
        }
        if treatment.quote_single {
            value = shell::quote_always(&value);
        }
        Some(value)
    }

    /// Evaluates `condition,value` pairs; a final value without a condition is the default.
    fn conditional(self, plan: &Plan, text: &str) -> String {
        let mut rest = text;
        while let Some((condition, after)) = self.split_pair(rest) {
            let (value, others) = match self.split_pair(after) {
                Some((value, others)) => (value, Some(others)),
                None => (after, None),
            };
            if self.holds(plan, condition) {
                return self.expand(value);
            }
            let Some(others) = others else {
                return String::new();
            };
            rest = others;
        }
        self.expand(rest)
    }

    /// Whether a condition is true. It is the name of a variable, or else a template; a text that
    /// expansion does not change is the name of a variable that does not exist.
    fn holds(self, plan: &Plan, condition: &str) -> bool {
        self.note(|| format!("condition is: {condition}"));
        let holds = match self.find(condition, &plan.treatment) {
            Some(value) => is_true(&value),
            None => {
                let value = self.expand(condition);
                value != condition && is_true(&value)
            }
        };
        self.note(|| format!("condition '{condition}' is {holds}"));
        holds
    }

    /// The operands between commas.
    fn operands(self, text: &str) -> Vec<&str> {
        let mut all = Vec::new();
        let mut rest = text;
        while let Some((operand, others)) = self.split_pair(rest) {
            all.push(operand);
            rest = others;
        }
        all.push(rest);
        all
    }

    /// Whether any operand is true, or any is false, as `wanted` says.
    fn any(self, text: &str, wanted: bool) -> bool {
        let mut rest = text;
        loop {
            let pair = self.split_pair(rest);
            let operand = pair.map_or(rest, |(operand, _)| operand);
            if is_true(&self.expand(operand)) == wanted {
                return true;
            }
            match pair {
                Some((_, others)) => rest = others,
                None => return false,
            }
        }
    }

    fn compare(self, comparison: Comparison, left: &str, right: &str) -> bool {
        let order = left.cmp(right);
        match comparison {
            Comparison::Equal => order == Ordering::Equal,
            Comparison::Different => order != Ordering::Equal,
            Comparison::Less => order == Ordering::Less,
            Comparison::Greater => order == Ordering::Greater,
            Comparison::AtMost => order != Ordering::Greater,
            Comparison::AtLeast => order != Ordering::Less,
            Comparison::Match {
                how: Matching::Fuzzy,
                ..
            } => {
                self.spend(left.len().saturating_mul(right.len()))
                    && fuzzy::positions(left, right).is_some()
            }
            Comparison::Match {
                how: Matching::Regex,
                ignore_case,
            } => {
                self.spend(REGEX_COST)
                    && pattern::posix_regex(left, ignore_case).is_some_and(|r| r.is_match(right))
            }
            Comparison::Match {
                how: Matching::Glob,
                ignore_case,
            } => {
                self.spend(left.len().saturating_mul(right.len()))
                    && match ignore_case {
                        true => glob(&left.to_lowercase(), &right.to_lowercase()),
                        false => glob(left, right),
                    }
            }
        }
    }

    fn exists(self, session: bool, name: &str) -> String {
        truth(self.context.name_exists(session, &self.expand(name)))
    }

    /// Expands one template per object, or the second of two templates for the current object.
    /// Clients have no current one.
    fn loop_over(self, what: Loop, text: &str) -> String {
        let pair = match what.over {
            Over::Clients => None,
            _ => self.split_pair(text),
        };
        let (others, current) = pair.unwrap_or((text, text));
        let mut out = String::new();
        self.context.each(what, &mut |context, is_current| {
            if out.len() <= LONGEST {
                let template = if is_current { current } else { others };
                out.push_str(&self.about(context).expand(template));
            }
        });
        out
    }
}

fn truth(yes: bool) -> String {
    if yes { "1" } else { "0" }.to_owned()
}

/// The printable ASCII character with this code.
fn character(code: &str) -> String {
    whole(code, 32, 126)
        .and_then(|code| u8::try_from(code).ok())
        .map(|code| char::from(code).to_string())
        .unwrap_or_default()
}

/// A colour as six hexadecimal digits.
fn color(name: &str) -> String {
    let rgb = parse_color(name).ok().flatten().and_then(color_rgb);
    rgb.map(|(r, g, b)| format!("{r:02x}{g:02x}{b:02x}"))
        .unwrap_or_default()
}

/// A colour as the control sequence (SGR) that selects it.
fn color_sequence(name: &str, side: Side) -> String {
    let base = match side {
        Side::Text => 30,
        Side::Background => 40,
    };
    let code = match parse_color(name).ok().flatten().map(Color::plain) {
        None => return String::new(),
        Some(Color::Default | Color::Role(_)) => (base + 9).to_string(),
        Some(Color::Ansi(n @ 0..8)) => (base + u16::from(n)).to_string(),
        Some(Color::Ansi(n)) => (base + 52 + u16::from(n)).to_string(),
        Some(Color::Indexed(n)) => format!("{};5;{n}", base + 8),
        Some(Color::Rgb(r, g, b)) => format!("{};2;{r};{g};{b}", base + 8),
    };
    format!("\u{1b}[{code}m")
}

fn repeat(text: &str, times: &str) -> String {
    let times = whole(times, 1, REPETITIONS).and_then(|n| usize::try_from(n).ok());
    match times {
        Some(times) if times.saturating_mul(text.len()) <= LONGEST => text.repeat(times),
        _ => String::new(),
    }
}
