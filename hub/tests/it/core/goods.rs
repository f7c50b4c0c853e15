//! Purchase orders and returns: what was said is to come, what came, and what became of it.

use holdfast_crdt::{Account, Deed, OrderId, PurchaseOrderId, Quantity, ReturnId};
use holdfast_hub::core::cancel::cancel;
use holdfast_hub::core::order::OrderStatus;
use holdfast_hub::core::purchase::{
    self, Ended, PurchaseItem, PurchaseOrder, PurchaseRefusal, PurchaseRequest, PurchaseStatus,
};
use holdfast_hub::core::returns::{self, Return, ReturnItem, ReturnRefusal, ReturnRequest, ReturnStatus};
use holdfast_hub::core::supplier::SupplierBody;
use holdfast_sync::delivery::{Arrived, ExpectationKind, Verdict};
use serde_json::json;

use super::scene::{Scene, at, sku, wish};

fn supplier() -> SupplierBody {
    serde_json::from_value(json!({ "supplierId": "POTTERS", "name": "Potters" })).unwrap()
}

fn buy(scene: &mut Scene, place: &str, lines: &[(&str, u64)]) -> PurchaseOrderId {
    let item = |(name, units): &(&str, u64)| PurchaseItem {
        sku: sku(name),
        quantity: Quantity::new(*units).unwrap(),
        unit_price: Some("2.50".parse().unwrap()),
    };
    let request = PurchaseRequest {
        supplier: "POTTERS".parse().unwrap(),
        warehouse: at(place),
        currency: Some("GBP".parse().unwrap()),
        expected_at: None,
        items: lines.iter().map(item).collect(),
    };
    purchase::order(&mut scene.world, &request, &supplier(), "planner").unwrap()
}

fn bought(scene: &Scene, id: PurchaseOrderId) -> &PurchaseOrder {
    scene.world.purchases.get(id).unwrap()
}

fn incoming(scene: &Scene, place: &str, name: &str) -> u64 {
    scene.world.incoming.get(&(at(place), sku(name))).copied().unwrap_or(0)
}

fn take_in(scene: &mut Scene, place: &str, id: PurchaseOrderId, lines: &[(&str, u64, Arrived)], complete: bool) {
    let skus: Vec<_> = lines.iter().map(|(name, ..)| sku(name)).collect();
    let lines: Vec<_> = lines.iter().zip(&skus).map(|((_, units, condition), sku)| (sku, *units, *condition)).collect();
    scene.floor(place).take_in(id.into(), &lines, complete);
    scene.exchange();
}

#[test]
fn what_was_ordered_is_expected_there_and_comes() {
    let mut scene = Scene::new(6);
    let id = buy(&mut scene, "LEEDS", &[("CUP", 10), ("PAN", 4)]);
    scene.exchange();
    let told = &scene.floor("LEEDS").expected;
    assert!(matches!(&told[0].kind, ExpectationKind::Purchase { supplier } if &**supplier == "Potters"));
    assert_eq!((told.len(), told[0].lines.len()), (1, 2));
    assert_eq!((incoming(&scene, "LEEDS", "CUP"), bought(&scene, id).total().unwrap()), (10, "35.00".to_owned()));

    take_in(&mut scene, "LEEDS", id, &[("CUP", 6, Arrived::Available), ("CUP", 1, Arrived::Damaged)], false);
    let line = &bought(&scene, id).lines[0];
    assert_eq!((line.received, line.damaged, incoming(&scene, "LEEDS", "CUP")), (7, 1, 3));
    assert_eq!(bought(&scene, id).status(), PurchaseStatus::PartiallyReceived);

    take_in(&mut scene, "LEEDS", id, &[("CUP", 5, Arrived::Available), ("PAN", 4, Arrived::Available)], false);
    assert_eq!((bought(&scene, id).status(), incoming(&scene, "LEEDS", "CUP")), (PurchaseStatus::Received, 0));
    assert_eq!((bought(&scene, id).lines[0].received, bought(&scene, id).deliveries.len()), (12, 2), "over, and told");
    assert!(scene.world.incoming.is_empty());
}

#[test]
fn what_was_never_ordered_is_noted_and_a_complete_delivery_closes() {
    let mut scene = Scene::new(6);
    let id = buy(&mut scene, "LEEDS", &[("CUP", 10)]);
    take_in(&mut scene, "LEEDS", id, &[("CUP", 4, Arrived::Available), ("PAN", 1, Arrived::Available)], true);
    let found = bought(&scene, id);
    assert_eq!((found.status(), found.lines.len(), found.lines[1].quantity), (PurchaseStatus::Closed, 2, 0));
    assert!(scene.world.incoming.is_empty());
    take_in(&mut scene, "LEEDS", id, &[("CUP", 1, Arrived::Available)], false);
    assert_eq!(bought(&scene, id).lines[0].received, 5, "what is there is there");
}

#[test]
fn a_purchase_order_is_cancelled_before_anything_came_and_closed_after() {
    let mut scene = Scene::new(6);
    let id = buy(&mut scene, "LEEDS", &[("CUP", 10)]);
    take_in(&mut scene, "LEEDS", id, &[("CUP", 4, Arrived::Available)], false);
    let refused = purchase::end(&mut scene.world, id, Ended::Canceled, "planner");
    assert!(matches!(refused, Err(PurchaseRefusal::WrongState { .. })));
    for _ in 0..2 {
        purchase::end(&mut scene.world, id, Ended::Closed, "planner").unwrap();
        assert_eq!((bought(&scene, id).status(), incoming(&scene, "LEEDS", "CUP")), (PurchaseStatus::Closed, 0));
    }
    let other = buy(&mut scene, "LEEDS", &[("CUP", 1)]);
    purchase::end(&mut scene.world, other, Ended::Canceled, "planner").unwrap();
    assert!(matches!(
        purchase::end(&mut scene.world, other, Ended::Closed, "planner"),
        Err(PurchaseRefusal::WrongState { .. })
    ));
    scene.exchange();
    assert!(scene.floor("LEEDS").expected.is_empty(), "the floor waits for neither");
}

#[test]
fn what_is_found_damaged_counts_as_such() {
    let mut scene = Scene::new(6);
    let id = buy(&mut scene, "LEEDS", &[("CUP", 10)]);
    take_in(&mut scene, "LEEDS", id, &[("CUP", 9, Arrived::QualityControl), ("CUP", 1, Arrived::Damaged)], false);
    scene.floor("LEEDS").judge(id.into(), &sku("CUP"), 3, Verdict::Damaged);
    scene.floor("LEEDS").judge(id.into(), &sku("CUP"), 6, Verdict::Available);
    scene.exchange();
    assert_eq!((bought(&scene, id).lines[0].damaged, bought(&scene, id).lines[0].received), (4, 10));
    scene.floor("LYON").judge(id.into(), &sku("CUP"), 3, Verdict::Damaged);
    scene.exchange();
    assert_eq!(bought(&scene, id).lines[0].damaged, 4, "I-8");
}

#[test]
fn another_warehouse_does_not_speak_for_a_purchase_order() {
    let mut scene = Scene::new(6);
    let id = buy(&mut scene, "LEEDS", &[("CUP", 10)]);
    take_in(&mut scene, "LYON", id, &[("CUP", 4, Arrived::Available)], true);
    assert_eq!(bought(&scene, id).status(), PurchaseStatus::Open, "I-8");
}

/// An order of cups that LEEDS has shipped.
fn shipped(scene: &mut Scene, units: u64) -> OrderId {
    scene.floor_stock("LEEDS", "CUP", 10, 10);
    let id = scene.place(&wish(&[("CUP", units)]));
    scene.exchange();
    let task = *scene.floor("LEEDS").tasks.keys().last().unwrap();
    scene.floor("LEEDS").ship(task);
    scene.exchange();
    assert_eq!(scene.order(id).status(), OrderStatus::Shipped);
    id
}

fn authorise(scene: &mut Scene, order: OrderId, units: u64) -> Result<ReturnId, ReturnRefusal> {
    let item = ReturnItem { sku: sku("CUP"), quantity: Quantity::new(units).unwrap(), reason: None };
    let request = ReturnRequest { order, warehouse: None, items: vec![item] };
    returns::authorise(&mut scene.world, &request, "shop")
}

fn returned(scene: &Scene, id: ReturnId) -> &Return {
    scene.world.returns.get(id).unwrap()
}

fn send_back(scene: &mut Scene, place: &str, id: ReturnId, units: u64) {
    scene.floor(place).take_in(id.into(), &[(&sku("CUP"), units, Arrived::QualityControl)], false);
    scene.exchange();
}

#[test]
fn no_more_comes_back_than_was_shipped() {
    let mut scene = Scene::new(7);
    let order = shipped(&mut scene, 5);
    let too_many = authorise(&mut scene, order, 6);
    assert!(matches!(too_many, Err(ReturnRefusal::TooMany { line: 0, left: 5, wanted: 6, .. })), "{too_many:?}");
    let id = authorise(&mut scene, order, 3).unwrap();
    assert!(matches!(authorise(&mut scene, order, 3), Err(ReturnRefusal::TooMany { left: 2, .. })));
    returns::end(&mut scene.world, id, Ended::Canceled, "shop").unwrap();
    let all = authorise(&mut scene, order, 5).unwrap();
    send_back(&mut scene, "LEEDS", all, 2);
    assert!(matches!(
        returns::end(&mut scene.world, all, Ended::Canceled, "shop"),
        Err(ReturnRefusal::WrongState { .. })
    ));
    for _ in 0..2 {
        returns::end(&mut scene.world, all, Ended::Closed, "shop").unwrap();
    }
    assert!(matches!(authorise(&mut scene, order, 4), Err(ReturnRefusal::TooMany { left: 3, .. })));
    assert!(scene.order(order).adds_up());
}

#[test]
fn a_return_that_comes_to_two_warehouses_adds_up_and_is_judged() {
    let mut scene = Scene::new(7);
    let order = shipped(&mut scene, 5);
    let id = authorise(&mut scene, order, 5).unwrap();
    scene.exchange();
    for place in ["LEEDS", "LYON"] {
        let told = &scene.floor(place).expected;
        assert!(matches!(&told[0].kind, ExpectationKind::Return { order: of, .. } if *of == order), "{place}");
    }
    assert_eq!(returned(&scene, id).status(), ReturnStatus::Authorised);
    send_back(&mut scene, "LEEDS", id, 2);
    assert_eq!(
        (returned(&scene, id).status(), returned(&scene, id).refund()),
        (ReturnStatus::PartiallyReceived, "2.00".into())
    );
    send_back(&mut scene, "LYON", id, 3);
    assert_eq!(returned(&scene, id).status(), ReturnStatus::Received);
    assert!(scene.floor("LEEDS").expected.is_empty(), "it came elsewhere: nobody looks out for it");
    scene.floor("LEEDS").judge(id.into(), &sku("CUP"), 2, Verdict::Available);
    scene.floor("LYON").judge(id.into(), &sku("CUP"), 1, Verdict::Loss);
    scene.exchange();
    assert_eq!(returned(&scene, id).status(), ReturnStatus::Received, "two units wait for a verdict");
    scene.floor("LYON").judge(id.into(), &sku("CUP"), 2, Verdict::Damaged);
    scene.exchange();
    let line = &returned(&scene, id).lines[0];
    assert_eq!((line.available, line.damaged, line.lost), (2, 2, 1));
    assert_eq!(
        (returned(&scene, id).status(), returned(&scene, id).refund()),
        (ReturnStatus::Inspected, "4.00".into())
    );
}

#[test]
fn more_than_was_authorised_is_counted_and_not_refunded() {
    let mut scene = Scene::new(7);
    let order = shipped(&mut scene, 5);
    let id = authorise(&mut scene, order, 2).unwrap();
    send_back(&mut scene, "LEEDS", id, 4);
    let found = returned(&scene, id);
    assert_eq!((found.lines[0].received, found.refund(), found.status()), (4, "2.00".into(), ReturnStatus::Received));
    scene.floor("LEEDS").judge(id.into(), &sku("CUP"), 9, Verdict::Loss);
    scene.exchange();
    assert_eq!((returned(&scene, id).lines[0].lost, returned(&scene, id).refund()), (4, "0.00".into()));
}

#[test]
fn a_late_cancel_that_is_refused_becomes_a_return() {
    let mut scene = Scene::new(7);
    scene.floor_stock("LEEDS", "CUP", 10, 10);
    let id = scene.place(&wish(&[("CUP", 4)]));
    scene.exchange();
    let task = *scene.floor("LEEDS").tasks.keys().last().unwrap();
    scene.floor("LEEDS").ship(task);
    cancel(&mut scene.world, id, "buyer").unwrap();
    scene.world.places.get_mut(&at("LEEDS")).unwrap().speaks = 4;
    scene.exchange();
    assert_eq!(scene.order(id).status(), OrderStatus::Shipped);
    assert!(scene.order(id).history.iter().any(|entry| entry.event == "ReturnAuthorised"));
    let (_, made) = scene.world.returns.iter().next().unwrap();
    assert_eq!((made.order, made.lines[0].quantity, made.warehouse.clone()), (id, 4, Some(at("LEEDS"))));
    assert_eq!(scene.floor("LEEDS").expected.len(), 1);
    assert!(scene.world.events.iter().any(|event| event.kind == "ReturnAuthorised"));
}

#[test]
fn a_floor_that_cannot_read_of_a_return_is_not_told_of_one_that_nobody_asked_for() {
    let mut scene = Scene::new(7);
    scene.floor_stock("LEEDS", "CUP", 10, 10);
    let id = scene.place(&wish(&[("CUP", 4)]));
    scene.exchange();
    let task = *scene.floor("LEEDS").tasks.keys().last().unwrap();
    scene.floor("LEEDS").ship(task);
    cancel(&mut scene.world, id, "buyer").unwrap();
    scene.exchange();
    assert_eq!((scene.world.returns.iter().count(), scene.floor("LEEDS").expected.len()), (1, 0));
}

#[test]
fn goods_that_nobody_expects_change_nothing() {
    let mut scene = Scene::new(7);
    let deed = Deed::Move { from: Account::Supplier, to: Account::Available };
    scene.world.post(&at("LEEDS"), &sku("CUP"), deed, 1, &super::scene::cause()).unwrap();
    let unknown = ReturnId::from_parts(scene.world.now, 77);
    send_back(&mut scene, "LEEDS", unknown, 2);
    assert!(scene.world.returns.get(unknown).is_none());
}
