//! The substitute for ssh: a script joins its input and output to a socket of this test, which
//! starts the requested command and relays bytes between the two, with the faults of
//! [`LinkFaults`].

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// The script. Its last two arguments are the host and the command for that machine.
pub const SCRIPT: &str = "exec 3<>/dev/tcp/127.0.0.1/PORT 4<&0 || { echo no route >&2; exit 255; }\n\
    printf '%s\\n' \"${*: -1}\" >&3\n\
    cat <&4 >&3 & up=$!\n\
    cat <&3 & down=$!\n\
    wait -n; kill $up $down; exit 255\n";

/// The injected faults of a link.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkFaults {
    /// The latency of every byte.
    pub delay: Duration,
    /// Bytes per second towards the client; 0 is unlimited.
    pub rate: u64,
    /// Nothing moves in either direction, and neither end gets an error.
    pub stalled: bool,
    /// New connections fail.
    pub refused: bool,
    /// Both sides see hellos that support version 1 only.
    pub oldest: bool,
}

/// A simulated ssh link.
pub struct Link {
    port: u16,
    state: Arc<State>,
}

struct State {
    now: Mutex<Now>,
    changed: Condvar,
}

/// More bytes than the handshake sends to a client.
const HANDSHAKE: usize = 300;

/// A connection to a client, and the number of bytes sent to it.
#[derive(Clone)]
struct Stream(Arc<TcpStream>, Arc<AtomicUsize>);

impl Stream {
    fn is_up(&self) -> bool {
        self.1.load(Ordering::Relaxed) > HANDSHAKE
    }
}

impl Write for &Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = (&*self.0).write(bytes)?;
        self.1.fetch_add(written, Ordering::Relaxed);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.0).flush()
    }
}

struct Now {
    faults: LinkFaults,
    streams: Vec<Stream>,
    children: Vec<Child>,
    attempts: Vec<Instant>,
}

impl Link {
    /// A link without faults.
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            now: Mutex::new(Now {
                faults: LinkFaults::default(),
                streams: Vec::new(),
                children: Vec::new(),
                attempts: Vec::new(),
            }),
            changed: Condvar::new(),
        });
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || carry(stream, &state));
            }
        });
        Self { port, state }
    }

    /// The script that connects to this link.
    pub fn script(&self) -> String {
        SCRIPT.replace("PORT", &self.port.to_string())
    }

    /// Sets the faults from now on.
    pub fn set(&self, faults: LinkFaults) {
        self.state.now.lock().unwrap().faults = faults;
        self.state.changed.notify_all();
    }

    /// Closes all connections; both ends get an error, as after a restart of a router.
    pub fn cut(&self) {
        for stream in self.state.now.lock().unwrap().streams.drain(..) {
            drop(stream.0.shutdown(Shutdown::Both));
        }
        self.state.changed.notify_all();
    }

    /// Waits until the client has received a frame. A cut before that would increase its backoff.
    pub fn wait_until_up(&self) {
        let patience = Instant::now() + Duration::from_secs(60);
        let up = |now: &Now| now.streams.iter().any(Stream::is_up);
        while !up(&self.state.now.lock().unwrap()) {
            assert!(Instant::now() < patience, "no client connects");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// The number of connection attempts.
    pub fn attempts(&self) -> usize {
        self.attempt_times().len()
    }

    /// The times of the connection attempts.
    pub fn attempt_times(&self) -> Vec<Instant> {
        self.state.now.lock().unwrap().attempts.clone()
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.cut();
        for child in &mut self.state.now.lock().unwrap().children {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

fn carry(stream: TcpStream, state: &Arc<State>) {
    let mut line = String::new();
    let mut from = BufReader::new(stream.try_clone().unwrap());
    drop(from.read_line(&mut line));
    let mut now = state.now.lock().unwrap();
    now.attempts.push(Instant::now());
    if now.faults.refused {
        drop(stream.shutdown(Shutdown::Both));
        return;
    }
    let mut child = Command::new("/bin/sh")
        .args(["-c", line.trim_end()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let stream = Stream(Arc::new(stream), Arc::default());
    now.streams.push(stream.clone());
    now.children.push(child);
    drop(now);
    let shared = Arc::clone(state);
    std::thread::spawn(move || pump(from, stdin, &shared, false));
    pump(stdout, &stream, state, true);
    drop(stream.0.shutdown(Shutdown::Both));
}

/// The bytes of a hello with the highest supported version (magic, lowest, highest, zero).
const HIGHEST: std::ops::Range<usize> = 10..12;
const HELLO_BYTES: usize = 16;

/// Relays bytes until either end is closed. Few bytes are in flight at a time, as on a link with
/// small buffers.
fn pump(mut from: impl Read, mut to: impl Write, state: &State, slow: bool) {
    let mut bytes = [0; 1024];
    if state.now.lock().unwrap().faults.oldest {
        let hello = &mut bytes[..HELLO_BYTES];
        if from.read_exact(hello).is_err() {
            return;
        }
        hello[HIGHEST].copy_from_slice(&[1, 0]);
        if to.write_all(hello).is_err() {
            return;
        }
    }
    loop {
        let Ok(n @ 1..) = from.read(&mut bytes) else {
            return;
        };
        let came = Instant::now();
        let mut now = state.now.lock().unwrap();
        while now.faults.stalled && !now.streams.is_empty() {
            now = state.changed.wait(now).unwrap();
        }
        let LinkFaults { delay, rate, .. } = now.faults;
        drop(now);
        let paced = match rate {
            0 => Duration::ZERO,
            rate if slow => Duration::from_micros(n as u64 * 1_000_000 / rate),
            _ => Duration::ZERO,
        };
        std::thread::sleep((delay + paced).saturating_sub(came.elapsed()));
        if to.write_all(&bytes[..n]).and_then(|()| to.flush()).is_err() {
            return;
        }
    }
}
