//! Warehouses and products come and go, also within one batch.

use holdfast_hub::engine::{Command, Deed};
use holdfast_shell::http::problem::Slug;

use super::stage::{Stage, answer, ask, at, context, refusal, set, sku, stock, units, warehouse};

fn do_it(deed: Deed) -> Command {
    ask(context("", 0), deed)
}

#[test]
fn a_warehouse_removed_and_made_again_is_there() {
    let mut stage = Stage::new();
    let replies = stage.run(vec![do_it(Deed::RemoveWarehouse(at("LYON"))), do_it(warehouse("LYON"))]);
    assert_eq!((answer(&replies[0]).status, answer(&replies[1]).status), (204, 201));
    let mut stage = stage.restarted();
    let counted = stage.one(stock(context("", 0), "LYON", set("CUP", 3)));
    assert_eq!(answer(&counted).status, 200);
    stage.assert_sound();
}

#[test]
fn what_holds_stock_or_expects_it_is_not_removed() {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 5)]);
    assert_eq!(refusal(&stage.one(do_it(Deed::RemoveWarehouse(at("LEEDS"))))), Slug::WrongState);
    assert_eq!(refusal(&stage.one(do_it(Deed::RemoveProduct(sku("CUP"))))), Slug::WrongState);
    let items = vec![(sku("CUP"), units(2))];
    stage.one(do_it(Deed::Transfer { from: at("LEEDS"), to: at("LYON"), items }));
    assert_eq!(refusal(&stage.one(do_it(Deed::RemoveWarehouse(at("LYON"))))), Slug::WrongState);
    assert_eq!(answer(&stage.one(do_it(Deed::RemoveProduct(sku("PAN"))))).status, 204);
    let gone = stage.one(stock(context("", 0), "LEEDS", set("PAN", 1)));
    assert_eq!(refusal(&gone), Slug::NotFound);
}

#[test]
fn a_product_that_orders_wait_for_is_not_removed() {
    let mut stage = Stage::new();
    let waiting = stage.place(&[("PAN", 2)], true);
    assert_eq!(refusal(&stage.one(do_it(Deed::RemoveProduct(sku("PAN"))))), Slug::WrongState);
    stage.one(do_it(Deed::Cancel(waiting)));
    assert_eq!(answer(&stage.one(do_it(Deed::RemoveProduct(sku("PAN"))))).status, 204);
}
