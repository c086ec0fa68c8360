//! Parses commands with the variables, conditions and aliases of the world.

use crate::base::{Error, Result};
use crate::lang::config;
use crate::lang::parse_env::ParseEnv;
use crate::lang::script::{Arg, CommandLine, Script, Sequence, print_script};
use crate::lang::tables::opt::List;
use crate::lang::tables::options;
use crate::model::format::context::FormatContext;
use crate::model::script::{hint, table};
use crate::model::state::command::{ParsedLine, ParsedScript};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::NoPanes;
use crate::model::state::settings::author::Author;
use crate::model::state::settings::hand_changes::Setting;
use crate::model::state::world::World;

/// A command of a script that is wrong.
#[derive(Debug)]
pub(crate) struct Rejected {
    /// The line of the command in its text, from 1.
    pub line: u32,
    /// The name of the command as it is written.
    pub name: String,
    /// What is wrong.
    pub error: Error,
}

/// The environment of the parser: variables, conditions (`%if`) and home directories from the
/// world.
pub(crate) struct WorldEnv<'a> {
    pub world: &'a mut World,
    /// The path of the config file that is parsed.
    pub file: Option<&'a str>,
    /// The author of the variables that the text sets.
    pub author: Author,
}

impl ParseEnv for WorldEnv<'_> {
    fn variable(&self, name: &str) -> Option<String> {
        self.world.environment.get(name).map(str::to_owned)
    }

    fn assign(&mut self, name: &str, value: &str, hidden: bool) {
        let setting = Setting::Variable(name.to_owned());
        let before = self.world.setting(&setting);
        if hidden {
            self.world.environment.set_hidden(name, value);
        } else {
            self.world.environment.set(name, value);
        }
        let after = self.world.setting(&setting);
        let changes = &mut self.world.hand_changes;
        changes.record(self.author, setting, before, &after);
    }

    fn condition(&mut self, format: &str) -> bool {
        let place = self
            .world
            .latest_session(false)
            .and_then(|s| self.world.session_location(s));
        let mut context = FormatContext::new(self.world, &NoPanes).about(place);
        context.file = self.file;
        context.is_true(format)
    }

    fn home(&self, user: Option<&str>) -> Option<String> {
        let mine = user.is_none_or(|user| user == self.world.host.user);
        mine.then(|| self.world.host.home.clone())
    }
}

/// Parses commands: replaces aliases, then finds every command and reads its arguments.
///
/// # Errors
/// If the text does not parse, or a command is unknown or has wrong arguments.
pub(crate) fn parse(world: &mut World, text: &str) -> Result<ParsedScript> {
    let script = read(world, text)?;
    resolve(world, script).map_err(|rejected| rejected.error)
}

/// Parses the syntax of commands; [`resolve`] does the rest.
///
/// # Errors
/// If the text does not parse.
pub(crate) fn read(world: &mut World, text: &str) -> Result<Script> {
    let author = inline_author(world);
    let mut env = WorldEnv {
        world,
        file: None,
        author,
    };
    let (script, errors) = config::parse(text, None, &mut env);
    match errors.into_iter().next() {
        Some(error) => Err(Error::syntax(error.message)),
        None => Ok(script),
    }
}

/// The author of a text that is not in a file: the configuration while it is loaded.
const fn inline_author(world: &World) -> Author {
    if world.queues.config.is_some() {
        Author::Config
    } else {
        Author::User
    }
}

/// Resolves a script; see [`Resolver`].
///
/// # Errors
/// For the first command that is unknown or has wrong arguments. It is found before any command
/// of the script runs, as in tmux.
pub(crate) fn resolve(world: &mut World, script: Script) -> Result<ParsedScript, Rejected> {
    Resolver::new(world).resolve(script)
}

/// Replaces aliases, finds every command and reads its arguments, also in blocks. Blocks get full
/// names, because commands keep them as text (`set-option`, `bind-key`).
pub(crate) struct Resolver<'a> {
    world: &'a mut World,
    aliases: List,
    /// The line of the command that was resolved last.
    line: u32,
    verbose: bool,
    /// Messages are those of tmux, without hints.
    exact: bool,
    /// The commands as they were understood, each line of a text with its number, those of a block
    /// before the command that has the block (`source-file -v`).
    pub log: Vec<(u32, String)>,
    /// Commands and flags that mux does not have yet, with their lines.
    pub unsupported: Vec<(u32, String)>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(world: &'a mut World) -> Self {
        let aliases = world.get(options::COMMAND_ALIAS, OptionScope::Server);
        Self {
            aliases: aliases.clone(),
            exact: world.host.as_tmux,
            world,
            line: 0,
            verbose: false,
            log: Vec::new(),
            unsupported: Vec::new(),
        }
    }

    /// For a client called `tmux`, messages are those of tmux. Without a client the name of the
    /// server decides.
    pub(crate) const fn exact(mut self, exact: bool) -> Self {
        self.exact = exact;
        self
    }

    /// Keeps [`Resolver::log`].
    pub(crate) const fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }

    /// Resolves a script.
    ///
    /// # Errors
    /// For the first command that is unknown or has wrong arguments.
    pub(crate) fn resolve(&mut self, script: Script) -> Result<ParsedScript, Rejected> {
        let mut sequences = Vec::with_capacity(script.sequences.len());
        for sequence in script.sequences {
            let mut parsed = Vec::with_capacity(sequence.commands.len());
            for line in self.lines(sequence)? {
                let command = table::parse(self.world.commands, &line);
                let command = command.map_err(|error| self.rejected(&line, error))?;
                parsed.push(ParsedLine { line, command });
            }
            sequences.push(parsed);
        }
        Ok(ParsedScript { sequences })
    }

    /// The commands of a block, with full names.
    fn block(&mut self, script: Script) -> Result<Script, Rejected> {
        let mut sequences = Vec::with_capacity(script.sequences.len());
        for sequence in script.sequences {
            let commands = self.lines(sequence)?;
            sequences.push(Sequence { commands });
        }
        Ok(Script { sequences })
    }

    /// The commands of a sequence, without aliases, with resolved blocks.
    fn lines(&mut self, sequence: Sequence) -> Result<Vec<CommandLine>, Rejected> {
        let mut lines = Vec::with_capacity(sequence.commands.len());
        for line in sequence.commands {
            for mut line in unalias(self.world, line, &self.aliases) {
                self.line = line.line;
                for arg in &mut line.args {
                    if let Some(block) = arg.block.take() {
                        let block = self.block(block)?;
                        *arg = Arg::block(table::in_block(self.world.commands, block));
                    }
                }
                let checked = table::check(self.world.commands, &line);
                let missing = checked.map_err(|error| self.rejected(&line, error))?;
                self.unsupported
                    .extend(missing.map(|message| (self.line, message)));
                lines.push(line);
            }
        }
        if self.verbose {
            let commands = Sequence {
                commands: lines.clone(),
            };
            let listed = table::listed(self.world.commands, commands.into());
            self.log.push((self.line, print_script(&listed)));
        }
        Ok(lines)
    }

    fn rejected(&self, line: &CommandLine, error: Error) -> Rejected {
        let name = line.name();
        let error = if self.exact {
            error
        } else {
            hint::unknown_command(self.world.commands, name, error)
        };
        Rejected {
            line: self.line,
            name: name.to_owned(),
            error,
        }
    }
}

fn unalias(world: &mut World, line: CommandLine, aliases: &List) -> Vec<CommandLine> {
    let name = line.name();
    let found = aliases
        .values()
        .find_map(|a| a.split_once('=').filter(|(n, _)| *n == name));
    let Some((_, meaning)) = found else {
        return vec![line];
    };
    let author = inline_author(world);
    let mut env = WorldEnv {
        world,
        file: None,
        author,
    };
    let (script, _) = config::parse(meaning, None, &mut env);
    let mut commands: Vec<CommandLine> = script
        .sequences
        .into_iter()
        .flat_map(|s| s.commands)
        .collect();
    if let Some(last) = commands.last_mut() {
        last.args.extend(line.args.iter().skip(1).cloned());
    }
    for command in &mut commands {
        command.line = line.line;
        command.file.clone_from(&line.file);
    }
    commands
}
