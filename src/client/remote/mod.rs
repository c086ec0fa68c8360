//! Servers on another host: the host on the command line, the process that reaches it, the proxy on
//! the other side, and when to reconnect.

pub mod carrier;
pub mod host;
pub mod local_session;
pub mod proxy;
pub mod reconnect;
