//! An upgrade from the request to the outcome: checks, copies of the saved files, the candidate.
//! See [`super::commit`] for the handoff itself.

use crate::base::{ClientId, counted};
use crate::keeper::ToKeeper;
use crate::model::Input;
use crate::model::commands::restore;
use crate::model::state::store_request::StoreReply;
use crate::server::hub::Hub;
use crate::server::lock::lock;
use crate::server::log;
use crate::server::parallel;
use crate::server::upgrade::pending::Outcome;
use crate::server::upgrade::versions::{SupportedVersions, VERSIONS_FLAG};
use crate::sys::process;
use crate::wire::ToClient;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

/// How long a program may take to print its versions, and a candidate to start.
const START_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a copy of all saved files may take.
const COPY_TIMEOUT: Duration = Duration::from_secs(120);

/// How long clients of a retired server may take to receive their last messages.
const LAST_MESSAGES: Duration = Duration::from_millis(500);

/// A request for an upgrade.
#[derive(Clone, Debug, Default)]
pub struct UpgradeRequest {
    /// The command queue that waits; `None` for a signal.
    pub run: Option<u64>,
    /// The client of that queue.
    pub client: Option<ClientId>,
    /// The program; `None` is that of this server, as it is on the disk now.
    pub program: Option<String>,
    /// Only checks whether the upgrade is possible.
    pub check: bool,
    /// Answers as JSON.
    pub json: bool,
}

/// Upgrades, and reports the outcome. After a successful upgrade this process ends here.
pub async fn upgrade(hub: Arc<Hub>, request: UpgradeRequest) {
    let done = attempt(&hub, &request).await;
    match &done {
        Ok(lines) => tracing::info!(?lines, "upgrade done"),
        Err(error) => tracing::warn!(%error, "upgrade failed"),
    }
    if hub.is_retired() {
        let lines = done.unwrap_or_default();
        close_clients(&hub, &request, &lines).await;
        log::finish();
        std::process::exit(0);
    }
    if let Some(run) = request.run {
        hub.apply(Input::StoreReply(run, done.map(StoreReply::Text)));
    }
}

async fn attempt(hub: &Arc<Hub>, request: &UpgradeRequest) -> Result<Vec<String>, String> {
    let program = match &request.program {
        Some(program) => PathBuf::from(program),
        None => process::own_program().map_err(|e| e.to_string())?,
    };
    let shown = program.display();
    let theirs = query_versions(&program)
        .await
        .map_err(|why| format!("{shown}: {why}"))?;
    let ours = SupportedVersions::ours();
    let incompatibilities = ours.incompatibilities(&theirs);
    if !incompatibilities.is_empty() {
        return Err(format!("{shown}: {}", incompatibilities.join("; ")));
    }
    let (from, to) = (&ours.program, &theirs.program);
    if request.check {
        let line = format!("{shown} can take over: mux {from} to mux {to}");
        return Ok(vec![request.answer("possible", line)]);
    }
    copy_files(hub, ours.changes_store_format(&theirs))
        .await
        .map_err(|why| format!("{shown}: {why}; nothing has changed"))?;
    let panes = lock(&hub.state).panes.len();
    let pause = swap(hub, &program).await;
    let pause = pause.map_err(|why| format!("{shown}: {why}; nothing has changed"))?;
    let pause = pause.as_millis();
    let panes = counted(panes, "pane");
    let line = format!("upgraded from mux {from} to mux {to}: {panes} in {pause} ms");
    Ok(vec![request.answer("upgraded", line)])
}

impl UpgradeRequest {
    /// The line for people, or the outcome with it as JSON.
    fn answer(&self, outcome: &str, line: String) -> String {
        if self.json {
            return restore::outcome(outcome, &[line], Vec::new());
        }
        line
    }
}

/// Copies the saved files, so that a downgrade can read them; scrollback only if the next server
/// writes a `new_format`. A failed copy stops the upgrade only then.
async fn copy_files(hub: &Hub, new_format: bool) -> Result<(), String> {
    let copied = hub.save_queue.copy_files(new_format);
    let why = match timeout(
        if new_format {
            COPY_TIMEOUT
        } else {
            START_TIMEOUT
        },
        copied,
    )
    .await
    {
        // An error of the channel: persistence is off.
        Ok(Err(_) | Ok(Ok(()))) => return Ok(()),
        Ok(Ok(Err(error))) => error.message,
        Err(_) => "the disk is too slow".to_owned(),
    };
    let why = format!("the saved files cannot be copied: {why}");
    tracing::warn!(why, "upgrade");
    if new_format { Err(why) } else { Ok(()) }
}

/// Asks a program for the versions that it supports.
async fn query_versions(program: &Path) -> Result<SupportedVersions, String> {
    let mut command = Command::new(program);
    command
        .arg(VERSIONS_FLAG)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let answer = timeout(START_TIMEOUT, command.output()).await;
    let answer = answer.map_err(|_| "it does not answer".to_owned())?;
    let answer = answer.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        _ => format!("cannot be run ({error})"),
    })?;
    let versions = SupportedVersions::parse(&String::from_utf8_lossy(&answer.stdout));
    versions.ok_or_else(|| "not a mux program that can take over".to_owned())
}

/// Starts `program` as the candidate, and waits for the outcome.
async fn swap(hub: &Arc<Hub>, program: &Path) -> Outcome {
    let Some(mut told) = hub.upgrade.begin() else {
        return Err("another upgrade is under way".to_owned());
    };
    let program = program.to_string_lossy().into_owned();
    let to_compress = Arc::clone(hub);
    // It fails only if no thread can be started; then the pause takes longer.
    let _ = tokio::task::spawn_blocking(move || compress(&to_compress)).await;
    hub.keeper.send(&ToKeeper::StartCandidate { program });
    let outcome = match timeout(START_TIMEOUT, &mut told).await {
        Ok(outcome) => outcome,
        Err(_) => {
            hub.keeper.send(&ToKeeper::Abandon);
            timeout(START_TIMEOUT, told)
                .await
                .unwrap_or_else(|_| Ok(Err("neither it nor the keeper answers".to_owned())))
        }
    };
    hub.upgrade.clear();
    outcome.unwrap_or_else(|_| Err("the outcome is unknown".to_owned()))
}

/// Compresses the lines that went into history, which makes the pause shorter.
fn compress(hub: &Hub) {
    // The second round takes what came during the first.
    for _ in 0..2 {
        let panes: Vec<_> = lock(&hub.state).panes.values().cloned().collect();
        parallel::map(&panes, |pane| pane.compress());
    }
}

/// Makes the keeper execute the program of this server, too.
pub fn upgrade_keeper(hub: &Hub) {
    if let Ok(program) = process::own_program() {
        let program = program.to_string_lossy().into_owned();
        hub.keeper.send(&ToKeeper::Reexec { program });
    }
}

/// Tells the client that asked, and closes all connections: the clients connect to the next server.
async fn close_clients(hub: &Hub, request: &UpgradeRequest, lines: &[String]) {
    let requester = request.client;
    for client in hub.clients() {
        if Some(client.id) == requester && !is_attached(hub, client.id) {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            client.send(&ToClient::Stdout(text.into_bytes()));
            client.send(&ToClient::Exit(0));
        }
        client.end();
    }
    let all = async {
        for client in hub.clients() {
            client.closed().await;
        }
    };
    // The end of this process closes the connections of clients that do not read.
    let _ = timeout(LAST_MESSAGES, all).await;
}

fn is_attached(hub: &Hub, client: ClientId) -> bool {
    let state = lock(&hub.state);
    let known = state.world.clients.get(&client);
    known.is_some_and(crate::model::Client::attached)
}
