//! What `status` says: the world's part and what the store knows.

use crate::model::listing::json_text;
use crate::model::sight::{Sight, of_screen};
use crate::model::world::World;

/// What the store and the system know of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreFacts {
    /// Where its files are; empty if nothing is saved.
    pub directory: String,
    /// Bytes of the two files.
    pub state_bytes: u64,
    /// Bytes of scrollback on disk.
    pub scrollback_bytes: u64,
    /// Layouts that can be restored.
    pub snapshots: usize,
    /// When something was saved last, milliseconds since 1970; 0 if never.
    pub saved: i64,
    /// Bytes that this process has written to disk.
    pub written: u64,
    /// Bytes of memory of this process.
    pub resident: u64,
    /// The keeper's process id.
    pub keeper: u32,
    /// Something could not be saved and is tried again.
    pub failing: bool,
    /// What is wrong with the databases, if they were looked through; empty if nothing is.
    pub damage: Option<String>,
}

impl World {
    /// The lines of `status`.
    pub(crate) fn facts_lines(
        &self,
        store: &StoreFacts,
        json: bool,
        sight: &dyn Sight,
    ) -> Vec<String> {
        let rows = self.facts_rows(store);
        let panes = self.panes.keys().map(|pane| {
            let (lines, bytes) =
                of_screen(sight, *pane, |s| (s.history_lines(), s.history_bytes()));
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
        let panes = panes
            .map(|(pane, lines, bytes)| format!("memory of {pane}: {lines} lines, {bytes} bytes"));
        rows.chain(panes).collect()
    }

    /// Names and values; texts are quoted.
    fn facts_rows(&self, store: &StoreFacts) -> Vec<(&'static str, String)> {
        let seconds = |since: i64| (self.now.wall - since).max(0) / 1000;
        let saved = if store.saved > 0 {
            seconds(store.saved).to_string()
        } else {
            "null".to_owned()
        };
        let attached = self.clients.values().filter(|c| c.attached()).count();
        let up = seconds(self.facts.started);
        let rows = [
            ("version", json_text(&self.facts.version)),
            ("socket", json_text(&self.facts.socket)),
            ("server_pid", self.facts.pid.to_string()),
            ("server_uptime_seconds", up.to_string()),
            ("keeper_pid", store.keeper.to_string()),
            (
                "uptime_seconds",
                seconds(self.lineage.min(self.facts.started)).to_string(),
            ),
            ("sessions", self.sessions.len().to_string()),
            ("windows", self.windows.len().to_string()),
            ("panes", self.panes.len().to_string()),
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
}
