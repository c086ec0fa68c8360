//! The host that mux runs on: `mux doctor`, the service that starts mux at boot, and the commands
//! about saved state. All of it works without a server.

mod answer;
mod checks;
mod config;
mod doctor;
mod invocation;
mod outer_terminal;
mod probe;
mod saved_state;
mod service;
mod skill;

pub use answer::answer;
pub use invocation::Invocation;
pub use saved_state::session_names as saved_sessions;
pub use skill::install as install_skill;
