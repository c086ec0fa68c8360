//! Faults that tests inject with `MUX_FAULT`, in builds with debug assertions only.

pub use crate::sys::fault::{number, wanted};
use crate::sys::process::{self, Signal};

/// Makes a candidate exit, hang or abort at its start.
pub fn strike_candidate() {
    if wanted("candidate-exits") {
        std::process::exit(3);
    }
    if wanted("candidate-hangs") {
        std::thread::sleep(std::time::Duration::from_secs(3600));
    }
    if wanted("candidate-aborts") {
        std::process::abort();
    }
}

/// Makes a candidate hang or abort before it sends its evidence.
pub fn strike_candidate_late() {
    if wanted("candidate-hangs-late") {
        std::thread::sleep(std::time::Duration::from_secs(3600));
    }
    if wanted("candidate-dies-late") {
        std::process::abort();
    }
}

/// Kills the parent at some moment of the next half millisecond, while this process goes on.
pub fn kill_parent_soon() {
    let parent = std::os::unix::process::parent_id();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let moment = now.map_or(0, |now| now.subsec_nanos() / 7 % 500_000);
    std::thread::spawn(move || {
        let start = std::time::Instant::now();
        while start.elapsed().as_nanos() < u128::from(moment) {}
        if let Ok(parent) = i32::try_from(parent) {
            process::signal(parent, Signal::SIGKILL as i32);
        }
    });
}

/// Runs `commit`. With the fault `dies-at-commit` the keeper is stopped before it can act on it,
/// and this process is killed.
pub fn at_commit(commit: impl FnOnce()) {
    let Some(keeper) = number("dies-at-commit").and_then(|pid| i32::try_from(pid).ok()) else {
        return commit();
    };
    process::signal(keeper, Signal::SIGSTOP as i32);
    commit();
    process::signal(process::own_pid(), Signal::SIGKILL as i32);
}

/// With the fault `strikes`: panics or aborts if `bytes` say so.
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
