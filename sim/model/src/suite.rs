//! What the test suite asks of the model: searches in which everything holds, and one search for each rule that was taken
//! out or bent, in which the fault must be found. Prints what was searched, and the shortest way to each fault.

use std::time::Instant;

use anyhow::{Result, bail};

use crate::options::{Bounds, Losses, Numbers, Restart, Rules, Sealing, Shipping, Terminals, Victims};
use crate::properties::{CONVERGENCE, GOODS, ONE_WRITER};
use crate::protocol::Escrow;
use crate::search::{self, Findings};

/// A rule bent, and the property that has to break.
#[derive(Debug, Clone)]
pub struct Fault {
    pub name: &'static str,
    pub bounds: Bounds,
    pub rules: Rules,
    pub breaks: &'static str,
}

const SMALL: Bounds = Bounds {
    nodes: 1,
    units: 1,
    receipts: 1,
    grants: 2,
    restores: 1,
    victims: Victims::Any,
    losses: Losses::Overlapping,
};

/// Worlds in which every property must hold.
pub const WORLDS: &[Bounds] = &[
    Bounds { nodes: 1, units: 3, ..SMALL },
    Bounds { nodes: 2, units: 3, receipts: 0, ..SMALL },
    Bounds { nodes: 3, units: 2, receipts: 0, grants: 3, ..SMALL },
    Bounds { nodes: 2, ..SMALL },
    Bounds { restores: 2, victims: Victims::Nodes, ..SMALL },
    Bounds { restores: 2, victims: Victims::Hub, ..SMALL },
    Bounds { restores: 2, losses: Losses::Apart, ..SMALL },
];

/// Faults, and limits of what is promised, that the search has to find.
pub fn faults() -> Vec<Fault> {
    let rules = Rules::default();
    let twice = |victims| Bounds { restores: 2, victims, ..SMALL };
    let fault = |name, rules, breaks| Fault { name, bounds: SMALL, rules, breaks };
    let late = |name, victims, rules, breaks| Fault { name, bounds: twice(victims), rules, breaks };
    vec![
        fault("no mark and no fence", Rules { restart: Restart::Unfenced, ..rules }, GOODS),
        fault("a copy that nothing marks, noticed at hello", Rules { restart: Restart::Unmarked, ..rules }, GOODS),
        fault("no seal", Rules { sealing: Sealing::Off, ..rules }, GOODS),
        fault(
            "lives that neither side knows are not sealed",
            Rules { sealing: Sealing::KnownOnly, ..rules },
            CONVERGENCE,
        ),
        fault("ships while marked", Rules { shipping: Shipping::WhileMarked, ..rules }, GOODS),
        fault("terminals replay before the meeting", Rules { terminals: Terminals::Eager, ..rules }, GOODS),
        fault("terminals replay what the seal holds", Rules { terminals: Terminals::Blind, ..rules }, GOODS),
        fault("new work does not wait for the replay", Rules { terminals: Terminals::Late, ..rules }, GOODS),
        fault("limit: no terminals", Rules { terminals: Terminals::Absent, ..rules }, GOODS),
        late("a sealed row is merged", Victims::Nodes, Rules { sealing: Sealing::Merged, ..rules }, GOODS),
        Fault {
            name: "a verdict is told once",
            bounds: Bounds { losses: Losses::Apart, ..twice(Victims::Any) },
            rules: Rules { sealing: Sealing::ToldOnce, ..rules },
            breaks: GOODS,
        },
        late("a number is used twice", Victims::Any, Rules { numbers: Numbers::NextKnown, ..rules }, ONE_WRITER),
        late("limit: both disks lost in one window", Victims::Any, rules, GOODS),
    ]
}

/// Runs all of it, on `threads` threads; errors where something broke that must hold, or held that must break.
pub fn run(threads: usize) -> Result<()> {
    let started = Instant::now();
    let mut failed = 0;
    for bounds in WORLDS {
        let found = search::everything(Escrow { bounds: *bounds, rules: Rules::default() }, threads);
        let missed = found.missed(bounds);
        let holds = found.broken.is_empty() && missed.is_empty();
        println!("{} {}: {found}", verdict(holds), describe(bounds));
        found.broken.iter().for_each(|trace| println!("{trace}\n{}", trace.end));
        missed.iter().for_each(|sight| println!("  never seen: {sight}"));
        failed += usize::from(!holds);
    }
    for fault in faults() {
        let found = search::shortest(Escrow { bounds: fault.bounds, rules: fault.rules }, fault.breaks);
        failed += usize::from(!tell(&fault, &found));
    }
    println!("{:.1} s", started.elapsed().as_secs_f64());
    match failed {
        0 => Ok(()),
        _ => bail!("{failed} searches did not come out as they must"),
    }
}

/// Prints whether the fault was found, and how.
fn tell(fault: &Fault, found: &Findings) -> bool {
    let trace = found.broken.iter().find(|trace| trace.property == fault.breaks);
    println!("{} {}: {found}", verdict(trace.is_some()), fault.name);
    match trace {
        Some(trace) => println!("  found: {trace}"),
        None => println!("  nothing breaks: {}", fault.breaks),
    }
    trace.is_some()
}

fn verdict(well: bool) -> &'static str {
    if well { "ok  " } else { "FAIL" }
}

fn describe(bounds: &Bounds) -> String {
    let Bounds { nodes, units, receipts, grants, restores, victims, losses } = bounds;
    format!(
        "{nodes} nodes, {units} units, {receipts} receipts, {grants} grants, {restores} restores ({victims:?}, {losses:?})"
    )
}
