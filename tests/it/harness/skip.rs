//! Skipped tests: reports, counts, and under CI refuses them.

use std::fmt::Display;
use std::fs::OpenOptions;
use std::io::Write as _;

/// Whether a variable such as `CI` is set to `1` or `true`.
fn is_on(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| value == "1" || value == "true")
}

/// Reports that a test is skipped because `needs` (one word: a program or a right) is missing.
/// The caller returns after this.
///
/// Prints `skipped: TEST: NEEDS: WHY`, also when the output of tests is captured, and appends the
/// line to the file that `MUX_SKIP_REPORT` names; `cargo xtask test` and `.ci/run` count its
/// different lines.
/// With `CI=1` or `CI=true` the test fails unless `MUX_SKIP_ALLOWED` contains `needs`; `.ci/run`
/// sets it.
pub fn skip(needs: &str, why: impl Display) {
    // The test harness names the thread of a test after it.
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let line = format!("skipped: {test}: {needs}: {why}\n");
    // `println!` is captured in tests that pass; this is not.
    drop(std::io::stdout().write_all(line.as_bytes()));
    if let Some(path) = std::env::var_os("MUX_SKIP_REPORT") {
        let file = OpenOptions::new().create(true).append(true).open(path);
        drop(file.and_then(|mut file| file.write_all(line.as_bytes())));
    }
    let allowed = std::env::var("MUX_SKIP_ALLOWED").unwrap_or_default();
    assert!(
        !is_on("CI") || allowed.split_whitespace().any(|name| name == needs),
        "{line}CI runs every test: install {needs}, or allow the skip in .ci/run"
    );
}
