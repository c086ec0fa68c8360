//! `set-option`: set or unset an option.

use crate::base::{Error, Result};
use crate::lang::config::is_for_tmux;
use crate::lang::script::print_script;
use crate::lang::tables::option_def::{Kind, OptionDef, Scope};
use crate::lang::tables::option_lookup::{Named, all, find};
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::layout::{AutoLayout, Shares};
use crate::model::command::def::Command;
use crate::model::ops::screens::themes;
use crate::model::ops::settings::{hand_changes, look};
use crate::model::ops::{option_changes, window_size};
use crate::model::script::{hint, parse, table};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::options::{OptionScope, OptionSet, default};

/// Set or unset an option.
#[derive(clap::Args, Debug, Default)]
pub struct SetOption {
    /// Append to the value
    #[arg(short = 'a')]
    pub(super) append: bool,
    /// Expand formats in the value
    #[arg(short = 'F')]
    pub(super) expand: bool,
    /// Set the global option, for all sessions or windows
    #[arg(short = 'g')]
    pub(super) global: bool,
    /// Only set an option that is not set yet
    #[arg(short = 'o')]
    pub(super) once: bool,
    /// Set the option of the pane
    #[arg(short = 'p')]
    pub(super) pane: bool,
    /// Do not report unknown options
    #[arg(short = 'q')]
    pub(super) quiet: bool,
    /// Set a server option
    #[arg(short = 's')]
    pub(super) server: bool,
    /// Like -u, and unset it in all panes of the window too
    #[arg(short = 'U')]
    pub(super) unset_panes: bool,
    /// Unset, so that the inherited value applies again
    #[arg(short = 'u')]
    pub(super) unset: bool,
    /// Set the option of the window
    #[arg(short = 'w')]
    pub(super) window: bool,
    /// Target session, window or pane (default: the current one)
    #[arg(short = 't', value_name = "target-pane")]
    pub(super) target: Option<String>,
    /// Name of the option
    #[arg(value_name = "option", required = true)]
    pub(super) name: String,
    /// Value of the option (default: toggle an on-off option)
    #[arg(value_name = "value")]
    pub(super) value: Option<String>,
    /// The value is the text of several words, of which the last may be a block.
    #[arg(skip)]
    pub(super) joined: bool,
}

impl Command for SetOption {
    const NAME: &'static str = "set-option";
    const ALIAS: &'static str = "set";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        self.apply(cx)
    }
}

/// Finds an option by its name, as [`find`]; people get a hint.
///
/// # Errors
/// As [`find`].
pub(super) fn option(cx: &CommandContext<'_>, argument: &str) -> Result<Named> {
    if let Some(name) = theme_index(argument) {
        let index = themes::index(cx.world, name);
        return Ok(Named::Known(options::THEMES.def(), Some(index)));
    }
    find(argument).map_err(|mut error| {
        if !cx.is_exact() && error.message == format!("invalid option: {argument}") {
            let names = all().map(|def| def.name);
            error.message = hint::did_you_mean(&error.message, argument, names);
        }
        error
    })
}

/// The name in `themes[NAME]`; `None` for other options and for a number.
fn theme_index(argument: &str) -> Option<&str> {
    let name = argument.strip_prefix("themes[")?.strip_suffix(']')?;
    let number = name.bytes().all(|b| b.is_ascii_digit());
    (!number).then_some(name)
}

/// The scope flags of a command about options.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whose<'a> {
    pub global: bool,
    pub pane: bool,
    pub server: bool,
    pub window: bool,
    pub target: Option<&'a str>,
}

impl Whose<'_> {
    /// Returns the scope of a user option (`@name`), or of all options.
    ///
    /// # Errors
    /// `no such session: x` and the like, or `no current session` without a target.
    pub fn by_flags(&self, place: Option<Location>) -> Result<OptionScope> {
        if self.server {
            Ok(OptionScope::Server)
        } else if self.pane {
            self.of_pane(place)
        } else if self.window {
            self.of_window(place)
        } else {
            self.of_session(place)
        }
    }

    /// Returns the scope of an option of the table.
    ///
    /// # Errors
    /// `no such session: x` and the like, or `no current session` without a target.
    pub fn by_name(&self, def: &OptionDef, place: Option<Location>) -> Result<OptionScope> {
        if def.scope.contains(Scope::SERVER) {
            Ok(OptionScope::Server)
        } else if def.scope.contains(Scope::SESSION) {
            self.of_session(place)
        } else if def.scope.contains(Scope::PANE) && self.pane {
            self.of_pane(place)
        } else {
            self.of_window(place)
        }
    }

    fn of_session(&self, place: Option<Location>) -> Result<OptionScope> {
        if self.global {
            return Ok(OptionScope::Session(None));
        }
        let place = place.ok_or_else(|| self.missing("session"))?;
        Ok(OptionScope::Session(Some(place.session)))
    }

    fn of_window(&self, place: Option<Location>) -> Result<OptionScope> {
        if self.global {
            return Ok(OptionScope::Window(None));
        }
        let place = place.ok_or_else(|| self.missing("window"))?;
        Ok(OptionScope::Window(Some(place.window)))
    }

    fn of_pane(&self, place: Option<Location>) -> Result<OptionScope> {
        place
            .map(|p| OptionScope::Pane(p.pane))
            .ok_or_else(|| self.missing("pane"))
    }

    fn missing(&self, what: &str) -> Error {
        Error::not_found(match self.target {
            Some(target) => format!("no such {what}: {target}"),
            None => format!("no current {what}"),
        })
    }
}

impl SetOption {
    /// Sets or unsets the option.
    ///
    /// # Errors
    /// tmux's messages, such as `invalid option: x` and `bad value: x`.
    pub(super) fn apply(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref()).ok();
        let argument = cx.expand(&self.name, place);
        let named = match option(cx, &argument) {
            Err(_) if self.quiet => return Ok(Flow::Done),
            named => named?,
        };
        // As in tmux, a block is kept as `list-keys` would print it.
        let last = cx.words.last().filter(|_| !self.joined);
        let block = last.and_then(|arg| arg.block.clone());
        let block = block.map(|block| print_script(&table::listed(cx.world.commands, block)));
        let given = self
            .value
            .as_ref()
            .map(|value| block.as_ref().unwrap_or(value));
        let value = match given {
            Some(value) if self.expand => Some(cx.expand(value, place)),
            value => value.cloned(),
        };
        let whose = self.whose();
        let of = match &named {
            Named::Known(def, _) => whose.by_name(def, place),
            Named::User(_) => whose.by_flags(place),
        };
        let of = match of {
            Err(_) if self.quiet => return Ok(Flow::Done),
            of => of?,
        };
        if self.once && !self.unset && already(cx, &named, of) {
            if self.quiet {
                return Ok(Flow::Done);
            }
            return Err(Error::user(format!("already set: {argument}")));
        }
        if let (Named::Known(def, _), Some(shell)) = (&named, &value)
            && def.name == "default-shell"
            && !(shell.starts_with('/') && cx.access.is_shell(shell))
        {
            return Err(Error::user(format!("not a suitable shell: {shell}")));
        }
        if let (Named::Known(def, _), Some(value)) = (&named, &value)
            && def.name == options::SESSION_IDLE_TIMEOUT.name()
            && crate::model::ops::idle::parse_timeout(value).is_none()
        {
            return Err(Error::user(format!(
                "session-idle-timeout: invalid age: {value} (use 30s, 20m, 2h or 7d)"
            )));
        }
        let value = match (theme_index(&argument), value) {
            (Some(_), Some(value)) if self.append => Some(format!(",{value}")),
            (Some(name), Some(value)) => Some(format!("{name}={value}")),
            (_, value) => value,
        };
        let file = cx.file.as_deref();
        let for_tmux = cx.is_exact() || file.is_some_and(is_for_tmux);
        if let Named::Known(def, _) = &named
            && for_tmux
            && self.append
        {
            // It appends to the default that it knows.
            look::set_for_tmux(cx.world, def);
        }
        self.change(cx, &named, of, value.as_deref())?;
        match &named {
            Named::Known(def, _) => {
                option_changes::apply_option_change(cx.world, def);
                if for_tmux {
                    look::set_for_tmux(cx.world, def);
                }
            }
            Named::User(_) => window_size::redraw_all(cx.world),
        }
        Ok(Flow::Done)
    }

    fn whose(&self) -> Whose<'_> {
        Whose {
            global: self.global,
            pane: self.pane,
            server: self.server,
            window: self.window,
            target: self.target.as_deref(),
        }
    }

    fn change(
        &self,
        cx: &mut CommandContext<'_>,
        named: &Named,
        of: OptionScope,
        value: Option<&str>,
    ) -> Result<()> {
        if self.unset || self.unset_panes {
            if self.unset_panes
                && let OptionScope::Window(Some(window)) = of
            {
                for pane in cx.window(window)?.panes() {
                    unset(cx, named, OptionScope::Pane(pane))?;
                }
            }
            return unset(cx, named, of);
        }
        let (name, new) = match named {
            Named::User(name) => (name.as_str(), self.user_value(cx, name, of, value)?),
            Named::Known(def, index) => (def.name, self.known_value(cx, def, *index, of, value)?),
        };
        themes::check(cx.world, name, &new)?;
        if name == options::PANE_PLACE.name() && Shares::parse(new.as_str()).is_none() {
            return Err(Error::user(format!(
                "pane-place: \"{}\" is not column, row, width and height, such as - - 50% 30%",
                new.as_str()
            )));
        }
        if name == options::AUTO_LAYOUT.name() {
            AutoLayout::parse(new.as_str())?;
        }
        let author = cx.author();
        hand_changes::set_option(cx.world, author, of, name, Some(new));
        Ok(())
    }

    fn user_value(
        &self,
        cx: &CommandContext<'_>,
        name: &str,
        of: OptionScope,
        value: Option<&str>,
    ) -> Result<Value> {
        let value = value.ok_or_else(|| Error::user("empty value"))?;
        let before = cx.world.set_option(name, of).filter(|_| self.append);
        let before = before.map(ToString::to_string).unwrap_or_default();
        Ok(Value::Str(format!("{before}{value}")))
    }

    fn known_value(
        &self,
        cx: &mut CommandContext<'_>,
        def: &'static OptionDef,
        index: Option<u32>,
        of: OptionScope,
        value: Option<&str>,
    ) -> Result<Value> {
        let parsed = match value {
            Some(text) if def.kind == Kind::Command => Some(print_script(&table::canonical(
                cx.world.commands,
                parse::parse(cx.world, text)?.script(),
            ))),
            _ => None,
        };
        let value = parsed.as_deref().or(value);
        let inherited = || cx.world.option(def.name, of).cloned();
        let plain = || Value::default_of(def);
        if def.array.is_none() {
            return inherited()
                .unwrap_or_else(plain)
                .changed(def, value, self.append);
        }
        if value.is_none() {
            return Err(Error::user("empty value"));
        }
        let own = own(cx, def.name, of);
        let own = own.unwrap_or_else(|| Value::Array(crate::base::sorted::SortedMap::new()));
        match index {
            Some(index) => own.with_item(def, index, value, self.append),
            None => own.changed(def, value, self.append),
        }
    }
}

/// Returns the value that an object itself has. Global scopes have a value for every option.
pub(super) fn own(cx: &CommandContext<'_>, name: &str, of: OptionScope) -> Option<Value> {
    let set = cx
        .world
        .option_set(of)
        .and_then(|set| set.get(name))
        .cloned();
    match of {
        OptionScope::Server | OptionScope::Session(None) | OptionScope::Window(None) => {
            set.or_else(|| default(name).cloned())
        }
        _ => set,
    }
}

fn already(cx: &CommandContext<'_>, named: &Named, of: OptionScope) -> bool {
    match named {
        Named::User(name) => own(cx, name, of).is_some(),
        Named::Known(def, None) => own(cx, def.name, of).is_some(),
        Named::Known(def, Some(index)) => {
            own(cx, def.name, of).is_some_and(|v| v.item(*index).is_some())
        }
    }
}

fn unset(cx: &mut CommandContext<'_>, named: &Named, of: OptionScope) -> Result<()> {
    let (name, element) = match named {
        Named::User(name) => (name.as_str(), None),
        Named::Known(def, index) => (def.name, index.map(|index| (*def, index))),
    };
    let without = match element {
        None => None,
        Some((def, index)) => match own(cx, name, of) {
            Some(value) => Some(value.without_item(def, index)?),
            None => return Ok(()),
        },
    };
    let fresh = cx.world.default_options();
    let usual = match of {
        OptionScope::Server => fresh.server,
        OptionScope::Session(None) => fresh.session,
        OptionScope::Window(None) => fresh.window,
        _ => OptionSet::default(),
    };
    let value = without.or_else(|| usual.get(name).cloned());
    let author = cx.author();
    hand_changes::set_option(cx.world, author, of, name, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn what_is_set_is_shown() {
        for (set, show, shown) in [
            ("set -g base-index 3", "show -g base-index", "base-index 3"),
            (
                "set status-left 'a b'",
                "show status-left",
                "status-left \"a b\"",
            ),
            ("set -g mouse", "show -gv mouse", "off"),
            ("set -g mouse on ; set -g mouse ''", "show -gv mouse", "off"),
            (
                "set -g mouse off ; set -g mouse yes",
                "show -gv mouse",
                "on",
            ),
            (
                "set -s escape-time 7",
                "show -s escape-time",
                "escape-time 7",
            ),
            ("set escape-time 8", "show -sv escape-time", "8"),
            ("setw mode-keys vi", "showw mode-keys", "mode-keys vi"),
            (
                "set -p remain-on-exit on",
                "show -p remain-on-exit",
                "remain-on-exit on",
            ),
            ("set @mine x ; set -a @mine y", "show -v @mine", "xy"),
            ("set -F @mine '#{session_name}!'", "show -v @mine", "s!"),
            ("set -g @mine x", "show @mine", ""),
            ("set -g @mine x", "show -A @mine", "@mine* x"),
            (
                "set -ga update-environment FOO",
                "show -gv update-environment[13]",
                "FOO",
            ),
            (
                "set -g status-left-length 9 ; set -gu status-left-length",
                "show -gv status-left-length",
                "40",
            ),
            ("set -go @mine x", "show -gv @mine", "x"),
            (
                "set-hook -g session-created 'list-keys'",
                "show-hooks -g session-created",
                "session-created[0] list-keys",
            ),
            ("set -g prefix C-a", "show -g prefix", "prefix C-a"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok(set);
            let got = fixture.run(show);
            assert_eq!(
                got.out.trim_end_matches('\n'),
                shown,
                "{set} / {show}: {}",
                got.err
            );
        }
    }

    #[test]
    fn wrong_options_change_nothing() {
        for (line, message) in [
            ("set -g no-such 1", "invalid option: no-such"),
            ("set -g status- 1", "ambiguous option: status-"),
            ("set -g base-index x", "value is invalid: x"),
            ("set -g base-index -1", "value is too small: -1"),
            ("set -g mouse maybe", "bad value: maybe"),
            ("set -g prefix nokey", "bad key: nokey"),
            ("set -g status-style nocolour", "invalid style: nocolour"),
            ("set -g window-size odd", "unknown value: odd"),
            ("set @x", "empty value"),
            ("set -t none: base-index 1", "no such session: none:"),
            ("set @x 1 ; set -o @x 2", "already set: @x"),
        ] {
            let mut fixture = TestWorld::new();
            let before = fixture.ok("show -g ; show -gw ; show -s");
            assert_eq!(fixture.fails(line), message, "{line}");
            assert_eq!(fixture.ok("show -g ; show -gw ; show -s"), before, "{line}");
        }
        let mut fixture = TestWorld::new();
        fixture.ok("set -gq no-such 1");
    }

    #[test]
    fn hooks_run() {
        let mut fixture = TestWorld::new();
        fixture.ok("set-hook -g after-rename-window 'set -g @hooked \"#{window_name}\"'");
        fixture.ok("rename-window x");
        assert_eq!(fixture.format("#{E:@hooked}"), "x");
        fixture.ok("set-hook -ga after-rename-window 'set -g @second yes'");
        fixture.ok("set-hook -R after-rename-window");
        assert_eq!(fixture.format("#{@second}"), "yes");
        fixture.ok("set-hook -gu after-rename-window ; set -g @second no ; rename-window y");
        assert_eq!(fixture.format("#{@second}"), "no");
    }
}
