//! The engine of waits: compares the output of a pane with the conditions of those that wait. The
//! server runs it beside the world, after each step of output.

pub mod echo;
pub mod line_log;
pub mod scanner;
