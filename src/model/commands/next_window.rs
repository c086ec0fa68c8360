//! `next-window`: select the next window of a session.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::session_lifecycle;
use crate::model::state::command::{CommandContext, Flow};

/// Select the next window by index.
#[derive(clap::Args, Debug)]
pub struct NextWindow {
    /// Select the next window with an alert
    #[arg(short = 'a')]
    alert: bool,
    /// Target session (default: the current session)
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
}

impl Command for NextWindow {
    const NAME: &'static str = "next-window";
    const ALIAS: &'static str = "next";
    const READ_ONLY_OK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.session_target(self.target.as_deref())?;
        let session = cx.session(place.session)?;
        let index = crate::model::commands::select_window::step(session, 1, self.alert);
        let index = index.ok_or_else(|| Error::user("no next window"))?;
        session.select(index);
        session_lifecycle::session_changed(cx.world, place.session);
        Ok(Flow::Done)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn a_session_of_one_window_has_no_next_one() {
        let mut fixture = TestWorld::new();
        for (line, error) in [
            ("next-window", "no next window"),
            ("next-window -a", "no next window"),
            ("previous-window", "no previous window"),
            ("select-window -n", "no next window"),
            ("select-window -p", "no previous window"),
            ("last-window", "no last window"),
        ] {
            assert_eq!(fixture.fails(line), error, "{line}");
        }
        fixture.ok("new-window");
        fixture.ok("next-window");
        fixture.ok("previous-window");
    }

    #[test]
    fn a_message_for_a_client_that_is_gone_goes_on_without_one() {
        let mut fixture = TestWorld::new();
        let printed = fixture.ok("display-message -c /dev/pts/999 -p seen");
        assert_eq!(printed, "seen\n");
        fixture.ok("display-message -c nobody unseen");
    }
}
