//! `status`: show sessions, memory use and the last save.

use crate::base::json::Json;
use crate::base::{PaneId, Result, counted};
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::store_request::{StoreReply, StoreRequest, StoreStatus};
use crate::model::state::world::World;

/// Show sessions, memory use and when the state was last saved.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct Status {
    /// Also check the databases for damage
    #[arg(long)]
    pub check: bool,
    /// Print as JSON
    #[arg(long)]
    pub json: bool,
    /// Also print processes, files and the size of each history
    #[arg(short = 'v', long = "verbose")]
    verbose: bool,
}

impl Command for Status {
    const NAME: &'static str = "status";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let form = match (self.json, self.verbose) {
            (true, _) => StatusForm::Json,
            (false, true) => StatusForm::Details,
            (false, false) => StatusForm::Summary,
        };
        let check = self.check;
        Ok(
            cx.ask_store(StoreRequest::Status { check }, move |cx, reply| {
                if let StoreReply::Status(store) = reply? {
                    let lines = status_text(cx.world, &store, form, cx.access);
                    lines.iter().for_each(|line| cx.print(line));
                    let damaged = store
                        .damage
                        .as_deref()
                        .is_some_and(|found| !found.is_empty());
                    if store.fault.is_some() || damaged {
                        cx.status(1);
                    }
                }
                Ok(Flow::Done)
            }),
        )
    }
}

/// The version of this program, also in a server that was started as `tmux`.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StatusForm {
    /// One line for people.
    Summary,
    /// The line, and one per fact.
    Details,
    /// JSON.
    Json,
}

/// The lines of `status`.
fn status_text(
    world: &World,
    store: &StoreStatus,
    form: StatusForm,
    access: &dyn PaneAccess,
) -> Vec<String> {
    match form {
        StatusForm::Summary => summary(world, store),
        StatusForm::Details => {
            let mut lines = summary(world, store);
            lines.extend(details(world, store, access));
            lines
        }
        StatusForm::Json => vec![as_json(world, store, access).to_string()],
    }
}

/// Seconds since a time in milliseconds since 1970.
fn since(world: &World, time: i64) -> i64 {
    (world.now.wall - time).max(0) / 1000
}

/// Seconds since the first server of the lineage started. Crashes and upgrades do not end it.
fn uptime(world: &World) -> i64 {
    since(world, world.lineage.min(world.host.started))
}

fn attached(world: &World) -> usize {
    world.clients.values().filter(|c| c.attached()).count()
}

fn summary(world: &World, store: &StoreStatus) -> Vec<String> {
    let counts = [
        counted(world.sessions.len(), "session"),
        counted(world.windows.len(), "window"),
        counted(world.panes.len(), "pane"),
        counted(attached(world), "client"),
    ];
    let saved = match (&store.fault, store.saved) {
        _ if store.directory.is_empty() && store.fault.is_none() => "saving is off".to_owned(),
        (Some(_), _) => "SAVING FAILS".to_owned(),
        (None, 0) => "not saved yet".to_owned(),
        (None, at) => format!("saved {} ago", duration(since(world, at))),
    };
    let disk = store.state_bytes + store.scrollback_bytes;
    let databases = match store.damage.as_deref() {
        None => "not checked (--check)",
        Some("") => "healthy",
        Some(_) => "DAMAGED",
    };
    let mut lines = vec![format!(
        "mux {VERSION}, up {} · {} · {} · {saved}, {}, {} on disk · databases: {databases}",
        duration(uptime(world)),
        counts.join(", "),
        megabytes(store.resident),
        counted(store.snapshots, "snapshot"),
        megabytes(disk),
    )];
    lines.extend(store.fault.iter().map(|why| format!("saving fails: {why}")));
    let damage = store.damage.iter().filter(|damage| !damage.is_empty());
    lines.extend(damage.map(|damage| format!("damage: {damage}")));
    lines
}

fn details(world: &World, store: &StoreStatus, access: &dyn PaneAccess) -> Vec<String> {
    let up = since(world, world.host.started);
    let directory = if store.directory.is_empty() {
        "none"
    } else {
        &store.directory
    };
    let mut lines = vec![
        format!("socket: {}", world.host.socket),
        format!("server: process {}, up {}", world.host.pid, duration(up)),
        format!("keeper: process {}", store.keeper),
        format!("state directory: {directory}"),
        format!("state.db: {}", megabytes(store.state_bytes)),
        format!("scrollback.db: {}", megabytes(store.scrollback_bytes)),
        format!(
            "written: {}, {} a second",
            megabytes(store.written),
            counted(per_second(store.written, up), "byte")
        ),
    ];
    for (pane, rows, bytes) in histories(world, access).filter(|(_, rows, _)| *rows > 0) {
        let size = megabytes(u64::try_from(bytes).unwrap_or(u64::MAX));
        lines.push(format!(
            "history of {pane}: {}, {size}",
            counted(rows, "line")
        ));
    }
    lines
}

/// The lines and bytes of each pane's history.
fn histories<'a>(
    world: &'a World,
    access: &'a dyn PaneAccess,
) -> impl Iterator<Item = (PaneId, usize, usize)> + 'a {
    let panes = world.panes.values().filter(|pane| !pane.in_popup());
    panes.map(|pane| {
        let (lines, bytes) = of_screen(access, pane.id, |s| (s.history_lines(), s.history_bytes()));
        (pane.id, lines, bytes)
    })
}

const fn per_second(bytes: u64, seconds: i64) -> u64 {
    bytes
        / if seconds > 0 {
            seconds.unsigned_abs()
        } else {
            1
        }
}

fn as_json(world: &World, store: &StoreStatus, access: &dyn PaneAccess) -> Json {
    let up = since(world, world.host.started);
    let directory = Some(store.directory.as_str()).filter(|directory| !directory.is_empty());
    let saved = (store.saved > 0).then(|| since(world, store.saved));
    let panes = histories(world, access).map(|(pane, lines, bytes)| {
        Json::object([
            ("pane_id", Json::from(pane.to_string())),
            ("history_lines", lines.into()),
            ("history_bytes", bytes.into()),
        ])
    });
    Json::object([
        ("running", Json::from(true)),
        ("version", VERSION.into()),
        ("socket", world.host.socket.as_str().into()),
        ("server_pid", world.host.pid.into()),
        ("server_start_time", Json::time(world.host.started)),
        ("server_uptime_seconds", up.into()),
        ("keeper_pid", store.keeper.into()),
        ("uptime_seconds", uptime(world).into()),
        ("sessions", world.sessions.len().into()),
        ("windows", world.windows.len().into()),
        ("panes", world.panes.len().into()),
        ("clients", attached(world).into()),
        ("resident_bytes", store.resident.into()),
        ("state_directory", directory.into()),
        ("state_db_bytes", store.state_bytes.into()),
        ("scrollback_db_bytes", store.scrollback_bytes.into()),
        ("snapshots", store.snapshots.into()),
        ("saved_time", Json::time(store.saved)),
        ("saved_seconds_ago", saved.into()),
        ("written_bytes", store.written.into()),
        (
            "written_bytes_per_second",
            per_second(store.written, up).into(),
        ),
        ("saving_fails", store.fault.is_some().into()),
        ("saving_error", store.fault.clone().into()),
        ("damage", store.damage.clone().into()),
        ("histories", panes.collect()),
    ])
}

/// Seconds in the two largest units.
fn duration(seconds: i64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{minutes} min {} s", seconds % 60),
        3600..86_400 => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} d {} h", hours % 24),
    }
}

/// Bytes in megabytes (10^6 bytes) with one decimal, or in gigabytes.
fn megabytes(bytes: u64) -> String {
    let (unit, per) = if bytes < 999_950_000 {
        ("MB", 100_000)
    } else {
        ("GB", 100_000_000)
    };
    let tenths = (bytes + per / 2) / per;
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::pane_access::NoPanes;
    use crate::model::testing::TestWorld;

    fn status(store: &StoreStatus, form: StatusForm) -> Vec<String> {
        let mut fixture = TestWorld::new();
        fixture.world.now.wall = 155_000;
        fixture.world.host.started = 100_000;
        fixture.world.lineage = 100_000;
        status_text(&fixture.world, store, form, &NoPanes)
    }

    fn store() -> StoreStatus {
        StoreStatus {
            directory: "/state".into(),
            state_bytes: 100_000,
            scrollback_bytes: 200_000,
            snapshots: 12,
            saved: 108_000,
            resident: 9_756_672,
            ..StoreStatus::default()
        }
    }

    #[test]
    fn a_person_gets_one_line_and_more_only_if_something_is_wrong() {
        let usual = format!(
            "mux {VERSION}, up 55 s · 1 session, 1 window, 1 pane, 0 clients · 9.8 MB · \
             saved 47 s ago, 12 snapshots, 0.3 MB on disk · databases: "
        );
        let fine = [format!("{usual}not checked (--check)")];
        assert_eq!(status(&store(), StatusForm::Summary), fine);
        let checked = StoreStatus {
            damage: Some(String::new()),
            ..store()
        };
        assert_eq!(
            status(&checked, StatusForm::Summary),
            [format!("{usual}healthy")]
        );
        let wrong = StoreStatus {
            damage: Some("state.db: page 3".into()),
            fault: Some("/state/state.db: the disk is full".into()),
            ..store()
        };
        let lines = status(&wrong, StatusForm::Summary);
        assert!(
            lines[0].contains("SAVING FAILS") && lines[0].ends_with("DAMAGED"),
            "{lines:?}"
        );
        let more = [
            "saving fails: /state/state.db: the disk is full",
            "damage: state.db: page 3",
        ];
        assert_eq!(lines[1..], more);
    }

    #[test]
    fn programs_get_numbers_times_and_null() {
        let text = status(&store(), StatusForm::Json).concat();
        for part in [
            "\"uptime_seconds\":55,",
            "\"saved_time\":108,\"saved_seconds_ago\":47,",
            "\"saving_fails\":false,\"saving_error\":null,\"damage\":null,",
            "\"histories\":[{\"pane_id\":\"%0\",\"history_lines\":0,\"history_bytes\":0}]",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn sizes_and_times_have_a_unit() {
        for (seconds, wanted) in [(59, "59 s"), (61, "1 min 1 s"), (90_000, "1 d 1 h")] {
            assert_eq!(duration(seconds), wanted);
        }
        for (bytes, wanted) in [(0, "0.0 MB"), (49_999, "0.0 MB"), (9_756_672, "9.8 MB")] {
            assert_eq!(megabytes(bytes), wanted);
        }
        assert_eq!(megabytes(2_340_000_000), "2.3 GB");
    }
}
