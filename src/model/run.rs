//! Queues of commands: one per command line, key or config file. A command may make its queue
//! wait; a later input wakes it.

use crate::base::{Error, PaneId};
use crate::lang::script::{CommandLine, Script};
use crate::model::call::{Call, Flow};
use crate::model::command;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::location::Place;
use crate::model::state::pane::Life;
use crate::model::state::pane_access::Sight;
use crate::model::state::queue::{Item, Origin, Run};
use crate::model::state::world::World;

impl World {
    /// Puts a script into a new queue; it runs before `apply` returns.
    pub(crate) fn enqueue(&mut self, mut run: Run, script: &Script) -> u64 {
        run.items = self.items(script, run.depth).into();
        self.runs.next += 1;
        self.runs.all.insert(self.runs.next, run);
        self.runs.next
    }

    fn items(&mut self, script: &Script, depth: u8) -> Vec<Item> {
        let mut items = Vec::new();
        for sequence in &script.sequences {
            self.runs.next_sequence += 1;
            items.extend(sequence.commands.iter().map(|line| Item {
                line: line.clone(),
                sequence: self.runs.next_sequence,
                depth,
            }));
        }
        items
    }

    /// Puts a script before everything else in a queue.
    pub(crate) fn insert_first(&mut self, id: u64, script: &Script) {
        self.insert_deeper(id, script, 0);
    }

    /// The same for a script that is `more` files deeper than the queue's present command.
    pub(crate) fn insert_deeper(&mut self, id: u64, script: &Script, more: u8) {
        let depth = self.runs.all.get(&id).map_or(0, |run| run.depth);
        let items = self.items(script, depth.saturating_add(more));
        if let Some(run) = self.runs.all.get_mut(&id) {
            for item in items.into_iter().rev() {
                run.items.push_front(item);
            }
        }
    }

    /// Lets a queue that waits go on.
    pub(crate) fn wake(&mut self, id: u64) {
        if let Some(run) = self.runs.all.get_mut(&id) {
            run.waiting = false;
        }
    }

    /// Runs every queue that does not wait, until all are done or wait.
    pub(crate) fn go_on(&mut self, sight: &dyn Sight) {
        loop {
            let mut all = self.runs.all.iter();
            let ready = all.find(|(_, run)| !run.waiting || self.has_started(run));
            let Some(id) = ready.map(|(id, _)| *id) else {
                return;
            };
            self.step(id, sight);
        }
    }

    fn step(&mut self, id: u64, sight: &dyn Sight) {
        let Some(run) = self.runs.all.get_mut(&id) else {
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
        let mut call = Call::new(self, sight, id);
        let result = command::run(&mut call, &item.line);
        let name = command::of(&item.line).map_or("", |entry| entry.name);
        if hooked {
            self.take_note(sight);
        } else {
            self.give_notice(sight);
        }
        match result {
            Ok(Flow::Done) => self.after(id, name),
            Ok(Flow::Wait) => {
                if let Some(run) = self.runs.all.get_mut(&id) {
                    run.waiting = true;
                }
            }
            Ok(Flow::Start(place)) => {
                if let Some(run) = self.runs.all.get_mut(&id) {
                    run.starting = Some((place, name.to_owned()));
                    run.waiting = true;
                }
            }
            Err(error) => {
                self.complain(id, Some(&item.line), &error);
                if let Some(run) = self.runs.all.get_mut(&id) {
                    run.items.retain(|i| i.sequence != item.sequence);
                }
            }
        }
    }

    /// Whether what a queue waited for is there: its program has started, or never will. One that
    /// takes the place of another is not there before that one has ended.
    fn has_started(&self, run: &Run) -> bool {
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
    fn tell_started(&mut self, id: u64, place: Place, sight: &dyn Sight) {
        let format = self.runs.all.get_mut(&id).and_then(|r| r.announce.take());
        if let Some(format) = format {
            let mut call = Call::new(self, sight, id);
            let text = call.expand(&format, Some(place));
            call.print(&text);
        }
    }

    /// Runs the hook of a command that succeeded; commands of hooks have none.
    fn after(&mut self, id: u64, name: &str) {
        let Some(run) = self.runs.all.get(&id).filter(|r| r.origin != Origin::Hook) else {
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
            if let Some(hooked) = self.runs.all.get_mut(&last) {
                hooked.wakes = Some(id);
            }
            if let Some(run) = self.runs.all.get_mut(&id) {
                run.waiting = true;
            }
        }
    }

    /// Tells whoever runs the queue what went wrong.
    pub(crate) fn complain(&mut self, id: u64, line: Option<&CommandLine>, error: &Error) {
        let Some(run) = self.runs.all.get_mut(&id) else {
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
                if let Some(run) = self.runs.all.get_mut(&id) {
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

    fn finish(&mut self, id: u64, sight: &dyn Sight) {
        let Some(run) = self.runs.all.remove(&id) else {
            return;
        };
        if let Some(after) = run.wakes {
            self.wake(after);
        }
        if self.runs.config == Some(id) {
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

    pub(crate) fn log_message(&mut self, text: String) {
        const KEPT: usize = 1000;
        if self.log.len() >= KEPT {
            self.log.remove(0);
        }
        self.log.push((self.now.wall, text));
    }
}
