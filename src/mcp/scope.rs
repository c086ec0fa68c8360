//! The panes that tools may see and change.

use super::call::Runner;
use crate::base::sorted::SortedSet;
use crate::base::{Error, Result};
use crate::sys::process;
use serde_json::Value;

/// The target of `-t`, and the panes of the caller.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    target: Option<String>,
    /// The pane in which `mux mcp` runs (`TMUX_PANE`).
    own: Option<String>,
    /// The processes above this one. A pane with one of these runs the caller.
    ancestors: SortedSet<i64>,
}

/// The panes of a server at one moment.
#[derive(Clone, Debug)]
pub struct Panes {
    rows: Vec<Value>,
    scope: Scope,
}

impl Scope {
    /// A scope for a target.
    ///
    /// # Errors
    /// If the target does not exist.
    pub async fn new(runner: &Runner, target: Option<String>) -> Result<Self> {
        let own = std::env::var("TMUX_PANE").ok();
        let scope = Self {
            target,
            own,
            ancestors: process::ancestors().into_iter().map(i64::from).collect(),
        };
        if let Some(target) = &scope.target
            && scope.panes(runner).await?.is_empty()
        {
            let message = format!("can't find {target}: use a session name, $N, @N or %N");
            return Err(Error::not_found(message));
        }
        Ok(scope)
    }

    /// The target of `-t`.
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// The panes that the server has now, as far as the scope has them.
    ///
    /// # Errors
    /// If the server does not answer.
    pub async fn panes(&self, runner: &Runner) -> Result<Panes> {
        let words = ["list-panes", "-a", "--json"].map(str::to_owned);
        let answer = runner.run(&words).await?;
        let rows = serde_json::from_str::<Vec<Value>>(&answer.out).unwrap_or_default();
        let scope = self.clone();
        let mut panes = Panes { rows, scope };
        panes.rows.retain(|row| self.has(row));
        Ok(panes)
    }

    fn has(&self, row: &Value) -> bool {
        let Some(target) = &self.target else {
            return true;
        };
        let members = ["session_id", "session_name", "window_id", "pane_id"];
        members.iter().any(|name| row[name] == **target)
    }
}

impl Panes {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The id of a pane that a tool was given.
    ///
    /// # Errors
    /// If it is no id of a pane, or the pane is not there or not in the scope.
    pub fn find(&self, id: &str) -> Result<String> {
        let number = id.strip_prefix('%').map(str::parse::<u32>);
        if !matches!(number, Some(Ok(_))) {
            return Err(Error::user(format!(
                "{id} is no id of a pane: use pane_id of the tool list, such as %3"
            )));
        }
        let known = self.rows.iter().any(|row| row["pane_id"] == id);
        known
            .then(|| id.to_owned())
            .ok_or_else(|| Error::not_found(format!("can't find pane: {id}")))
    }

    /// As [`Panes::find`], for a tool that changes the pane.
    ///
    /// # Errors
    /// Also if the caller runs in the pane.
    pub fn find_other(&self, id: &str) -> Result<String> {
        let id = self.find(id)?;
        let rows = self.rows.iter().filter(|row| row["pane_id"] == *id);
        let mut pids = rows.filter_map(|row| row["pane_pid"].as_i64());
        let runs_caller = pids.any(|pid| self.scope.ancestors.contains(&pid));
        if runs_caller || self.scope.own.as_deref() == Some(&*id) {
            return Err(Error::user(format!("{id} is the pane of the caller")));
        }
        Ok(id)
    }

    /// Keeps the rows of a list whose pane, else window, else session is in the scope. Rows without
    /// ids stay only without a target.
    pub fn filter(&self, list: &mut Vec<Value>) {
        if self.scope.target.is_none() {
            return;
        }
        list.retain(|row| {
            let own = ["pane_id", "window_id", "session_id"].into_iter();
            let id = own.clone().find(|name| row[*name].is_string());
            id.is_some_and(|name| self.rows.iter().any(|known| known[name] == row[name]))
        });
    }
}
