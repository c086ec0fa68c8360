//! The tables of options, hooks, format variables and default keys. They hold names, types,
//! defaults and descriptions. The reference pages and the completions are made from them.

pub mod bindings;
pub mod choices;
pub mod first_steps;
pub mod format_variables;
pub mod hooks;
pub mod key_groups;
pub mod look;
pub mod news;
pub mod opt;
pub mod option_def;
pub mod option_lookup;
pub mod option_value;
pub mod options;
pub mod themes;
