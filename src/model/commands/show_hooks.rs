//! `show-hooks`: show hooks and their commands.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::show_options::ShowOptions;
use crate::model::state::command::{CommandContext, Flow};

/// Show hooks and their commands.
#[derive(clap::Args, Debug)]
pub struct ShowHooks {
    /// Show global hooks
    #[arg(short = 'g')]
    global: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Show hooks of the pane
    #[arg(short = 'p')]
    pane: bool,
    /// Show hooks of the window
    #[arg(short = 'w')]
    window: bool,
    /// Output format, with option_name and option_value
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Target session, window or pane (default: the current one)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Show only this hook
    #[arg(value_name = "hook")]
    name: Option<String>,
}

impl Command for ShowHooks {
    const NAME: &'static str = "show-hooks";
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let options = ShowOptions {
            global: self.global,
            json: self.json,
            pane: self.pane,
            window: self.window,
            target: self.target,
            format: self.format,
            escaped: !cx.world.seen_as_tmux(cx.client_id()),
            name: self.name,
            ..ShowOptions::default()
        };
        options.apply(cx, true)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn options_and_hooks_are_listed_in_a_format() {
        let mut fixture = TestWorld::new();
        fixture.ok("set-hook -g pane-bell 'display a' ; set-hook -ga pane-bell 'display b'");
        assert_eq!(
            fixture.ok("show-hooks -gw -F '#{option_name}=#{option_value}' pane-bell"),
            "pane-bell[0]=display-message a\npane-bell[1]=display-message b\n"
        );
        let format = "-F '#{option_name}=#{option_value},#{option_is_array}'";
        assert_eq!(
            fixture.ok(&format!("show -g {format} mouse")),
            "mouse=on,0\n"
        );
        fixture.ok("set @x 'a b'");
        let own = fixture.ok(&format!("show {format}"));
        assert_eq!(own, "@x=a b,0\ndefault-size=80x24,0\n");
    }
}
