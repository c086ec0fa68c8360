//! The lexer of config files and command strings: quotes, escapes, variables, comments, line
//! continuation. The grammar is in the parser.

use super::parse_env::{ParseEnv, ParseError};
use crate::base::raw_bytes;

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A resolved word.
    Word(String),
    /// A resolved word of the form `NAME=value`.
    Assign(String),
    /// A format after a condition.
    Format(String),
    /// `;` on its own.
    Semicolon,
    /// `{` at the start of a word.
    Open,
    /// `}` outside quotes.
    Close,
    /// The end of a line.
    Newline,
    /// `%if`.
    If,
    /// `%elif`.
    Elif,
    /// `%else`.
    Else,
    /// `%endif`.
    Endif,
    /// `%hidden`.
    Hidden,
    /// Invalid input.
    Bad,
    /// The end of the text.
    End,
}

/// The quotes around a position in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    None,
    Double,
    Single,
}

/// Splits a text into tokens.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Backslashes that were read ahead.
    backslashes: usize,
    /// The line of the next character, from 1.
    line: u32,
    /// The last token was a `%` directive, so `#{` begins a format.
    after_percent: bool,
    /// The source of variables and home directories.
    pub(super) env: &'a mut dyn ParseEnv,
    /// Errors so far, at most one per line.
    pub(super) errors: Vec<ParseError>,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `text`.
    pub(super) fn new(text: &'a str, env: &'a mut dyn ParseEnv) -> Self {
        Self {
            text,
            at: 0,
            backslashes: 0,
            line: 1,
            after_percent: false,
            env,
            errors: Vec::new(),
        }
    }

    /// Records an error; only the first of each line counts.
    pub(super) fn fail(&mut self, line: u32, message: impl Into<String>) {
        if self.errors.last().is_none_or(|e| e.line != line) {
            let message = message.into();
            self.errors.push(ParseError { line, message });
        }
    }

    /// Stops: the next token is the end.
    pub(super) fn stop(&mut self) {
        self.at = self.text.len();
        self.backslashes = 0;
    }

    /// The next token and its line.
    pub(super) fn next(&mut self) -> (Token, u32) {
        let after_percent = std::mem::take(&mut self.after_percent);
        loop {
            let line = self.line;
            let token = match self.take() {
                None => Token::End,
                Some(' ' | '\t' | '\r') => continue,
                Some('\n') => Token::Newline,
                Some(';') => Token::Semicolon,
                Some('{') => Token::Open,
                Some('}') => Token::Close,
                Some('#') => self.comment(after_percent),
                Some('%') => self.percent(),
                Some(c) => {
                    self.give_back(c);
                    classify(self.word())
                }
            };
            return (token, line);
        }
    }

    /// The next character, after joining continued lines.
    fn take(&mut self) -> Option<char> {
        if self.backslashes > 0 {
            self.backslashes -= 1;
            return Some('\\');
        }
        loop {
            match self.raw() {
                Some('\\') => self.backslashes += 1,
                Some('\n') if self.backslashes % 2 == 1 => self.backslashes -= 1,
                Some(c) if self.backslashes > 0 => {
                    self.raw_back(c);
                    self.backslashes -= 1;
                    return Some('\\');
                }
                None if self.backslashes > 0 => {
                    self.backslashes -= 1;
                    return Some('\\');
                }
                next => return next,
            }
        }
    }

    /// Puts back the last character.
    fn give_back(&mut self, c: char) {
        match c {
            '\\' => self.backslashes += 1,
            _ => self.raw_back(c),
        }
    }

    fn raw(&mut self) -> Option<char> {
        let c = self.text[self.at..].chars().next()?;
        self.at += c.len_utf8();
        if c == '\n' {
            self.line += 1;
        }
        Some(c)
    }

    fn raw_back(&mut self, c: char) {
        self.at -= c.len_utf8();
        if c == '\n' {
            self.line -= 1;
        }
    }

    /// After `#`: a format if one may stand here, else a comment.
    fn comment(&mut self, format_allowed: bool) -> Token {
        match self.take() {
            Some('{') if format_allowed => return self.format(),
            Some(c) => self.give_back(c),
            None => return Token::End,
        }
        self.skip_line();
        match self.take() {
            Some(_) => Token::Newline,
            None => Token::End,
        }
    }

    /// Skips to the end of the line and does not consume it.
    fn skip_line(&mut self) {
        while let Some(c) = self.take() {
            if c == '\n' {
                self.give_back(c);
                return;
            }
        }
    }

    /// A format after a condition, up to its closing brace.
    fn format(&mut self) -> Token {
        let mut format = "#{".to_owned();
        let mut open = 1;
        let mut hash = false;
        while let Some(c) = self.take() {
            match c {
                '\n' => {
                    self.give_back(c);
                    return Token::Bad;
                }
                '{' if hash => open += 1,
                '}' if !hash => open -= 1,
                _ => {}
            }
            format.push(c);
            if open == 0 {
                return Token::Format(format);
            }
            hash = c == '#' && !hash;
        }
        Token::Bad
    }

    /// After `%`: a directive, or a word of `%` and digits.
    fn percent(&mut self) -> Token {
        let mut word = "%".to_owned();
        while let Some(c) = self.take() {
            if " \t\r\n;}".contains(c) {
                self.give_back(c);
                break;
            }
            word.push(c);
        }
        if word.bytes().all(|b| b == b'%' || b.is_ascii_digit()) {
            return Token::Word(word);
        }
        self.after_percent = true;
        match word.as_str() {
            "%if" => Token::If,
            "%elif" => Token::Elif,
            "%else" => Token::Else,
            "%endif" => Token::Endif,
            "%hidden" => Token::Hidden,
            _ => Token::Bad,
        }
    }

    /// A word, with quotes, escapes and variables resolved.
    fn word(&mut self) -> String {
        let mut word = Vec::new();
        let mut quotes = Quotes::None;
        let mut before = None;
        while let Some(c) = self.take() {
            let plain = quotes == Quotes::None;
            match c {
                ' ' | '\t' | '\n' | ';' | '}' if plain => {
                    self.give_back(c);
                    break;
                }
                '\r' if plain && self.at_line_end() => break,
                '\'' if quotes != Quotes::Double => {
                    quotes = toggled(quotes, Quotes::Single);
                    continue;
                }
                '"' if quotes != Quotes::Single => {
                    quotes = toggled(quotes, Quotes::Double);
                    continue;
                }
                '\n' => self.quoted_newline(&mut word),
                '\\' if quotes != Quotes::Single => self.escape(&mut word),
                '$' if quotes != Quotes::Single => self.variable(&mut word),
                '~' if quotes != Quotes::Single && before != Some(quotes) => self.home(&mut word),
                c => raw_bytes::push(&mut word, c),
            }
            before = Some(quotes);
        }
        raw_bytes::to_text(&word)
    }

    /// Whether the next character ends the line.
    fn at_line_end(&self) -> bool {
        self.text[self.at..].starts_with('\n')
    }

    /// A line break in quotes is kept; blanks and comments after it are not.
    fn quoted_newline(&mut self, word: &mut Vec<u8>) {
        word.push(b'\n');
        loop {
            match self.take() {
                Some(' ' | '\t') => {}
                Some('#') => return self.quoted_hash(word),
                Some(c) => return self.give_back(c),
                None => return,
            }
        }
    }

    /// A `#` at the start of a line in quotes is a comment, unless it begins a format or style.
    fn quoted_hash(&mut self, word: &mut Vec<u8>) {
        match self.take() {
            Some(c) if ",#{}:".contains(c) => {
                word.push(b'#');
                self.give_back(c);
            }
            Some(c) => {
                self.give_back(c);
                self.skip_line();
            }
            None => {}
        }
    }

    /// Resolves an escape sequence after its backslash.
    fn escape(&mut self, word: &mut Vec<u8>) {
        let line = self.line;
        let Some(c) = self.take() else { return };
        match c {
            '0'..='7' => match self.octal(c) {
                Some(byte) => word.push(byte),
                None => self.fail(line, "invalid octal escape"),
            },
            'u' | 'U' => match self.unicode(if c == 'u' { 4 } else { 8 }) {
                Some(c) => raw_bytes::push(word, c),
                None => self.fail(line, format!("invalid \\{c} argument")),
            },
            'a' => word.push(0x07),
            'b' => word.push(0x08),
            'e' => word.push(0x1b),
            'f' => word.push(0x0c),
            's' => word.push(b' '),
            'v' => word.push(0x0b),
            'r' => word.push(b'\r'),
            'n' => word.push(b'\n'),
            't' => word.push(b'\t'),
            c => raw_bytes::push(word, c),
        }
    }

    /// Three octal digits, of which the first is given.
    fn octal(&mut self, first: char) -> Option<u8> {
        let mut value = first.to_digit(8)?;
        for _ in 0..2 {
            let c = self.take()?;
            let Some(digit) = c.to_digit(8) else {
                self.give_back(c);
                return None;
            };
            value = value * 8 + digit;
        }
        u8::try_from(value).ok()
    }

    /// A character by its hexadecimal code.
    fn unicode(&mut self, digits: usize) -> Option<char> {
        let mut value = 0u32;
        for _ in 0..digits {
            let c = self.take()?;
            let Some(digit) = c.to_digit(16) else {
                self.give_back(c);
                return None;
            };
            value = value.checked_mul(16)? + digit;
        }
        char::from_u32(value)
    }

    /// Resolves a variable after `$`.
    fn variable(&mut self, word: &mut Vec<u8>) {
        let line = self.line;
        let Some(first) = self.take() else {
            return word.push(b'$');
        };
        let braces = first == '{';
        let mut name = String::new();
        if !braces {
            self.give_back(first);
            if !is_variable(first, true) {
                return word.push(b'$');
            }
        }
        loop {
            match self.take() {
                Some('}') if braces => break,
                Some(c) if is_variable(c, false) => name.push(c),
                other => {
                    if let Some(c) = other {
                        self.give_back(c);
                    }
                    if braces {
                        self.fail(line, "invalid environment variable");
                    }
                    break;
                }
            }
        }
        if let Some(value) = self.env.variable(&name) {
            word.extend_from_slice(value.as_bytes());
        }
    }

    /// Resolves a home directory after `~`.
    fn home(&mut self, word: &mut Vec<u8>) {
        let line = self.line;
        let mut user = String::new();
        while let Some(c) = self.take() {
            if "/ \t\r\n\"';}".contains(c) {
                self.give_back(c);
                break;
            }
            user.push(c);
        }
        match self.env.home((!user.is_empty()).then_some(user.as_str())) {
            Some(home) => word.extend_from_slice(home.as_bytes()),
            None => self.fail(line, "syntax error"),
        }
    }
}

/// Enters or leaves quotes.
fn toggled(now: Quotes, kind: Quotes) -> Quotes {
    if now == kind { Quotes::None } else { kind }
}

/// A word, or an assignment if it has that form.
fn classify(word: String) -> Token {
    let name = word.split_once('=').map(|(name, _)| name);
    match name {
        Some(name) if is_variable_name(name) => Token::Assign(word),
        _ => Token::Word(word),
    }
}

fn is_variable_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| is_variable(c, true)) && chars.all(|c| is_variable(c, false))
}

fn is_variable(c: char, first: bool) -> bool {
    c == '_' || c.is_ascii_alphabetic() || !first && c.is_ascii_digit()
}
