//! Parsers of configuration files, formats, styles and layouts.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mux::base::{PaneId, Style};
use mux::lang::config::parse;
use mux::lang::parse_env::EmptyEnv;
use mux::lang::{script, styled_text};
use mux::layout::Tree;

fuzz_target!(|text: &str| {
    let (script, _) = parse(text, Some("fuzz.conf"), &mut EmptyEnv);
    for command in script.sequences.iter().flat_map(|s| &s.commands) {
        let printed = script::print(command);
        let (again, errors) = parse(&printed, None, &mut EmptyEnv);
        assert!(errors.is_empty(), "{printed:?}: {errors:?}");
        let commands: Vec<_> = again.sequences.iter().flat_map(|s| &s.commands).collect();
        assert_eq!(commands.len(), 1, "{printed:?}");
        assert_eq!(script::print(commands[0]), printed);
    }
    styled_text::draw(text, 80, Style::DEFAULT);
    let panes: Vec<PaneId> = (0..4).map(PaneId).collect();
    if let Ok(tree) = Tree::parse(text, &panes) {
        assert_eq!(tree.panes().len(), panes.len());
    }
});
