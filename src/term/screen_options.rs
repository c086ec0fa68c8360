//! User options that the emulator honours.

use crate::base::palette::Rgb;
use crate::base::sorted::SortedMap;

/// Queries that the emulator may reply to. A reply is input to the program, so without this limit
/// any text that is printed could type into it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllowedReports {
    /// The title (XTWINOPS 20 and 21). If not allowed, the reply is an empty title.
    pub titles: bool,
    /// Checksums of rectangles (DECRQCRA). If not allowed, there is no reply.
    pub checksums: bool,
}

/// The form of keys that a program receives before it requests one (`extended-keys`,
/// `extended-keys-format`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InitialKeys {
    /// Keys that share a byte in the legacy encoding are extended, as by modifyOtherKeys 1.
    pub extended: bool,
    /// Extended keys are `CSI code ; m u` instead of `CSI 27 ; m ; code ~`.
    pub csi_u: bool,
}

/// User options of a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenOptions {
    /// Programs may use the alternate screen (`alternate-screen`).
    pub alternate_screen: bool,
    /// Clearing the main screen moves its rows to history (`scroll-on-clear`).
    pub scroll_on_clear: bool,
    /// Widths of single characters, 0 to 2 (`codepoint-widths`). Variation selector 16 with the
    /// width 0 makes no character wide (`variation-selector-always-wide`).
    pub widths: SortedMap<char, u8>,
    /// Palette entries (`pane-colours`).
    pub palette: SortedMap<u8, Rgb>,
    /// The form of keys for programs that start, unless they request another.
    pub keys: InitialKeys,
    /// The allowed queries (`allow-reports`).
    pub allowed_reports: AllowedReports,
    /// The longest control string in bytes that is read (`input-buffer-size`). Longer ones are
    /// dropped.
    pub longest_string: usize,
    /// The reply to XTVERSION: name and version.
    pub version: String,
}

impl Default for ScreenOptions {
    fn default() -> Self {
        Self {
            alternate_screen: true,
            scroll_on_clear: true,
            widths: SortedMap::new(),
            palette: SortedMap::new(),
            keys: InitialKeys::default(),
            allowed_reports: AllowedReports::default(),
            longest_string: 1 << 20,
            version: concat!("mux ", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}
