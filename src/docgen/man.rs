//! The man page.

use super::command_spec::{CommandSpec, Flag};
use super::man_language::{EXAMPLES, LANGUAGE, Section};
use super::reference::{meaning_of, scope_of, values_of, variable_meaning};
use super::tables::{Reference, key_tables};
use crate::lang::tables::option_def::OptionDef;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

/// Variables that mux reads.
const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "MUX_LOG",
        "Level of the server's log: error, warn, info, debug or off.",
    ),
    (
        "MUX_REMOTE",
        "The mux command on another machine, split as a shell does. Default: mux.",
    ),
    (
        "MUX_SSH",
        "The command that replaces ssh, split as a shell does. Default: ssh.",
    ),
    (
        "MUX_TMPDIR",
        "The directory for sockets, before TMUX_TMPDIR. Default: /tmp.",
    ),
    (
        "SHELL",
        "The shell for new panes, unless default-shell is set.",
    ),
    (
        "TERM, COLORTERM",
        "The type of the terminal and its colours.",
    ),
    (
        "TMUX",
        "Set in panes: socket, server process and session. Commands in a pane use this socket.",
    ),
    ("TMUX_PANE", "Set in panes: the id of the pane."),
    (
        "XDG_CONFIG_HOME",
        "The directory for configuration. Default: ~/.config.",
    ),
    (
        "XDG_STATE_HOME",
        "The directory for saved state. Default: ~/.local/state.",
    ),
];

/// Files that mux reads and writes.
const FILES: &[(&str, &str)] = &[
    (
        "$XDG_CONFIG_HOME/mux/mux.conf, ~/.mux.conf",
        "Configuration; the first existing file is read.",
    ),
    (
        "/etc/tmux.conf, ~/.tmux.conf, $XDG_CONFIG_HOME/tmux/tmux.conf",
        "tmux's configuration, read if mux has none of its own.",
    ),
    ("$XDG_CONFIG_HOME/mux/workspaces/NAME.toml", "Workspaces."),
    ("$XDG_STATE_HOME/mux/state.db", "Saved layouts."),
    ("$XDG_STATE_HOME/mux/scrollback.db", "Saved scrollback."),
    (
        "$XDG_STATE_HOME/mux/server.log",
        "The server's log, with older ones in server.log.1 and so on.",
    ),
    ("/tmp/mux-UID/default", "The socket of the default server."),
];

const EXIT_STATUS: &str = "0 on success, 1 on an error. search exits with 1 if nothing matches, \
    has-session if the session does not exist, doctor if it finds a problem.";

/// The manual, section 1, in roff.
pub fn man_page(reference: &Reference<'_>) -> String {
    let program = CommandSpec::of(reference.program);
    let version = reference.program.get_version().unwrap_or_default();
    let mut page = Roff::new();
    let title = program.name.to_uppercase();
    let footer = format!("{} {version}", program.name);
    // Left-aligned: justified lines with long words have wide gaps.
    page.control("ad", ["l"]);
    section(&mut page, "NAME");
    page.text([roman(format!(
        "{} - {}",
        program.name,
        sentence(&program.about)
    ))]);
    section(&mut page, "SYNOPSIS");
    let usage = format!(" {} [command [flags] [; command …]]", program.usage());
    page.text([bold(program.name.as_str()), roman(usage)]);
    section(&mut page, "DESCRIPTION");
    paragraphs(&mut page, &program.long_about);
    if !program.flags.is_empty() {
        section(&mut page, "FLAGS");
        program.flags.iter().for_each(|f| flag(&mut page, f));
    }
    if !reference.bindings.is_empty() {
        LANGUAGE.iter().for_each(|part| language(&mut page, part));
    }
    commands(&mut page, &reference.command_specs());
    defs(&mut page, "OPTIONS", reference.options);
    defs(&mut page, "HOOKS", reference.hooks);
    keys(&mut page, reference);
    variables(&mut page, reference);
    entries(&mut page, "ENVIRONMENT", ENVIRONMENT);
    entries(&mut page, "FILES", FILES);
    section(&mut page, "EXIT STATUS");
    page.text([roman(EXIT_STATUS)]);
    if !reference.bindings.is_empty() {
        language(&mut page, EXAMPLES);
    }
    section(&mut page, "SEE ALSO");
    page.text([roman(
        "tmux(1), ssh(1), terminfo(5), strftime(3), systemd.unit(5)",
    )]);
    // Without a date the page is reproducible. The crate would drop the empty argument.
    format!(
        ".TH {title} 1 \"\" \"{}\"\n{}",
        footer.trim(),
        page.to_roff()
    )
}

/// A section about the language.
fn language(page: &mut Roff, part: &Section) {
    section(page, part.title);
    if !part.intro.is_empty() {
        paragraphs(page, part.intro);
    }
    for (term, meaning) in part.entries {
        entry(page, vec![bold(*term)], meaning);
    }
}

fn section(page: &mut Roff, name: &str) {
    page.control("SH", [name]);
}

/// The text without its full stop and with a lower-case first letter, for NAME.
fn sentence(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

fn paragraphs(page: &mut Roff, text: &str) {
    for (i, paragraph) in text.split("\n\n").enumerate() {
        if i > 0 {
            page.control("PP", []);
        }
        page.text([roman(paragraph.replace('\n', " "))]);
    }
}

fn entries(page: &mut Roff, title: &str, rows: &[(&str, &str)]) {
    section(page, title);
    for (term, meaning) in rows {
        entry(page, vec![bold(*term)], meaning);
    }
}

/// A term with its description.
fn entry(page: &mut Roff, term: Vec<Inline>, meaning: &str) {
    page.control("TP", []);
    page.text(term);
    page.text([roman(meaning.replace('\n', " "))]);
}

fn flag(page: &mut Roff, flag: &Flag) {
    let mut term = vec![bold(flag.spellings().join(", "))];
    if let Some(value) = &flag.value {
        term.extend([roman(" "), italic(value.name.as_str())]);
    }
    let choices = flag.value.as_ref().map(|v| v.choices.join(", "));
    let choices = choices
        .filter(|c| !c.is_empty())
        .map(|c| format!(" One of {c}."));
    entry(
        page,
        term,
        &format!("{}{}", flag.help, choices.unwrap_or_default()),
    );
}

fn commands(page: &mut Roff, specs: &[CommandSpec]) {
    if specs.is_empty() {
        return;
    }
    section(page, "COMMANDS");
    for spec in specs {
        let aliases = match spec.aliases.is_empty() {
            true => String::new(),
            false => format!(" (alias: {})", spec.aliases.join(", ")),
        };
        let usage = format!(" {}", spec.usage());
        let term = vec![bold(spec.name.as_str()), roman(usage), roman(aliases)];
        entry(page, term, &spec.long_about);
        if spec.flags.is_empty() {
            continue;
        }
        page.control("RS", []);
        spec.flags.iter().for_each(|f| flag(page, f));
        page.control("RE", []);
    }
}

fn defs(page: &mut Roff, title: &str, defs: &[OptionDef]) {
    if defs.is_empty() {
        return;
    }
    section(page, title);
    for def in defs {
        let term = vec![
            bold(def.name),
            roman(format!(" ({}, {})", scope_of(def), values_of(def))),
        ];
        let default = def.default_text();
        let default = match default.is_empty() {
            true => String::new(),
            false => format!(" Default: {default}"),
        };
        entry(page, term, &format!("{}{default}", meaning_of(def)));
    }
}

fn keys(page: &mut Roff, reference: &Reference<'_>) {
    if reference.bindings.is_empty() {
        return;
    }
    section(page, "DEFAULT KEYS");
    for table in key_tables(reference.bindings) {
        page.control("SS", [table]);
        let noted = reference
            .bindings
            .iter()
            .filter(|b| b.table == table && !b.note.is_empty());
        for binding in noted {
            entry(page, vec![bold(binding.key)], binding.note);
        }
    }
}

fn variables(page: &mut Roff, reference: &Reference<'_>) {
    if reference.variables.is_empty() {
        return;
    }
    section(page, "FORMAT VARIABLES");
    for row in reference.variables {
        entry(page, vec![bold(row.name)], &variable_meaning(row));
    }
}
