//! `list-panes`: list the panes of a window, a session or all sessions.

use crate::base::sorted::{sort_by, sort_by_key};
use crate::base::{Result, SessionId};
use crate::model::command::def::Command;
use crate::model::command::listing::{Field, FieldType, Listing, either_json_or_format};
use crate::model::commands::list_args::ListArgs;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

/// The default format, after the pane's index.
macro_rules! rest {
    ($number:literal) => {
        concat!(
            $number,
            ": [#{pane_width}x#{pane_height}] [history #{history_size}/#{history_limit}, ",
            "#{history_bytes} bytes] #{pane_id}#{?pane_active, (active),}#{?pane_dead, (dead),}"
        )
    };
}

const FORMAT: &str = rest!("#{pane_index}");

const FORMAT_SESSION: &str = rest!("#{window_index}.#{pane_index}");

const FORMAT_ALL: &str = rest!("#{session_name}:#{window_index}.#{pane_index}");

/// The fields in JSON.
pub(super) const FIELDS: &[Field] = &[
    ("session_id", FieldType::Text),
    ("session_name", FieldType::Text),
    ("window_id", FieldType::Text),
    ("window_index", FieldType::Number),
    ("window_name", FieldType::Text),
    ("window_active", FieldType::Flag),
    ("pane_id", FieldType::Text),
    ("pane_index", FieldType::Number),
    ("pane_active", FieldType::Flag),
    ("pane_title", FieldType::Text),
    ("pane_current_command", FieldType::Text),
    ("pane_current_path", FieldType::Text),
    ("pane_start_command", FieldType::Text),
    ("pane_pid", FieldType::Number),
    ("pane_tty", FieldType::Text),
    ("pane_width", FieldType::Number),
    ("pane_height", FieldType::Number),
    ("pane_left", FieldType::Number),
    ("pane_top", FieldType::Number),
    ("pane_right", FieldType::Number),
    ("pane_bottom", FieldType::Number),
    ("pane_dead", FieldType::Flag),
    ("pane_dead_status", FieldType::Number),
    ("pane_dead_signal", FieldType::Text),
    ("pane_dead_time", FieldType::Time),
    ("pane_in_mode", FieldType::Number),
    ("pane_mode", FieldType::Text),
    ("pane_input_off", FieldType::Flag),
    ("pane_synchronized", FieldType::Flag),
    ("pane_marked", FieldType::Flag),
    ("pane_last_command", FieldType::Text),
    ("pane_last_command_status", FieldType::Number),
    ("pane_state", FieldType::Text),
    ("pane_state_message", FieldType::Text),
    ("pane_progress", FieldType::Number),
    ("alternate_on", FieldType::Flag),
    ("cursor_x", FieldType::Number),
    ("cursor_y", FieldType::Number),
    ("history_size", FieldType::Number),
    ("history_limit", FieldType::Number),
    ("history_bytes", FieldType::Number),
];

/// List panes.
#[derive(clap::Args, Debug)]
pub struct ListPanes {
    #[command(flatten)]
    list: ListArgs,
    /// List the panes of all sessions
    #[arg(short = 'a')]
    all: bool,
    /// List the panes of the whole session
    #[arg(short = 's')]
    session: bool,
    /// Sort order: index (default), name, size, creation, activity
    #[arg(short = 'O', value_name = "order")]
    order: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Target window, or with -s target session (default: the current one)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Command for ListPanes {
    const NAME: &'static str = "list-panes";
    const ALIAS: &'static str = "lsp";
    const AFTER_HOOK: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        either_json_or_format(Self::NAME, self.json, self.list.format.as_deref())?;
        let (windows, usual) = if self.all {
            let mut all: Vec<_> = cx.world.sessions.values().collect();
            sort_by(&mut all, |a, b| a.name.cmp(&b.name));
            let all: Vec<SessionId> = all.iter().map(|s| s.id).collect();
            let windows = all.into_iter().flat_map(|s| windows(cx, s)).collect();
            (windows, FORMAT_ALL)
        } else if self.session {
            let place = cx.window_target(self.target.as_deref())?;
            (windows(cx, place.session), FORMAT_SESSION)
        } else {
            (vec![cx.window_target(self.target.as_deref())?], FORMAT)
        };
        let mut places: Vec<Location> = Vec::new();
        for window in windows {
            let panes = cx.window(window.window)?.panes().into_iter();
            places.extend(panes.map(|pane| Location { pane, ..window }));
        }
        self.sort(cx, &mut places);
        let listing = Listing {
            format: self.list.format.as_deref().unwrap_or(usual),
            filter: self.list.filter.as_deref(),
            json: self.json.then_some(FIELDS),
        };
        listing.print(cx, &places)?;
        Ok(Flow::Done)
    }
}

impl ListPanes {
    fn sort(&self, cx: &CommandContext<'_>, places: &mut [Location]) {
        let pane = |p: &Location| cx.world.panes.get(&p.pane);
        match self.order.as_deref() {
            Some("name") => sort_by_key(places, |p| pane(p).map(|p| p.title.clone())),
            Some("size") => sort_by_key(places, |p| pane(p).map(|p| p.size.area())),
            Some("creation") => sort_by_key(places, |p| p.pane),
            Some("activity") => sort_by_key(places, |p| {
                let recent = cx
                    .world
                    .windows
                    .get(&p.window)
                    .map(crate::model::state::window::Window::recent);
                recent
                    .and_then(|r| r.iter().position(|pane| *pane == p.pane))
                    .unwrap_or(usize::MAX)
            }),
            _ => {}
        }
        if self.list.reversed {
            places.reverse();
        }
    }
}

fn windows(cx: &CommandContext<'_>, session: SessionId) -> Vec<Location> {
    let known = cx.world.sessions.get(&session).into_iter();
    let indexes = known.flat_map(|s| s.windows.keys());
    indexes
        .filter_map(|i| cx.world.location_at(session, *i))
        .collect()
}
