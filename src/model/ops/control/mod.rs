//! Control mode: blocks, notifications, client flags and subscriptions.

pub mod block;
pub mod flags;
pub mod monitor;
pub mod notify;
pub mod observe;
pub mod reconnect;
pub mod subscription;
