//! `verify` while the hub serves: over a connection of its own, one run at a time, shared by all who ask meanwhile.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use holdfast_crdt::Millis;
use holdfast_shell::clock;
use holdfast_shell::sqlite::{Readers, StoreError, Verification};
use tokio::sync::{Mutex, oneshot};

use crate::store::verify_store;

/// After so many entries it rests, for about as long as it takes to read them: orders have the processor, too.
const STRIDE: u64 = 2_048;
const REST: Duration = Duration::from_millis(4);

/// Findings kept, at most: after one entry that was altered none behind it fits (I-9).
const FINDINGS_MAX: usize = 1_000;

/// What a run found.
#[derive(Debug)]
pub struct Verified {
    pub at: Millis,
    pub what: Verification,
}

/// The last run, held while one is under way.
type Last = Arc<Mutex<Option<(Instant, Arc<Verified>)>>>;

#[derive(Debug, Default)]
pub struct Verifier(Last);

impl Verifier {
    /// What the run finds that is under way, or else one that begins now. It goes on though nobody waits for it any more.
    pub async fn verified(&self, readers: &Readers) -> Result<Arc<Verified>, StoreError> {
        let (asked, last, readers) = (Instant::now(), self.0.clone(), readers.clone());
        let run = tokio::spawn(async move {
            let mut last = last.lock_owned().await;
            if let Some((ended, verified)) = &*last
                && *ended >= asked
            {
                return Ok(verified.clone());
            }
            let verified = Arc::new(on_its_own_thread(readers).await?);
            *last = Some((Instant::now(), verified.clone()));
            Ok(verified)
        });
        run.await.unwrap_or_else(|error| Err(StoreError::Broken(format!("a verification did not end: {error}"))))
    }
}

/// A thread that the end of the process does not wait for.
async fn on_its_own_thread(readers: Readers) -> Result<Verified, StoreError> {
    let (done, found) = oneshot::channel();
    let run = move || drop(done.send(verify(&readers)));
    let broken = |what: String| StoreError::Broken(format!("a verification did not end: {what}"));
    thread::Builder::new().name("verify".into()).spawn(run).map_err(|error| broken(error.to_string()))?;
    found.await.unwrap_or_else(|error| Err(broken(error.to_string())))
}

fn verify(readers: &Readers) -> Result<Verified, StoreError> {
    let reader = readers.open()?;
    let mut what = verify_store(&reader, |read| {
        if read.is_multiple_of(STRIDE) {
            thread::sleep(REST);
        }
    })?;
    what.findings.truncate(FINDINGS_MAX);
    Ok(Verified { at: clock::now(), what })
}
