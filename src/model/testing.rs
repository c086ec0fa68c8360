//! A world for tests. [`TestWorld`] stands in for the server, the programs, files and clients.

use crate::base::signal::SIGHUP;
use crate::base::sorted::SortedMap;
use crate::base::{
    ClientId, ClientInfo, Key, KeyEvent, Mods, MouseEvent, MouseEventKind, Now, PaneId, Point,
    Size, TimerId,
};
use crate::lang::config;
use crate::lang::glob::glob;
use crate::lang::keys::parse_key;
use crate::lang::parse_env::EmptyEnv;
use crate::model::commands::COMMANDS;
use crate::model::copy::history_search::SearchRun;
use crate::model::persist::snapshot;
use crate::model::state::effect::{
    ClientEffect, Effect, FileEffect, HistorySearchEffect, JobEffect, PaneEffect,
};
use crate::model::state::host_info::HostInfo;
use crate::model::state::input::{Exit, Input};
use crate::model::state::mode::history_search::HistorySearch;
use crate::model::state::pane_access::{PaneAccess, ProgramTerminal, WrittenPart};
use crate::model::state::settings::access::User;
use crate::model::state::store_request::{Snapshot, StoreReply, StoreRequest};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::model::view::{cursor, scene};
use crate::model::watch::scanner::Scanner;
use crate::scene::{Cursor, Scene};
use crate::term::{Event, Screen};
use std::collections::VecDeque;

/// The size of terminals where a test names none.
const SIZE: Size = Size::new(80, 24);

/// What the model reads of panes that have no programs, and of files.
#[derive(Default)]
pub struct FakePanes {
    screens: SortedMap<PaneId, Screen>,
    /// The argument lists of panes with a program.
    pub words: SortedMap<PaneId, Vec<String>>,
    /// The time since the last output and the terminal of each program.
    pub terminals: SortedMap<PaneId, (u64, ProgramTerminal)>,
    /// How much of recorded inputs is written.
    pub inputs: SortedMap<(PaneId, u64), WrittenPart>,
    /// The stamps of files.
    pub stamps: SortedMap<String, u64>,
    /// The texts of files that have stamps.
    pub texts: SortedMap<String, String>,
}

impl PaneAccess for FakePanes {
    fn screen(&self, pane: PaneId, look: &mut dyn FnMut(&Screen)) -> bool {
        self.screens.get(&pane).map(look).is_some()
    }

    fn command(&self, pane: PaneId) -> Option<String> {
        self.screens.get(&pane).map(|_| "sh".to_owned())
    }

    fn cwd(&self, pane: PaneId) -> Option<String> {
        self.screens.get(&pane).map(|_| "/here".to_owned())
    }

    fn words(&self, pane: PaneId) -> Vec<String> {
        self.words.get(&pane).cloned().unwrap_or_default()
    }

    fn output_age(&self, pane: PaneId) -> u64 {
        self.terminals.get(&pane).map_or(u64::MAX, |(age, _)| *age)
    }

    fn file_stamp(&self, path: &str) -> Option<u64> {
        self.stamps.get(path).copied()
    }

    fn file_text(&self, path: &str) -> Option<String> {
        self.texts.get(path).cloned()
    }

    fn terminal(&self, pane: PaneId) -> Option<ProgramTerminal> {
        self.terminals.get(&pane).map(|(_, terminal)| *terminal)
    }

    fn recorded_input(&self, pane: PaneId, number: u64) -> WrittenPart {
        self.inputs
            .get(&(pane, number))
            .copied()
            .unwrap_or_default()
    }
}

/// The result of a command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandOutput {
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
    /// Its exit status, `None` while it waits.
    pub status: Option<u8>,
}

/// A world whose panes, files and shell commands are simulated.
pub struct TestWorld {
    /// The world.
    pub world: World,
    /// Its panes' screens.
    pub panes: FakePanes,
    /// The time of the last input.
    pub now: Now,
    /// The milliseconds that pass with each input.
    pub step: u64,
    /// Whether programs exit when they get SIGHUP. Otherwise they go on.
    pub exits_on_hangup: bool,
    /// Whether programs start at once. Otherwise nothing is heard of them.
    pub starts_programs: bool,
    /// All effects, in order, but those that [`TestWorld::typed`] took.
    pub effects: Vec<Effect>,
    /// The files, by path, and their text. Only files directly in `/` can be written.
    pub files: SortedMap<String, String>,
    /// The output and exit status of shell commands; commands that are not here do not end.
    pub jobs: SortedMap<String, (String, u8)>,
    /// Whether searches of copy mode through a long history end with the input that starts them.
    pub searches_at_once: bool,
    /// The saved layouts that can be restored, the newest first.
    pub snapshots: Vec<Snapshot>,
    /// The watches of each pane.
    pub scanners: SortedMap<PaneId, Scanner>,
    last: usize,
    answers: SortedMap<ClientId, CommandOutput>,
    clients: u32,
}

impl TestWorld {
    /// A world with the session `s`, whose window 0, `w`, has one pane of 80x24.
    pub fn new() -> Self {
        Self::with_session("new-session -d -s s -n w -x 80 -y 24")
    }

    /// A world with the session that `command` makes.
    pub fn with_session(command: &str) -> Self {
        let mut test = Self::without_session();
        test.ok(command);
        test
    }

    /// A world without sessions.
    pub fn without_session() -> Self {
        Self {
            world: World::new(Self::host(), crate::model::commands::COMMANDS),
            panes: FakePanes::default(),
            now: Now {
                wall: 86_400_000,
                ..Now::default()
            },
            step: 1,
            exits_on_hangup: false,
            starts_programs: true,
            effects: vec![],
            files: SortedMap::new(),
            jobs: SortedMap::new(),
            searches_at_once: true,
            snapshots: Vec::new(),
            scanners: SortedMap::new(),
            last: 0,
            answers: SortedMap::new(),
            clients: 0,
        }
    }

    /// The host of every test world.
    pub fn host() -> HostInfo {
        HostInfo {
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
            first_steps_file: "/first-steps".into(),
            ..HostInfo::default()
        }
    }

    /// Applies an input and performs its effects, with the inputs that follow from them.
    pub fn apply(&mut self, input: Input) {
        self.last = self.effects.len();
        self.apply_more(input);
    }

    /// As [`TestWorld::apply`], as a part of the last input.
    fn apply_more(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            self.now.mono += self.step;
            self.now.wall += self.step.cast_signed();
            for effect in self.world.apply(input, self.now, &self.panes) {
                inputs.extend(self.perform(&effect));
                self.effects.push(effect);
            }
        }
    }

    fn perform(&mut self, effect: &Effect) -> Option<Input> {
        match effect {
            Effect::Pane(pane, PaneEffect::RecordInput(number)) => {
                self.panes.inputs.insert((*pane, *number), WrittenPart::All);
            }
            Effect::Pane(pane, PaneEffect::Spawn(spawn)) => {
                let screen = Screen::new(spawn.size, spawn.limits);
                self.panes.screens.insert(*pane, screen);
                let tty = format!("/dev/pts/{}", pane.0);
                let started = Input::Spawned(*pane, 1000 + pane.0, tty);
                return self.starts_programs.then_some(started);
            }
            Effect::Pane(pane, PaneEffect::Close) => {
                self.panes.screens.remove(pane);
            }
            Effect::Pane(pane, PaneEffect::Signal(SIGHUP)) if self.exits_on_hangup => {
                return Some(Input::Exited(*pane, Exit::default()));
            }
            Effect::Pane(pane, PaneEffect::ShowLastRow(line)) => {
                if let Some(screen) = self.panes.screens.get_mut(pane) {
                    screen.show_last_row(line);
                }
            }
            Effect::Pane(pane, PaneEffect::Show(bytes)) => self.print(*pane, bytes),
            Effect::Pane(pane, PaneEffect::Watch(spec)) => {
                let screen = self.panes.screens.get(pane)?;
                let scanner = self.scanners.entry(*pane).or_default();
                let hits = scanner.add((**spec).clone(), screen).hits;
                return (!hits.is_empty()).then_some(Input::Watched(*pane, hits));
            }
            Effect::Pane(pane, PaneEffect::Unwatch(id)) => {
                self.scanners.entry(*pane).or_default().remove(*id);
            }
            Effect::Pane(pane, PaneEffect::Resize(size)) => {
                if let Some(screen) = self.panes.screens.get_mut(pane) {
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
            Effect::Store {
                run,
                question: StoreRequest::Lines { layout, .. },
            } => {
                return Some(Input::StoreReply(
                    *run,
                    Ok(StoreReply::Lines(layout.clone())),
                ));
            }
            Effect::Store {
                run,
                question: StoreRequest::Layouts { id },
            } => {
                let all = self.snapshots.iter();
                let all = all.filter(|snapshot| id.is_none_or(|id| snapshot.id == id));
                let all = all.cloned().collect();
                return Some(Input::StoreReply(*run, Ok(StoreReply::Layouts(all))));
            }
            Effect::HistorySearch(HistorySearchEffect::Start(search)) if self.searches_at_once => {
                return Some(self.history_search(search));
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

    /// The result of a search of copy mode through a long history.
    pub fn history_search(&self, search: &HistorySearch) -> Input {
        let mut run = SearchRun::new(search);
        while let Some(line) = run.wanted() {
            let screen = self.panes.screens.get(&search.source);
            let piece = screen.and_then(|screen| screen.piece_at(search.end, line));
            run.search(piece.and_then(|piece| {
                let (first, end) = (piece.first, piece.end());
                Some((first, end, piece.into_texts().ok()?))
            }));
        }
        Input::HistorySearch(run.report(true))
    }

    /// The effects of the last input.
    pub fn last_effects(&self) -> &[Effect] {
        self.effects.get(self.last..).unwrap_or_default()
    }

    /// Forgets all effects.
    pub fn forget_effects(&mut self) {
        self.effects.clear();
        self.last = 0;
    }

    /// The scene of a client.
    pub fn scene(&mut self, client: ClientId) -> Option<Scene> {
        scene::scene(&mut self.world, client, self.now, &self.panes)
    }

    /// The cursor that a client shows.
    pub fn cursor(&self, client: ClientId) -> Option<Cursor> {
        cursor::cursor(&self.world, client, &self.panes)
    }

    /// Feeds output of a pane's program to its screen.
    pub fn print(&mut self, pane: PaneId, bytes: &[u8]) {
        self.print_events(pane, bytes);
    }

    /// As [`TestWorld::print`]. Returns the events of the screen.
    pub fn print_events(&mut self, pane: PaneId, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        let mut hits = Vec::new();
        if let Some(screen) = self.panes.screens.get_mut(&pane) {
            match self.scanners.get_mut(&pane) {
                Some(scanner) if !scanner.is_empty() => {
                    screen.feed_in_steps(bytes, &mut events, |screen| {
                        hits.extend(scanner.step(screen).hits);
                    });
                }
                _ => screen.feed(bytes, &mut events),
            }
        }
        if !hits.is_empty() {
            self.apply_more(Input::Watched(pane, hits));
        }
        events
    }

    /// The alternate screen of a pane rests.
    pub fn rest(&mut self, pane: PaneId) {
        let screen = self.panes.screens.get(&pane);
        let scanner = self.scanners.get_mut(&pane);
        let hits = scanner
            .zip(screen)
            .map(|(scanner, screen)| scanner.compare_alternate(screen));
        self.apply(Input::Watched(pane, hits.unwrap_or_default()));
    }

    /// The timers that run for this purpose are due.
    pub fn due(&mut self, purpose: impl Fn(Purpose) -> bool) {
        let timers = self.world.timers.iter();
        let due = timers.filter(|(_, known)| purpose(**known));
        let due: Vec<TimerId> = due.map(|(id, _)| *id).collect();
        for timer in due {
            self.apply(Input::Timer(timer));
        }
    }

    /// Runs a command line in a client of its own that has no terminal. The client leaves when the
    /// command has ended.
    pub fn run(&mut self, text: &str) -> CommandOutput {
        let identity = ClientInfo {
            cannot_attach: Some("open terminal failed: not a terminal".into()),
            ..ClientInfo::default()
        };
        let client = self.start(text, identity);
        let answer = self.answer(client);
        if answer.status.is_some() {
            self.apply_more(Input::Gone(client));
        }
        answer
    }

    /// The output of a client's command so far.
    pub fn answer(&self, client: ClientId) -> CommandOutput {
        self.answers.get(&client).cloned().unwrap_or_default()
    }

    /// Starts a command line in a new client, which it returns.
    pub fn start(&mut self, text: &str, caller: ClientInfo) -> ClientId {
        self.clients += 1;
        let client = ClientId(self.clients);
        let words = split(text);
        self.apply(Input::Run {
            client,
            words,
            caller: Box::new(caller),
        });
        client
    }

    /// Replaces the server: the next one reads the snapshot of this one and has no clients.
    pub fn next_server(&mut self) {
        let bytes = snapshot::save(&self.world);
        self.world = snapshot::load(&bytes, Self::host(), COMMANDS).unwrap();
    }

    /// Replaces the server of the pane %0, and attaches a client again, which it returns.
    pub fn replace_server(&mut self, client: ClientId) -> ClientId {
        let caller = self.world.clients[&client].caller.clone();
        self.next_server();
        self.apply(Input::Adopted(vec![(PaneId(0), 1000, None)]));
        let again = ClientInfo {
            reattaching: true,
            ..caller
        };
        self.start("attach-session", again)
    }

    /// Starts a command line in a new client of another user, which it returns.
    pub fn start_as(&mut self, user: User, text: &str, caller: ClientInfo) -> ClientId {
        self.apply(Input::User(ClientId(self.clients + 1), user));
        self.start(text, caller)
    }

    /// Runs a command line that must succeed, and returns its output.
    pub fn ok(&mut self, text: &str) -> String {
        let answer = self.run(text);
        assert_eq!(
            (answer.status, answer.err.as_str()),
            (Some(0), ""),
            "{text}"
        );
        answer.out
    }

    /// Runs a command line that must fail, and returns its error.
    pub fn fails(&mut self, text: &str) -> String {
        let answer = self.run(text);
        assert_eq!(answer.status, Some(1), "{text}: {answer:?}");
        answer.err.trim_end().to_owned()
    }

    /// Runs a command line that must fail, by a client of either name, and returns its error output
    /// without the last line break.
    pub fn words_fail(&mut self, words: &[String], as_tmux: bool) -> String {
        self.clients += 1;
        let client = ClientId(self.clients);
        let caller = ClientInfo {
            as_tmux,
            ..ClientInfo::default()
        };
        self.apply(Input::Run {
            client,
            words: words.to_vec(),
            caller: Box::new(caller),
        });
        let answer = self.answer(client);
        assert_eq!(answer.status, Some(1), "{words:?}: {answer:?}");
        answer.err.trim_end().to_owned()
    }

    /// Expands a format for the session used last.
    pub fn format(&mut self, template: &str) -> String {
        let quoted = crate::lang::script::quote(template);
        self.ok(&format!("display-message -p {quoted}"))
            .trim_end_matches('\n')
            .to_owned()
    }

    /// Attaches a terminal of 80x24 to the session used last.
    pub fn attach(&mut self) -> ClientId {
        self.attach_sized(SIZE)
    }

    /// Attaches a terminal to the session used last.
    pub fn attach_sized(&mut self, size: Size) -> ClientId {
        let caller = ClientInfo {
            pid: 7,
            tty: Some(format!("/dev/tty{}", self.clients + 1)),
            size: Some(size),
            term: "xterm".into(),
            ..ClientInfo::default()
        };
        let client = self.start("attach-session", caller);
        assert!(self.world.is_attached(client), "{:?}", self.answer(client));
        client
    }

    /// Presses keys, by their names, in a client.
    pub fn keys(&mut self, client: ClientId, names: &[&str]) {
        for name in names {
            let key = parse_key(name).unwrap_or_else(|| panic!("no key {name}"));
            self.apply(Input::Key(client, KeyEvent::press(key)));
        }
    }

    /// Presses the key of each character of a text.
    pub fn type_text(&mut self, client: ClientId, text: &str) {
        for c in text.chars() {
            let key = Key::char(c);
            self.apply(Input::Key(client, KeyEvent::press(key)));
        }
    }

    /// The mouse of a client does something at a cell.
    pub fn mouse(&mut self, client: ClientId, kind: MouseEventKind, x: u16, y: u16) {
        let (at, mods) = (Point::new(x, y), Mods::empty());
        self.apply(Input::Mouse(client, MouseEvent { kind, at, mods }));
    }

    /// The message in the status line of a client.
    pub fn message(&self, client: ClientId) -> Option<&str> {
        let message = self
            .world
            .clients
            .get(&client)?
            .overlays
            .get::<crate::model::state::overlay::Message>()?;
        Some(&message.text)
    }

    /// The input that a pane got since the last call.
    pub fn typed(&mut self, pane: u32) -> String {
        String::from_utf8_lossy(&self.typed_bytes(pane)).into_owned()
    }

    /// As [`TestWorld::typed`], as bytes.
    pub fn typed_bytes(&mut self, pane: u32) -> Vec<u8> {
        let mut typed = Vec::new();
        self.effects.retain(|effect| match effect {
            Effect::Pane(to, PaneEffect::Write(bytes)) if *to == PaneId(pane) => {
                typed.extend_from_slice(bytes);
                false
            }
            _ => true,
        });
        typed
    }
}

/// The words of a command line, with `;` between commands, as a shell passes them to mux.
pub fn split(text: &str) -> Vec<String> {
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
    words
}
