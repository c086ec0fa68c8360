//! Applies one input to the world and returns the effects.

use crate::base::{Now, PaneId, TimerId};
use crate::lang::tables::choices;
use crate::lang::tables::options;

use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::input::Input;
use crate::model::state::options::OptionScope;

use crate::model::state::pane_access::PaneAccess;

use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::term::Event;

impl World {
    /// Applies one input and returns the effects in the order in which the server performs them.
    /// The world does no I/O: `sight` reads the screens and programs of panes, `now` is the time.
    pub fn apply(&mut self, input: Input, now: Now, sight: &dyn PaneAccess) -> Vec<Effect> {
        self.now = now;
        // Pane output, keys, mouse events and redraw timers are frequent and seldom change what the
        // snapshot holds. Code that does change it sets `changed` itself (a binding that runs, a
        // rename), so the server does not serialize the world at every key.
        self.changed |= match input {
            Input::PaneOutput(_) | Input::Key(..) | Input::Mouse(..) => false,
            Input::Timer(timer) => !self.only_draws(timer),
            _ => true,
        };
        match input {
            Input::Start { config, explicit } => self.load_config(config, explicit),
            Input::Remembered(found) => self.remembered = Some(found),
            Input::Note(text) => self.note(text),
            Input::Stored(run, answer) => self.stored(run, answer, sight),
            Input::Adopted(panes) => self.adopt(&panes, sight),
            Input::Run {
                client,
                words,
                caller,
            } => self.client_runs(client, &words, *caller, sight),
            Input::Key(client, event) => self.key(client, &event, sight),
            Input::Mouse(client, event) => self.mouse(client, event, sight),
            Input::Paste(client, text) => self.paste(client, &text, sight),
            Input::Focus(client, focused) => self.focus(client, focused),
            Input::Resize(client, size) => self.client_resized(client, size),
            Input::Colors(client, text, background) => self.client_colors(client, text, background),
            Input::Clipboard(client, data) => self.clipboard_told(client, &data),
            Input::Gone(client) => self.client_gone(client),
            Input::Spawned(pane, pid, tty) => self.spawned(pane, pid, tty),
            Input::SpawnFailed(pane, message) => self.spawn_failed(pane, &message),
            Input::Exited(pane, exit) => self.exited(pane, exit),
            Input::PaneEvents(pane, events) => self.pane_events(pane, events, sight),
            Input::PaneOutput(pane) => self.pane_output(pane, sight),
            Input::Timer(timer) => self.timer(timer, sight),
            Input::JobOutput(job, output) => self.job_output(job, &output),
            Input::PipeStarted(job, pid) => self.pipe_started(job, pid),
            Input::JobDone(job, output, exit) => self.job_done(job, output, exit),
            Input::Files { request, files } => self.files_read(request, files),
            Input::FileWritten { request, result } => self.file_written(request, result),
            Input::Notice(text) => self.notice(text),
            Input::SafeMode => self.safe = true,
            Input::Terminate => self.end(),
        }
        // Inputs and commands do not report their changes: `fire_change_hooks` compares the world
        // with the last observation and queues the hooks. Hooks of the input itself come first,
        // then the queues run, with these hooks and the commands of the input. Queues change the
        // world in turn, so both steps repeat until a comparison finds no change. The changes of a
        // hook's own commands fire no hooks (see `step`), else two hooks could trigger each other
        // forever.
        self.fire_change_hooks(sight);
        self.run_ready(sight);
        while self.fire_change_hooks(sight) {
            self.run_ready(sight);
        }
        self.forget_offers();
        self.settle(sight);
        std::mem::take(&mut self.effects)
    }
}

impl World {
    /// Handles the events that a pane's screen reported: titles, bells, clipboard, notifications.
    pub(crate) fn pane_events(&mut self, id: PaneId, events: Vec<Event>, sight: &dyn PaneAccess) {
        for event in events {
            self.pane_event(id, event, sight);
        }
    }

    fn pane_event(&mut self, id: PaneId, event: Event, _sight: &dyn PaneAccess) {
        let Some(window) = self.panes.get(&id).map(|p| p.window) else {
            return;
        };
        match event {
            Event::Title(title) if self.get(options::ALLOW_SET_TITLE, OptionScope::Pane(id)) => {
                if let Some(pane) = self.panes.get_mut(&id) {
                    pane.title = title;
                }
                self.redraw_window(window);
            }
            Event::Rename(name) if self.get(options::ALLOW_RENAME, OptionScope::Pane(id)) => {
                if let Some(place) = self.place_of(id)
                    && self.name_window(place, &name).is_err()
                    && let Some(window) = self.windows.get_mut(&window)
                {
                    window.options.unset(options::AUTOMATIC_RENAME.name());
                }
            }
            Event::Bell => self.bell(id),
            Event::Clipboard { selection, data } => self.program_copies(id, &selection, &data),
            Event::Notify { title, body } => self.program_notifies(id, &title, &body),
            Event::Passthrough(bytes) => {
                let clients = match self.get(options::ALLOW_PASSTHROUGH, OptionScope::Pane(id)) {
                    choices::AllowPassthrough::Off => return,
                    choices::AllowPassthrough::On => self.viewers(id),
                    choices::AllowPassthrough::All => self.having(id),
                };
                for client in clients {
                    self.effect(Effect::Client(
                        client,
                        ClientEffect::Passthrough(bytes.clone()),
                    ));
                }
            }
            Event::ClipboardQuery { selection, bell } => self.program_pastes(id, selection, bell),
            Event::Progress { state, value } => {
                if let Some(pane) = self.panes.get_mut(&id) {
                    pane.progress = (state != 0).then_some((state, value));
                }
                self.redraw_window(window);
            }
            Event::Modes | Event::Alternate(_) => self.redraw_window(window),
            _ => {}
        }
    }

    /// Ends an input: starts the timers and jobs that views need, and requests one redraw for each
    /// client that is out of date. It runs once per input, so several changes cost one frame.
    pub(crate) fn settle(&mut self, _sight: &dyn PaneAccess) {
        self.refresh_choosers();
        self.start_clocks();
        self.start_format_jobs();
        let mut draws = Vec::new();
        for client in self.clients.values_mut() {
            if client.session.is_some() && std::mem::take(&mut client.stale) {
                draws.push(Effect::Client(
                    client.id,
                    ClientEffect::Draw(std::mem::take(&mut client.redraw)),
                ));
            }
        }
        self.effects.extend(draws);
    }

    /// Whether a timer only redraws a client and leaves the snapshot unchanged.
    pub(crate) fn only_draws(&self, id: TimerId) -> bool {
        match self.timers.get(&id) {
            Some(Purpose::Status(_) | Purpose::Clock(_)) | None => true,
            Some(_) => false,
        }
    }

    pub(crate) fn timer(&mut self, id: TimerId, sight: &dyn PaneAccess) {
        match self.timers.remove(&id) {
            None => {}
            Some(Purpose::Message(client)) => self.clear_message(client),
            Some(Purpose::KeyTable(client)) => self.leave_key_table(client),
            Some(Purpose::Status(client)) => self.redraw_status(client),
            Some(Purpose::Numbers(client)) => self.clear_pane_numbers(client),
            Some(Purpose::Silence(window)) => self.silence(window),
            Some(Purpose::Clock(pane)) => self.tick(pane),
            Some(Purpose::Run(run)) => self.wake(run),
            Some(Purpose::Kill(pane)) => self.kill_program(pane),
            Some(Purpose::Offer(pane)) => self.offer(pane),
            Some(Purpose::Idle) => self.end_idle(sight),
            Some(Purpose::Name(window)) => self.refresh_name(window, sight),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::state::timers::Purpose;

    use crate::base::Now;
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    #[test]
    fn a_status_line_that_is_drawn_again_changes_nothing_that_is_kept() {
        let mut bench = TestWorld::new();
        let client = bench.attach();
        bench.world.take_changed();
        for (purpose, changes) in [
            (Purpose::Status(client), false),
            (Purpose::Message(client), true),
        ] {
            let id = bench.world.start_timer(purpose, 0);
            bench
                .world
                .apply(Input::Timer(id), Now::default(), &bench.panes);
            assert_eq!(bench.world.take_changed(), changes, "{purpose:?}");
        }
    }
}
