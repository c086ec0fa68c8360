//! `mux web` under attack: by pages of other servers, by somebody on the network, by a guest.

use super::client::{Answer, Gateway, PASSWORD, Tab};
use super::{TAB, gateway};
use crate::harness::{DEADLINE, Mux, until};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// A request of our own page without a login and without a body.
fn posted(gateway: &Gateway, path: &str, headers: &str) -> Answer {
    let (port, origin) = (gateway.port, gateway.origin());
    let head = format!(
        "POST {path} HTTP/1.1\nHost: 127.0.0.1:{port}\nOrigin: {origin}\nConnection: close\n{headers}"
    );
    gateway.raw(head.trim_end(), b"")
}

#[test]
fn names_that_only_look_like_ours_are_refused() {
    let (_mux, gateway) = gateway();
    let port = gateway.port;
    for host in [
        format!("127.0.0.1.:{port}"),
        format!("localhost.:{port}"),
        format!("127.1:{port}"),
        format!("0.0.0.0:{port}"),
        format!("2130706433:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("me@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}@evil.example"),
        format!("127.0.0.1:{port}/"),
        format!("127.0.0.1:0{port}"),
        format!("127.0.0.1:{port}, evil.example"),
        "127.0.0.1:".to_owned(),
        String::new(),
    ] {
        let head = format!("GET / HTTP/1.1\nHost: {host}\nConnection: close");
        let status = gateway.raw(&head, b"").status;
        assert!([400, 421].contains(&status), "{host}: {status}");
    }
    let cookie = gateway.log_in();
    for origin in [
        format!("http://127.0.0.1:{port}.evil.example"),
        format!("http://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port} http://evil.example"),
        format!("http://me@127.0.0.1:{port}"),
        format!("https://127.0.0.1:{port}"),
        format!("ws://127.0.0.1:{port}"),
        format!("127.0.0.1:{port}"),
        "file://".to_owned(),
        String::new(),
        format!("http://127.0.0.1:{port}\nOrigin: http://evil.example"),
        format!("http://evil.example\nOrigin: http://127.0.0.1:{port}"),
        format!("http://127.0.0.1:{port}\nSec-Fetch-Site: same-origin\nSec-Fetch-Site: none"),
    ] {
        let headers = format!("Origin: {origin}\nCookie: {cookie}");
        assert_eq!(gateway.dial(TAB, &headers).status, 403, "{origin}");
    }
    // Without an origin only a token counts: a wrong one is not made good by a cookie.
    let headers = format!("Cookie: {cookie}\nAuthorization: Bearer nonsense");
    assert_eq!(gateway.dial(TAB, &headers).status, 401);
}

#[test]
fn no_path_leads_out_of_the_assets() {
    let (_mux, gateway) = gateway();
    for path in [
        "/assets/../Cargo.toml",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/....//etc/passwd",
        "/assets//etc/passwd",
        "/assets/vendor/../app.js",
        "/assets/vendor\\..\\app.js",
        "/assets/app.js%00.png",
        "/assets/",
        "/assets/README.md",
        "//api/hello",
        "/API/hello",
        "/%61pi/hello",
        "/ws/",
        "/s/../../etc/passwd",
        "/read/1/../../etc/passwd",
    ] {
        assert_eq!(gateway.get(path, "").status, 404, "{path}");
    }
    // A link to a session is the page itself, whatever its name is.
    let page = gateway.get("/", "").body;
    for path in [
        "/s/..%2f..%2fetc%2fpasswd",
        "/s/%3Cscript%3E",
        "/read/..%2f",
    ] {
        assert_eq!(gateway.get(path, "").body, page, "{path}");
    }
}

#[test]
fn requests_that_two_servers_read_differently_are_refused() {
    let (_mux, gateway) = gateway();
    let (port, origin) = (gateway.port, gateway.origin());
    let host = format!("Host: 127.0.0.1:{port}\nOrigin: {origin}\nConnection: close");
    for (head, body) in [
        (
            format!("POST /api/login HTTP/1.1\n{host}\nContent-Length: 4\nContent-Length: 5"),
            "{}",
        ),
        (
            format!("POST /api/login HTTP/1.1\n{host}\nTransfer-Encoding: xchunked"),
            "0\r\n\r\n",
        ),
        (format!("GET / HTTP/1.1\n{host}\nX: a\n b: c"), ""),
        (format!("GET / HTTP/1.1\n{host}\nBad Name: x"), ""),
        ("GET / HTTP/1.1".to_owned(), ""),
        (format!("CONNECT evil.example:80 HTTP/1.1\n{host}"), ""),
        ("PRI * HTTP/2.0".to_owned(), "SM\r\n\r\n"),
    ] {
        let answer = gateway.raw(&head, body.as_bytes());
        assert!(
            (400..500).contains(&answer.status) || answer.status == 0,
            "{head}: {answer:?}"
        );
    }
}

#[test]
fn a_cookie_of_another_server_of_the_host_does_not_hide_ours() {
    let (_mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let name = cookie.split('=').next().unwrap();
    assert_eq!(name, format!("mux-{}", gateway.port));
    let status = |cookies: &str| gateway.get("/api/sessions", cookies).status;
    assert_eq!(status(&format!("{name}=planted; {cookie}")), 200);
    assert_eq!(status(&format!("{cookie}; {name}=planted")), 200);
    assert_eq!(status(&format!("{name}=planted")), 401);
    // A login of a gateway on another port is none of this one.
    let other = cookie.replace(&gateway.port.to_string(), "1");
    assert_eq!(status(&other), 401);
    // Looking for the right one among many has an end.
    let many = format!("{name}=x; ").repeat(20);
    assert_eq!(status(&format!("{many}{cookie}")), 401);
}

#[test]
fn at_most_two_passwords_are_verified_at_once() {
    let (_mux, gateway) = gateway();
    let body = json!({ "password": PASSWORD });
    let mut refused = None;
    let found = until(|| {
        std::thread::scope(|scope| {
            let log_in = || gateway.post("/api/login", "", &body);
            let all: Vec<_> = (0..8).map(|_| scope.spawn(log_in)).collect();
            for answer in all.into_iter().map(|one| one.join().unwrap()) {
                assert!([200, 503].contains(&answer.status), "{answer:?}");
                if answer.status == 503 {
                    refused = Some(answer);
                }
            }
        });
        refused.is_some()
    });
    assert!(found, "eight at once are all served");
    let refused = refused.unwrap();
    assert!(refused.head.contains("retry-after: 1"), "{}", refused.head);
    assert_eq!(refused.json()["retry"], 1);
    // It costs nobody an attempt.
    gateway.log_in();
}

#[test]
fn an_account_is_limited_across_addresses() {
    let mux = Mux::new();
    let args = ["--listen", "127.0.0.1:0", "--trust-proxy", "127.0.0.1"];
    let gateway = Gateway::start_with(&mux, &args, Some(PASSWORD));
    let attempt = |address: &str, password: &str| {
        let body = json!({ "password": password }).to_string();
        let (port, length) = (gateway.port, body.len());
        let head = format!(
            "POST /api/login HTTP/1.1\nHost: 127.0.0.1:{port}\nOrigin: http://127.0.0.1:{port}\n\
             X-Forwarded-For: {address}\nContent-Length: {length}\nConnection: close"
        );
        gateway.raw(&head, body.as_bytes())
    };
    for n in 0..5 {
        let address = format!("198.51.100.{n}");
        assert_eq!(attempt(&address, "wrong password").status, 401);
    }
    let answer = attempt("203.0.113.9", PASSWORD);
    assert_eq!(answer.status, 429, "{answer:?}");
    assert!(answer.head.contains("retry-after: "), "{}", answer.head);
}

#[test]
fn sockets_that_say_nothing_are_limited() {
    let (_mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let headers = format!("Origin: {}\nCookie: {cookie}", gateway.origin());
    let mut silent = Vec::new();
    let refused = loop {
        let socket = gateway.dial(TAB, &headers);
        if socket.status != 101 {
            break socket.status;
        }
        silent.push(socket);
        assert!(silent.len() < 200, "no limit");
    };
    assert_eq!((refused, silent.len()), (503, 64));
    drop(silent);
    assert!(until(|| gateway.dial(TAB, &headers).status == 101));
}

#[test]
fn connections_beyond_the_limit_are_told_to_come_again() {
    let (_mux, gateway) = gateway();
    let connect = || TcpStream::connect(("127.0.0.1", gateway.port)).unwrap();
    let mut idle: Vec<TcpStream> = (0..256).map(|_| connect()).collect();
    let refused = || {
        let answer = gateway.get("/api/hello", "");
        let told = answer.status == 503 && answer.head.contains("retry-after: 1");
        (told, answer)
    };
    // The gateway may not have accepted all of them yet.
    assert!(until(|| {
        let (told, answer) = refused();
        if !told {
            assert_eq!(answer.status, 200, "{answer:?}");
            idle.push(connect());
        }
        told
    }));
    drop(idle);
    assert!(until(|| gateway.get("/api/hello", "").status == 200));
}

#[test]
fn an_image_is_refused_before_its_body() {
    let (mux, gateway) = gateway();
    let length = "Content-Length: 10000000\nContent-Type: image/png";
    assert_eq!(posted(&gateway, "/api/upload", length).status, 401);
    gateway.log_in();
    let link = mux.ok(&["web", "share", "-t", "work", "--view"]);
    let viewer = gateway.follow(&link);
    let headers = format!("{length}\nCookie: {viewer}");
    assert_eq!(posted(&gateway, "/api/upload", &headers).status, 403);
}

#[test]
fn a_share_without_a_server_says_how_to_start_one() {
    let (mux, gateway) = gateway();
    gateway.log_in();
    mux.ok(&["kill-server"]);
    let error = mux.fails(&["web", "share", "-t", "work"]);
    assert!(error.contains("mux new starts one"), "{error}");
}

#[test]
fn what_was_revoked_opens_nothing_any_more() {
    let (mux, gateway) = gateway();
    gateway.log_in();
    let link = mux.ok(&["web", "share", "-t", "work", "--view"]);
    gateway.follow(&link);
    mux.ok(&["web", "share", "--stop"]);
    let secret = link.trim().rsplit("#t=").next().unwrap();
    let again = |secret: &str| {
        let body = json!({ "token": secret });
        gateway.post("/api/token", "", &body).status
    };
    assert_eq!(again(secret), 401);
    let token = mux.ok(&["web", "token", "create", "--name", "laptop"]);
    let token = token.trim();
    let headers = format!("Authorization: Bearer {token}");
    let mut tab = gateway.dial(TAB, &headers);
    tab.send(&json!({ "t": "hello", "v": 1, "cols": 80, "rows": 24 }));
    tab.wait("hello", |tab| tab.has("hello"));
    mux.ok(&["web", "token", "revoke", "laptop"]);
    assert_eq!(tab.wait_until_closed(), 4003);
    assert_eq!(gateway.dial(TAB, &headers).status, 401);
    assert_eq!(again(token), 401);
}

#[test]
fn names_of_strangers_cannot_command_the_terminal_of_the_owner() {
    let (mux, gateway) = gateway();
    let name = "\u{1b}[2J\u{7}\nforged line";
    let body = json!({ "name": name, "password": "wrong password" });
    assert_eq!(gateway.post("/api/login", "", &body).status, 401);
    let shown = mux.ok(&["web", "audit"]);
    assert!(shown.contains("forged line"), "{shown}");
    let lines: Vec<&str> = shown.lines().collect();
    assert!(
        !lines.iter().any(|line| line.starts_with("forged")),
        "{shown}"
    );
    assert!(!shown.contains(['\u{1b}', '\u{7}']), "{shown:?}");
}

#[test]
fn a_semicolon_in_a_name_or_a_search_ends_no_command() {
    let (mux, gateway) = gateway();
    mux.ok(&[
        "new-session",
        "-d",
        "-s",
        "semi\\;",
        "echo one needle\\;; echo two needle; exec cat",
    ]);
    let cookie = gateway.log_in();
    let mut tab = gateway.tab_with(&cookie, TAB, json!({ "session": "semi;" }));
    tab.wait("the session", |tab| {
        tab.has("state") && tab.last("state")["session"]["name"] == "semi;"
    });
    tab.wait_for("two needle");
    let found = gateway.get("/api/search?q=needle%3B", &cookie).json();
    let texts: Vec<&str> = found["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, ["one needle;"]);
    assert_eq!(gateway.get("/api/search?q=%3B", &cookie).status, 200);
    mux.ok(&["has-session", "-t", "work"]);
}

#[test]
fn frames_that_never_end_or_make_no_sense_end_their_socket() {
    let (_mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let open = |name: &str| {
        let mut tab = gateway.tab(&cookie, name);
        tab.wait("hello", |tab| tab.has("hello"));
        tab
    };
    // Pieces of one message without an end.
    let mut tab = open("endless-message-x");
    tab.send_frame(0x01, &[b'x'; 4096]);
    for _ in 0..20 {
        tab.send_frame(0x00, &[b'x'; 4096]);
    }
    assert_eq!(tab.wait_until_closed(), 1009);
    for (name, first, data) in [
        ("binary-message-x", 0x82, &b"x"[..]),
        ("no-utf8-message-x", 0x81, b"\xff\xfe"),
    ] {
        let mut tab = open(name);
        tab.send_frame(first, data);
        assert_ne!(tab.wait_until_closed(), 1000, "{name}");
    }
    // A reserved opcode, a reserved bit, a length that nobody sends, and a frame without a mask.
    for bytes in [
        &[0x83, 0x80, 0, 0, 0, 0][..],
        &[0xc1, 0x80, 0, 0, 0, 0],
        &[
            0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0,
        ],
        &[0x81, 0x02, b'{', b'}'],
    ] {
        let mut tab = open("broken-frames-xx");
        tab.send_bytes(bytes);
        tab.wait_until_closed();
    }
    open(TAB).wait_until_open();
}

#[test]
fn a_page_that_asks_without_end_costs_no_memory() {
    let (mux, gateway) = gateway();
    mux.detached("other", "sh");
    let cookie = gateway.log_in();
    let mut tab = gateway.tab(&cookie, TAB);
    tab.wait_until_open();
    let before = resident(&gateway);
    for n in 0..5_000 {
        let name = if n % 2 == 0 { "other" } else { "work" };
        tab.send(&json!({ "t": "switch", "session": name }));
        tab.send(&json!({ "t": "list" }));
        tab.send(&json!({ "t": "fit", "on": n % 2 == 0 }));
    }
    tab.send(&json!({ "t": "ping" }));
    tab.wait("a pong", |tab| tab.has("pong"));
    let grown = resident(&gateway).saturating_sub(before);
    assert!(grown < 4 << 10, "{grown} KiB");
    // The last wish counts.
    tab.wait("the session", |tab| {
        tab.last("state")["session"]["name"] == "work"
    });
}

/// The memory of a gateway, in KiB.
fn resident(gateway: &Gateway) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", gateway.pid())).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_request_sent_byte_by_byte_delays_nobody() {
    let (_mux, gateway) = gateway();
    let mut slow = TcpStream::connect(("127.0.0.1", gateway.port)).unwrap();
    slow.set_read_timeout(Some(DEADLINE)).unwrap();
    for byte in b"GET / HTTP/1.1\r\nHost" {
        slow.write_all(&[*byte]).unwrap();
    }
    assert_eq!(gateway.get("/api/hello", "").status, 200);
    drop(slow.shutdown(std::net::Shutdown::Write));
    let mut rest = Vec::new();
    drop(slow.read_to_end(&mut rest));
    assert!(!rest.starts_with(b"HTTP/1.1 200"));
}

/// The page of a tab that is known only by its cookie cannot take over a tab of another login.
#[test]
fn the_name_of_a_tab_is_no_secret() {
    let (mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let mut owner = gateway.tab(&cookie, TAB);
    owner.wait_until_open();
    let link = mux.ok(&["web", "share", "-t", "work", "--view"]);
    let viewer = gateway.follow(&link);
    let mut guest: Tab = gateway.tab(&viewer, TAB);
    guest.wait_until_open();
    assert_eq!(guest.last("hello")["mode"], "view");
    guest.type_text("x");
    guest.wait_until_taken();
    owner.read(Duration::from_millis(50), |_| false);
    assert_eq!(owner.closed, None, "another login has tabs of its own");
    owner.type_text("echo still-$((40+2))\n");
    owner.wait_for("still-42");
    assert!(!owner.screen.contains("xecho"), "{}", owner.screen);
}
