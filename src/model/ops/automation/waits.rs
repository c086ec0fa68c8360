//! Waits for conditions of panes: they begin, are met, and end.
//!
//! The server compares the output of panes ([`crate::model::watch`]) and reports matches. Ends of
//! programs and closed panes come from the world itself. Nothing is polled: a condition that
//! depends on time has a timer, which is set anew only when there was output meanwhile.

use crate::base::sorted::SortedMap;
use crate::base::{Error, PaneId, Result};
use crate::lang::line_pattern::LinePattern;
use crate::model::ops::automation::{answer, pane_state, requests};
use crate::model::ops::lifecycle::close;
use crate::model::ops::timers;
use crate::model::state::automation::position::{Position, server_of};
use crate::model::state::automation::request::Findings;
use crate::model::state::automation::wait::{
    Condition, Met, NO_QUEUE, NewWait, Outcome, PromptSign, Wait, WaitFor, WaitKind, WaitPane,
    WaitTimer,
};
use crate::model::state::automation::watch::{After, Found, WatchHit, WatchSpec, WatchTest};
use crate::model::state::command::Flow;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::input::Exit;
use crate::model::state::pane::ProgramState;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::term::{Screen, ScreenPosition};

/// How long a shell without marks must be quiet to count as being at its prompt, in milliseconds.
const PROMPT_QUIET_MS: u64 = 200;

/// Marks the number of a watch for any output.
const OUTPUT_WATCH: u64 = 1 << 63;

/// The position after all output of a pane so far; at the oldest line if `oldest`.
pub(crate) fn position(access: &dyn PaneAccess, pane: PaneId, oldest: bool) -> ScreenPosition {
    of_screen(access, pane, |screen| {
        if !oldest {
            return screen.position();
        }
        // A prompt counts only if the shell is still there.
        let mut counts = screen.shell_counts();
        counts.prompts = counts.prompts.saturating_sub(u64::from(screen.at_prompt()));
        counts.ends = counts.ends.saturating_sub(u64::from(screen.at_prompt()));
        counts.outputs = counts.outputs.saturating_sub(u64::from(screen.at_prompt()));
        ScreenPosition {
            counts,
            ..screen.oldest_position()
        }
    })
}

/// Begins a wait of the queue `run`. It ends at once if its conditions are met.
/// A request that a previous server began continues where it began, and ends when it would have.
pub(crate) fn begin(world: &mut World, access: &dyn PaneAccess, run: u64, mut new: NewWait) {
    if take_over(world, run, &new) {
        return;
    }
    world.automation.last_wait += 1;
    let id = world.automation.last_wait;
    let now = world.now.wall;
    let ms = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
    let until = new.limit.map(|limit| now.saturating_add(ms(limit)));
    let was_known = requests::is_known(world, new.request);
    requests::begin(world, new.request, &new.panes, until);
    let known = new.request.and_then(|n| world.automation.requests.get(&n));
    let (mut started, mut ended, mut found) = (now, Vec::new(), Findings::default());
    if let Some(known) = known {
        new.panes.clone_from(&known.panes);
        let left = known.until.saturating_sub(now).max(0);
        new.limit = (known.until > 0).then_some(left.unsigned_abs());
        started = known.started;
        ended.clone_from(&known.ended);
        found.clone_from(&known.findings);
    }
    let mut wait = Wait {
        run,
        request: new.request,
        kind: new.kind,
        wanted: new.wanted,
        panes: SortedMap::new(),
        started,
        timers: Vec::new(),
        json: new.json,
    };
    for (pane, from) in &new.panes {
        let missed = of_screen(access, *pane, |screen| screen.misses(from))
            || was_known && access.has_forgotten_lines(*pane);
        let wait_pane = WaitPane {
            from: *from,
            missed,
            met: SortedMap::new(),
            typed: new.typed.is_some(),
        };
        wait.panes.insert(*pane, wait_pane);
        let after = match &new.typed {
            Some(typed) if typed.runs_command => After::Command(typed.at_prompt),
            _ => After::Position,
        };
        let tests = tests(&wait.wanted, after);
        if !tests.is_empty() {
            let typed = new.typed.clone().unwrap_or_default();
            let spec = WatchSpec {
                id,
                from: *from,
                tests: tests.into_iter().map(|(test, _)| test).collect(),
                echo: typed.echo,
                echoes_twice: typed.echoes_twice,
            };
            world.effect(Effect::Pane(*pane, PaneEffect::Watch(Box::new(spec))));
        }
        if was_known {
            requests::watched(world, *pane);
        }
    }
    for (pane, condition, met) in &found.met {
        if let Some(pane) = wait.panes.get_mut(pane) {
            pane.met.insert(*condition, met.clone());
        }
    }
    let last = found
        .met
        .last()
        .map(|(pane, condition, _)| (*pane, *condition));
    let complete = last.filter(|_| wait.is_complete());
    world.automation.waits.insert(id, wait);
    if let Some((pane, stop, found)) = found.stopped {
        return end(
            world,
            access,
            id,
            Outcome::Stopped(pane, stop, Box::new(found)),
        );
    }
    if let Some((pane, condition)) = complete {
        return end(world, access, id, Outcome::Met(pane, condition));
    }
    if let Some(ms) = new.limit {
        start_timer(world, id, WaitTimer::Limit, ms);
    }
    for (pane, from) in new.panes {
        let exit = world.panes.get(&pane).and_then(|pane| pane.exit());
        if let Some(exit) = exit {
            pane_ended(world, access, id, pane, Some(exit));
        }
        if let Some(state) = pane_state::pane_state(world, pane) {
            state_is(world, access, id, pane, state);
        }
        begin_timers(world, access, id, pane, from);
    }
    for (pane, exit) in ended {
        let exit = exit.map(|(status, signal)| Exit { status, signal });
        pane_ended(world, access, id, pane, exit);
    }
    let running = |pane: &PaneId| {
        let pane = world.panes.get(pane);
        pane.is_some_and(|pane| matches!(pane.state, ProgramState::Running(_)))
    };
    let wait = world.automation.waits.get(&id);
    let start = wait.filter(|wait| wait.kind == WaitKind::Start);
    let started = start.and_then(|wait| wait.panes.keys().copied().find(running));
    if let Some(pane) = started {
        end(world, access, id, Outcome::Met(pane, 0));
    }
}

/// Gives the wait of a request, whose client asks again over a new link, to the queue `run`. False
/// if no wait of the request is in progress.
fn take_over(world: &mut World, run: u64, new: &NewWait) -> bool {
    let mut waits = world.automation.waits.values_mut();
    let known = waits.find(|wait| wait.request.is_some() && wait.request == new.request);
    if let Some(wait) = known {
        wait.run = run;
        return true;
    }
    false
}

/// How the queue of a command continues that has begun a wait.
pub(crate) fn flow(world: &World, run: u64) -> Flow {
    match world.automation.waits.values().any(|wait| wait.run == run) {
        true => Flow::Wait,
        false => Flow::Done,
    }
}

/// Starts the timers of the conditions that depend on time.
fn begin_timers(
    world: &mut World,
    access: &dyn PaneAccess,
    id: u64,
    pane: PaneId,
    from: ScreenPosition,
) {
    let Some(wait) = world.automation.waits.get(&id) else {
        return;
    };
    let conditions = &wait.wanted.conditions;
    let quiet = conditions.iter().filter_map(|condition| match condition {
        Condition::Quiet(ms) => Some(*ms),
        _ => None,
    });
    let quiet = quiet.min();
    let prompt = conditions.contains(&Condition::Prompt);
    if let Some(ms) = quiet {
        // The time before the position counts only if the wait looks back.
        let looks_back = from.stamp < of_screen(access, pane, Screen::stamp);
        let passed = if looks_back {
            access.output_age(pane)
        } else {
            0
        };
        start_timer(world, id, WaitTimer::Quiet(pane), ms.saturating_sub(passed));
    }
    if prompt && !has_marks(access, pane) {
        start_timer(world, id, WaitTimer::Prompt(pane), PROMPT_QUIET_MS);
    }
}

fn has_marks(access: &dyn PaneAccess, pane: PaneId) -> bool {
    of_screen(access, pane, |screen| screen.shell_counts().prompts > 0)
}

fn start_timer(world: &mut World, id: u64, kind: WaitTimer, ms: u64) {
    let timer = timers::start_timer(world, Purpose::Wait(id, kind), ms);
    if let Some(wait) = world.automation.waits.get_mut(&id) {
        wait.timers.push(timer);
    }
}

/// The meaning of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// The condition with this index.
    Condition(usize),
    /// The pattern with this index ends the wait.
    Stop(usize),
}

/// The tests on output that the conditions need, and what they mean.
fn tests(wanted: &WaitFor, after: After) -> Vec<(WatchTest, Meaning)> {
    let conditions = wanted.conditions.iter().enumerate();
    let conditions = conditions.filter_map(|(at, condition)| {
        let test = match condition {
            Condition::Line(pattern) => WatchTest::Line(pattern.clone()),
            Condition::Prompt => WatchTest::Prompt(after),
            Condition::Command => WatchTest::Command(after),
            Condition::Exit | Condition::Quiet(_) | Condition::State(_) | Condition::Gone => {
                return None;
            }
        };
        Some((test, Meaning::Condition(at)))
    });
    let stops = wanted.stops.iter().enumerate();
    let stops = stops.map(|(at, stop)| (WatchTest::Line(stop.clone()), Meaning::Stop(at)));
    conditions.chain(stops).collect()
}

/// Output of a pane met tests.
pub(crate) fn hits(world: &mut World, pane: PaneId, hits: Vec<WatchHit>, access: &dyn PaneAccess) {
    for hit in hits {
        let id = hit.watch & !OUTPUT_WATCH;
        let Some(wait) = world.automation.waits.get(&id) else {
            continue;
        };
        if hit.watch != id {
            world.effect(Effect::Pane(pane, PaneEffect::Unwatch(hit.watch)));
            start_timer(world, id, WaitTimer::Prompt(pane), PROMPT_QUIET_MS);
            continue;
        }
        let meanings = tests(&wait.wanted, After::Position);
        match meanings.get(hit.test).map(|(_, meaning)| *meaning) {
            Some(Meaning::Condition(at)) => {
                let prompt = wait.wanted.conditions.get(at) == Some(&Condition::Prompt);
                let by = prompt.then_some(PromptSign::Marks);
                let met = Met {
                    found: hit.found,
                    by,
                    ..Met::default()
                };
                meet(world, access, id, pane, at, met);
            }
            Some(Meaning::Stop(at)) => {
                let source = wait.wanted.stops.get(at).map(LinePattern::source);
                let source = source.unwrap_or_default().to_owned();
                end(
                    world,
                    access,
                    id,
                    Outcome::Stopped(pane, source, Box::new(hit.found)),
                );
            }
            None => {}
        }
    }
}

/// A condition of a pane is met. The wait ends if it needs no other.
fn meet(
    world: &mut World,
    access: &dyn PaneAccess,
    id: u64,
    pane: PaneId,
    condition: usize,
    met: Met,
) {
    let Some(wait) = world.automation.waits.get_mut(&id) else {
        return;
    };
    let Some(known) = wait.panes.get_mut(&pane) else {
        return;
    };
    let new = !known.met.contains_key(&condition);
    if new {
        known.met.insert(condition, met.clone());
    }
    let (request, complete) = (wait.request, wait.is_complete());
    if new {
        requests::met(world, request, pane, condition, met);
    }
    if complete {
        end(world, access, id, Outcome::Met(pane, condition));
    }
}

/// The waits for a pane.
pub(crate) fn waits_for(world: &World, pane: PaneId) -> Vec<u64> {
    let waits = world.automation.waits.iter();
    let waits = waits.filter(|(_, wait)| wait.panes.contains_key(&pane));
    waits.map(|(id, _)| *id).collect()
}

/// A pane of a wait was closed, or its program ended (the exit).
pub(crate) fn pane_ended(
    world: &mut World,
    access: &dyn PaneAccess,
    id: u64,
    pane: PaneId,
    exit: Option<Exit>,
) {
    let Some(wait) = world.automation.waits.get(&id) else {
        return;
    };
    let conditions = wait.wanted.conditions.clone();
    for (at, condition) in conditions.iter().enumerate() {
        let met = match condition {
            Condition::Exit => true,
            Condition::Gone => exit.is_none(),
            Condition::Line(_)
            | Condition::Quiet(_)
            | Condition::Prompt
            | Condition::Command
            | Condition::State(_) => false,
        };
        if met {
            let met = Met {
                exit: Some(exit.unwrap_or_default()),
                ..Met::default()
            };
            meet(world, access, id, pane, at, met);
        }
    }
    let hopeless = world.automation.waits.get(&id).is_some_and(|wait| {
        let cannot = |pane: &PaneId| cannot_be_met(world, wait, *pane);
        if wait.wanted.all {
            cannot(&pane)
        } else {
            wait.panes.keys().all(cannot)
        }
    });
    if hopeless {
        end(world, access, id, Outcome::Gone(pane, exit));
    }
}

/// Whether a pane cannot meet what is left: any condition, or one of them if all are needed. Its
/// program has ended, and is not started again.
fn cannot_be_met(world: &World, wait: &Wait, pane: PaneId) -> bool {
    let known = world.panes.get(&pane);
    if known.is_some_and(|known| known.exit().is_none()) {
        return false;
    }
    let met = wait.panes.get(&pane).map(|pane| &pane.met);
    let mut open = wait.wanted.conditions.iter().enumerate();
    // Every pane is closed some time.
    let hopeless = |(at, condition): (usize, &Condition)| {
        let is_met = met.is_some_and(|met| met.contains_key(&at));
        !is_met && *condition != Condition::Gone
    };
    if wait.wanted.all {
        open.any(hopeless)
    } else {
        open.all(hopeless)
    }
}

pub(crate) fn state_is(
    world: &mut World,
    access: &dyn PaneAccess,
    id: u64,
    pane: PaneId,
    state: &str,
) {
    let Some(wait) = world.automation.waits.get(&id) else {
        return;
    };
    let conditions = wait.wanted.conditions.clone();
    for (at, condition) in conditions.iter().enumerate() {
        if let Condition::State(wanted) = condition
            && wanted.iter().any(|wanted| wanted == state)
        {
            let met = Met {
                state: Some(state.to_owned()),
                ..Met::default()
            };
            meet(world, access, id, pane, at, met);
        }
    }
}

/// A timer of a wait is due.
pub(crate) fn timer(world: &mut World, id: u64, kind: WaitTimer, access: &dyn PaneAccess) {
    if !world.automation.waits.contains_key(&id) {
        return;
    }
    match kind {
        WaitTimer::Limit => end(world, access, id, Outcome::TimeOver),
        WaitTimer::Quiet(pane) => check_quiet(world, access, id, pane),
        WaitTimer::Prompt(pane) => check_prompt(world, access, id, pane),
    }
}

fn check_quiet(world: &mut World, access: &dyn PaneAccess, id: u64, pane: PaneId) {
    let age = access.output_age(pane);
    let Some(wait) = world.automation.waits.get(&id) else {
        return;
    };
    let conditions = wait.wanted.conditions.clone();
    let mut next = None;
    for (at, condition) in conditions.iter().enumerate() {
        let Condition::Quiet(ms) = condition else {
            continue;
        };
        if age >= *ms {
            let met = met_now(access, pane);
            meet(world, access, id, pane, at, met);
        } else {
            next = Some(next.map_or(ms - age, |next: u64| next.min(ms - age)));
        }
    }
    if let Some(ms) = next {
        start_timer(world, id, WaitTimer::Quiet(pane), ms.max(1));
    }
}

/// A condition is met by what the pane is now.
fn met_now(access: &dyn PaneAccess, pane: PaneId) -> Met {
    let found = of_screen(access, pane, |screen| {
        let position = screen.position();
        let alternate = screen.on_alternate();
        Found {
            line: (!alternate).then_some(position.line),
            position,
            alternate,
            ..Found::default()
        }
    });
    Met {
        found,
        ..Met::default()
    }
}

/// Checks whether a shell without marks is at its prompt: it is in the foreground, has read its
/// input, has no child there, and is quiet.
fn check_prompt(world: &mut World, access: &dyn PaneAccess, id: u64, pane: PaneId) {
    if has_marks(access, pane) {
        return;
    }
    let age = access.output_age(pane);
    if age < PROMPT_QUIET_MS {
        return start_timer(world, id, WaitTimer::Prompt(pane), PROMPT_QUIET_MS - age);
    }
    let terminal = access.terminal(pane).unwrap_or_default();
    if !terminal.idle || terminal.unread > 0 {
        // It prints a prompt when it is at one, so the next output is the time to look again.
        let from = of_screen(access, pane, Screen::position);
        let spec = WatchSpec {
            id: id | OUTPUT_WATCH,
            from,
            tests: vec![WatchTest::Output],
            echo: Vec::new(),
            echoes_twice: false,
        };
        return world.effect(Effect::Pane(pane, PaneEffect::Watch(Box::new(spec))));
    }
    let met = Met {
        by: Some(PromptSign::Quiet),
        ..met_now(access, pane)
    };
    let wait = world.automation.waits.get(&id);
    let conditions = wait.map(|wait| &wait.wanted.conditions);
    let mut conditions = conditions.into_iter().flatten();
    if let Some(at) = conditions.position(|condition| *condition == Condition::Prompt) {
        meet(world, access, id, pane, at, met);
    }
}

/// Ends a wait: prints its outcome, and lets the queue go on. The outcome of a wait whose client is
/// gone is kept until that comes back.
fn end(world: &mut World, access: &dyn PaneAccess, id: u64, outcome: Outcome) {
    let Some(wait) = forget(world, id) else {
        return;
    };
    if let Outcome::Stopped(pane, stop, found) = &outcome {
        requests::stopped(
            world,
            wait.request,
            (*pane, stop.clone(), (**found).clone()),
        );
    }
    if wait.run != NO_QUEUE {
        answer::answer(world, access, &wait, &outcome);
    }
}

/// Removes a wait with its watches and timers.
fn forget(world: &mut World, id: u64) -> Option<Wait> {
    let wait = world.automation.waits.remove(&id)?;
    for timer in &wait.timers {
        timers::stop_timer(world, Some(*timer));
    }
    for pane in wait.panes.keys() {
        if world.panes.contains_key(pane) {
            world.effect(Effect::Pane(*pane, PaneEffect::Unwatch(id)));
            world.effect(Effect::Pane(*pane, PaneEffect::Unwatch(id | OUTPUT_WATCH)));
        }
    }
    Some(wait)
}

/// The queue of a wait is gone with its client. A wait of a client that may come back goes on.
pub(crate) fn queue_ended(world: &mut World, run: u64) {
    let waits = world.automation.waits.iter();
    let waits = waits.filter(|(_, wait)| wait.run == run);
    let waits: Vec<(u64, Option<u64>)> = waits.map(|(id, wait)| (*id, wait.request)).collect();
    for (id, request) in waits {
        let kept = request.is_some_and(|n| world.automation.requests.contains_key(&n));
        match world.automation.waits.get_mut(&id).filter(|_| kept) {
            Some(wait) => wait.run = NO_QUEUE,
            None => drop(forget(world, id)),
        }
    }
}

/// The client of a request that lost its link has had time to come back.
pub(crate) fn end_lost(world: &mut World, request: u64) {
    if requests::end_lost(world, request) {
        let waits = world.automation.waits.iter();
        let waits = waits.filter(|(_, wait)| wait.request == Some(request));
        let waits: Vec<u64> = waits.map(|(id, _)| *id).collect();
        for id in waits {
            forget(world, id);
        }
    }
}

/// The program of a pane could not be started: the message of the system. A pane that was made for
/// a command which waits for the program is closed.
pub(crate) fn spawn_failed(world: &mut World, pane: PaneId, message: &str) {
    let waits = world.automation.waits.iter();
    let waits = waits.filter(|(_, wait)| {
        matches!(wait.kind, WaitKind::Program | WaitKind::Start) && wait.panes.contains_key(&pane)
    });
    let waits: Vec<u64> = waits.map(|(id, _)| *id).collect();
    for id in waits {
        if let Some(wait) = forget(world, id) {
            let waits = wait.kind == WaitKind::Program;
            close::close_new_pane(world, pane);
            answer::fail(world, wait.run, &not_started(message, waits));
        }
    }
}

/// The program of a pane has started.
pub(crate) fn started(world: &mut World, access: &dyn PaneAccess, pane: PaneId) {
    let waits = world.automation.waits.iter();
    let waits =
        waits.filter(|(_, wait)| wait.kind == WaitKind::Start && wait.panes.contains_key(&pane));
    let waits: Vec<u64> = waits.map(|(id, _)| *id).collect();
    for id in waits {
        end(world, access, id, Outcome::Met(pane, 0));
    }
}

/// The error of a program that could not be started. A command that waits for the program has the
/// exit status of env(1).
pub(crate) fn not_started(message: &str, waits: bool) -> Error {
    let missing = message.contains("No such file");
    let status = match (waits, missing) {
        (false, _) => 1,
        (true, true) => 127,
        (true, false) => 126,
    };
    let code = if missing {
        "not-found"
    } else {
        "not-executable"
    };
    Error::coded(status, code, message)
}

/// A position that a user gave, for a pane.
///
/// # Errors
/// If it is of another server or another pane.
pub(crate) fn continue_from(
    world: &World,
    position: &Position,
    pane: PaneId,
) -> Result<ScreenPosition> {
    if position.server != server_of(world.lineage) {
        let message = "the position is of another server";
        return Err(Error::coded(1, "other-server", message));
    }
    if position.pane != pane {
        let message = format!("the position is of pane {}, not of {pane}", position.pane);
        return Err(Error::coded(1, "other-pane", message));
    }
    Ok(position.screen)
}
