//! The pipe of a pane (`pipe-pane`), from the pane's side.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;

/// Bytes that wait for a command that does not read; further output is dropped.
const MAX_WAITING: usize = 64 << 20;

/// An open pipe. When it is dropped the command gets the output that waits, then the end of its
/// input.
#[derive(Debug, Default)]
pub struct Pipe {
    output: Option<(UnboundedSender<Vec<u8>>, Arc<AtomicUsize>)>,
    input: Option<AbortHandle>,
}

/// The output of the pane on its way to the command.
#[derive(Debug)]
pub struct PipeOutput {
    bytes: UnboundedReceiver<Vec<u8>>,
    waiting: Arc<AtomicUsize>,
}

impl Pipe {
    /// Opens the direction from the pane to the command.
    pub fn open_output(&mut self) -> PipeOutput {
        let (sender, bytes) = unbounded_channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        self.output = Some((sender, Arc::clone(&waiting)));
        PipeOutput { bytes, waiting }
    }

    /// Sets the task that types the output of the command; it is aborted with the pipe.
    pub fn set_input(&mut self, task: AbortHandle) {
        self.input = Some(task);
    }

    /// Passes output of the pane on.
    pub fn send(&self, bytes: &[u8]) {
        let Some((to, waiting)) = &self.output else {
            return;
        };
        if waiting.load(Ordering::Relaxed) + bytes.len() > MAX_WAITING {
            return;
        }
        waiting.fetch_add(bytes.len(), Ordering::Relaxed);
        // An error means that the command has ended, which the world is told elsewhere.
        drop(to.send(bytes.to_vec()));
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        if let Some(task) = &self.input {
            task.abort();
        }
    }
}

impl PipeOutput {
    /// The next piece of output; `None` once the pipe is closed and everything was taken.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        self.bytes.recv().await
    }

    /// `bytes` of output were written to the command.
    pub fn written(&self, bytes: usize) {
        self.waiting.fetch_sub(bytes, Ordering::Relaxed);
    }
}
