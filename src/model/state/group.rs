//! Session groups: sessions that share their windows.

use crate::base::{SessionId, WindowId};
use crate::model::state::world::World;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A session group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The sessions in the order in which they joined.
    pub members: Vec<SessionId>,
    /// The windows by index when the members were last the same: the member that differs from this
    /// has the change that the others take over.
    #[serde(skip)]
    pub(in crate::model) shared: BTreeMap<u32, WindowId>,
}

/// The group that a new session joins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Membership {
    /// The name of the group.
    pub group: String,
    /// A session whose windows the new session shares; `None` if the group is new.
    pub with: Option<SessionId>,
}

impl World {
    /// The name and the members of the group that contains a session.
    pub fn group_of(&self, session: SessionId) -> Option<(&str, &[SessionId])> {
        let mut all = self.groups.iter();
        let (name, group) = all.find(|(_, group)| group.members.contains(&session))?;
        Some((name, &group.members))
    }
}
