//! `list-keys`: list key bindings.

use crate::base::json::Json;
use crate::base::sorted::sort_by_key;
use crate::base::{Error, Key, KeyCode, Result};
use crate::lang::keys::{key_name, key_order, parse_key};
use crate::lang::script::{print_escaped, print_script, quote};
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::command::listing::either_json_or_format;
use crate::model::ops::messages;
use crate::model::script::table;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::key_tables::{Binding, KeyTables};
use crate::model::state::options::OptionScope;

/// List key bindings.
#[derive(clap::Args, Debug)]
pub struct ListKeys {
    /// List only the first binding
    #[arg(short = '1')]
    first: bool,
    /// With -N, include keys without a description
    #[arg(short = 'a')]
    all: bool,
    /// List keys with their descriptions
    #[arg(short = 'N')]
    notes: bool,
    /// Reverse the sort order
    #[arg(short = 'r')]
    reversed: bool,
    /// Output format
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Sort order: key (default), name
    #[arg(short = 'O', value_name = "order")]
    order: Option<String>,
    /// With -N, text before each key (default: the prefix key)
    #[arg(short = 'P', value_name = "prefix-string")]
    prefix: Option<String>,
    /// List only this key table
    #[arg(short = 'T', value_name = "key-table")]
    table: Option<String>,
    /// List only this key
    #[arg(value_name = "key")]
    key: Option<String>,
}

/// A binding with its key and key table.
struct Row {
    table: String,
    key: Key,
    binding: Binding,
}

impl Command for ListKeys {
    const NAME: &'static str = "list-keys";
    const ALIAS: &'static str = "lsk";
    const STARTS_SERVER: bool = true;
    const READ_ONLY_OK: bool = true;
    const AFTER_HOOK: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        either_json_or_format(Self::NAME, self.json, self.format.as_deref())?;
        let only = match &self.key {
            None => None,
            Some(name) => {
                Some(parse_key(name).ok_or_else(|| Error::user(format!("invalid key: {name}")))?)
            }
        };
        if let Some(table) = &self.table
            && !cx.world.keys.0.contains_key(table)
        {
            return Err(Error::user(format!("table {table} doesn't exist")));
        }
        let mut rows = self.rows(cx);
        rows.retain(|row| only.is_none_or(|key| key == row.key));
        if self.reversed {
            rows.reverse();
        }
        let lines = match &self.format {
            Some(format) => formatted(cx, &rows, format),
            None if self.json => vec![as_json(&rows)],
            None if self.notes => self.notes(cx, &rows),
            None => bindings(&rows),
        };
        if lines.is_empty()
            && let Some(key) = &self.key
        {
            return Err(Error::user(format!("unknown key: {key}")));
        }
        let count = if self.first { 1 } else { lines.len() };
        for line in lines.iter().take(count) {
            match cx
                .client_id()
                .filter(|c| self.first && cx.world.is_attached(*c))
            {
                Some(client) => {
                    messages::show_message(cx.world, client, &line.replace('#', "##"), None, false);
                }
                None => cx.print(line),
            }
        }
        Ok(Flow::Done)
    }
}

impl ListKeys {
    /// Returns the bindings to list, in order.
    fn rows(&self, cx: &CommandContext<'_>) -> Vec<Row> {
        let names: Vec<&str> = match &self.table {
            Some(table) => vec![table],
            None if self.notes => vec!["prefix", "root"],
            None => cx.world.keys.0.keys().map(String::as_str).collect(),
        };
        let as_tmux = cx.world.seen_as_tmux(cx.client_id());
        let mut rows = Vec::new();
        for name in names {
            let Some(keys) = cx.world.keys.0.get(name) else {
                continue;
            };
            let mut bound: Vec<(&Key, &Binding)> = keys.iter().collect();
            if self.order.as_deref() == Some("name") {
                sort_by_key(&mut bound, |(key, _)| key_name(**key));
            } else {
                sort_by_key(&mut bound, |(key, _)| key_order(**key));
            }
            rows.extend(bound.into_iter().map(|(key, binding)| Row {
                table: name.to_owned(),
                key: *key,
                binding: Binding {
                    script: table::listed(
                        cx.world.commands,
                        KeyTables::script_for(name, *key, binding, as_tmux),
                    ),
                    ..binding.clone()
                },
            }));
        }
        rows
    }

    fn notes(&self, cx: &CommandContext<'_>, rows: &[Row]) -> Vec<String> {
        let prefix = prefix(cx);
        let start = self.prefix.clone().unwrap_or(prefix);
        let shown = rows.iter().filter(|row| {
            let noted = self.all || !row.binding.note.is_empty();
            noted && !matches!(row.key.code, KeyCode::Mouse(_))
        });
        let shown: Vec<&Row> = shown.collect();
        let width = shown
            .iter()
            .map(|row| key_name(row.key).len())
            .max()
            .unwrap_or(0)
            + 1;
        let line = |row: &&Row| {
            let key = key_name(row.key);
            let note = if row.binding.note.is_empty() {
                print_escaped(&row.binding.script)
            } else {
                row.binding.note.clone()
            };
            let blank = " ".repeat(start.len());
            let before = match row.table.as_str() {
                _ if self.table.is_some() => self.prefix.as_deref().unwrap_or_default(),
                "prefix" => &start,
                _ => &blank,
            };
            format!("{before}{key:width$}{note}")
        };
        shown.iter().map(line).collect()
    }
}

/// Returns the bindings as JSON. The fields are format variables.
fn as_json(rows: &[Row]) -> String {
    let row = |row: &Row| {
        Json::object([
            ("key_table", Json::from(row.table.as_str())),
            ("key_string", key_name(row.key).into()),
            ("key_command", print_script(&row.binding.script).into()),
            ("key_note", row.binding.note.as_str().into()),
            ("key_repeat", row.binding.repeat.into()),
        ])
    };
    rows.iter().map(row).collect::<Json>().to_string()
}

/// Returns the name of the prefix key and a space, or nothing if there is no prefix key.
fn prefix(cx: &CommandContext<'_>) -> String {
    let session = cx.here().map(|p| p.session);
    let key = cx.world.get(options::PREFIX, OptionScope::Session(session));
    match key.code {
        KeyCode::None => String::new(),
        _ => format!("{} ", key_name(key)),
    }
}

/// Returns the bindings as aligned `bind-key` commands, which `source-file` can run.
fn bindings(rows: &[Row]) -> Vec<String> {
    let repeats = rows.iter().any(|row| row.binding.repeat);
    let keys: Vec<String> = rows.iter().map(|row| quote(&key_name(row.key))).collect();
    let tables: Vec<String> = rows.iter().map(|row| quote(&row.table)).collect();
    let table_width = tables.iter().map(String::len).max().unwrap_or(0);
    let key_width = keys.iter().map(String::len).max().unwrap_or(0);
    let lines = rows
        .iter()
        .zip(&tables)
        .zip(&keys)
        .map(|((row, table), key)| {
            let repeat = match (repeats, row.binding.repeat) {
                (false, _) => "",
                (true, true) => "-r ",
                (true, false) => "   ",
            };
            let commands = print_escaped(&row.binding.script);
            format!("bind-key {repeat}-T {table:table_width$} {key:key_width$} {commands}")
        });
    lines.collect()
}

fn formatted(cx: &CommandContext<'_>, rows: &[Row], format: &str) -> Vec<String> {
    let prefix = prefix(cx);
    let has_repeat = rows.iter().any(|row| row.binding.repeat);
    let bit = |on: bool| if on { "1" } else { "0" }.to_owned();
    let key_width = rows
        .iter()
        .map(|row| key_name(row.key).len())
        .max()
        .unwrap_or(0);
    let table_width = rows.iter().map(|row| row.table.len()).max().unwrap_or(0);
    let lines = rows.iter().map(|row| {
        let extra = [
            ("key_string", key_name(row.key)),
            ("key_table", row.table.clone()),
            ("key_command", print_escaped(&row.binding.script)),
            ("key_note", row.binding.note.clone()),
            ("key_repeat", bit(row.binding.repeat)),
            ("key_has_repeat", bit(has_repeat)),
            ("key_prefix", prefix.clone()),
            ("key_string_width", key_width.to_string()),
            ("key_table_width", table_width.to_string()),
        ];
        cx.expand_with(format, cx.here(), &extra)
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use crate::base::ClientInfo;
    use crate::base::sorted::SortedMap;
    use crate::lang::tables::bindings::{KEYS_OF_3_8, OWN_KEYS};
    use crate::model::commands::COMMANDS;
    use crate::model::state::host_info::HostInfo;
    use crate::model::state::world::World;
    use crate::model::testing::TestWorld;

    /// All default keys of tmux 3.7, as its `list-keys` prints them. Never changes.
    const OF_TMUX: &str = include_str!("../../../tests/fixtures/keys-of-tmux-3.7.txt");

    /// The default keys that tmux 3.8 adds, by table.
    const OF_3_8: &[(&str, &[&str])] = &[
        ("prefix", &["@", "T", "Tab", "BTab", "g"]),
        ("root", &["C-MouseDrag1Pane"]),
        (
            "move",
            &[
                "1", "2", "3", "4", "M-1", "M-2", "M-3", "M-4", "Up", "Down", "Left", "Right",
                "M-Up", "M-Down", "M-Left", "M-Right", "0", ",", ".",
            ],
        ),
    ];

    type Keys = SortedMap<(String, String), (bool, String)>;

    /// Whether the key repeats and its commands, by table and key.
    fn keys(listed: &str) -> Keys {
        let rows = listed.lines().map(|line| {
            let mut words = line.split_whitespace().skip(1).peekable();
            let repeats = words.next_if_eq(&"-r").is_some();
            let mut next = || words.next().unwrap_or_default().to_owned();
            let (_, table, key) = (next(), next(), next());
            ((table, key), (repeats, words.collect::<Vec<_>>().join(" ")))
        });
        rows.collect()
    }

    /// The default keys as a client that was started as `tmux` sees them.
    fn listed(fixture: &mut TestWorld) -> Keys {
        let caller = ClientInfo {
            as_tmux: true,
            ..ClientInfo::default()
        };
        let client = fixture.start("list-keys", caller);
        keys(&fixture.answer(client).out)
    }

    fn as_tmux() -> TestWorld {
        let host = HostInfo {
            as_tmux: true,
            version: "3.7c".into(),
            ..TestWorld::host()
        };
        let mut fixture = TestWorld::new();
        fixture.world = World::new(host, COMMANDS);
        fixture.ok("new-session -d");
        fixture
    }

    #[test]
    fn as_tmux_the_default_keys_are_those_of_tmux() {
        let of_tmux = keys(OF_TMUX);
        for (table, count) in [
            ("prefix", 88),
            ("root", 24),
            ("copy-mode", 75),
            ("copy-mode-vi", 88),
        ] {
            let of_table = of_tmux.keys().filter(|(known, _)| known == table);
            assert_eq!(of_table.count(), count, "{table}");
        }
        let mut fixture = as_tmux();
        assert!(listed(&mut fixture) == of_tmux);
        fixture.ok("set -g compatibility 3.8");
        let mut later = listed(&mut fixture);
        for (table, names) in OF_3_8 {
            for name in *names {
                let key = ((*table).to_owned(), (*name).to_owned());
                assert!(later.remove(&key).is_some(), "{table} {name}");
            }
        }
        // A drag with Ctrl begins with this one.
        let gone = ("root".to_owned(), "C-MouseDown1Pane".to_owned());
        assert!(!later.contains_key(&gone));
        let mut kept = of_tmux.clone();
        kept.remove(&gone);
        assert!(later == kept);
        fixture.ok("set -g compatibility 3.7");
        assert!(listed(&mut fixture) == of_tmux);
    }

    /// The names of the commands in a text, in order.
    fn commands(text: &str) -> Vec<&str> {
        let named = |word: &&str| COMMANDS.iter().any(|def| def.name == *word);
        text.split_whitespace().filter(named).collect()
    }

    #[test]
    fn as_mux_every_default_key_of_tmux_runs_the_same_commands() {
        let mut fixture = TestWorld::new();
        let mut own = keys(&fixture.ok("list-keys"));
        for ((table, key), (repeats, text)) in &keys(OF_TMUX) {
            let found = own.remove(&(table.clone(), key.clone()));
            let (own_repeats, own_text) = found.unwrap_or_default();
            let wanted = match (&**table, &**key) {
                ("prefix", "?") => vec!["choose-key"],
                _ => commands(text),
            };
            // The menu of the session has one more entry at its end.
            let own = commands(&own_text);
            let own = own.get(..wanted.len()).unwrap_or(&own);
            assert_eq!((own_repeats, own), (*repeats, &*wanted), "{table} {key}");
        }
        let known = OWN_KEYS.iter().chain(KEYS_OF_3_8);
        let known = |row: &(String, String)| {
            { known.clone() }.any(|(table, key)| *table == row.0 && *key == row.1)
        };
        let more: Vec<_> = own.keys().filter(|row| !known(row)).collect();
        assert!(more.is_empty(), "{more:?}");
    }

    #[test]
    fn listed_bindings_can_be_read_back() {
        let mut fixture = TestWorld::new();
        let odd = "bind -T odd \\; display-popup -E 'a b'\n\
                   bind -rT odd '\"' { send-keys -- -x ; if -F 1 { neww } }\n\
                   bind -T odd '#' command-prompt { rename-window -- '%%' }\n\
                   bind -T odd '~' display-message '~/$HOME #{pane_id}; \\\\ \"'\n\
                   bind -T 'a table' '$' set -g @k { killp -a }\n\
                   bind -T odd S-Up send-keys -l \"a\\tb\\033\\351\"\n";
        fixture.files.insert("/odd".into(), odd.into());
        fixture.ok("source /odd");
        let listed = fixture.ok("list-keys");
        fixture.files.insert("/keys".into(), listed.clone());
        for table in [
            "prefix",
            "root",
            "move",
            "copy-mode",
            "copy-mode-vi",
            "odd",
            "'a table'",
        ] {
            fixture.ok(&format!("unbind -a -T {table}"));
        }
        assert_eq!(fixture.ok("list-keys"), "");
        fixture.ok("source /keys");
        assert_eq!(fixture.ok("list-keys"), listed);
    }

    #[test]
    fn shown_options_can_be_read_back() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -g @odd \"a\\tb #{x} 'c' \\\"d\\\" ~ ; \\$HOME\"");
        fixture.ok("set -g @block { splitw -h ; popup }");
        for (scope, set) in [("-s", "-s"), ("-g", "-g"), ("-gw", "-gw")] {
            let shown = fixture.ok(&format!("show-options {scope}"));
            let lines = shown.lines().filter(|line| line.contains(' '));
            let text: String = lines.map(|line| format!("set {set} {line}\n")).collect();
            fixture.files.insert("/options".into(), text);
            let answer = fixture.run("source /options");
            assert_eq!((answer.out.as_str(), answer.err.as_str()), ("", ""));
            assert_eq!(fixture.ok(&format!("show-options {scope}")), shown);
        }
    }
}
