//! The server as its clients see it: the tests speak the wire protocol to a real server and kill
//! it.

use crate::harness::{DEADLINE, Mux, Process, until};
use mux::base::ClientInfo;
use mux::base::{Key, KeyCode, KeyEvent, Size};
use mux::scene::{Frame, Scene};
use mux::wire::{
    self, Framer, HELLO_BYTES, Hello, MAX_SMALL_FRAMES, MAX_TO_CLIENT, SMALL_FRAME, ToClient,
    ToServer,
};
use nix::sys::signal::Signal;
use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// A server with one session of 80x24.
struct Server {
    mux: Mux,
}

impl Server {
    /// Starts a server with a pane that runs `command`.
    fn start(command: &str) -> Self {
        let mux = Mux::new();
        mux.ok(&["new-session", "-d", "-x", "80", "-y", "24", command]);
        Self { mux }
    }

    fn pid(&self) -> i32 {
        self.mux
            .ok(&["display-message", "-p", "#{pid}"])
            .parse()
            .unwrap()
    }

    /// Kills the server with SIGKILL and waits for the next one.
    fn kill(&self) {
        let old = self.pid();
        Process::of(old).unwrap().kill();
        let pid = ["display-message", "-p", "#{pid}"];
        self.mux
            .wait_for(&pid, |pid| pid.parse::<i32>().is_ok_and(|pid| pid != old));
    }

    fn history(&self) -> Vec<String> {
        let text = self.mux.ok(&["capture-pane", "-p", "-S", "-"]);
        text.lines().map(str::to_owned).collect()
    }

    fn wait_for_line(&self, line: &str) {
        let found = until(|| self.history().iter().any(|l| l == line));
        assert!(
            found,
            "timed out waiting for {line:?}: {:?}",
            self.history()
        );
    }

    fn connect(&self) -> Connection {
        Connection::new(&self.mux.sockets()[0])
    }

    fn attach(&self, size: Size) -> Attached {
        let mut connection = self.connect();
        connection.run(&["attach-session"], Some(size));
        Attached::new(connection)
    }
}

/// A connection that speaks the wire protocol.
struct Connection {
    stream: UnixStream,
    framer: Framer,
}

impl Connection {
    fn new(socket: &Path) -> Self {
        let stream = UnixStream::connect(socket).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        Self {
            stream,
            framer: Framer::new(MAX_TO_CLIENT),
        }
    }

    fn greet(&mut self) {
        self.stream.write_all(&Hello::ours().encode()).unwrap();
        self.greeted();
    }

    fn greeted(&mut self) {
        let mut hello = [0; HELLO_BYTES];
        self.stream.read_exact(&mut hello).unwrap();
        assert_eq!(Hello::decode(&hello), Ok(Hello::ours()));
    }

    fn send(&mut self, message: &ToServer) {
        let mut bytes = Vec::new();
        wire::encode(message, &mut bytes);
        self.stream.write_all(&bytes).unwrap();
    }

    fn run(&mut self, words: &[&str], size: Option<Size>) {
        self.greet();
        let client = ClientInfo {
            pid: std::process::id(),
            cwd: "/".into(),
            env: vec![],
            tty: size.map(|_| "/dev/pts/none".into()),
            size,
            term: "xterm-256color".into(),
            cannot_attach: size.is_none().then(|| "not a terminal".into()),
            ..ClientInfo::default()
        };
        self.send(&ToServer::Run {
            words: words.iter().map(|&word| word.into()).collect(),
            client: Box::new(client),
        });
    }

    /// The next message; `None` at the end.
    fn next(&mut self) -> Option<ToClient> {
        loop {
            if let Some(message) = self.framer.take().unwrap() {
                return Some(message);
            }
            let mut bytes = [0; 1 << 16];
            match self.stream.read(&mut bytes) {
                Ok(0) => return None,
                Ok(n) => self.framer.push(&bytes[..n]),
                Err(e) if e.kind() == ErrorKind::ConnectionReset => return None,
                Err(e) => panic!("nothing more came: {e}"),
            }
        }
    }
}

/// An attached client with the state of its frames.
struct Attached {
    connection: Connection,
    scene: Scene,
    rows: BTreeMap<(u32, u16), String>,
    bells: usize,
}

impl Attached {
    fn new(connection: Connection) -> Self {
        Self {
            connection,
            scene: Scene::default(),
            rows: BTreeMap::new(),
            bells: 0,
        }
    }

    fn take(&mut self, frame: Frame) {
        if let Some(scene) = frame.scene {
            self.scene = *scene;
        }
        for rows in frame.rows {
            if rows.all {
                self.rows.retain(|(pane, _), _| *pane != rows.pane.0);
            }
            for (y, line) in rows.rows {
                self.rows.insert((rows.pane.0, y), line.text());
            }
        }
        self.bells += usize::from(frame.bell);
    }

    /// Reads and acknowledges frames until the bell has rung. The bell is an input of the world, so
    /// rows that were printed after it may arrive before it.
    fn hear_bell(&mut self) {
        while self.bells == 0 {
            self.next_frame("the bell");
        }
    }

    fn key(&mut self, code: KeyCode) {
        self.connection
            .send(&ToServer::Key(KeyEvent::press(Key::plain(code))));
    }

    fn type_line(&mut self, text: &str) {
        text.chars().for_each(|c| self.key(KeyCode::Char(c)));
        self.key(KeyCode::Enter);
    }

    /// Reads and acknowledges frames until one row is `wanted`.
    fn see(&mut self, wanted: &str) {
        while !self.rows.values().any(|row| row.trim_end() == wanted) {
            self.next_frame(wanted);
        }
    }

    /// Reads one message and acknowledges it if it is a frame.
    fn next_frame(&mut self, awaited: &str) {
        match self.connection.next() {
            Some(ToClient::Frame(frame)) => {
                let number = frame.number;
                self.take(*frame);
                self.connection.send(&ToServer::Ack(number));
            }
            Some(_) => {}
            None => panic!("the connection ended before {awaited:?}: {:?}", self.rows),
        }
    }
}

#[test]
fn a_command_is_answered_and_the_connection_ends() {
    let server = Server::start("cat");
    let mut connection = server.connect();
    connection.run(&["display-message", "-p", "one #{session_windows}"], None);
    assert_eq!(
        connection.next(),
        Some(ToClient::Stdout(b"one 1\n".to_vec()))
    );
    assert_eq!(connection.next(), Some(ToClient::Exit(0)));
    assert_eq!(connection.next(), None);
    let mut connection = server.connect();
    connection.run(&["no-such-command"], None);
    assert!(matches!(connection.next(), Some(ToClient::Stderr(_))));
    assert_eq!(connection.next(), Some(ToClient::Exit(1)));
}

#[test]
fn input_is_echoed() {
    let server = Server::start("sh");
    let mut client = server.attach(Size::new(80, 24));
    // Wait for the prompt: an earlier echo would be displayed before it.
    client.see("$");
    client.type_line("echo one$((1+1))three");
    client.see("one2three");
    client.see("$");
    assert_eq!(client.scene.size, Size::new(80, 24));
    client.type_line("printf '\\a'; echo rung");
    client.see("rung");
    client.see("$");
    client.hear_bell();
    assert_eq!(client.bells, 1);
    client.connection.send(&ToServer::Resize(Size::new(60, 10)));
    client.type_line("stty size");
    client.see("9 60");
    client.type_line("exit");
    loop {
        match client.connection.next() {
            Some(ToClient::Detached { status, .. }) => break assert_eq!(status, 0),
            Some(_) => {}
            None => panic!("the client was not told that its session ended"),
        }
    }
}

#[test]
fn a_client_that_does_not_acknowledge_gets_one_frame_or_a_few_small_ones() {
    let server = Server::start("sh");
    let mut client = server.attach(Size::new(80, 24));
    client.see("$");
    client.type_line("seq 1 100000; echo all out");
    server.wait_for_line("all out");
    client
        .connection
        .stream
        .set_read_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    let mut bytes = Vec::new();
    let end = client
        .connection
        .stream
        .read_to_end(&mut bytes)
        .unwrap_err();
    assert_eq!(end.kind(), ErrorKind::WouldBlock);
    let mut sizes = Vec::new();
    client.connection.framer.push(&bytes);
    while let Some(message) = client.connection.framer.take::<ToClient>().unwrap() {
        if let ToClient::Frame(frame) = message {
            sizes.push(client.connection.framer.taken_len());
            client.take(*frame);
        }
    }
    assert!(sizes.len() as u64 <= MAX_SMALL_FRAMES, "{sizes:?}");
    let large = sizes.iter().position(|size| *size > SMALL_FRAME);
    assert!(large.is_none_or(|at| at + 1 == sizes.len()), "{sizes:?}");
    client
        .connection
        .stream
        .set_read_timeout(Some(DEADLINE))
        .unwrap();
    client.connection.send(&ToServer::Ack(u64::MAX >> 1));
    client.see("all out");
}

#[test]
fn malformed_bytes_end_their_connection_and_no_other() {
    let server = Server::start("cat");
    let mut other = server.attach(Size::new(80, 24));
    for bytes in [
        &[0xff; 64][..],
        &[9, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4],
    ] {
        let mut hostile = server.connect();
        hostile.greet();
        hostile.stream.write_all(bytes).unwrap();
        while hostile.next().is_some() {}
    }
    let mut key_first = server.connect();
    key_first.greet();
    key_first.send(&ToServer::Ack(1));
    assert_eq!(key_first.next(), None);
    other.type_line("still here");
    other.see("still here");
}

#[test]
fn a_client_of_another_version_gets_an_error() {
    let server = Server::start("cat");
    let mut newer = server.connect();
    let hello = Hello {
        low: 900,
        high: 901,
    };
    newer.stream.write_all(&hello.encode()).unwrap();
    newer.greeted();
    assert!(matches!(newer.next(), Some(ToClient::Stderr(_))));
    assert_eq!(newer.next(), Some(ToClient::Exit(1)));
    assert_eq!(newer.next(), None);
}

#[test]
fn a_killed_server_loses_nothing() {
    let server = Server::start("sh -c 'seq 1 40000; echo all out; exec cat'");
    server.mux.ok(&["rename-window", "kept"]);
    server.mux.ok(&["split-window", "-h", "sh"]);
    server.mux.ok(&["set-option", "-g", "@mine", "here"]);
    server.mux.ok(&["select-pane", "-t", "0"]);
    let before = server.mux.ok(&[
        "list-panes",
        "-F",
        "#{pane_id} #{pane_pid} #{pane_width}x#{pane_height}",
    ]);
    for _ in 0..4 {
        server.kill();
    }
    server.wait_for_line("all out");
    let after = server.mux.ok(&[
        "list-panes",
        "-F",
        "#{pane_id} #{pane_pid} #{pane_width}x#{pane_height}",
    ]);
    assert_eq!(before, after);
    assert_eq!(
        server
            .mux
            .ok(&["display-message", "-p", "#{window_name} #{@mine}"]),
        "kept here"
    );
    let lines = server.history();
    let end = lines.iter().position(|line| line == "all out").unwrap();
    let numbers: Vec<u32> = lines[..end]
        .iter()
        .map(|line| line.parse().unwrap())
        .collect();
    let first = *numbers.first().unwrap();
    assert!(
        numbers.iter().copied().eq(first..=40000),
        "lines are missing or doubled"
    );
    server.mux.ok(&["send-keys", "alive", "Enter"]);
    server.wait_for_line("alive");
}

#[test]
fn programs_find_the_running_mux_as_tmux() {
    let server = Server::start("cat");
    let inside = ["run-shell", "tmux -V; tmux display-message -p reached"];
    assert_eq!(server.mux.ok(&inside), "tmux 3.7c\nreached");
    let socket = server.mux.sockets().remove(0);
    let links = socket.parent().unwrap().join("bin-default");
    std::fs::remove_dir_all(&links).unwrap();
    assert_eq!(
        server.mux.ok(&inside),
        "tmux 3.7c\nreached",
        "it is repaired"
    );
    server.kill();
    assert_eq!(server.mux.ok(&inside), "tmux 3.7c\nreached");
    // A login shell, whose profile may set PATH anew.
    server.mux.ok(&["new-window"]);
    server
        .mux
        .ok(&["send-keys", "tmux display-message -p 'in''side'", "Enter"]);
    server.wait_for_line("inside");
    server.mux.ok(&["set-option", "-g", "tmux-command", "off"]);
    let path = server.mux.ok(&["run-shell", "echo $PATH"]);
    assert!(!path.contains("bin-default"), "{path}");
    server.mux.ok(&["kill-server"]);
    assert!(until(|| !links.exists()), "it is removed with the server");
}

#[test]
fn processes_have_titles_and_ignore_signals_of_terminals() {
    let server = Server::start("cat");
    for (role, title) in [("server", "mux: server ("), ("keeper", "mux: keeper (")] {
        let process = server.mux.process(role, None);
        assert!(process.args[0].starts_with(title), "{process:?}");
    }
    let pid = server.pid();
    for signal in [Signal::SIGHUP, Signal::SIGQUIT, Signal::SIGTSTP] {
        Process::of(pid).unwrap().signal(signal);
        assert_eq!(server.pid(), pid, "{signal}");
    }
}

/// How often the main thread of a process has given up the processor to wait.
fn waits(pid: i32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/status")).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    line.unwrap().trim().parse().unwrap()
}

#[test]
fn a_key_and_its_echo_wake_server_and_client_twice_each() {
    const KEYS: u64 = 50;
    let mux = Mux::new();
    mux.detached("s", "stty raw -echo; printf ready; exec cat");
    mux.ok(&["set", "-g", "status", "off"]);
    let terminal = mux.attach("s");
    terminal.wait_for_text("ready");
    let processes = [mux.process("server", None).pid, terminal.pid()];
    let type_key = || {
        let before = terminal.screen(vt100::Screen::cursor_position);
        // A full row would keep the cursor where it is.
        terminal.send(if before.1 < 70 { b"x" } else { b"\r" });
        terminal.wait_for("the echo", |screen| screen.cursor_position() != before);
    };
    // The first keys may come with what follows an attach.
    (0..10).for_each(|_| type_key());
    // On a loaded machine one wake-up can become two, so the best of ten rounds counts: a wake-up too
    // many on the path of a key shows in each round.
    let mut told = String::new();
    for _ in 0..10 {
        let before = processes.map(waits);
        let start = std::time::Instant::now();
        (0..KEYS).for_each(|_| type_key());
        // Output is reported to the world every 100 ms, and a lock that is taken may be waited for.
        let other = start.elapsed().as_millis() as u64 / 50 + KEYS / 5;
        let [server, client] = [0, 1].map(|at| waits(processes[at]) - before[at]);
        if server.max(client) <= 2 * KEYS + other {
            return;
        }
        told = format!("server {server}, client {client} wake-ups for {KEYS} keys");
    }
    panic!("{told}");
}
