//! A small server: it reads output, checks numbered lines, and answers queries of the tests.

use mux::keeper::{
    FromKeeper, Handover, HandoverPane, KeeperChannel, ProgramExit, ToKeeper, replace,
};
use mux::sys::journal::Journal;
use mux::sys::poll::{Interest, wait};
use mux::sys::process;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;

/// Free space below which a journal is renewed; large, so that the tests renew often.
const RENEW_AT: usize = 200_000;

/// The output of a pane's program, as far as the tests need it.
#[derive(Default, PartialEq, Debug)]
struct Seen {
    /// The number of lines that continued the sequence.
    lines: u64,
    /// The incomplete last line.
    partial: Vec<u8>,
    /// The first lines that did not continue the sequence.
    mistakes: String,
    /// The last bytes of the output.
    text: Vec<u8>,
}

impl Seen {
    fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if *byte != b'\n' {
                self.partial.push(*byte);
                continue;
            }
            let line = std::mem::take(&mut self.partial);
            let line = String::from_utf8_lossy(&line);
            if line.trim_end().parse() == Ok(self.lines + 1) {
                self.lines += 1;
            } else if self.mistakes.len() < 200 {
                let after = self.lines;
                write!(self.mistakes, "{line:?} after {after};").unwrap();
            }
        }
        self.text.extend(bytes);
        let extra = self.text.len().saturating_sub(4000);
        self.text.drain(..extra);
    }

    fn checkpoint(&self) -> Vec<u8> {
        let all = (self.lines, &self.partial, &self.mistakes, &self.text);
        postcard::to_allocvec(&all).unwrap()
    }

    fn restore(checkpoint: &[u8]) -> Self {
        let (lines, partial, mistakes, text) = postcard::from_bytes(checkpoint).unwrap();
        Self {
            lines,
            partial,
            mistakes,
            text,
        }
    }
}

struct Pane {
    pid: i32,
    exit: Option<ProgramExit>,
    pty: OwnedFd,
    journal: Journal,
    history: OwnedFd,
    seen: Seen,
    ended: bool,
}

impl Pane {
    fn new(pid: i32, exit: Option<ProgramExit>, fds: Vec<OwnedFd>) -> Self {
        let [pty, journal, history] = <[OwnedFd; 3]>::try_from(fds).expect("three descriptors");
        let mut journal = Journal::open(journal).unwrap();
        let recovered = journal.recover();
        let mut seen = recovered
            .checkpoint
            .map_or_else(Seen::default, |bytes| Seen::restore(&bytes));
        seen.feed(&recovered.bytes);
        journal.settled();
        Self {
            pid,
            exit,
            pty,
            journal,
            history,
            seen,
            ended: false,
        }
    }

    fn read(&mut self) {
        if self.journal.used() > RENEW_AT {
            self.journal.renew(&self.seen.checkpoint()).unwrap();
        }
        match self.journal.read_from(self.pty.as_fd(), 64 << 10) {
            Ok(0) => self.ended = true,
            Ok(_) => self.seen.feed(self.journal.last_read()),
            Err(e) => assert_eq!(e.kind(), std::io::ErrorKind::WouldBlock),
        }
    }
}

struct Server {
    link: KeeperChannel,
    dir: PathBuf,
    epoch: u64,
    socket: String,
    world: OwnedFd,
    listener: UnixListener,
    clients: Vec<BufReader<UnixStream>>,
    panes: BTreeMap<u32, Pane>,
    log: Vec<String>,
}

/// The main function of the test's server; its context is the test's directory.
pub fn serve(link: KeeperChannel) -> i32 {
    let Some((hello, fds)) = link.recv().unwrap() else {
        return 1;
    };
    let log = vec![format!("{hello:?}")];
    let FromKeeper::Hello {
        context,
        epoch,
        socket,
        ..
    } = hello
    else {
        return 1;
    };
    let [listener, world] = <[OwnedFd; 2]>::try_from(fds).expect("two descriptors");
    let mut server = Server {
        link,
        dir: String::from_utf8(context).unwrap().into(),
        epoch,
        socket,
        world,
        listener: UnixListener::from(listener),
        clients: Vec::new(),
        panes: BTreeMap::new(),
        log,
    };
    while server.log.last().is_none_or(|last| last != "Done") {
        if !server.hear() {
            return 1;
        }
    }
    while server.turn() {}
    0
}

impl Server {
    /// Handles messages of the keeper; returns false when the server has to exit.
    fn hear(&mut self) -> bool {
        let Some((message, fds)) = self.link.recv().unwrap() else {
            self.replace_keeper();
            return true;
        };
        self.log.push(format!("{message:?}"));
        match message {
            FromKeeper::Pane { pane, pid, exit } => {
                self.panes.insert(pane, Pane::new(pid, exit, fds));
            }
            FromKeeper::Spawned { pane, pid } => {
                self.panes.insert(pane, Pane::new(pid, None, fds));
            }
            FromKeeper::Exited { pane, exit, .. } => {
                self.panes.get_mut(&pane).unwrap().exit = Some(exit);
            }
            FromKeeper::Listener => {
                let listener = fds.into_iter().next().unwrap();
                self.listener = UnixListener::from(listener);
            }
            FromKeeper::Terminate => {
                std::fs::write(self.dir.join("terminated"), "Terminate").unwrap();
                self.link.send(&ToKeeper::Shutdown).unwrap();
                return false;
            }
            _ => {}
        }
        true
    }

    fn replace_keeper(&mut self) {
        let panes = self.panes.iter().map(|(number, pane)| HandoverPane {
            pane: *number,
            pid: pane.pid,
            exit: pane.exit,
            fds: [pane.pty.as_fd(), pane.journal.as_fd(), pane.history.as_fd()],
        });
        let handover = Handover {
            epoch: self.epoch,
            context: self.dir.to_str().unwrap().as_bytes(),
            socket: &self.socket,
            listener: self.listener.as_fd(),
            world: self.world.as_fd(),
            panes: panes.collect(),
        };
        self.link = replace(&self.link, &handover).unwrap();
        self.log.push("Replaced".to_owned());
    }

    fn turn(&mut self) -> bool {
        let mut fds = vec![
            (self.link.as_fd(), Interest::Read),
            (self.listener.as_fd(), Interest::Read),
        ];
        let clients = self.clients.iter().map(|client| client.get_ref().as_fd());
        fds.extend(clients.map(|fd| (fd, Interest::Read)));
        let reading = self.panes.iter().filter(|(_, pane)| !pane.ended);
        let reading: Vec<u32> = reading.map(|(pane, _)| *pane).collect();
        let ptys = reading.iter().map(|pane| self.panes[pane].pty.as_fd());
        fds.extend(ptys.map(|fd| (fd, Interest::Read)));
        let ready = wait(&fds, None).unwrap();
        let ready: Vec<bool> = ready.into_iter().map(|ready| ready.read).collect();
        let clients = self.clients.len();
        for (pane, _) in reading
            .iter()
            .zip(&ready[2 + clients..])
            .filter(|(_, on)| **on)
        {
            self.panes.get_mut(pane).unwrap().read();
        }
        let kept = std::mem::take(&mut self.clients);
        for (mut client, on) in kept.into_iter().zip(&ready[2..]) {
            if !on || self.answer(&mut client) {
                self.clients.push(client);
            }
        }
        if ready[1] {
            let (client, _) = self.listener.accept().unwrap();
            self.clients.push(BufReader::new(client));
        }
        !ready[0] || self.hear()
    }

    fn answer(&mut self, client: &mut BufReader<UnixStream>) -> bool {
        let mut line = String::new();
        if client.read_line(&mut line).unwrap_or(0) == 0 {
            return false;
        }
        let (verb, rest) = line
            .trim_end()
            .split_once(' ')
            .unwrap_or((line.trim_end(), ""));
        let pane = rest
            .parse()
            .ok()
            .and_then(|pane: u32| self.panes.get(&pane));
        let mut answer = match (verb, pane) {
            ("pid", _) => process::own_pid().to_string(),
            ("log", _) => self.log.join(" "),
            ("role", _) => std::env::args().nth(1).unwrap_or_default(),
            ("end", _) => std::process::exit(0),
            ("send", _) => self.pass_on(rest),
            ("pane", Some(pane)) => pane.pid.to_string(),
            ("text", Some(pane)) => {
                let text = String::from_utf8_lossy(&pane.seen.text);
                text.replace('\r', "\\r").replace('\n', "\\n")
            }
            ("lines", Some(pane)) => format!("{} {}", pane.seen.lines, pane.seen.mistakes),
            _ => String::new(),
        };
        answer.push('\n');
        client.get_mut().write_all(answer.as_bytes()).is_ok()
    }

    fn pass_on(&mut self, digits: &str) -> String {
        let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
        let bytes: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
        let message: ToKeeper = postcard::from_bytes(&bytes).unwrap();
        if let ToKeeper::Forget { pane } = message {
            self.panes.remove(&pane);
        }
        if let Err(e) = self.link.send(&message) {
            return e.to_string();
        }
        String::new()
    }
}
