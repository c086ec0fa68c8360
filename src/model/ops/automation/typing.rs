//! Types text into panes for scripts: the text, then, when the program has read it, the keys after
//! it. One writer at a time has a pane; input of others waits for it.
//!
//! The server records how much of the text and of the keys is written, and the next one continues
//! there ([`WrittenPart`]). Only for a write whose result is not recorded it looks for a trace: the
//! terminal or the program has echoed the text, or it is unread. Panes whose programs have not
//! started have no record.

use crate::base::PaneId;
use crate::model::ops::automation::{answer, requests, waits};
use crate::model::ops::timers;
use crate::model::state::automation::request::{BeforeTyping, Typing};
use crate::model::state::automation::submission::{InputLock, Stage, Submission};
use crate::model::state::command::Flow;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::input::Exit;
use crate::model::state::pane_access::{PaneAccess, WrittenPart, of_screen};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::term::Screen;

/// How long the program may take to read the text, in milliseconds.
pub(crate) const READING_MS: u64 = 2000;

/// The time to the first look whether it has, in milliseconds. The system passes the bytes on with
/// a delay, so an earlier look would find nothing unread.
const FIRST_PAUSE_MS: u64 = 1;

/// The longest time between two looks, in milliseconds.
const LONGEST_PAUSE_MS: u64 = 20;

/// How long a new server waits for an echo before it takes text for unwritten, in milliseconds.
const ECHO_MS: u64 = 500;

/// Types a text when no other writer has the pane.
pub(crate) fn submit(world: &mut World, access: &dyn PaneAccess, submission: Submission) {
    let submissions = &mut world.automation.submissions;
    submissions.last += 1;
    let (id, pane) = (submissions.last, submission.pane);
    submissions.all.insert(id, submission);
    if let Some(lock) = submissions.locks.get_mut(&pane) {
        lock.waiting.push_back(id);
        return;
    }
    let lock = InputLock {
        owner: id,
        ..InputLock::default()
    };
    submissions.locks.insert(pane, lock);
    start(world, access, id);
}

/// How the queue of a command continues that types or waits.
pub(crate) fn flow(world: &World, run: u64) -> Flow {
    let mut all = world.automation.submissions.all.values();
    match all.any(|submission| submission.run == run) {
        true => Flow::Wait,
        false => waits::flow(world, run),
    }
}

/// Begins with a submission that has the lock of its pane.
fn start(world: &mut World, access: &dyn PaneAccess, id: u64) {
    let Some(submission) = world.automation.submissions.all.get(&id) else {
        return;
    };
    let (pane, run, request) = (submission.pane, submission.run, submission.request);
    let known = request.and_then(|number| world.automation.requests.get(&number));
    let typing = known.and_then(|known| known.typing);
    let first = known.and_then(|known| known.panes.first().map(|(_, from)| *from));
    let from = first.unwrap_or_else(|| waits::position(access, pane, false));
    let terminal = access.terminal(pane);
    let now = BeforeTyping {
        recorded: terminal.is_some(),
        echoes_twice: terminal.is_some_and(|terminal| terminal.lines && terminal.echo),
        at_prompt: of_screen(access, pane, Screen::at_prompt),
    };
    let before = requests::before_typing(world, request, now);
    let Some(submission) = world.automation.submissions.all.get_mut(&id) else {
        return;
    };
    submission.from = from;
    submission.record = request.filter(|_| before.recorded);
    match submission.wait.take() {
        Some(mut wait) => {
            if let Some(typed) = &mut wait.typed {
                typed.echoes_twice = before.echoes_twice;
                typed.at_prompt = before.at_prompt;
            }
            waits::begin(world, access, run, wait.starting_at(pane, from));
        }
        None => requests::begin(world, request, &[(pane, from)], None),
    }
    match typing {
        None => write_text(world, access, id),
        Some(_) if before.recorded => resume(world, access, id),
        Some(Typing::Text(stamp)) => look_for_trace(world, access, id, stamp, false),
        Some(Typing::Done(stamp)) => look_for_trace(world, access, id, stamp, true),
    }
}

/// The numbers under which the text and the keys of a request are recorded.
const fn record_numbers(request: u64) -> (u64, u64) {
    (request << 1, request << 1 | 1)
}

/// Continues what a previous server began, after what it has written.
fn resume(world: &mut World, access: &dyn PaneAccess, id: u64) {
    let Some(submission) = world.automation.submissions.all.get(&id) else {
        return;
    };
    let (pane, request) = (submission.pane, submission.request);
    let Some((text, keys)) = submission.record.map(record_numbers) else {
        return;
    };
    let known = request.and_then(|number| world.automation.requests.get(&number));
    let stamp = match known.and_then(|known| known.typing) {
        Some(Typing::Text(stamp) | Typing::Done(stamp)) => stamp,
        None => 0,
    };
    let tail = |bytes: &[u8], left: usize| bytes[bytes.len().saturating_sub(left)..].to_vec();
    let written = match submission.text.is_empty() {
        true => WrittenPart::All,
        false => access.recorded_input(pane, text),
    };
    match (written, access.recorded_input(pane, keys)) {
        (_, WrittenPart::All) => done(world, access, id, true),
        (WrittenPart::None, _) => write_text(world, access, id),
        (WrittenPart::Unknown, _) => look_for_trace(world, access, id, stamp, false),
        (WrittenPart::AllBut(left), _) => {
            let rest = tail(&submission.text, left);
            write(world, pane, rest, Some(text));
            set_stage(world, id, Stage::Text);
            timers::start_timer(world, Purpose::Submit(id), FIRST_PAUSE_MS);
        }
        (WrittenPart::All, WrittenPart::None) => read_or_wait(world, access, id),
        (WrittenPart::All, WrittenPart::Unknown) => {
            look_for_trace(world, access, id, stamp, true);
        }
        (WrittenPart::All, WrittenPart::AllBut(left)) => {
            let rest = tail(&submission.keys, left);
            write(world, pane, rest, Some(keys));
            done(world, access, id, true);
        }
    }
}

/// Goes on if there is a trace of the text, or of the keys, since the stamp. Else looks again
/// later.
fn look_for_trace(world: &mut World, access: &dyn PaneAccess, id: u64, stamp: u64, keys: bool) {
    let Some(submission) = world.automation.submissions.all.get(&id) else {
        return;
    };
    match has_echo(access, submission.pane, stamp) {
        true if keys => done(world, access, id, true),
        true => read_or_wait(world, access, id),
        false => {
            set_stage(world, id, Stage::Unsure(keys));
            timers::start_timer(world, Purpose::Submit(id), ECHO_MS);
        }
    }
}

/// Whether there was output since the stamp, or input is unread: what was written then has arrived.
/// Programs that show nothing leave no trace, so input that is not echoed counts as arrived.
fn has_echo(access: &dyn PaneAccess, pane: PaneId, stamp: u64) -> bool {
    let terminal = access.terminal(pane).unwrap_or_default();
    let silent = terminal.lines && !terminal.echo;
    silent || terminal.unread > 0 || of_screen(access, pane, Screen::stamp) > stamp
}

fn set_stage(world: &mut World, id: u64, stage: Stage) {
    if let Some(submission) = world.automation.submissions.all.get_mut(&id) {
        submission.stage = stage;
    }
}

/// Writes bytes past the lock, and records the progress under a number.
fn write(world: &mut World, pane: PaneId, bytes: Vec<u8>, record: Option<u64>) {
    if !bytes.is_empty() {
        world.changed = true;
        if let Some(number) = record {
            world
                .effects
                .push(Effect::Pane(pane, PaneEffect::RecordInput(number)));
        }
        world
            .effects
            .push(Effect::Pane(pane, PaneEffect::Write(bytes)));
    }
}

fn write_text(world: &mut World, access: &dyn PaneAccess, id: u64) {
    let Some(submission) = world.automation.submissions.all.get(&id) else {
        return;
    };
    let (pane, request, text) = (submission.pane, submission.request, submission.text.clone());
    let record = submission.record.map(|request| record_numbers(request).0);
    let stamp = of_screen(access, pane, Screen::stamp);
    requests::typed(world, request, Typing::Text(stamp));
    let empty = text.is_empty();
    write(world, pane, text, record);
    let lines = access.terminal(pane).is_none_or(|terminal| terminal.lines);
    // In lines mode only complete lines count as unread, and Enter is harmless.
    if empty || lines {
        return write_keys(world, access, id, true);
    }
    set_stage(world, id, Stage::Text);
    timers::start_timer(world, Purpose::Submit(id), FIRST_PAUSE_MS);
}

/// A timer of a submission is due.
pub(crate) fn timer(world: &mut World, id: u64, access: &dyn PaneAccess) {
    let submission = world.automation.submissions.all.get(&id);
    match submission.map(|submission| submission.stage) {
        Some(Stage::Text) => read_or_wait(world, access, id),
        Some(Stage::Unsure(keys)) => arrived_or_again(world, access, id, keys),
        Some(Stage::Waits) | None => {}
    }
}

/// Writes what a previous server did not, if there is no trace of it.
fn arrived_or_again(world: &mut World, access: &dyn PaneAccess, id: u64, keys: bool) {
    let Some(submission) = world.automation.submissions.all.get(&id) else {
        return;
    };
    let request = submission.request;
    let known = request.and_then(|number| world.automation.requests.get(&number));
    let stamp = known.and_then(|known| match known.typing {
        Some(Typing::Text(stamp) | Typing::Done(stamp)) => Some(stamp),
        None => None,
    });
    let arrived = stamp.is_none_or(|stamp| has_echo(access, submission.pane, stamp));
    match (arrived, keys) {
        (true, true) => done(world, access, id, true),
        (false, true) => write_keys(world, access, id, true),
        (true, false) => read_or_wait(world, access, id),
        (false, false) => write_text(world, access, id),
    }
}

/// Writes the keys if the program has read the text or takes too long; else looks again later.
fn read_or_wait(world: &mut World, access: &dyn PaneAccess, id: u64) {
    let now = world.now.mono;
    let Some(submission) = world.automation.submissions.all.get_mut(&id) else {
        return;
    };
    let terminal = access.terminal(submission.pane).unwrap_or_default();
    let read = terminal.unread == 0 || terminal.lines;
    if read || now >= submission.until {
        return write_keys(world, access, id, read);
    }
    submission.stage = Stage::Text;
    submission.pause = (submission.pause * 2).clamp(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
    let pause = submission.pause;
    timers::start_timer(world, Purpose::Submit(id), pause);
}

fn write_keys(world: &mut World, access: &dyn PaneAccess, id: u64, read: bool) {
    let Some(submission) = world.automation.submissions.all.get(&id) else {
        return;
    };
    let (pane, request, keys) = (submission.pane, submission.request, submission.keys.clone());
    let record = submission.record.map(|request| record_numbers(request).1);
    let stamp = of_screen(access, pane, Screen::stamp);
    requests::typed(world, request, Typing::Done(stamp));
    write(world, pane, keys, record);
    done(world, access, id, read);
}

/// A submission is complete: answers its queue unless that waits for more, and passes the lock on.
fn done(world: &mut World, access: &dyn PaneAccess, id: u64, read: bool) {
    let Some(submission) = world.automation.submissions.all.remove(&id) else {
        return;
    };
    if !submission.waits {
        answer::submitted(world, access, &submission, read);
    }
    unlock(world, access, submission.pane);
}

fn unlock(world: &mut World, access: &dyn PaneAccess, pane: PaneId) {
    let Some(mut lock) = world.automation.submissions.locks.remove(&pane) else {
        return;
    };
    let held = std::mem::take(&mut lock.held);
    write(world, pane, held, None);
    let known = &world.automation.submissions.all;
    let next = std::iter::from_fn(|| lock.waiting.pop_front()).find(|id| known.contains_key(id));
    if let Some(next) = next {
        lock.owner = next;
        world.automation.submissions.locks.insert(pane, lock);
        start(world, access, next);
    }
}

/// The client of a queue left: a text that has not begun is not typed. One that has is completed,
/// because half a line would mix with the next.
pub(crate) fn queue_ended(world: &mut World, run: u64) {
    let all = &mut world.automation.submissions.all;
    all.retain(|_, submission| submission.run != run || submission.stage != Stage::Waits);
}

/// A pane was closed, or its program ended (the exit).
pub(crate) fn pane_ended(world: &mut World, pane: PaneId, exit: Option<Exit>) {
    let restarts = world.panes.get(&pane).is_some_and(|p| p.exit().is_none());
    if restarts {
        return;
    }
    let submissions = &mut world.automation.submissions;
    submissions.locks.remove(&pane);
    let ended: Vec<u64> = submissions
        .all
        .iter()
        .filter(|(_, submission)| submission.pane == pane)
        .map(|(id, _)| *id)
        .collect();
    for id in ended {
        let Some(submission) = world.automation.submissions.all.remove(&id) else {
            continue;
        };
        // A wait that has begun fails by itself.
        if !submission.waits || submission.wait.is_some() {
            answer::fail(world, submission.run, &answer::gone(pane, exit));
        }
    }
}
