//! The environment and the errors of the parser.

/// The values that a text can query and change while it is parsed.
pub trait ParseEnv {
    /// The value of a variable of the global environment.
    fn variable(&self, name: &str) -> Option<String>;
    /// Sets a variable of the global environment; hidden ones are not passed to child processes.
    fn assign(&mut self, name: &str, value: &str, hidden: bool);
    /// Whether a format of `%if` or `%elif` is true.
    fn condition(&mut self, format: &str) -> bool;
    /// The home directory of a user, or that of the current user if `None`.
    fn home(&self, user: Option<&str>) -> Option<String>;
}

/// An environment without variables, in which every condition is false.
#[derive(Clone, Copy, Debug, Default)]
pub struct EmptyEnv;

impl ParseEnv for EmptyEnv {
    fn variable(&self, _: &str) -> Option<String> {
        None
    }
    fn assign(&mut self, _: &str, _: &str, _: bool) {}
    fn condition(&mut self, _: &str) -> bool {
        false
    }
    fn home(&self, _: Option<&str>) -> Option<String> {
        None
    }
}

/// A syntax error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, from 1.
    pub line: u32,
    /// The message, in tmux's words.
    pub message: String,
}

impl ParseError {
    /// The message with its position, as tmux prints it for a file.
    pub fn describe(&self, file: Option<&str>) -> String {
        match file {
            Some(file) => format!("{file}:{}: {}", self.line, self.message),
            None => self.message.clone(),
        }
    }
}
