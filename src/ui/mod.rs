//! A scene and pane rows become a canvas. The only room that uses ratatui. It knows nothing of
//! terminals, sockets or time: whoever calls it says what to show.

mod big_digits;
mod border;
mod chrome;
mod compositor;
mod viewport;

pub use compositor::Compositor;
