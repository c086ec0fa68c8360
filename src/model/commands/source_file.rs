//! `source-file`: run the commands in files.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::files;
use crate::model::state::command::{CommandContext, FileRequest, Flow, SourceRequest};
use std::collections::BTreeMap;

/// How deep `source-file` may nest.
const DEEPEST: u8 = 50;

/// Run the commands in files.
#[derive(clap::Args, Debug)]
pub struct SourceFile {
    /// Expand formats in the paths
    #[arg(short = 'F')]
    expand: bool,
    /// Check the syntax and run nothing
    #[arg(short = 'n')]
    check: bool,
    /// Do not report missing files
    #[arg(short = 'q')]
    quiet: bool,
    /// Print each command
    #[arg(short = 'v')]
    verbose: bool,
    /// Target pane for formats (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Paths or glob patterns of the files
    #[arg(value_name = "path", required = true)]
    paths: Vec<String>,
}

impl Command for SourceFile {
    const NAME: &'static str = "source-file";
    const ALIAS: &'static str = "source";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if cx.queue().depth >= DEEPEST {
            return Err(Error::user("too many nested files"));
        }
        let place = match &self.target {
            Some(target) => Some(cx.pane_target(Some(target))?),
            None => cx.here(),
        };
        let mut paths = Vec::new();
        let mut typed = BTreeMap::new();
        for path in &self.paths {
            let path = if self.expand {
                cx.expand(path, place)
            } else {
                path.clone()
            };
            let whole = cx.path(&path);
            paths.push(whole.clone());
            typed.insert(whole, path);
        }
        let request = FileRequest::Source(SourceRequest {
            run: cx.run,
            quiet: self.quiet,
            check: self.check,
            verbose: self.verbose,
            typed,
        });
        files::request_files(cx.world, paths, request);
        Ok(Flow::Wait)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    const BAD: &str = "set -g @a 1\nno-such x\nset -g base-index x\nset -g @b 'open\nset -g @c 2\n";

    fn fixture() -> TestWorld {
        let mut fixture = TestWorld::new();
        let files = [
            ("/etc/good", "set -g @a 1\n%if 1\nset -g @b 2\n%endif\n"),
            ("/home/me/near", "set -g @near yes"),
            (
                "/etc/bad",
                "set -g @a 1\nno-such x\nset -g base-index x\nset -g @c 2\n",
            ),
            ("/etc/loop", "source-file /etc/loop"),
            ("/etc/odd", BAD),
        ];
        for (path, text) in files {
            fixture.files.insert(path.into(), text.into());
        }
        fixture.ok("new-session -d -s t -c /home/me");
        fixture
    }

    #[test]
    fn files_run_in_place() {
        for (line, printed) in [
            ("source /etc/good ; display -p '#{@a}#{@b}'", "12\n"),
            ("source -F '/etc/#{l:good}' ; display -p '#{@b}'", "2\n"),
            ("source near ; display -p '#{@near}'", "yes\n"),
            ("source -q /etc/none ; display -p on", "on\n"),
            ("source -n /etc/good ; display -p '#{@a}.'", ".\n"),
            (
                "source -nv /etc/good",
                "/etc/good:1: set -g @a 1\n/etc/good:3: set -g @b 2\n",
            ),
        ] {
            assert_eq!(fixture().ok(line), printed, "{line}");
        }
    }

    #[test]
    fn mistakes_name_file_and_line_and_the_rest_applies() {
        let wrong = "/etc/bad:2: unknown command: no-such\n/etc/bad:3: value is invalid: x";
        for (line, message, set) in [
            ("source /etc/bad", wrong, "2"),
            (
                "source -n /etc/bad",
                "/etc/bad:2: unknown command: no-such",
                "",
            ),
            ("source /none", "/none: No such file or directory", ""),
            ("source /etc/loop", "/etc/loop:1: too many nested files", ""),
        ] {
            let mut fixture = fixture();
            assert_eq!(fixture.fails(line), message, "{line}");
            assert_eq!(fixture.format("#{@c}"), set, "{line}");
        }
        let mut fixture = fixture();
        assert!(fixture.fails("source /etc/odd").contains("/etc/odd:"));
        assert_eq!(fixture.format("#{@a}"), "1");
    }

    #[test]
    fn mistakes_of_the_config_are_shown_to_the_first_client() {
        let mut fixture = fixture();
        fixture.apply(Input::Start {
            config: vec!["/etc/bad".into()],
            explicit: true,
        });
        assert_eq!(fixture.format("#{@c}"), "2");
        fixture.attach();
        assert_eq!(fixture.format("#{pane_mode}"), "view-mode");
    }

    #[test]
    fn mistakes_are_shown_in_the_client_that_sourced() {
        let mut fixture = fixture();
        let client = fixture.attach();
        fixture.ok("bind T source-file /etc/bad");
        fixture.keys(client, &["C-b", "T"]);
        assert_eq!(fixture.format("#{pane_mode}"), "view-mode");
        assert_eq!(fixture.format("#{@c}"), "2");
    }
}
