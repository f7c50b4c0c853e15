//! The owner thread: one thread owns a store. It takes all commands that wait (never sleeping to gather more), lets the
//! engine load, decide, save and commit them as one transaction, and only then replies (I-3).

use std::thread::{self, JoinHandle};

use holdfast_crdt::Millis;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};

use crate::sqlite::StoreError;

/// Commands decided and committed together, at most.
pub const BATCH_MAX: usize = 512;
/// Commands that may wait; beyond that callers are told to come again (I-9).
pub const QUEUE_MAX: usize = 4096;
/// Replies from which on a task hands them out.
const BY_TASK_MIN: usize = 16;
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

    /// A sync failed, and memory agrees with the store: what the store holds is to be made durable another way.
    fn distrust(&mut self) -> Result<(), StoreError> {
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
    /// Starts the thread, whose callers are on the present runtime. `commits` counts committed batches.
    pub fn start(name: &str, engine: E, commits: watch::Sender<u64>) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (sender, receiver) = mpsc::channel(QUEUE_MAX);
        let runtime = Handle::current();
        let thread =
            thread::Builder::new().name(name.to_owned()).spawn(move || run(engine, receiver, &commits, &runtime))?;
        Ok((Self(sender), thread))
    }

    /// Returns when the thread has ended though ways to it are left: it panicked, and nobody decides any more.
    pub async fn ended(&self) {
        self.0.closed().await;
    }

    /// Whether no further command would find room in the queue.
    pub fn is_full(&self) -> bool {
        self.0.capacity() == 0
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

/// An engine, and whether its memory agrees with its store: the part of an owner thread that is no thread.
pub struct Keeper<E> {
    engine: E,
    // memory may hold what was never kept: nothing is decided before it agrees with the store again
    lost: bool,
    // a sync failed: no later one makes good for it
    distrusted: bool,
}

impl<E: Engine> Keeper<E> {
    pub fn new(engine: E) -> Self {
        Self { engine, lost: false, distrusted: false }
    }

    pub fn engine(&self) -> &E {
        &self.engine
    }

    /// Decides and commits a batch, recovering first where an earlier one left memory in doubt. On an error nothing was kept.
    pub fn batch(&mut self, commands: Vec<E::Command>, now: Millis) -> Result<Vec<E::Reply>, Unanswered> {
        let asked = commands.len();
        let recovered = if self.lost { self.recover() } else { Ok(()) };
        match recovered.and_then(|()| self.engine.batch(commands, now)) {
            Ok(answers) => {
                debug_assert_eq!(answers.len(), asked);
                self.lost = false;
                Ok(answers)
            }
            Err(error) => Err(self.fail(asked, &error)),
        }
    }

    /// The last batch is done.
    pub fn rest(&mut self) {
        if let Err(error) = self.engine.rest() {
            tracing::warn!(%error, "the store was not tidied at the end; nothing of it is lost");
        }
    }

    fn recover(&mut self) -> Result<(), StoreError> {
        self.engine.recover()?;
        if self.distrusted {
            self.engine.distrust()?;
            self.distrusted = false;
        }
        Ok(())
    }

    /// What the callers are told.
    fn fail(&mut self, asked: usize, error: &StoreError) -> Unanswered {
        tracing::error!(%error, commands = asked, "a batch was not kept");
        metrics::counter!("owner_batches_failed_total").increment(1);
        self.distrusted |= error.is_failed_sync();
        let recovered = self.recover();
        self.lost = recovered.is_err();
        let told = match &recovered {
            Ok(()) => error,
            Err(again) => {
                tracing::error!(error = %again, "the store could not be read again");
                again
            }
        };
        Unanswered::Failed(told.to_string())
    }
}

fn run<E: Engine>(engine: E, mut jobs: mpsc::Receiver<Job<E>>, commits: &watch::Sender<u64>, runtime: &Handle) {
    let mut keeper = Keeper::new(engine);
    let mut waiting = Vec::with_capacity(BATCH_MAX);
    while jobs.blocking_recv_many(&mut waiting, BATCH_MAX) > 0 {
        let (commands, replies): (Vec<_>, Vec<_>) = waiting.drain(..).map(|job| (job.command, job.reply)).unzip();
        metrics::histogram!("owner_batch_commands").record(commands.len() as f64);
        match keeper.batch(commands, crate::clock::now()) {
            Ok(answers) => {
                commits.send_modify(|count| *count += 1);
                // a caller that hung up does not need its reply
                let many = answers.len() >= BY_TASK_MIN;
                let answer =
                    move || replies.into_iter().zip(answers).for_each(|(reply, answer)| drop(reply.send(Ok(answer))));
                // a task is woken from its own runtime for less than from here
                if many {
                    drop(runtime.spawn(async { answer() }));
                } else {
                    answer();
                }
            }
            Err(answer) => replies.into_iter().for_each(|reply| drop(reply.send(Err(answer.clone())))),
        }
    }
    keeper.rest();
}
