//! Keys, mouse events and commands (`send-keys -X`) in a list.

use crate::base::sorted::SortedSet;
use crate::base::{ClientId, Key, KeyCode, Mods, MouseButton, MouseEventKind, PaneId};
use crate::lang::keys::key_name;
use crate::lang::script::quote;
use crate::lang::tables::options;
use crate::model::modes::pane_mode;
use crate::model::modes::tree_mode::draw::{first_row, list_height};
use crate::model::modes::tree_mode::option_rows::as_usual;
use crate::model::modes::tree_mode::rows::Row;
use crate::model::modes::tree_mode::{binding_rows, lifecycle, option_rows, rows, word_filter};
use crate::model::ops::settings::option_change::{Change, change_option};
use crate::model::ops::{messages, window_size};
use crate::model::overlays::prompt;
use crate::model::overlays::prompt::substitute;
use crate::model::state::client::MouseHit;
use crate::model::state::command::{Origin, Queue};
use crate::model::state::location::Location;
use crate::model::state::mode::Mode;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay;
use crate::model::state::overlay::Prompt;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::tree_mode::{TreeItem, TreeKind, TreeMode};
use crate::model::state::world::World;

/// The outcome of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Then {
    /// The list stays.
    Stay,
    /// The list closes.
    Leave,
    /// The list closes, and its command runs for this target.
    Choose(TreeItem),
    /// The list stays and these commands run.
    Run(String),
    /// These commands run after a confirmation: question, commands.
    Confirm(String, String),
    /// A prompt opens for a command of the list: question, command, initial input.
    Ask(&'static str, &'static str, String),
    /// A prompt opens for this template: question, template, initial input.
    Fill(String, String, String),
}

impl TreeMode {
    /// The index of the selected row; if the item is gone, the row that took its position.
    pub(super) fn selected(&self, rows: &[Row]) -> usize {
        let at = rows
            .iter()
            .position(|row| Some(&row.item) == self.at.as_ref());
        at.unwrap_or(self.row).min(rows.len().saturating_sub(1))
    }

    fn go_to(&mut self, rows: &[Row], at: usize) {
        let at = at.min(rows.len().saturating_sub(1));
        self.row = at;
        self.at = rows.get(at).map(|row| row.item.clone());
    }

    /// Selects the next row that contains the search text, with wrap-around.
    fn search_on(&mut self, world: &World, rows: &[Row], forward: bool) {
        if self.kind == TreeKind::Options {
            return option_rows::search(world, self, rows, forward);
        }
        let (from, count) = (self.selected(rows), rows.len());
        let text = self.search.to_lowercase();
        let has = |row: &Row| {
            format!("{}: {}", row.name, row.text)
                .to_lowercase()
                .contains(&text)
        };
        let mut steps = (1..=count).map(|n| (from + if forward { n } else { count - n }) % count);
        if let Some(at) = steps.find(|at| !text.is_empty() && has(&rows[*at])) {
            self.go_to(rows, at);
        }
    }

    fn close_or_go_up(&mut self, rows: &[Row], at: usize) {
        let Some(row) = rows.get(at) else { return };
        if row.open == Some(true) {
            self.open.remove(&row.item);
            return;
        }
        let parent = match &row.item {
            TreeItem::Window(session, _) => TreeItem::Session(*session),
            TreeItem::Pane(session, index, _) => TreeItem::Window(*session, *index),
            TreeItem::Option(place, _) => TreeItem::Options(*place),
            TreeItem::Key(..) => match rows[..at].iter().rfind(|row| row.open.is_some()) {
                Some(group) => group.item.clone(),
                None => return,
            },
            _ => return self.go_to(rows, at.saturating_sub(1)),
        };
        self.open.remove(&parent);
        let at = rows.iter().position(|row| row.item == parent);
        self.go_to(rows, at.unwrap_or(0));
    }

    fn open_at(&mut self, rows: &[Row], at: usize) {
        match rows.get(at) {
            Some(row) if row.open == Some(false) => {
                self.open.insert(row.item.clone());
            }
            _ => self.go_to(rows, at + 1),
        }
    }

    /// The tagged items that still exist, else the selected item.
    fn chosen(&self, rows: &[Row]) -> Vec<TreeItem> {
        let tagged = rows
            .iter()
            .map(|row| &row.item)
            .filter(|i| self.tagged.contains(*i));
        let tagged: Vec<TreeItem> = tagged.cloned().collect();
        if tagged.is_empty() {
            self.at_now(rows)
        } else {
            tagged
        }
    }

    fn at_now(&self, rows: &[Row]) -> Vec<TreeItem> {
        rows.get(self.selected(rows))
            .map(|row| row.item.clone())
            .into_iter()
            .collect()
    }

    /// Handles a key that moves the selection or changes the display. Returns false for other keys.
    fn moved(&mut self, world: &World, rows: &[Row], (key, page): (Key, usize)) -> bool {
        let at = self.selected(rows);
        let last = rows.len().saturating_sub(1);
        let ctrl = key.mods == Mods::CTRL;
        match key.code {
            KeyCode::Char('+') if key.mods == Mods::META => self.open_all(rows),
            KeyCode::Char('-') if key.mods == Mods::META => self.open.clear(),
            KeyCode::Char('p') if ctrl => self.go_to(rows, if at == 0 { last } else { at - 1 }),
            KeyCode::Char('n') if ctrl => self.go_to(rows, if at == last { 0 } else { at + 1 }),
            KeyCode::Char('b') if ctrl => self.go_to(rows, at.saturating_sub(page)),
            KeyCode::Char('f') if ctrl => self.go_to(rows, at + page),
            KeyCode::Char('t') if ctrl => {
                self.tagged = rows.iter().map(|row| row.item.clone()).collect();
            }
            _ if !key.mods.difference(Mods::SHIFT).is_empty() => return false,
            KeyCode::Up | KeyCode::Char('k') => {
                self.go_to(rows, if at == 0 { last } else { at - 1 });
            }
            KeyCode::Down | KeyCode::Char('j') => {
                self.go_to(rows, if at == last { 0 } else { at + 1 });
            }
            KeyCode::PageUp => self.go_to(rows, at.saturating_sub(page)),
            KeyCode::PageDown => self.go_to(rows, at + page),
            KeyCode::Home | KeyCode::Char('g') => self.go_to(rows, 0),
            KeyCode::End | KeyCode::Char('G') => self.go_to(rows, last),
            KeyCode::Left | KeyCode::Char('h' | '-') => self.close_or_go_up(rows, at),
            KeyCode::Right | KeyCode::Char('l' | '+') => self.open_at(rows, at),
            KeyCode::Char('n') => self.search_on(world, rows, true),
            KeyCode::Char('N') => self.search_on(world, rows, false),
            KeyCode::Char('v') => self.preview = !self.preview,
            KeyCode::Char('r') => self.reversed = !self.reversed,
            KeyCode::Char('O') => {
                let orders = self.kind.orders();
                let now = orders.iter().position(|o| *o == self.order).unwrap_or(0);
                orders[(now + 1) % orders.len()].clone_into(&mut self.order);
            }
            KeyCode::Char('t') => {
                if let Some(item) = self.at_now(rows).pop()
                    && !self.tagged.remove(&item)
                {
                    self.tagged.insert(item);
                }
                self.go_to(rows, at + 1);
            }
            KeyCode::Char('T') => self.tagged.clear(),
            KeyCode::Char('H') => self.at.clone_from(&self.start),
            _ => return false,
        }
        true
    }

    fn open_all(&mut self, rows: &[Row]) {
        self.open.extend(
            rows.iter()
                .filter(|r| r.open.is_some())
                .map(|r| r.item.clone()),
        );
    }
}

/// Handles a key in a list.
pub(crate) fn key(
    world: &mut World,
    client: Option<ClientId>,
    pane: PaneId,
    key: Key,
    access: &dyn PaneAccess,
) {
    let as_tmux = world.seen_as_tmux(client);
    in_chooser(world, client, pane, access, |world, chooser, rows, page| {
        if std::mem::take(&mut chooser.help) {
            return Then::Stay;
        }
        if chooser.kind == TreeKind::Switch {
            return typed(world, chooser, rows, (key, page));
        }
        if let Some(at) = rows.iter().position(|row| row.key == Some(key)) {
            chooser.go_to(rows, at);
            return choose(world, chooser, rows, at);
        }
        if chooser.moved(world, rows, (key, page)) {
            return Then::Stay;
        }
        chooser_deed(world, chooser, rows, (key, as_tmux))
    });
}

/// Handles a key in `switch-mode`: characters narrow the list.
fn typed(world: &World, chooser: &mut TreeMode, rows: &[Row], (key, page): (Key, usize)) -> Then {
    let at = chooser.selected(rows);
    let last = rows.len().saturating_sub(1);
    let ctrl = key.mods == Mods::CTRL;
    let mut text = chooser.filter.clone().unwrap_or_default();
    match key.code {
        KeyCode::Enter => return choose(world, chooser, rows, at),
        KeyCode::Escape => return Then::Leave,
        KeyCode::Char('c' | 'g') if ctrl => return Then::Leave,
        KeyCode::Char('p') if ctrl => chooser.go_to(rows, if at == 0 { last } else { at - 1 }),
        KeyCode::Char('n') if ctrl => chooser.go_to(rows, if at == last { 0 } else { at + 1 }),
        KeyCode::Up | KeyCode::BackTab => {
            chooser.go_to(rows, if at == 0 { last } else { at - 1 });
        }
        KeyCode::Down | KeyCode::Tab => {
            chooser.go_to(rows, if at == last { 0 } else { at + 1 });
        }
        KeyCode::PageUp => chooser.go_to(rows, at.saturating_sub(page)),
        KeyCode::PageDown => chooser.go_to(rows, at + page),
        KeyCode::Char('u') if ctrl => text.clear(),
        KeyCode::Backspace => {
            text.pop();
        }
        KeyCode::Char('h') if ctrl => {
            text.pop();
        }
        KeyCode::Char(c) if key.mods.difference(Mods::SHIFT).is_empty() => text.push(c),
        _ => {}
    }
    let text = Some(text).filter(|text| !text.is_empty());
    if chooser.filter != text {
        chooser.filter = text;
        // The best match comes first.
        (chooser.at, chooser.row) = (None, 0);
    }
    Then::Stay
}

/// Handles a mouse event at a row of a list.
pub(crate) fn mouse(world: &mut World, client: ClientId, hit: &MouseHit, access: &dyn PaneAccess) {
    let Some(place) = hit.place else { return };
    let clicks = world.clients.get(&client).map_or(0, |c| c.mouse.clicks);
    let y = usize::from(hit.cell.y);
    let size = world
        .panes
        .get(&place.pane)
        .map(|p| p.size)
        .unwrap_or_default();
    in_chooser(
        world,
        Some(client),
        place.pane,
        access,
        |world, chooser, rows, _| {
            let at = chooser.selected(rows);
            let height = list_height(size, rows.len(), chooser.preview);
            let row = y + first_row(chooser.top, at, rows.len(), height);
            match hit.event.kind {
                MouseEventKind::Press(MouseButton::WheelUp) => {
                    chooser.go_to(rows, at.saturating_sub(1));
                }
                MouseEventKind::Press(MouseButton::WheelDown) => chooser.go_to(rows, at + 1),
                MouseEventKind::Press(_) if y < height && row < rows.len() => {
                    chooser.go_to(rows, row);
                    if clicks >= 2 {
                        return choose(world, chooser, rows, row);
                    }
                }
                _ => {}
            }
            Then::Stay
        },
    );
}

/// Runs a command of a list (`send-keys -X`).
pub(crate) fn command(
    world: &mut World,
    client: Option<ClientId>,
    pane: PaneId,
    words: &[String],
    access: &dyn PaneAccess,
) {
    let name = words.first().map_or("", String::as_str);
    let mut texts = words.iter().skip(1).skip_while(|word| *word == "--");
    let text = texts.next().cloned().unwrap_or_default();
    if name == "run-command" {
        run_for_chosen(world, client, pane, &text, access);
        return;
    }
    let as_tmux = world.seen_as_tmux(client);
    in_chooser(world, client, pane, access, |world, chooser, rows, _| {
        match name {
            "cancel" => return Then::Leave,
            "search-forward" => {
                chooser.search = text;
                chooser.search_on(world, rows, true);
            }
            "filter" => {
                let typed = Some(text).filter(|text| !text.is_empty());
                chooser.filter = match as_tmux {
                    true => typed,
                    false => typed.map(|typed| word_filter::format(chooser.kind, typed)),
                };
                if chooser.filter.is_some() && chooser.kind == TreeKind::Options {
                    chooser.open_all(rows);
                }
            }
            _ => {}
        }
        Then::Stay
    });
}

/// Calls `work` with a list and its rows, and carries out the outcome.
fn in_chooser(
    world: &mut World,
    client: Option<ClientId>,
    id: PaneId,
    access: &dyn PaneAccess,
    work: impl FnOnce(&World, &mut TreeMode, &[Row], usize) -> Then,
) {
    let (Some(here), Some(mut chooser)) =
        (world.pane_location(id), lifecycle::of(world, id).cloned())
    else {
        return;
    };
    let size = world.panes.get(&id).map(|p| p.size).unwrap_or_default();
    let rows = rows::rows_of(world, &chooser, here, access);
    let page = list_height(size, rows.len(), chooser.preview);
    let then = work(world, &mut chooser, &rows, page);
    let rows = rows::rows_of(world, &chooser, here, access);
    let (at, height) = (
        chooser.selected(&rows),
        list_height(size, rows.len(), chooser.preview),
    );
    chooser.go_to(&rows, at);
    chooser.top = first_row(chooser.top, at, rows.len(), height);
    let template = chooser.template.clone();
    if let Some(pane) = world.panes.get_mut(&id) {
        pane.mode = Some(Mode::Tree(Box::new(chooser)));
    }
    world.changed = true;
    window_size::redraw_window(world, here.window);
    match then {
        Then::Stay => {}
        Then::Leave => pane_mode::leave(world, id),
        Then::Choose(item) => {
            pane_mode::leave(world, id);
            let text = substitute(&template, &[target_of(world, &item)]);
            run_text(world, client, None, &text);
        }
        Then::Run(text) => run_text(world, client, Some(here), &text),
        Then::Confirm(question, template) => {
            let kind = overlay::PromptKind::Confirm('y', false);
            ask_for(
                world,
                client,
                here,
                Prompt {
                    template,
                    ..Prompt::new(kind, question, "")
                },
            );
        }
        Then::Fill(question, template, initial) => {
            let line = Prompt::new(overlay::PromptKind::Line, question, &initial);
            ask_for(
                world,
                client,
                here,
                Prompt {
                    template,
                    list: "command".into(),
                    ..line
                },
            );
        }
        Then::Ask(question, command, initial) => {
            let template = format!("send-keys -X {command} -- \"%%%\"");
            let line = Prompt::new(overlay::PromptKind::Line, question.to_owned(), &initial);
            ask_for(
                world,
                client,
                here,
                Prompt {
                    template,
                    list: "search".into(),
                    ..line
                },
            );
        }
    }
}

fn ask_for(world: &mut World, client: Option<ClientId>, here: Location, prompt: Prompt) {
    if let Some(client) = client {
        let place = Some(here);
        prompt::open(world, client, Prompt { place, ..prompt });
    }
}

fn run_text(world: &mut World, client: Option<ClientId>, place: Option<Location>, text: &str) {
    let run = Queue {
        client,
        origin: Origin::Key,
        place,
        ..Queue::default()
    };
    messages::run_line(world, run, text);
}

fn run_for_chosen(
    world: &mut World,
    client: Option<ClientId>,
    pane: PaneId,
    text: &str,
    access: &dyn PaneAccess,
) {
    let (Some(here), Some(chooser)) = (
        world.pane_location(pane),
        lifecycle::of(world, pane).cloned(),
    ) else {
        return;
    };
    let rows = rows::rows_of(world, &chooser, here, access);
    for item in chooser.chosen(&rows) {
        let text = substitute(text, &[target_of(world, &item)]);
        run_text(world, client, rows::place_of_item(world, &item), &text);
    }
}

/// The target string of an item for commands.
fn target_of(world: &World, item: &TreeItem) -> String {
    let session = |id| world.sessions.get(id).map_or("", |s| s.name.as_str());
    match item {
        TreeItem::Session(id) => format!("={}:", session(id)),
        TreeItem::Window(id, index) => format!("={}:{index}.", session(id)),
        TreeItem::Pane(id, index, pane) => format!("={}:{index}.{pane}", session(id)),
        TreeItem::Client(id) => world
            .clients
            .get(id)
            .map(|c| c.name.clone())
            .unwrap_or_default(),
        TreeItem::Buffer(name) | TreeItem::Option(_, name) => name.clone(),
        TreeItem::Options(_) | TreeItem::Former(_) => String::new(),
        TreeItem::KeyTable(name) => name.clone(),
        TreeItem::Key(_, key) => key_name(*key),
        TreeItem::Line(number) => number.to_string(),
    }
}

/// The outcome of choosing a row.
fn choose(world: &World, chooser: &mut TreeMode, rows: &[Row], at: usize) -> Then {
    match rows.get(at).map(|row| row.item.clone()) {
        None => Then::Stay,
        Some(item @ (TreeItem::Options(_) | TreeItem::KeyTable(_))) => {
            if !chooser.open.remove(&item) {
                chooser.open.insert(item);
            }
            Then::Stay
        }
        Some(TreeItem::Option(place, name)) => match change_option(world, place, &name) {
            Change::Run(text) => Then::Run(text),
            Change::Ask(question, template, initial) => Then::Fill(question, template, initial),
        },
        Some(TreeItem::Key(table, key)) => match binding_rows::change(world, &table, key) {
            Some((question, template, initial)) => Then::Fill(question, template, initial),
            None => Then::Stay,
        },
        Some(item) => Then::Choose(item),
    }
}

/// Handles a key that acts on items. The questions are tmux's for a client that was started as
/// `tmux`.
fn chooser_deed(
    world: &World,
    chooser: &mut TreeMode,
    rows: &[Row],
    (key, as_tmux): (Key, bool),
) -> Then {
    let search = if as_tmux { "(search) " } else { "Search: " };
    let ctrl = key.mods == Mods::CTRL;
    match key.code {
        KeyCode::Escape => return Then::Leave,
        KeyCode::Char('c' | 'g') if ctrl => return Then::Leave,
        KeyCode::Char('s') if ctrl => {
            return Then::Ask(search, "search-forward", String::new());
        }
        KeyCode::Char('h') if ctrl => chooser.help = true,
        KeyCode::F(1) => chooser.help = true,
        _ if !key.mods.difference(Mods::SHIFT).is_empty() => {}
        KeyCode::Enter => {
            return choose(world, chooser, rows, chooser.selected(rows));
        }
        KeyCode::Char('q') => return Then::Leave,
        KeyCode::Char('?') => chooser.help = true,
        KeyCode::Char('/') => return Then::Ask(search, "search-forward", String::new()),
        KeyCode::Char('f') => {
            let now = chooser.filter.clone().unwrap_or_default();
            let (question, now) = match as_tmux {
                true => ("(filter) ", now),
                false => (
                    "Filter (words, or a format): ",
                    word_filter::typed(chooser.kind, &now),
                ),
            };
            return Then::Ask(question, "filter", now);
        }
        KeyCode::Char(':') => return Then::Ask(":", "run-command", String::new()),
        KeyCode::Char('s' | 'S' | 'w') if chooser.kind == TreeKind::Options => {
            return choose(world, chooser, rows, chooser.selected(rows));
        }
        KeyCode::Char('M') if chooser.kind == TreeKind::Tree => {
            return Then::Run("select-pane -M".into());
        }
        KeyCode::Up | KeyCode::Down => {}
        KeyCode::Char(c) => return kill_or_so(world, chooser, rows, (c, as_tmux)),
        _ => {}
    }
    Then::Stay
}

/// Handles a letter that acts on the selected item, or in upper case on the tagged items.
fn kill_or_so(
    world: &World,
    chooser: &TreeMode,
    rows: &[Row],
    (letter, as_tmux): (char, bool),
) -> Then {
    let all = letter.is_uppercase();
    let items = if all {
        chooser.chosen(rows)
    } else {
        chooser.at_now(rows)
    };
    let target = |item: &TreeItem| quote(&target_of(world, item));
    let small = letter.to_ascii_lowercase();
    let editing = chooser.kind == TreeKind::Options;
    let command = |item: &TreeItem| match (item, small) {
        (TreeItem::Session(_), 'x') => format!("kill-session -t {}", target(item)),
        (TreeItem::Window(..), 'x') => format!("kill-window -t {}", target(item)),
        (TreeItem::Pane(..), 'x') => format!("kill-pane -t {}", target(item)),
        (TreeItem::Session(_) | TreeItem::Window(..) | TreeItem::Pane(..), 'm') => {
            format!("select-pane -m -t {}", target(item))
        }
        (TreeItem::Client(_), 'd') => format!("detach-client -t {}", target(item)),
        (TreeItem::Client(_), 'x') => format!("detach-client -P -t {}", target(item)),
        (TreeItem::Client(_), 'z') => format!("suspend-client -t {}", target(item)),
        (TreeItem::Buffer(_), 'd') => format!("delete-buffer -b {}", target(item)),
        (TreeItem::Option(place, name), 'u' | 'd') => as_usual(*place, name),
        (TreeItem::Key(table, key), 'u') if editing => binding_rows::remove(table, *key),
        (TreeItem::Key(table, key), 'd') if editing => binding_rows::reset(table, *key),
        (TreeItem::Buffer(_), 'p') => substitute(&chooser.template, &[target_of(world, item)]),
        _ => String::new(),
    };
    let commands: Vec<String> = items
        .iter()
        .map(command)
        .filter(|text| !text.is_empty())
        .collect();
    if commands.is_empty() {
        return Then::Stay;
    }
    let text = commands.join(" ; ");
    match items.as_slice() {
        [TreeItem::Buffer(name)] if small == 'p' && !all => {
            Then::Choose(TreeItem::Buffer(name.clone()))
        }
        _ if small != 'x' || chooser.sure || chooser.kind != TreeKind::Tree => Then::Run(text),
        [one] if as_tmux => Then::Confirm(format!("Kill {}? (y/n) ", called(world, one)), text),
        [one] => Then::Confirm(format!("Close {}? (y/n) ", described(world, one)), text),
        many => {
            let verb = if as_tmux { "Kill" } else { "Close" };
            Then::Confirm(format!("{verb} {} tagged? (y/n) ", many.len()), text)
        }
    }
}

/// An item for the question before it is closed, with what it contains.
fn described(world: &World, item: &TreeItem) -> String {
    let plural = |n: usize, what: &str| match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    };
    let text = match item {
        TreeItem::Session(id) => {
            let windows = world.sessions.get(id).map_or(0, |s| s.windows.len());
            format!("{} with {}", called(world, item), plural(windows, "window"))
        }
        TreeItem::Window(..) => {
            let window = rows::place_of_item(world, item);
            let window = window.and_then(|place| world.windows.get(&place.window));
            let name = window.map(|w| w.name.as_str()).unwrap_or_default();
            let panes = window.map_or(0, |w| w.panes().len());
            format!(
                "{} ({name}) with {}",
                called(world, item),
                plural(panes, "pane")
            )
        }
        TreeItem::Pane(_, _, pane) => {
            let place = rows::place_of_item(world, item);
            let window = place.and_then(|place| world.windows.get(&place.window));
            let base = place.map_or(0, |place| {
                let of = OptionScope::Window(Some(place.window));
                world.get(options::PANE_BASE_INDEX, of)
            });
            let index = window.and_then(|w| w.position(*pane)).unwrap_or(0) + usize::from(base);
            let program = world.panes.get(pane).map(|p| p.program.as_str());
            match program.filter(|name| !name.is_empty()) {
                Some(program) => format!("pane {index}, in which {program} runs"),
                None => format!("pane {index}"),
            }
        }
        TreeItem::Client(_)
        | TreeItem::Buffer(_)
        | TreeItem::Options(_)
        | TreeItem::Option(..)
        | TreeItem::Former(_)
        | TreeItem::KeyTable(_)
        | TreeItem::Key(..)
        | TreeItem::Line(_) => called(world, item),
    };
    text.replace('#', "##")
}

fn called(world: &World, item: &TreeItem) -> String {
    match item {
        TreeItem::Session(id) => {
            format!(
                "session {}",
                world.sessions.get(id).map_or("", |s| s.name.as_str())
            )
        }
        TreeItem::Window(_, index) => format!("window {index}"),
        TreeItem::Pane(_, _, pane) => format!("pane {pane}"),
        _ => String::new(),
    }
}

/// The items that are expanded when a list opens (all, or down to sessions or windows), and the
/// selected item.
pub(crate) fn first_open(
    world: &World,
    here: Location,
    depth: u8,
) -> (SortedSet<TreeItem>, TreeItem) {
    let mut open = SortedSet::new();
    for session in world.sessions.values().filter(|_| depth > 0) {
        open.insert(TreeItem::Session(session.id));
        let windows = session.windows.keys().filter(|_| depth > 1);
        open.extend(windows.map(|index| TreeItem::Window(session.id, *index)));
    }
    let many = world
        .windows
        .get(&here.window)
        .is_some_and(|w| w.panes().len() > 1);
    let at = match depth {
        0 => TreeItem::Session(here.session),
        2 if many => TreeItem::Pane(here.session, here.index, here.pane),
        _ => TreeItem::Window(here.session, here.index),
    };
    (open, at)
}
