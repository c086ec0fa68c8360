//! Facts about the machine, each asked for where it can be told: files, other programs, the server.

use super::checks::{Logins, Node};
use super::invocation::Invocation;
use crate::sys::{process, user};
use std::fs;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long another program may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long looking through large databases may take.
const LONG: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(10);

/// A file or directory; `None` if it is not there. Links are not followed.
pub fn node(path: &Path) -> Option<Node> {
    let facts = fs::symlink_metadata(path).ok()?;
    Some(Node {
        path: path.display().to_string(),
        owner: facts.uid(),
        mode: facts.mode(),
        directory: facts.is_dir(),
    })
}

/// Whether files can be made in a directory.
pub fn writable(directory: &Path) -> std::io::Result<()> {
    let probe = directory.join(format!(".doctor-{}", process::own_pid()));
    fs::write(&probe, b"probe")?;
    fs::remove_file(probe)
}

/// What a program says: whether it succeeded, standard output, standard error. `None` if it is not
/// there or does not answer.
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
                // It is not waited for any longer.
                drop(child.kill());
                drop(child.wait());
                return None;
            }
        }
    };
    let read = |pipe: Option<&mut dyn Read>| {
        let mut text = String::new();
        if let Some(pipe) = pipe {
            // What cannot be read is as if it had not been said.
            drop(pipe.read_to_string(&mut text));
        }
        text
    };
    let out = read(child.stdout.as_mut().map(|pipe| pipe as &mut dyn Read));
    let err = read(child.stderr.as_mut().map(|pipe| pipe as &mut dyn Read));
    Some((status.success(), out, err))
}

/// What the server that is invocation says of itself: its answer to `status --json`, or why there is none.
pub fn status(invocation: &Invocation, socket: &Path) -> Result<serde_json::Value, String> {
    status_with(invocation, socket, &[], PATIENCE)
}

/// What is wrong with the databases that the server has open, as it sees it; empty if nothing is.
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
    let (success, out, err) = asked.ok_or_else(|| "it does not answer".to_owned())?;
    if !success {
        return Err(err.trim().to_owned());
    }
    serde_json::from_str(&out).map_err(|e| e.to_string())
}

/// How the system manages logins.
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

/// The texts of logind's configuration files, the one that counts most last.
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
    let mut parts = std::collections::BTreeMap::new();
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
