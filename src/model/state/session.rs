//! Sessions, their links to windows, and session groups.

use crate::base::sorted::SortedMap;
use crate::base::{SessionId, WindowId};
use crate::model::state::environment::Environment;
use crate::model::state::options::OptionSet;
use serde::{Deserialize, Serialize};

bitflags::bitflags! {
    /// The alerts of a window since it was last current.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Alerts: u8 {
        /// A bell rang.
        const BELL = 1;
        /// The window had output (`monitor-activity`).
        const ACTIVITY = 1 << 1;
        /// The window had no output for `monitor-silence` seconds.
        const SILENCE = 1 << 2;
        /// A program waits for a person or is done (`report`).
        const STATE = 1 << 3;
        /// A command ended (`notify-finished`).
        const FINISHED = 1 << 4;
    }
}

/// The link of a window to a session; a window can be in several sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Winlink {
    /// The window.
    pub window: WindowId,
    /// The alerts of the window in this session.
    pub alerts: Alerts,
}

impl Winlink {
    /// A link to `window` without alerts.
    pub const fn new(window: WindowId) -> Self {
        Self {
            window,
            alerts: Alerts::empty(),
        }
    }
}

/// A session of the server.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// The id, printed as `$N`.
    pub id: SessionId,
    /// The name, unique in the server.
    pub name: String,
    /// The windows by index; never empty after creation.
    pub windows: SortedMap<u32, Winlink>,
    /// The index of the current window.
    pub current: u32,
    /// Indexes that were current before, the most recent last.
    pub last: Vec<u32>,
    /// The session options that are set on this session.
    pub options: OptionSet,
    /// The session environment, which overrides the global one.
    pub environment: Environment,
    /// The directory in which new windows start.
    pub cwd: String,
    /// The creation time, milliseconds since 1970.
    pub created: i64,
    /// The time of the last input or attachment, milliseconds since 1970.
    pub activity: i64,
    /// The time of the last attachment, milliseconds since 1970; 0 if never.
    pub last_attached: i64,
}

/// The option of the session of `mux tour`: the number of the task, and what it began with.
pub(crate) const TOUR: &str = "@tour";

/// The number that stands for the end of the tour.
pub(crate) const TOUR_DONE: usize = 8;

impl Session {
    /// Whether the session is that of `mux tour` and all tasks are done: it ends when its client
    /// detaches.
    pub(crate) fn tour_is_over(&self) -> bool {
        let state = self.options.get(TOUR).map(|value| value.as_str());
        let number = state.and_then(|state| state.split(' ').next()?.parse().ok());
        number == Some(TOUR_DONE)
    }

    /// The current window.
    pub fn window(&self) -> Option<WindowId> {
        Some(self.windows.get(&self.current)?.window)
    }

    /// The index of `window`; the current index if it has several.
    pub fn index_of(&self, window: WindowId) -> Option<u32> {
        if self.window() == Some(window) {
            return Some(self.current);
        }
        let found = self.windows.iter().find(|(_, l)| l.window == window);
        found.map(|(index, _)| *index)
    }

    /// The lowest free index that is at least `base`.
    pub fn free_index(&self, base: u32) -> u32 {
        (base..)
            .find(|i| !self.windows.contains_key(i))
            .unwrap_or(base)
    }

    /// Makes the window at `index` current. Returns false if there is none or it is current
    /// already.
    pub fn select(&mut self, index: u32) -> bool {
        if index == self.current || !self.windows.contains_key(&index) {
            return false;
        }
        self.last.retain(|i| *i != index && *i != self.current);
        self.last.push(self.current);
        self.current = index;
        self.clear_alerts();
        true
    }

    /// Clears the alerts of the current window.
    pub fn clear_alerts(&mut self) {
        if let Some(link) = self.windows.get_mut(&self.current) {
            link.alerts = Alerts::empty();
        }
    }

    /// The index that was current before (`last-window`).
    pub fn last_index(&self) -> Option<u32> {
        let mut known = self.last.iter().rev();
        known.find(|i| self.windows.contains_key(i)).copied()
    }

    /// The index `n` windows after `from` (before it if negative), with wrap-around.
    pub fn step(&self, from: u32, n: i64) -> Option<u32> {
        let indexes: Vec<u32> = self.windows.keys().copied().collect();
        let at = indexes.iter().position(|i| *i == from)?;
        let len = i64::try_from(indexes.len()).ok()?;
        let to = (i64::try_from(at).ok()? + n).rem_euclid(len);
        indexes.get(usize::try_from(to).ok()?).copied()
    }

    /// Removes the link at `index`. If it was current, the last window becomes current, else the
    /// one before it, else the one after it.
    pub fn unlink(&mut self, index: u32) -> Option<Winlink> {
        let fallback = self
            .last_index()
            .filter(|i| *i != index)
            .or_else(|| self.windows.range(..index).next_back().map(|(i, _)| *i))
            .or_else(|| self.windows.range(index + 1..).next().map(|(i, _)| *i));
        let link = self.windows.remove(&index)?;
        self.last.retain(|i| *i != index);
        if self.current == index {
            self.current = fallback.unwrap_or(0);
            self.last.retain(|i| Some(*i) != fallback);
            self.clear_alerts();
        }
        Some(link)
    }

    /// Replaces the windows by those of the session group and keeps known alerts. The current index
    /// stays if it has a window, else it follows the current window to its new index.
    pub fn share(&mut self, windows: &SortedMap<u32, WindowId>) {
        let had = self.window();
        let old = std::mem::take(&mut self.windows);
        let kept = |index: &u32, window: WindowId| {
            let here = old.get(index).filter(|link| link.window == window);
            let known = here.or_else(|| old.values().find(|link| link.window == window));
            known.copied().unwrap_or(Winlink::new(window))
        };
        self.windows = windows
            .iter()
            .map(|(index, window)| (*index, kept(index, *window)))
            .collect();
        if !self.windows.contains_key(&self.current) {
            let next = had
                .and_then(|had| self.windows.iter().find(|(_, link)| link.window == had))
                .map(|(index, _)| *index)
                .or_else(|| self.last_index())
                .or_else(|| {
                    self.windows
                        .range(..self.current)
                        .next_back()
                        .map(|(i, _)| *i)
                })
                .or_else(|| self.windows.keys().next().copied());
            self.current = next.unwrap_or(self.current);
        }
        let (current, windows) = (self.current, &self.windows);
        self.last
            .retain(|index| *index != current && windows.contains_key(index));
    }

    /// Renumbers the windows from `base` without gaps (`move-window -r`, `renumber-windows`).
    pub fn renumber(&mut self, base: u32) {
        let old: Vec<(u32, Winlink)> = std::mem::take(&mut self.windows).into_iter().collect();
        let new_of = |index: u32| {
            let at = old.iter().position(|(i, _)| *i == index);
            at.and_then(|at| u32::try_from(at).ok()).map(|at| at + base)
        };
        self.current = new_of(self.current).unwrap_or(base);
        self.last = self.last.iter().filter_map(|i| new_of(*i)).collect();
        self.windows = (base..).zip(old.iter().map(|(_, l)| *l)).collect();
    }

    /// Frees `index` by moving the windows from there up to the next gap by one (`new-window -a`).
    pub fn shuffle_up(&mut self, index: u32) {
        let end = self.free_index(index);
        for i in (index..end).rev() {
            if let Some(link) = self.windows.remove(&i) {
                self.windows.insert(i + 1, link);
            }
        }
        let moved = |i: &mut u32| {
            if (index..end).contains(i) {
                *i += 1;
            }
        };
        moved(&mut self.current);
        self.last.iter_mut().for_each(moved);
    }
}

/// A session group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The sessions in the order in which they joined.
    pub members: Vec<SessionId>,
    /// The windows by index when the members were last the same: the member that differs from this
    /// has the change that the others take over.
    #[serde(skip)]
    pub(in crate::model) shared: SortedMap<u32, WindowId>,
}

/// The group that a new session joins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Membership {
    /// The name of the group.
    pub group: String,
    /// A session whose windows the new session shares; `None` if the group is new.
    pub with: Option<SessionId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(indexes: &[u32], current: u32) -> Session {
        Session {
            id: SessionId(0),
            name: "s".into(),
            windows: indexes
                .iter()
                .map(|i| (*i, Winlink::new(WindowId(*i))))
                .collect(),
            current,
            last: vec![],
            options: OptionSet::default(),
            environment: Environment::default(),
            cwd: "/".into(),
            created: 0,
            activity: 0,
            last_attached: 0,
        }
    }

    #[test]
    fn closing_the_current_window_goes_to_the_last_one() {
        let mut s = session(&[0, 1, 2], 0);
        assert!(s.select(2));
        assert!(s.select(1));
        s.unlink(1);
        assert_eq!((s.current, s.last.clone()), (2, vec![0]));
        s.unlink(2);
        assert_eq!(s.current, 0);
    }

    #[test]
    fn stepping_goes_around() {
        let s = session(&[0, 3, 7], 0);
        assert_eq!(s.step(7, 1), Some(0));
        assert_eq!(s.step(0, -1), Some(7));
        assert_eq!(s.step(3, 4), Some(7));
    }

    #[test]
    fn renumbering_keeps_current_and_last() {
        let mut s = session(&[0, 3, 7], 3);
        s.select(7);
        s.renumber(1);
        assert_eq!((s.current, s.last.clone()), (3, vec![2]));
        assert_eq!(s.windows.keys().copied().collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn making_room_moves_what_is_there() {
        let mut s = session(&[0, 1, 2, 5], 1);
        s.shuffle_up(1);
        assert_eq!(s.windows.keys().copied().collect::<Vec<_>>(), [0, 2, 3, 5]);
        assert_eq!(s.current, 2);
    }
}
