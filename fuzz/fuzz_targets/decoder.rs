//! The decoder of terminal input: any bytes at any time, in any pieces.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mux::tty::Decoder;

fuzz_target!(|input: &[u8]| {
    let (first, bytes) = input.split_first().unwrap_or((&0, &[]));
    let mut decoder = Decoder::new(u64::from(*first));
    let mut events = Vec::new();
    let mut now = 0;
    for piece in bytes.chunks(1 + usize::from(*first) % 9) {
        now += u64::from(piece[0] % 16);
        decoder.expire(now, &mut events);
        decoder.feed(piece, now, &mut events);
    }
    decoder.expire(u64::MAX, &mut events);
});
