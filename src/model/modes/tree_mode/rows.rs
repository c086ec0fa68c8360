//! The rows of a list: its items in order, with their text.

use crate::base::sorted::{sort_by, sort_by_key};
use crate::base::{Key, KeyCode, Mods, SessionId, counted};
use crate::lang::format::is_true;
use crate::lang::keys::{key_name, parse_key};
use crate::lang::tables::format_variables::BufferVariable;
use crate::lang::tables::options;
use crate::model::format::context::{Extra, FormatContext};
use crate::model::modes::tree_mode::{binding_rows, hit_rows, switch_rows};
use crate::model::ops::settings::option_change::{PLACES, listed_value, of_place};
use crate::model::state::client::Client;
use crate::model::state::location::Location;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::session::Session;
use crate::model::state::store_request::SearchHit;
use crate::model::state::tree_mode::{TreeItem, TreeKind, TreeMode};
use crate::model::state::world::World;
use std::cmp::Reverse;

/// The default format of a row for a session, window or pane.
const TREE: [&str; 3] = [
    "#{session_windows} windows#{?session_grouped, (group #{session_group}: #{session_group_list}),}#{?session_attached, (attached),}",
    "#{window_name}#{window_flags}#{?#{&&:#{==:#{window_panes},1},#{!=:#{pane_title},#{host_short}}},#{?pane_title,: \"#{pane_title}\",},}",
    "#{pane_current_command}#{?pane_active,*,}#{?pane_marked,M,}#{?#{!=:#{pane_title},#{host_short}},#{?pane_title,: \"#{pane_title}\",},}",
];

/// The default format of a row for a client.
const CLIENT: &str =
    "#{t/p:client_activity}: session #{session_name}#{?client_readonly, (read-only),}";

/// The default format of a row for a paste buffer.
const BUFFER: &str = "#{t/p:buffer_created}: #{buffer_sample}";

/// Format variables for the kind of a row.
const LEVELS: [&str; 3] = ["session_format", "window_format", "pane_format"];

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The item of the row.
    pub item: TreeItem,
    /// The tree lines in front of the text.
    pub stem: String,
    /// Whether the item is expanded; `None` if it has no parts.
    pub open: Option<bool>,
    /// The name of the item.
    pub name: String,
    /// The text after the name.
    pub text: String,
    /// The shortcut key that chooses it.
    pub key: Option<Key>,
}

impl Row {
    /// A row for a list that has none.
    pub(super) const fn nothing() -> Self {
        Self {
            item: TreeItem::Former(0),
            stem: String::new(),
            open: None,
            name: String::new(),
            text: String::new(),
            key: None,
        }
    }

    /// The shortcut key as it is printed in front of the row.
    pub(super) fn label(&self) -> String {
        self.key
            .map(|key| format!("({})", key_name(key)))
            .unwrap_or_default()
    }
}

/// The inputs for making rows.
struct Rows<'a> {
    world: &'a World,
    chooser: &'a TreeMode,
    filter: Option<&'a str>,
    here: Location,
    access: &'a dyn PaneAccess,
    rows: Vec<Row>,
}

/// The rows of a list in the pane `here`; all rows if the filter matches none.
pub(crate) fn rows_of(
    world: &World,
    chooser: &TreeMode,
    here: Location,
    access: &dyn PaneAccess,
) -> Vec<Row> {
    rows_and_note(world, chooser, here, access).0
}

/// The rows, and the note on the filter for the title.
pub(super) fn rows_and_note(
    world: &World,
    chooser: &TreeMode,
    here: Location,
    access: &dyn PaneAccess,
) -> (Vec<Row>, &'static str) {
    let all = || filtered_rows(world, chooser, None, here, access);
    let Some(filter) = chooser.filter.as_deref() else {
        return (all(), "");
    };
    if chooser.kind == TreeKind::Switch {
        return (
            filtered_rows(world, chooser, Some(filter), here, access),
            "",
        );
    }
    match filtered_rows(world, chooser, Some(filter), here, access) {
        none if none.is_empty() => (all(), " (filter: no matches)"),
        some => (some, " (filter: active)"),
    }
}

/// The rows for which the filter is true.
fn filtered_rows(
    world: &World,
    chooser: &TreeMode,
    filter: Option<&str>,
    here: Location,
    access: &dyn PaneAccess,
) -> Vec<Row> {
    let mut rows = Rows {
        world,
        chooser,
        filter,
        here,
        access,
        rows: Vec::new(),
    };
    match chooser.kind {
        TreeKind::Tree => rows.tree(),
        TreeKind::Clients => rows.clients(),
        TreeKind::Buffers => rows.buffers(),
        TreeKind::Options => {
            rows.options();
            rows.key_tables();
        }
        TreeKind::Switch => rows.switch(),
        TreeKind::Lines => rows.lines(),
        TreeKind::Former => {}
    }
    rows.rows
}

/// The location of a row's item; `None` for a buffer.
pub(super) fn place_of_item(world: &World, item: &TreeItem) -> Option<Location> {
    match item {
        TreeItem::Session(session) => world.session_location(*session),
        TreeItem::Window(session, index) => world.location_at(*session, *index),
        TreeItem::Pane(session, index, pane) => Some(Location {
            pane: *pane,
            ..world.location_at(*session, *index)?
        }),
        TreeItem::Client(client) => world.session_location(world.clients.get(client)?.session?),
        TreeItem::Buffer(_)
        | TreeItem::Options(_)
        | TreeItem::Option(..)
        | TreeItem::Former(_)
        | TreeItem::KeyTable(_)
        | TreeItem::Key(..)
        | TreeItem::Line(_) => None,
    }
}

impl Rows<'_> {
    fn context<'b>(&'b self, place: Option<Location>, extra: &'b Extra<'b>) -> FormatContext<'b> {
        let context = FormatContext::new(self.world, self.access).about(place);
        context.with(extra)
    }

    fn push(&mut self, item: TreeItem, open: Option<bool>, stem: &str, name: &str, text: String) {
        let line = self.rows.len();
        self.rows.push(Row {
            item,
            stem: stem.to_owned(),
            open,
            name: name.to_owned(),
            text,
            key: self.key(line),
        });
    }

    /// The lines that a search found.
    fn lines(&mut self) {
        let Some(found) = self.world.found_lines.get(&self.here.pane) else {
            return;
        };
        let mut numbered: Vec<(u32, &SearchHit)> = (0..).zip(&found.hits).collect();
        if self.chooser.reversed {
            numbered.reverse();
        }
        for (number, hit) in numbered {
            let text = hit_rows::text(self.world, hit);
            let name = hit_rows::name(hit);
            self.push(TreeItem::Line(number), None, "", &name, text);
        }
    }

    /// The shortcut key of the row with this index.
    fn key(&self, line: usize) -> Option<Key> {
        if self.chooser.kind == TreeKind::Switch {
            return None;
        }
        let number = u32::try_from(line).ok()?;
        if let Some(format) = &self.chooser.key_format {
            let extra = [("line", line.to_string())];
            let name = self.context(Some(self.here), &extra).expand(format);
            return parse_key(&name).filter(|key| key.code != KeyCode::None);
        }
        let char_of = |first: char, n: u32| char::from_u32(u32::from(first) + n).map(KeyCode::Char);
        match number {
            0..=9 => Some(Key::new(char_of('0', number)?, Mods::empty())),
            10..=35 => Some(Key::new(char_of('a', number - 10)?, Mods::META)),
            _ => None,
        }
    }

    fn sessions(&self) -> Vec<&Session> {
        let mut all: Vec<&Session> = self.world.sessions.values().collect();
        match self.chooser.order.as_str() {
            "name" => sort_by(&mut all, |a, b| a.name.cmp(&b.name)),
            "activity" => sort_by_key(&mut all, |s| Reverse(s.activity)),
            _ => {}
        }
        if self.chooser.reversed {
            all.reverse();
        }
        all.retain(|session| self.chooser.all_of_groups || self.stands_for_group(session.id));
        all
    }

    /// Whether a session is listed where each group has one row: the session in which the list was
    /// opened in its own group, the first member in others. A session without a group stands for
    /// itself.
    fn stands_for_group(&self, session: SessionId) -> bool {
        let Some((_, members)) = self.world.group_of(session) else {
            return true;
        };
        let opened_in = match self.chooser.start {
            Some(TreeItem::Session(id) | TreeItem::Window(id, _) | TreeItem::Pane(id, ..)) => id,
            _ => self.here.session,
        };
        let shown = Some(&opened_in).filter(|id| members.contains(id));
        shown.or_else(|| members.first()) == Some(&session)
    }

    /// The windows of a session, each with its panes that pass the filter.
    fn windows(&self, session: &Session) -> Vec<(Location, Vec<Location>)> {
        let world = self.world;
        let places = session
            .windows
            .keys()
            .filter_map(|index| world.location_at(session.id, *index));
        let mut places: Vec<Location> = places.collect();
        let name = |p: &Location| world.windows.get(&p.window).map(|w| w.name.clone());
        let activity = |p: &Location| world.windows.get(&p.window).map(|w| w.activity);
        match self.chooser.order.as_str() {
            "name" => sort_by_key(&mut places, name),
            "activity" => sort_by_key(&mut places, |p| Reverse(activity(p))),
            _ => {}
        }
        if self.chooser.reversed {
            places.reverse();
        }
        let with_panes = places.into_iter().map(|place| {
            let window = world.windows.get(&place.window);
            let panes = window
                .map(crate::model::state::window::Window::panes)
                .unwrap_or_default();
            let panes = panes.into_iter().map(|pane| Location { pane, ..place });
            let shown = panes.filter(|p| self.passes(Some(*p), &level(2)));
            (place, shown.collect::<Vec<_>>())
        });
        with_panes.filter(|(_, panes)| !panes.is_empty()).collect()
    }

    fn passes(&self, place: Option<Location>, extra: &Extra) -> bool {
        self.filter
            .is_none_or(|filter| is_true(&self.context(place, extra).expand(filter)))
    }

    fn tree_text(&self, place: Location, at: usize) -> String {
        let extra = level(at);
        let format = self.chooser.format.as_deref().unwrap_or(TREE[at]);
        self.context(Some(place), &extra).expand(format)
    }

    fn tree(&mut self) {
        let sessions: Vec<SessionId> = self.sessions().iter().map(|s| s.id).collect();
        for id in sessions {
            let Some(session) = self.world.sessions.get(&id) else {
                continue;
            };
            let windows = self.windows(session);
            let Some(place) = self
                .world
                .session_location(id)
                .filter(|_| !windows.is_empty())
            else {
                continue;
            };
            let item = TreeItem::Session(id);
            let open = self.chooser.open.contains(&item);
            let text = self.tree_text(place, 0);
            self.push(item, Some(open), "", &session.name, text);
            let last = windows.len() - 1;
            for (at, (place, panes)) in windows.iter().enumerate().filter(|_| open) {
                self.window(*place, panes, at == last);
            }
        }
    }

    fn window(&mut self, place: Location, panes: &[Location], is_last: bool) {
        let item = TreeItem::Window(place.session, place.index);
        let many = self
            .world
            .windows
            .get(&place.window)
            .is_some_and(|w| w.panes().len() > 1);
        let open = many.then(|| self.chooser.open.contains(&item));
        let (stem, below) = if is_last {
            ("└─> ", "    ")
        } else {
            ("├─> ", "│   ")
        };
        let text = self.tree_text(place, 1);
        self.push(item, open, stem, &place.index.to_string(), text);
        let base = crate::model::state::options::OptionScope::Window(Some(place.window));
        let base = self.world.get(options::PANE_BASE_INDEX, base);
        for (at, pane) in panes.iter().enumerate().filter(|_| open == Some(true)) {
            let stem = if at + 1 == panes.len() {
                "└─> "
            } else {
                "├─> "
            };
            let window = self.world.windows.get(&place.window);
            let position = window.and_then(|w| w.position(pane.pane)).unwrap_or(0);
            let name = (position + usize::from(base)).to_string();
            let text = self.tree_text(*pane, 2);
            let item = TreeItem::Pane(place.session, place.index, pane.pane);
            self.push(item, None, &format!("{below}{stem}"), &name, text);
        }
    }

    fn clients(&mut self) {
        let attached = self.world.clients.values().filter(|c| c.attached());
        let mut all: Vec<&Client> = attached.collect();
        match self.chooser.order.as_str() {
            "size" => sort_by_key(&mut all, |c| c.size.area()),
            "creation" => sort_by_key(&mut all, |c| c.created),
            "activity" => sort_by_key(&mut all, |c| Reverse(c.activity)),
            _ => sort_by(&mut all, |a, b| a.name.cmp(&b.name)),
        }
        if self.chooser.reversed {
            all.reverse();
        }
        for client in all {
            let place = client.session.and_then(|s| self.world.session_location(s));
            let context = self.context(place, &[]).seen_by(Some(client.id));
            if self.filter.is_some_and(|filter| !context.is_true(filter)) {
                continue;
            }
            let text = context.expand(self.chooser.format.as_deref().unwrap_or(CLIENT));
            self.push(TreeItem::Client(client.id), None, "", &client.name, text);
        }
    }

    fn buffers(&mut self) {
        let mut all: Vec<_> = self.world.buffers.latest_first().collect();
        match self.chooser.order.as_str() {
            "name" => sort_by(&mut all, |a, b| a.name.cmp(&b.name)),
            "size" => sort_by_key(&mut all, |b| Reverse(b.data.len())),
            _ => {}
        }
        if self.chooser.reversed {
            all.reverse();
        }
        for buffer in all {
            let known = BufferVariable::all().map(|(name, v)| (name, buffer.variable(v)));
            let extra: Vec<(&str, String)> = known.collect();
            if !self.passes(Some(self.here), &extra) {
                continue;
            }
            let format = self.chooser.format.as_deref().unwrap_or(BUFFER);
            let plain = extra
                .iter()
                .map(|(name, value)| (*name, value.replace('#', "##")));
            let plain: Vec<(&str, String)> = plain.collect();
            let text = self.context(Some(self.here), &plain).expand(format);
            self.push(
                TreeItem::Buffer(buffer.name.clone()),
                None,
                "",
                &buffer.name,
                text,
            );
        }
    }
}

impl Rows<'_> {
    fn options(&mut self) {
        for (place, (title, _)) in (0..).zip(PLACES) {
            let item = TreeItem::Options(place);
            let open = self.chooser.open.contains(&item);
            let count = counted(of_place(place).len(), "option");
            self.push(item, Some(open), "", title, count);
            let all = of_place(place).into_iter().filter(|_| open).map(|def| {
                let value = listed_value(self.world, place, def.name).replace('#', "##");
                let extra = [
                    ("is_option", "1".to_owned()),
                    ("option_name", def.name.to_owned()),
                    ("option_value", value.clone()),
                    ("option_unit", def.unit.to_owned()),
                ];
                let passes = self.passes(Some(self.here), &extra);
                let context = self.context(Some(self.here), &extra);
                let format = self.chooser.format.as_deref();
                (
                    def.name,
                    passes,
                    format.map_or(value, |format| context.expand(format)),
                )
            });
            for (name, _, text) in all.filter(|(_, passes, _)| *passes).collect::<Vec<_>>() {
                self.push(
                    TreeItem::Option(place, name.to_owned()),
                    None,
                    "    ",
                    name,
                    text,
                );
            }
        }
    }
}

impl Rows<'_> {
    /// The windows or sessions that fit the typed text, the best first.
    fn switch(&mut self) {
        let format = self.chooser.format.as_deref();
        for target in switch_rows::targets(self.world, self.chooser, self.here, self.filter) {
            let text = match format {
                Some(format) => self.context(Some(target.place), &[]).expand(format),
                None => target.text,
            };
            self.push(target.item, None, "", &target.name, text);
        }
    }
}

impl Rows<'_> {
    fn key_tables(&mut self) {
        let world = self.world;
        for (name, bindings) in &world.keys.0 {
            let item = TreeItem::KeyTable(name.clone());
            let open = self.chooser.open.contains(&item);
            let (title, count) = (format!("Key Table - {name}"), bindings.len());
            self.push(item, Some(open), "", &title, counted(count, "key"));
            for (key, binding) in bindings.iter().filter(|_| open) {
                let label = key_name(*key);
                let text = binding_rows::commands(world, binding).replace('#', "##");
                let extra = [
                    ("is_key", "1".to_owned()),
                    ("key", label.clone()),
                    ("key_table", name.clone()),
                    ("key_string", label.clone()),
                    ("key_command", text.clone()),
                    ("key_note", binding.note.clone()),
                    ("key_repeat", u8::from(binding.repeat).to_string()),
                ];
                if self.passes(Some(self.here), &extra) {
                    let item = TreeItem::Key(name.clone(), *key);
                    self.push(item, None, "    ", &label, text);
                }
            }
        }
    }
}

/// The format variables of a row at a depth of the tree: 0 session, 1 window, 2 pane.
fn level(at: usize) -> [(&'static str, String); 3] {
    [0, 1, 2].map(|n| (LEVELS[n], usize::from(n == at).to_string()))
}
