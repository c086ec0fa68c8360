//! A row of a table that does nothing fails here: options that no code reads, and variables
//! that no command sets. The tests search the sources for constants and names.

use crate::lang::tables::format_variables::{Source, VARIABLES};
use crate::lang::tables::look::LOOK;
use crate::lang::tables::option_def::OptionDef;
use crate::lang::tables::options::OPTIONS;
use std::path::{Path, PathBuf};

/// The sources outside the tables and the defaults, without tests.
fn sources() -> String {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let tables = src.join("lang").join("tables");
    // This file only sets options.
    let defaults = src.join("model/state/options.rs");
    let texts = files
        .iter()
        .filter(|file| !file.starts_with(&tables) && **file != defaults);
    let texts = texts.map(|file| {
        let text = std::fs::read_to_string(file).expect("a source");
        let tests = text.find("#[cfg(test)]\nmod tests {");
        text[..tests.unwrap_or(text.len())].to_owned()
    });
    texts.collect()
}

/// The Rust files below a folder that are not files of tests.
fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().unwrap_or_default().to_owned();
        if path.is_dir() && name != "tests" {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") && name != "tests" {
            files.push(path);
        }
    }
}

/// Whether `word` occurs in `text` and does not go on there.
fn has_word(text: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut found = text.match_indices(word);
    found.any(|(at, _)| !text[at + word.len()..].starts_with(inside))
}

#[test]
fn options_are_read_unless_they_are_inert() {
    let sources = sources();
    let mut wrong = Vec::new();
    for def in OPTIONS {
        let constant = def.name.to_uppercase().replace('-', "_");
        let read = has_word(&sources, &format!("options::{constant}"));
        // Formats read options by name: the defaults of other options do.
        let mut formats = OPTIONS.iter().filter(|other| other.inert.is_none());
        let texts = formats.by_ref().map(OptionDef::default_text);
        let look = LOOK.iter().map(|(_, text)| (*text).to_owned());
        let expanded = texts.chain(look).any(|text| {
            ["#{", ":", "{!=:", "{?", "="]
                .iter()
                .any(|before| has_word(&text, &format!("{before}{}", def.name)))
        });
        match def.inert {
            None if !read && !expanded => wrong.push(format!("{}: no code reads it", def.name)),
            Some(_) if read => wrong.push(format!("{}: is read, but marked inert", def.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn variables_are_set_unless_they_are_inert() {
    // Commands set variables with pairs of name and value.
    let sources: String = sources().split_whitespace().collect();
    let mut wrong = Vec::new();
    for row in &*VARIABLES {
        let set = sources.contains(&format!("(\"{}\",", row.name));
        match row.source {
            Source::Command if !set => wrong.push(format!("{}: no command sets it", row.name)),
            Source::Nowhere if set => wrong.push(format!("{}: is set, but marked inert", row.name)),
            Source::Nowhere if row.inert.is_none() => wrong.push(format!("{}: why?", row.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
