//! Creates, starts and closes panes, windows, sessions and clients, with the effects that follow.

pub mod auto_layout;
pub mod client_lifecycle;
pub mod close;
pub mod closing;
pub mod first_steps;
pub mod floating;
pub mod lock;
pub mod manual_layout;
pub mod overlays_left;
pub mod pane_lifecycle;
pub mod popup_lifecycle;
pub mod server_lifecycle;
pub mod session_lifecycle;
pub mod start_notes;
pub mod tour;
pub mod window_lifecycle;
