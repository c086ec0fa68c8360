//! Checks the sources against `docs/architecture.md`: which room and which part may use which, the
//! crates of a room, purity, `unsafe`, circles of imports, sizes of folders. The rules have tests
//! of their own, on invented sources.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]
#![allow(
    clippy::disallowed_types,
    reason = "the size of a test program does not matter"
)]

#[path = "layering/graph.rs"]
mod graph;
#[path = "layering/page.rs"]
mod page;
#[path = "layering/rules.rs"]
mod rules;
#[path = "layering/source.rs"]
mod source;

use page::Page;
use rules::{Checker, File};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The most files that may import each other in a circle.
const LARGEST_CIRCLE: usize = 2;

/// The most source files that may lie directly in a folder.
const LARGEST_FOLDER: usize = 25;

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

/// The page, and every source checked against it: what is broken, the permissions that nobody
/// uses, the circles of imports.
fn checked() -> (Page, Vec<String>, Vec<String>, Vec<Vec<String>>) {
    let page = Page::parse(&read(&root().join("docs/architecture.md")));
    let crates = page::dependencies(&read(&root().join("Cargo.toml")));
    let sources = sources(&page);
    let modules = sources.iter().map(|(_, f)| f.module().to_vec()).collect();
    let mut checker = Checker::new(&page, &crates, &modules);
    let mut broken = Vec::new();
    for (path, file) in &sources {
        let shown = path.strip_prefix(root()).unwrap().display();
        for complaint in checker.check(file) {
            broken.push(format!("{shown}:{complaint}"));
        }
    }
    let unused = checker.unused();
    let circles = graph::circles(&checker.graph, LARGEST_CIRCLE);
    (page, broken, unused, circles)
}

#[test]
fn every_file_keeps_to_the_page() {
    let (page, broken, unused, circles) = checked();
    let circles = circles.iter().map(|files| {
        let shown = files.join(", ");
        format!("{} files import each other: {shown}", files.len())
    });
    let all: Vec<String> = page
        .wrong_order()
        .into_iter()
        .chain(broken)
        .chain(unused)
        .chain(circles)
        .collect();
    assert!(all.is_empty(), "\n{}", all.join("\n"));
}

#[test]
fn the_page_names_every_room_and_every_folder_in_it() {
    let page = Page::parse(&read(&root().join("docs/architecture.md")));
    let named: BTreeSet<String> = page.rooms.keys().cloned().collect();
    assert_eq!(named, folders(&root().join("src")));
    assert!(page.pure.len() >= 9, "{:?}", page.pure);
    let divided: BTreeSet<&str> = page
        .parts
        .keys()
        .filter_map(|p| p.split('/').next())
        .collect();
    for room in divided {
        for folder in folders(&root().join("src").join(room)) {
            let part = [room.to_owned(), folder];
            let listed = page.parts.keys().any(|p| p.starts_with(&part.join("/")));
            assert!(
                listed || part[1] == "tests",
                "{} has no row",
                part.join("/")
            );
        }
    }
    for part in page.parts.keys() {
        let folder = root().join("src").join(part);
        let there = folder.is_dir() || folder.with_extension("rs").is_file();
        assert!(there, "{part} has a row and does not exist");
    }
}

fn folders(dir: &Path) -> BTreeSet<String> {
    std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

#[test]
fn no_folder_is_too_large() {
    let mut sizes: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for path in rust_files(&root().join("src")) {
        *sizes.entry(path.parent().unwrap().to_owned()).or_default() += 1;
    }
    for (folder, count) in sizes {
        let folder = folder.strip_prefix(root()).unwrap();
        // One file per command, and tables of tests, read well in any number.
        let exempt = folder.ends_with("model/commands") || folder.iter().any(|p| p == "tests");
        let shown = folder.display();
        assert!(
            exempt || count <= LARGEST_FOLDER,
            "{shown} has {count} files: make folders"
        );
    }
}

#[test]
fn every_file_has_a_header() {
    for dir in ["src", "tests"] {
        for path in rust_files(&root().join(dir)) {
            let text = read(&path);
            let first = text.lines().find(|line| !line.starts_with("#!["));
            let says = first.is_some_and(|line| line.starts_with("//!"));
            assert!(says, "{} starts without `//!`", path.display());
        }
    }
}
