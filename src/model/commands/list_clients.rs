//! `list-clients`: list the attached clients.

use crate::base::Result;
use crate::base::sorted::{sort_by, sort_by_key};
use crate::model::command::def::Command;
use crate::model::command::listing::{Field, FieldType, either_json_or_format, json_row};
use crate::model::commands::list_args::ListArgs;
use crate::model::format::context::FormatContext;
use crate::model::state::command::{CommandContext, Flow};

const FORMAT: &str = "#{client_name}: #{session_name} [#{client_width}x#{client_height} \
                      #{client_termname}] #{?client_flags,(,}#{client_flags}#{?client_flags,),}";

/// The fields in JSON.
pub(super) const FIELDS: &[Field] = &[
    ("client_name", FieldType::Text),
    ("client_pid", FieldType::Number),
    ("client_tty", FieldType::Text),
    ("client_uid", FieldType::Number),
    ("client_user", FieldType::Text),
    ("client_termname", FieldType::Text),
    ("client_width", FieldType::Number),
    ("client_height", FieldType::Number),
    ("client_created", FieldType::Time),
    ("client_activity", FieldType::Time),
    ("client_flags", FieldType::Text),
    ("client_readonly", FieldType::Flag),
    ("client_utf8", FieldType::Flag),
    ("client_key_table", FieldType::Text),
    ("session_id", FieldType::Text),
    ("session_name", FieldType::Text),
    ("window_id", FieldType::Text),
    ("pane_id", FieldType::Text),
];

/// List the attached clients.
#[derive(clap::Args, Debug)]
pub struct ListClients {
    #[command(flatten)]
    list: ListArgs,
    /// Sort order: creation (default), name, size, activity
    #[arg(short = 'O', value_name = "order")]
    order: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// List only clients of this session
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
}

impl Command for ListClients {
    const NAME: &'static str = "list-clients";
    const ALIAS: &'static str = "lsc";
    const AFTER_HOOK: bool = true;
    const READ_ONLY_OK: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        either_json_or_format(Self::NAME, self.json, self.list.format.as_deref())?;
        let session = match &self.target {
            Some(target) => Some(cx.session_target(Some(target))?.session),
            None => None,
        };
        let attached = cx
            .world
            .clients
            .values()
            .filter(|c| c.attached() && (session.is_none() || c.session == session));
        let mut clients: Vec<_> = attached.collect();
        match self.order.as_deref() {
            Some("name") => sort_by(&mut clients, |a, b| a.name.cmp(&b.name)),
            Some("size") => sort_by_key(&mut clients, |c| c.size.area()),
            Some("activity") => sort_by_key(&mut clients, |c| std::cmp::Reverse(c.activity)),
            _ => sort_by_key(&mut clients, |c| c.created),
        }
        if self.list.reversed {
            clients.reverse();
        }
        let format = self.list.format.as_deref().unwrap_or(FORMAT);
        let mut rows = Vec::new();
        for client in clients {
            let place = client.session.and_then(|s| cx.world.session_location(s));
            let context = FormatContext::new(cx.world, cx.access)
                .about(place)
                .seen_by(Some(client.id));
            if self
                .list
                .filter
                .as_deref()
                .is_none_or(|f| context.is_true(f))
            {
                rows.push(if self.json {
                    json_row(&context, FIELDS).to_string()
                } else {
                    context.expand(format)
                });
            }
        }
        if self.json {
            rows = vec![format!("[{}]", rows.join(","))];
        }
        for row in rows {
            cx.print(&row);
        }
        Ok(Flow::Done)
    }
}
