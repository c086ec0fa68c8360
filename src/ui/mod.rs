//! A scene and pane rows become a canvas. The only room that uses ratatui. It knows nothing of
//! terminals, sockets or time: whoever calls it says what to show.

mod border;
mod chrome;
mod number;
mod picture;
mod place;

pub use picture::Picture;
