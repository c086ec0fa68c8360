//! `mux web`: the gateway against a real server, with a WebSocket client of its own.

mod attacks;
mod checklist;
pub mod client;

use crate::harness::{DEADLINE, Mux, until};
use client::{Gateway, PASSWORD};
use serde_json::json;
use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

const TAB: &str = "0123456789abcdef";

/// A server with the session `work`, and a gateway.
fn gateway() -> (Mux, Gateway) {
    let mux = Mux::new();
    mux.detached("work", "sh");
    let gateway = Gateway::start(&mux);
    (mux, gateway)
}

// Requests.

#[test]
fn a_request_needs_the_right_host_and_origin_before_anything_else() {
    let (_mux, gateway) = gateway();
    let port = gateway.port;
    let cookie = gateway.log_in();
    let login = json!({ "password": PASSWORD }).to_string();
    let length = login.len();
    for (request, want) in [
        (format!("GET / HTTP/1.1\nHost: 127.0.0.1:{port}"), 200),
        (format!("GET / HTTP/1.1\nHost: localhost:{port}"), 200),
        (format!("GET / HTTP/1.1\nHost: evil.example:{port}"), 421),
        ("GET / HTTP/1.1\nHost: 127.0.0.1".to_owned(), 421),
        (
            format!("GET / HTTP/1.1\nHost: 127.0.0.1:{port}\nHost: evil"),
            421,
        ),
        (
            format!("GET http://evil/ HTTP/1.1\nHost: 127.0.0.1:{port}"),
            421,
        ),
        (
            format!("GET /api/hello HTTP/1.1\nHost: evil\nCookie: {cookie}"),
            421,
        ),
        (
            format!("GET /api/hello HTTP/1.1\nHost: 127.0.0.1:{port}\nSec-Fetch-Site: cross-site"),
            403,
        ),
        (
            format!(
                "GET /api/sessions HTTP/1.1\nHost: 127.0.0.1:{port}\nCookie: {cookie}\n\
                 Origin: http://127.0.0.1:{}",
                port ^ 1
            ),
            403,
        ),
        (
            format!("POST /api/login HTTP/1.1\nHost: 127.0.0.1:{port}\nContent-Length: {length}"),
            403,
        ),
        (
            format!(
                "POST /api/login HTTP/1.1\nHost: 127.0.0.1:{port}\nOrigin: http://evil.example\n\
                 Content-Length: {length}"
            ),
            403,
        ),
        (
            format!(
                "POST /api/logout HTTP/1.1\nHost: 127.0.0.1:{port}\nCookie: {cookie}\n\
                 Content-Length: 0"
            ),
            403,
        ),
        (
            format!("GET /api/sessions HTTP/1.1\nHost: 127.0.0.1:{port}"),
            401,
        ),
        (
            format!("GET /../Cargo.toml HTTP/1.1\nHost: 127.0.0.1:{port}"),
            404,
        ),
        (
            format!("DELETE / HTTP/1.1\nHost: 127.0.0.1:{port}\nOrigin: http://127.0.0.1:{port}"),
            405,
        ),
        ("nonsense".to_owned(), 400),
    ] {
        let request = format!("{request}\nConnection: close");
        let answer = gateway.raw(&request, login.as_bytes());
        assert_eq!(answer.status, want, "{request}\n{answer:?}");
    }
}

#[test]
fn a_cookie_alone_opens_no_websocket() {
    let (_mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let origin = gateway.origin();
    for (headers, want) in [
        (format!("Origin: {origin}\nCookie: {cookie}"), 101),
        (format!("Cookie: {cookie}"), 403),
        (
            format!("Origin: http://evil.example\nCookie: {cookie}"),
            403,
        ),
        (format!("Origin: null\nCookie: {cookie}"), 403),
        (
            format!("Host: evil\nOrigin: {origin}\nCookie: {cookie}"),
            421,
        ),
        (
            format!("Origin: {origin}\nCookie: {cookie}\nSec-Fetch-Site: same-site"),
            403,
        ),
        (format!("Origin: {origin}"), 401),
        (format!("Origin: {origin}\nCookie: mux-1=x"), 401),
        ("Authorization: Bearer nonsense".to_owned(), 401),
    ] {
        assert_eq!(gateway.dial(TAB, &headers).status, want, "{headers}");
    }
    let headers = format!("Origin: {origin}\nCookie: {cookie}");
    assert_eq!(gateway.dial("short", &headers).status, 400);
    assert_eq!(gateway.dial("0123456789abcdef%2F", &headers).status, 400);
}

#[test]
fn every_answer_has_the_headers_that_confine_the_page() {
    let (_mux, gateway) = gateway();
    for path in [
        "/",
        "/s/work",
        "/read/3",
        "/assets/app.js",
        "/api/hello",
        "/nothing",
    ] {
        let head = gateway.get(path, "").head;
        for header in [
            "content-security-policy: default-src 'none'; script-src 'self';",
            "frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
            "referrer-policy: no-referrer",
            "cross-origin-opener-policy: same-origin",
        ] {
            assert!(head.contains(header), "{path}: {head}");
        }
        assert!(!head.contains("access-control-"), "{path}: {head}");
    }
    let page = gateway.get("/", "");
    let tag = page.head.split("etag: ").nth(1).unwrap();
    let tag = tag.lines().next().unwrap();
    let port = gateway.port;
    let known = gateway.raw(
        &format!("GET / HTTP/1.1\nHost: 127.0.0.1:{port}\nIf-None-Match: {tag}\nConnection: close"),
        b"",
    );
    assert_eq!((known.status, known.body.as_str()), (304, ""));
}

#[test]
fn requests_that_are_too_large_are_refused() {
    let (_mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let port = gateway.port;
    let long = "x".repeat(20 << 10);
    let head = format!("GET / HTTP/1.1\nHost: 127.0.0.1:{port}\nX-Long: {long}");
    assert_eq!(gateway.raw(&head, b"").status, 431);
    let body = json!({ "password": "x".repeat(70 << 10) });
    assert_eq!(gateway.post("/api/login", "", &body).status, 413);
    let png = [&b"\x89PNG\r\n\x1a\n"[..], &[0; 11 << 20]].concat();
    let answer = gateway.post_bytes("/api/upload", &cookie, "image/png", &png);
    assert_eq!(answer.status, 413);
}

#[test]
fn a_request_that_never_ends_is_cut() {
    let (_mux, gateway) = gateway();
    let mut stream = TcpStream::connect(("127.0.0.1", gateway.port)).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: 127").unwrap();
    // The end of the stream: the gateway does not wait for the rest of the headers.
    let answer = std::io::read_to_string(stream).unwrap();
    assert!(!answer.contains("200 OK"), "{answer}");
    assert!(gateway.get("/api/hello", "").status == 200);
}

// Logins.

#[test]
fn the_first_start_asks_for_a_password_once() {
    let mux = Mux::new();
    mux.detached("work", "sh");
    let gateway = Gateway::start_with(&mux, &["--listen", "127.0.0.1:0"], None);
    let key = gateway.said.last().unwrap().rsplit("#k=").next().unwrap();
    assert_eq!(gateway.get("/api/hello", "").json()["setup"], true);
    let set = |key: &str, password: &str| {
        gateway.post(
            "/api/setup",
            "",
            &json!({ "key": key, "password": password }),
        )
    };
    assert_eq!(set("wrong", PASSWORD).status, 401);
    assert_eq!(set(key, "short").status, 422);
    let answer = set(key, PASSWORD);
    assert_eq!(answer.status, 200, "{answer:?}");
    let cookie = answer.cookie.unwrap();
    assert!(
        answer.head.contains("; httponly; samesite=strict"),
        "{}",
        answer.head
    );
    let hello = gateway.get("/api/hello", &cookie).json();
    assert_eq!(
        (&hello["setup"], &hello["login"]["role"]),
        (&json!(false), &json!("full"))
    );
    assert_ne!(
        set(key, "another password").status,
        200,
        "a key is used once"
    );
    assert!(mux.ok(&["web", "audit"]).contains("password set"));
}

#[test]
fn a_wrong_password_and_an_unknown_name_look_the_same() {
    let (_mux, gateway) = gateway();
    let attempt = |body| {
        let start = Instant::now();
        let answer = gateway.post("/api/login", "", &body);
        (answer, start.elapsed())
    };
    let (known, first) = attempt(json!({ "password": "wrong password" }));
    let (unknown, second) = attempt(json!({ "name": "nobody", "password": "wrong password" }));
    assert_eq!((known.status, unknown.status), (401, 401));
    assert_eq!(known.body, unknown.body);
    let ratio = first.as_secs_f64() / second.as_secs_f64();
    assert!((0.2..5.0).contains(&ratio), "{first:?} {second:?}");
    // Five failures of this address are free.
    for _ in 0..3 {
        assert_eq!(
            attempt(json!({ "password": "wrong password" })).0.status,
            401
        );
    }
    let (refused, _) = attempt(json!({ "password": PASSWORD }));
    assert_eq!(refused.status, 429, "{refused:?}");
    assert!(refused.head.contains("retry-after: "), "{}", refused.head);
    assert!(refused.json()["retry"].as_u64().unwrap() >= 1);
}

#[test]
fn a_login_ends_when_it_is_revoked_and_its_sockets_with_it() {
    let (mux, gateway) = gateway();
    let (cookie, other) = (gateway.log_in(), gateway.log_in());
    let mut tab = gateway.tab(&cookie, TAB);
    tab.wait_until_open();
    let logins = gateway.get("/api/logins", &other).json();
    let logins = logins["logins"].as_array().unwrap();
    assert_eq!(logins.len(), 2);
    let first = logins
        .iter()
        .find(|login| login["current"] == false)
        .unwrap();
    let revoked = gateway.post("/api/logins/revoke", &other, &json!({ "id": first["id"] }));
    assert_eq!(revoked.status, 204);
    assert_eq!(tab.wait_until_closed(), 4003);
    assert_eq!(gateway.get("/api/sessions", &cookie).status, 401);
    // By the command, and by logging out.
    let mut tab = gateway.tab(&other, TAB);
    tab.wait_until_open();
    mux.ok(&["web", "sessions", "revoke", "--all"]);
    assert_eq!(tab.wait_until_closed(), 4003);
    let cookie = gateway.log_in();
    assert_eq!(gateway.post("/api/logout", &cookie, &json!({})).status, 204);
    assert_eq!(gateway.get("/api/sessions", &cookie).status, 401);
}

#[test]
fn a_new_password_ends_the_other_logins() {
    let (_mux, gateway) = gateway();
    let (cookie, other) = (gateway.log_in(), gateway.log_in());
    let change = |old: &str| {
        let body = json!({ "old": old, "new": "another password" });
        gateway.post("/api/password", &cookie, &body).status
    };
    assert_eq!(change("wrong password"), 401);
    assert_eq!(change(PASSWORD), 204);
    assert_eq!(gateway.get("/api/sessions", &cookie).status, 200);
    assert_eq!(gateway.get("/api/sessions", &other).status, 401);
}

#[test]
fn cookies_are_changed_every_day_and_end() {
    let (mux, gateway) = gateway();
    let hours_later = |hours: f64| {
        let milliseconds = (hours * 3_600_000.0) as u64;
        mux.write("faults", &format!("clock {milliseconds}\n"));
    };
    let status = |cookie: &str| gateway.get("/api/state", cookie).status;
    let short = gateway.log_in();
    let body = json!({ "password": PASSWORD, "remember": true });
    let answer = gateway.post("/api/login", "", &body);
    assert!(answer.head.contains("max-age=2592000"), "{}", answer.head);
    let old = answer.cookie.unwrap();
    hours_later(11.0);
    assert_eq!(status(&short), 200, "a use extends it");
    hours_later(22.0);
    assert_eq!(status(&short), 200);
    hours_later(35.0);
    assert_eq!(status(&short), 401, "12 hours without a use");
    let changed = gateway.get("/api/hello", &old);
    let new = changed.cookie.expect("another cookie after a day");
    assert_ne!(new, old);
    assert_eq!(
        (status(&old), status(&new)),
        (200, 200),
        "both for a moment"
    );
    hours_later(35.1);
    assert_eq!((status(&old), status(&new)), (401, 200));
    hours_later(35.0 + 31.0 * 24.0);
    assert_eq!(status(&new), 401);
}

#[test]
fn a_proxy_is_believed_only_if_it_was_named() {
    let mux = Mux::new();
    let seen = |args: &[&str]| {
        let args = [&["--listen", "127.0.0.1:0"], args].concat();
        let gateway = Gateway::start_with(&mux, &args, Some(PASSWORD));
        let body = json!({ "password": "wrong password" }).to_string();
        let answer = gateway.raw(
            &format!(
                "POST /api/login HTTP/1.1\nHost: 127.0.0.1:{0}\nOrigin: http://127.0.0.1:{0}\n\
                 X-Forwarded-For: 198.51.100.1, 203.0.113.7\nContent-Length: {1}\n\
                 Connection: close",
                gateway.port,
                body.len()
            ),
            body.as_bytes(),
        );
        assert_eq!(answer.status, 401);
        let audit = mux.ok(&["web", "audit"]);
        audit
            .lines()
            .last()
            .unwrap()
            .rsplit(' ')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(seen(&[]), "127.0.0.1");
    assert_eq!(seen(&["--trust-proxy", "192.0.2.1"]), "127.0.0.1");
    assert_eq!(seen(&["--trust-proxy", "127.0.0.1"]), "203.0.113.7");
}

#[test]
fn scripts_use_a_token_without_an_origin() {
    let (mux, gateway) = gateway();
    gateway.log_in();
    let token = mux.ok(&["web", "token", "create", "--name", "laptop"]);
    let port = gateway.port;
    let get = || {
        gateway.raw(
            &format!(
                "GET /api/state HTTP/1.1\nHost: 127.0.0.1:{port}\nAuthorization: Bearer {token}\n\
                 Connection: close"
            ),
            b"",
        )
    };
    assert_eq!(get().json()["sessions"][0]["name"], "work");
    let headers = format!("Authorization: Bearer {token}");
    assert_eq!(gateway.dial(TAB, &headers).status, 101);
    assert!(mux.ok(&["web", "token", "list"]).contains("laptop, full"));
    mux.ok(&["web", "token", "revoke", "laptop"]);
    assert_eq!(get().status, 401);
    assert!(
        mux.fails(&["web", "token", "revoke", "laptop"])
            .contains("can't find token")
    );
}

// Tabs.

#[test]
fn what_is_typed_in_a_tab_is_seen_in_it_and_in_terminals() {
    let (mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let mut tab = gateway.tab(&cookie, TAB);
    tab.wait_until_open();
    tab.type_text("echo web-$((40+2))\n");
    tab.wait_for("web-42");
    tab.wait_until_taken();
    let terminal = mux.attach("work");
    terminal.wait_for_text("web-42");
    let state = tab.last("state");
    assert_eq!(state["session"]["name"], "work");
    assert_eq!(state["mode"], "full");
    assert_eq!(state["panes"][0]["active"], true);
    tab.run("split-window -h ; rename-window from-web");
    tab.wait("two panes", |tab| {
        let state = tab.last("state");
        state["panes"].as_array().unwrap().len() == 2 && state["windows"][0]["name"] == "from-web"
    });
    tab.send(&json!({ "t": "size", "cols": 100, "rows": 30 }));
    tab.wait("the new size", |tab| {
        tab.last("state")["client"]["cols"] == 100
    });
    tab.send(&json!({ "t": "ping" }));
    tab.wait("a pong", |tab| tab.has("pong"));
}

#[test]
fn a_session_that_does_not_exist_ends_the_tab_with_a_sentence() {
    let (_mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let mut tab = gateway.tab_with(&cookie, TAB, json!({ "session": "nowhere" }));
    assert_eq!(tab.wait_until_closed(), 4001);
    let why = tab.last("bye")["why"].as_str().unwrap();
    assert!(why.contains("can't find session: nowhere"), "{why}");
}

#[test]
fn a_tab_starts_the_server_if_none_runs() {
    let mux = Mux::new();
    let gateway = Gateway::start(&mux);
    let cookie = gateway.log_in();
    assert_eq!(
        gateway.get("/api/sessions", &cookie).json(),
        json!({ "sessions": [] })
    );
    let mut tab = gateway.tab(&cookie, TAB);
    tab.wait_until_open();
    assert_eq!(mux.ok(&["list-sessions", "-F", "#{session_attached}"]), "1");
}

#[test]
fn a_tab_whose_socket_was_lost_comes_back_with_one_frame() {
    let (mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let mut tab = gateway.tab(&cookie, TAB);
    tab.wait_until_open();
    tab.type_text("echo one\n");
    tab.wait_for("one\r\n");
    tab.wait_until_taken();
    let sent = tab.next - 1;
    drop(tab);
    mux.ok(&["send-keys", "-t", "work", "echo meanwhile", "Enter"]);
    let mut tab = gateway.tab_with(&cookie, TAB, json!({ "sent": sent, "took": sent }));
    tab.wait_for("meanwhile");
    assert_eq!(tab.last("hello")["resumed"], true);
    assert_eq!(tab.last("hello")["took"], sent);
    assert_eq!(
        mux.ok(&["list-clients", "-F", "#{client_name}"])
            .lines()
            .count(),
        1
    );
}

#[test]
fn keys_that_are_sent_again_arrive_once() {
    let (mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let mut tab = gateway.tab(&cookie, TAB);
    tab.wait_until_open();
    tab.type_text("echo abc");
    tab.wait_until_taken();
    let sent = tab.next - 1;
    drop(tab);
    let mut tab = gateway.tab_with(&cookie, TAB, json!({ "sent": sent }));
    tab.wait_until_open();
    // The page did not hear that any was taken, and sends all of them again.
    tab.next = 1;
    tab.type_text("echo abc\n");
    tab.wait_for("abc\r\n");
    tab.wait_until_taken();
    let shown = mux.ok(&["capture-pane", "-p", "-t", "work"]);
    assert!(shown.starts_with("$ echo abc\nabc\n$"), "{shown}");
    // A gap means that something was lost.
    tab.next += 1;
    tab.key("x");
    assert_eq!(tab.wait_until_closed(), 4000);
}

#[test]
fn a_killed_gateway_loses_and_doubles_nothing() {
    let (mux, mut first) = gateway();
    let cookie = first.log_in();
    let mut tab = first.tab(&cookie, TAB);
    tab.wait_until_open();
    tab.type_text("echo 123456789");
    tab.read(DEADLINE, |tab| tab.took > 3);
    first.kill();
    let gateway = Gateway::start_with(
        &mux,
        &["--listen", &format!("127.0.0.1:{}", first.port)],
        Some(PASSWORD),
    );
    let (sent, took) = (tab.next - 1, tab.took);
    // The login outlives the gateway.
    let mut tab = gateway.tab_with(&cookie, TAB, json!({ "sent": sent, "took": took }));
    tab.wait_until_open();
    tab.next = tab.took + 1;
    let rest = &"echo 123456789\n"[tab.took as usize..];
    tab.type_text(rest);
    tab.wait_for("123456789\r\n");
    let shown = mux.ok(&["capture-pane", "-p", "-t", "work"]);
    assert!(
        shown.starts_with("$ echo 123456789\n123456789\n"),
        "{shown}"
    );
}

#[test]
fn a_killed_server_costs_a_redraw() {
    let (mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let mut tab = gateway.tab(&cookie, TAB);
    tab.wait_until_open();
    tab.type_text("echo before\n");
    tab.wait_for("before\r\n");
    tab.wait_until_taken();
    let server = mux.process("server", None);
    server.kill();
    // Keys that are typed while it is away wait and arrive once.
    tab.type_text("echo after-$((1+1))\n");
    tab.wait_for("after-2");
    tab.wait_until_taken();
    let shown = mux.ok(&["capture-pane", "-p", "-t", "work"]);
    assert_eq!(shown.matches("after-2").count(), 1, "{shown}");
    assert_eq!(tab.closed, None);
    // Keys that were sent and not acknowledged arrive as well. Only the one that the server handles
    // at the instant of its death may be lost.
    let typed: String = (100..160).map(|n| n.to_string()).collect();
    let server = mux.process("server", Some(server.pid));
    tab.type_text(&format!("clear; echo {}", &typed[..90]));
    server.kill();
    tab.type_text(&format!("{}\n", &typed[90..]));
    tab.wait_until_taken();
    let shown = mux.wait_for(&["capture-pane", "-J", "-p", "-t", "work"], |text| {
        text.lines()
            .any(|line| line.len() >= 179 && line.starts_with('1'))
    });
    let line = shown.lines().find(|line| line.starts_with('1')).unwrap();
    let missing = typed.len() - line.len();
    let mut all = typed.chars().peekable();
    let mut skipped = 0;
    for c in line.chars() {
        while all.next_if(|next| *next != c).is_some() {
            skipped += 1;
        }
        all.next();
    }
    assert!(missing <= 1 && skipped + all.count() == missing, "{line}");
}

#[test]
fn a_tab_that_does_not_paint_gets_one_frame_and_delays_nobody() {
    let (_mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let mut frozen = gateway.tab(&cookie, TAB);
    frozen.acks = false;
    frozen.wait("a frame", |tab| tab.frames == 1);
    let mut tab = gateway.tab(&cookie, "fedcba9876543210");
    tab.wait_until_open();
    tab.type_text("seq 1 50000; echo done-$((1+1))\n");
    tab.wait_for("done-2");
    let resident = std::fs::read_to_string(format!("/proc/{}/status", gateway.pid())).unwrap();
    let line = resident
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    assert!(kib < 200 << 10, "{line}");
    frozen.read(Duration::from_millis(100), |_| false);
    assert_eq!(frozen.frames, 1, "one frame is outstanding");
    // It wakes, and one frame shows everything.
    frozen.acks = true;
    frozen.send(&json!({ "t": "ack", "f": 1 }));
    frozen.wait_for("done-2");
}

#[test]
fn a_message_that_makes_no_sense_ends_the_socket() {
    let (_mux, gateway) = gateway();
    let cookie = gateway.log_in();
    for (text, code) in [
        ("nonsense".to_owned(), 4000),
        (json!({ "t": "nonsense" }).to_string(), 4000),
        (
            json!({ "t": "k", "n": 1, "key": "Nonsense" }).to_string(),
            4000,
        ),
        (
            json!({ "t": "hello", "v": 1, "cols": 80, "rows": 24 }).to_string(),
            4000,
        ),
        ("x".repeat(70 << 10), 1009),
    ] {
        let mut tab = gateway.tab(&cookie, TAB);
        tab.wait("hello", |tab| tab.has("hello"));
        tab.send_text(&text);
        assert_eq!(tab.wait_until_closed(), code, "{text:.40}");
    }
    let origin = gateway.origin();
    let headers = format!("Origin: {origin}\nCookie: {cookie}");
    for (first, code) in [
        (json!({ "t": "ping" }), 4000),
        (
            json!({ "t": "hello", "v": 99, "cols": 80, "rows": 24 }),
            4010,
        ),
    ] {
        let mut tab = gateway.dial(TAB, &headers);
        tab.send(&first);
        assert_eq!(tab.wait_until_closed(), code, "{first}");
    }
    // Other tabs are untouched.
    gateway.tab(&cookie, TAB).wait_until_open();
}

#[test]
fn a_second_socket_replaces_the_first_of_a_tab() {
    let (_mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let mut first = gateway.tab(&cookie, TAB);
    first.wait_until_open();
    let mut second = gateway.tab(&cookie, TAB);
    assert_eq!(first.wait_until_closed(), 4002);
    second.wait_until_open();
}

#[test]
fn an_account_has_a_limited_number_of_tabs() {
    let (_mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let tabs: Vec<_> = (0..32)
        .map(|n| {
            let mut tab = gateway.tab(&cookie, &format!("{TAB}-{n}"));
            tab.wait("hello", |tab| tab.has("hello"));
            tab
        })
        .collect();
    let headers = format!("Origin: {}\nCookie: {cookie}", gateway.origin());
    assert_eq!(gateway.dial("another-tab-of-many", &headers).status, 429);
    drop(tabs);
    // The place of a parked tab is free.
    assert!(until(|| gateway
        .dial("another-tab-of-many", &headers)
        .status
        == 101));
}

#[test]
fn a_detached_tab_does_not_dial_again() {
    let (mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let mut tab = gateway.tab(&cookie, TAB);
    tab.wait_until_open();
    mux.ok(&["detach-client", "-s", "work"]);
    assert_eq!(tab.wait_until_closed(), 4001);
    let bye = tab.last("bye");
    assert_eq!(bye["redial"], false);
    assert!(
        bye["why"]
            .as_str()
            .unwrap()
            .contains("detached (from session work)"),
        "{bye}"
    );
}

#[test]
fn a_phone_never_shrinks_a_window() {
    let (mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let mut tab = gateway.tab_with(
        &cookie,
        TAB,
        json!({ "touch": true, "cols": 30, "rows": 10 }),
    );
    tab.wait_until_open();
    let size = [
        "display-message",
        "-p",
        "-t",
        "work",
        "#{window_width}x#{window_height}",
    ];
    assert_eq!(mux.ok(&size), "80x24");
    tab.send(&json!({ "t": "fit", "on": true }));
    mux.wait_for(&size, |size| size == "30x9");
    // A tab whose page is gone has no say either.
    let mut other = gateway.tab(&cookie, "fedcba9876543210");
    other.wait_until_open();
    drop(tab);
    mux.wait_for(&size, |size| size == "80x23");
}

#[test]
fn idle_logins_and_parked_tabs_end() {
    let mux = Mux::new();
    mux.detached("work", "sh");
    let args = [
        "--listen",
        "127.0.0.1:0",
        "--login-for",
        "1s",
        "--park-for",
        "1s",
    ];
    let gateway = Gateway::start_with(&mux, &args, Some(PASSWORD));
    let cookie = gateway.log_in();
    let mut tab = gateway.tab(&cookie, TAB);
    tab.wait_until_open();
    let clients = ["list-clients", "-F", "#{client_name}"];
    assert_eq!(mux.ok(&clients).lines().count(), 1);
    drop(tab);
    mux.wait_for(&clients, str::is_empty);
    mux.wait_for(&["web", "sessions"], str::is_empty);
    assert_eq!(gateway.get("/api/sessions", &cookie).status, 401);
}

// Sharing.

#[test]
fn a_shared_link_shows_one_session_and_cannot_type() {
    let (mux, gateway) = gateway();
    mux.detached("secret", "sh");
    gateway.log_in();
    let link = mux.ok(&["web", "share", "-t", "work", "--view", "--for", "1h"]);
    assert!(
        link.starts_with(&format!("{}/#t=", gateway.origin())),
        "{link}"
    );
    let cookie = gateway.follow(&link);
    let mut tab = gateway.tab_with(&cookie, TAB, json!({ "session": "secret" }));
    tab.wait_until_open();
    let state = tab.last("state");
    assert_eq!(state["session"]["name"], "work");
    assert_eq!(state["mode"], "view");
    assert_eq!(state["sessions"].as_array().unwrap().len(), 1, "{state}");
    let viewers = [
        "display-message",
        "-p",
        "-t",
        "work",
        "#{session_web_viewers}",
    ];
    mux.wait_for(&viewers, |count| count == "1");
    let client = ["list-clients", "-F", "#{client_readonly} #{client_flags}"];
    let flags = mux.ok(&client);
    assert!(
        flags.starts_with("1 ") && flags.contains("ignore-size"),
        "{flags}"
    );
    // Keys, commands, other sessions and sizes are dropped.
    tab.type_text("echo typed\n");
    tab.run("kill-server");
    tab.send(&json!({ "t": "switch", "session": "secret" }));
    tab.send(&json!({ "t": "m", "kind": "press", "button": "right", "x": 1, "y": 1 }));
    tab.send(&json!({ "t": "size", "cols": 20, "rows": 5 }));
    tab.wait("a note", |tab| tab.has("note"));
    tab.wait_until_taken();
    mux.ok(&["send-keys", "-t", "work", "echo seen", "Enter"]);
    tab.wait_for("seen");
    let shown = mux.ok(&["capture-pane", "-p", "-t", "work"]);
    assert!(!shown.contains("typed"), "{shown}");
    let size = ["display-message", "-p", "-t", "work", "#{window_width}"];
    assert_eq!(mux.ok(&size), "80");
    let hidden = mux.ok(&["display-message", "-p", "-t", "secret", "#{pane_id}"]);
    let hidden = hidden.trim_start_matches('%');
    for path in [
        "/api/logins".to_owned(),
        format!("/api/panes/{hidden}/lines"),
    ] {
        assert_ne!(gateway.get(&path, &cookie).status, 200, "{path}");
    }
    let sessions = gateway.get("/api/sessions", &cookie).json();
    assert_eq!(sessions["sessions"].as_array().unwrap().len(), 1);
    let share = gateway.post("/api/share", &cookie, &json!({ "session": "secret" }));
    assert_eq!(share.status, 403);
    let png = b"\x89PNG\r\n\x1a\n";
    let upload = gateway.post_bytes("/api/upload", &cookie, "image/png", png);
    assert_eq!(upload.status, 403);
    // One command cuts it.
    assert_eq!(mux.ok(&["web", "share", "--stop"]), "1 ended");
    assert_eq!(tab.wait_until_closed(), 4001);
    assert_eq!(gateway.get("/api/sessions", &cookie).status, 401);
    mux.wait_for(&viewers, |count| count == "0");
}

#[test]
fn a_viewer_never_moves_to_another_session() {
    let (mux, gateway) = gateway();
    mux.detached("secret", "sh");
    gateway.log_in();
    let link = mux.ok(&["web", "share", "-t", "work", "--view"]);
    let cookie = gateway.follow(&link);
    let mut tab = gateway.tab(&cookie, TAB);
    tab.wait_until_open();
    mux.ok(&["set-option", "-g", "detach-on-destroy", "off"]);
    mux.ok(&["kill-session", "-t", "work"]);
    assert_eq!(tab.wait_until_closed(), 4001);
}

#[test]
fn two_accounts_have_servers_of_their_own() {
    let (mux, gateway) = gateway();
    gateway.log_in();
    let add = |name: &str| {
        let command = mux.command(&["web", "user", "add", name]);
        crate::harness::finish(command, "another password\n")
    };
    assert_eq!(add("anna").status, 0);
    assert_eq!(add("anna").status, 1, "a name is taken");
    assert!(
        mux.ok(&["web", "user", "list"])
            .contains("anna: full, web-anna")
    );
    let body = json!({ "name": "anna", "password": "another password" });
    let answer = gateway.post("/api/login", "", &body);
    assert_eq!(answer.status, 200, "{answer:?}");
    let cookie = answer.cookie.unwrap();
    let mut tab = gateway.tab(&cookie, TAB);
    tab.wait_until_open();
    assert_eq!(tab.last("state")["account"], "anna");
    let sessions = gateway.get("/api/sessions", &cookie).json().to_string();
    assert!(!sessions.contains("work"), "{sessions}");
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "work");
    let own = mux.ok(&[
        "-L",
        "web-anna",
        "list-sessions",
        "-F",
        "#{session_attached}",
    ]);
    assert_eq!(own, "1");
    mux.ok(&["web", "user", "remove", "anna"]);
    assert_eq!(tab.wait_until_closed(), 4003);
    mux.ok(&["-L", "web-anna", "kill-server"]);
}

// History.

#[test]
fn history_is_read_by_numbers_that_do_not_change() {
    let (mux, gateway) = gateway();
    let cookie = gateway.log_in();
    mux.ok(&["send-keys", "-t", "work", "seq -f line-%g 1 3000", "Enter"]);
    mux.wait_for(&["capture-pane", "-p", "-t", "work"], |text| {
        text.contains("line-3000\n")
    });
    let pane = mux.ok(&["display-message", "-p", "-t", "work", "#{pane_id}"]);
    let path = format!("/api/panes/{}/lines", pane.replace('%', "%25"));
    let get = |query: &str| gateway.get(&format!("{path}?{query}"), &cookie).json();
    let end = get("limit=50");
    assert_eq!(end["live"], true);
    let lines = end["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 50);
    assert_eq!(lines[49]["n"], end["last"]);
    let number = |text: &str| {
        let all = get("before=2000&limit=2000");
        let lines = all["lines"].as_array().unwrap().clone();
        let line = lines
            .iter()
            .find(|line| line["text"] == text)
            .unwrap()
            .clone();
        line["n"].as_u64().unwrap()
    };
    let at = number("line-1000");
    let part = get(&format!("before={at}&limit=3"));
    let texts: Vec<&str> = part["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, ["line-997", "line-998", "line-999"]);
    let part = get(&format!("after={at}&limit=1"));
    assert_eq!(part["lines"][0]["text"], "line-1001");
    assert_eq!(get("before=0")["lines"], json!([]));
    let html = gateway.get(&format!("{path}?before={at}&limit=1&format=html"), &cookie);
    assert_eq!(
        html.body,
        format!("<div class=\"l\" data-n=\"{}\">line-999</div>\n", at - 1)
    );
    assert!(html.head.contains("x-mux-live: true"), "{}", html.head);
    let found = gateway.get("/api/search?q=line-1000", &cookie).json();
    assert_eq!(found["results"][0]["line"], at);
    assert_eq!(found["results"][0]["pane"], pane);
    // The same after the pane is closed.
    mux.detached("other", "sh");
    mux.ok(&["kill-session", "-t", "work"]);
    let part = get(&format!("before={at}&limit=1"));
    assert_eq!(part["lines"][0]["text"], "line-999");
    assert_eq!(part["live"], false);
    for (path, want) in [
        ("/api/panes/%2599999/lines", 404),
        ("/api/panes/nonsense/lines", 404),
        ("/api/panes/1/lines?before=x", 400),
        ("/api/search?q=", 400),
    ] {
        assert_eq!(gateway.get(path, &cookie).status, want, "{path}");
    }
}

#[test]
fn a_pasted_image_becomes_a_file() {
    let (_mux, gateway) = gateway();
    let cookie = gateway.log_in();
    let png = b"\x89PNG\r\n\x1a\nrest";
    let answer = gateway.post_bytes("/api/upload", &cookie, "image/png", png);
    let path = answer.json()["path"].as_str().unwrap().to_owned();
    assert!(path.ends_with(".png"), "{path}");
    assert_eq!(std::fs::read(&path).unwrap(), png);
    let script = gateway.post_bytes("/api/upload", &cookie, "image/png", b"#!/bin/sh");
    assert_eq!(script.status, 415);
}

// The command line.

#[test]
fn bad_command_lines_get_one_sentence_and_change_nothing() {
    let (mux, gateway) = gateway();
    let port = gateway.port;
    let cert = mux.write("cert.pem", "nonsense");
    let cert = cert.to_str().unwrap();
    let other = Mux::new();
    for (args, want) in [
        (
            &["web", "--listen", &format!("127.0.0.1:{port}")][..],
            "is in use: end the other program, or choose another address with --listen",
        ),
        (
            &["web", "--listen", "192.0.2.1:80"],
            "needs --cert and --key, or --insecure",
        ),
        (&["web", "--cert", cert, "--key", cert], "cert.pem"),
        (&["web", "--cert", cert], "--cert and --key need each other"),
        (&["web", "--listen", "nonsense"], "not an address: nonsense"),
        (&["web", "--origin", "mux.example"], "not an origin"),
        (&["web", "start", "--cert", cert, "--key", cert], "cert.pem"),
        (&["web", "stop"], "mux web is not running"),
        (&["web", "share"], "mux web is not running"),
        (
            &["web", "user", "passwd", "nobody"],
            "can't find account: nobody",
        ),
        (
            &["web", "user", "remove", "nobody"],
            "can't find account: nobody",
        ),
        (&["web", "user", "add", "a/b"], "not a name: a/b"),
        (&["web", "token", "create"], "there is no account yet"),
    ] {
        let output = other.run(args);
        assert_eq!(output.status, 1, "{args:?}: {output:?}");
        assert_eq!(output.stdout, "", "{args:?}: {output:?}");
        assert!(output.stderr.contains(want), "{args:?}: {output:?}");
        assert_eq!(
            output.stderr.trim_end().lines().count(),
            1,
            "{args:?}: {output:?}"
        );
    }
    let output = mux.run(&["web", "nonsense"]);
    assert_eq!(output.status, 1);
    assert!(output.stderr.contains("usage: mux web"), "{output:?}");
    assert!(
        mux.fails(&["web", "--listen", "127.0.0.1:0"])
            .contains("mux web runs already")
    );
}

#[test]
fn a_gateway_runs_in_the_background() {
    let mux = Mux::new();
    mux.detached("work", "sh");
    assert_eq!(mux.ok(&["web", "status"]), "mux web is not running");
    let said = mux.ok(&["web", "start", "--listen", "127.0.0.1:0"]);
    assert!(said.starts_with("mux web: http://127.0.0.1:"), "{said}");
    assert!(said.contains("#k="), "{said}");
    let status = mux.ok(&["web", "status", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["running"], true);
    assert!(
        mux.ok(&["web", "start"])
            .starts_with("mux web runs already: ")
    );
    mux.ok(&["web", "stop"]);
    assert_eq!(mux.ok(&["web", "status"]), "mux web is not running");
}

#[test]
fn a_damaged_database_is_kept_aside_and_sessions_are_untouched() {
    let (mux, gateway) = gateway();
    gateway.log_in();
    drop(gateway);
    let state = mux.dir().join("state/mux");
    std::fs::write(state.join("web.db"), b"nonsense").unwrap();
    let gateway = Gateway::start_with(&mux, &["--listen", "127.0.0.1:0"], None);
    assert!(
        gateway.said[0].contains("passwords must be set anew"),
        "{:?}",
        gateway.said
    );
    assert!(
        gateway.said.last().unwrap().contains("#k="),
        "{:?}",
        gateway.said
    );
    let mut files = std::fs::read_dir(&state).unwrap().flatten();
    assert!(files.any(|file| {
        file.file_name()
            .to_string_lossy()
            .starts_with("web.db.damaged-")
    }));
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "work");
}

#[test]
fn a_backup_has_accounts_and_tokens() {
    let (mux, gateway) = gateway();
    gateway.log_in();
    let token = mux.ok(&["web", "token", "create", "--name", "laptop"]);
    let file = mux.dir().join("backup");
    let file = file.to_str().unwrap();
    mux.ok(&["backup", file]);
    drop(gateway);
    std::fs::remove_file(mux.dir().join("state/mux/web.db")).unwrap();
    mux.ok(&["backup", "--restore", file]);
    assert!(!mux.ok(&["web", "user", "list"]).contains("no password"));
    let gateway = Gateway::start(&mux);
    let headers = format!("Authorization: Bearer {token}");
    assert_eq!(gateway.dial(TAB, &headers).status, 101);
}
