//! `mux attach https://...`: a terminal here, a session behind a gateway.

use crate::harness::skip::skip;
use crate::harness::terminal::{Exit, row};
use crate::harness::{Mux, SIZE, Terminal, finish, until};
use crate::web::client::{Gateway, PASSWORD};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

/// A machine with the session `work` and a gateway, and another one.
struct Machines {
    // Dropped in this order: the gateway runs on the machine `there`.
    gateway: Gateway,
    here: Mux,
    there: Mux,
}

impl Machines {
    fn new(args: &[&str]) -> Self {
        let there = Mux::new();
        there.detached("work", "sh");
        let listen = [&["--listen", "127.0.0.1:0"], args].concat();
        let gateway = Gateway::start_with(&there, &listen, Some(PASSWORD));
        Self {
            gateway,
            here: Mux::new(),
            there,
        }
    }

    fn token(&self, args: &[&str]) -> String {
        let words = [&["web", "token", "create"], args].concat();
        self.there.ok(&words).trim().to_owned()
    }

    fn address(&self) -> String {
        format!("{}/s/work", self.gateway.origin())
    }

    /// A client here with this token.
    fn command(&self, words: &[&str], token: &str) -> Command {
        let mut command = self.here.command(words);
        command.env("MUX_WEB_TOKEN", token);
        command
    }

    /// A terminal here at the prompt of `work`.
    fn attach(&self, more: &[&str]) -> Terminal {
        let address = self.address();
        let words = [&["attach", &address], more].concat();
        let terminal = Terminal::spawn(self.command(&words, &self.token(&[])), SIZE);
        terminal.wait_for("a prompt", |s| row(s, 0).starts_with('$'));
        terminal
    }
}

#[test]
fn keys_typed_while_the_gateway_is_away_arrive_once() {
    let mut machines = Machines::new(&[]);
    let mut terminal = machines.attach(&[]);
    terminal.type_line("echo one >>log");
    let log = machines.there.home().join("log");
    let logged = |text: &str| std::fs::read_to_string(&log).is_ok_and(|log| log == text);
    assert!(until(|| logged("one\n")));
    machines.gateway.kill();
    terminal.wait_for_text("connection lost");
    terminal.type_line("echo two >>log");
    let port = format!("127.0.0.1:{}", machines.gateway.port);
    machines.gateway = Gateway::start_with(&machines.there, &["--listen", &port], Some(PASSWORD));
    assert!(until(|| logged("one\ntwo\n")), "{}", terminal.text());
    terminal.wait_until_gone("connection lost");
    // A new server costs no link: the proxy of the gateway dials it.
    machines.there.process("server", None).kill();
    terminal.type_line("echo three >>log");
    assert!(until(|| logged("one\ntwo\nthree\n")), "{}", terminal.text());
    terminal.keys("C-b d");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    terminal.wait_for_text(&format!("mux attach {}", machines.address()));
}

#[test]
fn a_token_is_asked_for_once_and_kept_for_its_user() {
    let machines = Machines::new(&[]);
    let token = machines.token(&["--name", "laptop"]);
    let address = machines.address();
    let words = ["attach", &address];
    let mut terminal = Terminal::spawn(machines.here.command(&words), SIZE);
    terminal.wait_for_text("Token for");
    terminal.type_line("nonsense");
    terminal.wait_for("the question again", |s| {
        s.contents().matches("Token for").count() == 2
    });
    assert!(!terminal.text().contains("nonsense"), "{}", terminal.text());
    terminal.type_line(&token);
    terminal.wait_for("a prompt", |s| row(s, 0).starts_with('$'));
    let file = machines.here.dir().join("state/mux/web-tokens.json");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    terminal.keys("C-b d");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    let terminal = Terminal::spawn(machines.here.command(&words), SIZE);
    terminal.wait_for("a prompt", |s| row(s, 0).starts_with('$'));
    // A revoked token ends the link at once.
    machines.there.ok(&["web", "token", "revoke", "laptop"]);
    terminal.wait_for_text("the token is unknown, has expired or was revoked");
}

#[test]
fn a_refused_link_gets_one_sentence() {
    let machines = Machines::new(&[]);
    let origin = machines.gateway.origin();
    let full = machines.token(&[]);
    let address = machines.address();
    let away = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", away.local_addr().unwrap());
    drop(away);
    let view = machines.token(&["--view"]);
    let bound = machines.token(&["--session", "work"]);
    for (words, token, want) in [
        (
            vec!["attach", &address],
            "nonsense",
            "the token is unknown, has expired or was revoked",
        ),
        (vec!["attach", &address], &view, "this login may only look"),
        (
            vec!["attach", &address],
            &bound,
            "this token is for one session: open it in a browser",
        ),
        (vec!["attach", &closed], &full, "Connection refused"),
        (
            vec!["attach", &address, "-R", "1:localhost:2"],
            &full,
            "only ssh forwards this",
        ),
        (
            vec!["attach", &address, "-L", "80"],
            &full,
            "not a port forward: 80",
        ),
        (
            vec!["attach", "http://box.example/s/work"],
            &full,
            "without TLS others can read the token",
        ),
        (
            vec!["attach", "-L", "8080:localhost:80"],
            &full,
            "forwards a port of another host",
        ),
    ] {
        let output = finish(machines.command(&words, token), "");
        assert_eq!(output.status, 1, "{words:?}: {output:?}");
        assert!(output.stderr.contains(want), "{words:?}: {output:?}");
        assert!(!output.stderr.contains(&full), "{output:?}");
    }
    let nothing = format!("{origin}/s/nothing");
    let output = finish(machines.command(&["attach", &nothing], &full), "");
    let said = (output.status, output.stderr.as_str());
    assert_eq!(said, (1, "can't find session: nothing\n"));
    // No page may open a link: a cookie is not enough.
    let cookie = machines.gateway.log_in();
    for path in ["/api/link", "/api/forward?host=localhost&port=1"] {
        let head = format!(
            "GET {path} HTTP/1.1\nHost: {}\nOrigin: {origin}\nCookie: {cookie}\n\
             Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            origin.trim_start_matches("http://")
        );
        assert_eq!(machines.gateway.raw(&head, b"").status, 401, "{path}");
    }
}

/// A server that answers each line in upper case, and says goodbye at the end of its input.
fn shouting() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                let mut out = stream.try_clone().unwrap();
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    writeln!(out, "{}", line.to_uppercase()).unwrap();
                }
                out.write_all(b"goodbye").unwrap();
            });
        }
    });
    port
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Talks through a forwarded port.
fn talk(port: u16) -> String {
    let mut stream = None;
    let connected = until(|| {
        stream = TcpStream::connect(("127.0.0.1", port)).ok();
        stream.is_some()
    });
    assert!(connected, "nothing listens on {port}");
    let mut stream = stream.unwrap();
    let mut text = String::new();
    // A gateway that forwards nothing closes the connection, before or after these.
    drop(stream.write_all(b"hello\nworld\n"));
    drop(stream.shutdown(std::net::Shutdown::Write));
    drop(stream.read_to_string(&mut text));
    text
}

#[test]
fn ports_are_forwarded_and_come_back_with_the_link() {
    let mut machines = Machines::new(&["--forward"]);
    let (there, here) = (shouting(), free_port());
    let spec = format!("{here}:127.0.0.1:{there}");
    let terminal = machines.attach(&["-L", &spec]);
    assert_eq!(talk(here), "HELLO\nWORLD\ngoodbye");
    machines.gateway.kill();
    terminal.wait_for_text("connection lost");
    let listen = format!("127.0.0.1:{}", machines.gateway.port);
    machines.gateway = Gateway::start_with(
        &machines.there,
        &["--listen", &listen, "--forward"],
        Some(PASSWORD),
    );
    terminal.wait_until_gone("connection lost");
    assert_eq!(talk(here), "HELLO\nWORLD\ngoodbye");
    terminal.keys("C-b d");
    // As it is typed, so that it runs as it is printed.
    let again = format!("mux attach {} -L {spec}", machines.address());
    let printed = |text: &str| text.replace('\n', "").contains(&again);
    assert!(until(|| printed(&terminal.text())), "{}", terminal.text());
}

#[test]
fn a_gateway_forwards_nothing_unless_it_is_allowed() {
    let machines = Machines::new(&[]);
    let (there, here) = (shouting(), free_port());
    let spec = format!("{here}:127.0.0.1:{there}");
    let terminal = machines.attach(&["-L", &spec]);
    assert_eq!(talk(here), "");
    terminal.type_line("echo $((40+2))");
    terminal.wait_for_text("42");
}

#[test]
fn a_link_over_tls_needs_a_certificate_that_is_trusted() {
    let dir = Mux::new();
    let (cert, key) = (dir.dir().join("cert.pem"), dir.dir().join("key.pem"));
    let mut openssl = dir.program(
        "openssl",
        &["req", "-x509", "-newkey", "rsa:2048", "-nodes"],
    );
    openssl.args(["-days", "2", "-subj", "/CN=localhost", "-addext"]);
    openssl.arg("subjectAltName=DNS:localhost,IP:127.0.0.1");
    // A certificate that signs others is not accepted as that of a server.
    openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    openssl.arg("-keyout").arg(&key).arg("-out").arg(&cert);
    match openssl.output() {
        Ok(made) => assert!(made.status.success(), "{made:?}"),
        Err(why) => return skip("openssl", why),
    }
    let path = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let machines = Machines::new(&["--cert", &path(&cert), "--key", &path(&key)]);
    let port = machines.gateway.port;
    let mut client = dir.program("openssl", &["s_client", "-quiet", "-connect"]);
    client.arg(format!("127.0.0.1:{port}"));
    let page = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let head = finish(client, &page).stdout.to_lowercase();
    assert!(
        head.contains("strict-transport-security: max-age="),
        "{head}"
    );
    let address = format!("https://127.0.0.1:{port}/s/work");
    let token = machines.token(&[]);
    let output = finish(machines.command(&["attach", &address], &token), "");
    assert_eq!(output.status, 1, "{output:?}");
    assert!(output.stderr.contains("certificate"), "{output:?}");
    let mut command = machines.command(&["attach", &address], &token);
    command.env("SSL_CERT_FILE", &cert);
    let terminal = Terminal::spawn(command, SIZE);
    terminal.wait_for("a prompt", |s| row(s, 0).starts_with('$'));
    terminal.type_line("echo $((40+2))");
    terminal.wait_for_text("42");
}
