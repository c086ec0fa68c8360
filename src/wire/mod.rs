//! The protocol between client and server: messages, framing, and negotiation of the version. Bytes
//! in, bytes out; it does no I/O.

mod codec;
mod hello;
mod message;
pub mod since;

pub use codec::{Framer, Pieces, decode, encode, piece_len};
pub use hello::{End, HELLO_BYTES, Hello, VERSIONS, agree, is_hello};
pub use message::{ToClient, ToServer};

/// The longest message that a server accepts, in bytes. An environment and a command line fit; a
/// paste is split.
pub const MAX_TO_SERVER: usize = 4 << 20;

/// The longest message that a client accepts, in bytes: every cell of the largest terminal, styled.
pub const MAX_TO_CLIENT: usize = 64 << 20;

/// A frame whose message has at most so many bytes, its length prefix included, such as the echo of
/// a key, does not hold back the next one: the client may acknowledge it with a later message.
pub const SMALL_FRAME: usize = 1 << 10;

/// How many frames may be unacknowledged, if all of them are [`SMALL_FRAME`]s.
pub const MAX_SMALL_FRAMES: u64 = 4;

/// The longest piece of a paste, in bytes.
pub const PASTE_PIECE: usize = 64 << 10;
