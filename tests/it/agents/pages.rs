//! The examples of pages: the page for agents (`mux skill`), and the recipes of docs/automation.md.
//! Each block of shell commands runs as it stands there.

use crate::harness::{Mux, Output, finish};
use mux::model::state::automation::event_log::KINDS;
use std::path::Path;

/// The blocks of shell commands in a page, each with the block of expected output that follows it.
fn blocks(page: &str) -> Vec<(String, Option<String>)> {
    let mut blocks: Vec<(String, Option<String>)> = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else {
            continue;
        };
        let inside = lines.by_ref().take_while(|line| *line != "```");
        let text: String = inside.flat_map(|line| [line, "\n"]).collect();
        match (kind, blocks.last_mut()) {
            ("sh", _) => blocks.push((text, None)),
            ("text", Some(last)) => last.1 = Some(text),
            _ => {}
        }
    }
    blocks
}

/// Runs a script in a directory with a session and a `mux` in its `PATH`.
fn run(mux: &Mux, script: &str) -> Output {
    let bin = mux.dir().join("bin");
    drop(std::fs::create_dir(&bin));
    drop(std::os::unix::fs::symlink(
        env!("CARGO_BIN_EXE_mux"),
        bin.join("mux"),
    ));
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = mux.program("/bin/sh", &["-eu", "-c", script]);
    command.env("PATH", format!("{}:{path}", bin.display()));
    finish(command, "")
}

#[test]
fn every_example_of_the_page_for_agents_runs() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    let page = mux.ok(&["skill"]);
    let examples: String = blocks(&page)
        .into_iter()
        .map(|(script, _)| script)
        .collect();
    assert!(examples.lines().count() > 10, "{examples}");
    assert!(examples.contains("mux submit "), "{examples}");
    let output = run(&mux, &examples);
    assert_eq!(output.status, 0, "{output:?}\n{examples}");
    assert_eq!(output.stderr, "");
    assert!(
        output.stdout.contains("\"event\":\"snapshot\""),
        "{}",
        output.stdout
    );
}

#[test]
fn the_page_for_agents_is_installed_where_an_agent_finds_it() {
    let mux = Mux::new();
    let told = mux.ok(&["skill", "--install", "claude"]);
    let file = mux.home().join(".claude/skills/mux/SKILL.md");
    assert_eq!(told, format!("wrote {}", file.display()));
    let page = std::fs::read_to_string(&file).unwrap();
    assert_eq!(page.trim_end(), mux.ok(&["skill"]));
    // A file that is there is replaced by the page of this version.
    std::fs::write(&file, "old").unwrap();
    mux.ok(&["skill", "--install", "claude"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), page);
    assert_eq!(
        mux.fails(&["skill", "--install", "nobody"]),
        "skill: unknown agent: nobody (use claude, codex, gemini or opencode)"
    );
}

fn automation() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/automation.md");
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn every_recipe_runs_and_prints_what_the_page_says() {
    let page = automation();
    let (_, recipes) = page.split_once("\n## Recipes\n").unwrap();
    for recipe in recipes.split("\n### ").skip(1) {
        let title = recipe.lines().next().unwrap();
        let mux = Mux::new();
        for (script, wanted) in blocks(recipe) {
            assert!(!script.contains("sleep"), "{title} sleeps");
            let output = run(&mux, &script);
            assert_eq!(output.status, 0, "{title}: {output:?}");
            assert_eq!(
                output.stdout,
                wanted.unwrap_or_default(),
                "{title}: {output:?}"
            );
        }
        mux.run(&["kill-server"]);
    }
}

#[test]
fn the_page_lists_every_kind_of_event() {
    let page = automation();
    for (name, members, about) in KINDS {
        let members: Vec<String> = members.split(' ').map(|name| format!("`{name}`")).collect();
        let members = members.join(", ").replace("``", "");
        let row = format!("| `{name}` | {members} | {about} |");
        assert!(page.contains(&row), "{row}");
    }
}
