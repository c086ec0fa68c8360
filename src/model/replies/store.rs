//! Continues command queues when the store replies.

use crate::base::{Error, Result};
use crate::model::ops::{messages, queue};
use crate::model::state::command::{AfterStore, CommandContext, Flow};
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::store_request::StoreReply;
use crate::model::state::world::World;

/// Hands the store's reply to the command of the queue `run` that waits for it.
pub(crate) fn handle_reply(
    world: &mut World,
    run: u64,
    answer: std::result::Result<StoreReply, String>,
    access: &dyn PaneAccess,
) {
    let then = world.queues.after_store.remove(&run);
    if !world.queues.all.contains_key(&run) {
        return;
    }
    let answer = answer.map_err(Error::system);
    let mut cx = CommandContext::new(world, access, run);
    let flow = match then {
        Some(AfterStore(then)) => then(&mut cx, answer),
        None => print_text(&mut cx, answer),
    };
    match flow {
        Ok(Flow::Wait) => return,
        Ok(Flow::Done | Flow::Start(_)) => {}
        Err(error) => messages::report_error(world, run, None, &error),
    }
    queue::wake(world, run);
}

/// Prints a reply that no command waits for: the result of an upgrade.
fn print_text(cx: &mut CommandContext<'_>, answer: Result<StoreReply>) -> Result<Flow> {
    if let StoreReply::Text(lines) = answer? {
        lines.iter().for_each(|line| cx.print(line));
    }
    Ok(Flow::Done)
}
