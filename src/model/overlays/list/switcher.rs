//! The switcher: sessions, saved sessions, workspaces, worktrees and directories in one list.

use crate::base::PaneId;
use crate::base::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::base::{Attrs, ClientId, Key, KeyCode, Line, Mods, Size, Style, counted};
use crate::lang::script::quote;
use crate::lang::time::relative;
use crate::model::overlays::list::open;
use crate::model::overlays::list::outcome::{OwnKey, Then};
use crate::model::state::command::ListSource;
use crate::model::state::overlay::list::{
    Directories, List, ListKind, ListRow, RowAction, Section,
};
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::session::Session;
use crate::model::state::store_request::Snapshot;
use crate::model::state::world::World;
use crate::term::{Limits, Screen};
use std::cmp::Reverse;

pub(super) const KEYS: &[OwnKey] = &[
    OwnKey::new("Enter", "go"),
    OwnKey::new("C-n", "new"),
    OwnKey::new("C-x", "close"),
    OwnKey::new("C-r", "rename"),
    OwnKey::new("C-t", "sessions"),
    OwnKey::new("C-d", "directories"),
    OwnKey::new("C-o", "saved"),
];

const SECTIONS: &[Section] = &[
    titled("Sessions"),
    titled("Saved sessions"),
    titled("Workspaces"),
    titled("Worktrees"),
    titled("Directories"),
];

const SESSIONS: usize = 0;
/// The section of the sessions that can be restored.
pub(crate) const SAVED: usize = 1;
const WORKSPACES: usize = 2;
const WORKTREES: usize = 3;
const DIRECTORIES: usize = 4;

/// The saved sessions that are listed.
const MOST_SAVED: usize = 50;

/// The lines of a saved session that are kept for its preview.
pub(crate) const PICTURE_LINES: usize = 60;

/// The columns of the screen on which a stored picture is drawn.
const PICTURE_COLS: u16 = 200;

const fn titled(title: &'static str) -> Section {
    Section {
        title,
        prefix: None,
    }
}

/// The switcher for a client, with what the world knows: sessions and directories.
pub(crate) fn list(world: &World, id: ClientId) -> List {
    let mut list = List::new(ListKind::Switcher, "Go to", SECTIONS);
    list.marks = true;
    list.put_rows(SESSIONS, session_rows(world, id));
    list.put_rows(DIRECTORIES, directory_rows(world, &list.directories));
    list.choose(0);
    list
}

/// Gives the switcher of a client, if it is open, the present sessions. Whether it is open.
pub(crate) fn refresh(world: &mut World, id: ClientId) -> bool {
    let client = world.clients.get(&id);
    let list = client.and_then(|client| client.overlays.get::<List>());
    let is_open = list.is_some_and(|list| list.kind == ListKind::Switcher);
    if is_open {
        let rows = session_rows(world, id);
        open::put_rows(world, id, ListKind::Switcher, SESSIONS, rows);
    }
    is_open
}

/// A path with `~` for the home directory.
fn short_path(world: &World, path: &str) -> String {
    match path.strip_prefix(&world.host.home) {
        Some("") => "~".to_owned(),
        Some(rest) if rest.starts_with('/') => format!("~{rest}"),
        _ => path.to_owned(),
    }
}

/// The last part of a path.
fn base_name(path: &str) -> &str {
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(path)
}

/// The name of the session of a directory.
pub(crate) fn session_name(path: &str) -> String {
    let name: String = base_name(path)
        .chars()
        .map(|c| match c {
            '.' | ':' => '_',
            other => other,
        })
        .collect();
    if name.is_empty() {
        "root".to_owned()
    } else {
        name
    }
}

/// The sessions: the previous one of the client, the others by last use, the current one.
fn session_rows(world: &World, id: ClientId) -> Vec<ListRow> {
    let client = world.clients.get(&id);
    let current = client.and_then(|client| client.session);
    let previous = client.and_then(|client| client.last_session);
    let mut sessions: Vec<&Session> = world.sessions.values().collect();
    sort_by_key(&mut sessions, |session| {
        let is = |other| Some(session.id) == other;
        let used = session.activity.max(session.last_attached);
        (is(current), !is(previous), Reverse(used))
    });
    let row = |session: &Session| {
        let used = session.activity.max(session.last_attached).div_euclid(1000);
        let attached = world.attached_to(session.id).len();
        let mut info = format!(
            "{}, {}",
            counted(session.windows.len(), "window"),
            relative(used, world.now)
        );
        if Some(session.id) == current {
            info.push_str(", current");
        } else if attached > 0 {
            info.push_str(", attached");
        }
        ListRow {
            id: format!("session\t{}", session.id),
            columns: vec![session.name.clone(), info, short_path(world, &session.cwd)],
            action: RowAction::Run(format!("switch-client -t '{}'", session.id)),
            ..ListRow::default()
        }
    };
    sessions.into_iter().map(row).collect()
}

/// The directories with the highest frecency, then those of other programs: without those of
/// sessions, those that are gone, and second names of one directory.
fn directory_rows(world: &World, known: &Directories) -> Vec<ListRow> {
    let sessions = world.sessions.values().map(|session| &*session.cwd);
    let mut seen: SortedSet<&str> = sessions.filter_map(|path| known.real(path)).collect();
    seen.extend(known.elsewhere.iter().map(String::as_str));
    let own = world.habits.by_score(world.now.wall);
    let all = own.into_iter().chain(known.more.iter().map(String::as_str));
    let all = all.filter(|path| path.starts_with('/'));
    let all = all.filter(|path| known.real(path).is_some_and(|real| seen.insert(real)));
    all.map(|path| directory_row(world, "directory", path))
        .collect()
}

/// Changes what the switcher of a client knows of directories, and lists them anew.
fn learn(world: &mut World, id: ClientId, change: impl FnOnce(&mut Directories)) {
    let client = world.clients.get_mut(&id);
    let list = client.and_then(|client| client.overlays.get_mut::<List>());
    let Some(list) = list.filter(|list| list.kind == ListKind::Switcher) else {
        return;
    };
    change(&mut list.directories);
    let known = list.directories.clone();
    let rows = directory_rows(world, &known);
    open::put_rows(world, id, ListKind::Switcher, DIRECTORIES, rows);
}

fn directory_row(world: &World, kind: &str, path: &str) -> ListRow {
    ListRow {
        id: format!("directory\t{path}"),
        columns: vec![
            base_name(path).to_owned(),
            kind.to_owned(),
            short_path(world, path),
        ],
        action: RowAction::Run(format!("pick -c {}", quote(path))),
        ..ListRow::default()
    }
}

/// A saved session that does not run, and the pane whose picture is shown.
pub(crate) struct SavedRow {
    /// The row.
    pub(crate) row: ListRow,
    /// Lineage and id of the active pane.
    pub(crate) pane: (i64, PaneId),
}

/// The sessions of snapshots, the newest first, that do not run.
pub(crate) fn saved_rows(world: &World, all: &[Snapshot]) -> Vec<SavedRow> {
    let mut seen: SortedSet<&str> = world.sessions.values().map(|s| s.name.as_str()).collect();
    let mut rows = Vec::new();
    for snapshot in all {
        let layout = &snapshot.layout;
        for session in &layout.sessions {
            if !seen.insert(&session.name) || rows.len() >= MOST_SAVED {
                continue;
            }
            let used = layout.used.get(&session.id).copied().unwrap_or(snapshot.at);
            let info = format!(
                "{}, {}",
                counted(session.windows.len(), "window"),
                relative(used.div_euclid(1000), world.now)
            );
            let window = session.windows.get(&session.current);
            let window = window.and_then(|id| layout.windows.iter().find(|w| w.id == *id));
            let name = quote(&session.name);
            let exact = quote(&format!("={}", session.name));
            rows.push(SavedRow {
                pane: (layout.lineage, window.map(|w| w.active).unwrap_or_default()),
                row: ListRow {
                    id: format!("saved\t{}", session.name),
                    columns: vec![session.name.clone(), info, short_path(world, &session.cwd)],
                    words: "saved".to_owned(),
                    dim: true,
                    action: RowAction::Run(format!(
                        "restore -t {name} {} ; switch-client -t {exact}",
                        snapshot.id
                    )),
                    ..ListRow::default()
                },
            });
        }
    }
    rows
}

/// Stored lines with escape sequences as a picture.
pub(crate) fn picture(lines: &[String]) -> Vec<Line> {
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).max(1);
    let mut screen = Screen::new(Size::new(PICTURE_COLS, rows), Limits::default());
    let text = lines.join("\r\n");
    screen.feed(text.as_bytes(), &mut Vec::new());
    (0..rows).map(|y| screen.line(y)).collect()
}

/// The longest text of paths in a shell command: half of what Linux takes as one argument.
const MOST_PATHS: usize = 65_536;

/// The shell command that lists the workspaces, the worktrees of the repository at `cwd`, and the
/// real paths of the known directories or that they are gone.
pub(crate) fn places_command(world: &World, cwd: &str) -> String {
    let sessions = world.sessions.values().map(|session| session.cwd.as_str());
    let known = world.habits.by_score(world.now.wall);
    let mut paths = String::new();
    for path in sessions.chain(known).filter(|path| path.starts_with('/')) {
        if paths.len() + path.len() < MOST_PATHS {
            paths.push(' ');
            paths.push_str(&crate::lang::shell::quote_always(path));
        }
    }
    let workspaces = crate::lang::shell::quote_always(&world.host.workspaces);
    let cwd = crate::lang::shell::quote_always(cwd);
    format!(
        "for f in {workspaces}/*.toml; do [ -e \"$f\" ] && printf 'workspace\\t%s\\n' \"$f\"; done; \
         git -C {cwd} worktree list --porcelain 2>/dev/null | sed -n 's/^worktree /worktree\\t/p'; \
         for d in{paths}; do cd -P \"$d\" 2>/dev/null && printf 'real\\t%s\\t%s\\n' \"$d\" \"$PWD\" \
         || printf 'gone\\t%s\\n' \"$d\"; done"
    )
}

/// The shell command that lists the directories that zoxide knows, if it is installed, with their
/// real paths.
pub(crate) const ZOXIDE_COMMAND: &str = "zoxide query -ls 2>/dev/null | while read -r score d; do \
    cd -P \"$d\" 2>/dev/null && printf '%s %s\\t%s\\n' \"$score\" \"$d\" \"$PWD\"; done";

/// Hands the output of a source to the switcher of a client.
pub(crate) fn arrived(world: &mut World, id: ClientId, source: ListSource, output: &str) {
    let kind = ListKind::Switcher;
    match source {
        ListSource::Places => {
            let of = |wanted: &str| -> Vec<&str> {
                let lines = output.lines().filter_map(|line| line.split_once('\t'));
                lines
                    .filter(|(kind, _)| *kind == wanted)
                    .map(|(_, path)| path)
                    .collect()
            };
            let workspaces = of("workspace")
                .into_iter()
                .map(|path| workspace_row(world, path));
            let workspaces = workspaces.collect();
            // One worktree is the repository itself.
            let worktrees = Some(of("worktree"))
                .filter(|all| all.len() > 1)
                .unwrap_or_default();
            let elsewhere = worktrees.iter().map(|path| (*path).to_owned()).collect();
            let mut places: SortedMap<String, Option<String>> = SortedMap::new();
            places.extend(of("gone").into_iter().map(|path| (path.to_owned(), None)));
            for (path, real) in of("real").iter().filter_map(|line| line.split_once('\t')) {
                places.insert(path.to_owned(), Some(real.to_owned()));
            }
            let worktrees = worktrees.into_iter();
            let worktrees = worktrees.map(|path| directory_row(world, "worktree", path));
            let worktrees = worktrees.map(|row| ListRow {
                id: row.id.replace("directory\t", "worktree\t"),
                ..row
            });
            let worktrees = worktrees.collect();
            open::put_rows(world, id, kind, WORKSPACES, workspaces);
            open::put_rows(world, id, kind, WORKTREES, worktrees);
            learn(world, id, |known| {
                known.places.extend(places);
                known.elsewhere = elsewhere;
            });
        }
        ListSource::Zoxide => {
            let paths = output
                .lines()
                .filter_map(|line| line.trim_start().split_once(' '));
            let paths = paths.map(|(_, path)| path.trim_start());
            let paths = paths.map(|path| path.split_once('\t').unwrap_or((path, path)));
            learn(world, id, |known| {
                for (path, real) in paths {
                    known.more.push(path.to_owned());
                    known.places.insert(path.to_owned(), Some(real.to_owned()));
                }
            });
        }
    }
}

fn workspace_row(world: &World, path: &str) -> ListRow {
    let name = base_name(path).trim_end_matches(".toml");
    ListRow {
        id: format!("workspace\t{name}"),
        columns: vec![
            name.to_owned(),
            "workspace".to_owned(),
            short_path(world, path),
        ],
        action: RowAction::Run(format!("workspace load {}", quote(name))),
        ..ListRow::default()
    }
}

pub(super) fn key(list: &mut List, key: Key) -> Option<Then> {
    let KeyCode::Char(letter) = key.code else {
        return None;
    };
    if key.mods != Mods::CTRL {
        return None;
    }
    match letter {
        'n' => Some(make(list)),
        'x' => Some(close(list)),
        'r' => Some(rename(list)),
        't' => Some(limited(list, SESSIONS)),
        'd' => Some(limited(list, DIRECTORIES)),
        'o' => Some(limited(list, SAVED)),
        _ => None,
    }
}

/// Makes a session of the typed name.
fn make(list: &mut List) -> Then {
    let typed = list.typed();
    let typed = typed.trim();
    if typed.is_empty() {
        list.note = Some("Type the name of the new session first".to_owned());
        return Then::Stay;
    }
    Then::Run(format!("new-session -s {}", quote(typed)))
}

/// The ids of the selected sessions that run.
fn selected(list: &List) -> Vec<(String, String)> {
    let rows = list.selection().into_iter().filter_map(|row| {
        let id = row.id.strip_prefix("session\t")?;
        Some((id.to_owned(), row.columns.first()?.clone()))
    });
    rows.collect()
}

/// Closes the selected sessions after a question.
fn close(list: &mut List) -> Then {
    let sessions = selected(list);
    if sessions.is_empty() {
        list.note = Some("Only running sessions can be closed".to_owned());
        return Then::Stay;
    }
    let names: Vec<&str> = sessions.iter().map(|(_, name)| name.as_str()).collect();
    let question = format!(
        "Close session {}? (y/n)",
        names.join(", ").replace('#', "##")
    );
    let kills: Vec<String> = sessions
        .iter()
        .map(|(id, _)| format!("kill-session -t '{id}'"))
        .collect();
    Then::Keep(format!(
        "confirm-before -p {} {{ {} ; pick }}",
        quote(&question),
        kills.join(" ; ")
    ))
}

fn rename(list: &mut List) -> Then {
    let row = list.chosen();
    let session =
        row.and_then(|row| Some((row.id.strip_prefix("session\t")?, row.columns.first()?)));
    let Some((id, name)) = session else {
        list.note = Some("Only running sessions can be renamed".to_owned());
        return Then::Stay;
    };
    Then::Keep(format!(
        "command-prompt -l -p 'New name of the session:' -I {} \
         {{ rename-session -t '{id}' -- \"%%%\" ; pick }}",
        quote(&name.replace('#', "##"))
    ))
}

/// Shows only one source, or all again.
fn limited(list: &mut List, section: usize) -> Then {
    let only = Some(section).filter(|only| list.only != Some(*only));
    list.limit(only);
    Then::Stay
}

pub(super) fn preview(
    world: &World,
    list: &List,
    row: &ListRow,
    size: Size,
    access: &dyn PaneAccess,
) -> Vec<Line> {
    let rows = usize::from(size.rows);
    if let Some(session) = row.id.strip_prefix("session\t") {
        let mut sessions = world.sessions.values();
        let found = sessions.find(|known| known.id.to_string() == session);
        let place = found.and_then(|session| world.session_location(session.id));
        return place.map_or_else(Vec::new, |place| {
            of_screen(access, place.pane, |screen| bottom(screen, rows))
        });
    }
    if let Some(lines) = list.pictures.get(&row.id) {
        let text = lines
            .iter()
            .rposition(|line| !line.text().trim().is_empty());
        let end = text.map_or(0, |at| at + 1);
        return lines[end.saturating_sub(rows)..end].to_vec();
    }
    let dim = Style {
        attrs: Attrs::DIM,
        ..Style::DEFAULT
    };
    let path = row.columns.last().map_or("", String::as_str);
    let what = match row.id.split_once('\t') {
        Some(("directory" | "worktree", path)) => {
            format!("Enter opens it as session {}", session_name(path))
        }
        Some(("workspace", _)) => "Enter loads the workspace".to_owned(),
        _ => String::new(),
    };
    let text = |text: &str, style| {
        let mut line = Line::default();
        line.push_str(&format!(" {text}"), style);
        line
    };
    vec![text(path, Style::DEFAULT), text(&what, dim)]
}

/// The rows of a screen up to its cursor.
fn bottom(screen: &Screen, rows: usize) -> Vec<Line> {
    let below = usize::from(screen.cursor().at.y) + 1;
    let first = u16::try_from(below.saturating_sub(rows)).unwrap_or(0);
    let all = (first..screen.size().rows).take(rows);
    all.map(|y| screen.line(y)).collect()
}
