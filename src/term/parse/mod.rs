//! The elements of the byte stream: characters, parameters, sequences, character sets. The
//! [`Parser`](super::parser::Parser) recognizes them.

pub(super) mod charset;
pub(super) mod color;
pub(super) mod params;
pub(super) mod sequence;
pub(super) mod utf8;
