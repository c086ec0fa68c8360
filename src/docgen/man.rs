//! The man page.

use super::command_spec::{CommandSpec, Flag};
use super::reference::{meaning_of, scope_of, values_of};
use super::tables::{Reference, key_tables};
use crate::lang::tables::option_def::OptionDef;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

/// Section 1 of the manual, in roff.
pub fn man_page(reference: &Reference<'_>) -> String {
    let program = CommandSpec::of(reference.program);
    let version = reference.program.get_version().unwrap_or_default();
    let mut page = Roff::new();
    let title = program.name.to_uppercase();
    let footer = format!("{} {version}", program.name);
    // Long words stretch justified lines.
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
    commands(&mut page, &reference.command_specs());
    defs(&mut page, "OPTIONS", reference.options);
    defs(&mut page, "HOOKS", reference.hooks);
    keys(&mut page, reference);
    variables(&mut page, reference);
    // A page that is made again from the same tables is the same, so it has no date; the crate
    // would leave that empty word out.
    format!(
        ".TH {title} 1 \"\" \"{}\"\n{}",
        footer.trim(),
        page.to_roff()
    )
}

fn section(page: &mut Roff, name: &str) {
    page.control("SH", [name]);
}

/// A text without its full stop and with a small first letter, as NAME wants it.
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

/// A term, and under it what it means.
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
    for (name, meaning) in reference.variables {
        entry(page, vec![bold(*name)], meaning);
    }
}
