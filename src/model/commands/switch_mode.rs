//! `switch-mode`: switch to a window or session by typing a part of its name.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::choose_tree::TEMPLATE;
use crate::model::modes::tree_mode::lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::tree_mode::{TreeKind, TreeMode};

/// Switch to a window or session by typing a part of its name.
#[derive(clap::Args, Debug)]
pub struct SwitchMode {
    /// Do not show a preview below the list
    #[arg(short = 'N')]
    plain: bool,
    /// List sessions instead of windows
    #[arg(short = 's')]
    sessions: bool,
    /// Zoom the pane while the list is open
    #[arg(short = 'Z')]
    zoom: bool,
    /// Format of a row behind its name (default: the name of the window)
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Text that counts as typed
    #[arg(short = 'f', value_name = "text")]
    text: Option<String>,
    /// Pane that shows the list (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Command to run, with %% replaced by the chosen target (default: switch to it)
    #[arg(value_name = "template")]
    template: Option<String>,
}

impl Command for SwitchMode {
    const NAME: &'static str = "switch-mode";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let list = TreeMode {
            kind: TreeKind::Switch,
            order: TreeKind::Switch.orders()[usize::from(self.sessions)].to_owned(),
            preview: !self.plain,
            format: self.format,
            filter: self.text.filter(|text| !text.is_empty()),
            template: self.template.unwrap_or_else(|| TEMPLATE.to_owned()),
            ..TreeMode::default()
        };
        lifecycle::enter(cx.world, place, list, self.zoom, cx.access);
        Ok(Flow::Done)
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, PaneId};
    use crate::model::modes::mode_dispatch;
    use crate::model::testing::TestWorld;

    fn names(fixture: &TestWorld) -> Vec<String> {
        let view = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes);
        let lines = view.map(|(_, lines)| lines).unwrap_or_default();
        let names = lines.iter().map(|line| line.text());
        let names = names.take_while(|text| !text.starts_with(['┌']));
        let names = names.map(|text| text.trim().to_owned());
        names.filter(|text| !text.is_empty()).collect()
    }

    fn open(key: &str) -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        fixture.ok("new-window -d -n server-log ; new-window -d -n editor");
        let client = fixture.attach();
        fixture.ok("new-session -d -s work -n notes");
        fixture.keys(client, &["C-b", key]);
        (fixture, client)
    }

    #[test]
    fn typing_narrows_the_list_and_enter_switches() {
        let (mut fixture, client) = open("Tab");
        assert_eq!(fixture.format("#{pane_mode}"), "switch-mode");
        assert_eq!(names(&fixture).len(), 4);
        assert_eq!(names(&fixture).last().map(String::as_str), Some("s:0: w"));
        fixture.keys(client, &["s", "l", "o", "g"]);
        assert_eq!(names(&fixture), ["s:1: server-log"]);
        fixture.keys(client, &["z"]);
        assert_eq!(names(&fixture), ["no window matches slogz"]);
        fixture.keys(client, &["BSpace", "Enter"]);
        assert_eq!(
            fixture.format("#{window_name} #{pane_in_mode}"),
            "server-log 0"
        );
    }

    #[test]
    fn sessions_have_a_list_of_their_own_and_escape_changes_nothing() {
        let (mut fixture, client) = open("BTab");
        assert_eq!(names(&fixture), ["work: 1 window", "s: 3 windows"]);
        fixture.keys(client, &["Escape"]);
        assert_eq!(fixture.format("#{session_name} #{pane_in_mode}"), "s 0");
        fixture.keys(client, &["C-b", "BTab", "w", "k", "Enter"]);
        assert_eq!(
            fixture.format("#{session_name}:#{window_name}"),
            "work:notes"
        );
    }

    #[test]
    fn the_keys_belong_to_mux_and_to_tmux_3_8() {
        use crate::model::state::host_info::HostInfo;
        use crate::model::state::world::World;
        let mut fixture = TestWorld::new();
        let host = HostInfo {
            as_tmux: true,
            version: "3.7c".into(),
            ..TestWorld::host()
        };
        fixture.world = World::new(host, crate::model::commands::COMMANDS);
        fixture.ok("new -d");
        let bound = "list-keys -T prefix Tab";
        assert_eq!(fixture.format("#{version}"), "3.7c");
        fixture.fails(bound);
        fixture.ok("set -g compatibility 3.8");
        assert_eq!(fixture.format("#{version}"), "3.8");
        assert!(fixture.ok(bound).contains("switch-mode"));
        fixture.ok("set -g compatibility 3.7");
        fixture.fails(bound);
    }
}
