//! The first command of a client that connects.

use crate::base::{ClientId, ClientInfo, Error, Result, SessionId, Size};
use crate::lang::keys::key_name;
use crate::lang::script::from_words;
use crate::lang::tables::options;
use crate::model::ops::{messages, queue};
use crate::model::script::parse::{self, Rejected, Resolver};
use crate::model::script::{command_line, hint};
use crate::model::state::client::Client;
use crate::model::state::command::{Origin, ParsedScript, Queue};
use crate::model::state::control::ControlClient;
use crate::model::state::options::OptionScope;
use crate::model::state::settings::author::{AUTHOR_VARIABLE, Author};
use crate::model::state::world::World;

/// How long a client is told why it has a new session, in milliseconds.
const TOLD_MS: &str = "8000";

/// Registers a client that connected and queues its command line.
pub(crate) fn run_client_command(
    world: &mut World,
    id: ClientId,
    words: &[String],
    caller: ClientInfo,
    control: Option<Box<ControlClient>>,
) {
    // A client whose command cannot start a server did not start this one: it may connect before
    // the client that did, and must not end the server that this client waits for.
    world.presence.connected |= command_line::may_start(world.commands, words);
    // Clients wait until the config is loaded, so that they see its options and the restored
    // sessions. A shell command of the config is an exception: the config waits for it, so its own
    // `mux` client must run at once.
    let loading = world.queues.config.is_some();
    let waiting = loading && !caller.is_inside(&world.host.socket);
    let author = if loading && !waiting {
        Author::Config
    } else {
        Author::named(caller.variable(AUTHOR_VARIABLE))
    };
    let as_tmux = caller.as_tmux;
    let user = world.users.remove(&id);
    let read_only = world.is_reader(user.as_ref());
    let order = world.clients.values().map(|c| c.order).max().unwrap_or(0) + 1;
    let client = Client {
        id,
        name: caller
            .tty
            .clone()
            .unwrap_or_else(|| format!("client-{}", caller.pid)),
        size: caller.size.unwrap_or(Size::new(80, 24)).clamped(),
        created: world.now.wall,
        activity: world.now.wall,
        order,
        focused: true,
        user,
        read_only,
        json: !as_tmux && asks_for_json(words),
        caller,
        control,
        ..Client::default()
    };
    world.clients.insert(id, client);
    // The whole command line is checked before any of it runs, as in tmux.
    let script = if words.is_empty() {
        Ok(default_script(world, id))
    } else {
        parse_words(world, words, as_tmux)
    };
    let script = script.and_then(|script| for_client(world, id, script));
    let run = Queue {
        client: Some(id),
        origin: Origin::Line,
        author,
        waiting,
        ..Queue::default()
    };
    let queue = match script {
        Ok(script) => queue::enqueue(world, run, script),
        Err(error) => {
            let queue = queue::enqueue(world, run, ParsedScript::default());
            messages::report_error(world, queue, None, &error);
            queue
        }
    };
    if let Some(control) = world.control_mut(id) {
        control.first = Some(queue);
        control.queue = Some(queue);
    }
    if waiting {
        world.queues.after_config.push((queue, words.is_empty()));
    }
}

/// Whether a command line asks for JSON. The words behind `--` belong to another program.
fn asks_for_json(words: &[String]) -> bool {
    let mut own = words.iter().take_while(|word| *word != "--");
    own.any(|word| word == "--json")
}

/// The commands of a client, if it may run them.
///
/// # Errors
/// `client is read-only`.
pub(crate) fn for_client(
    world: &World,
    id: ClientId,
    script: ParsedScript,
) -> Result<ParsedScript> {
    let read_only = world
        .clients
        .get(&id)
        .is_some_and(|client| client.read_only);
    if read_only && !script.lines().all(|parsed| parsed.command.def.read_only_ok) {
        return Err(Error::user("client is read-only"));
    }
    Ok(script)
}

/// Parses the words of a command line. A client that is not called `tmux` gets hints.
fn parse_words(world: &mut World, words: &[String], as_tmux: bool) -> Result<ParsedScript> {
    if !as_tmux && let Some(error) = hint::save_with_a_name(words) {
        return Err(error);
    }
    let parsed = Resolver::new(world)
        .exact(as_tmux)
        .resolve(from_words(words).into());
    parsed.map_err(|Rejected { name, error, .. }| match as_tmux {
        true => error,
        false => {
            let mut error = hint::words(words, &name, error);
            let word = words.first().map_or("", String::as_str);
            error.message = hint::explain(&error.message, word, &prefix_name(world));
            error
        }
    })
}

/// The commands of a client without arguments: `default-client-command`. With its default value,
/// mux attaches to the last session that no other terminal shows. If there is none, and always for
/// a client called `tmux`, it creates one.
fn default_script(world: &mut World, id: ClientId) -> ParsedScript {
    const NEW: &str = "new-session";
    let text = world
        .get(options::DEFAULT_CLIENT_COMMAND, OptionScope::Server)
        .to_owned();
    let as_tmux = world.clients.get(&id).is_some_and(|c| c.caller.as_tmux);
    if text == NEW
        && !as_tmux
        && let Some(latest) = world.latest_session(true)
    {
        let words = match world.attached_to(latest).is_empty() {
            true => vec!["attach-session".to_owned()],
            false => beside(world, latest),
        };
        return parse::resolve(world, from_words(&words).into()).unwrap_or_default();
    }
    let parsed = parse::parse(world, &text).unwrap_or_default();
    if parsed.is_empty() {
        return parse::parse(world, NEW).unwrap_or_default();
    }
    parsed
}

fn prefix_name(world: &World) -> String {
    key_name(world.get(options::PREFIX, OptionScope::Session(None)))
}

/// The commands that create a session because another terminal shows `latest`, and say so.
fn beside(world: &World, latest: SessionId) -> Vec<String> {
    let name = world.sessions.get(&latest).map(|s| s.name.as_str());
    let prefix = prefix_name(world);
    let told = format!(
        "Session {} is open in another terminal: {prefix} s switches to it",
        name.unwrap_or_default()
    );
    let words = ["new-session", ";", "display-message", "-l", "-d", TOLD_MS];
    let words = words.into_iter().map(str::to_owned);
    // A `;` at the end of a word would end the command.
    words.chain([told.replace(';', ",")]).collect()
}

/// Recomputes the default command of a waiting client, because the config or a restore may have
/// created sessions.
pub(crate) fn update_default_script(world: &mut World, queue: u64) {
    let client = world.queues.all.get(&queue).and_then(|run| run.client);
    let Some(client) = client else { return };
    let script = default_script(world, client);
    if let Some(run) = world.queues.all.get_mut(&queue) {
        run.items.clear();
    }
    queue::insert_first(world, queue, script);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::TestWorld;

    fn caller(tty: &str, tmux: &str, as_tmux: bool) -> ClientInfo {
        ClientInfo {
            tty: Some(tty.to_owned()),
            size: Some(Size::new(80, 24)),
            env: vec![("TMUX".to_owned(), tmux.to_owned())],
            as_tmux,
            ..ClientInfo::default()
        }
    }

    fn sessions(fixture: &mut TestWorld) -> String {
        fixture.ok("list-sessions -F '#S #{session_attached}'")
    }

    #[test]
    fn a_second_terminal_gets_a_session_of_its_own() {
        let mut fixture = TestWorld::new();
        let first = fixture.start("", caller("/dev/pts/1", "", false));
        assert!(fixture.world.is_attached(first));
        assert_eq!(sessions(&mut fixture), "s 1\n", "the detached session");
        let second = fixture.start("", caller("/dev/pts/2", "", false));
        assert_eq!(sessions(&mut fixture), "1 1\ns 1\n");
        assert_eq!(
            fixture.message(second),
            Some("Session s is open in another terminal: C-b s switches to it")
        );
        assert_eq!(fixture.message(first), None);
        // A session that nobody shows comes before a new one.
        fixture.ok("new-session -d -s free");
        fixture.start("", caller("/dev/pts/3", "", false));
        assert_eq!(sessions(&mut fixture), "1 1\nfree 1\ns 1\n");
        // tmux always creates one, and says nothing.
        fixture.ok("new-session -d -s other");
        let tmux = fixture.start("", caller("/dev/pts/4", "", true));
        assert_eq!(fixture.message(tmux), None);
        assert!(sessions(&mut fixture).contains("other 0\n"));
    }

    #[test]
    fn nesting_is_refused_on_a_terminal_of_an_own_pane_only() {
        let mut fixture = TestWorld::new();
        fixture.apply(crate::model::state::input::Input::Spawned(
            crate::base::PaneId(0),
            100,
            "/dev/pts/7".to_owned(),
        ));
        let socket = format!("{},1,0", fixture.world.host.socket);
        for (tty, tmux, nested) in [
            ("/dev/pts/7", socket.as_str(), true),
            // Another server of the user runs in the pane: its socket is not ours.
            ("/dev/pts/7", "/tmp/other,1,0", true),
            ("/dev/pts/7", "", false),
            ("/dev/pts/8", socket.as_str(), false),
            ("box:/dev/pts/7", socket.as_str(), false),
        ] {
            for line in ["attach-session -t s", "new-session -s n"] {
                let client = fixture.start(line, caller(tty, tmux, false));
                assert_ne!(
                    fixture.world.is_attached(client),
                    nested,
                    "{tty} {tmux} {line}"
                );
                let told = fixture.answer(client).err;
                let wanted = "You are already in mux (session s). C-b c opens a window, C-b s \
                              switches sessions. To nest anyway: unset TMUX\n";
                assert_eq!(told, if nested { wanted } else { "" });
                fixture.apply(crate::model::state::input::Input::Gone(client));
                let exists = fixture.world.sessions.len() > 1;
                assert_eq!(
                    exists,
                    !nested && line.contains('n') && line.starts_with("new")
                );
                if exists {
                    fixture.ok("kill-session -t n");
                }
            }
        }
        let client = fixture.start("attach", caller("/dev/pts/7", &socket, true));
        let told = fixture.answer(client).err;
        assert_eq!(
            told,
            "sessions should be nested with care, unset $TMUX to force\n"
        );
    }

    #[test]
    fn words_for_leaving_are_explained() {
        let mut fixture = TestWorld::new();
        for word in ["quit", "exit", "stop"] {
            let client = fixture.start(word, caller("/dev/pts/1", "", false));
            let told = fixture.answer(client);
            let wanted = format!(
                "{word} is not a command: kill-session ends one session, kill-server ends \
                 everything, C-b d detaches\n"
            );
            assert_eq!((told.err, told.status), (wanted, Some(1)));
            let client = fixture.start(word, caller("/dev/pts/1", "", true));
            assert_eq!(
                fixture.answer(client).err,
                format!("unknown command: {word}\n")
            );
        }
        let client = fixture.start("kill", caller("/dev/pts/1", "", false));
        let told = fixture.answer(client).err;
        assert!(
            told.starts_with("ambiguous command: kill, could be: "),
            "{told}"
        );
        assert!(
            told.ends_with("kill-session one session, kill-server everything)\n"),
            "{told}"
        );
        let client = fixture.start("nonsuch", caller("/dev/pts/1", "", false));
        assert_eq!(fixture.answer(client).err, "unknown command: nonsuch\n");
    }

    #[test]
    fn a_session_with_a_colon_and_a_dot_is_attached_by_its_name() {
        let mut fixture = TestWorld::new();
        let id = *fixture.world.sessions.keys().next().unwrap();
        fixture.world.sessions.get_mut(&id).unwrap().name = "main.x:y".to_owned();
        let client = fixture.start(
            "attach-session -t main.x:y",
            caller("/dev/pts/1", "", false),
        );
        assert!(
            fixture.world.is_attached(client),
            "{}",
            fixture.answer(client).err
        );
    }
}
