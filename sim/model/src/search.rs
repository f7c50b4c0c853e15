//! One exhaustive search, and what it came to.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Instant;

use stateright::{Checker, HasDiscoveries, Model};

use crate::options::Bounds;
use crate::properties;
use crate::protocol::Escrow;

/// What a search saw.
#[derive(Debug, Clone)]
pub struct Findings {
    pub states: usize,
    pub generated: usize,
    pub depth: usize,
    pub seconds: f64,
    /// Properties that some state breaks, each with the shortest way there.
    pub broken: Vec<Trace>,
    /// What `sometimes` asks for and no state showed.
    pub unseen: Vec<&'static str>,
}

/// A property, and the steps that lead to the state that breaks it.
#[derive(Debug, Clone)]
pub struct Trace {
    pub property: &'static str,
    pub steps: Vec<String>,
    pub end: String,
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is broken by {} steps:", self.property, self.steps.len())?;
        for (at, step) in self.steps.iter().enumerate() {
            write!(f, "\n  {:>2}. {step}", at + 1)?;
        }
        Ok(())
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} states ({} generated), depth {}, {:.1} s", self.states, self.generated, self.depth, self.seconds)
    }
}

impl Findings {
    /// What a search within `bounds` should have seen and did not.
    pub fn missed(&self, bounds: &Bounds) -> Vec<&'static str> {
        self.unseen.iter().copied().filter(|sight| properties::is_within_reach(sight, bounds)).collect()
    }
}

/// Searches every state, on `threads` threads.
pub fn everything(model: Escrow, threads: usize) -> Findings {
    run(model, threads, HasDiscoveries::AnyFailures)
}

/// Searches, in one thread and breadth first, for the shortest way to break `property`.
pub fn shortest(model: Escrow, property: &'static str) -> Findings {
    run(model, 1, HasDiscoveries::AnyOf(BTreeSet::from([property])))
}

fn run(model: Escrow, threads: usize, until: HasDiscoveries) -> Findings {
    let started = Instant::now();
    let done = model.checker().threads(threads).finish_when(until).spawn_bfs().join();
    let found = done.discoveries();
    let properties = done.model().properties();
    let is_failure = |name: &str| properties.iter().any(|p| p.name == name && p.expectation.discovery_is_failure());
    let unseen = properties.iter().filter(|p| !p.expectation.discovery_is_failure() && !found.contains_key(p.name));
    let unseen = unseen.map(|p| p.name).collect();
    let mut broken = Vec::new();
    for (property, path) in found.into_iter().filter(|(name, _)| is_failure(name)) {
        let end = format!("{:#?}", path.last_state());
        let steps = path.into_actions().iter().map(|action| format!("{action:?}")).collect();
        broken.push(Trace { property, steps, end });
    }
    broken.sort_by_key(|trace| trace.steps.len());
    Findings {
        states: done.unique_state_count(),
        generated: done.state_count(),
        depth: done.max_depth(),
        seconds: started.elapsed().as_secs_f64(),
        broken,
        unseen,
    }
}
