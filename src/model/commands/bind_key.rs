//! `bind-key`: bind a key to commands.

use crate::base::{Error, Result};
use crate::lang::keys::parse_key;
use crate::lang::script::{Script, from_args};
use crate::model::command::def::Command;
use crate::model::ops::messages;
use crate::model::ops::settings::hand_changes;
use crate::model::script::parse::{self, Resolver};
use crate::model::script::table;
use crate::model::state::command::{CommandContext, Flow, Origin};
use crate::model::state::key_tables::Binding;

/// Bind a key to commands.
#[derive(clap::Args, Debug)]
pub struct BindKey {
    /// Bind in the root key table, which needs no prefix key
    #[arg(short = 'n')]
    root: bool,
    /// Let the key repeat without another prefix key (see repeat-time)
    #[arg(short = 'r')]
    repeat: bool,
    /// Description of the binding, for list-keys -N
    #[arg(short = 'N', value_name = "note")]
    note: Option<String>,
    /// Key table (default: prefix)
    #[arg(short = 'T', value_name = "key-table")]
    table: Option<String>,
    /// Key name, such as C-a, M-x or F5
    #[arg(value_name = "key", required = true)]
    key: String,
    /// Commands, as separate words or one string (default: change only the description)
    #[arg(value_name = "command")]
    command: Vec<String>,
}

impl Command for BindKey {
    const NAME: &'static str = "bind-key";
    const ALIAS: &'static str = "bind";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let key = parse_key(&self.key);
        let key = key.ok_or_else(|| Error::user(format!("unknown key: {}", self.key)))?;
        let table = match &self.table {
            Some(table) => table.as_str(),
            None if self.root => "root",
            None => "prefix",
        };
        if self.command.is_empty() {
            // tmux: without a command, only the note of an existing binding changes.
            let note = self.note.unwrap_or_default();
            let author = cx.author();
            hand_changes::change_keys(cx.world, author, table, |keys| {
                let keys = keys.0.get_mut(table);
                if let Some(binding) = keys.and_then(|keys| keys.get_mut(&key)) {
                    binding.note = note;
                }
            });
            return Ok(Flow::Done);
        }
        let mut script = commands(cx, &self.command)?;
        // The list of keys shows where a key was bound.
        let first = script.sequences.first_mut();
        if let Some(first) = first.and_then(|sequence| sequence.commands.first_mut()) {
            first.file.clone_from(&cx.file);
            first.line = cx.line;
        }
        let binding = Binding {
            script,
            repeat: self.repeat,
            note: self.note.unwrap_or_default(),
        };
        let author = cx.author();
        hand_changes::change_keys(cx.world, author, table, |keys| {
            keys.bind(table, key, binding);
        });
        Ok(Flow::Done)
    }
}

/// Parses the command words: one string, or several words whose `{}` blocks are parsed already.
///
/// # Errors
/// If a command is unknown or has unknown flags.
fn commands(cx: &mut CommandContext<'_>, words: &[String]) -> Result<Script> {
    if let [_] = words
        && let Some(block) = cx.words.last().and_then(|arg| arg.block.clone())
    {
        // The block was checked with the command that has it.
        return Ok(table::canonical(cx.world.commands, block));
    }
    let script = match words {
        [text] => parse::read(cx.world, text)?,
        _ => from_args(&cx.words[cx.words.len().saturating_sub(words.len())..]).into(),
    };
    let mut resolver = Resolver::new(cx.world);
    let parsed = resolver.resolve(script);
    let unsupported = std::mem::take(&mut resolver.unsupported);
    let parsed = parsed.map_err(|rejected| rejected.error)?;
    if cx.origin() == Origin::Config {
        let file = cx.file.clone().unwrap_or_default();
        for (_, message) in unsupported {
            messages::note_unsupported(cx.world, &file, cx.line, message);
        }
    }
    Ok(table::canonical(cx.world.commands, parsed.script()))
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn bindings_are_listed_as_they_can_be_typed() {
        for (bind, listed) in [
            ("bind -T t a kill-pane", "bind-key -T t a kill-pane"),
            (
                "bind -rT t C-x 'kill-pane -a ; new-window -d'",
                "bind-key -r -T t C-x kill-pane -a \\; new-window -d",
            ),
            (
                "bind -T t \\; neww -n 'a b' \\; splitw",
                "bind-key -T t \\; new-window -n \"a b\" \\; split-window",
            ),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok("unbind -q -a -T t");
            fixture.ok(bind);
            assert_eq!(fixture.ok("list-keys -T t").trim_end(), listed, "{bind}");
        }
    }

    #[test]
    fn bindings_go_away() {
        let mut fixture = TestWorld::new();
        fixture.ok("bind -n F5 new-window");
        assert_eq!(
            fixture.ok("list-keys -T root F5").trim_end(),
            "bind-key -T root F5 new-window"
        );
        fixture.ok("unbind -n F5");
        assert_eq!(fixture.fails("list-keys -T root F5"), "unknown key: F5");
        fixture.ok("unbind -a -T root");
        assert_eq!(
            fixture.fails("list-keys -T root"),
            "table root doesn't exist"
        );
    }

    #[test]
    fn wrong_bindings_change_nothing() {
        for (line, message) in [
            ("bind nokey kill-pane", "unknown key: nokey"),
            ("bind x no-such", "unknown command: no-such"),
            ("bind x kill-pane -Z", "command kill-pane: unknown flag -Z"),
            ("unbind", "missing key"),
            ("unbind -a x", "key given with -a"),
            ("unbind -T none x", "table none doesn't exist"),
            ("list-keys nokey", "invalid key: nokey"),
        ] {
            let mut fixture = TestWorld::new();
            let before = fixture.ok("list-keys");
            assert_eq!(fixture.fails(line), message, "{line}");
            assert_eq!(fixture.ok("list-keys"), before, "{line}");
        }
    }

    #[test]
    fn a_bound_key_runs_and_a_repeating_one_needs_no_second_prefix() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("bind -r T set -ga @typed x");
        fixture.keys(client, &["C-b", "T", "T", "a"]);
        assert_eq!(fixture.format("#{@typed}"), "xx");
        assert_eq!(fixture.typed(0), "a");
    }
}
