//! The snapshot of the world, which the server writes to shared memory after every change and the
//! next server reads after an upgrade or a crash.
//!
//! Paste buffers can be large and change seldom, so after a change the server writes the world
//! without them ([`save_without_buffers`]), and the buffers beside it when they changed
//! ([`save_buffers`]). An upgrade hands over the complete world ([`save`]), which all versions
//! read.

use crate::base::sorted::{SortedMap, SortedSet};
use crate::base::{BoxRect, Error, PaneId, Result, WindowId};
use crate::lang::tables::news;
use crate::layout::{Above, Floats};
use crate::model::ops::change_hooks;
use crate::model::ops::control::reconnect;
use crate::model::ops::lifecycle::{auto_layout, overlays_left, popup_lifecycle};
use crate::model::state::automation::Automation;
use crate::model::state::automation::event_log::EventLog;
use crate::model::state::automation::pane_state::PaneSignals;
use crate::model::state::automation::request::{
    Findings, Requests, RequestsBefore, RequestsFindings,
};
use crate::model::state::command::CommandDef;
use crate::model::state::control::{ControlLeft, Monitor};
use crate::model::state::host_info::HostInfo;
use crate::model::state::mode::line_times::LineTimes;
use crate::model::state::overlay::left::OverlaysLeft;
use crate::model::state::overlay::popup::{Popup, PopupOwner};
use crate::model::state::pane::{Pane, Pipe, ShellTimes};
use crate::model::state::pane_access::NoPanes;
use crate::model::state::saved_layout::FormerIds;
use crate::model::state::session::Group;
use crate::model::state::settings::access::AccessList;
use crate::model::state::settings::habits::Habits;
use crate::model::state::settings::hand_changes::HandChanges;
use crate::model::state::undo::UndoStack;
use crate::model::state::world::World;
use serde::Deserialize;

/// The version of the encoding. A reader refuses other versions, because postcard encodes fields by
/// position.
pub const VERSION: u16 = 2;

/// Data behind the world, so that additions need no new version: a reader ignores what follows the
/// parts it knows, and a missing part is empty.
type Pipes = SortedMap<PaneId, Pipe>;

type Groups = SortedMap<String, Group>;

/// The encoded undo stack, and the ids of earlier lineages. Their types grow; a reader that cannot
/// decode them starts with none.
type Undo = (Vec<u8>, FormerIds);
type Orders = SortedMap<WindowId, Vec<PaneId>>;
type PaneStates = (
    SortedMap<PaneId, PaneSignals>,
    SortedMap<PaneId, ShellTimes>,
);
type Watched = (Vec<(PopupOwner, ControlLeft)>, SortedMap<String, Monitor>);
/// The lists and prompts of clients, the monitors that fire only while they are true, and the
/// numbers for the texts of the configuration.
type Faces = (
    Vec<(PopupOwner, OverlaysLeft)>,
    SortedSet<String>,
    SortedMap<String, u64>,
);
type WindowFloats = SortedMap<WindowId, Floats>;
type WindowAbove = SortedMap<WindowId, Above>;
type EncodedTimes<'a> = SortedMap<PaneId, &'a [u8]>;

/// The version of the encoding of the buffers, which precedes them.
const BUFFERS_VERSION: u16 = 1;

/// Encodes the world without its paste buffers.
pub fn save_without_buffers(world: &mut World) -> Vec<u8> {
    let buffers = std::mem::take(&mut world.buffers);
    let bytes = save(world);
    world.buffers = buffers;
    bytes
}

/// Encodes the paste buffers; `None` if they have not changed since the last call.
pub fn save_buffers(world: &mut World) -> Option<Vec<u8>> {
    world.buffers.take_unsaved().then(|| {
        let start = BUFFERS_VERSION.to_le_bytes().to_vec();
        postcard::to_extend(&world.buffers, start).unwrap_or_default()
    })
}

/// Puts buffers that [`save_buffers`] encoded into `world`. Empty bytes mean that the world has its
/// buffers itself.
///
/// # Errors
/// If the bytes have another version or cannot be decoded.
pub fn load_buffers(world: &mut World, bytes: &[u8]) -> Result<()> {
    let Some((version, body)) = bytes.split_first_chunk::<2>() else {
        return Ok(());
    };
    let unreadable = || Error::protocol("the saved paste buffers cannot be read");
    if u16::from_le_bytes(*version) != BUFFERS_VERSION {
        return Err(unreadable());
    }
    world.buffers = postcard::from_bytes(body).map_err(|_| unreadable())?;
    Ok(())
}

/// Encodes the complete world.
pub fn save(world: &World) -> Vec<u8> {
    let start = VERSION.to_le_bytes().to_vec();
    let bytes = postcard::to_extend(world, start).unwrap_or_default();
    let bytes = postcard::to_extend(&world.pipes, bytes).unwrap_or_default();
    let bytes = postcard::to_extend(&world.groups, bytes).unwrap_or_default();
    let undo = postcard::to_allocvec(&(world.undo.encoded(), &world.former)).unwrap_or_default();
    let bytes = postcard::to_extend(&undo, bytes).unwrap_or_default();
    let bytes = postcard::to_extend(&orders(world), bytes).unwrap_or_default();
    let bytes = postcard::to_extend(&world.hand_changes, bytes).unwrap_or_default();
    let access = postcard::to_allocvec(&world.access).unwrap_or_default();
    let bytes = postcard::to_extend(&access, bytes).unwrap_or_default();
    let bytes = postcard::to_extend(&floats(world), bytes).unwrap_or_default();
    let popups = postcard::to_allocvec(&popup_lifecycle::to_save(world)).unwrap_or_default();
    let bytes = postcard::to_extend(&popups, bytes).unwrap_or_default();
    let sized = postcard::to_allocvec(&world.window_sized).unwrap_or_default();
    let bytes = postcard::to_extend(&sized, bytes).unwrap_or_default();
    let states = postcard::to_allocvec(&pane_states(world)).unwrap_or_default();
    let bytes = postcard::to_extend(&states, bytes).unwrap_or_default();
    let commands = postcard::to_allocvec(&world.command_log).unwrap_or_default();
    let bytes = postcard::to_extend(&commands, bytes).unwrap_or_default();
    let bytes = postcard::to_extend(&world.events.last, bytes).unwrap_or_default();
    let bytes = postcard::to_extend(&world.habits.encoded(), bytes).unwrap_or_default();
    let notices = postcard::to_allocvec(&world.notices).unwrap_or_default();
    let bytes = postcard::to_extend(&notices, bytes).unwrap_or_default();
    let watched = (reconnect::to_save(world), &world.monitors);
    let watched = postcard::to_allocvec(&watched).unwrap_or_default();
    let bytes = postcard::to_extend(&watched, bytes).unwrap_or_default();
    let requests = postcard::to_allocvec(&world.automation.requests).unwrap_or_default();
    let bytes = postcard::to_extend(&requests, bytes).unwrap_or_default();
    let bytes = postcard::to_extend(&above(world), bytes).unwrap_or_default();
    let times = world.line_times.iter();
    let times = times.filter(|(pane, _)| world.panes.contains_key(pane));
    let times: EncodedTimes<'_> = times
        .map(|(pane, times)| (*pane, times.encoded()))
        .collect();
    let times = postcard::to_allocvec(&times).unwrap_or_default();
    let bytes = postcard::to_extend(&times, bytes).unwrap_or_default();
    let searches = postcard::to_allocvec(&world.history_searches).unwrap_or_default();
    let bytes = postcard::to_extend(&searches, bytes).unwrap_or_default();
    let before = postcard::to_allocvec(&before_typing(world)).unwrap_or_default();
    let bytes = postcard::to_extend(&before, bytes).unwrap_or_default();
    let bytes = postcard::to_extend(news::VERSION, bytes).unwrap_or_default();
    let bytes = postcard::to_extend(&faces(world), bytes).unwrap_or_default();
    let findings = postcard::to_allocvec(&findings(world)).unwrap_or_default();
    postcard::to_extend(&findings, bytes).unwrap_or_default()
}

/// The parts of [`Faces`], encoded.
fn faces(world: &World) -> Vec<u8> {
    let parts = (
        overlays_left::to_save(world),
        &world.monitors_of_truth,
        &world.config_texts,
    );
    postcard::to_allocvec(&parts).unwrap_or_default()
}

/// What the waits of requests have found.
fn findings(world: &World) -> RequestsFindings {
    let requests = world.automation.requests.iter();
    let with_some = requests.filter(|(_, request)| request.findings != Findings::default());
    with_some
        .map(|(number, request)| (*number, request.findings.clone()))
        .collect()
}

/// The panes of requests before their texts were typed.
fn before_typing(world: &World) -> RequestsBefore {
    let requests = world.automation.requests.iter();
    let typing = requests.filter(|(_, request)| request.typing.is_some());
    typing
        .map(|(number, request)| (*number, request.before))
        .collect()
}

/// The panes above everything else of windows that have some, as an encoded part.
fn above(world: &World) -> Vec<u8> {
    let windows = world.windows.values();
    let with_some = windows.filter(|window| window.floats.above != Above::default());
    let all: WindowAbove = with_some.map(|w| (w.id, w.floats.above.clone())).collect();
    postcard::to_allocvec(&all).unwrap_or_default()
}

/// The signals about the states of panes, and the marks of their shells.
fn pane_states(world: &World) -> PaneStates {
    let marks = world.panes.values().map(|pane| (pane.id, pane.shell));
    let marks = marks.filter(|(_, shell)| *shell != ShellTimes::default());
    (world.pane_signals.clone(), marks.collect())
}

/// The floating panes of windows that have some, as an encoded part.
fn floats(world: &World) -> Vec<u8> {
    let windows = world.windows.values();
    let with_floats = windows.filter(|window| window.floats != Floats::default());
    let all: WindowFloats = with_floats.map(|w| (w.id, w.floats.clone())).collect();
    postcard::to_allocvec(&all).unwrap_or_default()
}

/// The order of the panes of windows where it is not that of the layout, as an encoded part.
fn orders(world: &World) -> Vec<u8> {
    let windows = world.windows.values().filter(|w| !w.order.is_empty());
    let orders: Orders = windows.map(|w| (w.id, w.order.clone())).collect();
    postcard::to_allocvec(&orders).unwrap_or_default()
}

/// Decodes a world that [`save`] encoded. It has no clients, which reconnect.
///
/// # Errors
/// If the bytes have another version or cannot be decoded.
pub fn load(bytes: &[u8], host: HostInfo, commands: &'static [CommandDef]) -> Result<World> {
    let (version, body) = bytes
        .split_first_chunk::<2>()
        .ok_or_else(|| Error::protocol("the saved state is empty"))?;
    let version = u16::from_le_bytes(*version);
    if version != VERSION {
        return Err(Error::protocol(format!(
            "the saved state has version {version}, and this mux reads {VERSION}"
        )));
    }
    let unreadable = |e| Error::protocol(format!("the saved state cannot be read: {e}"));
    let (world, mut rest): (World, &[u8]) = postcard::take_from_bytes(body).map_err(unreadable)?;
    let rest = &mut rest;
    let pipes: Pipes = next(rest);
    let groups: Groups = next(rest);
    let (undo, former): Undo = next_part(rest);
    let orders: Orders = next_part(rest);
    let hand_changes: HandChanges = next(rest);
    let access: AccessList = next_part(rest);
    let floats: WindowFloats = next_part(rest);
    let popups_left: Vec<(PopupOwner, Popup)> = next_part(rest);
    let window_sized: SortedSet<PaneId> = next_part(rest);
    let (pane_signals, shells): PaneStates = next_part(rest);
    let command_log = next_part(rest);
    let last_event: u64 = next(rest);
    let habits = Habits::decode(next(rest));
    let notices = next_part(rest);
    let (control_left, monitors): Watched = next_part(rest);
    let mut requests: Requests = next_part(rest);
    let above: WindowAbove = next_part(rest);
    let times = next_part::<EncodedTimes<'_>>(rest).into_iter();
    let line_times = times.map(|(pane, bytes)| (pane, LineTimes::decode(bytes)));
    let history_searches = next_part(rest);
    for (number, before) in next_part::<RequestsBefore>(rest) {
        if let Some(request) = requests.get_mut(&number) {
            request.before = before;
        }
    }
    let program_before: String = next(rest);
    let (overlays_left, monitors_of_truth, config_texts): Faces = next_part(rest);
    for (number, findings) in next_part::<RequestsFindings>(rest) {
        if let Some(request) = requests.get_mut(&number) {
            request.findings = findings;
        }
    }
    let mut world = World {
        host,
        commands,
        pipes,
        groups,
        undo: UndoStack::decode(&undo),
        former,
        hand_changes,
        access,
        popups_left,
        overlays_left,
        monitors_of_truth,
        config_texts,
        window_sized,
        pane_signals,
        command_log,
        events: EventLog::after_number(last_event),
        habits,
        notices,
        control_left,
        monitors,
        line_times: line_times.collect(),
        history_searches,
        automation: Automation {
            requests,
            ..Automation::default()
        },
        program_before,
        ..world
    };
    for (window, order) in orders {
        if let Some(window) = world.windows.get_mut(&window) {
            window.order = order;
        }
    }
    for (window, floats) in floats {
        if let Some(window) = world.windows.get_mut(&window) {
            window.floats = floats;
        }
    }
    for (window, above) in above {
        if let Some(window) = world.windows.get_mut(&window) {
            window.floats.above = above;
        }
    }
    for (pane, shell) in shells {
        if let Some(pane) = world.panes.get_mut(&pane) {
            pane.shell = shell;
        }
    }
    float_lost_panes(&mut world);
    let windows: Vec<WindowId> = world.windows.keys().copied().collect();
    for window in windows {
        auto_layout::follow(&mut world, window);
    }
    // The decoded state is the baseline of change hooks: without it the first comparison would
    // report every window as newly linked.
    change_hooks::diff_observed(&mut world, &NoPanes);
    Ok(world)
}

/// Decodes the next value of `rest`. It is the default in the state of an earlier version, which
/// ends before it.
fn next<'a, T: Deserialize<'a> + Default>(rest: &mut &'a [u8]) -> T {
    let (value, after) = postcard::take_from_bytes(rest).unwrap_or_default();
    *rest = after;
    value
}

/// Decodes the next part of `rest`, whose length is before it. It is the default if it is missing or
/// another version encoded it.
fn next_part<'a, T: Deserialize<'a> + Default>(rest: &mut &'a [u8]) -> T {
    postcard::from_bytes(next(rest)).unwrap_or_default()
}

/// Lets panes float whose window has no place for them: floating panes that another version wrote
/// in a form which this one cannot decode.
fn float_lost_panes(world: &mut World) {
    let placed = |pane: &Pane| {
        let window = world.windows.get(&pane.window);
        window.is_none_or(|window| window.panes().contains(&pane.id))
    };
    let panes = world.panes.values().filter(|pane| !placed(pane));
    let lost: Vec<(PaneId, WindowId)> = panes.map(|pane| (pane.id, pane.window)).collect();
    for (pane, window) in lost {
        let bordered = world.is_bordered(pane);
        if let Some(window) = world.windows.get_mut(&window) {
            let (x, y) = window.floats.next_corner(window.tree.size());
            let size = world.panes.get(&pane).map(|pane| pane.size.clamped());
            let rect = BoxRect::new(x, y, size.unwrap_or_default().clamped());
            window.float(pane, rect, bordered);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::commands::COMMANDS;
    use crate::model::testing::TestWorld;

    fn load_again(bytes: &[u8], buffers: &[u8]) -> Vec<String> {
        let mut world = load(bytes, TestWorld::host(), COMMANDS).unwrap();
        load_buffers(&mut world, buffers).unwrap();
        let buffers = world.buffers.latest_first();
        buffers.map(|buffer| buffer.name.clone()).collect()
    }

    #[test]
    fn commands_that_print_leave_the_snapshot_as_it_was() {
        let mut fixture = TestWorld::new();
        fixture.ok("set-buffer text");
        let before = save(&fixture.world);
        for command in COMMANDS.iter().filter(|command| !command.changes_world) {
            fixture.world.take_changed();
            let flag = match command.name {
                "capture-pane" | "display-message" => " -p",
                _ => "",
            };
            fixture.ok(&format!("{}{flag}", command.name));
            assert!(!fixture.world.take_changed(), "{}", command.name);
            assert!(save(&fixture.world) == before, "{}", command.name);
        }
        fixture.ok("capture-pane");
        assert!(fixture.world.take_changed());
        fixture.ok("rename-window other");
        assert!(fixture.world.take_changed());
    }

    #[test]
    fn the_encoded_key_tables_follow_every_change() {
        let mut fixture = TestWorld::new();
        for command in [
            "bind X display hi",
            "bind -T mine a ls",
            "unbind X",
            "unbind -aT mine",
        ] {
            save(&fixture.world);
            fixture.ok(command);
            let plain = postcard::to_allocvec(&*fixture.world.keys).unwrap();
            let encoded = postcard::to_allocvec(&fixture.world.keys).unwrap();
            assert!(plain == encoded, "{command}");
            let bytes = save(&fixture.world);
            let loaded = load(&bytes, TestWorld::host(), COMMANDS).unwrap();
            assert!(loaded.keys.0 == fixture.world.keys.0, "{command}");
        }
    }

    #[test]
    fn changes_by_hand_are_saved_behind_the_world() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -g prefix C-q ; bind X display hi ; setenv -g A b");
        let written = fixture.ok("options --write");
        let bytes = save(&fixture.world);
        fixture.world = load(&bytes, TestWorld::host(), COMMANDS).unwrap();
        assert_eq!(fixture.ok("options --write"), written);
        fixture.ok("options --forget prefix");
        assert_eq!(fixture.ok("show -gv prefix"), "C-b\n");
        // A world of an older server has none.
        fixture.world.hand_changes = HandChanges::default();
        let older = save(&fixture.world);
        let cut = &older[..older.len() - 6];
        assert!(load(cut, TestWorld::host(), COMMANDS).is_ok());
    }

    #[test]
    fn habits_are_saved_behind_the_world() {
        let mut fixture = TestWorld::new();
        fixture.world.habits.visited("/src", 7);
        fixture.world.habits.chosen("command\tneww");
        let habits = fixture.world.habits.clone();
        let bytes = save(&fixture.world);
        fixture.world = load(&bytes, TestWorld::host(), COMMANDS).unwrap();
        assert_eq!(fixture.world.habits, habits);
    }

    #[test]
    fn the_users_with_access_are_saved_behind_the_world() {
        let mut fixture = TestWorld::new();
        fixture.ok("server-access -a bob ; server-access -ar amy");
        let bytes = save(&fixture.world);
        fixture.world = load(&bytes, TestWorld::host(), COMMANDS).unwrap();
        assert_eq!(fixture.ok("server-access -l"), "bob (W)\namy (R)\n");
    }

    #[test]
    fn panes_that_have_the_size_of_a_zoomed_window_are_saved_behind_the_world() {
        let mut fixture = TestWorld::new();
        fixture.ok("split-window -Z ; split-window -Z");
        let sized = fixture.world.window_sized.clone();
        assert!(!sized.is_empty());
        let bytes = save(&fixture.world);
        fixture.world = load(&bytes, TestWorld::host(), COMMANDS).unwrap();
        assert_eq!(fixture.world.window_sized, sized);
    }

    #[test]
    fn buffers_are_saved_beside_the_world_when_they_change() {
        let mut fixture = TestWorld::new();
        let world = &mut fixture.world;
        assert!(save_buffers(world).is_some(), "the first snapshot has them");
        assert_eq!(save_buffers(world), None);
        let large = vec![b'x'; 100_000];
        world.buffers.put(Some("large"), large, 0, 10);
        let buffers = save_buffers(world).unwrap();
        assert_eq!(save_buffers(world), None);
        let small = save_without_buffers(world);
        assert!(small.len() < 100_000 && buffers.len() > 100_000);
        assert_eq!(load_again(&small, &buffers), ["large"]);
        // A complete world, as an upgrade hands it over, and as servers of 0.1.0 write it.
        assert_eq!(load_again(&save(world), b""), ["large"]);
        world.buffers.remove(Some("large")).unwrap();
        let none = save_buffers(world).unwrap();
        assert!(load_again(&save_without_buffers(world), &none).is_empty());
        assert!(load_buffers(world, &[9, 9, 1]).is_err());
    }
}
