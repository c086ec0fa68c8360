//! Additions to error messages for people: the word that was probably meant. Scripts compare the
//! messages of tmux, so a program called `tmux` gets none of them.

use crate::base::Error;
use crate::model::state::command::CommandDef;

/// The longest word that is compared.
const LONGEST: usize = 40;

/// The candidate that is one or two typing mistakes away from `word`: the nearest, and of equals
/// the first.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let most = if word.len() < 5 { 1 } else { 2 };
    let candidates = candidates.into_iter();
    let scored = candidates.map(|candidate| (distance(word, candidate), candidate));
    let near = scored.filter(|(mistakes, _)| (1..=most).contains(mistakes));
    near.min_by_key(|(mistakes, _)| *mistakes)
        .map(|(_, candidate)| candidate)
}

/// The number of typing mistakes between two words: letters that are missing, added, replaced or
/// swapped with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().max(b.len()) > LONGEST {
        return usize::MAX;
    }
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

/// `message`, with the word that was probably meant.
pub(crate) fn did_you_mean<'a>(
    message: &str,
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> String {
    match nearest(word, candidates) {
        Some(meant) => format!("{message} (did you mean {meant}?)"),
        None => message.to_owned(),
    }
}

/// The error of a command called `name`: an unknown one gets the name that was probably meant.
pub(crate) fn unknown_command(
    commands: &'static [CommandDef],
    name: &str,
    mut error: Error,
) -> Error {
    if error.message == unknown(name) {
        let names = commands
            .iter()
            .flat_map(|command| [command.name, command.alias]);
        let names = names.filter(|name| !name.is_empty());
        error.message = did_you_mean(&error.message, name, names);
    }
    error
}

/// The error of the words of a command line whose first mistake is the command called `name`: it
/// explains a `;` that separated commands by mistake, and a word of mux's own that abbreviates a
/// command of tmux.
pub(crate) fn words(words: &[String], name: &str, mut error: Error) -> Error {
    let mut pairs = words.iter().zip(words.iter().skip(1));
    let separated = pairs.any(|(before, word)| {
        word == name && before.len() > 1 && before.ends_with(';') && !before.ends_with("\\;")
    });
    if separated && error.message.starts_with(&unknown(name)) {
        error.message = format!(
            "{} (a ; at the end of a word separates commands: write \\; to type it)",
            unknown(name)
        );
    }
    error
}

/// Words of other programs for leaving or ending them.
const LEAVING: [&str; 9] = [
    "quit", "exit", "stop", "q", "bye", "close", "end", "leave", "shutdown",
];

/// Explains an error about a word that may mean the end of something. Other errors stay as they
/// are.
pub(crate) fn explain(error: &str, word: &str, prefix: &str) -> String {
    if error.starts_with("unknown command") && LEAVING.contains(&word) {
        return format!(
            "{word} is not a command: kill-session ends one session, kill-server ends everything, \
             {prefix} d detaches"
        );
    }
    if error.starts_with("ambiguous command") && "kill".starts_with(word) && word.len() > 1 {
        return format!(
            "{error} (kill-pane ends one pane, kill-window one window, kill-session one session, \
             kill-server everything)"
        );
    }
    error.to_owned()
}

/// Usages of mux's own commands whose flags belong to an action.
const USAGES: &[(&str, &str)] = &[
    ("sessions", "prune --idle AGE [--dry-run]"),
    ("workspace", "save|list|show|load|delete [NAME]"),
];

/// The usage of a command of mux's own.
pub(crate) fn usage(name: &str, usage: &str) -> String {
    let known = USAGES.iter().find(|(known, _)| *known == name);
    let usage = known.map_or(usage, |(_, usage)| usage);
    format!("usage: mux {name} {usage}").trim_end().to_owned()
}

fn unknown(name: &str) -> String {
    format!("unknown command: {name}")
}

/// The error of `mux save NAME`: in tmux it abbreviates `save-buffer`, which would write a file of
/// this name.
pub(crate) fn save_with_a_name(words: &[String]) -> Option<Error> {
    match words {
        [save, name] if save == "save" && !name.starts_with('-') && name != ";" => {
            Some(Error::user(format!(
                "save takes no name: save-buffer {name} writes the newest paste buffer to a file, \
                 workspace save {name} saves this session"
            )))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::TestWorld;

    #[test]
    fn words_within_two_mistakes_are_near() {
        let words = ["status", "sessions", "set", "source-file", "mouse"];
        for (word, want) in [
            ("statsu", Some("status")),
            ("sesions", Some("sessions")),
            ("sorce-fiel", Some("source-file")),
            ("mose", Some("mouse")),
            ("sett", Some("set")),
            ("status", None),
            ("x", None),
            ("banana", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, words), want, "{word}");
        }
    }

    #[test]
    fn people_get_hints_and_scripts_for_tmux_do_not() {
        for (words, plain, hint) in [
            (
                &["statsu"][..],
                "unknown command: statsu",
                " (did you mean status?)",
            ),
            (
                &["slect-pane", "-L"],
                "unknown command: slect-pane",
                " (did you mean select-pane?)",
            ),
            (&["bananas"], "unknown command: bananas", ""),
            (
                &["send-keys", "echo a;", "Enter"],
                "unknown command: Enter",
                " (a ; at the end of a word separates commands: write \\; to type it)",
            ),
            (
                &["set-option", "-g", "mosue", "on"],
                "invalid option: mosue",
                " (did you mean mouse?)",
            ),
            (
                &["show-options", "-g", "statsu-left"],
                "invalid option: statsu-left",
                " (did you mean status-left?)",
            ),
        ] {
            let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
            for as_tmux in [false, true] {
                let mut fixture = TestWorld::new();
                let error = fixture.words_fail(&words, as_tmux);
                let hint = if as_tmux { "" } else { hint };
                assert_eq!(error, format!("{plain}{hint}"));
            }
        }
    }

    #[test]
    fn own_words_that_abbreviate_a_command_of_tmux_are_not_taken_for_it() {
        let words = ["save".to_owned(), "work".to_owned()];
        let mut fixture = TestWorld::new();
        fixture.ok("set-buffer x");
        let error = fixture.words_fail(&words, false);
        assert!(error.contains("save-buffer work"), "{error}");
        assert!(error.contains("workspace save work"), "{error}");
        assert!(
            fixture.effects.iter().all(|effect| {
                !matches!(effect, crate::model::state::effect::Effect::File { .. })
            })
        );
    }
}
