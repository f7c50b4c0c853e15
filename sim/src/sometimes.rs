//! Counters of what a search must reach at least once. One that stays at zero says that something is never tried.

use std::collections::BTreeMap;

/// Everything that must happen in a campaign, by name.
pub const NAMES: &[&str] = &[
    "order placed",
    "order backordered",
    "order refused: insufficient",
    "order refused: held by warehouse",
    "order cancelled",
    "order waits for the floor's word",
    "order split",
    "rights asked by the hub",
    "rights asked by a node",
    "floor worked while its link was down",
    "hub promised while a link was down",
    "parcel shipped",
    "transfer planned",
    "transfer put away",
    "short pick",
    "count found units",
    "count missed units",
    "claim filed during a cut",
    "reservation made",
    "reservation expired or released",
    "request repeated before its answer",
    "request repeated after its answer",
    "batch of several commands",
    "session up",
    "session replaced by a newer one",
    "session silent",
    "connection lost with frames in flight",
    "link cut",
    "link dead one way",
    "lanes stalled",
    "slow link",
    "clock jumped ahead",
    "clock jumped back",
    "machine paused",
    "process killed",
    "process killed between commit and reply",
    "process killed during a disk operation",
    "crash with a grant in flight",
    "power cut",
    "power cut during a disk operation",
    "power cut lost sectors",
    "I/O error struck",
    "fsync error struck",
    "disk full struck",
    "disk full inside a batch",
    "batch failed and its requests were repeated",
    "checkpoint moved pages",
    "versions N and N-1 met",
];

/// Reached only while restores are switched on.
pub const RESTORE_NAMES: &[&str] = &[
    "node restored",
    "hub restored",
    "node cloned",
    "clone worked before the hub met it",
    "rewind with unsynced work",
    "rewind with unsynced spends",
    "work sent again after a restore",
    "warehouse fenced",
    "order left in parts",
];

#[derive(Debug, Default, Clone)]
pub struct Sometimes {
    counts: BTreeMap<&'static str, u64>,
}

impl Sometimes {
    pub fn reached(&mut self, name: &'static str) {
        debug_assert!(NAMES.contains(&name) || RESTORE_NAMES.contains(&name), "{name} is not on the list");
        *self.counts.entry(name).or_default() += 1;
    }

    pub fn count(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }

    pub fn add(&mut self, other: &Self) {
        for (name, count) in &other.counts {
            *self.counts.entry(name).or_default() += count;
        }
    }

    /// Those of `names` that never happened.
    pub fn missing(&self, names: &[&'static str]) -> Vec<&'static str> {
        names.iter().copied().filter(|name| self.count(name) == 0).collect()
    }

    /// From lines that another process printed.
    pub fn parse(&mut self, line: &str) -> bool {
        let Some((count, name)) = line.strip_prefix("reached ").and_then(|rest| rest.split_once(' ')) else {
            return false;
        };
        let known = NAMES.iter().chain(RESTORE_NAMES).find(|known| **known == name);
        if let (Some(known), Ok(count)) = (known, count.parse::<u64>()) {
            *self.counts.entry(known).or_default() += count;
        }
        true
    }
}
