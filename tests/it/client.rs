//! The client against a scripted server, which sends the messages that a test names.

use crate::harness::terminal::Exit;
use crate::harness::{DEADLINE, Mux, Terminal, until};
use mux::base::ClientInfo;
use mux::base::{Key, KeyEvent, Line, PaneId, Point, Rect, Size, Style};
use mux::scene::{Cursor, Frame, MouseWanted, PaneArea, PaneRows, Scene};
use mux::wire::{self, Framer, HELLO_BYTES, Hello, ToClient, ToServer};
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;

const SIZE: Size = Size::new(40, 6);

/// A scripted server: the test itself listens on this socket.
struct Fake {
    path: PathBuf,
    listener: Option<UnixListener>,
}

/// The server end of one connection.
struct Peer {
    stream: UnixStream,
    framer: Framer,
}

impl Fake {
    fn new(mux: &Mux) -> Self {
        let path = mux.dir().join("fake");
        let listener = UnixListener::bind(&path).unwrap();
        listener.set_nonblocking(true).unwrap();
        Self {
            path,
            listener: Some(listener),
        }
    }

    /// Arguments of a client that uses this socket.
    fn words<'a>(&'a self, words: &[&'a str]) -> Vec<&'a str> {
        [&["-S", self.path.to_str().unwrap()], words].concat()
    }

    /// Accepts a client; returns its connection, command and description.
    fn accept(&self) -> (Peer, Vec<String>, ClientInfo) {
        let mut accepted = None;
        until(|| {
            accepted = self.listener.as_ref().unwrap().accept().ok();
            accepted.is_some()
        });
        let (mut stream, _) = accepted.expect("a client connects");
        stream.set_nonblocking(false).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        let mut hello = [0; HELLO_BYTES];
        stream.read_exact(&mut hello).unwrap();
        assert_eq!(Hello::decode(&hello), Ok(Hello::ours()));
        stream.write_all(&Hello::ours().encode()).unwrap();
        let mut peer = Peer {
            stream,
            framer: Framer::new(wire::MAX_TO_SERVER),
        };
        match peer.next() {
            Some(ToServer::Run { words, client }) => (peer, words, *client),
            other => panic!("not Run: {other:?}"),
        }
    }

    /// Accepts a client, attaches it and sends a frame with `text`.
    fn attach(&self, text: &str) -> (Peer, Vec<String>, ClientInfo) {
        let (mut peer, words, client) = self.accept();
        peer.say(&ToClient::Attached {
            reattach: vec!["attach-session".into(), "-t".into(), "$3".into()],
            escape_time: 10,
        });
        peer.say(&frame(1, text));
        peer.wait_for("the frame is acknowledged", |m| *m == ToServer::Ack(1));
        (peer, words, client)
    }

    /// Stops listening and removes the socket.
    fn vanish(&mut self) {
        self.listener = None;
        std::fs::remove_file(&self.path).unwrap();
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.path));
    }
}

impl Peer {
    fn say(&mut self, message: &ToClient) {
        let mut bytes = Vec::new();
        wire::encode(message, &mut bytes);
        self.stream.write_all(&bytes).unwrap();
    }

    /// The next message; `None` after the client disconnected. Replies to `Count` as a server that
    /// does not know the client.
    fn next(&mut self) -> Option<ToServer> {
        loop {
            if let Some(message) = self.framer.take().unwrap() {
                if matches!(message, ToServer::Count(_)) {
                    self.say(&ToClient::Counted(None));
                }
                return Some(message);
            }
            let mut buffer = [0; 4096];
            match self
                .stream
                .read(&mut buffer)
                .expect("the client speaks in time")
            {
                0 => return None,
                n => self.framer.push(&buffer[..n]),
            }
        }
    }

    fn wait_for(&mut self, what: &str, wanted: impl Fn(&ToServer) -> bool) -> ToServer {
        loop {
            match self.next() {
                Some(message) if wanted(&message) => return message,
                Some(_) => {}
                None => panic!("gone before {what}"),
            }
        }
    }

    fn wait_for_text(&mut self, text: &str) {
        let mut got = String::new();
        while got != text {
            match self.next().expect("the client is there") {
                ToServer::Key(KeyEvent { key, .. }) => write!(got, "{:?}", key.code).unwrap(),
                ToServer::Paste(paste) => got.push_str(&paste),
                _ => {}
            }
            assert!(text.starts_with(&got), "{got:?} and not {text:?}");
        }
    }
}

fn frame(number: u64, text: &str) -> ToClient {
    let mut line = Line::default();
    line.push_str(text, Style::DEFAULT);
    let rect = Rect::new(0, 0, SIZE.cols, SIZE.rows);
    let scene = Scene {
        size: SIZE,
        area: rect,
        window: SIZE,
        panes: vec![PaneArea {
            pane: PaneId(1),
            rect,
            ..PaneArea::default()
        }],
        mouse: MouseWanted::Buttons,
        ..Scene::default()
    };
    ToClient::Frame(Box::new(Frame {
        number,
        scene: Some(Box::new(scene)),
        rows: vec![PaneRows {
            pane: PaneId(1),
            all: true,
            rows: vec![(1, line)],
        }],
        cursor: Some(Cursor {
            at: Point::new(3, 2),
            ..Cursor::default()
        }),
        bell: false,
    }))
}

fn detached(message: &str) -> ToClient {
    ToClient::Detached {
        message: message.to_owned(),
        status: 0,
        exec: None,
        hangup: false,
    }
}

/// A shell that runs the client, then prints its exit status if the terminal is as before.
fn shell(mux: &Mux, fake: &Fake) -> Terminal {
    let script = "stty -g >before; \"$@\"; s=$?; stty -g >after; cmp before after && echo same=$s";
    let client = env!("CARGO_BIN_EXE_mux");
    let words = [&["-c", script, "sh", client][..], &fake.words(&["attach"])].concat();
    Terminal::spawn(mux.program("/bin/sh", &words), SIZE)
}

fn assert_restored(terminal: &mut Terminal, message: &str, status: i32) {
    terminal.wait_for_text(&format!("same={status}"));
    assert_eq!(terminal.text(), format!("{message}\nsame={status}"));
    terminal.screen(|screen| {
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    });
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
}

#[test]
fn one_command_prints_and_exits() {
    let mux = Mux::new();
    let fake = Fake::new(&mux);
    let words = fake.words(&["-u", "list-sessions", "-F", "x y"]);
    let child = std::thread::scope(|scope| {
        let child = scope.spawn(|| mux.run(&words));
        let (mut peer, words, client) = fake.accept();
        assert_eq!(words, ["list-sessions", "-F", "x y"]);
        assert_eq!(client.cwd, mux.home().to_str().unwrap());
        assert_eq!(
            client.cannot_attach.as_deref(),
            Some("open terminal failed: not a terminal")
        );
        assert!(client.tty.is_none() && !client.reattaching && !client.as_tmux);
        assert!(client.env.iter().any(|(name, _)| name == "MUX_TMPDIR"));
        peer.say(&ToClient::Stdout(b"0: zsh\n".to_vec()));
        peer.say(&ToClient::Stderr(b"careful\n".to_vec()));
        peer.say(&ToClient::Exit(3));
        child.join().unwrap()
    });
    assert_eq!(
        (child.status, child.stdout.as_str(), child.stderr.as_str()),
        (3, "0: zsh\n", "careful\n")
    );
}

#[test]
fn commands_that_need_no_server() {
    let mux = Mux::new();
    let path = mux.dir().join("none");
    let path = path.to_str().unwrap();
    assert_eq!(mux.ok(&["-V"]), concat!("mux ", env!("CARGO_PKG_VERSION")));
    assert!(mux.ok(&["-h"]).starts_with("usage: mux [-"));
    assert!(
        mux.fails(&["-Z"])
            .starts_with("mux: unknown option -- Z\nusage: mux [")
    );
    assert_eq!(
        mux.fails(&["-S", path, "list-sessions"]),
        format!("error connecting to {path} (No such file or directory)")
    );
    assert_eq!(
        mux.fails(&["-S", path, "-N", "new-session"]),
        format!("error connecting to {path} (No such file or directory)")
    );
    drop(UnixListener::bind(path).unwrap());
    assert_eq!(
        mux.fails(&["-S", path, "ls"]),
        format!("no server running on {path}")
    );
    std::fs::remove_file(path).unwrap();
}

#[test]
fn attached_until_detached() {
    let mux = Mux::new();
    let fake = Fake::new(&mux);
    let mut terminal = shell(&mux, &fake);
    let (mut peer, words, client) = fake.attach("hello");
    assert_eq!(words, ["attach"]);
    assert_eq!((client.size, client.cannot_attach), (Some(SIZE), None));
    assert!(client.tty.is_some_and(|tty| tty.starts_with("/dev/")));
    terminal.wait_for("the frame, its cursor and its modes", |s| {
        crate::harness::terminal::row(s, 1) == "hello"
            && s.cursor_position() == (2, 3)
            && s.alternate_screen()
            && s.bracketed_paste()
            && s.mouse_protocol_mode() == vt100::MouseProtocolMode::ButtonMotion
    });
    terminal.keys("C-b");
    let key = ToServer::Key(KeyEvent::press(Key::ctrl('b')));
    peer.wait_for("C-b", |m| *m == key);
    terminal.send(b"\x1b[200~two\nlines\x1b[201~");
    peer.wait_for("the paste", |m| *m == ToServer::Paste("two\nlines".into()));
    terminal.resize(Size::new(30, 5));
    peer.wait_for("the size", |m| *m == ToServer::Resize(Size::new(30, 5)));
    peer.say(&ToClient::Clipboard("c".into(), b"copied".to_vec()));
    terminal.wait_for_raw(b"\x1b]52;c;Y29waWVk\x1b\\");
    terminal.resize(SIZE);
    peer.say(&detached("[detached (from session 0)]"));
    assert_restored(&mut terminal, "[detached (from session 0)]", 0);
}

#[test]
fn the_client_comes_back_when_the_server_does() {
    let mux = Mux::new();
    let fake = Fake::new(&mux);
    let mut terminal = shell(&mux, &fake);
    let (peer, ..) = fake.attach("before");
    terminal.wait_for_text("before");
    drop(peer);
    let (second, words, client) = fake.accept();
    assert_eq!(words, ["attach-session", "-t", "$3"]);
    assert!(client.reattaching);
    terminal.wait_for_text("reconnecting");
    assert_eq!(terminal.row(1), "before");
    terminal.type_text("ab");
    terminal.send(b"\x1b[200~pasted\x1b[201~");
    drop(second.stream.shutdown(std::net::Shutdown::Both));
    let (mut third, ..) = fake.accept();
    // A slow machine may skip some of the seconds that are displayed.
    terminal.wait_for("seconds", |s| {
        let text = s.contents();
        let waited = text.split("reconnecting… ").nth(1);
        waited.is_some_and(|rest| rest.starts_with(|digit| matches!(digit, '1'..='9')))
    });
    third.say(&ToClient::Attached {
        reattach: Vec::new(),
        escape_time: 10,
    });
    third.wait_for_text("Char('a')Char('b')pasted");
    third.say(&frame(1, "after"));
    terminal.wait_until_gone("reconnecting");
    terminal.wait_for_text("after");
    third.say(&detached("[exited]"));
    assert_restored(&mut terminal, "[exited]", 0);
}

#[test]
fn the_client_gives_up_without_a_server() {
    let mux = Mux::new();
    let mut fake = Fake::new(&mux);
    let mut terminal = shell(&mux, &fake);
    let (peer, ..) = fake.attach("last words");
    fake.vanish();
    drop(peer);
    assert_restored(&mut terminal, "[server exited]", 1);
}

#[test]
fn the_terminal_is_restored_on_a_signal() {
    let mux = Mux::new();
    let fake = Fake::new(&mux);
    let mut terminal = shell(&mux, &fake);
    let (_peer, _, client) = fake.attach("hello");
    let pid = nix::unistd::Pid::from_raw(i32::try_from(client.pid).unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
    assert_restored(&mut terminal, "[terminated]", 1);
}

#[test]
fn garbage_from_the_server_ends_the_client_in_order() {
    let mux = Mux::new();
    let fake = Fake::new(&mux);
    let mut terminal = shell(&mux, &fake);
    let (mut peer, ..) = fake.attach("hello");
    peer.stream.write_all(&[1, 0, 0, 0, 0xee]).unwrap();
    terminal.wait_for_text("same=1");
    assert!(
        terminal
            .text()
            .starts_with("protocol error: invalid message"),
        "{}",
        terminal.text()
    );
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
}

#[test]
fn a_stopped_client_comes_back() {
    let mux = Mux::new();
    let fake = Fake::new(&mux);
    let terminal = Terminal::spawn(mux.program("/bin/sh", &[]), SIZE);
    let client = format!(
        "{} -S {} attach",
        env!("CARGO_BIN_EXE_mux"),
        fake.path.display()
    );
    terminal.type_line(&client);
    let (mut peer, ..) = fake.attach("hello");
    terminal.wait_for("the frame", |s| {
        crate::harness::terminal::row(s, 1) == "hello"
    });
    peer.say(&ToClient::Suspend);
    terminal.wait_for("the shell", |s| {
        !s.alternate_screen() && s.contents().contains("Stopped")
    });
    terminal.type_line("fg");
    peer.wait_for("it goes on", |m| *m == ToServer::Resume(SIZE));
    terminal.wait_for("the frame again", |s| {
        s.alternate_screen() && crate::harness::terminal::row(s, 1) == "hello"
    });
    peer.say(&detached("[over]"));
    terminal.wait_for_text("[over]");
    terminal.type_line("exit");
}

#[test]
fn a_locked_client_shows_its_session_again_when_the_command_ends() {
    let mux = Mux::new();
    let mut terminal = mux.start(&["new-session", "-s", "s", "exec cat"], SIZE);
    mux.wait_for_program("s", "cat");
    let command = "printf 'pass''word: '; read answer; test \"$answer\" = secret";
    mux.ok(&["set-option", "-g", "lock-command", command]);
    mux.ok(&["lock-client"]);
    terminal.wait_for_text("password: ");
    // An interrupt ends the command, and with a plain shell the lock; the client goes on.
    terminal.type_line("secret");
    terminal.wait_until_gone("password");
    terminal.type_line("back");
    terminal.wait_for_text("back");
    mux.ok(&["lock-session", "-t", "s"]);
    terminal.wait_for_text("password: ");
    terminal.send(b"\x03");
    terminal.wait_until_gone("password");
    terminal.type_line("again");
    terminal.wait_for_text("again");
    terminal.keys("C-b d");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
}

#[test]
fn a_person_is_told_what_to_do_when_no_server_runs() {
    let mux = Mux::new();
    let mut terminal = mux.start(&["list-sessions"], Size::new(100, 6));
    terminal.wait_for_text("No mux server is running: mux starts one");
    assert!(terminal.row(0).starts_with("error connecting to "));
    terminal.wait_exit();
    let link = mux.home().join("tmux");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_mux"), &link).unwrap();
    let mut terminal = Terminal::spawn(mux.program(&link, &["ls"]), Size::new(100, 6));
    terminal.wait_exit();
    assert!(
        !terminal.text().contains("mux starts one"),
        "{}",
        terminal.text()
    );
}
