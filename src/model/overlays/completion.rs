//! Tab in the command prompt: completes the word before the cursor, and lists what it can be:
//! commands, flags, options, their values, and targets.

use crate::base::sorted::sort_by_key;
use crate::base::{Attrs, ClientId, KeyCode, KeyEvent, Line, Mods, MouseEvent, Rect};
use crate::lang::script::quote;
use crate::lang::styled_text::draw;
use crate::lang::tables::option_def::{Kind, OptionDef, Scope};
use crate::lang::tables::option_lookup::{self, Named};
use crate::lang::tables::options;
use crate::layout::{Preset, STACKED};
use crate::model::overlays::event::is_press;
use crate::model::overlays::prompt;
use crate::model::script::table;
use crate::model::state::client::Client;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::{Candidate, Completions, Prompt};
use crate::model::state::world::World;
use crate::scene::{BorderLines, Overlay};

/// The word before the cursor, and the words of its command before it.
struct Typed {
    /// The index of the first character of the word in the input.
    start: usize,
    word: String,
    before: Vec<String>,
}

/// Reads the words of the command that the cursor is in. Blanks inside quotes separate, too.
fn typed(prompt: &Prompt) -> Typed {
    let text = &prompt.input[..prompt.cursor];
    let start = text.iter().rposition(|c| " ;{".contains(*c));
    let start = start.map_or(0, |at| at + 1);
    let command = text[..start].iter().rposition(|c| ";{".contains(*c));
    let before: String = text[command.map_or(0, |at| at + 1)..start].iter().collect();
    Typed {
        start,
        word: text[start..].iter().collect(),
        before: before
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect(),
    }
}

/// What the word before the cursor can be, and where it begins.
fn candidates(world: &World, prompt: &Prompt) -> (usize, Vec<Candidate>) {
    let typed = typed(prompt);
    let mut start = typed.start;
    let (mut word, mut found) = (typed.word.clone(), Vec::new());
    let Some((name, rest)) = typed.before.split_first() else {
        found.extend(world.commands.iter().map(|def| {
            let about = (def.define)().get_about().map(ToString::to_string);
            Candidate::new(def.name, about.unwrap_or_default())
        }));
        return (start, fitting(found, &word));
    };
    let Ok(def) = table::find(world.commands, name, rest.len() + 1) else {
        return (start, vec![]);
    };
    let definition = (def.define)();
    let flag = |letter: char| {
        let mut flags = definition.get_arguments();
        flags.find(|arg| arg.get_short() == Some(letter))
    };
    let valued = |letter: char| flag(letter).filter(|arg| arg.get_action().takes_values());
    let value_name = |arg: &clap::Arg| {
        let names = arg.get_value_names().unwrap_or_default();
        names.first().map(ToString::to_string).unwrap_or_default()
    };
    // The flag whose value the word is: `-t` before it, or `-twork`.
    let open = |text: &str| {
        let letter = text.strip_prefix('-')?.chars().last()?;
        valued(letter).map(value_name)
    };
    let mut positionals = Vec::new();
    let mut expects = None;
    for text in rest {
        if expects.take().is_some() {
            continue;
        }
        if text.len() > 1 && text.starts_with('-') {
            expects = open(text);
        } else {
            positionals.push(text.as_str());
        }
    }
    let attached = word
        .strip_prefix('-')
        .and_then(|text| text.chars().next())
        .filter(|letter| word.len() > 2 && valued(*letter).is_some());
    if let Some(name) = expects {
        found = values(world, &name);
    } else if let Some(letter) = attached {
        found = valued(letter)
            .map(|arg| values(world, &value_name(arg)))
            .unwrap_or_default();
        word = word.split_off(2);
        start += 2;
    } else if word.starts_with('-') {
        let flags = definition.get_arguments().filter_map(|arg| {
            let letter = arg.get_short()?;
            let about = arg.get_help().map(ToString::to_string).unwrap_or_default();
            Some(Candidate::new(&format!("-{letter}"), about))
        });
        found.extend(flags);
    } else {
        let name = definition
            .get_positionals()
            .nth(positionals.len())
            .map(value_name);
        found = match (def.name, positionals.as_slice()) {
            ("set-option" | "set-window-option", [option]) => option_values(world, option),
            ("set-option" | "set-window-option" | "show-options" | "show-window-options", []) => {
                option_names(def.name, rest)
            }
            _ => name.map(|name| values(world, &name)).unwrap_or_default(),
        };
    }
    (start, fitting(found, &word))
}

/// The candidates that start with `word`, sorted, without the word itself if nothing else fits.
fn fitting(mut found: Vec<Candidate>, word: &str) -> Vec<Candidate> {
    found.retain(|one| one.text.starts_with(word));
    found
}

/// The options that a command with these words can name.
fn option_names(command: &str, words: &[String]) -> Vec<Candidate> {
    let has = |letter| {
        words
            .iter()
            .any(|word| word.starts_with('-') && word.contains(letter))
    };
    let scope = if has('s') {
        Some(Scope::SERVER)
    } else if has('w') || has('p') || command.contains("window") {
        Some(Scope::WINDOW)
    } else if has('g') {
        Some(Scope::SESSION)
    } else {
        None
    };
    // `set -g` finds options of windows and of the server as well: those of sessions come first.
    let mut all: Vec<&OptionDef> = options::OPTIONS.iter().collect();
    sort_by_key(&mut all, |def| {
        (
            !scope.is_none_or(|scope| def.scope.contains(scope)),
            def.name,
        )
    });
    let strict = has('s') || has('w') || has('p');
    let all = all
        .into_iter()
        .filter(|def| !strict || scope.is_none_or(|scope| def.scope.contains(scope)));
    all.map(|def| Candidate::new(def.name, def.description.to_owned()))
        .collect()
}

/// The values that an option can have.
fn option_values(world: &World, option: &str) -> Vec<Candidate> {
    let plain = |words: &[&str]| {
        let all = words.iter().map(|word| Candidate::new(word, String::new()));
        all.collect::<Vec<_>>()
    };
    let Ok(Named::Known(def, _)) = option_lookup::find(option) else {
        return vec![];
    };
    match def.kind {
        Kind::Flag => plain(&["on", "off"]),
        Kind::Choice(words) => plain(words),
        Kind::Colour => plain(&[
            "default", "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
        ]),
        Kind::Key => plain(&["C-a", "C-b", "C-Space", "M-a", "F12", "None"]),
        Kind::String | Kind::Number { .. } | Kind::Style | Kind::Command => {
            let scope = if def.scope.contains(Scope::SERVER) {
                OptionScope::Server
            } else if def.scope.contains(Scope::SESSION) {
                OptionScope::Session(None)
            } else {
                OptionScope::Window(None)
            };
            let now = world.option(def.name, scope);
            let now = now.map(crate::lang::tables::option_value::Value::values);
            let now = now.unwrap_or_default().join(" ");
            if now.is_empty() || def.array.is_some() {
                return vec![];
            }
            vec![Candidate::new(&quote(&now), "the current value".to_owned())]
        }
    }
}

/// What a value of this name can be.
fn values(world: &World, name: &str) -> Vec<Candidate> {
    let ends = |word: &str| name.ends_with(word);
    let new = |text: &str, about: &str| Candidate::new(&quote(text), about.to_owned());
    if name == "target" || ends("-session") || name == "session" || name == "group-name" {
        return world
            .sessions
            .values()
            .map(|s| new(&s.name, "session"))
            .collect();
    }
    if name == "target-window" || name == "src-window" || name == "dst-window" {
        return windows(world)
            .map(|(target, window)| new(&target, &window.name))
            .collect();
    }
    if ends("-pane") {
        let panes = windows(world).flat_map(|(target, window)| {
            let of = OptionScope::Window(Some(window.id));
            let base = usize::from(world.get(options::PANE_BASE_INDEX, of));
            let panes = window.panes().into_iter().enumerate();
            panes.map(move |(at, pane)| {
                let program = world.panes.get(&pane).map_or("", |p| p.program.as_str());
                new(&format!("{target}.{}", base + at), program)
            })
        });
        return panes.collect();
    }
    if ends("-client") {
        let clients = world.clients.values().filter(|client| client.attached());
        return clients.map(|client| new(&client.name, "client")).collect();
    }
    match name {
        "buffer-name" => {
            let buffers = world.buffers.latest_first();
            buffers
                .map(|buffer| new(&buffer.name, &buffer.sample()))
                .collect()
        }
        "key-table" => world
            .keys
            .0
            .keys()
            .map(|table| new(table, "key table"))
            .collect(),
        "layout-name" => Preset::ALL
            .iter()
            .map(|preset| preset.name())
            .chain([STACKED])
            .map(|name| new(name, "layout"))
            .collect(),
        "option" => option_names("", &[]),
        "hook" => {
            let hooks = crate::lang::tables::hooks::HOOKS.iter();
            hooks.map(|hook| new(hook.name, hook.description)).collect()
        }
        "command" => {
            let commands = world.commands.iter();
            commands.map(|def| new(def.name, "command")).collect()
        }
        _ => vec![],
    }
}

/// All windows with their targets.
fn windows(world: &World) -> impl Iterator<Item = (String, &crate::model::state::window::Window)> {
    world.sessions.values().flat_map(move |session| {
        session.windows.iter().filter_map(move |(index, link)| {
            let window = world.windows.get(&link.window)?;
            Some((format!("{}:{index}", session.name), window))
        })
    })
}

impl Completions {
    /// Moves the selection by one row, with wrap-around.
    fn step(&mut self, down: bool) {
        let count = self.all.len();
        self.at = match (self.at, down) {
            (None, true) => Some(0),
            (None, false) => count.checked_sub(1),
            (Some(at), true) => Some((at + 1) % count.max(1)),
            (Some(at), false) => Some((at + count.max(1) - 1) % count.max(1)),
        };
    }
}

/// Replaces the word from `start` to the cursor by a candidate and a blank.
fn put(prompt: &mut Prompt, start: usize, text: &str) {
    let text: Vec<char> = text.chars().chain([' ']).collect();
    let end = start + text.len();
    prompt.input.splice(start..prompt.cursor, text);
    prompt.cursor = end;
}

/// Handles a key before the prompt does. Returns false if it is for the prompt.
pub(super) fn key(world: &mut World, id: ClientId, event: &KeyEvent) -> bool {
    let Some(prompt) = prompt::of(world, id).filter(|prompt| prompt.completes) else {
        return false;
    };
    let plain = event.key.mods.difference(Mods::SHIFT).is_empty();
    let ctrl = event.key.mods == Mods::CTRL;
    let Some(mut open) = prompt.completions.take() else {
        if event.key.code == KeyCode::Tab && plain {
            complete(world, id);
            return true;
        }
        return false;
    };
    match event.key.code {
        KeyCode::Down | KeyCode::Tab if plain => open.step(true),
        KeyCode::Up | KeyCode::BackTab if plain => open.step(false),
        KeyCode::Char('n') if ctrl => open.step(true),
        KeyCode::Char('p') if ctrl => open.step(false),
        KeyCode::Escape => return true,
        KeyCode::Char('c' | 'g') if ctrl => return true,
        KeyCode::Enter if let Some(at) = open.at => {
            if let Some(chosen) = open.all.get(at) {
                put(prompt, open.start, &chosen.text);
            }
            return true;
        }
        _ => return false,
    }
    prompt.completions = Some(open);
    true
}

/// Lists the candidates again after the text changed while the list was open.
pub(super) fn narrow(world: &mut World, id: ClientId) {
    let Some(prompt) = prompt::of(world, id).cloned() else {
        return;
    };
    let (start, all) = candidates(world, &prompt);
    show(world, id, start, all);
}

/// Completes the word before the cursor as far as all candidates agree, and lists them if there are
/// several.
fn complete(world: &mut World, id: ClientId) {
    let Some(mut prompt) = prompt::of(world, id).cloned() else {
        return;
    };
    let (start, all) = candidates(world, &prompt);
    let Some(first) = all.first() else { return };
    if let [one] = all.as_slice() {
        put(&mut prompt, start, &one.text);
        if let Some(known) = prompt::of(world, id) {
            (known.input, known.cursor) = (prompt.input, prompt.cursor);
        }
        return;
    }
    let shared = |other: &Candidate| {
        let pairs = first.text.chars().zip(other.text.chars());
        pairs.take_while(|(a, b)| a == b).count()
    };
    // Before a word begins nothing is typed for the user.
    let length = if prompt.cursor > start {
        all.iter().map(shared).min().unwrap_or(0)
    } else {
        0
    };
    let more: Vec<char> = first
        .text
        .chars()
        .take(length)
        .skip(prompt.cursor - start)
        .collect();
    if let Some(known) = prompt::of(world, id) {
        let at = known.cursor;
        known.cursor += more.len();
        known.input.splice(at..at, more);
    }
    show(world, id, start, all);
}

fn show(world: &mut World, id: ClientId, start: usize, all: Vec<Candidate>) {
    if let Some(prompt) = prompt::of(world, id) {
        prompt.completions = (!all.is_empty()).then_some(Completions {
            start,
            all,
            at: None,
        });
    }
}

/// The cells of the list, its first visible row, and its text columns.
fn place(world: &World, client: &Client, prompt: &Prompt) -> Option<(Rect, usize)> {
    let open = prompt.completions.as_ref()?;
    let size = client.size;
    let room = size.rows.checked_sub(3).filter(|rows| *rows > 0)?;
    let rows = u16::try_from(open.all.len()).unwrap_or(room).min(room);
    let most = open
        .all
        .iter()
        .map(|one| one.text.chars().count())
        .max()
        .unwrap_or(0);
    let about = open
        .all
        .iter()
        .map(|one| one.about.chars().count())
        .max()
        .unwrap_or(0);
    let cols = most + if about > 0 { about + 2 } else { 0 } + 4;
    let cols = u16::try_from(cols).unwrap_or(size.cols).min(size.cols);
    let word = prompt::column_of(world, client, prompt, open.start);
    let x = word.saturating_sub(2).min(size.cols - cols);
    let line = world.message_row(client.id);
    let y = if world.status_on_top(client.id) {
        (line + 1).min(size.rows.saturating_sub(rows + 2))
    } else {
        line.saturating_sub(rows + 2)
    };
    let shown = usize::from(rows);
    let first = open.at.map_or(0, |at| (at + 1).saturating_sub(shown));
    Some((Rect::new(x, y, cols, rows + 2), first))
}

/// The list of candidates beside the prompt.
pub(super) fn overlay(world: &World, client: &Client, prompt: &Prompt) -> Option<Overlay> {
    let (rect, first) = place(world, client, prompt)?;
    let open = prompt.completions.as_ref()?;
    let window = client.session.and_then(|s| world.session_location(s));
    let of = OptionScope::Window(window.map(|place| place.window));
    let style = world.get(options::MENU_STYLE, of).style();
    let selected = world.get(options::MENU_SELECTED_STYLE, of).style();
    let most = open
        .all
        .iter()
        .map(|one| one.text.chars().count())
        .max()
        .unwrap_or(0);
    let cols = rect.cols.saturating_sub(2);
    let rows = usize::from(rect.rows.saturating_sub(2));
    let lines = open.all.iter().enumerate().skip(first).take(rows);
    let lines = lines.map(|(at, one)| {
        let missing = " ".repeat(most.saturating_sub(one.text.chars().count()));
        let (text, about) = (one.text.replace('#', "##"), one.about.replace('#', "##"));
        let style = if open.at == Some(at) { selected } else { style };
        draw(&format!(" {text}{missing}  {about}"), cols, style).line
    });
    let mut border_style = world.get(options::MENU_BORDER_STYLE, of).style();
    border_style.attrs.remove(Attrs::DIM);
    Some(Overlay::Box {
        rect,
        border: BorderLines::Single,
        border_style,
        title: Line::default(),
        lines: lines.collect(),
        style,
    })
}

/// A press on a candidate chooses it, one elsewhere closes the list. False without a list.
pub(super) fn mouse(world: &mut World, id: ClientId, event: MouseEvent) -> bool {
    let Some(client) = world.clients.get(&id) else {
        return false;
    };
    let Some(prompt) = client.overlays.get::<Prompt>() else {
        return false;
    };
    let Some((rect, first)) = place(world, client, prompt) else {
        return false;
    };
    if !is_press(event) {
        return true;
    }
    let inside = Rect::new(rect.x, rect.y + 1, rect.cols, rect.rows.saturating_sub(2));
    let row = inside
        .contains(event.at)
        .then(|| first + usize::from(event.at.y - inside.y));
    if let Some(prompt) = prompt::of(world, id)
        && let Some(open) = prompt.completions.take()
        && let Some(chosen) = row.and_then(|row| open.all.get(row))
    {
        put(prompt, open.start, &chosen.text);
    }
    if let Some(client) = world.clients.get_mut(&id) {
        client.stale = true;
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::base::ClientId;
    use crate::model::state::overlay::Prompt;
    use crate::model::testing::TestWorld;

    fn open(text: &str) -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(client, &["C-b", ":"]);
        fixture.type_text(client, text);
        (fixture, client)
    }

    /// The input, and what the list shows.
    fn state(fixture: &TestWorld, client: ClientId) -> (String, Vec<String>) {
        let prompt = fixture.world.clients[&client]
            .overlays
            .get::<Prompt>()
            .unwrap();
        let all = prompt.completions.iter().flat_map(|open| &open.all);
        (
            prompt.input.iter().collect(),
            all.map(|one| one.text.clone()).collect(),
        )
    }

    #[test]
    fn tab_completes_what_is_certain() {
        for (typed, completed) in [
            ("rename-w", "rename-window "),
            ("rename", "rename-"),
            ("set pane-border-l", "set pane-border-lines "),
            ("new ; kill-ser", "new ; kill-server "),
            ("if 1 { kill-ser", "if 1 { kill-server "),
            ("set -g mode-keys v", "set -g mode-keys vi "),
            ("select-layout ti", "select-layout tiled "),
            ("switch-client -t ", "switch-client -t s "),
            ("switch-client -ts", "switch-client -ts "),
            ("kill-pane -t ", "kill-pane -t s:0.0 "),
            ("bind -T copy-mode-", "bind -T copy-mode-vi "),
            ("nothing-like", "nothing-like"),
        ] {
            let (mut fixture, client) = open(typed);
            fixture.keys(client, &["Tab"]);
            assert_eq!(state(&fixture, client).0, completed, "{typed}");
        }
    }

    #[test]
    fn tab_lists_commands_flags_options_values_and_targets() {
        for (typed, some) in [
            ("li", &["link-window", "list-keys"][..]),
            ("", &["attach-session", "new-window"]),
            ("split-window -", &["-h", "-v"]),
            ("set -g sta", &["status", "status-left"]),
            ("set -w pane-b", &["pane-border-lines", "pane-base-index"]),
            ("set -g mouse ", &["on", "off"]),
            ("set -g status-position ", &["top", "bottom"]),
            ("select-window -t ", &["s:0", "s:1"]),
        ] {
            let (mut fixture, client) = open(typed);
            fixture.ok("new-window -d");
            fixture.keys(client, &["Tab"]);
            let (_, all) = state(&fixture, client);
            for text in some {
                assert!(all.iter().any(|one| one == text), "{typed}: {all:?}");
            }
        }
    }

    #[test]
    fn the_list_narrows_is_walked_and_closes() {
        let (mut fixture, client) = open("set -g mouse ");
        fixture.keys(client, &["Tab", "o"]);
        assert_eq!(state(&fixture, client).1, ["on", "off"]);
        fixture.keys(client, &["Tab", "Tab", "Up", "Down", "Enter"]);
        assert_eq!(state(&fixture, client).0, "set -g mouse off ");
        fixture.keys(client, &["Enter"]);
        assert_eq!(fixture.ok("show -gv mouse"), "off\n");
        fixture.keys(client, &["C-b", ":", "l", "i", "Tab", "Escape"]);
        assert_eq!(state(&fixture, client), ("li".to_owned(), vec![]));
        fixture.keys(client, &["Escape"]);
        assert!(!fixture.world.clients[&client].overlays.has::<Prompt>());
    }
}
