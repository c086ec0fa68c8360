//! The server's side of an upgrade: checks first, then a candidate is started, then everything stands
//! still while it proves that it has all; it takes over, or nothing has happened.

use super::fault;
use super::frozen::Frozen;
use super::gate::lock;
use super::handed::Handed;
use super::hub::Hub;
use super::link;
use super::ranges::{RANGES_FLAG, Ranges};
use super::together;
use crate::base::{ClientId, counted};
use crate::keeper::{FromKeeper, ToKeeper};
use crate::model::Input;
use crate::model::persist::snapshot;
use crate::model::state::store_request::StoreReply;
use crate::sys::poll::{self, Interest};
use crate::sys::process::{self, Signal};
use crate::wire::ToClient;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::process::Command;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// How long a program may take to say what it knows, and a candidate to start.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long it may take to copy all that is saved.
const COPYING: Duration = Duration::from_secs(120);

/// How long everything may stand still.
const PAUSE: Duration = Duration::from_secs(2);

/// How long clients are told of the end of this server.
const FAREWELL: Duration = Duration::from_millis(500);

/// After how long a server that has handed over is gone at the latest.
const RETIREMENT: Duration = Duration::from_secs(2);

/// How an upgrade ended: how long everything stood still, or why it did not come to that.
type Outcome = Result<Duration, String>;

/// The upgrade that is under way waits here.
pub type Pending = oneshot::Sender<Outcome>;

/// The program on the disk, as it was when this server started.
pub struct Installed {
    path: Option<PathBuf>,
    file: Option<(u64, u64, i64)>,
    told: AtomicBool,
}

impl Installed {
    /// As it is now.
    pub fn now() -> Self {
        let path = process::own_program().ok();
        let file = path.as_deref().and_then(file_at);
        Self {
            path,
            file,
            told: AtomicBool::new(false),
        }
    }

    /// What to tell people if another program has come in its place; once.
    pub fn news(&self) -> Option<String> {
        if self.told.load(Ordering::Relaxed) {
            return None;
        }
        let now = file_at(self.path.as_deref()?)?;
        let other = self.file.is_some_and(|then| then != now);
        (other && !self.told.swap(true, Ordering::Relaxed)).then(|| {
            "another mux has been installed: 'mux upgrade' lets it take over, and everything goes on"
                .to_owned()
        })
    }
}

/// Which file is there: device, number, time of change.
fn file_at(path: &Path) -> Option<(u64, u64, i64)> {
    let facts = std::fs::metadata(path).ok()?;
    Some((facts.dev(), facts.ino(), facts.mtime()))
}

/// What a queue of commands wants.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The queue that waits; none for a signal.
    pub run: Option<u64>,
    /// Its client.
    pub client: Option<ClientId>,
    /// The program, or the one that this server runs, as it is now on the disk.
    pub program: Option<String>,
    /// Only look.
    pub check: bool,
}

/// Upgrades, or says why not.
pub async fn upgrade(hub: Arc<Hub>, wish: Wish) {
    let done = attempt(&hub, &wish).await;
    match &done {
        Ok(lines) => tracing::info!(?lines, "upgrade"),
        Err(error) => tracing::warn!(%error, "no upgrade"),
    }
    if hub.is_retired() {
        let lines = done.unwrap_or_default();
        farewell(&hub, &wish, &lines).await;
        super::log::finish();
        std::process::exit(0);
    }
    if let Some(run) = wish.run {
        hub.apply(Input::Stored(run, done.map(StoreReply::Lines)));
    }
}

async fn attempt(hub: &Arc<Hub>, wish: &Wish) -> Result<Vec<String>, String> {
    let program = match &wish.program {
        Some(program) => PathBuf::from(program),
        None => process::own_program().map_err(|e| e.to_string())?,
    };
    let shown = program.display();
    let theirs = ask(&program)
        .await
        .map_err(|why| format!("{shown}: {why}"))?;
    let ours = Ranges::ours();
    let obstacles = ours.obstacles(&theirs);
    if !obstacles.is_empty() {
        return Err(format!("{shown}: {}", obstacles.join("; ")));
    }
    let (from, to) = (&ours.program, &theirs.program);
    if wish.check {
        return Ok(vec![format!(
            "{shown} can take over: mux {from} to mux {to}"
        )]);
    }
    keep_files(hub, ours.changes_files(&theirs))
        .await
        .map_err(|why| format!("{shown}: {why}; nothing has changed"))?;
    let panes = lock(&hub.core).panes.len();
    let pause = swap(hub, &program).await;
    let pause = pause.map_err(|why| format!("{shown}: {why}; nothing has changed"))?;
    let pause = pause.as_millis();
    Ok(vec![format!(
        "upgraded from mux {from} to mux {to}: {} in {pause} ms",
        counted(panes, "pane")
    )])
}

/// What is saved is kept as it is now: the lines, too, if the next server gives files another `form`. Only
/// then does it stand in the way if that does not work.
async fn keep_files(hub: &Hub, form: bool) -> Result<(), String> {
    let told = hub.saver.keep_files(form);
    let why = match timeout(if form { COPYING } else { PATIENCE }, told).await {
        // Nothing is saved.
        Ok(Err(_) | Ok(Ok(()))) => return Ok(()),
        Ok(Ok(Err(error))) => error.message,
        Err(_) => "the disk is too slow".to_owned(),
    };
    let why = format!("what is saved could not be kept: {why}");
    tracing::warn!(why, "upgrade");
    if form { Err(why) } else { Ok(()) }
}

/// Asks a program what it knows.
async fn ask(program: &Path) -> Result<Ranges, String> {
    let mut command = Command::new(program);
    command
        .arg(RANGES_FLAG)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let answer = timeout(PATIENCE, command.output()).await;
    let answer = answer.map_err(|_| "it does not answer".to_owned())?;
    let answer = answer.map_err(|e| format!("it cannot be run ({e})"))?;
    let ranges = Ranges::parse(&String::from_utf8_lossy(&answer.stdout));
    ranges.ok_or_else(|| "this is no mux that can be upgraded to".to_owned())
}

/// Lets `program` take this server's place.
async fn swap(hub: &Arc<Hub>, program: &Path) -> Outcome {
    let (tell, mut told) = oneshot::channel();
    {
        let mut pending = lock(&hub.upgrade);
        if pending.is_some() {
            return Err("another upgrade is under way".to_owned());
        }
        *pending = Some(tell);
    }
    let program = program.to_string_lossy().into_owned();
    hub.keeper.send(&ToKeeper::Try { program });
    let outcome = match timeout(PATIENCE, &mut told).await {
        Ok(outcome) => outcome,
        Err(_) => {
            hub.keeper.send(&ToKeeper::Abandon);
            timeout(PATIENCE, told)
                .await
                .unwrap_or_else(|_| Ok(Err("neither it nor the keeper answers".to_owned())))
        }
    };
    lock(&hub.upgrade).take();
    outcome.unwrap_or_else(|_| Err("it was not told what came of it".to_owned()))
}

/// Lets the keeper be this program, too.
pub fn renew_keeper(hub: &Hub) {
    if let Ok(program) = process::own_program() {
        let program = program.to_string_lossy().into_owned();
        hub.keeper.send(&ToKeeper::Renew { program });
    }
}

/// The keeper says that there is no candidate any more.
pub fn abandoned(hub: &Hub, why: String) {
    finish(hub, Err(why));
}

fn finish(hub: &Hub, outcome: Outcome) {
    if let Some(pending) = lock(&hub.upgrade).take() {
        // Whoever waited may have lost patience.
        let _ = pending.send(outcome);
    }
}

/// Stands still while the candidate takes over, and goes on if it does not.
pub fn stand_still(hub: &Arc<Hub>) {
    let (outcome, meanwhile) = tokio::task::block_in_place(|| hold_everything(hub));
    if outcome.is_err() {
        hub.open_again();
    }
    for (message, fds) in meanwhile {
        link::hear(hub, message, fds);
    }
    finish(hub, outcome);
}

/// What else the keeper said.
type Meanwhile = Vec<(FromKeeper, Vec<OwnedFd>)>;

fn hold_everything(hub: &Arc<Hub>) -> (Outcome, Meanwhile) {
    // What is done now need not be done while everything stands still; the second time it is less.
    for _ in 0..2 {
        let panes: Vec<_> = lock(&hub.core).panes.values().cloned().collect();
        together::each(&panes, |pane| pane.compress());
    }
    let start = Instant::now();
    hub.stop_accepting();
    // Readers finish their turn, so that the world hears of all that is on a screen.
    let turn = hub.turn.write();
    let mut core = lock(&hub.core);
    let panes: Vec<_> = core.panes.values().cloned().collect();
    together::each(&panes, |pane| pane.renewed());
    let checkpoints = start.elapsed();
    let mut frozen: Vec<Frozen<'_>> = panes.iter().map(|pane| pane.freeze()).collect();
    let saved = snapshot::save(&core.world);
    if let Err(error) = core.snapshot.write(&saved) {
        return (Err(error.message), Vec::new());
    }
    let mut handed = Handed::new(&core.world, &frozen, hub.ledger.balance());
    let state = handed.encode();
    hub.keeper.send(&ToKeeper::Frozen { state });
    // While the candidate makes its screens.
    handed.prove(&panes);
    let proofs = start.elapsed();
    let (mut verdict, meanwhile) = wait_for_verdict(hub, &handed, start);
    if verdict.is_err() && core.snapshot.owner() == hub.place.epoch + 1 {
        // The keeper was killed before it could say so.
        verdict = Ok(());
    }
    if verdict.is_ok() {
        // From here on the other server reads and writes. Nothing of ours may touch a program again.
        frozen.iter_mut().for_each(Frozen::let_go);
        hub.retire();
    } else {
        frozen.iter_mut().for_each(Frozen::go_on);
    }
    drop((frozen, core, turn));
    tracing::info!(?checkpoints, ?proofs, all = ?start.elapsed(), "stood still until");
    (verdict.map(|()| start.elapsed()), meanwhile)
}

/// Listens to the keeper until it says what has become of the candidate.
fn wait_for_verdict(hub: &Hub, handed: &Handed, start: Instant) -> (Result<(), String>, Meanwhile) {
    let link = hub.keeper.link();
    let mut meanwhile = Vec::new();
    let mut difference = None;
    let mut asked = false;
    loop {
        match link.get_ref().recv() {
            Ok(Some((FromKeeper::Committed, _))) => return (Ok(()), meanwhile),
            Ok(Some((FromKeeper::Proof { state }, _))) => {
                difference = match Handed::decode(&state) {
                    Ok(witness) => handed.difference(&witness),
                    Err(error) => Some(error.message),
                };
                match &difference {
                    None => fault::at_commit(|| hub.keeper.send(&ToKeeper::Commit)),
                    Some(_) => hub.keeper.send(&ToKeeper::Abandon),
                }
            }
            Ok(Some((FromKeeper::Abandoned { message }, _))) => {
                return (Err(difference.unwrap_or(message)), meanwhile);
            }
            Ok(Some(other)) => meanwhile.push(other),
            Ok(None) => return (Err("the keeper was killed".to_owned()), meanwhile),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                let left = PAUSE.checked_sub(start.elapsed());
                if left.is_none() && !asked {
                    asked = true;
                    hub.keeper.send(&ToKeeper::Abandon);
                }
                let fds = [(link.get_ref().as_fd(), Interest::Read)];
                // An error is one of arguments; the next turn tries again.
                let _ = poll::wait(&fds, Some(left.unwrap_or(PAUSE)));
            }
            Err(error) => tracing::warn!(%error, "the keeper was not understood"),
        }
    }
}

/// Tells whoever asked, and lets all others find the next server.
async fn farewell(hub: &Hub, wish: &Wish, lines: &[String]) {
    let asker = wish.client;
    for client in hub.clients() {
        if Some(client.id) == asker && !is_attached(hub, client.id) {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            client.send(&ToClient::Stdout(text.into_bytes()));
            client.send(&ToClient::Exit(0));
        }
        client.end();
    }
    let all = async {
        for client in hub.clients() {
            client.gone().await;
        }
    };
    // Who does not listen finds the connection closed.
    let _ = timeout(FAREWELL, all).await;
}

fn is_attached(hub: &Hub, client: ClientId) -> bool {
    let core = lock(&hub.core);
    let known = core.world.clients.get(&client);
    known.is_some_and(crate::model::Client::attached)
}

impl Hub {
    /// Another server is in this one's place.
    pub fn is_retired(&self) -> bool {
        self.retired.load(Ordering::Acquire)
    }

    fn retire(&self) {
        self.retired.store(true, Ordering::Release);
        // Nothing that could still hold this process up is worth waiting for: another one serves.
        let last = std::thread::Builder::new().spawn(|| {
            std::thread::sleep(RETIREMENT);
            process::signal(process::own_pid(), Signal::SIGKILL as i32);
        });
        if let Err(error) = last {
            tracing::warn!(%error, "nothing sees to the end of this process");
        }
    }

    /// Nobody comes in for now; who connects waits.
    fn stop_accepting(&self) {
        lock(&self.accepting)
            .take()
            .inspect(tokio::task::AbortHandle::abort);
    }

    /// Who waits comes in again.
    fn open_again(self: &Arc<Self>) {
        let listener = lock(&self.place.listener).try_clone();
        let opened = listener.and_then(|listener| self.open(listener.into()));
        if let Err(error) = opened {
            tracing::error!(%error, "the socket cannot be listened to");
        }
    }
}
