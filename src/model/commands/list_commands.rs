//! `list-commands`: list commands and their flags.

use crate::base::Result;
use crate::base::json::Json;
use crate::model::command::def::Command;
use crate::model::command::listing::either_json_or_format;
use crate::model::script::table;
use crate::model::state::command::{CommandContext, CommandDef, Flow};

const FORMAT: &str = "#{command_list_name}#{?command_list_alias, (#{command_list_alias}),} \
                      #{command_list_usage}";

/// List commands and their flags.
#[derive(clap::Args, Debug)]
pub struct ListCommands {
    /// Output format
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// List only this command
    #[arg(value_name = "command")]
    command: Option<String>,
}

impl Command for ListCommands {
    const NAME: &'static str = "list-commands";
    const ALIAS: &'static str = "lscm";
    const STARTS_SERVER: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        either_json_or_format(Self::NAME, self.json, self.format.as_deref())?;
        let entries: Vec<&CommandDef> = match &self.command {
            Some(name) => vec![table::find(cx.world.commands, name, 0)?],
            // For tmux there are only its commands.
            None => {
                let exact = cx.is_exact();
                let all = cx.world.commands.iter();
                all.filter(|entry| !(exact && entry.own)).collect()
            }
        };
        let usage = |entry: &CommandDef| {
            if cx.is_exact() {
                entry.usage_of_tmux()
            } else {
                entry.usage()
            }
        };
        if self.json {
            let row = |entry: &&CommandDef| {
                Json::object([
                    ("command_list_name", Json::from(entry.name)),
                    ("command_list_alias", entry.alias.into()),
                    ("command_list_usage", usage(entry).into()),
                ])
            };
            let rows: Json = entries.iter().map(row).collect();
            cx.print(&rows.to_string());
            return Ok(Flow::Done);
        }
        let format = self.format.as_deref().unwrap_or(FORMAT);
        let usages: Vec<String> = entries.iter().map(|entry| usage(entry)).collect();
        for (entry, usage) in entries.into_iter().zip(usages) {
            let extra = [
                ("command_list_name", entry.name.to_owned()),
                ("command_list_alias", entry.alias.to_owned()),
                ("command_list_usage", usage),
            ];
            let line = cx.expand_with(format, cx.here(), &extra);
            cx.print(&line);
        }
        Ok(Flow::Done)
    }
}
