//! The program's own tables, and the commands that need no server: `mux help`, `mux completions`,
//! `mux schema`, `mux skill` and `mux man` are answered here; `mux proxy`, `mux doctor`,
//! `mux service` and `mux web` are only described here.

use super::coming_from;
use super::completion::{Shell, completion};
use super::help;
use super::man::man_page;
use super::reference::{Page, inert_options, pages};
use super::shell_integration::shell_integration;
use super::skill;
use super::tables::Reference;
use crate::base::sorted::sort_by;
use crate::base::{Error, Result};
use crate::lang::tables::bindings::DEFAULTS;
use crate::lang::tables::format_variables::VARIABLES;
use crate::lang::tables::hooks::HOOKS;
use crate::lang::tables::options::OPTIONS;
use crate::layout::{Preset, STACKED};
use crate::model::commands::COMMANDS;
use crate::model::commands::json_shapes::schema;
use crate::model::script::command_line;
use clap::{Arg, ArgAction, Command};

/// DESCRIPTION of the manual.
const ABOUT: &str = "\
mux keeps programs running in sessions, windows and panes, and shows them in any number of \
terminals. It understands tmux's commands, keys, options, formats and configuration files.

A server holds the sessions; the first command that needs one starts it. If the server crashes or \
is killed, a small process, the keeper, still holds every terminal and starts another server, which \
restores every line.

Without a command, mux attaches to the last session that no other terminal shows, or creates one. A command may be written \
as its full name, its alias, or an unambiguous prefix of its name. Separate several commands with a \
semicolon, written \\; in a shell.

mux attach HOST, mux attach HOST:SESSION and mux new HOST: (with the flags of new-session) use a \
server on another machine over ssh. A local session with the name that attach is given comes before \
a host; HOST: is always a host. mux attach https://HOST/s/SESSION uses mux web there, with a token \
that mux web token create prints. mux --host HOST COMMAND runs any command there. -L and -R forward ports as those of ssh. A lost connection is re-established automatically; meanwhile the \
keys of detach-client, or C-c three times, detach.

The configuration is read when a server starts: from $XDG_CONFIG_HOME/mux/mux.conf or ~/.mux.conf, \
or else from tmux's own files.";

/// Flags before the command: letter, value name or nothing, help.
const FLAGS: &[(char, &str, &str)] = &[
    ('2', "", "The terminal has 256 colours"),
    (
        'C',
        "",
        "Control mode: talk to another program in lines; twice: without echo",
    ),
    ('h', "", "Show usage"),
    ('l', "", "Behave as a login shell"),
    ('N', "", "Never start a server"),
    (
        'u',
        "",
        "The terminal supports UTF-8, whatever the locale says",
    ),
    (
        'v',
        "",
        "Log more if a server is started: inputs, effects and frames; twice: everything",
    ),
    ('V', "", "Print the version"),
    (
        'c',
        "shell-command",
        "Run this shell command with the default shell",
    ),
    (
        'f',
        "file",
        "Read this configuration file instead of the default ones",
    ),
    ('L', "socket-name", "Use the server with this socket name"),
    ('S', "socket-path", "Use the server with this socket path"),
    (
        'T',
        "features",
        "Features of the terminal, as in terminal-features",
    ),
];

/// The data behind the program's own pages.
pub struct ProgramTables {
    program: Command,
    commands: Vec<Command>,
    layouts: Vec<&'static str>,
}

impl ProgramTables {
    /// Collects the tables.
    pub fn new() -> Self {
        let mut commands: Vec<Command> = COMMANDS.iter().map(|entry| entry.definition()).collect();
        commands.extend(own_words());
        sort_by(&mut commands, |a, b| a.get_name().cmp(b.get_name()));
        Self {
            program: program(),
            commands,
            layouts: Preset::ALL
                .iter()
                .map(|preset| preset.name())
                .chain([STACKED])
                .collect(),
        }
    }

    /// The tables in the form that the generators take.
    pub fn reference(&self) -> Reference<'_> {
        Reference {
            program: &self.program,
            commands: &self.commands,
            options: OPTIONS,
            hooks: HOOKS,
            bindings: DEFAULTS,
            layouts: &self.layouts,
            variables: &VARIABLES,
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
        .arg(
            Arg::new("host")
                .long("host")
                .value_name("host")
                .help("Run the command on this host, over ssh"),
        )
}

/// The commands that need no server.
fn own_words() -> [Command; 12] {
    let shell = Arg::new("shell")
        .value_name("shell")
        .required(true)
        .value_parser(Shell::ALL.map(Shell::name))
        .help("bash, zsh or fish");
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
        .help("install, uninstall or status");
    [
        Command::new("completions")
            .about("Print a shell's completion script for mux")
            .arg(shell.clone()),
        Command::new("shell-integration")
            .about(
                "Print the lines with which a shell marks its prompts and the output of commands; \
                 in its startup file: eval \"$(mux shell-integration bash)\"",
            )
            .arg(shell),
        Command::new("config")
            .about("Write a first configuration file, or check files without running them")
            .arg(flag(
                "print",
                "For init: print the file instead of writing it",
            ))
            .arg(
                Arg::new("action")
                    .value_name("action")
                    .required(true)
                    .value_parser(["init", "check"])
                    .help("init (never overwrites a file) or check"),
            )
            .arg(
                Arg::new("file")
                    .value_name("file")
                    .num_args(0..)
                    .help("For check: the files (default: those that a new server reads)"),
            ),
        Command::new("help")
            .about("Show usage and the first keys, or the flags of a command")
            .arg(Arg::new("command").value_name("command").help(
                "Show this command's flags, or the keys for those who come from another \
                         multiplexer: coming-from-zellij, coming-from-screen",
            )),
        Command::new("schema")
            .about("Print the JSON Schema of the output of a command with --json, or of all")
            .arg(
                Arg::new("command")
                    .value_name("command")
                    .help("Only of this command"),
            ),
        Command::new("mcp")
            .about("Serve the Model Context Protocol on standard input and output, for agents")
            .arg(
                Arg::new("allow")
                    .long("allow")
                    .value_name("level")
                    .value_parser(["read", "change", "destroy"])
                    .help("What the tools may do: read (default), change or destroy"),
            )
            .arg(
                Arg::new("target")
                    .short('t')
                    .value_name("target")
                    .help("The only session, window or pane that the tools see"),
            ),
        Command::new("skill")
            .about("Print one page that teaches coding agents to use mux")
            .arg(
                Arg::new("install")
                    .long("install")
                    .value_name("agent")
                    .value_parser(skill::AGENTS.map(|(name, _)| name))
                    .help("Write it where this agent finds it: claude, codex, gemini or opencode"),
            ),
        Command::new("man").about("Print this manual for man"),
        Command::new("proxy").about(
            "Connect standard input and output to the server (run over ssh by mux attach HOST)",
        ),
        Command::new("doctor")
            .about("Check this machine for problems and suggest fixes")
            .arg(flag("json", "Output JSON")),
        Command::new("service")
            .about("Start mux at boot or login, as a systemd user unit or a launchd agent")
            .arg(flag(
                "print",
                "Print the unit or agent file without installing it",
            ))
            .arg(flag("web", "Start mux web instead"))
            .arg(flag("systemd", "Use systemd (default on Linux)"))
            .arg(flag("launchd", "Use launchd (default on macOS)"))
            .arg(action),
        web(flag),
    ]
}

/// The words behind `mux web`.
const WEB_ACTIONS: [&str; 8] = [
    "start", "stop", "status", "user", "token", "sessions", "share", "audit",
];

/// `mux web`.
fn web(flag: impl Fn(&'static str, &'static str) -> Arg) -> Command {
    let value = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("web")
        .about("Serve the sessions to browsers: prints an address to open")
        .arg(value(
            "listen",
            "address",
            "Listen here: address:port, port or unix:path (default: 127.0.0.1:7681, [::1]:7681)",
        ))
        .arg(value("cert", "file", "Certificate chain for TLS, in PEM"))
        .arg(value("key", "file", "Private key of the certificate, in PEM"))
        .arg(value(
            "origin",
            "url",
            "Another address of the page, such as that of a proxy: https://mux.example",
        ))
        .arg(flag(
            "insecure",
            "Allow another address than loopback without TLS",
        ))
        .arg(value(
            "trust-proxy",
            "address",
            "Take the browser's address from X-Forwarded-For of this proxy (or: unix)",
        ))
        .arg(flag("open", "Open the browser"))
        .arg(value(
            "login-for",
            "duration",
            "How long a login lasts after its last use (default: 12h)",
        ))
        .arg(value(
            "park-for",
            "duration",
            "How long a closed tab stays attached (default: 10m)",
        ))
        .arg(flag(
            "forward",
            "Let terminals connect to ports that this machine reaches (mux attach -L)",
        ))
        .arg(flag("json", "For status and lists: output JSON"))
        .arg(flag("view", "For user, token and share: may only look"))
        .arg(value("label", "name", "For user add: the socket name of its server"))
        .arg(value("name", "name", "For token create: its name"))
        .arg(value("account", "name", "For token create: its account"))
        .arg(value("session", "name", "For token create: the only session to see"))
        .arg(value("for", "duration", "For token and share: until it ends, such as 2h"))
        .arg(flag("all", "For token revoke and sessions revoke: all of them"))
        .arg(flag("stop", "For share: end all links"))
        .arg(
            Arg::new("target-session")
                .short('t')
                .value_name("target-session")
                .help("For share: the session (default: the current one)"),
        )
        .arg(
            Arg::new("action")
                .value_name("action")
                .value_parser(WEB_ACTIONS)
                .help("start (in the background), stop, status, user, token, sessions, share, audit"),
        )
        .arg(
            Arg::new("argument")
                .value_name("argument")
                .num_args(0..)
                .help("user: add, passwd, remove, list; token: create, list, revoke; sessions: revoke"),
        )
}

/// Replaces the list of options without effect in `text`, the content of README.md. A text without
/// the two marks is returned as it is.
pub fn readme(text: &str) -> String {
    const START: &str = "<!-- Options without effect, made from the tables of mux. -->\n";
    const END: &str = "<!-- End of the options without effect. -->\n";
    let Some((before, rest)) = text.split_once(START) else {
        return text.to_owned();
    };
    let Some((_, after)) = rest.split_once(END) else {
        return text.to_owned();
    };
    let list = inert_options(OPTIONS);
    format!("{before}{START}\n{list}\n{END}{after}")
}

/// Every generated file of the repository; names are paths from its root.
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

/// Answers a command line that needs no server, in lines of at most `cols` columns where they are
/// text for people; `None` for all others.
///
/// # Errors
/// The usage is wrong.
pub fn answer(words: &[&str], cols: usize) -> Option<Result<String>> {
    let wrong = |how: &str| Some(Err(Error::user(how)));
    match words {
        ["help" | "--help"] => Some(Ok(help::overview(&ProgramTables::new().reference(), cols))),
        ["help" | "--help", "--help" | "-h"] | ["help", "help"] => Some(help_of("help", cols)),
        ["help" | "--help", name] => Some(help_of(name, cols)),
        ["help", ..] => wrong("usage: mux help [command]"),
        ["--version"] => Some(Ok(
            concat!("mux ", env!("CARGO_PKG_VERSION"), "\n").to_owned()
        )),
        [name, "--help" | "-h"] if own_words().iter().any(|word| word.get_name() == *name) => {
            Some(help_of(name, cols))
        }
        ["schema"] => Some(schema(None).map(|schema| format!("{schema}\n"))),
        ["schema", words @ ..] => {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            let name = command_line::command_name(COMMANDS, &words);
            let name = name.or_else(|| words.first().map(String::as_str));
            Some(schema(name).map(|schema| format!("{schema}\n")))
        }
        ["skill"] => Some(Ok(skill::page())),
        ["man"] => Some(Ok(man_page(&ProgramTables::new().reference()))),
        ["man", ..] => wrong("usage: mux man"),
        ["completions", name] => match Shell::parse(name) {
            Some(shell) => Some(Ok(completion(shell, &ProgramTables::new().reference()))),
            None => wrong(&format!(
                "completions: unknown shell: {name} (use bash, zsh or fish)"
            )),
        },
        ["shell-integration", name] => match Shell::parse(name) {
            Some(shell) => Some(Ok(shell_integration(shell).to_owned())),
            None => wrong(&format!(
                "shell-integration: unknown shell: {name} (use bash, zsh or fish)"
            )),
        },
        ["shell-integration", ..] => wrong("usage: mux shell-integration bash|zsh|fish"),
        ["completions", ..] => wrong("usage: mux completions bash|zsh|fish"),
        _ => {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            command_line::asked_for_help(COMMANDS, &words).map(|name| help_of(name, cols))
        }
    }
}

/// The help of a command.
fn help_of(name: &str, cols: usize) -> Result<String> {
    if let Some(page) = coming_from::page(name, |text| help::wrapped(text, cols)) {
        return Ok(page);
    }
    let tables = ProgramTables::new();
    let reference = tables.reference();
    help::of_command(&reference, name, cols).ok_or_else(|| {
        let specs = reference.command_specs();
        let known = specs.iter().map(|spec| spec.name.as_str());
        let known = known.chain(coming_from::topics());
        Error::user(command_line::about_unknown(name, known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_its_own_are_answered() {
        for (words, starts) in [
            (&["man"][..], "."),
            (&["help"], "mux 0"),
            (&["help", "coming-from-zellij"], "mux has no modes"),
            (&["help", "coming-from-screen"], "The prefix key is"),
            (&["--help"], "mux 0"),
            (&["help", "splitw"], "usage: mux split-window [-"),
            (&["split", "--help"], "usage: mux split-window [-"),
            (&["new", "--help"], "usage: mux new-session [-"),
            (&["help", "help"], "usage: mux help [command]\n"),
            (&["help", "--help"], "usage: mux help [command]\n"),
            (&["--help", "new"], "usage: mux new-session [-"),
            (&["new", "-h"], "usage: mux new-session [-"),
            (&["new", "-s", "x", "--help"], "usage: mux new-session [-"),
            (&["splitw", "-h", "--help"], "usage: mux split-window [-"),
            (&["doctor", "--help"], "usage: mux doctor"),
            (&["service", "-h"], "usage: mux service"),
            (&["web", "--help"], "usage: mux web ["),
            (&["save", "--help"], "usage: mux save [--json]\n"),
            (&["--version"], "mux 0"),
            (&["shell-integration", "bash"], "# Marks"),
            (&["shell-integration", "zsh"], "# Marks"),
            (&["shell-integration", "fish"], "# Marks"),
            (&["completions", "bash"], "# bash completion for mux"),
            (&["completions", "zsh"], "#compdef mux"),
            (&["completions", "fish"], "# fish completion for mux"),
        ] {
            let text = answer(words, 80).unwrap().unwrap();
            assert!(text.starts_with(starts), "{words:?}: {text:.100}");
        }
        for words in [
            &["man", "x"][..],
            &["help", "nobody"],
            &["help", "a", "b"],
            &["completions"],
            &["completions", "csh"],
            &["shell-integration"],
            &["shell-integration", "csh"],
            &["completions", "bash", "zsh"],
        ] {
            assert!(answer(words, 80).unwrap().is_err(), "{words:?}");
        }
        for (name, message) in [
            ("statsu", "unknown command: statsu (did you mean status?)"),
            (
                "zzzzzz",
                "unknown command: zzzzzz; 'mux list-commands' lists them",
            ),
        ] {
            let error = answer(&["help", name], 80).unwrap().unwrap_err();
            assert_eq!(error.message, message);
        }
        for words in [
            &[][..],
            &["ls"],
            &["-L", "x", "man"],
            &["man-page"],
            &["foo", "--help"],
            &["splitw", "-h"],
            &["new", "ls", "--help"],
        ] {
            assert_eq!(answer(words, 80), None, "{words:?}");
        }
    }

    #[test]
    fn the_first_page_fits_a_terminal_and_every_row_says_something() {
        let page = help::overview(&ProgramTables::new().reference(), 80);
        let rows: Vec<&str> = page.lines().collect();
        assert!(
            rows.len() <= 24 && rows.iter().all(|row| row.chars().count() <= 80),
            "{page}"
        );
        let mut said = rows.iter().filter(|row| row.starts_with("  "));
        assert!(said.all(|row| row.len() > 28), "{page}");
    }

    #[test]
    fn descriptions_wrap_at_words() {
        let tables = ProgramTables::new();
        for entry in COMMANDS {
            let page = help::of_command(&tables.reference(), entry.name, 80).unwrap();
            let mut rows = page.lines().filter(|row| row.starts_with("  "));
            assert!(rows.all(|row| row.chars().count() <= 80), "{page}");
        }
        let page = help::of_command(&tables.reference(), "resize-pane", 80).unwrap();
        let wrapped = "  -x width                Width in columns, or a percentage of the window such\n\
                       \x20                         as 30%\n";
        assert!(page.contains(wrapped), "{page}");
    }

    #[test]
    fn pages_fit_narrow_and_wide_terminals() {
        let tables = ProgramTables::new();
        for cols in [30, 44, 60, 80, 100] {
            let overview = help::overview(&tables.reference(), cols);
            let pages = COMMANDS.iter().map(|entry| {
                help::of_command(&tables.reference(), entry.name, cols).unwrap_or_default()
            });
            for page in pages.chain([overview]) {
                for row in page.lines() {
                    let one_word = !row.trim_start().contains(' ');
                    let fits = row.chars().count() <= cols || one_word;
                    assert!(fits, "{cols}: {row}\n{page}");
                }
            }
        }
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
