//! `cargo xtask`: the commands of mux's contributors, in one place and without dependencies.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  check             rustfmt on every file, clippy and rustdoc with warnings denied
  test              every test, as `cargo test` runs them, and the count of skipped ones
  test AREA [ARG..] one area; ARGs go to the test program (a name, --nocapture, ...):
                      term, model::state, ...  the unit tests of a folder of src
                      it, it::session, ...     the tests that start processes
                      keeper, layering         the other test programs
  bless             write generated pages and snapshots anew
  bench [NAME]      the benchmarks, or one of painter, store, term
  dist              build the program that is distributed, with profile dist, and move its debug
                    information to a file beside it";

/// The reason why a command failed, as a message.
type Failure = String;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["check"] => check(),
        ["test"] => test(&["test", "--locked"]),
        ["test", area, args @ ..] => test_area(area, args),
        ["bless"] => bless(),
        ["bench"] => cargo(&["bench", "--locked"]),
        ["bench", name] => cargo(&["bench", "--locked", "--bench", name]),
        ["dist"] => dist(),
        ["help" | "-h" | "--help"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// The repository's root.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .expect("xtask lies two folders deep")
}

/// Runs a command in the root and fails if it fails.
fn run(command: &mut Command) -> Result<(), Failure> {
    let words: Vec<_> = [command.get_program()]
        .into_iter()
        .chain(command.get_args().take(8))
        .map(OsStr::to_string_lossy)
        .collect();
    let shown = words.join(" ");
    eprintln!("== {shown}");
    let status = command.current_dir(root()).status();
    match status.map_err(|e| format!("{shown}: {e}"))? {
        status if status.success() => Ok(()),
        status => Err(format!("{shown}: {status}")),
    }
}

fn cargo_command(args: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args);
    command
}

fn cargo(args: &[&str]) -> Result<(), Failure> {
    run(&mut cargo_command(args))
}

/// Every Rust file that Git knows. `cargo fmt` follows `mod` lines and misses files whose module
/// a macro declares.
fn rust_files() -> Result<Vec<String>, Failure> {
    let list = [
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
        "*.rs",
    ];
    let output = Command::new("git").args(list).current_dir(root()).output();
    let output = output.map_err(|e| format!("git: {e}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let files = text.lines().filter(|file| root().join(file).exists());
    Ok(files.map(str::to_owned).collect())
}

fn check() -> Result<(), Failure> {
    let mut fmt = Command::new("rustfmt");
    run(fmt
        .args(["--check", "--edition", "2024"])
        .args(rust_files()?))?;
    cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ])?;
    let mut doc = cargo_command(&["doc", "--no-deps", "--locked", "--document-private-items"]);
    run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

fn test_area(area: &str, args: &[&str]) -> Result<(), Failure> {
    let (first, rest) = area.split_once("::").unwrap_or((area, ""));
    let filter = match rest {
        "" => String::new(),
        rest => format!("{rest}::"),
    };
    let room = format!("{area}::");
    let mut words = vec!["test", "--locked"];
    match first {
        "it" => words.extend(["--test", "it", &filter]),
        "keeper" | "layering" => words.extend(["--test", first]),
        _ if root().join("src").join(first).is_dir() => words.extend(["--lib", &room]),
        _ => return Err(format!("no area is called {area}\n\n{USAGE}")),
    }
    words.retain(|word| !word.is_empty());
    words.push("--");
    words.extend(args);
    test(&words)
}

/// Runs tests, then prints the skipped ones.
fn test(words: &[&str]) -> Result<(), Failure> {
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let report = root().join(PathBuf::from(target)).join("skipped.txt");
    drop(fs::remove_file(&report));
    let result = run(cargo_command(words).env("MUX_SKIP_REPORT", &report));
    let skipped = fs::read_to_string(&report).unwrap_or_default();
    let mut lines: Vec<&str> = skipped.lines().collect();
    lines.sort_unstable();
    lines.dedup();
    println!("{} tests skipped", lines.len());
    lines.iter().for_each(|line| println!("  {line}"));
    result
}

/// Builds the program that is distributed. Its debug information goes to `mux.debug`, where a
/// panic finds it for its backtrace while both files lie in one folder.
fn dist() -> Result<(), Failure> {
    cargo(&["build", "--locked", "--profile", "dist"])?;
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let folder = root().join(PathBuf::from(target)).join("dist");
    let [program, debug] = ["mux", "mux.debug"].map(|name| folder.join(name));
    let mut split = Command::new("objcopy");
    run(split.arg("--only-keep-debug").args([&program, &debug]))?;
    let mut link = OsString::from("--add-gnu-debuglink=");
    link.push(&debug);
    run(Command::new("objcopy")
        .arg("--strip-all")
        .args([&link, program.as_os_str()]))
}

/// Writes the files that tests compare with: pages made from tables, and snapshots of screens.
fn bless() -> Result<(), Failure> {
    let mut pages = cargo_command(&["test", "--locked", "--lib", "docgen::"]);
    run(pages.env("MUX_BLESS", "1"))?;
    let mut snapshots = cargo_command(&["test", "--locked", "--lib", "--", "ui::", "tty::"]);
    run(snapshots.env("INSTA_UPDATE", "always"))
}
