//! The host that mux runs on: `mux doctor`, the service that starts mux at boot, and a preview of a
//! restore. It works without a server and knows no session.

mod answer;
mod checks;
mod doctor;
mod invocation;
mod probe;
mod restore_preview;
mod service;

pub use answer::answer;
pub use invocation::{Invocation, RestoreSelection};
