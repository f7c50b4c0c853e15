//! Small worlds, so that a debug build searches them in seconds; `cargo model -- --suite` has the large ones.

use holdfast_model::options::{Bounds, Losses, Rules, Victims};
use holdfast_model::properties::{GOODS, ONE_WRITER};
use holdfast_model::protocol::Escrow;
use holdfast_model::search::{self, Trace};
use holdfast_model::suite::{Fault, faults};

const TINY: Bounds = Bounds {
    nodes: 1,
    units: 1,
    receipts: 1,
    grants: 1,
    restores: 1,
    victims: Victims::Any,
    losses: Losses::Overlapping,
};

fn holds(bounds: Bounds) {
    let found = search::everything(Escrow { bounds, rules: Rules::default() }, 1);
    let told: Vec<String> = found.broken.iter().map(Trace::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert_eq!(found.missed(&bounds), Vec::<&str>::new());
}

fn fault(name: &str) -> Fault {
    faults().into_iter().find(|fault| fault.name == name).expect("a fault of this name")
}

/// The shortest way to the fault, printed.
fn found(name: &str) -> Trace {
    let fault = fault(name);
    let found = search::shortest(Escrow { bounds: fault.bounds, rules: fault.rules }, fault.breaks);
    let trace = found.broken.into_iter().find(|trace| trace.property == fault.breaks).expect("the fault is found");
    println!("{name}: {trace}");
    trace
}

#[test]
fn one_node_loses_and_regains_everything_that_counts() {
    holds(TINY);
}

#[test]
fn rights_go_from_node_to_node_through_a_hub_that_fails() {
    holds(Bounds { nodes: 2, receipts: 0, grants: 2, ..TINY });
}

#[test]
fn without_a_fence_goods_are_sold_twice() {
    let trace = found("no mark and no fence");
    assert_eq!(trace.property, GOODS);
    assert!(trace.steps.iter().any(|step| step.contains("a disk is lost")), "{trace}");
    assert_eq!(trace.steps.last().map(String::as_str), Some("node1 sells a unit, which leaves"));
}

#[test]
fn an_unmarked_copy_sells_twice_before_it_meets_its_hub() {
    let trace = found("a copy that nothing marks, noticed at hello");
    assert!(trace.steps.iter().all(|step| !step.contains("meet")), "{trace}");
}

#[test]
fn without_terminals_the_unsynced_window_is_sold_twice() {
    let trace = found("limit: no terminals");
    assert!(trace.steps.iter().any(|step| step == "node1 and hub meet"), "{trace}");
}

#[test]
fn a_parcel_leaves_twice_where_a_marked_node_ships() {
    let trace = found("ships while marked");
    assert_eq!(trace.steps.iter().filter(|step| *step == "the unit of task 0 leaves").count(), 2, "{trace}");
}

#[test]
fn a_late_row_brings_rights_back_where_nothing_is_sealed() {
    let trace = found("no seal");
    assert!(trace.steps.iter().any(|step| step.starts_with("hub hears row node1.1")), "{trace}");
}

#[test]
fn a_number_used_twice_makes_two_rows_of_one_version() {
    assert_eq!(found("a number is used twice").property, ONE_WRITER);
}
