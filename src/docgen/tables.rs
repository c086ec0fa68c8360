//! The tables from which all pages and scripts are generated.

use super::command_spec::CommandSpec;
use super::completion_kind::CompletionKind;
use crate::base::sorted::SortedSet;
use crate::lang::tables::bindings::Binding;
use crate::lang::tables::format_variables::VariableDef;
use crate::lang::tables::option_def::OptionDef;

/// The input of all generators.
#[derive(Clone, Copy)]
pub struct Reference<'a> {
    /// The program: name, version, description, and the flags before the command.
    pub program: &'a clap::Command,
    /// The commands, in display order.
    pub commands: &'a [clap::Command],
    /// All options.
    pub options: &'a [OptionDef],
    /// All hooks.
    pub hooks: &'a [OptionDef],
    /// The default key bindings.
    pub bindings: &'a [Binding],
    /// The names of the preset layouts.
    pub layouts: &'a [&'a str],
    /// All format variables.
    pub variables: &'a [VariableDef],
}

impl Reference<'_> {
    pub(super) fn command_specs(&self) -> Vec<CommandSpec> {
        let shown = self.commands.iter().filter(|c| !c.is_hide_set());
        shown.map(CommandSpec::of).collect()
    }
}

/// The names of a kind, if they do not depend on a running server.
pub(super) fn names(reference: &Reference<'_>, kind: CompletionKind) -> Vec<String> {
    match kind {
        CompletionKind::Option => reference
            .options
            .iter()
            .map(|o| o.name.to_owned())
            .collect(),
        CompletionKind::Hook => reference.hooks.iter().map(|o| o.name.to_owned()).collect(),
        CompletionKind::Command => reference
            .command_specs()
            .into_iter()
            .map(|v| v.name)
            .collect(),
        CompletionKind::KeyTable => key_tables(reference.bindings)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        CompletionKind::Layout => reference.layouts.iter().map(|l| (*l).to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// The kinds whose names are embedded in the scripts.
pub(super) const WRITTEN: [CompletionKind; 5] = [
    CompletionKind::KeyTable,
    CompletionKind::Layout,
    CompletionKind::Option,
    CompletionKind::Hook,
    CompletionKind::Command,
];

/// The key tables of the bindings, sorted by name.
pub(super) fn key_tables(bindings: &[Binding]) -> SortedSet<&'static str> {
    bindings.iter().map(|binding| binding.table).collect()
}
