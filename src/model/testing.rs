//! A bench for tests of the world: it plays the server, the programs and the people, in memory.

use crate::base::{ClientId, KeyEvent, Now, PaneId, Size};
use crate::lang::config;
use crate::lang::glob::glob;
use crate::lang::keys::parse_key;
use crate::lang::parse_env::EmptyEnv;
use crate::model::state::client::ClientIdentity;
use crate::model::state::effect::{ClientEffect, Effect, FileEffect, JobEffect, PaneEffect};
use crate::model::state::input::{Exit, Input};
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::{HostInfo, World};
use crate::term::Screen;
use std::collections::{BTreeMap, VecDeque};

/// The size of the bench's terminals.
const SIZE: Size = Size::new(80, 24);

/// Screens of panes that have no programs, and the words of those that have one.
#[derive(Default)]
pub struct FakePanes(BTreeMap<PaneId, Screen>, pub BTreeMap<PaneId, Vec<String>>);

impl PaneAccess for FakePanes {
    fn screen(&self, pane: PaneId, look: &mut dyn FnMut(&Screen)) -> bool {
        self.0.get(&pane).map(look).is_some()
    }

    fn command(&self, pane: PaneId) -> Option<String> {
        self.0.get(&pane).map(|_| "sh".to_owned())
    }

    fn cwd(&self, pane: PaneId) -> Option<String> {
        self.0.get(&pane).map(|_| "/here".to_owned())
    }

    fn words(&self, pane: PaneId) -> Vec<String> {
        self.1.get(&pane).cloned().unwrap_or_default()
    }
}

/// What a command line came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandOutput {
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub err: String,
    /// Its exit status; `None` while it waits.
    pub status: Option<u8>,
}

/// A world in which panes, files and shell commands are make-believe.
pub struct TestWorld {
    /// The world.
    pub world: World,
    /// Its panes' screens.
    pub eyes: FakePanes,
    /// The moment.
    pub now: Now,
    /// Everything that was asked for, in order.
    pub effects: Vec<Effect>,
    /// What files have in them. Only `/` can be written in.
    pub files: BTreeMap<String, String>,
    /// What shell commands print, and their statuses; others do not end.
    pub jobs: BTreeMap<String, (String, u8)>,
    answers: BTreeMap<ClientId, CommandOutput>,
    clients: u32,
}

impl TestWorld {
    /// A bench with the session `s`: its window 0, `w`, has one pane.
    pub fn new() -> Self {
        let facts = HostInfo {
            pid: 42,
            socket: "/tmp/bench".into(),
            host: "host".into(),
            user: "me".into(),
            home: "/home/me".into(),
            shell: "/bin/sh".into(),
            version: "0".into(),
            terminal: "screen".into(),
            environment: vec![("PATH".into(), "/bin".into())],
            workspaces: "/ws".into(),
            ..HostInfo::default()
        };
        let mut bench = Self {
            world: World::new(facts, crate::model::commands::COMMANDS),
            eyes: FakePanes::default(),
            now: Now {
                wall: 86_400_000,
                ..Now::default()
            },
            effects: vec![],
            files: BTreeMap::new(),
            jobs: BTreeMap::new(),
            answers: BTreeMap::new(),
            clients: 0,
        };
        bench.ok("new-session -d -s s -n w -x 80 -y 24");
        bench
    }

    /// Gives the world an input and does what it asks for, as far as it can be done here.
    pub fn apply(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            self.now.mono += 1;
            self.now.wall += 1;
            for effect in self.world.apply(input, self.now, &self.eyes) {
                inputs.extend(self.perform(&effect));
                self.effects.push(effect);
            }
        }
    }

    fn perform(&mut self, effect: &Effect) -> Option<Input> {
        match effect {
            Effect::Pane(pane, PaneEffect::Spawn(spawn)) => {
                let screen = Screen::new(spawn.size, spawn.limits);
                self.eyes.0.insert(*pane, screen);
                let tty = format!("/dev/pts/{}", pane.0);
                return Some(Input::Spawned(*pane, 1000 + pane.0, tty));
            }
            Effect::Pane(pane, PaneEffect::Close) => {
                self.eyes.0.remove(pane);
            }
            Effect::Pane(pane, PaneEffect::Show(bytes)) => self.print(*pane, bytes),
            Effect::Pane(pane, PaneEffect::Resize(size)) => {
                if let Some(screen) = self.eyes.0.get_mut(pane) {
                    screen.resize(*size);
                }
            }
            Effect::Client(client, ClientEffect::Stdout(bytes)) => {
                let answer = self.answers.entry(*client).or_default();
                answer.out.push_str(&String::from_utf8_lossy(bytes));
            }
            Effect::Client(client, ClientEffect::Stderr(bytes)) => {
                let answer = self.answers.entry(*client).or_default();
                answer.err.push_str(&String::from_utf8_lossy(bytes));
            }
            Effect::Client(client, ClientEffect::Exit(status)) => {
                self.answers.entry(*client).or_default().status = Some(*status);
            }
            Effect::File {
                request,
                op: FileEffect::Read { patterns },
            } => {
                let named = patterns.iter().flat_map(|pattern| {
                    let known = self.files.keys().filter(|path| glob(pattern, path));
                    let known: Vec<&String> = known.collect();
                    if known.is_empty() {
                        vec![pattern]
                    } else {
                        known
                    }
                });
                let files = named.map(|path| {
                    let text = self.files.get(path).cloned();
                    let text = text.ok_or_else(|| "No such file or directory".to_owned());
                    (path.clone(), text)
                });
                return Some(Input::Files {
                    request: *request,
                    files: files.collect(),
                });
            }
            Effect::File {
                request,
                op:
                    FileEffect::Write {
                        path,
                        append,
                        bytes,
                    },
            } => {
                let result = if path.rfind('/') == Some(0) {
                    let text = self.files.entry(path.clone()).or_default();
                    if !append {
                        text.clear();
                    }
                    text.push_str(&String::from_utf8_lossy(bytes));
                    Ok(())
                } else {
                    Err("No such file or directory".to_owned())
                };
                let request = *request;
                return Some(Input::FileWritten { request, result });
            }
            Effect::File {
                request,
                op: FileEffect::Keep { path, new, bytes },
            } => {
                let result = if *new && self.files.contains_key(path) {
                    Err("File exists".to_owned())
                } else {
                    let text = String::from_utf8_lossy(bytes).into_owned();
                    self.files.insert(path.clone(), text);
                    Ok(())
                };
                let request = *request;
                return Some(Input::FileWritten { request, result });
            }
            Effect::File {
                request,
                op: FileEffect::Remove { path },
            } => {
                let gone = || "No such file or directory".to_owned();
                let result = self.files.remove(path).map(|_| ()).ok_or_else(gone);
                let request = *request;
                return Some(Input::FileWritten { request, result });
            }
            Effect::Job(JobEffect::Start(job)) => {
                let (output, status) = self.jobs.get(&job.command)?;
                let exit = Exit {
                    status: Some(*status),
                    signal: None,
                };
                return Some(Input::JobDone(job.id, output.clone(), exit));
            }
            _ => {}
        }
        None
    }

    /// Has a pane's program write.
    pub fn print(&mut self, pane: PaneId, bytes: &[u8]) {
        if let Some(screen) = self.eyes.0.get_mut(&pane) {
            screen.feed(bytes, &mut Vec::new());
        }
    }

    /// Runs a command line in a client of its own that has no terminal.
    pub fn run(&mut self, text: &str) -> CommandOutput {
        let client = self.start(text, ClientIdentity::default());
        self.answer(client)
    }

    /// What a command line has come to by now.
    pub fn answer(&self, client: ClientId) -> CommandOutput {
        self.answers.get(&client).cloned().unwrap_or_default()
    }

    /// Starts a command line and says in which client.
    pub fn start(&mut self, text: &str, caller: ClientIdentity) -> ClientId {
        self.clients += 1;
        let client = ClientId(self.clients);
        let (script, errors) = config::parse(text, None, &mut EmptyEnv);
        assert_eq!(errors, [], "{text}");
        let mut words = Vec::new();
        for line in script.sequences.iter().flat_map(|s| &s.commands) {
            if !words.is_empty() {
                words.push(";".to_owned());
            }
            for arg in &line.args {
                words.push(match arg.text.strip_suffix(';') {
                    Some(start) => format!("{start}\\;"),
                    None => arg.text.clone(),
                });
            }
        }
        self.apply(Input::Run {
            client,
            words,
            caller: Box::new(caller),
        });
        client
    }

    /// Runs a command line that must succeed, and says what it printed.
    pub fn ok(&mut self, text: &str) -> String {
        let answer = self.run(text);
        assert_eq!(
            (answer.status, answer.err.as_str()),
            (Some(0), ""),
            "{text}"
        );
        answer.out
    }

    /// Runs a command line that must fail, and says what it complained of.
    pub fn fails(&mut self, text: &str) -> String {
        let answer = self.run(text);
        assert_eq!(answer.status, Some(1), "{text}: {answer:?}");
        answer.err.trim_end().to_owned()
    }

    /// What a format says about the session used last.
    pub fn format(&mut self, template: &str) -> String {
        let quoted = crate::lang::script::quote(template);
        self.ok(&format!("display-message -p {quoted}"))
            .trim_end_matches('\n')
            .to_owned()
    }

    /// A terminal of 80x24 that shows the session used last.
    pub fn attach(&mut self) -> ClientId {
        let caller = ClientIdentity {
            pid: 7,
            tty: Some(format!("/dev/tty{}", self.clients + 1)),
            size: Some(SIZE),
            term: "xterm".into(),
            ..ClientIdentity::default()
        };
        let client = self.start("attach-session", caller);
        assert!(self.world.is_attached(client), "{:?}", self.answer(client));
        client
    }

    /// Types keys, by their names, in a terminal.
    pub fn keys(&mut self, client: ClientId, names: &[&str]) {
        for name in names {
            let key = parse_key(name).unwrap_or_else(|| panic!("no key {name}"));
            self.apply(Input::Key(client, KeyEvent::press(key)));
        }
    }

    /// What a terminal is being told in its status line.
    pub fn message(&self, client: ClientId) -> Option<&str> {
        let message = self.world.clients.get(&client)?.message.as_ref()?;
        Some(&message.text)
    }

    /// What was typed into a pane since the last call.
    pub fn typed(&mut self, pane: u32) -> String {
        let mut typed = Vec::new();
        self.effects.retain(|effect| match effect {
            Effect::Pane(to, PaneEffect::Write(bytes)) if *to == PaneId(pane) => {
                typed.extend_from_slice(bytes);
                false
            }
            _ => true,
        });
        String::from_utf8_lossy(&typed).into_owned()
    }
}
