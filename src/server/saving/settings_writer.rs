//! Writes the changes by hand, the paste buffers and the habits of the user to `state.db` when they
//! differ from what it has.

use crate::base::sorted::SortedMap;
use crate::model::World;
use crate::model::persist::saved_settings;
use crate::model::state::buffer::Buffer;
use crate::model::state::settings::habits::Habits;
use crate::model::state::settings::hand_changes::SavedSettings;
use crate::store::settings::{self, Change};
use crate::store::{Db, WriteError, codec};

/// Identifies the content of a buffer: time, length and checksum.
type Mark = (i64, usize, i64);

/// Writes settings.
#[derive(Default)]
pub struct SettingsWriter {
    /// The commands in the database; `None` if that is unknown.
    commands: Option<Vec<String>>,
    /// The buffers in the database, by name.
    buffers: SortedMap<String, Mark>,
    /// The place of the next buffer in the order.
    next: i64,
    /// The revision of the buffers in the database.
    revision: Option<u64>,
    /// The encoded habits in the database.
    habits: Vec<u8>,
}

fn mark(buffer: &Buffer) -> Mark {
    let sum = codec::checksum(&[], &buffer.data);
    (buffer.created, buffer.data.len(), sum)
}

impl SettingsWriter {
    /// Reads what the database has.
    pub fn load(&mut self, db: &Db) -> SavedSettings {
        let commands = settings::commands(db);
        let buffers = settings::buffers(db);
        self.commands = Some(commands.clone());
        self.revision = None;
        self.next = buffers.last().map_or(0, |(order, _)| order + 1);
        let marks = buffers.iter().map(|(_, b)| (b.name.clone(), mark(b)));
        self.buffers = marks.collect();
        self.habits = settings::habits(db);
        SavedSettings {
            commands,
            buffers: buffers.into_iter().map(|(_, buffer)| buffer).collect(),
            habits: Habits::decode(&self.habits),
        }
    }

    /// The change that makes the database have the settings of `world`. With `discard` it is to
    /// have none.
    pub fn change(&self, world: &World, discard: bool) -> Change {
        let commands = if discard {
            Vec::new()
        } else {
            saved_settings::commands(world)
        };
        let mut change = Change {
            commands: (self.commands.as_ref() != Some(&commands)).then_some(commands),
            habits: Some(world.habits.encoded())
                .filter(|habits| *habits != self.habits && !saved_settings::is_pending(world)),
            ..Change::default()
        };
        let keeps = !discard && saved_settings::saves_buffers(world);
        if keeps && self.revision == Some(world.buffers.revision()) {
            return change;
        }
        let mut present = Vec::new();
        if keeps {
            present.extend(world.buffers.latest_first());
            present.reverse();
        }
        let gone = |name: &&String| !present.iter().any(|b| b.name == **name);
        change.removed = self.buffers.keys().filter(gone).cloned().collect();
        let differs = |b: &&&Buffer| self.buffers.get(&b.name) != Some(&mark(b));
        let changed = present.iter().filter(differs);
        change.buffers = (self.next..)
            .zip(changed.map(|buffer| (*buffer).clone()))
            .collect();
        change
    }

    /// Writes a change, if it is one. `revision`: that of the buffers when the change was made.
    /// Whether it wrote.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn write(
        &mut self,
        db: &mut Db,
        change: Change,
        revision: u64,
    ) -> Result<bool, WriteError> {
        let wrote = !change.is_empty();
        if wrote {
            settings::save(db, &change)?;
        }
        self.revision = Some(revision);
        for name in &change.removed {
            self.buffers.remove(name);
        }
        for (order, buffer) in &change.buffers {
            self.next = order + 1;
            self.buffers.insert(buffer.name.clone(), mark(buffer));
        }
        if let Some(habits) = change.habits {
            self.habits = habits;
        }
        if let Some(commands) = change.commands {
            self.commands = Some(commands);
        }
        Ok(wrote)
    }
}
