//! Performs the effects of an input, in order, while the world is locked. So nothing here may
//! block.

use crate::base::signal::SIGTERM;
use crate::base::{ClientId, JobId, PaneId, TimerId};
use crate::keeper::ToKeeper;
use crate::model::state::effect::{
    ClientEffect, Effect, FileEffect, HistorySearchEffect, Job, JobEffect, PaneEffect,
    PipeDirections, Spawn, TimerEffect,
};
use crate::model::state::store_request::{StoreReply, StoreRequest};
use crate::model::{Exit, Input};
use crate::server::client::control;
use crate::server::client::state::{Client, StdinUse};
use crate::server::files;
use crate::server::history_search;
use crate::server::hub::{Hub, State, urgency};
use crate::server::job;
use crate::server::pane::state::Pane;
use crate::server::pane::watched_task;
use crate::server::pipe_job;
use crate::server::saving::save_queue::EndReason;
use crate::server::upgrade::attempt::{UpgradeRequest, upgrade};
use crate::sys::{command_links, process};
use crate::term::Screen;
use crate::wire::ToClient;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Free descriptors below which no program is started: connections and files need them.
const RESERVED_DESCRIPTORS: usize = 16;

impl Hub {
    /// Performs `effect` of an input from the client `from`.
    pub(super) fn perform(
        self: &Arc<Self>,
        state: &mut State,
        from: Option<ClientId>,
        effect: Effect,
    ) {
        match effect {
            Effect::Pane(id, effect) => self.pane_effect(state, from, id, effect),
            Effect::Client(id, effect) => self.client_effect(state, from, id, effect),
            Effect::File { request, op } => self.file_effect(request, op),
            Effect::Timer(id, TimerEffect::Start(ms)) => self.start_timer(state, id, ms),
            Effect::Timer(id, TimerEffect::Cancel) => {
                if let Some(timer) = state.timers.remove(&id) {
                    timer.abort();
                }
            }
            Effect::Job(JobEffect::Start(job)) => self.start_job(state, *job),
            Effect::Job(JobEffect::Kill(id)) => kill(state, id),
            Effect::HistorySearch(HistorySearchEffect::Start(search)) => {
                let pane = state.panes.get(&search.source).cloned();
                let stop = history_search::start(self, pane, *search);
                state.searches.retain(|_, stop| Arc::strong_count(stop) > 1);
                state.searches.insert(stop.0, stop.1);
            }
            Effect::HistorySearch(HistorySearchEffect::Stop(id)) => {
                if let Some(stop) = state.searches.remove(&id) {
                    stop.store(true, Ordering::Relaxed);
                }
            }
            Effect::Store { run, question } => self.ask_store(run, question),
            Effect::Upgrade {
                run,
                client,
                program,
                check,
                json,
            } => {
                let request = UpgradeRequest {
                    run: Some(run),
                    client,
                    program,
                    check,
                    json,
                };
                tokio::spawn(upgrade(Arc::clone(self), request));
            }
            Effect::Shutdown => {
                self.save_queue.end(EndReason::UserRequest);
                self.begin_shutdown();
            }
        }
    }

    fn pane_effect(
        self: &Arc<Self>,
        state: &mut State,
        from: Option<ClientId>,
        id: PaneId,
        effect: PaneEffect,
    ) {
        match effect {
            PaneEffect::Spawn(spawn) => self.spawn(state, id, *spawn),
            PaneEffect::Close => self.close(state, id),
            PaneEffect::Signal(signal) => {
                let pane = id.0;
                self.keeper.send(&ToKeeper::Signal { pane, signal });
            }
            PaneEffect::Write(bytes) => type_into(state, from, id, &bytes),
            PaneEffect::DropLineLog => on(state, id, |pane| pane.drop_line_log()),
            PaneEffect::RecordInput(number) => {
                on(state, id, |pane| pane.record_next_input(number));
            }
            PaneEffect::OpenPipe(job, directions) => self.open_pipe(state, id, &job, directions),
            PaneEffect::ClosePipe => on(state, id, |pane| pane.set_pipe(None)),
            PaneEffect::Resize(size) => on(state, id, |pane| pane.resize(size)),
            PaneEffect::Show(bytes) => on(state, id, |pane| pane.print(&bytes)),
            PaneEffect::ShowLastRow(line) => on(state, id, |pane| {
                pane.edit_and_redraw(|screen| screen.show_last_row(&line));
            }),
            PaneEffect::AnswerQuery(query, reply) => on(state, id, |pane| {
                pane.answer_query(query, &reply);
            }),
            PaneEffect::ResetScreen => on(state, id, |pane| pane.edit_and_redraw(Screen::reset)),
            PaneEffect::Trim => on(state, id, |pane| pane.edit_and_redraw(Screen::trim)),
            PaneEffect::ClearHistory => on(state, id, |pane| {
                pane.edit_and_redraw(Screen::clear_history);
            }),
            PaneEffect::SetLimits(limits) => on(state, id, |pane| pane.set_limits(limits)),
            PaneEffect::SetScreenOptions(options) => on(state, id, |pane| {
                pane.edit_and_redraw(|screen| screen.set_options(*options));
            }),
            PaneEffect::SetTitle(title) => on(state, id, |pane| {
                pane.edit_transient(|screen| screen.set_title(&title));
            }),
            PaneEffect::Watch(spec) => on(state, id, |pane| {
                let step = pane.watch_output(*spec);
                watched_task::report_later(self, pane, step);
            }),
            PaneEffect::Unwatch(watch) => on(state, id, |pane| pane.unwatch_output(watch)),
            PaneEffect::SetColors(text, back) => on(state, id, |pane| pane.set_colors(text, back)),
        }
    }

    fn client_effect(
        &self,
        state: &State,
        from: Option<ClientId>,
        id: ClientId,
        effect: ClientEffect,
    ) {
        if let ClientEffect::Attached { reattach, .. } = &effect {
            let known = state.world.clients.get(&id);
            let terminal = known.map_or("", |known| known.name.as_str());
            let session = reattach.get(2).map_or("", String::as_str);
            tracing::info!(client = %id, terminal, session, "client attached");
        }
        if let ClientEffect::Detached { message, .. } = &effect {
            tracing::info!(client = %id, why = message.as_str(), "client detached");
            self.save_queue.save_now();
            for pane in state.panes.values() {
                pane.remove_control_client(id);
            }
        }
        if let Some(client) = state.clients.get(&id) {
            match effect {
                ClientEffect::Control(effect) => control::perform(&state.panes, client, effect),
                effect => tell(client, from, effect),
            }
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
        let without = match &question {
            StoreRequest::Status { .. } => Ok(StoreReply::Status(Box::default())),
            _ => Err("the store cannot answer; the server's log says why".to_owned()),
        };
        if !self.save_queue.request(run, question) {
            self.apply_later(Input::StoreReply(run, without));
        }
    }

    fn spawn(self: &Arc<Self>, state: &mut State, id: PaneId, spawn: Spawn) {
        let Spawn { size, limits, .. } = spawn;
        let pane = state
            .panes
            .entry(id)
            .or_insert_with(|| Arc::new(Pane::new(id, size, limits)));
        // A reader of the previous program must not read from the new one.
        pane.set_reader(None);
        pane.set_scrollback(spawn.scrollback);
        // The keeper may still hold the previous program of this pane.
        self.keeper.send(&ToKeeper::Forget { pane: id.0 });
        if !process::can_open(RESERVED_DESCRIPTORS) {
            let text = "no file descriptors left for another program: close panes or clients";
            return self.apply_later(Input::SpawnFailed(id, text.to_owned()));
        }
        repair_command_links(state);
        self.keeper.send(&ToKeeper::Spawn {
            pane: id.0,
            argv: spawn.argv,
            argv0: Some(spawn.argv0),
            env: spawn.env,
            cwd: spawn.cwd,
            size,
        });
    }

    fn close(&self, state: &mut State, id: PaneId) {
        let pane = state.panes.remove(&id);
        if let Some(pane) = &pane {
            pane.set_reader(None);
            // A pane that is closed before its program starts needs its scrollback no more.
            if let Some(lines) = pane.take_scrollback() {
                drop(self.save_queue.take_scrollback(lines));
            }
        }
        self.save_queue.closed(id, pane);
        self.keeper.send(&ToKeeper::Forget { pane: id.0 });
    }

    fn start_timer(self: &Arc<Self>, state: &mut State, id: TimerId, ms: u64) {
        let hub = Arc::clone(self);
        let timer = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            hub.apply(Input::Timer(id));
        });
        state.timers.insert(id, timer.abort_handle());
    }

    fn start_job(self: &Arc<Self>, state: &mut State, job: Job) {
        let id = job.id;
        repair_command_links(state);
        match job::start(self, job) {
            Ok(pid) => {
                state.jobs.insert(id, pid);
            }
            Err(error) => {
                tracing::warn!(%error, "cannot start a job");
                let exit = Exit {
                    status: Some(127),
                    signal: None,
                };
                self.apply_later(Input::JobDone(id, String::new(), exit));
            }
        }
    }

    fn open_pipe(
        self: &Arc<Self>,
        state: &State,
        id: PaneId,
        job: &Job,
        directions: PipeDirections,
    ) {
        let Some(pane) = state.panes.get(&id) else {
            return;
        };
        match pipe_job::open(self, pane, job, directions) {
            Ok(pipe) => pane.set_pipe(Some(pipe)),
            Err(error) => {
                tracing::warn!(%error, "cannot open a pipe");
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

    /// Runs `work` on a thread that may block.
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
}

fn on(state: &State, id: PaneId, act: impl FnOnce(&Arc<Pane>)) {
    if let Some(pane) = state.panes.get(&id) {
        act(pane);
    }
}

fn type_into(state: &State, from: Option<ClientId>, id: PaneId, bytes: &[u8]) {
    let client = from.and_then(|from| state.clients.get(&from));
    on(state, id, |pane| {
        if let Some(client) = client {
            client.record_input(id);
        }
        if !pane.write(bytes)
            && let Some(client) = client
        {
            client.ring_bell();
        }
    });
}

fn kill(state: &mut State, id: JobId) {
    let group = state
        .jobs
        .remove(&id)
        .and_then(|pid| i32::try_from(pid).ok());
    if let Some(group) = group.filter(|group| *group > 0) {
        process::signal_group(group, SIGTERM);
    }
}

/// Repairs the directory of commands: files below `/tmp` may have been removed since the start.
fn repair_command_links(state: &State) {
    let directory = state.world.host.commands.as_str();
    if !directory.is_empty()
        && let Err(error) = command_links::ensure(Path::new(directory))
    {
        tracing::warn!(%error, "programs may not find mux in their PATH");
    }
}

fn tell(client: &Client, from: Option<ClientId>, effect: ClientEffect) {
    match effect {
        ClientEffect::Stdout(bytes) => client.send(&ToClient::Stdout(bytes)),
        ClientEffect::Stderr(bytes) => client.send(&ToClient::Stderr(bytes)),
        ClientEffect::ReadStdin(request) => {
            client.read_stdin(StdinUse::Collect(request, Vec::new()));
        }
        ClientEffect::StreamStdin(request) => client.read_stdin(StdinUse::Stream(request)),
        ClientEffect::Exit(status) => {
            client.send(&ToClient::Exit(status));
            client.end();
        }
        ClientEffect::Attached {
            reattach,
            escape_time,
        } => {
            client.send(&ToClient::Attached {
                reattach,
                escape_time,
            });
            client.redraw(true, urgency(from));
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
        ClientEffect::Lock(command) => client.send_since(3, &ToClient::Lock(command)),
        ClientEffect::Suspend => client.send(&ToClient::Suspend),
        ClientEffect::Bell => client.ring_bell(),
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
        ClientEffect::DetachInfo(info) => client.send_since(3, &ToClient::DetachInfo(*info)),
        ClientEffect::TerminalSettings(settings) => {
            client.send_since(4, &ToClient::TerminalSettings(*settings));
        }
        ClientEffect::Palette(palette) => client.send_since(5, &ToClient::Palette(*palette)),
        ClientEffect::Draw(all) => client.redraw(all, urgency(from)),
        // Performed by `client::control`, which needs the panes.
        ClientEffect::Control(_) => {}
    }
}
