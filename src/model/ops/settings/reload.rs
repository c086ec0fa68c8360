//! Reads the configuration again when one of its files changes (`reload-config`).

use crate::lang::script::quote;
use crate::lang::tables::options;
use crate::model::ops::{messages, queue, timers};
use crate::model::script::parse;
use crate::model::state::client::Client;
use crate::model::state::command::{Origin, Queue};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// The time between two looks at the files, in milliseconds.
const CHECK_MS: u64 = 1000;

/// Starts to look at the files of the configuration, if the option says so.
pub(crate) fn start(world: &mut World) {
    let wanted = world.get(options::RELOAD_CONFIG, OptionScope::Server);
    let running = world
        .timers
        .values()
        .any(|purpose| *purpose == Purpose::ReloadConfig);
    if wanted && !running {
        timers::start_timer(world, Purpose::ReloadConfig, CHECK_MS);
    }
}

/// Looks at the files. If one has changed and somebody is attached, the configuration is read
/// again, and the client that was used last is told. While nobody is attached, the change waits. A
/// file that is gone is being written by an editor, and waits too.
pub(crate) fn check(world: &mut World, access: &dyn PaneAccess) {
    if !world.get(options::RELOAD_CONFIG, OptionScope::Server) {
        world.config_stamps.clear();
        return;
    }
    start(world);
    let files = world.hand_changes.config_sources.iter();
    let stamps = files.filter_map(|path| Some((path.clone(), access.file_stamp(path)?)));
    let stamps: Vec<(String, u64)> = stamps.collect();
    // A file can change between its reading and the first look at its stamp, so its text decides.
    let written = stamps
        .iter()
        .filter(|(path, now)| world.config_stamps.get(path) != Some(now));
    let texts =
        written.filter_map(|(path, _)| Some((path.clone(), text_number(&access.file_text(path)?))));
    let texts: Vec<(String, u64)> = texts.collect();
    let mut changed = None;
    for (path, number) in texts {
        // A server of an earlier version did not remember the text.
        let known = *world.config_texts.entry(path.clone()).or_insert(number);
        if known != number {
            changed.get_or_insert(path);
        }
    }
    let Some(path) = changed else {
        world.config_stamps.extend(stamps);
        return;
    };
    let drawing = world.clients.values().filter(|client| client.draws());
    let Some(client) = drawing
        .filter(|c| Client::attached(c))
        .max_by_key(|c| c.order)
    else {
        return;
    };
    let (id, session) = (client.id, client.session);
    let mut sources = world.config_files.clone();
    if sources.is_empty() {
        sources.push(path.clone());
    }
    let sources: Vec<String> = sources.iter().map(|path| quote(path)).collect();
    let told = format!("Configuration read again: {path} has changed").replace('#', "##");
    let line = format!("source-file {}", sources.join(" "));
    world.config_stamps.extend(stamps);
    world.changed = true;
    let run = Queue {
        client: Some(id),
        origin: Origin::Key,
        place: session.and_then(|session| world.session_location(session)),
        ..Queue::default()
    };
    match parse::parse(world, &line) {
        Ok(script) => world.reloading = Some((queue::enqueue(world, run, script), id, told)),
        Err(error) => messages::show_error(world, id, &error.message),
    }
}

/// Remembers the text of a file of the configuration that was read.
pub(crate) fn file_read(world: &mut World, path: &str, text: &str) {
    if world.hand_changes.config_sources.contains(path) {
        let number = text_number(text);
        world.config_texts.insert(path.to_owned(), number);
    }
}

/// A number for a text (FNV-1a), the same in every build.
fn text_number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |number, byte| {
        (number ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// Tells the client that a queue has read the configuration again, if that is why it runs and there
/// was no mistake.
pub(crate) fn was_read(world: &mut World, run: u64, mistakes: bool) {
    let told = world.reloading.take_if(|(reloading, ..)| *reloading == run);
    if let Some((_, id, text)) = told.filter(|_| !mistakes) {
        messages::show_message(world, id, &text, None, false);
    }
}

#[cfg(test)]
mod tests {
    use crate::base::ClientId;
    use crate::model::state::input::Input;
    use crate::model::state::timers::Purpose;
    use crate::model::testing::TestWorld;

    const MAIN: &str = "/home/me/.config/mux/mux.conf";
    const PART: &str = "/home/me/.config/mux/keys.conf";

    fn write(fixture: &mut TestWorld, path: &str, text: &str) {
        fixture.files.insert(path.into(), text.into());
        fixture.panes.texts.insert(path.into(), text.into());
        *fixture.panes.stamps.entry(path.into()).or_default() += 1;
    }

    #[test]
    fn a_change_before_the_first_look_is_seen() {
        let mut fixture = start();
        write(&mut fixture, PART, "set -g @b 2\n");
        fixture.attach();
        look(&mut fixture);
        assert_eq!(fixture.format("#{@a}#{@b}"), "12");
    }

    #[test]
    fn a_file_that_is_written_with_the_same_text_is_not_read_again() {
        let (mut fixture, client) = started();
        write(&mut fixture, PART, "set -g @b 1\n");
        look(&mut fixture);
        assert_eq!(fixture.message(client), None);
    }

    #[test]
    fn a_change_while_the_server_is_replaced_is_seen() {
        use crate::model::commands::COMMANDS;
        use crate::model::persist::snapshot;
        let (mut fixture, _) = started();
        let bytes = snapshot::save(&fixture.world);
        write(&mut fixture, PART, "set -g @b 2\n");
        fixture.world = snapshot::load(&bytes, TestWorld::host(), COMMANDS).unwrap();
        let pane = crate::base::PaneId(0);
        fixture.apply(Input::Adopted(vec![(pane, 1000, None)]));
        fixture.attach();
        look(&mut fixture);
        assert_eq!(fixture.format("#{@a}#{@b}"), "12");
    }

    fn started() -> (TestWorld, ClientId) {
        let mut fixture = start();
        let client = fixture.attach();
        look(&mut fixture);
        (fixture, client)
    }

    fn start() -> TestWorld {
        let mut fixture = TestWorld::new();
        write(
            &mut fixture,
            MAIN,
            &format!("set -s reload-config on\nsource {PART}\nset -g @a 1\n"),
        );
        write(&mut fixture, PART, "set -g @b 1\n");
        fixture.apply(Input::Start {
            config: vec![MAIN.into()],
            explicit: false,
        });
        fixture
    }

    fn look(fixture: &mut TestWorld) {
        fixture.due(|purpose| purpose == Purpose::ReloadConfig);
    }

    #[test]
    fn a_changed_file_of_the_configuration_is_read_again() {
        let (mut fixture, client) = started();
        assert_eq!(fixture.format("#{@a}#{@b}"), "11");
        look(&mut fixture);
        assert_eq!(fixture.message(client), None);
        write(&mut fixture, PART, "set -g @b 2\n");
        look(&mut fixture);
        assert_eq!(fixture.format("#{@a}#{@b}"), "12");
        let told = format!("Configuration read again: {PART} has changed");
        assert_eq!(fixture.message(client), Some(&*told));
        // Off again, nothing looks at the files.
        fixture.ok("set -s reload-config off");
        look(&mut fixture);
        let running = |purpose: &Purpose| *purpose == Purpose::ReloadConfig;
        assert!(!fixture.world.timers.values().any(running));
    }

    #[test]
    fn a_mistake_is_shown_with_its_line_and_the_previous_state_stays() {
        let (mut fixture, client) = started();
        write(&mut fixture, MAIN, "set -g @a 2\nno-such\n");
        look(&mut fixture);
        assert_eq!(fixture.format("#{@a} #{pane_mode}"), "1 view-mode");
        let text = format!("{:?}", fixture.scene(client));
        assert!(!text.contains("read again"), "{text}");
        write(&mut fixture, MAIN, "set -g @a 3\n");
        look(&mut fixture);
        assert_eq!(fixture.format("#{@a}"), "3");
    }

    #[test]
    fn a_change_waits_for_a_client() {
        let (mut fixture, client) = started();
        fixture.apply(Input::Gone(client));
        write(&mut fixture, MAIN, "set -g @a 2\n");
        look(&mut fixture);
        assert_eq!(fixture.format("#{@a}"), "1");
        fixture.attach();
        look(&mut fixture);
        assert_eq!(fixture.format("#{@a}"), "2");
    }
}
