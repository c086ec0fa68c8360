//! The framing and decoding of messages: any bytes, in both directions.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mux::wire::{Framer, HELLO_BYTES, Hello, MAX_TO_CLIENT, MAX_TO_SERVER, ToClient, ToServer};

fuzz_target!(|input: &[u8]| {
    if let Some(hello) = input.first_chunk::<HELLO_BYTES>() {
        let _ = Hello::decode(hello);
    }
    let (mut to_server, mut to_client) = (Framer::new(MAX_TO_SERVER), Framer::new(MAX_TO_CLIENT));
    for piece in input.chunks(1 + input.len() % 11) {
        to_server.push(piece);
        to_client.push(piece);
        while let Ok(Some(_)) = to_server.take::<ToServer>() {}
        while let Ok(Some(_)) = to_client.take::<ToClient>() {}
    }
});
