//! `unbind-key`: remove key bindings.

use crate::base::{Error, Result};
use crate::lang::keys::parse_key;
use crate::model::command::def::Command;
use crate::model::ops::settings::hand_changes;
use crate::model::state::command::{CommandContext, Flow};

/// Remove key bindings.
#[derive(clap::Args, Debug)]
pub struct UnbindKey {
    /// Remove all bindings of the key table
    #[arg(short = 'a')]
    all: bool,
    /// Use the root key table
    #[arg(short = 'n')]
    root: bool,
    /// Do not report errors
    #[arg(short = 'q')]
    quiet: bool,
    /// Key table (default: prefix)
    #[arg(short = 'T', value_name = "key-table")]
    table: Option<String>,
    /// Key whose binding to remove
    #[arg(value_name = "key")]
    key: Option<String>,
}

impl Command for UnbindKey {
    const NAME: &'static str = "unbind-key";
    const ALIAS: &'static str = "unbind";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        match self.change(cx) {
            Err(_) if self.quiet => Ok(Flow::Done),
            result => result.map(|()| Flow::Done),
        }
    }
}

impl UnbindKey {
    fn change(&self, cx: &mut CommandContext<'_>) -> Result<()> {
        let table = match &self.table {
            Some(table) => table.as_str(),
            None if self.root => "root",
            None => "prefix",
        };
        let author = cx.author();
        let keys = &cx.world.keys.0;
        let missing = || Error::user(format!("table {table} doesn't exist"));
        match &self.key {
            Some(_) if self.all => Err(Error::user("key given with -a")),
            None if self.all && !keys.contains_key(table) => Err(missing()),
            None if self.all => {
                hand_changes::change_keys(cx.world, author, table, |keys| {
                    keys.0.remove(table);
                });
                Ok(())
            }
            None => Err(Error::user("missing key")),
            Some(name) => {
                let key = parse_key(name);
                let key = key.ok_or_else(|| Error::user(format!("unknown key: {name}")))?;
                match keys.get(table) {
                    Some(_) => {
                        hand_changes::change_keys(cx.world, author, table, |keys| {
                            if let Some(keys) = keys.0.get_mut(table) {
                                keys.remove(&key);
                            }
                        });
                        Ok(())
                    }
                    None if self.table.is_some() => Err(missing()),
                    None => Ok(()),
                }
            }
        }
    }
}
