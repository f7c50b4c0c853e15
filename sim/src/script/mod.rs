//! One scripted scenario, cut at every disk operation: goods come in, rights go either way, an order and a transfer leave
//! the house, every store has its checkpoint. Nothing goes wrong but the one cut, and everything must come to its end.

mod play;
mod steps;

use crate::disk::{Fate, Statistics};
use crate::plan::Plan;
use crate::run::{Outcome, Telling, conduct};
use crate::seed::{Purpose, stream_of};

/// Every run of the script begins from this: up to the cut they are all the same.
const SEED: u64 = 1;
/// The hub, and a node for each of two warehouses.
pub const MACHINES: [&str; 3] = ["hub", "leeds", "lyon"];

/// How a machine goes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Its process is killed: all that was written is there.
    Kill,
    /// The power goes, and with it all that was not synced.
    PowerDropped,
    /// The power goes, and what was not synced is kept, dropped or torn by chance.
    PowerDrawn,
}

pub const MANNERS: [(&str, Manner); 3] =
    [("kill", Manner::Kill), ("dropped", Manner::PowerDropped), ("drawn", Manner::PowerDrawn)];

/// A machine goes down once it has done so many disk operations of the script: the next access fails, and all after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    pub machine: usize,
    pub operations: u64,
    pub manner: Manner,
}

impl std::fmt::Display for Cut {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let manner = MANNERS.iter().find(|(_, manner)| *manner == self.manner).map_or("", |(name, _)| name);
        write!(to, "{}:{}:{manner}", MACHINES[self.machine], self.operations)
    }
}

impl std::str::FromStr for Cut {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("{text:?} is no MACHINE:OPERATIONS:MANNER, as hub:120:kill, lyon:7:dropped or leeds:0:drawn");
        let mut words = text.split(':');
        let (Some(name), Some(count), Some(manner), None) = (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(wrong());
        };
        let machine = MACHINES.iter().position(|machine| *machine == name).ok_or_else(wrong)?;
        let operations = count.parse().map_err(|_| wrong())?;
        let manner = MANNERS.iter().find(|(known, _)| *known == manner).ok_or_else(wrong)?.1;
        Ok(Self { machine, operations, manner })
    }
}

/// What a run of the script came to.
#[derive(Debug)]
pub struct Played {
    pub outcome: Outcome,
    /// What each machine did with its disk while the script ran.
    pub done: Vec<Statistics>,
}

/// Runs the script to its end or its first failure, whole or with one cut.
pub fn play(cut: Option<Cut>, telling: Telling) -> Played {
    let mut done = Vec::new();
    let plan = Plan { seed: SEED, swarm: steps::swarm(), ops: Vec::new(), faults: Vec::new() };
    let outcome = conduct(plan, telling, |world| {
        if let Some(cut) = cut {
            world.crash = stream_of(SEED, Purpose::Crash, cut.operations);
            world.fate = if cut.manner == Manner::PowerDropped { Fate::Dropped } else { Fate::Drawn };
        }
        done = world.play(cut);
    });
    Played { outcome, done }
}

/// Every cut there is, given how many operations each machine does: all manners of one operation, then the next.
pub fn cuts(operations: &[u64]) -> impl Iterator<Item = Cut> + '_ {
    operations.iter().enumerate().flat_map(|(machine, count)| {
        (0..*count).flat_map(move |operations| MANNERS.map(|(_, manner)| Cut { machine, operations, manner }))
    })
}
