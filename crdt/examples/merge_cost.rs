//! Nanoseconds of one merge: of a row into a cell, and of an increment into an automerge counter. `cargo xtask bench` runs it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use automerge::transaction::Transactable;
use automerge::{AutoCommit, AutomergeError, ROOT, ScalarValue};
use holdfast_crdt::{Cell, ReplicaId, Row, SiteId};

/// An automerge document remembers every increment: so many times fewer are enough.
const FEWER: u64 = 500;

fn main() -> Result<(), AutomergeError> {
    let times = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(1_000_000);
    println!("row {}", row(times));
    println!("counter {}", counter((times / FEWER).max(2))?);
    Ok(())
}

/// One newer row into a cell that holds rows of a hub and a node.
fn row(times: u64) -> f64 {
    let (hub, node) = (ReplicaId::new(SiteId::HUB, 1), ReplicaId::new(SiteId(3), 1));
    let row = |version: u64| Row { version, minted: version, spent: version / 2, ..Row::default() };
    let mut cell = Cell::default();
    cell.merge(hub, row(1));
    let started = Instant::now();
    for version in 1..=times {
        black_box(cell.merge(node, black_box(row(version))));
    }
    black_box(cell.on_hand());
    started.elapsed().as_nanos() as f64 / times as f64
}

/// One increment that was made in another copy of the document.
fn counter(times: u64) -> Result<f64, AutomergeError> {
    let mut here = AutoCommit::new();
    here.put(ROOT, "on hand", ScalarValue::counter(0))?;
    let mut there = here.fork();
    let mut spent = Duration::ZERO;
    for _ in 0..times {
        there.increment(ROOT, "on hand", 1)?;
        there.commit();
        let started = Instant::now();
        here.merge(&mut there)?;
        spent += started.elapsed();
    }
    Ok(spent.as_nanos() as f64 / times as f64)
}
