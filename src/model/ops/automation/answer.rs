//! What commands for scripts print, and their exit statuses.

use crate::base::json::Json;
use crate::base::{Error, PaneId};
use crate::model::ops::automation::{output, pane_state, waits};
use crate::model::ops::{messages, queue};
use crate::model::state::automation::position::{Position, server_of};
use crate::model::state::automation::submission::Submission;
use crate::model::state::automation::wait::{Condition, Met, Outcome, PromptSign, Wait, WaitKind};
use crate::model::state::automation::watch::Found;
use crate::model::state::command::CommandContext;
use crate::model::state::input::Exit;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;
use crate::term::{Screen, ScreenPosition};

/// The version of the JSON of commands for scripts.
pub(crate) const VERSION: i64 = 1;

/// The exit status of a wait whose time is over, as that of timeout(1).
const TIME_OVER: u8 = 124;

/// The exit status of a wait that a stop pattern ended.
const STOPPED: u8 = 5;

/// The exit status of a command whose pane was closed before its end.
const GONE: u8 = 3;

/// The number of lines that an answer quotes when the time is over.
const TAIL: usize = 5;

/// The position of a pane, for the text of a position.
pub(crate) fn position(world: &World, pane: PaneId, screen: ScreenPosition) -> Position {
    Position {
        pane,
        server: server_of(world.lineage),
        screen,
    }
}

/// Prints the outcome of a wait, sets the exit status and lets the queue go on.
pub(crate) fn answer(world: &mut World, access: &dyn PaneAccess, wait: &Wait, outcome: &Outcome) {
    match wait.kind {
        WaitKind::Conditions => conditions(world, access, wait, outcome),
        WaitKind::Exec => exec(world, access, wait, outcome),
        WaitKind::Start => started(world, access, wait, outcome),
        WaitKind::Program => program(world, access, wait, outcome),
    }
}

/// Ends the command of a queue with an error.
pub(crate) fn fail(world: &mut World, run: u64, error: &Error) {
    messages::report_error(world, run, None, error);
    if let Some(queue) = world.queues.all.get_mut(&run) {
        let sequence = queue.sequence;
        queue.items.retain(|item| item.sequence != sequence);
    }
    queue::wake(world, run);
}

/// Prints a line for the queue, which goes on with this exit status. The rest of the sequence is
/// dropped unless it is 0.
fn done(world: &mut World, access: &dyn PaneAccess, run: u64, line: &str, status: u8) {
    let mut cx = CommandContext::new(world, access, run);
    cx.print(line);
    finish(world, access, run, status);
}

/// Lets the queue go on with an exit status.
fn finish(world: &mut World, access: &dyn PaneAccess, run: u64, status: u8) {
    let mut cx = CommandContext::new(world, access, run);
    cx.status(status);
    if status != 0 {
        let queue = cx.queue();
        let sequence = queue.sequence;
        queue.items.retain(|item| item.sequence != sequence);
    }
    queue::wake(world, run);
}

/// The time since the start of a wait, for people.
fn passed(world: &World, wait: &Wait) -> String {
    match (world.now.wall - wait.started).max(0) {
        ms @ ..1000 => format!("{ms} ms"),
        ms => format!("{} s", ms / 1000),
    }
}

fn elapsed(world: &World, wait: &Wait) -> Json {
    Json::Number((world.now.wall - wait.started).max(0))
}

fn conditions(world: &mut World, access: &dyn PaneAccess, wait: &Wait, outcome: &Outcome) {
    let run = wait.run;
    match outcome {
        Outcome::Met(pane, condition) => {
            let met = wait.panes.get(pane).and_then(|p| p.met.get(condition));
            let met = met.cloned().unwrap_or_default();
            let line = matched(world, access, wait, *pane, *condition, &met);
            done(world, access, run, &line, 0);
        }
        Outcome::Stopped(pane, stop, found) => {
            let position = position(world, *pane, found.position);
            if !wait.json {
                let mut cx = CommandContext::new(world, access, run);
                cx.print(&position.to_string());
                let message = format!("stopped by {stop}: {}", found.text);
                return fail(world, run, &Error::coded(STOPPED, "stopped", message));
            }
            let mut members = start(*pane, "stopped");
            members.push(("stop", stop.as_str().into()));
            members.extend(of_match(found));
            members.push(("pos", position.to_string().into()));
            members.push(("ms", elapsed(world, wait)));
            let line = Json::object(members).to_string();
            done(world, access, run, &line, STOPPED);
        }
        Outcome::Gone(pane, exit) => fail(world, run, &gone(*pane, *exit)),
        Outcome::TimeOver => time_over(world, access, wait),
    }
}

/// The error of a command whose pane was closed or whose program ended (the exit).
pub(crate) fn gone(pane: PaneId, exit: Option<Exit>) -> Error {
    let message = match exit {
        Some(Exit {
            signal: Some(signal),
            ..
        }) => format!("pane {pane} was ended by signal {signal}"),
        Some(exit) => format!("pane {pane} ended with status {}", exit.code()),
        None => format!("pane {pane} was closed"),
    };
    let hint = match exit {
        Some(_) => format!("mux read -t {pane} --lines 50"),
        None => "mux list-panes -a".to_owned(),
    };
    Error::coded(GONE, "target-gone", message).with_hint(hint)
}

/// The first members of every answer.
pub(crate) fn start(pane: PaneId, outcome: &str) -> Vec<(&'static str, Json)> {
    vec![
        ("v", Json::Number(VERSION)),
        ("pane", pane.to_string().into()),
        ("outcome", outcome.into()),
    ]
}

fn of_match(found: &Found) -> Vec<(&'static str, Json)> {
    vec![
        ("match", found.text.as_str().into()),
        ("line", found.line.into()),
        ("screen", screen_name(found.alternate).into()),
    ]
}

/// The name of a screen.
pub(crate) const fn screen_name(alternate: bool) -> &'static str {
    if alternate { "alternate" } else { "main" }
}

/// The members that tell how a condition was met.
fn of_met(condition: &Condition, met: &Met) -> Vec<(&'static str, Json)> {
    let mut members = vec![("cond", condition.name().into())];
    match condition {
        Condition::Line(_) => members.extend(of_match(&met.found)),
        Condition::Exit => members.extend(of_exit(met.exit.unwrap_or_default())),
        Condition::Command => {
            members.push(("status", met.found.status.map(i64::from).into()));
            members.push(("screen", screen_name(met.found.alternate).into()));
        }
        Condition::Prompt => {
            members.push(("by", met.by.map(PromptSign::name).into()));
            members.push(("screen", screen_name(met.found.alternate).into()));
        }
        Condition::State(_) => members.push(("state", met.state.as_deref().into())),
        Condition::Quiet(_) => {
            members.push(("screen", screen_name(met.found.alternate).into()));
        }
        Condition::Gone => {}
    }
    members
}

/// The exit status and the signal of a program; `null` if unknown.
fn of_exit(exit: Exit) -> Vec<(&'static str, Json)> {
    vec![
        ("status", exit.status.map(u32::from).into()),
        ("signal", exit.signal.map(u32::from).into()),
    ]
}

/// The line of a wait whose conditions are met.
fn matched(
    world: &World,
    access: &dyn PaneAccess,
    wait: &Wait,
    pane: PaneId,
    condition: usize,
    met: &Met,
) -> String {
    // Only output has a position of its own.
    let screen = if met.found.position.era > 0 {
        met.found.position
    } else {
        waits::position(access, pane, false)
    };
    let text = position(world, pane, screen).to_string();
    if !wait.json {
        return text;
    }
    let mut members = start(pane, "matched");
    if let Some(condition) = wait.wanted.conditions.get(condition) {
        members.extend(of_met(condition, met));
    }
    members.push(("pos", text.into()));
    members.push(("ms", elapsed(world, wait)));
    let missed = wait.panes.values().any(|pane| pane.missed);
    members.push(("missed", missed.into()));
    if wait.wanted.all {
        let all = wait.panes.iter().flat_map(|(pane, known)| {
            known.met.iter().filter_map(|(at, met)| {
                let condition = wait.wanted.conditions.get(*at)?;
                let mut members = vec![("pane", pane.to_string().into())];
                members.extend(of_met(condition, met));
                Some(Json::object(members))
            })
        });
        members.push(("met", all.collect()));
    }
    Json::object(members).to_string()
}

/// The conditions that were not met, by name, each once.
fn open_conditions(wait: &Wait) -> Vec<&'static str> {
    let mut names = Vec::new();
    for (at, condition) in wait.wanted.conditions.iter().enumerate() {
        let met =
            |pane: &crate::model::state::automation::wait::WaitPane| pane.met.contains_key(&at);
        if !wait.panes.values().all(met) && !names.contains(&condition.name()) {
            names.push(condition.name());
        }
    }
    names
}

fn time_over(world: &mut World, access: &dyn PaneAccess, wait: &Wait) {
    let run = wait.run;
    let Some(pane) = wait.panes.keys().next().copied() else {
        return queue::wake(world, run);
    };
    let screen = waits::position(access, pane, false);
    let text = position(world, pane, screen).to_string();
    let names = open_conditions(wait);
    if !wait.json {
        let mut cx = CommandContext::new(world, access, run);
        cx.print(&text);
        let time = passed(world, wait);
        let message = format!("no {} within {time}", names.join(" or "));
        return fail(world, run, &Error::coded(TIME_OVER, "timeout", message));
    }
    let mut members = start(pane, "timeout");
    let names: Json = names.into_iter().map(Json::from).collect();
    members.push(("waited_for", names));
    let tail: Json = tail(access, pane).into_iter().map(Json::from).collect();
    members.push(("tail", tail));
    members.push(("pos", text.into()));
    members.push(("state", pane_state::pane_state(world, pane).into()));
    members.push(("ms", elapsed(world, wait)));
    let missed = wait.panes.values().any(|pane| pane.missed);
    members.push(("missed", missed.into()));
    let line = Json::object(members).to_string();
    done(world, access, run, &line, TIME_OVER);
}

/// The last lines of a pane's screen that are not blank.
fn tail(access: &dyn PaneAccess, pane: PaneId) -> Vec<String> {
    of_screen(access, pane, |screen: &Screen| {
        let mut lines = Vec::new();
        screen.changed_lines(0, &mut |line| {
            if !line.text.trim().is_empty() {
                lines.push(line.text.to_owned());
            }
        });
        let from = lines.len().saturating_sub(TAIL);
        lines.split_off(from)
    })
}

/// The members that name a new pane.
fn of_place(world: &World, pane: PaneId) -> Vec<(&'static str, Json)> {
    let place = world.pane_location(pane);
    let known = world.panes.get(&pane);
    vec![
        ("window", place.map(|place| place.window.to_string()).into()),
        (
            "session",
            place.map(|place| place.session.to_string()).into(),
        ),
        ("pid", known.and_then(|pane| pane.pid()).into()),
    ]
}

/// The answer of `spawn`: the id of the pane.
fn started(world: &mut World, access: &dyn PaneAccess, wait: &Wait, outcome: &Outcome) {
    let run = wait.run;
    let pane = match outcome {
        Outcome::Met(pane, _) | Outcome::Stopped(pane, ..) => *pane,
        Outcome::Gone(pane, exit) => return fail(world, run, &gone(*pane, *exit)),
        Outcome::TimeOver => return time_over(world, access, wait),
    };
    if !wait.json {
        return done(world, access, run, &pane.to_string(), 0);
    }
    let mut members = start(pane, "started");
    members.extend(of_place(world, pane));
    let screen = waits::position(access, pane, false);
    members.push(("pos", position(world, pane, screen).to_string().into()));
    let line = Json::object(members).to_string();
    done(world, access, run, &line, 0);
}

/// The answer of `spawn --wait`: the exit status of the program.
fn program(world: &mut World, access: &dyn PaneAccess, wait: &Wait, outcome: &Outcome) {
    let run = wait.run;
    let (pane, exit) = match outcome {
        Outcome::Met(pane, condition) => {
            let met = wait.panes.get(pane).and_then(|p| p.met.get(condition));
            (*pane, met.and_then(|met| met.exit).unwrap_or_default())
        }
        Outcome::Gone(pane, exit) => (*pane, exit.unwrap_or_default()),
        Outcome::Stopped(..) | Outcome::TimeOver => {
            let pane = wait.panes.keys().next();
            if let Some(pane) = pane.filter(|_| !wait.json) {
                let mut cx = CommandContext::new(world, access, run);
                cx.print(&pane.to_string());
                let time = passed(world, wait);
                let message = format!("pane {pane} still runs after {time}");
                let hint = format!("mux await -t {pane} --exit");
                let error = Error::coded(TIME_OVER, "timeout", message).with_hint(hint);
                return fail(world, run, &error);
            }
            return time_over(world, access, wait);
        }
    };
    let line = if wait.json {
        let mut members = start(pane, "exited");
        members.extend(of_exit(exit));
        members.push(("ms", elapsed(world, wait)));
        Json::object(members).to_string()
    } else {
        pane.to_string()
    };
    done(world, access, run, &line, exit.code());
}

/// The answer of `submit` without conditions: the position before the text.
pub(crate) fn submitted(
    world: &mut World,
    access: &dyn PaneAccess,
    submission: &Submission,
    read: bool,
) {
    let pane = submission.pane;
    let text = position(world, pane, submission.from).to_string();
    let line = if submission.json {
        let mut members = start(pane, "submitted");
        let ms = (world.now.wall - submission.started).max(0);
        members.extend([
            ("read", read.into()),
            ("pos", text.into()),
            ("ms", Json::Number(ms)),
        ]);
        Json::object(members).to_string()
    } else {
        text
    };
    done(world, access, submission.run, &line, 0);
}

/// The answer of `exec`: the output of the command, and its exit status.
fn exec(world: &mut World, access: &dyn PaneAccess, wait: &Wait, outcome: &Outcome) {
    let run = wait.run;
    let Outcome::Met(pane, condition) = outcome else {
        return conditions(world, access, wait, outcome);
    };
    let met = wait.panes.get(pane).and_then(|p| p.met.get(condition));
    let found = met.map(|met| met.found.clone()).unwrap_or_default();
    if !of_screen(access, *pane, Screen::marks_commands) {
        let message = format!("the shell of pane {pane} does not mark its commands (OSC 133)");
        let error = Error::coded(4, "no-marks", message).with_hint("mux help shell-integration");
        return fail(world, run, &error);
    }
    let (lines, missed) = of_screen(access, *pane, |screen| output::of_command(screen, &found));
    let status = found.status.and_then(|status| u8::try_from(status).ok());
    if !wait.json {
        let mut cx = CommandContext::new(world, access, run);
        lines.iter().for_each(|line| cx.print(line));
        return finish(world, access, run, status.unwrap_or(0));
    }
    let text = position(world, *pane, found.position).to_string();
    let mut members = start(*pane, "exited");
    members.extend([
        ("status", found.status.map(i64::from).into()),
        ("output", lines.join("\n").into()),
        ("pos", text.into()),
        ("ms", elapsed(world, wait)),
        ("missed", missed.into()),
    ]);
    let line = Json::object(members).to_string();
    done(world, access, run, &line, status.unwrap_or(0));
}
