//! `show-environment`: show the environment variables of new programs.

use crate::base::json::Json;
use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::commands::set_environment::session_of;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::environment::{Environment, Variable};

/// Show the environment variables of new programs.
#[derive(clap::Args, Debug)]
pub struct ShowEnvironment {
    /// Show the global environment
    #[arg(short = 'g')]
    global: bool,
    /// Show only hidden variables, which programs do not get
    #[arg(short = 'h')]
    hidden: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Print shell commands that set the variables
    #[arg(short = 's')]
    shell: bool,
    /// Target session (default: the current session)
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
    /// Show only this variable
    #[arg(value_name = "variable")]
    name: Option<String>,
}

impl Command for ShowEnvironment {
    const NAME: &'static str = "show-environment";
    const ALIAS: &'static str = "showenv";
    const AFTER_HOOK: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = session_of(cx, self.target.as_deref())?;
        let environment: Environment = if self.global {
            cx.world.environment.clone()
        } else {
            let place = place.ok_or_else(|| Error::not_found("no current session"))?;
            cx.session(place.session)?.environment.clone()
        };
        let only = self.name.as_deref();
        if let Some(name) = only.filter(|name| !environment.0.contains_key(*name)) {
            return Err(Error::user(format!("unknown variable: {name}")));
        }
        let all = environment.0.iter().filter(|(name, variable)| {
            only.is_none_or(|only| only == *name)
                && (variable.hidden == self.hidden || self.json && !self.hidden)
        });
        if self.json {
            let rows = all.map(|(name, variable)| {
                Json::object([
                    ("name", Json::from(name.as_str())),
                    ("value", variable.value.as_deref().into()),
                    ("hidden", variable.hidden.into()),
                ])
            });
            let list = Json::List(rows.collect()).to_string();
            cx.print(&list);
            return Ok(Flow::Done);
        }
        for (name, variable) in all {
            let line = self.line(name, variable);
            cx.print(&line);
        }
        Ok(Flow::Done)
    }
}

impl ShowEnvironment {
    fn line(&self, name: &str, variable: &Variable) -> String {
        match (&variable.value, self.shell) {
            (Some(value), false) => format!("{name}={value}"),
            (None, false) => format!("-{name}"),
            (Some(value), true) => format!("{name}=\"{}\"; export {name};", escape(value)),
            (None, true) => format!("unset {name};"),
        }
    }
}

/// Escapes a text for double quotes in a shell.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '$' | '`' | '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::model::state::effect::{Effect, PaneEffect};
    use crate::model::testing::TestWorld;

    #[test]
    fn what_is_set_is_shown() {
        for (set, show, shown) in [
            ("setenv A 'x\"$y'", "showenv A", "A=x\"$y\n"),
            (
                "setenv A 'x\"$y'",
                "showenv -s A",
                "A=\"x\\\"\\$y\"; export A;\n",
            ),
            ("setenv -r A", "showenv A", "-A\n"),
            ("setenv -r A", "showenv -s A", "unset A;\n"),
            ("setenv -h A 1", "showenv A", ""),
            ("setenv -h A 1", "showenv -h", "A=1\n"),
            ("setenv -g A 1", "showenv -g", "A=1\nPATH=/bin\n"),
            ("setenv -gu PATH", "showenv -g", ""),
            ("setenv -F A '#{session_name}'", "showenv A", "A=s\n"),
            ("setenv -t s A 1", "showenv -t s A", "A=1\n"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok(set);
            assert_eq!(fixture.ok(show), shown, "{set} / {show}");
        }
    }

    #[test]
    fn wrong_words_are_refused() {
        for (line, message) in [
            ("setenv =x 1", "variable name contains ="),
            ("setenv '' 1", "empty variable name"),
            ("setenv A", "no value specified"),
            ("setenv -u A 1", "can't specify a value with -u"),
            ("setenv -r A 1", "can't specify a value with -r"),
            ("setenv -t none A 1", "no such session: none"),
            ("showenv Z", "unknown variable: Z"),
            ("showenv -t none", "no such session: none"),
        ] {
            assert_eq!(TestWorld::new().fails(line), message, "{line}");
        }
    }

    #[test]
    fn programs_get_it() {
        let mut fixture = TestWorld::new();
        fixture.ok("setenv A 1 ; setenv -h B 2 ; setenv -gr PATH ; new-window");
        let env = fixture.effects.iter().rev().find_map(|e| match e {
            Effect::Pane(_, PaneEffect::Spawn(spawn)) => Some(spawn.env.clone()),
            _ => None,
        });
        let env = env.unwrap();
        let value = |name: &str| env.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        assert_eq!(
            (value("A"), value("B"), value("PATH")),
            (Some("1"), None, None)
        );
    }
}
