//! Restores a saved layout: performs a plan of sessions, windows and panes. Objects that are open
//! are left as they are, so a second restore changes nothing.

use crate::base::sorted::{SortedMap, sort_by_key};
use crate::base::{Axis, BoxRect, PaneId, SessionId, Size, WindowId, counted};
use crate::lang::tables::{choices, options};
use crate::lang::time;
use crate::layout::{Float, Floats, Restack, Split, Tree};
use crate::model::ops::lifecycle::{
    pane_lifecycle, session_lifecycle, start_notes, window_lifecycle,
};
use crate::model::ops::{group, message_log, window_size};
use crate::model::persist::plan::{self, Plan, SessionPlan, SessionTarget, WindowHow, WindowPlan};
use crate::model::state::effect::SavedLines;
use crate::model::state::location::Location;
use crate::model::state::options::{OptionScope, OptionSet};
use crate::model::state::pane::Pane;
use crate::model::state::saved_layout::{SavedLayout, SavedPane, SavedSession, SavedWindow};
use crate::model::state::session::{Membership, Session, Winlink};
use crate::model::state::store_request::{RestoreFilter, StartNote};
use crate::model::state::window::Window;
use crate::model::state::world::World;

/// A restore that is being performed.
struct Restore<'a> {
    saved: &'a SavedLayout,
    /// Restored windows become current again if they were.
    select: bool,
    /// New ids by saved ids.
    windows: SortedMap<WindowId, WindowId>,
    panes: SortedMap<PaneId, PaneId>,
}

/// Restores the saved sessions when the config is loaded, if the option `restore` is `on`. With
/// `ask`, the first client gets a message instead.
pub(crate) fn restore_at_start(world: &mut World) {
    let Some(found) = world.found_layout.take() else {
        return;
    };
    for note in found.notes {
        world.startup_messages.push(note.clone());
        message_log::log_message(world, note);
    }
    world.undo = found.undo;
    if found.saved.is_empty() {
        return;
    }
    let (text, restored) = match world.get(options::RESTORE, OptionScope::Server) {
        choices::Restore::Off => return,
        choices::Restore::On => {
            let plan = plan::plan(world, &found.saved, &RestoreFilter::default());
            restore(world, &found.saved, &plan, true);
            let sessions = counted(world.sessions.len(), "session");
            let (panes, at) = (counted(world.panes.len(), "pane"), moment(world, found.at));
            (format!("Restored {sessions}, {panes} from {at}"), true)
        }
        choices::Restore::Ask => {
            let count = counted(found.saved.sessions.len(), "saved session");
            (format!("{count} can be restored: mux restore"), false)
        }
    };
    message_log::log_message(world, text.clone());
    world.start_note = Some(StartNote {
        text: start_notes::with_news(world, text, &found.saved.program),
        restored,
        for_new_clients: false,
    });
}

/// A time for a message, to the minute, without the date if it is today. `at` is in milliseconds
/// since 1970.
fn moment(world: &World, at: i64) -> String {
    let at = at.div_euclid(1000);
    let day = |at| time::strftime_at("%Y-%m-%d", at, world.now);
    let template = if day(at) == day(world.now.unix()) {
        "%H:%M"
    } else {
        "%Y-%m-%d %H:%M"
    };
    time::strftime_at(template, at, world.now)
}

/// Performs a plan for `saved`. `select` makes restored windows current if they were. A world
/// without panes continues the saved lineage and its ids, so that scrollback stays with its panes.
pub(crate) fn restore(world: &mut World, saved: &SavedLayout, plan: &Plan, select: bool) {
    if plan.is_empty() {
        return;
    }
    if world.panes.is_empty() {
        continue_lineage(world, saved);
    }
    let mut restore = Restore {
        saved,
        select,
        windows: SortedMap::new(),
        panes: SortedMap::new(),
    };
    for session in &plan.sessions {
        let Some(from) = saved.sessions.iter().find(|s| s.id == session.saved) else {
            continue;
        };
        match &session.target {
            SessionTarget::New(name) => new_session(world, &mut restore, from, name, session),
            SessionTarget::Running(id, _) => {
                extend_session(world, &mut restore, from, *id, session);
            }
        }
    }
    if world.marked.is_none() {
        let marked = saved.marked;
        world.marked = marked.and_then(|pane| restore.panes.get(&pane).copied());
    }
    for window in restore.windows.values() {
        window_size::update_pane_sizes(world, *window);
    }
    window_size::update_window_sizes(world);
    window_size::redraw_all(world);
}

/// Makes a world without panes the next of the saved lineage. New ids follow all ids that are known
/// of that lineage.
fn continue_lineage(world: &mut World, saved: &SavedLayout) {
    world.lineage = saved.lineage;
    world.former = saved.former.clone();
    let closed = world.undo.steps().iter().map(|step| &step.layout);
    let known = closed.filter(|layout| layout.lineage == saved.lineage);
    let next = known.chain([saved]).map(|layout| layout.next);
    let [session, window, pane] = next.fold([0; 3], |[s, w, p], [session, window, pane]| {
        [s.max(session), w.max(window), p.max(pane)]
    });
    world.next.session = world.next.session.max(session);
    world.next.window = world.next.window.max(window);
    world.next.pane = world.next.pane.max(pane);
}

/// Restores a session that does not run.
fn new_session(
    world: &mut World,
    restore: &mut Restore<'_>,
    from: &SavedSession,
    name: &str,
    plan: &SessionPlan,
) {
    let lineage = restore.saved.lineage;
    let mut windows = SortedMap::new();
    let mut new = Vec::new();
    for planned in &plan.windows {
        let window = restore_window(world, restore, planned);
        windows.extend(window.map(|window| (planned.index, Winlink::new(window))));
        if planned.how == WindowHow::New {
            new.extend(window.map(|window| (planned.index, window)));
        }
    }
    let Some(first) = windows.keys().next().copied() else {
        return;
    };
    let current = if windows.contains_key(&from.current) {
        from.current
    } else {
        first
    };
    let used = restore.saved.used.get(&from.id).copied();
    let id = session_id(world, lineage, from.id);
    let session = Session {
        id,
        name: name.to_owned(),
        windows,
        current,
        last: from.last.clone(),
        options: from.options.clone(),
        environment: from.environment.clone(),
        cwd: from.cwd.clone(),
        created: from.created,
        activity: used.unwrap_or(world.now.wall),
        last_attached: from.last_attached,
    };
    world.sessions.insert(id, session);
    world.presence.expected.insert(id);
    if (world.lineage, id) != (lineage, from.id) {
        world.former.sessions.push((lineage, from.id, id));
    }
    if !from.group.is_empty() {
        let membership = Membership {
            group: from.group.clone(),
            with: None,
        };
        group::join_group(world, id, &membership);
    }
    for (index, window) in new {
        let place = Location {
            session: id,
            index,
            window,
            pane: PaneId(0),
        };
        start_panes(world, restore, place);
    }
}

/// Restores windows and panes into a running session.
fn extend_session(
    world: &mut World,
    restore: &mut Restore<'_>,
    from: &SavedSession,
    id: SessionId,
    plan: &SessionPlan,
) {
    for planned in &plan.windows {
        let Some(window) = restore_window(world, restore, planned) else {
            continue;
        };
        let index = put_window(world, id, planned.index, window);
        let place = Location {
            session: id,
            index,
            window,
            pane: PaneId(0),
        };
        if planned.how == WindowHow::New {
            start_panes(world, restore, place);
        }
        if restore.select
            && from.current == planned.index
            && let Some(session) = world.sessions.get_mut(&id)
        {
            session.select(index);
        }
    }
    session_lifecycle::session_changed(world, id);
}

/// Performs the plan of one window. Returns the window to link to the session.
fn restore_window(
    world: &mut World,
    restore: &mut Restore<'_>,
    planned: &WindowPlan,
) -> Option<WindowId> {
    let from = restore.saved.window(planned.saved)?;
    match planned.how {
        WindowHow::New => new_window(world, restore, from, planned),
        WindowHow::Link => {
            let made = restore.windows.get(&from.id).copied();
            made.or_else(|| world.present_window(restore.saved.lineage, from.id))
        }
        WindowHow::Extend => {
            let id = world.present_window(restore.saved.lineage, from.id)?;
            extend_window(world, restore, from, id, planned);
            None
        }
    }
}

/// Links a restored window to a session, at its index if possible. With `renumber-windows` the
/// windows that moved down make room; otherwise the next free index is taken.
fn put_window(world: &mut World, id: SessionId, index: u32, window: WindowId) -> u32 {
    let renumbers = world.get(options::RENUMBER_WINDOWS, OptionScope::Session(Some(id)));
    let Some(session) = world.sessions.get_mut(&id) else {
        return index;
    };
    if renumbers && session.windows.contains_key(&index) {
        session.shuffle_up(index);
    }
    let index = session.free_index(index);
    session.windows.insert(index, Winlink::new(window));
    index
}

/// Restores the panes of a plan as a new window.
fn new_window(
    world: &mut World,
    restore: &mut Restore<'_>,
    from: &SavedWindow,
    planned: &WindowPlan,
) -> Option<WindowId> {
    let lineage = restore.saved.lineage;
    let same = lineage == world.lineage || from.id.0 >= world.next.window;
    let id = if same && !world.windows.contains_key(&from.id) {
        from.id
    } else {
        window_lifecycle::new_window_id(world)
    };
    world.next.window = world.next.window.max(id.0 + 1);
    let panes = restore_panes(world, restore, from, id, &planned.panes);
    let first = *panes.first()?;
    let new = |old: PaneId| restore.panes.get(&old).copied();
    let floats = saved_floats(world, from, new);
    let tiled: Vec<PaneId> = panes
        .iter()
        .filter(|pane| !floats.contains(**pane))
        .copied()
        .collect();
    let tree = saved_tree(from, new).filter(|tree| tiled.iter().all(|pane| tree.contains(*pane)));
    let tree = tree.unwrap_or_else(|| column(world, &tiled));
    tiled
        .iter()
        .filter(|pane| !tree.contains(**pane))
        .for_each(|pane| drop(world.panes.remove(pane)));
    let window = Window {
        name: from.name.clone(),
        zoomed: from.zoomed && panes.len() > 1,
        floats,
        active: new(from.active).unwrap_or(first),
        last: from.last.iter().filter_map(|old| new(*old)).collect(),
        manual: from.manual,
        options: from.options.clone(),
        order: from.order.iter().filter_map(|pane| new(*pane)).collect(),
        created: from.created,
        ..bare_window(world, id, tree, first)
    };
    world.windows.insert(id, window);
    restore.windows.insert(from.id, id);
    if (world.lineage, id) != (lineage, from.id) {
        world.former.windows.push((lineage, from.id, id));
    }
    Some(id)
}

/// A window without a name, options and a past.
fn bare_window(world: &World, id: WindowId, tree: Tree, active: PaneId) -> Window {
    Window {
        id,
        name: String::new(),
        tree: tree.with_border(world.border_status(id)),
        zoomed: false,
        active,
        last: Vec::new(),
        manual: None,
        options: OptionSet::default(),
        preset: None,
        old_layout: None,
        order: Vec::new(),
        scrollbars: Default::default(),
        stacked: false,
        spacing: Default::default(),
        floats: Floats::default(),
        created: world.now.wall,
        activity: world.now.wall,
        wrote: world.now.mono,
    }
}

/// Restores panes into a window that is open, at their places. If the window has no space for them,
/// they become a window of their own.
fn extend_window(
    world: &mut World,
    restore: &mut Restore<'_>,
    from: &SavedWindow,
    id: WindowId,
    planned: &WindowPlan,
) {
    let Some(beside) = world.windows.get(&id).map(|window| window.active) else {
        return;
    };
    let Some(place) = world.pane_location(beside) else {
        return;
    };
    let panes = restore_panes(world, restore, from, id, &planned.panes);
    let lineage = restore.saved.lineage;
    let now = |old: PaneId| {
        let made = restore.panes.get(&old).copied();
        made.or_else(|| world.present_pane(lineage, old))
    };
    let (active, last) = (now(from.active), from.last.last().copied().and_then(now));
    let before = saved_tree(from, now);
    let saved = saved_floats(world, from, now);
    let Some(window) = world.windows.get_mut(&id) else {
        return;
    };
    let (mut floats, tiled): (Vec<PaneId>, Vec<PaneId>) =
        panes.iter().partition(|pane| saved.contains(**pane));
    let tree = if tiled.is_empty() {
        Some(window.tree.clone())
    } else if window.tree.is_vacant() {
        let before = before.and_then(|before| before.only(&tiled));
        before.map(|tree| tree.resize(window.size()).with_border(window.tree.border()))
    } else {
        before.and_then(|before| window.tree.put_back(&before, &tiled).ok())
    };
    let Some(tree) = tree else {
        return separate_window(world, restore, from, place, &panes);
    };
    window.tree = tree;
    window.zoomed = false;
    // The one that was in front is added last.
    sort_by_key(&mut floats, |pane| std::cmp::Reverse(saved.depth(*pane)));
    for float in floats.iter().filter_map(|pane| saved.get(*pane)) {
        window.floats.add(*float);
        window
            .floats
            .restack(float.pane, Restack::To(saved.depth(float.pane)));
    }
    if let Some(active) = active.filter(|active| panes.contains(active)) {
        window.select(active);
    } else if let Some(last) = last.filter(|last| panes.contains(last)) {
        window.last.push(last);
    }
    window.zoomed = from.zoomed && active == Some(window.active);
    restore.windows.insert(from.id, id);
    start_panes(world, restore, place);
}

/// Puts panes that have no space in the window at `beside` into a new window behind it.
fn separate_window(
    world: &mut World,
    restore: &mut Restore<'_>,
    from: &SavedWindow,
    beside: Location,
    panes: &[PaneId],
) {
    let Some(first) = panes.first().copied() else {
        return;
    };
    let id = window_lifecycle::new_window_id(world);
    for pane in panes {
        pane_lifecycle::set_window(world, *pane, id);
    }
    let tree = column(world, panes);
    let window = Window {
        name: from.name.clone(),
        options: from.options.clone(),
        ..bare_window(world, id, tree, first)
    };
    world.windows.insert(id, window);
    let index = put_window(world, beside.session, beside.index + 1, id);
    let place = Location {
        index,
        window: id,
        ..beside
    };
    start_panes(world, restore, place);
    window_size::update_pane_sizes(world, id);
    session_lifecycle::session_changed(world, place.session);
}

/// The saved layout with the present ids of its panes. Panes without one are left out; `None` if
/// the layout string cannot be parsed or no pane is left.
fn saved_tree(from: &SavedWindow, now: impl Fn(PaneId) -> Option<PaneId>) -> Option<Tree> {
    let tiled = from.tiled();
    let tree = Tree::parse(&from.layout, &tiled).ok()?;
    let lost = tiled.iter().filter(|old| now(**old).is_none());
    let tree = lost
        .copied()
        .try_fold(tree, |tree, old| tree.remove(old).ok()?)?;
    let panes: Option<Vec<PaneId>> = tree.panes().into_iter().map(now).collect();
    Some(tree.with_panes(&panes?))
}

/// The saved floating panes with their present ids. Panes without one are left out.
fn saved_floats(
    world: &World,
    from: &SavedWindow,
    now: impl Fn(PaneId) -> Option<PaneId>,
) -> Floats {
    let mut floats = Floats::default();
    let order: Vec<PaneId> = from.floats.iter().filter_map(|f| now(f.pane)).collect();
    for old in &from.panes {
        let saved = from.floats.iter().find(|float| float.pane == *old);
        if let (Some(saved), Some(pane)) = (saved, now(*old)) {
            let size = Size::new(saved.cols, saved.rows).clamped();
            floats.add(Float {
                pane,
                rect: BoxRect::new(saved.x, saved.y, size),
                of: saved.of,
                bordered: world.is_bordered(pane),
            });
        }
    }
    for saved in &from.places_before {
        if let Some(pane) = now(saved.pane) {
            let size = Size::new(saved.cols, saved.rows).clamped();
            floats.remember(pane, BoxRect::new(saved.x, saved.y, size));
        }
    }
    floats.set_order(&order);
    floats.hidden = from.floats_hidden && !floats.is_empty();
    floats
}

/// A layout that stacks the panes, for a layout string that cannot be parsed.
fn column(world: &World, panes: &[PaneId]) -> Tree {
    let size = window_size::new_window_size(world, None);
    let Some(first) = panes.first().copied() else {
        return Tree::vacant(size);
    };
    let single = Tree::single(first, size);
    panes.iter().skip(1).fold(single, |tree, pane| {
        let split = Split {
            axis: Axis::TopBottom,
            before: false,
            full: true,
            size: None,
        };
        tree.split(first, *pane, split).unwrap_or(tree)
    })
}

/// Creates panes of a saved window, without programs.
fn restore_panes(
    world: &mut World,
    restore: &mut Restore<'_>,
    from: &SavedWindow,
    window: WindowId,
    wanted: &[PaneId],
) -> Vec<PaneId> {
    let saved = restore.saved;
    let mut made = Vec::new();
    for old in from.panes.iter().filter(|pane| wanted.contains(pane)) {
        if let Some(pane) = saved.pane(*old) {
            let id = restore_pane(world, saved.lineage, pane, window);
            restore.panes.insert(pane.id, id);
            made.push(id);
        }
    }
    made
}

fn restore_pane(world: &mut World, lineage: i64, from: &SavedPane, window: WindowId) -> PaneId {
    // In another lineage only an id that was never used is free, because scrollback is saved by id.
    let same = lineage == world.lineage || from.id.0 >= world.next.pane;
    let id = if same && !world.panes.contains_key(&from.id) {
        from.id
    } else {
        PaneId(world.next.pane)
    };
    world.next.pane = world.next.pane.max(id.0 + 1);
    let pane = Pane {
        id,
        window,
        title: from.title.clone(),
        command: if from.without_program() {
            from.command.clone()
        } else {
            vec![]
        },
        cwd: from.cwd.clone(),
        extra_env: from.env.clone(),
        options: from.options.clone(),
        input_off: from.input_off,
        ..Pane::default()
    };
    world.panes.insert(id, pane);
    if (world.lineage, id) != (lineage, from.id) {
        world.former.panes.push((lineage, from.id, id));
    }
    id
}

/// Starts the shells of the restored panes of a window, with the saved scrollback and the command
/// to type at their prompts.
fn start_panes(world: &mut World, restore: &Restore<'_>, place: Location) {
    let saved = restore.saved;
    let made = restore.panes.iter();
    let made: Vec<(PaneId, PaneId)> = made.map(|(old, new)| (*old, *new)).collect();
    for (old, pane) in made {
        let here = world
            .panes
            .get(&pane)
            .is_some_and(|p| p.window == place.window);
        let Some(from) = saved.pane(old).filter(|_| here) else {
            continue;
        };
        let words = if from.running.is_empty() {
            from.command.clone()
        } else {
            from.running.clone()
        };
        let offer =
            (!words.is_empty() && !from.without_program()).then(|| command_to_type(world, &words));
        let waits = offer.as_ref().is_some_and(|offer| !offer.ends_with('\r'));
        let lines = SavedLines {
            lineage: saved.lineage,
            pane: from.id,
            command_waits: waits,
        };
        pane_lifecycle::start_program(world, Location { pane, ..place }, Some(lines));
        if let Some(offer) = offer {
            world.restored_commands.insert(pane, (offer, None));
        }
    }
}

/// The text to type at the prompt for a program that ran: its command line, and Enter if
/// `restore-programs` lists the program.
fn command_to_type(world: &World, words: &[String]) -> String {
    let program = words[0].split_whitespace().next().unwrap_or_default();
    let program = program.rsplit('/').next().unwrap_or_default();
    let listed = world
        .get(options::RESTORE_PROGRAMS, OptionScope::Server)
        .values()
        .any(|p| p == program);
    let text = match words {
        [line] => line.clone(),
        many => many
            .iter()
            .map(|word| shell_word(word))
            .collect::<Vec<_>>()
            .join(" "),
    };
    // A control character would act on the shell instead of being part of the text.
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    if listed { text + "\r" } else { text }
}

fn session_id(world: &mut World, lineage: i64, wanted: SessionId) -> SessionId {
    let same = lineage == world.lineage || wanted.0 >= world.next.session;
    let id = if same && !world.sessions.contains_key(&wanted) {
        wanted
    } else {
        SessionId(world.next.session)
    };
    world.next.session = world.next.session.max(id.0 + 1);
    id
}

/// A word quoted for `sh`, if necessary.
pub(crate) fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientInfo, Size};
    use crate::model::commands::COMMANDS;
    use crate::model::ops::saved_layout::saved;
    use crate::model::state::input::Input;
    use crate::model::state::store_request::FoundLayout;
    use crate::model::state::world::World;
    use crate::model::testing::TestWorld;

    #[test]
    fn the_first_client_is_told_what_the_start_restored() {
        for (restore, as_tmux, note, sessions) in [
            (
                "on",
                false,
                Some("Restored 2 sessions, 3 panes from 00:01"),
                "s t ",
            ),
            (
                "ask",
                false,
                Some("2 saved sessions can be restored: mux restore"),
                "new ",
            ),
            ("off", false, None, "new "),
            ("on", true, None, "s t "),
        ] {
            let mut before = TestWorld::new();
            before.ok("splitw ; new -d -s t");
            let found = FoundLayout {
                saved: saved(&before.world),
                at: 86_400_000 + 60_000,
                ..FoundLayout::default()
            };
            let mut fixture = TestWorld::new();
            fixture.world = World::new(TestWorld::host(), COMMANDS);
            let config = format!("set -g restore {restore}\n");
            fixture.files.insert("/mux.conf".into(), config);
            fixture.apply(Input::FoundLayout(Box::new(found)));
            fixture.apply(Input::Start {
                config: vec!["/mux.conf".into()],
                explicit: false,
            });
            if restore != "on" {
                fixture.ok("new -d -s new");
            }
            let caller = ClientInfo {
                tty: Some("/dev/tty9".into()),
                size: Some(Size::new(80, 24)),
                term: "xterm".into(),
                as_tmux,
                ..ClientInfo::default()
            };
            let client = fixture.start("attach-session", caller);
            assert_eq!(fixture.message(client), note, "{restore}");
            assert_eq!(
                fixture.ok("ls -F '#S'").replace('\n', " "),
                sessions,
                "{restore}"
            );
            // Any key ends it, and the second client is told nothing.
            fixture.keys(client, &["x"]);
            assert_eq!(fixture.message(client), None);
            let second = fixture.attach();
            assert_eq!(fixture.message(second), None);
        }
    }
}
