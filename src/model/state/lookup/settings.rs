//! Looks up the values of global settings.

use crate::lang::tables::option_value::Value;
use crate::model::state::options::default;
use crate::model::state::settings::hand_changes::{Setting, SettingValue};
use crate::model::state::world::World;

impl World {
    /// The value of a global setting; `None` if it has none. An option that is not set has its
    /// default.
    pub fn setting(&self, setting: &Setting) -> Option<SettingValue> {
        match setting {
            Setting::Option { table, name, index } => {
                let set = self.option_set(table.scope()).and_then(|set| set.get(name));
                let value = set.or_else(|| default(name))?;
                match index {
                    None => Some(value.clone()),
                    Some(index) => value.item(*index).map(|text| Value::Str(text.to_owned())),
                }
                .map(SettingValue::Option)
            }
            Setting::Key { table, key } => {
                let binding = self.keys.find(table, *key);
                binding.cloned().map(SettingValue::Binding)
            }
            Setting::Variable(name) => {
                let variable = self.environment.0.get(name);
                variable.cloned().map(SettingValue::Variable)
            }
        }
    }
}
