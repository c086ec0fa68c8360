//! `restore`: restore what is missing of a snapshot.

use crate::base::json::Json;
use crate::base::sorted::SortedSet;
use crate::base::{ClientId, Error, Result};
use crate::model::command::def::Command;
use crate::model::commands::json_shapes::VERSION;
use crate::model::commands::snapshots;
use crate::model::ops::messages;
use crate::model::persist::plan::{Plan, plan};
use crate::model::persist::restore;
use crate::model::state::command::{AfterStore, CommandContext, Flow};
use crate::model::state::effect::Effect;
use crate::model::state::saved_layout::SavedLayout;
use crate::model::state::store_request::{RestoreFilter, Snapshot, StoreReply, StoreRequest};
use crate::model::state::world::World;

/// Restore the sessions, windows and panes of a snapshot that are not open.
#[derive(clap::Args, Clone, Debug)]
pub struct Restore {
    /// Only list what would be restored
    #[arg(long = "dry-run")]
    dry_run: bool,
    /// List the snapshots
    #[arg(long)]
    list: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Only this session
    #[arg(short = 't', value_name = "session")]
    target: Option<String>,
    /// Number from mux snapshots (default: the newest of which something is missing)
    #[arg(value_name = "snapshot")]
    snapshot: Option<String>,
}

/// What a restore is limited to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The number of the snapshot; `None` for the newest of which something is missing.
    pub id: Option<i64>,
    /// The name of the session; `None` for all.
    pub session: Option<String>,
    /// Only list what would be restored.
    pub dry_run: bool,
    /// List the snapshots.
    pub list: bool,
    /// Print as JSON.
    pub json: bool,
}

impl Command for Restore {
    const NAME: &'static str = "restore";
    const OWN: bool = true;
    const STARTS_SERVER: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let wanted = self.selection()?;
        if wanted.list {
            return Ok(cx.ask_store(StoreRequest::Snapshots, move |cx, reply| {
                Ok(snapshots::print(cx, &reply?, wanted.json))
            }));
        }
        // A server that was started for this command has restored the sessions at its start.
        if wanted.id.is_none() && !wanted.dry_run && wanted.is_running(cx.world) {
            let note = cx.world.start_note.take_if(|note| note.restored);
            if let Some(note) = note {
                cx.report_outcome(wanted.json, "restored", &[note.text], None);
                return Ok(Flow::Done);
            }
        }
        let request = StoreRequest::Layouts { id: wanted.id };
        Ok(cx.ask_store(request, move |cx, reply| {
            let StoreReply::Layouts(all) = reply? else {
                return Ok(Flow::Done);
            };
            restore_from(cx, all, &wanted)
        }))
    }
}

impl Restore {
    /// The checked arguments.
    ///
    /// # Errors
    /// If the snapshot is not a number.
    pub fn selection(self) -> Result<Selection> {
        let number = |id: String| {
            let unknown = |_| Error::not_found(format!("can't find snapshot: {id}"));
            id.parse::<i64>().map_err(unknown)
        };
        Ok(Selection {
            id: self.snapshot.map(number).transpose()?,
            session: self.target,
            dry_run: self.dry_run,
            list: self.list,
            json: self.json,
        })
    }
}

impl Selection {
    /// Whether the selected session runs, by its name; true without one.
    pub fn is_running(&self, world: &World) -> bool {
        let runs = |name: &String| world.sessions.values().any(|s| s.name == *name);
        self.session.as_ref().is_none_or(runs)
    }
}

/// A snapshot, and what a restore of it does.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// What is restored; empty if everything is open.
    pub plan: Plan,
    /// The objects of the snapshot that were selected.
    pub filter: RestoreFilter,
}

/// Chooses from snapshots, the newest first: the first one of which something is missing, else the
/// newest.
///
/// # Errors
/// If there is no snapshot, or none with the session.
pub fn choose(world: &World, all: Vec<Snapshot>, wanted: &Selection) -> Result<Choice> {
    if all.is_empty() {
        return Err(Error::user("there is nothing to restore"));
    }
    let names = all.iter().flat_map(|snapshot| &snapshot.layout.sessions);
    let names: SortedSet<String> = names.map(|session| session.name.clone()).collect();
    let mut complete = None;
    for snapshot in all {
        let filter = RestoreFilter {
            session: wanted.session.clone(),
            suffix: snapshot.id.to_string(),
        };
        let plan = plan(world, &snapshot.layout, &filter);
        let found = !plan.sessions.is_empty();
        let choice = Choice {
            snapshot,
            plan,
            filter,
        };
        if !choice.plan.is_empty() {
            return Ok(choice);
        }
        if found && complete.is_none() {
            complete = Some(choice);
        }
    }
    complete.ok_or_else(|| {
        let name = wanted.session.as_deref().unwrap_or_default();
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        let place = wanted
            .id
            .map_or_else(String::new, |id| format!(" in snapshot {id}"));
        Error::not_found(format!(
            "can't find session{place}: {name} (saved: {names})"
        ))
    })
}

impl Choice {
    /// Says that everything is open.
    pub fn nothing_restored(&self) -> String {
        let id = self.snapshot.id;
        match &self.plan.sessions[..] {
            [only] => format!(
                "Nothing restored: session {} of snapshot {id} is running.",
                only.name
            ),
            _ => format!("Nothing restored: all sessions of snapshot {id} are running."),
        }
    }
}

/// Restores what is missing of one of these snapshots, or lists it.
///
/// # Errors
/// As [`choose`].
pub(crate) fn restore_from(
    cx: &mut CommandContext<'_>,
    all: Vec<Snapshot>,
    wanted: &Selection,
) -> Result<Flow> {
    let choice = choose(cx.world, all, wanted)?;
    let (json, id) = (wanted.json, choice.snapshot.id);
    if wanted.dry_run {
        let lines = choice.plan.lines(&choice.snapshot.layout);
        if json {
            cx.print(&outcome("planned", &lines, vec![("snapshot", id.into())]));
        } else {
            lines.iter().for_each(|line| cx.print(line));
        }
        return Ok(Flow::Done);
    }
    if choice.plan.is_empty() {
        cx.report_outcome(json, "unchanged", &[choice.nothing_restored()], Some(id));
        return Ok(Flow::Done);
    }
    let mut layout = choice.snapshot.layout;
    let panes = choice.plan.panes();
    layout.panes.retain(|pane| panes.contains(&pane.id));
    let request = StoreRequest::Lines {
        layout: Box::new(layout),
        ended: Vec::new(),
    };
    let filter = choice.filter;
    Ok(cx.ask_store(request, move |cx, reply| {
        if let StoreReply::Lines(layout) = reply? {
            let lines = perform(cx, &layout, &filter, false);
            cx.world.restored_snapshot = true;
            cx.report_outcome(json, "restored", &lines, Some(id));
        }
        Ok(Flow::Done)
    }))
}

/// Restores what is missing of a layout. Returns a sentence for each restored object.
pub(crate) fn perform(
    cx: &mut CommandContext<'_>,
    layout: &SavedLayout,
    filter: &RestoreFilter,
    select: bool,
) -> Vec<String> {
    let plan = plan(cx.world, layout, filter);
    let objects = plan.objects(cx.world, layout, true);
    restore::restore(cx.world, layout, &plan, select);
    cx.world.start_note = None;
    let sentences = objects
        .into_iter()
        .map(|object| format!("Restored {object}."));
    sentences.collect()
}

/// The JSON of a command about saved state: its outcome, and the lines for people.
pub fn outcome(name: &str, lines: &[String], members: Vec<(&'static str, Json)>) -> String {
    let mut all = vec![
        ("v", Json::from(VERSION)),
        ("outcome", name.into()),
        (
            "lines",
            lines.iter().map(|line| Json::from(line.as_str())).collect(),
        ),
    ];
    all.extend(members);
    Json::object(all).to_string()
}

impl CommandContext<'_> {
    /// Tells the result of the command: an attached client gets a message, or view mode for several
    /// lines; any other client gets the lines.
    pub(crate) fn report(&mut self, lines: &[String]) {
        let shows = |id: &ClientId| self.world.is_attached(*id) && !self.world.is_control(*id);
        let attached = self.client_id().filter(shows);
        match (attached, lines) {
            (Some(client), [line]) => {
                messages::show_message(self.world, client, &line.replace('#', "##"), None, false);
            }
            _ => lines.iter().for_each(|line| self.print(line)),
        }
    }

    /// As [`CommandContext::report`], or as JSON.
    pub(crate) fn report_outcome(
        &mut self,
        json: bool,
        name: &str,
        lines: &[String],
        snapshot: Option<i64>,
    ) {
        if json {
            let members = snapshot.map(|id| ("snapshot", Json::from(id)));
            self.print(&outcome(name, lines, members.into_iter().collect()));
        } else {
            self.report(lines);
        }
    }

    /// Sends a request to the store. The queue waits, and continues with `then`.
    pub(crate) fn ask_store(
        &mut self,
        question: StoreRequest,
        then: impl FnOnce(&mut CommandContext<'_>, Result<StoreReply>) -> Result<Flow> + Send + 'static,
    ) -> Flow {
        let run = self.run;
        let then = AfterStore(Box::new(then));
        self.world.queues.after_store.insert(run, then);
        self.world.effect(Effect::Store { run, question });
        Flow::Wait
    }
}
