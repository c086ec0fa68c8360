//! Reads the tables of `docs/architecture.md` and the dependencies of `Cargo.toml`.

use std::collections::{BTreeMap, BTreeSet};

/// A row of the table of rooms: a folder of `src`.
#[derive(Debug, PartialEq, Eq)]
pub struct Room {
    pub may_use: BTreeSet<String>,
    pub crates: BTreeSet<String>,
    order: usize,
}

/// A row of the table of parts: a folder or a file inside a room.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// Parts of the same room, named from the room's folder.
    pub may_use: BTreeSet<String>,
    order: usize,
}

/// Both tables, and the rooms that are pure.
#[derive(Debug)]
pub struct Page {
    pub rooms: BTreeMap<String, Room>,
    /// By `room/part`.
    pub parts: BTreeMap<String, Part>,
    pub pure: BTreeSet<String>,
}

impl Page {
    /// Reads the table of rooms (name, duty, may use, crates), the table of parts (name with a
    /// slash, duty, may use) and the sentence `… are pure`.
    pub fn parse(text: &str) -> Self {
        let (mut rooms, mut parts) = (BTreeMap::new(), BTreeMap::new());
        for line in text.lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let name = cells[0].trim_matches('`').to_owned();
            match cells[..] {
                [_, _, may_use, crates] => {
                    let room = Room {
                        may_use: names(may_use),
                        crates: names(crates).iter().map(|c| c.replace('-', "_")).collect(),
                        order: rooms.len(),
                    };
                    rooms.insert(name, room);
                }
                [_, _, may_use] if name.contains('/') => {
                    let may_use = names(may_use);
                    let order = parts.len();
                    parts.insert(name, Part { may_use, order });
                }
                _ => {}
            }
        }
        let mut paragraphs = text.split("\n\n").map(|p| p.replace('\n', " "));
        let sentence = paragraphs.find(|p| p.contains(" are pure"));
        let sentence = sentence.expect("the page names the pure rooms");
        let (named, _) = sentence.split_once(" are pure").unwrap_or_default();
        let pure = named.split('`').skip(1).step_by(2);
        Self {
            rooms,
            parts,
            pure: pure.map(str::to_owned).collect(),
        }
    }

    /// The part that a module belongs to: the longest `room/part` that the module's path starts
    /// with.
    pub fn part_of(&self, module: &[String]) -> Option<&str> {
        (2..=module.len()).rev().find_map(|len| {
            let name = module[..len].join("/");
            self.parts
                .get_key_value(&name)
                .map(|(name, _)| name.as_str())
        })
    }

    /// Permissions that do not point upwards in their table.
    pub fn wrong_order(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (name, room) in &self.rooms {
            for used in &room.may_use {
                if self.rooms.get(used).is_none_or(|u| u.order >= room.order) {
                    wrong.push(format!("`{name}` may use `{used}`, which is not above it"));
                }
            }
        }
        for (name, part) in &self.parts {
            let (room, _) = name.split_once('/').expect("a part has a slash");
            for used in &part.may_use {
                let above = self.parts.get(&format!("{room}/{used}"));
                if above.is_none_or(|u| u.order >= part.order) {
                    wrong.push(format!("`{name}` may use `{used}`, which is not above it"));
                }
            }
        }
        wrong
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
fn the_tables_are_read() {
    let page = Page::parse(
        "# Rooms\n\n| room | duty | may use | outside crates |\n|---|---|---|---|\n\
         | `base` | words | – | unicode-width |\n| `term` | screen; keys | base | – |\n\n\
         Text about `other` things.\n\n`base` and\n`term` are pure: no clock.\n\n\
         | part | duty | may use |\n|---|---|---|\n| `term/grid` | rows | – |\n\
         | `term/parse/csi` | sequences | grid |\n",
    );
    let set = |words: &[&str]| -> BTreeSet<String> { words.iter().map(|w| (*w).into()).collect() };
    assert_eq!(page.rooms["base"].may_use, set(&[]));
    assert_eq!(page.rooms["base"].crates, set(&["unicode_width"]));
    assert_eq!(page.rooms["term"].may_use, set(&["base"]));
    assert_eq!(page.parts["term/parse/csi"].may_use, set(&["grid"]));
    assert_eq!(page.pure, set(&["base", "term"]));
    let part = |module: &str| {
        let module: Vec<String> = module.split('/').map(str::to_owned).collect();
        page.part_of(&module).map(str::to_owned)
    };
    assert_eq!(part("term/grid/row").as_deref(), Some("term/grid"));
    assert_eq!(part("term/parse/csi").as_deref(), Some("term/parse/csi"));
    assert_eq!(part("term/parse/osc"), None);
    assert_eq!(page.wrong_order(), [""; 0]);
}

#[test]
fn a_permission_upwards_is_found() {
    let page = Page::parse(
        "| `base` | words | term | – |\n| `term` | screen | base | – |\n\n`base` are pure\n\n\
         | `term/grid` | rows | parse |\n| `term/parse` | sequences | none |\n",
    );
    assert_eq!(
        page.wrong_order(),
        [
            "`base` may use `term`, which is not above it",
            "`term/grid` may use `parse`, which is not above it",
            "`term/parse` may use `none`, which is not above it",
        ]
    );
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
