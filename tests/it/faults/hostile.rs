//! Bytes on the socket that mux never sends.

use super::place::{is_unharmed, socket};
use super::row::{Rng, Row, times};
use crate::harness::{DEADLINE, Mux, SIZE};
use mux::base::ClientInfo;
use mux::base::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseEventKind, Point, Size};
use mux::wire::{Hello, ToServer, VERSIONS, encode};
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

/// Sends bytes on a new connection; returns the reply, up to the end or 20 ms of silence.
fn say(mux: &Mux, bytes: &[u8]) -> Vec<u8> {
    say_and_wait(mux, bytes, Duration::from_millis(20))
}

/// As [`say`], with a read timeout of `patience`.
fn say_and_wait(mux: &Mux, bytes: &[u8], patience: Duration) -> Vec<u8> {
    let mut stream = UnixStream::connect(socket(mux)).unwrap();
    stream.set_read_timeout(Some(patience)).unwrap();
    // The server may have closed the connection already.
    drop(stream.write_all(bytes));
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    answer
}

/// The hello that starts a client's connection.
pub fn hello() -> Vec<u8> {
    Hello::ours().encode().to_vec()
}

/// The first message of a client that attaches.
pub fn attach() -> ToServer {
    ToServer::Run {
        words: ["attach-session", "-t", "work"].map(str::to_owned).to_vec(),
        client: Box::new(ClientInfo {
            pid: 1,
            cwd: "/".to_owned(),
            tty: Some("/dev/pts/9999".to_owned()),
            size: Some(SIZE),
            term: "xterm-256color".to_owned(),
            ..ClientInfo::default()
        }),
    }
}

fn messages() -> Vec<ToServer> {
    let mouse = MouseEvent {
        kind: MouseEventKind::Press(MouseButton::Left),
        at: Point::new(3, 3),
        mods: Mods::empty(),
    };
    vec![
        ToServer::Key(KeyEvent::press(Key::ctrl('b'))),
        ToServer::Key(KeyEvent::press(Key::char('['))),
        // The tree mode, which is redrawn after each resize below.
        ToServer::Key(KeyEvent::press(Key::ctrl('b'))),
        ToServer::Key(KeyEvent::press(Key::char('w'))),
        ToServer::Mouse(mouse),
        ToServer::Paste("some text\n".to_owned()),
        ToServer::Focus(true),
        ToServer::Resize(Size::new(80, 24)),
        ToServer::Resize(Size::new(0, 0)),
        ToServer::Resize(Size::new(u16::MAX, u16::MAX)),
        ToServer::Colors(Some((1, 2, 3)), None),
        ToServer::Ack(u64::MAX),
        ToServer::Resume(Size::new(1, 1)),
    ]
}

fn world() -> (Mux, crate::harness::Process) {
    let mux = Mux::new();
    mux.detached(
        "work",
        // Raw mode: a mutated key such as C-c or C-d must not end the program.
        "stty raw; exec cat",
    );
    mux.wait_for_program("work", "cat");
    let server = mux.process("server", None);
    (mux, server)
}

#[test]
fn random_bytes_end_only_their_connection() {
    let (mux, server) = world();
    let (mut row, mut rng) = (Row::default(), Rng::new());
    let mut sent = 0;
    while sent < times(40_000, 1 << 20) {
        let mut bytes = if rng.below(8) == 0 {
            Vec::new()
        } else {
            hello()
        };
        let random: Vec<u8> = (0..rng.below(2000)).map(|_| rng.byte()).collect();
        if rng.below(2) == 0 {
            // A valid length, so that the bytes after it are read as a message.
            bytes.extend((random.len() as u32).to_le_bytes());
        }
        bytes.extend(&random);
        sent += bytes.len();
        let start = Instant::now();
        say(&mux, &bytes);
        row.recovered(start.elapsed());
    }
    is_unharmed(&mux, &server);
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "work");
    row.report("random bytes on the socket");
}

#[test]
fn mutated_messages_end_only_their_connection() {
    let (mux, server) = world();
    let (mut row, mut rng) = (Row::default(), Rng::new());
    let mut sent = 0;
    while sent < times(40_000, 1 << 20) {
        let mut bytes = hello();
        encode(&attach(), &mut bytes);
        let keep = bytes.len();
        for _ in 0..20 {
            let all = messages();
            let which = rng.below(all.len() as u64) as usize;
            encode(&all[which], &mut bytes);
        }
        // Mostly the attached client's messages are damaged, sometimes the command itself.
        let from = if rng.below(4) == 0 { 16 } else { keep };
        for _ in 0..1 + rng.below(3) {
            let at = from + rng.below((bytes.len() - from) as u64) as usize;
            bytes[at] = rng.byte();
        }
        sent += bytes.len();
        let start = Instant::now();
        say(&mux, &bytes);
        row.recovered(start.elapsed());
    }
    is_unharmed(&mux, &server);
    assert!(mux.ok(&["list-sessions", "-F", "#S"]).contains("work"));
    row.report("mutated messages on the socket");
}

#[test]
fn an_unknown_hello_gets_one_sentence() {
    let (mux, server) = world();
    let mut row = Row::default();
    let newer = VERSIONS.end() + 1;
    for (low, high) in [(newer, newer + 7), (700, 60_000), (0, 0)] {
        let start = Instant::now();
        let answer = say_and_wait(&mux, &Hello { low, high }.encode(), DEADLINE);
        let text = String::from_utf8_lossy(&answer).into_owned();
        assert!(text.contains("older"), "{low} to {high}: {text:?}");
        row.recovered(start.elapsed());
    }
    let cut = &hello()[..7];
    for bytes in [
        &b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"[..],
        &[0; 16],
        cut,
        b"",
    ] {
        say(&mux, bytes);
        row.tried += 1;
    }
    is_unharmed(&mux, &server);
    row.report("a hello of another version or program");
}

#[test]
fn silent_connections_delay_nobody() {
    let (mux, server) = world();
    let mut row = Row::default();
    let many = times(100, 800);
    let silent: Vec<UnixStream> = (0..many)
        .map(|_| UnixStream::connect(socket(&mux)).unwrap())
        .collect();
    let start = Instant::now();
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "work");
    row.recovered(start.elapsed());
    row.tried = silent.len();
    drop(silent);
    is_unharmed(&mux, &server);
    row.report("silent connections");
}
