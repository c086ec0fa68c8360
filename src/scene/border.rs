//! How the lines between panes look.

use crate::base::Style;
use serde::{Deserialize, Serialize};

/// The characters of a border (`pane-border-lines`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BorderLines {
    /// Thin lines.
    #[default]
    Single,
    /// Double lines.
    Double,
    /// Thick lines.
    Heavy,
    /// `-`, `|` and `+`.
    Simple,
    /// The number of the pane that the border belongs to.
    Number,
    /// Blanks.
    Spaces,
    /// Thin lines with round corners, for boxes.
    Rounded,
    /// No border at all, for boxes.
    None,
}

/// What shows which pane is active (`pane-border-indicators`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BorderIndicators {
    /// Nothing but the border's style.
    Off,
    /// With two panes, half of the border between them is in the active style.
    #[default]
    Colour,
    /// Arrows towards the active pane.
    Arrows,
    /// Both.
    Both,
}

/// How all borders of a window look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BorderLook {
    /// The characters.
    pub lines: BorderLines,
    /// What shows the active pane.
    pub indicators: BorderIndicators,
    /// The look of border cells beside no pane.
    pub style: Style,
}
