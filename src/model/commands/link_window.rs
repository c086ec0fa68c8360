//! `link-window`: link a window to a second session, or a second index.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::commands::move_window::Spot;
use crate::model::ops::lifecycle::session_lifecycle;
use crate::model::ops::{change_hooks, group};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::session::Winlink;

/// Link a window to another session, so that both share it.
#[derive(clap::Args, Debug)]
pub struct LinkWindow {
    /// Insert after the target window
    #[arg(short = 'a')]
    after: bool,
    /// Insert before the target window
    #[arg(short = 'b')]
    before: bool,
    /// Do not select the window
    #[arg(short = 'd')]
    stay: bool,
    /// Replace the window at the target index
    #[arg(short = 'k')]
    kill: bool,
    /// Window to link (default: the current window)
    #[arg(short = 's', value_name = "src-window")]
    source: Option<String>,
    /// Session and index of the link (default: the next free index)
    #[arg(short = 't', value_name = "dst-window")]
    target: Option<String>,
}

impl Command for LinkWindow {
    const NAME: &'static str = "link-window";
    const ALIAS: &'static str = "linkw";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let source = cx.window_target(self.source.as_deref())?;
        let (session, index) = cx.index_target(self.target.as_deref())?;
        group::check_not_grouped(cx.world, source, session, "sessions are grouped")?;
        let links = &cx.session(session)?.windows;
        let there = index
            .filter(|_| !self.after && !self.before)
            .and_then(|i| links.get_key_value(&i));
        if let Some((index, _)) = there.filter(|(_, link)| link.window == source.window) {
            return Err(Error::user(format!("same index: {index}")));
        }
        let spot = Spot {
            after: self.after,
            before: self.before,
            kill: self.kill,
        };
        let index = spot.open(cx, session, index, |i| format!("index in use: {i}"))?;
        let known = cx.session(session)?;
        known.windows.insert(index, Winlink::new(source.window));
        if !self.stay {
            known.select(index);
        }
        change_hooks::link_made(cx.world, session, source.window);
        session_lifecycle::session_changed(cx.world, session);
        Ok(Flow::Done)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    const LIST: &str = "lsw -aF '#{session_name}:#{window_index}#{window_flags}#{window_id}'";

    #[test]
    fn windows_are_linked_and_unlinked() {
        for (line, listed) in [
            ("linkw -s s:0 -t t:", "s:0*@0 t:0-@1 t:1*@0"),
            ("linkw -ds s:0 -t t:5", "s:0*@0 t:0*@1 t:5@0"),
            ("linkw -ks s:0 -t t:0", "s:0*@0 t:0*@0"),
            ("linkw -bs s:0 -t t:0", "s:0*@0 t:0*@0 t:1-@1"),
            ("linkw -s s:0 -t t:5 ; unlinkw -t t:5", "s:0*@0 t:0*@1"),
            ("linkw -s s:0 -t s:5 ; unlinkw -t s:0", "s:5*@0 t:0*@1"),
            ("neww -dt t: ; unlinkw -kt t:0", "s:0*@0 t:1*@2"),
            ("linkw -s s:0 -t t:5 ; kill-window -t t:5", "t:0*@1"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok("new-session -d -s t -x 80 -y 24");
            fixture.ok(line);
            let got = fixture.ok(LIST);
            assert_eq!(got.lines().collect::<Vec<_>>().join(" "), listed, "{line}");
        }
    }

    #[test]
    fn mistakes_change_nothing() {
        for (line, message) in [
            ("linkw -s s:0 -t s:0", "same index: 0"),
            ("linkw -s s:0 -t t:0", "index in use: 0"),
            ("linkw -s none: -t t:0", "can't find session: none"),
            ("unlinkw -t t:0", "window only linked to one session"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok("new-session -d -s t -x 80 -y 24");
            let before = fixture.ok(LIST);
            assert_eq!(fixture.fails(line), message, "{line}");
            assert_eq!(fixture.ok(LIST), before, "{line}");
        }
    }
}
