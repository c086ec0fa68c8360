//! `report`: tell the state of a program in a pane.

use crate::base::Result;
use crate::base::json::Json;
use crate::lang::time::duration_ms;
use crate::model::command::def::Command;
use crate::model::commands::condition_args::usage;
use crate::model::ops::screens::pane_states;
use crate::model::state::automation::pane_state::{PaneState, Report as StateReport};
use crate::model::state::command::{CommandContext, Flow};

/// The longest message that is kept, in characters.
const MESSAGE_CHARS: usize = 200;

/// Tell the state of the program in a pane: status lines, lists and waiting commands show it.
#[derive(clap::Args, Debug)]
pub struct Report {
    /// Number of the report: one that is not higher than the last of its source is ignored
    #[arg(long, value_name = "number")]
    seq: Option<String>,
    /// Name of the reporting program
    #[arg(long, value_name = "name", default_value = "")]
    source: String,
    /// One line about the state
    #[arg(long, value_name = "text", default_value = "")]
    message: String,
    /// End of the report, such as 30s or 5m (default: it ends with the program)
    #[arg(long, value_name = "duration")]
    ttl: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Target pane (default: the pane of the caller)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// State: working, blocked, done, idle, or clear
    #[arg(value_name = "state", required = true)]
    state: String,
}

impl Command for Report {
    const NAME: &'static str = "report";
    const OWN: bool = true;
    const FOR_SCRIPTS: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let state = self.state()?;
        let number = self.seq.as_deref().map(|text| {
            let wrong = |_| usage(format!("invalid number of a report: {text}"));
            text.parse::<u64>().map_err(wrong)
        });
        let number = number.transpose()?;
        let ttl = self.ttl.as_deref().map(|text| {
            let wrong = || usage(format!("invalid duration: {text} (use 500ms, 30s or 5m)"));
            duration_ms(text).ok_or_else(wrong)
        });
        let until = ttl.transpose()?.map(|ms| {
            let ms = i64::try_from(ms).unwrap_or(i64::MAX);
            cx.now.wall.saturating_add(ms)
        });
        let place = cx.script_target(self.target.as_deref())?;
        let report = state.map(|state| StateReport {
            state,
            message: one_line(&self.message),
            source: self.source.clone(),
            until,
        });
        let counts = pane_states::report(cx.world, place.pane, &self.source, number, report);
        if self.json {
            let state = cx.world.pane_state(place.pane).map(PaneState::name);
            let answer = Json::object([
                ("v", Json::from(1_i64)),
                ("pane", place.pane.to_string().into()),
                ("state", state.into()),
                ("accepted", counts.into()),
            ]);
            cx.print(&answer.to_string());
        }
        Ok(Flow::Done)
    }
}

impl Report {
    /// The reported state; `None` clears the report.
    fn state(&self) -> Result<Option<PaneState>> {
        if self.state == "clear" {
            return Ok(None);
        }
        let mut all = PaneState::ALL.into_iter();
        let known = all.find(|state| state.name() == self.state && *state != PaneState::Error);
        let wrong = || {
            let text = &self.state;
            usage(format!(
                "invalid state: {text} (use working, blocked, done, idle or clear)"
            ))
        };
        known.map(Some).ok_or_else(wrong)
    }
}

/// A message as one line of limited length without control characters.
fn one_line(text: &str) -> String {
    let printable = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let text: String = printable.take(MESSAGE_CHARS).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientInfo, PaneId};
    use crate::model::Input;
    use crate::model::ops::screens::pane_states;
    use crate::model::state::effect::{ClientEffect, Effect};
    use crate::model::state::input::Exit;
    use crate::model::state::timers::Purpose;
    use crate::model::testing::TestWorld;
    use crate::term::{Event, PromptMark};

    const STATE: &str = "#{pane_state}|#{pane_state_message}";

    fn events(fixture: &mut TestWorld, events: Vec<Event>) {
        fixture.apply(Input::PaneEvents(PaneId(0), events));
    }

    fn progress(fixture: &mut TestWorld, state: u8, value: u8) {
        events(fixture, vec![Event::Progress { state, value }]);
    }

    fn mark(fixture: &mut TestWorld, mark: PromptMark) {
        fixture.now.wall += 10;
        events(fixture, vec![Event::Prompt(mark, None)]);
    }

    fn end_of_report(fixture: &mut TestWorld) {
        let mut timers = fixture.world.timers.iter();
        let timer = timers.find(|(_, purpose)| matches!(purpose, Purpose::ReportEnd(_)));
        let id = timer.map(|(id, _)| *id).expect("a timer of a report");
        fixture.apply(Input::Timer(id));
    }

    #[test]
    fn a_report_goes_before_progress_and_that_before_marks_of_the_shell() {
        let mut fixture = TestWorld::new();
        assert_eq!(fixture.format(STATE), "|");
        mark(&mut fixture, PromptMark::Prompt);
        assert_eq!(fixture.format(STATE), "idle|");
        mark(&mut fixture, PromptMark::Output);
        assert_eq!(fixture.format(STATE), "working|");
        progress(&mut fixture, 2, 40);
        assert_eq!(fixture.format("#{pane_state} #{pane_progress}"), "error 40");
        progress(&mut fixture, 1, 50);
        assert_eq!(
            fixture.format("#{pane_state} #{pane_progress}"),
            "working 50"
        );
        fixture.ok("report blocked --message 'may I?' -t %0");
        assert_eq!(fixture.format(STATE), "blocked|may I?");
        fixture.ok("report clear");
        assert_eq!(fixture.format(STATE), "working|");
        // The program ended and left its progress bar.
        mark(&mut fixture, PromptMark::End(Some(0)));
        mark(&mut fixture, PromptMark::Prompt);
        assert_eq!(fixture.format("#{pane_state} #{pane_progress}"), "idle ");
        progress(&mut fixture, 3, 0);
        assert_eq!(fixture.format(STATE), "working|");
        progress(&mut fixture, 0, 0);
        assert_eq!(fixture.format(STATE), "idle|");
    }

    #[test]
    fn a_report_is_about_the_pane_of_the_caller() {
        let mut fixture = TestWorld::new();
        fixture.ok("split-window -d");
        let socket = &fixture.world.host.socket;
        let env = [
            ("TMUX", format!("{socket},1,0")),
            ("TMUX_PANE", "%1".to_owned()),
        ];
        let caller = ClientInfo {
            env: env.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            ..ClientInfo::default()
        };
        fixture.start("report done", caller);
        assert_eq!(fixture.format("#{P:<#{pane_state}>}"), "<><done>");
    }

    #[test]
    fn a_late_report_of_a_source_does_not_count() {
        let mut fixture = TestWorld::new();
        fixture.ok("report working --source a --seq 5");
        let told = fixture.ok("report blocked --source a --seq 4 --json");
        let told = told.trim_end();
        let wanted = r#"{"v":1,"pane":"%0","state":"working","accepted":false}"#;
        assert_eq!(told, wanted);
        fixture.ok("report blocked --source a --seq 5");
        assert_eq!(fixture.format(STATE), "working|");
        fixture.ok("report idle --source b --seq 1");
        assert_eq!(fixture.format(STATE), "idle|");
        fixture.ok("report clear --source a --seq 6");
        assert_eq!(fixture.format(STATE), "idle|", "the report is of b");
        fixture.ok("report clear");
        assert_eq!(fixture.format(STATE), "|");
    }

    #[test]
    fn a_report_ends_with_its_duration() {
        let mut fixture = TestWorld::new();
        fixture.ok("report working --ttl 2s");
        fixture.now.wall += 1000;
        end_of_report(&mut fixture);
        assert_eq!(fixture.format(STATE), "working|", "the clock was set back");
        fixture.now.wall += 1000;
        end_of_report(&mut fixture);
        assert_eq!(fixture.format(STATE), "|");
        // A newer report without an end stays.
        fixture.ok("report working --ttl 1m ; report done");
        fixture.now.wall += 100_000;
        assert_eq!(fixture.format(STATE), "done|");
    }

    #[test]
    fn bad_reports_are_refused_and_change_nothing() {
        let mut fixture = TestWorld::new();
        fixture.ok("report idle");
        for (line, message) in [
            (
                "report busy",
                "invalid state: busy (use working, blocked, done, idle or clear)",
            ),
            (
                "report error",
                "invalid state: error (use working, blocked, done, idle or clear)",
            ),
            (
                "report done --ttl soon",
                "invalid duration: soon (use 500ms, 30s or 5m)",
            ),
            ("report done --seq x", "invalid number of a report: x"),
        ] {
            let told = fixture.run(line);
            assert_eq!((told.err.trim_end(), told.status), (message, Some(2)));
        }
        let told = fixture.run("report done -t %9");
        assert_eq!(
            (told.err.as_str(), told.status),
            ("can't find pane: %9\n", Some(3))
        );
        assert_eq!(fixture.format(STATE), "idle|");
    }

    #[test]
    fn a_state_that_calls_a_person_runs_its_hook_and_alerts_where_nobody_looks() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("set-hook -g pane-state 'set -agF @log \"#{hook_pane}#{pane_state} \"'");
        fixture.ok("new-window -d");
        fixture.ok("report blocked -t %0 --message a ; report blocked -t %1 --message b");
        let flags = "#{W:#{window_flags}#{window_state_flag} }";
        assert_eq!(fixture.format(flags), "*0 ?1 ");
        let notes: Vec<&Effect> = fixture.effects.iter().collect();
        let note = ClientEffect::Notify("s: 1 sh".to_owned(), "b".to_owned());
        let is_note = |e: &&&Effect| matches!(e, Effect::Client(_, ClientEffect::Notify(..)));
        assert_eq!(
            notes.iter().filter(is_note).collect::<Vec<_>>(),
            [&&Effect::Client(client, note)]
        );
        let counts = "#{session_blocked_panes} #{W:#{window_blocked_panes}} #{session_alerts}";
        assert_eq!(fixture.format(counts), "2 11 1?");
        fixture.ok("report working -t %1");
        assert_eq!(fixture.format(flags), "*0 0 ");
        fixture.ok("report done -t %1 ; select-window -t :1");
        assert_eq!(fixture.format(flags), "-0 *0 ");
        assert_eq!(
            fixture.format("#{@log}"),
            "%0blocked %1blocked %1working %1done "
        );
    }

    #[test]
    fn lists_show_who_waits_for_a_person() {
        let mut fixture = TestWorld::new();
        fixture.ok("split-window -d ; report blocked -t %1 --message 'run rm?'");
        let list = fixture.ok("list-sessions");
        assert!(list.ends_with(" (%1 waits for you: run rm?)\n"), "{list}");
        let list = fixture.ok("list-panes -a --json");
        let part = r#""pane_state":"blocked","pane_state_message":"run rm?","pane_progress":null"#;
        assert!(list.contains(part), "{list}");
        let caller = ClientInfo {
            as_tmux: true,
            ..ClientInfo::default()
        };
        let tmux = fixture.start("list-sessions", caller);
        assert!(!fixture.answer(tmux).out.contains("waits"));
    }

    #[test]
    fn the_end_of_a_program_ends_its_work() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -g remain-on-exit on ; report blocked --seq 9");
        let exit = Exit {
            status: Some(0),
            signal: None,
        };
        fixture.apply(Input::Exited(PaneId(0), exit));
        assert_eq!(fixture.format(STATE), "|");
        fixture.ok("report done --message ok");
        assert_eq!(fixture.format(STATE), "done|ok");
        fixture.ok("respawn-pane");
        assert_eq!(fixture.format(STATE), "|");
        fixture.ok("report working --seq 1");
        assert_eq!(fixture.format(STATE), "working|");
    }

    #[test]
    fn states_survive_the_server() {
        let mut fixture = TestWorld::new();
        mark(&mut fixture, PromptMark::Prompt);
        fixture.ok("report blocked --message x --ttl 5m --source s --seq 3");
        fixture.next_server();
        pane_states::adopt(&mut fixture.world);
        fixture.ok("report idle --source s --seq 3");
        assert_eq!(fixture.format(STATE), "blocked|x");
        fixture.now.wall += 300_000;
        end_of_report(&mut fixture);
        assert_eq!(fixture.format(STATE), "idle|", "the mark of the shell");
    }
}
