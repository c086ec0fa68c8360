//! Scripts that drive panes: waits, typed lines and commands, in real shells, across the death of
//! the server.

use crate::harness::skip::skip;
use crate::harness::{Mux, Output, SIZE, Terminal, finish, until};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A startup file of bash that is slow. It marks prompts if `marks`.
fn slow_shell(mux: &Mux, marks: bool) -> String {
    let integration = mux.ok(&["shell-integration", "bash"]);
    let integration = if marks { integration.as_str() } else { "" };
    let text = format!("sleep 0.2\nPS1='ready> '\n{integration}\n");
    let file = mux.write(&format!("home/slow-{marks}"), &text);
    file.to_str().unwrap().to_owned()
}

fn has_bash() -> bool {
    let found = Path::new("/bin/bash").exists();
    if !found {
        skip("bash", "no /bin/bash is installed");
    }
    found
}

/// A command that runs beside the test.
fn start(mux: &Mux, args: &[&str]) -> Child {
    let mut command = mux.command(args);
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn end(child: Child) -> (i32, String) {
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap_or(-1), text)
}

/// Spawns a slow shell, types a command that leaves a file and prints a word, waits for the word,
/// and checks that the file is there, that the word was printed once, and that nothing was left out.
fn round(mux: &Mux, shell: &str, number: u32, kill: bool) {
    let pane = mux.ok(&[
        "spawn",
        "--",
        "/bin/bash",
        "--noprofile",
        "--rcfile",
        shell,
        "-i",
    ]);
    let file = format!("home/round-{number}");
    let command = format!("echo x >> round-{number}; echo word-{number}");
    let word = format!("word-{number}");
    let args = ["submit", "-t", &pane, "--await", "--text", &word, &command];
    let child = start(mux, &args);
    if kill {
        // At another moment in each round.
        std::thread::sleep(Duration::from_millis(u64::from(number * 37 % 400)));
        let servers = mux.processes();
        let server = servers
            .iter()
            .find(|p| p.is_mux() && p.name.contains("server"));
        server.inspect(|server| server.kill());
    }
    let (status, _) = end(child);
    let shown = || mux.ok(&["read", "-t", &pane, "--lines", "100"]);
    assert_eq!(status, 0, "round {number} is lost:\n{}", shown());
    let written = std::fs::read_to_string(mux.dir().join(&file));
    assert_eq!(
        written.unwrap_or_default(),
        "x\n",
        "round {number}:\n{}",
        shown()
    );
    let printed = shown().lines().filter(|line| *line == word).count();
    assert_eq!(printed, 1, "round {number}:\n{}", shown());
    mux.ok(&["kill-pane", "-t", &pane]);
}

/// Rounds in shells with and without marks; `MUX_ROUNDS` is their number.
fn rounds(number: u32, kill: bool) {
    if !has_bash() {
        return;
    }
    let wanted = std::env::var("MUX_ROUNDS").ok();
    let number = wanted.and_then(|n| n.parse().ok()).unwrap_or(number);
    let mux = Mux::new();
    mux.detached("work", "cat");
    let shells = [slow_shell(&mux, false), slow_shell(&mux, true)];
    for n in 0..number {
        round(&mux, &shells[n as usize % 2], n, kill);
    }
}

#[test]
fn rounds_in_slow_shells_lose_and_double_nothing() {
    rounds(10, false);
}

#[test]
#[ignore = "a submit whose server dies before the shell starts may miss its text and time out"]
fn rounds_survive_the_death_of_the_server_at_any_moment() {
    rounds(8, true);
}

#[test]
fn a_wait_survives_the_death_of_the_server() {
    let mux = Mux::new();
    mux.detached("work", "cat");
    let child = start(&mux, &["await", "-t", "%0", "--seen", "--text", "the word"]);
    let first = mux.process("server", None);
    first.kill();
    mux.process("server", Some(first.pid));
    mux.ok(&["send-keys", "-t", "%0", "the word", "Enter"]);
    assert_eq!(end(child).0, 0);
}

#[test]
fn a_closed_pane_ends_a_wait_with_status_3() {
    let mux = Mux::new();
    mux.detached("work", "cat");
    let pane = mux.ok(&["spawn", "--in", "window", "--", "cat"]);
    let child = start(&mux, &["await", "-t", &pane, "--text", "never"]);
    mux.ok(&["kill-pane", "-t", &pane]);
    assert_eq!(end(child).0, 3);
    assert_eq!(
        mux.run(&["await", "-t", &pane, "--text", "x", "--json"])
            .status,
        3
    );
}

#[test]
fn overwritten_lines_and_alternate_screens_match() {
    let mux = Mux::new();
    mux.detached("work", "cat");
    let script = "read x; printf '10%%\\r50%%\\r90%%\\n'; read x; printf '\\033[?1049hpage'; cat";
    let pane = mux.ok(&["spawn", "--in", "window", "--", "sh", "-c", script]);
    mux.ok(&["submit", "-t", &pane, "--await", "--regex", "^50%$", "go"]);
    let args = [
        "submit", "-t", &pane, "--json", "--await", "--text", "page", "go",
    ];
    let out = mux.ok(&args);
    assert!(out.contains("\"screen\":\"alternate\""), "{out}");
}

#[test]
fn two_writers_never_mix() {
    let mux = Mux::new();
    mux.detached("work", "stty -echo; echo up; cat > lines");
    mux.ok(&["await", "-t", "%0", "--seen", "--text", "up"]);
    let lines = ["a".repeat(300), "b".repeat(300)];
    let typed: Vec<Child> = (0..10)
        .map(|n| start(&mux, &["submit", "-t", "%0", "--force", &lines[n % 2]]))
        .collect();
    assert!(typed.into_iter().all(|child| end(child).0 == 0));
    let written = || std::fs::read_to_string(mux.home().join("lines")).unwrap_or_default();
    assert!(until(|| written().lines().count() == 10), "{}", written());
    assert!(
        written()
            .lines()
            .all(|line| lines.iter().any(|known| known == line))
    );
}

#[test]
fn a_program_that_never_reads_is_told() {
    let mux = Mux::new();
    mux.detached("work", "stty raw -echo; echo up; exec sleep 1000");
    mux.ok(&["await", "-t", "%0", "--seen", "--text", "up"]);
    let out = mux.ok(&["submit", "-t", "%0", "--json", "text"]);
    assert!(out.contains("\"read\":false"), "{out}");
}

#[test]
fn commands_in_a_shell_give_output_and_status() {
    if !has_bash() {
        return;
    }
    let mux = Mux::new();
    mux.detached("work", "cat");
    let shell = slow_shell(&mux, true);
    let pane = mux.ok(&[
        "spawn",
        "--",
        "/bin/bash",
        "--noprofile",
        "--rcfile",
        &shell,
        "-i",
    ]);
    mux.ok(&["await", "-t", &pane, "--seen", "--prompt"]);
    let Output { status, stdout, .. } = mux.run(&["exec", "-t", &pane, "--", "seq 100; (exit 3)"]);
    let wanted: Vec<String> = (1..=100).map(|n| n.to_string()).collect();
    assert_eq!((status, stdout.trim_end()), (3, wanted.join("\n").as_str()));
    let out = mux.ok(&["exec", "-t", &pane, "--json", "--", "printf end"]);
    assert!(out.contains("\"status\":0,\"output\":\"end\""), "{out}");
    assert_eq!(
        mux.run(&["exec", "-t", "work:", "--json", "--", "true"])
            .status,
        4
    );
}

#[test]
fn a_spawned_program_gives_its_status() {
    let mux = Mux::new();
    mux.detached("work", "cat");
    for (argv, status) in [
        (&["true"][..], 0),
        (&["sh", "-c", "exit 3"], 3),
        (&["sh", "-c", "kill -TERM $$"], 143),
        (&["/no/such/program"], 127),
        (&["/etc/passwd"], 126),
    ] {
        let args = [&["spawn", "--wait", "--"][..], argv].concat();
        assert_eq!(mux.run(&args).status, status, "{argv:?}");
    }
    let input = finish(
        mux.command(&["submit", "-t", "work:", "-"]),
        "from a pipe\n",
    );
    assert_eq!(input.status, 0, "{input:?}");
    mux.ok(&["await", "-t", "work:", "--seen", "--text", "from a pipe"]);
}

/// The value below which this part of the sorted times lies.
fn quantile(times: &[Duration], part: f64) -> Duration {
    let at = (times.len() as f64 * part) as usize;
    times[at.min(times.len() - 1)]
}

#[allow(clippy::print_stdout, reason = "figures are printed")]
fn report(what: &str, mut times: Vec<Duration>) -> Duration {
    times.sort();
    let (p50, p99) = (quantile(&times, 0.5), quantile(&times, 0.99));
    println!("{what}: p50 {p50:?}, p99 {p99:?}, {} times", times.len());
    p50
}

/// `cargo test --release --test it -- --ignored --nocapture automation::figures`
#[test]
#[ignore = "prints figures"]
fn figures_of_a_command_at_a_prompt() {
    let mux = Mux::new();
    mux.detached("work", "cat");
    let shell = slow_shell(&mux, true);
    let pane = mux.ok(&[
        "spawn",
        "--",
        "/bin/bash",
        "--noprofile",
        "--rcfile",
        &shell,
        "-i",
    ]);
    mux.ok(&["await", "-t", &pane, "--seen", "--prompt"]);
    let once = || {
        let start = Instant::now();
        mux.ok(&["submit", "-t", &pane, "--await", "--prompt", "true"]);
        start.elapsed()
    };
    report(
        "submit --await --prompt true",
        (0..300).map(|_| once()).collect(),
    );
    let list = || {
        let start = Instant::now();
        mux.ok(&["has-session"]);
        start.elapsed()
    };
    report(
        "has-session, for comparison",
        (0..300).map(|_| list()).collect(),
    );
    let polled = |number: usize| {
        let start = Instant::now();
        let word = format!("word-{number}");
        let typed = format!("echo word-\"{number}\"");
        mux.ok(&["send-keys", "-t", &pane, &typed, "Enter"]);
        while !mux
            .ok(&["capture-pane", "-p", "-t", &pane])
            .lines()
            .any(|l| l == word)
        {}
        start.elapsed()
    };
    report(
        "send-keys and polled capture-pane",
        (0..300).map(polled).collect(),
    );
}

/// The times from a key to its echo in a pane beside a flood.
fn echoes(terminal: &Terminal) -> Vec<Duration> {
    let once = |_| {
        let before = terminal.raw().len();
        let start = Instant::now();
        terminal.send(b"x");
        while terminal.raw().len() == before {
            std::thread::yield_now();
        }
        let time = start.elapsed();
        std::thread::sleep(Duration::from_millis(5));
        time
    };
    (0..500).map(once).collect()
}

/// See above.
#[test]
#[ignore = "prints figures"]
fn figures_of_many_waits_under_a_flood() {
    let mux = Mux::with_config("set -g status off\n");
    let terminal = mux.start(&["new-session", "stty -echo; cat >/dev/null"], SIZE);
    mux.wait_for(&["list-clients", "-F", "x"], |text| text == "x");
    mux.ok(&["respawn-pane", "-k", "cat"]);
    let pane = mux.ok(&["spawn", "--in", "window", "--", "yes", "a line of a flood"]);
    report("echo beside a flood", echoes(&terminal));
    let waits: Vec<Child> = (0..200)
        .map(|n| {
            let word = format!("never {n}");
            start(
                &mux,
                &["await", "-t", &pane, "--timeout", "none", "--text", &word],
            )
        })
        .collect();
    report("echo beside a flood with 200 waits", echoes(&terminal));
    mux.ok(&["kill-pane", "-t", &pane]);
    assert!(waits.into_iter().all(|child| end(child).0 == 3));
}
