//! Runs command queues. A command may make its queue wait until a later input wakes it.

use crate::base::{Error, PaneId};
use crate::lang::script::CommandLine;
use crate::model::script::table;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::location::Location;
use crate::model::state::pane::Life;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::queue::{Origin, Queue};
use crate::model::state::world::World;

impl World {
    /// Runs every queue that does not wait, until all are done or wait.
    pub(crate) fn run_ready(&mut self, sight: &dyn PaneAccess) {
        loop {
            let mut all = self.queues.all.iter();
            let ready = all.find(|(_, run)| !run.waiting || self.has_started(run));
            let Some(id) = ready.map(|(id, _)| *id) else {
                return;
            };
            self.step(id, sight);
        }
    }

    pub(crate) fn step(&mut self, id: u64, sight: &dyn PaneAccess) {
        let Some(run) = self.queues.all.get_mut(&id) else {
            return;
        };
        if let Some((place, name)) = run.starting.take() {
            run.waiting = false;
            self.tell_started(id, place, sight);
            self.after(id, &name);
            return;
        }
        let Some(item) = run.items.pop_front() else {
            self.finish(id, sight);
            return;
        };
        run.depth = item.depth;
        let hooked = run.origin == Origin::Hook;
        let mut call = CommandContext::new(self, sight, id);
        let result = table::run(&mut call, &item.line);
        let name = table::of(self.commands, &item.line).map_or("", |entry| entry.name);
        if hooked {
            self.diff_observed(sight);
        } else {
            self.fire_change_hooks(sight);
        }
        match result {
            Ok(Flow::Done) => self.after(id, name),
            Ok(Flow::Wait) => {
                if let Some(run) = self.queues.all.get_mut(&id) {
                    run.waiting = true;
                }
            }
            Ok(Flow::Start(place)) => {
                if let Some(run) = self.queues.all.get_mut(&id) {
                    run.starting = Some((place, name.to_owned()));
                    run.waiting = true;
                }
            }
            Err(error) => {
                self.report_error(id, Some(&item.line), &error);
                if let Some(run) = self.queues.all.get_mut(&id) {
                    run.items.retain(|i| i.sequence != item.sequence);
                }
            }
        }
    }

    /// Whether what a queue waited for is there: its program has started, or never will. One that
    /// takes the place of another is not there before that one has ended.
    fn has_started(&self, run: &Queue) -> bool {
        let starting = |pane: PaneId| {
            self.panes
                .get(&pane)
                .is_some_and(|p| p.respawn || p.life == Life::Starting)
        };
        run.starting
            .as_ref()
            .is_some_and(|(place, _)| !starting(place.pane))
    }

    /// Prints what a command has to say about the program that it started.
    fn tell_started(&mut self, id: u64, place: Location, sight: &dyn PaneAccess) {
        let format = self.queues.all.get_mut(&id).and_then(|r| r.announce.take());
        if let Some(format) = format {
            let mut call = CommandContext::new(self, sight, id);
            let text = call.expand(&format, Some(place));
            call.print(&text);
        }
    }

    /// Runs the hook of a command that succeeded; commands of hooks have none.
    fn after(&mut self, id: u64, name: &str) {
        let Some(run) = self
            .queues
            .all
            .get(&id)
            .filter(|r| r.origin != Origin::Hook)
        else {
            return;
        };
        let (client, place) = (run.client, run.place);
        let hook = format!("after-{name}");
        if crate::lang::tables::option_lookup::get(&hook).is_none() {
            return;
        }
        let session = client.and_then(|c| self.clients.get(&c)?.session);
        let latest = || self.latest_session(false);
        let here = place.or_else(|| self.place_in(session.or_else(latest)?));
        if let Some(last) = self.hook(&hook, client, here) {
            if let Some(hooked) = self.queues.all.get_mut(&last) {
                hooked.wakes = Some(id);
            }
            if let Some(run) = self.queues.all.get_mut(&id) {
                run.waiting = true;
            }
        }
    }

    /// Tells whoever runs the queue what went wrong.
    pub(crate) fn report_error(&mut self, id: u64, line: Option<&CommandLine>, error: &Error) {
        let Some(run) = self.queues.all.get_mut(&id) else {
            return;
        };
        run.status = 1;
        let (client, origin) = (run.client, run.origin);
        let place = line.and_then(|l| Some((l.file.as_deref()?, l.line)));
        let text = error.message.clone();
        let text = place.map_or(text.clone(), |(f, n)| format!("{f}:{n}: {text}"));
        match (origin, client) {
            (Origin::Config, _) => self.config_errors.push(text),
            (Origin::Line, Some(client)) if !self.is_attached(client) => {
                self.effect(Effect::Client(
                    client,
                    ClientEffect::Stderr(format!("{text}\n").into_bytes()),
                ));
            }
            (Origin::Line | Origin::Key, Some(_)) if place.is_some() => {
                if let Some(run) = self.queues.all.get_mut(&id) {
                    run.output.push(text);
                }
            }
            (_, Some(client)) => {
                let mut chars = text.chars();
                let first = chars.next().map(|c| c.to_uppercase().to_string());
                let text = first.unwrap_or_default() + chars.as_str();
                self.show_message(client, &text.replace('#', "##"), None, false);
            }
            (_, None) => self.log_message(text),
        }
    }

    pub(crate) fn finish(&mut self, id: u64, sight: &dyn PaneAccess) {
        let Some(run) = self.queues.all.remove(&id) else {
            return;
        };
        if let Some(after) = run.wakes {
            self.wake(after);
        }
        if self.queues.config == Some(id) {
            self.config_done();
        }
        let Some(client) = run.client else { return };
        if run.origin == Origin::Line && !self.is_attached(client) {
            self.effect(Effect::Client(client, ClientEffect::Exit(run.status)));
            return;
        }
        if !run.output.is_empty() {
            self.show_output(client, run.output, sight);
        }
    }
}
