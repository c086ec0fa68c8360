//! The filtered list: opening, keys, mouse, drawing, and what each kind of list adds.

mod areas;
pub mod draw;
pub mod events;
pub mod history_list;
pub mod key_list;
mod kinds;
pub mod open;
mod outcome;
pub mod palette;
pub mod switcher;
