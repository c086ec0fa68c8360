//! `choose-key`: browse the key bindings and run one.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::modes::tree_mode::{key_rows, lifecycle};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::tree_mode::{TreeItem, TreeKind, TreeMode};

/// Browse the key bindings by topic, and run one.
#[derive(clap::Args, Debug)]
pub struct ChooseKey {
    /// Do not show a description below the list
    #[arg(short = 'N')]
    plain: bool,
    /// Zoom the pane while the list is open
    #[arg(short = 'Z')]
    zoom: bool,
    /// Show only keys whose name, description or commands contain this text
    #[arg(short = 'f', value_name = "text")]
    text: Option<String>,
    /// Pane that shows the list (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for ChooseKey {
    const NAME: &'static str = "choose-key";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let list = TreeMode {
            kind: TreeKind::Keys,
            order: TreeKind::Keys.orders()[0].to_owned(),
            preview: !self.plain,
            filter: self.text.filter(|text| !text.is_empty()),
            open: key_rows::groups().collect(),
            at: Some(TreeItem::KeyGroup(0)),
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

    fn listed(fixture: &TestWorld, pane: u32) -> String {
        let view = mode_dispatch::rows(&fixture.world, PaneId(pane), &fixture.panes);
        let lines = view.map(|(_, lines)| lines).unwrap_or_default();
        lines
            .iter()
            .map(|l| l.text().trim_end().to_owned() + "\n")
            .collect()
    }

    fn open() -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(client, &["C-b", "?"]);
        (fixture, client)
    }

    #[test]
    fn keys_are_listed_by_topic_with_common_ones_first() {
        let (fixture, _) = open();
        let text = listed(&fixture, 0);
        let mut rows = text.lines();
        assert_eq!(rows.next(), Some("- Panes"));
        let first = rows.next().unwrap_or_default();
        assert!(
            first.contains("%") && first.contains("left and right"),
            "{first}"
        );
        assert!(
            text.contains("q close") && text.contains("/ search"),
            "{text}"
        );
        assert!(text.contains("Press Ctrl-b, release it"), "{text}");
    }

    #[test]
    fn typing_a_text_narrows_the_list_and_enter_runs_the_row() {
        let (mut fixture, client) = open();
        fixture.keys(client, &["/", "n", "e", "w", "Space", "w", "i", "n"]);
        let text = listed(&fixture, 0);
        assert!(
            text.contains("Open a new window") && !text.contains("left and right"),
            "{text}"
        );
        fixture.keys(client, &["Enter", "Enter"]);
        assert_eq!(fixture.format("#{session_windows} #{pane_in_mode}"), "2 0");
    }

    #[test]
    fn a_search_without_a_match_says_so_and_escape_ends_it() {
        let (mut fixture, client) = open();
        fixture.keys(client, &["/", "z", "q", "x", "Enter"]);
        assert!(listed(&fixture, 0).contains("no key matches zqx"));
        fixture.keys(client, &["Escape"]);
        assert!(!listed(&fixture, 0).contains("zqx"));
        assert_eq!(fixture.format("#{pane_mode}"), "key-mode");
        fixture.keys(client, &["q"]);
        assert_eq!(fixture.format("#{pane_mode}"), "");
    }

    #[test]
    fn keys_that_the_user_bound_have_a_group_of_their_own() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("bind -N 'Mine alone' % kill-server ; bind -n F5 new-window");
        fixture.keys(client, &["C-b", "?"]);
        fixture.keys(client, &["G"]);
        let text = listed(&fixture, 0);
        let own = text.find("Your own keys").unwrap();
        assert!(
            text[own..].contains("Mine alone") && text[own..].contains("F5"),
            "{text}"
        );
        fixture.keys(client, &["/", "F", "5", "Enter", "Enter"]);
        assert_eq!(fixture.format("#{session_windows}"), "2");
    }

    #[test]
    fn as_tmux_the_keys_are_printed() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        if let Some(known) = fixture.world.clients.get_mut(&client) {
            known.caller.as_tmux = true;
        }
        fixture.keys(client, &["C-b", "?"]);
        assert_eq!(fixture.format("#{pane_mode}"), "view-mode");
        assert!(listed(&fixture, 0).contains("C-b Space"));
    }
}
