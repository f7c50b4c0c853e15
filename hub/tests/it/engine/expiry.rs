//! What time does: reservations end by the hub's own clock, old answers and events are forgotten.

use holdfast_shell::stock::StockOp;

use super::stage::{Stage, answer, ask, body, context, order, outcome, set, sku, stock, units};

const HOUR: u64 = 3_600_000;

fn reserve(seconds: Option<u64>) -> StockOp {
    StockOp::Reserve { sku: sku("CUP"), quantity: units(4), reference: None, expires_in_seconds: seconds }
}

#[test]
fn a_reservation_ends_on_time_and_its_units_go_to_who_waits() {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 4)]);
    let held = stage.one(stock(context("", 0), "LEEDS", reserve(Some(60))));
    let reservation = body(answer(&held))["reservationId"].as_str().unwrap().parse().unwrap();
    let waiting = stage.place(&[("CUP", 3)], true);
    stage.tick_after(59_000);
    assert_eq!((stage.order(waiting).backordered(), stage.cell("LEEDS", "CUP").committed()), (3, 4));
    let mut stage = stage.restarted();
    stage.tick_after(1_000);
    assert_eq!((stage.order(waiting).backordered(), stage.cell("LEEDS", "CUP").committed()), (0, 3));
    let read = |stage: &Stage| holdfast_shell::sqlite::read_reservation(&stage.store(), reservation).unwrap().unwrap();
    let ended = read(&stage);
    assert_eq!((ended.state.name(), ended.quantity), ("expired", 0));
    let again = stage.one(stock(context("", 0), "LEEDS", StockOp::Release { reservation }));
    assert!(outcome(&again).0.is_err());
    stage.tick_after(HOUR);
    assert_eq!((read(&stage), stage.cell("LEEDS", "CUP").committed()), (ended, 3));
    assert_eq!(stage.kinds().iter().filter(|kind| *kind == "ReservationExpired").count(), 1);
    stage.assert_sound();
}

#[test]
fn one_without_a_time_stays() {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 4)]);
    stage.one(stock(context("", 0), "LEEDS", reserve(None)));
    stage.tick_after(10_000 * HOUR);
    assert_eq!(stage.cell("LEEDS", "CUP").committed(), 4);
}

#[test]
fn answers_are_kept_a_day_and_more_and_events_a_week() {
    let mut stage = Stage::new();
    let forget = |stage: &mut Stage, hours: u64| {
        stage.now = stage.now.plus(hours * HOUR);
        (0..40).for_each(|_| stage.tick_after(1));
        (stage.count("answers"), stage.kinds().len() > 1)
    };
    stage.one(stock(context("k", 1), "LEEDS", set("CUP", 4)));
    assert_eq!(forget(&mut stage, 25), (1, true));
    assert_eq!(forget(&mut stage, 25), (0, true));
    assert_eq!(forget(&mut stage, 7 * 24), (0, false), "the newest stays: ids go on from it");
    // a key that was forgotten is new
    let again = stage.one(stock(context("k", 1), "LEEDS", set("CUP", 4)));
    assert_eq!((answer(&again).status, outcome(&again).1), (200, false));
    let placed = stage.one(ask(context("l", 1), order(&[("CUP", 1)], false)));
    assert_eq!((answer(&placed).status, forget(&mut stage, 1)), (201, (2, true)));
}
