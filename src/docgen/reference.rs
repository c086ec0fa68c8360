//! The reference as Markdown pages: commands, options, hooks, keys, variables.

use super::command_spec::{CommandSpec, Flag, Positional};
use super::tables::{Reference, key_tables};
use crate::base::sorted::SortedMap;
use crate::lang::tables::format_variables::VariableDef;
use crate::lang::tables::option_def::{Kind, OptionDef, Scope};

/// A page of the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// File name.
    pub name: String,
    /// Markdown text.
    pub text: String,
}

/// All reference pages.
pub fn pages(reference: &Reference<'_>) -> Vec<Page> {
    let page = |name: &str, text: String| Page {
        name: name.to_owned(),
        text: format!(
            "<!-- Made from the tables of {}. -->\n\n{text}",
            reference.program.get_name()
        ),
    };
    vec![
        page("commands.md", commands(reference)),
        page("options.md", defs("Options", reference.options)),
        page("hooks.md", defs("Hooks", reference.hooks)),
        page("keys.md", keys(reference)),
        page("formats.md", variables(reference)),
    ]
}

/// Escapes text for a table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Code for a table cell; it may contain backticks.
fn code(text: &str) -> String {
    match text {
        "" => String::new(),
        text if text.contains('`') => format!("`` {} ``", cell(text)),
        text => format!("`{}`", cell(text)),
    }
}

/// A table with a header row.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|h| (*h).to_owned()).collect();
    let rule = format!("|{}\n", "---|".repeat(head.len()));
    let rows: String = rows.into_iter().map(|row| line(&row)).collect();
    format!("{}{rule}{rows}", line(&head))
}

fn commands(reference: &Reference<'_>) -> String {
    let specs = reference.command_specs();
    let index = table(
        &["command", "alias", "description"],
        specs.iter().map(|spec| {
            vec![
                format!("[{0}](#{0})", spec.name),
                spec.aliases.join(", "),
                cell(&spec.about),
            ]
        }),
    );
    let each: Vec<String> = specs.iter().map(command).collect();
    format!("# Commands\n\n{index}\n{}", each.join("\n"))
}

fn command(spec: &CommandSpec) -> String {
    let usage = format!("{} {}", spec.name, spec.usage());
    let mut text = format!(
        "## {}\n\n```\n{}\n```\n\n{}\n",
        spec.name,
        usage.trim_end(),
        spec.long_about
    );
    let flags = spec.flags.iter().map(flag_row);
    let rows: Vec<_> = flags
        .chain(spec.positionals.iter().filter_map(word_row))
        .collect();
    if !rows.is_empty() {
        text.push('\n');
        text.push_str(&table(&["", "meaning"], rows));
    }
    text
}

fn flag_row(flag: &Flag) -> Vec<String> {
    let choices = flag.value.as_ref().map(|v| v.choices.join("`, `"));
    let choices = choices.filter(|c| !c.is_empty());
    let choices = choices.map(|c| format!(": `{c}`")).unwrap_or_default();
    vec![
        code(&flag.usage()),
        format!("{}{choices}", cell(&flag.help)),
    ]
}

fn word_row(word: &Positional) -> Option<Vec<String>> {
    let said = !word.help.is_empty();
    said.then(|| vec![code(&word.value.name), cell(&word.help)])
}

/// The scopes of an option.
pub(super) fn scope_of(def: &OptionDef) -> &'static str {
    let places = [
        (Scope::SERVER, "server"),
        (Scope::SESSION, "session"),
        (Scope::PANE, "window and pane"),
        (Scope::WINDOW, "window"),
    ];
    let found = places
        .into_iter()
        .find(|(scope, _)| def.scope.contains(*scope));
    found.map_or("", |(_, name)| name)
}

/// The permitted values of an option.
pub(super) fn values_of(def: &OptionDef) -> String {
    let one = match def.kind {
        Kind::String => "text".to_owned(),
        Kind::Number { min, max } if max >= i64::from(i32::MAX) => match min {
            0 => "number".to_owned(),
            min => format!("number from {min}"),
        },
        Kind::Number { min, max } => format!("number {min} to {max}"),
        Kind::Key => "key".to_owned(),
        Kind::Colour => "colour".to_owned(),
        Kind::Style => "style".to_owned(),
        Kind::Flag => "on or off".to_owned(),
        Kind::Choice(words) => words.join(", "),
        Kind::Command => "command".to_owned(),
    };
    let unit = match def.unit {
        "" => String::new(),
        unit => format!(" of {unit}"),
    };
    let list = if def.array.is_some() { "list of " } else { "" };
    format!("{list}{one}{unit}")
}

/// The description of an option, and why it has no effect yet.
pub(super) fn meaning_of(def: &OptionDef) -> String {
    match def.inert {
        None => def.description.to_owned(),
        Some(reason) => format!("{} No effect yet: {reason}.", def.description),
    }
}

/// The options without effect as a Markdown list, grouped by the reason, at most 100 columns wide.
pub(super) fn inert_options(options: &[OptionDef]) -> String {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for def in options {
        let Some(reason) = def.inert else { continue };
        let name = code(def.name);
        match groups.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(name),
            None => groups.push((reason, vec![name])),
        }
    }
    let items = groups.into_iter().map(|(reason, names)| {
        let mut lines = vec![format!("- {reason}:")];
        let last = names.len() - 1;
        for (at, name) in names.into_iter().enumerate() {
            let word = format!("{name}{}", if at == last { "" } else { "," });
            match lines.last_mut() {
                Some(line) if line.len() + 1 + word.len() <= 100 => {
                    line.push(' ');
                    line.push_str(&word);
                }
                _ => lines.push(format!("  {word}")),
            }
        }
        lines.join("\n") + "\n"
    });
    items.collect()
}

fn defs(title: &str, defs: &[OptionDef]) -> String {
    let mut groups: SortedMap<&str, Vec<&OptionDef>> = SortedMap::new();
    for def in defs {
        groups.entry(scope_of(def)).or_default().push(def);
    }
    let groups = groups.into_iter().map(|(scope, defs)| {
        let rows = defs.into_iter().map(|def| {
            vec![
                code(def.name),
                cell(&values_of(def)),
                code(&def.default_text()),
                cell(&meaning_of(def)),
            ]
        });
        let table = table(&["name", "value", "default", "meaning"], rows);
        format!("\n## Of a {scope}\n\n{table}")
    });
    format!("# {title}\n{}", groups.collect::<String>())
}

fn keys(reference: &Reference<'_>) -> String {
    let sections = key_tables(reference.bindings).into_iter().map(|name| {
        let own = reference.bindings.iter().filter(|b| b.table == name);
        let rows = own.map(|b| {
            let note = if b.repeat {
                format!("{} (repeats)", b.note)
            } else {
                b.note.to_owned()
            };
            let lines = b.own_command().lines();
            let parts: Vec<&str> = lines.map(|l| l.trim_end_matches('\\').trim()).collect();
            vec![code(b.key), cell(note.trim_start()), code(&parts.join(" "))]
        });
        format!(
            "\n## {name}\n\n{}",
            table(&["key", "meaning", "command"], rows)
        )
    });
    format!("# Default keys\n{}", sections.collect::<String>())
}

/// The description of a variable, and why it has no value of its own yet.
pub(super) fn variable_meaning(row: &VariableDef) -> String {
    match row.inert {
        None => row.description.to_owned(),
        Some(reason) => format!("{}. No effect yet: {reason}", row.description),
    }
}

fn variables(reference: &Reference<'_>) -> String {
    let rows = reference
        .variables
        .iter()
        .map(|row| vec![code(row.name), cell(&variable_meaning(row))]);
    format!(
        "# Variables of formats\n\n{}",
        table(&["name", "meaning"], rows)
    )
}
