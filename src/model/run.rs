//! Queues of commands: one per command line, key or config file. A command may make its queue
//! wait; a later input wakes it.

use crate::base::{ClientId, Error, JobId, Key, PaneId};
use crate::lang::words::{CommandLine, Script};
use crate::model::call::{Call, Flow};
use crate::model::config::Request;
use crate::model::effect::{ClientEffect, Effect};
use crate::model::job::Running;
use crate::model::mouse::MouseHit;
use crate::model::pane::Life;
use crate::model::sight::Sight;
use crate::model::storing::Wish;
use crate::model::target::Place;
use crate::model::workspace::Shown;
use crate::model::{command, world::World};
use std::collections::{BTreeMap, VecDeque};

/// Where commands come from: decides where their output and errors go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// A client's command line: output to its standard output.
    #[default]
    Line,
    /// A key, a prompt, a click of an attached client: output into a view over its pane.
    Key,
    /// A config file: errors are kept and shown to the first client.
    Config,
    /// A hook or the server itself: output goes nowhere, errors to the message log.
    Hook,
}

/// One command to run.
#[derive(Clone, Debug)]
pub struct Item {
    /// The command.
    pub line: CommandLine,
    /// Commands of one sequence share a number: when one fails, the rest is dropped.
    pub sequence: u64,
    /// How many files deep it is (`source-file`).
    pub depth: u8,
}

/// A queue.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Who runs it.
    pub client: Option<ClientId>,
    /// From where.
    pub origin: Origin,
    /// What is still to do.
    pub items: VecDeque<Item>,
    /// What commands without a target are about; `None` finds it out.
    pub place: Option<Place>,
    /// The mouse event that started it.
    pub mouse: Option<MouseHit>,
    /// The key that started it.
    pub key: Option<Key>,
    /// Lines for the view over the pane.
    pub output: Vec<String>,
    /// The exit status so far.
    pub status: u8,
    /// It waits for something.
    pub waiting: bool,
    /// It waits for the program there, which this command starts.
    pub starting: Option<(Place, String)>,
    /// The format to print about what the present command starts.
    pub announce: Option<String>,
    /// The queue that goes on when this one is done.
    pub wakes: Option<u64>,
    /// Variables that say what a hook is about.
    pub about: Vec<(&'static str, String)>,
    /// How many files deep its present command is.
    pub depth: u8,
}

/// All queues that are not done.
#[derive(Debug, Default)]
pub struct Runs {
    pub(crate) next: u64,
    pub(crate) next_sequence: u64,
    pub(crate) all: BTreeMap<u64, Run>,
    /// What is done with a layout that the store is asked for, by queue.
    pub(crate) wishes: BTreeMap<u64, Wish>,
    /// Files whose commands someone was asked about, by path: what was shown is what runs.
    pub(crate) shown: BTreeMap<String, Shown>,
    /// Channels of `wait-for`.
    pub(crate) channels: BTreeMap<String, Channel>,
    /// What was asked for in files, by request.
    pub(crate) files: BTreeMap<u64, Request>,
    /// Queues that wait until a file is written, and its path.
    pub(crate) writes: BTreeMap<u64, (u64, String)>,
    /// The request for the config files of a new server, then the queue of their commands, until these
    /// are done.
    pub(crate) config: Option<u64>,
    /// Queues that wait for the config, and whether their client was given no words.
    pub(crate) after_config: Vec<(u64, bool)>,
    /// Shell commands that run.
    pub(crate) jobs: BTreeMap<JobId, Running>,
}

/// A channel of `wait-for`.
#[derive(Debug, Default)]
pub struct Channel {
    /// It was signalled before anyone waited.
    pub woken: bool,
    /// It is locked.
    pub locked: bool,
    /// Queues that wait for its signal.
    pub waiters: Vec<u64>,
    /// Queues that wait for its lock.
    pub lockers: VecDeque<u64>,
}

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
