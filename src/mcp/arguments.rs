//! The arguments of `mux mcp`.

use crate::base::{Error, Result};

/// What the tools may do. Each level includes those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Allow {
    /// Read lists, screens and events.
    #[default]
    Read,
    /// Also start programs and type into panes.
    Change,
    /// Also close panes.
    Destroy,
}

impl Allow {
    /// The word on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Change => "change",
            Self::Destroy => "destroy",
        }
    }
}

/// The arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// What the tools may do.
    pub allow: Allow,
    /// The only session, window or pane that the tools see.
    pub target: Option<String>,
}

impl Arguments {
    /// Parses the words behind `mux mcp`.
    ///
    /// # Errors
    /// If a word is unknown or has no value.
    pub fn parse(words: &[String]) -> Result<Self> {
        let mut arguments = Self::default();
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let (flag, value) = match word.split_once('=') {
                Some((flag, value)) => (flag, Some(value)),
                None => (word, None),
            };
            let mut value = || {
                let missing = || Error::user(format!("{flag} needs a value"));
                value.or_else(|| words.next()).ok_or_else(missing)
            };
            match flag {
                "--allow" => {
                    let name = value()?;
                    let all = [Allow::Read, Allow::Change, Allow::Destroy];
                    let known = all.into_iter().find(|allow| allow.name() == name);
                    arguments.allow = known.ok_or_else(|| {
                        Error::user(format!("--allow {name}: use read, change or destroy"))
                    })?;
                }
                "-t" => arguments.target = Some(value()?.to_owned()),
                _ => {
                    let usage = "usage: mux mcp [--allow read|change|destroy] [-t target]";
                    return Err(Error::user(format!("unknown argument: {word}; {usage}")));
                }
            }
        }
        Ok(arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_only_read_unless_more_is_allowed() {
        let parse = |line: &str| {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            Arguments::parse(&words).map_err(|error| error.message)
        };
        assert_eq!(parse(""), Ok(Arguments::default()));
        let wanted = Arguments {
            allow: Allow::Change,
            target: Some("$1".to_owned()),
        };
        assert_eq!(parse("--allow change -t $1"), Ok(wanted));
        assert_eq!(parse("--allow=destroy").unwrap().allow, Allow::Destroy);
        let why = parse("--allow all").unwrap_err();
        assert_eq!(why, "--allow all: use read, change or destroy");
        assert_eq!(parse("-t").unwrap_err(), "-t needs a value");
        assert!(
            parse("x")
                .unwrap_err()
                .starts_with("unknown argument: x; usage: ")
        );
    }
}
