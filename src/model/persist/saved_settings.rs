//! The changes by hand as commands, which a configuration file can contain and the next start runs
//! after the configuration.

use crate::lang::config;
use crate::lang::keys::key_name;
use crate::lang::parse_env::EmptyEnv;
use crate::lang::script::{Arg, CommandLine, print};
use crate::lang::tables::options;
use crate::model::ops::queue;
use crate::model::script::parse;
use crate::model::state::command::{Origin, ParsedScript, Queue};
use crate::model::state::environment::Variable;
use crate::model::state::key_tables::Binding;
use crate::model::state::options::OptionScope;
use crate::model::state::settings::author::Author;
use crate::model::state::settings::hand_changes::{SavedSettings, Setting, SettingValue};
use crate::model::state::world::World;

/// The command that gives `setting` the value.
pub(crate) fn command(setting: &Setting, value: Option<&SettingValue>) -> String {
    let mut words = Vec::new();
    match setting {
        Setting::Option { table, name, index } => {
            let name = index.map_or_else(|| name.clone(), |index| format!("{name}[{index}]"));
            let flag = table.flag();
            match value {
                Some(SettingValue::Option(value)) => {
                    words.extend(["set-option".to_owned(), flag.to_owned(), name]);
                    words.push(value.to_string());
                }
                _ => words.extend(["set-option".to_owned(), format!("{flag}u"), name]),
            }
        }
        Setting::Key { table, key } => {
            let (table, key) = (table.clone(), key_name(*key));
            match value {
                Some(SettingValue::Binding(binding)) => return bind(table, key, binding),
                _ => words.extend(["unbind-key".to_owned(), "-T".to_owned(), table, key]),
            }
        }
        Setting::Variable(name) => {
            let flag = match value {
                Some(SettingValue::Variable(Variable { value: None, .. })) => "-gr",
                Some(SettingValue::Variable(Variable { hidden: true, .. })) => "-gh",
                Some(SettingValue::Variable(_)) => "-g",
                _ => "-gu",
            };
            words.extend(["set-environment".to_owned(), flag.to_owned(), name.clone()]);
            if let Some(SettingValue::Variable(variable)) = value {
                words.extend(variable.value.clone());
            }
        }
    }
    print(&CommandLine::of(words))
}

fn bind(table: String, key: String, binding: &Binding) -> String {
    let mut line = CommandLine::of(["bind-key"]);
    if binding.repeat {
        line.args.push(Arg::word("-r"));
    }
    if !binding.note.is_empty() {
        let note = ["-N".to_owned(), binding.note.clone()];
        line.args.extend(note.map(Arg::word));
    }
    line.args
        .extend(["-T".to_owned(), table, key].map(Arg::word));
    line.args.push(Arg::block(binding.script.clone()));
    print(&line)
}

/// The commands that make all changes by hand, one a line.
pub(crate) fn commands(world: &World) -> Vec<String> {
    let all = world.hand_changes.originals.keys();
    all.map(|setting| command(setting, world.setting(setting).as_ref()))
        .collect()
}

/// Whether paste buffers may be saved: they have what panes showed.
pub(crate) fn saves_buffers(world: &World) -> bool {
    world.get(options::RECORD, OptionScope::Window(None))
}

/// Whether the saved settings wait for the end of the configuration. The world does not have them
/// until then.
pub fn is_pending(world: &World) -> bool {
    let found = world.found_layout.as_ref();
    found.is_some_and(|found| found.settings != SavedSettings::default())
}

/// Gives the world the saved paste buffers, and queues the saved commands. Returns the queue;
/// `None` if there are no commands.
pub(crate) fn apply(world: &mut World) -> Option<u64> {
    let found = world.found_layout.as_mut()?;
    let SavedSettings {
        commands,
        buffers,
        habits,
    } = std::mem::take(&mut found.settings);
    world.buffers.restore(buffers);
    world.habits = habits;
    let text = commands.join("\n");
    let (script, errors) = config::parse(&text, None, &mut EmptyEnv);
    for error in errors {
        world.startup_messages.push(error.message);
    }
    let mut parsed = ParsedScript::default();
    for sequence in script.sequences {
        match parse::resolve(world, sequence.into()) {
            Ok(script) => parsed.sequences.extend(script.sequences),
            Err(rejected) => world.startup_messages.push(rejected.error.message),
        }
    }
    // The origin drops output and runs no hooks: nobody makes these changes now.
    let run = Queue {
        origin: Origin::Hook,
        author: Author::User,
        ..Queue::default()
    };
    (!parsed.sequences.is_empty()).then(|| queue::enqueue(world, run, parsed))
}
