//! What a source file may say, depending on the room it is in.

use crate::page::Page;
use crate::source::{Path, Token, paths, tokens, without_tests};
use std::collections::BTreeSet;
use std::fmt;

/// Parts of the standard library that reach outside the process.
const IMPURE: [&str; 7] = ["time", "fs", "env", "thread", "net", "process", "os"];

/// A source file.
pub struct File {
    module: Vec<String>,
    tokens: Vec<Token>,
    for_tests: Vec<String>,
}

/// A rule that is broken, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Complaint {
    line: usize,
    what: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.what)
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

    fn room(&self) -> &str {
        &self.module[0]
    }
}

/// Everything that `file` does and its room may not, `crates` being the dependencies.
pub fn check(file: &File, page: &Page, crates: &BTreeSet<String>) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for path in paths(&file.tokens) {
        let what = (room_rule(file, page, &path))
            .or_else(|| crate_rule(file, page, crates, &path))
            .or_else(|| purity_rule(file, page, &path));
        complaints.extend(what.map(|what| Complaint {
            line: path.line,
            what,
        }));
    }
    if file.room() != "sys" {
        let found = file.tokens.iter().filter(|t| t.text == "unsafe");
        complaints.extend(found.map(|token| Complaint {
            line: token.line,
            what: "`unsafe` belongs into `sys`".to_owned(),
        }));
    }
    complaints
}

/// The room that a path goes to, if it leaves its own module tree.
fn goal(file: &File, path: &Path) -> Option<String> {
    let ups = path.parts.iter().take_while(|p| *p == "super").count();
    let at = match path.parts[0].as_str() {
        "crate" => 1,
        "super" if ups >= file.module.len() => ups,
        _ => return None,
    };
    path.parts.get(at).cloned()
}

fn room_rule(file: &File, page: &Page, path: &Path) -> Option<String> {
    let goal = goal(file, path)?;
    let room = file.room();
    if goal == room || page.rooms[room].may_use.contains(&goal) {
        return None;
    }
    Some(format!("`{room}` may not use `{goal}`"))
}

fn crate_rule(file: &File, page: &Page, crates: &BTreeSet<String>, path: &Path) -> Option<String> {
    let (room, name) = (file.room(), &path.parts[0]);
    let named = path.parts.len() > 1 && crates.contains(name);
    let allowed = page.rooms[room].crates.contains(name);
    (named && !allowed).then(|| format!("`{room}` may not use the crate `{name}`"))
}

fn purity_rule(file: &File, page: &Page, path: &Path) -> Option<String> {
    let room = file.room();
    let [first, second, ..] = &path.parts[..] else {
        return None;
    };
    let impure = first == "std" && IMPURE.contains(&second.as_str());
    (impure && page.pure.contains(room)).then(|| format!("`{room}` is pure: no `std::{second}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(module: &[&str], source: &str) -> Vec<String> {
        let page = Page::parse(
            "| `base` | words | – | serde |\n| `term` | screen | base | – |\n\
             | `sys` | system | base | nix |\n| `ui` | widgets | base, term | ratatui |\n\n\
             `base`, `term` and `ui` are pure: no clock.",
        );
        let crates = ["serde", "nix", "ratatui", "vt100"]
            .map(str::to_owned)
            .into();
        let module = module.iter().map(|m| (*m).to_owned()).collect();
        let found = check(&File::new(module, source), &page, &crates);
        found.into_iter().map(|c| c.to_string()).collect()
    }

    #[test]
    fn what_is_allowed() {
        for (module, source) in [
            (
                &["term"][..],
                "use crate::base::{Size, Rect}; use crate::term::cell::Cell;",
            ),
            (
                &["term", "cell"],
                "use super::grid::Grid; use super::Screen; use std::fmt;",
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
                &["term"],
                "#[cfg(test)] mod tests { use vt100::Parser; use std::fs; use crate::ui; }",
            ),
            (&["term"], "let serde = 1; x.nix(); self::vt100();"),
        ] {
            assert_eq!(complaints(module, source), [""; 0], "{source}");
        }
    }

    #[test]
    fn what_is_not() {
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
}
