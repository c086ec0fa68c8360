//! `mux service`: a systemd user unit or launchd agent, so that sessions are restored before the
//! first client attaches.

use super::probe::{ask, logins};
use crate::sys::{paths, process, user};
use std::fs;
use std::path::{Path, PathBuf};

/// Standard output and exit status, or an error message.
pub type Answer = Result<(String, i32), String>;

const USAGE: &str = "usage: mux service install|uninstall|status [--web] [--print] \
                     [--systemd|--launchd]";

/// What the service runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    /// The server with its sessions.
    Server,
    /// The gateway for browsers.
    Web,
}

impl Job {
    /// The name of the unit or agent without its ending.
    const fn name(self) -> &'static str {
        match self {
            Self::Server => "mux",
            Self::Web => "mux-web",
        }
    }

    /// The name of the systemd unit.
    const fn unit(self) -> &'static str {
        match self {
            Self::Server => "mux.service",
            Self::Web => "mux-web.service",
        }
    }

    /// The command that installs it.
    const fn install(self) -> &'static str {
        match self {
            Self::Server => "mux service install",
            Self::Web => "mux service install --web",
        }
    }
}

/// A service manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manager {
    Systemd,
    Launchd,
}

impl Manager {
    const fn own() -> Self {
        if cfg!(target_os = "macos") {
            Self::Launchd
        } else {
            Self::Systemd
        }
    }

    /// The path of the unit or agent file in the user's configuration.
    fn file(self, job: Job) -> Option<PathBuf> {
        match self {
            Self::Systemd => {
                paths::config_home().map(|home| home.join("systemd/user").join(job.unit()))
            }
            Self::Launchd => user::home().map(|home| {
                let agents = home.join("Library/LaunchAgents");
                agents.join(job.name()).with_extension("plist")
            }),
        }
    }

    fn text(self, program: &str, job: Job) -> String {
        match (self, job) {
            (Self::Systemd, Job::Server) => unit(program),
            (Self::Systemd, Job::Web) => web_unit(program),
            (Self::Launchd, Job::Server) => agent(program, job, &["service", "run"]),
            (Self::Launchd, Job::Web) => agent(program, job, &["web"]),
        }
    }

    /// Runs the manager's command line tool.
    fn call(self, words: &[&str]) -> Result<String, String> {
        let (program, before): (_, &[&str]) = match self {
            Self::Systemd => ("systemctl", &["--user"]),
            Self::Launchd => ("launchctl", &[]),
        };
        let words: Vec<&str> = before.iter().chain(words).copied().collect();
        let shown = format!("{program} {}", words.join(" "));
        match ask(program, &words) {
            Some((true, out, _)) => Ok(out.trim().to_owned()),
            Some((false, out, err)) => {
                let why = if err.trim().is_empty() { out } else { err };
                Err(format!("{shown}: {}", why.trim()))
            }
            None => Err(format!("{shown}: not found, or no answer within 5 s")),
        }
    }
}

/// Runs `mux service` with these arguments.
pub fn run(words: &[&str]) -> Answer {
    let (mut manager, mut print, mut action) = (Manager::own(), false, None);
    let mut job = Job::Server;
    for word in words {
        match *word {
            "--print" => print = true,
            "--web" => job = Job::Web,
            "--systemd" => manager = Manager::Systemd,
            "--launchd" => manager = Manager::Launchd,
            "install" | "uninstall" | "status" if action.is_none() => action = Some(*word),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let program = program()?;
    if print {
        return Ok((manager.text(&program, job), 0));
    }
    let file = manager.file(job).ok_or("no home directory: set HOME")?;
    match action {
        Some("install") => install(manager, job, &file, &program),
        Some("uninstall") => uninstall(manager, job, &file),
        Some(_) => status(manager, job, &file, &program),
        None => Err(USAGE.to_owned()),
    }
}

/// Whether the unit or agent file exists.
pub fn installed() -> bool {
    Manager::own()
        .file(Job::Server)
        .is_some_and(|file| file.exists())
}

/// The absolute path of this program.
fn program() -> Result<String, String> {
    let path = process::own_program().map_err(|e| format!("cannot find this program: {e}"))?;
    let path = path.to_str().ok_or("this program's path is not UTF-8")?;
    Ok(path.to_owned())
}

fn install(manager: Manager, job: Job, file: &Path, program: &str) -> Answer {
    let shown = file.display();
    let directory = file.parent().unwrap_or(file);
    fs::create_dir_all(directory)
        .and_then(|()| fs::write(file, manager.text(program, job)))
        .map_err(|e| format!("{shown}: {e}"))?;
    let known = match manager {
        Manager::Systemd => manager
            .call(&["daemon-reload"])
            .and_then(|_| manager.call(&["enable", job.unit()])),
        Manager::Launchd => manager.call(&["load", "-w", &shown.to_string()]),
    };
    known.map_err(|why| format!("{shown} was written, but {why}"))?;
    let text = format!(
        "Installed {shown}: {} starts when you log in.\n",
        job.name()
    );
    let logins = logins(true);
    if logins.managed && logins.linger != Some(true) {
        let user = user::name();
        return Ok((
            format!(
                "{text}To start it at boot and keep it after logout: loginctl enable-linger {user}\n"
            ),
            0,
        ));
    }
    Ok((text, 0))
}

fn uninstall(manager: Manager, job: Job, file: &Path) -> Answer {
    let shown = file.display();
    if !file.exists() {
        return Ok(("The service is not installed.\n".to_owned(), 0));
    }
    // A service that was never loaded cannot be disabled; its file is removed nevertheless.
    let forgotten = match manager {
        Manager::Systemd => manager.call(&["disable", job.unit()]),
        Manager::Launchd => manager.call(&["unload", "-w", &shown.to_string()]),
    };
    fs::remove_file(file).map_err(|e| format!("{shown}: {e}"))?;
    let reloaded = match manager {
        Manager::Systemd => manager.call(&["daemon-reload"]),
        Manager::Launchd => Ok(String::new()),
    };
    match forgotten.and(reloaded) {
        Ok(_) => Ok((
            format!("Removed {shown}; running sessions are not affected.\n"),
            0,
        )),
        Err(why) => Err(format!("{shown} was removed, but {why}")),
    }
}

fn status(manager: Manager, job: Job, file: &Path, program: &str) -> Answer {
    let shown = file.display();
    let Ok(text) = fs::read_to_string(file) else {
        let install = job.install();
        let text = format!("The service is not installed. To install it: {install}\n");
        return Ok((text, 1));
    };
    let mut lines = vec![format!("installed: {shown}")];
    if text != manager.text(program, job) {
        let install = job.install();
        lines.push(format!(
            "The file differs from what this mux would install. To replace it: {install}"
        ));
    }
    let mut good = true;
    if manager == Manager::Systemd {
        for (question, wanted) in [("is-enabled", "enabled"), ("is-active", "active")] {
            let answer = manager.call(&[question, job.unit()]).unwrap_or_else(|why| {
                let word = why.rsplit(": ").next().unwrap_or_default();
                word.to_owned()
            });
            good &= question != "is-enabled" || answer == wanted;
            lines.push(format!("{}: {answer}", question.trim_start_matches("is-")));
        }
        let linger = match logins(true).linger {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        };
        lines.push(format!("linger: {linger}"));
    }
    Ok((lines.join("\n") + "\n", i32::from(!good)))
}

fn unit(program: &str) -> String {
    let quoted = quote(program);
    format!(
        "[Unit]\n\
         Description=mux, a terminal multiplexer that loses nothing\n\
         Documentation=man:mux(1)\n\
         \n\
         [Service]\n\
         Type=notify\n\
         NotifyAccess=all\n\
         ExecStart={quoted} service run\n\
         ExecReload={quoted} -N upgrade\n\
         # After a crash of the main process the programs keep running, and the next one adopts them.\n\
         KillMode=process\n\
         Restart=on-failure\n\
         RestartSec=1\n\
         OOMPolicy=continue\n\
         # Time to save the last changes.\n\
         TimeoutStopSec=15\n\
         \n\
         [Install]\n\
         WantedBy=default.target\n"
    )
}

fn web_unit(program: &str) -> String {
    let quoted = quote(program);
    format!(
        "[Unit]\n\
         Description=mux web, the sessions of mux in a browser\n\
         Documentation=man:mux(1)\n\
         \n\
         [Service]\n\
         # Flags such as --listen and --origin go to its end: systemctl --user edit mux-web\n\
         ExecStart={quoted} web\n\
         # Servers that it started stay.\n\
         KillMode=process\n\
         Restart=on-failure\n\
         RestartSec=1\n\
         \n\
         [Install]\n\
         WantedBy=default.target\n"
    )
}

/// Quotes an argument of ExecStart= (systemd.service(5)).
fn quote(word: &str) -> String {
    let mut out = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '%' | '$' => out.extend([c, c]),
            c => out.push(c),
        }
    }
    out + "\""
}

fn agent(program: &str, job: Job, words: &[&str]) -> String {
    let name = job.name();
    let words: String = words
        .iter()
        .map(|word| format!("\t\t<string>{word}</string>\n"))
        .collect();
    let escaped = program.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n\
         <dict>\n\
         \t<key>Label</key>\n\
         \t<string>{name}</string>\n\
         \t<key>ProgramArguments</key>\n\
         \t<array>\n\
         \t\t<string>{escaped}</string>\n\
         {words}\
         \t</array>\n\
         \t<key>RunAtLoad</key>\n\
         \t<true/>\n\
         \t<key>AbandonProcessGroup</key>\n\
         \t<true/>\n\
         </dict>\n\
         </plist>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_named_as_the_unit_needs_it() {
        for (path, wanted) in [
            ("/usr/bin/mux", "ExecStart=\"/usr/bin/mux\" service run\n"),
            ("/a b/50%/$x", "ExecStart=\"/a b/50%%/$$x\" service run\n"),
            ("/q\"\\", "ExecStart=\"/q\\\"\\\\\" service run\n"),
        ] {
            assert!(unit(path).contains(wanted), "{}", unit(path));
        }
        assert!(agent("/a&b", Job::Web, &["web"]).contains("<string>/a&amp;b</string>"));
    }

    #[test]
    fn words_that_are_wrong_do_nothing() {
        for words in [
            &[][..],
            &["start"],
            &["install", "status"],
            &["status", "x"],
        ] {
            assert_eq!(run(words), Err(USAGE.to_owned()), "{words:?}");
        }
        let (text, status) = run(&["install", "--print", "--systemd"]).unwrap();
        assert!(text.contains("Type=notify") && text.contains("KillMode=process") && status == 0);
        let (text, _) = run(&["install", "--web", "--print", "--systemd"]).unwrap();
        assert!(
            text.contains(" web\n") && !text.contains("service run"),
            "{text}"
        );
        assert!(
            run(&["--print", "--launchd"])
                .unwrap()
                .0
                .starts_with("<?xml")
        );
    }
}
