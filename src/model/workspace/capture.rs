//! Captures a session as a workspace.

use crate::base::{PaneId, SessionId};
use crate::lang::tables::options;
use crate::layout::{Float, LayoutSpec};
use crate::model::persist::restore::shell_word;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use crate::model::workspace::floats::FloatingPane;
use crate::model::workspace::schema::{Part, Program, Share, Window, Workspace};

/// Returns a session as a workspace, or `None` if it does not exist.
pub(crate) fn workspace_of(
    world: &World,
    id: SessionId,
    access: &dyn PaneAccess,
) -> Option<Workspace> {
    let session = world.sessions.get(&id)?;
    let mut expected = first_index(world);
    let several = session.windows.len() > 1;
    let mut windows = Vec::new();
    for (index, link) in &session.windows {
        let known = world.windows.get(&link.window)?;
        let follows = world.get(
            options::AUTOMATIC_RENAME,
            OptionScope::Window(Some(known.id)),
        );
        let active = known.zoomed_pane().unwrap_or(known.active);
        let scratch = |pane| world.get(options::PANE_SCRATCH, OptionScope::Pane(pane));
        let floats = known.floats.front_to_back().rev();
        let mut floats: Vec<Float> = floats.filter(|f| !scratch(f.pane)).copied().collect();
        let mut tiled = known.tree.panes();
        // A file has at least one tiled pane.
        if tiled.is_empty() && !floats.is_empty() {
            tiled.push(floats.remove(0).pane);
        }
        let count = tiled.len() + floats.len();
        let mut pane = |id: PaneId| part_of(world, id, &session.cwd, access);
        let spec = match tiled.len() {
            0 | 1 => LayoutSpec::Pane,
            _ => known.tree.spec(),
        };
        let mut root = part(&spec, &mut tiled.iter().copied(), &mut pane);
        if count > 1 {
            root.each_pane(&mut tiled.iter().copied(), &mut |id, part| {
                part.active = id == active;
            });
        }
        if tiled.len() > 1 {
            root.gather();
        }
        let float = |float: Float| {
            let mut part = pane(float.pane);
            part.active = float.pane == active;
            // The directory of the window goes before that of the session.
            if root.directory.is_some() {
                let own = part.directory.take();
                let own = own.or_else(|| Some(short(world, &session.cwd)));
                part.directory = own.filter(|own| Some(own) != root.directory.as_ref());
            }
            let rect = float.shown(known.size());
            FloatingPane::of(world, &Float { rect, ..float }, part)
        };
        let floats = floats.into_iter().map(float).collect();
        windows.push(Window {
            name: (!follows).then(|| known.name.clone()),
            index: (*index != expected).then_some(*index),
            size: (count > 1).then(|| known.size()),
            active: several && *index == session.current,
            zoomed: known.zoomed,
            layout: None,
            root,
            floats,
        });
        expected = index + 1;
    }
    Some(Workspace {
        name: None,
        directory: Some(short(world, &session.cwd)),
        windows,
    })
}

/// Returns the index of a new session's first window.
pub(super) fn first_index(world: &World) -> u32 {
    world.get(options::BASE_INDEX, OptionScope::Session(None))
}

fn part_of(world: &World, id: PaneId, around: &str, access: &dyn PaneAccess) -> Part {
    let Some(pane) = world.panes.get(&id) else {
        return Part::default();
    };
    let cwd = access.cwd(id).unwrap_or_else(|| pane.cwd.clone());
    let default = world.get(options::DEFAULT_COMMAND, OptionScope::Session(None));
    let own = !pane.command.is_empty() && pane.command != [default];
    let words = access.words(id);
    let line: Vec<String> = words.iter().map(|word| shell_word(word)).collect();
    Part {
        directory: (cwd != around && !cwd.is_empty()).then(|| short(world, &cwd)),
        program: own.then(|| Program(pane.command.clone())),
        command: (!own && !line.is_empty()).then(|| line.join(" ")),
        ..Part::default()
    }
}

/// Abbreviates the home directory in a path to `~`.
fn short(world: &World, path: &str) -> String {
    let home = world.host.home.as_str();
    match path.strip_prefix(home) {
        Some("") if !home.is_empty() => "~".to_owned(),
        Some(rest) if rest.starts_with('/') && home.len() > 1 => format!("~{rest}"),
        _ => path.to_owned(),
    }
}

/// Builds the part of a layout spec, with `pane` for each of its panes.
fn part(
    spec: &LayoutSpec,
    panes: &mut impl Iterator<Item = PaneId>,
    pane: &mut impl FnMut(PaneId) -> Part,
) -> Part {
    match spec {
        LayoutSpec::Pane => panes.next().map_or_else(Part::default, pane),
        LayoutSpec::Split(axis, parts) => {
            let parts = parts.iter().map(|(size, spec)| Part {
                size: size.map(Share),
                ..part(spec, panes, pane)
            });
            Part {
                parts: Some((*axis, parts.collect())),
                ..Part::default()
            }
        }
    }
}

impl Part {
    fn each_pane(
        &mut self,
        panes: &mut impl Iterator<Item = PaneId>,
        change: &mut impl FnMut(PaneId, &mut Self),
    ) {
        match &mut self.parts {
            None => panes.next().into_iter().for_each(|id| change(id, self)),
            Some((_, parts)) => {
                for part in parts {
                    part.each_pane(panes, change);
                }
            }
        }
    }

    /// Moves a directory that all panes share to this part.
    fn gather(&mut self) {
        let mut all = self
            .panes()
            .into_iter()
            .map(|(_, pane)| pane.directory.clone());
        let Some(Some(first)) = all.next() else {
            return;
        };
        if all.all(|other| other.as_ref() == Some(&first)) {
            let ids = std::iter::repeat(PaneId(0));
            self.each_pane(&mut ids.into_iter(), &mut |_, part| part.directory = None);
            self.directory = Some(first);
        }
    }
}
