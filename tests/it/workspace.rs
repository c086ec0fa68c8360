//! Workspaces: sessions are loaded from files and saved to files.

use crate::harness::terminal::{Exit, Terminal};
use crate::harness::{Mux, SIZE, until};

const FILE: &str = r#"
directory = "~/src"
[[windows]]
name = "edit"
columns = [
  { size = "60%", command = "echo one$((1+1)) > typed" },
  { rows = [{ size = 5 }, { directory = "deep", active = true, program = ["sleep", "1000"] }] },
]
[[windows]]
command = "sleep 2000"
"#;

const PANES: [&str; 6] = [
    "list-panes",
    "-s",
    "-t",
    "work",
    "-F",
    "#{window_index}.#{pane_index} #{pane_width}x#{pane_height} #{pane_current_path} #{pane_current_command}",
];

fn home_with(mux: &Mux) {
    std::fs::create_dir_all(mux.home().join("src/deep")).unwrap();
    std::fs::create_dir_all(mux.dir().join("config/mux/workspaces")).unwrap();
    mux.write("config/mux/workspaces/work.toml", FILE);
}

#[test]
fn a_file_becomes_a_session_and_the_session_a_file() {
    let mux = Mux::new();
    home_with(&mux);
    mux.ok(&["workspace", "load", "-d", "work"]);
    let src = mux.home().join("src");
    let src = src.display().to_string();
    let wanted = format!(
        "0.0 48x24 {src} sh\n0.1 31x5 {src} sh\n0.2 31x18 {src}/deep sleep\n1.0 80x24 {src} sleep"
    );
    mux.wait_for(&PANES, |text| text == wanted);
    let typed = mux.home().join("src/typed");
    assert!(until(
        || std::fs::read_to_string(&typed).is_ok_and(|text| text == "one2\n")
    ));
    // A second load changes nothing.
    mux.ok(&["workspace", "load", "-d", "work"]);
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "work");
    mux.wait_for(&PANES, |text| text == wanted);
    // The saved file creates the same session.
    mux.ok(&["workspace", "save", "-t", "work", "copy"]);
    let text = mux.ok(&["workspace", "show", "copy"]);
    assert!(text.contains("directory = \"~/src\""), "{text}");
    mux.ok(&["kill-session", "-t", "work"]);
    let copy = std::fs::read_to_string(mux.dir().join("config/mux/workspaces/copy.toml")).unwrap();
    mux.write("config/mux/workspaces/work.toml", &copy);
    mux.ok(&["workspace", "load", "-d", "work"]);
    mux.wait_for(&PANES, |text| text == wanted);
}

#[test]
fn loading_in_a_terminal_attaches_once() {
    let mux = Mux::new();
    home_with(&mux);
    let first = mux.start(&["workspace", "load", "work"], SIZE);
    first.wait_for_text("0:edit");
    let second = mux.start(&["workspace", "load", "work"], SIZE);
    second.wait_for_text("0:edit");
    assert_eq!(
        mux.ok(&["list-sessions", "-F", "#S #{session_attached}"]),
        "work 2"
    );
}

#[test]
fn a_file_from_elsewhere_has_to_be_confirmed() {
    let mux = Mux::new();
    let ran = mux.dir().join("ran");
    let line = format!("[[windows]]\ncommand = \"touch {}\"\n", ran.display());
    let file = mux.write("home/dev.toml", &line);
    let told = mux.fails(&["workspace", "load", "-d", "./dev.toml"]);
    assert!(
        told.contains("touch ") && told.contains("--yes ./dev.toml"),
        "{told}"
    );
    mux.fails(&["has-session", "-t", "dev"]);
    // In a terminal it asks, and runs the commands that it showed even if the file has changed.
    for (answer, runs) in [("n", false), ("y", true)] {
        mux.write("home/dev.toml", &line);
        let command = mux.command(&["workspace", "load", "-d", "./dev.toml"]);
        let mut terminal = Terminal::spawn(command, SIZE);
        terminal.wait_for_text("Run these commands? (y/n)");
        mux.write("home/dev.toml", "[[windows]]\ncommand = \"rm x\"\n");
        terminal.keys(answer);
        assert_eq!(terminal.wait_exit(), Exit::Code(if runs { 0 } else { 2 }));
        assert_eq!(mux.run(&["has-session", "-t", "dev"]).status == 0, runs);
    }
    assert!(until(|| ran.exists()));
    mux.write("home/dev.toml", &line);
    mux.ok(&["kill-session", "-t", "dev"]);
    std::fs::remove_file(&ran).unwrap();
    mux.ok(&["workspace", "load", "-d", "--yes", file.to_str().unwrap()]);
    assert!(until(|| ran.exists()));
    let broken = mux.write("home/broken.toml", "[[windows]]\nrows = 3\n");
    let told = mux.fails(&["workspace", "load", "-d", broken.to_str().unwrap()]);
    assert!(told.contains("broken.toml:2:8: "), "{told}");
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "dev");
}
