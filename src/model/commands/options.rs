//! `options`: list the settings that were changed by hand.

use crate::base::json::Json;
use crate::base::{Error, Result};
use crate::lang::keys::key_name;
use crate::lang::script::print_script;
use crate::lang::tables::option_def::Scope;
use crate::lang::tables::option_lookup::all;
use crate::lang::tables::option_lookup::get;
use crate::lang::tables::option_value::Value;
use crate::model::command::def::Command;
use crate::model::ops::settings::hand_changes;
use crate::model::ops::{option_changes, window_size};
use crate::model::persist::saved_settings;
use crate::model::state::command::{CommandContext, Flow};

use crate::model::state::options::default;
use crate::model::state::settings::hand_changes::{GlobalOptions, Setting, SettingValue};

/// List global options and who set them, or the settings that were changed by hand.
#[derive(clap::Args, Debug)]
pub struct Options {
    /// List only what was changed by hand: options, hooks, key bindings and environment
    #[arg(long)]
    changed: bool,
    /// Print the changes as commands for a configuration file
    #[arg(long)]
    write: bool,
    /// Undo a change: the value of the configuration file, or the default, applies again
    #[arg(long)]
    forget: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Only this option, variable or key (a key with its table, such as "prefix x")
    #[arg(value_name = "name")]
    name: Vec<String>,
}

impl Command for Options {
    const NAME: &'static str = "options";
    const OWN: bool = true;

    fn run(mut self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        self.name.retain(|word| {
            let flag = match word.as_str() {
                "--changed" => &mut self.changed,
                "--write" => &mut self.write,
                "--forget" => &mut self.forget,
                "--json" => &mut self.json,
                _ => return true,
            };
            *flag = true;
            false
        });
        if self.write && self.json {
            return Err(Error::user(
                "options: --write and --json exclude each other",
            ));
        }
        let name = self.name.join(" ");
        let wanted = Some(name.as_str()).filter(|name| !name.is_empty());
        let changed: Vec<Setting> = cx.world.hand_changes.originals.keys().cloned().collect();
        let changed = changed.into_iter();
        let changed: Vec<Setting> = changed
            .filter(|s| wanted.is_none_or(|w| is(s, w)))
            .collect();
        if self.forget {
            return forget(cx, wanted, &changed);
        }
        if self.write {
            for setting in &changed {
                let value = cx.world.setting(setting);
                cx.print(&saved_settings::command(setting, value.as_ref()));
            }
            return Ok(Flow::Done);
        }
        let rows = if self.changed {
            changed
        } else {
            every(cx, wanted)
        };
        if rows.is_empty() && wanted.is_some() {
            return Err(Error::not_found(format!(
                "options: {name} is {}",
                if self.changed {
                    "not changed by hand"
                } else {
                    "no global option"
                }
            )));
        }
        if self.json {
            let rows: Json = rows.iter().map(|setting| as_json(cx, setting)).collect();
            cx.print(&rows.to_string());
            return Ok(Flow::Done);
        }
        for setting in &rows {
            let line = line(cx, setting);
            cx.print(&line);
        }
        Ok(Flow::Done)
    }
}

/// Whether `name` names the setting: an option with or without its index, a variable, or a key
/// table and a key.
fn is(setting: &Setting, name: &str) -> bool {
    match setting {
        Setting::Option { name: option, .. } => option == name || title(setting) == name,
        Setting::Key { .. } | Setting::Variable(_) => title(setting) == name,
    }
}

fn title(setting: &Setting) -> String {
    match setting {
        Setting::Option { name, index, .. } => match index {
            Some(index) => format!("{name}[{index}]"),
            None => name.clone(),
        },
        Setting::Key { table, key } => format!("{table} {}", key_name(*key)),
        Setting::Variable(name) => name.clone(),
    }
}

const fn kind(setting: &Setting) -> &'static str {
    match setting {
        Setting::Option { .. } => "option",
        Setting::Key { .. } => "key",
        Setting::Variable(_) => "environment",
    }
}

/// Every global option, elements of arrays apart.
fn every(cx: &CommandContext<'_>, wanted: Option<&str>) -> Vec<Setting> {
    let mut rows = Vec::new();
    for (table, scope) in [
        (GlobalOptions::Server, Scope::SERVER),
        (GlobalOptions::Session, Scope::SESSION),
        (GlobalOptions::Window, Scope::WINDOW),
    ] {
        let user = cx.world.option_set(table.scope()).into_iter();
        let user = user.flat_map(|set| set.0.keys().filter(|name| name.starts_with('@')).cloned());
        let known = all().filter(|def| def.scope.contains(scope));
        let names = user.chain(known.map(|def| def.name.to_owned()));
        for name in names {
            let whole = Setting::Option {
                table,
                name: name.clone(),
                index: None,
            };
            match cx.world.setting(&whole) {
                Some(SettingValue::Option(Value::Array(items))) => {
                    rows.extend(items.into_keys().map(|index| Setting::Option {
                        table,
                        name: name.clone(),
                        index: Some(index),
                    }));
                }
                Some(_) => rows.push(whole),
                None => {}
            }
        }
    }
    rows.retain(|setting| wanted.is_none_or(|name| is(setting, name)));
    rows
}

fn shown(value: Option<&SettingValue>) -> Option<String> {
    Some(match value? {
        SettingValue::Option(value) => value.to_string(),
        SettingValue::Binding(binding) => print_script(&binding.script),
        SettingValue::Variable(variable) => match &variable.value {
            Some(value) => value.clone(),
            None => "(removed)".to_owned(),
        },
    })
}

/// The name, the value and its origin.
fn line(cx: &CommandContext<'_>, setting: &Setting) -> String {
    let value = cx.world.setting(setting);
    let value = shown(value.as_ref()).unwrap_or_else(|| "(none)".to_owned());
    let title = title(setting);
    let start = match setting {
        Setting::Option { .. } => title,
        Setting::Key { .. } | Setting::Variable(_) => format!("{} {title}", kind(setting)),
    };
    match origin(cx, setting) {
        "user" => {
            let original = cx.world.hand_changes.originals.get(setting);
            let before = original.and_then(|original| shown(original.as_ref()));
            let before = before.unwrap_or_else(|| "(none)".to_owned());
            format!("{start}: {value} (changed by hand, before: {before})")
        }
        "config" => format!("{start}: {value} (configuration)"),
        _ => format!("{start}: {value}"),
    }
}

/// Who set the value: `user`, `config` or `default`.
fn origin(cx: &CommandContext<'_>, setting: &Setting) -> &'static str {
    if cx.world.hand_changes.originals.contains_key(setting) {
        return "user";
    }
    let Setting::Option { table, name, index } = setting else {
        return "config";
    };
    let fresh = cx.world.default_options();
    let set = match table {
        GlobalOptions::Server => fresh.server,
        GlobalOptions::Session => fresh.session,
        GlobalOptions::Window => fresh.window,
    };
    let usual = match (set.get(name).or_else(|| default(name)), index) {
        (Some(value), Some(index)) => {
            let item = value.item(*index);
            item.map(|text| SettingValue::Option(Value::Str(text.to_owned())))
        }
        (value, _) => value.cloned().map(SettingValue::Option),
    };
    if usual == cx.world.setting(setting) {
        "default"
    } else {
        "config"
    }
}

fn as_json(cx: &CommandContext<'_>, setting: &Setting) -> Json {
    let value = cx.world.setting(setting);
    let original = match cx.world.hand_changes.originals.get(setting) {
        Some(original) => original.clone(),
        None => value.clone(),
    };
    let (table, name, index) = match setting {
        Setting::Option { table, name, index } => (Some(table.name()), name.clone(), *index),
        Setting::Key { table, key } => (Some(table.as_str()), key_name(*key), None),
        Setting::Variable(name) => (None, name.clone(), None),
    };
    Json::object([
        ("kind", Json::from(kind(setting))),
        ("table", table.into()),
        ("name", name.into()),
        ("index", index.into()),
        ("value", typed(value.as_ref())),
        ("original", typed(original.as_ref())),
        ("set_by", origin(cx, setting).into()),
        (
            "command",
            saved_settings::command(setting, value.as_ref()).into(),
        ),
    ])
}

/// The value as a boolean, a number or a string; `null` if there is none.
fn typed(value: Option<&SettingValue>) -> Json {
    match value {
        Some(SettingValue::Option(Value::Flag(on))) => Json::Bool(*on),
        Some(SettingValue::Option(Value::Num(number))) => Json::Number(*number),
        Some(SettingValue::Variable(variable)) => variable.value.clone().into(),
        other => shown(other).into(),
    }
}

/// Gives settings their original values back.
fn forget(cx: &mut CommandContext<'_>, wanted: Option<&str>, changed: &[Setting]) -> Result<Flow> {
    let Some(name) = wanted else {
        return Err(Error::user(
            "options --forget: missing NAME (mux options --changed lists the names)",
        ));
    };
    if changed.is_empty() {
        return Err(Error::not_found(format!(
            "options: {name} is not changed by hand"
        )));
    }
    for setting in changed {
        hand_changes::forget(cx.world, setting);
        if let Setting::Option { name, .. } = setting
            && let Some(def) = get(name)
        {
            option_changes::apply_option_change(cx.world, def);
        }
    }
    window_size::redraw_all(cx.world);
    Ok(Flow::Done)
}

#[cfg(test)]
mod tests {
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    /// A world after the configuration file `text`.
    fn configured(text: &str) -> TestWorld {
        let mut fixture = TestWorld::new();
        fixture.files.insert("/config".into(), text.into());
        fixture.apply(Input::Start {
            config: vec!["/config".into()],
            explicit: true,
        });
        fixture
    }

    /// A server that starts with the saved changes of `before`, after the configuration file
    /// `text`.
    fn restarted(before: &TestWorld, text: &str) -> TestWorld {
        let mut fixture = TestWorld::new();
        fixture.files.insert("/config".into(), text.into());
        let found = crate::model::state::store_request::FoundLayout {
            settings: crate::model::state::settings::hand_changes::SavedSettings {
                commands: crate::model::persist::saved_settings::commands(&before.world),
                buffers: Vec::new(),
                ..Default::default()
            },
            ..Default::default()
        };
        fixture.apply(Input::FoundLayout(Box::new(found)));
        fixture.apply(Input::Start {
            config: vec!["/config".into()],
            explicit: true,
        });
        fixture
    }

    #[test]
    fn a_change_by_hand_is_listed_and_one_of_the_configuration_is_not() {
        for (config, line, written) in [
            ("set -g status off", "", ""),
            ("", "set -g status off", "set-option -g status off\n"),
            ("", "set -s escape-time 7", "set-option -s escape-time 7\n"),
            ("", "set -gw mode-keys vi", "set-option -gw mode-keys vi\n"),
            ("", "set -g @x 'a  b'", "set-option -g @x \"a  b\"\n"),
            ("", "set -s @x y", "set-option -s @x y\n"),
            ("", "set -g status off ; set -g status on", ""),
            ("set -g @x y", "set -g @x y", ""),
            ("set -g @x y", "set -gu @x", "set-option -gu @x\n"),
            ("", "set -g @x y ; set -gu @x", ""),
            ("", "setenv -g A 'b c'", "set-environment -g A \"b c\"\n"),
            ("", "setenv -gh A b", "set-environment -gh A b\n"),
            ("", "setenv -gr A", "set-environment -gr A\n"),
            ("A=b", "setenv -gu A", "set-environment -gu A\n"),
            ("setenv -g A b", "", ""),
            ("A=b\n%hidden B=c", "", ""),
            (
                "",
                "bind -rN 'a note' -T mine x 'display a ; display \"b;\"'",
                "bind-key -r -N \"a note\" -T mine x { display-message a ; display-message \"b;\" }\n",
            ),
            ("bind X display hi", "", ""),
            ("", "unbind c", "unbind-key -T prefix c\n"),
            (
                "set-hook -g session-created 'display a'",
                "set-hook -ga session-created 'display b'",
                "set-option -g session-created[1] \"display-message b\"\n",
            ),
            (
                "",
                "set -s command-alias[9] 'x=display y'",
                "set-option -s command-alias[9] \"x=display y\"\n",
            ),
            (
                "",
                "set -su 'command-alias[0]'",
                "set-option -su command-alias[0]\n",
            ),
            ("", "set status off ; setw mode-keys vi ; setenv A b", ""),
            ("if-shell -b good 'set -g @x y'", "", ""),
            ("run-shell -C 'set -g @x y'", "", ""),
        ] {
            let mut fixture = TestWorld::new();
            fixture.jobs.insert("good".into(), (String::new(), 0));
            fixture.files.insert("/config".into(), config.into());
            fixture.apply(Input::Start {
                config: vec!["/config".into()],
                explicit: true,
            });
            if !line.is_empty() {
                fixture.ok(line);
            }
            assert_eq!(fixture.ok("options --write"), written, "{config} / {line}");
        }
    }

    #[test]
    fn changes_by_hand_are_applied_over_the_configuration() {
        for (config, line, show, shown) in [
            (
                "set -g prefix C-a",
                "set -g prefix C-q",
                "show -gv prefix",
                "C-q\n",
            ),
            ("set -g @x y", "set -gu @x", "show -gqv @x", ""),
            (
                "",
                "bind X display hi",
                "list-keys -T prefix X",
                "bind-key -T prefix X display-message hi\n",
            ),
            (
                "bind X display hi",
                "unbind X",
                "list-keys -T prefix -F '#{key_string}' X",
                "",
            ),
            (
                "",
                "setenv -g A '$B ~ \"c\" {'",
                "showenv -g A",
                "A=$B ~ \"c\" {\n",
            ),
            (
                "",
                "set -g @x \"a\\nb ; #{c} 'd'\"",
                "show -gv @x",
                "a\nb ; #{c} 'd'\n",
            ),
            (
                "set-hook -g session-created 'display a'",
                "set-hook -ga session-created 'display b'",
                "show-hooks -g session-created",
                "session-created[0] display-message a\nsession-created[1] display-message b\n",
            ),
        ] {
            let mut before = configured(config);
            before.ok(line);
            let mut after = restarted(&before, config);
            let got = after.run(show);
            assert_eq!(got.out, shown, "{line}: {}", got.err);
            let written = before.ok("options --write");
            assert_eq!(after.ok("options --write"), written, "{line}");
            // The commands can be read back from a file.
            let mut sourced = configured(config);
            sourced.files.insert("/changes".into(), written.clone());
            sourced.ok("source /changes");
            assert_eq!(sourced.run(show).out, shown, "{written}");
        }
    }

    #[test]
    fn reading_the_configuration_again_makes_its_settings_its_own() {
        let config = "set -g prefix C-a\nsource /more";
        let mut fixture = configured(config);
        fixture
            .files
            .insert("/more".into(), "set -g @x config".into());
        fixture
            .files
            .insert("/other".into(), "set -g @y other".into());
        fixture.ok("set -g prefix C-q ; set -g @x hand");
        fixture.ok("source /config");
        assert_eq!(fixture.ok("options --write"), "");
        assert_eq!(fixture.ok("show -gv prefix"), "C-a\n");
        // A file that the configuration loads is a part of it, other files are not.
        fixture.ok("set -g @x hand ; source /more");
        assert_eq!(fixture.ok("options --write"), "");
        fixture.ok("source /other");
        assert_eq!(fixture.ok("options --write"), "set-option -g @y other\n");
    }

    #[test]
    fn keys_of_the_configuration_change_settings_by_hand_and_hooks_do_not() {
        let config = "bind T { set -g @key x }\nset-hook -g after-new-window 'set -g @hook x'";
        let mut fixture = configured(config);
        let client = fixture.attach();
        fixture.ok("new-window");
        fixture.keys(client, &["C-b", "T"]);
        assert_eq!(fixture.format("#{@key}#{@hook}"), "xx");
        assert_eq!(fixture.ok("options --write"), "set-option -g @key x\n");
    }

    #[test]
    fn a_forgotten_change_gives_the_original_value_back() {
        let mut fixture = configured("set -g prefix C-a\nbind X display config\nsetenv -g A b");
        for (change, name, show, shown) in [
            ("set -g prefix C-q", "prefix", "show -gv prefix", "C-a\n"),
            ("set -g status off", "status", "show -gv status", "on\n"),
            ("set -g @x y", "@x", "show -gqv @x", ""),
            ("setenv -g A c", "A", "showenv -g A", "A=b\n"),
            (
                "bind X display hand",
                "prefix X",
                "list-keys -T prefix -F '#{key_command}' X",
                "display-message config\n",
            ),
            (
                "unbind X",
                "'prefix X'",
                "list-keys -T prefix -F '#{key_command}' X",
                "display-message config\n",
            ),
            (
                "set -su 'command-alias[0]'",
                "command-alias",
                "show -sv command-alias[0]",
                "split-pane=split-window\n",
            ),
        ] {
            fixture.ok(change);
            fixture.ok(&format!("options --forget {name}"));
            assert_eq!(fixture.ok(show), shown, "{change}");
            assert_eq!(fixture.ok("options --changed"), "", "{change}");
        }
        assert_eq!(
            fixture.fails("options --forget prefix"),
            "options: prefix is not changed by hand"
        );
    }

    #[test]
    fn lists_say_what_was_before() {
        let mut fixture = configured("set -g prefix C-a");
        fixture.ok("set -g prefix C-q ; set -s escape-time 7");
        assert_eq!(
            fixture.ok("options --changed"),
            "escape-time: 7 (changed by hand, before: 10)\n\
             prefix: C-q (changed by hand, before: C-a)\n"
        );
        assert_eq!(
            fixture.ok("options --changed --json escape-time"),
            "[{\"kind\":\"option\",\"table\":\"server\",\"name\":\"escape-time\",\"index\":null,\
             \"value\":7,\"original\":10,\"set_by\":\"user\",\
             \"command\":\"set-option -s escape-time 7\"}]\n"
        );
        assert_eq!(fixture.ok("options mouse"), "mouse: on\n");
    }
}
