//! Whether the machine did anything else during a round: processor time of all that runs, less that of what we started.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

/// Of the time of all processors, in which something else may have run.
const FOREIGN_MAX: f64 = 0.10;
/// A round is repeated so often at most.
pub const TRIES: u64 = 4;

/// Processor time until now, in ticks.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    all: u64,
    busy: u64,
    ours: u64,
}

impl Clock {
    pub fn now() -> Result<Self> {
        let stat = fs::read_to_string("/proc/stat")?;
        let line = stat.lines().next().context("an empty /proc/stat")?;
        let ticks: Vec<u64> = line.split_whitespace().skip(1).filter_map(|word| word.parse().ok()).collect();
        let idle = ticks.get(3).copied().unwrap_or(0) + ticks.get(4).copied().unwrap_or(0);
        // guest time counts as user time too
        let all = ticks.iter().take(8).sum();
        Ok(Self { all, busy: all - idle, ours: ours()? })
    }

    /// The share of all processors that something else took since `before`.
    pub fn foreign_since(&self, before: &Self) -> f64 {
        let busy = self.busy.saturating_sub(before.busy) as f64;
        // a process that ended takes its time out of the sum
        let ours = self.ours.saturating_sub(before.ours) as f64;
        (busy - ours).max(0.0) / self.all.saturating_sub(before.all).max(1) as f64
    }
}

pub fn is_quiet(share: f64) -> bool {
    share <= FOREIGN_MAX
}

/// Ticks of this process and all it started that still run, with those of their children that ended.
fn ours() -> Result<u64> {
    let mut parents = BTreeMap::new();
    let mut ticks = BTreeMap::new();
    for entry in fs::read_dir("/proc")? {
        let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) else { continue };
        // the name in brackets may hold blanks
        let Some((_, rest)) = stat.rsplit_once(')') else { continue };
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let number = |at: usize| fields.get(at).and_then(|word| word.parse::<u64>().ok()).unwrap_or(0);
        parents.insert(id, number(1) as u32);
        ticks.insert(id, (11..=14).map(number).sum::<u64>());
    }
    let me = std::process::id();
    let is_ours = |id: &u32| {
        let mut at = *id;
        while at > 1 && at != me {
            at = parents.get(&at).copied().unwrap_or(0);
        }
        at == me
    };
    Ok(ticks.iter().filter(|(id, _)| is_ours(id)).map(|(_, ticks)| ticks).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_else_did_is_what_we_did_not() {
        let before = Clock { all: 1_000, busy: 500, ours: 100 };
        let after = Clock { all: 1_200, busy: 650, ours: 210 };
        assert_eq!(after.foreign_since(&before), 0.2);
        assert!(!is_quiet(0.2));
    }

    #[test]
    fn our_own_work_is_seen() {
        let before = ours().unwrap();
        let end = std::time::Instant::now() + std::time::Duration::from_millis(100);
        while std::time::Instant::now() < end {
            std::hint::spin_loop();
        }
        assert!(ours().unwrap() > before);
    }
}
