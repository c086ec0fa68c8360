//! `list-clients`: list the attached clients.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::list_args::ListArgs;
use crate::model::format::context::FormatContext;
use crate::model::state::command::{CommandContext, Flow};

const FORMAT: &str = "#{client_name}: #{session_name} [#{client_width}x#{client_height} \
                      #{client_termname}] #{?client_flags,(,}#{client_flags}#{?client_flags,),}";

/// List the attached clients.
#[derive(clap::Args, Debug)]
pub struct ListClients {
    #[command(flatten)]
    list: ListArgs,
    /// Sort order: creation (default), name, size, activity
    #[arg(short = 'O', value_name = "order")]
    order: Option<String>,
    /// List only clients of this session
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
}

impl Command for ListClients {
    const NAME: &'static str = "list-clients";
    const ALIAS: &'static str = "lsc";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
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
            Some("name") => clients.sort_by(|a, b| a.name.cmp(&b.name)),
            Some("size") => clients.sort_by_key(|c| c.size.area()),
            Some("activity") => clients.sort_by_key(|c| std::cmp::Reverse(c.activity)),
            _ => clients.sort_by_key(|c| c.created),
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
                rows.push(context.expand(format));
            }
        }
        for row in rows {
            cx.print(&row);
        }
        Ok(Flow::Done)
    }
}
