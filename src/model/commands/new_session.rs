//! `new-session`: create a session with one window, and attach to it.

use crate::base::{Error, Result, Size};
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::commands::attach_session::{How, attach, detach_others};
use crate::model::commands::new_window::variables;
use crate::model::commands::values;
use crate::model::commands::values::window_name;
use crate::model::ops::auto_rename::given;
use crate::model::ops::lifecycle::pane_lifecycle::Program;
use crate::model::ops::lifecycle::session_lifecycle;
use crate::model::ops::{group, window_size};
use crate::model::state::command::{CommandContext, Flow, Origin};
use crate::model::state::environment::Environment;
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;

/// Create a session and attach to it.
#[derive(clap::Args, Debug)]
pub struct NewSession {
    /// Attach to the session if it exists
    #[arg(short = 'A')]
    attach: bool,
    /// Do not attach
    #[arg(short = 'd')]
    detached: bool,
    /// With -A, detach the session's other clients
    #[arg(short = 'D')]
    detach_others: bool,
    /// Do not update the session's environment from this client (see update-environment)
    #[arg(short = 'E')]
    keep_environment: bool,
    /// Print the new session's target
    #[arg(short = 'P')]
    print: bool,
    /// With -A, like -D, and send SIGHUP to the clients' parent processes
    #[arg(short = 'X')]
    hangup_others: bool,
    /// Default directory of the session's windows
    #[arg(short = 'c', value_name = "start-directory")]
    cwd: Option<String>,
    /// Environment variable of the session, as NAME=VALUE (may be repeated)
    #[arg(short = 'e', value_name = "environment")]
    env: Vec<String>,
    /// Format for -P (default: session:)
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Client flags, comma-separated: read-only, ignore-size (! before a flag clears it)
    #[arg(short = 'f', value_name = "flags")]
    flags: Option<String>,
    /// Name of the first window
    #[arg(short = 'n', value_name = "window-name")]
    window_name: Option<String>,
    /// Name of the session (default: a number)
    #[arg(short = 's', value_name = "session-name")]
    name: Option<String>,
    /// Session or session group that shares its windows with the new session
    #[arg(short = 't', value_name = "group-name")]
    group: Option<String>,
    /// Width in columns, or - for this terminal's width
    #[arg(short = 'x', value_name = "width")]
    cols: Option<String>,
    /// Height in rows, or - for this terminal's height
    #[arg(short = 'y', value_name = "height")]
    rows: Option<String>,
    /// Shell command to run in the first window (default: a shell)
    #[arg(value_name = "shell-command")]
    command: Vec<String>,
}

impl Command for NewSession {
    const NAME: &'static str = "new-session";
    const ALIAS: &'static str = "new";
    const STARTS_SERVER: bool = true;
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if self.group.is_some() && (!self.command.is_empty() || self.window_name.is_some()) {
            return Err(Error::user("command or window name given with target"));
        }
        let here = cx.here();
        let name = match &self.name {
            Some(name) => Some(given("session", &cx.expand(name, here))?),
            None => None,
        };
        let window_name = window_name(cx, self.window_name.as_deref(), here)?;
        let existing = name
            .as_ref()
            .and_then(|n| cx.world.sessions.values().find(|s| s.name == *n))
            .map(|s| s.id);
        if let Some(session) = existing {
            let name = name.unwrap_or_default();
            if !self.attach {
                return Err(Error::user(format!("duplicate session: {name}")));
            }
            return self.attach_to(cx, session);
        }
        let attaching = !self.detached && cx.client_id().is_some() && cx.origin() != Origin::Config;
        if attaching {
            self.check_attach(cx)?;
        }
        let size = self.size(cx, attaching)?;
        let (cwd, program) = self.program(cx, here)?;
        let environment = self.environment(cx)?;
        let group = match &self.group {
            Some(named) => {
                let named = cx.expand(named, here);
                let session = cx
                    .session_target(Some(&named))
                    .ok()
                    .map(|place| place.session);
                Some(group::membership(
                    cx.world,
                    &given("session group", &named)?,
                    session,
                ))
            }
            None => None,
        };
        let new = session_lifecycle::NewSession {
            name,
            window_name,
            environment,
            cwd,
            size,
            program,
            group,
        };
        let place = session_lifecycle::create_session(cx.world, new);
        if self.cols.is_some() || self.rows.is_some() {
            let size = Value::Str(format!("{}x{}", size.cols, size.rows));
            cx.session(place.session)?.options.set("default-size", size);
        }
        let format = self.format.as_deref().unwrap_or("#{session_name}:");
        if attaching && let Some(client) = cx.client_id() {
            if self.print {
                let text = cx.expand(format, Some(place));
                cx.print(&text);
            }
            attach(cx, client, place.session, &self.how())?;
        } else if self.print {
            return Ok(cx.print_started(place, format));
        }
        Ok(Flow::Start(place))
    }
}

impl NewSession {
    fn how(&self) -> How<'_> {
        How {
            read_only: false,
            keep_environment: self.keep_environment,
            flags: self.flags.as_deref().unwrap_or_default(),
        }
    }

    /// Attaches to a session that exists, for `-A`.
    fn attach_to(
        &self,
        cx: &mut CommandContext<'_>,
        session: crate::base::SessionId,
    ) -> Result<Flow> {
        self.check_attach(cx)?;
        let client = cx
            .client_id()
            .ok_or_else(|| Error::user("no current client"))?;
        if self.detach_others || self.hangup_others {
            detach_others(cx, session, client, self.hangup_others);
        }
        attach(cx, client, session, &self.how())?;
        Ok(Flow::Done)
    }

    /// Checks that the client can attach, before anything is created.
    ///
    /// # Errors
    /// If the client runs in a pane of this server, or its terminal cannot be used.
    fn check_attach(&self, cx: &CommandContext<'_>) -> Result<()> {
        let Some(client) = cx.client().filter(|c| !c.attached() && c.control.is_none()) else {
            return Ok(());
        };
        if let Some(nested) = cx.world.nested(&client.caller) {
            return Err(nested);
        }
        match &client.caller.cannot_attach {
            Some(why) => Err(Error::user(why.clone())),
            None => Ok(()),
        }
    }

    fn size(&self, cx: &CommandContext<'_>, attaching: bool) -> Result<Size> {
        let own = cx
            .client()
            .filter(|c| c.control.is_none())
            .and_then(|c| c.caller.size.or(c.attached().then_some(c.size)));
        let lines = cx
            .world
            .get(options::STATUS, OptionScope::Session(None))
            .lines();
        let mut size = match own {
            Some(own) if attaching => Size::new(own.cols, own.rows.saturating_sub(lines)),
            _ => window_size::new_window_size(cx.world, None),
        };
        let number = |word: &Option<String>, own: Option<u16>, what: &str| match word.as_deref() {
            None => Ok(None),
            Some("-") => Ok(own),
            Some(word) => {
                let cells = values::number(word, what, 1, i64::from(Size::MAX))?;
                Ok(u16::try_from(cells).ok())
            }
        };
        let cols = number(&self.cols, own.map(|s| s.cols), "width")?;
        let rows = number(&self.rows, own.map(|s| s.rows), "height")?;
        if !attaching || cx.client().is_none_or(|c| c.caller.size.is_none()) {
            size.cols = cols.unwrap_or(size.cols);
            size.rows = rows.unwrap_or(size.rows);
        }
        Ok(size.clamped())
    }

    fn program(
        &self,
        cx: &CommandContext<'_>,
        here: Option<Location>,
    ) -> Result<(String, Program)> {
        let cwd = match &self.cwd {
            Some(cwd) => cx.expand(cwd, here),
            None => cx.job_cwd(None),
        };
        let program = Program {
            command: self.command.clone(),
            cwd: cwd.clone(),
            env: variables(&self.env)?,
            path: None,
            direct: false,
        };
        Ok((cwd, program))
    }

    fn environment(&self, cx: &CommandContext<'_>) -> Result<Environment> {
        let mut environment = Environment::default();
        if !self.keep_environment
            && let Some(client) = cx.client()
        {
            let patterns = cx
                .world
                .get(options::UPDATE_ENVIRONMENT, OptionScope::Session(None));
            environment.update(patterns, &client.caller.env);
        }
        for (name, value) in variables(&self.env)? {
            environment.set(&name, &value);
        }
        Ok(environment)
    }
}
