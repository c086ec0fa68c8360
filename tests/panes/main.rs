//! Commands about panes and layouts, against a world without processes.

mod bench;
mod beside;
mod hooks;
mod mouse;
mod properties;
mod table;
