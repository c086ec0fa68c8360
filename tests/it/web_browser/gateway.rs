//! A gateway of a test's own mux, and a proxy whose network can fail.

use super::chromium::Tab;
use crate::harness::{DEADLINE, Mux, Process, until};
use nix::sys::signal::Signal;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// The password of the tests.
pub const PASSWORD: &str = "correct horse";

/// A free port of the loopback interface.
const ANY: &str = "127.0.0.1:0";

/// Returns the text of the terminal of a page, without blanks at the ends of lines.
pub const SCREEN: &str = "(() => { const t = muxPage.terminal, b = t.buffer.active; \
    const row = (y) => b.getLine(y)?.translateToString(true).trimEnd(); \
    return [...Array(t.rows)].map((_, y) => row(y)).join('\\n') })()";

/// A running `mux web`.
pub struct Gateway {
    child: Child,
    /// Where it listens, `127.0.0.1:PORT`.
    pub address: String,
    /// The address that it printed, with the one-time key at the first start.
    pub url: String,
}

impl Gateway {
    /// Starts `mux web` with a password on a free port.
    pub fn start(mux: &Mux) -> Self {
        Self::launch(mux, ANY, &[], Some(PASSWORD))
    }

    /// Starts `mux web` for the first time; its address has the one-time key.
    pub fn first_start(mux: &Mux) -> Self {
        Self::spawn(mux.command(&["web", "--listen", ANY]), "#k=")
    }

    /// Starts `mux web` at an address with more arguments. Without `password` it has the stored
    /// one.
    pub fn launch(mux: &Mux, address: &str, more: &[&str], password: Option<&str>) -> Self {
        let mut command = mux.command(&["web", "--listen", address]);
        command.args(more);
        if let Some(password) = password {
            command.env("MUX_WEB_PASSWORD", password);
        }
        Self::spawn(command, "http://")
    }

    /// Waits until it prints `last`, and takes the last address.
    fn spawn(mut command: Command, last: &str) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut seen = String::new();
        while !seen.contains(last) {
            let mut line = String::new();
            let length = lines.read_line(&mut line).unwrap();
            assert_ne!(length, 0, "mux web ended: {seen}");
            seen += &line;
        }
        // The gateway must not block on a full pipe.
        std::thread::spawn(move || lines.read_to_end(&mut Vec::new()));
        let mut words = seen.split_whitespace();
        let url = words.rfind(|word| word.starts_with("http://")).unwrap();
        let address = url["http://".len()..].split('/').next().unwrap();
        Self {
            child,
            address: address.to_owned(),
            url: url.to_owned(),
        }
    }

    /// An address of the page.
    pub fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Opens `path`, logs in, and waits for the terminal.
    pub fn log_in(&self, tab: &Tab, path: &str) {
        tab.goto(&self.at(path));
        fill_login(tab, None, PASSWORD);
        ready(tab);
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL.
    pub fn kill9(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The process; `None`: it has ended.
    fn process(&self) -> Option<Process> {
        Process::of(self.child.id().try_into().ok()?)
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        if let Some(process) = self.process() {
            process.signal(Signal::SIGTERM);
            let ended = until(|| self.child.try_wait().is_ok_and(|status| status.is_some()));
            assert!(ended || std::thread::panicking(), "mux web ignores SIGTERM");
        }
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Fills the form of the login in and sends it.
pub fn fill_login(tab: &Tab, name: Option<&str>, password: &str) {
    if let Some(name) = name {
        tab.fill("#login input[name=username]", name);
    }
    tab.fill("#login input[name=password]", password);
    tab.click("#login button[type=submit]");
}

/// Waits until the link is up and the terminal shows something.
pub fn ready(tab: &Tab) {
    tab.wait("document.getElementById('app').dataset.ready");
    tab.wait(&format!("{SCREEN}.trim() !== ''"));
    tab.eval("muxPage.terminal.focus()");
}

/// The text of the terminal.
pub fn screen(tab: &Tab) -> String {
    tab.eval(SCREEN).as_str().unwrap().to_owned()
}

/// Waits until the terminal shows `text`.
pub fn shows(tab: &Tab, text: &str) {
    tab.wait(&format!("{SCREEN}.includes({})", serde_json::json!(text)));
}

/// A proxy in front of a gateway; its network can be cut.
pub struct Proxy {
    /// Where it listens.
    pub address: String,
    /// Where the gateway shall listen.
    pub target: String,
    cut: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    /// Listens on a free port, in front of the gateway that will be at [`Proxy::target`].
    pub fn new() -> Self {
        let listener = TcpListener::bind(ANY).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let free = TcpListener::bind(ANY).unwrap();
        let target = free.local_addr().unwrap().to_string();
        let proxy = Self {
            address,
            target: target.clone(),
            cut: Arc::default(),
            open: Arc::default(),
        };
        let (cut, open) = (Arc::clone(&proxy.cut), Arc::clone(&proxy.open));
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if cut.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(server) = TcpStream::connect(&target) else {
                    continue;
                };
                for stream in [&client, &server] {
                    stream.set_nodelay(true).unwrap();
                }
                let both = [&client, &server].map(|stream| stream.try_clone().unwrap());
                open.lock().unwrap().extend(both);
                forward(client.try_clone().unwrap(), server.try_clone().unwrap());
                forward(server, client);
            }
        });
        proxy
    }

    /// Cuts every connection and refuses new ones, or lets them through again.
    pub fn cut(&self, on: bool) {
        self.cut.store(on, Ordering::SeqCst);
        if on {
            for stream in self.open.lock().unwrap().drain(..) {
                drop(stream.shutdown(Shutdown::Both));
            }
        }
    }
}

fn forward(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        drop(std::io::copy(&mut from, &mut to));
        drop(to.shutdown(Shutdown::Both));
    });
}

/// Serves one page to everybody on a port of its own; returns its address.
pub fn foreign_page(html: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            drop(client.set_read_timeout(Some(DEADLINE)));
            drop(client.read(&mut [0; 4096]));
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
            drop(write!(
                client,
                "{head}Content-Length: {}\r\n\r\n{html}",
                html.len()
            ));
        }
    });
    address
}

/// Waits until a file of the test's home contains `text`.
pub fn file_has(mux: &Mux, name: &str, text: &str) {
    let path = mux.home().join(name);
    let has = || std::fs::read_to_string(&path).is_ok_and(|found| found.contains(text));
    assert!(until(has), "{name}: {:?}", std::fs::read_to_string(&path));
}
