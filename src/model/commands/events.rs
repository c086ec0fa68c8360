//! `events`: print what changes, as JSON.

use crate::base::json::Json;
use crate::base::sorted::sort_by;
use crate::base::{Error, Result};
use crate::lang::glob::glob;
use crate::lang::time::rfc3339;
use crate::model::command::def::Command;
use crate::model::command::event_answers::print_events;
use crate::model::command::listing::{Field, json_row};
use crate::model::commands::condition_args::usage;
use crate::model::commands::{list_clients, list_panes, list_sessions, list_windows};
use crate::model::format::context::FormatContext;
use crate::model::ops::automation::event_log;
use crate::model::state::automation::event_log::{
    EventFilter, EventKind, EventTarget, EventWaiter, KINDS, RESYNC, SNAPSHOT,
};
use crate::model::state::command::{CommandContext, Flow, Origin};
use crate::model::state::location::Location;

/// Print a snapshot of sessions, windows, panes and clients, then every change, one JSON object a
/// line. It goes on until it is interrupted, also when the server is replaced.
#[derive(clap::Args, Debug)]
pub struct Events {
    /// Wait for an event (the client asks again and again)
    #[arg(long, hide = true)]
    follow: bool,
    /// Print what is there now, and exit
    #[arg(long)]
    once: bool,
    /// Print as JSON, which is the only form
    #[arg(long)]
    json: bool,
    /// Only these kinds, such as pane-state,window-*
    #[arg(long, value_name = "kinds")]
    kinds: Option<String>,
    /// Continue after the event with this number
    #[arg(long, value_name = "number")]
    since: Option<String>,
    /// Only events of this session, window or pane (can be repeated)
    #[arg(short = 't', value_name = "target", action = clap::ArgAction::Append)]
    targets: Vec<String>,
}

impl Command for Events {
    const NAME: &'static str = "events";
    const OWN: bool = true;
    const READ_ONLY_OK: bool = true;
    const FOR_SCRIPTS: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let since = self.since.as_deref().map(|text| {
            let wrong = |_| usage(format!("invalid number of an event: {text}"));
            text.parse::<u64>().map_err(wrong)
        });
        let since = since.transpose()?;
        let filter = EventFilter {
            kinds: self.kinds.as_deref().map_or(Ok(Vec::new()), kinds)?,
            targets: self.targets(cx, since)?,
        };
        event_log::listen(cx.world);
        let Some(since) = since else {
            print_snapshot(cx, SNAPSHOT, &filter);
            return Ok(Flow::Done);
        };
        if !cx.world.events.continues(since) {
            print_snapshot(cx, RESYNC, &filter);
            return Ok(Flow::Done);
        }
        let waits = self.follow && !self.once && cx.origin() == Origin::Line;
        if print_events(cx, since, &filter) || !waits || cx.world.ending {
            return Ok(Flow::Done);
        }
        if !filter.targets.is_empty() && !filter.targets.iter().any(|t| is_there(cx, *t)) {
            let gone = self.targets.join(", ");
            return Err(Error::coded(3, "target-gone", format!("{gone} is gone")));
        }
        let waiter = EventWaiter {
            queue: cx.run,
            filter,
            after: since,
        };
        cx.world.events.waiters.push(waiter);
        Ok(Flow::Wait)
    }
}

impl Events {
    /// The targets. An id needs not exist any more if the caller continues after an event.
    fn targets(&self, cx: &CommandContext<'_>, since: Option<u64>) -> Result<Vec<EventTarget>> {
        let targets = self.targets.iter().map(|text| {
            if let Some(target) = by_id(text).filter(|t| since.is_some() || is_there(cx, *t)) {
                return Ok(target);
            }
            if text.starts_with('%') || text.contains('.') {
                return Ok(EventTarget::Pane(cx.pane_target(Some(text))?.pane));
            }
            if text.starts_with('@') || text.contains(':') {
                return Ok(EventTarget::Window(cx.window_target(Some(text))?.window));
            }
            let session = cx.session_target(Some(text))?.session;
            Ok(EventTarget::Session(session))
        });
        targets.collect()
    }
}

/// The target that an id names.
fn by_id(text: &str) -> Option<EventTarget> {
    let number = |sign| text.strip_prefix(sign)?.parse::<u32>().ok();
    let session = number('$').map(|id| EventTarget::Session(crate::base::SessionId(id)));
    let window = number('@').map(|id| EventTarget::Window(crate::base::WindowId(id)));
    let pane = number('%').map(|id| EventTarget::Pane(crate::base::PaneId(id)));
    session.or(window).or(pane)
}

fn is_there(cx: &CommandContext<'_>, target: EventTarget) -> bool {
    match target {
        EventTarget::Session(id) => cx.world.sessions.contains_key(&id),
        EventTarget::Window(id) => cx.world.windows.contains_key(&id),
        EventTarget::Pane(id) => cx.world.panes.contains_key(&id),
    }
}

/// The names of the kinds that a list with commas names. `*` stands for any text.
fn kinds(list: &str) -> Result<Vec<&'static str>> {
    let mut all = Vec::new();
    for pattern in list.split(',').map(str::trim) {
        let names = KINDS.iter().map(|(name, ..)| *name);
        let found: Vec<&str> = names.filter(|name| glob(pattern, name)).collect();
        if found.is_empty() {
            let known: Vec<&str> = KINDS.iter().map(|(name, ..)| *name).collect();
            let known = known.join(", ");
            let message = format!("unknown kind of event: {pattern} (use {known})");
            return Err(usage(message));
        }
        all.extend(found);
    }
    Ok(all)
}

/// Prints everything that the filter's targets contain.
fn print_snapshot(cx: &mut CommandContext<'_>, kind: EventKind, filter: &EventFilter) {
    let all = filter.targets.is_empty();
    let wants = |place: &Location, level: usize| {
        all || filter.targets.iter().any(|target| match *target {
            EventTarget::Session(id) => place.session == id,
            EventTarget::Window(id) => level > 0 && place.window == id,
            EventTarget::Pane(id) => level > 1 && place.pane == id,
        })
    };
    let world = &*cx.world;
    let mut sessions: Vec<_> = world.sessions.values().collect();
    sort_by(&mut sessions, |a, b| a.name.cmp(&b.name));
    let places = sessions.iter().filter_map(|s| world.session_location(s.id));
    let sessions_in: Vec<Location> = places.clone().filter(|p| wants(p, 0)).collect();
    let links = sessions.iter().flat_map(|session| {
        let indexes = session.windows.keys();
        indexes.filter_map(|index| world.location_at(session.id, *index))
    });
    let links: Vec<Location> = links.collect();
    let panes = links.iter().flat_map(|place| {
        let window = world.windows.get(&place.window);
        let panes = window.map(|window| window.panes()).unwrap_or_default();
        panes.into_iter().map(|pane| Location { pane, ..*place })
    });
    let panes: Vec<Location> = panes.filter(|p| wants(p, 2)).collect();
    let windows: Vec<Location> = links.iter().copied().filter(|p| wants(p, 1)).collect();
    let rows = |fields: &[Field], places: &[Location]| -> Json {
        let row = |place: &Location| {
            let context = FormatContext::new(world, cx.access).about(Some(*place));
            json_row(&context, fields)
        };
        places.iter().map(row).collect()
    };
    let clients = world.clients.values().filter(|client| client.attached());
    let clients = clients.filter_map(|client| {
        let place = client.session.and_then(|s| world.session_location(s))?;
        wants(&place, 0).then_some(())?;
        let context = FormatContext::new(world, cx.access)
            .about(Some(place))
            .seen_by(Some(client.id));
        Some(json_row(&context, list_clients::FIELDS))
    });
    let object = Json::object([
        ("seq", Json::from(world.events.last)),
        ("at", rfc3339(world.now.wall).into()),
        ("event", kind.name().into()),
        ("v", Json::from(1_i64)),
        ("sessions", rows(list_sessions::FIELDS, &sessions_in)),
        ("windows", rows(list_windows::FIELDS, &windows)),
        ("panes", rows(list_panes::FIELDS, &panes)),
        ("clients", clients.collect()),
    ]);
    cx.print(&object.to_string());
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, ClientInfo, PaneId};
    use crate::model::Input;
    use crate::model::state::input::Exit;
    use crate::model::state::timers::Purpose;
    use crate::model::testing::TestWorld;
    use crate::term::{Event, PromptMark};
    use serde_json::Value;

    fn lines(text: &str) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).unwrap();
        text.lines().map(parse).collect()
    }

    fn seq(text: &str) -> u64 {
        lines(text).last().unwrap()["seq"].as_u64().unwrap()
    }

    /// The events after a number: kind and pane, window or session.
    fn since(fixture: &mut TestWorld, number: u64, more: &str) -> Vec<String> {
        let text = fixture.ok(&format!("events --json --since {number} {more}"));
        let name = |line: &Value| {
            let ids = [&line["pane"], &line["window"], &line["session"]];
            let id = ids.into_iter().find_map(Value::as_str).unwrap_or_default();
            format!("{} {id}", line["event"].as_str().unwrap())
        };
        lines(&text).iter().map(name).collect()
    }

    fn follow(fixture: &mut TestWorld, number: u64, more: &str) -> ClientId {
        let line = format!("events --json --follow --since {number} {more}");
        fixture.start(&line, ClientInfo::default())
    }

    #[test]
    fn events_begin_with_a_snapshot_in_the_form_of_the_lists() {
        let mut fixture = TestWorld::new();
        fixture.attach();
        let snapshot = lines(&fixture.ok("events --json")).remove(0);
        assert_eq!(snapshot["event"], "snapshot");
        assert_eq!(snapshot["v"], 1);
        for (member, list) in [
            ("sessions", "list-sessions --json"),
            ("windows", "list-windows -a --json"),
            ("panes", "list-panes -a --json"),
            ("clients", "list-clients --json"),
        ] {
            let list: Value = serde_json::from_str(&fixture.ok(list)).unwrap();
            assert_eq!(snapshot[member], list, "{member}");
        }
    }

    #[test]
    fn every_change_is_one_object_with_the_next_number() {
        let mut fixture = TestWorld::new();
        let start = seq(&fixture.ok("events"));
        fixture.ok("new-window -d -n x ; rename-window -t s:0 y ; set-buffer -b b text");
        fixture.ok("select-pane -t %0 -T title ; kill-window -t :1 ; rename-session t");
        let wanted = [
            "window-added @1",
            "pane-added %1",
            "window-renamed @0",
            "buffer ",
            "session-renamed $0",
            "window-closed @1",
            "pane-title %0",
            "pane-closed %1",
        ];
        assert_eq!(since(&mut fixture, start, ""), wanted);
        let text = fixture.ok(&format!("events --since {start}"));
        let numbers = lines(&text);
        let numbers = numbers.iter().map(|line| line["seq"].as_u64().unwrap());
        assert!(numbers.eq(start + 1..=start + 8));
        let buffer = &lines(&text)[3];
        assert_eq!(
            (&buffer["name"], &buffer["bytes"]),
            (&"b".into(), &4.into())
        );
        let panes = since(&mut fixture, start, "--kinds pane-*");
        assert_eq!(panes, ["pane-added %1", "pane-title %0", "pane-closed %1"]);
        let one = since(&mut fixture, start, "-t %1 -t @0");
        let wanted = [
            "pane-added %1",
            "window-renamed @0",
            "pane-title %0",
            "pane-closed %1",
        ];
        assert_eq!(one, wanted);
    }

    #[test]
    fn events_of_programs_are_recorded_when_they_happen() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -g remain-on-exit on");
        let start = seq(&fixture.ok("events"));
        let events = vec![
            Event::Prompt(PromptMark::Prompt, None),
            Event::Prompt(PromptMark::Output, None),
            Event::Prompt(PromptMark::End(Some(3)), None),
            Event::Bell,
            Event::Notify {
                title: "t".to_owned(),
                body: "b".to_owned(),
            },
            Event::Cwd("/tmp".to_owned()),
        ];
        fixture.apply(Input::PaneEvents(PaneId(0), events));
        fixture.ok("report blocked --message 'may I?' --source a");
        fixture.apply(Input::PaneOutput(PaneId(0)));
        fixture.now.wall += 1000;
        let mut timers = fixture.world.timers.iter();
        let quiet = timers.find(|(_, purpose)| matches!(purpose, Purpose::Quiet(_)));
        let quiet = quiet.map(|(id, _)| *id).unwrap();
        fixture.apply(Input::Timer(quiet));
        let exit = Exit {
            status: Some(4),
            signal: None,
        };
        fixture.apply(Input::Exited(PaneId(0), exit));
        let text = fixture.ok(&format!("events --since {start} --kinds pane-*"));
        let all = lines(&text);
        let names: Vec<&str> = all.iter().map(|e| e["event"].as_str().unwrap()).collect();
        assert_eq!(
            names,
            [
                "pane-prompt",
                "pane-state",
                "pane-command",
                "pane-state",
                "pane-command",
                "pane-state",
                "pane-bell",
                "pane-notification",
                "pane-cwd",
                "pane-state",
                "pane-quiet",
                "pane-exited",
                "pane-state",
            ]
        );
        assert_eq!(all[4]["phase"], "finished");
        assert_eq!(all[4]["status"], 3);
        assert_eq!(all[8]["cwd"], "/tmp");
        assert_eq!(all[9]["message"], "may I?");
        assert_eq!(all[9]["source"], "a");
        assert_eq!(all[11]["status"], 4);
        assert_eq!(all[11]["session"], "$0");
        assert_eq!(all[11]["at"].as_str().unwrap().len(), 24);
    }

    #[test]
    fn a_follower_waits_for_the_next_event_that_it_wants() {
        let mut fixture = TestWorld::new();
        let start = seq(&fixture.ok("events"));
        let client = follow(&mut fixture, start, "--kinds pane-added");
        fixture.ok("rename-window x");
        assert_eq!(fixture.answer(client).status, None);
        fixture.ok("split-window -d");
        let answer = fixture.answer(client);
        assert_eq!(answer.status, Some(0));
        assert_eq!(lines(&answer.out)[0]["pane"], "%1");
        // Two followers get the same events, and what happened meanwhile is not lost.
        let one = follow(&mut fixture, start, "");
        assert_eq!(fixture.answer(one).status, Some(0));
    }

    #[test]
    fn numbers_that_do_not_continue_get_a_new_snapshot() {
        let mut fixture = TestWorld::new();
        let start = seq(&fixture.ok("events"));
        for unknown in [0, start - 1, start + 1] {
            assert_eq!(since(&mut fixture, unknown, ""), ["resync "]);
        }
        for _ in 0..2001 {
            fixture.apply(Input::PaneEvents(PaneId(0), vec![Event::Bell]));
        }
        assert_eq!(since(&mut fixture, start, ""), ["resync "]);
        let number = seq(&fixture.ok(&format!("events --since {start}")));
        assert_eq!(number, start + 2001);
        // Nobody listened for a while.
        fixture.now.mono += 70_000;
        fixture.ok("rename-window x");
        fixture.ok("events");
        assert_eq!(since(&mut fixture, number, ""), ["resync "]);
        // Another server.
        let number = seq(&fixture.ok("events"));
        fixture.next_server();
        assert_eq!(since(&mut fixture, number, ""), ["resync "]);
        assert!(seq(&fixture.ok("events")) > number);
    }

    #[test]
    fn followers_of_objects_that_are_gone_get_their_end() {
        let mut fixture = TestWorld::new();
        fixture.ok("split-window -d");
        let start = seq(&fixture.ok("events -t %1"));
        fixture.ok("kill-pane -t %1");
        let last = follow(&mut fixture, start, "-t %1");
        let answer = fixture.answer(last);
        assert_eq!(lines(&answer.out)[0]["event"], "pane-closed");
        let number = seq(&answer.out);
        let after = follow(&mut fixture, number, "-t %1");
        let told = fixture.answer(after);
        let error = "{\"error\":{\"code\":\"target-gone\",\"message\":\"%1 is gone\"}}\n";
        assert_eq!((told.err.as_str(), told.status), (error, Some(3)));
        assert_eq!(fixture.fails("events -t %1"), "can't find pane: %1");
    }

    #[test]
    fn bad_questions_are_refused() {
        let mut fixture = TestWorld::new();
        let told = fixture.run("events --since x");
        assert_eq!(
            (told.err.as_str(), told.status),
            ("invalid number of an event: x\n", Some(2))
        );
        let told = fixture.run("events --kinds pane-state,nonsense");
        let start = "unknown kind of event: nonsense (use snapshot, resync,";
        assert!(told.err.starts_with(start), "{told:?}");
        assert_eq!(told.status, Some(2));
    }

    #[test]
    fn a_follower_does_not_keep_the_server() {
        let mut fixture = TestWorld::new();
        let start = seq(&fixture.ok("events"));
        let client = follow(&mut fixture, start, "--kinds saved");
        fixture.ok("kill-session");
        assert!(fixture.world.ending);
        assert_eq!(fixture.answer(client).status, Some(0));
    }
}
