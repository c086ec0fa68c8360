//! The context of a format: what its variables are about.

use crate::base::ClientId;
use crate::base::sorted::sort_by_key;
use crate::lang::format::Order;
use crate::model::state::client::MouseHit;
use crate::model::state::location::Location;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

/// Variables that the expanding command adds, by name.
pub type Extra<'a> = [(&'a str, String)];

/// The context of a format: the objects that its variables describe.
#[derive(Clone, Copy)]
pub struct FormatContext<'a> {
    pub(crate) world: &'a World,
    pub(crate) access: &'a dyn PaneAccess,
    pub(crate) place: Option<Location>,
    /// The attached client, for the `client_` variables.
    pub(crate) client: Option<ClientId>,
    pub(crate) mouse: Option<&'a MouseHit>,
    pub(crate) extra: &'a Extra<'a>,
    /// The variables of the hook that runs.
    pub(crate) hook: &'a [(String, String)],
    /// The config file that is being parsed (`current_file`).
    pub(crate) file: Option<&'a str>,
    /// The current iteration of a loop is the last (`loop_last_flag`).
    pub(crate) last_turn: bool,
    /// The index of the iteration of a loop, from 0.
    pub(crate) turn: Option<usize>,
}

/// An iteration of a loop: location, client, whether it is the current object.
pub(crate) type Turn = (Option<Location>, Option<ClientId>, bool);

/// Sorts iterations by name or by activity, the most recent first.
pub(crate) fn sort_turns<K: Ord>(
    turns: &mut [Turn],
    order: Order,
    name: impl Fn(&Turn) -> K,
    activity: impl Fn(&Turn) -> i64,
) {
    match order {
        Order::Index => {}
        Order::Name => sort_by_key(turns, name),
        Order::Activity => sort_by_key(turns, |t| std::cmp::Reverse(activity(t))),
    }
}

/// The value of a flag: `1` or `0`.
pub(crate) fn flag(on: bool) -> Option<String> {
    Some(if on { "1" } else { "0" }.to_owned())
}

/// A time in milliseconds as seconds since 1970; empty for 0, which means never.
pub(crate) fn seconds(ms: i64) -> Option<String> {
    Some(if ms == 0 {
        String::new()
    } else {
        (ms / 1000).to_string()
    })
}
