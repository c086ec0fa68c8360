//! Reports what waits look for to the world, and waits until an alternate screen rests.

use crate::model::Input;
use crate::model::watch::scanner::Step;
use crate::server::hub::Hub;
use crate::server::pane::state::Pane;
use std::sync::Arc;
use std::time::Duration;

/// How long an alternate screen must not change before it is compared, in milliseconds: a program
/// draws it in several steps.
const REST_MS: u64 = 50;

/// Reports the result of a step from a task that does not hold the lock of the world.
pub fn report(hub: &Arc<Hub>, pane: &Arc<Pane>, step: Step) {
    if step.alternate && pane.begin_rest() {
        tokio::spawn(await_rest(Arc::clone(hub), Arc::clone(pane)));
    }
    if !step.hits.is_empty() {
        hub.apply(Input::Watched(pane.id, step.hits));
    }
}

/// As [`report`], for callers that hold the lock of the world.
pub fn report_later(hub: &Arc<Hub>, pane: &Arc<Pane>, step: Step) {
    if step != Step::default() {
        let (hub, pane) = (Arc::clone(hub), Arc::clone(pane));
        tokio::spawn(async move { report(&hub, &pane, step) });
    }
}

/// Compares the alternate screen of a pane, whose program has ended or rests.
pub fn compare_alternate(hub: &Arc<Hub>, pane: &Pane) {
    let hits = pane.compare_alternate();
    if !hits.is_empty() {
        hub.apply(Input::Watched(pane.id, hits));
    }
}

async fn await_rest(hub: Arc<Hub>, pane: Arc<Pane>) {
    loop {
        let age = pane.output_age();
        if age >= REST_MS {
            break;
        }
        tokio::time::sleep(Duration::from_millis(REST_MS - age)).await;
    }
    // Before the comparison: a change during it begins another rest.
    pane.end_rest();
    compare_alternate(&hub, &pane);
}
