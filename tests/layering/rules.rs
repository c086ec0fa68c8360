//! The rules: the paths that a source file may name, by the room and the part that it is in.

use crate::graph::Graph;
use crate::page::Page;
use crate::source::{Path, Token, inherent_impls, paths, tokens, without_tests};
use std::collections::BTreeSet;
use std::fmt;

/// Modules of the standard library that reach outside the process.
const IMPURE: [&str; 7] = ["time", "fs", "env", "thread", "net", "process", "os"];

/// Types whose methods may stand in these parts only.
const METHODS: [(&str, &[&str]); 1] = [("World", &["model/state", "model/apply"])];

/// A source file.
pub struct File {
    module: Vec<String>,
    tokens: Vec<Token>,
    for_tests: Vec<String>,
}

/// A broken rule, and its line.
#[derive(Debug, PartialEq, Eq)]
pub struct Complaint {
    line: usize,
    text: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.text)
    }
}

impl File {
    /// The file of a module such as `["term", "cell"]`.
    pub fn new(module: Vec<String>, source: &str) -> Self {
        let (tokens, for_tests) = without_tests(&tokens(source));
        Self {
            module,
            tokens,
            for_tests,
        }
    }

    /// The modules in files of their own that this one declares for tests alone.
    pub fn test_modules(&self) -> Vec<Vec<String>> {
        let full = |name: &String| [&self.module[..], std::slice::from_ref(name)].concat();
        self.for_tests.iter().map(full).collect()
    }

    /// The module of the file.
    pub fn module(&self) -> &[String] {
        &self.module
    }

    fn room(&self) -> &str {
        &self.module[0]
    }
}

/// Checks files against the page, and notes which permissions they use.
pub struct Checker<'a> {
    page: &'a Page,
    /// The dependencies.
    crates: &'a BTreeSet<String>,
    /// Every module that is a file.
    modules: &'a BTreeSet<Vec<String>>,
    /// Room, and room or crate that it uses; part, and part that it uses.
    used: BTreeSet<(String, String)>,
    /// Imports between files.
    pub graph: Graph,
}

impl<'a> Checker<'a> {
    /// A checker that has seen no file.
    pub fn new(
        page: &'a Page,
        crates: &'a BTreeSet<String>,
        modules: &'a BTreeSet<Vec<String>>,
    ) -> Self {
        Self {
            page,
            crates,
            modules,
            used: BTreeSet::new(),
            graph: Graph::new(),
        }
    }

    /// Every rule that `file` breaks.
    pub fn check(&mut self, file: &File) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        let paths = paths(&file.tokens);
        for path in &paths {
            let text = (self.room_rule(file, path))
                .or_else(|| self.part_rule(file, path))
                .or_else(|| self.crate_rule(file, path))
                .or_else(|| self.purity_rule(file, path));
            complaints.extend(text.map(|text| Complaint {
                line: path.line,
                text,
            }));
        }
        for (name, line) in inherent_impls(&file.tokens) {
            let text = self.impl_rule(file, &name);
            complaints.extend(text.map(|text| Complaint { line, text }));
        }
        if file.room() != "sys" {
            let found = file.tokens.iter().filter(|t| t.text == "unsafe");
            complaints.extend(found.map(|token| Complaint {
                line: token.line,
                text: "`unsafe` belongs into `sys`".to_owned(),
            }));
        }
        complaints
    }

    /// Permissions that no checked file uses.
    pub fn unused(&self) -> Vec<String> {
        let mut unused = Vec::new();
        let mut look = |name: &str, used: &str| {
            if !self.used.contains(&(name.to_owned(), used.to_owned())) {
                unused.push(format!("`{name}` may use `{used}` and does not"));
            }
        };
        for (name, room) in &self.page.rooms {
            for used in room.may_use.iter().chain(&room.crates) {
                look(name, used);
            }
        }
        for (name, part) in &self.page.parts {
            for used in &part.may_use {
                look(name, used);
            }
        }
        unused
    }

    fn note(&mut self, user: &str, used: &str) {
        self.used.insert((user.to_owned(), used.to_owned()));
    }

    /// The path from the crate's root, if it names something of this crate.
    fn absolute(&self, file: &File, path: &Path) -> Option<Vec<String>> {
        let ups = path.parts.iter().take_while(|p| *p == "super").count();
        let child = [&file.module[..], &path.parts[..1]].concat();
        let (base, rest) = match path.parts[0].as_str() {
            "crate" => (&[][..], &path.parts[1..]),
            "self" => (&file.module[..], &path.parts[1..]),
            "super" => {
                let kept = file.module.len().saturating_sub(ups);
                (&file.module[..kept], &path.parts[ups..])
            }
            _ if self.modules.contains(&child) => (&file.module[..], &path.parts[..]),
            _ => return None,
        };
        Some([base, rest].concat())
    }

    /// The file that a path leads to: the longest module that it starts with.
    fn target(&self, file: &File, path: &Path) -> Option<&'a [String]> {
        let path = self.absolute(file, path)?;
        (1..=path.len())
            .rev()
            .find_map(|len| self.modules.get(&path[..len]))
            .map(Vec::as_slice)
    }

    fn room_rule(&mut self, file: &File, path: &Path) -> Option<String> {
        let goal = self.absolute(file, path)?.into_iter().next()?;
        let room = file.room();
        if goal == room {
            return None;
        }
        self.note(room, &goal);
        let allowed = self.page.rooms[room].may_use.contains(&goal);
        (!allowed).then(|| format!("`{room}` may not use `{goal}`"))
    }

    /// The second table, and the imports of the graph.
    fn part_rule(&mut self, file: &File, path: &Path) -> Option<String> {
        let target = self.target(file, path)?;
        if target == file.module {
            return None;
        }
        let edges = self.graph.entry(file.module.join("/")).or_default();
        edges.insert(target.join("/"));
        if target[0] != file.module[0] {
            return None;
        }
        if target.len() == 1 {
            return Some(format!(
                "imports through the `mod.rs` of its own room `{}`",
                target[0]
            ));
        }
        let own = self.page.part_of(&file.module)?;
        let Some(part) = self.page.part_of(target) else {
            let name = target.join("/");
            return Some(format!("`{own}` uses `{name}`, which is in no row"));
        };
        if part == own {
            return None;
        }
        let (_, short) = part.split_once('/')?;
        let (own, short) = (own.to_owned(), short.to_owned());
        self.note(&own, &short);
        let allowed = self.page.parts[&own].may_use.contains(&short);
        (!allowed).then(|| format!("`{own}` may not use `{part}`"))
    }

    fn crate_rule(&mut self, file: &File, path: &Path) -> Option<String> {
        let (room, name) = (file.room(), &path.parts[0]);
        if path.parts.len() < 2 || !self.crates.contains(name) {
            return None;
        }
        self.note(room, name);
        let allowed = self.page.rooms[room].crates.contains(name);
        (!allowed).then(|| format!("`{room}` may not use the crate `{name}`"))
    }

    fn purity_rule(&self, file: &File, path: &Path) -> Option<String> {
        let room = file.room();
        let [first, second, ..] = &path.parts[..] else {
            return None;
        };
        let impure = first == "std" && IMPURE.contains(&second.as_str());
        (impure && self.page.pure.contains(room))
            .then(|| format!("`{room}` is pure: no `std::{second}`"))
    }

    /// A method needs no import, so the methods of the types in [`METHODS`] stand together.
    fn impl_rule(&self, file: &File, name: &str) -> Option<String> {
        let own = self.page.part_of(&file.module)?;
        let (_, parts) = METHODS.iter().find(|(of, _)| *of == name)?;
        (!parts.contains(&own)).then(|| format!("`impl {name}` belongs into `{}`", parts[0]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(module: &[&str], source: &str) -> Vec<String> {
        let page = Page::parse(
            "| `base` | words | – | serde |\n| `term` | screen | base | – |\n\
             | `sys` | system | base | nix |\n| `ui` | widgets | base, term | ratatui |\n\n\
             `base`, `term` and `ui` are pure: no clock.\n\n\
             | `term/cell` | cells | – |\n| `term/grid` | rows | cell |\n\
             | `term/parse` | sequences | grid |",
        );
        let crates = ["serde", "nix", "ratatui", "vt100"]
            .map(str::to_owned)
            .into();
        let own =
            |module: &[&str]| -> Vec<String> { module.iter().map(|m| (*m).to_owned()).collect() };
        let modules = [
            &["base"][..],
            &["term"],
            &["term", "cell"],
            &["term", "grid"],
            &["term", "grid", "row"],
            &["term", "parse"],
            &["term", "screen"],
            &["ui"],
            &["sys"],
        ];
        let modules = modules.into_iter().map(own).collect();
        let mut checker = Checker::new(&page, &crates, &modules);
        let found = checker.check(&File::new(own(module), source));
        found.into_iter().map(|c| c.to_string()).collect()
    }

    #[test]
    fn allowed_sources_pass() {
        for (module, source) in [
            (
                &["term"][..],
                "use crate::base::{Size, Rect}; use crate::term::cell::Cell;",
            ),
            (
                &["term", "cell"],
                "use super::cell::Cell; use std::fmt; pub(super) struct X;",
            ),
            (
                &["ui"],
                "use ratatui::widgets; fn f() -> crate::term::Screen {}",
            ),
            (&["sys"], "use std::fs; fn f() { unsafe { nix::x() } }"),
            (
                &["base"],
                "use serde::{Deserialize}; // crate::term, unsafe\nconst X: &str = \"std::fs\";",
            ),
            (
                &["term", "grid", "row"],
                "use super::Grid; use crate::term::cell::Cell; impl Grid {}",
            ),
            (
                &["term", "parse"],
                "use crate::term::grid::row; use super::grid::Grid; impl fmt::Debug for Grid {}",
            ),
            (
                &["term", "screen"],
                "use crate::term::parse::Parser; use super::grid;",
            ),
            (
                &["term"],
                "#[cfg(test)] mod tests { use vt100::Parser; use std::fs; use crate::ui; }",
            ),
            (&["term"], "let serde = 1; x.nix(); self::vt100();"),
        ] {
            assert_eq!(complaints(module, source), [""; 0], "{source}");
        }
    }

    #[test]
    fn each_forbidden_source_is_named() {
        for (module, source, complaint) in [
            (
                &["base"][..],
                "use crate::term::Screen;",
                "1: `base` may not use `term`",
            ),
            (
                &["base"],
                "\nuse crate::{base::Size, term};",
                "2: `base` may not use `term`",
            ),
            (
                &["term", "cell"],
                "fn f(x: crate::ui::X) {}",
                "1: `term` may not use `ui`",
            ),
            (
                &["term"],
                "use super::sys::Pty;",
                "1: `term` may not use `sys`",
            ),
            (
                &["term", "cell"],
                "use super::super::sys;",
                "1: `term` may not use `sys`",
            ),
            (
                &["term"],
                "pub use crate::other::X;",
                "1: `term` may not use `other`",
            ),
            (
                &["term"],
                "use serde::Serialize;",
                "1: `term` may not use the crate `serde`",
            ),
            (
                &["term"],
                "fn f() { ::nix::g() }",
                "1: `term` may not use the crate `nix`",
            ),
            (
                &["term"],
                "use ratatui::*;",
                "1: `term` may not use the crate `ratatui`",
            ),
            (
                &["ui"],
                "fn f() { std::thread::spawn(g) }",
                "1: `ui` is pure: no `std::thread`",
            ),
            (
                &["base"],
                "use std::{fmt, time::Instant};",
                "1: `base` is pure: no `std::time`",
            ),
            (
                &["term", "grid"],
                "use crate::term::Screen;",
                "1: imports through the `mod.rs` of its own room `term`",
            ),
            (
                &["term", "grid", "row"],
                "\nuse crate::term::{cell, parse::Parser};",
                "2: `term/grid` may not use `term/parse`",
            ),
            (
                &["term", "grid"],
                "use super::screen::Screen;",
                "1: `term/grid` uses `term/screen`, which is in no row",
            ),
            (
                &["term", "parse"],
                "use crate::term::grid::Grid;\nimpl World { fn f() {} }",
                "2: `impl World` belongs into `model/state`",
            ),
            (
                &["base"],
                "fn f() { unsafe { g() } }",
                "1: `unsafe` belongs into `sys`",
            ),
        ] {
            assert_eq!(complaints(module, source), [complaint], "{source}");
        }
    }

    #[test]
    fn modules_for_tests_are_found() {
        let file = File::new(vec!["term".into()], "#[cfg(test)]\nmod tests;\nmod cell;");
        assert_eq!(file.test_modules(), [["term", "tests"]]);
    }

    #[test]
    fn an_unused_permission_is_found() {
        let page = Page::parse(
            "| `base` | words | – | serde |\n| `term` | screen | base | nix, serde |\n\n\
             `base` are pure\n\n| `term/cell` | cells | – |\n| `term/grid` | rows | cell |",
        );
        let crates = ["serde", "nix"].map(str::to_owned).into();
        let module = |name: &str| -> Vec<String> { name.split('/').map(str::to_owned).collect() };
        let modules = ["base", "term", "term/cell", "term/grid"]
            .map(module)
            .into();
        let mut checker = Checker::new(&page, &crates, &modules);
        let source = "use crate::term::cell::Cell; use crate::base::Size; use serde::Serialize;";
        assert_eq!(checker.check(&File::new(module("term/grid"), source)), []);
        assert_eq!(
            checker.unused(),
            [
                "`base` may use `serde` and does not",
                "`term` may use `nix` and does not"
            ]
        );
        assert_eq!(
            checker.graph["term/grid"],
            ["base", "term/cell"].map(str::to_owned).into()
        );
    }
}
