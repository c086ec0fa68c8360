//! Notices that the operand of `new` is the name of a session and not of a program. The user would
//! see a session that ends at once.

use super::program::CommandTable;
use crate::sys::paths::is_in_path;
use crate::sys::user;
use std::process::{Command, Stdio};

/// The error for `new WORD`, if the shell finds no program, function or builtin of that name. Words
/// with characters of the shell's language are shell commands, and a command with `-s` names its
/// session.
pub fn complaint(words: &[String], commands: CommandTable) -> Option<String> {
    if (commands.name)(words) != Some("new-session") {
        return None;
    }
    let at = (commands.first_operand)(words)?;
    let word = &words[at];
    let named = |flags: &String| flags.starts_with('-') && flags.contains('s');
    if at + 1 != words.len() || words[1..at].iter().any(named) || !is_plain(word) {
        return None;
    }
    if is_in_path(word) || is_known_to_shell(word) {
        return None;
    }
    Some(format!(
        "{word}: command not found (a session called {word}: mux new -s {word})"
    ))
}

/// Whether a word has no meaning for a shell but that of a command.
fn is_plain(word: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "_-.+@".contains(c);
    !word.is_empty() && word.chars().all(plain)
}

/// Whether the user's shell has a builtin or function of this name: `type` fails for others in sh,
/// bash, zsh, ksh and fish.
fn is_known_to_shell(word: &str) -> bool {
    let mut shell = Command::new(user::shell());
    shell.arg("-c").arg(format!("type {word}"));
    shell.stdin(Stdio::null());
    shell.stdout(Stdio::null());
    shell.stderr(Stdio::null());
    // A shell that cannot be asked cannot run the word either, and says so in the pane.
    shell.status().map_or(true, |status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::commands::COMMANDS;
    use crate::model::script::command_line;

    const TABLE: CommandTable = CommandTable {
        may_start: |words| command_line::may_start(COMMANDS, words),
        mistake: |words| command_line::mistake(COMMANDS, words),
        name: |words| command_line::command_name(COMMANDS, words),
        first_operand: |words| command_line::first_operand(COMMANDS, words),
        takes_request: |words| command_line::takes_request(COMMANDS, words),
    };

    #[test]
    fn only_a_word_that_no_shell_knows_is_refused() {
        for (line, refused) in [
            ("new work-of-nobody", true),
            ("new -d work-of-nobody", true),
            ("new-session -n x work-of-nobody", true),
            ("new -s x work-of-nobody", false),
            ("new -ds x work-of-nobody", false),
            ("new work-of-nobody with arguments", false),
            ("new ./work-of-nobody", false),
            ("new A=1", false),
            ("new sh", false),
            ("new cd", false),
            ("new", false),
            ("neww work-of-nobody", false),
        ] {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let got = complaint(&words, TABLE);
            assert_eq!(got.is_some(), refused, "{line}: {got:?}");
        }
        let words = ["new".to_owned(), "work-of-nobody".to_owned()];
        assert_eq!(
            complaint(&words, TABLE).unwrap(),
            "work-of-nobody: command not found \
             (a session called work-of-nobody: mux new -s work-of-nobody)"
        );
    }
}
