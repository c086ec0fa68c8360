//! Whether options of the look have the defaults of mux or of tmux.

use crate::lang::tables::choices::DefaultLook;
use crate::lang::tables::opt::Choice;
use crate::lang::tables::option_def::OptionDef;
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::model::ops::option_changes;
use crate::model::state::options::{OptionScope, default_of, look};
use crate::model::state::world::World;

/// Gives the options of the look that have a default the default of the present look.
pub(crate) fn apply(world: &mut World) {
    let own = world.has_own_look();
    let mut changed = Vec::new();
    for (def, value) in look() {
        let usual = default_of(def);
        let set = world.options.of_mut(def);
        let is = set.get(def.name).unwrap_or(usual);
        if own && is == usual {
            set.set(def.name, value.clone());
            changed.push(*def);
        } else if !own && is == value {
            set.unset(def.name);
            changed.push(*def);
        }
    }
    for def in changed {
        option_changes::apply_option_change(world, def);
    }
}

/// Notes that a script or a file for tmux has set an option. If it is one of the look, the others
/// get tmux's defaults, so that they go together as in tmux.
pub(crate) fn set_for_tmux(world: &mut World, def: &OptionDef) {
    let auto = world.get(options::DEFAULT_LOOK, OptionScope::Server) == DefaultLook::Auto;
    let of_look = look().iter().any(|(known, _)| known.name == def.name);
    if auto && of_look && world.has_own_look() {
        let words = DefaultLook::WORDS;
        let tmux = words[DefaultLook::Tmux as usize].to_owned();
        let option = options::DEFAULT_LOOK;
        world.options.server.set(option.name(), Value::Choice(tmux));
        option_changes::apply_option_change(world, option.def());
    }
}

#[cfg(test)]
mod tests {
    use crate::base::ClientInfo;
    use crate::lang::tables::look::{LOOK, OPTION};
    use crate::lang::tables::option_def::OptionDef;
    use crate::lang::tables::option_lookup;
    use crate::model::state::options::{default, look};
    use crate::model::testing::TestWorld;

    /// Runs a command as a client called `tmux`.
    fn as_tmux(fixture: &mut TestWorld, line: &str) -> String {
        let caller = ClientInfo {
            as_tmux: true,
            ..ClientInfo::default()
        };
        let client = fixture.start(line, caller);
        let answer = fixture.answer(client);
        assert_eq!(answer.err, "", "{line}");
        answer.out.trim_end().to_owned()
    }

    fn value(fixture: &mut TestWorld, name: &str) -> String {
        let window = option_lookup::get(name).is_some_and(|def| {
            !def.scope
                .contains(crate::lang::tables::option_def::Scope::SESSION)
        });
        let flags = if window { "-gwv" } else { "-gv" };
        let shown = fixture.ok(&format!("show {flags} {name}"));
        shown.trim_end_matches('\n').to_owned()
    }

    #[test]
    fn every_option_of_the_look_differs_from_the_default_of_tmux() {
        assert_eq!(look().len(), LOOK.len(), "a name or a value is wrong");
        for (def, value) in look() {
            assert_ne!(default(def.name), Some(value), "{}", def.name);
        }
        assert!(option_lookup::get(OPTION).is_some());
    }

    #[test]
    fn scripts_for_tmux_see_and_get_the_look_of_tmux() {
        let tmux = |name: &str| {
            let def: Option<&OptionDef> = option_lookup::get(name);
            def.map_or("", |def| def.default).to_owned()
        };
        let mut fixture = TestWorld::new();
        let own = value(&mut fixture, "status-left");
        assert_ne!(own, tmux("status-left"));
        // A script that reads a value and builds on it builds on that of tmux.
        let read = as_tmux(&mut fixture, "show -gv status-left");
        assert_eq!(read, tmux("status-left").trim_end());
        assert_eq!(value(&mut fixture, "status-left"), own);
        as_tmux(&mut fixture, "set -ga status-right ' more'");
        let right = format!("{} more", tmux("status-right"));
        assert_eq!(value(&mut fixture, "status-right"), right);
        for (name, _) in LOOK.iter().filter(|(name, _)| *name != "status-right") {
            assert_eq!(value(&mut fixture, name), tmux(name), "{name}");
        }
        let all = as_tmux(&mut fixture, "show -s");
        assert!(!all.contains(OPTION), "{all}");
        fixture.ok("set -s default-look mux");
        assert_eq!(value(&mut fixture, "status-left"), own);
        assert_eq!(value(&mut fixture, "status-right"), right);
    }

    #[test]
    fn other_settings_leave_the_look() {
        let mut fixture = TestWorld::new();
        let own = value(&mut fixture, "status-style");
        as_tmux(&mut fixture, "set -g mouse off");
        fixture.ok("set -g status-right x");
        assert_eq!(value(&mut fixture, "status-style"), own);
        fixture.ok("set -g status-right x ; set -gu status-right");
        assert!(value(&mut fixture, "status-right").contains("segment"));
        for (file, stays) in [("/home/me/.tmux.conf", false), ("/home/me/mux.conf", true)] {
            let text = "set -g status-left x\n".to_owned();
            fixture.files.insert(file.to_owned(), text);
            fixture.ok("set -s default-look mux ; set -s default-look auto");
            fixture.ok(&format!("source-file {file}"));
            let shown = value(&mut fixture, "status-style");
            assert_eq!(shown == own, stays, "{file}: {shown}");
        }
    }
}
