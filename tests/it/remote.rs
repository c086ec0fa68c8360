//! A client here, a session on another machine. The other machine is a second environment of files
//! and processes, reached through a script in place of ssh.

mod pump;

use crate::harness::terminal::{Exit, row};
use crate::harness::{Mux, SIZE, Terminal, finish, until};
use pump::{Link, LinkFaults};
use std::fmt::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Two machines, the second reachable from the first through a script in place of ssh.
struct Machines {
    here: Mux,
    there: Mux,
}

impl Machines {
    fn new() -> Self {
        let machines = Self {
            here: Mux::new(),
            there: Mux::new(),
        };
        let mut far = String::from("cd \"$(dirname \"$0\")/home\" && exec env -i \\\n");
        let command = machines.there.command(&[]);
        for (name, value) in command.get_envs() {
            let value = value.unwrap_or_default().to_string_lossy();
            writeln!(far, "  '{}={value}' \\", name.to_string_lossy()).unwrap();
        }
        writeln!(far, "  '{}' \"$@\"", env!("CARGO_BIN_EXE_mux")).unwrap();
        machines.there.write("mux", &far);
        machines.here.write(
            "ssh",
            "echo \"$*\" >>\"$0.calls\"\nshift\nwhile [ \"$1\" != \"${1#-}\" ]; do shift 2; done\n\
             echo \"to $1\" >&2\nshift\nexec sh -c \"$*\"\n",
        );
        machines
    }

    /// A `mux` command here that can reach the other machine.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.here.command(words);
        let path = |mux: &Mux, name: &str| format!("sh '{}'", mux.dir().join(name).display());
        command.env("MUX_SSH", path(&self.here, "ssh"));
        command.env("MUX_REMOTE", path(&self.there, "mux"));
        command
    }

    fn start(&self, words: &[&str]) -> Terminal {
        Terminal::spawn(self.command(words), SIZE)
    }

    /// A terminal with a session over `link`, at its prompt.
    fn start_over(&self, link: &Link, words: &[&str]) -> Terminal {
        self.start_from(&self.here, link, words)
    }

    /// As [`Machines::start_over`], with the client on the machine `mux`.
    fn start_from(&self, mux: &Mux, link: &Link, words: &[&str]) -> Terminal {
        let script = mux.write("link", &link.script());
        let mut command = mux.command(words);
        let remote = self.there.dir().join("mux");
        command.env("MUX_REMOTE", format!("sh '{}'", remote.display()));
        command.env("MUX_SSH", format!("bash '{}'", script.display()));
        let terminal = Terminal::spawn(command, SIZE);
        terminal.wait_for("a prompt", |s| row(s, 0).starts_with('$'));
        terminal
    }

    /// The contents of a file in the home of the other machine.
    fn remote_file(&self, name: &str) -> String {
        std::fs::read_to_string(self.there.home().join(name)).unwrap_or_default()
    }

    /// The arguments of each call of ssh.
    fn calls(&self) -> Vec<String> {
        let calls = std::fs::read_to_string(self.here.dir().join("ssh.calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }
}

#[test]
fn a_session_is_created_left_and_reattached() {
    let machines = Machines::new();
    let mut terminal = machines.start(&["new", "me@box:", "-s", "work"]);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    terminal.type_line("pwd");
    let home = machines.there.home();
    terminal.wait_for("where it is", |s| row(s, 1) == home.to_str().unwrap());
    terminal.keys("C-b d");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    terminal.wait_for_text("[detached (from session work)]");
    terminal.wait_for_text("mux attach me@box:work");
    let mut terminal = machines.start(&["attach", "me@box:work"]);
    terminal.wait_for("the same screen", |s| row(s, 1) == home.to_str().unwrap());
    let listed = ["list-clients", "-F", "#{client_tty} #{session_name}"];
    let clients = machines.there.ok(&listed);
    assert!(clients.contains(":/dev/pts/"), "{clients}");
    assert!(machines.here.fails(&["ls"]).starts_with("error connecting"));
    let remote = machines.there.dir().join("mux");
    let call = format!("-T me@box sh '{}' proxy", remote.display());
    assert_eq!(machines.calls(), [call.clone(), call]);
    terminal.type_line("exit");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    terminal.wait_for_text("[exited]");
}

#[test]
fn ports_are_forwarded_by_ssh_on_each_connection() {
    let machines = Machines::new();
    machines.there.detached("work", "sh");
    let words = [
        "attach",
        "box:work",
        "-L",
        "8080:localhost:80",
        "-R9:db:5432",
    ];
    let terminal = machines.start(&words);
    terminal.wait_for("a prompt", |s| row(s, 0).starts_with('$'));
    // The connection ends: the next one is made with the same ports.
    let processes = machines.there.processes();
    let proxy = processes
        .iter()
        .find(|p| p.args.iter().any(|arg| arg == "proxy"));
    proxy.unwrap().kill();
    assert!(until(|| machines.calls().len() > 1));
    terminal.type_line("echo $((40+2))");
    terminal.wait_for_text("42");
    let remote = machines.there.dir().join("mux");
    let there = format!(
        "-L 8080:localhost:80 -R 9:db:5432 box sh '{}' proxy",
        remote.display()
    );
    assert_eq!(
        machines.calls(),
        [
            format!("-T {there}"),
            format!("-T -o BatchMode=yes {there}")
        ]
    );
}

#[test]
fn commands_without_a_terminal_answer() {
    let machines = Machines::new();
    let made = finish(machines.command(&["new", "box:", "-d", "-s", "work"]), "");
    assert_eq!((made.status, made.stderr.as_str()), (0, "to box\n"));
    assert_eq!(machines.there.ok(&["ls", "-F", "#S"]), "work");
    let output = finish(machines.command(&["attach", "box:nothing"]), "");
    assert_eq!(
        (output.status, output.stderr.as_str()),
        (1, "to box\ncan't find session: nothing\n")
    );
}

/// A pane of the other machine runs `cat` behind `stty -echo`.
fn with_cat(machines: &Machines) {
    machines.there.detached("work", "stty -echo; cat");
}

/// A command for the other machine that runs beside the test.
fn beside(machines: &Machines, words: &[&str]) -> Child {
    let mut command = machines.command(&[&["--host", "box"], words].concat());
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Kills a proxy of the other machine that is not the process `last`. Returns its number; `None`:
/// there is none.
fn kill_proxy(machines: &Machines, last: Option<i32>) -> Option<i32> {
    let processes = machines.there.processes();
    let mut all = processes.iter().filter(|p| Some(p.pid) != last);
    let proxy = all.find(|p| p.args.iter().any(|arg| arg == "proxy"))?;
    proxy.kill();
    Some(proxy.pid)
}

#[test]
fn a_command_that_starts_no_server_here_starts_none_on_another_host() {
    let machines = Machines::new();
    for words in [&["ls"][..], &["show-options", "-g"], &["kill-server"]] {
        let output = finish(machines.command(&[&["--host", "box"], words].concat()), "");
        let told = "\nmux: no server runs on box (to start one: mux new box:)\n";
        assert!(
            output.status == 1 && output.stderr.ends_with(told),
            "{output:?}"
        );
        assert!(machines.there.processes().is_empty(), "{words:?}");
    }
}

#[test]
fn any_command_runs_on_another_host() {
    let machines = Machines::new();
    with_cat(&machines);
    let there = |words: &[&str]| {
        let output = finish(machines.command(&[&["--host", "box"], words].concat()), "");
        (output.status, output.stdout)
    };
    let work = (0, "work\n".to_owned());
    assert_eq!(there(&["ls", "-F", "#S"]), work);
    let (status, read) = there(&["read", "-t", "%0", "--json"]);
    assert!(
        status == 0 && read.contains("\"outcome\":\"read\""),
        "{read}"
    );
    assert_eq!(there(&["await", "-t", "%7", "--prompt"]).0, 3);
    assert_eq!(there(&["submit", "-t", "%0", "--timeout", "x", "y"]).0, 2);
    for (host, wanted) in [
        ("-x", "invalid host name: -x"),
        (
            "box:work",
            "--host box:work: name the session with -t (use --host box)",
        ),
    ] {
        assert_eq!(machines.here.fails(&["--host", host, "ls"]), wanted);
    }
}

#[test]
fn a_wait_survives_the_link_and_the_server_of_another_host() {
    let machines = Machines::new();
    with_cat(&machines);
    let args = [
        "submit", "-t", "%0", "--force", "--await", "--text", "the word",
    ];
    let child = beside(&machines, &[&args[..], &["begun"]].concat());
    machines
        .there
        .ok(&["await", "-t", "%0", "--seen", "--text", "begun"]);
    let mut killed = None;
    for calls in 2..4 {
        assert!(until(|| {
            let proxy = kill_proxy(&machines, killed);
            killed = proxy.or(killed);
            proxy.is_some()
        }));
        assert!(until(|| machines.calls().len() == calls), "no new link");
    }
    let server = machines.there.process("server", None);
    server.kill();
    machines.there.process("server", Some(server.pid));
    machines
        .there
        .ok(&["send-keys", "-t", "%0", "the word", "Enter"]);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    // A link that has reached the server outlives it; one that has not is made again.
    let calls = machines.calls().len();
    assert!((3..=4).contains(&calls), "{calls} links");
}

#[test]
fn a_text_is_typed_once_over_a_link_that_breaks() {
    let machines = Machines::new();
    machines
        .there
        .detached("work", "stty -echo; echo up; cat > typed");
    machines
        .there
        .ok(&["await", "-t", "%0", "--seen", "--text", "up"]);
    let mut expected = String::new();
    for number in 0..8_u64 {
        let line = format!("line {number}");
        let child = beside(&machines, &["submit", "-t", "%0", "--force", &line]);
        std::thread::sleep(Duration::from_millis(number * 7));
        kill_proxy(&machines, None);
        let output = child.wait_with_output().unwrap();
        // Only a link that breaks before the first answer is an error, and then it may be typed.
        if output.status.code() == Some(0) {
            writeln!(expected, "{line}").unwrap();
        }
    }
    let typed = || machines.remote_file("typed");
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let complete = until(|| lines(&expected).iter().all(|l| typed().contains(l)));
    let all = lines(&typed());
    let once = all
        .iter()
        .all(|l| all.iter().filter(|o| *o == l).count() == 1);
    assert!(complete && once, "{all:?}, wanted {expected}");
}

#[test]
fn an_unreachable_host_gets_one_sentence() {
    let machines = Machines::new();
    for (name, value, want) in [
        (
            "MUX_SSH",
            "sh -c 'echo no route >&2; exit 255'",
            "no route\nmux: cannot reach host box, and no session here is called box (to create one: \
             mux new -s box)\n",
        ),
        (
            "MUX_REMOTE",
            "exit 127;",
            "to box\nmux: connected to box, but mux is not in its PATH. Install it there or set \
             MUX_REMOTE to its path.\n",
        ),
        (
            "MUX_REMOTE",
            "echo welcome; true",
            "to box\nmux: unexpected output from the remote shell before the handshake; its startup \
             files must print nothing when it is not interactive\n",
        ),
    ] {
        let mut command = machines.command(&["attach", "box"]);
        command.env(name, value);
        let output = finish(command, "");
        assert_eq!(
            (output.status, output.stderr.as_str()),
            (1, want),
            "{value}"
        );
    }
    let output = machines.there.run(&["-N", "proxy"]);
    assert_eq!((output.status, output.stdout.as_str()), (1, ""));
    assert!(
        output.stderr.starts_with("error connecting to "),
        "{output:?}"
    );
}

#[test]
fn a_lost_link_is_reconnected() {
    let machines = Machines::new();
    let terminal = machines.start(&["new", "box:", "-s", "work"]);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    terminal.type_line("echo one");
    terminal.wait_for("its output", |s| row(s, 1) == "one");
    for round in 0..3 {
        let mut all = machines.there.processes().into_iter();
        all.find(|p| p.name == "mux").unwrap().kill();
        assert!(until(|| machines.calls().len() == round + 2));
        terminal.type_line(&format!("echo round {round}"));
        terminal.wait_for_text(&format!("\nround {round}\n$"));
        terminal.wait_until_gone("box: connection lost");
    }
    assert_eq!(machines.calls().len(), 4);
    assert!(machines.calls()[1].starts_with("-T -o BatchMode=yes box "));
}

#[test]
fn a_kill_of_the_remote_server_keeps_the_link() {
    let machines = Machines::new();
    let terminal = machines.start(&["new", "box:", "-s", "work"]);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    let mut old = None;
    for round in 0..3 {
        let server = machines.there.process("server", old);
        server.kill();
        old = Some(server.pid);
        machines.there.process("server", old);
        machines
            .there
            .wait_for(&["list-clients"], |clients| !clients.is_empty());
        terminal.type_line(&format!("echo round {round}"));
        terminal.wait_for_text(&format!("\nround {round}\n$"));
    }
    assert_eq!(machines.calls().len(), 1);
}

/// Types numbered lines into `cat`, each with one Enter, while the link is cut, slow or stalled.
/// All arrive once and in order.
#[test]
fn keys_arrive_once_over_a_broken_link() {
    let machines = Machines::new();
    let link = Link::new();
    let terminal = machines.start_over(&link, &["new", "box:", "-s", "work"]);
    terminal.type_line("stty -echo; cat >typed");
    terminal.wait_for_text("cat >typed");
    let mut expected = String::new();
    for number in 0..60 {
        if matches!(number % 12, 3 | 9) {
            link.wait_until_up();
        }
        match number % 12 {
            3 => link.cut(),
            7 => link.set(LinkFaults {
                delay: Duration::from_millis(30),
                ..LinkFaults::default()
            }),
            9 => link.set(LinkFaults {
                stalled: true,
                ..LinkFaults::default()
            }),
            11 => {
                link.cut();
                link.set(LinkFaults::default());
            }
            _ => {}
        }
        terminal.type_text(&format!("line {number}\r"));
        writeln!(expected, "line {number}").unwrap();
        std::thread::sleep(Duration::from_millis(20));
    }
    let complete = until(|| machines.remote_file("typed").len() >= expected.len());
    assert_eq!(
        machines.remote_file("typed"),
        expected,
        "complete: {complete}"
    );
    assert!(link.attempts() > 10, "{}", link.attempts());
}

/// Both sides take each other for the oldest supported version: input is not counted then, and
/// everything else works.
#[test]
fn a_mux_of_version_one_is_supported() {
    let machines = Machines::new();
    let link = Link::new();
    let oldest = LinkFaults {
        oldest: true,
        ..LinkFaults::default()
    };
    link.set(oldest);
    let terminal = machines.start_over(&link, &["new", "box:", "-s", "work"]);
    terminal.type_line("echo $((40 + 2))");
    terminal.wait_for_text("\n42\n");
    link.set(LinkFaults {
        refused: true,
        ..oldest
    });
    link.cut();
    terminal.wait_for_text("box: connection lost at ");
    terminal.type_text("echo $((20 + 3))\r");
    link.set(oldest);
    terminal.wait_for_text("\n23\n");
    let shown = terminal.text();
    assert_eq!(shown.matches("\n23\n").count(), 1, "{shown}");
}

#[test]
fn a_silent_link_is_detected_and_reconnected() {
    let machines = Machines::new();
    let link = Link::new();
    let terminal = machines.start_over(&link, &["new", "box:", "-s", "work"]);
    link.set(LinkFaults {
        stalled: true,
        ..LinkFaults::default()
    });
    terminal.type_text("echo al");
    terminal.wait_for("four seconds, when a key makes it reconnect", |s| {
        let text = s.contents();
        let waited = text.split("no reply from box for ").nth(1);
        let seconds = waited.and_then(|rest| rest.split(' ').next()?.parse().ok());
        seconds >= Some(4) || text.contains("box: connection lost")
    });
    // The current connection stays stalled, and new ones are refused.
    link.set(LinkFaults {
        refused: true,
        stalled: true,
        ..LinkFaults::default()
    });
    terminal.type_text("iv");
    terminal.wait_for_text("box: connection lost at ");
    terminal.wait_for_text("retrying in ");
    terminal.send(b"\x1b[200~pasted\x1b[201~");
    terminal.wait_for_text("your paste is waiting");
    link.cut();
    link.set(LinkFaults::default());
    terminal.wait_for_text("Any other key: discard");
    terminal.keys("x");
    terminal.wait_until_gone("Any other key: discard");
    terminal.type_line("e");
    terminal.wait_for_text("\nalive\n");
    let alone = |clients: &str| clients.lines().count() == 1;
    machines.there.wait_for(&["list-clients"], alone);
}

#[test]
fn an_interrupt_is_not_behind_old_output() {
    let machines = Machines::new();
    let link = Link::new();
    let terminal = machines.start_over(&link, &["new", "box:", "-s", "work"]);
    link.set(LinkFaults {
        rate: 20_000,
        delay: Duration::from_millis(100),
        ..LinkFaults::default()
    });
    terminal.type_line("while :; do seq 100000; done; echo never");
    terminal.wait_for_text("\n1");
    // Without a limit, the output of this time would occupy the link for a minute.
    std::thread::sleep(Duration::from_secs(2));
    let pressed = Instant::now();
    terminal.keys("C-c");
    terminal.wait_for("a prompt", |s| (0..SIZE.rows).any(|y| row(s, y) == "$"));
    // One frame may be in flight before the key; the prompt is in the next one.
    let took = pressed.elapsed();
    println!("C-c took effect after {} ms", took.as_millis());
    assert!(took < Duration::from_secs(15), "{took:?}");
}

#[test]
fn reconnection_backs_off_and_a_key_retries_at_once() {
    let machines = Machines::new();
    let link = Link::new();
    let terminal = machines.start_over(&link, &["new", "box:", "-s", "work"]);
    link.set(LinkFaults {
        refused: true,
        ..LinkFaults::default()
    });
    link.cut();
    terminal.wait_for_text("box: connection lost at ");
    // The first attempt starts at once, then pauses double: 0.5, 1, 2, 4 s.
    assert!(until(|| link.attempts() >= 6), "{}", link.attempts());
    let attempt_times = link.attempt_times();
    let pause = |n: usize| attempt_times[n + 1] - attempt_times[n];
    assert!(
        pause(4) > pause(1) + Duration::from_secs(1),
        "{attempt_times:?}"
    );
    assert!(attempt_times.len() < 9, "{attempt_times:?}");
    terminal.wait_for("a long pause", |s| {
        let text = s.contents();
        let left = text.split("retrying in ").nth(1);
        let left = left.and_then(|rest| rest.split(' ').next()?.parse().ok());
        left >= Some(7)
    });
    let (before, pressed) = (link.attempts(), Instant::now());
    terminal.type_text("x");
    assert!(until(|| link.attempts() > before));
    assert!(pressed.elapsed() < Duration::from_secs(6));
    link.set(LinkFaults::default());
    terminal.wait_until_gone("box: connection lost");
    terminal.wait_for_text("$ x");
}

#[test]
fn missed_lines_are_counted_and_a_gap_is_reported() {
    let machines = Machines::new();
    machines.there.ok(&["new", "-d", "-s", "first"]);
    machines.there.ok(&["set", "-g", "history-limit", "1000"]);
    let link = Link::new();
    let terminal = machines.start_over(&link, &["new", "box:", "-s", "work"]);
    let lose = || {
        // A frame is acknowledged once more small frames follow than may be unacknowledged (four).
        for _ in 0..3 {
            terminal.type_text("x");
            terminal.wait_for_text("$ x");
            terminal.keys("BSpace");
            terminal.wait_until_gone("$ x");
        }
        link.set(LinkFaults {
            refused: true,
            ..LinkFaults::default()
        });
        link.cut();
        terminal.wait_for_text("box: connection lost at ");
    };
    let print = |command: &str, last: &str| {
        machines
            .there
            .ok(&["send-keys", "-t", "work", command, "Enter"]);
        let shown = ["capture-pane", "-p", "-t", "work"];
        machines
            .there
            .wait_for(&shown, |text| text.contains(&format!("\n{last}\n$")));
    };
    lose();
    print("seq 500", "500");
    link.set(LinkFaults::default());
    // 23 rows above the status line: the prompt and 22 numbers were visible.
    terminal.wait_for_text("mux: 479 lines of output while disconnected");
    assert!(!terminal.text().contains("gone for good"));
    terminal.wait_for_text("\n500\n$");
    terminal.type_text(" ");
    terminal.wait_until_gone("while disconnected");
    terminal.keys("BSpace");
    lose();
    print("seq 10001 15000", "15000");
    link.set(LinkFaults::default());
    terminal.wait_for_text("mux: 4979 lines of output while disconnected; 3979 of them are");
    let lines = machines
        .there
        .ok(&["capture-pane", "-p", "-t", "work", "-S", "-"]);
    let numbers: Vec<u32> = lines.lines().filter_map(|line| line.parse().ok()).collect();
    assert_eq!(numbers, (13_979..=15_000).collect::<Vec<_>>());
}

#[test]
fn three_machines_see_one_session() {
    let machines = Machines::new();
    let (second, third) = (Mux::new(), Mux::new());
    let links = [Link::new(), Link::new(), Link::new()];
    let first = machines.start_over(&links[0], &["new", "box:", "-s", "work"]);
    let second = machines.start_from(&second, &links[1], &["attach", "box:work"]);
    let third = machines.start_from(&third, &links[2], &["attach", "box"]);
    let all = [&first, &second, &third];
    let list = ["list-clients", "-F", "#{session_name}"];
    let clients = machines.there.wait_for(&list, |l| l.lines().count() == 3);
    assert_eq!(clients, "work\nwork\nwork");
    for (number, typist) in all.iter().enumerate() {
        typist.type_line(&format!("echo from $(({number} + 1))"));
        for (link, terminal) in links.iter().zip(all) {
            terminal.wait_for_text(&format!("\nfrom {}\n$", number + 1));
            link.cut();
        }
    }
    machines.there.wait_for(&list, |l| l.lines().count() == 3);
}

#[test]
fn clients_of_several_machines_see_one_session() {
    let machines = Machines::new();
    let link = Link::new();
    let far = machines.start_over(&link, &["new", "box:", "-s", "work"]);
    let near = machines.there.attach("work");
    near.wait_for("a prompt", |s| row(s, 0).starts_with('$'));
    near.type_line("echo from near");
    far.wait_for_text("\nfrom near\n$");
    far.type_line("echo from far");
    near.wait_for_text("\nfrom far\n$");
    link.set(LinkFaults {
        stalled: true,
        ..LinkFaults::default()
    });
    near.type_line("echo while it stalls");
    near.wait_for_text("\nwhile it stalls\n");
    link.cut();
    link.set(LinkFaults::default());
    far.wait_for_text("\nwhile it stalls\n");
}
