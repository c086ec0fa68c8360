//! What a restore of a saved layout does: the sessions, windows and panes that are not open. The
//! same plan is printed (`restore --dry-run`) and performed.

use crate::base::sorted::{SortedMap, SortedSet};
use crate::base::{PaneId, SessionId, WindowId, counted};
use crate::lang::tables::options;
use crate::model::state::options::OptionScope;
use crate::model::state::saved_layout::{SavedLayout, SavedSession, SavedWindow};
use crate::model::state::store_request::RestoreFilter;
use crate::model::state::world::World;

/// A restore that was not performed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The selected sessions, those without anything to restore included.
    pub sessions: Vec<SessionPlan>,
}

/// The restore of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPlan {
    /// Its id in the saved layout.
    pub saved: SessionId,
    /// Its name in the saved layout.
    pub name: String,
    /// The session that gets the windows.
    pub target: SessionTarget,
    /// The windows to restore or to extend.
    pub windows: Vec<WindowPlan>,
}

/// The session that gets restored windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionTarget {
    /// A new session of this name.
    New(String),
    /// The saved session runs: its id and its present name.
    Running(SessionId, String),
}

/// The restore of one window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowPlan {
    /// Its index in the saved session.
    pub index: u32,
    /// Its id in the saved layout.
    pub saved: WindowId,
    /// How it comes into the session.
    pub how: WindowHow,
    /// The panes to restore, by their ids in the saved layout.
    pub panes: Vec<PaneId>,
}

/// How a window comes into its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowHow {
    /// It is created.
    New,
    /// It is open, or another session of the plan creates it: it is linked.
    Link,
    /// It is open: panes are added to it.
    Extend,
}

/// The plan of a restore. A session, a window or a pane is open if an object with its identity is:
/// a lineage and an id, whatever its name or place.
pub fn plan(world: &World, saved: &SavedLayout, filter: &RestoreFilter) -> Plan {
    let mut plan = Plan::default();
    let mut planned = SortedSet::new();
    let panes: SortedSet<PaneId> = saved.panes.iter().map(|pane| pane.id).collect();
    let known: SortedMap<WindowId, &SavedWindow> = saved
        .windows
        .iter()
        .map(|window| (window.id, window))
        .collect();
    let missing =
        |pane: &PaneId| panes.contains(pane) && world.present_pane(saved.lineage, *pane).is_none();
    let wanted = |session: &&SavedSession| {
        let name = filter.session.as_ref();
        name.is_none_or(|name| *name == session.name)
    };
    for session in saved.sessions.iter().filter(wanted) {
        let running = world.present_session(saved.lineage, session.id);
        let mut windows = Vec::new();
        for (index, id) in &session.windows {
            let Some(window) = known.get(id).copied() else {
                continue;
            };
            let open = world.present_window(saved.lineage, *id).is_some();
            let first = planned.insert(*id);
            let lost = window.panes.iter().copied().filter(missing);
            let lost: Vec<PaneId> = lost.collect();
            let mut add = |how, panes| {
                windows.push(WindowPlan {
                    index: *index,
                    saved: *id,
                    how,
                    panes,
                });
            };
            match (open, first, lost.is_empty()) {
                (false, _, true) => {}
                (false, true, false) => add(WindowHow::New, lost),
                (false, false, false) => add(WindowHow::Link, Vec::new()),
                (true, first, complete) => {
                    if first && !complete {
                        add(WindowHow::Extend, lost);
                    }
                    // A window that only this session had is open because it was moved, and stays
                    // where it is.
                    if running.is_none() && is_shared(saved, window, session) {
                        add(WindowHow::Link, Vec::new());
                    }
                }
            }
        }
        let target = match running {
            Some(id) => {
                let name = world.sessions.get(&id).map(|session| session.name.clone());
                SessionTarget::Running(id, name.unwrap_or_default())
            }
            None => SessionTarget::New(new_name(world, &plan, &session.name, &filter.suffix)),
        };
        plan.sessions.push(SessionPlan {
            saved: session.id,
            name: session.name.clone(),
            target,
            windows,
        });
    }
    plan
}

/// Whether a session other than `session` has the window, too.
fn is_shared(saved: &SavedLayout, window: &SavedWindow, session: &SavedSession) -> bool {
    let mut others = saved.sessions.iter().filter(|other| other.id != session.id);
    others.any(|other| other.windows.values().any(|linked| *linked == window.id))
}

/// The name of a session that is restored: its own, or with the suffix or else a number if another
/// session has it.
fn new_name(world: &World, plan: &Plan, name: &str, suffix: &str) -> String {
    let taken = |name: &str| {
        let planned = plan.sessions.iter().map(|s| &s.target);
        world.sessions.values().any(|s| s.name == name)
            || planned
                .into_iter()
                .any(|t| *t == SessionTarget::New(name.to_owned()))
    };
    let suffixes = Some(suffix.to_owned()).filter(|suffix| !suffix.is_empty());
    let names = suffixes.into_iter().chain((1_u32..).map(|n| n.to_string()));
    let names = names.map(|suffix| format!("{name}-{suffix}"));
    let mut all = std::iter::once(name.to_owned()).chain(names);
    all.find(|name| !taken(name)).unwrap_or_default()
}

impl SessionPlan {
    /// Whether the session is complete already.
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// Whether a session is created.
    fn is_new(&self) -> bool {
        let linked = |window: &WindowPlan| window.how != WindowHow::Extend;
        matches!(self.target, SessionTarget::New(_)) && self.windows.iter().any(linked)
    }

    /// The number of windows that the session gets, and the number of restored panes.
    fn counts(&self) -> (usize, usize) {
        let windows = self.windows.iter();
        let linked = windows.clone().filter(|w| w.how != WindowHow::Extend);
        (linked.count(), windows.map(|w| w.panes.len()).sum())
    }
}

impl Plan {
    /// Whether everything is open.
    pub fn is_empty(&self) -> bool {
        self.sessions.iter().all(SessionPlan::is_empty)
    }

    /// The saved panes that the plan restores.
    pub fn panes(&self) -> SortedSet<PaneId> {
        let windows = self.sessions.iter().flat_map(|session| &session.windows);
        windows.flat_map(|window| &window.panes).copied().collect()
    }

    /// The lines that `restore --dry-run` prints.
    pub fn lines(&self, saved: &SavedLayout) -> Vec<String> {
        let mut lines = Vec::new();
        for session in &self.sessions {
            let name = &session.name;
            if session.is_empty() {
                lines.push(format!("{name}: already running, skipped"));
                continue;
            }
            lines.push(match &session.target {
                SessionTarget::New(new) if new == name => format!("session {name}"),
                SessionTarget::New(new) => format!("session {name} as {new}"),
                SessionTarget::Running(_, now) if now == name => {
                    format!("session {name} (running)")
                }
                SessionTarget::Running(_, now) => format!("session {name} (running as {now})"),
            });
            for planned in &session.windows {
                let window = saved.window(planned.saved);
                let window = window.map_or("", |window| &window.name);
                lines.push(format!("  window {} {window}", planned.index));
                let panes = planned.panes.iter().filter_map(|pane| saved.pane(*pane));
                for pane in panes {
                    let running = if pane.running.is_empty() {
                        &pane.command
                    } else {
                        &pane.running
                    };
                    let offer = if running.is_empty() {
                        String::new()
                    } else {
                        format!(", offers {}", running.join(" "))
                    };
                    lines.push(format!(
                        "    pane {}: a shell in {}{offer}",
                        pane.id, pane.cwd
                    ));
                }
            }
        }
        lines
    }

    /// The sessions, windows and panes that the plan restores, the larger ones for their parts, as
    /// noun phrases. `full` adds the place and the contents of each.
    pub fn objects(&self, world: &World, saved: &SavedLayout, full: bool) -> Vec<String> {
        let mut objects = Vec::new();
        for session in self.sessions.iter().filter(|session| !session.is_empty()) {
            let name = &session.name;
            if session.is_new() {
                let (windows, panes) = session.counts();
                let known = format!(
                    "({}, {})",
                    counted(windows, "window"),
                    counted(panes, "pane")
                );
                objects.push(match &session.target {
                    _ if !full => format!("session {name}"),
                    SessionTarget::New(new) if new != name => {
                        format!("session {name} as {new} {known}")
                    }
                    SessionTarget::New(_) | SessionTarget::Running(..) => {
                        format!("session {name} {known}")
                    }
                });
                continue;
            }
            let name = match &session.target {
                SessionTarget::New(_) => name,
                SessionTarget::Running(_, now) => now,
            };
            for planned in &session.windows {
                let Some(window) = saved.window(planned.saved) else {
                    continue;
                };
                let count = planned.panes.len();
                let label = format!("window {} ({})", planned.index, window.name);
                match planned.how {
                    WindowHow::Link => {}
                    WindowHow::New if full => objects.push(format!(
                        "{label} of session {name} ({})",
                        counted(count, "pane")
                    )),
                    WindowHow::New => objects.push(label),
                    WindowHow::Extend => {
                        let panes = pane_label(world, window, &planned.panes);
                        objects.push(if full {
                            format!("{panes} of {label} in session {name}")
                        } else {
                            panes
                        });
                    }
                }
            }
        }
        objects
    }
}

/// `pane 1` by its index in the saved window, or `3 panes`.
fn pane_label(world: &World, window: &SavedWindow, panes: &[PaneId]) -> String {
    let [pane] = panes else {
        return counted(panes.len(), "pane");
    };
    let base = world.get(options::PANE_BASE_INDEX, OptionScope::Window(None));
    let position = window.panes.iter().position(|known| known == pane);
    format!("pane {}", position.unwrap_or_default() + usize::from(base))
}
