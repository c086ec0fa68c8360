//! Parses the modifiers before the colon in `#{…:…}`. They are applied elsewhere.

use super::arithmetic::{Arithmetic, whole};
use super::context::{ClientFact, Loop, Order, Over, SearchFlags};
use super::expand::Expander;
use super::scan;

/// Maximum width for cutting and padding.
const WIDEST: i64 = 10_000;

/// How the value is found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Operation {
    Literal,
    Character,
    Colour,
    /// A colour as a control sequence.
    ColourSequence(Side),
    /// One of some texts by the time: each is shown for so many milliseconds.
    Frames(i64),
    /// A fact about the client.
    Client(ClientFact),
    /// The positions of a fuzzy match.
    Positions,
    Loop(Loop),
    WindowExists,
    SessionExists,
    Search(SearchFlags),
    Repeat,
    Not,
    Truth,
    Or,
    And,
    Compare(Comparison),
    Arithmetic(Option<Arithmetic>),
    /// A variable, a conditional, or a text that contains formats.
    #[default]
    Value,
}

/// A comparison of two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Different,
    Less,
    Greater,
    AtMost,
    AtLeast,
    Match { how: Matching, ignore_case: bool },
}

/// How `m:` compares a pattern and a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matching {
    Glob,
    Regex,
    Fuzzy,
}

/// The side of a cell that a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Text,
    Background,
}

/// A time format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TimeForm {
    Long,
    Pretty,
    /// The age in words, such as `5m ago`.
    Relative,
    /// The age in seconds.
    Difference,
    Custom(String),
}

/// An operation on the value of a variable.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Treatment {
    pub(super) time: Option<TimeForm>,
    pub(super) basename: bool,
    pub(super) dirname: bool,
    pub(super) quote_shell: bool,
    pub(super) quote_style: bool,
    pub(super) quote_argument: bool,
    pub(super) quote_single: bool,
}

/// Whether the value is expanded again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Again {
    #[default]
    No,
    Time,
    Yes,
}

/// A substitution: `s/pattern/with/flags`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Substitution {
    pub(super) pattern: String,
    pub(super) with: String,
    pub(super) ignore_case: bool,
}

/// All modifiers of one `#{…}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Plan {
    pub(super) operation: Operation,
    pub(super) treatment: Treatment,
    pub(super) again: Again,
    pub(super) substitutions: Vec<Substitution>,
    /// Width to cut to: from the left, or from the right if negative; 0 for no limit.
    pub(super) limit: i64,
    pub(super) marker: Option<String>,
    /// Width to pad to: blanks after the text, or before it if negative.
    pub(super) pad: i64,
    pub(super) length: bool,
    pub(super) width: bool,
}

/// A modifier as written.
struct Modifier<'k> {
    name: &'k str,
    args: Vec<String>,
}

impl Comparison {
    /// The modifier that asks for the comparison.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::Different => "!=",
            Self::Less => "<",
            Self::Greater => ">",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::Match { .. } => "m",
        }
    }
}

impl Modifier<'_> {
    fn flag(&self, letter: char) -> bool {
        self.args.first().is_some_and(|a| a.contains(letter))
    }

    /// The operator of `e|…:`, if there is none of that name.
    fn unknown_operator(&self) -> Option<&str> {
        let operator = self.args.first().filter(|_| self.name == "e")?;
        let known = Arithmetic::parse(std::slice::from_ref(operator)).is_some();
        (!known).then_some(operator.as_str())
    }
}

impl Expander<'_> {
    /// Parses the modifiers at the start of a key and returns them with the rest. A key that does
    /// not start with a list of modifiers has none.
    pub(super) fn modifiers(self, key: &str) -> (Plan, &str) {
        let Some((list, rest)) = self.modifier_list(key) else {
            return (Plan::default(), key);
        };
        let mut plan = Plan::default();
        for (n, modifier) in list.iter().enumerate() {
            self.note(|| format!("modifier {n} is {}", modifier.name));
            for (k, arg) in modifier.args.iter().enumerate() {
                self.note(|| format!("modifier {n} argument {k}: {arg}"));
            }
        }
        for modifier in &list {
            plan.add(modifier);
            if let Some(operator) = modifier.unknown_operator() {
                self.note(|| format!("expression has no valid operator: '{operator}'"));
            }
        }
        (plan, rest)
    }

    fn modifier_list<'k>(self, key: &'k str) -> Option<(Vec<Modifier<'k>>, &'k str)> {
        let mut list = Vec::new();
        let mut rest = key;
        loop {
            rest = rest.strip_prefix(';').unwrap_or(rest);
            if let Some(after) = rest.strip_prefix(':') {
                return Some((list, after));
            }
            let (modifier, after) = match bare_modifier(rest) {
                Some(found) => found,
                None => self.modifier_with_arguments(rest)?,
            };
            list.push(modifier);
            rest = after;
        }
    }

    fn modifier_with_arguments<'k>(self, text: &'k str) -> Option<(Modifier<'k>, &'k str)> {
        if !text.starts_with(|c| "mCLNPSWst=pReqcOVIA".contains(c)) {
            return None;
        }
        let (name, rest) = text.split_at(1);
        let wrapper = rest
            .bytes()
            .next()
            .filter(|b| b.is_ascii_punctuation() && *b != b'-');
        let (args, after) = match wrapper {
            None => {
                let end = self.find_end(rest, b":;")?;
                (vec![self.argument(&rest[..end])], &rest[end..])
            }
            Some(wrapper) => self.wrapped_arguments(rest, wrapper)?,
        };
        Some((Modifier { name, args }, after))
    }

    /// Parses arguments that are each preceded by the same punctuation mark; a final mark is
    /// optional.
    fn wrapped_arguments(self, text: &str, mark: u8) -> Option<(Vec<String>, &str)> {
        let mut args = Vec::new();
        let mut rest = text;
        while !is_end(rest) {
            if rest.as_bytes().first() == Some(&mark) && is_end(&rest[1..]) {
                return Some((args, &rest[1..]));
            }
            let inside = rest.get(1..)?;
            let end = self.find_end(inside, &[mark, b':', b';'])?;
            args.push(self.argument(&inside[..end]));
            rest = &inside[end..];
        }
        Some((args, rest))
    }

    fn argument(self, text: &str) -> String {
        self.expand(&scan::plain_colons(text))
    }
}

fn is_end(text: &str) -> bool {
    text.starts_with([':', ';'])
}

/// A modifier without arguments, followed by a colon or semicolon.
fn bare_modifier(text: &str) -> Option<(Modifier<'_>, &str)> {
    const TWO: [&str; 7] = ["||", "&&", "!!", "!=", "==", "<=", ">="];
    const ONE: &str = "labdnwETSWPL!<>mCNst=pReqcOVA";
    let two = TWO.iter().any(|name| text.starts_with(name));
    let length = match (two, text.chars().next()) {
        (true, _) => 2,
        (false, Some(c)) if ONE.contains(c) => 1,
        _ => return None,
    };
    let (name, rest) = text.split_at(length);
    let args = Vec::new();
    is_end(rest).then_some((Modifier { name, args }, rest))
}

impl Plan {
    fn add(&mut self, modifier: &Modifier<'_>) {
        let arg = |n: usize| modifier.args.get(n).map(String::as_str);
        match modifier.name {
            "=" => {
                if let Some(limit) = arg(0) {
                    self.limit = whole(limit, -WIDEST, WIDEST).unwrap_or(0);
                }
                if let Some(marker) = arg(1) {
                    self.marker = Some(marker.to_owned());
                }
            }
            "p" => {
                if let Some(width) = arg(0) {
                    self.pad = whole(width, -WIDEST, WIDEST).unwrap_or(0);
                }
            }
            "s" => {
                if let (Some(pattern), Some(with)) = (arg(0), arg(1)) {
                    self.substitutions.push(Substitution {
                        pattern: pattern.to_owned(),
                        with: with.to_owned(),
                        ignore_case: arg(2).is_some_and(|flags| flags.contains('i')),
                    });
                }
            }
            "n" => self.length = true,
            "w" => self.width = true,
            "E" => self.again = Again::Yes,
            "T" => self.again = self.again.max(Again::Time),
            "b" => self.treatment.basename = true,
            "d" => self.treatment.dirname = true,
            "t" => self.treatment.add_time(modifier),
            "q" => self.treatment.add_quotes(modifier),
            _ => self.add_operation(modifier),
        }
    }

    /// Of several operations the first in the order of [`Operation`] wins; of two alike, the last.
    fn add_operation(&mut self, modifier: &Modifier<'_>) {
        let Some(operation) = operation(modifier) else {
            return;
        };
        if rank(&operation) <= rank(&self.operation) {
            self.operation = operation;
        }
    }
}

impl Treatment {
    fn add_time(&mut self, modifier: &Modifier<'_>) {
        self.time = Some(match modifier.args.get(1) {
            _ if modifier.flag('p') => TimeForm::Pretty,
            _ if modifier.flag('r') => TimeForm::Relative,
            _ if modifier.flag('d') => TimeForm::Difference,
            Some(template) if modifier.flag('f') => TimeForm::Custom(scan::strip(template)),
            _ => TimeForm::Long,
        });
    }

    fn add_quotes(&mut self, modifier: &Modifier<'_>) {
        if modifier.args.is_empty() {
            self.quote_shell = true;
        } else if modifier.flag('e') || modifier.flag('h') {
            self.quote_style = true;
        } else if modifier.flag('a') {
            self.quote_argument = true;
        } else if modifier.flag('s') {
            self.quote_single = true;
        }
    }
}

fn operation(modifier: &Modifier<'_>) -> Option<Operation> {
    let flags = SearchFlags {
        regex: modifier.flag('r'),
        ignore_case: modifier.flag('i'),
    };
    Some(match modifier.name {
        "l" => Operation::Literal,
        "a" => Operation::Character,
        "c" if modifier.flag('f') => Operation::ColourSequence(Side::Text),
        "c" if modifier.flag('b') => Operation::ColourSequence(Side::Background),
        "c" => Operation::Colour,
        "A" => Operation::Frames(frame_time(modifier)),
        "I" if modifier.flag('f') => Operation::Client(ClientFact::Feature),
        "I" if modifier.flag('c') => Operation::Client(ClientFact::Capability),
        "I" if modifier.flag('e') => Operation::Client(ClientFact::Environment),
        "O" => Operation::Loop(loop_over(Over::Options, modifier)),
        "V" => Operation::Loop(loop_over(Over::Environment, modifier)),
        "S" => Operation::Loop(loop_over(Over::Sessions, modifier)),
        "W" => Operation::Loop(loop_over(Over::Windows, modifier)),
        "P" => Operation::Loop(loop_over(Over::Panes, modifier)),
        "L" => Operation::Loop(loop_over(Over::Clients, modifier)),
        "N" if modifier.args.is_empty() || modifier.flag('w') => Operation::WindowExists,
        "N" if modifier.flag('s') => Operation::SessionExists,
        "C" => Operation::Search(flags),
        "R" => Operation::Repeat,
        "!" => Operation::Not,
        "!!" => Operation::Truth,
        "||" => Operation::Or,
        "&&" => Operation::And,
        "==" => Operation::Compare(Comparison::Equal),
        "!=" => Operation::Compare(Comparison::Different),
        "<" => Operation::Compare(Comparison::Less),
        ">" => Operation::Compare(Comparison::Greater),
        "<=" => Operation::Compare(Comparison::AtMost),
        ">=" => Operation::Compare(Comparison::AtLeast),
        "m" if modifier.flag('p') => Operation::Positions,
        "m" => Operation::Compare(Comparison::Match {
            how: match modifier {
                _ if flags.regex => Matching::Regex,
                _ if modifier.flag('z') => Matching::Fuzzy,
                _ => Matching::Glob,
            },
            ignore_case: flags.ignore_case,
        }),
        "e" if (1..=3).contains(&modifier.args.len()) => {
            Operation::Arithmetic(Arithmetic::parse(&modifier.args))
        }
        _ => return None,
    })
}

/// The milliseconds of each frame of `A/n:`, 1000 by default.
fn frame_time(modifier: &Modifier<'_>) -> i64 {
    let time = modifier.args.first().and_then(|n| whole(n, 1, 3_600_000));
    time.unwrap_or(1000)
}

fn loop_over(over: Over, modifier: &Modifier<'_>) -> Loop {
    let fixed = matches!(over, Over::Panes | Over::Options | Over::Environment);
    let sorted = !fixed && !modifier.flag('i');
    Loop {
        over,
        order: match sorted {
            true if modifier.flag('n') => Order::Name,
            true if modifier.flag('t') => Order::Activity,
            _ => Order::Index,
        },
        reversed: modifier.flag('r'),
    }
}

fn rank(operation: &Operation) -> u8 {
    match operation {
        Operation::Literal => 0,
        Operation::Character => 1,
        Operation::Colour | Operation::ColourSequence(_) => 2,
        Operation::Loop(what) => 3 + what.over as u8,
        Operation::Client(_) => 9,
        Operation::WindowExists => 10,
        Operation::SessionExists => 11,
        Operation::Search(_) => 12,
        Operation::Repeat => 13,
        Operation::Not => 14,
        Operation::Truth => 15,
        Operation::Or | Operation::And => 16,
        Operation::Compare(_) | Operation::Positions => 17,
        Operation::Arithmetic(_) => 18,
        Operation::Frames(_) => 19,
        Operation::Value => 20,
    }
}
