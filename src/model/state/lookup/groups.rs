//! Looks up session groups.

use crate::base::SessionId;
use crate::model::state::world::World;

impl World {
    /// The name and the members of the group that contains a session.
    pub fn group_of(&self, session: SessionId) -> Option<(&str, &[SessionId])> {
        let mut all = self.groups.iter();
        let (name, group) = all.find(|(_, group)| group.members.contains(&session))?;
        Some((name, &group.members))
    }

    /// The number of links that a window has through one session: one per member of the session's
    /// group.
    pub(crate) fn links_per_session(&self, session: SessionId) -> usize {
        self.group_of(session)
            .map_or(1, |(_, members)| members.len())
    }
}
