//! Messages between client and server, how they are framed, and how two versions find out whether
//! they understand each other. Bytes in, bytes out; it owns no socket.

mod codec;
mod hello;
mod message;

pub use codec::{Framer, Pieces, decode, encode, piece_len};
pub use hello::{HELLO_BYTES, Hello, VERSIONS, agree, is_hello};
pub use message::{ClientInfo, ToClient, ToServer};

/// The longest message a server accepts, in bytes: an environment and a command line fit, a paste
/// is cut into pieces.
pub const MAX_TO_SERVER: usize = 4 << 20;

/// The longest message a client accepts, in bytes: every cell of the largest terminal, styled.
pub const MAX_TO_CLIENT: usize = 64 << 20;

/// The longest piece of a paste, in bytes.
pub const PASTE_PIECE: usize = 64 << 10;
