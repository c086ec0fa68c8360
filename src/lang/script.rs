//! The syntax tree of commands: how it is made from `argv` and printed so that it can be parsed
//! again. It knows no command by name.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An argument of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arg {
    /// The word with quotes, escapes and variables resolved. For a `{…}` block, its commands
    /// printed on one line, which parse to the same block.
    pub text: String,
    /// The commands of a `{…}` block.
    pub block: Option<Script>,
}

/// A command with its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandLine {
    /// The words, the command's name first. Never empty if made by a parser.
    pub args: Vec<Arg>,
    /// Line number of the command, from 1; 0 if it does not come from a text.
    pub line: u32,
    /// The file of the command.
    pub file: Option<Arc<str>>,
}

/// Commands joined by `;`: if one fails, the rest is skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// The commands in order.
    pub commands: Vec<CommandLine>,
}

/// A parsed text: sequences that succeed or fail independently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// The sequences in order; none is empty if made by a parser.
    pub sequences: Vec<Sequence>,
}

impl Script {
    /// Whether both scripts have the same commands, wherever they are written.
    pub fn has_commands_of(&self, other: &Self) -> bool {
        let words = |script: &Self| -> Vec<Vec<Vec<Arg>>> {
            let sequences = script.sequences.iter();
            let words = |s: &Sequence| s.commands.iter().map(|line| line.args.clone()).collect();
            sequences.map(words).collect()
        };
        words(self) == words(other)
    }
}

impl AsRef<str> for Arg {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Arg {
    /// A plain word.
    pub fn word(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            block: None,
        }
    }

    /// A block of commands.
    pub fn block(script: Script) -> Self {
        Self {
            text: print_script(&script),
            block: Some(script),
        }
    }
}

impl CommandLine {
    /// A command of plain words, without a position.
    pub fn of<W: Into<String>>(words: impl IntoIterator<Item = W>) -> Self {
        Self {
            args: words.into_iter().map(Arg::word).collect(),
            line: 0,
            file: None,
        }
    }

    /// The command's name as written, or an empty string.
    pub fn name(&self) -> &str {
        self.args.first().map_or("", |arg| arg.text.as_str())
    }
}

impl Script {
    /// Whether there is nothing to run.
    pub fn is_empty(&self) -> bool {
        self.sequences.iter().all(|s| s.commands.is_empty())
    }

    /// All commands as one sequence: this is how tmux runs a command string, regardless of its
    /// line breaks.
    pub fn into_sequence(self) -> Sequence {
        Sequence {
            commands: self
                .sequences
                .into_iter()
                .flat_map(|s| s.commands)
                .collect(),
        }
    }
}

impl From<Sequence> for Script {
    fn from(sequence: Sequence) -> Self {
        Self {
            sequences: vec![sequence],
        }
    }
}

/// Commands from separate words, as in `argv` or after the key of `bind-key`: a word that ends in
/// `;` ends a command; `\;` at the end of a word is a literal `;`.
pub fn from_words(words: &[String]) -> Sequence {
    let args: Vec<_> = words.iter().map(Arg::word).collect();
    from_args(&args)
}

/// As [`from_words`], but keeps blocks.
pub fn from_args(args: &[Arg]) -> Sequence {
    let mut sequence = Sequence::default();
    let mut command = CommandLine::default();
    for arg in args {
        let Some(start) = arg.text.strip_suffix(';').filter(|_| arg.block.is_none()) else {
            command.args.push(arg.clone());
            continue;
        };
        if let Some(literal) = start.strip_suffix('\\') {
            command.args.push(Arg::word(format!("{literal};")));
            continue;
        }
        if !start.is_empty() {
            command.args.push(Arg::word(start));
        }
        finish(&mut sequence, &mut command);
    }
    finish(&mut sequence, &mut command);
    sequence
}

/// Ends a command, unless it is empty.
fn finish(sequence: &mut Sequence, command: &mut CommandLine) {
    if !command.args.is_empty() {
        sequence.commands.push(std::mem::take(command));
    }
}

/// A command on one line, as `list-keys` prints it.
pub fn print(command: &CommandLine) -> String {
    let words: Vec<_> = command.args.iter().map(print_arg).collect();
    words.join(" ")
}

/// Commands on one line with `;` between them, and `;;` between sequences.
pub fn print_script(script: &Script) -> String {
    print_joined(script, " ; ", " ;; ")
}

/// Commands on one line as arguments of another command, separated by `\;`, as at the end of a line
/// of `list-keys`.
pub fn print_escaped(script: &Script) -> String {
    print_joined(script, " \\; ", " \\;\\; ")
}

fn print_joined(script: &Script, within: &str, between: &str) -> String {
    let sequences = script.sequences.iter().map(|sequence| {
        let commands: Vec<_> = sequence.commands.iter().map(print).collect();
        commands.join(within)
    });
    sequences.collect::<Vec<_>>().join(between)
}

/// An argument in a form that can be parsed again.
pub fn print_arg(arg: &Arg) -> String {
    match &arg.block {
        Some(script) if script.is_empty() => "{ }".to_owned(),
        Some(script) => format!("{{ {} }}", print_script(script)),
        None => quote(&arg.text),
    }
}

/// A word in a form that can be parsed again, quoted only where necessary, as `list-keys` and
/// `show-options` print it.
pub fn quote(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (None, _) => return "''".to_owned(),
        (Some(c), None) if "#';${}%\"~".contains(c) => return format!("\\{c}"),
        _ => {}
    }
    let plain_double = text.contains('"') && !text.contains(|c: char| c.is_control() || c == '\\');
    if text.contains(|c| " #';${}%".contains(c)) {
        format!("\"{}\"", escape(text, true))
    } else if plain_double {
        format!("'{text}'")
    } else if text.contains('"') {
        format!("\"{}\"", escape(text, true))
    } else {
        escape(text, false)
    }
}

/// The escape of a control character: three octal digits, or `\uXXXX` beyond ASCII.
fn numbered(c: char) -> String {
    let number = u32::from(c);
    if c.is_ascii() {
        format!("\\{number:03o}")
    } else {
        format!("\\u{number:04x}")
    }
}

/// Escapes all characters that would be parsed as something else.
fn escape(text: &str, in_quotes: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    let mut first = true;
    while let Some(c) = chars.next() {
        match c {
            '~' if first => out.push_str("\\~"),
            '\\' => out.push_str("\\\\"),
            '"' if in_quotes => out.push_str("\\\""),
            '$' if chars.peek().is_some_and(|n| starts_variable(*n)) => out.push_str("\\$"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0b' => out.push_str("\\v"),
            '\x0c' => out.push_str("\\f"),
            c if c.is_control() => out.push_str(&numbered(c)),
            c => out.push(c),
        }
        first = false;
    }
    out
}

/// Whether `$` followed by this character starts a variable.
fn starts_variable(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || c == '{'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_as_tmux_quotes_them() {
        for (text, quoted) in [
            ("", "''"),
            ("'", "\\'"),
            ("\"", "\\\""),
            ("a b", "\"a b\""),
            ("a\"b", "'a\"b'"),
            ("a\"b c", "\"a\\\"b c\""),
            ("a\\b", "a\\\\b"),
            ("a\\ b", "\"a\\\\ b\""),
            ("a\\\"", "\"a\\\\\\\"\""),
            ("a'b", "\"a'b\""),
            ("$", "\\$"),
            ("a$b", "\"a\\$b\""),
            ("a$1", "\"a$1\""),
            ("a$", "\"a$\""),
            ("${x}", "\"\\${x}\""),
            ("~", "\\~"),
            ("~x", "\\~x"),
            ("~ x", "\"\\~ x\""),
            ("a~", "a~"),
            ("#", "\\#"),
            ("a#b", "\"a#b\""),
            ("{", "\\{"),
            ("%", "\\%"),
            (";", "\\;"),
            ("a;b", "\"a;b\""),
            ("é x", "\"é x\""),
            ("a\nb", "a\\nb"),
            ("a\tb", "a\\tb"),
            ("\u{1b}[", "\\033["),
            ("\u{7}x", "\\ax"),
            ("a\u{1}b c", "\"a\\001b c\""),
            ("\u{85}", "\\u0085"),
            ("!", "!"),
            ("[", "["),
            (" ", "\" \""),
        ] {
            assert_eq!(quote(text), quoted, "{text:?}");
        }
    }

    #[test]
    fn argv_is_cut_into_commands_at_semicolons() {
        for (words, commands) in [
            ("new -d ; split", "new -d ; split"),
            ("start; show -g;", "start ; show -g"),
            ("display a\\; b", "display \"a;\" b"),
            ("bind x a \\; b", "bind x a \\; b"),
            ("; a ; ; b", "a ; b"),
            (";", ""),
            ("a;b", "\"a;b\""),
            ("", ""),
        ] {
            let words: Vec<_> = words.split_whitespace().map(str::to_owned).collect();
            let printed = print_script(&from_words(&words).into());
            assert_eq!(printed, commands, "{words:?}");
        }
    }

    #[test]
    fn blocks_are_printed_in_braces() {
        let inner = Script {
            sequences: vec![
                from_words(&["a".into(), ";".into(), "b c".into()]),
                from_words(&["d".into()]),
            ],
        };
        let mut command = CommandLine::of(["if", "-F", "1"]);
        command.args.push(Arg::block(inner.clone()));
        command.args.push(Arg::block(Script::default()));
        assert_eq!(print(&command), "if -F 1 { a ; \"b c\" ;; d } { }");
        assert_eq!(print_escaped(&inner), "a \\; \"b c\" \\;\\; d");
    }
}
