//! Event monitors: formats whose changes fire an event of the user (`set-hook -B`). They are
//! checked once a second, as subscriptions of control clients.

use crate::base::SessionId;
use crate::base::sorted::SortedMap;
use crate::lang::format::is_true;
use crate::model::format::context::FormatContext;
use crate::model::ops::control::subscription;
use crate::model::ops::{hooks, timers};
use crate::model::state::control::{Monitor, SubscriptionKey};
use crate::model::state::location::Location;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// The time between two checks, in milliseconds.
const INTERVAL: u64 = 1000;

/// Adds or replaces a monitor, `NAME:WHAT:FORMAT` with WHAT as for `refresh-client -B`, in a
/// session. With `only_true` it fires only when its format has become true. False if the text has
/// another form.
pub(crate) fn add(world: &mut World, session: SessionId, text: &str, only_true: bool) -> bool {
    let parsed = text.split_once(':').and_then(|(name, rest)| {
        let parsed = subscription::parsed(rest)?;
        (!name.is_empty()).then_some((name, parsed))
    });
    let Some((name, subscription)) = parsed else {
        return false;
    };
    if world.monitors.is_empty() {
        timers::start_timer(world, Purpose::Monitors, INTERVAL);
    }
    let monitor = Monitor {
        session,
        subscription,
        seen: false,
    };
    let name = event_name(name);
    if only_true {
        world.monitors_of_truth.insert(name.clone());
    } else {
        world.monitors_of_truth.remove(&name);
    }
    world.monitors.insert(name, monitor);
    true
}

/// Checks the monitors of a previous server from now on.
pub(crate) fn resume(world: &mut World) {
    if !world.monitors.is_empty() {
        timers::start_timer(world, Purpose::Monitors, INTERVAL);
    }
}

/// Removes a monitor. False if there is none of this name.
pub(crate) fn remove(world: &mut World, name: &str) -> bool {
    let name = event_name(name.split(':').next().unwrap_or_default());
    world.monitors_of_truth.remove(&name);
    world.monitors.remove(&name).is_some()
}

/// The event of a monitor: events of users start with `@`.
pub(crate) fn event_name(name: &str) -> String {
    match name.starts_with('@') {
        true => name.to_owned(),
        false => format!("@{name}"),
    }
}

/// Fires the events of formats that changed since the last check. The first check only observes.
pub(crate) fn check(world: &mut World, access: &dyn PaneAccess) {
    let mut monitors = std::mem::take(&mut world.monitors);
    let mut fired: Vec<(String, Location, String, String)> = Vec::new();
    monitors.retain(|_, monitor| world.sessions.contains_key(&monitor.session));
    for (name, monitor) in &mut monitors {
        let mut values: SortedMap<SubscriptionKey, String> = SortedMap::new();
        let watched = monitor.subscription.watched;
        for (key, place) in subscription::objects(world, Some(monitor.session), watched) {
            let context = FormatContext::new(world, access).about(Some(place));
            let value = context.expand(&monitor.subscription.format);
            let last = monitor.subscription.sent.get(&key);
            let wanted = !world.monitors_of_truth.contains(name) || is_true(&value);
            if monitor.seen && wanted && last != Some(&value) {
                let last = last.cloned().unwrap_or_default();
                fired.push((name.clone(), place, value.clone(), last));
            }
            values.insert(key, value);
        }
        monitor.subscription.sent = values;
        monitor.seen = true;
    }
    let more = !monitors.is_empty();
    world.monitors = monitors;
    for (name, place, value, last) in fired {
        let variables = [
            ("hook_monitor_name", name.clone()),
            ("hook_monitor_value", value),
            ("hook_monitor_last_value", last),
        ];
        hooks::user_event(world, &name, None, Some(place), variables.to_vec());
    }
    if more {
        timers::start_timer(world, Purpose::Monitors, INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Input;
    use crate::model::state::timers::Purpose;
    use crate::model::testing::TestWorld;

    fn second(fixture: &mut TestWorld) {
        let mut timers = fixture.world.timers.iter();
        let timer = timers.find(|(_, purpose)| **purpose == Purpose::Monitors);
        let id = timer.map(|(id, _)| *id).expect("a timer of monitors");
        fixture.apply(Input::Timer(id));
    }

    #[test]
    fn a_monitor_of_truth_fires_only_when_its_format_becomes_true() {
        let mut fixture = TestWorld::new();
        let monitor = "'many::#{e|>:#{session_windows},1}'";
        fixture.ok(&format!("set-hook -BT {monitor} 'set -ag @log x'"));
        second(&mut fixture);
        for (line, log) in [
            ("new-window -d", "x"),
            ("new-window -d", "x"),
            ("kill-window -a", "x"),
            ("new-window -d", "xx"),
        ] {
            fixture.ok(line);
            second(&mut fixture);
            assert_eq!(fixture.format("#{@log}"), log, "{line}");
        }
        // Without -T it fires for both.
        fixture.ok(&format!("set-hook -B {monitor} ; kill-window -a"));
        second(&mut fixture);
        fixture.ok("new-window -d");
        second(&mut fixture);
        assert_eq!(fixture.format("#{@log}"), "xxx");
    }

    #[test]
    fn a_monitor_fires_its_event_when_its_format_changes() {
        let mut fixture = TestWorld::new();
        let fire = "set -agF @log '#{hook_monitor_last_value}>#{hook_monitor_value};'";
        fixture.ok(&format!(
            "set-hook -B 'count::#{{session_windows}}' \"{fire}\""
        ));
        fixture.ok("set-hook -g @names \"set -agF @log 'N#D;'\"");
        fixture.ok("set-hook -B '@names:%*:#{pane_title}'");
        second(&mut fixture);
        assert_eq!(fixture.format("#{@log}"), "");
        fixture.ok("new-window -d");
        second(&mut fixture);
        second(&mut fixture);
        assert_eq!(fixture.format("#{@log}"), "1>2;N%1;");
        fixture.ok("select-pane -t %0 -T title");
        second(&mut fixture);
        assert_eq!(fixture.format("#{@log}"), "1>2;N%1;N%0;");
        fixture.ok("set-hook -uB @names ; select-pane -t %0 -T other");
        second(&mut fixture);
        assert_eq!(fixture.format("#{@log}"), "1>2;N%1;N%0;");
        assert_eq!(fixture.fails("set-hook -B wrong"), "invalid monitor: wrong");
        assert_eq!(
            fixture.fails("set-hook -uB @names"),
            "unknown monitor: @names"
        );
    }
}
