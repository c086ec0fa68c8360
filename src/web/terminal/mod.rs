//! Terminals of other machines: the two ends of a link, and the tokens that open one.

pub mod gateway;
pub mod link;
pub mod tokens;
