//! Searches of copy mode through a long history, each on a thread that may block. The screen is
//! locked only to copy one compressed block, so neither its program nor a client waits.

use crate::model::Input;
use crate::model::copy::history_search::SearchRun;
use crate::model::state::mode::history_search::HistorySearch;
use crate::server::hub::Hub;
use crate::server::pane::state::Pane;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Starts a search. Returns its number and the flag that ends it.
pub fn start(
    hub: &Arc<Hub>,
    pane: Option<Arc<Pane>>,
    search: HistorySearch,
) -> (u64, Arc<AtomicBool>) {
    let stop = Arc::new(AtomicBool::new(false));
    let (hub, ends, id) = (Arc::clone(hub), Arc::clone(&stop), search.id);
    tokio::task::spawn_blocking(move || run(&hub, pane.as_deref(), &search, &ends));
    (id, stop)
}

fn run(hub: &Arc<Hub>, pane: Option<&Pane>, search: &HistorySearch, stop: &AtomicBool) {
    let mut run = SearchRun::new(search);
    let mut told = search.find.is_none();
    while let Some(line) = run.wanted() {
        if stop.load(Ordering::Relaxed) || hub.is_retired() {
            return;
        }
        let piece =
            pane.and_then(|pane| pane.with_screen(|screen| screen.piece_at(search.end, line)));
        run.search(piece.map(|piece| {
            let (first, end) = (piece.first, piece.end());
            // Lines that cannot be read have no matches.
            (first, end, piece.into_texts().unwrap_or_default())
        }));
        if !told && run.found().is_some() && search.counts {
            told = true;
            hub.apply(Input::HistorySearch(run.report(false)));
        }
    }
    hub.apply(Input::HistorySearch(run.report(true)));
}
