//! The link state machine, as tables: an event at a time, the actions that it gives, and the
//! message that the user reads afterwards.

use super::*;
use crate::base::{ClientInfo, DetachInfo};
use crate::base::{MouseButton, MouseEvent, MouseEventKind, Point};
use crate::wire::{Framer, MAX_TO_SERVER};

/// An event at a time, the actions, and the message afterwards (empty: none).
type Row<'a> = (u64, Event, &'a [&'a str], &'a str);

fn link(host: Option<&str>) -> Link {
    let identity = Identity {
        client: ClientInfo {
            size: Some(Size::new(80, 24)),
            ..ClientInfo::default()
        },
        host: host.map(str::to_owned),
        reattach: vec!["attach".to_owned()],
        token: 7,
        wall_clock: || "14:03".to_owned(),
    };
    let mut link = Link::new(identity, 0);
    let info = DetachInfo {
        keys: vec![vec![Key::ctrl('b'), Key::char('d')]],
        session: "work".to_owned(),
        attach_again: "mux attach -t work".to_owned(),
    };
    assert!(link.handle(Event::DetachInfo(info), 0).is_empty());
    link
}

/// A link whose server counts and has taken nothing so far.
fn counting(host: Option<&str>) -> Link {
    let mut link = link(host);
    let started = link.handle(Event::Started { version: 2 }, 0);
    assert_eq!(shown(&started), ["send Count(7)"]);
    assert!(link.handle(Event::Counted(None), 0).is_empty());
    link
}

fn run(link: &mut Link, rows: &[Row<'_>]) {
    for (now, event, actions, message) in rows {
        let got = link.handle(event.clone(), *now);
        assert_eq!(shown(&got), *actions, "{event:?} at {now}");
        let got = link.message(*now).unwrap_or_default();
        assert_eq!(got.text(), *message, "after {event:?} at {now}");
    }
}

/// Actions as one string for each message or step.
fn shown(actions: &[Action]) -> Vec<String> {
    let all = |what: &str, bytes: &[u8]| -> Vec<String> {
        let mut framer = Framer::new(MAX_TO_SERVER);
        framer.push(bytes);
        std::iter::from_fn(|| framer.take::<ToServer>().unwrap())
            .map(|message| format!("{what} {}", name(&message)))
            .collect()
    };
    let of = |action: &Action| match action {
        Action::Send(bytes) => all("send", bytes),
        Action::Connect(bytes) => all("connect", bytes),
        Action::LogIn(bytes) => all("log in", bytes),
        Action::Close => vec!["close".to_owned()],
        Action::ForgetServer => vec!["forget".to_owned()],
        Action::Exit(exit) => vec![format!("exit {}", exit.message.as_deref().unwrap_or(""))],
    };
    actions.iter().flat_map(of).collect()
}

fn name(message: &ToServer) -> String {
    match message {
        ToServer::Key(key) => format!("{:?}", key.key.code),
        ToServer::Paste(text) => format!("{text:?}"),
        ToServer::Mouse(_) => "mouse".to_owned(),
        ToServer::Run { words, client } => {
            assert!(client.reattaching, "the server must recognize the client");
            words.join(" ")
        }
        ToServer::Resize(size) => format!("Resize {}x{}", size.cols, size.rows),
        other => format!("{other:?}"),
    }
}

fn press(code: KeyCode) -> Event {
    Event::Input(ToServer::Key(KeyEvent::press(Key::plain(code))))
}

fn key(c: char) -> Event {
    press(KeyCode::Char(c))
}

fn paste(text: &str) -> Event {
    Event::Input(ToServer::Paste(text.to_owned()))
}

fn mouse() -> Event {
    Event::Input(ToServer::Mouse(MouseEvent {
        kind: MouseEventKind::Press(MouseButton::Left),
        at: Point::default(),
        mods: Mods::empty(),
    }))
}

fn hung_up() -> Event {
    Event::HungUp { reason: None }
}

fn ssh_ended(reason: &str) -> Event {
    Event::HungUp {
        reason: Some(reason.to_owned()),
    }
}

fn attached(version: u16) -> Event {
    Event::Attached {
        reattach: vec!["attach".to_owned()],
        version,
    }
}

fn refused(reason: &str) -> Event {
    Event::OpenFailed {
        no_listener: true,
        reason: reason.to_owned(),
    }
}

const KEY_X: &str = "send Char('x')";
const REATTACHED: [&str; 2] = ["send Resize 80x24", "send Count(7)"];

#[test]
fn input_is_sent_at_once_to_a_connected_server() {
    run(
        &mut counting(None),
        &[
            (1, key('x'), &[KEY_X], ""),
            (2, paste("p"), &["send \"p\""], ""),
            (3, mouse(), &["send mouse"], ""),
            (4, Event::Taken(2), &[], ""),
            (5, Event::Message(ToServer::Ack(9)), &["send Ack(9)"], ""),
            (6, attached(2), &[], ""),
            (7, Event::Tick, &[], ""),
        ],
    );
    // A server of version 1 counts nothing and gets everything at once.
    let mut old = link(None);
    run(
        &mut old,
        &[
            (0, Event::Started { version: 1 }, &[], ""),
            (1, key('x'), &[KEY_X], ""),
        ],
    );
}

#[test]
fn input_waits_for_the_count_of_a_new_connection() {
    run(
        &mut link(None),
        &[
            (0, Event::Started { version: 2 }, &["send Count(7)"], ""),
            (1, key('x'), &[], ""),
            (1, mouse(), &["send mouse"], ""),
            (2, Event::Counted(None), &[KEY_X], ""),
        ],
    );
}

#[test]
fn a_local_server_that_comes_back_gets_the_input_that_it_did_not_take() {
    let mut link = counting(None);
    run(
        &mut link,
        &[
            (10, key('a'), &["send Char('a')"], ""),
            (10, key('b'), &["send Char('b')"], ""),
            (20, hung_up(), &["forget"], ""),
            (20, Event::Tick, &["connect attach"], ""),
            (21, refused("no"), &[], ""),
            (22, key('c'), &[], ""),
            (22, mouse(), &[], ""),
            (22, Event::Message(ToServer::Ack(1)), &[], ""),
            (25, Event::Tick, &[], ""),
            (26, Event::Tick, &["connect attach"], ""),
            (27, Event::Opened, &[], ""),
            (120, Event::Tick, &[], "mux: server lost, reconnecting…"),
            (
                2_500,
                Event::Tick,
                &[],
                "mux: server lost, reconnecting… 2 s · 1 key waiting · C-b d: give up",
            ),
            (2_600, attached(2), &REATTACHED, ""),
            (2_601, key('d'), &[], ""),
            (
                2_602,
                Event::Counted(Some(1)),
                &["send Char('b')", "send Char('c')", "send Char('d')"],
                "",
            ),
            (2_603, Event::Taken(4), &[], ""),
            (2_604, key('x'), &[KEY_X], ""),
        ],
    );
}

#[test]
fn a_server_that_does_not_know_the_client_gets_only_unsent_input() {
    run(
        &mut counting(None),
        &[
            (10, key('a'), &["send Char('a')"], ""),
            (20, hung_up(), &["forget"], ""),
            (20, Event::Tick, &["connect attach"], ""),
            (20, Event::Opened, &[], ""),
            (21, key('b'), &[], ""),
            (22, attached(2), &REATTACHED, ""),
            (23, Event::Counted(None), &["send Char('b')"], ""),
        ],
    );
}

#[test]
fn colours_and_size_are_told_to_the_next_server() {
    let white = (255, 255, 255);
    run(
        &mut counting(None),
        &[
            (
                1,
                Event::Color(ColorSlot::Background, white),
                &["send Colors(None, Some((255, 255, 255)))"],
                "",
            ),
            (1, Event::Color(ColorSlot::Cursor, white), &[], ""),
            (2, hung_up(), &["forget"], ""),
            (3, Event::Resized(Size::new(50, 10)), &[], ""),
            (3, Event::Tick, &["connect attach"], ""),
            (3, Event::Opened, &[], ""),
            (
                4,
                attached(2),
                &[
                    "send Colors(None, Some((255, 255, 255)))",
                    "send Resize 50x10",
                    "send Count(7)",
                ],
                "",
            ),
        ],
    );
}

#[test]
fn a_local_server_is_given_up() {
    for (event, until, want) in [
        (refused("no"), 3_020, "exit [server exited]"),
        (Event::Opened, 30_020, "exit [server exited unexpectedly]"),
    ] {
        let mut link = counting(None);
        link.handle(hung_up(), 20);
        link.handle(Event::Tick, 20);
        link.handle(event, 20);
        let early = shown(&link.handle(Event::Tick, until - 1));
        assert!(early.iter().all(|action| action == "connect attach"));
        assert_eq!(shown(&link.handle(Event::Tick, until)), [want]);
    }
}

#[test]
fn the_keys_that_detach_leave_at_once_while_there_is_no_server() {
    let left = |lost: &str| {
        format!("exit [detached (from session work); {lost}]\nTo attach again: mux attach -t work")
    };
    // A local server that is being restarted.
    let mut local = counting(None);
    run(
        &mut local,
        &[
            (20, hung_up(), &["forget"], ""),
            (21, Event::Input(ctrl_b()), &[], ""),
        ],
    );
    let got = local.handle(key('d'), 22);
    assert_eq!(shown(&got), [left("no reply from the server")]);
    // A host, while an attempt is pending, while none is, and while a login is needed.
    let lost = left("connection to box lost at 14:03");
    let denied = ssh_ended("me@box: Permission denied (publickey).");
    for last in [Event::Opened, ssh_ended("No route"), denied] {
        let mut remote = counting(Some("box"));
        for event in [ssh_ended("gone"), Event::Tick, Event::Opened, last] {
            remote.handle(event, 1_000);
        }
        assert!(remote.handle(Event::Input(ctrl_b()), 1_001).is_empty());
        assert_eq!(shown(&remote.handle(key('d'), 1_002)), [lost.as_str()]);
    }
    // A host that has not answered for 2 s, although the connection is open.
    let mut silent = counting(Some("box"));
    silent.handle(Event::Heard, 0);
    silent.handle(Event::Tick, 5_000);
    silent.handle(Event::Input(ctrl_b()), 7_500);
    let got = silent.handle(key('d'), 7_600);
    assert_eq!(shown(&got), [left("no reply from box")]);
}

#[test]
fn keys_that_detach_are_for_the_server_while_it_answers() {
    run(
        &mut counting(Some("box")),
        &[
            (1, Event::Input(ctrl_b()), &["send Char('b')"], ""),
            (2, key('d'), &["send Char('d')"], ""),
        ],
    );
}

#[test]
fn three_interrupts_leave_once_the_loss_has_lasted() {
    let interrupt = || Event::Input(ToServer::Key(KeyEvent::press(Key::ctrl('c'))));
    let mut link = counting(None);
    link.handle(hung_up(), 0);
    for now in [10, 20, 30] {
        assert!(
            link.handle(interrupt(), now).is_empty(),
            "a restart takes less than a second"
        );
    }
    link.handle(interrupt(), 1_100);
    link.handle(interrupt(), 1_200);
    let got = shown(&link.handle(interrupt(), 1_300));
    assert!(
        got[0].starts_with("exit [detached (from session work)"),
        "{got:?}"
    );
}

#[test]
fn the_message_counts_the_keys_that_wait() {
    let mut link = counting(Some("box"));
    link.handle(ssh_ended("gone"), 1_000);
    for (now, c) in [(1_001, 'l'), (1_002, 's')] {
        link.handle(key(c), now);
    }
    let mut release = KeyEvent::press(Key::char('s'));
    release.kind = KeyEventKind::Release;
    link.handle(Event::Input(ToServer::Key(release)), 1_003);
    let text = |link: &Link| link.message(1_200).unwrap().text();
    assert!(
        text(&link).contains(" · 2 keys waiting · "),
        "{}",
        text(&link)
    );
    link.handle(paste("x"), 1_100);
    link.handle(press(KeyCode::Enter), 1_110);
    let waiting = " · your paste is waiting · 3 keys waiting · ";
    assert!(text(&link).contains(waiting), "{}", text(&link));
}

#[test]
fn a_local_server_that_does_not_answer_can_be_left() {
    let mut link = counting(None);
    run(
        &mut link,
        &[
            (1, Event::Heard, &[], ""),
            (1_000, key('x'), &[KEY_X], ""),
            (2_999, Event::Tick, &[], ""),
            (
                3_000,
                Event::Tick,
                &[],
                "mux: no reply from the server for 2 s · C-b d: give up",
            ),
            (60_000, Event::Heard, &[], ""),
        ],
    );
}

fn ctrl_b() -> ToServer {
    ToServer::Key(KeyEvent::press(Key::ctrl('b')))
}

#[test]
fn a_lost_host_is_retried_for_ever_and_at_once_at_a_key() {
    let lost = "box: connection lost at 14:03 · ";
    let mut link = counting(Some("box"));
    run(
        &mut link,
        &[
            (1_000, ssh_ended("Connection reset"), &["forget"], ""),
            (1_000, Event::Tick, &["connect attach"], ""),
            (1_001, Event::Opened, &[], ""),
            (
                1_200,
                Event::Tick,
                &[],
                &format!("{lost}reconnecting… · C-b d: give up · Connection reset"),
            ),
            (
                2_000,
                ssh_ended("No route to host"),
                &["forget"],
                &format!(
                    "{lost}retrying in 1 s · any key: now · C-b d: give up · No route to host"
                ),
            ),
            (
                2_100,
                key('x'),
                &[],
                &format!("{lost}1 key waiting · reconnecting… · C-b d: give up · No route to host"),
            ),
            (
                2_100,
                Event::Tick,
                &["connect attach"],
                &format!("{lost}1 key waiting · reconnecting… · C-b d: give up · No route to host"),
            ),
            (
                2_100,
                Event::Opened,
                &[],
                &format!("{lost}1 key waiting · reconnecting… · C-b d: give up · No route to host"),
            ),
            (
                22_099,
                Event::Tick,
                &[],
                &format!("{lost}1 key waiting · reconnecting… · C-b d: give up · No route to host"),
            ),
            (
                22_100,
                Event::Tick,
                &["close", "forget"],
                &format!("{lost}1 key waiting · retrying in 1 s · any key: now · C-b d: give up"),
            ),
            (
                u64::MAX / 2,
                Event::Tick,
                &["connect attach"],
                &format!("{lost}1 key waiting · reconnecting… · C-b d: give up"),
            ),
        ],
    );
    link.handle(Event::Opened, u64::MAX / 2);
    assert_eq!(
        link.session_gone_message().unwrap(),
        "[connection to box was lost at 14:03; the session has ended since]"
    );
}

#[test]
fn a_paste_while_a_host_is_lost_waits_for_a_decision() {
    let question = "mux: you pasted 2 lines while disconnected. \
                    Enter: send. Any other key: discard.";
    for (decision, want) in [
        (
            press(KeyCode::Enter),
            &["send \"rm\\rls\"", "send Char('y')"][..],
        ),
        (key('n'), &[]),
    ] {
        run(
            &mut counting(Some("box")),
            &[
                (1_000, ssh_ended("gone"), &["forget"], ""),
                (1_000, Event::Tick, &["connect attach"], ""),
                (1_000, Event::Opened, &[], ""),
                (1_001, paste("rm\rls"), &[], ""),
                (1_002, key('y'), &[], ""),
                (
                    1_200,
                    Event::Tick,
                    &[],
                    "box: connection lost at 14:03 · your paste is waiting · 1 key waiting · \
                     reconnecting… · C-b d: give up · gone",
                ),
                (1_300, attached(2), &REATTACHED, ""),
                (1_300, Event::Counted(Some(0)), &[], question),
                (1_400, decision, want, ""),
                (1_500, key('x'), &[KEY_X], ""),
            ],
        );
    }
}

#[test]
fn ssh_may_ask_for_a_password_when_the_user_presses_enter() {
    let waits = "box: connection lost at 14:03 · Enter: log in again · \
                 C-b d: give up · me@box: Permission denied (publickey,password).";
    let denied = "me@box: Permission denied (publickey,password).";
    for (connected, after) in [(true, &[][..]), (false, &["connect attach"])] {
        let mut link = counting(Some("box"));
        run(
            &mut link,
            &[
                (1_000, ssh_ended("gone"), &["forget"], ""),
                (1_000, Event::Tick, &["connect attach"], ""),
                (1_000, Event::Opened, &[], ""),
                (1_500, ssh_ended(denied), &["forget"], waits),
                (90_000, Event::Tick, &[], waits),
                (90_001, key('x'), &[], waits),
                (90_002, press(KeyCode::Enter), &["log in attach"], ""),
                (95_000, Event::LoginEnded { connected }, &[], ""),
                (95_001, Event::Tick, after, ""),
            ],
        );
        if connected {
            run(&mut link, &[(95_002, attached(2), &REATTACHED, "")]);
        }
    }
}

#[test]
fn a_silent_host_is_pinged_then_reported_then_left() {
    let mut link = counting(Some("box"));
    run(
        &mut link,
        &[
            (100, Event::Heard, &[], ""),
            (5_099, Event::Tick, &[], ""),
            (5_100, Event::Tick, &["send Ping"], ""),
            (5_200, Event::Heard, &[], ""),
            (10_200, Event::Tick, &["send Ping"], ""),
            (
                12_200,
                Event::Tick,
                &[],
                "mux: no reply from box for 2 s · C-b d: give up",
            ),
            (
                13_000,
                key('x'),
                &[KEY_X],
                "mux: no reply from box for 2 s · C-b d: give up",
            ),
            (
                20_199,
                Event::Tick,
                &[],
                "mux: no reply from box for 9 s · C-b d: give up",
            ),
            (20_200, Event::Tick, &["close", "forget"], ""),
        ],
    );
    // A key after 4 s reconnects, and is not lost.
    let mut link = counting(Some("box"));
    run(
        &mut link,
        &[
            (100, Event::Heard, &[], ""),
            (5_100, Event::Tick, &["send Ping"], ""),
            (9_100, key('x'), &[KEY_X, "close", "forget"], ""),
            (9_100, Event::Tick, &["connect attach"], ""),
            (9_100, Event::Opened, &[], ""),
            (9_150, attached(2), &REATTACHED, ""),
            (9_160, Event::Counted(Some(0)), &[KEY_X], ""),
        ],
    );
}

#[test]
fn a_server_that_is_replaced_behind_a_proxy_needs_no_new_connection() {
    let mut link = counting(Some("box"));
    run(
        &mut link,
        &[
            (1, key('a'), &["send Char('a')"], ""),
            (2, Event::ServerReplaced, &["forget", "send attach"], ""),
            (3, key('b'), &[], ""),
            (150, Event::Tick, &[], "mux: server lost, reconnecting…"),
            (151, attached(2), &REATTACHED, ""),
            (
                152,
                Event::Counted(Some(0)),
                &["send Char('a')", "send Char('b')"],
                "",
            ),
            // A second replacement before the first server answered.
            (200, Event::ServerReplaced, &["forget", "send attach"], ""),
            (201, Event::ServerReplaced, &["forget", "send attach"], ""),
        ],
    );
    assert_eq!(link.session_gone_message(), None);
    // The network fails too: that is a new loss, with a new connection.
    run(
        &mut link,
        &[
            (250, ssh_ended("reset"), &["forget"], ""),
            (250, Event::Tick, &["connect attach"], ""),
        ],
    );
}

#[test]
fn a_note_of_the_server_is_shown_until_a_key() {
    run(
        &mut counting(Some("box")),
        &[
            (1, Event::Note("120 lines".to_owned()), &[], "120 lines"),
            (2, Event::Tick, &[], "120 lines"),
            (3, key('x'), &[KEY_X], ""),
        ],
    );
}
