//! `search`: search the scrollback of all sessions.

use crate::base::json::Json;
use crate::base::{Error, Now, Result};
use crate::lang::script::quote;
use crate::lang::time::strftime_at;
use crate::model::command::def::Command;
use crate::model::commands::saved_query;
use crate::model::copy::locate;
use crate::model::modes::copy_mode::lifecycle::{self, Entry};
use crate::model::modes::pane_mode;
use crate::model::ops::idle;
use crate::model::state::client::Client;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::pane_access::of_screen;
use crate::model::state::store_request::{SearchHit, SearchQuery, StoreReply, StoreRequest};

/// Search the scrollback of all sessions, including closed ones.
#[derive(clap::Args, Clone, Debug)]
pub struct Search {
    /// Ignore case
    #[arg(short = 'i')]
    ignore_case: bool,
    /// Search only this session or pane
    #[arg(short = 't', value_name = "target")]
    target: Option<String>,
    /// Search only lines newer than this age, such as 30s, 20m, 2h or 7d
    #[arg(long, value_name = "age")]
    since: Option<String>,
    /// Print as JSON
    #[arg(long)]
    pub json: bool,
    /// Jump to the newest match, in a running pane if possible
    #[arg(long)]
    pub open: bool,
    /// Regular expression
    #[arg(value_name = "pattern", required = true)]
    pattern: String,
}

impl Command for Search {
    const NAME: &'static str = "search";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let mut query = self.query(cx.now)?;
        query.target = saved_query::open_target(cx, self.target.as_deref());
        let inside = |c: &&Client| !c.attached() && cx.world.is_within(&c.caller);
        let typed = cx.client().filter(inside).and_then(|_| cx.here());
        let own = typed.map(|place| (cx.world.lineage, place.pane));
        let (json, open) = (self.json, self.open);
        Ok(cx.ask_store(StoreRequest::Search(query), move |cx, reply| {
            let StoreReply::Hits(hits) = reply? else {
                return Ok(Flow::Done);
            };
            // The pane in which the search was typed has the pattern on its command line.
            let best = |hit: &&SearchHit| (!hit.closed, own != Some(hit.pane), hit.at);
            match hits.iter().max_by_key(best) {
                None if json => cx.print("[]"),
                None => {}
                Some(hit) if open => open_line(cx, hit)?,
                Some(_) => lines(&hits, json, cx.now)
                    .iter()
                    .for_each(|line| cx.print(line)),
            }
            if hits.is_empty() {
                saved_query::no_match(cx, NO_MATCH, false);
            }
            Ok(Flow::Done)
        }))
    }
}

/// What a search without a match says on a terminal.
pub const NO_MATCH: &str = "no lines match";

impl Search {
    /// The request to the store. A target is a pane by its id, else a session by its name.
    ///
    /// # Errors
    /// If the age is wrong.
    pub fn query(&self, now: Now) -> Result<SearchQuery> {
        let since = self.since.as_deref().map(idle::age).transpose()?;
        Ok(SearchQuery {
            pattern: self.pattern.clone(),
            ignore_case: self.ignore_case,
            target: saved_query::target(self.target.as_deref()),
            since: since.map(|age| now.wall.saturating_sub(age)),
        })
    }
}

/// The lines of `search`: one per match, or one line of JSON.
pub fn lines(hits: &[SearchHit], json: bool, now: Now) -> Vec<String> {
    if json {
        let all: Vec<String> = hits.iter().map(as_json).collect();
        return vec![format!("[{}]", all.join(","))];
    }
    let line = |hit: &SearchHit| {
        let closed = if hit.closed { " (closed)" } else { "" };
        let when = strftime_at("%Y-%m-%d %H:%M:%S", hit.at.div_euclid(1000), now);
        format!(
            "{}:{} {}{closed} {when} {}: {}",
            hit.session,
            hit.window,
            hit.pane.1,
            hit.line,
            hit.text.trim_end()
        )
    };
    hits.iter().map(line).collect()
}

fn as_json(hit: &SearchHit) -> String {
    Json::object([
        ("session_name", Json::from(hit.session.as_str())),
        ("window_name", hit.window.as_str().into()),
        ("pane_id", hit.pane.1.to_string().into()),
        ("closed", hit.closed.into()),
        ("time", Json::time(hit.at)),
        ("line", hit.line.into()),
        ("text", hit.text.as_str().into()),
    ])
    .to_string()
}

/// Shows a line in its pane in copy mode to the client of the command, if the pane is open.
fn open_line(cx: &mut CommandContext<'_>, hit: &SearchHit) -> Result<()> {
    let (lineage, pane) = hit.pane;
    let present = cx.world.present_pane(lineage, pane);
    let place = present.and_then(|pane| cx.world.pane_location(pane));
    let place = place.ok_or_else(|| {
        Error::not_found(format!(
            "The newest match is in a closed pane (session {}, window {}). \
             mux restore -t {} brings it back.",
            hit.session,
            hit.window,
            quote(&hit.session)
        ))
    })?;
    let pane = place.pane;
    let client = cx.client();
    let go = match client.map(|c| (c.attached(), cx.world.is_within(&c.caller))) {
        Some((true, _)) => format!("switch-client -t {pane}"),
        // The command was typed in a pane, so the client that shows this pane switches.
        Some((_, true)) => {
            let watcher = cx.client_target(None)?;
            let name = cx.world.clients.get(&watcher).map(|c| quote(&c.name));
            format!("switch-client -c {} -t {pane}", name.unwrap_or_default())
        }
        _ => format!("attach-session -t {pane}"),
    };
    cx.insert_text(&go)?;
    let row = of_screen(cx.access, pane, |screen| {
        locate::row_of(screen, hit.line, &hit.text)
    });
    pane_mode::leave_all(cx.world, pane);
    lifecycle::enter(cx.world, place, Entry::default(), cx.access);
    lifecycle::with_engine(cx.world, pane, cx.access, |engine| {
        if let Some(row) = row {
            engine.show(0, row);
        }
    });
    Ok(())
}
