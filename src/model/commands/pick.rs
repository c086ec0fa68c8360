//! `pick`: go to a session, a saved session, a workspace, a worktree or a directory.

use crate::base::{ClientId, Error, PaneId, Result};
use crate::lang::script::quote;
use crate::lang::shell::quote_always;
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::ops::{job, timers};
use crate::model::overlays::list::{open, switcher};
use crate::model::state::command::{AfterJob, CommandContext, Flow, ListSource};
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::list::ListKind;
use crate::model::state::store_request::{ExportFormat, StoreReply, StoreRequest};
use crate::model::state::timers::Purpose;
use std::collections::VecDeque;

/// The time that zoxide has, in milliseconds.
const ZOXIDE_MS: u64 = 100;

/// List sessions, saved sessions, workspaces, worktrees and directories, and go to one.
#[derive(clap::Args, Debug)]
pub struct Pick {
    /// Go to the session of this directory; make it if there is none
    #[arg(short = 'c', value_name = "directory")]
    directory: Option<String>,
    /// Detach the client when the list is closed without a choice
    #[arg(short = 'd')]
    detach: bool,
    /// Close the current session when the list is closed or another session is chosen
    #[arg(short = 'k')]
    kill: bool,
    /// Client that shows the list (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    client: Option<String>,
    /// Initial text of the search
    #[arg(value_name = "query")]
    query: Vec<String>,
}

impl Command for Pick {
    const NAME: &'static str = "pick";
    const OWN: bool = true;
    const STARTS_SERVER: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if let Some(directory) = &self.directory {
            return Ok(go_to(cx, directory));
        }
        let query = self.query.join(" ");
        if self.client.is_none() && is_outside(cx) {
            return attach(cx, &query).map(|()| Flow::Done);
        }
        let id = cx.client_target(self.client.as_deref())?;
        if switcher::refresh(cx.world, id) {
            return Ok(Flow::Done);
        }
        self.open(cx, id, &query)
    }
}

/// Whether the caller is a terminal outside of mux.
fn is_outside(cx: &CommandContext<'_>) -> bool {
    let Some(client) = cx.client().filter(|client| !client.attached()) else {
        return false;
    };
    client.control.is_none() && cx.world.nested(&client.caller).is_none()
}

/// Attaches the caller and opens the list over its session. A name that is exact needs no list.
fn attach(cx: &mut CommandContext<'_>, query: &str) -> Result<()> {
    let mut sessions = cx.world.sessions.values();
    if let Some(exact) = sessions.find(|session| session.name == query) {
        let target = exact.id.to_string();
        return cx.insert_text(&format!("attach-session -t {}", quote(&target)));
    }
    let words = if query.is_empty() {
        String::new()
    } else {
        format!(" -- {}", quote(query))
    };
    let commands = match cx.world.latest_session(false) {
        Some(session) => {
            let target = session.to_string();
            format!("attach-session -t {} ; pick -d{words}", quote(&target))
        }
        None => format!("new-session ; pick -k{words}"),
    };
    cx.insert_text(&commands)
}

impl Pick {
    fn open(&self, cx: &mut CommandContext<'_>, id: ClientId, query: &str) -> Result<Flow> {
        let client = cx.world.clients.get(&id).filter(|client| client.draws());
        let session = client.and_then(|client| client.session);
        let session = session.ok_or_else(|| Error::user("the client does not show a session"))?;
        let place = cx.world.session_location(session);
        let mut list = switcher::list(cx.world, id);
        list.place = place;
        list.set_typed(query);
        if self.detach {
            list.on_close = Some("detach-client".to_owned());
        }
        if self.kill {
            let kill = format!("kill-session -t '{session}'");
            let name = cx
                .world
                .sessions
                .get(&session)
                .map(|session| session.name.clone());
            let name = name.unwrap_or_default();
            list.after_choice = Some(format!(
                "if-shell -F '#{{!=:#{{client_session}},{name}}}' {{ {kill} }}"
            ));
            list.on_close = Some(kill);
        }
        open::open(cx.world, id, list);
        let cwd = place.and_then(|place| cx.access.cwd(place.pane));
        let command = switcher::places_command(cx.world, &cwd.unwrap_or_default());
        let then = |source| AfterJob::List { client: id, source };
        let home = cx.world.host.home.clone();
        job::start_job(cx, command, home.clone(), place, then(ListSource::Places));
        if cx.world.get(options::PICK_ZOXIDE, OptionScope::Server) {
            let command = switcher::ZOXIDE_COMMAND.to_owned();
            let then = then(ListSource::Zoxide);
            let job = job::start_job(cx, command, home, place, then);
            timers::start_timer(cx.world, Purpose::EndJob(job), ZOXIDE_MS);
        }
        let request = StoreRequest::Layouts { id: None };
        Ok(cx.ask_store(request, move |cx, reply| {
            // Without a store nothing can be restored.
            let Ok(StoreReply::Layouts(all)) = reply else {
                return Ok(Flow::Done);
            };
            let rows = switcher::saved_rows(cx.world, &all);
            let panes = rows.iter().map(|saved| (saved.row.id.clone(), saved.pane));
            let panes = panes.collect();
            let rows = rows.into_iter().map(|saved| saved.row).collect();
            open::put_rows(cx.world, id, ListKind::Switcher, switcher::SAVED, rows);
            Ok(pictures(cx, id, panes))
        }))
    }
}

/// Fetches the pictures of saved sessions one after the other, while the list is open.
fn pictures(
    cx: &mut CommandContext<'_>,
    id: ClientId,
    mut rows: VecDeque<(String, (i64, PaneId))>,
) -> Flow {
    let Some((row, (lineage, pane))) = rows.pop_front() else {
        return Flow::Done;
    };
    if !open::is_open(cx.world, id, ListKind::Switcher) {
        return Flow::Done;
    }
    let request = StoreRequest::Export {
        lineage: Some(lineage),
        pane,
        format: ExportFormat::Tail(switcher::PICTURE_LINES),
    };
    cx.ask_store(request, move |cx, reply| {
        if let Ok(StoreReply::Text(lines)) = reply {
            let picture = switcher::picture(&lines);
            open::put_picture(cx.world, id, ListKind::Switcher, row, picture);
        }
        Ok(pictures(cx, id, rows))
    })
}

/// Goes to the session of a directory, by its real path, when the shell has found that.
fn go_to(cx: &mut CommandContext<'_>, directory: &str) -> Flow {
    let directory = cx.path(directory);
    let real = |path: &str| format!("cd {} 2>/dev/null && pwd -P", quote_always(path));
    let mut command = format!("{} || exit 1", real(&directory));
    for session in cx.world.sessions.values() {
        let path = real(&session.cwd);
        let id = session.id.to_string();
        command.extend(["; printf '%s\\t' '", &id, "'; (", &path, " || echo)"]);
    }
    let then = AfterJob::Directory {
        queue: cx.run,
        directory,
    };
    let (home, place) = (cx.world.host.home.clone(), cx.here());
    job::start_job(cx, command, home, place, then);
    Flow::Wait
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ClientInfo, Size};
    use crate::model::state::effect::{Effect, JobEffect};
    use crate::model::state::input::{Exit, Input};
    use crate::model::state::overlay::list::List;
    use crate::model::state::saved_layout::{SavedLayout, SavedSession, SavedWindow};
    use crate::model::state::store_request::Snapshot;
    use crate::model::testing::TestWorld;

    fn attached() -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        (fixture, client)
    }

    fn list(fixture: &TestWorld, client: ClientId) -> Option<&List> {
        fixture.world.clients[&client].overlays.get()
    }

    fn names(fixture: &TestWorld, client: ClientId) -> Vec<&str> {
        let rows = list(fixture, client).unwrap().shown();
        rows.map(|row| row.columns[0].as_str()).collect()
    }

    fn chosen(fixture: &TestWorld, client: ClientId) -> &str {
        let row = list(fixture, client).unwrap().chosen();
        row.map_or("", |row| row.columns[0].as_str())
    }

    /// Ends the last job whose command contains `part`.
    fn job_ends(fixture: &mut TestWorld, part: &str, output: &str, status: u8) {
        let mut effects = fixture.effects.iter().rev();
        let job = effects.find_map(|effect| match effect {
            Effect::Job(JobEffect::Start(job)) if job.command.contains(part) => Some(job.id),
            _ => None,
        });
        let exit = Exit {
            status: Some(status),
            signal: None,
        };
        fixture.apply(Input::JobDone(job.unwrap(), output.to_owned(), exit));
    }

    fn store_answers(fixture: &mut TestWorld, reply: StoreReply) {
        let mut effects = fixture.effects.iter().rev();
        let run = effects.find_map(|effect| match effect {
            Effect::Store { run, .. } => Some(*run),
            _ => None,
        });
        fixture.apply(Input::StoreReply(run.unwrap(), Ok(reply)));
    }

    #[test]
    fn the_previous_session_comes_first_and_the_current_one_last() {
        let (mut fixture, client) = attached();
        for name in ["one", "two", "three"] {
            fixture.ok(&format!("new-session -d -s {name}"));
        }
        fixture.ok("switch-client -t one ; switch-client -t two");
        fixture.keys(client, &["C-b", "P"]);
        let names = names(&fixture, client);
        assert_eq!((names[0], names[3], names.len()), ("one", "two", 4));
        fixture.keys(client, &["Enter"]);
        assert_eq!(fixture.format("#{client_session}"), "one");
        fixture.keys(client, &["C-b", "P", "Enter"]);
        assert_eq!(fixture.format("#{client_session}"), "two", "it toggles");
    }

    #[test]
    fn late_sources_do_not_move_the_chosen_row() {
        let (mut fixture, client) = attached();
        fixture.world.habits.visited("/src/app", 0);
        fixture.keys(client, &["C-b", "P", "Down"]);
        assert_eq!(chosen(&fixture, client), "app");
        let places = "workspace\t/ws/dev.toml\nworktree\t/src/a\nworktree\t/src/b\n";
        job_ends(&mut fixture, "worktree", places, 0);
        job_ends(
            &mut fixture,
            "zoxide",
            " 12.5 /src/zoxide one\n  3.0 /src/app\n",
            0,
        );
        assert_eq!(
            names(&fixture, client),
            ["s", "dev", "a", "b", "app", "zoxide one"]
        );
        assert_eq!(chosen(&fixture, client), "app");
    }

    #[test]
    fn directories_that_are_gone_and_second_names_of_one_are_not_listed() {
        let (mut fixture, client) = attached();
        let home = fixture.world.sessions.values().next().unwrap().cwd.clone();
        for path in [
            "/gone",
            "/src/app",
            "/link/app",
            "/src/tree",
            "/link/home",
            "/unknown",
        ] {
            fixture.world.habits.visited(path, 0);
        }
        fixture.keys(client, &["C-b", "P", "C-d"]);
        assert_eq!(names(&fixture, client).len(), 6);
        let places = format!(
            "worktree\t/src/tree\nworktree\t/src/other\ngone\t/gone\nreal\t/src/app\t/src/app\n\
             real\t/link/app\t/src/app\nreal\t/link/home\t{home}\nreal\t{home}\t{home}\n"
        );
        job_ends(&mut fixture, "worktree", &places, 0);
        let mut left = names(&fixture, client);
        left.sort_unstable();
        assert_eq!(left, ["app", "unknown"]);
        job_ends(
            &mut fixture,
            "zoxide",
            "3 /z/app\t/src/app\n2 /gone\t/gone\n1 /z/new\n",
            0,
        );
        let mut left = names(&fixture, client);
        left.sort_unstable();
        // zoxide knows that the directory is back.
        assert_eq!(left, ["app", "gone", "new", "unknown"]);
    }

    #[test]
    fn zoxide_has_a_limit_and_an_option() {
        let (mut fixture, client) = attached();
        fixture.keys(client, &["C-b", "P"]);
        let mut timers = fixture.world.timers.iter();
        let timer = timers.find(|(_, purpose)| matches!(purpose, Purpose::EndJob(_)));
        let timer = *timer.unwrap().0;
        fixture.apply(Input::Timer(timer));
        let killed = |effect: &Effect| matches!(effect, Effect::Job(JobEffect::Kill(_)));
        assert!(fixture.last_effects().iter().any(killed));
        fixture.keys(client, &["Escape"]);
        fixture.forget_effects();
        fixture.ok("set -s pick-zoxide off");
        fixture.keys(client, &["C-b", "P"]);
        let started = fixture.effects.iter().any(|effect| match effect {
            Effect::Job(JobEffect::Start(job)) => job.command.contains("zoxide"),
            _ => false,
        });
        assert!(!started);
    }

    #[test]
    fn a_saved_session_is_restored_with_its_picture_shown() {
        let (mut fixture, client) = attached();
        let window = SavedWindow {
            active: PaneId(7),
            ..SavedWindow::default()
        };
        let gone = SavedSession {
            name: "gone".into(),
            windows: [(0, window.id)].into(),
            ..SavedSession::default()
        };
        let running = SavedSession {
            name: "s".into(),
            ..SavedSession::default()
        };
        let layout = SavedLayout {
            lineage: 5,
            sessions: vec![gone, running],
            windows: vec![window],
            ..SavedLayout::default()
        };
        let snapshot = Snapshot {
            id: 12,
            at: 0,
            layout,
        };
        fixture.snapshots = vec![snapshot];
        fixture.keys(client, &["C-b", "P"]);
        assert_eq!(names(&fixture, client), ["s", "gone"]);
        let lines = vec!["$ \u{1b}[31mred\u{1b}[m".to_owned()];
        store_answers(&mut fixture, StoreReply::Text(lines));
        let list = list(&fixture, client).unwrap();
        let picture = &list.pictures["saved\tgone"];
        assert_eq!(picture[0].text().trim_end(), "$ red");
        assert_ne!(picture[0].spans[1].style, crate::base::Style::DEFAULT);
        let row = list.shown_row(1).unwrap();
        let action = crate::model::state::overlay::list::RowAction::Run(
            "restore -t gone 12 ; switch-client -t =gone".to_owned(),
        );
        assert_eq!(row.action, action);
    }

    #[test]
    fn a_directory_has_one_session_by_its_real_path() {
        let (mut fixture, client) = attached();
        fixture.ok("new-session -d -s app -c /other");
        fixture.world.habits.visited("/link/my.app", 0);
        fixture.keys(client, &["C-b", "P", "m", "y", "a", "p", "p", "Enter"]);
        job_ends(
            &mut fixture,
            "pwd -P",
            "/src/my.app\n$0\t/\n$1\t/other\n",
            0,
        );
        assert_eq!(
            fixture.format("#{session_name} #{session_path}"),
            "my_app /src/my.app"
        );
        fixture.ok("switch-client -t s");
        fixture.start("pick -c /link/my.app", ClientInfo::default());
        job_ends(
            &mut fixture,
            "pwd -P",
            "/src/my.app\n$0\t/\n$1\t/other\n$2\t/src/my.app\n",
            0,
        );
        assert_eq!(fixture.world.sessions.len(), 3, "the same session");
        // A name that is taken by another directory gets that of the parent.
        fixture.keys(client, &["C-b", "P"]);
        fixture.keys(client, &["Escape"]);
        fixture.ok("new-session -d -s web -c /x/web");
        fixture.ok("bind -n F5 pick -c /y/web");
        fixture.keys(client, &["F5"]);
        job_ends(&mut fixture, "pwd -P", "/y/web\n", 0);
        assert_eq!(fixture.format("#{client_session}"), "y-web");
        fixture.keys(client, &["F5"]);
        job_ends(&mut fixture, "pwd -P", "", 1);
        let message = fixture.message(client).unwrap_or_default();
        assert!(message.contains("/y/web"), "{message}");
    }

    #[test]
    fn only_ctrl_n_makes_a_session_of_the_typed_text() {
        let (mut fixture, client) = attached();
        fixture.keys(client, &["C-b", "P", "n", "e", "w", "1", "Enter"]);
        assert_eq!(fixture.world.sessions.len(), 1);
        assert!(list(&fixture, client).is_some());
        fixture.keys(client, &["C-n"]);
        assert_eq!(fixture.format("#{client_session}"), "new1");
        fixture.keys(client, &["C-b", "P", "C-n"]);
        assert_eq!(fixture.world.sessions.len(), 2);
    }

    #[test]
    fn sessions_are_closed_and_renamed_in_the_list() {
        let (mut fixture, client) = attached();
        fixture.ok("new-session -d -s one");
        fixture.ok("new-session -d -s two");
        fixture.keys(client, &["C-b", "P", "o", "n", "e", "C-x", "n"]);
        assert_eq!(fixture.world.sessions.len(), 3);
        fixture.keys(client, &["C-x", "y"]);
        assert_eq!(fixture.world.sessions.len(), 2);
        assert_eq!(names(&fixture, client), [""; 0], "the typed text stays");
        fixture.keys(client, &["C-u"]);
        assert_eq!(names(&fixture, client), ["two", "s"]);
        fixture.keys(client, &["C-r", "x", "Enter"]);
        assert_eq!(names(&fixture, client), ["twox", "s"]);
        fixture.keys(client, &["C-o"]);
        assert_eq!(names(&fixture, client), [""; 0]);
        fixture.keys(client, &["C-o", "C-t"]);
        assert_eq!(names(&fixture, client), ["twox", "s"]);
    }

    #[test]
    fn outside_the_list_attaches_and_closing_it_detaches() {
        let mut fixture = TestWorld::new();
        fixture.ok("new-session -d -s other");
        let caller = || ClientInfo {
            pid: 9,
            tty: Some("/dev/tty9".to_owned()),
            size: Some(Size::new(80, 24)),
            term: "xterm".to_owned(),
            ..ClientInfo::default()
        };
        let client = fixture.start("pick", caller());
        assert!(fixture.world.is_attached(client));
        assert!(list(&fixture, client).is_some());
        fixture.keys(client, &["Escape"]);
        assert!(!fixture.world.is_attached(client));
        let client = fixture.start("pick other", caller());
        assert!(list(&fixture, client).is_none());
        assert_eq!(fixture.format("#{client_session}"), "other");
        // Without a session one is made for the time of the list.
        let mut fixture = TestWorld::new();
        fixture.ok("new-session -d -s other ; kill-session -t s");
        fixture.ok("set -s exit-empty off ; kill-session -t other");
        let client = fixture.start("pick", caller());
        assert!(list(&fixture, client).is_some());
        fixture.keys(client, &["m", "i", "n", "e", "C-n"]);
        let names: Vec<&str> = fixture
            .world
            .sessions
            .values()
            .map(|s| s.name.as_str())
            .collect();
        assert_eq!(names, ["mine"]);
    }
}
