//! Whole worlds: seeds that failed once hold, and a seed says everything about its run.

use holdfast_sim::plan::{Options, Plan};
use holdfast_sim::run::{Telling, run};

const KEPT: &str = include_str!("../../seeds.txt");

#[test]
fn seeds_that_failed_once_hold() {
    let number = |line: &str| line.split_whitespace().next().and_then(|word| word.parse().ok());
    let seeds: Vec<u64> = KEPT.lines().filter(|line| !line.starts_with('#')).filter_map(number).collect();
    assert!(!seeds.is_empty());
    for seed in seeds {
        assert_eq!(run(Plan::new(seed, Options::default()), Telling::Nothing).failure, None, "seed {seed}");
    }
}

#[test]
fn a_seed_leaves_one_trace_and_one_content_of_every_store() {
    let once = |seed| run(Plan::new(seed, Options::default()), Telling::Nothing).hash;
    assert_eq!(once(4), once(4));
    assert_ne!(once(4), once(5));
}
