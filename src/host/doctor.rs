//! `mux doctor`: runs all checks and prints findings with advice.

use super::checks::{Finding, Verdict, colors, logins, private};
use super::invocation::Invocation;
use super::{outer_terminal, probe, service};
use crate::base::ErrorKind;
use crate::store::{self, Health};
use crate::sys::{command_links, disk, paths, socket, terminfo_exists, user};
use crate::tty::Caps;
use crate::tty::clipboard_program::clipboard_program;
use std::fmt::Write as _;
use std::io::ErrorKind::{QuotaExceeded, StorageFull};
use std::path::Path;

/// Less free space than this is reported, in bytes.
const LITTLE: u64 = 64 << 20;

/// Maximum length of a socket path in bytes (sockaddr_un.sun_path without the final NUL, unix(7)).
const LONGEST: usize = 107;

/// The findings as text or JSON, and the exit status: 1 if any is bad.
pub fn run(invocation: &Invocation, json: bool) -> (String, i32) {
    let findings = examine(invocation);
    let bad = findings.iter().any(|f| f.verdict == Verdict::Bad);
    let text = if json {
        as_json(&findings)
    } else {
        as_text(&findings)
    };
    (text, i32::from(bad))
}

fn as_text(findings: &[Finding]) -> String {
    let mut out = String::new();
    for Finding {
        name,
        verdict,
        what,
        advice,
    } in findings
    {
        let mark = match verdict {
            Verdict::Good => "ok  ",
            Verdict::Note => "note",
            Verdict::Bad => "BAD ",
        };
        let _ = writeln!(out, "{mark} {name:<12} {what}");
        if !advice.is_empty() {
            let _ = writeln!(out, "     {:<12} -> {advice}", "");
        }
    }
    out
}

fn as_json(findings: &[Finding]) -> String {
    let one = |finding: &Finding| {
        let verdict = match finding.verdict {
            Verdict::Good => "ok",
            Verdict::Note => "note",
            Verdict::Bad => "bad",
        };
        serde_json::json!({
            "check": finding.name, "verdict": verdict, "what": finding.what, "advice": finding.advice,
        })
    };
    let all: Vec<serde_json::Value> = findings.iter().map(one).collect();
    format!("{}\n", serde_json::Value::from(all))
}

fn examine(invocation: &Invocation) -> Vec<Finding> {
    let mut found = Vec::new();
    let socket = paths::socket_place(invocation.label.as_deref(), invocation.socket.as_deref());
    match socket {
        Err(error) => found.push(Finding::bad(
            "sockets",
            error.message,
            "make sure that /tmp is a directory, or set MUX_TMPDIR to another one",
        )),
        Ok(path) => {
            found.extend(sockets(&path));
            let (finding, server) = server(invocation, &path);
            found.push(finding);
            found.extend(tmux_command(&path));
            found.extend(state(&path));
            found.extend(databases(invocation, &path, server.as_ref()));
        }
    }
    found.extend(terminal());
    found.extend(logins(probe::logins(service::installed()), &user::name()));
    found
}

/// Checks the socket directory.
fn sockets(path: &Path) -> Vec<Finding> {
    let name = "sockets";
    let shown = path.display();
    if path.as_os_str().len() > LONGEST {
        let advice =
            "set MUX_TMPDIR to a directory with a shorter path, or choose a socket with -S";
        return vec![Finding::bad(
            name,
            format!("{shown}: the path is longer than {LONGEST} bytes"),
            advice,
        )];
    }
    let Some(directory) = path.parent() else {
        return Vec::new();
    };
    let Some(node) = probe::node(directory) else {
        let place = directory.parent().unwrap_or(directory);
        return vec![match probe::writable(place) {
            Ok(()) => Finding::good(
                name,
                format!(
                    "{} does not exist yet; mux creates it when needed",
                    directory.display()
                ),
            ),
            Err(error) => Finding::bad(
                name,
                format!("{} cannot be created: {error}", directory.display()),
                "set MUX_TMPDIR to another directory",
            ),
        }];
    };
    if !node.directory {
        let what = format!("{} is not a directory", node.path);
        return vec![Finding::bad(
            name,
            what,
            "remove it, or set MUX_TMPDIR to another directory",
        )];
    }
    let usual = directory
        .file_name()
        .is_some_and(|n| n.to_string_lossy().starts_with("mux-"));
    let wrong = usual.then(|| private(name, &node, user::uid())).flatten();
    vec![wrong.unwrap_or_else(|| Finding::good(name, node.path))]
}

/// In a pane of the server at the socket, checks that `tmux` is mux (`tmux-command`). Startup files
/// of shells that set `PATH` anew lose it.
fn tmux_command(socket: &Path) -> Option<Finding> {
    let name = "tmux";
    let tmux = std::env::var("TMUX").ok()?;
    if tmux.split(',').next() != socket.to_str() {
        return None;
    }
    let directory = command_links::directory(socket).ok()?;
    let found = paths::first_in_path(name);
    if found.as_deref().and_then(Path::parent) == Some(directory.as_path()) {
        return Some(Finding::good(name, "tmux is mux in this pane"));
    }
    let what = match found {
        Some(found) => format!("tmux is {} in this pane, not mux", found.display()),
        None => "tmux is not found in this pane".to_owned(),
    };
    let advice = format!(
        "for programs that call tmux, set tmux-command on, and let the startup files of the shell \
         keep PATH: {}",
        command_links::path_commands(&directory.to_string_lossy())
    );
    Some(Finding::note(name, what, advice))
}

/// Checks the server at the socket; also returns its answer to `status --json`.
fn server(invocation: &Invocation, path: &Path) -> (Finding, Option<serde_json::Value>) {
    let name = "server";
    match socket::connect(path) {
        Err(error) if error.kind == ErrorKind::NotFound => {
            return (
                Finding::good(name, "not running; the first mux command starts it"),
                None,
            );
        }
        Err(error) => {
            let advice = format!(
                "if that server is not yours, remove {} or choose another socket with -L",
                path.display()
            );
            return (Finding::bad(name, error.message, advice), None);
        }
        // This connection only shows that a server listens; the status is queried by another one.
        Ok(connection) => drop(connection),
    }
    match probe::status(invocation, path) {
        Ok(status) => {
            let version = status["version"].as_str().unwrap_or_default().to_owned();
            let what = format!("version {version}, process {}", status["server_pid"]);
            let own = env!("CARGO_PKG_VERSION");
            let finding = if version == own {
                Finding::good(name, what)
            } else {
                Finding::note(
                    name,
                    format!("{what}; this program is version {own}"),
                    "mux upgrade",
                )
            };
            (finding, Some(status))
        }
        Err(why) => (
            Finding::bad(
                name,
                why,
                "kill -9 the server: the keeper starts another one and nothing is lost",
            ),
            None,
        ),
    }
}

/// Checks the state directory: permissions, free space, file system.
fn state(socket: &Path) -> Vec<Finding> {
    let name = "permissions";
    let Ok(root) = paths::state_dir() else {
        let advice = "set HOME or XDG_STATE_HOME";
        return vec![Finding::bad(
            name,
            "no state directory: nothing can be saved",
            advice,
        )];
    };
    let mut found = Vec::new();
    let there = root
        .ancestors()
        .find(|place| place.exists())
        .unwrap_or(&root);
    let directory = paths::store_dir(&root, socket);
    let files = ["state.db", "scrollback.db"].map(|file| directory.join(file));
    let nodes = [&root, &directory]
        .into_iter()
        .chain(&files)
        .filter_map(|path| probe::node(path));
    let wrong = nodes
        .filter_map(|node| private(name, &node, user::uid()))
        .next();
    let writable = probe::writable(there);
    let full = writable
        .as_ref()
        .is_err_and(|error| matches!(error.kind(), StorageFull | QuotaExceeded));
    found.push(match (wrong, writable) {
        (Some(wrong), _) => wrong,
        (None, Ok(())) => Finding::good(name, format!("only you can read {}", root.display())),
        (None, Err(_)) if full => {
            Finding::good(name, format!("only you can read {}", root.display()))
        }
        (None, Err(error)) => Finding::bad(
            name,
            format!("{} is not writable: {error}", there.display()),
            "make it writable, or set XDG_STATE_HOME to another directory",
        ),
    });
    found.extend(disk::free(there).map(|free| {
        let mut what = format!("{} free for {}", size(free), there.display());
        if full {
            what.push_str(", which cannot be written: the disk is full");
        }
        if full || free < LITTLE {
            Finding::bad(
                "disk",
                what,
                "free some space: without it nothing new is saved",
            )
        } else {
            Finding::good("disk", what)
        }
    }));
    found.extend(log());
    if disk::is_remote(there) {
        let advice = "set XDG_STATE_HOME to a directory on a local disk";
        let what = format!(
            "{} is on a network file system, where a power loss can lose more",
            there.display()
        );
        found.push(Finding::note("disk", what, advice));
    }
    found
}

/// Says where the log of the servers is.
fn log() -> Option<Finding> {
    let file = paths::log_file().ok()?;
    let writable = std::fs::OpenOptions::new().append(true).open(&file);
    if let Err(error) = writable
        && error.kind() != std::io::ErrorKind::NotFound
    {
        let what = format!("{} cannot be written: {error}", file.display());
        return Some(Finding::bad("log", what, "make it writable, or remove it"));
    }
    let what = match file.exists() {
        true => file.display().to_string(),
        false => format!("{} (nothing logged yet)", file.display()),
    };
    Some(Finding::good("log", what))
}

/// A number of bytes in MB or GB.
fn size(bytes: u64) -> String {
    match bytes {
        0..0x10_0000 => "under 1 MB".to_owned(),
        0x10_0000..0x4000_0000 => format!("{} MB", bytes >> 20),
        _ => format!("{} GB", bytes >> 30),
    }
}

/// Checks the databases.
fn databases(
    invocation: &Invocation,
    socket: &Path,
    running: Option<&serde_json::Value>,
) -> Vec<Finding> {
    let mut findings = server_databases(invocation, socket, running);
    if let Ok(root) = paths::state_dir() {
        let file = store::WEB.file(&paths::store_dir(&root, socket));
        if file.exists() {
            findings.push(database(&file, &store::WEB));
        }
    }
    findings
}

/// Checks the two databases of a server. One that has them open checks them itself.
fn server_databases(
    invocation: &Invocation,
    socket: &Path,
    running: Option<&serde_json::Value>,
) -> Vec<Finding> {
    let Ok(root) = paths::state_dir() else {
        return Vec::new();
    };
    let Some(status) = running else {
        let directory = paths::store_dir(&root, socket);
        let kinds = [store::STATE, store::SCROLLBACK].into_iter();
        let found = kinds.map(|kind| database(&kind.file(&directory), &kind));
        return found.collect();
    };
    let name = "database";
    if status["saving_fails"] == true {
        let advice = format!(
            "free space or make the file writable; {} says more",
            root.join("server.log").display()
        );
        let why = status["saving_error"].as_str().unwrap_or_default();
        let what = format!("the server cannot save: {why}");
        return vec![Finding::bad(name, what, advice)];
    }
    let bytes = [&status["state_db_bytes"], &status["scrollback_db_bytes"]];
    let bytes = bytes.into_iter().filter_map(serde_json::Value::as_u64);
    let used = size(bytes.sum());
    vec![match probe::damage(invocation, socket) {
        None => Finding::note(
            name,
            format!("in use by the server, {used}; it cannot check them"),
            "mux upgrade, if the server is an older version",
        ),
        Some(damage) if damage.is_empty() => {
            Finding::good(name, format!("in use by the server, {used}, healthy"))
        }
        Some(damage) => Finding::bad(
            name,
            damage,
            "damaged rows are skipped and everything else works; mux backup FILE saves the readable rows",
        ),
    }]
}

fn database(file: &Path, kind: &store::DbSpec) -> Finding {
    let (name, shown) = ("database", file.display());
    let starts = match kind.name == store::WEB.name {
        true => {
            "mux web starts anyway: it keeps the damaged file under another name, and passwords must be set anew"
        }
        false => {
            "mux starts anyway: it keeps the damaged file under another name and recovers readable rows"
        }
    };
    match store::examine(file, kind) {
        Health::Missing => Finding::good(
            name,
            format!("{shown} does not exist yet; mux creates it when there is something to save"),
        ),
        Health::Whole => Finding::good(name, format!("{shown} is healthy")),
        Health::Locked => Finding::note(
            name,
            format!("{shown} is in use by another server"),
            "run mux doctor with the -L or -S of that server",
        ),
        Health::Newer(version) => Finding::bad(
            name,
            format!("{shown} was written by a newer mux (schema version {version})"),
            "install that version again; until then nothing is saved",
        ),
        Health::Damaged(why) => Finding::bad(name, format!("{shown}: {why}"), starts),
    }
}

/// Checks the terminal, terminfo entries, colours and locale.
fn terminal() -> Vec<Finding> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let term = variable("TERM").unwrap_or_default();
    let mut caps = Caps::from_env(variable);
    let asked = outer_terminal::ask(&mut caps);
    let mut found = Vec::new();
    found.push(match term.as_str() {
        "" => Finding::note(
            "terminfo",
            "TERM is not set",
            "run mux doctor in a terminal",
        ),
        _ if !terminfo_exists(&term) => Finding::note(
            "terminfo",
            format!("no terminfo entry for {term}: programs outside mux may draw wrongly"),
            format!(
                "install the entry: infocmp -x {term} on a machine that has it, then tic -x here"
            ),
        ),
        _ => Finding::good("terminfo", format!("terminal: {term} (known)")),
    });
    let inside = ["tmux-256color", "screen-256color"];
    found.push(
        match inside.into_iter().find(|name| terminfo_exists(name)) {
            Some(name) => Finding::good("terminfo", format!("panes: {name} (known)")),
            None => Finding::bad(
                "terminfo",
                "no terminfo entry for tmux-256color or screen-256color",
                "install the package ncurses-term (or ncurses-base, ncurses)",
            ),
        },
    );
    let set = |name: &str| variable(name).is_some();
    let program = clipboard_program("c", set, paths::is_in_path);
    found.push(if caps.clipboard {
        // Few terminals report it, and those that are known by name may have it turned off.
        let told = match (asked, caps.reports_clipboard) {
            (true, true) => "it reports that it takes them",
            (true, false) => "it does not report whether it takes them",
            (false, _) => "the terminal was not asked whether it takes them",
        };
        Finding::good(
            "clipboard",
            format!("copies are sent to the terminal (OSC 52); {told}"),
        )
    } else if let Some([program, ..]) = program {
        Finding::good(
            "clipboard",
            format!(
                "copies are given to {program}: the terminal is not known to support OSC 52"
            ),
        )
    } else {
        Finding::note(
            "clipboard",
            "the terminal is not known to support OSC 52",
            "install wl-clipboard, xclip or xsel; or if it does: mux -T clipboard, or set -as terminal-features ',*:clipboard', and allow it in the terminal's settings",
        )
    });
    found.push(colors(
        caps.colors,
        if term.is_empty() {
            "the terminal"
        } else {
            &term
        },
    ));
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(variable);
    let utf8 = locale.as_deref().is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        name.ends_with("utf-8") || name.ends_with("utf8")
    });
    found.push(if utf8 {
        Finding::good("locale", locale.unwrap_or_default())
    } else {
        let what = "not a UTF-8 locale: mux reads UTF-8 only";
        Finding::note(
            "locale",
            what,
            "export LC_CTYPE=C.UTF-8, or another UTF-8 locale",
        )
    });
    found
}
