//! What `docs/architecture.md` and `Cargo.toml` say.

use std::collections::{BTreeMap, BTreeSet};

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Room {
    pub may_use: BTreeSet<String>,
    pub crates: BTreeSet<String>,
    order: usize,
}

/// The table of rooms, and which of them are pure.
#[derive(Debug)]
pub struct Page {
    pub rooms: BTreeMap<String, Room>,
    pub pure: BTreeSet<String>,
}

impl Page {
    /// Reads the table (name, duty, may use, crates) and the sentence `… are pure`.
    pub fn parse(text: &str) -> Self {
        let mut rooms = BTreeMap::new();
        for line in text.lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            if let [name, _, may_use, crates] = cells[..] {
                let room = Room {
                    may_use: names(may_use),
                    crates: names(crates).iter().map(|c| c.replace('-', "_")).collect(),
                    order: rooms.len(),
                };
                rooms.insert(name.trim_matches('`').to_owned(), room);
            }
        }
        let (before, _) = text
            .split_once(" are pure")
            .expect("the page says what is pure");
        let start = before.rfind("\n\n").unwrap_or(0);
        let pure = before[start..].split('`').skip(1).step_by(2);
        Self {
            rooms,
            pure: pure.map(str::to_owned).collect(),
        }
    }

    /// Where in the table a room stands.
    pub fn order(&self, room: &str) -> Option<usize> {
        self.rooms.get(room).map(|room| room.order)
    }
}

fn names(cell: &str) -> BTreeSet<String> {
    let names = cell.split(',').map(str::trim);
    names.filter(|n| *n != "–").map(str::to_owned).collect()
}

/// The crates that the project depends on, as paths name them.
pub fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut crates = BTreeSet::new();
    let mut inside = false;
    for line in manifest.lines() {
        if let Some(section) = line.strip_prefix('[') {
            inside = section.starts_with("dependencies") || section.starts_with("dev-dependencies");
        } else if inside && let Some((name, _)) = line.split_once('=') {
            crates.insert(name.trim().replace('-', "_"));
        }
    }
    crates
}

#[test]
fn the_page_is_read() {
    let page = Page::parse(
        "# Rooms\n\n| room | duty | may use | outside crates |\n|---|---|---|---|\n\
         | `base` | words | – | unicode-width |\n| `term` | screen; keys | base | – |\n\n\
         Text about `other` things.\n\n`base` and\n`term` are pure: no clock.\n",
    );
    let set = |words: &[&str]| -> BTreeSet<String> { words.iter().map(|w| (*w).into()).collect() };
    assert_eq!(page.rooms["base"].may_use, set(&[]));
    assert_eq!(page.rooms["base"].crates, set(&["unicode_width"]));
    assert_eq!(page.rooms["term"].may_use, set(&["base"]));
    assert_eq!(page.pure, set(&["base", "term"]));
    assert_eq!((page.order("base"), page.order("term")), (Some(0), Some(1)));
}

#[test]
fn dependencies_are_read() {
    let crates = dependencies(
        "[package]\nname = \"x\"\n[dependencies]\nunicode-width = \"1\"\n\
         serde = { version = \"1\" }\n[dev-dependencies]\nvt100 = \"1\"\n[profile.dev]\ndebug = 1\n",
    );
    assert_eq!(
        crates.into_iter().collect::<Vec<_>>(),
        ["serde", "unicode_width", "vt100"]
    );
}
