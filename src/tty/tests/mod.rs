//! Tests of the decoder and the painter as a whole.

mod decoder;
mod frames;
mod painter;
