//! Tests of the world as a whole, without processes.

mod panes;
