//! The thread with an engine of the tests: order, limits, failures, the end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use holdfast_crdt::Millis;
use holdfast_shell::owner::{BATCH_MAX, Engine, Owner, QUEUE_MAX, Unanswered};
use holdfast_shell::sqlite::StoreError;
use tokio::sync::watch;

/// What the test may do to the engine while it runs, and what it saw of it.
#[derive(Clone, Default)]
struct Strings {
    fails: Arc<AtomicBool>,
    lost: Arc<AtomicBool>,
    batches: Arc<Mutex<Vec<usize>>>,
}

/// Adds what it is told; the sum in memory runs ahead of the one that is kept.
struct Adder {
    strings: Strings,
    kept: i64,
    sum: i64,
    started: Sender<()>,
    gate: Option<Receiver<()>>,
}

impl Engine for Adder {
    type Command = i64;
    type Reply = i64;

    fn batch(&mut self, commands: Vec<i64>, _: Millis) -> Result<Vec<i64>, StoreError> {
        let _ = self.started.send(());
        if let Some(gate) = &self.gate {
            let _ = gate.recv();
        }
        self.strings.batches.lock().unwrap().push(commands.len());
        let mut sums = Vec::new();
        for command in commands {
            assert_ne!(command, i64::MIN, "a defect of the engine");
            self.sum += command;
            sums.push(self.sum);
        }
        if self.strings.fails.load(Ordering::SeqCst) {
            return Err(StoreError::DiskFull);
        }
        self.kept = self.sum;
        Ok(sums)
    }

    fn recover(&mut self) -> Result<(), StoreError> {
        if self.strings.lost.load(Ordering::SeqCst) {
            return Err(StoreError::Broken("the store is gone".into()));
        }
        self.sum = self.kept;
        Ok(())
    }
}

struct Running {
    owner: Owner<Adder>,
    thread: JoinHandle<()>,
    commits: watch::Receiver<u64>,
    strings: Strings,
    started: Receiver<()>,
}

fn start(gate: Option<Receiver<()>>) -> Running {
    let (strings, (began, started)) = (Strings::default(), channel());
    let engine = Adder { strings: strings.clone(), kept: 0, sum: 0, started: began, gate };
    let (counter, commits) = watch::channel(0);
    let (owner, thread) = Owner::start("adder", engine, counter).unwrap();
    Running { owner, thread, commits, strings, started }
}

#[tokio::test]
async fn commands_are_answered_in_order_and_every_commit_counts() {
    let running = start(None);
    for expected in 1..=3 {
        assert_eq!(running.owner.ask(1).await, Ok(expected));
    }
    assert_eq!(running.owner.insist(7).await, Ok(10));
    assert_eq!(*running.commits.borrow(), 4);
}

#[tokio::test]
async fn what_waits_is_one_batch_bounded_and_a_full_queue_says_so() {
    let (open, gate) = channel();
    let running = start(Some(gate));
    let ask = || {
        tokio::spawn({
            let owner = running.owner.clone();
            async move { owner.ask(1).await }
        })
    };
    let mut asked = vec![ask()];
    tokio::task::yield_now().await;
    running.started.recv().unwrap();
    // the thread holds the first command: now the queue fills, and one more does not fit
    asked.extend((0..QUEUE_MAX).map(|_| ask()));
    for _ in 0..QUEUE_MAX {
        tokio::task::yield_now().await;
    }
    assert_eq!(running.owner.ask(1).await, Err(Unanswered::Full));
    drop(open);
    let mut sums = Vec::new();
    for task in asked {
        sums.push(task.await.unwrap().unwrap());
    }
    assert_eq!(sums, (1..=QUEUE_MAX as i64 + 1).collect::<Vec<_>>());
    let batches = running.strings.batches.lock().unwrap().clone();
    assert_eq!((batches[0], batches[1]), (1, BATCH_MAX));
    assert!(batches.iter().all(|commands| *commands <= BATCH_MAX));
}

#[tokio::test]
async fn a_batch_that_was_not_kept_is_told_and_forgotten() {
    let running = start(None);
    assert_eq!(running.owner.ask(5).await, Ok(5));
    running.strings.fails.store(true, Ordering::SeqCst);
    let told = running.owner.ask(100).await;
    assert_eq!(told, Err(Unanswered::Failed(StoreError::DiskFull.to_string())));
    assert_eq!(*running.commits.borrow(), 1);
    running.strings.fails.store(false, Ordering::SeqCst);
    assert_eq!(running.owner.ask(1).await, Ok(6), "nothing of the failed batch is left in memory");
}

#[tokio::test]
async fn nothing_is_decided_before_memory_agrees_with_the_store_again() {
    let running = start(None);
    assert_eq!(running.owner.ask(5).await, Ok(5));
    running.strings.fails.store(true, Ordering::SeqCst);
    running.strings.lost.store(true, Ordering::SeqCst);
    let gone = Err(Unanswered::Failed("the store is gone".into()));
    assert_eq!(running.owner.ask(100).await, gone);
    running.strings.fails.store(false, Ordering::SeqCst);
    assert_eq!(running.owner.ask(100).await, gone, "still not to be read");
    running.strings.lost.store(false, Ordering::SeqCst);
    assert_eq!(running.owner.ask(1).await, Ok(6));
    assert_eq!(running.strings.batches.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn what_was_taken_in_is_finished_when_the_last_owner_goes() {
    let (open, gate) = channel();
    let running = start(Some(gate));
    let owner = running.owner.clone();
    let asked = tokio::spawn(async move { owner.ask(1).await });
    tokio::task::yield_now().await;
    running.started.recv().unwrap();
    drop(running.owner);
    drop(open);
    assert_eq!(asked.await.unwrap(), Ok(1));
    running.thread.join().unwrap();
}

#[tokio::test]
async fn a_caller_that_hangs_up_holds_nobody_up() {
    let (open, gate) = channel();
    let running = start(Some(gate));
    let owner = running.owner.clone();
    let impatient = tokio::spawn(async move { owner.ask(1).await });
    tokio::task::yield_now().await;
    running.started.recv().unwrap();
    impatient.abort();
    drop(open);
    assert_eq!(running.owner.ask(1).await, Ok(2), "its command was decided all the same");
}

#[tokio::test]
async fn a_defect_of_the_engine_leaves_nobody_waiting() {
    let running = start(None);
    assert_eq!(running.owner.ask(i64::MIN).await, Err(Unanswered::Stopping));
    assert!(running.thread.join().is_err());
    assert_eq!(running.owner.ask(1).await, Err(Unanswered::Stopping));
    assert_eq!(running.owner.insist(1).await, Err(Unanswered::Stopping));
}
