//! Look-ups in the world: methods that change nothing and have no effect.

pub mod client_area;
pub mod clients;
pub mod environments;
pub mod floats;
pub mod groups;
pub mod identities;
pub mod locations;
pub mod options;
pub mod pane_states;
pub mod scrollbars;
pub mod settings;
