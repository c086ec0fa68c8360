//! `sessions`: manage all sessions. Its only action ends idle ones.

use crate::base::json::Json;
use crate::base::{Error, Result, SessionId};
use crate::model::command::def::Command;
use crate::model::ops::idle;
use crate::model::ops::idle::{SessionUse, age, duration};
use crate::model::ops::lifecycle::close;
use crate::model::state::command::{CommandContext, Flow};

/// End idle sessions (restore brings them back).
#[derive(clap::Args, Debug)]
pub struct Sessions {
    /// Only list which sessions would be ended, and why the others are kept
    #[arg(long = "dry-run")]
    dry_run: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Minimum idle time: 30s, 20m, 2h or 7d
    #[arg(long, value_name = "age")]
    idle: Option<String>,
    /// prune: end idle sessions
    #[arg(value_name = "action", required = true, value_parser = ["prune"])]
    action: String,
}

impl Command for Sessions {
    const NAME: &'static str = "sessions";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let idle = self.idle.as_deref();
        let idle = idle.ok_or_else(|| {
            Error::user("sessions prune: missing --idle AGE (30s, 20m, 2h or 7d)")
        })?;
        let least = age(idle)?;
        if self.dry_run {
            let all = cx.world.sessions.values();
            let uses = all.map(|session| {
                let found = idle::session_use(cx.world, session, cx.access);
                (session.id, session.name.clone(), found)
            });
            let uses: Vec<Use> = uses.collect();
            if self.json {
                let rows = uses.iter().map(|row| as_json(row, least, "would_end"));
                cx.print(&rows.collect::<Json>().to_string());
            } else {
                let lines = uses.iter().map(|row| planned(row, least));
                lines
                    .collect::<Vec<_>>()
                    .iter()
                    .for_each(|line| cx.print(line));
            }
            return Ok(Flow::Done);
        }
        let over = idle::idle_sessions(cx.world, least, cx.access);
        let mut rows = Vec::new();
        for (id, ms) in &over {
            let name = cx.session(*id)?.name.clone();
            if self.json {
                rows.push(as_json(&(*id, name, SessionUse::Idle(*ms)), least, "ended"));
            } else {
                cx.print(&format!("ended {name} (idle for {})", duration(*ms)));
            }
        }
        if self.json {
            cx.print(&Json::List(rows).to_string());
        }
        for (id, _) in over {
            close::close_session(cx.world, id);
        }
        Ok(Flow::Done)
    }
}

/// A session, its name and its use.
type Use = (SessionId, String, SessionUse);

/// The line of a dry run.
fn planned((_, name, found): &Use, least: i64) -> String {
    let why = match found {
        SessionUse::Attached => "kept (attached)".to_owned(),
        SessionUse::Busy(program) => format!("kept (runs {program})"),
        SessionUse::Idle(ms) if *ms < least => format!("kept (active {} ago)", duration(*ms)),
        SessionUse::Idle(ms) => format!("would be ended (idle for {})", duration(*ms)),
    };
    format!("{name}: {why}")
}

/// A session as JSON; `end` is the action for one that is idle for `least` milliseconds.
fn as_json((id, name, found): &Use, least: i64, end: &str) -> Json {
    let (action, reason) = match found {
        SessionUse::Attached => ("kept", "attached"),
        SessionUse::Busy(_) => ("kept", "busy"),
        SessionUse::Idle(ms) if *ms < least => ("kept", "active"),
        SessionUse::Idle(_) => (end, "idle"),
    };
    let (program, idle) = match found {
        SessionUse::Attached => (None, None),
        SessionUse::Busy(program) => (Some(program.as_str()), None),
        SessionUse::Idle(ms) => (None, Some(ms / 1000)),
    };
    Json::object([
        ("session_id", Json::from(id.to_string())),
        ("session_name", name.as_str().into()),
        ("action", action.into()),
        ("reason", reason.into()),
        ("program", program.into()),
        ("idle_seconds", idle.into()),
    ])
}

#[cfg(test)]
mod tests {
    use crate::base::PaneId;
    use crate::model::state::effect::{Effect, PaneEffect};
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    const DAY: i64 = 24 * 60 * 60 * 1000;

    fn later(fixture: &mut TestWorld, ms: i64) {
        fixture.now.wall += ms;
        fixture.now.mono += ms.unsigned_abs();
    }

    /// Fires the timer of `session-idle-timeout`. Returns whether one was running.
    fn look(fixture: &mut TestWorld) -> bool {
        let timers = fixture.world.timers.iter();
        let idle =
            timers.filter(|(_, purpose)| **purpose == crate::model::state::timers::Purpose::Idle);
        let idle: Vec<_> = idle.map(|(timer, _)| *timer).collect();
        idle.iter()
            .for_each(|timer| fixture.apply(Input::Timer(*timer)));
        !idle.is_empty()
    }

    fn sessions(fixture: &mut TestWorld) -> String {
        fixture.ok("ls -F '#S'").replace('\n', " ")
    }

    #[test]
    fn who_is_attached_or_busy_is_never_idle() {
        let mut fixture = TestWorld::new();
        fixture.ok("new -d -s busy ; new -d -s top top ; new -d -s shell bash ; new -d -s wrote ; new -d -s old");
        let busy = fixture
            .world
            .sessions
            .values()
            .find(|s| s.name == "busy")
            .map(|s| s.id);
        let pane = fixture.world.session_location(busy.unwrap()).unwrap().pane;
        fixture
            .panes
            .words
            .insert(pane, ["vim", "x"].map(str::to_owned).to_vec());
        later(&mut fixture, 8 * DAY);
        let wrote = fixture
            .world
            .sessions
            .values()
            .find(|s| s.name == "wrote")
            .map(|s| s.id);
        let pane = fixture.world.session_location(wrote.unwrap()).unwrap().pane;
        fixture.apply(Input::PaneOutput(pane));
        let dry = fixture.ok("sessions prune --idle 7d --dry-run");
        let wanted = "busy: kept (runs vim)\ntop: kept (runs top)\nshell: would be ended (idle for 8d)\n\
                      wrote: kept (active 0s ago)\nold: would be ended (idle for 8d)\n";
        assert!(dry.ends_with(wanted), "{dry}");
        assert_eq!(sessions(&mut fixture).split_whitespace().count(), 6);
        let ended = fixture.ok("sessions prune --idle=7d");
        assert!(
            ended.ends_with("ended shell (idle for 8d)\nended old (idle for 8d)\n"),
            "{ended}"
        );
        fixture.ok("sessions prune --idle 7d");
        assert!(sessions(&mut fixture).ends_with("busy top wrote "));
    }

    #[test]
    fn a_terminal_keeps_its_session() {
        let mut fixture = TestWorld::new();
        fixture.attach();
        later(&mut fixture, 30 * DAY);
        assert_eq!(
            fixture.ok("sessions --dry-run --idle 1s prune"),
            "s: kept (attached)\n"
        );
        assert_eq!(fixture.ok("sessions prune --idle 1s"), "");
    }

    #[test]
    fn a_shell_is_idle_unless_it_runs_a_script() {
        for (words, wanted) in [
            (&["bash"][..], "would be ended"),
            (&["-zsh"], "would be ended"),
            (&["/bin/sh", "-i"], "would be ended"),
            (&["sh", "build.sh"], "runs sh"),
            (&["/usr/bin/python3"], "runs python3"),
        ] {
            let mut fixture = TestWorld::new();
            let words = words.iter().map(|w| (*w).to_owned()).collect();
            fixture.panes.words.insert(PaneId(0), words);
            later(&mut fixture, DAY);
            let told = fixture.ok("sessions prune --dry-run --idle 1h");
            assert!(told.contains(wanted), "{told}");
        }
    }

    #[test]
    fn words_that_are_wrong_end_nothing() {
        let mut fixture = TestWorld::new();
        later(&mut fixture, 30 * DAY);
        for (line, wanted) in [
            (
                "sessions prune",
                "sessions prune: missing --idle AGE (30s, 20m, 2h or 7d)",
            ),
            (
                "sessions prune --idle",
                "sessions: --idle expects an argument",
            ),
            (
                "sessions prune --idle soon",
                "invalid age: soon (use 30s, 20m, 2h or 7d)",
            ),
            (
                "sessions prune s",
                "sessions: too many arguments (usage: mux sessions prune --idle AGE [--dry-run])",
            ),
            (
                "sessions",
                "usage: mux sessions prune --idle AGE [--dry-run]",
            ),
            (
                "sessions list",
                "sessions: unknown action: list (only: prune)",
            ),
            (
                "sessions prune --dryrun",
                "sessions: unknown flag --dryrun (did you mean --dry-run?)",
            ),
            (
                "sessions --dryrun prune",
                "sessions: unknown flag --dryrun (did you mean --dry-run?)",
            ),
            (
                "set -g session-idle-timeout soon",
                "session-idle-timeout: invalid age: soon (use 30s, 20m, 2h or 7d)",
            ),
        ] {
            assert_eq!(fixture.fails(line), wanted);
        }
        assert_eq!(sessions(&mut fixture), "s ");
    }

    #[test]
    fn the_option_ends_sessions_when_their_time_is_over() {
        let mut fixture = TestWorld::new();
        assert!(!look(&mut fixture), "it is off");
        fixture.ok("new -d -s kept ; set -t kept session-idle-timeout off ; set -g session-idle-timeout 2h");
        fixture.ok("set -g exit-empty off");
        let hour = DAY / 24;
        assert!(look(&mut fixture));
        // Setting the wall clock forward ends no session.
        fixture.now.wall += 3650 * DAY;
        assert!(look(&mut fixture));
        assert_eq!(sessions(&mut fixture).split_whitespace().count(), 2);
        later(&mut fixture, hour);
        look(&mut fixture);
        fixture.apply(Input::PaneOutput(PaneId(0)));
        later(&mut fixture, hour);
        look(&mut fixture);
        later(&mut fixture, hour);
        look(&mut fixture);
        assert_eq!(
            sessions(&mut fixture).split_whitespace().count(),
            2,
            "it wrote something"
        );
        later(&mut fixture, hour);
        look(&mut fixture);
        assert_eq!(sessions(&mut fixture), "kept ");
        let told = fixture
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Pane(PaneId(0), PaneEffect::Close)));
        assert!(told);
        fixture.ok("set -g session-idle-timeout off");
        assert!(!look(&mut fixture));
    }
}
