//! Blocks: the answers to the commands of a control client, between `%begin` and `%end` or
//! `%error`. A block is sent as a whole when its command has ended, so nothing falls into it.

use crate::base::ClientId;
use crate::model::state::command::Origin;
use crate::model::state::control::Block;
use crate::model::state::effect::{ClientEffect, ControlEffect, Effect};
use crate::model::state::world::World;

/// Begins the block of the next command of a queue, if a control client runs it.
pub(crate) fn begin(world: &mut World, queue: u64) {
    let time = world.now.wall.div_euclid(1000);
    let Some(run) = world.queues.all.get_mut(&queue) else {
        return;
    };
    let client = run.client.and_then(|id| world.clients.get(&id));
    let Some(control) = client.and_then(|c| c.control.as_deref()) else {
        return;
    };
    if run.origin != Origin::Line {
        return;
    }
    world.queues.next_block += 1;
    run.block = Some(Block {
        number: world.queues.next_block,
        time,
        line: control.first != Some(queue),
        ..Block::default()
    });
}

/// The open block of a queue.
fn open_block(world: &mut World, queue: u64) -> Option<&mut Block> {
    world.queues.all.get_mut(&queue)?.block.as_mut()
}

/// Appends a line to the open block of a queue. False if it has none.
pub(crate) fn print(world: &mut World, queue: u64, line: &str) -> bool {
    let Some(block) = open_block(world, queue) else {
        return false;
    };
    block.text.extend_from_slice(line.as_bytes());
    block.text.push(b'\n');
    true
}

/// Appends bytes to the open block of a queue, with a line end if they have none. False if it has
/// no block.
pub(crate) fn write(world: &mut World, queue: u64, bytes: &[u8]) -> bool {
    let Some(block) = open_block(world, queue) else {
        return false;
    };
    block.text.extend_from_slice(bytes);
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        block.text.push(b'\n');
    }
    true
}

/// Appends an error to the open block of a queue, which then ends with `%error`. False if it has no
/// block.
pub(crate) fn fail(world: &mut World, queue: u64, message: &str) -> bool {
    if let Some(block) = open_block(world, queue) {
        block.failed = true;
    }
    print(world, queue, message)
}

/// Ends the open block of a queue and sends it, followed by the notifications that waited for it.
pub(crate) fn end(world: &mut World, queue: u64) {
    let Some(run) = world.queues.all.get_mut(&queue) else {
        return;
    };
    let (Some(block), Some(client)) = (run.block.take(), run.client) else {
        return;
    };
    let words = format!("{} {} {}", block.time, block.number, u8::from(block.line));
    let mut text = format!("%begin {words}\n").into_bytes();
    text.extend(block.text);
    let end = if block.failed { "%error" } else { "%end" };
    text.extend(format!("{end} {words}\n").into_bytes());
    send(world, client, text);
    flush_held(world, client);
}

/// Sends a block that consists of an error: a line that does not parse.
pub(crate) fn send_error(world: &mut World, queue: u64, message: &str) {
    begin(world, queue);
    fail(world, queue, message);
    end(world, queue);
}

/// Sends a notification to a control client, without the line end. It waits while a block is open.
pub(crate) fn notify(world: &mut World, client: ClientId, line: &str) {
    let is_open = has_open_block(world, client);
    let control = world.control_mut(client);
    let Some(control) = control else { return };
    if is_open {
        control.held.push_str(line);
        control.held.push('\n');
    } else {
        send(world, client, format!("{line}\n").into_bytes());
    }
}

fn flush_held(world: &mut World, client: ClientId) {
    if has_open_block(world, client) {
        return;
    }
    let control = world.control_mut(client);
    let held = control
        .map(|c| std::mem::take(&mut c.held))
        .unwrap_or_default();
    if !held.is_empty() {
        send(world, client, held.into_bytes());
    }
}

fn has_open_block(world: &World, client: ClientId) -> bool {
    let mut all = world.queues.all.values();
    all.any(|run| run.client == Some(client) && run.block.is_some())
}

fn send(world: &mut World, client: ClientId, text: Vec<u8>) {
    let effect = ClientEffect::Control(ControlEffect::Text(text));
    world.effect(Effect::Client(client, effect));
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, ClientInfo};
    use crate::model::state::effect::{ClientEffect, ControlEffect, Effect};
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;
    use proptest::prelude::*;

    /// The client's id, above those that [`TestWorld`] gives.
    const CLIENT: ClientId = ClientId(100_000);

    /// Lines of the client, and whether each command that runs succeeds.
    const LINES: &[(&str, &[bool])] = &[
        ("new-window -d", &[true]),
        ("new-window ; rename-window a", &[true, true]),
        ("rename-window b", &[true]),
        ("split-window -d ; kill-pane -a", &[true, true]),
        ("display-message -p text", &[true]),
        ("display-message -p text ; display-message c", &[true, true]),
        ("if-shell -F 1 'rename-window d'", &[true, true]),
        ("if-shell true 'rename-window e'", &[true, true]),
        ("run-shell true ; new-window -d", &[true, true]),
        ("wait-for w", &[true]),
        (
            "rename-window f ; wait-for w ; rename-window g",
            &[true, true, true],
        ),
        ("no-command", &[false]),
        (
            "rename-window h ; kill-pane -t %99999 ; rename-window i",
            &[true, false],
        ),
    ];

    /// Commands of other clients, which run while a line of the client may wait.
    const OTHERS: &[&str] = &[
        "wait-for -S w",
        "new-window -d -t s:",
        "rename-window -t s: z",
        "rename-session -t s: s",
        "set-buffer text",
    ];

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Line(usize),
        Other(usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..LINES.len()).prop_map(Step::Line),
            (0..OTHERS.len()).prop_map(Step::Other),
        ]
    }

    /// All that the client was sent.
    fn sent(fixture: &TestWorld) -> String {
        let texts = fixture.effects.iter().filter_map(|effect| match effect {
            Effect::Client(CLIENT, ClientEffect::Control(ControlEffect::Text(text))) => Some(text),
            _ => None,
        });
        let bytes: Vec<u8> = texts.flatten().copied().collect();
        String::from_utf8(bytes).unwrap()
    }

    /// Whether each block of a stream ends with `%end`, in order.
    ///
    /// # Panics
    ///
    /// A block is in another one, its numbers do not match or do not rise, a notification is in a
    /// block or output is outside of one.
    fn blocks(stream: &str) -> Vec<bool> {
        let mut open: Option<&str> = None;
        let mut last = 0;
        let mut results = Vec::new();
        for line in stream.lines() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "%begin" => {
                    assert_eq!(open, None, "a block in a block:\n{stream}");
                    let number: u64 = rest.split(' ').nth(1).unwrap().parse().unwrap();
                    assert!(number > last, "numbers do not rise:\n{stream}");
                    last = number;
                    open = Some(rest);
                }
                "%end" | "%error" => {
                    assert_eq!(open.take(), Some(rest), "{stream}");
                    results.push(word == "%end");
                }
                _ => assert_eq!(
                    open.is_some(),
                    !word.starts_with('%'),
                    "{line} in\n{stream}"
                ),
            }
        }
        assert_eq!(open, None, "an open block:\n{stream}");
        results
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 64,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn each_command_gives_one_block_without_notifications(
            steps in proptest::collection::vec(step(), 1..24),
        ) {
            let mut fixture = TestWorld::new();
            fixture.jobs.insert("true".into(), (String::new(), 0));
            fixture.apply(Input::RunControl {
                client: CLIENT,
                words: vec!["attach-session".into()],
                caller: Box::new(ClientInfo::default()),
            });
            let mut expected = vec![true];
            let mut waits = 0;
            for step in steps {
                match step {
                    Step::Line(line) => {
                        let (text, results) = LINES[line];
                        expected.extend(results);
                        waits += usize::from(text.contains("wait-for"));
                        fixture.apply(Input::ControlLine(CLIENT, text.into()));
                    }
                    Step::Other(other) => {
                        fixture.ok(OTHERS[other]);
                    }
                }
                blocks(&sent(&fixture));
            }
            for _ in 0..waits {
                fixture.ok("wait-for -S w");
            }
            prop_assert_eq!(blocks(&sent(&fixture)), expected);
        }
    }
}
