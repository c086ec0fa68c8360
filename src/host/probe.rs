//! Gathers facts about the host: files, other programs, the server.

use super::checks::{Logins, Node};
use super::invocation::Invocation;
use crate::sys::{process, user};
use std::fs;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Timeout for other programs.
const PATIENCE: Duration = Duration::from_secs(5);
/// Timeout for a check of large databases.
const LONG: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(10);

/// Metadata of a file or directory, `None` if it does not exist. Symbolic links are not followed.
pub fn node(path: &Path) -> Option<Node> {
    let facts = fs::symlink_metadata(path).ok()?;
    Some(Node {
        path: path.display().to_string(),
        owner: facts.uid(),
        mode: facts.mode(),
        directory: facts.is_dir(),
    })
}

/// Whether files can be written in a directory.
pub fn writable(directory: &Path) -> std::io::Result<()> {
    let probe = directory.join(format!(".doctor-{}", process::own_pid()));
    let written = fs::write(&probe, b"probe");
    // On a full disk the file may exist without its content.
    let removed = fs::remove_file(probe);
    written.and(removed)
}

/// Runs a program. Returns whether it succeeded, its standard output and its standard error; `None`
/// if it does not exist or does not exit in time.
pub fn ask(program: &str, args: &[&str]) -> Option<(bool, String, String)> {
    ask_for(program, args, PATIENCE)
}

fn ask_for(program: &str, args: &[&str], patience: Duration) -> Option<(bool, String, String)> {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let end = Instant::now() + patience;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < end => std::thread::sleep(PAUSE),
            _ => {
                // Timeout: kill it.
                drop(child.kill());
                drop(child.wait());
                return None;
            }
        }
    };
    let read = |pipe: Option<&mut dyn Read>| {
        let mut text = String::new();
        if let Some(pipe) = pipe {
            // An unreadable pipe counts as empty.
            drop(pipe.read_to_string(&mut text));
        }
        text
    };
    let out = read(child.stdout.as_mut().map(|pipe| pipe as &mut dyn Read));
    let err = read(child.stderr.as_mut().map(|pipe| pipe as &mut dyn Read));
    Some((status.success(), out, err))
}

/// The server's answer to `status --json`, or why there is none.
pub fn status(invocation: &Invocation, socket: &Path) -> Result<serde_json::Value, String> {
    status_with(invocation, socket, &[], PATIENCE)
}

/// The server's own check of its open databases: a description of the damage, empty if there is
/// none.
pub fn damage(invocation: &Invocation, socket: &Path) -> Option<String> {
    let status = status_with(invocation, socket, &["--check"], LONG).ok()?;
    status["damage"].as_str().map(str::to_owned)
}

fn status_with(
    invocation: &Invocation,
    socket: &Path,
    more: &[&str],
    patience: Duration,
) -> Result<serde_json::Value, String> {
    let program = process::own_program().map_err(|e| e.to_string())?;
    let program = program.display().to_string();
    let socket = invocation.socket.as_deref().unwrap_or(socket);
    let socket = socket.display().to_string();
    let words = [&["-N", "-S", &socket, "status", "--json"], more].concat();
    let asked = ask_for(&program, &words, patience);
    let (_, out, err) = asked.ok_or_else(|| "the server does not answer".to_owned())?;
    // A server that cannot save answers and exits with 1.
    serde_json::from_str(&out).map_err(|e| match err.trim() {
        "" => e.to_string(),
        told => told.to_owned(),
    })
}

/// The session management of the system.
pub fn logins(service: bool) -> Logins {
    let name = user::name();
    let asked = ask("loginctl", &["show-user", &name, "--property=Linger"]);
    let managed =
        Path::new("/run/systemd/seats").exists() || Path::new("/run/systemd/users").exists();
    let linger = asked
        .filter(|(success, ..)| *success)
        .and_then(|(_, out, _)| {
            let value = out.trim().strip_prefix("Linger=")?;
            Some(value == "yes")
        });
    let linger = linger.or_else(|| {
        let there = Path::new("/var/lib/systemd/linger").join(&name).exists();
        managed.then_some(there)
    });
    Logins {
        managed,
        linger,
        kills: super::checks::kills(&logind_files(), &name),
        service,
    }
}

/// The texts of logind's configuration files, in ascending order of precedence (logind.conf(5)).
fn logind_files() -> Vec<String> {
    let places = [
        "/usr/lib/systemd",
        "/usr/local/lib/systemd",
        "/run/systemd",
        "/etc/systemd",
    ];
    let main = places.iter().rev().find_map(|place| {
        let path = Path::new(place).join("logind.conf");
        fs::read_to_string(path).ok()
    });
    let mut parts = crate::base::sorted::SortedMap::new();
    for place in places {
        let entries = fs::read_dir(Path::new(place).join("logind.conf.d"));
        for entry in entries.into_iter().flatten().flatten() {
            parts.insert(entry.file_name(), entry.path());
        }
    }
    let parts = parts.into_values();
    let parts = parts.filter(|path| path.extension().is_some_and(|end| end == "conf"));
    let parts = parts.filter_map(|path| fs::read_to_string(path).ok());
    main.into_iter().chain(parts).collect()
}
