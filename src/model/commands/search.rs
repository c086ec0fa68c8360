//! `search`: search the scrollback of all sessions.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::idle;
use crate::model::state::client::Client;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::{SearchQuery, StoreRequest};

/// Search the scrollback of all sessions, including closed ones.
#[derive(clap::Args, Debug)]
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
    json: bool,
    /// Jump to the newest match, in a running pane if possible
    #[arg(long)]
    open: bool,
    /// Regular expression, optionally followed by flags
    #[arg(value_name = "pattern", required = true)]
    words: Vec<String>,
}

impl Command for Search {
    const NAME: &'static str = "search";
    const OWN: bool = true;

    fn run(mut self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let pattern = self.take_words()?;
        let since = self.since.as_deref().map(idle::age).transpose()?;
        let (session, pane) = match &self.target {
            None => (None, None),
            Some(name) if cx.world.sessions.values().any(|s| s.name == *name) => {
                (Some(name.clone()), None)
            }
            Some(target) => match cx.pane_target(Some(target)) {
                Ok(place) => (None, Some((cx.world.lineage, place.pane))),
                Err(_) => (Some(target.clone()), None),
            },
        };
        let inside = |c: &&Client| !c.attached() && cx.world.is_within(&c.caller);
        let typed = cx.client().filter(inside).and_then(|_| cx.here());
        Ok(cx.ask_store(StoreRequest::Search(SearchQuery {
            pattern,
            ignore_case: self.ignore_case,
            session,
            pane,
            since: since.map(|age| cx.now.wall.saturating_sub(age)),
            json: self.json,
            open: self.open,
            typed: typed.map(|place| place.pane),
        })))
    }
}

impl Search {
    /// Takes the pattern and applies the flags that follow it.
    fn take_words(&mut self) -> Result<String> {
        let mut words = std::mem::take(&mut self.words).into_iter();
        let pattern = words.next().unwrap_or_default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "-i" => self.ignore_case = true,
                "--json" => self.json = true,
                "--open" => self.open = true,
                "-t" => self.target = words.next(),
                "--since" => self.since = words.next(),
                _ => {
                    return Err(Error::user(
                        "command search: too many arguments (need at most 1)",
                    ));
                }
            }
        }
        Ok(pattern)
    }
}
