//! What holds in a world after any commands about panes and windows.

use crate::base::sorted::{SortedMap, SortedSet};
use crate::base::{ClientId, PaneId, Point, Size, WindowId};
use crate::layout::{BorderStatus, Tree};
use crate::model::persist::snapshot;
use crate::model::state::input::Exit;
use crate::model::testing::TestWorld;
use crate::model::tests::panes::world;
use crate::model::{Effect, Input, PaneEffect, Window, World};
use proptest::prelude::*;

/// Commands. `P` stands for a pane and `W` for a window that is there, `N` for a small number,
/// `S` for a session.
const COMMANDS: &[&str] = &[
    "split-window -t P",
    "split-window -h -t P",
    "split-window -bd -t P -l N",
    "split-window -fh -t P",
    "split-window -Zf -t P -l N%",
    "kill-pane -t P",
    "kill-pane -a -t P",
    "swap-pane -s P -t P",
    "swap-pane -d -s P -t P",
    "swap-pane -Z -s P -t P",
    "swap-pane -U -t P",
    "swap-pane -dD -t P",
    "rotate-window -t W",
    "rotate-window -DZ -t W",
    "resize-pane -Z -t P",
    "resize-pane -L -t P N",
    "resize-pane -D -t P N",
    "resize-pane -x N -y N -t P",
    "resize-pane -y N% -t P",
    "select-layout -t P tiled",
    "select-layout -t P main-vertical",
    "select-layout -t P main-horizontal-mirrored",
    "select-layout -E -t P",
    "select-layout -o -t P",
    "select-layout -t P b05b,80x24,0,0[80x12,0,0,0,80x11,0,13{40x11,0,13,1,39x11,41,13,2}]",
    "next-layout -t W",
    "previous-layout -t W",
    "select-pane -t P",
    "select-pane -L -t P",
    "select-pane -DZ -t P",
    "select-pane -m -t P",
    "last-pane -t W",
    "last-pane -Z -t W",
    "break-pane -s P",
    "break-pane -d -s P",
    "break-pane -a -s P -t W",
    "break-pane -b -d -s P -t W",
    "break-pane -s P -t S:",
    "join-pane -s P -t P",
    "join-pane -bd -h -s P -t P -l N",
    "join-pane -f -s P -t P",
    "move-pane -s P -t P",
    "join-pane -t P",
    "new-pane -t P",
    "new-pane -d -t P -x N -y N -X N -Y N",
    "new-pane -dL -t P",
    "new-pane -Z -B none -t P",
    "new-pane -A -t P -x N",
    "new-pane -O -t P -y N",
    "break-pane -W -s P",
    "break-pane -Wd -s P -X N -Y N%",
    "join-pane -s P",
    "move-pane -t P -P bottom-right",
    "move-pane -t P -P backward-loop",
    "move-pane -t P -X -N -z 1",
    "move-pane -t P -D N",
    "toggle-floating -t W",
    "set-option -p -t P pane-pinned on",
    "set-option -p -t P pane-border-lines none",
    "select-layout -t P 5f34,80x24,0,0,0<20x6,8,3,1,10x2,1,1,2>",
    "respawn-pane -k -t P",
    "respawn-window -k -t W",
    "resize-window -t W -x N -y N",
    "resize-window -L -t W N",
    "resize-window -A -t W",
    "new-window",
    "new-window -a -t W",
    "new-window -k -t W",
    "select-window -t W",
    "last-window",
    "move-window -s W -t N",
    "move-window -s W -t S:",
    "move-window -r",
    "swap-window -s W -t W",
    "swap-window -d -s W -t W",
    "kill-window -t W",
    "link-window -s W -t S:",
    "link-window -d -s W -t S:N",
    "link-window -a -s W -t W",
    "link-window -k -s W -t S:N",
    "unlink-window -t W",
    "unlink-window -k -t W",
    "new-session -d -x N -y N",
    "kill-session -t S",
    "switch-client -t S",
    "set-option -g pane-border-status top",
    "set-option -w -t P pane-border-status bottom",
    "set-option -g pane-border-status off",
    "set-option -g status 2",
    "set-option -g window-size smallest",
    "set-option -g aggressive-resize on",
    "set-option -g remain-on-exit on",
    "set-option -g renumber-windows on",
    "set-option -g base-index 1",
];

/// One step: an input and the numbers that fill its gaps.
#[derive(Clone, Debug)]
enum Step {
    Command(&'static str, Vec<u8>),
    /// The first or the second client gets a size.
    Resize(bool, u16, u16),
    Attach(u16, u16),
    Leave(bool),
    /// The program of a pane ends.
    End(u8, u8),
}

fn step() -> impl Strategy<Value = Step> {
    let numbers = proptest::collection::vec(any::<u8>(), 4);
    let sides = (1u16..120, 1u16..50);
    prop_oneof![
        20 => (proptest::sample::select(COMMANDS), numbers).prop_map(|(c, n)| Step::Command(c, n)),
        // Most worlds need some panes before anything else says much.
        8 => (0usize..4, proptest::collection::vec(any::<u8>(), 4))
            .prop_map(|(c, n)| Step::Command(COMMANDS[c], n)),
        2 => (any::<bool>(), sides.clone()).prop_map(|(f, (x, y))| Step::Resize(f, x, y)),
        1 => sides.prop_map(|(x, y)| Step::Attach(x, y)),
        1 => any::<bool>().prop_map(Step::Leave),
        2 => (any::<u8>(), 0u8..2).prop_map(|(p, s)| Step::End(p, s)),
    ]
}

fn pick<T: Copy>(all: &[T], number: u8) -> Option<T> {
    all.get(usize::from(number) % all.len().max(1)).copied()
}

/// The command with its gaps filled.
fn filled(world: &World, command: &str, numbers: &[u8]) -> String {
    let panes: Vec<PaneId> = world.panes.keys().copied().collect();
    let windows: Vec<WindowId> = world.windows.keys().copied().collect();
    let sessions: Vec<_> = world.sessions.keys().copied().collect();
    let mut numbers = numbers.iter().copied().cycle();
    let words = command.split(' ').map(|word| {
        let mut number = || numbers.next().unwrap_or(0);
        match word {
            "P" => pick(&panes, number()).map_or("%0".to_owned(), |p| p.to_string()),
            "W" => pick(&windows, number()).map_or("@0".to_owned(), |w| w.to_string()),
            "S" | "S:" | "S:N" => {
                let session = pick(&sessions, number()).map(|s| s.to_string());
                let word = word.replace('S', &session.unwrap_or("$0".to_owned()));
                word.replace('N', &(number() % 5).to_string())
            }
            "N" | "N%" | "-N" => word.replace('N', &(number() % 110).to_string()),
            word => word.to_owned(),
        }
    });
    let words: Vec<String> = words.map(|w| format!("'{w}'")).collect();
    words.join(" ")
}

/// What every window must be.
fn check_window(world: &World, window: &Window) {
    let panes = window.panes();
    let border = world.border_status(window.id);
    assert!(panes.contains(&window.active), "the active pane is here");
    assert!(
        !window.last.contains(&window.active),
        "active is not before"
    );
    let before: SortedSet<_> = window.last.iter().collect();
    assert_eq!(before.len(), window.last.len(), "once each");
    assert!(
        before.iter().all(|p| panes.contains(p)),
        "last panes are here"
    );
    assert!(!window.zoomed || panes.len() > 1, "one pane needs no zoom");
    assert_eq!(window.tree.border(), border, "the tree knows of the names");
    if !window.tree.is_vacant() {
        let again =
            Tree::parse(&window.tree.dump(), &window.tree.panes()).map(|t| t.with_border(border));
        assert_eq!(again.as_ref(), Ok(&window.tree), "sizes sum up");
        check_cells(window);
    }
    check_floats(world, window);
    for pane in &panes {
        let rect = window.place(*pane, border).expect("a place");
        let size = world.panes[pane].size;
        if !world.window_sized.contains(pane) {
            assert_eq!(size, rect.size().clamped(), "{pane} was told its size");
        }
    }
}

/// Each floating pane is in the list once and in no layout, and a part of its box is visible.
fn check_floats(world: &World, window: &Window) {
    let size = window.size();
    let stack: Vec<_> = window.floats.front_to_back().collect();
    assert_eq!(stack.len(), window.floats.count(), "every box has a depth");
    if let Some(modal) = window.floats.above.modal {
        assert_eq!(stack[0].pane, modal.pane, "a modal pane is in front");
        assert_eq!(window.active, modal.pane, "a modal pane is active");
    }
    let active = window.floats.contains(window.active);
    let pinned = world
        .shown_floats(window)
        .iter()
        .any(|(f, _)| f.pane == window.active);
    assert!(
        !active || window.zoomed || pinned,
        "the active pane is shown"
    );
    for float in stack {
        assert!(!window.tree.contains(float.pane), "floating and tiled");
        assert_eq!(float.bordered, world.is_bordered(float.pane));
        let shown = float.shown(size).around(float.bordered);
        let visible = shown.visible(size).expect("a part of every box is visible");
        assert!(
            visible.cols >= shown.cols.min(8).min(size.cols),
            "{shown:?}"
        );
        assert!(
            visible.rows >= shown.rows.min(2).min(size.rows),
            "{shown:?}"
        );
    }
}

/// Every cell is in one pane, or in a border beside one.
fn check_cells(window: &Window) {
    let size = window.size();
    let at = |x: u16, y: u16| usize::from(y) * usize::from(size.cols) + usize::from(x);
    let mut owned = vec![None; size.area()];
    let mut beside = vec![false; owned.len()];
    for (pane, rect) in window.tree.places(BorderStatus::Off) {
        assert!(rect.cols > 0 && rect.rows > 0, "{pane} is empty");
        assert!(
            rect.right() <= size.cols && rect.bottom() <= size.rows,
            "{pane} sticks out"
        );
        for y in rect.y.saturating_sub(1)..(rect.bottom() + 1).min(size.rows) {
            for x in rect.x.saturating_sub(1)..(rect.right() + 1).min(size.cols) {
                beside[at(x, y)] = true;
                if rect.contains(Point::new(x, y)) {
                    assert_eq!(owned[at(x, y)].replace(pane), None, "two panes at {x},{y}");
                }
            }
        }
    }
    assert!(beside.iter().all(|b| *b), "nothing is at some cell");
}

/// What every world must be.
fn check(world: &World) {
    let mut homes: SortedMap<PaneId, Vec<WindowId>> = SortedMap::new();
    for window in world.windows.values() {
        for pane in window.panes() {
            homes.entry(pane).or_default().push(window.id);
        }
    }
    let known: SortedMap<PaneId, Vec<WindowId>> = world
        .panes
        .values()
        .map(|p| (p.id, vec![p.window]))
        .collect();
    assert_eq!(homes, known, "every pane is in one place");
    world.windows.values().for_each(|w| check_window(world, w));
    let mut linked = SortedSet::new();
    for session in world.sessions.values() {
        assert!(
            session.windows.contains_key(&session.current),
            "a current window"
        );
        assert!(
            !session.last.contains(&session.current),
            "current is not before"
        );
        assert!(
            session.last.iter().all(|i| session.windows.contains_key(i)),
            "last windows"
        );
        linked.extend(session.windows.values().map(|l| l.window));
    }
    let all: SortedSet<_> = world.windows.keys().copied().collect();
    assert_eq!(
        linked, all,
        "every window is in a session, and every link leads somewhere"
    );
    assert!(
        world.marked.is_none_or(|p| world.panes.contains_key(&p)),
        "the mark is on a pane"
    );
    for client in world.clients.values() {
        let there = client
            .session
            .is_none_or(|s| world.sessions.contains_key(&s));
        assert!(there, "clients show what is there");
    }
}

/// What the server was told must be what the world is.
fn check_effects(test: &TestWorld, running: &mut SortedMap<PaneId, Size>) {
    for effect in test.last_effects() {
        match effect {
            Effect::Pane(pane, PaneEffect::Spawn(spawn)) => {
                running.insert(*pane, spawn.size);
            }
            Effect::Pane(pane, PaneEffect::Resize(size)) => {
                assert!(
                    running.insert(*pane, *size).is_some(),
                    "{pane} is not there"
                );
            }
            Effect::Pane(pane, PaneEffect::Close) => {
                assert!(running.remove(pane).is_some(), "{pane} closes twice");
            }
            _ => {}
        }
    }
    let known: SortedMap<PaneId, Size> =
        test.world.panes.iter().map(|(p, k)| (*p, k.size)).collect();
    assert_eq!(*running, known, "what runs is what is known");
}

fn check_saved(world: &World) {
    let saved = snapshot::save(world);
    let loaded = snapshot::load(&saved, TestWorld::host(), crate::model::commands::COMMANDS)
        .expect("it was just saved");
    assert_eq!(snapshot::save(&loaded), saved);
    check(&loaded);
}

fn take(test: &mut TestWorld, clients: &mut Vec<ClientId>, step: &Step) {
    test.forget_effects();
    let client = |clients: &[ClientId], first: bool| pick(clients, u8::from(!first));
    match step {
        Step::Command(command, numbers) => {
            let line = filled(&test.world, command, numbers);
            test.run(&line);
        }
        Step::Resize(first, cols, rows) => {
            if let Some(client) = client(clients, *first) {
                test.apply(Input::Resize(client, Size::new(*cols, *rows)));
            }
        }
        Step::Attach(cols, rows) => {
            if clients.len() < 2 && !test.world.sessions.is_empty() {
                clients.push(test.attach_sized(Size::new(*cols, *rows)));
            }
        }
        Step::Leave(first) => {
            if let Some(client) = client(clients, *first) {
                clients.retain(|c| *c != client);
                test.apply(Input::Gone(client));
            }
        }
        Step::End(pane, status) => {
            let panes: Vec<PaneId> = test.world.panes.keys().copied().collect();
            if let Some(pane) = pick(&panes, *pane) {
                let exit = Exit {
                    status: Some(*status),
                    signal: None,
                };
                test.apply(Input::Exited(pane, exit));
            }
        }
    }
    clients.retain(|c| test.world.is_attached(*c));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_commands_leave_a_sound_world(steps in proptest::collection::vec(step(), 1..40)) {
        let mut test = world();
        let mut running = SortedMap::new();
        let mut clients = Vec::new();
        check_effects(&test, &mut running);
        for step in &steps {
            take(&mut test, &mut clients, step);
            check(&test.world);
            check_effects(&test, &mut running);
            if test.world.sessions.is_empty() {
                break;
            }
        }
        check_saved(&test.world);
    }
}
