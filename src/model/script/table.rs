//! The command table: look-up, argument parsing, dispatch.

use crate::base::sorted::{SortedMap, sort_by_key};
use crate::base::{Error, Result};
use crate::lang::script::{Arg, CommandLine, Script};
use crate::model::script::getopt::{
    FlagPlace, flags_of_3_8, normalize, tmux_error, tmux_order, usage,
};
use crate::model::script::{hint, unsupported};
use crate::model::state::command::{
    CommandContext, CommandDef, Flow, ParsedCommand, ParsedLine, ParsedScript,
};
use clap::ArgMatches;
use std::cell::RefCell;

impl CommandDef {
    /// The clap definition: flags, positional arguments, help.
    pub fn definition(&self) -> clap::Command {
        let command = (self.define)();
        if self.alias.is_empty() {
            command
        } else {
            command.visible_alias(self.alias)
        }
    }

    /// The usage as `list-commands` prints it.
    pub fn usage(&self) -> String {
        usage(&(self.define)(), &[])
    }

    /// The usage of tmux 3.7: without the flags of 3.8.
    pub fn usage_of_tmux(&self) -> String {
        usage(&(self.define)(), flags_of_3_8(self.name))
    }
}

/// Finds a command by its name, its alias or a unique start of its name. Scripts for tmux must work
/// unchanged, so commands of tmux take precedence over mux's own: a name of mux's own that is also
/// the start of a tmux command's name means the tmux command if arguments follow (`words` > 0), and
/// starts of mux's own names never make a start of a tmux name ambiguous.
///
/// # Errors
/// `unknown command: x`, or `ambiguous command: x, could be: …`.
pub fn find(
    commands: &'static [CommandDef],
    name: &str,
    words: usize,
) -> Result<&'static CommandDef> {
    let all = || commands.iter();
    let exact = all().find(|e| e.name == name || (e.alias == name && !name.is_empty()));
    if let Some(entry) = exact.filter(|e| !e.own || words == 0) {
        return Ok(entry);
    }
    let starting = |own: bool| -> Vec<&'static CommandDef> {
        let all = all().filter(|e| e.own == own && e.name.starts_with(name));
        let mut all: Vec<_> = all.collect();
        sort_by_key(&mut all, |e| e.name);
        all
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
pub fn lookup(commands: &'static [CommandDef], line: &CommandLine) -> Result<&'static CommandDef> {
    find(commands, line.name(), counted_words(&line.args))
}

/// The number of arguments behind a command's name that [`find`] counts. tmux has no long flags, so
/// one belongs to a command of mux (`save --json`).
pub fn counted_words<W: AsRef<str>>(words: &[W]) -> usize {
    let is_long_flag = |word: &str| word.len() > 2 && word.starts_with("--");
    let after = words.iter().skip(1);
    after.filter(|word| !is_long_flag(word.as_ref())).count()
}

/// Runs one command.
///
/// # Errors
/// If it fails.
pub fn run(cx: &mut CommandContext<'_>, parsed: &ParsedLine) -> Result<Flow> {
    let ParsedLine { line, command } = parsed;
    cx.words.clone_from(&line.args);
    cx.file.clone_from(&line.file);
    cx.line = line.line;
    if let Some(message) = &command.unsupported {
        return Err(Error::user(message));
    }
    (command.def.start)(cx, &command.matches)
}

/// Checks the name, the flags and the number of arguments of a command without running it. Returns
/// the error that it gives when it runs if mux does not have it yet.
///
/// # Errors
/// As [`parse`], but values of flags are not read: a template that is substituted later may stand
/// there.
pub fn check(commands: &'static [CommandDef], line: &CommandLine) -> Result<Option<String>> {
    let entry = lookup(commands, line)?;
    let words = operands(line);
    let normal = with_definition(entry, |definition| {
        normalize(definition, &words, flag_place(entry))
    });
    let normal = normal.map_err(|error| named(entry, error))?;
    Ok(normal
        .unsupported
        .map(|flag| unsupported::flag_message(entry.name, flag)))
}

/// Where the flags of a command stand: mux's own commands take them behind arguments, too.
const fn flag_place(entry: &CommandDef) -> FlagPlace {
    if entry.own {
        FlagPlace::Anywhere
    } else {
        FlagPlace::First
    }
}

/// The words of a command behind its name.
fn operands(line: &CommandLine) -> Vec<&str> {
    line.args.iter().skip(1).map(|a| a.text.as_str()).collect()
}

/// Parses the arguments of all commands of a script, in which aliases are replaced already.
///
/// # Errors
/// As [`parse`], for the first command that is wrong.
pub fn parse_all(commands: &'static [CommandDef], script: &Script) -> Result<ParsedScript> {
    let line = |line: &CommandLine| {
        let command = parse(commands, line)?;
        let line = line.clone();
        Ok(ParsedLine { line, command })
    };
    let sequences = script
        .sequences
        .iter()
        .map(|sequence| sequence.commands.iter().map(line).collect());
    Ok(ParsedScript {
        sequences: sequences.collect::<Result<_>>()?,
    })
}

/// How to treat `--` before the first positional argument.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dashes {
    /// Print it only before an argument that starts with `-`, as tmux does.
    WhenNeeded,
    /// Keep it where it is written: a value that is substituted later may start with `-`.
    Keep,
}

/// A script with full command names and flags in tmux's order, as options and bindings store it.
pub fn canonical(commands: &'static [CommandDef], script: Script) -> Script {
    rewritten(commands, script, Dashes::WhenNeeded, Dashes::Keep)
}

/// A script as `list-keys` prints it: as [`canonical`], without a `--` that is not needed.
pub fn listed(commands: &'static [CommandDef], script: Script) -> Script {
    rewritten(commands, script, Dashes::WhenNeeded, Dashes::WhenNeeded)
}

/// A block as commands keep it: as [`canonical`], with every `--` that is written.
pub(crate) fn in_block(commands: &'static [CommandDef], script: Script) -> Script {
    rewritten(commands, script, Dashes::Keep, Dashes::Keep)
}

/// Rewrites the commands of a script, and those in its blocks.
fn rewritten(
    commands: &'static [CommandDef],
    mut script: Script,
    dashes: Dashes,
    in_blocks: Dashes,
) -> Script {
    for line in script.sequences.iter_mut().flat_map(|s| &mut s.commands) {
        if let Ok(entry) = lookup(commands, line) {
            line.args = with_definition(entry, |definition| {
                tmux_order(definition, &line.args, dashes)
            });
        }
        for arg in &mut line.args {
            if let Some(block) = arg.block.take() {
                *arg = Arg::block(rewritten(commands, block, in_blocks, in_blocks));
            }
        }
        line.line = 0;
        line.file = None;
    }
    script
}

/// Finds the command of a line and parses its arguments.
///
/// # Errors
/// If the command is unknown or its arguments are wrong.
pub fn parse(commands: &'static [CommandDef], line: &CommandLine) -> Result<ParsedCommand> {
    let entry = lookup(commands, line)?;
    let failing = |message| ParsedCommand {
        def: entry,
        matches: ArgMatches::default(),
        unsupported: Some(message),
    };
    let words = operands(line);
    let parsed = with_definition(entry, |definition| {
        let normal = normalize(definition, &words, flag_place(entry))?;
        if let Some(flag) = normal.unsupported {
            return Ok(failing(unsupported::flag_message(entry.name, flag)));
        }
        let matches = definition.try_get_matches_from_mut(normal.words);
        Ok(ParsedCommand {
            def: entry,
            matches: matches.map_err(|e| tmux_error(entry.name, &e))?,
            unsupported: None,
        })
    });
    parsed.map_err(|error| named(entry, error))
}

/// An error about the arguments of a command. tmux's begin with "command", and its commands count
/// arguments; mux's own show their usage instead.
fn named(entry: &CommandDef, mut error: Error) -> Error {
    if entry.for_scripts && error.failure.is_none() {
        error = error.with_code(2, "usage");
    }
    if entry.own
        && let Some(rest) = error.message.strip_prefix("command ")
    {
        let of = |what: &str| rest.starts_with(&format!("{}: {what}", entry.name));
        error.message = if of("too few arguments") {
            hint::usage(entry.name, &entry.usage())
        } else if of("too many arguments") {
            let usage = hint::usage(entry.name, &entry.usage());
            format!("{}: too many arguments ({usage})", entry.name)
        } else {
            rest.to_owned()
        };
    }
    error
}

thread_local! {
    /// Built clap definitions, because building one costs 70 times as much as using it.
    static BUILT: RefCell<SortedMap<&'static str, clap::Command>> = const { RefCell::new(SortedMap::new()) };
}

/// Calls `work` with the built definition of a command. The definition is taken out meanwhile, so
/// that `work` may use other definitions.
pub(crate) fn with_definition<T>(
    entry: &CommandDef,
    work: impl FnOnce(&mut clap::Command) -> T,
) -> T {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sorted::SortedSet;
    use crate::lang::tables::hooks::HOOKS;
    use crate::model::commands::COMMANDS;

    use crate::lang::script::from_words;

    fn error(words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        let script = from_words(&words);
        let line = &script.commands[0];
        check(COMMANDS, line)
            .map(|_| ())
            .map_err(|e| e.message)
            .unwrap_err()
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

    /// The command that tmux takes a word for.
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
    fn hooks_after_commands_are_rows_of_the_table_of_hooks() {
        let commands = COMMANDS.iter().filter(|c| c.after_hook).map(|c| c.name);
        let hooks = HOOKS.iter().filter(|hook| hook.inert.is_none());
        let hooks = hooks.filter_map(|hook| hook.name.strip_prefix("after-"));
        let commands: SortedSet<&str> = commands.collect();
        assert_eq!(commands, hooks.collect());
    }

    #[test]
    fn every_word_that_tmux_takes_for_a_command_is_that_command() {
        for (name, alias) in tmux() {
            let starts = (1..=name.len()).map(|n| &name[..n]);
            for word in starts.chain([alias]).filter(|word| !word.is_empty()) {
                let found = find(COMMANDS, word, 1).map(|entry| entry.name);
                match as_tmux(word) {
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
            let of = |entry: &&CommandDef| entry.name == name;
            assert_eq!(COMMANDS.iter().filter(of).count(), 1, "{name}");
        }
    }

    #[test]
    fn flags_of_own_commands_may_follow_arguments() {
        let parses = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
            let line = crate::lang::script::from_words(&words);
            parse(COMMANDS, &line.commands[0])
                .map(drop)
                .map_err(|e| e.message)
        };
        for words in [
            &["restore", "3", "--dry-run", "-t", "work"][..],
            &["search", "word", "-i", "--since=2h", "--json"],
            &["export", "%3", "--format", "html"],
            &["backup", "file", "--restore"],
            &["sessions", "prune", "--idle", "7d", "--dry-run"],
            &["workspace", "load", "./x.toml", "-d", "--yes"],
            &["search", "--", "-word"],
        ] {
            assert_eq!(parses(words), Ok(()), "{words:?}");
        }
        let unknown = parses(&["search", "word", "-Z"]);
        assert_eq!(unknown, Err("search: unknown flag -Z".to_owned()));
        let many = parses(&["rename-window", "name", "-t", "0"]);
        let message = "command rename-window: too many arguments (need at most 1)";
        assert_eq!(many, Err(message.to_owned()));
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
            let found = find(COMMANDS, word, words).map(|entry| entry.name);
            assert_eq!(found, Ok(name), "{word} {words}");
        }
        for (words, name) in [
            (&["save", "--json"][..], "save"),
            (&["save", "--", "file"], "save-buffer"),
            (&["save", "-"], "save-buffer"),
            (&["save", "-b", "x", "-"], "save-buffer"),
        ] {
            let line = CommandLine::of(words.iter().copied());
            let found = lookup(COMMANDS, &line).map(|entry| entry.name);
            assert_eq!(found, Ok(name), "{words:?}");
        }
    }

    #[test]
    fn every_definition_is_sound_and_every_name_unique() {
        let mut names = crate::base::sorted::SortedSet::new();
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
        let mut definition = (find(COMMANDS, "kill-pane", 0).unwrap().define)();
        definition.build();
        let words = |words| {
            normalize(&definition, words, FlagPlace::First)
                .unwrap()
                .words
        };
        assert_eq!(words(&["-at=x"]), ["-a", "-t==x"]);
        assert_eq!(words(&["-t", "-1"]), ["-t=-1"]);
    }
}
