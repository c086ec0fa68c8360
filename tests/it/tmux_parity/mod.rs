//! Runs the same scripts with mux and with the installed tmux as `tmux` on the PATH, and compares
//! output and exit status of every line.
//!
//! Scripts are in `tests/it/tmux_parity/*.txt`. `== name` begins one, with its own home, server and
//! directory in both programs. Each further line is the arguments of one `tmux` command, read by a
//! shell, or
//!
//! - `$ LINE`: any shell line;
//! - `file NAME` and lines that begin with `| `: writes a file to the home;
//! - `until TEXT: WORDS`: repeats a `tmux` command until it prints TEXT, and the same in both;
//! - `terminal WORDS`: a `tmux` command in a terminal; `keys NAMES`, `type TEXT`: its input;
//! - `screen TEXT`: waits until both terminals show TEXT and the same around it;
//! - `ended`: waits for the end of the terminal's program, then compares its last output;
//! - `differs NAME`: the next line differs from tmux, for the reason of that name in
//!   [`DIFFERENCES`]; the lines after it that begin with `= ` are the output of mux.
//!
//! `MUX_PARITY=part of a name` runs only those scripts.

mod borders;
mod formats;
mod layout;

use crate::harness::{Mux, Terminal, finish, skip, until};
use mux::base::Size;
use regex::Regex;
use std::fmt::Write as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The names of differences from tmux 3.3a, with their reasons.
const DIFFERENCES: &[(&str, &str)] = &[
    (
        "absolute",
        "mux names the socket by its whole path, also where -S gives a part of it",
    ),
    ("newer", "so since a release between 3.3a and 3.7"),
    ("version", "called as tmux, mux reports version 3.7c"),
    (
        "missing-argument",
        "3.3a overlooks a flag without its value at the end of a command; 3.7 does not",
    ),
    (
        "clear",
        "a wrong value gets a message, which 3.3a overlooks",
    ),
    (
        "run-shell",
        "3.3a shows the output of a command from a shell in a pane; since then it goes to the shell",
    ),
    (
        "target",
        "a missing target is an error, where tmux takes the current pane instead",
    ),
    (
        "names",
        "since 3.7 names may hold colons and dots, which became _ before",
    ),
    (
        "socket",
        "mux leaves no socket behind, so the message is the one for a socket that is not there",
    ),
];

/// Runs a file of scripts.
macro_rules! files {
    ($($file:ident),* $(,)?) => {
        $(#[test]
        fn $file() {
            compare(stringify!($file));
        })*
    };
}

files!(
    captures,
    clients,
    buffers,
    configs,
    copy,
    environment,
    formats,
    keys,
    options,
    panes,
    popups,
    sessions,
    shell,
    targets,
    tools,
    usage,
    windows
);

/// One line of a script.
#[derive(Debug)]
enum Step {
    Shell(String),
    File(String, String),
    Until(String, String),
    Terminal(String),
    Keys(String),
    Type(String),
    Screen(String),
    Ended,
}

/// A line, and the expected output of mux if it differs.
#[derive(Debug)]
struct Line {
    step: Step,
    differs: Option<String>,
    expected: String,
}

/// A script.
#[derive(Debug)]
struct Script {
    name: String,
    lines: Vec<Line>,
}

fn parse(text: &str) -> Vec<Script> {
    let mut scripts: Vec<Script> = Vec::new();
    let mut differs = None;
    for line in text.lines() {
        if line.trim().is_empty() || line.starts_with("# ") {
            continue;
        }
        if let Some(name) = line.strip_prefix("== ") {
            scripts.push(Script {
                name: name.to_owned(),
                lines: Vec::new(),
            });
            continue;
        }
        let lines = &mut scripts.last_mut().expect("a script begins with ==").lines;
        let last = lines.last_mut();
        if let Some(text) = line.strip_prefix("| ").or((line == "|").then_some("")) {
            match last.map(|l| &mut l.step) {
                Some(Step::File(_, content)) => writeln!(content, "{text}").unwrap(),
                other => panic!("text of no file: {line} after {other:?}"),
            }
        } else if let Some(text) = line.strip_prefix("= ").or((line == "=").then_some("")) {
            let last = last.filter(|l| l.differs.is_some());
            let last = last.expect("= belongs to a line that differs");
            writeln!(last.expected, "{text}").unwrap();
        } else if let Some(name) = line.strip_prefix("differs ") {
            assert!(
                DIFFERENCES.iter().any(|(known, _)| *known == name),
                "no reason is called {name}"
            );
            differs = Some(name.to_owned());
        } else {
            lines.push(Line {
                step: step(line),
                differs: differs.take(),
                expected: String::new(),
            });
        }
    }
    scripts
}

fn step(line: &str) -> Step {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.to_owned();
    match word {
        "$" => Step::Shell(rest),
        "file" => Step::File(rest, String::new()),
        "until" => {
            let (text, words) = rest.split_once(": ").expect("until TEXT: WORDS");
            Step::Until(text.to_owned(), format!("tmux {words}"))
        }
        "terminal" => Step::Terminal(rest),
        "keys" => Step::Keys(rest),
        "type" => Step::Type(rest),
        "screen" => Step::Screen(rest),
        "ended" => Step::Ended,
        _ => Step::Shell(format!("tmux {line}")),
    }
}

/// One of the two programs, in an environment where `tmux` runs it.
struct Side {
    mux: Mux,
    terminal: Option<Terminal>,
    theirs: bool,
}

impl Side {
    fn new(program: &Path, theirs: bool) -> Self {
        let mux = Mux::new();
        let bin = mux.dir().join("bin");
        std::fs::create_dir(&bin).unwrap();
        symlink(program, bin.join("tmux")).unwrap();
        // A login shell would take its PATH from the system's profile.
        mux.write(
            "home/.profile",
            &format!("PS1='$ '\nPATH={}:$PATH\n", bin.display()),
        );
        Self {
            mux,
            terminal: None,
            theirs,
        }
    }

    fn shell(&self, line: &str) -> Command {
        let mut command = self.mux.program("/bin/sh", &["-c", line]);
        let path = std::env::var("PATH").unwrap_or_default();
        let bin = self.mux.dir().join("bin");
        command.env("PATH", format!("{}:{path}", bin.display()));
        command
    }

    fn run(&self, line: &str) -> String {
        let output = finish(self.shell(line), "");
        let mut text = output.stdout;
        for part in output.stderr.lines() {
            writeln!(text, "err: {part}").unwrap();
        }
        if output.status != 0 {
            writeln!(text, "status: {}", output.status).unwrap();
        }
        self.plain(&text)
    }

    /// Text without paths, times and sizes that differ between runs.
    fn plain(&self, text: &str) -> String {
        static CREATED: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\(created [^)]*\)").unwrap());
        static BYTES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r", \d+ bytes\]").unwrap());
        let text = text.replace(&self.mux.dir().display().to_string(), "DIR");
        let text = text.replace("/tmp/mux-", "/tmp/tmux-");
        let user = nix::unistd::getuid();
        let text = text.replace(&format!("/tmp/tmux-{user}/"), "/tmp/tmux-0/");
        let text = CREATED.replace_all(&text, "(created …)");
        BYTES.replace_all(&text, ", … bytes]").into_owned()
    }

    fn perform(&mut self, step: &Step) -> String {
        match step {
            Step::Shell(line) => self.run(line),
            Step::File(name, text) => {
                std::fs::write(self.mux.home().join(name), text).unwrap();
                String::new()
            }
            Step::Until(wanted, line) => {
                let mut seen = String::new();
                let done = until(|| {
                    seen = self.run(line);
                    let found = seen.contains(wanted);
                    if !found && self.theirs {
                        // tmux may notice the end of a program only at the end of the next one.
                        self.run("tmux run-shell true");
                    }
                    found
                });
                let who = self.name();
                assert!(done, "{who}: {wanted:?} does not come: {line}\n{seen}");
                seen
            }
            Step::Terminal(words) => {
                let command = self.shell(&format!("exec tmux {words}"));
                self.terminal = Some(Terminal::spawn(command, Size::new(80, 24)));
                String::new()
            }
            Step::Keys(names) => {
                self.terminal().keys(names);
                String::new()
            }
            Step::Type(text) => {
                self.terminal().type_text(text);
                String::new()
            }
            Step::Screen(wanted) => {
                let mut seen = String::new();
                let done = until(|| {
                    seen = self.terminal().text();
                    seen.contains(wanted)
                });
                assert!(done, "{}: {wanted:?} is not shown:\n{seen}", self.name());
                self.shown()
            }
            Step::Ended => {
                let mut terminal = self.terminal.take().expect("terminal comes first");
                let exit = terminal.wait_exit();
                terminal.wait_closed();
                let text = terminal.text();
                let last = text.lines().rfind(|l| !l.is_empty()).unwrap_or_default();
                self.plain(&format!("{last}\n{exit:?}\n"))
            }
        }
    }

    /// The current output of a step that is repeated until both programs agree.
    fn again(&self, step: &Step) -> Option<String> {
        match step {
            Step::Until(_, line) => Some(self.run(line)),
            Step::Screen(_) => Some(self.shown()),
            _ => None,
        }
    }

    /// The text of the terminal.
    fn shown(&self) -> String {
        let text = self.terminal().text();
        let lines = text.lines().map(str::trim_end);
        self.plain(&lines.collect::<Vec<_>>().join("\n"))
    }

    const fn name(&self) -> &str {
        if self.theirs { "tmux" } else { "mux" }
    }

    fn terminal(&self) -> &Terminal {
        self.terminal.as_ref().expect("terminal comes first")
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        self.terminal = None;
        if self.theirs {
            self.run("tmux kill-server");
            std::fs::remove_dir_all(self.mux.dir().join("tmp")).ok();
        }
    }
}

/// The installed tmux.
struct Installed {
    program: PathBuf,
    /// Whether it is tmux 3.3, to which [`DIFFERENCES`] apply.
    is_3_3: bool,
}

/// The tmux on the PATH if it is 3.3 or newer; otherwise reports that the test is skipped.
fn installed() -> Option<Installed> {
    fn find() -> Option<Installed> {
        let path = std::env::var_os("PATH")?;
        let mut programs = std::env::split_paths(&path).map(|dir| dir.join("tmux"));
        let program = programs.find(|program| program.is_file())?;
        let version = Command::new(&program).arg("-V").output().ok()?.stdout;
        let version = String::from_utf8_lossy(&version).into_owned();
        let digits = version
            .trim_start_matches(|c: char| !c.is_ascii_digit())
            .get(..3)?;
        let is_3_3 = digits == "3.3";
        (digits.parse::<f64>().ok()? >= 3.3).then_some(Installed { program, is_3_3 })
    }
    let found = find();
    if found.is_none() {
        skip("tmux", "no tmux 3.3 or newer is installed");
    }
    found
}

fn compare(file: &str) {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tmux_parity");
    let text = std::fs::read_to_string(scripts.join(file).with_extension("txt"));
    let scripts = parse(&text.expect("the scripts are in the repository"));
    let Some(tmux) = installed() else {
        return;
    };
    let only = std::env::var("MUX_PARITY").unwrap_or_default();
    let mut wrong = String::new();
    for script in scripts.iter().filter(|s| s.name.contains(&only)) {
        let mut ours = Side::new(Path::new(env!("CARGO_BIN_EXE_mux")), false);
        let mut theirs = Side::new(&tmux.program, true);
        for line in &script.lines {
            let (mut here, mut there) = (ours.perform(&line.step), theirs.perform(&line.step));
            if line.differs.is_none() {
                until(|| {
                    if here == there {
                        return true;
                    }
                    let both = ours.again(&line.step).zip(theirs.again(&line.step));
                    let waits = both.is_some();
                    if let Some(both) = both {
                        (here, there) = both;
                    }
                    !waits
                });
            }
            let wanted = match line.differs {
                Some(_) => &line.expected,
                None => &there,
            };
            let stale = tmux.is_3_3 && line.differs.is_some() && here == there;
            if here != *wanted || stale {
                let why = if stale { " (no difference)" } else { "" };
                let shown = match &line.step {
                    Step::Shell(line) => line.clone(),
                    other => format!("{other:?}"),
                };
                writeln!(
                    wrong,
                    "== {}: {shown}{why}\n{}",
                    script.name,
                    difference(&here, wanted)
                )
                .unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{file}.txt, ours -, tmux's +\n{wrong}");
}

#[test]
fn tmux_is_told_that_the_server_is_mux() {
    let Some(tmux) = installed() else {
        return;
    };
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "-s", "s"]);
    let inside = mux.ok(&["run-shell", "echo $TMUX"]);
    let mut command = mux.program(tmux.program, &["list-sessions"]);
    command.env("TMUX", inside);
    let output = finish(command, "");
    assert_eq!(output.status, 1, "{output:?}");
    assert!(output.stderr.contains("this server is mux"), "{output:?}");
}

/// The lines in which two texts differ.
fn difference(ours: &str, theirs: &str) -> String {
    let (here, there): (Vec<&str>, Vec<&str>) = (ours.lines().collect(), theirs.lines().collect());
    let mut out = String::new();
    let only = |out: &mut String, mark: char, all: &[&str], other: &[&str]| {
        for line in all.iter().filter(|line| !other.contains(line)) {
            writeln!(out, "  {mark} {line}").unwrap();
        }
    };
    only(&mut out, '-', &here, &there);
    only(&mut out, '+', &there, &here);
    if out.is_empty() {
        format!("  in another order, ours:\n{ours}\n  theirs:\n{theirs}")
    } else {
        out
    }
}
