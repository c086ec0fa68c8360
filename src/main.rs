//! Picks the role of this process and sets its exit code.

fn main() {}
