//! A filtered list: rows that a typed text narrows, and the chosen one.

use crate::base::Line;
use crate::base::sorted::{SortedMap, SortedSet};
use crate::lang::fuzzy::{Query, RowScore};
use crate::model::state::location::Location;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// The kind of a list: its keys, its preview and the meaning of its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListKind {
    /// The key bindings of all key tables.
    #[default]
    Keys,
    /// Bindings, commands and options in words.
    Palette,
    /// Sessions, saved sessions, workspaces, worktrees and directories.
    Switcher,
    /// The commands that ran in panes.
    History,
}

/// The effect of Enter on a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RowAction {
    /// Nothing.
    #[default]
    None,
    /// The list closes and a command line runs.
    Run(String),
    /// The list closes and the command prompt opens with this input.
    Edit(String),
}

/// A row of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRow {
    /// Identifies the row in its list.
    pub id: String,
    /// The index of its section.
    pub section: usize,
    /// The texts side by side. The last one has the rest of the width.
    pub columns: Vec<String>,
    /// Further text in which the filter finds whole words.
    pub words: String,
    /// It is drawn dim.
    pub dim: bool,
    /// The effect of Enter.
    pub action: RowAction,
}

/// The beginning of the ids of rows that are listed again as recent ones.
pub const AGAIN: &str = "recent\t";

/// The beginning of the ids of rows of themes.
pub const THEME_ROW: &str = "theme\t";

impl ListRow {
    /// The theme that a row names.
    pub fn theme(&self) -> Option<&str> {
        let id = self.id.strip_prefix(AGAIN).unwrap_or(&self.id);
        id.strip_prefix(THEME_ROW)
    }

    /// The columns as one text, each followed by a blank.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for part in &self.columns {
            text.push_str(part);
            text.push(' ');
        }
        text
    }
}

/// A section of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The title above its rows while nothing is typed; empty for none.
    pub title: &'static str,
    /// Its rows are shown only while the typed text begins with this character.
    pub prefix: Option<char>,
}

/// A line of a list as it is displayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListLine {
    /// The title of a section.
    Title(usize),
    /// The row at this index of the shown rows.
    Row(usize),
}

/// What the switcher knows of directories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directories {
    /// Directories that other programs know.
    pub more: Vec<String>,
    /// The real path of each directory that was looked up; `None` if it is gone.
    pub places: SortedMap<String, Option<String>>,
    /// Real paths that another section lists.
    pub elsewhere: SortedSet<String>,
}

impl Directories {
    /// The real path of a directory, or the path itself until that is known; `None` if it is gone.
    pub fn real<'a>(&'a self, path: &'a str) -> Option<&'a str> {
        match self.places.get(path) {
            None => Some(path),
            Some(real) => real.as_deref(),
        }
    }
}

/// The part of the best score that a row needs to be shown: numerator and denominator.
const FAR: (u32, u32) = (2, 5);

/// An open list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The kind.
    pub kind: ListKind,
    /// The title in the upper border.
    pub title: String,
    /// The sections, in order.
    pub sections: &'static [Section],
    /// All rows, section by section.
    rows: Vec<ListRow>,
    /// The text of each row, as the filter reads it.
    texts: Vec<String>,
    /// The indexes of all rows that match the pattern, also of those that match much worse than the
    /// best one.
    matching: Vec<usize>,
    /// The filter that `shown` is for: the section and the pattern.
    narrowed: Option<(Option<usize>, String)>,
    /// The indexes of the rows that fit the filter, in the order of the display.
    shown: Vec<usize>,
    /// The typed text.
    input: Vec<char>,
    /// The cursor's index in `input`.
    cursor: usize,
    /// The index of the chosen row in `shown`.
    at: usize,
    /// The first visible line.
    top: usize,
    /// The ids of the marked rows.
    marked: SortedSet<String>,
    /// Rows can be marked.
    pub marks: bool,
    /// Only rows of this section are shown.
    pub only: Option<usize>,
    /// The rows of this section come after all others that match the typed text.
    pub late: Option<usize>,
    /// A text in place of the footer, until the next key.
    pub note: Option<String>,
    /// Pictures for the previews of rows, by their ids.
    pub pictures: SortedMap<String, Vec<Line>>,
    /// The command line that runs when the list is closed without a choice.
    pub on_close: Option<String>,
    /// The command line that runs after that of the chosen row.
    pub after_choice: Option<String>,
    /// The id and the time of the last click, in milliseconds of the monotonic clock.
    pub clicked: Option<(String, u64)>,
    /// What the switcher knows of directories.
    pub directories: Directories,
    /// The default target of its commands.
    pub place: Option<Location>,
    /// The id of the row that is chosen when it arrives, until the next key.
    pub wanted: Option<String>,
}

/// A list without its rows, which the command that opens it finds again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLeft {
    /// The kind.
    pub kind: ListKind,
    /// The typed text.
    pub typed: String,
    /// The cursor's index in the typed text, in characters.
    pub cursor: usize,
    /// The id of the chosen row.
    pub chosen: Option<String>,
    /// The ids of the marked rows.
    pub marked: SortedSet<String>,
    /// Only rows of this section are shown.
    pub only: Option<usize>,
    /// The command line that runs when the list is closed without a choice.
    pub on_close: Option<String>,
    /// The command line that runs after that of the chosen row.
    pub after_choice: Option<String>,
    /// The default target of its commands.
    pub place: Option<Location>,
}

impl ListLeft {
    /// The command that opens the list again.
    pub const fn command(&self) -> &'static str {
        match self.kind {
            ListKind::Keys => "choose-key",
            ListKind::Palette => "command-palette",
            ListKind::Switcher => "pick",
            ListKind::History => "choose-history",
        }
    }
}

impl List {
    /// A list with rows, of which the first one is chosen.
    pub fn new(kind: ListKind, title: &str, sections: &'static [Section]) -> Self {
        Self {
            kind,
            title: title.to_owned(),
            sections,
            ..Self::default()
        }
    }

    /// Replaces the rows of a section. The chosen row stays chosen and stays in its place of the
    /// display; a chosen row that is gone gives its place to its neighbour.
    pub fn put_rows(&mut self, section: usize, rows: Vec<ListRow>) {
        let chosen = self.chosen().map(|row| row.id.clone());
        let line = self.line_of_chosen().saturating_sub(self.top);
        self.rows.retain(|row| row.section != section);
        let at = self.rows.partition_point(|row| row.section < section);
        let rows = rows.into_iter().map(|row| ListRow { section, ..row });
        self.rows.splice(at..at, rows);
        self.texts = self.rows.iter().map(ListRow::text).collect();
        self.narrowed = None;
        let first = self.at == 0 && self.top == 0 && chosen.is_none();
        self.narrow();
        if self.choose_wanted() || first {
            return;
        }
        let found = chosen.and_then(|id| self.find(&id));
        self.at = found.unwrap_or(self.at).min(self.last());
        self.top = self.line_of_chosen().saturating_sub(line);
    }

    /// Chooses the row that an earlier list had chosen, if it has arrived.
    fn choose_wanted(&mut self) -> bool {
        let found = self.wanted.as_ref().and_then(|id| self.find(id));
        if let Some(at) = found {
            self.at = at;
            self.wanted = None;
        }
        found.is_some()
    }

    /// The list without its rows, for the next server.
    pub fn left(&self) -> ListLeft {
        let chosen = self.chosen().map(|row| row.id.clone());
        ListLeft {
            kind: self.kind,
            typed: self.typed(),
            cursor: self.cursor,
            chosen: self.wanted.clone().or(chosen),
            marked: self.marked.clone(),
            only: self.only,
            on_close: self.on_close.clone(),
            after_choice: self.after_choice.clone(),
            place: self.place,
        }
    }

    /// Continues a list of the previous server: its filter, its marks and its chosen row, which may
    /// arrive later.
    pub fn resume(&mut self, left: ListLeft) {
        self.only = left.only;
        self.marked = left.marked;
        self.on_close = left.on_close;
        self.after_choice = left.after_choice;
        self.set_typed(&left.typed);
        self.move_cursor(left.cursor);
        self.wanted = left.chosen;
        self.choose_wanted();
    }

    /// The index among the shown rows of the row with this id.
    fn find(&self, id: &str) -> Option<usize> {
        self.shown().position(|row| row.id == id)
    }

    /// All rows.
    pub fn rows(&self) -> &[ListRow] {
        &self.rows
    }

    /// The rows that fit the filter, in the order of the display.
    pub fn shown(&self) -> impl ExactSizeIterator<Item = &ListRow> {
        self.shown.iter().map(|at| &self.rows[*at])
    }

    /// The shown row at an index.
    pub fn shown_row(&self, at: usize) -> Option<&ListRow> {
        self.rows.get(*self.shown.get(at)?)
    }

    /// The chosen row.
    pub fn chosen(&self) -> Option<&ListRow> {
        self.shown_row(self.at)
    }

    /// The index of the chosen row among the shown rows.
    pub const fn chosen_index(&self) -> usize {
        self.at
    }

    /// The marked rows, else the chosen one.
    pub fn selection(&self) -> Vec<&ListRow> {
        let rows = self.rows.iter();
        let marked: Vec<&ListRow> = rows.filter(|row| self.is_marked(row)).collect();
        if marked.is_empty() {
            self.chosen().into_iter().collect()
        } else {
            marked
        }
    }

    /// Whether a row is marked.
    pub fn is_marked(&self, row: &ListRow) -> bool {
        self.marked.contains(&row.id)
    }

    /// Marks the chosen row or removes its mark, and chooses the next one.
    pub fn toggle_mark(&mut self) {
        let id = self.chosen().map(|row| row.id.clone());
        if let Some(id) = id.filter(|_| self.marks)
            && !self.marked.remove(&id)
        {
            self.marked.insert(id);
        }
        self.choose((self.at + 1).min(self.last()));
    }

    /// The typed text.
    pub fn typed(&self) -> String {
        self.input.iter().collect()
    }

    /// The typed text before the cursor.
    pub fn before_cursor(&self) -> String {
        self.input.iter().take(self.cursor).collect()
    }

    /// The typed text without the prefix of a section.
    fn pattern(&self) -> (Option<usize>, String) {
        let first = self.input.first().copied();
        let prefixed = self.sections.iter();
        let prefixed = { prefixed }.position(|s| s.prefix.is_some() && s.prefix == first);
        let skip = usize::from(prefixed.is_some());
        (prefixed, self.input.iter().skip(skip).collect())
    }

    /// The query for the typed text.
    pub fn query(&self) -> Query {
        Query::new(&self.pattern().1)
    }

    /// Replaces the typed text.
    pub fn set_typed(&mut self, text: &str) {
        self.input = text.chars().filter(|c| !c.is_control()).collect();
        self.cursor = self.input.len();
        self.typed_changed();
    }

    /// Inserts text at the cursor, without its control characters.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_control()) {
            self.input.insert(self.cursor, c);
            self.cursor += 1;
        }
        self.typed_changed();
    }

    /// Moves the cursor in the typed text.
    pub fn move_cursor(&mut self, to: usize) {
        self.cursor = to.min(self.input.len());
    }

    /// The cursor's index in the typed text.
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// The number of typed characters.
    pub const fn input_len(&self) -> usize {
        self.input.len()
    }

    /// The index at which the word before the cursor begins.
    pub fn word_start(&self) -> usize {
        let before = &self.input[..self.cursor];
        let end = before
            .iter()
            .rposition(|c| *c != ' ')
            .map_or(0, |at| at + 1);
        before[..end]
            .iter()
            .rposition(|c| *c == ' ')
            .map_or(0, |at| at + 1)
    }

    /// Removes the typed characters `from..to`.
    pub fn remove(&mut self, from: usize, to: usize) {
        self.input.drain(from..to.min(self.input.len()));
        self.cursor = from;
        self.typed_changed();
    }

    /// Filters the rows by the typed text. The best one is chosen.
    fn typed_changed(&mut self) {
        self.narrow();
        (self.at, self.top) = (0, 0);
    }

    /// Shows only the rows of a section, or all rows. The first one is chosen.
    pub fn limit(&mut self, only: Option<usize>) {
        self.only = only;
        self.typed_changed();
    }

    /// Finds the rows that fit the typed text. Rows in which its characters are only somewhere are
    /// shown only if there are no others, and rows that fit much worse than the best one never.
    /// Equally good ones keep their order.
    fn narrow(&mut self) {
        let (section, pattern) = self.pattern();
        let section = section.or(self.only);
        // A longer pattern fits none of the rows that a shorter one did not fit.
        let known = self.narrowed.take();
        let longer = known.is_some_and(|(of, known)| {
            of == section && !known.is_empty() && pattern.starts_with(&known)
        });
        let hidden = |at: usize| self.sections.get(at).is_some_and(|s| s.prefix.is_some());
        let wanted = |row: &ListRow| match section {
            Some(only) => row.section == only,
            None => !hidden(row.section),
        };
        let mut rows = std::mem::take(&mut self.matching);
        if longer {
            rows.sort_unstable();
        } else {
            rows = (0..self.rows.len()).collect();
            rows.retain(|at| wanted(&self.rows[*at]));
        }
        let mut query = Query::new(&pattern);
        if !query.is_empty() {
            let scored = rows.iter().filter_map(|at| {
                let row = &self.rows[*at];
                let score = query.score_with_words(&self.texts[*at], &row.words)?;
                Some((self.late == Some(row.section), Reverse(score), *at))
            });
            let mut scored: Vec<(bool, Reverse<RowScore>, usize)> = scored.collect();
            scored.sort_unstable();
            rows = scored.iter().map(|(.., at)| *at).collect();
            let best = scored.iter().map(|(_, score, _)| score.0).max();
            let good = scored.iter().filter(|(_, Reverse(row), _)| {
                best.is_some_and(|best| {
                    row.close == best.close && row.score * FAR.1 >= best.score * FAR.0
                })
            });
            self.shown = good.map(|(.., at)| *at).collect();
        } else {
            self.shown.clone_from(&rows);
        }
        self.matching = rows;
        self.narrowed = Some((section, pattern));
    }

    fn last(&self) -> usize {
        self.shown.len().saturating_sub(1)
    }

    /// Chooses the shown row at an index.
    pub fn choose(&mut self, at: usize) {
        self.at = at.min(self.last());
    }

    /// Moves the choice by a number of rows, with wrap-around at single steps.
    pub fn step(&mut self, by: isize) {
        let last = self.last();
        self.at = match by {
            1 if self.at == last => 0,
            -1 if self.at == 0 => last,
            _ => self.at.saturating_add_signed(by).min(last),
        };
    }

    /// Whether titles of sections are shown: while nothing is typed.
    fn is_titled(&self) -> bool {
        self.input.is_empty() && self.sections.iter().any(|s| !s.title.is_empty())
    }

    /// The lines of the display: rows, and the titles of sections while nothing is typed.
    pub fn lines(&self) -> Vec<ListLine> {
        let titled = self.is_titled();
        let mut lines = Vec::with_capacity(self.shown.len());
        let mut section = None;
        for (at, row) in self.shown().enumerate() {
            if titled && section != Some(row.section) {
                section = Some(row.section);
                lines.push(ListLine::Title(row.section));
            }
            lines.push(ListLine::Row(at));
        }
        lines
    }

    /// The line of the chosen row.
    fn line_of_chosen(&self) -> usize {
        let lines = self.lines();
        let at = lines
            .iter()
            .position(|line| *line == ListLine::Row(self.at));
        at.unwrap_or(0)
    }

    /// The first visible line of a display of `height` lines that shows the chosen row, with the
    /// title above the first row.
    pub fn first_line(&self, height: usize) -> usize {
        let (at, count) = (self.line_of_chosen(), self.lines().len());
        let above = if self.at == 0 { 0 } else { at };
        let least = (at + 1).saturating_sub(height.max(1));
        let top = self.top.min(above).max(least);
        top.min(count.saturating_sub(height)).max(least)
    }

    /// Keeps the first visible line for the next display of `height` lines.
    pub fn settle(&mut self, height: usize) {
        self.top = self.first_line(height);
    }

    /// Scrolls a display of `height` lines. The choice moves only to stay visible.
    pub fn scroll(&mut self, down: bool, by: usize, height: usize) {
        let lines = self.lines();
        let most = lines.len().saturating_sub(height);
        self.top = match down {
            true => (self.top + by).min(most),
            false => self.top.saturating_sub(by),
        };
        let visible = lines.iter().skip(self.top).take(height);
        let rows = visible.filter_map(|line| match line {
            ListLine::Row(at) => Some(*at),
            ListLine::Title(_) => None,
        });
        let rows: Vec<usize> = rows.collect();
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            self.at = self.at.clamp(*first, *last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTIONS: &[Section] = &[
        Section {
            title: "Early",
            prefix: None,
        },
        Section {
            title: "Late",
            prefix: None,
        },
        Section {
            title: "Hidden",
            prefix: Some('@'),
        },
    ];

    fn rows(names: &[&str]) -> Vec<ListRow> {
        let row = |name: &&str| ListRow {
            id: (*name).to_owned(),
            columns: vec![(*name).to_owned()],
            ..ListRow::default()
        };
        names.iter().map(row).collect()
    }

    fn list(names: &[&str]) -> List {
        let mut list = List::new(ListKind::Keys, "", SECTIONS);
        list.put_rows(0, rows(names));
        list
    }

    fn shown(list: &List) -> Vec<&str> {
        list.shown().map(|row| row.id.as_str()).collect()
    }

    fn chosen(list: &List) -> &str {
        list.chosen().map_or("", |row| row.id.as_str())
    }

    #[test]
    fn a_typed_text_narrows_the_rows_with_the_best_first() {
        let mut list = list(&["unwind", "new-window", "rename-window", "kill-pane"]);
        assert_eq!(list.lines()[..2], [ListLine::Title(0), ListLine::Row(0)]);
        list.insert("new win");
        assert_eq!(shown(&list), ["new-window"]);
        list.set_typed("rnwin");
        assert_eq!(shown(&list), ["rename-window"]);
        list.set_typed(" win");
        assert_eq!(shown(&list).len(), 3);
        assert_eq!(chosen(&list), shown(&list)[0]);
        assert!(!list.lines().contains(&ListLine::Title(0)));
        list.set_typed("zzz");
        assert_eq!((shown(&list).len(), chosen(&list)), (0, ""));
        list.set_typed("");
        assert_eq!(shown(&list).len(), 4);
    }

    #[test]
    fn words_are_deleted_back_to_their_start() {
        let mut list = list(&[]);
        list.set_typed("one two  ");
        assert_eq!(list.word_start(), 4);
        list.remove(list.word_start(), list.cursor());
        assert_eq!((list.typed().as_str(), list.word_start()), ("one ", 0));
    }

    #[test]
    fn rows_that_arrive_late_do_not_move_the_chosen_one() {
        for height in [3, 10] {
            let mut list = list(&["b1", "b2", "b3", "b4", "b5"]);
            list.put_rows(1, rows(&["c1", "c2"]));
            list.step(3);
            list.settle(height);
            let place = |list: &List| list.line_of_chosen() - list.first_line(height);
            let before = place(&list);
            list.put_rows(0, rows(&["a1", "a2", "b1", "b2", "b3", "b4", "b5", "b6"]));
            assert_eq!((chosen(&list), place(&list)), ("b4", before), "{height}");
            // A chosen row that is gone gives its place to its neighbour.
            list.put_rows(0, rows(&["a1", "a2"]));
            assert_eq!(chosen(&list), "c2");
        }
        let mut list = list(&[]);
        list.put_rows(1, rows(&["c1"]));
        list.insert("1");
        list.put_rows(0, rows(&["a1"]));
        assert_eq!((chosen(&list), shown(&list)), ("c1", vec!["a1", "c1"]));
    }

    #[test]
    fn the_chosen_row_is_visible_and_its_first_title_too() {
        let names: Vec<String> = (0..50).map(|n| format!("row {n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut list = list(&names);
        assert_eq!(list.first_line(10), 0);
        list.step(-1);
        list.settle(10);
        assert_eq!((chosen(&list), list.first_line(10)), ("row 49", 41));
        list.step(1);
        list.settle(10);
        assert_eq!((chosen(&list), list.first_line(10)), ("row 0", 0));
        list.scroll(true, 3, 10);
        assert_eq!((chosen(&list), list.first_line(10)), ("row 2", 3));
        list.scroll(false, 9, 10);
        assert_eq!((chosen(&list), list.first_line(10)), ("row 2", 0));
        list.step(20);
        assert_eq!(chosen(&list), "row 22");
    }

    #[test]
    fn sections_are_hidden_until_their_prefix_and_can_be_limited() {
        let mut list = list(&["a1"]);
        list.put_rows(1, rows(&["b1"]));
        list.put_rows(2, rows(&["c1", "c2"]));
        assert_eq!(shown(&list), ["a1", "b1"]);
        list.insert("@2");
        assert_eq!(shown(&list), ["c2"]);
        list.set_typed("");
        list.limit(Some(1));
        assert_eq!(shown(&list), ["b1"]);
        list.limit(None);
        assert_eq!(shown(&list), ["a1", "b1"]);
    }

    #[test]
    fn marked_rows_are_the_selection() {
        let mut list = list(&["a", "b", "c"]);
        let ids = |list: &List| -> Vec<String> {
            list.selection().iter().map(|row| row.id.clone()).collect()
        };
        list.toggle_mark();
        assert_eq!((ids(&list), chosen(&list)), (vec!["b".to_owned()], "b"));
        list.marks = true;
        list.toggle_mark();
        list.choose(0);
        list.toggle_mark();
        assert_eq!(ids(&list), ["a", "b"]);
        list.choose(0);
        list.toggle_mark();
        assert_eq!(ids(&list), ["b"]);
    }

    /// Measures the time that a key takes in a list of 10,000 rows:
    /// `cargo test --release --lib ten_thousand -- --ignored --nocapture`.
    #[test]
    #[ignore = "measures time"]
    #[allow(clippy::print_stderr, reason = "a measurement")]
    fn ten_thousand_rows_are_filtered_in_eight_milliseconds() {
        let names: Vec<String> = (0..10_000)
            .map(|n| format!("/home/user/projects/{}/component-{n}/src", n % 97))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut list = list(&names);
        let mut worst = std::time::Duration::ZERO;
        for c in "project comp 99 src".chars() {
            let start = std::time::Instant::now();
            list.insert(&c.to_string());
            list.settle(40);
            worst = worst.max(start.elapsed());
        }
        eprintln!("worst key: {worst:?}, {} rows left", list.shown().len());
        assert!(worst.as_millis() < 8, "{worst:?}");
    }
}
