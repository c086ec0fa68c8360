//! The list of `switch-mode`: windows or sessions that fit the typed text, the best first.

use crate::base::counted;
use crate::base::sorted::sort_by_key;
use crate::lang::fuzzy::Query;
use crate::model::state::location::Location;
use crate::model::state::tree_mode::{TreeItem, TreeMode};
use crate::model::state::world::World;
use std::cmp::Reverse;

/// A window or session to switch to.
pub(super) struct Target {
    pub(super) item: TreeItem,
    pub(super) place: Location,
    /// `session:index`, or the name of a session.
    pub(super) name: String,
    /// The name of the window, or how many windows a session has.
    pub(super) text: String,
}

/// The targets that fit `typed`. Equally good ones come in the order of their last use, with that
/// of the list's own window at the end.
pub(super) fn targets(
    world: &World,
    chooser: &TreeMode,
    here: Location,
    typed: Option<&str>,
) -> Vec<Target> {
    let sessions = chooser.order == "sessions";
    let mut all = match sessions {
        true => all_sessions(world),
        false => all_windows(world),
    };
    let is_own = |target: &Target| match sessions {
        true => target.place.session == here.session,
        false => (target.place.session, target.place.index) == (here.session, here.index),
    };
    let used = |target: &Target| match sessions {
        true => world
            .sessions
            .get(&target.place.session)
            .map(|s| s.activity),
        false => world.windows.get(&target.place.window).map(|w| w.activity),
    };
    sort_by_key(&mut all, |target| (is_own(target), Reverse(used(target))));
    let Some(typed) = typed.filter(|typed| !typed.is_empty()) else {
        return all;
    };
    let mut query = Query::new(typed);
    let scored = all.into_iter().filter_map(|target| {
        let text = format!("{} {}", target.name, target.text);
        // Of equally good matches the shorter one comes first.
        Some((query.score(&text)?, Reverse(text.chars().count()), target))
    });
    let mut scored: Vec<(u32, Reverse<usize>, Target)> = scored.collect();
    sort_by_key(&mut scored, |(score, length, _)| Reverse((*score, *length)));
    scored.into_iter().map(|(.., target)| target).collect()
}

fn all_windows(world: &World) -> Vec<Target> {
    let sessions = world.sessions.values();
    let links = sessions.flat_map(|session| session.windows.keys().map(move |at| (session, *at)));
    let targets = links.filter_map(|(session, index)| {
        let place = world.location_at(session.id, index)?;
        Some(Target {
            item: TreeItem::Window(session.id, index),
            place,
            name: format!("{}:{index}", session.name),
            text: world.windows.get(&place.window)?.name.clone(),
        })
    });
    targets.collect()
}

fn all_sessions(world: &World) -> Vec<Target> {
    let targets = world.sessions.values().filter_map(|session| {
        Some(Target {
            item: TreeItem::Session(session.id),
            place: world.session_location(session.id)?,
            name: session.name.clone(),
            text: counted(session.windows.len(), "window"),
        })
    });
    targets.collect()
}
