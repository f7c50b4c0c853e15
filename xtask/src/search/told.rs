//! What the simulator's processes tell of their seeds, summed up.

use std::collections::BTreeMap;

/// A seed that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub seed: u64,
    pub check: String,
    pub detail: String,
}

impl Found {
    /// The check that failed; of a panic the assertion. `None` for a panic that no assertion of ours raised.
    pub fn check(&self) -> Option<String> {
        if self.check != "panic" {
            return Some(self.check.clone());
        }
        let is_ours = self.detail.starts_with("I-") || self.detail.starts_with("assertion ");
        is_ours.then(|| format!("assertion: {}", self.detail.trim_start_matches("assertion ")))
    }
}

#[derive(Debug, Default)]
pub struct Tally {
    pub seeds: u64,
    pub warehouse_millis: u64,
    /// The lowest seed that failed.
    pub found: Option<Found>,
    /// How often a campaign reached what it must reach, by name: told by a process at the end of its share.
    pub reached: BTreeMap<String, u64>,
}

impl Tally {
    /// Takes in a line; the seed that it says is done.
    pub fn take(&mut self, line: &str) -> Option<u64> {
        let (word, rest) = line.split_once(' ')?;
        match word {
            "ran" => {
                let mut numbers = rest.split(' ').map(str::parse::<u64>);
                let (seed, millis) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
                self.seeds += 1;
                self.warehouse_millis += millis;
                Some(seed)
            }
            "failed" => {
                let (seed, what) = rest.split_once(' ')?;
                let (check, detail) = what.split_once(": ")?;
                let seed = seed.parse().ok()?;
                if self.found.as_ref().is_none_or(|known| seed < known.seed) {
                    self.found = Some(Found { seed, check: check.to_owned(), detail: detail.to_owned() });
                }
                Some(seed)
            }
            "reached" => {
                let (count, name) = rest.split_once(' ')?;
                *self.reached.entry(name.to_owned()).or_default() += count.parse::<u64>().ok()?;
                None
            }
            _ => None,
        }
    }

    pub fn add(&mut self, other: &Tally) {
        self.seeds += other.seeds;
        self.warehouse_millis += other.warehouse_millis;
        for (name, count) in &other.reached {
            *self.reached.entry(name.clone()).or_default() += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_summed_up_and_the_lowest_failure_stays() {
        let mut tally = Tally::default();
        let lines = [
            "ran 4 1000 0 5",
            "failed 4 conservation: 3 units: gone",
            "| a trace",
            "reached 7 link cut",
            "ran 3 500 0 0",
        ];
        assert_eq!(lines.map(|line| tally.take(line)), [Some(4), Some(4), None, None, Some(3)]);
        tally.take("failed 3 panic: I-7");
        tally.take("failed 9 audit: later");
        assert_eq!((tally.seeds, tally.warehouse_millis, tally.reached["link cut"]), (2, 1_500, 7));
        let found = tally.found.unwrap();
        assert_eq!((found.seed, found.check()), (3, Some("assertion: I-7".to_owned())));
    }

    #[test]
    fn a_panic_counts_where_it_is_an_assertion() {
        let found = |check: &str, detail: &str| Found { seed: 1, check: check.into(), detail: detail.into() }.check();
        assert_eq!(found("no_oversell", "BERLIN"), Some("no_oversell".to_owned()));
        assert!(found("panic", "assertion `left == right` failed").is_some());
        assert_eq!(found("panic", "index out of bounds: the len is 0"), None);
    }
}
