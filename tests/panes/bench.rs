//! A world without processes, and commands for it. Programs start at once and end when they are hung up.

use mux::base::signal::SIGHUP;
use mux::base::{Attrs, ClientId, Now, PaneId, Size};
use mux::lang::config;
use mux::lang::parse_env::ParseEnv;
use mux::lang::script::Script;
use mux::model::state::client::ClientIdentity;
use mux::model::state::pane_access::PaneAccess;
use mux::model::{ClientEffect, Effect, Exit, HostInfo, Input, PaneEffect, World};
use mux::scene::{Cursor, PaneArea};
use mux::term::{Limits, Screen};
use std::collections::BTreeMap;

/// What a command line came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub out: String,
    pub err: String,
    pub status: Option<u8>,
}

/// The screens that the world sees.
#[derive(Default)]
pub struct Screens(pub BTreeMap<PaneId, Screen>);

impl PaneAccess for Screens {
    fn screen(&self, pane: PaneId, look: &mut dyn FnMut(&Screen)) -> bool {
        self.0.get(&pane).map(look).is_some()
    }

    fn command(&self, _: PaneId) -> Option<String> {
        Some("sh".to_owned())
    }

    fn cwd(&self, _: PaneId) -> Option<String> {
        None
    }
}

/// A world and what is outside of it.
pub struct Bench {
    pub world: World,
    pub screens: Screens,
    /// Programs do not end when they are hung up.
    pub stubborn: bool,
    clients: u32,
    now: Now,
    /// Effects of the last input.
    pub effects: Vec<Effect>,
}

/// Where all worlds of these tests run.
pub fn facts() -> HostInfo {
    HostInfo {
        socket: "/tmp/sock".to_owned(),
        home: "/".to_owned(),
        shell: "/bin/sh".to_owned(),
        terminal: "screen".to_owned(),
        ..HostInfo::default()
    }
}

/// Words as a shell would cut them.
pub fn words(line: &str) -> Vec<String> {
    struct Nothing;
    impl ParseEnv for Nothing {
        fn variable(&self, _: &str) -> Option<String> {
            None
        }
        fn assign(&mut self, _: &str, _: &str, _: bool) {}
        fn condition(&mut self, _: &str) -> bool {
            false
        }
        fn home(&self, _: Option<&str>) -> Option<String> {
            None
        }
    }
    let (script, errors): (Script, _) = config::parse(line, None, &mut Nothing);
    assert!(errors.is_empty(), "{line}: {errors:?}");
    let commands = script.sequences.iter().flat_map(|s| &s.commands);
    commands
        .flat_map(|c| c.args.iter().map(|a| a.text.clone()))
        .collect()
}

impl Bench {
    pub fn new() -> Self {
        Self {
            world: World::new(facts(), mux::model::commands::COMMANDS),
            screens: Screens::default(),
            stubborn: false,
            clients: 0,
            now: Now::default(),
            effects: Vec::new(),
        }
    }

    /// With one detached session of one pane, 83 columns and 23 rows.
    pub fn with_session() -> Self {
        let mut bench = Self::new();
        let outcome = bench.run(SESSION);
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
        bench
    }

    /// Runs a command line as a client that is not attached.
    pub fn run(&mut self, line: &str) -> Outcome {
        let caller = ClientIdentity {
            cwd: "/".to_owned(),
            cannot_attach: Some("open terminal failed: not a terminal".to_owned()),
            ..ClientIdentity::default()
        };
        self.clients += 1;
        let client = ClientId(self.clients);
        self.input(Input::Run {
            client,
            words: words(line),
            caller: Box::new(caller),
        });
        let mut outcome = Outcome::default();
        for effect in &self.effects {
            match effect {
                Effect::Client(to, ClientEffect::Stdout(bytes)) if *to == client => {
                    outcome.out += std::str::from_utf8(bytes).expect("text");
                }
                Effect::Client(to, ClientEffect::Stderr(bytes)) if *to == client => {
                    outcome.err += std::str::from_utf8(bytes).expect("text");
                }
                Effect::Client(to, ClientEffect::Exit(status)) if *to == client => {
                    outcome.status = Some(*status);
                }
                _ => {}
            }
        }
        if outcome.status.is_some() {
            let effects = std::mem::take(&mut self.effects);
            self.input(Input::Gone(client));
            self.effects.splice(..0, effects);
        }
        outcome
    }

    /// Attaches a client of a size to the session used last.
    pub fn attach(&mut self, size: Size) -> ClientId {
        self.clients += 1;
        let client = ClientId(self.clients);
        let caller = ClientIdentity {
            cwd: "/".to_owned(),
            tty: Some(format!("/dev/pts/{}", self.clients)),
            size: Some(size),
            term: "xterm".to_owned(),
            ..ClientIdentity::default()
        };
        self.input(Input::Run {
            client,
            words: words("attach-session"),
            caller: Box::new(caller),
        });
        assert!(self.world.is_attached(client), "{:?}", self.effects);
        client
    }

    /// Hands one input in, and says at once that programs started or ended.
    pub fn input(&mut self, input: Input) {
        self.now.mono += 1000;
        self.now.wall += 1000;
        let mut all = self.world.apply(input, self.now, &self.screens);
        let mut next = 0;
        while let Some(effect) = all.get(next) {
            let answer = match effect {
                Effect::Pane(pane, PaneEffect::Spawn(_)) => {
                    let (pid, tty) = (1000 + pane.0, "/dev/pts/0".into());
                    Some(Input::Spawned(*pane, pid, tty))
                }
                Effect::Pane(pane, PaneEffect::Signal(SIGHUP)) if !self.stubborn => {
                    Some(Input::Exited(*pane, Exit::default()))
                }
                _ => None,
            };
            if let Some(input) = answer {
                all.extend(self.world.apply(input, self.now, &self.screens));
            }
            next += 1;
        }
        self.effects = all;
    }

    /// Has the program of a pane write something.
    pub fn write(&mut self, pane: u32, bytes: &str) {
        let pane = PaneId(pane);
        let size = self.world.panes[&pane].size;
        let limits = Limits {
            history_lines: 2000,
            history_bytes: 1 << 20,
        };
        let screen = self.screens.0.entry(pane);
        let screen = screen.or_insert_with(|| Screen::new(size, limits));
        screen.feed(bytes.as_bytes(), &mut Vec::new());
    }

    /// How many things are drawn above the panes of a client.
    pub fn overlays(&mut self, client: ClientId) -> usize {
        let scene = self.world.scene(client, self.now, &self.screens);
        scene.map_or(0, |s| s.overlays.len())
    }

    /// Where a client sees `text` in a border, as near to `near` as there is one.
    pub fn control(&mut self, client: ClientId, near: (u16, u16), text: &str) -> (u16, u16) {
        let scene = self.world.scene(client, self.now, &self.screens);
        let labels = scene.map(|s| s.labels).unwrap_or_default();
        let found = labels.iter().filter_map(|label| {
            let at = label.line.text().find(text)?;
            Some((label.at.x + u16::try_from(at).ok()? + 1, label.at.y))
        });
        let nearest = found.min_by_key(|at| at.0.abs_diff(near.0) + at.1.abs_diff(near.1));
        nearest.unwrap_or_else(|| panic!("no {text}"))
    }

    /// The cursor as a client sees it.
    pub fn cursor(&self, client: ClientId) -> Option<Cursor> {
        self.world.cursor(client, &self.screens)
    }

    /// The panes whose borders a client sees in reverse.
    pub fn reversed(&mut self, client: ClientId) -> Vec<PaneId> {
        let scene = self.world.scene(client, self.now, &self.screens);
        let panes = scene.map(|s| s.panes).unwrap_or_default();
        let reversed = |p: &PaneArea| p.border.attrs.contains(Attrs::REVERSE);
        panes
            .iter()
            .filter(|p| reversed(p))
            .map(|p| p.pane)
            .collect()
    }

    /// All sessions, windows and panes in a few lines.
    pub fn state(&mut self) -> String {
        let outcome = self.run(&format!("list-windows -a -F '{STATE}'"));
        outcome.out
    }
}

/// Makes the session that all tests begin with. Halves, and rows of three and four, leave no
/// remainder here: which pane gets that depends on the version of tmux.
pub const SESSION: &str = "new-session -d -s s -n w -x 83 -y 23";

/// What `state` prints for each window.
pub const STATE: &str = "#{session_name}:#{window_index}#{?window_active,*,}#{?window_last_flag,-,} #{window_id} \
#{window_layout} #{window_visible_layout}#{P: #{pane_index}=#{pane_id} #{pane_width}x#{pane_height}\
#{?pane_active,*,}#{?pane_marked,M,}#{?pane_input_off,d,}}";
