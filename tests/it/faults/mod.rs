//! Faults on purpose: processes are killed, stopped and starved, sockets are taken away, hostile bytes
//! come in. Every test says in one line how often it was tried, what was lost, what came twice, and the
//! worst time until all was well again.
//!
//! `cargo test --test it faults::` runs the short form; with `MUX_FAULTS=full` each fault is tried as often
//! as the promise says.

mod clients;
mod contained;
mod deaths;
mod hostile;
mod numbers;
mod place;
mod refused;
mod row;
mod sockets;
mod state;
mod upgrades;
