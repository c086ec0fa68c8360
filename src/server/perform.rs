//! Performs effects, one after the other, while the world is locked.

use super::client::Client;
use super::hub::{Core, Hub, urgency};
use super::pane::Pane;
use super::store::End;
use super::upgrade::{Wish, upgrade};
use super::{files, job, pipe};
use crate::base::signal::SIGTERM;
use crate::base::{ClientId, JobId, PaneId, TimerId};
use crate::keeper::ToKeeper;
use crate::model::state::effect::{
    ClientEffect, Effect, FileEffect, Job, JobEffect, PaneEffect, Spawn, TimerEffect, Ways,
};
use crate::model::state::store_request::StoreRequest;
use crate::model::{Exit, Input};
use crate::sys::process;
use crate::term::Screen;
use crate::wire::ToClient;
use std::sync::Arc;
use std::time::Duration;

/// Descriptors that a new program must leave to connections and files.
const RESERVE: usize = 16;

impl Hub {
    /// Performs `effect` of an input from the client `from`.
    pub(super) fn perform(
        self: &Arc<Self>,
        core: &mut Core,
        from: Option<ClientId>,
        effect: Effect,
    ) {
        match effect {
            Effect::Pane(id, effect) => self.pane_effect(core, from, id, effect),
            Effect::Client(id, effect) => self.client_effect(core, from, id, effect),
            Effect::File { request, op } => self.file_effect(request, op),
            Effect::Timer(id, TimerEffect::Start(ms)) => self.start_timer(core, id, ms),
            Effect::Timer(id, TimerEffect::Cancel) => {
                if let Some(timer) = core.timers.remove(&id) {
                    timer.abort();
                }
            }
            Effect::Job(JobEffect::Start(job)) => self.start_job(core, *job),
            Effect::Job(JobEffect::Kill(id)) => kill(core, id),
            Effect::Store { run, question } => self.ask_store(run, question),
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
        }
    }

    fn pane_effect(
        self: &Arc<Self>,
        core: &mut Core,
        from: Option<ClientId>,
        id: PaneId,
        effect: PaneEffect,
    ) {
        match effect {
            PaneEffect::Spawn(spawn) => self.spawn(core, id, *spawn),
            PaneEffect::Close => self.close(core, id),
            PaneEffect::Signal(signal) => {
                let pane = id.0;
                self.keeper.send(&ToKeeper::Signal { pane, signal });
            }
            PaneEffect::Write(bytes) => type_into(core, from, id, &bytes),
            PaneEffect::OpenPipe(job, ways) => self.open_pipe(core, id, &job, ways),
            PaneEffect::ClosePipe => on(core, id, |pane| pane.set_pipe(None)),
            PaneEffect::Recall(past) => {
                if let Some(memory) = self.saver.recall(past) {
                    on(core, id, |pane| pane.recall(memory));
                }
            }
            PaneEffect::Resize(size) => on(core, id, |pane| pane.resize(size)),
            PaneEffect::Show(bytes) => on(core, id, |pane| pane.show(&bytes)),
            PaneEffect::ResetScreen => on(core, id, |pane| pane.redo(Screen::reset)),
            PaneEffect::Trim => on(core, id, |pane| pane.redo(Screen::trim)),
            PaneEffect::ClearHistory => on(core, id, |pane| pane.redo(Screen::clear_history)),
            PaneEffect::SetLimits(limits) => on(core, id, |pane| pane.set_limits(limits)),
            PaneEffect::SetWishes(wishes) => on(core, id, |pane| {
                pane.change(|screen| screen.set_options(*wishes));
            }),
            PaneEffect::SetTitle(title) => on(core, id, |pane| {
                pane.adjust(|screen| screen.set_title(&title));
            }),
            PaneEffect::SetColors(text, back) => on(core, id, |pane| pane.set_colors(text, back)),
        }
    }

    fn client_effect(
        &self,
        core: &Core,
        from: Option<ClientId>,
        id: ClientId,
        effect: ClientEffect,
    ) {
        if let ClientEffect::Attached { redial, .. } = &effect {
            let known = core.world.clients.get(&id);
            let terminal = known.map_or("", |known| known.name.as_str());
            let session = redial.get(2).map_or("", String::as_str);
            tracing::info!(client = %id, terminal, session, "client attached");
        }
        if let ClientEffect::Detached { message, .. } = &effect {
            tracing::info!(client = %id, why = message.as_str(), "client detached");
            self.saver.hurry();
        }
        if let Some(client) = core.clients.get(&id) {
            tell(client, from, effect);
        }
    }

    fn file_effect(self: &Arc<Self>, request: u64, op: FileEffect) {
        match op {
            FileEffect::Read { patterns } => self.read_files(request, patterns),
            FileEffect::Write {
                path,
                append,
                bytes,
            } => self.with_file(request, move || files::write(&path, append, &bytes)),
            FileEffect::Keep { path, new, bytes } => {
                self.with_file(request, move || files::keep(&path, new, &bytes));
            }
            FileEffect::Remove { path } => {
                self.with_file(request, move || files::remove(&path));
            }
        }
    }

    fn ask_store(self: &Arc<Self>, run: u64, question: StoreRequest) {
        if !self.saver.ask(run, question) {
            let why = "the store cannot answer; the server's log says why".to_owned();
            self.apply_later(Input::Stored(run, Err(why)));
        }
    }

    fn spawn(self: &Arc<Self>, core: &mut Core, id: PaneId, spawn: Spawn) {
        let Spawn { size, limits, .. } = spawn;
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
        process::signal_group(group, SIGTERM);
    }
}

fn tell(client: &Client, from: Option<ClientId>, effect: ClientEffect) {
    match effect {
        ClientEffect::Stdout(bytes) => client.send(&ToClient::Stdout(bytes)),
        ClientEffect::Stderr(bytes) => client.send(&ToClient::Stderr(bytes)),
        ClientEffect::ReadStdin(request) => client.read_stdin(request),
        ClientEffect::Exit(status) => {
            client.send(&ToClient::Exit(status));
            client.end();
        }
        ClientEffect::Attached {
            redial,
            escape_time,
        } => {
            client.send(&ToClient::Attached {
                reattach: redial,
                escape_time,
            });
            client.draw(true, urgency(from));
        }
        ClientEffect::Detached {
            message,
            status,
            exec,
            hangup,
        } => {
            client.send(&ToClient::Detached {
                message,
                status,
                exec,
                hangup,
            });
            client.end();
        }
        ClientEffect::Suspend => client.send(&ToClient::Suspend),
        ClientEffect::Bell => client.ring(),
        ClientEffect::Clipboard(selection, data) => {
            client.send(&ToClient::Clipboard(selection, data));
        }
        ClientEffect::AskClipboard(selection) => {
            client.send_since(2, &ToClient::AskClipboard(selection));
        }
        ClientEffect::Notify(title, body) => {
            client.send_since(2, &ToClient::Notify(title, body));
        }
        ClientEffect::Passthrough(bytes) => client.send(&ToClient::Passthrough(bytes)),
        ClientEffect::Draw(all) => client.draw(all, urgency(from)),
    }
}
