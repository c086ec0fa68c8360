//! Creates a session from a workspace: windows with their splits, shells in their directories, and
//! commands to type at their prompts.

use crate::base::sorted::{SortedMap, SortedSet};
use crate::base::{PaneId, SessionId, Size};
use crate::lang::tables::options;
use crate::layout::{Floats, Tree};
use crate::model::ops::lifecycle::pane_lifecycle::Program;
use crate::model::ops::lifecycle::{pane_lifecycle, window_lifecycle};
use crate::model::ops::window_size;
use crate::model::state::environment::Environment;
use crate::model::state::location::Location;
use crate::model::state::options::OptionSet;
use crate::model::state::session::{Session, Winlink};
use crate::model::state::window::Window;
use crate::model::state::world::World;
use crate::model::workspace::capture;
use crate::model::workspace::schema::{Part, Window as Form, Workspace};

/// The name, directory, size and environment of a session to create.
pub(super) struct Site<'a> {
    /// The session's name.
    pub name: String,
    /// The directory at which relative paths start.
    pub base: &'a str,
    /// The size of its windows.
    pub size: Size,
    /// Its environment.
    pub environment: Environment,
}

/// Creates the session and starts its programs.
pub(super) fn build(world: &mut World, workspace: &Workspace, site: Site<'_>) -> SessionId {
    let id = SessionId(world.next.session);
    world.next.session += 1;
    let cwd = directory(world, site.base, workspace.directory.as_deref());
    let indexes = indexes(&workspace.windows, capture::first_index(world));
    let mut windows = SortedMap::new();
    let mut all = Vec::new();
    for (form, index) in workspace.windows.iter().zip(indexes) {
        let (window, panes) = build_window(world, form, &cwd, site.size);
        windows.insert(index, Winlink::new(window.id));
        all.push((index, window.id, form.active, panes));
        world.windows.insert(window.id, window);
    }
    let shown = all.iter().find(|(.., active, _)| *active).or(all.first());
    let current = shown.map_or(0, |(index, ..)| *index);
    let session = Session {
        id,
        name: site.name,
        windows,
        current,
        last: Vec::new(),
        options: OptionSet::default(),
        environment: site.environment,
        cwd,
        created: world.now.wall,
        activity: world.now.wall,
        last_attached: 0,
    };
    world.sessions.insert(id, session);
    for (index, window, _, panes) in all {
        start(world, id, index, window, panes);
    }
    id
}

/// Builds a window outside any session. Returns it with its panes and the text to type in each.
fn build_window(
    world: &mut World,
    form: &Form,
    cwd: &str,
    size: Size,
) -> (Window, Vec<(PaneId, Option<String>)>) {
    let id = window_lifecycle::new_window_id(world);
    let mut panes = Vec::new();
    let mut active = None;
    for (around, part) in form.all_panes() {
        let cwd = around
            .iter()
            .fold(cwd.to_owned(), |at, to| directory(world, &at, Some(to)));
        let pane = build_pane(world, part, id, cwd);
        active = active.or(part.active.then_some(pane));
        panes.push((pane, part.command.as_deref().map(typed)));
    }
    let mut ids: Vec<PaneId> = panes.iter().map(|(pane, _)| *pane).collect();
    let floating = ids.split_off(ids.len().saturating_sub(form.floats.len()));
    let first = ids.first().copied().unwrap_or_default();
    let drawn = form.size.unwrap_or(size);
    let tree = Tree::from_spec(&form.root.spec(), &ids, drawn);
    let mut tree = tree.unwrap_or_else(|| Tree::single(first, size));
    if let Some(preset) = form.layout {
        tree = tree.preset(preset, &world.preset_sizes(id));
    }
    let mut floats = Floats::default();
    for (float, pane) in form.floats.iter().zip(floating) {
        float.add(world, &mut floats, pane, drawn);
    }
    let mut options = OptionSet::default();
    if form.name.is_some() {
        options.set_flag(options::AUTOMATIC_RENAME, false);
    }
    let window = Window {
        id,
        name: form.name.as_deref().map(plain).unwrap_or_default(),
        tree: tree.resize(size).with_border(world.border_status(id)),
        scrollbars: Default::default(),
        stacked: false,
        spacing: Default::default(),
        zoomed: form.zoomed && form.count() > 1,
        active: active.unwrap_or(first),
        last: Vec::new(),
        manual: None,
        options,
        preset: form.layout,
        old_layout: None,
        order: vec![],
        floats,
        created: world.now.wall,
        activity: world.now.wall,
        wrote: world.now.mono,
    };
    (window, panes)
}

fn build_pane(
    world: &mut World,
    part: &Part,
    window: crate::base::WindowId,
    cwd: String,
) -> PaneId {
    let program = part.program.as_ref();
    let program = Program {
        command: program.map(|program| program.0.clone()).unwrap_or_default(),
        cwd,
        ..Program::default()
    };
    let id = pane_lifecycle::new_pane(world, window, &program);
    if let (Some(title), Some(pane)) = (&part.title, world.panes.get_mut(&id)) {
        pane.title = plain(title);
    }
    id
}

/// Starts the programs of a window.
pub(crate) fn start(
    world: &mut World,
    session: SessionId,
    index: u32,
    window: crate::base::WindowId,
    panes: Vec<(PaneId, Option<String>)>,
) {
    for (n, (pane, line)) in panes.into_iter().enumerate() {
        let place = Location {
            session,
            index,
            window,
            pane,
        };
        if n == 0 {
            window_lifecycle::set_initial_name(world, place);
        }
        pane_lifecycle::start_program(world, place, None);
        if let Some(line) = line {
            world.restored_commands.insert(pane, (line, None));
        }
    }
    window_size::update_pane_sizes(world, window);
}

/// Resolves a directory of a file: `~` is the home directory, a relative path starts at `base`.
fn directory(world: &World, base: &str, path: Option<&str>) -> String {
    match path {
        None => base.to_owned(),
        Some("~") => world.host.home.clone(),
        Some(path) if path.starts_with("~/") => format!("{}{}", world.host.home, &path[1..]),
        Some(path) if path.starts_with('/') => path.to_owned(),
        Some(path) => format!("{}/{path}", base.trim_end_matches('/')),
    }
}

/// Returns the index of each window: its own, or the next free one after the window before it.
fn indexes(windows: &[Form], first: u32) -> Vec<u32> {
    let mut taken: SortedSet<u32> = windows.iter().filter_map(|window| window.index).collect();
    let mut next = first;
    let mut all = Vec::new();
    for window in windows {
        let index = window.index.unwrap_or_else(|| {
            let mut free = (next..=u32::MAX).filter(|index| !taken.contains(index));
            free.next().unwrap_or(next)
        });
        taken.insert(index);
        next = index.saturating_add(1);
        all.push(index);
    }
    all
}

/// Returns the input that types a command, with Enter after each line. Other control characters are
/// removed, because the shell would act on them.
fn typed(line: &str) -> String {
    let lines = line.lines().map(plain);
    lines.map(|line| line + "\r").collect()
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_window_has_an_index_of_its_own() {
        let own = |index: Option<u32>| Form {
            index,
            ..Form::default()
        };
        for (given, wanted) in [
            (&[None, None][..], &[1, 2][..]),
            (&[None, Some(1), None], &[2, 1, 3]),
            (&[Some(5), None, Some(6)], &[5, 7, 6]),
            (&[Some(0), None], &[0, 1]),
        ] {
            let windows: Vec<Form> = given.iter().map(|index| own(*index)).collect();
            assert_eq!(indexes(&windows, 1), wanted, "{given:?}");
        }
    }
}
