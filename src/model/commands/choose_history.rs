//! `choose-history`: a list of the commands that ran in all sessions.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::commands::search_everywhere;
use crate::model::modes::pane_mode;
use crate::model::ops::pane_input::modes;
use crate::model::overlays::list::{history_list, open};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::location::Location;
use crate::model::state::overlay::list::ListKind;
use crate::model::state::store_request::{
    CommandQuery, SavedCommand, SearchHit, StoreReply, StoreRequest,
};
use crate::term::encode_paste;

/// Commands in the list, at most.
const MAX_ROWS: usize = 2000;

/// List the commands that ran in all sessions, with their output. Enter types one at the prompt and
/// does not run it, Ctrl-o goes to its output in copy mode.
#[derive(clap::Args, Debug)]
pub struct ChooseHistory {
    /// Client that shows the list (default: the current client)
    #[arg(short = 'c', value_name = "target-client")]
    client: Option<String>,
    /// Show only commands that match this text
    #[arg(short = 'f', value_name = "text")]
    text: Option<String>,
    /// Go to the output of the command with this number in the last list
    #[arg(short = 'o', value_name = "number")]
    output: Option<usize>,
    /// Type the command with this number in the last list at the prompt
    #[arg(short = 'p', value_name = "number")]
    prompt: Option<usize>,
    /// Pane that gets the command (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for ChooseHistory {
    const NAME: &'static str = "choose-history";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        if let Some(number) = self.prompt {
            let text = listed(cx, number)?.command.text.clone();
            return type_command(cx, place, &text);
        }
        if let Some(number) = self.output {
            let saved = listed(cx, number)?.clone();
            return go_to_output(cx, place, &saved);
        }
        let id = cx.drawing_client(self.client.as_deref())?;
        let returns = open::returns(cx.world, id, ListKind::History);
        if returns {
            // Keys must find the list before its rows have come.
            let mut list = history_list::list(&[], cx.now);
            list.place = Some(place);
            open::open(cx.world, id, list);
        }
        let query = CommandQuery {
            limit: MAX_ROWS,
            output: true,
            ..CommandQuery::default()
        };
        Ok(
            cx.ask_store(StoreRequest::Commands(query), move |cx, reply| {
                let StoreReply::Commands(found) = reply? else {
                    return Ok(Flow::Done);
                };
                if returns {
                    let rows = history_list::rows(&found, cx.now);
                    cx.world.listed_commands = found;
                    open::put_rows(cx.world, id, ListKind::History, 0, rows);
                    return Ok(Flow::Done);
                }
                if found.is_empty() {
                    return Err(Error::user(
                        "no commands yet: the shell has to mark them (mux shell-integration)",
                    ));
                }
                let mut list = history_list::list(&found, cx.now);
                list.place = Some(place);
                list.set_typed(self.text.as_deref().unwrap_or_default());
                cx.world.listed_commands = found;
                open::open(cx.world, id, list);
                Ok(Flow::Done)
            }),
        )
    }
}

/// A command of the last list.
fn listed<'a>(cx: &'a CommandContext<'_>, number: usize) -> Result<&'a SavedCommand> {
    let found = cx.world.listed_commands.get(number);
    found.ok_or_else(|| Error::not_found(format!("no command {number}")))
}

/// Types a command at the prompt of a pane. Line feeds would run its parts in a shell without
/// bracketed paste, so they become blanks there.
fn type_command(cx: &mut CommandContext<'_>, place: Location, text: &str) -> Result<Flow> {
    let pane = cx.pane(place.pane)?;
    if pane.shell.start > 0 && pane.shell.end == 0 {
        return Err(Error::user(format!(
            "a command runs in pane {}: wait for its prompt",
            place.pane
        )));
    }
    pane_mode::leave_all(cx.world, place.pane);
    let modes = modes(cx.access, place.pane);
    let line = match modes.bracketed_paste {
        true => text.to_owned(),
        false => text.replace('\n', " "),
    };
    let mut bytes = Vec::new();
    encode_paste(&line, &modes, &mut bytes);
    let effect = Effect::Pane(place.pane, PaneEffect::Write(bytes));
    cx.world.effect(effect);
    Ok(Flow::Done)
}

/// Shows the first line of the output of a command in copy mode; of a closed pane in view mode.
fn go_to_output(
    cx: &mut CommandContext<'_>,
    place: Location,
    saved: &SavedCommand,
) -> Result<Flow> {
    let first = saved.output.iter().zip(0..);
    let mut written = first.filter(|(line, _)| !line.text().trim().is_empty());
    let (Some((line, n)), Some(from)) = (written.next(), saved.command.output) else {
        return Err(Error::user("no output of this command is saved"));
    };
    let hit = SearchHit {
        pane: (saved.lineage, saved.command.pane),
        session: saved.session.clone(),
        window: saved.window.clone(),
        closed: saved.closed,
        at: saved.command.started,
        line: from + n,
        text: line.text(),
    };
    search_everywhere::open(cx, place, hit)
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, Line, PaneId, Style};
    use crate::model::state::effect::Effect;
    use crate::model::state::input::Input;
    use crate::model::state::overlay::list::List;
    use crate::model::state::shell::command_log::RememberedCommand;
    use crate::model::state::store_request::{SavedCommand, StoreReply};
    use crate::model::testing::TestWorld;

    fn saved(fixture: &TestWorld, text: &str, status: i32, output: &[&str]) -> SavedCommand {
        let lines = output.iter().map(|text| {
            let mut line = Line::default();
            line.push_str(text, Style::DEFAULT);
            line
        });
        SavedCommand {
            lineage: fixture.world.lineage,
            session: "s".to_owned(),
            window: "w".to_owned(),
            closed: false,
            command: RememberedCommand {
                pane: PaneId(0),
                text: text.to_owned(),
                directory: "/src".to_owned(),
                started: fixture.now.wall - 65_000,
                ended: Some(fixture.now.wall - 60_000),
                status: Some(status),
                prompt: Some(0),
                output: Some(1),
                end: Some(1 + output.len() as u64),
            },
            output: lines.collect(),
        }
    }

    /// A client with an open list.
    fn listed() -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.print(PaneId(0), b"$ make all\r\none\r\ntwo\r\n$ ");
        fixture.keys(client, &["C-b", "M-h"]);
        answer(&mut fixture);
        fixture.typed(0);
        (fixture, client)
    }

    /// Answers the last request to the store with two commands.
    fn answer(fixture: &mut TestWorld) {
        let found = vec![
            saved(fixture, "make all", 2, &["one", "two"]),
            saved(fixture, "for x in a\ndo true; done", 0, &[]),
        ];
        let runs = fixture.effects.iter().rev();
        let run = { runs }.find_map(|effect| match effect {
            Effect::Store { run, .. } => Some(*run),
            _ => None,
        });
        let reply = Ok(StoreReply::Commands(found));
        fixture.apply(Input::StoreReply(run.unwrap(), reply));
    }

    fn list(fixture: &TestWorld, client: ClientId) -> Option<&List> {
        fixture.world.clients[&client].overlays.get()
    }

    #[test]
    fn enter_types_the_command_at_the_prompt_and_does_not_run_it() {
        let (mut fixture, client) = listed();
        let rows: Vec<String> = list(&fixture, client)
            .unwrap()
            .shown()
            .map(|row| row.columns.join("|"))
            .collect();
        assert_eq!(
            rows,
            [
                "✗ 2|1m ago|5.0 s|make all",
                "✓|1m ago|5.0 s|for x in a⏎do true; done"
            ]
        );
        fixture.keys(client, &["m", "a", "k", "e", "Enter"]);
        assert_eq!(fixture.typed(0), "make all");
        assert!(list(&fixture, client).is_none());
        fixture.ok("choose-history -p 1");
        assert_eq!(fixture.typed(0), "for x in a do true; done");
        fixture.print(PaneId(0), b"\x1b[?2004h");
        fixture.ok("choose-history -p 1");
        assert_eq!(
            fixture.typed(0),
            "\x1b[200~for x in a\ndo true; done\x1b[201~"
        );
        assert_eq!(fixture.fails("choose-history -p 2"), "no command 2");
    }

    #[test]
    fn the_list_is_there_at_once_under_the_next_server() {
        let (mut fixture, client) = listed();
        fixture.keys(client, &["Down"]);
        let client = fixture.replace_server(client);
        assert_eq!(list(&fixture, client).unwrap().shown().len(), 0);
        answer(&mut fixture);
        let list = list(&fixture, client).unwrap();
        assert_eq!(list.chosen().map(|row| row.id.as_str()), Some("1"));
        assert_eq!(fixture.typed(0), "");
    }

    #[test]
    fn a_key_goes_to_the_output_in_copy_mode() {
        for keys in [&["o"][..], &["a", "C-o"]] {
            let (mut fixture, client) = listed();
            fixture.keys(client, keys);
            assert!(list(&fixture, client).is_none(), "{keys:?}");
            assert_eq!(
                fixture.format("#{pane_mode} #{copy_cursor_line}"),
                "copy-mode one"
            );
        }
        let (mut fixture, client) = listed();
        fixture.keys(client, &["Down", "o"]);
        let message = fixture.message(client).unwrap();
        assert_eq!(message, "No output of this command is saved");
    }
}
