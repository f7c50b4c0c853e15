//! Orders and refusals of the last hour, counted by the minute.

use std::collections::{BTreeMap, VecDeque};

use holdfast_crdt::Millis;

/// Minutes that are remembered, the present one among them.
pub const MINUTES: u64 = 60;
const MINUTE_MILLIS: u64 = 60_000;

#[derive(Debug, Default)]
struct Minute {
    /// Since 1970.
    number: u64,
    orders: u64,
    refusals: BTreeMap<&'static str, u64>,
}

/// Counts, oldest minute first; a minute in which nothing happened is not kept (I-9).
#[derive(Debug, Default)]
pub struct Tally(VecDeque<Minute>);

impl Tally {
    /// An order was placed.
    pub fn order(&mut self, now: Millis) {
        self.minute(now).orders += 1;
    }

    /// A request was refused, for a reason that has a name.
    pub fn refusal(&mut self, now: Millis, reason: &'static str) {
        *self.minute(now).refusals.entry(reason).or_default() += 1;
    }

    /// The present minute. A clock that was set back goes on in the last one.
    fn minute(&mut self, now: Millis) -> &mut Minute {
        let number = now.0 / MINUTE_MILLIS;
        self.0.retain(|minute| minute.number + MINUTES > number);
        if self.0.back().is_none_or(|last| last.number < number) {
            self.0.push_back(Minute { number, ..Minute::default() });
        }
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    /// Orders placed in each of the last [`MINUTES`] minutes, oldest first, with when each began.
    pub fn orders(&self, now: Millis) -> Vec<(Millis, u64)> {
        let last = now.0 / MINUTE_MILLIS;
        let count = |number| self.0.iter().find(|minute| minute.number == number).map_or(0, |minute| minute.orders);
        let minutes = last.saturating_sub(MINUTES - 1)..=last;
        minutes.map(|number| (Millis(number * MINUTE_MILLIS), count(number))).collect()
    }

    /// Refusals of the same time by reason, most first.
    pub fn refusals(&self, now: Millis) -> Vec<(&'static str, u64)> {
        let mut sums: BTreeMap<&'static str, u64> = BTreeMap::new();
        for minute in self.0.iter().filter(|minute| minute.number + MINUTES > now.0 / MINUTE_MILLIS) {
            minute.refusals.iter().for_each(|(reason, count)| *sums.entry(reason).or_default() += count);
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u64 = 28_000_000;

    fn at(minute: u64, millis: u64) -> Millis {
        Millis((START + minute) * MINUTE_MILLIS + millis)
    }

    #[test]
    fn each_minute_has_its_own_count_for_an_hour() {
        let mut tally = Tally::default();
        for (minute, millis) in [(0, 0), (0, 59_999), (1, 0), (3, 5)] {
            tally.order(at(minute, millis));
        }
        let orders = tally.orders(at(3, 6));
        assert_eq!(orders.len(), 60);
        assert_eq!(orders[56..], [(at(0, 0), 2), (at(1, 0), 1), (at(2, 0), 0), (at(3, 0), 1)]);
        let counted = |minute| tally.orders(at(minute, 0)).iter().map(|(_, orders)| orders).sum::<u64>();
        assert_eq!([59, 60, 61, 62, 63].map(counted), [4, 2, 1, 1, 0]);
    }

    #[test]
    fn an_hour_of_nothing_leaves_nothing() {
        let mut tally = Tally::default();
        (0..500).for_each(|minute| tally.order(at(minute, 0)));
        assert_eq!(tally.0.len() as u64, MINUTES);
        tally.order(at(10_000, 0));
        assert_eq!(tally.0.len(), 1);
        assert!(tally.orders(Millis(0)).len() as u64 <= MINUTES, "a clock that begins");
    }

    #[test]
    fn a_clock_that_goes_back_loses_nothing() {
        let mut tally = Tally::default();
        tally.order(at(5, 0));
        tally.order(at(2, 0));
        assert_eq!(tally.orders(at(5, 0)).last(), Some(&(at(5, 0), 2)));
    }

    #[test]
    fn the_most_frequent_refusal_comes_first_and_old_ones_go() {
        let mut tally = Tally::default();
        tally.refusal(at(0, 0), "fenced");
        for (minute, reason) in
            [(1, "wrong-state"), (2, "insufficient-stock"), (3, "insufficient-stock"), (4, "conflict")]
        {
            tally.refusal(at(minute, 0), reason);
        }
        let counted = [("insufficient-stock", 2), ("conflict", 1), ("wrong-state", 1)];
        assert_eq!(tally.refusals(at(60, 0)), counted);
        assert_eq!(tally.refusals(at(63, 0)), [("conflict", 1)]);
    }
}
