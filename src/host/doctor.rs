//! `mux doctor`: looks at everything that mux needs and says what to do where it is not as it should be.

use super::checks::{Finding, Verdict, colors, logins, private};
use super::invocation::Invocation;
use super::{probe, service};
use crate::base::ErrorKind;
use crate::store::{self, Health};
use crate::sys::{disk, paths, socket, terminfo_exists, user};
use crate::tty::Caps;
use std::fmt::Write as _;
use std::path::Path;

/// Less free space than this is little, in bytes.
const LITTLE: u64 = 64 << 20;

/// The longest path of a socket, in bytes.
const LONGEST: usize = 107;

/// All findings as text, and the exit status: 1 if something is bad.
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
            "make /tmp a directory, or name another in MUX_TMPDIR",
        )),
        Ok(path) => {
            found.extend(sockets(&path));
            let (finding, server) = server(invocation, &path);
            found.push(finding);
            found.extend(state(&path));
            found.extend(databases(invocation, &path, server.as_ref()));
        }
    }
    found.extend(terminal());
    found.extend(logins(probe::logins(service::installed()), &user::name()));
    found
}

/// The place of the socket.
fn sockets(path: &Path) -> Vec<Finding> {
    let name = "sockets";
    let shown = path.display();
    if path.as_os_str().len() > LONGEST {
        let advice = "name a directory with a shorter path in MUX_TMPDIR, or a socket with -S";
        return vec![Finding::bad(
            name,
            format!("{shown}: the path is too long"),
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
                format!("{} is made when it is needed", directory.display()),
            ),
            Err(error) => Finding::bad(
                name,
                format!("{} cannot be made: {error}", directory.display()),
                "name another directory in MUX_TMPDIR",
            ),
        }];
    };
    if !node.directory {
        let what = format!("{} is not a directory", node.path);
        return vec![Finding::bad(
            name,
            what,
            "remove it, or name another place in MUX_TMPDIR",
        )];
    }
    let usual = directory
        .file_name()
        .is_some_and(|n| n.to_string_lossy().starts_with("mux-"));
    let wrong = usual.then(|| private(name, &node, user::uid())).flatten();
    vec![wrong.unwrap_or_else(|| Finding::good(name, node.path))]
}

/// The server behind the socket, and what it says of itself.
fn server(invocation: &Invocation, path: &Path) -> (Finding, Option<serde_json::Value>) {
    let name = "server";
    match socket::connect(path) {
        Err(error) if error.kind == ErrorKind::NotFound => {
            return (
                Finding::good(name, "none runs; the first mux starts one"),
                None,
            );
        }
        Err(error) => {
            let advice = format!(
                "if it is not yours, remove {} or use another with -L",
                path.display()
            );
            return (Finding::bad(name, error.message, advice), None);
        }
        // It is asked in a conversation of its own.
        Ok(connection) => drop(connection),
    }
    match probe::status(invocation, path) {
        Ok(status) => {
            let version = status["version"].as_str().unwrap_or_default().to_owned();
            let what = format!("version {version} runs as process {}", status["server_pid"]);
            let own = env!("CARGO_PKG_VERSION");
            let finding = if version == own {
                Finding::good(name, what)
            } else {
                Finding::note(name, format!("{what}, and this is {own}"), "mux upgrade")
            };
            (finding, Some(status))
        }
        Err(why) => (
            Finding::bad(
                name,
                why,
                "kill -9 the server: another one takes over and nothing is lost",
            ),
            None,
        ),
    }
}

/// What is saved, and whether it can be.
fn state(socket: &Path) -> Vec<Finding> {
    let name = "permissions";
    let Ok(root) = paths::state_dir() else {
        let advice = "set HOME or XDG_STATE_HOME";
        return vec![Finding::bad(
            name,
            "there is no place to save anything",
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
    found.push(match (wrong, probe::writable(there)) {
        (Some(wrong), _) => wrong,
        (None, Ok(())) => Finding::good(name, format!("{} is for you alone", root.display())),
        (None, Err(error)) => Finding::bad(
            name,
            format!("nothing can be written in {}: {error}", there.display()),
            "make it writable, or name another place in XDG_STATE_HOME",
        ),
    });
    found.extend(disk::free(there).map(|free| {
        let what = format!("{} MB are free for {}", free >> 20, there.display());
        if free < LITTLE {
            Finding::bad("disk", what, "make room: what does not fit is not saved")
        } else {
            Finding::good("disk", what)
        }
    }));
    if disk::is_remote(there) {
        let advice = "name a place on a disk of this machine in XDG_STATE_HOME";
        let what = format!(
            "{} is on another machine, where a power loss can lose more",
            there.display()
        );
        found.push(Finding::note("disk", what, advice));
    }
    found
}

/// The two databases; a server that has them open looks through them itself.
fn databases(
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
            "look into {}; the usual cause is a full disk",
            root.join("server.log").display()
        );
        let what = "the server cannot save what is new";
        return vec![Finding::bad(name, what, advice)];
    }
    let bytes = [&status["state_db_bytes"], &status["scrollback_db_bytes"]];
    let bytes = bytes.into_iter().filter_map(serde_json::Value::as_u64);
    let size = format!("{} MB", bytes.sum::<u64>() >> 20);
    vec![match probe::damage(invocation, socket) {
        None => Finding::note(
            name,
            format!("in use by the server, {size}, which does not say how they are"),
            "mux upgrade, if that server is an older one",
        ),
        Some(damage) if damage.is_empty() => {
            Finding::good(name, format!("in use by the server, {size}, whole"))
        }
        Some(damage) => Finding::bad(
            name,
            damage,
            "what is damaged is left out and the rest goes on; mux backup FILE keeps what can be read",
        ),
    }]
}

fn database(file: &Path, kind: &store::DbSpec) -> Finding {
    let (name, shown) = ("database", file.display());
    let starts = "mux starts in any case: it keeps the damaged file under another name and takes over what can be read";
    match store::examine(file, kind) {
        Health::Missing => Finding::good(
            name,
            format!("{shown} is made when there is something to save"),
        ),
        Health::Whole => Finding::good(name, format!("{shown} is whole")),
        Health::Locked => Finding::note(
            name,
            format!("{shown} is in use by another server"),
            "mux doctor with the -L or -S of that server",
        ),
        Health::Newer(version) => Finding::bad(
            name,
            format!("{shown} was written by a newer mux (version {version} of its form)"),
            "install that mux again; until then nothing is saved",
        ),
        Health::Damaged(why) => Finding::bad(name, format!("{shown}: {why}"), starts),
    }
}

/// The terminal around, and what programs find inside.
fn terminal() -> Vec<Finding> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let term = variable("TERM").unwrap_or_default();
    let caps = Caps::from_env(variable);
    let mut found = Vec::new();
    found.push(match term.as_str() {
        "" => Finding::note("terminfo", "TERM is not set: this is no terminal", "run it in a terminal"),
        _ if !terminfo_exists(&term) => Finding::note(
            "terminfo",
            format!("the system does not know {term}; programs outside of mux may draw wrongly"),
            format!("install the description of {term} (infocmp -x {term} on a machine that has it, then tic -x)"),
        ),
        _ => Finding::good("terminfo", format!("{term} outside")),
    });
    let inside = ["tmux-256color", "screen-256color"];
    found.push(
        match inside.into_iter().find(|name| terminfo_exists(name)) {
            Some(name) => Finding::good("terminfo", format!("{name} in panes")),
            None => Finding::bad(
                "terminfo",
                "neither tmux-256color nor screen-256color is known to the system",
                "install ncurses-term (ncurses-base, ncurses)",
            ),
        },
    );
    found.push(if caps.clipboard {
        Finding::good("clipboard", "copies go to the terminal's clipboard (OSC 52)")
    } else {
        Finding::note(
            "clipboard",
            "the terminal is not known to take copies (OSC 52)",
            "if it can: mux -T clipboard, or set -as terminal-features ',*:clipboard'; and allow it in the terminal's settings",
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
        let what = "programs may not write UTF-8, which is what mux reads";
        Finding::note(
            "locale",
            what,
            "export LC_CTYPE=C.UTF-8, or another locale that ends in UTF-8",
        )
    });
    found
}
