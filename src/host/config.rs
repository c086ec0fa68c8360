//! `mux config`: writes a first configuration file, and checks files without running anything.

use crate::base::Now;
use crate::base::sorted::sort_by_key;
use crate::lang::glob::glob;
use crate::model::commands::COMMANDS;
use crate::model::state::effect::{FileEffect, JobEffect, PaneEffect};
use crate::model::state::input::Exit;
use crate::model::state::pane_access::NoPanes;
use crate::model::{Effect, HostInfo, Input, World};
use crate::sys::{paths, user};
use std::collections::VecDeque;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

const USAGE: &str = "usage: mux config init [--print] | check [FILE...]";

/// The first configuration file. Every setting is a comment.
const STARTER: &str = include_str!("starter.conf");

/// Runs `config` with these words. Returns the output and the exit status.
///
/// # Errors
/// The message, without a line end.
pub(super) fn run(words: &[&str]) -> Result<(String, i32), String> {
    match words {
        ["init", "--print"] => Ok((STARTER.to_owned(), 0)),
        ["init"] => init(),
        ["check"] => {
            let files = paths::config_files(false);
            if files.is_empty() {
                let hint = "no configuration file (mux config init writes a first one)\n";
                return Ok((hint.to_owned(), 0));
            }
            check(&files)
        }
        ["check", files @ ..] if !files.iter().any(|file| file.starts_with('-')) => {
            let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
            check(&files)
        }
        _ => Err(USAGE.to_owned()),
    }
}

/// Writes the first configuration file. A file that exists stays.
fn init() -> Result<(String, i32), String> {
    let home = paths::config_home().ok_or("mux config init: no home directory")?;
    let file = home.join("mux/mux.conf");
    let old = paths::config_files(false);
    if let Some(own) = old
        .iter()
        .find(|old| old.ends_with("mux.conf") && !is_for_tmux(old))
    {
        return Err(format!(
            "{} exists already; nothing was written (mux config init --print shows the file)",
            own.display()
        ));
    }
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{} exists already", file.display()),
        _ => format!("{}: {error}", file.display()),
    };
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory).map_err(failed)?;
    }
    let mut out = OpenOptions::new();
    let mut out = out
        .write(true)
        .create_new(true)
        .open(&file)
        .map_err(failed)?;
    // With a file of its own mux reads tmux's no longer.
    let tmux: String = old
        .iter()
        .map(|old| format!("source-file {}\n", quoted(old)))
        .collect();
    let tmux = match tmux.is_empty() {
        true => String::new(),
        false => {
            format!("# Your configuration of tmux. Remove the line to start afresh.\n{tmux}\n")
        }
    };
    out.write_all((tmux + STARTER).as_bytes()).map_err(failed)?;
    let path = file.display();
    let text =
        format!("{path}: written; edit it, then: mux config check && mux source-file {path}\n");
    Ok((text, 0))
}

fn is_for_tmux(file: &Path) -> bool {
    crate::lang::config::is_for_tmux(&file.to_string_lossy())
}

fn quoted(file: &Path) -> String {
    crate::lang::script::quote(&file.to_string_lossy())
}

/// Checks files as a new server would read them: with the files that they load, with every option,
/// key and flag. Nothing runs, neither programs nor shell commands; the conditions of `if-shell`
/// count as true.
fn check(files: &[PathBuf]) -> Result<(String, i32), String> {
    let absolute = |file: &PathBuf| std::path::absolute(file).unwrap_or_else(|_| file.clone());
    let names: Vec<String> = files
        .iter()
        .map(|file| absolute(file).to_string_lossy().into_owned())
        .collect();
    let mistakes = mistakes(&names);
    if !mistakes.is_empty() {
        return Err(mistakes.join("\n"));
    }
    let named = files
        .iter()
        .map(|file| format!("{}: no mistakes\n", file.display()));
    Ok((named.collect(), 0))
}

/// The mistakes in files with their positions.
fn mistakes(files: &[String]) -> Vec<String> {
    let text = |path: Option<PathBuf>| {
        path.map(|path| path.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let host = HostInfo {
        home: text(user::home()),
        shell: user::shell(),
        user: user::name(),
        host: user::hostname(),
        uid: user::uid(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        environment: std::env::vars().collect(),
        ..HostInfo::default()
    };
    let mut world = World::new(host, COMMANDS);
    let now = Now::default();
    let mut inputs = VecDeque::from([Input::Start {
        config: files.to_vec(),
        explicit: true,
    }]);
    while let Some(input) = inputs.pop_front() {
        let effects = world.apply(input, now, &NoPanes);
        inputs.extend(effects.iter().filter_map(answer));
    }
    let mut mistakes = world.startup_messages;
    // Lines that cannot be parsed are found before those that cannot run.
    sort_by_key(&mut mistakes, |mistake| place(mistake, files));
    mistakes
}

/// The file and the line of a mistake: those of files that others load come last.
fn place(mistake: &str, files: &[String]) -> (usize, u32) {
    let found = files.iter().enumerate().find_map(|(at, file)| {
        let rest = mistake.strip_prefix(file.as_str())?.strip_prefix(':')?;
        let line = rest.split(':').next()?.parse().ok()?;
        Some((at, line))
    });
    found.unwrap_or((files.len(), 0))
}

/// The input that answers an effect, as if it had been performed.
fn answer(effect: &Effect) -> Option<Input> {
    match effect {
        Effect::File {
            request,
            op: FileEffect::Read { patterns },
        } => Some(Input::Files {
            request: *request,
            files: patterns.iter().flat_map(|pattern| read(pattern)).collect(),
        }),
        Effect::File { request, .. } => Some(Input::FileWritten {
            request: *request,
            result: Ok(()),
        }),
        Effect::Job(JobEffect::Start(job)) => {
            let exit = Exit {
                status: Some(0),
                signal: None,
            };
            Some(Input::JobDone(job.id, String::new(), exit))
        }
        Effect::Pane(pane, PaneEffect::Spawn(_)) => {
            Some(Input::Spawned(*pane, 1, "/dev/null".to_owned()))
        }
        _ => None,
    }
}

/// The files of a path or a pattern, with their texts.
fn read(pattern: &str) -> Vec<(String, Result<String, String>)> {
    let path = Path::new(pattern);
    let text = |path: &Path| {
        let text = fs::read(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => "No such file or directory".to_owned(),
            _ => error.to_string(),
        });
        text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let known = path.exists() || !pattern.contains(['*', '?', '[']);
    let found = path.parent().filter(|_| !known).map(|place| {
        let files = fs::read_dir(place).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = files.map(|entry| entry.path()).collect();
        files.retain(|file| glob(pattern, &file.to_string_lossy()));
        files.sort();
        files
    });
    match found {
        Some(files) if !files.is_empty() => files
            .iter()
            .map(|file| (file.to_string_lossy().into_owned(), text(file)))
            .collect(),
        _ => vec![(pattern.to_owned(), text(path))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(name: &str, text: &str) -> Vec<String> {
        let file = std::env::temp_dir().join(format!("mux-check-{name}-{}", std::process::id()));
        fs::write(&file, text).expect("a temporary file");
        let path = file.to_string_lossy().into_owned();
        let found = mistakes(std::slice::from_ref(&path));
        fs::remove_file(&file).expect("the temporary file");
        found
            .iter()
            .map(|line| line.replace(&path, "FILE"))
            .collect()
    }

    #[test]
    fn the_first_configuration_has_no_mistakes_whatever_is_uncommented() {
        let lines = STARTER.lines().map(|line| match line.strip_prefix('#') {
            Some(setting) if !setting.starts_with([' ', '#']) && !setting.is_empty() => setting,
            _ => line,
        });
        let active: Vec<&str> = lines.collect();
        let settings = active
            .iter()
            .filter(|line| !line.starts_with('#') && !line.is_empty());
        assert!(settings.count() > 15, "{active:#?}");
        assert_eq!(check_text("active", &active.join("\n")), [""; 0]);
        assert_eq!(check_text("starter", STARTER), [""; 0]);
    }

    #[test]
    fn every_mistake_is_named_with_its_place_and_a_hint() {
        let text = "set -g mouse on\nset -g statu-left x\nbnid x kill-pane\n\
                    bind C-Foo kill-pane\nset -g status-style fg=gren\nset -g theme gruvbox\n\
                    splitw -Q\nrun-shell 'exit 1'\nset -g base-index one\n";
        let found = check_text("mistakes", text);
        for wanted in [
            "FILE:2: invalid option: statu-left (did you mean status-left?)",
            "FILE:3: unknown command: bnid (did you mean bind?)",
            "FILE:4: ",
            "FILE:5: invalid style: fg=gren",
            "FILE:6: no theme \"gruvbox\"",
            "FILE:7: ",
            "FILE:9: ",
        ] {
            assert!(
                found.iter().any(|line| line.starts_with(wanted)),
                "{wanted}: {found:#?}"
            );
        }
        assert_eq!(found.len(), 7, "{found:#?}");
        let missing = mistakes(&["/nonexistent/mux.conf".to_owned()]);
        assert_eq!(
            missing,
            ["No such file or directory: /nonexistent/mux.conf"]
        );
    }
}
