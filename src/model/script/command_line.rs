//! Answers about a command line from the command table, for a process that has no world.

use crate::base::Error;
use crate::lang::script::from_words;
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::model::script::hint;
use crate::model::script::table::{counted_words, find, lookup, parse, with_definition};
use crate::model::state::command::CommandDef;
use crate::model::state::options::default;

/// Whether a command in these words starts a server when none runs, or there is no command at all:
/// the default command starts one.
pub fn may_start(table: &'static [CommandDef], words: &[String]) -> bool {
    let commands = from_words(words).commands;
    words.is_empty()
        || commands
            .iter()
            .any(|line| lookup(table, line).is_ok_and(|command| command.starts_server))
}

/// The full name of the first command in these words. `None` if it is unknown or ambiguous.
pub fn command_name(table: &'static [CommandDef], words: &[String]) -> Option<&'static str> {
    let name = words.first()?;
    Some(find(table, name, counted_words(words)).ok()?.name)
}

/// The index in `words` of the first argument of the first command that is neither a flag nor the
/// value of one. `None` if there is none before the command ends, or the command is unknown.
pub fn first_operand(table: &'static [CommandDef], words: &[String]) -> Option<usize> {
    let (name, rest) = words.split_first()?;
    let command = find(table, name, rest.len()).ok()?;
    with_definition(command, |definition| {
        let takes_value = |flag: char| {
            let mut flags = definition.get_arguments();
            let flag = flags.find(|arg| arg.get_short() == Some(flag));
            flag.is_some_and(|arg| arg.get_action().takes_values())
        };
        let mut value = false;
        for (at, word) in rest.iter().enumerate() {
            if std::mem::take(&mut value) {
                continue;
            }
            match word.strip_prefix('-') {
                Some(flags) => {
                    let takes = flags.find(takes_value);
                    value = takes.is_some_and(|place| place + 1 == flags.len());
                }
                None if word.starts_with(';') => return None,
                None => return Some(at + 1),
            }
        }
        None
    })
}

/// Whether the words are one command that may be asked again after the death of the server: it has
/// the flag `--request`.
pub fn takes_request(table: &'static [CommandDef], words: &[String]) -> bool {
    let commands = from_words(words).commands;
    let [line] = commands.as_slice() else {
        return false;
    };
    lookup(table, line).is_ok_and(|command| {
        with_definition(command, |definition| {
            let mut flags = definition.get_arguments();
            command.for_scripts && flags.any(|arg| arg.get_long() == Some("request"))
        })
    })
}

/// The first mistake in these words: an unknown or ambiguous command, or wrong flags or arguments.
/// A server explains more, because it knows the aliases and the prefix key.
pub fn mistake(table: &'static [CommandDef], words: &[String]) -> Option<Error> {
    if let Some(error) = hint::save_with_a_name(words) {
        return Some(error);
    }
    let commands = from_words(words).commands;
    let known = commands.iter().filter(|line| !is_alias(line.name()));
    let mut errors = known.filter_map(|line| {
        let error = parse(table, line).err()?;
        let error = hint::unknown_command(table, line.name(), error);
        Some(hint::words(words, line.name(), error))
    });
    let mut error = errors.next()?;
    let first = words.first().map_or("", String::as_str);
    error.message = hint::explain(&error.message, first, "C-b");
    Some(error)
}

/// Whether the default of `command-alias` has this name.
fn is_alias(name: &str) -> bool {
    let Some(Value::Array(aliases)) = default(options::COMMAND_ALIAS.name()) else {
        return false;
    };
    let mut aliases = aliases.values().filter_map(|alias| alias.split_once('='));
    aliases.any(|(alias, _)| alias == name)
}

/// The message about a word that is no command: what it probably means.
pub fn about_unknown<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let plain = format!("unknown command: {name}");
    let message = hint::did_you_mean(&plain, name, known);
    match message == plain {
        true => format!("{plain}; 'mux list-commands' lists them"),
        false => message,
    }
}

/// The full name of the first command in these words if they ask for its help: `--help`, or `-h`
/// where the command has no such flag, before its first operand.
pub fn asked_for_help(table: &'static [CommandDef], words: &[String]) -> Option<&'static str> {
    let (name, rest) = words.split_first()?;
    let command = find(table, name, 0).ok()?;
    with_definition(command, |definition| {
        let flag = |flag: char| {
            let mut flags = definition.get_arguments();
            flags.find(|arg| arg.get_short() == Some(flag))
        };
        let mut rest = rest.iter();
        while let Some(word) = rest.next() {
            match word.as_str() {
                "--help" => return Some(command.name),
                "-h" if flag('h').is_none() => return Some(command.name),
                "--" => return None,
                _ => {}
            }
            let flags = word.strip_prefix('-').filter(|flags| !flags.is_empty())?;
            let takes = flags.find(|c| flag(c).is_some_and(|arg| arg.get_action().takes_values()));
            if takes.is_some_and(|place| place + 1 == flags.len()) {
                rest.next();
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::commands::COMMANDS;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn mistakes_are_found_without_a_server() {
        for (line, wanted) in [
            ("", None),
            ("ls", None),
            ("info", None),
            ("save --json", None),
            ("new -s x ; kill-session", None),
            (
                "statsu",
                Some("unknown command: statsu (did you mean status?)"),
            ),
            (
                "ls ; kill-sesion",
                Some("unknown command: kill-sesion (did you mean kill-session?)"),
            ),
            ("ls -Z", Some("command list-sessions: unknown flag -Z")),
            (
                "quit",
                Some(
                    "quit is not a command: kill-session ends one session, \
                     kill-server ends everything, C-b d detaches",
                ),
            ),
        ] {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            let found = mistake(COMMANDS, &words).map(|error| error.message);
            assert_eq!(found.as_deref(), wanted, "{line}");
        }
    }

    #[test]
    fn commands_for_scripts_are_asked_again_alone() {
        for (text, want) in [
            ("await --text x", true),
            ("submit -t %1 x", true),
            ("exec -- ls", true),
            ("spawn", true),
            ("await --exit ; ls", false),
            ("ls", false),
            ("", false),
        ] {
            assert_eq!(takes_request(COMMANDS, &words(text)), want, "{text}");
        }
    }

    #[test]
    fn some_commands_start_a_server() {
        for (text, want) in [
            ("", true),
            ("new", true),
            ("new-session -d", true),
            ("new-s", true),
            ("new-", false),
            ("neww", false),
            ("a", true),
            ("at -t x", true),
            ("start ; ls", true),
            ("ls ; new -d", true),
            ("ls; new -d", true),
            ("set x a\\; new", false),
            ("ls new", false),
            ("s", false),
            ("sta", true),
            ("kill-server", false),
            ("lsk", true),
            ("workspace load x", true),
            ("work list", true),
            ("w", false),
            ("attach-sessionx", false),
        ] {
            assert_eq!(may_start(COMMANDS, &words(text)), want, "{text}");
        }
    }

    #[test]
    fn help_is_asked_for_before_the_first_operand() {
        for (text, want) in [
            ("new -h", Some("new-session")),
            ("new --help", Some("new-session")),
            ("new -d -s x --help", Some("new-session")),
            ("new -s --help", None),
            ("new ls --help", None),
            ("new -- --help", None),
            ("splitw -h", None),
            ("splitw -h --help", Some("split-window")),
            ("save --help", Some("save")),
            ("workspace -h", Some("workspace")),
            ("nonsuch --help", None),
            ("ls", None),
            ("", None),
        ] {
            assert_eq!(asked_for_help(COMMANDS, &words(text)), want, "{text}");
        }
    }

    #[test]
    fn operands_follow_flags_and_their_values() {
        for (text, want) in [
            ("attach", None),
            ("attach box", Some(1)),
            ("attach -dt work", None),
            ("a -c /tmp box", Some(3)),
            ("attach ; ls", None),
            ("attach-sessionx box", None),
            ("new -s work box:", Some(3)),
        ] {
            assert_eq!(first_operand(COMMANDS, &words(text)), want, "{text}");
        }
        assert_eq!(
            command_name(COMMANDS, &words("new-s -d")),
            Some("new-session")
        );
        assert_eq!(
            command_name(COMMANDS, &words("work load x")),
            Some("workspace")
        );
        assert_eq!(command_name(COMMANDS, &words("nonsuch")), None);
    }
}
