//! The list of the commands that ran in all sessions.

use crate::base::{Attrs, Key, KeyCode, Line, Mods, Now, Size, Style};
use crate::lang::time::{relative, time_span};
use crate::model::overlays::list::outcome::{OwnKey, Then};
use crate::model::state::overlay::list::{List, ListKind, ListRow, RowAction, Section};
use crate::model::state::store_request::SavedCommand;
use crate::model::state::world::World;

pub(super) const KEYS: &[OwnKey] = &[
    OwnKey::new("Enter", "type it"),
    OwnKey::new("C-o", "go to its output"),
];

const SECTIONS: &[Section] = &[Section {
    title: "",
    prefix: None,
}];

/// The list of commands, the newest first. The id of a row is its index in `found`.
pub(crate) fn list(found: &[SavedCommand], now: Now) -> List {
    let mut list = List::new(ListKind::History, "Commands", SECTIONS);
    list.put_rows(0, rows(found, now));
    list.choose(0);
    list
}

/// The rows of the list.
pub(crate) fn rows(found: &[SavedCommand], now: Now) -> Vec<ListRow> {
    let found = found.iter().enumerate();
    found.map(|(n, saved)| row(n, saved, now)).collect()
}

fn row(n: usize, saved: &SavedCommand, now: Now) -> ListRow {
    let command = &saved.command;
    let result = match command.status {
        Some(0) => "✓".to_owned(),
        Some(status) => format!("✗ {status}"),
        None => String::new(),
    };
    let took = command.ended.map(|end| time_span(end - command.started));
    let age = relative(command.started.div_euclid(1000), now);
    let text = command.text.replace('\n', "⏎");
    ListRow {
        id: n.to_string(),
        columns: vec![result, age, took.unwrap_or_default(), text],
        words: format!("{} {} {}", command.directory, saved.session, saved.window),
        action: RowAction::Run(format!("choose-history -p {n}")),
        ..ListRow::default()
    }
}

/// `C-o`, and `o` while nothing is typed, go to the output.
pub(super) fn key(list: &List, key: Key) -> Option<Then> {
    let plain = key.mods.is_empty() && list.input_len() == 0;
    let wanted = key.code == KeyCode::Char('o') && (plain || key.mods == Mods::CTRL);
    let row = list.chosen().filter(|_| wanted)?;
    Some(Then::Run(format!("choose-history -o {}", row.id)))
}

/// The place of a command, and the first lines of its output.
pub(super) fn preview(world: &World, row: &ListRow, size: Size) -> Vec<Line> {
    let number = row.id.parse().ok();
    let saved = number.and_then(|n: usize| world.listed_commands.get(n));
    let Some(saved) = saved else {
        return vec![];
    };
    let closed = if saved.closed { ", closed" } else { "" };
    let command = &saved.command;
    let head = format!(
        " {} · {}:{} {}{closed}",
        command.directory, saved.session, saved.window, command.pane
    );
    let bold = Style {
        attrs: Attrs::BOLD,
        ..Style::DEFAULT
    };
    let mut title = Line::default();
    title.push_str(&head, bold);
    let cols = usize::from(size.cols);
    let output = saved.output.iter().map(|line| line.slice(0, cols));
    [title].into_iter().chain(output).collect()
}
