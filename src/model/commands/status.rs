//! `status`: show sessions, memory use and the last save.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::command::listing::json_text;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::store_request::{StoreReply, StoreRequest, StoreStatus};
use crate::model::state::world::World;

/// Show sessions, memory use and when the state was last saved.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct Status {
    /// Also check the databases for damage
    #[arg(long)]
    check: bool,
    /// Print as JSON
    #[arg(long)]
    pub json: bool,
}

impl Command for Status {
    const NAME: &'static str = "status";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let Self { check, json } = self;
        Ok(
            cx.ask_store(StoreRequest::Status { check }, move |cx, reply| {
                if let StoreReply::Status(store) = reply? {
                    let lines = status_text(cx.world, &store, json, cx.access);
                    lines.iter().for_each(|line| cx.print(line));
                }
                Ok(Flow::Done)
            }),
        )
    }
}

/// The lines of `status`.
fn status_text(
    world: &World,
    store: &StoreStatus,
    json: bool,
    access: &dyn PaneAccess,
) -> Vec<String> {
    let rows = status_rows_of(world, store);
    let panes = world.panes.keys().map(|pane| {
        let (lines, bytes) = of_screen(access, *pane, |s| (s.history_lines(), s.history_bytes()));
        (pane.to_string(), lines, bytes)
    });
    if json {
        let rows = rows
            .into_iter()
            .map(|(name, value)| format!("{}:{value}", json_text(name)));
        let panes = panes.map(|(pane, lines, bytes)| {
            format!(
                "{{\"pane\":{},\"lines\":{lines},\"bytes\":{bytes}}}",
                json_text(&pane)
            )
        });
        let panes = panes.collect::<Vec<_>>().join(",");
        let rows = rows.collect::<Vec<_>>().join(",");
        return vec![format!("{{{rows},\"memory\":[{panes}]}}")];
    }
    let rows = rows.into_iter().map(|(name, value)| {
        let name = name.replace('_', " ");
        format!("{name}: {}", value.trim_matches('"'))
    });
    let panes =
        panes.map(|(pane, lines, bytes)| format!("memory of {pane}: {lines} lines, {bytes} bytes"));
    rows.chain(panes).collect()
}

/// The names and values of the status; strings are JSON strings.
fn status_rows_of(world: &World, store: &StoreStatus) -> Vec<(&'static str, String)> {
    let seconds = |since: i64| (world.now.wall - since).max(0) / 1000;
    let saved = if store.saved > 0 {
        seconds(store.saved).to_string()
    } else {
        "null".to_owned()
    };
    let attached = world.clients.values().filter(|c| c.attached()).count();
    let up = seconds(world.host.started);
    let rows = [
        ("version", json_text(&world.host.version)),
        ("socket", json_text(&world.host.socket)),
        ("server_pid", world.host.pid.to_string()),
        ("server_uptime_seconds", up.to_string()),
        ("keeper_pid", store.keeper.to_string()),
        (
            "uptime_seconds",
            seconds(world.lineage.min(world.host.started)).to_string(),
        ),
        ("sessions", world.sessions.len().to_string()),
        ("windows", world.windows.len().to_string()),
        ("panes", world.panes.len().to_string()),
        ("clients", attached.to_string()),
        ("resident_bytes", store.resident.to_string()),
        ("state_directory", json_text(&store.directory)),
        ("state_db_bytes", store.state_bytes.to_string()),
        ("scrollback_db_bytes", store.scrollback_bytes.to_string()),
        ("snapshots", store.snapshots.to_string()),
        ("saved_seconds_ago", saved),
        ("written_bytes", store.written.to_string()),
        (
            "written_bytes_per_second",
            (store.written / up.max(1).unsigned_abs()).to_string(),
        ),
        ("saving_fails", store.failing.to_string()),
    ];
    let damage = store
        .damage
        .iter()
        .map(|damage| ("damage", json_text(damage)));
    rows.into_iter().chain(damage).collect()
}
