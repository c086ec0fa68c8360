//! Prompts in the status line: a line of text, a confirmation, a key.

use crate::base::width::{str_width, truncate};
use crate::base::{ClientId, KeyCode, KeyEvent, Mods, Point, Rect, Style};
use crate::lang::keys::key_name;
use crate::lang::styled_text::draw;
use crate::lang::tables::choices::KeySet;
use crate::lang::tables::options;
use crate::model::command::dispatch;
use crate::model::format::context::FormatContext;
use crate::model::ops::settings::prompt_history;
use crate::model::ops::{messages, overlays, queue};
use crate::model::overlays::event::KeyOutcome;
use crate::model::overlays::message::bar;
use crate::model::overlays::{completion, prompt_words, vi_prompt};
use crate::model::script::parse;
use crate::model::state::client::Client;
use crate::model::state::command::{Origin, Queue};
use crate::model::state::lookup::client_area::client_rect;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::{OverlayKind, Prompt, PromptKind};
use crate::model::state::pane_access::{NoPanes, PaneAccess};
use crate::model::state::world::World;
use crate::scene::Label;

/// The outcome of a key in a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The prompt stays open.
    Open,
    /// The input changed.
    Changed,
    /// The input is the answer.
    Done,
    /// The prompt is cancelled.
    Cancel,
    /// The input is the answer, and the key is then handled as usual.
    DoneKey,
}

impl Prompt {
    /// A prompt with a question and an initial input.
    pub fn new(kind: PromptKind, question: String, initial: &str) -> Self {
        let input: Vec<char> = initial.chars().collect();
        Self {
            kind,
            question,
            cursor: input.len(),
            input,
            ..Self::default()
        }
    }

    fn text(&self) -> String {
        self.input.iter().collect()
    }

    fn set(&mut self, text: &str) {
        self.input = text.chars().collect();
        self.cursor = self.input.len();
    }

    fn insert(&mut self, text: impl IntoIterator<Item = char>) {
        for c in text {
            self.input.insert(self.cursor, c);
            self.cursor += 1;
        }
    }

    fn remove(&mut self, from: usize, to: usize) {
        self.cut = self.input.drain(from..to).collect();
        self.cursor = from;
    }

    /// Handles a key in a line of text, with the bindings of Emacs. `separators` are the characters
    /// that separate words beside blanks.
    fn edit(&mut self, event: &KeyEvent, separators: &str) -> Step {
        let key = event.key;
        if std::mem::take(&mut self.quote) {
            if let KeyCode::Char(c) = key.code {
                self.insert([c]);
            }
            return Step::Changed;
        }
        let ctrl = key.mods == Mods::CTRL;
        let meta = key.mods == Mods::META;
        match key.code {
            KeyCode::Enter => return Step::Done,
            KeyCode::Char('j' | 'm') if ctrl => return Step::Done,
            KeyCode::Escape => return Step::Cancel,
            KeyCode::Char('c' | 'g') if ctrl => return Step::Cancel,
            KeyCode::Left if ctrl => self.cursor = prompt_words::back(self, separators),
            KeyCode::Right if ctrl => self.cursor = prompt_words::past_end(self, separators),
            KeyCode::Left => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Char('b') if ctrl => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Right => self.cursor = (self.cursor + 1).min(self.input.len()),
            KeyCode::Char('f') if ctrl => self.cursor = (self.cursor + 1).min(self.input.len()),
            KeyCode::Home => self.cursor = 0,
            KeyCode::Char('a') if ctrl => self.cursor = 0,
            KeyCode::End => self.cursor = self.input.len(),
            KeyCode::Char('e') if ctrl => self.cursor = self.input.len(),
            KeyCode::Char('b') if meta => self.cursor = prompt_words::back(self, separators),
            KeyCode::Char('f') if meta => self.cursor = prompt_words::past_end(self, separators),
            KeyCode::Char('v') if ctrl => self.quote = true,
            _ => return self.change(event, separators),
        }
        Step::Open
    }

    /// Handles a key that changes the text.
    fn change(&mut self, event: &KeyEvent, separators: &str) -> Step {
        let key = event.key;
        let ctrl = key.mods == Mods::CTRL;
        match key.code {
            KeyCode::Backspace if self.input.is_empty() && self.close_on_backspace => {
                return Step::Cancel;
            }
            KeyCode::Backspace | KeyCode::Char('h')
                if ctrl || key.mods.is_empty() && key.code == KeyCode::Backspace =>
            {
                if self.cursor > 0 {
                    self.cursor -= 1;
                    self.input.remove(self.cursor);
                }
            }
            KeyCode::Delete => self.delete(),
            KeyCode::Char('d') if ctrl => self.delete(),
            KeyCode::Char('u') if ctrl => self.remove(0, self.input.len()),
            KeyCode::Char('k') if ctrl => {
                let at = self.cursor;
                self.remove(at, self.input.len());
            }
            KeyCode::Char('w') if ctrl => {
                let start = prompt_words::back(self, separators);
                self.remove(start, self.cursor);
            }
            KeyCode::Char('y') if ctrl => {
                let text = self.cut.clone();
                self.insert(text);
            }
            KeyCode::Char('t') if ctrl && self.cursor > 0 && self.input.len() > 1 => {
                let at = self.cursor.min(self.input.len() - 1);
                if at > 0 {
                    self.input.swap(at - 1, at);
                    self.cursor = at + 1;
                }
            }
            KeyCode::Char(c) if key.mods.difference(Mods::SHIFT).is_empty() => self.insert([c]),
            KeyCode::Keypad(c) if c != '\r' => self.insert([c]),
            _ => return Step::Open,
        }
        Step::Changed
    }

    fn delete(&mut self) {
        if self.cursor < self.input.len() {
            self.input.remove(self.cursor);
        }
    }

    fn press(&mut self, event: &KeyEvent, separators: &str) -> Step {
        let key = event.key;
        match self.kind {
            PromptKind::Line => self.edit(event, separators),
            PromptKind::KeyName => {
                self.set(&key_name(key));
                Step::Done
            }
            PromptKind::One => match key.code {
                KeyCode::Char(c) if key.mods.is_empty() => {
                    self.set(&c.to_string());
                    Step::Done
                }
                _ => Step::Cancel,
            },
            PromptKind::Number => match key.code {
                KeyCode::Char(c) if c.is_ascii_digit() && key.mods.is_empty() => {
                    self.insert([c]);
                    Step::Changed
                }
                _ => Step::DoneKey,
            },
            PromptKind::Confirm(yes, enter) => {
                let agreed = key.code == KeyCode::Char(yes) || enter && key.code == KeyCode::Enter;
                if agreed { Step::Done } else { Step::Cancel }
            }
        }
    }
}

/// Whether a client has a prompt for the name of a key (`command-prompt -k`).
pub(crate) fn asks_for_key(world: &World, client: ClientId) -> bool {
    let client = world.clients.get(&client);
    let prompt = client.and_then(|client| client.overlays.get::<Prompt>());
    prompt.is_some_and(|prompt| prompt.kind == PromptKind::KeyName)
}

/// Opens a prompt of a client.
pub(crate) fn open(world: &mut World, client: ClientId, prompt: Prompt) {
    overlays::close(world, client, OverlayKind::Message);
    world.changed = true;
    overlays::open(world, client, prompt);
}

/// Handles a key: it edits the input, accepts it or cancels the prompt.
pub(crate) fn key(
    world: &mut World,
    id: ClientId,
    event: &KeyEvent,
    panes: &dyn PaneAccess,
) -> KeyOutcome {
    world.changed = true;
    let Some(client) = world.clients.get_mut(&id) else {
        return KeyOutcome::Taken;
    };
    client.stale = true;
    let is_line = |p: &Prompt| p.kind == PromptKind::Line;
    let listing = client
        .overlays
        .get()
        .is_some_and(|p: &Prompt| p.completions.is_some());
    if completion::key(world, id, event) {
        return KeyOutcome::Taken;
    }
    let session = OptionScope::Session(world.clients.get(&id).and_then(|client| client.session));
    let separators = world.get(options::WORD_SEPARATORS, session).to_owned();
    let vi = world.get(options::STATUS_KEYS, session) == KeySet::Vi;
    let Some(prompt) = of(world, id) else {
        return KeyOutcome::Taken;
    };
    let mut event = event.clone();
    if vi && is_line(prompt) && !prompt.quote {
        match vi_prompt::key(prompt, event.key, &separators) {
            Some(key) => event.key = key,
            None => return KeyOutcome::Taken,
        }
    }
    let event = &event;
    if is_line(prompt) && walk_history(world, id, event) {
        return KeyOutcome::Taken;
    }
    let Some(prompt) = of(world, id) else {
        return KeyOutcome::Taken;
    };
    match prompt.press(event, &separators) {
        Step::Open => {}
        Step::Changed => {
            if listing {
                completion::narrow(world, id);
            }
            run_incremental(world, id);
        }
        Step::Cancel => {
            refuse(world, id);
            overlays::close(world, id, OverlayKind::Prompt);
        }
        Step::Done => accept(world, id),
        Step::DoneKey => {
            accept(world, id);
            // The commands of the answer run before the key that ended it.
            dispatch::run_ready(world, panes);
            return KeyOutcome::Redispatch;
        }
    }
    KeyOutcome::Taken
}

/// The open prompt of a client.
pub(super) fn of(world: &mut World, id: ClientId) -> Option<&mut Prompt> {
    world.clients.get_mut(&id)?.overlays.get_mut()
}

/// Runs the template of an incremental prompt (`-i`) with the current input.
pub(crate) fn run_incremental(world: &mut World, id: ClientId) {
    let prompt = world
        .clients
        .get(&id)
        .and_then(|c| c.overlays.get::<Prompt>());
    if let Some(prompt) = prompt.filter(|p| p.incremental).cloned() {
        let answer = format!("={}", prompt.text());
        run_answer(world, id, &prompt, &[answer]);
    }
}

/// Sets the exit status of the queue that waits for a confirmation to 1, because it was refused.
fn refuse(world: &mut World, id: ClientId) {
    let prompt = world
        .clients
        .get(&id)
        .and_then(|c| c.overlays.get::<Prompt>());
    let run = prompt
        .filter(|p| matches!(p.kind, PromptKind::Confirm(..)))
        .and_then(|p| p.run);
    if let Some(run) = run.and_then(|run| world.queues.all.get_mut(&run)) {
        run.status = 1;
    }
}

/// Pasted text is inserted into a line without its control characters. Other kinds of prompts drop
/// it.
pub(crate) fn paste(world: &mut World, id: ClientId, text: &str) -> bool {
    world.changed = true;
    if let Some(prompt) = of(world, id).filter(|p| p.kind == PromptKind::Line) {
        prompt.insert(text.chars().filter(|c| !c.is_control()));
    }
    if let Some(client) = world.clients.get_mut(&id) {
        client.stale = true;
    }
    true
}

fn accept(world: &mut World, id: ClientId) {
    let Some(prompt) = of(world, id) else {
        return;
    };
    let text = prompt.text();
    if prompt.kind == PromptKind::Line && !text.is_empty() {
        let list = prompt.list.clone();
        prompt_history::remember(world, &list, &text);
    }
    let Some(prompt) = of(world, id) else {
        return;
    };
    if !matches!(prompt.kind, PromptKind::Confirm(..)) {
        prompt.answers.push(text);
    }
    if !prompt.rest.is_empty() {
        let (question, initial) = prompt.rest.remove(0);
        prompt.question = question;
        prompt.set(&initial);
        return;
    }
    let Some(prompt) = of(world, id).cloned() else {
        return;
    };
    let answers = prompt.answers.clone();
    if !prompt.incremental {
        run_answer(world, id, &prompt, &answers);
    }
    overlays::close(world, id, OverlayKind::Prompt);
}

fn run_answer(world: &mut World, id: ClientId, prompt: &Prompt, answers: &[String]) {
    let text = substitute(&prompt.template, answers);
    let script = match parse::parse(world, &text) {
        Ok(script) => script,
        Err(error) => {
            let mut message = error.message;
            if let Some(first) = message.get(..1).map(str::to_uppercase) {
                message.replace_range(..1, &first);
            }
            messages::show_error(world, id, &message);
            return;
        }
    };
    match prompt.run.filter(|_| !prompt.incremental) {
        Some(run) => queue::insert_first(world, run, script),
        None => {
            let run = Queue {
                client: Some(id),
                origin: Origin::Key,
                place: prompt.place,
                ..Queue::default()
            };
            queue::enqueue(world, run, script);
        }
    }
}

/// Moves up or down in the prompt history. Returns false for other keys.
fn walk_history(world: &mut World, id: ClientId, event: &KeyEvent) -> bool {
    let ctrl = event.key.mods == Mods::CTRL;
    let older = match event.key.code {
        KeyCode::Up => true,
        KeyCode::Down => false,
        KeyCode::Char('p') if ctrl => true,
        KeyCode::Char('n') if ctrl => false,
        _ => return false,
    };
    let client = world.clients.get_mut(&id);
    let Some(prompt) = client.and_then(|c| c.overlays.get_mut::<Prompt>()) else {
        return true;
    };
    let answers = world
        .answers
        .get(&prompt.list)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let back = if older {
        (prompt.back + 1).min(answers.len())
    } else {
        prompt.back.saturating_sub(1)
    };
    if back != prompt.back {
        prompt.back = back;
        let text = back
            .checked_sub(1)
            .and_then(|b| answers.iter().rev().nth(b));
        prompt.set(&text.cloned().unwrap_or_default());
    }
    true
}

/// The prompt as a line over the status line, as the option `message-format` says.
pub(crate) fn label(world: &World, client: &Client, prompt: &Prompt) -> Label {
    let row = row(world, client, prompt);
    let cols = row.cols;
    let style = base_style(world, client, prompt);
    let before = columns_before(world, client, prompt);
    let (text, _) = prompt_text(prompt, cols.saturating_sub(before));
    let text = formatted(world, client, prompt, text);
    let label = bar(row.y, cols, draw(&text, cols, style), style);
    Label {
        at: Point::new(row.x, row.y),
        ..label
    }
}

/// The cells of a prompt in client coordinates: the last row of its pane, or the row of messages.
fn row(world: &World, client: &Client, prompt: &Prompt) -> Rect {
    let pane = prompt.pane.and_then(|pane| {
        let rect = client_rect(world, client.id, pane)?;
        rect.visible(client.size)
    });
    match pane.filter(|pane| pane.rows > 0) {
        Some(pane) => Rect::new(pane.x, pane.bottom() - 1, pane.cols, 1),
        None => Rect::new(0, world.message_row(client.id), client.size.cols, 1),
    }
}

/// The style of a prompt before the styles of `message-format`.
fn base_style(world: &World, client: &Client, prompt: &Prompt) -> Style {
    let of = OptionScope::Session(client.session);
    let option = match prompt.commanding {
        true => options::MESSAGE_COMMAND_STYLE,
        false => options::MESSAGE_STYLE,
    };
    world.get(option, of).style()
}

/// The text of a prompt, which may have styles, in the option `message-format`.
fn formatted(world: &World, client: &Client, prompt: &Prompt, text: String) -> String {
    let format = world.get(
        options::MESSAGE_FORMAT,
        OptionScope::Session(client.session),
    );
    if format.is_empty() {
        return text;
    }
    let extra = [
        ("message", text),
        ("command_prompt", u8::from(prompt.commanding).to_string()),
    ];
    let place = client.session.and_then(|s| world.session_location(s));
    FormatContext::new(world, &NoPanes)
        .about(place)
        .seen_by(Some(client.id))
        .with(&extra)
        .expand_time(format)
}

/// The columns that `message-format` fills before a prompt.
fn columns_before(world: &World, client: &Client, prompt: &Prompt) -> u16 {
    let text = formatted(world, client, prompt, String::new());
    end_of(&text, row(world, client, prompt).cols)
}

/// The column behind a text with styles.
fn end_of(text: &str, cols: u16) -> u16 {
    let covered = draw(text, cols, Style::DEFAULT).covered;
    covered.iter().map(|(_, to)| *to).max().unwrap_or(0)
}

/// The cursor of a prompt in client coordinates.
pub(crate) fn cursor(world: &World, client: &Client, prompt: &Prompt) -> Point {
    let before = columns_before(world, client, prompt);
    let row = row(world, client, prompt);
    let (_, cursor) = prompt_text(prompt, row.cols.saturating_sub(before));
    let column = (before + cursor).min(row.cols.saturating_sub(1));
    Point::new(row.x + column, row.y)
}

/// The column at which a character of the input is shown, or the first one of the input.
pub(super) fn column_of(world: &World, client: &Client, prompt: &Prompt, at: usize) -> u16 {
    let mut until = prompt.clone();
    until.cursor = at.min(prompt.input.len());
    cursor(world, client, &until).x
}

/// The visible part of a prompt in `cols` columns, with its styles, and the column of its cursor.
fn prompt_text(prompt: &Prompt, cols: u16) -> (String, u16) {
    let start = usize::from(end_of(&prompt.question, cols));
    let column = |at: usize| {
        u16::try_from(at)
            .unwrap_or(cols)
            .min(cols.saturating_sub(1))
    };
    if matches!(prompt.kind, PromptKind::Confirm(..)) {
        return (prompt.question.clone(), column(start));
    }
    let room = usize::from(cols).saturating_sub(start).saturating_sub(1);
    let before: String = prompt.input[..prompt.cursor].iter().collect();
    let mut skip = 0;
    while str_width(&before[skip..]) > room {
        skip += before[skip..].chars().next().map_or(1, char::len_utf8);
    }
    let after: String = prompt.input[prompt.cursor..].iter().collect();
    let shown = format!("{}{after}", &before[skip..]);
    let shown = truncate(&shown, room + 1).replace('#', "##");
    let text = format!("{}#[default]{shown}", prompt.question);
    (text, column(start + str_width(&before[skip..])))
}

/// Substitutes answers in a template: `%1` to `%9` by number, each `%%` by the next answer; `%%%`
/// does the same with quotes escaped. A placeholder without an answer stays as it is.
pub fn substitute(template: &str, answers: &[String]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut chars = template.chars().peekable();
    let mut next_answer = answers.iter();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match (c, next) {
            ('%', Some(d @ '1'..='9')) => {
                chars.next();
                let at = usize::try_from(u32::from(d) - u32::from('1')).unwrap_or(0);
                match answers.get(at) {
                    Some(answer) => out.push_str(answer),
                    None => out.extend(['%', d]),
                }
            }
            ('%', Some('%')) => {
                let Some(answer) = next_answer.next() else {
                    out.push(c);
                    continue;
                };
                chars.next();
                let quoted = chars.next_if_eq(&'%').is_some();
                if quoted {
                    for c in answer.chars() {
                        if matches!(c, '"' | '\\' | '$' | ';' | '~') {
                            out.push('\\');
                        }
                        out.push(c);
                    }
                } else {
                    out.push_str(answer);
                }
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Key;

    #[test]
    fn answers_take_their_places() {
        let answers = ["a b".to_owned(), "c\"".to_owned()];
        for (template, expected) in [
            ("rename-window '%%'", "rename-window 'a b'"),
            ("x %1 %2 %3", "x a b c\" %3"),
            ("x \"%%%\"", "x \"a b\""),
            ("%% %% %%", "a b c\" %%"),
            ("%%%% %%%", "a b% c\\\""),
            ("100%", "100%"),
        ] {
            assert_eq!(substitute(template, &answers), expected);
        }
    }

    fn type_keys(prompt: &mut Prompt, keys: &[&str]) {
        for name in keys {
            let key: Key = crate::lang::keys::parse_key(name).unwrap();
            prompt.press(&KeyEvent::press(key), "-");
        }
    }

    #[test]
    fn lines_are_edited_as_in_emacs() {
        for (keys, text) in [
            (&["a", "b", "C-a", "c"][..], "cab"),
            (&["a", "Space", "b", "C-w", "c"], "a c"),
            (&["a", "b", "C-u", "c", "C-y"], "cab"),
            (&["a", "b", "BSpace", "c"], "ac"),
            (&["a", "b", "Left", "C-k"], "a"),
            (&["a", "b", "C-t"], "ba"),
            (&["a", "b", "Home", "DC"], "b"),
            (&["a", "-", "b", "C-w"], "a-"),
            (&["a", "-", "b", "Space", "C-Left", "C-Left", "x"], "ax-b "),
            (
                &["a", "-", "b", "Home", "M-f", "x", "C-Right", "y"],
                "ax-yb",
            ),
        ] {
            let mut prompt = Prompt::new(PromptKind::Line, String::new(), "");
            type_keys(&mut prompt, keys);
            assert_eq!(prompt.text(), text, "{keys:?}");
        }
    }

    #[test]
    fn a_confirmation_takes_one_key() {
        let yes = Key::char('y');
        let mut prompt = Prompt::new(PromptKind::Confirm('y', false), String::new(), "");
        assert_eq!(prompt.press(&KeyEvent::press(yes), ""), Step::Done);
        assert_eq!(
            prompt.press(&KeyEvent::press(Key::char('n')), ""),
            Step::Cancel
        );
        assert_eq!(
            prompt.press(&KeyEvent::press(Key::plain(KeyCode::Enter)), ""),
            Step::Cancel
        );
    }
}
