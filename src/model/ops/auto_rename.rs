//! Window names: `automatic-rename`, and the checks of names that a user gives.

use crate::base::{Error, Result, WindowId, raw_bytes};
use crate::lang::tables::hooks as hook_events;
use crate::lang::tables::options;
use crate::model::format::context::FormatContext;
use crate::model::ops::{hooks, timers, window_size};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// The minimum interval between two updates of a window's automatic name, in milliseconds, as in
/// tmux.
const RENAME_INTERVAL_MS: u64 = 500;

/// The name without control characters.
///
/// # Errors
/// `invalid session: x` or `invalid window: x` (by `what`) if the rest is empty or contains `#(`,
/// which would run a command whenever the name is expanded.
pub fn clean(what: &str, name: &str) -> Result<String> {
    let clean = printable(name);
    if clean.is_empty() || clean.contains("#(") {
        return Err(Error::user(format!("invalid {what}: {name}")));
    }
    Ok(clean)
}

/// The name that a user gave, as it is stored: with a backslash before each backslash and before
/// each `$` that would begin a variable, as in tmux (`utf8_strvis`).
///
/// # Errors
/// `invalid session name: x` or `invalid window name: x` (by `what`) if it contains `#(`, a control
/// character, or a byte that is not UTF-8: a script would not find what it made.
pub fn given(what: &str, name: &str) -> Result<String> {
    let odd = |c: char| c.is_control() || raw_bytes::byte(c).is_some();
    if name.contains("#(") || name.contains(odd) {
        return Err(Error::user(format!("invalid {what} name: {name}")));
    }
    Ok(marked(name))
}

fn printable(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).collect()
}

fn marked(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let variable = |next: &char| next.is_ascii_alphabetic() || matches!(next, '_' | '{');
        if c == '\\' || c == '$' && chars.peek().is_some_and(variable) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Schedules an update of a window's automatic name. Updates are debounced: the first event starts
/// a timer, and later events do not extend it. A program that writes without pause thus costs one
/// look-up of its name every half second, and the name is never older than that.
pub(crate) fn schedule_rename(world: &mut World, window: WindowId) {
    let waits = world.timers.values().any(|p| *p == Purpose::Name(window));
    let known = world.windows.contains_key(&window);
    if known && !waits && world.get(options::AUTOMATIC_RENAME, OptionScope::Window(Some(window))) {
        timers::start_timer(world, Purpose::Name(window), RENAME_INTERVAL_MS);
    }
}

/// Updates the automatic names of windows whose options changed in this input.
pub(crate) fn update_due_names(world: &mut World, access: &dyn PaneAccess) {
    for window in std::mem::take(&mut world.due_names) {
        update_automatic_name(world, window, access);
    }
}

/// Updates the name of a window from `automatic-rename-format`, if `automatic-rename` is on.
pub(crate) fn update_automatic_name(world: &mut World, id: WindowId, access: &dyn PaneAccess) {
    let Some(window) = world.windows.get(&id) else {
        return;
    };
    let active = window.active;
    if !world.get(options::AUTOMATIC_RENAME, OptionScope::Window(Some(id))) {
        return;
    }
    // The program is stored in the pane, because formats are also expanded without access to
    // processes (hooks, status lines of other clients).
    let program = access.command(active).unwrap_or_default();
    if let Some(pane) = world.panes.get_mut(&active) {
        pane.program = program;
    }
    let Some(place) = world.pane_location(active) else {
        return;
    };
    let format = world.get(
        options::AUTOMATIC_RENAME_FORMAT,
        OptionScope::Window(Some(id)),
    );
    let name = FormatContext::new(world, access)
        .about(Some(place))
        .expand(format);
    let name = marked(&printable(&name));
    if let Some(window) = world.windows.get_mut(&id)
        && !name.is_empty()
        && window.name != name
    {
        window.name = name;
        world.changed = true;
        window_size::redraw_window(world, id);
    }
}

/// Renames a window on behalf of the user or its program, and turns `automatic-rename` off for it.
pub(crate) fn rename_window(world: &mut World, place: Location, name: &str) -> Result<()> {
    let name = given("window", name)?;
    let id = place.window;
    if let Some(window) = world.windows.get_mut(&id) {
        window.name = name;
        window.options.set_flag(options::AUTOMATIC_RENAME, false);
        window_size::redraw_window(world, id);
        hooks::hook(world, hook_events::WINDOW_RENAMED, None, Some(place));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::TestWorld;

    #[test]
    fn names_are_kept_as_in_tmux() {
        for (name, kept) in [
            ("work", Some("work")),
            ("a b:c.d", Some("a b:c.d")),
            (r"a\b", Some(r"a\\b")),
            ("$HOME ${x} $_ 5$ $1 $", Some(r"\$HOME \${x} \$_ 5$ $1 $")),
            ("a\tb", None),
            ("a\u{7}b", None),
            ("\u{85}", None),
            ("caf\u{10ffe9}", None),
            ("büro 漢", Some("büro 漢")),
            ("", Some("")),
            ("\n", None),
            ("#(date)", None),
        ] {
            assert_eq!(given("window", name).ok().as_deref(), kept, "{name}");
        }
    }

    #[test]
    fn automatic_rename_renames_at_once_when_it_is_set() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -w automatic-rename on");
        assert_eq!(fixture.format("#{window_name}"), "sh");
    }
}
