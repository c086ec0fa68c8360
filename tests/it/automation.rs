//! Scripts that drive panes: waits, typed lines and commands, in real shells, across the death of
//! the server.

use crate::harness::skip::skip;
use crate::harness::{Mux, Output, SIZE, Terminal, finish, until};
use std::io::{BufRead as _, BufReader};
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

fn spawn_shell(mux: &Mux, shell: &str) -> String {
    let argv = ["spawn", "--", "/bin/bash", "--noprofile", "--rcfile"];
    mux.ok(&[&argv[..], &[shell, "-i"]].concat())
}

/// Kills the server at a moment of the round: in even ones within the first 400 ms, in odd ones
/// within the first 40 ms, in which the request arrives and is performed.
fn kill_server(mux: &Mux, number: u32) {
    let ms = match number % 2 {
        0 => number * 37 % 400,
        _ => number * 7 % 40,
    };
    std::thread::sleep(Duration::from_millis(u64::from(ms)));
    let servers = mux.processes();
    let server = servers
        .iter()
        .find(|p| p.is_mux() && p.name.contains("server"));
    server.inspect(|server| server.kill());
}

/// What the rounds of a word share.
struct Round {
    mux: Mux,
    /// Startup files of a slow shell, without and with marks.
    shells: [String; 2],
    number: u32,
    kill: bool,
}

impl Round {
    fn shell(&self) -> &str {
        &self.shells[self.number as usize / 2 % 2]
    }

    /// Runs a word and kills the server meanwhile.
    fn run(&self, args: &[&str]) -> (i32, String) {
        let child = start(&self.mux, args);
        if self.kill {
            kill_server(&self.mux, self.number);
        }
        end(child)
    }

    /// Checks that the command of the round ran once.
    fn ran_once(&self, pane: &str) {
        let file = self.mux.dir().join(format!("home/round-{}", self.number));
        let written = std::fs::read_to_string(file).unwrap_or_default();
        assert_eq!(
            written,
            "x\n",
            "round {}:\n{}",
            self.number,
            self.shown(pane)
        );
    }

    fn shown(&self, pane: &str) -> String {
        self.mux.run(&["read", "-t", pane, "--lines", "100"]).stdout
    }

    /// Types a command that leaves a file and prints a word, waits for the word, and checks that
    /// the file is there, that the word was printed once, and that nothing was left out.
    fn submit(&self) {
        let (mux, number) = (&self.mux, self.number);
        let pane = spawn_shell(mux, self.shell());
        let command = format!("echo x >> round-{number}; echo word-{number}");
        let word = format!("word-{number}");
        let args = ["submit", "-t", &pane, "--await", "--text", &word, &command];
        let (status, _) = self.run(&args);
        assert_eq!(status, 0, "round {number} is lost:\n{}", self.shown(&pane));
        self.ran_once(&pane);
        let shown = self.shown(&pane);
        let printed = shown.lines().filter(|line| *line == word).count();
        assert_eq!(printed, 1, "round {number}:\n{shown}");
        mux.ok(&["kill-pane", "-t", &pane]);
    }

    /// The output of a command and its status.
    fn exec(&self) {
        let (mux, number) = (&self.mux, self.number);
        let pane = spawn_shell(mux, &self.shells[1]);
        mux.ok(&["await", "-t", &pane, "--seen", "--prompt"]);
        let command = format!("echo x >> round-{number}; sleep 0.1; echo word-{number}; (exit 3)");
        let (status, out) = self.run(&["exec", "-t", &pane, "--", &command]);
        let wanted = (3, format!("word-{number}\n"));
        assert_eq!((status, out), wanted, "{}", self.shown(&pane));
        self.ran_once(&pane);
        mux.ok(&["kill-pane", "-t", &pane]);
    }

    /// A wait for a line that its program overwrites at once.
    fn wait(&self) {
        let mux = &self.mux;
        let count = "for n in $(seq 300); do printf '\\r%s%%' $n; sleep 0.001; done";
        let script = format!("stty -echo; read go; {count}; exec cat");
        let pane = mux.ok(&["spawn", "--", "sh", "-c", &script]);
        let args = [
            "submit", "-t", &pane, "--force", "--await", "--text", "150%",
        ];
        let (status, _) = self.run(&[&args[..], &["go"]].concat());
        assert_eq!(status, 0, "round {}:\n{}", self.number, self.shown(&pane));
        mux.ok(&["kill-pane", "-t", &pane]);
    }

    /// The status of a program.
    fn spawn(&self) {
        let number = self.number;
        let command = format!("echo x >> round-{number}; sleep 0.05; exit 3");
        let (status, pane) = self.run(&["spawn", "--wait", "--", "sh", "-c", &command]);
        assert_eq!(status, 3, "round {number}: {pane}");
        self.ran_once(pane.trim());
    }
}

/// Rounds in shells with and without marks; `MUX_ROUNDS` is their number.
fn rounds(number: u32, kill: bool, round: fn(&Round)) {
    if !has_bash() {
        return;
    }
    let wanted = std::env::var("MUX_ROUNDS").ok();
    let number = wanted.and_then(|n| n.parse().ok()).unwrap_or(number);
    let mux = Mux::new();
    mux.detached("work", "cat");
    let mut this = Round {
        shells: [slow_shell(&mux, false), slow_shell(&mux, true)],
        mux,
        number: 0,
        kill,
    };
    for n in 0..number {
        this.number = n;
        round(&this);
    }
}

#[test]
fn rounds_in_slow_shells_lose_and_double_nothing() {
    rounds(4, false, Round::submit);
}

#[test]
fn rounds_survive_the_death_of_the_server_at_any_moment() {
    rounds(4, true, Round::submit);
}

#[test]
fn rounds_of_exec_survive_the_death_of_the_server() {
    rounds(3, true, Round::exec);
}

#[test]
fn rounds_of_waits_survive_the_death_of_the_server() {
    rounds(3, true, Round::wait);
}

#[test]
fn rounds_of_programs_survive_the_death_of_the_server() {
    rounds(4, true, Round::spawn);
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
fn a_channel_is_lost_with_its_server_and_the_wait_fails() {
    let mux = Mux::new();
    mux.detached("work", "cat");
    for kill in [true, false] {
        let args = ["display-message", "-p", "up", ";", "wait-for", "x"];
        let mut child = start(&mux, &args);
        let mut line = String::new();
        let out = child.stdout.as_mut().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        assert_eq!(line, "up\n");
        if kill {
            mux.process("server", None).kill();
        } else {
            mux.run(&["kill-server"]);
        }
        assert_eq!(end(child).0, 1, "{kill}");
    }
}

#[test]
fn a_wait_continues_across_an_upgrade() {
    let mux = Mux::new();
    mux.detached("work", "cat");
    let child = start(&mux, &["await", "-t", "%0", "--seen", "--text", "the word"]);
    let first = mux.process("server", None);
    mux.ok(&["upgrade"]);
    let second = mux.process("server", Some(first.pid));
    mux.ok(&["upgrade"]);
    mux.process("server", Some(second.pid));
    mux.ok(&["submit", "-t", "%0", "the word"]);
    assert_eq!(end(child).0, 0);
}

#[test]
fn targets_and_patterns_that_are_wrong_are_refused_and_nothing_is_typed() {
    let mux = Mux::new();
    mux.detached("work", "stty -echo; echo up; cat > typed");
    mux.ok(&["await", "-t", "%0", "--seen", "--text", "up"]);
    let pos = mux.ok(&["await", "-t", "%0", "--seen", "--quiet", "1ms"]);
    let (mine, other) = pos.rsplit_once(".s").unwrap();
    let other = format!("{mine}.s{}", other.parse::<u32>().unwrap() ^ 1);
    let gone = mux.ok(&["spawn", "--in", "window", "--", "cat"]);
    mux.ok(&["kill-pane", "-t", &gone]);
    for (args, status, code) in [
        (&["submit", "-t", &gone, "x"][..], 3, "target-gone"),
        (&["exec", "-t", &gone, "--", "x"], 3, "target-gone"),
        (&["await", "-t", &gone, "--prompt"], 3, "target-gone"),
        (&["read", "-t", &gone], 3, "target-gone"),
        (&["spawn", "-t", &gone, "--", "cat"], 3, "target-gone"),
        (&["report", "-t", &gone, "done"], 3, "target-gone"),
        (&["await", "-t", "%0", "--regex", "("], 2, "usage"),
        (
            &["await", "-t", "%0", "--text", "x", "--stop", "["],
            2,
            "usage",
        ),
        (&["submit", "-t", "%0", "--regex", "*", "x"], 2, "usage"),
        (
            &["await", "-t", "%0", "--text", "x", "--from", &other],
            1,
            "other-server",
        ),
        (&["read", "-t", "%0", "--from", &other], 1, "other-server"),
        (
            &["await", "-t", "%0", "--text", "x", "--from", "p0"],
            2,
            "usage",
        ),
        // Echo is off, as where a program asks for a password.
        (&["submit", "-t", "%0", "x"], 4, "password"),
        (&["exec", "-t", "%0", "--", "x"], 4, "no-marks"),
    ] {
        let at = args
            .iter()
            .position(|arg| *arg == "--")
            .unwrap_or(args.len());
        let with_json = [&args[..at], &["--json"], &args[at..]].concat();
        let refused = mux.run(&with_json);
        assert_eq!(refused.status, status, "{args:?}: {refused:?}");
        let start = format!("{{\"error\":{{\"code\":\"{code}\",\"message\":\"");
        assert!(refused.stderr.starts_with(&start), "{args:?}: {refused:?}");
        assert_eq!(refused.stderr.lines().count(), 1, "{args:?}: {refused:?}");
        let plain = mux.run(args);
        assert_eq!(plain.status, status, "{args:?}: {plain:?}");
        assert!(plain.stdout.is_empty(), "{args:?}: {plain:?}");
        assert!(!plain.stderr.starts_with('{'), "{args:?}: {plain:?}");
    }
    mux.ok(&["submit", "-t", "%0", "--force", "the end"]);
    let typed = || std::fs::read_to_string(mux.home().join("typed")).unwrap_or_default();
    assert!(until(|| !typed().is_empty()));
    assert_eq!(typed(), "the end\n");
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
    let pane = spawn_shell(&mux, &shell);
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

/// `cargo test --release --test it -- --ignored --nocapture --test-threads=1 automation::figures`
#[test]
#[ignore = "prints figures"]
fn figures_of_a_command_at_a_prompt() {
    let mux = Mux::new();
    mux.detached("work", "cat");
    let shell = slow_shell(&mux, true);
    let pane = spawn_shell(&mux, &shell);
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
    // The same with polling, which needs a text of its own for each command.
    let polled = |run: &dyn Fn(&[&str]) -> String, pane: &str, number: usize| {
        let start = Instant::now();
        let word = format!("word-{number}");
        let typed = format!("echo word-\"{number}\"");
        run(&["send-keys", "-t", pane, &typed, "Enter"]);
        while !run(&["capture-pane", "-p", "-t", pane])
            .lines()
            .any(|line| line == word)
        {}
        start.elapsed()
    };
    let run = |args: &[&str]| mux.ok(args);
    report(
        "send-keys and polled capture-pane",
        (0..300).map(|n| polled(&run, &pane, n)).collect(),
    );
    if !Path::new("/usr/bin/tmux").exists() {
        return skip("tmux", "no /usr/bin/tmux is installed");
    }
    let socket = mux.dir().join("real");
    let real = ["-f", "/dev/null", "-S", socket.to_str().unwrap()];
    let run = |args: &[&str]| {
        let args = [&real[..], args].concat();
        finish(mux.program("/usr/bin/tmux", &args), "").stdout
    };
    let argv = ["/bin/bash", "--noprofile", "--rcfile", &shell, "-i"];
    run(&[
        &["new-session", "-d", "-s", "real", "-x", "80", "-y", "24"][..],
        &argv,
    ]
    .concat());
    assert!(until(|| run(&["capture-pane", "-p"]).contains("ready>")));
    report(
        "tmux: send-keys and polled capture-pane",
        (0..300).map(|n| polled(&run, "real", n)).collect(),
    );
    run(&["kill-server"]);
    drop(std::fs::remove_file(&socket));
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
