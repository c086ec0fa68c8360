//! Performs effects, one after the other, while the world is locked.

use super::client::Client;
use super::hub::{Core, Hub, urgency};
use super::pane::Pane;
use super::store::End;
use super::upgrade::{Wish, upgrade};
use super::{files, job, pipe};
use crate::base::{ClientId, JobId, PaneId, TimerId};
use crate::keeper::ToKeeper;
use crate::model::effect::{Effect, Job, Spawn, Ways};
use crate::model::{Exit, Input};
use crate::sys::process;
use crate::term::Screen;
use crate::wire::ToClient;
use std::sync::Arc;
use std::time::Duration;

/// Descriptors that a new program must leave to connections and files.
const RESERVE: usize = 16;

/// SIGTERM.
const TERMINATE: i32 = 15;

impl Hub {
    /// Performs `effect`, which came of an input from the client `from`.
    pub(super) fn perform(
        self: &Arc<Self>,
        core: &mut Core,
        from: Option<ClientId>,
        effect: Effect,
    ) {
        match effect {
            Effect::Spawn(spawn) => self.spawn(core, *spawn),
            Effect::ClosePane(id) => self.close(core, id),
            Effect::Signal(id, signal) => {
                let pane = id.0;
                self.keeper.send(&ToKeeper::Signal { pane, signal });
            }
            Effect::ResizePane(id, size) => on(core, id, |pane| pane.resize(size)),
            Effect::Write(id, bytes) => type_into(core, from, id, &bytes),
            Effect::Show(id, bytes) => on(core, id, |pane| pane.show(&bytes)),
            Effect::ResetScreen(id) => on(core, id, |pane| pane.redo(Screen::reset)),
            Effect::Trim(id) => on(core, id, |pane| pane.redo(Screen::trim)),
            Effect::ClearHistory(id) => on(core, id, |pane| pane.redo(Screen::clear_history)),
            Effect::SetLimits(id, limits) => on(core, id, |pane| pane.set_limits(limits)),
            Effect::SetWishes(id, wishes) => {
                on(core, id, |pane| {
                    pane.change(|screen| screen.set_wishes(*wishes));
                });
            }
            Effect::SetTitle(id, title) => {
                on(core, id, |pane| {
                    pane.adjust(|screen| screen.set_title(&title));
                });
            }
            Effect::SetColors(id, text, back) => {
                on(core, id, |pane| pane.set_colors(text, back));
            }
            Effect::StartTimer(id, ms) => self.start_timer(core, id, ms),
            Effect::CancelTimer(id) => {
                core.timers
                    .remove(&id)
                    .inspect(tokio::task::AbortHandle::abort);
            }
            Effect::StartJob(job) => self.start_job(core, *job),
            Effect::KillJob(id) => kill(core, id),
            Effect::OpenPipe(id, job, ways) => self.open_pipe(core, id, &job, ways),
            Effect::ClosePipe(id) => on(core, id, |pane| pane.set_pipe(None)),
            Effect::ReadFiles { request, patterns } => self.read_files(request, patterns),
            Effect::WriteFile {
                request,
                path,
                append,
                bytes,
            } => self.with_file(request, move || files::write(&path, append, &bytes)),
            Effect::KeepFile {
                request,
                path,
                new,
                bytes,
            } => self.with_file(request, move || files::keep(&path, new, &bytes)),
            Effect::RemoveFile { request, path } => {
                self.with_file(request, move || files::remove(&path));
            }
            Effect::Recall { pane, past } => {
                if let Some(memory) = self.saver.recall(past) {
                    on(core, pane, |pane| pane.recall(memory));
                }
            }
            Effect::AskStore { run, question } => {
                if !self.saver.ask(run, question) {
                    let why = "the store cannot answer; the server's log says why".to_owned();
                    self.apply_later(Input::Stored(run, Err(why)));
                }
            }
            Effect::Upgrade {
                run,
                client,
                program,
                check,
            } => {
                let wish = Wish {
                    run: Some(run),
                    client,
                    program,
                    check,
                };
                tokio::spawn(upgrade(Arc::clone(self), wish));
            }
            Effect::Shutdown => {
                self.saver.end(End::Wanted);
                self.begin_to_end();
            }
            effect => {
                if matches!(effect, Effect::Detached { .. }) {
                    self.saver.hurry();
                }
                tell(core, from, effect);
            }
        }
    }

    fn spawn(self: &Arc<Self>, core: &mut Core, spawn: Spawn) {
        let Spawn {
            pane: id,
            size,
            limits,
            ..
        } = spawn;
        match core.panes.get(&id) {
            Some(known) => known.set_reader(None),
            None => {
                core.panes.insert(id, Arc::new(Pane::new(id, size, limits)));
            }
        }
        // Whatever the keeper still holds for this pane makes room.
        self.keeper.send(&ToKeeper::Forget { pane: id.0 });
        if !process::can_open(RESERVE) {
            let text = "no file descriptors left for another program: close panes or clients";
            return self.apply_later(Input::SpawnFailed(id, text.to_owned()));
        }
        self.keeper.send(&ToKeeper::Spawn {
            pane: id.0,
            argv: spawn.argv,
            argv0: Some(spawn.argv0),
            env: spawn.env,
            cwd: spawn.cwd,
            size,
        });
    }

    fn close(&self, core: &mut Core, id: PaneId) {
        let pane = core.panes.remove(&id);
        if let Some(pane) = &pane {
            pane.set_reader(None);
        }
        self.saver.closed(id, pane);
        self.keeper.send(&ToKeeper::Forget { pane: id.0 });
    }

    fn start_timer(self: &Arc<Self>, core: &mut Core, id: TimerId, ms: u64) {
        let hub = Arc::clone(self);
        let timer = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            hub.apply(Input::Timer(id));
        });
        core.timers.insert(id, timer.abort_handle());
    }

    fn start_job(self: &Arc<Self>, core: &mut Core, job: Job) {
        let id = job.id;
        match job::start(self, job) {
            Ok(pid) => {
                core.jobs.insert(id, pid);
            }
            Err(error) => {
                tracing::warn!(%error, "a job could not be started");
                let exit = Exit {
                    status: Some(127),
                    signal: None,
                };
                self.apply_later(Input::JobDone(id, String::new(), exit));
            }
        }
    }

    fn open_pipe(self: &Arc<Self>, core: &Core, id: PaneId, job: &Job, ways: Ways) {
        let Some(pane) = core.panes.get(&id) else {
            return;
        };
        match pipe::open(self, pane, job, ways) {
            Ok(pipe) => pane.set_pipe(Some(pipe)),
            Err(error) => {
                tracing::warn!(%error, "a pipe could not be opened");
                self.apply_later(Input::JobDone(job.id, String::new(), Exit::default()));
            }
        }
    }

    fn read_files(self: &Arc<Self>, request: u64, patterns: Vec<String>) {
        let hub = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let files = files::read(&patterns);
            hub.apply(Input::Files { request, files });
        });
    }

    /// Does something with a file on a thread that may wait for the disk.
    fn with_file(
        self: &Arc<Self>,
        request: u64,
        work: impl FnOnce() -> Result<(), String> + Send + 'static,
    ) {
        let hub = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let result = work();
            hub.apply(Input::FileWritten { request, result });
        });
    }

    /// Tells the world once it is free.
    pub(super) fn apply_later(self: &Arc<Self>, input: Input) {
        let hub = Arc::clone(self);
        tokio::spawn(async move { hub.apply(input) });
    }
}

fn on(core: &Core, id: PaneId, act: impl FnOnce(&Arc<Pane>)) {
    if let Some(pane) = core.panes.get(&id) {
        act(pane);
    }
}

fn type_into(core: &Core, from: Option<ClientId>, id: PaneId, bytes: &[u8]) {
    let client = from.and_then(|from| core.clients.get(&from));
    on(core, id, |pane| {
        if let Some(client) = client {
            client.typed(id);
        }
        if !pane.write(bytes)
            && let Some(client) = client
        {
            client.ring();
        }
    });
}

fn kill(core: &mut Core, id: JobId) {
    let group = core
        .jobs
        .remove(&id)
        .and_then(|pid| i32::try_from(pid).ok());
    if let Some(group) = group.filter(|group| *group > 0) {
        process::signal_group(group, TERMINATE);
    }
}

/// Effects that are about one client.
fn tell(core: &Core, from: Option<ClientId>, effect: Effect) {
    let send =
        |id: ClientId, message: ToClient| on_client(core, id, |client| client.send(&message));
    match effect {
        Effect::Stdout(id, bytes) => send(id, ToClient::Stdout(bytes)),
        Effect::ReadStdin(id, request) => {
            on_client(core, id, |client| client.read_stdin(request));
        }
        Effect::Stderr(id, bytes) => send(id, ToClient::Stderr(bytes)),
        Effect::Exit(id, status) => {
            send(id, ToClient::Exit(status));
            on_client(core, id, Client::end);
        }
        Effect::Attached {
            client,
            redial,
            escape_time,
        } => {
            let known = core.world.clients.get(&client);
            let terminal = known.map_or("", |known| known.name.as_str());
            let session = redial.get(2).map_or("", String::as_str);
            tracing::info!(%client, terminal, session, "a client is here");
            let message = ToClient::Attached {
                redial,
                escape_time,
            };
            send(client, message);
            on_client(core, client, |client| client.draw(true, urgency(from)));
        }
        Effect::Detached {
            client,
            message,
            status,
            exec,
            hangup,
        } => {
            tracing::info!(%client, why = message.as_str(), "a client leaves");
            let message = ToClient::Detached {
                message,
                status,
                exec,
                hangup,
            };
            send(client, message);
            on_client(core, client, Client::end);
        }
        Effect::Suspend(id) => send(id, ToClient::Suspend),
        Effect::Bell(id) => on_client(core, id, Client::ring),
        Effect::Clipboard(id, selection, data) => send(id, ToClient::Clipboard(selection, data)),
        Effect::AskClipboard(id, selection) => {
            on_client(core, id, |client| {
                client.send_since(2, &ToClient::AskClipboard(selection));
            });
        }
        Effect::Notify(id, title, body) => {
            on_client(core, id, |client| {
                client.send_since(2, &ToClient::Notify(title, body));
            });
        }
        Effect::Passthrough(id, bytes) => send(id, ToClient::Passthrough(bytes)),
        Effect::Draw(id, all) => on_client(core, id, |client| client.draw(all, urgency(from))),
        // `perform` keeps all others to itself.
        _ => {}
    }
}

fn on_client(core: &Core, id: ClientId, act: impl FnOnce(&Client)) {
    if let Some(client) = core.clients.get(&id) {
        act(client);
    }
}
