//! The files of the page, compiled in.

use super::secrets;
use std::sync::LazyLock;

/// A file of `assets/web`.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The path below `/assets/`.
    pub path: &'static str,
    /// The media type.
    pub kind: &'static str,
    /// The contents.
    pub bytes: &'static [u8],
}

/// A row of the table: a path below `assets/web` and its media type.
macro_rules! assets {
    ($($path:literal $kind:ident)*) => {
        &[$(Asset {
            path: $path,
            kind: $kind,
            bytes: include_bytes!(concat!("../../assets/web/", $path)),
        }),*]
    };
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";
const MANIFEST: &str = "application/manifest+json";

/// All files.
pub const ASSETS: &[Asset] = assets! {
    "api.js" SCRIPT
    "app.js" SCRIPT
    "clipboard.js" SCRIPT
    "compose.js" SCRIPT
    "dialogs.js" SCRIPT
    "icon-192.png" PNG
    "icon-512.png" PNG
    "icon.svg" SVG
    "index.html" HTML
    "input.js" SCRIPT
    "keys.js" SCRIPT
    "ledger.js" SCRIPT
    "link.js" SCRIPT
    "links.js" SCRIPT
    "login.js" SCRIPT
    "manifest.webmanifest" MANIFEST
    "menu.js" SCRIPT
    "mouse.js" SCRIPT
    "pickers.js" SCRIPT
    "reader.js" SCRIPT
    "settings.js" SCRIPT
    "status.js" SCRIPT
    "style.css" CSS
    "tab.js" SCRIPT
    "terminal.js" SCRIPT
    "theme.js" SCRIPT
    "touch.js" SCRIPT
    "unicode.js" SCRIPT
    "vendor/addon-fit.mjs" SCRIPT
    "vendor/addon-webgl.mjs" SCRIPT
    "vendor/xterm.css" CSS
    "vendor/xterm.mjs" SCRIPT
    "widths.js" SCRIPT
};

/// The page itself.
pub const INDEX: &str = "index.html";

/// The `ETag` of each file.
static TAGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let tag = |asset: &Asset| {
        let hash = secrets::hash_bytes(asset.bytes);
        let hex: String = hash.iter().take(12).map(|b| format!("{b:02x}")).collect();
        format!("\"{hex}\"")
    };
    ASSETS.iter().map(tag).collect()
});

/// The file at a path, and its `ETag`.
pub fn find(path: &str) -> Option<(&'static Asset, &'static str)> {
    let at = ASSETS.iter().position(|asset| asset.path == path)?;
    Some((&ASSETS[at], TAGS.get(at)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_a_tag_of_its_own_content() {
        let (asset, tag) = find(INDEX).unwrap();
        assert!(asset.kind.starts_with("text/html"));
        assert_eq!(tag.len(), 26);
        assert!(find("../Cargo.toml").is_none());
        let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/web");
        for (name, inside) in [("", dir.to_owned()), ("vendor/", format!("{dir}/vendor"))] {
            for entry in std::fs::read_dir(inside).unwrap() {
                let entry = entry.unwrap();
                let file = entry.file_name().into_string().unwrap();
                let served = entry.file_type().unwrap().is_file()
                    && !file.ends_with(".md")
                    && !file.starts_with("LICENSE");
                let path = format!("{name}{file}");
                assert_eq!(find(&path).is_some(), served, "{path}");
            }
        }
    }
}
