//! Makes a failing plan smaller: takes out faults first, then work, as long as the same check still fails.

use crate::plan::Plan;
use crate::run::{Telling, run};

/// Runs spent on one plan, at most.
const RUNS_MAX: usize = 300;

/// The smallest plan found that fails the same check.
pub fn shrink(plan: &Plan, check: &str) -> Plan {
    let mut smallest = plan.clone();
    let mut runs = 0;
    let mut fails = |plan: &Plan| {
        runs += 1;
        runs <= RUNS_MAX && run(plan.clone(), Telling::Nothing).failure.is_some_and(|failure| failure.check == check)
    };
    loop {
        let before = smallest.faults.len() + smallest.ops.len();
        smallest.faults = without(&smallest, |plan, faults| plan.faults = faults, smallest.faults.clone(), &mut fails);
        smallest.ops = without(&smallest, |plan, ops| plan.ops = ops, smallest.ops.clone(), &mut fails);
        if smallest.faults.len() + smallest.ops.len() == before {
            return smallest;
        }
    }
}

/// What is left of `list` when everything is taken out that the failure does not need: halves first, then smaller parts.
fn without<T: Clone>(
    plan: &Plan,
    put: impl Fn(&mut Plan, Vec<T>),
    mut list: Vec<T>,
    fails: &mut impl FnMut(&Plan) -> bool,
) -> Vec<T> {
    let mut part = list.len();
    while part > 0 {
        let mut from = 0;
        while from < list.len() {
            let kept: Vec<T> = list.iter().take(from).chain(list.iter().skip(from + part)).cloned().collect();
            let mut smaller = plan.clone();
            put(&mut smaller, kept.clone());
            if fails(&smaller) {
                list = kept;
            } else {
                from += part;
            }
        }
        part /= 2;
    }
    list
}
