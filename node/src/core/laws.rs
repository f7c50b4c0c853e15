//! Laws that hold whatever the floor does, in whatever order.

use std::collections::BTreeMap;

use holdfast_crdt::{Count, Quantity, fold_entry};
use holdfast_sync::mail::ToNode;
use proptest::prelude::*;

use super::claim;
use super::count::CountLine;
use super::inspection::{Apart, InspectionLine, Verdict};
use super::pick::PickLine;
use super::receipt::{Condition, ReceiptLine};
use super::ship::PartLine;
use super::testing::{Scene, allocation_id, cause, sku, task_id};

#[derive(Debug, Clone)]
enum Step {
    Receive(u64, Condition),
    HubStock(u64, u64),
    Release(u64, u64),
    Pick(u64, u64, u64),
    Ship(u64),
    ShipPart(u64, u64),
    Inspect(u64, Apart, Verdict),
    Cancel(u64),
    TakeBack(u64, u64),
    Count(u64),
    GiveExcess,
}

fn step() -> impl Strategy<Value = Step> {
    let (units, task) = (1..20_u64, 1..4_u64);
    let condition = prop_oneof![Just(Condition::Available), Just(Condition::Damaged), Just(Condition::QualityControl)];
    let apart = prop_oneof![Just(Apart::QualityControl), Just(Apart::Damaged)];
    let verdict = prop_oneof![Just(Verdict::Available), Just(Verdict::Loss)];
    prop_oneof![
        (units.clone(), condition).prop_map(|(units, condition)| Step::Receive(units, condition)),
        (units.clone(), 0..20_u64).prop_map(|(units, share)| Step::HubStock(units, share.min(units))),
        (task.clone(), units.clone()).prop_map(|(task, units)| Step::Release(task, units)),
        (task.clone(), 0..10_u64, 0..5_u64).prop_map(|(task, picked, short)| Step::Pick(task, picked, short)),
        task.clone().prop_map(Step::Ship),
        (task.clone(), 1..6_u64).prop_map(|(task, units)| Step::ShipPart(task, units)),
        (1..6_u64, apart, verdict).prop_map(|(units, from, to)| Step::Inspect(units, from, to)),
        task.clone().prop_map(Step::Cancel),
        (task, units).prop_map(|(task, units)| Step::TakeBack(task, units)),
        (0..40_u64).prop_map(Step::Count),
        Just(Step::GiveExcess),
    ]
}

/// Refusals are taken back whole, as the engine does.
fn attempt<T>(scene: &mut Scene, act: impl FnOnce(&mut Scene) -> Result<T, super::Refusal>) -> bool {
    let mark = scene.desk.mark();
    scene.tasks.mark();
    scene.claims.mark();
    let done = act(scene).is_ok();
    if !done {
        scene.desk.undo(mark);
        scene.tasks.undo();
        scene.claims.undo();
    }
    done
}

fn take(scene: &mut Scene, step: Step) {
    match step {
        Step::Receive(units, condition) => {
            let quantity = Quantity::new(units).unwrap();
            let line = ReceiptLine { sku: sku("CUP"), quantity, bin: None, condition };
            attempt(scene, |scene| scene.floor().receive(&[line], &cause()));
        }
        Step::HubStock(units, committed) => scene.hub_stock("CUP", units, committed),
        Step::Release(task, units) => {
            // the hub promises only what it has committed
            let promised: u64 = scene.tasks.iter().flat_map(|(_, task)| &task.lines).map(|line| line.quantity).sum();
            let free = scene.cell("CUP").committed().saturating_sub(promised);
            if scene.tasks.get(&task_id(task)).is_none() && free > 0 {
                scene.order_task(task, &[("CUP", units.min(free))]);
            }
        }
        Step::Pick(task, picked, short) => {
            let (quantity, short) = (Count::new(picked).unwrap(), Count::new(short).unwrap());
            let line = PickLine { sku: sku("CUP"), quantity, short, reason: None, bin: None };
            attempt(scene, |scene| scene.floor().pick(task_id(task), &[line], &cause()));
        }
        Step::Ship(task) => drop(attempt(scene, |scene| scene.floor().ship(task_id(task), None, None, &cause()))),
        Step::ShipPart(task, units) => {
            let line = PartLine { sku: sku("CUP"), quantity: Quantity::new(units).unwrap() };
            attempt(scene, |scene| scene.floor().ship_part(task_id(task), &[line], (None, None), &cause()));
        }
        Step::Inspect(units, from, to) => {
            let line = InspectionLine { sku: sku("CUP"), quantity: Quantity::new(units).unwrap(), from, to };
            attempt(scene, |scene| scene.floor().inspect(&[line], None, &cause()));
        }
        Step::Cancel(task) => scene.floor().hear(&ToNode::Cancel { task: task_id(task) }, 0),
        Step::TakeBack(task, units) => {
            if let Some((claim, _)) = claim::open(&scene.claims, &sku("CUP")).pop() {
                let (allocation, quantity) = (allocation_id(1), Quantity::new(units).unwrap());
                scene.floor().hear(&ToNode::TakeBack { claim, task: task_id(task), allocation, quantity }, 0);
            }
        }
        Step::Count(counted) => {
            let line = CountLine { sku: sku("CUP"), counted: Count::new(counted).unwrap(), bin: None };
            let open = scene.tasks.iter().filter(|(_, task)| task.state != super::task::State::Done);
            let in_carts = open.flat_map(|(_, task)| &task.lines).map(|line| line.picked).sum();
            let picked = BTreeMap::from([(sku("CUP"), in_carts)]);
            let done = attempt(scene, |scene| scene.floor().count(&[line], &picked, &mut Default::default(), &cause()));
            let known = scene.cell("CUP").on_hand() - claim::outstanding(&scene.claims, &sku("CUP"));
            assert!(!done || known == counted.max(in_carts), "the books say {known} after {counted} were counted");
        }
        Step::GiveExcess => scene.floor().give_excess(&sku("CUP")),
    }
}

fn check(scene: &Scene) {
    let book = scene.desk.book(&scene.warehouse).unwrap();
    assert!(scene.cell("CUP").rights_signed(book.stream.replica.site) >= 0, "I-1");
    let (mut rows, mut clock) = (BTreeMap::new(), 0);
    for posted in &scene.desk.changes().entries {
        fold_entry(&mut rows, &mut clock, &posted.entry).unwrap();
    }
    assert_eq!(rows.get(&sku("CUP")), scene.cell("CUP").row(book.stream.replica), "I-2");
    for (_, task) in scene.tasks.iter() {
        assert!(task.lines.iter().all(|line| line.picked + line.short <= line.quantity));
        assert_eq!(task.ending.is_some(), task.state == super::task::State::Done);
    }
}

proptest! {
    #[test]
    fn rights_stay_sound_the_log_folds_to_the_rows_and_counts_are_believed(steps in prop::collection::vec(step(), 1..40)) {
        let mut scene = Scene::new();
        for step in steps {
            take(&mut scene, step);
            check(&scene);
        }
    }
}
