//! Session groups: sessions that share their windows, each with a current window of its own.

use crate::base::sorted::SortedMap;
use crate::base::{Error, Result, SessionId, WindowId};
use crate::model::ops::lifecycle::session_lifecycle;
use crate::model::state::location::Location;
use crate::model::state::session::{Membership, Session};
use crate::model::state::world::World;

/// The group that `new-session -t` names: that of the session, which becomes one if it has none, or
/// the group called `named`, which may be new.
pub(crate) fn membership(world: &World, named: &str, session: Option<SessionId>) -> Membership {
    if let Some(session) = session {
        let group = world.group_of(session).map(|(name, _)| name.to_owned());
        let own = || world.sessions.get(&session).map(|s| s.name.clone());
        return Membership {
            group: group.or_else(own).unwrap_or_default(),
            with: Some(session),
        };
    }
    let known = world.groups.get(named);
    Membership {
        group: named.to_owned(),
        with: known.and_then(|group| group.members.first().copied()),
    }
}

/// Adds a session, and the session whose windows it shares, to a group.
pub(crate) fn join_group(world: &mut World, session: SessionId, membership: &Membership) {
    let group = world.groups.entry(membership.group.clone()).or_default();
    for member in membership.with.into_iter().chain([session]) {
        if !group.members.contains(&member) {
            group.members.push(member);
        }
    }
}

/// Checks that a window does not move between members of one group, which share their windows.
///
/// # Errors
/// The message `what` if the sessions are different members of one group.
pub(crate) fn check_not_grouped(
    world: &World,
    one: Location,
    other: SessionId,
    what: &str,
) -> Result<()> {
    let group = world.group_of(one.session).map(|(_, members)| members);
    let together = group.is_some_and(|members| members.contains(&other));
    if one.session != other && together {
        return Err(Error::user(what));
    }
    Ok(())
}

/// Copies a change in the windows of one member to all members of its group. The member that
/// differs from the last shared state has the change.
pub(crate) fn sync_groups(world: &mut World) {
    let mut groups = std::mem::take(&mut world.groups);
    let mut changed = Vec::new();
    for group in groups.values_mut() {
        group.members.retain(|id| world.sessions.contains_key(id));
        let links = group
            .members
            .iter()
            .filter_map(|id| Some(world.sessions.get(id)?.links()));
        let new = links
            .into_iter()
            .find(|links| !links.is_empty() && *links != group.shared);
        let Some(new) = new else { continue };
        for id in &group.members {
            if let Some(session) = world.sessions.get_mut(id)
                && session.links() != new
            {
                session.share(&new);
                changed.push(*id);
            }
        }
        group.shared = new;
    }
    groups.retain(|_, group| !group.members.is_empty());
    world.groups = groups;
    for session in changed {
        session_lifecycle::session_changed(world, session);
    }
}

impl Session {
    /// The windows by index.
    fn links(&self) -> SortedMap<u32, WindowId> {
        let links = self.windows.iter();
        links.map(|(index, link)| (*index, link.window)).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::model::persist::snapshot;
    use crate::model::state::host_info::HostInfo;
    use crate::model::testing::TestWorld;

    const LIST: &str = "ls -F '#S=#{W:#I#{window_name}#{?window_active,*,} }'";

    fn listed(fixture: &mut TestWorld) -> String {
        fixture
            .ok(LIST)
            .lines()
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .join(",")
    }

    #[test]
    fn members_share_windows_and_have_their_own_current_one() {
        for (lines, expected) in [
            (&["new -d -t s"][..], "s=0w*,s-1=0w*"),
            (
                &["new -d -s b -t s", "neww -t b: -n x"],
                "b=0w 1x*,s=0w* 1x",
            ),
            (
                &[
                    "new -d -s b -t s",
                    "neww -t s: -n x",
                    "neww -t s: -n y",
                    "killw -t b:1",
                ],
                "b=0w* 2y,s=0w 2y*",
            ),
            (
                &["new -d -s b -t s", "new -d -s c -t b", "neww -t c: -n x"],
                "b=0w* 1x,c=0w 1x*,s=0w* 1x",
            ),
            (&["new -d -s b -t s", "movew -s s:0 -t s:5"], "b=5w*,s=5w*"),
            (&["new -d -s b -t s", "kill-session -t s"], "b=0w*"),
            (
                &["new -d -s b -t s", "kill-session -t s", "neww -n x -t b:"],
                "b=0w 1x*",
            ),
            (
                &["new -d -t g", "new -d -s b -t g", "renamew -t b:0 n"],
                "b=0n*,g-1=0n*,s=0w*",
            ),
        ] {
            let mut fixture = TestWorld::new();
            lines.iter().for_each(|line| drop(fixture.ok(line)));
            assert_eq!(listed(&mut fixture), expected, "{lines:?}");
        }
    }

    #[test]
    fn formats_tell_of_groups() {
        let mut fixture = TestWorld::new();
        let about = "#{session_grouped}|#{session_group}|#{session_group_size}|#{session_group_list}|\
                     #{session_group_attached}|#{session_group_attached_list}|#{session_group_many_attached}";
        assert_eq!(fixture.format(about), "0||||||");
        let client = fixture.attach();
        fixture.ok("new -d -s b -t s");
        let name = fixture.world.clients[&client].name.clone();
        assert_eq!(fixture.format(about), format!("1|s|2|s,b|1|{name}|0"));
        assert!(
            fixture
                .ok("ls")
                .lines()
                .all(|line| line.contains(" (group s)"))
        );
    }

    #[test]
    fn groups_outlive_the_server() {
        let mut fixture = TestWorld::new();
        fixture.ok("new -d -s b -t s");
        fixture.world = snapshot::load(
            &snapshot::save(&fixture.world),
            HostInfo::default(),
            crate::model::commands::COMMANDS,
        )
        .unwrap();
        fixture.ok("neww -t b: -n x");
        assert_eq!(listed(&mut fixture), "b=0w 1x*,s=0w* 1x");
    }

    #[test]
    fn what_would_part_members_is_refused() {
        for (line, message) in [
            (
                "swapw -s s:0 -t b:1",
                "can't move window, sessions are grouped",
            ),
            ("linkw -s s:0 -t b:5", "sessions are grouped"),
            ("movew -s s:0 -t b:5", "sessions are grouped"),
            ("unlinkw -t s:0", "window only linked to one session"),
            (
                "new -d -t s cat",
                "command or window name given with target",
            ),
            (
                "new -d -t s -n x",
                "command or window name given with target",
            ),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok("new -d -s b -t s ; neww -t s: -n x");
            assert_eq!(fixture.fails(line), message, "{line}");
            assert_eq!(listed(&mut fixture), "b=0w* 1x,s=0w 1x*", "{line}");
        }
        let mut fixture = TestWorld::new();
        fixture.ok("new -d -s b -t s ; kill-session -g -t b ; new -d -s z");
        assert_eq!(listed(&mut fixture), "z=0sh*");
    }
}
