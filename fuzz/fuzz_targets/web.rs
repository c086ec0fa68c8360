//! Messages of a page to `mux web`: any text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mux::web::messages::{FromPage, decode};

fuzz_target!(|input: &str| {
    if let Some(FromPage::Hello(hello)) = decode(input) {
        let size = hello.size();
        assert!(size.cols > 0 && size.rows > 0 && size.area() <= 500_000);
        let _ = hello.colors();
    }
});
