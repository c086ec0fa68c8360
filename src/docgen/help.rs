//! `mux help`: a first page for new users, and the flags of a command.

use super::command_spec::CommandSpec;
use super::tables::Reference;

/// The first commands to try, with a short description where that of the table is not used.
const FIRST: &[(&str, &str)] = &[
    ("mux", "Attach to the last session, or create one"),
    ("mux new -s NAME", ""),
    ("mux attach -t NAME", ""),
    ("mux ls", ""),
    ("mux restore", "Restore ended sessions"),
    ("mux search PATTERN", "Search all lines of all sessions"),
    ("mux upgrade", "Replace the running server by a new version"),
    ("mux doctor", "Check this machine for problems"),
];

/// The first keys to know, in the prefix table.
const KEYS: &[&str] = &["%", "\"", "o", "z", "c", "n", "d", "?"];

/// The first page: at most 24 rows of 80 columns.
pub(super) fn overview(reference: &Reference<'_>) -> String {
    let program = CommandSpec::of(reference.program);
    let version = reference.program.get_version().unwrap_or_default();
    let specs = reference.command_specs();
    let mut page = format!(
        "{} {version}: {}\n\nusage: {0} [flags] [command [flags]]\n\n",
        program.name, program.about
    );
    for (words, said) in FIRST {
        let word = words.split(' ').nth(1).unwrap_or_default();
        let known = specs.iter().find(|spec| said.is_empty() && spec.is(word));
        page += &row(words, known.map_or(said, |spec| spec.about.as_str()));
    }
    page += "\nKeys in a session, each after C-b:\n\n";
    let note = |key: &&str| {
        let mut bindings = reference.bindings.iter();
        let found = bindings.find(|b| b.table == "prefix" && b.key == *key);
        format!("  {key}  {:<35}", found.map_or("", |binding| binding.note))
    };
    for pair in KEYS.chunks(2) {
        let pair: String = pair.iter().map(note).collect();
        page.extend([pair.trim_end(), "\n"]);
    }
    page += "\n'mux help COMMAND' shows a command's flags, 'mux list-commands' all commands,\n\
             'mux man | man -l -' the manual.\n";
    page
}

/// The help of one command, by its name, its alias or a unique prefix of its name.
pub(super) fn of_command(reference: &Reference<'_>, name: &str) -> Option<String> {
    let specs = reference.command_specs();
    let mut begun = specs.iter().filter(|spec| spec.name.starts_with(name));
    let only = begun.next().filter(|_| begun.next().is_none());
    let spec = specs.iter().find(|spec| spec.is(name)).or(only)?;
    let aliases = match spec.aliases.is_empty() {
        true => String::new(),
        false => format!(" (alias: {})", spec.aliases.join(", ")),
    };
    let usage = format!("usage: mux {} {}", spec.name, spec.usage());
    let mut page = format!("{}{aliases}\n\n{}\n", usage.trim_end(), spec.long_about);
    let flags = spec.flags.iter().map(|flag| (flag.usage(), &flag.help));
    let words = spec
        .positionals
        .iter()
        .map(|word| (word.value.name.clone(), &word.help));
    let rows: String = flags
        .chain(words)
        .map(|(term, help)| row(&term, help))
        .collect();
    if !rows.is_empty() {
        page.extend(["\n", &rows]);
    }
    Some(page)
}

/// The width of a page, and the column at which descriptions start.
const COLS: usize = 80;
const START: usize = 26;

/// A term and its description, which wraps at words. A long term has a line of its own.
fn row(term: &str, meaning: &str) -> String {
    let mut row = format!("  {term:<24}");
    let mut col = if term.chars().count() < 24 {
        START
    } else {
        COLS
    };
    for word in meaning.split(' ') {
        let cols = word.chars().count();
        if col > START && col + 1 + cols > COLS {
            row.truncate(row.trim_end().len());
            row.push('\n');
            row.push_str(&" ".repeat(START));
            col = START;
        } else if col > START {
            row.push(' ');
            col += 1;
        }
        row.push_str(word);
        col += cols;
    }
    format!("{}\n", row.trim_end())
}
