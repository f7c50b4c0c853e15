//! Whole worlds: seeds that failed once hold, and a seed says everything about its run.

use holdfast_sim::disk::Statistics;
use holdfast_sim::plan::{Options, Plan, kept_seeds};
use holdfast_sim::run::{Telling, run};
use holdfast_sim::script::{cuts, play};

#[test]
fn seeds_that_failed_once_hold() {
    assert!(kept_seeds().any(|(_, options)| options.restores));
    for (seed, options) in kept_seeds() {
        assert_eq!(run(Plan::new(seed, options), Telling::Nothing).failure, None, "seed {seed} {options:?}");
    }
}

#[test]
fn a_seed_leaves_one_trace_and_one_content_of_every_store() {
    let once = |seed| run(Plan::new(seed, Options::default()), Telling::Nothing).hash;
    assert_eq!(once(4), once(4));
    assert_ne!(once(4), once(5));
}

#[test]
fn the_script_comes_to_its_end_wherever_it_is_cut() {
    let whole = play(None, Telling::Nothing);
    assert_eq!(whole.outcome.failure, None);
    let operations: Vec<u64> = whole.done.iter().map(Statistics::operations).collect();
    for cut in cuts(&operations).step_by(200) {
        let played = play(Some(cut), Telling::Nothing);
        assert_eq!(played.outcome.failure, None, "{cut}");
        assert_eq!(played.outcome.hash, play(Some(cut), Telling::Nothing).outcome.hash, "{cut}");
    }
}
