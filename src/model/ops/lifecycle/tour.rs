//! The practice session of `mux tour`: shows one task after the other and checks what was done. Its
//! state is in user options of the session, so it survives the death of the server.

use crate::base::SessionId;
use crate::lang::keys::key_name;
use crate::lang::tables::choices::KeySet;
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::model::ops::lifecycle::close;
use crate::model::state::options::OptionScope;
use crate::model::state::session::{TOUR, TOUR_DONE};
use crate::model::state::world::World;

/// The name of the session.
pub(crate) const SESSION: &str = "tour";

/// The session option with the text of the task.
const TEXT: &str = "@tour-text";

/// The second status line of the session.
const LINE: &str = "#[bg=theme-ok,fg=theme-contrast,fill=theme-ok] #{@tour-text}";

/// A task, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Split,
    Move,
    Scroll,
    Copy,
    Leave,
    Return,
    Close,
    Undo,
    Done,
}

const STEPS: [Step; TOUR_DONE + 1] = [
    Step::Split,
    Step::Move,
    Step::Scroll,
    Step::Copy,
    Step::Leave,
    Step::Return,
    Step::Close,
    Step::Undo,
    Step::Done,
];

/// The session of the tour, if there is one.
pub(crate) fn session(world: &World) -> Option<SessionId> {
    let mut sessions = world.sessions.values();
    let found = sessions.find(|session| session.options.get(TOUR).is_some());
    found.map(|session| session.id)
}

/// Begins the tour in a session.
pub(crate) fn begin(world: &mut World, id: SessionId) {
    let first = world.get(options::STATUS_FORMAT, OptionScope::Session(None));
    let first = first.get(&0).cloned().unwrap_or_default();
    let lines = [(0, first), (1, LINE.to_owned())];
    if let Some(session) = world.sessions.get_mut(&id) {
        let status = Value::Choice("2".to_owned());
        session.options.set(options::STATUS.name(), status);
        let lines = Value::Array(lines.into());
        session.options.set(options::STATUS_FORMAT.name(), lines);
    }
    enter(world, id, Step::Split, "");
}

/// Goes on to the next task if the present one is done. Ends the session after the last one, when
/// nobody shows it.
pub(crate) fn advance(world: &mut World) {
    let Some(id) = session(world) else {
        return;
    };
    let Some((step, data)) = state(world, id) else {
        return;
    };
    let attached = !world.attached_to(id).is_empty();
    let facts = facts(world, id);
    let newest = world.buffers.latest_first().next();
    let newest = newest.map(|buffer| buffer.name.clone()).unwrap_or_default();
    let before: usize = data.parse().unwrap_or_default();
    let (next, data) = match step {
        Step::Split if facts.panes > 1 => (Step::Move, facts.active.clone()),
        Step::Move if facts.active != data => (Step::Scroll, String::new()),
        Step::Scroll if facts.in_mode => (Step::Copy, newest),
        Step::Copy if newest != data => {
            let _ = world.buffers.remove(Some(&newest));
            (Step::Leave, String::new())
        }
        Step::Leave if !attached => (Step::Return, String::new()),
        Step::Return if attached => (Step::Close, facts.panes.to_string()),
        // Another split meanwhile is no mistake.
        Step::Close if facts.panes > before => (Step::Close, facts.panes.to_string()),
        Step::Close if facts.panes < before => (Step::Undo, facts.panes.to_string()),
        Step::Undo if facts.panes > before => (Step::Done, String::new()),
        Step::Done if !attached => return end(world, id),
        _ => return,
    };
    enter(world, id, next, &data);
}

/// Ends the session and forgets what could be undone in it.
pub(crate) fn end(world: &mut World, id: SessionId) {
    let kept = world.closing.is_some();
    close::close_session(world, id);
    if !kept {
        world.closing = None;
    }
    world.undo.retain(|step| {
        let mut sessions = step.layout.sessions.iter();
        !sessions.any(|session| session.id == id)
    });
}

/// What the tasks look at.
struct Facts {
    panes: usize,
    active: String,
    in_mode: bool,
}

fn facts(world: &World, id: SessionId) -> Facts {
    let place = world.session_location(id);
    let window = place.and_then(|place| world.windows.get(&place.window));
    let pane = place.and_then(|place| world.panes.get(&place.pane));
    let session = world.sessions.get(&id);
    let windows = session
        .into_iter()
        .flat_map(|session| session.windows.values());
    let all = windows.filter_map(|link| world.windows.get(&link.window));
    Facts {
        panes: all.map(|window| window.panes().len()).sum(),
        active: window
            .map(|window| window.active.to_string())
            .unwrap_or_default(),
        in_mode: pane.is_some_and(|pane| pane.mode.is_some()),
    }
}

fn state(world: &World, id: SessionId) -> Option<(Step, String)> {
    let value = world.sessions.get(&id)?.options.get(TOUR)?;
    let (number, data) = value.as_str().split_once(' ')?;
    let step = STEPS.get(number.parse::<usize>().ok()?)?;
    Some((*step, data.to_owned()))
}

fn enter(world: &mut World, id: SessionId, step: Step, data: &str) {
    let text = text(world, id, step);
    let at = STEPS.iter().position(|known| *known == step).unwrap_or(0);
    if let Some(session) = world.sessions.get_mut(&id) {
        let state = Value::Str(format!("{at} {data}"));
        session.options.set(TOUR, state);
        session.options.set(TEXT, Value::Str(text));
    }
    for client in world.clients.values_mut() {
        client.stale = true;
    }
}

fn text(world: &World, id: SessionId, step: Step) -> String {
    let prefix = key_name(world.get(options::PREFIX, OptionScope::Session(Some(id))));
    let vi = world.get(options::MODE_KEYS, OptionScope::Window(None)) == KeySet::Vi;
    let copy = if vi {
        "Space, move, Enter"
    } else {
        "C-Space, move, M-w"
    };
    match step {
        Step::Split => format!("1/6 Split: press {prefix} (Ctrl-b), release it, then press %")
            .replace(" (Ctrl-b)", if prefix == "C-b" { " (Ctrl-b)" } else { "" }),
        Step::Move => format!("2/6 Move to the other pane: {prefix}, then an arrow key"),
        Step::Scroll => format!("3/6 Scroll back: {prefix}, then [ and Page Up, or the wheel"),
        Step::Copy => format!("4/6 Copy: {copy}; or drag with the mouse"),
        Step::Leave => format!("5/6 Leave with {prefix} d (q first), then type: mux tour"),
        Step::Return => "5/6 Come back: mux tour".to_owned(),
        Step::Close => format!("6/6 Close this pane: {prefix}, then x, then y"),
        Step::Undo => format!("6/6 Bring it back: {prefix}, then M-u (Alt-u)"),
        Step::Done => {
            format!("Done. {prefix} ? lists all keys, {prefix} d leaves and ends the tour")
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::base::ClientId;
    use crate::model::state::effect::{ClientEffect, Effect};
    use crate::model::testing::TestWorld;

    fn line(fixture: &mut TestWorld, client: ClientId) -> String {
        let scene = fixture.scene(client).unwrap_or_default();
        let lines = scene.status_lines.iter().map(|label| label.line.text());
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_tour_checks_each_task_and_leaves_nothing_behind() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(client, &["C-b", ":", "t", "o", "u", "r", "Enter"]);
        let tasks: [(&[&str], &str); 7] = [
            (
                &[],
                "1/6 Split: press C-b (Ctrl-b), release it, then press %",
            ),
            (
                &["C-b", "%"],
                "2/6 Move to the other pane: C-b, then an arrow key",
            ),
            (&["C-b", "Left"], "3/6 Scroll back: C-b, then ["),
            (&["C-b", "["], "4/6 Copy: C-Space, move, M-w"),
            (&["C-a", "C-Space", "C-e", "M-w"], "5/6 Leave with C-b d"),
            (&["q", "x"], "5/6 Leave with C-b d"),
            (&["C-b", "d"], ""),
        ];
        let pane = fixture.world.panes.keys().next_back().copied().unwrap();
        for (keys, task) in tasks {
            fixture.print(pane, b"text");
            fixture.keys(client, keys);
            let shown = line(&mut fixture, client);
            assert!(shown.contains(task), "{keys:?}: {shown}");
        }
        assert_eq!(fixture.ok("list-buffers"), "");
        let client = fixture.attach();
        fixture.keys(client, &["C-b", ":", "t", "o", "u", "r", "Enter"]);
        for (keys, task) in [
            (&[][..], "6/6 Close this pane: C-b, then x, then y"),
            (&["C-b", "x", "y"], "6/6 Bring it back: C-b, then M-u"),
            (&["C-b", "M-u"], "Done. C-b ? lists all keys"),
        ] {
            fixture.keys(client, keys);
            let shown = line(&mut fixture, client);
            assert!(shown.contains(task), "{keys:?}: {shown}");
        }
        fixture.keys(client, &["C-b", "d"]);
        let mut effects = fixture.effects.iter().rev();
        let told = effects.find_map(|effect| match effect {
            Effect::Client(_, ClientEffect::Detached { message, .. }) => Some(message.as_str()),
            _ => None,
        });
        let over = "[detached (from session tour)]\nThe tour is over. mux tour begins it again.";
        assert_eq!(told, Some(over));
        assert_eq!(fixture.ok("ls -F '#S'"), "s\n");
        assert!(fixture.world.undo.steps().is_empty());
    }
}
