//! `kill-window`: close windows and end their programs.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::close;
use crate::model::state::command::{CommandContext, Flow};

/// Close a window and end its programs (the last window ends its session).
#[derive(clap::Args, Debug)]
pub struct KillWindow {
    /// Close all windows of the session except the target
    #[arg(short = 'a')]
    all: bool,
    /// Only those for which this format is true
    #[arg(short = 'f', value_name = "filter")]
    filter: Option<String>,
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Command for KillWindow {
    const NAME: &'static str = "kill-window";
    const ALIAS: &'static str = "killw";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        let filter = self.filter.as_deref();
        if !self.all {
            if cx.fits(filter, place) {
                close::close_window(cx.world, place.window);
            }
            return Ok(Flow::Done);
        }
        let session = cx.session(place.session)?;
        let all: Vec<u32> = session.windows.keys().copied().collect();
        for index in all {
            let other = cx.world.location_at(place.session, index);
            let other = other.filter(|other| other.window != place.window);
            if let Some(other) = other.filter(|other| cx.fits(filter, *other)) {
                close::close_window(cx.world, other.window);
            }
        }
        Ok(Flow::Done)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn a_filter_selects_which_panes_windows_and_sessions_are_killed() {
        let mut fixture = TestWorld::new();
        fixture.ok("new-window -d -n log1 ; new-window -d -n log2 ; new-window -d -n keep");
        fixture.ok("new-session -d -s other ; new-session -d -s old1 ; new-session -d -s old2");
        fixture.ok("kill-window -a -t s:0 -f '#{m:log*,#{window_name}}'");
        assert_eq!(fixture.ok("list-windows -t s -F '#W'"), "w\nkeep\n");
        fixture.ok("kill-session -a -t s -f '#{m:old*,#{session_name}}'");
        assert_eq!(fixture.ok("list-sessions -F '#S'"), "other\ns\n");
        fixture.ok("split-window -d -t s:0 ; split-window -d -t s:0");
        fixture.ok("select-pane -t s:0.1 -T gone ; kill-pane -a -t s:0.0 -f '#{==:#T,gone}'");
        assert_eq!(fixture.ok("list-panes -t s:0 -F '#P'"), "0\n1\n");
        // Without -a the target itself must pass.
        fixture.ok("kill-window -t s:0 -f 0 ; kill-session -t other -f 0 ; kill-pane -t s:0 -f 0");
        assert_eq!(fixture.ok("list-panes -t s:0 -F '#P'"), "0\n1\n");
        assert_eq!(fixture.ok("list-sessions -F '#S'"), "other\ns\n");
    }
}
