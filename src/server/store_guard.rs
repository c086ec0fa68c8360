//! Whether a layout may take the place of the last good one. When the machine goes down, programs die
//! before the server does: that ruin must not be saved as what was there.

use super::store::End;
use crate::base::PaneId;
use crate::model::Saved;
use std::time::{Duration, Instant};

/// How long after a program was ended by a signal more may follow.
const TEARDOWN: Duration = Duration::from_secs(5);

/// What to do with a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the one that is saved.
    Same,
    /// Save it; the one before is kept as a generation for this reason.
    Save(Option<String>),
    /// Look again after this long.
    Later(Duration),
    /// It is a ruin.
    Never,
    /// Someone ended everything.
    Ended,
}

/// What is known of programs that were ended by signals.
#[derive(Debug, Default)]
pub struct Guard {
    fallen: Vec<(PaneId, Instant)>,
}

impl Guard {
    /// Programs were ended by signals.
    pub fn fell(&mut self, fallen: &[(PaneId, Instant)]) {
        self.fallen.extend_from_slice(fallen);
    }

    /// The server before died with `new` in place of `old`, which was saved last: nobody knows any more
    /// why panes are gone.
    pub fn inherit(&mut self, old: &Saved, new: &Saved) {
        if old.lineage != new.lineage {
            return;
        }
        let now = Instant::now();
        let missing = old.missing_in(new).into_iter();
        self.fallen.extend(missing.map(|pane| (pane, now)));
    }

    /// What to do with `new` in place of `old`. A person did something last at `acted`.
    pub fn judge(
        &mut self,
        old: Option<&Saved>,
        new: &Saved,
        acted: Option<Instant>,
        end: Option<End>,
    ) -> Verdict {
        let Some(old) = old else {
            return if new.is_empty() {
                Verdict::Never
            } else {
                Verdict::Save(None)
            };
        };
        if old.lineage != new.lineage && !new.is_empty() {
            return Verdict::Save(Some("before another server".to_owned()));
        }
        let missing = old.missing_in(new);
        let mut fell = self
            .fallen
            .iter()
            .filter(|(pane, _)| missing.contains(pane));
        let (count, last) = (fell.clone().count(), fell.next_back().map(|(_, at)| *at));
        let explained = last.is_none_or(|last| acted.is_some_and(|acted| acted > last));
        if end == Some(End::Wanted) && explained {
            return Verdict::Ended;
        }
        if new.is_empty() || (end.is_some() && !explained) {
            return Verdict::Never;
        }
        if !explained {
            let age = last.map_or(TEARDOWN, |last| last.elapsed());
            if age < TEARDOWN {
                return Verdict::Later(TEARDOWN - age);
            }
            if count * 2 >= old.panes.len() {
                return Verdict::Never;
            }
        }
        self.fallen.retain(|(pane, _)| !missing.contains(pane));
        if old.same(new) {
            Verdict::Same
        } else {
            Verdict::Save(cause(old, new, missing.len()))
        }
    }
}

/// Why the layout before a change should be kept.
fn cause(old: &Saved, new: &Saved, missing: usize) -> Option<String> {
    let runs = |name: &str| new.sessions.iter().any(|s| s.name == name);
    let gone = old
        .sessions
        .iter()
        .find(|s| !new.sessions.iter().any(|n| n.id == s.id) && !runs(&s.name));
    if let Some(session) = gone {
        return Some(format!("before session {} was closed", session.name));
    }
    (missing > 1).then(|| format!("before {missing} panes were closed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SessionId;
    use crate::model::state::saved_layout::{SavedPane, SavedSession};

    fn world(sessions: &[u32], panes: std::ops::Range<u32>) -> Saved {
        let session = |id: &u32| SavedSession {
            id: SessionId(*id),
            name: id.to_string(),
            ..SavedSession::default()
        };
        let pane = |id| SavedPane {
            id: PaneId(id),
            ..SavedPane::default()
        };
        Saved {
            sessions: sessions.iter().map(session).collect(),
            panes: panes.map(pane).collect(),
            ..Saved::default()
        }
    }

    /// Panes that fell, how many seconds ago.
    fn guard(fallen: &[u32], ago: u64) -> Guard {
        let at = Instant::now()
            .checked_sub(Duration::from_secs(ago))
            .unwrap();
        Guard {
            fallen: fallen.iter().map(|pane| (PaneId(*pane), at)).collect(),
        }
    }

    #[test]
    fn ruins_do_not_replace_what_was_there() {
        let old = world(&[1, 2], 0..10);
        let empty = Saved::default();
        let save = |cause: Option<&str>| Verdict::Save(cause.map(str::to_owned));
        let never = Verdict::Never;
        for (what, fallen, ago, new, end, wanted) in [
            (
                "nothing",
                &[][..],
                0,
                world(&[1, 2], 0..10),
                None,
                Verdict::Same,
            ),
            (
                "a pane was closed",
                &[],
                0,
                world(&[1, 2], 0..9),
                None,
                save(None),
            ),
            (
                "two were",
                &[],
                0,
                world(&[1, 2], 0..8),
                None,
                save(Some("before 2 panes were closed")),
            ),
            (
                "a session was",
                &[],
                0,
                world(&[2], 0..6),
                None,
                save(Some("before session 1 was closed")),
            ),
            (
                "half fell long ago",
                &[5, 6, 7, 8, 9],
                60,
                world(&[1, 2], 0..5),
                None,
                never.clone(),
            ),
            (
                "one fell long ago",
                &[9],
                60,
                world(&[1, 2], 0..9),
                None,
                save(None),
            ),
            (
                "all fell",
                &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
                0,
                empty.clone(),
                None,
                never.clone(),
            ),
            (
                "it ends after all fell",
                &[8, 9],
                1,
                empty.clone(),
                Some(End::Wanted),
                never.clone(),
            ),
            (
                "it was ended",
                &[],
                0,
                empty.clone(),
                Some(End::Wanted),
                Verdict::Ended,
            ),
            (
                "it is torn down",
                &[],
                0,
                world(&[1, 2], 0..10),
                Some(End::Torn),
                Verdict::Same,
            ),
            (
                "it is torn down late",
                &[9],
                1,
                world(&[1, 2], 0..9),
                Some(End::Torn),
                never,
            ),
        ] {
            let got = guard(fallen, ago).judge(Some(&old), &new, None, end);
            assert_eq!(got, wanted, "{what}");
        }
        let soon = guard(&[9], 1).judge(Some(&old), &world(&[1, 2], 0..9), None, None);
        assert!(matches!(soon, Verdict::Later(_)), "{soon:?}");
        assert_eq!(
            guard(&[], 0).judge(None, &empty, None, None),
            Verdict::Never
        );
    }

    #[test]
    fn what_died_with_a_server_is_no_wish() {
        let old = world(&[1], 0..1);
        let mut guard = Guard::default();
        guard.inherit(&old, &Saved::default());
        let got = guard.judge(Some(&old), &Saved::default(), None, Some(End::Wanted));
        assert_eq!(got, Verdict::Never);
        let mut guard = Guard::default();
        guard.inherit(&old, &old);
        let got = guard.judge(Some(&old), &Saved::default(), None, Some(End::Wanted));
        assert_eq!(got, Verdict::Ended);
    }

    #[test]
    fn what_a_person_does_afterwards_explains_it() {
        let old = world(&[1, 2], 0..10);
        let acted = Some(Instant::now());
        let got = guard(&[5, 6, 7, 8, 9], 1).judge(Some(&old), &world(&[1, 2], 0..5), acted, None);
        assert_eq!(
            got,
            Verdict::Save(Some("before 5 panes were closed".to_owned()))
        );
        let got = guard(&[9], 1).judge(Some(&old), &Saved::default(), acted, Some(End::Wanted));
        assert_eq!(got, Verdict::Ended);
    }
}
