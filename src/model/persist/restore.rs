//! Restores a saved layout: sessions with their names, windows with their layouts, panes with a
//! shell in the saved directory. Sessions that exist are skipped, so a second restore changes
//! nothing.

use crate::base::{Axis, PaneId, SessionId, WindowId, counted};
use crate::lang::tables::{choices, options};
use crate::layout::{Split, Tree};
use crate::model::ops::lifecycle::{pane_lifecycle, window_lifecycle};
use crate::model::ops::{group, hooks, message_log, window_size};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::Pane;
use crate::model::state::saved_layout::{SavedLayout, SavedPane, SavedSession, SavedWindow};
use crate::model::state::session::{Membership, Session, Winlink};
use crate::model::state::store_request::RestoreFilter;
use crate::model::state::window::Window;
use crate::model::state::world::World;
use std::collections::BTreeMap;

/// The restored objects: session names, and new ids by saved ids.
#[derive(Debug, Default)]
pub(crate) struct Restored {
    pub sessions: Vec<String>,
    windows: BTreeMap<WindowId, WindowId>,
    panes: BTreeMap<PaneId, PaneId>,
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
    if found.saved.is_empty() {
        return;
    }
    match world.get(options::RESTORE, OptionScope::Server) {
        choices::Restore::Off => {}
        choices::Restore::On => {
            restore_sessions(world, &found.saved, &RestoreFilter::default());
        }
        choices::Restore::Ask => {
            let count = found.saved.sessions.len();
            world.startup_messages.push(format!(
                "{} can be restored: run `mux restore`",
                counted(count, "session")
            ));
        }
    }
}

/// Restores the sessions of a saved layout that `choice` selects and that do not exist. An empty
/// world continues the saved lineage and its ids, so that scrollback stays with its panes.
pub(crate) fn restore_sessions(
    world: &mut World,
    saved: &SavedLayout,
    choice: &RestoreFilter,
) -> Restored {
    if world.panes.is_empty() {
        world.lineage = saved.lineage;
        world.next.session = world.next.session.max(saved.next[0]);
        world.next.window = world.next.window.max(saved.next[1]);
        world.next.pane = world.next.pane.max(saved.next[2]);
    }
    let mut done = Restored::default();
    for session in &saved.sessions {
        if let Some(name) = restored_name(world, session, choice) {
            restore_session(world, saved, session, name, &mut done);
        }
    }
    if world.marked.is_none() {
        world.marked = saved.marked.and_then(|pane| done.panes.get(&pane).copied());
    }
    let windows: Vec<WindowId> = done.windows.values().copied().collect();
    windows
        .into_iter()
        .for_each(|window| window_size::update_pane_sizes(world, window));
    window_size::redraw_all(world);
    done
}

/// The name under which a session is restored; `None` if it is not selected or exists. A session
/// that was named explicitly gets the suffix if its name is taken.
pub(crate) fn restored_name(
    world: &World,
    session: &SavedSession,
    choice: &RestoreFilter,
) -> Option<String> {
    let taken = |name: &str| world.sessions.values().any(|s| s.name == name);
    match &choice.session {
        Some(wanted) if *wanted != session.name => None,
        Some(_) if taken(&session.name) => {
            let name = format!("{}-{}", session.name, choice.suffix);
            (!choice.suffix.is_empty() && !taken(&name)).then_some(name)
        }
        _ => (!taken(&session.name)).then(|| session.name.clone()),
    }
}

fn restore_session(
    world: &mut World,
    saved: &SavedLayout,
    from: &SavedSession,
    name: String,
    done: &mut Restored,
) {
    let id = free_session_id(world, from.id);
    let mut windows = BTreeMap::new();
    let mut new = Vec::new();
    for (index, old) in &from.windows {
        let known = done.windows.get(old).copied();
        let window = known.or_else(|| {
            let window = restore_window(world, saved, saved.window(*old)?, done)?;
            new.push((*index, window));
            Some(window)
        });
        windows.extend(window.map(|window| (*index, Winlink::new(window))));
    }
    let Some(first) = windows.keys().next().copied() else {
        return;
    };
    let current = if windows.contains_key(&from.current) {
        from.current
    } else {
        first
    };
    let session = Session {
        id,
        name: name.clone(),
        windows,
        current,
        last: from.last.clone(),
        options: from.options.clone(),
        environment: from.environment.clone(),
        cwd: from.cwd.clone(),
        created: from.created,
        activity: saved.used.get(&from.id).copied().unwrap_or(world.now.wall),
        last_attached: from.last_attached,
    };
    world.sessions.insert(id, session);
    world.presence.expected.insert(id);
    if !from.group.is_empty() {
        let membership = Membership {
            group: from.group.clone(),
            with: None,
        };
        group::join_group(world, id, &membership);
    }
    for (index, window) in new {
        start_panes(
            world,
            saved,
            Location {
                session: id,
                index,
                window,
                pane: PaneId(0),
            },
            done,
        );
    }
    hooks::session_hook(world, "session-created", id);
    done.sessions.push(name);
}

fn restore_window(
    world: &mut World,
    saved: &SavedLayout,
    from: &SavedWindow,
    done: &mut Restored,
) -> Option<WindowId> {
    let id = if world.windows.contains_key(&from.id) {
        window_lifecycle::new_window_id(world)
    } else {
        from.id
    };
    world.next.window = world.next.window.max(id.0 + 1);
    let known: Vec<&SavedPane> = from.panes.iter().filter_map(|p| saved.pane(*p)).collect();
    let panes: Vec<PaneId> = known
        .iter()
        .map(|pane| restore_pane(world, pane, id))
        .collect();
    done.panes
        .extend(known.iter().map(|p| p.id).zip(panes.iter().copied()));
    let (first, last) = (*panes.first()?, from.last.iter());
    let new = |old: PaneId| done.panes.get(&old).copied();
    let tree = Tree::parse(&from.layout, &panes);
    let tree = tree.unwrap_or_else(|_| row_of(world, &panes, first));
    for lost in panes.iter().filter(|p| !tree.panes().contains(p)) {
        world.panes.remove(lost);
    }
    let window = Window {
        id,
        name: from.name.clone(),
        tree: tree.with_border(world.border_status(id)),
        zoomed: from.zoomed,
        active: new(from.active).unwrap_or(first),
        last: last.filter_map(|pane| new(*pane)).collect(),
        manual: from.manual,
        options: from.options.clone(),
        preset: None,
        old_layout: None,
        created: from.created,
        activity: world.now.wall,
        wrote: world.now.mono,
    };
    world.windows.insert(id, window);
    done.windows.insert(from.id, id);
    Some(id)
}

/// A layout that stacks the panes, for a layout string that cannot be parsed.
fn row_of(world: &World, panes: &[PaneId], first: PaneId) -> Tree {
    let single = Tree::single(first, window_size::new_window_size(world, None));
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

fn restore_pane(world: &mut World, from: &SavedPane, window: WindowId) -> PaneId {
    let free = !world.panes.contains_key(&from.id);
    let id = if free {
        from.id
    } else {
        PaneId(world.next.pane)
    };
    world.next.pane = world.next.pane.max(id.0 + 1);
    let pane = Pane {
        id,
        window,
        title: from.title.clone(),
        cwd: from.cwd.clone(),
        extra_env: from.env.clone(),
        options: from.options.clone(),
        input_off: from.input_off,
        ..Pane::default()
    };
    world.panes.insert(id, pane);
    id
}

/// Starts the shells of a restored window, with the saved scrollback and the command to type at
/// their prompts.
fn start_panes(world: &mut World, saved: &SavedLayout, place: Location, done: &Restored) {
    let old_of = |new: &PaneId| {
        done.panes
            .iter()
            .find(|(_, n)| *n == new)
            .map(|(old, _)| *old)
    };
    let panes = world
        .windows
        .get(&place.window)
        .map(Window::panes)
        .unwrap_or_default();
    for pane in panes {
        let Some(from) = old_of(&pane).and_then(|old| saved.pane(old)) else {
            continue;
        };
        let scrollback = Some((saved.lineage, from.id));
        pane_lifecycle::start_program(world, Location { pane, ..place }, scrollback);
        let words = if from.running.is_empty() {
            from.command.clone()
        } else {
            from.running.clone()
        };
        if !words.is_empty() {
            let offer = command_to_type(world, &words);
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

fn free_session_id(world: &mut World, wanted: SessionId) -> SessionId {
    let id = if world.sessions.contains_key(&wanted) {
        SessionId(world.next.session)
    } else {
        wanted
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
