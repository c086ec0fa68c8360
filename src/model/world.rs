//! The world and its door: one input in, effects out.

use crate::base::{ClientId, Now};
use crate::model::state::effect::Effect;
use crate::model::state::input::Input;
use crate::model::state::pane_access::Sight;
use crate::model::state::world::World;

impl World {
    /// Takes in what happened and says what to do about it, in order.
    pub fn apply(&mut self, input: Input, now: Now, sight: &dyn Sight) -> Vec<Effect> {
        self.now = now;
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
        self.give_notice(sight);
        self.go_on(sight);
        while self.give_notice(sight) {
            self.go_on(sight);
        }
        self.forget_offers();
        self.settle(sight);
        std::mem::take(&mut self.effects)
    }

    /// Tells everyone who looks, until a key, or the first who comes.
    fn notice(&mut self, text: String) {
        let all: Vec<ClientId> = self
            .clients
            .values()
            .filter(|c| c.attached())
            .map(|c| c.id)
            .collect();
        for client in &all {
            self.show_message(*client, &text.replace('#', "##"), Some(0), false);
        }
        if all.is_empty() {
            self.config_errors.push(text);
        }
    }
}
