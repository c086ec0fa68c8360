//! Decides whether a layout may replace the saved one.
//!
//! When the machine shuts down, the system kills programs before it kills the server. Each death
//! removes a pane, so the server sees its layout shrink to nothing. If it saved that, nothing could
//! be restored after the boot. So panes that are missing because a signal killed their programs are
//! not taken as the user's wish, unless the user did something afterwards:
//!
//! - Within [`TEARDOWN`] after a kill the decision is postponed: more deaths may follow.
//! - After that, a layout that lost half of its panes or more to signals is rejected; one that lost
//!   a few is saved.
//! - At the end of the server, a layout with unexplained deaths is rejected, and so is an empty
//!   one.

use crate::base::PaneId;
use crate::model::SavedLayout;
use crate::server::saving::save_queue::EndReason;
use crate::store::snapshots::Cause;
use std::time::{Duration, Instant};

/// How long after a program was killed by a signal more deaths may follow.
const TEARDOWN: Duration = Duration::from_secs(5);

/// The decision about a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the saved one.
    Unchanged,
    /// Save it. With a cause, the one before is kept as a snapshot.
    Save(Option<Cause>),
    /// Decide again after this time.
    RetryAfter(Duration),
    /// Do not save it: it is what a shutdown of the machine left over.
    Reject,
    /// The user ended the server: record that nothing is to be restored.
    MarkEnded,
}

/// Remembers programs that were killed by signals.
#[derive(Debug, Default)]
pub struct LayoutGuard {
    killed: Vec<(PaneId, Instant)>,
}

impl LayoutGuard {
    /// Records panes whose programs were killed by signals.
    pub fn record_killed(&mut self, killed: &[(PaneId, Instant)]) {
        self.killed.extend_from_slice(killed);
    }

    /// The previous server saved `old` and died with `new`. Why panes are missing in `new` is
    /// unknown, so they count as killed.
    pub fn inherit(&mut self, old: &SavedLayout, new: &SavedLayout) {
        if old.lineage != new.lineage {
            return;
        }
        let now = Instant::now();
        let missing = old.missing_in(new).into_iter();
        self.killed.extend(missing.map(|pane| (pane, now)));
    }

    /// Whether `new` may replace `old`. `activity`: the last input of a user.
    pub fn judge(
        &mut self,
        old: Option<&SavedLayout>,
        new: &SavedLayout,
        activity: Option<Instant>,
        end: Option<EndReason>,
    ) -> Verdict {
        let Some(old) = old else {
            return match (new.is_empty(), end) {
                (false, _) => Verdict::Save(None),
                // The user ended it before the first save.
                (true, Some(EndReason::UserRequest)) => Verdict::MarkEnded,
                (true, _) => Verdict::Reject,
            };
        };
        if old.lineage != new.lineage && !new.is_empty() {
            return Verdict::Save(Some(Cause::Closing("before another server".to_owned())));
        }
        let missing = old.missing_in(new);
        let mut killed = self
            .killed
            .iter()
            .filter(|(pane, _)| missing.contains(pane));
        let (count, last) = (
            killed.clone().count(),
            killed.next_back().map(|(_, at)| *at),
        );
        let explained = last.is_none_or(|last| activity.is_some_and(|activity| activity > last));
        if end == Some(EndReason::UserRequest) && explained {
            return Verdict::MarkEnded;
        }
        if new.is_empty() || (end.is_some() && !explained) {
            return Verdict::Reject;
        }
        if !explained {
            let age = last.map_or(TEARDOWN, |last| last.elapsed());
            if age < TEARDOWN {
                return Verdict::RetryAfter(TEARDOWN - age);
            }
            if count * 2 >= old.panes.len() {
                return Verdict::Reject;
            }
        }
        self.killed.retain(|(pane, _)| !missing.contains(pane));
        if old.same(new) {
            Verdict::Unchanged
        } else {
            Verdict::Save(cause(old, new, &missing))
        }
    }
}

/// Why the layout before a change is kept as a snapshot.
fn cause(old: &SavedLayout, new: &SavedLayout, missing: &[PaneId]) -> Option<Cause> {
    let runs = |name: &str| new.sessions.iter().any(|s| s.name == name);
    let gone = old
        .sessions
        .iter()
        .find(|s| !new.sessions.iter().any(|n| n.id == s.id) && !runs(&s.name));
    if let Some(session) = gone {
        let why = format!("before session {} was closed", session.name);
        return Some(Cause::Closing(why));
    }
    match missing {
        [] => None,
        [pane] => Some(Cause::PaneClosing(format!("before pane {pane} was closed"))),
        many => {
            let why = format!("before {} panes were closed", many.len());
            Some(Cause::Closing(why))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SessionId;
    use crate::model::state::saved_layout::{SavedPane, SavedSession};

    fn world(sessions: &[u32], panes: std::ops::Range<u32>) -> SavedLayout {
        let session = |id: &u32| SavedSession {
            id: SessionId(*id),
            name: id.to_string(),
            ..SavedSession::default()
        };
        let pane = |id| SavedPane {
            id: PaneId(id),
            ..SavedPane::default()
        };
        SavedLayout {
            sessions: sessions.iter().map(session).collect(),
            panes: panes.map(pane).collect(),
            ..SavedLayout::default()
        }
    }

    /// A guard that knows of panes killed some seconds ago.
    fn guard(killed: &[u32], ago: u64) -> LayoutGuard {
        let at = Instant::now()
            .checked_sub(Duration::from_secs(ago))
            .unwrap();
        LayoutGuard {
            killed: killed.iter().map(|pane| (PaneId(*pane), at)).collect(),
        }
    }

    #[test]
    fn remains_of_a_shutdown_do_not_replace_the_layout() {
        let old = world(&[1, 2], 0..10);
        let empty = SavedLayout::default();
        let save = |cause: &str| Verdict::Save(Some(Cause::Closing(cause.to_owned())));
        let one = Verdict::Save(Some(Cause::PaneClosing(
            "before pane %9 was closed".to_owned(),
        )));
        let never = Verdict::Reject;
        for (what, killed, ago, new, end, wanted) in [
            (
                "nothing",
                &[][..],
                0,
                world(&[1, 2], 0..10),
                None,
                Verdict::Unchanged,
            ),
            (
                "a pane was closed",
                &[],
                0,
                world(&[1, 2], 0..9),
                None,
                one.clone(),
            ),
            (
                "two were",
                &[],
                0,
                world(&[1, 2], 0..8),
                None,
                save("before 2 panes were closed"),
            ),
            (
                "a session was",
                &[],
                0,
                world(&[2], 0..6),
                None,
                save("before session 1 was closed"),
            ),
            (
                "half were killed long ago",
                &[5, 6, 7, 8, 9],
                60,
                world(&[1, 2], 0..5),
                None,
                never.clone(),
            ),
            (
                "one was killed long ago",
                &[9],
                60,
                world(&[1, 2], 0..9),
                None,
                one.clone(),
            ),
            (
                "all were killed",
                &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
                0,
                empty.clone(),
                None,
                never.clone(),
            ),
            (
                "the server ends after all were killed",
                &[8, 9],
                1,
                empty.clone(),
                Some(EndReason::UserRequest),
                never.clone(),
            ),
            (
                "the user ended it",
                &[],
                0,
                empty.clone(),
                Some(EndReason::UserRequest),
                Verdict::MarkEnded,
            ),
            (
                "the system shuts down",
                &[],
                0,
                world(&[1, 2], 0..10),
                Some(EndReason::SystemShutdown),
                Verdict::Unchanged,
            ),
            (
                "the system shuts down after a kill",
                &[9],
                1,
                world(&[1, 2], 0..9),
                Some(EndReason::SystemShutdown),
                never,
            ),
        ] {
            let got = guard(killed, ago).judge(Some(&old), &new, None, end);
            assert_eq!(got, wanted, "{what}");
        }
        let soon = guard(&[9], 1).judge(Some(&old), &world(&[1, 2], 0..9), None, None);
        assert!(matches!(soon, Verdict::RetryAfter(_)), "{soon:?}");
        let first = |end| guard(&[], 0).judge(None, &empty, None, end);
        assert_eq!(first(None), Verdict::Reject);
        assert_eq!(first(Some(EndReason::UserRequest)), Verdict::MarkEnded);
    }

    #[test]
    fn panes_that_died_with_a_server_are_not_taken_as_closed() {
        let old = world(&[1], 0..1);
        let mut guard = LayoutGuard::default();
        guard.inherit(&old, &SavedLayout::default());
        let got = guard.judge(
            Some(&old),
            &SavedLayout::default(),
            None,
            Some(EndReason::UserRequest),
        );
        assert_eq!(got, Verdict::Reject);
        let mut guard = LayoutGuard::default();
        guard.inherit(&old, &old);
        let got = guard.judge(
            Some(&old),
            &SavedLayout::default(),
            None,
            Some(EndReason::UserRequest),
        );
        assert_eq!(got, Verdict::MarkEnded);
    }

    #[test]
    fn input_after_a_kill_explains_it() {
        let old = world(&[1, 2], 0..10);
        let activity = Some(Instant::now());
        let got =
            guard(&[5, 6, 7, 8, 9], 1).judge(Some(&old), &world(&[1, 2], 0..5), activity, None);
        assert_eq!(
            got,
            Verdict::Save(Some(Cause::Closing(
                "before 5 panes were closed".to_owned()
            )))
        );
        let got = guard(&[9], 1).judge(
            Some(&old),
            &SavedLayout::default(),
            activity,
            Some(EndReason::UserRequest),
        );
        assert_eq!(got, Verdict::MarkEnded);
    }
}
