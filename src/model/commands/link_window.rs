//! `link-window`: a window under one more index, in the same session or in another.

use super::move_window::Spot;
use crate::base::{Error, Result};
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::session::Winlink;

/// Show a window in another session too.
#[derive(clap::Args, Debug)]
pub struct LinkWindow {
    /// After the target window
    #[arg(short = 'a')]
    after: bool,
    /// Before the target window
    #[arg(short = 'b')]
    before: bool,
    /// Do not make it current
    #[arg(short = 'd')]
    stay: bool,
    /// Replace the window that is there
    #[arg(short = 'k')]
    kill: bool,
    /// The window
    #[arg(short = 's', value_name = "src-window")]
    source: Option<String>,
    /// Where to
    #[arg(short = 't', value_name = "dst-window")]
    target: Option<String>,
}

impl Verb for LinkWindow {
    const NAME: &'static str = "link-window";
    const ALIAS: &'static str = "linkw";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        let source = call.window_target(self.source.as_deref())?;
        let (session, index) = call.index_target(self.target.as_deref())?;
        let spot = Spot {
            after: self.after,
            before: self.before,
            kill: self.kill,
        };
        let links = &call.session(session)?.windows;
        let there = index.filter(|_| !self.after && !self.before).and_then(|i| links.get(&i));
        if there.is_some_and(|link| link.window == source.window) {
            let index = index.unwrap_or_default();
            return Err(Error::user(format!("same index: {index}")));
        }
        let index = spot.open(call, session, index, |i| format!("index in use: {i}"))?;
        let known = call.session(session)?;
        known.windows.insert(index, Winlink::new(source.window));
        if !self.stay {
            known.select(index);
        }
        call.world.session_changed(session);
        Ok(Flow::Done)
    }
}
