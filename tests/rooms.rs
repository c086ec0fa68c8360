//! Holds the code to `docs/architecture.md`: which room may use which, which crates it may use,
//! what is pure, where `unsafe` may stand. The rules themselves are tested on invented sources.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "rooms/page.rs"]
mod page;
#[path = "rooms/rules.rs"]
mod rules;
#[path = "rooms/source.rs"]
mod source;

use page::Page;
use rules::{File, check};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every Rust file below `dir`, in order.
fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut entries: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

/// `src/term/grid/mod.rs` as `["term", "grid"]`, `src/term/cell.rs` as `["term", "cell"]`.
fn module_of(path: &Path) -> Vec<String> {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let mut module: Vec<String> = inside
        .with_extension("")
        .iter()
        .map(|part| part.to_str().unwrap().to_owned())
        .collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    module
}

/// The project's sources by module path, without files that exist for tests alone.
fn sources(page: &Page) -> Vec<(PathBuf, File)> {
    let mut files: BTreeMap<Vec<String>, (PathBuf, File)> = BTreeMap::new();
    for room in page.rooms.keys() {
        for path in rust_files(&root().join("src").join(room)) {
            let module = module_of(&path);
            let file = File::new(module.clone(), &read(&path));
            files.insert(module, (path, file));
        }
    }
    let for_tests: BTreeSet<Vec<String>> = files
        .values()
        .flat_map(|(_, file)| file.test_modules())
        .collect();
    files.retain(|module, _| !for_tests.iter().any(|test| module.starts_with(test)));
    files.into_values().collect()
}

#[test]
fn every_room_keeps_to_the_page() {
    let page = Page::parse(&read(&root().join("docs/architecture.md")));
    let crates = page::dependencies(&read(&root().join("Cargo.toml")));
    let mut broken = Vec::new();
    for (path, file) in sources(&page) {
        let shown = path.strip_prefix(root()).unwrap().display();
        for complaint in check(&file, &page, &crates) {
            broken.push(format!("{shown}:{complaint}"));
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn the_page_names_the_rooms_that_there_are() {
    let page = Page::parse(&read(&root().join("docs/architecture.md")));
    let folders: BTreeSet<String> = std::fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let named: BTreeSet<String> = page.rooms.keys().cloned().collect();
    assert_eq!(named, folders);
    assert!(page.pure.len() >= 9, "{:?}", page.pure);
    for (name, room) in &page.rooms {
        for used in &room.may_use {
            let above = page.order(used).unwrap_or(usize::MAX);
            assert!(
                above < page.order(name).unwrap(),
                "{name} uses {used}, not above it"
            );
        }
    }
}

#[test]
fn every_file_says_what_it_is() {
    for dir in ["src", "tests"] {
        for path in rust_files(&root().join(dir)) {
            let text = read(&path);
            let first = text.lines().find(|line| !line.starts_with("#!["));
            let says = first.is_some_and(|line| line.starts_with("//!"));
            assert!(says, "{} opens without //!", path.display());
        }
    }
}
