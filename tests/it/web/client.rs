//! A gateway of `mux web`, requests to it, and a WebSocket client, without a library: the tests
//! must be able to send what no library sends.

use super::super::harness::{DEADLINE, Mux, until};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// The password of the first account.
pub const PASSWORD: &str = "correct horse";

/// A running `mux web`.
pub struct Gateway {
    child: Child,
    /// The lines that it printed up to the address.
    pub said: Vec<String>,
    /// Its port.
    pub port: u16,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The head, in lower case.
    pub head: String,
    /// The cookie that it sets, as a `Cookie` header has it.
    pub cookie: Option<String>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

impl Gateway {
    /// Starts one on a free port, with [`PASSWORD`].
    pub fn start(mux: &Mux) -> Self {
        Self::start_with(mux, &["--listen", "127.0.0.1:0"], Some(PASSWORD))
    }

    /// Starts one with these arguments.
    pub fn start_with(mux: &Mux, args: &[&str], password: Option<&str>) -> Self {
        let mut command = mux.command(&["web"]);
        command
            .args(args)
            .env("MUX_FAULT_FILE", mux.dir().join("faults"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if let Some(password) = password {
            command.env("MUX_WEB_PASSWORD", password);
        }
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        let port = loop {
            let line = lines.next().expect("mux web has ended").unwrap();
            said.push(line.clone());
            if let Some(rest) = line.strip_prefix("mux web: http") {
                let port = rest.trim_end_matches('/').rsplit(':').next().unwrap();
                break port.parse().unwrap();
            }
        };
        // Whatever follows is read to its end, so that the gateway never writes to a closed pipe.
        let (send, rest) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                drop(send.send(line));
            }
        });
        if password.is_none() {
            said.push(rest.recv_timeout(DEADLINE).unwrap());
            said.push(rest.recv_timeout(DEADLINE).unwrap());
        }
        Self { child, said, port }
    }

    /// Kills it.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Our own origin.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Sends a request whose head is `head`; `Host` and `Connection` are not added.
    pub fn raw(&self, head: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        let mut all = head.replace('\n', "\r\n").into_bytes();
        all.extend_from_slice(b"\r\n\r\n");
        all.extend_from_slice(body);
        // The gateway may answer and close before it has read everything.
        drop(stream.write_all(&all));
        let mut bytes = Vec::new();
        drop(stream.read_to_end(&mut bytes));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|n| n.parse().ok());
        let cookie = head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .and_then(|line| line.split(';').next());
        Answer {
            status: status.unwrap_or(0),
            cookie: cookie.map(str::to_owned),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }

    /// Gets a path with a cookie.
    pub fn get(&self, path: &str, cookie: &str) -> Answer {
        let port = self.port;
        self.raw(
            &format!(
                "GET {path} HTTP/1.1\nHost: 127.0.0.1:{port}\nCookie: {cookie}\nConnection: close"
            ),
            b"",
        )
    }

    /// Posts JSON from our own page.
    pub fn post(&self, path: &str, cookie: &str, body: &Value) -> Answer {
        let text = body.to_string();
        self.post_bytes(path, cookie, "application/json", text.as_bytes())
    }

    /// Posts bytes from our own page.
    pub fn post_bytes(&self, path: &str, cookie: &str, kind: &str, body: &[u8]) -> Answer {
        let (port, origin, length) = (self.port, self.origin(), body.len());
        self.raw(
            &format!(
                "POST {path} HTTP/1.1\nHost: 127.0.0.1:{port}\nOrigin: {origin}\nCookie: {cookie}\n\
                 Content-Type: {kind}\nContent-Length: {length}\nConnection: close"
            ),
            body,
        )
    }

    /// Logs in; returns the cookie.
    pub fn log_in(&self) -> String {
        let answer = self.post("/api/login", "", &json!({ "password": PASSWORD }));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.cookie.unwrap()
    }

    /// Logs in with the token of a link; returns the cookie.
    pub fn follow(&self, link: &str) -> String {
        let token = link.trim().rsplit("#t=").next().unwrap();
        let answer = self.post("/api/token", "", &json!({ "token": token }));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.cookie.unwrap()
    }

    /// Opens a tab and says hello.
    pub fn tab(&self, cookie: &str, name: &str) -> Tab {
        self.tab_with(cookie, name, json!({}))
    }

    /// Opens a tab and says a hello with more fields.
    pub fn tab_with(&self, cookie: &str, name: &str, more: Value) -> Tab {
        let origin = self.origin();
        let mut tab = self.dial(name, &format!("Origin: {origin}\nCookie: {cookie}"));
        assert_eq!(tab.status, 101, "{tab:?}");
        let mut hello = json!({
            "t": "hello", "v": 1, "cols": 80, "rows": 24, "cw": 9, "ch": 18, "dpr": 1,
            "touch": false, "session": null, "sent": 0, "took": 0,
        });
        for (name, value) in more.as_object().unwrap() {
            hello[name] = value.clone();
        }
        tab.next = hello["sent"].as_u64().unwrap() + 1;
        tab.send(&hello);
        tab
    }

    /// Asks for a WebSocket with these headers.
    pub fn dial(&self, name: &str, headers: &str) -> Tab {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let port = self.port;
        let host = match headers.starts_with("Host:") {
            true => String::new(),
            false => format!("Host: 127.0.0.1:{port}\n"),
        };
        let head = format!(
            "GET /ws?tab={name} HTTP/1.1\n{host}Upgrade: websocket\nConnection: Upgrade\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n{headers}\n\n"
        );
        stream
            .write_all(head.replace('\n', "\r\n").as_bytes())
            .unwrap();
        let mut tab = Tab {
            stream,
            status: 0,
            buffer: Vec::new(),
            next: 1,
            took: 0,
            screen: String::new(),
            frames: 0,
            messages: Vec::new(),
            closed: None,
            acks: true,
        };
        while !tab.buffer.windows(4).any(|four| four == b"\r\n\r\n") && tab.fill(DEADLINE) {}
        let text = String::from_utf8_lossy(&tab.buffer).into_owned();
        tab.status = text.split(' ').nth(1).unwrap_or("0").parse().unwrap();
        let end = text.find("\r\n\r\n").map_or(text.len(), |at| at + 4);
        tab.buffer.drain(..end);
        tab
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let pid = self.child.id().to_string();
        if matches!(self.child.try_wait(), Ok(None)) {
            drop(std::process::Command::new("kill").arg(&pid).status());
        }
        let ended = until(|| !matches!(self.child.try_wait(), Ok(None)));
        drop(self.child.kill());
        if !std::thread::panicking() {
            assert!(ended, "mux web does not end");
        }
    }
}

/// A page with a WebSocket.
#[derive(Debug)]
pub struct Tab {
    stream: TcpStream,
    /// The status of the upgrade.
    pub status: u16,
    buffer: Vec<u8>,
    /// The number of the next key.
    pub next: u64,
    /// The highest number that was acknowledged.
    pub took: u64,
    /// All bytes for the terminal.
    pub screen: String,
    /// How many frames have come.
    pub frames: usize,
    /// All messages.
    pub messages: Vec<Value>,
    /// The code with which the socket was closed.
    pub closed: Option<u16>,
    /// Acknowledge frames.
    pub acks: bool,
}

impl Tab {
    /// Sends a message.
    pub fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string());
    }

    /// Sends a text.
    pub fn send_text(&mut self, text: &str) {
        self.send_frame(0x81, text.as_bytes());
    }

    /// Sends a frame, masked with zeros.
    pub fn send_frame(&mut self, first: u8, data: &[u8]) {
        let mut frame = vec![first];
        match data.len() {
            len @ 0..126 => frame.push(0x80 | len as u8),
            len @ 126..65536 => {
                frame.push(0x80 | 126);
                frame.extend_from_slice(&(len as u16).to_be_bytes());
            }
            len => {
                frame.push(0x80 | 127);
                frame.extend_from_slice(&(len as u64).to_be_bytes());
            }
        }
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(data);
        // The gateway may have closed the socket.
        drop(self.stream.write_all(&frame));
    }

    /// Sends bytes that are no frame of ours.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        // The gateway may have closed the socket.
        drop(self.stream.write_all(bytes));
    }

    /// Presses a key.
    pub fn key(&mut self, key: &str) {
        let n = self.next;
        self.next += 1;
        self.send(&json!({ "t": "k", "n": n, "key": key }));
    }

    /// Types a text; line feeds are Enter.
    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' => self.key("Enter"),
                c => self.key(&c.to_string()),
            }
        }
    }

    /// Runs a command line.
    pub fn run(&mut self, line: &str) {
        let n = self.next;
        self.next += 1;
        self.send(&json!({ "t": "cmd", "n": n, "line": line }));
    }

    /// Reads once; false: nothing came, or the socket is closed.
    fn fill(&mut self, patience: Duration) -> bool {
        self.stream.set_read_timeout(Some(patience)).unwrap();
        let mut bytes = [0; 65536];
        match self.stream.read(&mut bytes) {
            Ok(0) => {
                self.closed.get_or_insert(0);
                false
            }
            Ok(n) => {
                self.buffer.extend_from_slice(&bytes[..n]);
                true
            }
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => false,
            Err(_) => {
                self.closed.get_or_insert(0);
                false
            }
        }
    }

    fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let short = u64::from(*self.buffer.get(1)? & 127);
        let (length, from) = match short {
            126 => (
                u64::from(u16::from_be_bytes(
                    self.buffer.get(2..4)?.try_into().unwrap(),
                )),
                4,
            ),
            127 => (
                u64::from_be_bytes(self.buffer.get(2..10)?.try_into().unwrap()),
                10,
            ),
            _ => (short, 2),
        };
        let end = from + length as usize;
        let data = self.buffer.get(from..end)?.to_vec();
        let kind = self.buffer[0] & 15;
        self.buffer.drain(..end);
        Some((kind, data))
    }

    /// Reads what comes within `patience`, until `done`.
    pub fn read(&mut self, patience: Duration, mut done: impl FnMut(&Self) -> bool) -> bool {
        let end = Instant::now() + patience;
        loop {
            while let Some((kind, data)) = self.frame() {
                match kind {
                    1 => {
                        let message: Value = serde_json::from_slice(&data).unwrap();
                        match message["t"].as_str().unwrap() {
                            "took" => self.took = message["n"].as_u64().unwrap(),
                            "hello" => self.took = message["took"].as_u64().unwrap(),
                            _ => {}
                        }
                        self.messages.push(message);
                    }
                    2 => {
                        self.frames += 1;
                        let number = u64::from_be_bytes(data[..8].try_into().unwrap());
                        self.screen.push_str(&String::from_utf8_lossy(&data[8..]));
                        if self.acks {
                            self.send(&json!({ "t": "ack", "f": number }));
                        }
                    }
                    8 => {
                        let code = data
                            .get(..2)
                            .map(|two| u16::from_be_bytes(two.try_into().unwrap()));
                        self.closed = Some(code.unwrap_or(1005));
                    }
                    _ => {}
                }
            }
            if done(self) {
                return true;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || self.closed.is_some() {
                return false;
            }
            self.fill(left.min(Duration::from_millis(50)));
        }
    }

    /// Waits for a condition.
    pub fn wait(&mut self, what: &str, done: impl FnMut(&Self) -> bool) {
        let came = self.read(DEADLINE, done);
        assert!(
            came,
            "{what}: closed {:?}, took {}, messages {:#?}, screen {:?}",
            self.closed, self.took, self.messages, self.screen
        );
    }

    /// Waits until the terminal was sent a text.
    pub fn wait_for(&mut self, text: &str) {
        self.wait(text, |tab| tab.screen.contains(text));
    }

    /// Waits until the gateway has answered the hello and the prompt is there.
    pub fn wait_until_open(&mut self) {
        self.wait("a prompt", |tab| {
            tab.has("hello") && tab.has("state") && tab.screen.contains('$')
        });
    }

    /// Waits until all input was taken by the server.
    pub fn wait_until_taken(&mut self) {
        self.wait("all input is taken", |tab| tab.took + 1 == tab.next);
    }

    /// Waits until the socket is closed; returns the code.
    pub fn wait_until_closed(&mut self) -> u16 {
        self.read(DEADLINE, |tab| tab.closed.is_some());
        self.closed.expect("the socket is closed")
    }

    /// Whether a message of this kind has come.
    pub fn has(&self, kind: &str) -> bool {
        self.messages.iter().any(|message| message["t"] == kind)
    }

    /// The last message of a kind.
    pub fn last(&self, kind: &str) -> &Value {
        let mut all = self.messages.iter().rev();
        all.find(|message| message["t"] == kind).unwrap()
    }
}
