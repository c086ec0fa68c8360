//! The pieces that a byte stream consists of: characters, parameters, sequences, character sets.
//! [`Parser`](super::parser::Parser) finds them.

pub(super) mod charset;
pub(super) mod params;
pub(super) mod sequence;
pub(super) mod utf8;
