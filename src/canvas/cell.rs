//! One cell of a canvas: its text, its width and the id of its style, in eight bytes.

/// Index of a style and hyperlink in the canvas's table; less than [`WIDE`].
pub(crate) type StyleId = u32;

/// One cell. Two cells of the same canvas are equal exactly when they display the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The character in UTF-8, padded with zeros; or [`CLUSTER`] and a cluster index of 24 bits,
    /// big endian; or zeros for the second column of a wide character.
    pub(super) text: [u8; 4],
    /// The style id, with [`WIDE`] set for both columns of a wide character.
    pub(super) style: StyleId,
}

/// First byte of a cell whose text is in the cluster table. UTF-8 never contains it.
pub(super) const CLUSTER: u8 = 0xff;
/// First byte of [`Cell::UNKNOWN`]. UTF-8 never contains it either.
const UNKNOWN: u8 = 0xfe;
/// Flag in [`Cell::style`]: the character takes two columns.
pub(super) const WIDE: StyleId = 1 << 31;
/// The most clusters that the 24-bit index can tell apart.
pub(super) const MAX_CLUSTERS: usize = 1 << 24;

impl Cell {
    pub(super) const BLANK: Self = Self::narrow(b' ', 0);
    /// Equal to no cell that a canvas can hold.
    pub(crate) const UNKNOWN: Self = Self::narrow(UNKNOWN, 0);

    pub(super) const fn narrow(byte: u8, style: StyleId) -> Self {
        Self {
            text: [byte, 0, 0, 0],
            style,
        }
    }

    pub(super) const fn tail(style: StyleId) -> Self {
        Self {
            text: [0; 4],
            style: style | WIDE,
        }
    }

    /// The id of its style in the canvas's table.
    pub(crate) const fn style_id(self) -> StyleId {
        self.style & !WIDE
    }

    /// Whether the character takes two columns; true for both of them.
    pub(crate) const fn is_wide(self) -> bool {
        self.style & WIDE != 0
    }

    /// Whether this is the second column of a wide character.
    pub(crate) const fn is_tail(self) -> bool {
        self.text[0] == 0
    }

    /// Whether the text is more than one `char`.
    pub(crate) const fn is_cluster(self) -> bool {
        self.text[0] == CLUSTER
    }

    /// Whether terminals disagree about its width: clusters, and characters beyond the Basic
    /// Multilingual Plane.
    pub(crate) const fn has_ambiguous_width(self) -> bool {
        self.text[0] >= 0xf0
    }

    /// Whether this is an ASCII character in the style `style`.
    pub(crate) const fn is_ascii_with(self, style: StyleId) -> bool {
        self.style == style && self.text[0].is_ascii() && self.text[0] != 0
    }

    /// The first byte of its text: the whole character if [`Cell::is_ascii_with`] holds.
    pub(crate) const fn first_byte(self) -> u8 {
        self.text[0]
    }

    /// Whether this is a space.
    pub(crate) const fn is_space(self) -> bool {
        self.text[0] == b' '
    }

    pub(super) const fn cluster_index(self) -> usize {
        (self.text[1] as usize) << 16 | (self.text[2] as usize) << 8 | self.text[3] as usize
    }

    pub(super) const fn with_style(self, style: StyleId) -> Self {
        Self {
            text: self.text,
            style: (self.style & WIDE) | style,
        }
    }
}
