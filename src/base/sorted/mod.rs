//! Maps, sets and sorting for the small collections of a session: one to a few thousand entries.
//!
//! The compiler makes a copy of a B-tree and of a sort for each type that they hold, 10 and 7 KB
//! of code each. These types are vectors in order, and all sorts share one copy of the algorithm:
//! a tenth of the program less to compile and to load.

mod map;
mod set;
mod sort;

pub use map::{Entry, SortedMap, VacantEntry};
pub use set::SortedSet;
pub use sort::{sort_by, sort_by_key};
