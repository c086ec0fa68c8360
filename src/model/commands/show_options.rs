//! `show-options`: show options and their values.

use crate::base::json::Json;
use crate::base::{Error, Result};
use crate::lang::config;
use crate::lang::parse_env::EmptyEnv;
use crate::lang::script::{print_escaped, quote};
use crate::lang::tables::choices::Compatibility;
use crate::lang::tables::hooks::{is_hook, is_newer};
use crate::lang::tables::option_def::{OptionDef, Scope};
use crate::lang::tables::option_lookup::{self, Named, all};
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options::{self, OWN_OPTIONS};
use crate::model::command::def::Command;
use crate::model::commands::set_option::{Whose, option, own};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::options::{OptionScope, default, look};

/// Show options and their values.
#[derive(clap::Args, Debug, Default)]
pub struct ShowOptions {
    /// Include inherited options, marked with an asterisk
    #[arg(short = 'A')]
    pub(super) inherited: bool,
    /// Show global options
    #[arg(short = 'g')]
    pub(super) global: bool,
    /// Include hooks
    #[arg(short = 'H')]
    pub(super) hooks: bool,
    /// Print as JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Show options of the pane
    #[arg(short = 'p')]
    pub(super) pane: bool,
    /// Do not report unknown options
    #[arg(short = 'q')]
    pub(super) quiet: bool,
    /// Show server options
    #[arg(short = 's')]
    pub(super) server: bool,
    /// Show only the values
    #[arg(short = 'v')]
    pub(super) values: bool,
    /// Show options of the window
    #[arg(short = 'w')]
    pub(super) window: bool,
    /// Output format, with option_name and option_value
    #[arg(short = 'F', value_name = "format")]
    pub(super) format: Option<String>,
    /// Target session, window or pane (default: the current one)
    #[arg(short = 't', value_name = "target-pane")]
    pub(super) target: Option<String>,
    /// Show only this option
    #[arg(value_name = "option")]
    pub(super) name: Option<String>,
    /// Print several commands of a hook with `\;` between them, as arguments of `set-hook`. tmux
    /// prints `;`.
    #[arg(skip)]
    pub(super) escaped: bool,
}

impl Command for ShowOptions {
    const NAME: &'static str = "show-options";
    const ALIAS: &'static str = "show";
    const AFTER_HOOK: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        self.apply(cx, false)
    }
}

impl ShowOptions {
    /// Prints the options, or with `only_hooks` the hooks.
    ///
    /// # Errors
    /// tmux's messages, such as `invalid option: x`.
    pub(super) fn apply(self, cx: &mut CommandContext<'_>, only_hooks: bool) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref()).ok();
        let whose = Whose {
            global: self.global,
            pane: self.pane,
            server: self.server,
            window: self.window,
            target: self.target.as_deref(),
        };
        let lines = match &self.name {
            None => whose
                .by_flags(place)
                .map(|of| self.every(cx, of, only_hooks)),
            Some(name) => {
                let argument = cx.expand(name, place);
                option(cx, &argument).and_then(|named| {
                    let of = match &named {
                        Named::Known(def, _) => whose.by_name(def, place)?,
                        Named::User(_) => whose.by_flags(place)?,
                    };
                    self.one(cx, &named, of, &argument)
                })
            }
        };
        match lines {
            Err(_) if self.quiet => {}
            lines => {
                let mut lines = lines?;
                if self.json {
                    lines = vec![format!("[{}]", lines.join(","))];
                }
                lines.iter().for_each(|line| cx.print(line));
            }
        }
        Ok(Flow::Done)
    }

    /// Returns the lines of one option.
    fn one(
        &self,
        cx: &CommandContext<'_>,
        named: &Named,
        of: OptionScope,
        argument: &str,
    ) -> Result<Vec<String>> {
        let name = match named {
            Named::Known(def, _) => def.name,
            Named::User(name) => name,
        };
        let mine = own(cx, name, of);
        let inherited = mine.is_none() && self.inherited;
        let value = match mine {
            None if self.inherited => cx.world.option(name, of).cloned(),
            mine => mine,
        };
        let Some(value) = value else {
            return match named {
                Named::User(_) => Err(Error::user(format!("invalid option: {argument}"))),
                Named::Known(..) => Ok(vec![]),
            };
        };
        if let Named::Known(_, Some(index)) = named {
            let text = value.item(*index).unwrap_or_default();
            let alone = Value::Array([(*index, text.to_owned())].into());
            return Ok(self.lines(cx, name, &alone, inherited));
        }
        Ok(self.lines(cx, name, &value, inherited))
    }

    /// Returns the lines of all options or hooks of an object.
    fn every(&self, cx: &CommandContext<'_>, of: OptionScope, only_hooks: bool) -> Vec<String> {
        let mut lines = Vec::new();
        let users = cx.world.option_set(of).into_iter().flat_map(|set| &set.0);
        for (name, value) in users.filter(|(name, _)| name.starts_with('@') && !only_hooks) {
            lines.extend(self.lines(cx, name, value, false));
        }
        let scope = match of {
            OptionScope::Server => Scope::SERVER,
            OptionScope::Session(_) => Scope::SESSION,
            OptionScope::Window(_) => Scope::WINDOW,
            OptionScope::Pane(_) => Scope::PANE,
        };
        let set = cx.world.option_set(of);
        let is_set = |def: &OptionDef| set.is_some_and(|set| set.get(def.name).is_some());
        let older = cx.is_exact()
            && cx.world.get(options::COMPATIBILITY, OptionScope::Server) == Compatibility::V3_7;
        let unknown = |def: &OptionDef| OWN_OPTIONS.contains(&def.name) || is_newer(def);
        for def in all().filter(|def| def.scope.contains(scope)) {
            // A script for tmux that sets a style sets this option too, without knowing it.
            let known = is_set(def) && def.name != options::DEFAULT_LOOK.name();
            if older && unknown(def) && !known {
                continue;
            }
            let hook = is_hook(def);
            if hook != only_hooks && !(hook && self.hooks) {
                continue;
            }
            let mine = own(cx, def.name, of);
            let inherited = mine.is_none();
            let value = match mine {
                None if self.inherited => cx.world.option(def.name, of).cloned(),
                mine => mine,
            };
            if let Some(value) = value {
                lines.extend(self.lines(cx, def.name, &value, inherited));
            }
        }
        lines
    }

    fn lines(
        &self,
        cx: &CommandContext<'_>,
        name: &str,
        value: &Value,
        inherited: bool,
    ) -> Vec<String> {
        let usual = cx.is_exact().then(|| tmux_default(name, value)).flatten();
        let value = usual.unwrap_or(value);
        if let Some(format) = &self.format {
            formatted(cx, format, name, value, inherited)
        } else if self.json {
            as_json(name, value, inherited)
        } else if self.values {
            value.values()
        } else {
            let def = option_lookup::get(name);
            match value {
                Value::Array(items) if name == options::THEMES.name() && !items.is_empty() => {
                    let star = if inherited { "*" } else { "" };
                    let parts = items
                        .values()
                        .map(|text| text.split_once('=').unwrap_or((text, "")));
                    let lines = parts
                        .map(|(theme, roles)| format!("{name}[{theme}]{star} {}", quote(roles)));
                    lines.collect()
                }
                Value::Array(items) if self.escaped && def.is_some_and(is_hook) => {
                    let items = items.iter().map(|(n, text)| (*n, escaped(text)));
                    Value::Array(items.collect()).lines(name, def, inherited)
                }
                value => value.lines(name, def, inherited),
            }
        }
    }
}

/// tmux's default of an option of the look that has mux's: scripts for tmux build on theirs.
fn tmux_default(name: &str, value: &Value) -> Option<&'static Value> {
    let own = look()
        .iter()
        .any(|(def, own)| def.name == name && own == value);
    own.then(|| default(name)).flatten()
}

/// An option as lines in a format, one for each element of an array.
fn formatted(
    cx: &CommandContext<'_>,
    format: &str,
    name: &str,
    value: &Value,
    inherited: bool,
) -> Vec<String> {
    let line = |name: String, text: String| {
        let extra = [
            ("option_name", name),
            ("option_value", text),
            ("option_is_array", is_array(value)),
            ("option_is_global", u8::from(inherited).to_string()),
        ];
        cx.expand_with(format, cx.here(), &extra)
    };
    match value {
        Value::Array(items) => {
            let items = items.iter();
            items
                .map(|(index, text)| line(format!("{name}[{index}]"), text.clone()))
                .collect()
        }
        other => vec![line(name.to_owned(), other.to_string())],
    }
}

fn is_array(value: &Value) -> String {
    u8::from(matches!(value, Value::Array(_))).to_string()
}

/// The commands of a hook as arguments of another command.
fn escaped(commands: &str) -> String {
    let (script, errors) = config::parse(commands, None, &mut EmptyEnv);
    match errors.is_empty() {
        true => print_escaped(&script),
        false => commands.to_owned(),
    }
}

/// An option as JSON objects, one for each element of an array.
fn as_json(name: &str, value: &Value, inherited: bool) -> Vec<String> {
    let row = |index: Option<u32>, value: Json| {
        Json::object([
            ("name", Json::from(name)),
            ("index", index.into()),
            ("value", value),
            ("inherited", inherited.into()),
        ])
        .to_string()
    };
    match value {
        Value::Array(items) => {
            let items = items.iter();
            items
                .map(|(index, text)| row(Some(*index), text.as_str().into()))
                .collect()
        }
        Value::Flag(on) => vec![row(None, Json::Bool(*on))],
        Value::Num(number) => vec![row(None, Json::Number(*number))],
        Value::Str(_) | Value::Choice(_) | Value::Key(_) | Value::Colour(_) => {
            vec![row(None, value.to_string().into())]
        }
    }
}
