//! What a command is: its row in the table, how its words become its arguments, how it is run.

use crate::base::{Error, Result};
use crate::lang::script::{Arg, CommandLine, Script};
use crate::model::call::{Call, Flow};
use crate::model::commands::COMMANDS;
use clap::ArgMatches;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A command: its arguments, and what it does.
pub trait Verb: clap::Args {
    /// Its name.
    const NAME: &'static str;
    /// tmux's short name for it, or nothing.
    const ALIAS: &'static str = "";
    /// Whether it is a word of mux's own, which gets out of the way of tmux's.
    const OWN: bool = false;

    /// Does it.
    ///
    /// # Errors
    /// With a sentence for the person who asked.
    fn run(self, call: &mut Call<'_>) -> Result<Flow>;
}

/// A row of the table of commands.
pub struct Entry {
    /// The name.
    pub name: &'static str,
    /// The short name, or nothing.
    pub alias: &'static str,
    own: bool,
    define: fn() -> clap::Command,
    start: fn(&mut Call<'_>, &ArgMatches) -> Result<Flow>,
}

impl Entry {
    /// The row of a command.
    pub const fn of<V: Verb>() -> Self {
        Self {
            name: V::NAME,
            alias: V::ALIAS,
            own: V::OWN,
            define: define::<V>,
            start: start::<V>,
        }
    }

    /// Its definition: flags, values, words, help.
    pub fn definition(&self) -> clap::Command {
        let command = (self.define)();
        if self.alias.is_empty() {
            command
        } else {
            command.visible_alias(self.alias)
        }
    }

    /// Its usage as `list-commands` prints it.
    pub fn usage(&self) -> String {
        usage(&(self.define)())
    }
}

fn define<V: Verb>() -> clap::Command {
    V::augment_args(clap::Command::new(V::NAME))
        .no_binary_name(true)
        .disable_help_flag(true)
        .args_override_self(true)
}

fn start<V: Verb>(call: &mut Call<'_>, matches: &ArgMatches) -> Result<Flow> {
    let args = V::from_arg_matches(matches);
    args.map_err(|e| spoken(V::NAME, &e))?.run(call)
}

/// Finds a command by its name, its alias or the start of its name. Words of mux's own stand behind
/// tmux's: one that is the start of a tmux command's name is that command as soon as anything follows
/// it (`words`), and no part of one makes a part of tmux's ambiguous.
///
/// # Errors
/// `unknown command: x`, or `ambiguous command: x, could be: …`.
pub fn find(name: &str, words: usize) -> Result<&'static Entry> {
    let exact = COMMANDS
        .iter()
        .find(|e| e.name == name || (e.alias == name && !name.is_empty()));
    if let Some(entry) = exact.filter(|e| !e.own || words == 0) {
        return Ok(entry);
    }
    let starting = |own: bool| -> Vec<&'static Entry> {
        let all = COMMANDS.iter().filter(|e| e.own == own);
        all.filter(|e| e.name.starts_with(name)).collect()
    };
    let tmux = starting(false);
    let starting = match exact {
        _ if !tmux.is_empty() => tmux,
        Some(own) => return Ok(own),
        None => starting(true),
    };
    match starting.as_slice() {
        [one] => Ok(one),
        [] => Err(Error::user(format!("unknown command: {name}"))),
        many => {
            let names: Vec<&str> = many.iter().map(|e| e.name).collect();
            let names = names.join(", ");
            Err(Error::user(format!(
                "ambiguous command: {name}, could be: {names}"
            )))
        }
    }
}

/// Finds the command of a line.
///
/// # Errors
/// As [`find`].
pub fn of(line: &CommandLine) -> Result<&'static Entry> {
    find(line.name(), line.args.len().saturating_sub(1))
}

/// Runs one command.
///
/// # Errors
/// If it is unknown, its words are wrong, or it fails.
pub fn run(call: &mut Call<'_>, line: &CommandLine) -> Result<Flow> {
    let (entry, matches) = matches(line)?;
    call.words.clone_from(&line.args);
    call.file.clone_from(&line.file);
    (entry.start)(call, &matches)
}

/// Checks a command without running it: its name and its words.
///
/// # Errors
/// As [`run`] would before the command starts.
pub fn check(line: &CommandLine) -> Result<&'static Entry> {
    matches(line).map(|(entry, _)| entry)
}

/// A script with the full names of its commands and their flags in order, as lists of keys and hooks
/// print them.
pub fn named(mut script: Script) -> Script {
    for line in script.sequences.iter_mut().flat_map(|s| &mut s.commands) {
        if let Ok(entry) = of(line) {
            line.args = with_definition(entry, |definition| in_order(definition, &line.args));
        }
        for arg in &mut line.args {
            arg.block = arg.block.take().map(named);
        }
        line.line = 0;
        line.file = None;
    }
    script
}

/// The words of a command: its name, flags without values together, flags with values, the rest.
fn in_order(definition: &clap::Command, args: &[Arg]) -> Vec<Arg> {
    let mut simple = String::new();
    let mut valued: Vec<(char, Arg)> = Vec::new();
    let mut rest = args.iter().skip(1).peekable();
    while let Some(arg) = rest.next_if(|a| a.text.len() > 1 && a.text.starts_with('-')) {
        if arg.text.starts_with("--") {
            if arg.text != "--" {
                valued.push(('-', arg.clone()));
                continue;
            }
            break;
        }
        let mut flags = arg.text[1..].chars();
        while let Some(flag) = flags.next() {
            let mut known = definition.get_arguments();
            let known = known.find(|a| a.get_short() == Some(flag));
            if known.is_some_and(|a| a.get_action().takes_values()) {
                let attached = Some(flags.as_str()).filter(|text| !text.is_empty());
                let value = attached.map(Arg::word);
                valued.extend(value.or_else(|| rest.next().cloned()).map(|v| (flag, v)));
                break;
            }
            simple.push(flag);
        }
    }
    let mut flags: Vec<char> = simple.chars().collect();
    flags.sort_unstable();
    valued.sort_by_key(|(flag, _)| *flag);
    let simple: String = flags.into_iter().collect();
    let simple = (!simple.is_empty()).then(|| Arg::word(format!("-{simple}")));
    let valued = valued.into_iter().flat_map(|(flag, value)| {
        let flag = (flag != '-').then(|| Arg::word(format!("-{flag}")));
        flag.into_iter().chain([value])
    });
    let name = Arg::word(definition.get_name());
    // Words that look like flags and are none stay behind two dashes.
    let dashes = rest.peek().filter(|a| a.text.starts_with('-'));
    let dashes = dashes.map(|_| Arg::word("--"));
    let ordered = [name].into_iter().chain(simple).chain(valued);
    ordered.chain(dashes).chain(rest.cloned()).collect()
}

fn matches(line: &CommandLine) -> Result<(&'static Entry, ArgMatches)> {
    let entry = of(line)?;
    let words: Vec<&str> = line.args.iter().skip(1).map(|a| a.text.as_str()).collect();
    with_definition(entry, |definition| {
        let words = separate(definition, &words)?;
        let matches = definition.try_get_matches_from_mut(words);
        Ok((entry, matches.map_err(|e| spoken(entry.name, &e))?))
    })
}

thread_local! {
    /// Built definitions: building one costs 70 times what using it does.
    static BUILT: RefCell<BTreeMap<&'static str, clap::Command>> = const { RefCell::new(BTreeMap::new()) };
}

fn with_definition<T>(entry: &Entry, work: impl FnOnce(&mut clap::Command) -> T) -> T {
    let kept = BUILT.with_borrow_mut(|built| built.remove(entry.name));
    let mut definition = kept.unwrap_or_else(|| {
        let mut new = (entry.define)();
        new.build();
        new
    });
    let result = work(&mut definition);
    BUILT.with_borrow_mut(|built| built.insert(entry.name, definition));
    result
}

/// Brings words in the manner of getopt (`-dt=x`, words after the first that is no flag) into a
/// form that has one meaning: `-d`, `-t==x`, `--`, words.
fn separate(definition: &clap::Command, words: &[&str]) -> Result<Vec<String>> {
    let name = definition.get_name();
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
                return Err(Error::user(format!(
                    "command {name}: unknown flag --{long}"
                )));
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
            break;
        };
        let mut flags = flags.chars();
        while let Some(flag) = flags.next() {
            let arg = definition
                .get_arguments()
                .find(|a| a.get_short() == Some(flag));
            let Some(arg) = arg else {
                return Err(Error::user(format!("command {name}: unknown flag -{flag}")));
            };
            if !arg.get_action().takes_values() {
                out.push(format!("-{flag}"));
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
    Ok(out)
}

/// How many plain words a command takes: at least, at most.
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

/// clap's complaint in tmux's words.
fn spoken(name: &str, error: &clap::Error) -> Error {
    use clap::error::{ContextKind, ContextValue};
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(s)) => s.join(" "),
        _ => String::new(),
    };
    let arg = text(ContextKind::InvalidArg);
    let flag = arg.split_whitespace().next().unwrap_or_default().to_owned();
    let value = text(ContextKind::InvalidValue);
    let source = std::error::Error::source(error).map(ToString::to_string);
    Error::user(match source {
        Some(why) => format!("command {name}: {flag} {value}: {why}"),
        None if value.is_empty() => format!("command {name}: invalid or missing {arg}"),
        None => format!("command {name}: invalid {flag}: {value}"),
    })
}

fn usage(definition: &clap::Command) -> String {
    let mut simple = String::new();
    let mut valued = Vec::new();
    let mut words = Vec::new();
    for arg in definition.get_arguments().filter(|a| !a.is_hide_set()) {
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
    flags.sort_unstable_by_key(|c| (c.to_ascii_lowercase(), c.is_ascii_lowercase()));
    let simple: String = flags.into_iter().collect();
    let simple = (!simple.is_empty()).then(|| format!("[-{simple}]"));
    let parts: Vec<String> = simple.into_iter().chain(valued).chain(words).collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Commands of tmux that are not there yet.
    const MISSING: &[&str] = &[
        "display-popup",
        "lock-client",
        "lock-server",
        "lock-session",
        "new-pane",
        "server-access",
    ];
    use crate::lang::script::from_words;

    fn error(words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        let script = from_words(&words);
        let line = &script.commands[0];
        check(line).map(|_| ()).map_err(|e| e.message).unwrap_err()
    }

    /// The commands of tmux 3.7 with their aliases.
    const TMUX: &str = "attach-session/attach bind-key/bind break-pane/breakp capture-pane/capturep choose-buffer \
        choose-client choose-tree clear-history/clearhist clear-prompt-history/clearphist \
        clock-mode command-prompt confirm-before/confirm copy-mode customize-mode \
        delete-buffer/deleteb detach-client/detach display-menu/menu display-message/display \
        display-panes/displayp display-popup/popup find-window/findw has-session/has if-shell/if \
        join-pane/joinp kill-pane/killp kill-server kill-session kill-window/killw last-pane/lastp \
        last-window/last link-window/linkw list-buffers/lsb list-clients/lsc list-commands/lscm \
        list-keys/lsk list-panes/lsp list-sessions/ls list-windows/lsw load-buffer/loadb \
        lock-client/lockc lock-server/lock lock-session/locks move-pane/movep move-window/movew \
        new-pane/newp new-session/new new-window/neww next-layout/nextl next-window/next \
        paste-buffer/pasteb pipe-pane/pipep previous-layout/prevl previous-window/prev \
        refresh-client/refresh rename-session/rename rename-window/renamew resize-pane/resizep \
        resize-window/resizew respawn-pane/respawnp respawn-window/respawnw rotate-window/rotatew \
        run-shell/run save-buffer/saveb select-layout/selectl select-pane/selectp \
        select-window/selectw send-keys/send send-prefix server-access set-buffer/setb \
        set-environment/setenv set-hook set-option/set set-window-option/setw show-buffer/showb \
        show-environment/showenv show-hooks show-messages/showmsgs show-options/show \
        show-prompt-history/showphist show-window-options/showw source-file/source \
        split-window/splitw start-server/start suspend-client/suspendc swap-pane/swapp \
        swap-window/swapw switch-client/switchc unbind-key/unbind unlink-window/unlinkw \
        wait-for/wait";

    fn tmux() -> Vec<(&'static str, &'static str)> {
        let rows = TMUX.split_whitespace();
        rows.map(|row| row.split_once('/').unwrap_or((row, "")))
            .collect()
    }

    /// What tmux takes a word for.
    fn as_tmux(word: &str) -> Option<&'static str> {
        let all = tmux();
        let exact = all
            .iter()
            .find(|(name, alias)| *name == word || *alias == word);
        let mut starting = all.iter().filter(|(name, _)| name.starts_with(word));
        let found = exact.or_else(|| starting.next().filter(|_| starting.next().is_none()));
        found.map(|(name, _)| *name)
    }

    #[test]
    fn every_word_that_tmux_takes_for_a_command_is_that_command() {
        for (name, alias) in tmux() {
            let starts = (1..=name.len()).map(|n| &name[..n]);
            for word in starts.chain([alias]).filter(|word| !word.is_empty()) {
                let found = find(word, 1).map(|entry| entry.name);
                match as_tmux(word) {
                    Some(wanted) if MISSING.contains(&wanted) => {}
                    Some(wanted) => assert_eq!(found, Ok(wanted), "{word}"),
                    None => assert!(
                        found.as_ref().is_err() || !is_own(found.as_deref().unwrap_or_default()),
                        "{word}: {found:?}"
                    ),
                }
            }
        }
    }

    fn is_own(name: &str) -> bool {
        COMMANDS.iter().any(|entry| entry.own && entry.name == name)
    }

    #[test]
    fn every_command_is_tmuxs_or_our_own() {
        for entry in COMMANDS {
            let theirs = tmux().contains(&(entry.name, entry.alias));
            assert_ne!(theirs, entry.own, "{}", entry.name);
        }
        for (name, _) in tmux() {
            let known = COMMANDS.iter().any(|entry| entry.name == name);
            assert_ne!(known, MISSING.contains(&name), "{name}");
        }
    }

    #[test]
    fn own_words_stand_alone() {
        for (word, words, name) in [
            ("save", 0, "save"),
            ("save", 1, "save-buffer"),
            ("save-b", 1, "save-buffer"),
            ("search", 1, "search"),
            ("restore", 0, "restore"),
            ("work", 1, "workspace"),
        ] {
            let found = find(word, words).map(|entry| entry.name);
            assert_eq!(found, Ok(name), "{word} {words}");
        }
    }

    #[test]
    fn every_definition_is_sound_and_every_name_unique() {
        let mut names = std::collections::BTreeSet::new();
        for entry in COMMANDS {
            entry.definition().debug_assert();
            assert!(names.insert(entry.name), "{}", entry.name);
            assert!(
                entry.alias.is_empty() || names.insert(entry.alias),
                "{}",
                entry.alias
            );
        }
    }

    #[test]
    fn complaints_are_in_tmuxs_words() {
        for (words, message) in [
            (&["no-such"][..], "unknown command: no-such"),
            (
                &["kill-server", "-Z"],
                "command kill-server: unknown flag -Z",
            ),
            (
                &["kill-server", "x"],
                "command kill-server: too many arguments (need at most 0)",
            ),
            (
                &["rename-window"],
                "command rename-window: too few arguments (need at least 1)",
            ),
            (
                &["kill-pane", "-t"],
                "command kill-pane: -t expects an argument",
            ),
        ] {
            assert_eq!(error(words), message);
        }
        assert!(error(&["sp-none"]).starts_with("unknown command"));
        assert!(error(&["list"]).starts_with("ambiguous command: list, could be: list-"));
    }

    #[test]
    fn values_keep_their_equals_sign_and_their_dash() {
        let mut definition = (find("kill-pane", 0).unwrap().define)();
        definition.build();
        assert_eq!(separate(&definition, &["-at=x"]).unwrap(), ["-a", "-t==x"]);
        assert_eq!(separate(&definition, &["-t", "-1"]).unwrap(), ["-t=-1"]);
    }
}
