//! Rules of `mux doctor`: from facts to findings with advice. The facts come from `probe`.

use crate::tty::Colors;

/// Severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No problem.
    Good,
    /// It works, with a possible improvement.
    Note,
    /// It does not work.
    Bad,
}

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the check.
    pub name: &'static str,
    /// Severity.
    pub verdict: Verdict,
    /// Description.
    pub what: String,
    /// Advice; empty if nothing has to be done.
    pub advice: String,
}

impl Finding {
    /// A finding without a problem.
    pub fn good(name: &'static str, what: impl Into<String>) -> Self {
        Self::new(name, Verdict::Good, what, "")
    }

    /// A finding with a possible improvement.
    pub fn note(name: &'static str, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(name, Verdict::Note, what, advice)
    }

    /// A finding about something that does not work.
    pub fn bad(name: &'static str, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(name, Verdict::Bad, what, advice)
    }

    fn new(
        name: &'static str,
        verdict: Verdict,
        what: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            name,
            verdict,
            what: what.into(),
            advice: advice.into(),
        }
    }
}

/// Metadata of a file or directory (stat(2)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// The path, for messages.
    pub path: String,
    /// User id of the owner.
    pub owner: u32,
    /// Type and permission bits.
    pub mode: u32,
    /// Whether it is a directory.
    pub directory: bool,
}

/// Checks that a file or directory is accessible to user `uid` alone; `None` if it is.
pub fn private(name: &'static str, node: &Node, uid: u32) -> Option<Finding> {
    let Node {
        path, owner, mode, ..
    } = node;
    if *owner != uid {
        return Some(Finding::bad(
            name,
            format!("{path} belongs to user {owner}"),
            format!(
                "sudo chown -R {uid} {path}, or set XDG_STATE_HOME or MUX_TMPDIR to another directory"
            ),
        ));
    }
    if mode & 0o077 != 0 {
        let wanted = if node.directory { "700" } else { "600" };
        return Some(Finding::bad(
            name,
            format!("other users can access {path} (mode {:o})", mode & 0o777),
            format!("chmod {wanted} {path}"),
        ));
    }
    None
}

/// Checks the number of colours of the terminal.
pub fn colors(colors: Colors, term: &str) -> Finding {
    let name = "colours";
    match colors {
        Colors::True => Finding::good(name, "24-bit"),
        Colors::Palette => Finding::note(
            name,
            format!("{term} has 256 colours; others are shown as the nearest of them"),
            "if the terminal supports 24-bit colours: export COLORTERM=truecolor, or mux -T RGB",
        ),
        Colors::None | Colors::Eight | Colors::Sixteen => Finding::note(
            name,
            format!("{term} has 16 colours or fewer"),
            "if the terminal supports more: export TERM=xterm-256color",
        ),
    }
}

/// The session management of the system (systemd-logind).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Logins {
    /// Whether systemd-logind runs.
    pub managed: bool,
    /// Whether the user's services run without a login (lingering); `None` if unknown.
    pub linger: Option<bool>,
    /// Whether logind kills the processes of a session at its end (KillUserProcesses).
    pub kills: bool,
    /// Whether the mux service is installed.
    pub service: bool,
}

/// Checks whether programs and services survive a logout.
pub fn logins(logins: Logins, user: &str) -> [Finding; 2] {
    let enable = format!("loginctl enable-linger {user}");
    if !logins.managed {
        return [
            Finding::good("linger", "no systemd-logind: logout ends no services"),
            Finding::good("logout", "programs keep running after logout"),
        ];
    }
    let linger = match (logins.linger, logins.service) {
        (Some(true), _) => Finding::good("linger", "on: your services run without a login"),
        (Some(false), true) => Finding::note(
            "linger",
            "off: the service starts at the first login and ends at the last logout",
            enable.clone(),
        ),
        (Some(false), false) => {
            Finding::good("linger", "off (only needed when mux runs as a service)")
        }
        (None, _) => Finding::note("linger", "unknown", enable.clone()),
    };
    let lingers = logins.linger == Some(true);
    let logout = match (logins.kills, logins.service && lingers) {
        (false, _) => Finding::good("logout", "programs keep running after logout"),
        (true, true) => Finding::good(
            "logout",
            "programs keep running after logout: mux runs as a service",
        ),
        (true, false) => Finding::bad(
            "logout",
            "programs are killed at logout (KillUserProcesses=yes); sessions are restored at the next start",
            format!("mux service install, then {enable}"),
        ),
    };
    [linger, logout]
}

/// Whether logind kills the processes of `user` at logout (logind.conf(5)). `files` are the texts
/// of the configuration files; later ones override earlier ones.
pub fn kills(files: &[String], user: &str) -> bool {
    let (mut kills, mut only, mut excluded) = (false, Vec::new(), vec!["root".to_owned()]);
    let lines = files.iter().flat_map(|text| text.lines());
    for line in lines {
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let value = value.trim();
        let names = || {
            value
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        match key.trim() {
            "KillUserProcesses" => kills = matches!(value, "yes" | "true" | "on" | "1"),
            "KillOnlyUsers" => only = names(),
            "KillExcludeUsers" => excluded = names(),
            _ => {}
        }
    }
    let named = |list: &[String]| list.iter().any(|name| name == user);
    kills && !named(&excluded) && (only.is_empty() || named(&only))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_things_are_private() {
        let node = |owner, mode, directory| Node {
            path: "/p".into(),
            owner,
            mode,
            directory,
        };
        assert_eq!(private("x", &node(7, 0o40700, true), 7), None);
        for (node, advice) in [
            (node(8, 0o700, true), "sudo chown -R 7 /p"),
            (node(7, 0o40755, true), "chmod 700 /p"),
            (node(7, 0o100_640, false), "chmod 600 /p"),
        ] {
            let found = private("x", &node, 7).unwrap();
            assert_eq!(found.verdict, Verdict::Bad);
            assert!(found.advice.starts_with(advice), "{found:?}");
        }
    }

    #[test]
    fn a_logout_is_understood() {
        let all = Logins {
            managed: true,
            linger: Some(false),
            kills: false,
            service: false,
        };
        for (logins, wanted) in [
            (Logins::default(), [Verdict::Good, Verdict::Good]),
            (all, [Verdict::Good, Verdict::Good]),
            (
                Logins {
                    service: true,
                    ..all
                },
                [Verdict::Note, Verdict::Good],
            ),
            (Logins { kills: true, ..all }, [Verdict::Good, Verdict::Bad]),
            (
                Logins {
                    kills: true,
                    service: true,
                    ..all
                },
                [Verdict::Note, Verdict::Bad],
            ),
            (
                Logins {
                    kills: true,
                    linger: Some(true),
                    ..all
                },
                [Verdict::Good, Verdict::Bad],
            ),
            (
                Logins {
                    kills: true,
                    linger: Some(true),
                    service: true,
                    ..all
                },
                [Verdict::Good, Verdict::Good],
            ),
            (
                Logins {
                    linger: None,
                    ..all
                },
                [Verdict::Note, Verdict::Good],
            ),
        ] {
            let found = super::logins(logins, "me");
            assert_eq!(found.clone().map(|f| f.verdict), wanted, "{found:?}");
            assert!(
                found
                    .iter()
                    .all(|f| (f.verdict == Verdict::Good) == f.advice.is_empty())
            );
        }
    }

    #[test]
    fn the_last_word_of_logind_counts() {
        for (files, wanted) in [
            (&["#KillUserProcesses=yes"][..], false),
            (&["[Login]\nKillUserProcesses = yes"], true),
            (&["KillUserProcesses=yes", "KillUserProcesses=no"], false),
            (&["KillUserProcesses=1\nKillExcludeUsers=root me"], false),
            (&["KillUserProcesses=on\nKillOnlyUsers=you"], false),
            (&["KillUserProcesses=on\nKillOnlyUsers=you me"], true),
        ] {
            let files: Vec<String> = files.iter().map(|f| (*f).to_owned()).collect();
            assert_eq!(kills(&files, "me"), wanted, "{files:?}");
        }
        assert!(!kills(&["KillUserProcesses=yes".to_owned()], "root"));
    }

    #[test]
    fn colours_are_judged() {
        for (found, wanted) in [
            (colors(Colors::True, "x"), Verdict::Good),
            (colors(Colors::Palette, "x"), Verdict::Note),
            (colors(Colors::None, "dumb"), Verdict::Note),
        ] {
            assert_eq!(found.verdict, wanted);
        }
    }
}
