//! `set-hook`: set, unset or run a hook.

use crate::base::{Error, Result};
use crate::lang::script::{from_args, print_script};
use crate::lang::tables::option_lookup::{Named, find};
use crate::model::command::def::Command;
use crate::model::commands::set_option::SetOption;
use crate::model::ops::control::monitor;
use crate::model::ops::hooks;
use crate::model::state::command::{CommandContext, Flow};

/// Set, unset or run a hook.
#[derive(clap::Args, Debug)]
pub struct SetHook {
    /// Append to the hook's commands
    #[arg(short = 'a')]
    append: bool,
    /// Monitor a format, given as name:what:format with what as for refresh-client -B: when its
    /// value changes, the event @name runs the command; -u removes the monitor
    #[arg(short = 'B')]
    monitor: bool,
    /// Fire the event of the user with this name (@name)
    #[arg(short = 'E')]
    event: bool,
    /// Set the global hook, for all sessions or windows
    #[arg(short = 'g')]
    global: bool,
    /// Set the hook of the pane
    #[arg(short = 'p')]
    pane: bool,
    /// Run the hook now
    #[arg(short = 'R')]
    run: bool,
    /// With -B: fire only when the value of the format becomes true
    #[arg(short = 'T')]
    only_true: bool,
    /// Unset the hook
    #[arg(short = 'u')]
    unset: bool,
    /// Set the hook of the window
    #[arg(short = 'w')]
    window: bool,
    /// Target session, window or pane (default: the current one)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Name of the hook
    #[arg(value_name = "hook", required = true)]
    name: String,
    /// Command to run, as one string or as separate words
    #[arg(value_name = "command")]
    command: Vec<String>,
}

impl Command for SetHook {
    const NAME: &'static str = "set-hook";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if self.event {
            return self.fire(cx);
        }
        if self.monitor {
            return self.watch(cx);
        }
        if self.run {
            let place = cx.pane_target(self.target.as_deref())?;
            let name = match find(&self.name)? {
                Named::Known(def, _) => def.name.to_owned(),
                Named::User(name) => name,
            };
            let client = cx.client_id();
            hooks::run_hook(cx.world, &name, client, Some(place));
            return Ok(Flow::Done);
        }
        // The form of `show-hooks`, which can thus be read back.
        let joined = self.command.len() > 1;
        let value = if joined {
            let words = &cx.words[cx.words.len().saturating_sub(self.command.len())..];
            Some(print_script(&from_args(words).into()))
        } else {
            self.command.first().cloned()
        };
        let option = SetOption {
            append: self.append,
            global: self.global,
            pane: self.pane,
            unset: self.unset,
            window: self.window,
            target: self.target,
            name: self.name,
            value,
            joined,
            ..SetOption::default()
        };
        option.apply(cx)
    }
}

impl SetHook {
    fn fire(&self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if !self.name.starts_with('@') {
            return Err(Error::user(format!("not a user event: {}", self.name)));
        }
        let place = cx.pane_target(self.target.as_deref())?;
        let client = cx.client_id();
        hooks::user_event(cx.world, &self.name, client, Some(place), vec![]);
        Ok(Flow::Done)
    }

    fn watch(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        if self.unset {
            let found = monitor::remove(cx.world, &self.name);
            let unknown = || Error::user(format!("unknown monitor: {}", self.name));
            return found.then_some(Flow::Done).ok_or_else(unknown);
        }
        if !monitor::add(cx.world, place.session, &self.name, self.only_true) {
            return Err(Error::user(format!("invalid monitor: {}", self.name)));
        }
        let Some(command) = self.command.into_iter().next() else {
            return Ok(Flow::Done);
        };
        let name = self.name.split(':').next().unwrap_or_default();
        let option = SetOption {
            global: true,
            name: monitor::event_name(name),
            value: Some(command),
            ..SetOption::default()
        };
        option.apply(cx)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn shown_hooks_can_be_read_back() {
        let mut fixture = TestWorld::new();
        for line in [
            "set-hook -g alert-bell 'display \"a b\" ; ls'",
            "set-hook -ga alert-bell 'if -F 1 { display \"y;z\" ; ls } { killp }'",
            "set-hook -g 'alert-bell[7]' 'run-shell \"echo \\$HOME #{x} ~\"'",
            "set-hook session-renamed 'neww ; splitw'",
            "set-hook -gw window-renamed 'ls ; lsw'",
            "set-hook -w window-layout-changed { lsp ; lsb }",
            "set-hook -p pane-focus-in \"ls -F '#{x}'\"",
        ] {
            fixture.ok(line);
        }
        for scope in ["-g", "", "-gw", "-w", "-p"] {
            let shown = fixture.ok(&format!("show-hooks {scope}"));
            let lines: Vec<&str> = shown.lines().filter(|line| line.contains(' ')).collect();
            assert!(!lines.is_empty(), "{scope}");
            let set = |line: &&str| format!("set-hook {scope} {line}\n");
            let text: String = lines.iter().map(set).collect();
            for line in &lines {
                let name = line.split(['[', ' ']).next().unwrap_or_default();
                fixture.ok(&format!("set-hook -u {scope} {name}"));
            }
            assert_ne!(fixture.ok(&format!("show-hooks {scope}")), shown, "{scope}");
            fixture.files.insert("/hooks".into(), text);
            let answer = fixture.run("source /hooks");
            assert_eq!((answer.out.as_str(), answer.err.as_str()), ("", ""));
            assert_eq!(fixture.ok(&format!("show-hooks {scope}")), shown);
        }
    }
}
