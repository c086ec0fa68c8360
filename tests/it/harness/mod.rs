//! Runs the real `mux` as users and scripts do. Each test has its own home, socket and state
//! directory, and fails if a process or a socket of it is left at the end.
//!
//! Tests wait for conditions, at most [`DEADLINE`]; a failure prints the last state.

pub mod json;
pub mod process;
pub mod skip;
pub mod terminal;

pub use process::Process;
pub use skip::skip;
pub use terminal::Terminal;

use mux::base::Size;
use std::ffi::OsStr;
use std::io::{Read, Write as _};
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The time after which a wait fails.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// The default size of terminals and detached sessions.
pub const SIZE: Size = Size::new(80, 24);

/// The result of a command that has ended.
#[derive(Debug)]
pub struct Output {
    /// The exit code; -1 if a signal ended it.
    pub status: i32,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

/// The environment of one test: directories, configuration and the mux that runs there.
pub struct Mux {
    dir: PathBuf,
    id: String,
}

impl Mux {
    /// An environment with an empty configuration.
    pub fn new() -> Self {
        Self::with_config("")
    }

    /// An environment with this configuration.
    pub fn with_config(config: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let id = format!("mux-test-{}-{count}", std::process::id());
        let mux = Self {
            dir: std::env::temp_dir().join(&id),
            id,
        };
        drop(std::fs::remove_dir_all(&mux.dir));
        for place in ["home", "tmp", "run", "state", "config/mux", "data", "cache"] {
            std::fs::create_dir_all(mux.dir.join(place)).unwrap();
        }
        mux.write("config/mux/mux.conf", config);
        // Login shells take their prompt from the system's profile otherwise.
        mux.write("home/.profile", "PS1='$ '\n");
        mux
    }

    /// The directory of the environment, with `home`, `tmp` (sockets), `state` and `config`.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The home directory, where programs start.
    pub fn home(&self) -> PathBuf {
        self.dir.join("home")
    }

    /// The value of `MUX_TEST_ID` in every process of the environment.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Writes a file below [`Mux::dir`].
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The `mux` of this build with arguments, in this environment.
    pub fn command(&self, args: &[&str]) -> Command {
        self.program(program(), args)
    }

    /// Another program in this environment.
    pub fn program(&self, program: impl AsRef<OsStr>, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(self.home()).env_clear();
        for (name, place) in [
            ("HOME", "home"),
            ("MUX_TMPDIR", "tmp"),
            ("TMUX_TMPDIR", "tmp"),
            ("TMPDIR", "tmp"),
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            command.env(name, self.dir.join(place));
        }
        for (name, value) in [
            ("TERM", "xterm-256color"),
            ("SHELL", "/bin/sh"),
            ("PS1", "$ "),
            ("LC_ALL", "C.UTF-8"),
            ("MUX_TEST_ID", &self.id),
        ] {
            command.env(name, value);
        }
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Output {
        let output = finish(self.command(args), "");
        json::check(args, &output);
        output
    }

    /// Runs a command that must succeed; returns its output without trailing newlines.
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status, 0, "mux {args:?}: {output:?}");
        assert_eq!(output.stderr, "", "mux {args:?}: {output:?}");
        output.stdout.trim_end_matches('\n').to_owned()
    }

    /// Runs a command that must fail; returns its standard error without trailing newlines.
    pub fn fails(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_ne!(output.status, 0, "mux {args:?}: {output:?}");
        output.stderr.trim_end_matches('\n').to_owned()
    }

    /// Starts a command in a terminal of its own.
    pub fn start(&self, args: &[&str], size: Size) -> Terminal {
        Terminal::spawn(self.command(args), size)
    }

    /// Creates a detached session of [`SIZE`] that runs `program`.
    pub fn detached(&self, session: &str, program: &str) {
        let (cols, rows) = (SIZE.cols.to_string(), SIZE.rows.to_string());
        self.ok(&[
            "new-session",
            "-d",
            "-s",
            session,
            "-x",
            &cols,
            "-y",
            &rows,
            program,
        ]);
    }

    /// Attaches a terminal of [`SIZE`] to a session.
    pub fn attach(&self, session: &str) -> Terminal {
        self.start(&["attach-session", "-t", session], SIZE)
    }

    /// Waits until the command succeeds with output for which `wanted` is true; returns the output.
    pub fn wait_for(&self, args: &[&str], wanted: impl Fn(&str) -> bool) -> String {
        let mut seen = None;
        until(|| {
            let output = self.run(args);
            let pleases = output.status == 0 && wanted(output.stdout.trim_end_matches('\n'));
            seen = Some(output);
            pleases
        });
        let output = seen.unwrap();
        let text = output.stdout.trim_end_matches('\n');
        assert!(
            wanted(text),
            "timed out waiting for mux {args:?}: {output:?}"
        );
        text.to_owned()
    }

    /// Waits until `program` runs in a pane.
    pub fn wait_for_program(&self, pane: &str, program: &str) {
        let ask = [
            "display-message",
            "-p",
            "-t",
            pane,
            "#{pane_current_command}",
        ];
        self.wait_for(&ask, |name| name == program);
    }

    /// Every running process of the environment.
    pub fn processes(&self) -> Vec<Process> {
        process::marked(&self.id)
    }

    /// Waits until exactly one mux process of the environment has `role` (`server`, `keeper`) in
    /// its name and is not the process `but`. For a while there may be others: a candidate that
    /// fails, or a child before it executes a pane's program.
    pub fn process(&self, role: &str, but: Option<i32>) -> Process {
        let plays = |p: &Process| p.is_mux() && p.name.contains(role) && Some(p.pid) != but;
        let mut found = Vec::new();
        until(|| {
            found = self.processes();
            found.retain(plays);
            found.len() == 1
        });
        let one = found.pop().filter(|_| found.is_empty());
        one.unwrap_or_else(|| panic!("not one {role} among {:#?}", self.processes()))
    }

    /// Sockets below [`Mux::dir`].
    pub fn sockets(&self) -> Vec<PathBuf> {
        fn search(dir: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => search(&entry.path(), found),
                    Ok(kind) if kind.is_socket() => found.push(entry.path()),
                    _ => {}
                }
            }
        }
        let mut found = Vec::new();
        search(&self.dir, &mut found);
        found
    }

    /// Kills every process at once and removes the sockets, as a reboot does.
    pub fn power_off(&self) {
        assert!(until(|| {
            let processes = self.processes();
            processes.iter().for_each(Process::kill);
            processes.is_empty()
        }));
        for socket in self.sockets() {
            drop(std::fs::remove_file(socket));
        }
    }

    /// Ends the server; returns the processes and sockets that remain.
    fn leftovers(&self) -> (Vec<Process>, Vec<PathBuf>) {
        // Without this directory mux falls back to the socket of the user who runs the tests.
        drop(std::fs::create_dir_all(self.dir.join("tmp")));
        let mut kill = self.command(&["kill-server"]);
        kill.stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Ok(mut child) = kill.spawn() {
            until(|| matches!(child.try_wait(), Ok(Some(_)) | Err(_)));
            drop(child.kill());
            drop(child.wait());
        }
        if !std::thread::panicking() {
            until(|| self.processes().is_empty() && self.sockets().is_empty());
        }
        (self.processes(), self.sockets())
    }
}

impl Drop for Mux {
    fn drop(&mut self) {
        let (processes, sockets) = self.leftovers();
        // Processes that still write would recreate files.
        until(|| {
            let left = self.processes();
            left.iter().for_each(Process::kill);
            left.is_empty()
        });
        drop(std::fs::remove_dir_all(&self.dir));
        if !std::thread::panicking() {
            assert!(processes.is_empty(), "left running: {processes:#?}");
            assert!(sockets.is_empty(), "left behind: {sockets:?}");
        }
    }
}

/// The `mux` of this build, or the one that `MUX_TEST_PROGRAM` names, for figures of another build.
pub fn program() -> PathBuf {
    let given = std::env::var_os("MUX_TEST_PROGRAM");
    given.map_or_else(|| env!("CARGO_BIN_EXE_mux").into(), PathBuf::from)
}

/// Polls until `done` is true or [`DEADLINE`] has passed; returns whether it became true.
pub fn until(mut done: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + DEADLINE;
    let mut pause = Duration::from_millis(1);
    while !done() {
        if Instant::now() > end {
            return false;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
    true
}

/// Runs a command until it has ended and no process holds its output open.
pub fn finish(mut command: Command, input: &str) -> Output {
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{shown}: {e}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let stdout = read_all(child.stdout.take().unwrap());
    let stderr = read_all(child.stderr.take().unwrap());
    let mut status = None;
    until(|| {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    let Some(status) = status else {
        drop(child.kill());
        panic!("{shown}: still running after {DEADLINE:?}");
    };
    let text = |pipe: mpsc::Receiver<Vec<u8>>| {
        let bytes = pipe.recv_timeout(DEADLINE);
        let bytes =
            bytes.unwrap_or_else(|_| panic!("{shown}: ended, but a process holds its output open"));
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Output {
        status: status.code().unwrap_or(-1),
        stdout: text(stdout),
        stderr: text(stderr),
    }
}

fn read_all(mut pipe: impl Read + Send + 'static) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        drop(pipe.read_to_end(&mut bytes));
        drop(sender.send(bytes));
    });
    receiver
}
