//! `command-palette`: search everything that can be done, and do it.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::overlays::list::{open, palette};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::overlay::list::ListKind;
use crate::model::state::store_request::{CommandQuery, StoreReply, StoreRequest};

/// The commands that ran which the palette offers.
const MOST_RAN: usize = 2000;

/// Search bindings, commands and options in words, and run one.
#[derive(clap::Args, Debug)]
pub struct CommandPalette {
    /// Client that shows the palette (default: the current client)
    #[arg(short = 'c', value_name = "target-client")]
    client: Option<String>,
    /// Default target of the command (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Initial text of the search; `@` begins a search for sessions, `/` for commands that ran
    #[arg(value_name = "text")]
    text: Vec<String>,
}

impl Command for CommandPalette {
    const NAME: &'static str = "command-palette";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let id = cx.drawing_client(self.client.as_deref())?;
        let as_tmux = cx.world.seen_as_tmux(Some(id));
        let mut list = palette::list(cx.world, as_tmux);
        list.place = Some(place);
        list.set_typed(&self.text.join(" "));
        open::open(cx.world, id, list);
        let query = CommandQuery {
            limit: MOST_RAN,
            ..CommandQuery::default()
        };
        Ok(
            cx.ask_store(StoreRequest::Commands(query), move |cx, reply| {
                // Without a store there are none.
                if let Ok(StoreReply::Commands(found)) = reply {
                    let rows = palette::ran_rows(&found);
                    open::put_rows(cx.world, id, ListKind::Palette, palette::RAN, rows);
                }
                Ok(Flow::Done)
            }),
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, Palette};
    use crate::lang::theme;
    use crate::model::state::effect::{ClientEffect, Effect};
    use crate::model::state::input::Input;
    use crate::model::state::overlay::Prompt;
    use crate::model::state::overlay::list::List;
    use crate::model::state::shell::command_log::RememberedCommand;
    use crate::model::state::store_request::{SavedCommand, StoreReply};
    use crate::model::testing::TestWorld;

    fn open(text: &str) -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        search(&mut fixture, client, text);
        (fixture, client)
    }

    fn search(fixture: &mut TestWorld, client: ClientId, text: &str) {
        fixture.keys(client, &["C-b", "Enter"]);
        fixture.apply(Input::Paste(client, text.to_owned()));
    }

    fn list(fixture: &TestWorld, client: ClientId) -> Option<&List> {
        fixture.world.clients[&client].overlays.get()
    }

    fn chosen(fixture: &TestWorld, client: ClientId) -> String {
        let row = list(fixture, client).and_then(List::chosen);
        row.map(|row| row.columns.join(" | ")).unwrap_or_default()
    }

    fn prompt(fixture: &TestWorld, client: ClientId) -> String {
        let prompt = fixture.world.clients[&client].overlays.get::<Prompt>();
        prompt.map(|p| p.input.iter().collect()).unwrap_or_default()
    }

    #[test]
    fn bindings_commands_and_options_are_found_by_words() {
        for (text, found) in [
            ("new window", "Open a new window | Ctrl-b c | new-window"),
            ("rename-window", "automatically |  | rename-window"),
            (
                "swap-pane -U",
                "Swap the pane with the previous one | Ctrl-b { | swap-pane -U",
            ),
            ("renumber-windows", "off | set -g renumber-windows"),
            ("load-buffer", " |  | load-buffer"),
        ] {
            let (fixture, client) = open(text);
            let row = chosen(&fixture, client);
            assert!(row.contains(found), "{text}: {row}");
        }
    }

    #[test]
    fn useful_keys_come_first_and_numbers_last() {
        let (fixture, client) = open("");
        let rows = list(&fixture, client).unwrap().shown();
        let keys: Vec<&str> = rows.map(|row| row.columns[1].as_str()).collect();
        let first = ["%", "c", "d", "[", "?", "\""].map(|key| format!("Ctrl-b {key}"));
        assert_eq!(keys[..6], first);
        let at = |key: &str| keys.iter().position(|known| *known == key).unwrap();
        assert!(at("Ctrl-b z") < at("Ctrl-b 0") && at("Ctrl-b ~") < at("Ctrl-b Alt-1"));
    }

    #[test]
    fn enter_runs_toggles_or_asks() {
        let (mut fixture, client) = open("new window");
        fixture.keys(client, &["Enter"]);
        assert_eq!(fixture.format("#{session_windows}"), "2");
        search(&mut fixture, client, "renumber-windows");
        fixture.keys(client, &["Enter"]);
        assert_eq!(fixture.ok("show -gv renumber-windows"), "on\n");
        search(&mut fixture, client, "set -g base-index");
        fixture.keys(client, &["Enter"]);
        assert_eq!(prompt(&fixture, client), "0");
        fixture.keys(client, &["BSpace", "4", "Enter"]);
        assert_eq!(fixture.ok("show -gv base-index"), "4\n");
        search(&mut fixture, client, "load-buffer");
        fixture.keys(client, &["Enter"]);
        assert_eq!(prompt(&fixture, client), "load-buffer ");
        fixture.keys(client, &["Escape"]);
        search(&mut fixture, client, "kill-server");
        fixture.keys(client, &["Enter", "n"]);
        assert_eq!(fixture.format("#{session_windows}"), "2");
    }

    #[test]
    fn tab_edits_and_the_configuration_line_is_copied() {
        for (text, edited, line) in [
            (
                "Open a new window",
                "new-window",
                "bind-key -N \"Open a new window\" -T prefix c { new-window }",
            ),
            ("load-buffer", "load-buffer ", "load-buffer"),
            (
                "set -g status-position",
                "set-option -g status-position bottom",
                "set-option -g status-position bottom",
            ),
        ] {
            let (mut fixture, client) = open(text);
            fixture.keys(client, &["C-y"]);
            assert_eq!(fixture.ok("show-buffer"), line, "{text}");
            assert!(list(&fixture, client).is_some());
            fixture.keys(client, &["Tab"]);
            assert_eq!(prompt(&fixture, client), edited);
            assert!(list(&fixture, client).is_none());
        }
    }

    #[test]
    fn the_last_choices_come_first() {
        let (mut fixture, client) = open("new window");
        fixture.keys(client, &["Enter"]);
        search(&mut fixture, client, "zoom");
        fixture.keys(client, &["Enter"]);
        search(&mut fixture, client, "");
        let rows = list(&fixture, client).unwrap().shown();
        let recent: Vec<&str> = rows.take(2).map(|row| row.columns[2].as_str()).collect();
        assert_eq!(recent, ["resize-pane -Z", "new-window"]);
        fixture.keys(client, &["Down", "Enter"]);
        assert_eq!(fixture.format("#{session_windows}"), "3");
        assert_eq!(fixture.world.habits.recent[0], "key\tprefix\tc");
    }

    #[test]
    fn a_theme_is_shown_while_its_row_is_chosen() {
        let (mut fixture, client) = open("theme gruvbox dark");
        let shown = |fixture: &TestWorld| fixture.world.clients[&client].palette.clone().unwrap();
        let named = |name: &str| theme::palette(theme::built_in(name).unwrap());
        let usual = Palette::default();
        assert!(chosen(&fixture, client).starts_with("Theme gruvbox-dark |"));
        assert_eq!(shown(&fixture), named("gruvbox-dark"));
        let told = |effect: &Effect| matches!(effect, Effect::Client(_, ClientEffect::Palette(_)));
        assert!(fixture.effects.iter().any(told));
        fixture.keys(client, &["Escape"]);
        assert_eq!(shown(&fixture), usual);
        search(&mut fixture, client, "theme gruvbox light");
        assert_eq!(shown(&fixture), named("gruvbox-light"));
        search_again(&mut fixture, client, "new-window");
        assert_eq!(shown(&fixture), usual, "another row");
        search_again(&mut fixture, client, "theme gruvbox light");
        fixture.keys(client, &["C-y"]);
        assert_eq!(
            fixture.ok("show-buffer"),
            "set-option -g theme gruvbox-light"
        );
        fixture.keys(client, &["Enter"]);
        assert_eq!(shown(&fixture), named("gruvbox-light"));
        assert_eq!(fixture.ok("show -gv theme"), "gruvbox-light\n");
        search(&mut fixture, client, "");
        assert!(
            chosen(&fixture, client).starts_with("Theme gruvbox-light"),
            "a recent choice"
        );
    }

    /// Types another text in the open list.
    fn search_again(fixture: &mut TestWorld, client: ClientId, text: &str) {
        fixture.keys(client, &["C-u"]);
        fixture.type_text(client, text);
    }

    #[test]
    fn sessions_and_commands_that_ran_have_prefixes() {
        let (mut fixture, client) = open("@oth");
        assert_eq!(chosen(&fixture, client), "");
        fixture.keys(client, &["Escape"]);
        fixture.ok("new-session -d -s other");
        search(&mut fixture, client, "@oth");
        assert!(chosen(&fixture, client).starts_with("other | 1 window"));
        fixture.keys(client, &["Enter"]);
        assert_eq!(fixture.format("#{client_session}"), "other");
        search(&mut fixture, client, "/cargo");
        let mut effects = fixture.effects.iter().rev();
        let run = effects.find_map(|effect| match effect {
            Effect::Store { run, .. } => Some(*run),
            _ => None,
        });
        let saved = |text: &str| SavedCommand {
            command: RememberedCommand {
                text: text.to_owned(),
                directory: "/src".to_owned(),
                ..RememberedCommand::default()
            },
            ..SavedCommand::default()
        };
        let found = vec![saved("cargo test"), saved("cargo run"), saved("cargo test")];
        fixture.apply(Input::StoreReply(
            run.unwrap(),
            Ok(StoreReply::Commands(found)),
        ));
        let rows = list(&fixture, client).unwrap().shown();
        let texts: Vec<&str> = rows.map(|row| row.columns[0].as_str()).collect();
        assert_eq!(texts, ["cargo test", "cargo run"]);
        fixture.keys(client, &["Enter"]);
        assert_eq!(fixture.typed(1), "cargo test");
    }
}
