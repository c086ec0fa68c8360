//! Session groups: sessions that share their windows.

use crate::base::{SessionId, WindowId};
use crate::model::state::world::World;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The members of a group, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The sessions.
    pub members: Vec<SessionId>,
    /// Their windows when they were last the same.
    #[serde(skip)]
    pub(in crate::model) shared: BTreeMap<u32, WindowId>,
}

/// The group that a new session joins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Membership {
    /// Its name.
    pub group: String,
    /// A session whose windows it shares; none if the group is new and has none.
    pub with: Option<SessionId>,
}

impl World {
    /// The name and the members of the group that a session is in.
    pub fn group_of(&self, session: SessionId) -> Option<(&str, &[SessionId])> {
        let mut all = self.groups.iter();
        let (name, group) = all.find(|(_, group)| group.members.contains(&session))?;
        Some((name, &group.members))
    }
}
