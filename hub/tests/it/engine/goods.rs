//! Purchase orders, returns and cancelled transfers through the engine and its store.

use holdfast_crdt::{OrderId, PurchaseOrderId, ReturnId, TransferId};
use holdfast_hub::core::order::OrderStatus;
use holdfast_hub::core::purchase::{Ended, PurchaseItem, PurchaseRequest};
use holdfast_hub::core::returns::{ReturnItem, ReturnRequest};
use holdfast_hub::engine::{Command, Deed, LinkChange};
use holdfast_shell::http::problem::Slug;
use holdfast_sync::delivery::{Arrived, Verdict};
use serde_json::{Value, json};

use super::exchange::Linked;
use super::stage::{answer, ask, at, body, context, outcome, refusal, sku, units};

fn supplier() -> Deed {
    let body = json!({ "supplierId": "POTTERS", "name": "Potters" });
    Deed::CreateSupplier(Box::new(serde_json::from_value(body).unwrap()))
}

fn buy(name: &str, quantity: u64) -> Deed {
    let item = PurchaseItem { sku: sku(name), quantity: units(quantity), unit_price: None };
    Deed::OrderGoods(Box::new(PurchaseRequest {
        supplier: "POTTERS".parse().unwrap(),
        warehouse: at("LEEDS"),
        currency: None,
        expected_at: None,
        items: vec![item],
    }))
}

fn give_back(order: OrderId, quantity: u64) -> Deed {
    let item = ReturnItem { sku: sku("CUP"), quantity: units(quantity), reason: None };
    Deed::AuthoriseReturn(Box::new(ReturnRequest { order, warehouse: None, items: vec![item] }))
}

/// Asks twice under one key: one effect, one answer.
fn twice(both: &mut Linked, key: &str, deed: Deed) -> Value {
    let first = both.one(ask(context(key, 1), deed.clone()));
    let again = both.one(ask(context(key, 1), deed));
    assert_eq!((outcome(&again).0, outcome(&again).1), (outcome(&first).0, true));
    body(answer(&first))
}

fn text<T: std::str::FromStr<Err: std::fmt::Debug>>(found: &Value, name: &str) -> T {
    found[name].as_str().unwrap().parse().unwrap()
}

#[test]
fn a_purchase_order_outlives_a_restart_and_is_received() {
    let mut both = Linked::new();
    twice(&mut both, "s", supplier());
    let id: PurchaseOrderId = text(&twice(&mut both, "p", buy("CUP", 10)), "purchaseOrderId");
    assert_eq!(both.count("purchase_orders"), 1);
    both.exchange();
    assert_eq!(both.floor.expected.len(), 1, "told once");
    let mut both = both.restarted();
    let due = |both: &Linked| both.engine.places_shown().look(&at("LEEDS"), |place| place.incoming.clone()).unwrap();
    assert_eq!(due(&both).get(&sku("CUP")), Some(&10));
    both.floor.take_in(id.into(), &[(&sku("CUP"), 4, Arrived::Available)], false);
    both.exchange();
    assert_eq!(due(&both).get(&sku("CUP")), Some(&6));
    let refused = both.one(ask(context("", 0), Deed::EndPurchase(id, Ended::Canceled)));
    assert_eq!(refusal(&refused), Slug::WrongState);
    let closed = twice(&mut both, "c", Deed::EndPurchase(id, Ended::Closed));
    assert_eq!((&closed["status"], &closed["lines"][0]["receivedQuantity"]), (&json!("closed"), &json!(4)));
    both.exchange();
    assert!(due(&both).is_empty() && both.floor.expected.is_empty());
    assert!(both.kinds().iter().any(|kind| kind == "PurchaseOrderReceived"));
    both.assert_agreed();
}

#[test]
fn a_supplier_of_whom_something_is_awaited_is_kept() {
    let mut both = Linked::new();
    both.one(ask(context("", 0), supplier()));
    let id: PurchaseOrderId = text(&twice(&mut both, "p", buy("CUP", 10)), "purchaseOrderId");
    let remove = || Deed::RemoveSupplier("POTTERS".parse().unwrap());
    assert_eq!(refusal(&both.one(ask(context("", 0), remove()))), Slug::WrongState);
    both.one(ask(context("", 0), Deed::EndPurchase(id, Ended::Canceled)));
    let replies = both.run(vec![ask(context("", 0), remove()), ask(context("", 0), buy("CUP", 1))]);
    assert_eq!((answer(&replies[0]).status, refusal(&replies[1])), (204, Slug::NotFound), "gone within the batch");
    assert_eq!(both.count("suppliers"), 0);
}

#[test]
fn a_return_is_authorised_received_and_judged() {
    let mut both = Linked::new();
    both.receive("CUP", 10, 8);
    let order = both.place(&[("CUP", 5)], false);
    both.exchange();
    let task = both.task();
    both.floor.ship(task);
    both.exchange();
    assert_eq!(both.status(order), OrderStatus::Shipped);
    assert_eq!(refusal(&both.one(ask(context("", 0), give_back(order, 6)))), Slug::WrongState);
    let id: ReturnId = text(&twice(&mut both, "r", give_back(order, 3)), "returnId");
    assert_eq!(refusal(&both.one(ask(context("", 0), give_back(order, 3)))), Slug::WrongState);
    both.exchange();
    assert_eq!(both.floor.expected.len(), 1);
    let mut both = both.restarted();
    both.floor.take_in(id.into(), &[(&sku("CUP"), 3, Arrived::QualityControl)], false);
    both.floor.judge(id.into(), &sku("CUP"), 2, Verdict::Available);
    both.exchange();
    let closed = twice(&mut both, "c", Deed::EndReturn(id, Ended::Closed));
    let line = &closed["lines"][0];
    assert_eq!((&line["receivedQuantity"], &line["availableQuantity"]), (&json!(3), &json!(2)), "{closed}");
    assert_eq!((&closed["refundAmount"], &closed["currency"]), (&json!("3.00"), &json!("GBP")));
    assert!(both.order(order).history.iter().any(|entry| entry.event == "ReturnAuthorised"));
    both.assert_agreed();
}

#[test]
fn a_transfer_is_cancelled_after_a_restart() {
    let mut both = Linked::new();
    both.receive("CUP", 10, 8);
    let (from, to, items) = (at("LEEDS"), at("LYON"), vec![(sku("CUP"), units(6))]);
    let planned = both.one(ask(context("", 0), Deed::Transfer { from, to, items }));
    let id: TransferId = text(&body(answer(&planned)), "transferId");
    both.exchange();
    let mut both = both.restarted();
    let asked = twice(&mut both, "c", Deed::CancelTransfer(id));
    assert_eq!(asked["status"], "cancelling");
    both.exchange();
    let told = both.one(ask(context("", 0), Deed::CancelTransfer(id)));
    assert_eq!((answer(&told).status, &body(answer(&told))["status"]), (200, &json!("canceled")));
    both.assert_agreed();
}

#[test]
fn what_left_in_part_is_known_after_a_restart() {
    let mut both = Linked::new();
    both.receive("CUP", 10, 8);
    let order = both.place(&[("CUP", 5)], false);
    both.exchange();
    let task = both.task();
    both.floor.ship_part(task, 2);
    both.exchange();
    let mut both = both.restarted();
    assert_eq!((both.status(order), both.order(order).shipments.len()), (OrderStatus::PartiallyShipped, 1));
    both.one(Command::Link(at("LEEDS"), LinkChange::Up { version: 4 }));
    both.floor.ship(task);
    both.exchange();
    assert_eq!((both.status(order), both.order(order).shipments.len()), (OrderStatus::Shipped, 2));
    both.assert_agreed();
}
