//! Clients: connections, and the frames that they are sent.

pub mod client_writer;
pub mod connection;
pub mod control;
pub mod control_stream;
pub mod frame;
pub mod input_ack;
pub mod missed_output;
pub mod socket;
pub mod state;
pub mod tmux_client;
