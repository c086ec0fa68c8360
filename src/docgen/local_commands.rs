//! The tables of this program, and its words that are for no server: `mux help`, `mux completions` and
//! `mux man` are answered here, `mux proxy`, `mux doctor` and `mux service` are only described. It prints nothing itself.

use super::completion::{Shell, completion};
use super::help;
use super::man::man_page;
use super::reference::{Page, pages};
use super::tables::Reference;
use crate::base::{Error, Result};
use crate::lang::tables::bindings::DEFAULTS;
use crate::lang::tables::format_variables::VARIABLES;
use crate::lang::tables::hooks::HOOKS;
use crate::lang::tables::options::OPTIONS;
use crate::layout::Preset;
use crate::model::commands::COMMANDS;
use clap::{Arg, ArgAction, Command};

/// What the program is, in the manual.
const ABOUT: &str = "\
mux keeps programs running in sessions, windows and panes, and shows them in any number of \
terminals. It speaks tmux's language: the same commands, keys, options, formats and configuration \
files.

A server holds the sessions. The first command that needs one starts it. When it crashes or is \
killed, a small process, the keeper, still holds every terminal and starts another server, which \
shows every line again.

Without a command, mux goes back to the last session, or makes one where there is none. Commands \
are recognised by their whole name, their alias, or the start of a name that no other shares; \
several are parted by a semicolon, which the shell has to be kept from with a backslash.

A server on another machine is reached over ssh: mux attach HOST, or HOST:SESSION, and mux new HOST: \
with the flags of new-session behind it. The word of attach that belongs to no flag is a host, and so is \
the first word of new if it ends with a colon; a session of this machine is named with -t. ssh runs \
mux proxy there. What is run instead of ssh is said by MUX_SSH, and instead of mux on the other \
machine by MUX_REMOTE, both as a shell reads a line. A link that is lost is made again, for as long as \
it takes.

Configuration is read when a server starts: from $XDG_CONFIG_HOME/mux/mux.conf or ~/.mux.conf, and \
if there is neither, from tmux's own files.";

/// The flags before a command: the letter, what follows it or nothing, and what it does.
const FLAGS: &[(char, &str, &str)] = &[
    ('2', "", "The terminal has 256 colours"),
    ('h', "", "Say how mux is called"),
    ('l', "", "Behave as a login shell"),
    ('N', "", "Never start a server"),
    (
        'u',
        "",
        "The terminal knows UTF-8, as every terminal does here",
    ),
    ('V', "", "Say which version this is"),
    ('c', "shell-command", "Run this in the shell instead of mux"),
    (
        'f',
        "file",
        "Read this configuration file instead of the usual ones",
    ),
    ('L', "socket-name", "Talk to the server of this name"),
    ('S', "socket-path", "Talk to the server that listens here"),
    (
        'T',
        "features",
        "What the terminal can do, as in terminal-features",
    ),
];

/// Everything that the program's own pages are made from.
pub struct ProgramTables {
    program: Command,
    commands: Vec<Command>,
    layouts: Vec<&'static str>,
}

impl ProgramTables {
    /// Reads the tables.
    pub fn new() -> Self {
        let mut commands: Vec<Command> = COMMANDS.iter().map(|entry| entry.definition()).collect();
        commands.extend(own_words());
        commands.sort_by(|a, b| a.get_name().cmp(b.get_name()));
        Self {
            program: program(),
            commands,
            layouts: Preset::ALL.iter().map(|preset| preset.name()).collect(),
        }
    }

    /// The tables as a reference.
    pub fn reference(&self) -> Reference<'_> {
        Reference {
            program: &self.program,
            commands: &self.commands,
            options: OPTIONS,
            hooks: HOOKS,
            bindings: DEFAULTS,
            layouts: &self.layouts,
            variables: VARIABLES,
        }
    }
}

impl Default for ProgramTables {
    fn default() -> Self {
        Self::new()
    }
}

fn program() -> Command {
    let flags = FLAGS.iter().map(|(letter, value, help)| {
        let flag = Arg::new(letter.to_string()).short(*letter).help(*help);
        match *value {
            "" => flag.action(ArgAction::SetTrue),
            value => flag.value_name(value),
        }
    });
    Command::new("mux")
        .version(env!("CARGO_PKG_VERSION"))
        .about("A terminal multiplexer that loses nothing")
        .long_about(ABOUT)
        .args(flags)
}

/// The commands that need no server.
fn own_words() -> [Command; 6] {
    let shell = Arg::new("shell")
        .value_name("shell")
        .required(true)
        .value_parser(Shell::ALL.map(Shell::name))
        .help("The shell to print it for");
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
    };
    let action = Arg::new("action")
        .value_name("action")
        .required(true)
        .value_parser(["install", "uninstall", "status"])
        .help("What to do");
    [
        Command::new("completions")
            .about("Print the script that makes a shell complete mux's commands")
            .arg(shell),
        Command::new("help")
            .about("Say how mux is called, and which keys to begin with")
            .arg(
                Arg::new("command")
                    .value_name("command")
                    .help("The flags of this one"),
            ),
        Command::new("man").about("Print this manual as a page for man"),
        Command::new("proxy")
            .about("Join standard input and output to the server, for a mux on another machine"),
        Command::new("doctor")
            .about("Look at everything that mux needs on this machine, and say what to do about it")
            .arg(flag("json", "As JSON")),
        Command::new("service")
            .about("Start mux at boot or login, as a systemd user unit or a launchd agent")
            .arg(flag("print", "Print the unit or agent and do nothing"))
            .arg(flag("systemd", "For systemd, as on Linux"))
            .arg(flag("launchd", "For launchd, as on macOS"))
            .arg(action),
    ]
}

/// Every file of the project that is made from the tables; names are paths from its root.
pub fn files() -> Vec<Page> {
    let tables = ProgramTables::new();
    let reference = tables.reference();
    let scripts = Shell::ALL.map(|shell| Page {
        name: format!("completions/{}", shell.file_name("mux")),
        text: completion(shell, &reference),
    });
    let reference_pages = pages(&reference).into_iter().map(|page| Page {
        name: format!("docs/{}", page.name),
        text: page.text,
    });
    let manual = Page {
        name: "docs/mux.1".to_owned(),
        text: man_page(&reference),
    };
    scripts
        .into_iter()
        .chain(reference_pages)
        .chain([manual])
        .collect()
}

/// The answer to the words of a command line that asks for no server: a script or the manual.
/// `None` is for all other words.
///
/// # Errors
/// If the words ask for it wrongly.
pub fn answer(words: &[&str]) -> Option<Result<String>> {
    let wrong = |how: &str| Some(Err(Error::user(how)));
    match words {
        ["help" | "--help"] => Some(Ok(help::overview(&ProgramTables::new().reference()))),
        ["help", name] => match help::of_command(&ProgramTables::new().reference(), name) {
            Some(page) => Some(Ok(page)),
            None => wrong(&format!(
                "unknown command: {name}; 'mux list-commands' lists them"
            )),
        },
        ["help", ..] => wrong("usage: mux help [command]"),
        [name, "--help"] => help::of_command(&ProgramTables::new().reference(), name).map(Ok),
        ["--version"] => Some(Ok(
            concat!("mux ", env!("CARGO_PKG_VERSION"), "\n").to_owned()
        )),
        ["man"] => Some(Ok(man_page(&ProgramTables::new().reference()))),
        ["man", ..] => wrong("usage: mux man"),
        ["completions", shell] => match Shell::parse(shell) {
            Some(shell) => Some(Ok(completion(shell, &ProgramTables::new().reference()))),
            None => wrong("mux completions: not a shell that it knows; these are: bash, zsh, fish"),
        },
        ["completions", ..] => wrong("usage: mux completions bash|zsh|fish"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_its_own_are_answered() {
        for (words, starts) in [
            (&["man"][..], "."),
            (&["help"], "mux 0"),
            (&["--help"], "mux 0"),
            (&["help", "splitw"], "usage: mux split-window [-"),
            (&["split", "--help"], "usage: mux split-window [-"),
            (&["new", "--help"], "usage: mux new-session [-"),
            (&["help", "help"], "usage: mux help [command]\n"),
            (&["--version"], "mux 0"),
            (&["completions", "bash"], "# bash completion for mux"),
            (&["completions", "zsh"], "#compdef mux"),
            (&["completions", "fish"], "# fish completion for mux"),
        ] {
            let text = answer(words).unwrap().unwrap();
            assert!(text.starts_with(starts), "{words:?}: {text:.100}");
        }
        for words in [
            &["man", "x"][..],
            &["help", "nobody"],
            &["help", "a", "b"],
            &["completions"],
            &["completions", "csh"],
            &["completions", "bash", "zsh"],
        ] {
            assert!(answer(words).unwrap().is_err(), "{words:?}");
        }
        for words in [
            &[][..],
            &["ls"],
            &["-L", "x", "man"],
            &["man-page"],
            &["foo", "--help"],
        ] {
            assert_eq!(answer(words), None, "{words:?}");
        }
    }

    #[test]
    fn the_first_page_fits_a_terminal_and_every_row_says_something() {
        let page = help::overview(&ProgramTables::new().reference());
        let rows: Vec<&str> = page.lines().collect();
        assert!(
            rows.len() <= 24 && rows.iter().all(|row| row.chars().count() <= 80),
            "{page}"
        );
        let mut said = rows.iter().filter(|row| row.starts_with("  "));
        assert!(said.all(|row| row.len() > 28), "{page}");
    }

    #[test]
    fn pages_show_usages_as_the_program_prints_them() {
        let tables = ProgramTables::new();
        let specs = tables.reference().command_specs();
        for entry in COMMANDS {
            let spec = specs.iter().find(|spec| spec.name == entry.name).unwrap();
            assert_eq!(spec.usage(), entry.usage(), "{}", entry.name);
            assert_ne!(spec.about, "", "{}", entry.name);
        }
    }
}
