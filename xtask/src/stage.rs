//! What all actors of a run share: the scene, the ghost ledger, the counters, the problems; and the crews that work on it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::ghost::Ghost;
use crate::world::Scene;

/// How many problems are kept word for word; all are counted.
const PROBLEMS_KEPT: usize = 20;

/// Counters of a run.
#[derive(Debug, Default)]
pub struct Tally {
    pub placed: Count,
    pub backordered: Count,
    pub refused: Count,
    pub cancels: Count,
    pub reservations: Count,
    /// What the floor's terminals did: codes read, receipts' lines, picks, counts, parcels sent.
    pub scans: Count,
    pub parcels: Count,
    pub shorts: Count,
    pub cuts: Count,
    pub problems: Count,
}

/// A number that only goes up.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    pub fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[derive(Debug)]
pub struct Stage {
    pub scene: Scene,
    pub ghost: Ghost,
    pub tally: Tally,
    problems: Mutex<BTreeMap<String, u64>>,
}

impl Stage {
    pub fn new(scene: Scene) -> Arc<Self> {
        Arc::new(Self { scene, ghost: Ghost::default(), tally: Tally::default(), problems: Mutex::default() })
    }

    /// Something that must not happen in a run, though the run goes on.
    pub fn problem(&self, what: impl ToString) {
        self.tally.problems.add(1);
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        if problems.len() < PROBLEMS_KEPT {
            *problems.entry(what.to_string()).or_default() += 1;
        }
    }

    /// The problems so far, for people.
    pub fn problems(&self) -> Vec<String> {
        let problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        let mut told: Vec<_> = problems.iter().map(|(what, n)| format!("{n} × {what}")).collect();
        let kept: u64 = problems.values().sum();
        let all = self.tally.problems.get();
        if all > kept {
            told.push(format!("and {} more problems", all - kept));
        }
        told
    }
}

/// The word, as an actor hears it, that its crew's work is over.
#[derive(Debug, Clone)]
pub struct Shift(watch::Receiver<bool>);

impl Shift {
    pub fn is_over(&self) -> bool {
        *self.0.borrow()
    }

    /// Sleeps, but not past the end.
    pub async fn rest(&mut self, time: Duration) {
        let _ = tokio::time::timeout(time, self.0.wait_for(|over| *over)).await;
    }
}

/// Actors who start and stop together.
#[derive(Debug)]
pub struct Crew {
    stage: Arc<Stage>,
    over: watch::Sender<bool>,
    actors: JoinSet<()>,
}

impl Crew {
    pub fn new(stage: &Arc<Stage>) -> Self {
        Self { stage: stage.clone(), over: watch::Sender::new(false), actors: JoinSet::new() }
    }

    /// An actor; its error is a problem of the run.
    pub fn add<F>(&mut self, actor: impl FnOnce(Arc<Stage>, Shift) -> F)
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let stage = self.stage.clone();
        let work = actor(stage.clone(), Shift(self.over.subscribe()));
        self.actors.spawn(async move {
            if let Err(problem) = work.await {
                stage.problem(format!("{problem:#}"));
            }
        });
    }

    /// Tells all that it is over, and waits for them to finish what they are at.
    pub async fn end(mut self) {
        self.over.send_replace(true);
        while let Some(ended) = self.actors.join_next().await {
            if let Err(panic) = ended {
                self.stage.problem(panic);
            }
        }
    }
}
