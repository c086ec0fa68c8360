//! The directory of one test's keeper, and a connection to its server.

use crate::server::serve;
use mux::base::Size;
use mux::keeper::{ToKeeper, ensure};
use mux::sys::process::{self, Pid, Signal};
use mux::sys::socket;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Waits for a condition; fails after 60 s.
pub fn until(what: &str, mut is: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is() {
        assert!(Instant::now() < end, "never happened: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A directory with a socket; dropping it kills the processes that use it.
pub struct TestDir(PathBuf);

impl TestDir {
    pub fn new(name: &str) -> Self {
        let name = format!("mux-keeper-{name}-{}", process::own_pid());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path.canonicalize().unwrap())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn socket(&self) -> PathBuf {
        self.0.join("socket")
    }

    pub fn context(&self) -> Vec<u8> {
        self.0.to_str().unwrap().into()
    }

    /// Starts the first server.
    pub fn start(&self) -> Server {
        Server::at(ensure(&self.socket(), &self.context(), serve).unwrap())
    }

    /// Connects to the running server, or to the next one.
    pub fn again(&self) -> Server {
        Server::at(socket::connect(&self.socket()).unwrap())
    }

    /// The keeper's process id: the keeper made the listening socket.
    pub fn keeper(&self) -> Pid {
        let connection = socket::connect(&self.socket()).unwrap();
        socket::peer_process(connection.as_fd()).unwrap()
    }

    /// Every process that holds the lock of this directory.
    pub fn processes(&self) -> Vec<Pid> {
        let lock = socket::lock_path(&self.socket());
        let numbers = std::fs::read_dir("/proc").unwrap().flatten();
        let pids = numbers.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        pids.filter(|pid| {
            let fds = std::fs::read_dir(format!("/proc/{pid}/fd"));
            let mut links = fds.into_iter().flatten().flatten();
            links.any(|fd| std::fs::read_link(fd.path()).is_ok_and(|to| to == lock))
        })
        .collect()
    }
}

impl Drop for TestDir {
    fn drop(&mut self) {
        until("everyone in the test's dir is killed", || {
            let left = self.processes();
            for pid in &left {
                process::signal(*pid, Signal::SIGKILL as i32);
            }
            left.is_empty()
        });
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A connection to a server.
pub struct Server {
    connection: BufReader<UnixStream>,
}

impl Server {
    fn at(connection: UnixStream) -> Self {
        let patience = Some(Duration::from_secs(60));
        connection.set_read_timeout(patience).unwrap();
        Self {
            connection: BufReader::new(connection),
        }
    }

    fn ask(&mut self, question: &str) -> String {
        let mut line = question.to_owned();
        line.push('\n');
        self.connection
            .get_mut()
            .write_all(line.as_bytes())
            .unwrap();
        let mut answer = String::new();
        self.connection.read_line(&mut answer).unwrap();
        answer.strip_suffix('\n').expect("an answer").to_owned()
    }

    /// Makes the server send a message to the keeper.
    pub fn send(&mut self, message: &ToKeeper) {
        let bytes = postcard::to_allocvec(message).unwrap();
        let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
        self.ask(&format!("send {}", digits.collect::<String>()));
    }

    /// Starts a shell command in a pane and waits until it runs.
    pub fn run(&mut self, pane: u32, command: &str) {
        self.send(&ToKeeper::Spawn {
            pane,
            argv: ["/bin/sh", "-c", command].map(String::from).to_vec(),
            argv0: None,
            env: std::env::vars().collect(),
            cwd: "/".into(),
            size: Size::new(80, 24),
        });
        self.until_log(&format!("Spawned {{ pane: {pane},"));
    }

    /// The messages of the keeper to this server.
    pub fn log(&mut self) -> String {
        self.ask("log")
    }

    pub fn until_log(&mut self, part: &str) {
        until(part, || self.log().contains(part));
    }

    pub fn pid(&mut self) -> Pid {
        self.ask("pid").parse().unwrap()
    }

    /// The argument of the server's program, if it was executed.
    pub fn role(&mut self) -> String {
        self.ask("role")
    }

    /// Makes the server exit.
    pub fn end(&mut self) {
        let pid = self.pid();
        self.connection.get_mut().write_all(b"end\n").unwrap();
        until("the server ends", || !process::alive(pid));
    }

    pub fn pid_of(&mut self, pane: u32) -> Pid {
        let answer = self.ask(&format!("pane {pane}"));
        answer.parse().unwrap()
    }

    /// The last output of a pane's program.
    pub fn text(&mut self, pane: u32) -> String {
        let answer = self.ask(&format!("text {pane}"));
        answer.replace("\\r", "\r").replace("\\n", "\n")
    }

    pub fn until_text(&mut self, pane: u32, part: &str) {
        until(part, || self.text(pane).contains(part));
    }

    /// The number of numbered lines in order, and the first wrong ones.
    pub fn lines(&mut self, pane: u32) -> (u64, String) {
        let answer = self.ask(&format!("lines {pane}"));
        let (lines, mistakes) = answer.split_once(' ').unwrap();
        (lines.parse().unwrap(), mistakes.to_owned())
    }

    pub fn until_lines(&mut self, pane: u32, least: u64) -> (u64, String) {
        let mut last = (0, String::new());
        until("lines come", || {
            last = self.lines(pane);
            last.0 >= least
        });
        last
    }

    /// Kills the server with SIGKILL and waits for its end.
    pub fn kill(&mut self) {
        let pid = self.pid();
        process::signal(pid, Signal::SIGKILL as i32);
        until("the server ends", || !process::alive(pid));
    }
}
