//! Filters of lists by words: a text without a format fits the rows in which its characters occur
//! in order, as in the other lists.

use crate::model::state::tree_mode::TreeKind;

/// The beginning of the formats that [`format()`] makes.
const FUZZY: &str = "#{m/z:";

/// The texts of a row in which the words are searched.
const fn texts(kind: TreeKind) -> &'static str {
    match kind {
        TreeKind::Tree | TreeKind::Lines | TreeKind::Switch | TreeKind::Former => {
            ",#{session_name}:#{window_index} #{window_name} #{pane_title} #{pane_current_command} \
             #{pane_current_path}}"
        }
        TreeKind::Clients => ",#{client_name} #{session_name} #{client_user}}",
        TreeKind::Buffers => ",#{buffer_name} #{buffer_sample}}",
        TreeKind::Options => ",#{option_name} #{option_value} #{key} #{key_note} #{key_command}}",
    }
}

/// The filter for a typed text: the text if it is a format, else one that compares its words.
pub(super) fn format(kind: TreeKind, typed: String) -> String {
    if typed.contains('#') {
        return typed;
    }
    let mut words = String::new();
    for c in typed.chars() {
        if matches!(c, ',' | '}' | '{') {
            words.push('#');
        }
        words.push(c);
    }
    format!("{FUZZY}{words}{}", texts(kind))
}

/// The text that was typed for a filter.
pub(super) fn typed(kind: TreeKind, filter: &str) -> String {
    let words = filter.strip_prefix(FUZZY);
    let words = words.and_then(|rest| rest.strip_suffix(texts(kind)));
    words.map_or_else(|| filter.to_owned(), |words| words.replace('#', ""))
}
