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
    (
        "mux history [TEXT]",
        "List the commands that ran in all sessions",
    ),
    ("mux upgrade", "Replace the running server by a new version"),
    ("mux doctor", "Check this machine for problems"),
    ("mux kill-server", "End everything"),
];

/// The first keys to know, in the prefix table.
const KEYS: &[&str] = &["%", "\"", "o", "z", "c", "n", "d", "?"];

/// The first page, in lines of at most `cols` columns: at most 24 rows in 80 columns.
pub(super) fn overview(reference: &Reference<'_>, cols: usize) -> String {
    let program = CommandSpec::of(reference.program);
    let version = reference.program.get_version().unwrap_or_default();
    let specs = reference.command_specs();
    let mut page = wrapped(
        &format!(
            "{} {version}: {}\n\nusage: {0} [flags] [command [flags]]",
            program.name, program.about
        ),
        cols,
    );
    page.push('\n');
    for (words, said) in FIRST {
        let word = words.split(' ').nth(1).unwrap_or_default();
        let known = specs.iter().find(|spec| said.is_empty() && spec.is(word));
        page += &row(words, known.map_or(said, |spec| spec.about.as_str()), cols);
    }
    page.push('\n');
    page += &wrapped("Keys in a session, each after Ctrl-b (C-b):", cols);
    page.push('\n');
    let note = |key: &str| {
        let mut bindings = reference.bindings.iter();
        let found = bindings.find(|b| b.table == "prefix" && b.key == key);
        found.map_or("", |binding| binding.note)
    };
    let columns = if cols < WIDE { 1 } else { 2 };
    for keys in KEYS.chunks(columns) {
        let mut line = String::new();
        for key in keys {
            let missing = (line.len().div_ceil(40) * 40).saturating_sub(line.len());
            line.extend([&" ".repeat(missing), "  ", key, "  "]);
            let start = line.len();
            push_words(&mut line, note(key), (start, 5), cols);
        }
        page.extend([&line, "\n"]);
    }
    page.push('\n');
    page += &wrapped(
        "'mux help COMMAND' shows a command's flags, 'mux list-commands' all commands, \
         'mux man | man -l -' the manual.",
        cols,
    );
    page
}

/// The help of one command in lines of at most `cols` columns, by its name, its alias or a unique
/// prefix of its name.
pub(super) fn of_command(reference: &Reference<'_>, name: &str, cols: usize) -> Option<String> {
    let specs = reference.command_specs();
    let mut begun = specs.iter().filter(|spec| spec.name.starts_with(name));
    let only = begun.next().filter(|_| begun.next().is_none());
    let spec = specs.iter().find(|spec| spec.is(name)).or(only)?;
    let aliases = match spec.aliases.is_empty() {
        true => String::new(),
        false => format!(" (alias: {})", spec.aliases.join(", ")),
    };
    let usage = format!("usage: mux {} {}", spec.name, spec.usage());
    let mut page = wrapped(
        &format!("{}{aliases}\n\n{}", usage.trim_end(), spec.long_about),
        cols,
    );
    let flags = spec.flags.iter().map(|flag| (flag.usage(), &flag.help));
    let words = spec
        .positionals
        .iter()
        .map(|word| (word.value.name.clone(), &word.help));
    let rows: String = flags
        .chain(words)
        .map(|(term, help)| row(&term, help, cols))
        .collect();
    if !rows.is_empty() {
        page.extend(["\n", &rows]);
    }
    Some(page)
}

/// The column at which descriptions start in a page of at least [`WIDE`] columns. In narrower pages
/// they have lines of their own, which start at [`NARROW_START`].
const START: usize = 26;
const NARROW_START: usize = 6;

/// The least number of columns for terms and descriptions beside each other.
const WIDE: usize = 70;

/// A term and its description, which wraps at words. A long term has a line of its own.
fn row(term: &str, meaning: &str, cols: usize) -> String {
    let start = if cols < WIDE { NARROW_START } else { START };
    let mut row = format!("  {term:<24}");
    let beside = cols >= WIDE && term.chars().count() < 24;
    if !beside {
        row.truncate(row.trim_end().len());
        row.push('\n');
        row.push_str(&" ".repeat(start));
    }
    push_words(&mut row, meaning, (start, start), cols);
    format!("{}\n", row.trim_end())
}

/// Lines of text, each wrapped at words; what follows the first line of a usage is indented.
pub(super) fn wrapped(text: &str, cols: usize) -> String {
    let mut page = String::new();
    for line in text.lines() {
        let indent = if line.starts_with("usage: ") { 4 } else { 0 };
        push_words(&mut page, line, (0, indent), cols);
        page.push('\n');
    }
    page
}

/// Appends words from column `start` on, with line breaks before the column `cols`; further lines
/// begin at column `indent`.
fn push_words(page: &mut String, text: &str, (start, indent): (usize, usize), cols: usize) {
    let (mut col, mut first) = (start, true);
    for word in text.split(' ') {
        let width = word.chars().count();
        if !first && col + 1 + width > cols {
            page.push('\n');
            page.push_str(&" ".repeat(indent));
            col = indent;
        } else if !first {
            page.push(' ');
            col += 1;
        }
        page.push_str(word);
        col += width;
        first = false;
    }
}
