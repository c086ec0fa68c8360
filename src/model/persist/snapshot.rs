//! The snapshot of the world, which the server writes to shared memory after every change and the
//! next server reads after an upgrade or a crash.

use crate::base::{Error, PaneId, Result};
use crate::model::ops::change_hooks;
use crate::model::state::command::CommandDef;
use crate::model::state::host_info::HostInfo;
use crate::model::state::pane::Pipe;
use crate::model::state::pane_access::NoPanes;
use crate::model::state::session::Group;
use crate::model::state::world::World;
use std::collections::BTreeMap;

/// The version of the encoding. A reader refuses other versions, because postcard encodes fields by
/// position.
pub const VERSION: u16 = 2;

/// Data behind the world, so that additions need no new version: a reader ignores what follows the
/// parts it knows, and a missing part is empty.
type Pipes = BTreeMap<PaneId, Pipe>;

type Groups = BTreeMap<String, Group>;

/// Encodes the world.
pub fn save(world: &World) -> Vec<u8> {
    let start = VERSION.to_le_bytes().to_vec();
    let bytes = postcard::to_extend(world, start).unwrap_or_default();
    let bytes = postcard::to_extend(&world.pipes, bytes).unwrap_or_default();
    postcard::to_extend(&world.groups, bytes).unwrap_or_default()
}

/// Decodes a world that [`save`] encoded. It has no clients, which reconnect.
///
/// # Errors
/// If the bytes have another version or cannot be decoded.
pub fn load(bytes: &[u8], host: HostInfo, commands: &'static [CommandDef]) -> Result<World> {
    let (version, body) = bytes
        .split_first_chunk::<2>()
        .ok_or_else(|| Error::protocol("the saved state is empty"))?;
    let version = u16::from_le_bytes(*version);
    if version != VERSION {
        return Err(Error::protocol(format!(
            "the saved state has version {version}, and this mux reads {VERSION}"
        )));
    }
    let unreadable = |e| Error::protocol(format!("the saved state cannot be read: {e}"));
    let (world, rest): (World, &[u8]) = postcard::take_from_bytes(body).map_err(unreadable)?;
    let pipes: Option<(Pipes, &[u8])> = postcard::take_from_bytes(rest).ok();
    let (pipes, rest) = pipes.unwrap_or_default();
    let groups: Option<(Groups, &[u8])> = postcard::take_from_bytes(rest).ok();
    let (groups, _) = groups.unwrap_or_default();
    let mut world = World {
        host,
        commands,
        pipes,
        groups,
        ..world
    };
    // The decoded state is the baseline of change hooks: without it the first comparison would
    // report every window as newly linked.
    change_hooks::diff_observed(&mut world, &NoPanes);
    Ok(world)
}
