//! Faults that tests ask for by `MUX_FAULT`, in builds with debug assertions only; in others nothing of
//! it exists.

/// What a candidate does wrong.
#[cfg(debug_assertions)]
pub fn strike_candidate() {
    match std::env::var("MUX_FAULT").as_deref() {
        Ok("candidate-exits") => std::process::exit(3),
        Ok("candidate-hangs") => std::thread::sleep(std::time::Duration::from_secs(3600)),
        Ok("candidate-aborts") => std::process::abort(),
        _ => {}
    }
}

/// What a candidate does wrong: nothing.
#[cfg(not(debug_assertions))]
pub const fn strike_candidate() {}

/// Whether this process is to do this wrong.
#[cfg(debug_assertions)]
pub fn wanted(fault: &str) -> bool {
    static WANTED: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    let wanted = WANTED.get_or_init(|| std::env::var("MUX_FAULT").ok());
    wanted.as_deref() == Some(fault)
}

/// Whether this process is to do this wrong: never.
#[cfg(not(debug_assertions))]
pub const fn wanted(_fault: &str) -> bool {
    false
}

/// Panics or aborts over bytes that say so, if this process is to.
pub fn strike(bytes: &[u8]) {
    if !wanted("strikes") {
        return;
    }
    let says = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    assert!(!says(b"strike:panic"), "struck");
    if says(b"strike:abort") {
        std::process::abort();
    }
}
