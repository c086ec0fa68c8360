//! The versions of the messages in which abilities began. An end asks with the negotiated version
//! whether the other end has an ability.

/// The server answers pings.
pub const PINGS: u16 = 2;

/// A scene has boxes with panes inside.
pub const PANE_BOXES: u16 = 4;

/// Styles of a scene have roles, which the client resolves by its theme.
pub const ROLES: u16 = 5;

/// The stream of a control client has positions.
pub const POSITIONS: u16 = 6;

/// A [`SMALL_FRAME`](super::SMALL_FRAME) may stay unacknowledged.
pub const LAZY_ACKS: u16 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abilities_began_in_a_version_that_exists() {
        for version in [PINGS, PANE_BOXES, ROLES, POSITIONS, LAZY_ACKS] {
            assert!(crate::wire::VERSIONS.contains(&version), "{version}");
        }
    }
}
