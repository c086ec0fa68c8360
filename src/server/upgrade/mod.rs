//! Upgrades: another program becomes the server while all panes keep running.

pub mod attempt;
pub mod commit;
pub mod handoff;
pub mod installed;
pub mod pending;
pub mod quiesce;
pub mod versions;
