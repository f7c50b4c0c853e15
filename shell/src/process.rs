//! How a serving process tells that it is ready, and how it ends.

use std::io::Write;
use std::thread::JoinHandle;
use std::time::Duration;

use thiserror::Error;

use crate::owner::{Engine, Owner};
use crate::shutdown::Shutdown;

/// How long the owner thread may take over what still waits at the end.
pub const LAST_WORK: Duration = Duration::from_secs(10);

/// Why a process did not end well.
#[derive(Debug, Error)]
pub enum EndError {
    #[error("the owner thread panicked; what was answered is durable")]
    Panicked,
}

/// Writes the one line on stdout.
pub fn announce(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// A defect that ended the owner thread ends the process: whoever supervises it starts it again from the store, which has
/// all that was answered.
pub async fn end_with<E: Engine>(owner: Owner<E>, shutdown: Shutdown) {
    tokio::select! {
        () = owner.ended() => shutdown.trigger(),
        () = shutdown.wait() => {}
    }
}

/// Waits until the owner thread has done what it took in; it ends once the last way to it is gone.
pub async fn finish(thread: JoinHandle<()>) -> Result<(), EndError> {
    let ended = tokio::task::spawn_blocking(move || thread.join());
    match tokio::time::timeout(LAST_WORK, ended).await {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(_) => Err(EndError::Panicked),
        Err(_) => {
            tracing::warn!("the owner thread did not end in time; what was answered is durable");
            Ok(())
        }
    }
}
