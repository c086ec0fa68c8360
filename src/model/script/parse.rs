//! Parses commands with the variables, conditions and aliases of the world.

use crate::base::{Error, Result};
use crate::lang::config;
use crate::lang::parse_env::ParseEnv;
use crate::lang::script::{CommandLine, Script, Sequence};
use crate::lang::tables::opt::List;
use crate::lang::tables::options;
use crate::model::format::context::FormatContext;
use crate::model::script::table::check;
use crate::model::state::command::CommandDef;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::NoPanes;
use crate::model::state::world::World;

/// The error of the first command that is unknown or has wrong arguments. It is found before any
/// command of the script runs, as in tmux.
pub(crate) fn first_error(table: &'static [CommandDef], script: &Script) -> Option<Error> {
    let mut commands = script.sequences.iter().flat_map(|s| &s.commands);
    commands.find_map(|command| check(table, command).err())
}

/// The environment of the parser: variables, conditions (`%if`) and home directories from the
/// world.
pub(crate) struct WorldEnv<'a> {
    pub world: &'a mut World,
    /// The path of the config file that is parsed.
    pub file: Option<&'a str>,
}

impl ParseEnv for WorldEnv<'_> {
    fn variable(&self, name: &str) -> Option<String> {
        self.world.environment.get(name).map(str::to_owned)
    }

    fn assign(&mut self, name: &str, value: &str, hidden: bool) {
        if hidden {
            self.world.environment.set_hidden(name, value);
        } else {
            self.world.environment.set(name, value);
        }
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

/// Parses commands and replaces aliases.
///
/// # Errors
/// If the text does not parse, or a command is unknown or has wrong arguments.
pub(crate) fn parse(world: &mut World, text: &str) -> Result<Script> {
    let (script, errors) = config::parse(text, None, &mut WorldEnv { world, file: None });
    if let Some(error) = errors.into_iter().next() {
        return Err(Error::syntax(error.message));
    }
    let script = with_aliases(world, script);
    first_error(world.commands, &script).map_or(Ok(script), Err)
}

/// Replaces commands that are aliases (`command-alias`).
pub(crate) fn with_aliases(world: &mut World, script: Script) -> Script {
    let aliases = world
        .get(options::COMMAND_ALIAS, OptionScope::Server)
        .clone();
    let sequences = script.sequences.into_iter().map(|sequence| Sequence {
        commands: sequence
            .commands
            .into_iter()
            .flat_map(|line| unalias(world, line, &aliases))
            .collect(),
    });
    Script {
        sequences: sequences.collect(),
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
    let (script, _) = config::parse(meaning, None, &mut WorldEnv { world, file: None });
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
