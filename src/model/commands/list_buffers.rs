//! `list-buffers`: list the paste buffers.

use crate::base::Result;
use crate::base::json::Json;
use crate::base::sorted::{sort_by, sort_by_key};
use crate::lang::format::is_true;
use crate::lang::tables::format_variables::BufferVariable;
use crate::model::command::def::Command;
use crate::model::command::listing::{Field, FieldType, either_json_or_format};
use crate::model::commands::list_args::ListArgs;
use crate::model::state::buffer::Buffer;
use crate::model::state::command::{CommandContext, Flow};

const FORMAT: &str = "#{buffer_name}: #{buffer_size} bytes: \"#{buffer_sample}\"";

/// The fields in JSON.
pub(super) const FIELDS: &[Field] = &[
    ("buffer_name", FieldType::Text),
    ("buffer_size", FieldType::Number),
    ("buffer_created", FieldType::Time),
    ("buffer_sample", FieldType::Text),
];

/// List the paste buffers.
#[derive(clap::Args, Debug)]
pub struct ListBuffers {
    #[command(flatten)]
    list: ListArgs,
    /// Sort order: creation (default), name, size
    #[arg(short = 'O', value_name = "order")]
    order: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Command for ListBuffers {
    const NAME: &'static str = "list-buffers";
    const ALIAS: &'static str = "lsb";
    const AFTER_HOOK: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        either_json_or_format(Self::NAME, self.json, self.list.format.as_deref())?;
        let mut buffers: Vec<&Buffer> = cx.world.buffers.latest_first().collect();
        match self.order.as_deref() {
            Some("name") => sort_by(&mut buffers, |a, b| a.name.cmp(&b.name)),
            Some("size") => sort_by_key(&mut buffers, |b| b.data.len()),
            _ => {}
        }
        if self.list.reversed {
            buffers.reverse();
        }
        let here = cx.here();
        let format = self.list.format.as_deref().unwrap_or(FORMAT);
        let mut lines = Vec::new();
        for buffer in buffers {
            let known = BufferVariable::all().map(|(name, v)| (name, buffer.variable(v)));
            let extra: Vec<(&str, String)> = known.collect();
            let expand = |text: &str| cx.expand_with(text, here, &extra);
            if self
                .list
                .filter
                .as_deref()
                .is_none_or(|filter| is_true(&expand(filter)))
            {
                lines.push(if self.json {
                    let value = |(name, kind): &Field| {
                        (*name, kind.value(&expand(&format!("#{{{name}}}"))))
                    };
                    Json::object(FIELDS.iter().map(value)).to_string()
                } else {
                    expand(format)
                });
            }
        }
        if self.json {
            lines = vec![format!("[{}]", lines.join(","))];
        }
        for line in lines {
            cx.print(&line);
        }
        Ok(Flow::Done)
    }
}
