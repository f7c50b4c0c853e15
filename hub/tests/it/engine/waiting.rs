//! Orders that wait, over a real store: a long queue is gone through to its end, and nobody who comes later goes before.

use std::sync::Arc;

use holdfast_crdt::OrderId;
use holdfast_hub::core::place::OrderRequest;
use holdfast_hub::engine::{Command, Deed, Reply};
use holdfast_hub::store::{create_enrolment, set_fenced};
use holdfast_shell::http::problem::Slug;

use super::stage::{Stage, answer, ask, at, context, order, order_id, refusal, set, stock};
use crate::core::{backorder, wish};

fn place(stage: &mut Stage, requests: Vec<OrderRequest>) -> Vec<OrderId> {
    let asks = requests.into_iter().map(|request| ask(context("", 0), Deed::Place(Arc::new(request))));
    let replies = stage.run(asks.collect());
    replies.iter().map(|reply| order_id(answer(reply))).collect()
}

fn stock_up(stage: &mut Stage, place: &str, name: &str, units: u64) {
    let replies = stage.run(vec![stock(context("", 0), place, set(name, units))]);
    assert_eq!(answer(&replies[0]).status, 200);
}

fn backordered(stage: &Stage, orders: &[OrderId]) -> u64 {
    orders.iter().map(|id| stage.order(*id).backordered()).sum()
}

#[test]
fn a_long_queue_is_filled_to_its_end() {
    let mut stage = Stage::new();
    let orders = place(&mut stage, vec![backorder(&[("CUP", 1)], 0); 450]);
    stock_up(&mut stage, "LEEDS", "CUP", 449);
    assert_eq!(backordered(&stage, &orders), 1);
    stock_up(&mut stage, "LYON", "CUP", 1);
    assert_eq!(backordered(&stage, &orders), 0);
    stage.assert_sound();
}

#[test]
fn orders_that_cannot_be_filled_do_not_keep_others_from_it() {
    let mut stage = Stage::new();
    let whole = OrderRequest { allow_split: false, ..backorder(&[("CUP", 1), ("PAN", 1)], 5) };
    let stuck = place(&mut stage, vec![whole; 230]);
    let last = place(&mut stage, vec![backorder(&[("CUP", 1)], 0)]);
    stock_up(&mut stage, "LEEDS", "CUP", 1);
    assert_eq!((backordered(&stage, &last), backordered(&stage, &stuck)), (0, 460));
    stage.assert_sound();
}

#[test]
fn an_order_of_the_same_batch_does_not_go_before_one_that_waits() {
    let mut stage = Stage::new();
    let waits = place(&mut stage, vec![backorder(&[("CUP", 5)], 0)]);
    let replies = stage
        .run(vec![stock(context("", 0), "LEEDS", set("CUP", 6)), ask(context("", 0), order(&[("CUP", 2)], false))]);
    assert_eq!(refusal(&replies[1]), Slug::InsufficientStock);
    assert_eq!(backordered(&stage, &waits), 0);
    place(&mut stage, vec![wish(&[("CUP", 1)])]);
    stage.assert_sound();
}

#[test]
fn a_warehouse_that_may_be_promised_from_again_fills_what_waits() {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 5)]);
    assert!(create_enrolment(&stage.store(), &at("LEEDS"), &[9; 32], stage.now).unwrap());
    assert!(matches!(stage.one(Command::UseToken([9; 32])), Reply::Seat(Ok(_))));
    set_fenced(&stage.store(), &at("LEEDS"), true, None).unwrap();
    stage.tick_after(300);
    let waits = place(&mut stage, vec![backorder(&[("CUP", 3)], 0)]);
    assert_eq!(backordered(&stage, &waits), 3);
    set_fenced(&stage.store(), &at("LEEDS"), false, None).unwrap();
    stage.tick_after(300);
    assert_eq!(backordered(&stage, &waits), 0);
    stage.assert_sound();
}

#[test]
fn what_was_left_is_gone_on_with_after_a_restart() {
    let mut stage = Stage::new();
    let waits = place(&mut stage, vec![backorder(&[("CUP", 3)], 0)]);
    // as an earlier version, or a batch that reached its bound, may have left it
    let mut stage = stage.restarted();
    stock_up(&mut stage, "LEEDS", "CUP", 3);
    let stage = stage.restarted();
    assert_eq!(backordered(&stage, &waits), 0);
}

#[test]
fn every_cell_that_orders_took_from_is_told_of() {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 5)]);
    let told = |stage: &Stage| stage.kinds().iter().filter(|kind| *kind == "StockUpdated").count();
    let before = told(&stage);
    place(&mut stage, vec![wish(&[("CUP", 1)]), wish(&[("CUP", 1)])]);
    assert_eq!(told(&stage), before + 1, "one a cell and batch");

    let names: Vec<String> = (0..40).map(|n| format!("MANY-{n}")).collect();
    stage.products(&names);
    for name in &names {
        stock_up(&mut stage, "LYON", name, 3);
    }
    let before = told(&stage);
    place(&mut stage, names.iter().map(|name| wish(&[(name, 1)])).collect());
    assert_eq!(told(&stage), before, "so many follow with the ticks");
    stage.tick_after(300);
    assert_eq!(told(&stage), before + names.len());
    stage.tick_after(300);
    assert_eq!(told(&stage), before + names.len(), "each once");
}
