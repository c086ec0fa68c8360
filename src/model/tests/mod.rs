//! Tests of the world as a whole, without processes.

mod copying;
mod panes;
mod popups;
