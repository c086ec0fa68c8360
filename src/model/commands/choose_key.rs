//! `choose-key`: browse the key bindings and run one.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::overlays::list::{key_list, open};
use crate::model::state::command::{CommandContext, Flow};

/// List the bindings of all key tables, and run one.
#[derive(clap::Args, Debug)]
pub struct ChooseKey {
    /// Show only keys whose name, description or commands match this text
    #[arg(short = 'f', value_name = "text")]
    text: Option<String>,
    /// Client that shows the list (default: the current client)
    #[arg(short = 'c', value_name = "target-client")]
    client: Option<String>,
    /// Default target of the command (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for ChooseKey {
    const NAME: &'static str = "choose-key";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let id = cx.drawing_client(self.client.as_deref())?;
        let as_tmux = cx.world.seen_as_tmux(Some(id));
        let mut list = key_list::list(cx.world, as_tmux);
        list.place = Some(place);
        list.set_typed(self.text.as_deref().unwrap_or_default());
        open::open(cx.world, id, list);
        Ok(Flow::Done)
    }
}

#[cfg(test)]
mod tests {
    use crate::base::ClientId;
    use crate::model::modes::mode_dispatch;
    use crate::model::state::overlay::list::{List, ListLine};
    use crate::model::testing::TestWorld;

    fn open() -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(client, &["C-b", "?"]);
        (fixture, client)
    }

    fn list(fixture: &TestWorld, client: ClientId) -> Option<&List> {
        fixture.world.clients[&client].overlays.get()
    }

    /// The shown rows, a line each.
    fn rows(fixture: &TestWorld, client: ClientId) -> String {
        let list = list(fixture, client).unwrap();
        let rows = list.shown().map(|row| row.columns.join("  ") + "\n");
        rows.collect()
    }

    #[test]
    fn keys_are_listed_by_topic_with_common_ones_first() {
        let (fixture, client) = open();
        let list = list(&fixture, client).unwrap();
        assert_eq!(list.lines()[..2], [ListLine::Title(0), ListLine::Row(0)]);
        assert_eq!(list.sections[0].title, "Panes");
        let first = list.shown_row(0).unwrap().columns.join("  ");
        assert_eq!(first, "Ctrl-b %  Split the pane into left and right");
        // Every binding of every table is there once.
        let tables = fixture.world.keys.0.values();
        let count: usize = tables.map(crate::base::sorted::SortedMap::len).sum();
        assert_eq!(list.rows().len(), count);
    }

    #[test]
    fn typing_narrows_the_list_and_enter_runs_the_row() {
        let (mut fixture, client) = open();
        fixture.type_text(client, "new window");
        let text = rows(&fixture, client);
        assert!(text.starts_with("Ctrl-b c  Open a new window"), "{text}");
        assert!(!text.contains("left and right"), "{text}");
        fixture.keys(client, &["C-u"]);
        fixture.type_text(client, "resize");
        assert!(rows(&fixture, client).starts_with("Ctrl-b Ctrl-Left"));
        fixture.keys(client, &["C-u"]);
        fixture.type_text(client, "new window");
        fixture.keys(client, &["Enter"]);
        assert_eq!(fixture.format("#{session_windows}"), "2");
        assert!(list(&fixture, client).is_none());
    }

    #[test]
    fn a_text_without_a_match_leaves_no_row_and_escape_closes() {
        let (mut fixture, client) = open();
        fixture.type_text(client, "zqx");
        assert_eq!(rows(&fixture, client), "");
        fixture.keys(client, &["Enter", "C-u"]);
        assert!(rows(&fixture, client).contains("Ctrl-b c"));
        fixture.keys(client, &["Escape"]);
        assert!(list(&fixture, client).is_none());
        assert_eq!(fixture.typed(0), "");
    }

    #[test]
    fn keys_that_the_user_bound_have_a_section_of_their_own() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("bind -N 'Mine alone' % kill-server ; bind -n F5 new-window");
        fixture.keys(client, &["C-b", "?"]);
        let list = list(&fixture, client).unwrap();
        let own = |row: &&crate::model::state::overlay::list::ListRow| {
            list.sections[row.section].title == "Your own keys"
        };
        let own: Vec<String> = list
            .shown()
            .filter(own)
            .map(|r| r.columns.join(" "))
            .collect();
        assert_eq!(own, ["Ctrl-b % Mine alone", "F5 new-window"]);
        fixture.type_text(client, "F5");
        fixture.keys(client, &["Enter"]);
        assert_eq!(fixture.format("#{session_windows}"), "2");
    }

    #[test]
    fn tab_shows_where_a_key_was_bound() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        let config = "\nbind T new-window\nbind U {\n  kill-pane\n}\nbind % kill-pane\n";
        fixture.files.insert("/mux.conf".into(), config.into());
        fixture.ok("source-file /mux.conf");
        fixture.ok("bind Y new-window");
        for (typed, note) in [
            ("Ctrl-b T new-window", "Ctrl-b T: bound in /mux.conf:2"),
            ("Ctrl-b U kill", "Ctrl-b U: bound in /mux.conf:3"),
            ("Ctrl-b % kill", "Ctrl-b %: bound in /mux.conf:6"),
            (
                "Ctrl-b Y",
                "Ctrl-b Y: bound by hand since the start of the server",
            ),
            ("Open a new window", "Ctrl-b c: bound by default"),
        ] {
            fixture.ok(&format!("choose-key -f '{typed}'"));
            fixture.keys(client, &["Tab"]);
            let list = list(&fixture, client).unwrap();
            assert_eq!(list.note.as_deref(), Some(note), "{typed}");
            fixture.keys(client, &["Down"]);
            assert_eq!(self::list(&fixture, client).unwrap().note, None);
        }
    }

    #[test]
    fn the_mouse_chooses_runs_and_closes() {
        use crate::base::{MouseButton, MouseEventKind};
        let (mut fixture, client) = open();
        let press = MouseEventKind::Press(MouseButton::Left);
        // The client is 80x24: the box begins at (4, 1), its rows at (5, 3), after a title.
        fixture.mouse(client, press, 12, 5);
        let chosen = list(&fixture, client).unwrap().chosen_index();
        assert_eq!(chosen, 1);
        fixture.mouse(client, press, 12, 5);
        assert!(list(&fixture, client).is_none(), "a double click runs");
        assert_eq!(fixture.format("#{window_panes}"), "2");
        fixture.keys(client, &["C-b", "?"]);
        fixture.mouse(client, press, 0, 0);
        assert!(list(&fixture, client).is_none(), "a click outside closes");
        assert_eq!(fixture.typed(0), "");
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
        let view = mode_dispatch::rows(&fixture.world, crate::base::PaneId(0), &fixture.panes);
        let lines = view.map(|(_, lines)| lines).unwrap_or_default();
        assert!(lines.iter().any(|line| line.text().contains("C-b Space")));
    }
}
