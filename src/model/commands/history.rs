//! `history`: list the commands that ran in the panes of all sessions.

use crate::base::json::Json;
use crate::base::{Now, PaneId, Result};
use crate::lang::time::{strftime_at, time_span};
use crate::model::command::def::Command;
use crate::model::commands::saved_query;
use crate::model::ops::idle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::{CommandQuery, SavedCommand, StoreReply, StoreRequest};

/// The message of a query without a match, on a terminal.
pub const NO_COMMAND: &str = "no commands match";

/// List the commands that ran in the panes of all sessions, closed ones included. The shell has to
/// mark them (shell-integration).
#[derive(clap::Args, Clone, Debug)]
pub struct History {
    /// List only commands of the current directory
    #[arg(long)]
    pub here: bool,
    /// List only commands that failed
    #[arg(long)]
    failed: bool,
    /// List only commands newer than this age, such as 30s, 20m, 2h or 7d
    #[arg(long, value_name = "age")]
    since: Option<String>,
    /// List only commands of this session or pane
    #[arg(short = 't', value_name = "target")]
    target: Option<String>,
    /// List at most this many commands, the newest
    #[arg(short = 'n', long, value_name = "count", default_value_t = 10_000)]
    limit: usize,
    /// Print as JSON
    #[arg(long)]
    pub json: bool,
    /// Texts that the command contains; without capital letters they ignore case
    #[arg(value_name = "text")]
    words: Vec<String>,
}

impl Command for History {
    const NAME: &'static str = "history";
    const OWN: bool = true;
    const READ_ONLY_OK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let mut query = self.query(cx.now)?;
        query.target = saved_query::open_target(cx, self.target.as_deref());
        if self.here {
            query.directories = directories(cx);
        }
        let json = self.json;
        Ok(
            cx.ask_store(StoreRequest::Commands(query), move |cx, reply| {
                let StoreReply::Commands(found) = reply? else {
                    return Ok(Flow::Done);
                };
                let running = running(cx, &found);
                if json || !found.is_empty() {
                    let lines = lines(&found, json, cx.now, &running);
                    lines.iter().for_each(|line| cx.print(line));
                }
                if found.is_empty() {
                    saved_query::no_match(cx, NO_COMMAND, json);
                }
                Ok(Flow::Done)
            }),
        )
    }
}

/// The directory of the caller: that of an attached client's pane, else that of the process.
fn directories(cx: &CommandContext<'_>) -> Vec<String> {
    let caller = cx.client().filter(|client| !client.attached());
    if let Some(client) = caller {
        return vec![client.caller.cwd.clone()];
    }
    let pane = cx.here().map(|place| place.pane);
    let directory = pane.and_then(|pane| cx.access.cwd(pane));
    vec![directory.unwrap_or_default()]
}

/// The starts and panes of the commands that run.
fn running(cx: &CommandContext<'_>, found: &[SavedCommand]) -> Vec<(PaneId, i64)> {
    let own = found
        .iter()
        .filter(|saved| saved.lineage == cx.world.lineage);
    let log = &cx.world.command_log;
    let running = own.filter_map(|saved| log.running(saved.command.pane));
    running
        .map(|command| (command.pane, command.started))
        .collect()
}

impl History {
    /// The request to the store. A target is a pane by its id, else a session by its name.
    ///
    /// # Errors
    /// If the age is wrong.
    pub fn query(&self, now: Now) -> Result<CommandQuery> {
        let since = self.since.as_deref().map(idle::age).transpose()?;
        Ok(CommandQuery {
            words: self.words.clone(),
            directories: Vec::new(),
            failed: self.failed,
            since: since.map(|age| now.wall.saturating_sub(age)),
            target: saved_query::target(self.target.as_deref()),
            limit: self.limit,
            output: false,
        })
    }
}

/// The lines of `history`: one per command, the newest last, or one line of JSON. `running`: the
/// commands that run.
pub fn lines(
    found: &[SavedCommand],
    json: bool,
    now: Now,
    running: &[(PaneId, i64)],
) -> Vec<String> {
    let runs = |saved: &SavedCommand| {
        let command = &saved.command;
        command.ended.is_none() && running.contains(&(command.pane, command.started))
    };
    let oldest_first = found.iter().rev();
    if json {
        let all = oldest_first.map(|saved| as_json(saved, runs(saved)));
        return vec![all.collect::<Json>().to_string()];
    }
    let rows: Vec<[String; 5]> = oldest_first
        .map(|saved| {
            let command = &saved.command;
            [
                strftime_at("%Y-%m-%d %H:%M:%S", command.started.div_euclid(1000), now),
                result(saved, runs(saved)),
                duration(saved).map(time_span).unwrap_or_default(),
                saved.session.clone(),
                command.directory.clone(),
            ]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..5).map(|n| width(n).unwrap_or(0)).collect();
    let lines = rows.iter().zip(found.iter().rev()).map(|(row, saved)| {
        let cells = row.iter().zip(&widths);
        let cells = cells.map(|(cell, width)| format!("{cell:width$}  "));
        cells.collect::<String>() + &one_line(&saved.command.text)
    });
    lines.collect()
}

/// A command in one line: its line feeds are shown as `⏎`.
pub fn one_line(text: &str) -> String {
    text.replace('\n', "⏎")
}

/// How a command ended: `ok`, `failed` with its status, `ended` without one, `running`, or `?`.
fn result(saved: &SavedCommand, runs: bool) -> String {
    let command = &saved.command;
    match (command.ended, command.status) {
        (_, Some(0)) => "ok".to_owned(),
        (_, Some(status)) => format!("failed {status}"),
        (Some(_), None) => "ended".to_owned(),
        (None, None) if runs => "running".to_owned(),
        (None, None) => "?".to_owned(),
    }
}

/// The duration of a command in milliseconds; `None` if its end is unknown.
fn duration(saved: &SavedCommand) -> Option<i64> {
    let command = &saved.command;
    Some((command.ended? - command.started).max(0))
}

fn as_json(saved: &SavedCommand, runs: bool) -> Json {
    let command = &saved.command;
    Json::object([
        ("session_name", Json::from(saved.session.as_str())),
        ("window_name", saved.window.as_str().into()),
        ("pane_id", command.pane.to_string().into()),
        ("closed", saved.closed.into()),
        ("command", command.text.as_str().into()),
        ("directory", command.directory.as_str().into()),
        ("start_time", Json::time(command.started)),
        ("end_time", Json::time(command.ended.unwrap_or(0))),
        ("duration_ms", duration(saved).into()),
        ("status", command.status.map(i64::from).into()),
        ("running", runs.into()),
        ("prompt_line", command.prompt.into()),
        ("output_line", command.output.into()),
        ("end_line", command.end.into()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::shell::command_log::RememberedCommand;

    fn saved(started: i64, text: &str, ended: Option<i64>, status: Option<i32>) -> SavedCommand {
        SavedCommand {
            session: "work".to_owned(),
            window: "w".to_owned(),
            command: RememberedCommand {
                pane: PaneId(2),
                text: text.to_owned(),
                directory: "/src".to_owned(),
                started,
                ended,
                status,
                prompt: Some(7),
                output: Some(8),
                end: None,
            },
            ..SavedCommand::default()
        }
    }

    #[test]
    fn commands_are_printed_with_the_newest_last() {
        let all = [
            saved(90_000, "sleep 5", None, None),
            saved(80_000, "for x in a\ndo true; done", Some(80_400), Some(0)),
            saved(5000, "make", Some(139_000), Some(2)),
            saved(1000, "exit", None, None),
        ];
        let lines = lines(&all, false, Now::default(), &[(PaneId(2), 90_000)]);
        assert_eq!(
            lines,
            [
                "1970-01-01 00:00:01  ?                   work  /src  exit",
                "1970-01-01 00:00:05  failed 2  2 m 14 s  work  /src  make",
                "1970-01-01 00:01:20  ok        0.4 s     work  /src  for x in a⏎do true; done",
                "1970-01-01 00:01:30  running             work  /src  sleep 5",
            ]
        );
    }

    #[test]
    fn json_has_the_place_of_the_output() {
        let all = [saved(5000, "make", Some(5250), Some(2))];
        assert_eq!(
            lines(&all, true, Now::default(), &[]),
            [concat!(
                r#"[{"session_name":"work","window_name":"w","pane_id":"%2","closed":false,"#,
                r#""command":"make","directory":"/src","start_time":5,"end_time":5,"#,
                r#""duration_ms":250,"status":2,"running":false,"prompt_line":7,"#,
                r#""output_line":8,"end_line":null}]"#
            )]
        );
        assert_eq!(lines(&[], true, Now::default(), &[]), ["[]"]);
    }
}
