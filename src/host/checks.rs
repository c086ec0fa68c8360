//! What facts about the machine mean for mux, and what to do about them. It gathers none of them.

use crate::tty::Colors;

/// How good a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It works, and could be better.
    Note,
    /// It does not work.
    Bad,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, in a word.
    pub name: &'static str,
    /// How good it is.
    pub verdict: Verdict,
    /// What it is like.
    pub what: String,
    /// What to do about it; empty where there is nothing to do.
    pub advice: String,
}

impl Finding {
    /// It is as it should be.
    pub fn good(name: &'static str, what: impl Into<String>) -> Self {
        Self::new(name, Verdict::Good, what, "")
    }

    /// It could be better.
    pub fn note(name: &'static str, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(name, Verdict::Note, what, advice)
    }

    /// It does not work.
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

/// A directory or file as the system tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Its path.
    pub path: String,
    /// Who owns it.
    pub owner: u32,
    /// Its permissions.
    pub mode: u32,
    /// Whether it is a directory.
    pub directory: bool,
}

/// What is wrong with a directory or file that only `uid` should be able to use.
pub fn private(name: &'static str, node: &Node, uid: u32) -> Option<Finding> {
    let Node {
        path, owner, mode, ..
    } = node;
    if *owner != uid {
        return Some(Finding::bad(
            name,
            format!("{path} belongs to the user with the number {owner}"),
            format!(
                "sudo chown -R {uid} {path}, or let mux use another place (XDG_STATE_HOME, MUX_TMPDIR)"
            ),
        ));
    }
    if mode & 0o077 != 0 {
        let wanted = if node.directory { "700" } else { "600" };
        return Some(Finding::bad(
            name,
            format!("others can get at {path} (mode {:o})", mode & 0o777),
            format!("chmod {wanted} {path}"),
        ));
    }
    None
}

/// Whether the terminal shows the colours that programs use.
pub fn colors(colors: Colors, term: &str) -> Finding {
    let name = "colours";
    match colors {
        Colors::True => Finding::good(name, "24 bits"),
        Colors::Palette => Finding::note(
            name,
            format!("{term} says it has 256 colours; others are drawn with the nearest of them"),
            "if the terminal has 24-bit colours: export COLORTERM=truecolor, or mux -T RGB",
        ),
        Colors::None | Colors::Eight | Colors::Sixteen => Finding::note(
            name,
            format!("{term} says it has few colours"),
            "choose another TERM, such as xterm-256color, if the terminal can do more",
        ),
    }
}

/// How the system manages logins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Logins {
    /// There is a systemd-logind that answers.
    pub managed: bool,
    /// The user's own services run while nobody is logged in; `None` if it cannot be told.
    pub linger: Option<bool>,
    /// What a login started is killed at its end.
    pub kills: bool,
    /// mux starts as a service.
    pub service: bool,
}

/// What becomes of programs in panes at a logout, and of services.
pub fn logins(logins: Logins, user: &str) -> [Finding; 2] {
    let enable = format!("loginctl enable-linger {user}");
    if !logins.managed {
        return [
            Finding::good(
                "linger",
                "no systemd-logind here; nothing ends services at a logout",
            ),
            Finding::good("logout", "programs in panes go on"),
        ];
    }
    let linger = match (logins.linger, logins.service) {
        (Some(true), _) => Finding::good("linger", "on: services of yours run without a login"),
        (Some(false), true) => Finding::note(
            "linger",
            "off: the service starts at the first login and ends with the last",
            enable.clone(),
        ),
        (Some(false), false) => {
            Finding::good("linger", "off, and mux is no service that would need it")
        }
        (None, _) => Finding::note("linger", "cannot be told", enable.clone()),
    };
    let lingers = logins.linger == Some(true);
    let logout = match (logins.kills, logins.service && lingers) {
        (false, _) => Finding::good("logout", "programs in panes go on"),
        (true, true) => Finding::good("logout", "programs in panes go on: mux runs as a service"),
        (true, false) => Finding::bad(
            "logout",
            "programs in panes are killed (KillUserProcesses=yes); sessions come back at the next start",
            format!("mux service install, and {enable}"),
        ),
    };
    [linger, logout]
}

/// Whether logind kills what a login started when it ends, by the texts of its configuration files in
/// the order in which they count.
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
