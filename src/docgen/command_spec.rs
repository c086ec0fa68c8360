//! Command definitions as pages and scripts need them. Only this file knows clap.

use super::completion_kind::CompletionKind;
use crate::base::sorted::sort_by_key;

/// A command.
pub(super) struct CommandSpec {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    /// One-line description; `long_about` is the complete one.
    pub(super) about: String,
    pub(super) long_about: String,
    pub(super) flags: Vec<Flag>,
    pub(super) positionals: Vec<Positional>,
}

/// A flag: `-t target-session`, `--json`.
pub(super) struct Flag {
    /// As typed, with its dashes.
    pub(super) typed: String,
    pub(super) short: Option<char>,
    pub(super) long: Option<String>,
    pub(super) value: Option<Value>,
    pub(super) help: String,
}

/// A positional argument.
pub(super) struct Positional {
    pub(super) value: Value,
    pub(super) required: bool,
    pub(super) many: bool,
    pub(super) help: String,
}

/// The value of a flag or positional argument.
pub(super) struct Value {
    pub(super) name: String,
    pub(super) kind: CompletionKind,
    /// All permitted values, if there is a fixed set.
    pub(super) choices: Vec<String>,
}

impl Value {
    fn of(arg: &clap::Arg) -> Self {
        let names = arg.get_value_names().unwrap_or_default();
        let name = names
            .first()
            .map_or_else(|| arg.get_id().as_str(), |name| name.as_str())
            .to_lowercase();
        let choices = arg.get_possible_values();
        Self {
            kind: CompletionKind::of(&name),
            name,
            choices: choices
                .iter()
                .filter(|c| !c.is_hide_set())
                .map(|c| c.get_name().to_owned())
                .collect(),
        }
    }
}

impl Flag {
    fn of(arg: &clap::Arg) -> Option<Self> {
        let (short, long) = (arg.get_short(), arg.get_long().map(str::to_owned));
        let typed = match (short, &long) {
            (Some(short), _) => format!("-{short}"),
            (None, Some(long)) => format!("--{long}"),
            (None, None) => return None,
        };
        Some(Self {
            typed,
            short,
            long,
            value: arg.get_action().takes_values().then(|| Value::of(arg)),
            help: plain(arg.get_help()),
        })
    }

    /// All spellings, short and long.
    pub(super) fn spellings(&self) -> Vec<String> {
        let long = self.long.as_ref().map(|long| format!("--{long}"));
        let short = self.short.map(|short| format!("-{short}"));
        short.into_iter().chain(long).collect()
    }

    /// As in usage lines: `-t target-session`.
    pub(super) fn usage(&self) -> String {
        let value = self.value.as_ref().map(|v| format!(" {}", v.name));
        format!("{}{}", self.typed, value.unwrap_or_default())
    }
}

impl Positional {
    fn usage(&self) -> String {
        let dots = match self.value.name.as_str() {
            _ if !self.many => "",
            "command" | "shell-command" => " [argument ...]",
            _ => " ...",
        };
        match self.required {
            true => format!("{}{dots}", self.value.name),
            false => format!("[{}{dots}]", self.value.name),
        }
    }
}

impl CommandSpec {
    /// Whether `name` is its name or an alias.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().any(|alias| alias == name)
    }

    /// Converts a clap definition.
    pub(super) fn of(command: &clap::Command) -> Self {
        let args = || command.get_arguments().filter(|a| !a.is_hide_set());
        let words = args()
            .filter(|arg| arg.is_positional())
            .map(|arg| Positional {
                value: Value::of(arg),
                required: arg.is_required_set(),
                many: matches!(arg.get_action(), clap::ArgAction::Append),
                help: plain(arg.get_help()),
            });
        let about = plain(command.get_about());
        let long_about = plain(command.get_long_about());
        Self {
            name: command.get_name().to_owned(),
            aliases: command.get_visible_aliases().map(str::to_owned).collect(),
            long_about: if long_about.is_empty() {
                about.clone()
            } else {
                long_about
            },
            about,
            flags: args().filter_map(Flag::of).collect(),
            positionals: words.collect(),
        }
    }

    /// Flags and arguments as `list-commands` shows them: first the flags without a value, in one
    /// group.
    pub(super) fn usage(&self) -> String {
        let simple = |flag: &&Flag| flag.value.is_none() && flag.short.is_some();
        let mut letters: Vec<char> = (self.flags.iter().filter(simple))
            .filter_map(|f| f.short)
            .collect();
        sort_by_key(&mut letters, |c| {
            (c.to_ascii_lowercase(), c.is_ascii_lowercase())
        });
        let letters: String = letters.into_iter().collect();
        let letters = (!letters.is_empty()).then(|| format!("[-{letters}]"));
        let others = (self.flags.iter().filter(|f| !simple(f))).map(|f| format!("[{}]", f.usage()));
        let words = self.positionals.iter().map(Positional::usage);
        let parts: Vec<String> = letters.into_iter().chain(others).chain(words).collect();
        parts.join(" ")
    }
}

fn plain(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

/// The text in single quotes, for POSIX shells and zsh.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
