//! The generated files of the repository are current: pages, manual, completion scripts, the
//! pictures and its list of options without effect, the web page's table of widths.
//! `MUX_BLESS=1` writes them.

use super::picture::{copying, picture};
use super::widths::widths;
use crate::base::Size;
use crate::docgen::Page;
use crate::docgen::local_commands::{files, readme};
use crate::docgen::svg::{DARK, LIGHT};
use std::path::Path;

/// The command that writes every generated file.
const BLESS: &str = "MUX_BLESS=1 cargo test --lib docgen";

#[test]
fn files_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bless = std::env::var_os("MUX_BLESS").is_some();
    let mut stale = Vec::new();
    let (usual, small, wide) = (Size::new(92, 25), Size::new(80, 24), Size::new(200, 30));
    let images = [
        ("assets/screen.svg", usual, &DARK),
        ("assets/screen-light.svg", usual, &LIGHT),
        ("docs/images/look-80-dark.svg", small, &DARK),
        ("docs/images/look-80-light.svg", small, &LIGHT),
        ("docs/images/look-200-dark.svg", wide, &DARK),
        ("docs/images/look-200-light.svg", wide, &LIGHT),
    ];
    let images = images.map(|(name, size, ground)| Page {
        name: name.to_owned(),
        text: picture(size, ground),
    });
    let copying = Page {
        name: "assets/copying.svg".to_owned(),
        text: copying(),
    };
    let readme = Page {
        name: "README.md".to_owned(),
        text: readme(&std::fs::read_to_string(root.join("README.md")).expect("README.md")),
    };
    let widths = Page {
        name: "assets/web/widths.js".to_owned(),
        text: widths(),
    };
    for file in files()
        .into_iter()
        .chain(images)
        .chain([copying, readme, widths])
    {
        let path = root.join(&file.name);
        if std::fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        if bless {
            std::fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder");
            std::fs::write(&path, &file.text).expect("the project's files can be written");
        } else {
            stale.push(file.name);
        }
    }
    assert!(
        stale.is_empty(),
        "{stale:?} differ from the tables in src; run: {BLESS}"
    );
}
