//! Command lines by the rules of getopt(3), with tmux's error messages. clap reads flags in other
//! ways, so the words are normalized before it sees them.

use crate::base::sorted::sort_by_key;
use crate::base::{Error, Result};
use crate::lang::script::Arg;
use crate::model::script::hint;
use crate::model::script::table::Dashes;
use crate::model::script::unsupported;

/// Whether a flag means this argument.
pub(crate) fn has_flag(arg: &clap::Arg, flag: char) -> bool {
    let aliases = arg.get_all_short_aliases().unwrap_or_default();
    arg.get_short() == Some(flag) || aliases.contains(&flag)
}

/// The words of a command as clap reads them.
#[derive(Debug)]
pub(crate) struct Normalized {
    pub words: Vec<String>,
    /// The first flag of tmux that mux does not have yet. clap would reject it.
    pub unsupported: Option<char>,
}

/// The place of flags among the arguments of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlagPlace {
    /// Flags end at the first word that is not a flag, as in tmux.
    First,
    /// Flags may follow arguments, up to `--`.
    Anywhere,
}

/// Normalizes getopt words for clap: `-dt=x y -z` becomes `-d -t==x -- y -z`, or `-d -t==x -z -- y`
/// with [`FlagPlace::Anywhere`].
///
/// # Errors
/// tmux's messages for unknown flags, missing values and wrong numbers of arguments.
pub(crate) fn normalize(
    definition: &clap::Command,
    words: &[&str],
    place: FlagPlace,
) -> Result<Normalized> {
    let name = definition.get_name();
    let mut unsupported = None;
    let mut out = Vec::new();
    let mut rest = words.iter();
    let mut plain = Vec::new();
    while let Some(word) = rest.next() {
        if *word == "--" {
            break;
        }
        if let Some(long) = word.strip_prefix("--") {
            let (long, attached) = long
                .split_once('=')
                .map_or((long, None), |(l, v)| (l, Some(v)));
            let mut args = definition.get_arguments();
            let Some(arg) = args.find(|a| a.get_long() == Some(long)) else {
                let message = format!("command {name}: unknown flag --{long}");
                let known = definition.get_arguments().filter_map(clap::Arg::get_long);
                let known: Vec<String> = known.map(|long| format!("--{long}")).collect();
                let known = known.iter().map(String::as_str);
                return Err(Error::user(hint::did_you_mean(&message, word, known)));
            };
            if arg.get_action().takes_values() {
                let value = attached.or_else(|| rest.next().copied());
                let value = value.ok_or_else(|| {
                    Error::user(format!("command {name}: --{long} expects an argument"))
                })?;
                out.push(format!("--{long}={value}"));
            } else {
                out.push((*word).to_owned());
            }
            continue;
        }
        let Some(flags) = word.strip_prefix('-').filter(|f| !f.is_empty()) else {
            plain.push((*word).to_owned());
            match place {
                FlagPlace::First => break,
                FlagPlace::Anywhere => continue,
            }
        };
        let mut flags = flags.chars();
        while let Some(flag) = flags.next() {
            let arg = definition.get_arguments().find(|a| has_flag(a, flag));
            let known = arg.map(|arg| arg.get_action().takes_values());
            let missing = || unsupported::flag(name, flag);
            let Some(takes_value) = known.or_else(missing) else {
                return Err(Error::user(format!("command {name}: unknown flag -{flag}")));
            };
            if arg.is_none() {
                unsupported = unsupported.or(Some(flag));
            }
            if !takes_value {
                out.push(format!("-{flag}"));
                if adjustment(definition, flags.as_str()) {
                    plain.push(flags.as_str().to_owned());
                    break;
                }
                continue;
            }
            let attached = flags.as_str();
            let value = if attached.is_empty() {
                rest.next().copied().ok_or_else(|| {
                    Error::user(format!("command {name}: -{flag} expects an argument"))
                })?
            } else {
                attached
            };
            out.push(format!("-{flag}={value}"));
            break;
        }
    }
    plain.extend(rest.map(|w| (*w).to_owned()));
    let (least, most) = counts(definition);
    if plain.len() < least {
        return Err(Error::user(format!(
            "command {name}: too few arguments (need at least {least})"
        )));
    }
    if most.is_some_and(|most| plain.len() > most) {
        let most = most.unwrap_or_default();
        return Err(Error::user(format!(
            "command {name}: too many arguments (need at most {most})"
        )));
    }
    if !plain.is_empty() {
        out.push("--".to_owned());
        out.extend(plain);
    }
    Ok(Normalized {
        words: out,
        unsupported,
    })
}

/// Whether the text after a flag without a value is the number that the command takes as its
/// argument, as in `resize-pane -D5` of tmux 3.8.
fn adjustment(definition: &clap::Command, text: &str) -> bool {
    let mut arguments = definition.get_positionals();
    let takes = arguments.next().and_then(clap::Arg::get_value_names);
    let takes = takes.is_some_and(|names| names.iter().any(|name| name == "adjustment"));
    takes && text.parse::<i32>().is_ok()
}

/// The minimum and maximum number of positional arguments; `None` is no maximum.
fn counts(definition: &clap::Command) -> (usize, Option<usize>) {
    let mut least = 0;
    let mut most = Some(0);
    for arg in definition.get_positionals() {
        let many = matches!(arg.get_action(), clap::ArgAction::Append);
        least += usize::from(arg.is_required_set());
        most = most.filter(|_| !many).map(|most| most + 1);
    }
    (least, most)
}

/// The words that may be used, for the end of a message.
fn use_one_of(words: &[String]) -> String {
    match words {
        [one] => format!("only: {one}"),
        [first @ .., last] => format!("use {} or {last}", first.join(", ")),
        [] => String::new(),
    }
}

/// A clap error with tmux's wording.
pub(crate) fn tmux_error(name: &str, error: &clap::Error) -> Error {
    use clap::error::{ContextKind, ContextValue};
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(s)) => s.join(" "),
        _ => String::new(),
    };
    let arg = text(ContextKind::InvalidArg);
    let flag = arg.split_whitespace().next().unwrap_or_default().to_owned();
    let value = text(ContextKind::InvalidValue);
    if let Some(ContextValue::Strings(known)) = error.get(ContextKind::ValidValue)
        && !known.is_empty()
    {
        let what = flag.trim_matches(['<', '>', '[', ']']);
        return Error::user(format!(
            "command {name}: unknown {what}: {value} ({})",
            use_one_of(known)
        ));
    }
    let source = std::error::Error::source(error).map(ToString::to_string);
    Error::user(match source {
        Some(why) => format!("command {name}: {flag} {value}: {why}"),
        None if value.is_empty() => format!("command {name}: invalid or missing {arg}"),
        None => format!("command {name}: invalid {flag}: {value}"),
    })
}

/// The arguments of a command, parted into flags and the rest.
pub(crate) struct Flags {
    /// Flags without values, sorted.
    pub simple: Vec<char>,
    /// Flags with values, sorted by flag. Long flags have the flag `-` and are words with their
    /// value.
    pub valued: Vec<(char, Arg)>,
    /// The positional arguments.
    pub rest: Vec<Arg>,
    /// `--` stands before the positional arguments.
    pub ended: bool,
}

/// Parts the words of a command, of which the first is its name.
pub(crate) fn flags(definition: &clap::Command, args: &[Arg]) -> Flags {
    let mut simple = Vec::new();
    let mut valued: Vec<(char, Arg)> = Vec::new();
    let mut rest = args.iter().skip(1).peekable();
    let mut numbers = Vec::new();
    let mut ended = false;
    while let Some(arg) = rest.next_if(|a| a.text.len() > 1 && a.text.starts_with('-')) {
        if arg.text.starts_with("--") {
            if arg.text != "--" {
                valued.push(('-', arg.clone()));
                continue;
            }
            ended = true;
            break;
        }
        let mut flags = arg.text[1..].chars();
        while let Some(flag) = flags.next() {
            let mut known = definition.get_arguments();
            let known = known.find(|a| has_flag(a, flag));
            let known = known.map(|a| a.get_action().takes_values());
            let missing = || unsupported::flag(definition.get_name(), flag);
            if known.or_else(missing) == Some(true) {
                let attached = Some(flags.as_str()).filter(|text| !text.is_empty());
                let value = attached.map(Arg::word);
                valued.extend(value.or_else(|| rest.next().cloned()).map(|v| (flag, v)));
                break;
            }
            simple.push(flag);
            if adjustment(definition, flags.as_str()) {
                numbers.push(Arg::word(flags.as_str()));
                break;
            }
        }
    }
    simple.sort_unstable();
    sort_by_key(&mut valued, |(flag, _)| *flag);
    Flags {
        simple,
        valued,
        rest: numbers.into_iter().chain(rest.cloned()).collect(),
        ended,
    }
}

/// The words of a command in tmux's order for printing: name, flags without values in one word,
/// flags with values, positional arguments.
pub(crate) fn tmux_order(definition: &clap::Command, args: &[Arg], dashes: Dashes) -> Vec<Arg> {
    ordered(definition.get_name(), flags(definition, args), dashes)
}

/// The words of the command `name` with parted arguments, as [`tmux_order`].
pub(crate) fn ordered(name: &str, flags: Flags, dashes: Dashes) -> Vec<Arg> {
    let simple: String = flags.simple.into_iter().collect();
    let simple = (!simple.is_empty()).then(|| Arg::word(format!("-{simple}")));
    let valued = flags.valued.into_iter().flat_map(|(flag, value)| {
        let flag = (flag != '-').then(|| Arg::word(format!("-{flag}")));
        flag.into_iter().chain([value])
    });
    let needed = flags.rest.first().is_some_and(|a| a.text.starts_with('-'));
    let dashes = needed || flags.ended && dashes == Dashes::Keep;
    let dashes = dashes.then(|| Arg::word("--"));
    let ordered = [Arg::word(name)].into_iter().chain(simple).chain(valued);
    ordered.chain(dashes).chain(flags.rest).collect()
}

/// The flags of a command that tmux has since 3.8. They are not in its usage of 3.7.
pub(crate) fn flags_of_3_8(command: &str) -> &'static [char] {
    match command {
        "command-prompt" | "confirm-before" => &['P'],
        "kill-pane" | "kill-session" | "kill-window" => &['f'],
        "set-hook" => &['B', 'E'],
        // Of mux alone.
        "select-layout" | "split-window" => &['A'],
        "show-hooks" | "show-options" => &['F'],
        "wait-for" => &['E'],
        _ => &[],
    }
}

/// The usage of a command as `list-commands` prints it, in tmux's style, without the flags
/// `hidden`.
pub(crate) fn usage(definition: &clap::Command, hidden: &[char]) -> String {
    let mut simple = String::new();
    let mut valued = Vec::new();
    let mut words = Vec::new();
    let is_hidden = |arg: &clap::Arg| {
        let hidden = arg.get_short().is_some_and(|flag| hidden.contains(&flag));
        hidden || arg.is_hide_set()
    };
    for arg in definition.get_arguments().filter(|arg| !is_hidden(arg)) {
        let names = arg.get_value_names().unwrap_or_default();
        let value = names.first().map_or("value", |n| n.as_str()).to_lowercase();
        if arg.is_positional() {
            let many = matches!(arg.get_action(), clap::ArgAction::Append);
            let more = match value.as_str() {
                _ if !many => "",
                "command" | "shell-command" => " [argument ...]",
                _ => " ...",
            };
            words.push(if arg.is_required_set() {
                format!("{value}{more}")
            } else {
                format!("[{value}{more}]")
            });
        } else if arg.get_action().takes_values() {
            let flag = arg.get_short().map_or_else(
                || format!("--{}", arg.get_long().unwrap_or_default()),
                |c| format!("-{c}"),
            );
            valued.push(format!("[{flag} {value}]"));
        } else if let Some(flag) = arg.get_short() {
            simple.push(flag);
        } else if let Some(flag) = arg.get_long() {
            valued.push(format!("[--{flag}]"));
        }
    }
    let mut flags: Vec<char> = simple.chars().collect();
    sort_by_key(&mut flags, |c| {
        (c.to_ascii_lowercase(), c.is_ascii_lowercase())
    });
    let simple: String = flags.into_iter().collect();
    let simple = (!simple.is_empty()).then(|| format!("[-{simple}]"));
    let parts: Vec<String> = simple.into_iter().chain(valued).chain(words).collect();
    parts.join(" ")
}
