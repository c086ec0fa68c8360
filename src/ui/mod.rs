//! Composes a scene and the rows of its panes onto a canvas. This is the only room that uses
//! ratatui.

mod big_digits;
mod border;
mod chrome;
mod compositor;
mod pane_box;
mod viewport;

pub use compositor::Compositor;

#[cfg(test)]
mod tests;
