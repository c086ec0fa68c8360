//! The users that may connect to the server beside its owner and root (`server-access`).

use crate::base::sorted::SortedMap;
use serde::{Deserialize, Serialize};

/// The user at the other end of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The user id.
    pub uid: u32,
    /// The name; the id if it has none.
    pub name: String,
}

/// The rights of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The name of the user.
    pub name: String,
    /// The user may change things. Otherwise its clients are read-only.
    pub writes: bool,
}

/// The users with access, by user id. The owner and root always have it and are not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessList(pub SortedMap<u32, Access>);

impl AccessList {
    /// Whether the user may connect to a server of `owner`.
    pub fn admits(&self, uid: u32, owner: u32) -> bool {
        uid == owner || uid == 0 || self.0.contains_key(&uid)
    }

    /// Whether the user may only read.
    pub fn only_reads(&self, uid: u32) -> bool {
        self.0.get(&uid).is_some_and(|access| !access.writes)
    }
}
