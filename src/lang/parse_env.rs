//! The environment and the errors of the parser: what a config file or command string may query and
//! change while it is parsed.

/// What a text may ask for and change while it is parsed.
pub trait ParseEnv {
    /// The value of a variable of the global environment.
    fn variable(&self, name: &str) -> Option<String>;
    /// Sets a variable of the global environment; children do not get a hidden one.
    fn assign(&mut self, name: &str, value: &str, hidden: bool);
    /// Whether a format of `%if` or `%elif` is true.
    fn condition(&mut self, format: &str) -> bool;
    /// The home directory of a user, or of the one who runs this.
    fn home(&self, user: Option<&str>) -> Option<String>;
}

/// ParseEnv in which nothing is set and every condition is false.
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

/// A line that is not in the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, from 1.
    pub line: u32,
    /// What to say, in tmux's words.
    pub message: String,
}

impl ParseError {
    /// The sentence with the place before it, as tmux prints it for a file.
    pub fn describe(&self, file: Option<&str>) -> String {
        match file {
            Some(file) => format!("{file}:{}: {}", self.line, self.message),
            None => self.message.clone(),
        }
    }
}
