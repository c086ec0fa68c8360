//! The snippets of the documentation run as they are written.

use crate::harness::{Mux, finish, until};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

/// The blocks of a page in a language, in order.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = fs::read_to_string(path).unwrap();
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once(&format!("\n```{language}\n")) {
        let (block, after) = after.split_once("\n```").unwrap();
        found.push(block.to_owned());
        rest = after;
    }
    assert!(!found.is_empty(), "{page}");
    found
}

/// Runs the lines in a shell whose PATH has `mux` and `bin` of the home. Returns the output.
fn shell(mux: &Mux, script: &str) -> String {
    let bin = mux.home().join("bin");
    fs::create_dir_all(&bin).unwrap();
    drop(symlink(env!("CARGO_BIN_EXE_mux"), bin.join("mux")));
    let mut command = mux.program("/bin/sh", &["-e", "-c", script]);
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", bin.display()));
    let output = finish(command, "");
    assert_eq!(
        (output.status, output.stderr.as_str()),
        (0, ""),
        "{script}\n{}",
        output.stdout
    );
    output.stdout
}

#[test]
fn the_page_for_scripts_runs_from_top_to_bottom() {
    let mux = Mux::new();
    let home = mux.home();
    fs::create_dir_all(home.join("src")).unwrap();
    fs::write(home.join("file"), "echo pasted\n").unwrap();
    let make = home.join("bin/make");
    fs::create_dir_all(home.join("bin")).unwrap();
    // The first program of the page stays, because the page types into its pane.
    let text = "#!/bin/sh\n[ -e ~/called ] && exit 3\ntouch ~/called\nexec sh\n";
    fs::write(&make, text).unwrap();
    fs::set_permissions(&make, fs::Permissions::from_mode(0o755)).unwrap();
    let exited = home.join("exited");
    let page = blocks("docs/scripting.md", "sh").join("\n");
    let page = page.replace("/tmp/exited", &exited.display().to_string());
    let wait = "until [ -e ~/called ]; do sleep 0.1; done\nmux send-keys";
    let out = shell(&mux, &page.replacen("mux send-keys", wait, 1));
    assert!(out.contains("echo pasted"), "{out}");
    assert!(out.contains("\n3\n"), "the exit status of make: {out}");
    assert!(out.contains("\"session_name\":\"job\""), "{out}");
    assert!(until(|| mux.processes().is_empty()));
}

#[test]
fn the_lines_of_the_page_on_configuration_are_read_without_a_mistake() {
    let mux = Mux::new();
    mux.detached("work", "sleep 1000");
    for block in blocks("docs/configuration.md", "tmux") {
        let file = mux.write("home/lines.conf", &block);
        let read = mux.run(&["source-file", file.to_str().unwrap()]);
        assert_eq!(
            (read.status, read.stdout.as_str(), read.stderr.as_str()),
            (0, "", ""),
            "{block}"
        );
    }
    assert_eq!(mux.ok(&["show", "-gv", "prefix"]), "C-a");
    mux.ok(&["set", "-g", "base-index", "0"]);
    for index in ["1", "2", "3"] {
        let target = format!("work:{index}");
        mux.ok(&["new-window", "-d", "-t", &target, "sleep 1000"]);
    }
    mux.ok(&[
        "new-window",
        "-d",
        "-t",
        "work:9",
        "-n",
        "logs",
        "sleep 1000",
    ]);
    for block in blocks("docs/configuration.md", "sh") {
        shell(&mux, &block);
    }
}
