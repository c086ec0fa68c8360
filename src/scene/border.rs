//! The style of the lines between panes.

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
    /// The number of the pane to which the border belongs.
    Number,
    /// Blanks.
    Spaces,
    /// Thin lines with round corners, for boxes.
    Rounded,
    /// No border, for boxes.
    None,
}

/// How borders indicate the active pane (`pane-border-indicators`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BorderIndicators {
    /// The border's style alone indicates it.
    Off,
    /// With two panes, half of the border between them has the active style.
    #[default]
    Colour,
    /// Arrows towards the active pane.
    Arrows,
    /// Both.
    Both,
}

/// The style of all borders of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BorderLook {
    /// The characters.
    pub lines: BorderLines,
    /// How the active pane is indicated.
    pub indicators: BorderIndicators,
    /// The style of border cells that touch no pane.
    pub style: Style,
}
