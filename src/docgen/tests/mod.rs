//! Pages and scripts of a small example program. `tests/it/completions.rs` runs the scripts in the
//! shells.

mod files;
mod inert;
mod picture;
mod tmux_names;
mod widths;

use super::command_spec::CommandSpec;
use super::completion::{Shell, completion};
use super::man::man_page;
use super::reference::pages;
use super::tables::Reference;
use crate::lang::tables::bindings::DEFAULTS;
use crate::lang::tables::format_variables::{PaneVariable, Source, VariableDef};
use crate::lang::tables::hooks::HOOKS;
use crate::lang::tables::options::OPTIONS;
use clap::{Arg, ArgAction, Command};

fn program() -> Command {
    Command::new("mux")
        .version("1.2")
        .about("A terminal multiplexer.")
        .arg(
            Arg::new("L")
                .short('L')
                .value_name("socket-name")
                .help("Another server"),
        )
        .arg(
            Arg::new("v")
                .short('v')
                .action(ArgAction::SetTrue)
                .help("Write a log"),
        )
}

fn commands() -> Vec<Command> {
    vec![
        Command::new("kill-session")
            .visible_alias("kills")
            .about("End a session.")
            .arg(
                Arg::new("a")
                    .short('a')
                    .action(ArgAction::SetTrue)
                    .help("All but the target"),
            )
            .arg(
                Arg::new("C")
                    .short('C')
                    .action(ArgAction::SetTrue)
                    .help("Clear alerts"),
            )
            .arg(
                Arg::new("t")
                    .short('t')
                    .value_name("target-session")
                    .help("Which | one"),
            ),
        Command::new("list-sessions")
            .about("List sessions.")
            .arg(
                Arg::new("json")
                    .long("json")
                    .action(ArgAction::SetTrue)
                    .help("As JSON"),
            )
            .arg(
                Arg::new("O")
                    .short('O')
                    .value_name("order")
                    .value_parser(["name", "size"]),
            ),
        Command::new("set-option")
            .about(".starts with a dot, it's\\so")
            .arg(
                Arg::new("option")
                    .value_name("option")
                    .required(true)
                    .help("Which"),
            )
            .arg(
                Arg::new("value")
                    .value_name("value")
                    .action(ArgAction::Append),
            ),
        Command::new("secret").hide(true),
    ]
}

fn with_reference<T>(work: impl FnOnce(&Reference<'_>) -> T) -> T {
    work(&Reference {
        program: &program(),
        commands: &commands(),
        options: OPTIONS,
        hooks: HOOKS,
        bindings: DEFAULTS,
        layouts: &["tiled"],
        variables: &[VariableDef {
            name: "pane_id",
            description: "The pane's ID",
            inert: None,
            source: Source::Pane(PaneVariable::Id),
        }],
    })
}

#[test]
fn usage_is_as_list_commands_shows_it() {
    let usage: Vec<_> = with_reference(|reference| {
        reference
            .command_specs()
            .iter()
            .map(CommandSpec::usage)
            .collect()
    });
    let expected = [
        "[-aC] [-t target-session]",
        "[--json] [-O order]",
        "option [value ...]",
    ];
    assert_eq!(usage, expected);
}

#[test]
fn the_man_page_has_everything_and_no_stray_requests() {
    let page = with_reference(man_page);
    for part in [
        ".TH MUX 1 ",
        "mux \\- a terminal multiplexer\n",
        "\\fBkill\\-session\\fR [\\-aC] [\\-t target\\-session] (alias: kills)",
        ".SH OPTIONS",
        "\\fBescape\\-time\\fR (server, number of milliseconds)",
        ".SH HOOKS",
        "after\\-new\\-session",
        ".SS prefix",
        "\\fBpane_id\\fR\nThe pane",
        "\n\\&.starts with a dot",
    ] {
        assert!(page.contains(part), "{part:?} in {page:.3000}");
    }
    assert!(!page.contains("secret"));
    let requests = [
        "TH", "ad", "SH", "SS", "TP", "PP", "RS", "RE", "ie", "el", "if", "de", "ds", "nr",
    ];
    for line in page.lines().filter(|line| line.starts_with(['.', '\''])) {
        let request = line[1..].split_whitespace().next().unwrap_or_default();
        assert!(requests.contains(&request), "{line}");
    }
}

#[test]
fn pages_are_well_formed_tables() {
    let pages = with_reference(pages);
    let names: Vec<_> = pages.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "commands.md",
            "options.md",
            "hooks.md",
            "keys.md",
            "formats.md"
        ]
    );
    for page in &pages {
        let mut columns = 0;
        for line in page.text.lines() {
            let count = line.replace("\\|", "").matches('|').count();
            assert!(
                columns == 0 || count == 0 || count == columns,
                "{}: {line}",
                page.name
            );
            columns = count;
        }
    }
    let commands = &pages[0].text;
    assert!(commands.contains("## list-sessions\n\n```\nlist-sessions [--json] [-O order]\n```"));
    assert!(
        commands.contains("| `-t target-session` | Which \\| one |"),
        "{commands}"
    );
    assert!(
        commands.contains("| `-O order` | : `name`, `size` |"),
        "{commands}"
    );
    assert!(!commands.contains("secret"));
    assert_eq!(pages[1].text.matches("\n| `").count(), OPTIONS.len());
    assert_eq!(pages[3].text.matches("\n| `").count(), DEFAULTS.len());
}

#[test]
fn scripts_are_named_as_shells_look_for_them() {
    assert_eq!(Shell::parse("zsh"), Some(Shell::Zsh));
    assert_eq!(Shell::parse("csh"), None);
    let names = Shell::ALL.map(|shell| shell.file_name("mux"));
    assert_eq!(names, ["mux.bash", "_mux", "mux.fish"]);
    for shell in Shell::ALL {
        let script = with_reference(|reference| completion(shell, reference));
        for part in [
            "kill-session",
            "list-sessions",
            "#{session_name}",
            "escape-time",
        ] {
            assert!(script.contains(part), "{part} in {shell:?}");
        }
        assert!(
            !script.contains("NAME") && !script.contains("secret"),
            "{shell:?}"
        );
    }
}
