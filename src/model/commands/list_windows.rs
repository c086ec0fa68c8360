//! `list-windows`: list the windows of a session or of all sessions.

use crate::base::sorted::{sort_by, sort_by_key};
use crate::base::{Result, SessionId};
use crate::model::command::def::Command;
use crate::model::command::listing::{Field, FieldType, Listing, either_json_or_format};
use crate::model::commands::list_args::ListArgs;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

const FORMAT: &str = "#{window_index}: #{window_name}#{window_raw_flags} (#{window_panes} panes) \
                      [#{window_width}x#{window_height}] [layout #{window_layout}] \
                      #{window_id}#{?window_active, (active),}";

const FORMAT_ALL: &str = "#{session_name}:#{window_index}: #{window_name}#{window_raw_flags} \
                          (#{window_panes} panes) [#{window_width}x#{window_height}] ";

/// The fields in JSON.
pub(super) const FIELDS: &[Field] = &[
    ("session_id", FieldType::Text),
    ("session_name", FieldType::Text),
    ("window_id", FieldType::Text),
    ("window_index", FieldType::Number),
    ("window_name", FieldType::Text),
    ("window_active", FieldType::Flag),
    ("window_last_flag", FieldType::Flag),
    ("window_panes", FieldType::Number),
    ("pane_id", FieldType::Text),
    ("window_width", FieldType::Number),
    ("window_height", FieldType::Number),
    ("window_layout", FieldType::Text),
    ("window_visible_layout", FieldType::Text),
    ("window_zoomed_flag", FieldType::Flag),
    ("window_activity", FieldType::Time),
    ("window_activity_flag", FieldType::Flag),
    ("window_bell_flag", FieldType::Flag),
    ("window_silence_flag", FieldType::Flag),
    ("window_marked_flag", FieldType::Flag),
    ("window_finished_flag", FieldType::Flag),
];

/// List windows.
#[derive(clap::Args, Debug)]
pub struct ListWindows {
    #[command(flatten)]
    list: ListArgs,
    /// List the windows of all sessions
    #[arg(short = 'a')]
    all: bool,
    /// Sort order: index (default), name, size, creation, activity
    #[arg(short = 'O', value_name = "order")]
    order: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Target session (default: the current session)
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
}

impl Command for ListWindows {
    const NAME: &'static str = "list-windows";
    const ALIAS: &'static str = "lsw";
    const AFTER_HOOK: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        either_json_or_format(Self::NAME, self.json, self.list.format.as_deref())?;
        let sessions: Vec<SessionId> = if self.all {
            let mut all: Vec<_> = cx.world.sessions.values().collect();
            sort_by(&mut all, |a, b| a.name.cmp(&b.name));
            all.iter().map(|s| s.id).collect()
        } else {
            vec![cx.session_target(self.target.as_deref())?.session]
        };
        let world = &*cx.world;
        let mut places: Vec<Location> = Vec::new();
        for session in sessions {
            let known = world.sessions.get(&session).into_iter();
            let indexes = known.flat_map(|s| s.windows.keys().copied());
            places.extend(indexes.filter_map(|i| world.location_at(session, i)));
        }
        let window = |p: &Location| world.windows.get(&p.window);
        match self.order.as_deref() {
            Some("name") => sort_by_key(&mut places, |p| window(p).map(|w| w.name.clone())),
            Some("size") => sort_by_key(&mut places, |p| window(p).map(|w| w.size().area())),
            Some("creation") => sort_by_key(&mut places, |p| window(p).map(|w| w.created)),
            Some("activity") => {
                sort_by_key(&mut places, |p| {
                    std::cmp::Reverse(window(p).map(|w| w.activity))
                });
            }
            _ => {}
        }
        if self.list.reversed {
            places.reverse();
        }
        let usual = if self.all { FORMAT_ALL } else { FORMAT };
        let listing = Listing {
            format: self.list.format.as_deref().unwrap_or(usual),
            filter: self.list.filter.as_deref(),
            json: self.json.then_some(FIELDS),
        };
        listing.print(cx, &places)?;
        Ok(Flow::Done)
    }
}
