//! Servers on another host: the host on the command line, ssh, the proxy on the other side, and
//! when to reconnect.

pub mod host;
pub mod local_session;
pub mod proxy;
pub mod reconnect;
pub mod ssh;
