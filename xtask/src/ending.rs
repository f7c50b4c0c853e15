//! Ctrl-C and SIGTERM: work ends, and with it, by their owners' drop, every server it started.

use anyhow::{Result, bail};
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Hears Ctrl-C and SIGTERM from its making on.
#[derive(Debug)]
pub struct Ending {
    interrupt: Signal,
    terminate: Signal,
}

impl Ending {
    pub fn listen() -> Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for the next one.
    pub async fn come(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Runs `work` on a runtime of its own; an error where it was asked to end before.
pub fn block_on(work: impl Future<Output = Result<()>>) -> Result<()> {
    Runtime::new()?.block_on(async {
        let mut ending = Ending::listen()?;
        tokio::select! {
            done = work => done,
            () = ending.come() => bail!("ended by a signal"),
        }
    })
}
