//! Finds the value of one `#{…}` and applies its modifiers.

use super::arithmetic::{Arithmetic, whole};
use super::context::{Context, Loop, Over, is_true};
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
        let Some(value) = self.value(&plan, rest) else {
            self.note(|| format!("failed {key}"));
            return None;
        };
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
                let wanted = self.expand(rest);
                self.note(|| {
                    let pane = self.context.variable("pane_id").unwrap_or_default();
                    format!("search '{wanted}' pane {pane}")
                });
                let line = self.context.search(&wanted, *flags);
                line.unwrap_or(0).to_string()
            }
            Operation::Repeat => {
                let Some((text, times)) = self.split_pair(rest) else {
                    self.note(|| format!("repeat syntax error: {rest}"));
                    return None;
                };
                repeat(&self.expand(text), &self.expand(times))
            }
            Operation::Not => truth(!is_true(&self.expand(rest))),
            Operation::Truth => truth(is_true(&self.expand(rest))),
            Operation::Or => truth(self.any(rest, true)),
            Operation::And => truth(!self.any(rest, false)),
            Operation::Compare(comparison) => {
                let name = comparison.name();
                let Some((left, right)) = self.split_pair(rest) else {
                    self.note(|| format!("compare {name} syntax error: {rest}"));
                    return None;
                };
                let (left, right) = (self.expand(left), self.expand(right));
                self.note(|| format!("compare {name} left is: {left}"));
                self.note(|| format!("compare {name} right is: {right}"));
                truth(self.compare(*comparison, &left, &right))
            }
            _ if rest.starts_with('?') => self.conditional(plan, &rest[1..]),
            Operation::Arithmetic(arithmetic) => arithmetic
                .and_then(|arithmetic| self.calculate(arithmetic, rest))
                .unwrap_or_default(),
            Operation::Value if rest.contains("#{") => {
                self.note(|| format!("expanding inner format '{rest}'"));
                self.expand(rest)
            }
            Operation::Value => {
                let found = self.find(rest, &plan.treatment);
                self.note(|| match &found {
                    Some(value) => format!("format '{rest}' found: {value}"),
                    None => format!("format '{rest}' not found"),
                });
                found.unwrap_or_default()
            }
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
            self.note(|| format!("substitute '{pattern}' to '{with}': {value}"));
        }
        value = text::limit(value, plan.limit, plan.marker.as_deref());
        if plan.limit != 0 {
            self.note(|| format!("applied length limit {}: {value}", plan.limit));
        }
        value = text::pad(value, plan.pad);
        if plan.pad != 0 {
            self.note(|| format!("applied padding width {}: {value}", plan.pad));
        }
        if plan.length {
            value = value.len().to_string();
            self.note(|| format!("replacing with length: {value}"));
        }
        if plan.width {
            value = text::cols(&value).to_string();
            self.note(|| format!("replacing with width: {value}"));
        }
        value
    }

    /// The transformed value of a variable; `None` if there is none, or if a time is needed and it
    /// is not one.
    fn find(self, name: &str, treatment: &Treatment) -> Option<String> {
        let mut value = self.context.variable(name)?;
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
                self.note(|| format!("no condition matched in '{text}'; using empty string"));
                return String::new();
            };
            rest = others;
        }
        self.note(|| format!("no condition matched in '{text}'; using last arg"));
        self.expand(rest)
    }

    /// Whether a condition is true. It is the name of a variable, or else a template; a text that
    /// expansion does not change is the name of a variable that does not exist.
    fn holds(self, plan: &Plan, condition: &str) -> bool {
        self.note(|| format!("condition is: {condition}"));
        let holds = match self.find(condition, &plan.treatment) {
            Some(value) => {
                self.note(|| format!("condition '{condition}' found: {value}"));
                is_true(&value)
            }
            None => {
                let value = self.expand(condition);
                if value == condition {
                    self.note(|| format!("condition '{condition}' not found; assuming false"));
                }
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
            let value = self.expand(operand);
            self.note(|| {
                let name = if wanted { "||" } else { "&&" };
                format!("operator {name} has operand: {value}")
            });
            if is_true(&value) == wanted {
                return true;
            }
            match pair {
                Some((_, others)) => rest = others,
                None => return false,
            }
        }
    }

    /// The result of an arithmetic operation on two operands; `None` if one is no number.
    fn calculate(self, arithmetic: Arithmetic, text: &str) -> Option<String> {
        let Some((left, right)) = self.split_pair(text) else {
            self.note(|| "expression syntax error".to_owned());
            return None;
        };
        let operands = [self.expand(left), self.expand(right)];
        let number = |operand: &str, side: &str| {
            let number = arithmetic.operand(operand);
            if number.is_none() {
                self.note(|| format!("expression {side} side is invalid: {operand}"));
            }
            number
        };
        let left = number(&operands[0], "left")?;
        let right = number(&operands[1], "right")?;
        let shown = |number: f64| arithmetic.printed(number);
        self.note(|| format!("expression left side is: {}", shown(left)));
        self.note(|| format!("expression right side is: {}", shown(right)));
        let result = arithmetic.apply(left, right);
        self.note(|| format!("expression result is {result}"));
        Some(result)
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
                self.note_turn(what.over, context);
                let template = if is_current { current } else { others };
                out.push_str(&self.about(context).expand(template));
            }
        });
        out
    }
}

impl Expander<'_> {
    /// Adds the line about one turn of a loop. Loops that tmux 3.7 does not have add none.
    fn note_turn(self, over: Over, context: &dyn Context) {
        let names: (&str, &[&str]) = match over {
            Over::Sessions => ("session loop:", &["session_id"]),
            Over::Windows => ("window loop:", &["window_index", "window_id"]),
            Over::Panes => ("pane loop:", &["pane_id"]),
            Over::Clients => ("client loop:", &["client_name"]),
            Over::Options | Over::Environment => return,
        };
        self.note(|| {
            let value = |name: &&str| context.variable(name).unwrap_or_default();
            let values: Vec<String> = names.1.iter().map(value).collect();
            format!("{} {}", names.0, values.join(" "))
        });
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
