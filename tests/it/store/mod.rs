//! The store in `state.db` and `scrollback.db`: damaged files, crashes of the writer, restores.

mod crash;
mod damage;
mod restore;
mod undo;
