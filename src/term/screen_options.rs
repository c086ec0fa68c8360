//! User options that the emulator honours.

use std::collections::BTreeMap;

/// What a program may ask for, when the person agrees: with the answers, whoever can print to a
/// terminal can also type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// The title (XTWINOPS 20 and 21); the answer is empty otherwise.
    pub titles: bool,
    /// Checksums of areas (DECRQCRA); there is no answer otherwise.
    pub checksums: bool,
}

/// What the person wants of a screen, whatever its program does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wishes {
    /// Programs may use the alternate screen.
    pub alternate: bool,
    /// Erasing the main screen moves it into history.
    pub keep_cleared: bool,
    /// Columns (0 to 2) of characters for which others than Unicode's are wanted.
    pub widths: BTreeMap<char, u8>,
    /// What a program may ask for.
    pub allowed: Allowed,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            alternate: true,
            keep_cleared: true,
            widths: BTreeMap::new(),
            allowed: Allowed::default(),
        }
    }
}
