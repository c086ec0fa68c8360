//! `list-sessions`: list the sessions.

use crate::base::Result;
use crate::base::sorted::{sort_by, sort_by_key};
use crate::model::command::def::Command;
use crate::model::command::listing::{Field, FieldType, Listing, either_json_or_format};
use crate::model::commands::list_args::ListArgs;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

const FORMAT: &str = "#{session_name}: #{session_windows} windows (created \
                      #{t:session_created})#{?session_grouped, (group ,}#{session_group}\
                      #{?session_grouped,),}#{?session_attached, (attached),}";

/// The format of mux's own list, which shows who waits for a person.
const FORMAT_OWN: &str = concat!(
    "#{session_name}: #{session_windows} windows (created #{t:session_created})",
    "#{?session_grouped, (group ,}#{session_group}#{?session_grouped,),}",
    "#{?session_attached, (attached),}#{?session_blocked_panes,",
    "#{W:#{P:#{?#{==:#{pane_state},blocked}, (#{pane_id} waits for you",
    "#{?pane_state_message,: #{pane_state_message},}),}}},}",
);

/// The fields in JSON.
pub(super) const FIELDS: &[Field] = &[
    ("session_id", FieldType::Text),
    ("session_name", FieldType::Text),
    ("session_windows", FieldType::Number),
    ("session_attached", FieldType::Number),
    ("session_blocked_panes", FieldType::Number),
    ("session_web_viewers", FieldType::Number),
    ("session_created", FieldType::Time),
    ("session_activity", FieldType::Time),
    ("session_last_attached", FieldType::Time),
    ("session_group", FieldType::Text),
    ("session_path", FieldType::Text),
    ("window_id", FieldType::Text),
    ("pane_id", FieldType::Text),
];

/// List the sessions.
#[derive(clap::Args, Debug)]
pub struct ListSessions {
    #[command(flatten)]
    list: ListArgs,
    /// Sort order: name (default), index, creation, activity
    #[arg(short = 'O', value_name = "order")]
    order: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Command for ListSessions {
    const NAME: &'static str = "list-sessions";
    const ALIAS: &'static str = "ls";
    const AFTER_HOOK: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        either_json_or_format(Self::NAME, self.json, self.list.format.as_deref())?;
        let mut sessions: Vec<_> = cx.world.sessions.values().collect();
        match self.order.as_deref() {
            Some("index") => {}
            Some("creation") => sort_by_key(&mut sessions, |s| s.created),
            Some("activity") => sort_by_key(&mut sessions, |s| std::cmp::Reverse(s.activity)),
            _ => sort_by(&mut sessions, |a, b| a.name.cmp(&b.name)),
        }
        if self.list.reversed {
            sessions.reverse();
        }
        let places: Vec<Location> = sessions
            .iter()
            .filter_map(|s| cx.world.session_location(s.id))
            .collect();
        let usual = if cx.is_exact() { FORMAT } else { FORMAT_OWN };
        let listing = Listing {
            format: self.list.format.as_deref().unwrap_or(usual),
            filter: self.list.filter.as_deref(),
            json: self.json.then_some(FIELDS),
        };
        listing.print(cx, &places)?;
        Ok(Flow::Done)
    }
}
