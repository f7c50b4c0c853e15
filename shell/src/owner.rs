//! The owner thread: one thread owns a store. It takes all commands that wait (never sleeping to gather more), lets the
//! engine load, decide, save and commit them as one transaction, and only then replies (I-3).

use std::thread::{self, JoinHandle};

use holdfast_crdt::Millis;
use tokio::sync::{mpsc, oneshot, watch};

use crate::sqlite::StoreError;

/// Commands decided and committed together, at most.
pub const BATCH_MAX: usize = 512;
/// Commands that may wait; beyond that callers are told to come again (I-9).
pub const QUEUE_MAX: usize = 4096;
const _: () = assert!(BATCH_MAX <= QUEUE_MAX);

/// What an owner thread drives.
pub trait Engine: Send + 'static {
    type Command: Send + 'static;
    type Reply: Send + 'static;

    /// Runs the commands in order and commits. On an error nothing of the batch was kept.
    fn batch(&mut self, commands: Vec<Self::Command>, now: Millis) -> Result<Vec<Self::Reply>, StoreError>;

    /// The last batch is done: leaves the store as one that rests. What was answered is kept whether this succeeds or not.
    fn rest(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Forgets what memory holds and starts again from the store, after a batch failed.
    fn recover(&mut self) -> Result<(), StoreError>;
}

/// Why a command got no reply from the engine. Nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    #[error("the queue is full")]
    Full,
    #[error("{0}")]
    Failed(String),
    #[error("the server is stopping")]
    Stopping,
}

struct Job<E: Engine> {
    command: E::Command,
    reply: oneshot::Sender<Result<E::Reply, Unanswered>>,
}

/// The way to an owner thread. When the last one is dropped, the thread finishes what waits and ends.
pub struct Owner<E: Engine>(mpsc::Sender<Job<E>>);

impl<E: Engine> Clone for Owner<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E: Engine> Owner<E> {
    /// Starts the thread. `commits` counts committed batches.
    pub fn start(name: &str, engine: E, commits: watch::Sender<u64>) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (sender, receiver) = mpsc::channel(QUEUE_MAX);
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || run(engine, receiver, &commits))?;
        Ok((Self(sender), thread))
    }

    /// Returns when the thread has ended though ways to it are left: it panicked, and nobody decides any more.
    pub async fn ended(&self) {
        self.0.closed().await;
    }

    /// Queues a command and waits for its reply; refused at once when the queue is full.
    pub async fn ask(&self, command: E::Command) -> Result<E::Reply, Unanswered> {
        let (reply, answer) = oneshot::channel();
        self.0.try_send(Job { command, reply }).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => Unanswered::Full,
            mpsc::error::TrySendError::Closed(_) => Unanswered::Stopping,
        })?;
        answer.await.unwrap_or(Err(Unanswered::Stopping))
    }

    /// The same for work that must not be shed (what a peer sent): waits for room in the queue.
    pub async fn insist(&self, command: E::Command) -> Result<E::Reply, Unanswered> {
        let (reply, answer) = oneshot::channel();
        self.0.send(Job { command, reply }).await.map_err(|_| Unanswered::Stopping)?;
        answer.await.unwrap_or(Err(Unanswered::Stopping))
    }
}

fn run<E: Engine>(mut engine: E, mut jobs: mpsc::Receiver<Job<E>>, commits: &watch::Sender<u64>) {
    let mut waiting = Vec::with_capacity(BATCH_MAX);
    // memory may hold what was never kept: nothing is decided before it agrees with the store again
    let mut lost = false;
    while jobs.blocking_recv_many(&mut waiting, BATCH_MAX) > 0 {
        let (commands, replies): (Vec<_>, Vec<_>) = waiting.drain(..).map(|job| (job.command, job.reply)).unzip();
        metrics::histogram!("owner_batch_commands").record(commands.len() as f64);
        let recovered = if lost { engine.recover() } else { Ok(()) };
        match recovered.and_then(|()| engine.batch(commands, crate::clock::now())) {
            Ok(answers) => {
                debug_assert_eq!(answers.len(), replies.len());
                lost = false;
                commits.send_modify(|count| *count += 1);
                // a caller that hung up does not need its reply
                replies.into_iter().zip(answers).for_each(|(reply, answer)| drop(reply.send(Ok(answer))));
            }
            Err(error) => lost = !fail(&mut engine, replies, &error),
        }
    }
    if let Err(error) = engine.rest() {
        tracing::warn!(%error, "the store was not tidied at the end; nothing of it is lost");
    }
}

/// Tells the callers; whether memory agrees with the store again.
fn fail<E: Engine>(
    engine: &mut E,
    replies: Vec<oneshot::Sender<Result<E::Reply, Unanswered>>>,
    error: &StoreError,
) -> bool {
    tracing::error!(%error, commands = replies.len(), "a batch was not kept");
    metrics::counter!("owner_batches_failed_total").increment(1);
    let recovered = engine.recover();
    let told = match &recovered {
        Ok(()) => error,
        Err(again) => {
            tracing::error!(error = %again, "the store could not be read again");
            again
        }
    };
    let answer = Unanswered::Failed(told.to_string());
    replies.into_iter().for_each(|reply| drop(reply.send(Err(answer.clone()))));
    recovered.is_ok()
}
