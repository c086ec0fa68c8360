//! Fault injection: processes are killed, stopped and starved, sockets are removed, hostile bytes
//! arrive. Each test prints one line: attempts, lost and doubled lines, and the longest recovery.
//!
//! `cargo test --test it faults::` runs the short form; with `MUX_FAULTS=full` each fault is
//! repeated as often as docs/faults.md says.

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
