//! Signals, and the end of the server.

use crate::keeper::ToKeeper;
use crate::server::async_fd;
use crate::server::hub::Hub;
use crate::server::lock::lock;
use crate::server::upgrade::attempt::{self, UpgradeRequest};
use crate::sys::signals::{Signal, Signals};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long clients, and then the keeper, may take to receive their last messages.
const LAST_MESSAGES: Duration = Duration::from_secs(1);

/// Signals that do nothing, as in tmux. They are caught and not ignored, because programs that the
/// server starts would inherit that.
const IGNORED: [Signal; 5] = [
    Signal::SIGHUP,
    Signal::SIGQUIT,
    Signal::SIGTSTP,
    Signal::SIGTTIN,
    Signal::SIGTTOU,
];

/// Acts on signals: SIGTERM and SIGINT shut down, SIGUSR1 creates a removed socket again, SIGUSR2
/// upgrades to the program as it is on the disk now. A server that was started as `tmux` ignores
/// SIGUSR2, which only switches the log there.
pub async fn handle_signals(hub: Arc<Hub>) {
    let as_tmux = lock(&hub.state).world.host.as_tmux;
    let mut signals = vec![
        Signal::SIGTERM,
        Signal::SIGINT,
        Signal::SIGUSR1,
        Signal::SIGUSR2,
    ];
    signals.extend(IGNORED);
    let signals = Signals::watch(&signals).ok();
    let Some(Ok(signals)) = signals.map(async_fd::pollable) else {
        return tracing::error!("signals cannot be watched");
    };
    while let Ok(mut ready) = signals.readable().await {
        for signal in signals.get_ref().take() {
            match signal {
                Signal::SIGUSR1 => hub.keeper.send(&ToKeeper::Relisten),
                Signal::SIGUSR2 if as_tmux => {}
                Signal::SIGUSR2 => {
                    let request = UpgradeRequest::default();
                    tokio::spawn(attempt::upgrade(Arc::clone(&hub), request));
                }
                ignored if IGNORED.contains(&ignored) => {}
                _ => hub.terminate(),
            }
        }
        ready.clear_ready();
    }
}

/// Waits until clients have received their last messages, then ends the keeper.
pub async fn finish(hub: &Hub) {
    let all = async {
        for client in hub.clients() {
            client.end();
            client.closed().await;
        }
    };
    if timeout(LAST_MESSAGES, all).await.is_err() {
        tracing::warn!("a client did not read its last messages");
    }
    hub.keeper.send(&ToKeeper::Shutdown);
    if timeout(LAST_MESSAGES, hub.keeper.flushed()).await.is_err() {
        tracing::error!("the keeper does not read and was not told to shut down");
    }
}
