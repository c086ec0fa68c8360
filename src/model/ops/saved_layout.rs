//! Makes the saved layout from the world.

use crate::base::PaneId;
use crate::base::sorted::SortedSet;
use crate::lang::tables::news::VERSION;
use crate::lang::tables::options;
use crate::layout::Float;
use crate::model::state::options::OptionScope;
use crate::model::state::saved_layout::{
    SavedFloat, SavedLayout, SavedPane, SavedSession, SavedWindow,
};
use crate::model::state::world::World;

/// The saved layout of the world. The foreground programs are added later by
/// [`SavedLayout::learn`], because reading `/proc` under the world's lock would delay input.
pub fn saved(world: &World) -> SavedLayout {
    SavedLayout {
        lineage: world.lineage,
        program: VERSION.to_owned(),
        sessions: saved_sessions(world),
        windows: saved_windows(world),
        panes: saved_panes(world),
        next: [world.next.session, world.next.window, world.next.pane],
        marked: world.marked,
        unrecorded: unrecorded(world),
        former: world.former.clone(),
        used: world
            .sessions
            .values()
            .map(|s| (s.id, s.activity))
            .collect(),
    }
}

/// The panes whose scrollback is not saved (option `record`).
fn unrecorded(world: &World) -> SortedSet<PaneId> {
    let all = world.panes.keys().copied();
    all.filter(|pane| !world.get(options::RECORD, OptionScope::Pane(*pane)))
        .collect()
}

fn saved_sessions(world: &World) -> Vec<SavedSession> {
    let all = world.sessions.values().map(|session| SavedSession {
        id: session.id,
        name: session.name.clone(),
        windows: session
            .windows
            .iter()
            .map(|(index, link)| (*index, link.window))
            .collect(),
        current: session.current,
        last: session.last.clone(),
        options: session.options.clone(),
        environment: session.environment.clone(),
        cwd: session.cwd.clone(),
        created: session.created,
        last_attached: session.last_attached,
        group: world
            .group_of(session.id)
            .map_or_else(String::new, |(name, _)| name.to_owned()),
    });
    all.collect()
}

fn saved_windows(world: &World) -> Vec<SavedWindow> {
    let all = world.windows.values().map(|window| SavedWindow {
        id: window.id,
        name: window.name.clone(),
        layout: window.tree.dump(),
        panes: window
            .tree
            .panes()
            .into_iter()
            .chain(window.floats.panes())
            .collect(),
        floats: window.floats.front_to_back().map(saved_float).collect(),
        floats_hidden: window.floats.hidden,
        places_before: window
            .floats
            .places_before()
            .map(|(pane, rect)| SavedFloat {
                pane,
                x: rect.x,
                y: rect.y,
                cols: rect.cols,
                rows: rect.rows,
                of: window.size(),
            })
            .collect(),
        order: window.order.clone(),
        zoomed: window.zoomed,
        // A zoom is that of the active pane; panes above it come back as plain floating ones.
        active: window.zoomed_pane().unwrap_or(window.active),
        last: window.last.clone(),
        manual: window.manual,
        options: window.options.clone(),
        created: window.created,
    });
    all.collect()
}

fn saved_float(float: &Float) -> SavedFloat {
    SavedFloat {
        pane: float.pane,
        x: float.rect.x,
        y: float.rect.y,
        cols: float.rect.cols,
        rows: float.rect.rows,
        of: float.of,
    }
}

fn saved_panes(world: &World) -> Vec<SavedPane> {
    let panes = world.panes.values().filter(|pane| !pane.in_popup());
    let all = panes.map(|pane| SavedPane {
        id: pane.id,
        title: pane.title.clone(),
        command: pane.command.clone(),
        cwd: pane.cwd.clone(),
        running: Vec::new(),
        env: pane.extra_env.clone(),
        options: pane.options.clone(),
        input_off: pane.input_off,
    });
    all.collect()
}
