//! `source-file`: run the commands in files.

use crate::base::sorted::SortedMap;
use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::files;
use crate::model::state::command::{CommandContext, FileRequest, Flow, SourceRequest};

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
        let mut typed = SortedMap::new();
        for path in &self.paths {
            let path = if self.expand {
                cx.expand(path, place)
            } else {
                path.clone()
            };
            if path == "-" && !cx.has_streams() {
                cx.report_no_stream();
                continue;
            }
            let whole = cx.path(&path);
            paths.push(whole.clone());
            typed.insert(whole, path);
        }
        if paths.is_empty() {
            return Ok(Flow::Done);
        }
        // Standard input comes from the client, the files from the disk.
        let from_client = paths.len() > 1 && paths.iter().any(|path| path == "-");
        let (paths, after_stdin) = match from_client {
            true => (vec!["-".to_owned()], paths),
            false => (paths, Vec::new()),
        };
        let request = FileRequest::Source(SourceRequest {
            run: cx.run,
            quiet: self.quiet,
            check: self.check,
            verbose: self.verbose,
            typed,
            after_stdin,
            stdin: None,
        });
        files::request_files(cx.world, paths, request);
        Ok(Flow::Wait)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

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
                "/etc/good:1: set-option -g @a 1\n/etc/good:3: set-option -g @b 2\n",
            ),
        ] {
            assert_eq!(fixture().ok(line), printed, "{line}");
        }
    }

    /// The standard output, the standard error and the status of a command line.
    fn told(fixture: &mut TestWorld, line: &str) -> (String, String, Option<u8>) {
        let answer = fixture.run(line);
        (answer.out, answer.err, answer.status)
    }

    #[test]
    fn a_file_with_a_mistake_runs_nothing_and_the_mistake_is_output() {
        for (text, mistake) in [
            ("no-such x\n", "2: unknown command: no-such"),
            ("killp -q\n", "2: command kill-pane: unknown flag -q"),
            (
                "renamew\n",
                "2: command rename-window: too few arguments (need at least 1)",
            ),
            ("if -F 1 {\n  bogus\n}\n", "3: unknown command: bogus"),
            ("bind x {\n  killp\n", "4: syntax error"),
            ("%if 1\nset -g @c 1\n", "4: syntax error"),
            ("}\n", "2: syntax error"),
            ("%foo\n", "2: syntax error"),
            // Mistakes of the grammar come first, as in tmux.
            ("bogus\n%foo\n", "3: syntax error"),
        ] {
            for (line, last) in [("source /etc/new", "9"), ("source -n /etc/new", "")] {
                let mut fixture = fixture();
                let text = format!("set -g @a 1\n{text}");
                fixture.files.insert("/etc/new".into(), text);
                let more = format!("{line} /etc/last");
                fixture
                    .files
                    .insert("/etc/last".into(), "set -g @z 9".into());
                let told = told(&mut fixture, &more);
                let wanted = format!("/etc/new:{mistake}\n");
                assert_eq!(told, (wanted, String::new(), Some(1)), "{line}");
                assert_eq!(fixture.format("#{@a}"), "");
                // The next file is not concerned.
                assert_eq!(fixture.format("#{@z}"), last);
            }
        }
    }

    #[test]
    fn an_error_while_a_file_runs_stands_alone_and_the_other_lines_run() {
        for (line, error) in [
            ("source /etc/value", "value is invalid: x\n"),
            ("source /none", "No such file or directory: /none\n"),
            ("source none", "No such file or directory: none\n"),
            ("source /etc/loop", "too many nested files\n"),
        ] {
            let mut fixture = fixture();
            let text = "set -g @a 1\nset -g base-index x\nset -g @c 2\n";
            fixture.files.insert("/etc/value".into(), text.into());
            let told = told(&mut fixture, line);
            assert_eq!(told, (String::new(), error.to_owned(), Some(1)), "{line}");
            let wanted = if line.ends_with("value") { "12" } else { "" };
            assert_eq!(fixture.format("#{@a}#{@c}"), wanted, "{line}");
        }
    }

    #[test]
    fn verbose_prints_commands_as_they_are_understood() {
        let mut fixture = fixture();
        let text = "set -g @k { killp -a }\nbind -T t x {\n  neww -- a\n  splitw ; renamew b\n}\n";
        fixture.files.insert("/etc/new".into(), text.into());
        let printed = "/etc/new:1: kill-pane -a\n\
                       /etc/new:1: set-option -g @k { kill-pane -a }\n\
                       /etc/new:3: new-window a\n\
                       /etc/new:4: split-window ; rename-window b\n\
                       /etc/new:4: bind-key -T t x { new-window a ;; split-window ; rename-window b }\n";
        assert_eq!(fixture.ok("source -v /etc/new"), printed);
        assert_eq!(fixture.ok("show -gv @k"), "kill-pane -a\n");
        assert_eq!(
            fixture.ok("list-keys -T t"),
            "bind-key -T t x new-window a \\;\\; split-window \\; rename-window b\n"
        );
    }

    #[test]
    fn files_for_tmux_take_the_half_for_a_modern_tmux() {
        for (path, half) in [
            ("/home/me/.tmux.conf", "new"),
            ("/etc/tmux.conf", "new"),
            ("/home/me/.tmux/plugins/x/y.conf", "new"),
            ("/home/me/.config/mux/mux.conf", "old"),
        ] {
            let mut fixture = fixture();
            let text = "%if #{>=:#{version},3.2}\nset -g @v new\n%else\nset -g @v old\n%endif\n\
                        if -F '#{>=:#{version},3.2}' { set -g @w new } { set -g @w old }\n";
            fixture.files.insert(path.into(), text.into());
            fixture.ok(&format!("source {path}"));
            assert_eq!(fixture.format("#{@v}#{@w}"), half.repeat(2), "{path}");
            assert_eq!(fixture.format("#{version}"), "0");
        }
    }

    #[test]
    fn a_program_that_the_config_runs_and_that_is_missing_is_one_line() {
        let mut fixture = fixture();
        fixture.jobs.insert("~/tpm -x".into(), (String::new(), 127));
        fixture
            .files
            .insert("/c".into(), "\nrun '~/tpm -x'\n".into());
        fixture.apply(Input::Start {
            config: vec!["/c".into()],
            explicit: false,
        });
        let client = fixture.attach();
        assert_eq!(fixture.format("#{pane_mode}"), "");
        let text = format!("{:?}", fixture.scene(client));
        assert!(text.contains("/c:2: ~/tpm: not found"), "{text}");
    }

    #[test]
    fn words_of_the_config_that_are_not_supported_are_one_line() {
        let mut fixture = fixture();
        let text = "bind -T t p capturep -R\nbind -T t q { capture-pane -pR }\nset -g @c 2\n";
        fixture
            .files
            .insert("/home/me/.tmux.conf".into(), text.into());
        fixture.apply(Input::Start {
            config: vec!["/home/me/.tmux.conf".into()],
            explicit: false,
        });
        let client = fixture.attach();
        assert_eq!(fixture.format("#{pane_mode}#{@c}"), "2");
        let text = format!("{:?}", fixture.scene(client));
        let line = "2 lines of ~/.tmux.conf are not supported yet: press C-b ~ to read them";
        assert!(text.contains(line), "{text}");
        let log = fixture.ok("show-messages");
        for message in [
            "1: capture-pane -R is not supported yet",
            "2: capture-pane -R is not supported yet",
        ] {
            assert!(
                log.contains(&format!("/home/me/.tmux.conf:{message}")),
                "{log}"
            );
        }
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
        assert_eq!(fixture.format("#{@c}"), "");
    }
}
