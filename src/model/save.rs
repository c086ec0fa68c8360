//! The world as bytes that outlive the server, and back.

use crate::base::{Error, Result};
use crate::model::sight::Blind;
use crate::model::world::{Facts, World};

/// The version of the form. A reader refuses another one: fields follow each other without names.
pub const VERSION: u16 = 2;

impl World {
    /// The world as bytes.
    pub fn save(&self) -> Vec<u8> {
        let start = VERSION.to_le_bytes().to_vec();
        postcard::to_extend(self, start).unwrap_or_default()
    }

    /// The world from bytes that [`World::save`] made. Clients are gone; they come again.
    ///
    /// # Errors
    /// If the bytes are of another version or are none.
    pub fn load(bytes: &[u8], facts: Facts) -> Result<Self> {
        let (version, body) = bytes
            .split_first_chunk::<2>()
            .ok_or_else(|| Error::protocol("the saved state is empty"))?;
        let version = u16::from_le_bytes(*version);
        if version != VERSION {
            return Err(Error::protocol(format!(
                "the saved state has version {version}, and this mux reads {VERSION}"
            )));
        }
        let world: Self = postcard::from_bytes(body)
            .map_err(|e| Error::protocol(format!("the saved state cannot be read: {e}")))?;
        let mut world = Self { facts, ..world };
        world.take_note(&Blind);
        Ok(world)
    }
}
