//! The split tree of a window: splits, sizes, presets and layout strings. Operations return a new
//! tree or an error. The room does not know the contents of panes.
//!
//! A window is a tree of nodes: a leaf is a pane, an inner node holds two or more nodes side by
//! side or one above the other, with one column or row of border between neighbours. All arithmetic
//! is that of tmux (layout.c), so that layout strings have the same meaning in both programs.

mod above;
mod automatic;
mod border;
mod floats;
mod json_layout;
mod layout_string;
mod neighbour;
mod node;
mod preset;
mod put_back;
mod resize;
mod shares;
mod spec;
mod split;
mod stack;
#[cfg(test)]
mod tests;
mod tree;

pub use above::{Above, Modal};
pub use automatic::{AutoLayout, Automatic, STACKED};
pub use border::{BorderHit, BorderRun};
pub use floats::{Float, Floats, LEAST_VISIBLE, Restack, usual_float_size};
pub use layout_string::Arrangement;
pub use node::BorderStatus;
pub use preset::{Preset, PresetSizes};
pub use shares::Shares;
pub use spec::LayoutSpec;
pub use split::{Extent, Split};
pub use stack::Stack;
pub use tree::Tree;
