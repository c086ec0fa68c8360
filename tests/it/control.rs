//! Control mode (`mux -C`): a scripted client, beside tmux where one is installed.

use crate::harness::{Mux, finish, skip, until};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};

/// A control client that a test writes to and reads from.
struct Control {
    child: Child,
    input: Option<ChildStdin>,
    lines: Arc<Mutex<Vec<String>>>,
    asked: usize,
}

impl Control {
    fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        let received = Arc::clone(&lines);
        std::thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n') {
                let Ok(line) = line else { return };
                let line = String::from_utf8_lossy(&line).into_owned();
                received.lock().unwrap().push(line);
            }
        });
        Self {
            child,
            input,
            lines,
            asked: 0,
        }
    }

    fn send(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    /// Waits for a line that `wanted` accepts.
    fn wait_for(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let mut found = None;
        until(|| {
            found = self.lines().into_iter().find(|line| wanted(line));
            found.is_some()
        });
        found.unwrap_or_else(|| panic!("no {what} in {:#?}", self.lines()))
    }

    /// Sends a command and waits until the server has answered it and everything before.
    fn run(&mut self, line: &str) {
        self.send(line);
        self.asked += 1;
        let mark = format!("mark-{}", self.asked);
        self.send(&format!("display-message -p {mark}"));
        self.wait_for(&mark, |line| line == mark);
        let mut ended = false;
        until(|| {
            let lines = self.lines();
            let at = lines.iter().position(|line| *line == mark).unwrap();
            ended = lines[at..].iter().any(|line| line.starts_with("%end"));
            ended
        });
        assert!(ended);
    }

    /// Ends the input and returns all lines and the exit status.
    fn finish(mut self) -> (Vec<String>, i32) {
        drop(self.input.take());
        let mut status = None;
        until(|| {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        let code = status.and_then(|s| s.code());
        let code = code.unwrap_or_else(|| panic!("still runs: {:#?}", self.lines()));
        until(|| {
            self.lines()
                .last()
                .is_some_and(|line| line.starts_with("%exit"))
        });
        (self.lines(), code)
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The output of a pane in the stream of a client.
fn output(lines: &[String], pane: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for line in lines {
        let Some(text) = line.strip_prefix(&format!("%output {pane} ")) else {
            continue;
        };
        let mut rest = text.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            if *first == b'\\' {
                let digits = std::str::from_utf8(&after[..3]).unwrap();
                out.push(u8::from_str_radix(digits, 8).unwrap());
                rest = &after[3..];
            } else {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

/// The blocks of a stream: the flag of each, whether it failed, and its lines. Fails if blocks nest
/// or if a notification is inside of one.
fn blocks(lines: &[String]) -> Vec<(String, bool, Vec<String>)> {
    let mut all = Vec::new();
    let mut open: Option<(String, Vec<String>)> = None;
    let mut last = 0;
    for line in lines {
        if let Some(words) = line.strip_prefix("%begin ") {
            assert!(open.is_none(), "blocks nest: {lines:#?}");
            let number: u64 = words.split(' ').nth(1).unwrap().parse().unwrap();
            assert!(number > last, "numbers rise: {lines:#?}");
            last = number;
            open = Some((words.to_owned(), Vec::new()));
            continue;
        }
        let ends = [("%end ", false), ("%error ", true)];
        let end = ends
            .iter()
            .find_map(|(word, failed)| line.strip_prefix(word).map(|words| (words, *failed)));
        match (end, &mut open) {
            (Some((words, failed)), Some((begin, text))) if words == begin => {
                let flag = words.rsplit(' ').next().unwrap().to_owned();
                all.push((flag, failed, std::mem::take(text)));
                open = None;
            }
            (_, Some((_, text))) => text.push(line.clone()),
            (_, None) => assert!(line.starts_with('%'), "{line} in {lines:#?}"),
        }
    }
    assert!(open.is_none(), "a block is open: {lines:#?}");
    all
}

#[test]
fn each_command_has_one_block() {
    let mux = Mux::new();
    mux.detached("s", "sleep 100");
    let mut client = Control::start(mux.command(&["-C", "attach", "-t", "s"]));
    client.run("list-panes -F '#{pane_id}' ; display -p two");
    client.run("bogus");
    client.run("select-window -t :7 ; display -p never");
    client.run("if-shell -F 1 { display -p inner }");
    client.run("display -p '%%end 1 2 3'");
    client.run("split-window -P -F 'new #{pane_id}' 'sleep 100'");
    client.run("save-buffer -b none /dev/null");
    let (lines, status) = client.finish();
    assert_eq!(status, 0);
    let kept: Vec<_> = blocks(&lines)
        .into_iter()
        .filter(|(_, _, text)| text.first().is_none_or(|line| !line.starts_with("mark-")))
        .map(|(flag, failed, text)| (flag, failed, text.join("|")))
        .collect();
    let want = [
        ("0", false, ""),
        ("1", false, "%0"),
        ("1", false, "two"),
        ("1", true, "parse error: unknown command: bogus"),
        ("1", true, "can't find window: 7"),
        ("1", false, ""),
        ("1", false, "inner"),
        ("1", false, "%end 1 2 3"),
        ("1", false, "new %1"),
        ("1", true, "no buffer none"),
    ];
    let want = want.map(|(flag, failed, text)| (flag.to_owned(), failed, text.to_owned()));
    assert_eq!(kept, want, "{lines:#?}");
    assert_eq!(lines.last().unwrap(), "%exit");
}

#[test]
fn a_command_that_does_not_attach_ends_with_its_blocks() {
    let mux = Mux::new();
    mux.detached("s", "sleep 100");
    let mut client =
        Control::start(mux.command(&["-C", "display", "-p", "a", ";", "display", "-p", "b"]));
    let mut ended = false;
    until(|| {
        ended = client.child.try_wait().unwrap().is_some();
        ended
    });
    assert!(ended, "it waits for input: {:#?}", client.lines());
    let (lines, status) = client.finish();
    let texts: Vec<_> = blocks(&lines)
        .into_iter()
        .map(|(flag, _, text)| (flag, text.join("|")))
        .collect();
    assert_eq!(
        texts,
        [
            ("0".to_owned(), "a".to_owned()),
            ("0".to_owned(), "b".to_owned())
        ]
    );
    assert_eq!(status, 0);
    let failed = finish(mux.command(&["-C", "attach", "-t", "none"]), "");
    assert_eq!(failed.status, 1);
    assert!(
        failed.stdout.contains("can't find session: none\n%error"),
        "{failed:?}"
    );
}

/// The commands of the comparison with tmux.
const CHANGES: &[&str] = &[
    "new-window -d -n two 'sleep 100'",
    "select-window -t :two",
    "split-window -d 'sleep 100'",
    "select-pane -t :.1",
    "resize-pane -Z",
    "resize-pane -Z",
    "swap-pane -d -s :.0 -t :.1",
    "rename-window three",
    "rename-session other",
    "new-session -d -s more -n far 'sleep 100'",
    "rename-window -t more:far near",
    "set-buffer -b named text",
    "delete-buffer -b named",
    "copy-mode",
    "send-keys -X cancel",
    "kill-session -t more",
    "select-window -t :one",
    "kill-window -t :three",
    "new-session -d -s last -n end 'sleep 100'",
    "switch-client -t last",
    "refresh-client -C 100x30",
    "display-message -p '#{client_width} #{client_control_mode}'",
];

/// Runs [`CHANGES`] and returns the notifications after each, sorted, without output of panes.
fn notifications(command: Command) -> Vec<Vec<String>> {
    let mut client = Control::start(command);
    client.run("set -g automatic-rename off");
    let mut all = Vec::new();
    for change in CHANGES {
        let before = client.lines().len();
        client.run(change);
        // Notifications that follow the mark belong to the command too.
        client.run("display-message -p settled");
        let mut block = false;
        let mut new = Vec::new();
        for line in &client.lines()[before..] {
            match line.split(' ').next().unwrap() {
                "%begin" => block = true,
                "%end" | "%error" => block = false,
                // tmux reports buffers since 3.4.
                "%output" | "%paste-buffer-changed" | "%paste-buffer-deleted" => {}
                _ if block && !line.starts_with("mark-") && line != "settled" => {
                    new.push(format!("| {line}"));
                }
                _ if block => {}
                _ => new.push(line.clone()),
            }
        }
        // tmux repeats some that change nothing.
        new.sort();
        new.dedup();
        new.insert(0, (*change).to_owned());
        all.push(new);
    }
    client.finish();
    all
}

#[test]
fn changes_are_notified_as_by_tmux() {
    let mux = Mux::new();
    let words = [
        "-f",
        "/dev/null",
        "-C",
        "new-session",
        "-s",
        "s",
        "-n",
        "one",
        "sleep 100",
    ];
    let mut tmux = mux.program("tmux", &["-L", "real"]);
    let version = mux.program("tmux", &["-V"]).output();
    if !version.is_ok_and(|v| v.stdout.starts_with(b"tmux 3.")) {
        return skip("tmux", "no tmux 3 is installed");
    }
    let theirs = notifications({
        tmux.args(words);
        tmux
    });
    finish(mux.program("tmux", &["-L", "real", "kill-server"]), "");
    // tmux 3.3a leaves its socket behind.
    let sockets = mux.sockets();
    let real = sockets.iter().filter(|path| path.ends_with("real"));
    real.for_each(|path| drop(std::fs::remove_file(path)));
    let ours = notifications(mux.command(&words));
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(ours, theirs);
    }
}

#[test]
fn output_is_complete_and_other_clients_are_named() {
    let mux = Mux::new();
    mux.detached("s", "sh");
    let mut client = Control::start(mux.command(&["-C", "attach", "-t", "s"]));
    client.run("send-keys 'seq 1 20000; echo do\"\"ne' Enter");
    until(|| {
        let text = output(&client.lines(), "%0");
        String::from_utf8_lossy(&text).contains("\ndone\r\n")
    });
    let text = String::from_utf8(output(&client.lines(), "%0")).unwrap();
    let numbers: Vec<u32> = text
        .lines()
        .filter_map(|line| line.trim().parse().ok())
        .collect();
    assert!(
        numbers.iter().copied().eq(1..=20000),
        "{} numbers",
        numbers.len()
    );
    let other = mux.attach("s");
    client.wait_for("attach", |line| {
        line.starts_with("%client-session-changed /dev/")
    });
    mux.ok(&["detach-client", "-s", "s", "-E", "true"]);
    drop(other);
}

#[test]
fn output_of_a_pane_is_switched_off_and_paused() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    let mut client =
        Control::start(mux.command(&["-C", "attach", "-t", "s", "-f", "pause-after=60"]));
    let typed = |client: &mut Control, word: &str| {
        client.run(&format!("send-keys {word} Enter"));
        let shown = mux.wait_for(&["capture-pane", "-p", "-t", "s"], |t| {
            t.matches(word).count() == 2
        });
        assert_eq!(shown.matches(word).count(), 2);
    };
    typed(&mut client, "first");
    client.wait_for("output", |l| {
        l.starts_with("%extended-output %0 ") && l.contains(" : ") && l.contains("first")
    });
    client.run("refresh-client -A '%0:pause'");
    typed(&mut client, "second");
    client.run("refresh-client -A '%0:continue'");
    typed(&mut client, "third");
    client.wait_for("output", |l| l.contains("third"));
    client.run("refresh-client -A '%0:off'");
    typed(&mut client, "fourth");
    client.run("refresh-client -A '%0:on' -f !pause-after");
    client.run("refresh-client -A '%0:on'");
    let (lines, _) = client.finish();
    let all = lines.join("\n");
    assert!(!all.contains("second") && !all.contains("fourth"), "{all}");
    let inside = blocks(&lines)
        .into_iter()
        .map(|(_, _, text)| text.join("|"));
    let inside: Vec<_> = inside
        .filter(|t| t.starts_with("%pause") || t.starts_with("%cont"))
        .collect();
    assert_eq!(inside, ["%pause %0", "%continue %0"]);
}

#[test]
fn subscriptions_report_changes() {
    let mux = Mux::new();
    mux.detached("s", "sleep 100");
    let mut client = Control::start(mux.command(&["-C", "attach", "-t", "s"]));
    client.run("refresh-client -B 'name:%*:#{pane_id}-#{@x}' -B 'all::#{session_name}'");
    client.wait_for("value", |l| {
        l == "%subscription-changed name $0 @0 0 %0 : %0-"
    });
    client.wait_for("value", |l| l == "%subscription-changed all $0 - - - : s");
    client.run("set-buffer -b named text ; delete-buffer -b named");
    client.wait_for("buffer", |l| l == "%paste-buffer-changed named");
    client.wait_for("buffer", |l| l == "%paste-buffer-deleted named");
    client.run("set -g @x new");
    client.wait_for("value", |l| {
        l == "%subscription-changed name $0 @0 0 %0 : %0-new"
    });
    for (line, error) in [
        ("refresh-client -C 0x0", "size too small or too big"),
        ("refresh-client -C 10", "bad size argument"),
        ("refresh-client -C @0:80", "bad size argument"),
    ] {
        client.run(line);
        client.wait_for("error", |l| l == error);
    }
    client.run("refresh-client -C 90,20");
    let size = mux.ok(&[
        "display",
        "-p",
        "-t",
        "s",
        "#{window_width}x#{window_height}",
    ]);
    assert_eq!(size, "90x20");
}

#[test]
fn wait_exit_waits_for_an_empty_line() {
    let mux = Mux::new();
    mux.detached("s", "sleep 100");
    let mut client = Control::start(mux.command(&["-C", "attach", "-t", "s", "-f", "wait-exit"]));
    client.run("display -p x");
    client.send("detach-client");
    client.wait_for("exit", |line| line == "%exit");
    client.send("ignored");
    assert!(client.child.try_wait().unwrap().is_none());
    client.send("");
    let mut status = None;
    until(|| {
        status = client.child.try_wait().unwrap();
        status.is_some()
    });
    assert_eq!(status.and_then(|s| s.code()), Some(0));
}

#[test]
fn a_control_client_survives_the_death_of_its_server() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    let mut client = Control::start(mux.command(&["-C", "attach", "-t", "s", "-f", "no-output"]));
    client.run("display -p before");
    let server = mux.process("server", None);
    server.kill();
    client.wait_for("message", |line| line.starts_with("%message "));
    client.run("display -p 'after #{client_flags}'");
    let flags = client.wait_for("flags", |line| line.starts_with("after "));
    assert!(flags.contains("no-output"), "{flags}");
    mux.ok(&["kill-server"]);
    let exit = client.wait_for("exit", |line| line.starts_with("%exit"));
    assert_eq!(exit, "%exit server exited");
}

#[test]
fn a_control_client_keeps_subscriptions_and_sizes_when_its_server_dies() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    let flags = ["-C", "attach", "-t", "s", "-f", "pause-after=5"];
    let mut client = Control::start(mux.command(&flags));
    client.run("refresh-client -C 90,20");
    client.run("refresh-client -B 'x::#{@x}'");
    client.run("set-hook -B 'watched::#{@y}' 'set -gF @seen \"#{hook_monitor_value}\"'");
    // The first check of a monitor only observes.
    let mut tries = 0;
    assert!(until(|| {
        tries += 1;
        mux.ok(&["set", "-g", "@y", &format!("{tries}")]);
        !mux.ok(&["show", "-gqv", "@seen"]).is_empty()
    }));
    client.run("set -g @x one");
    client.wait_for("value", |l| l == "%subscription-changed x $0 - - - : one");
    mux.process("server", None).kill();
    client.wait_for("message", |line| line.starts_with("%message "));
    // The output in between is missing: the client reads the screen, and continues the pane.
    client.wait_for("pause", |line| line == "%pause %0");
    client.run("refresh-client -A %0:continue");
    client.run("set -g @x two ; set -g @y new");
    client.wait_for("value", |l| l == "%subscription-changed x $0 - - - : two");
    let size = [
        "display",
        "-p",
        "-t",
        "s",
        "#{window_width}x#{window_height}",
    ];
    assert_eq!(mux.ok(&size), "90x20");
    mux.wait_for(&["show", "-gqv", "@seen"], |seen| seen == "new");
    drop(client.finish());
}

#[test]
fn the_output_of_a_pane_is_complete_when_its_server_dies() {
    let mux = Mux::new();
    mux.detached("s", "sh");
    let mut client = Control::start(mux.command(&["-C", "attach", "-t", "s"]));
    client.run("send-keys 'i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo \"<$i>\"; sleep 0.01; done; echo e\"\"nd' Enter");
    for number in [50, 150] {
        let wanted = format!("<{number}>");
        client.wait_for("number", |line| line.contains(&wanted));
        mux.process("server", None).kill();
        client.wait_for("message", |line| line == "%message the server was replaced");
    }
    client.wait_for("end", |line| {
        line.starts_with("%output") && line.contains("end\\015")
    });
    let (lines, _) = client.finish();
    let output = lines
        .iter()
        .filter_map(|line| line.strip_prefix("%output %0 "));
    let output: String = output.collect();
    let numbers = output.split('<').skip(1).filter_map(|part| {
        let (number, _) = part.split_once('>')?;
        number.parse::<u32>().ok()
    });
    assert_eq!(numbers.collect::<Vec<_>>(), (1..=300).collect::<Vec<_>>());
    assert!(
        !lines.iter().any(|line| line.contains("missing")),
        "{lines:?}"
    );
}

#[test]
fn two_hundred_commands_at_once_are_answered_in_order() {
    let mux = Mux::new();
    mux.detached("s", "sh");
    let mut client = Control::start(mux.command(&["-C", "attach", "-t", "s"]));
    client.run("send-keys 'yes' Enter");
    let lines = (0..200).map(|n| format!("display-message -p answer-{n}"));
    client.send(&lines.collect::<Vec<_>>().join("\n"));
    client.wait_for("answer", |line| line == "answer-199");
    client.run("send-keys C-c");
    let (lines, _) = client.finish();
    let mut seen = BTreeMap::new();
    for (_, failed, text) in blocks(&lines) {
        if let Some(n) = text.first().and_then(|t| t.strip_prefix("answer-")) {
            assert!(!failed && text.len() == 1, "{text:?}");
            seen.insert(seen.len(), n.parse::<usize>().unwrap());
        }
    }
    assert_eq!(seen.len(), 200);
    assert!(seen.iter().all(|(at, n)| at == n));
}
