//! Holds: made, raised, lowered, released, expired; the units stand in committed meanwhile.

use holdfast_crdt::{Quantity, ReservationId};
use holdfast_shell::http::answer::Answer;
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::stock::{HoldState, Reservation, StockOp, StockReply};

use super::bench::{Bench, at, count, hold, json, sku};

fn reserve(units: u64, seconds: Option<u64>) -> StockOp {
    let quantity = Quantity::new(units).unwrap();
    StockOp::Reserve { sku: sku("CUP"), quantity, reference: None, expires_in_seconds: seconds }
}

fn id_of(answer: &Answer) -> ReservationId {
    json(answer)["reservationId"].as_str().unwrap().parse().unwrap()
}

/// What is committed, or why not.
fn told(bench: &Bench, outcome: Result<Answer, Problem>) -> Result<u64, Slug> {
    outcome.map(|_| bench.cups().2).map_err(|problem| problem.slug)
}

#[test]
fn the_hold_of_a_reference_is_what_it_was_last_set_to() {
    let cases: [(&[u64], Result<u64, Slug>); 8] = [
        (&[4], Ok(4)),
        (&[4, 6], Ok(6)),
        (&[4, 4], Ok(4)),
        (&[4, 1], Ok(1)),
        (&[4, 0], Ok(0)),
        (&[0], Ok(0)),
        (&[4, 0, 3], Ok(3)),
        (&[4, 7], Err(Slug::HeldByWarehouse)),
    ];
    for (wishes, expected) in cases {
        let mut bench = Bench::new();
        let mut last = Ok(0);
        for units in wishes {
            let outcome = bench.run(hold(*units));
            last = told(&bench, outcome);
        }
        assert_eq!(last, expected, "{wishes:?}");
        let held: u64 = active(&bench).iter().map(|hold| hold.quantity).sum();
        assert_eq!(held, bench.cups().2, "{wishes:?}");
        assert_eq!(bench.cups().1 + bench.cups().2, 10, "{wishes:?}");
    }
}

fn active(bench: &Bench) -> Vec<Reservation> {
    bench.holds.of_reference(&at("LEEDS"), &sku("CUP"), "cart-1")
}

#[test]
fn a_hold_released_is_over_and_another_is_made() {
    let mut bench = Bench::new();
    bench.run(hold(4)).unwrap();
    let first = active(&bench)[0].id;
    bench.run(hold(0)).unwrap();
    assert_eq!(bench.holds.get(first).unwrap().state, HoldState::Released);
    bench.run(hold(2)).unwrap();
    assert_ne!(active(&bench)[0].id, first);
}

#[test]
fn lowering_goes_through_all_reservations_of_a_reference() {
    let mut bench = Bench::new();
    for _ in 0..3 {
        let op = StockOp::Reserve {
            sku: sku("CUP"),
            quantity: Quantity::new(2).unwrap(),
            reference: Some("cart-1".into()),
            expires_in_seconds: None,
        };
        bench.run(op).unwrap();
        bench.now.0 += 1;
    }
    bench.run(hold(1)).unwrap();
    let left: Vec<u64> = active(&bench).iter().map(|hold| hold.quantity).collect();
    assert_eq!((left, bench.cups().2), (vec![1], 1), "the youngest go first");
}

#[test]
fn a_reservation_is_set_and_released_and_then_it_is_over() {
    let mut bench = Bench::new();
    let made = bench.run(reserve(3, None)).unwrap();
    let reservation = id_of(&made);
    assert_eq!((made.status, made.location), (201, Some(format!("/v1/reservations/{reservation}"))));
    let resize = |units| StockOp::Resize { reservation, quantity: count(units) };
    for (units, expected) in [(6, Ok(6)), (7, Err(Slug::HeldByWarehouse)), (2, Ok(2)), (2, Ok(2))] {
        let outcome = bench.run(resize(units));
        assert_eq!(told(&bench, outcome), expected, "{units}");
    }
    bench.if_match = made.etag;
    assert_eq!(bench.run(resize(1)).unwrap_err().slug, Slug::VersionMismatch);
    bench.if_match = None;
    assert_eq!(json(&bench.run(StockOp::Release { reservation }).unwrap())["state"], "released");
    assert_eq!(bench.cups(), (10, 10, 0, 0, 6));
    for op in [resize(1), StockOp::Release { reservation }] {
        assert_eq!(bench.run(op).unwrap_err().slug, Slug::WrongState);
    }
    let nobody = ReservationId::from_parts(bench.now, 99);
    assert_eq!(bench.run(StockOp::Release { reservation: nobody }).unwrap_err().slug, Slug::NotFound);
    assert_eq!(bench.cups().2, 0);
}

#[test]
fn rights_are_asked_for_before_a_hold_is_refused() {
    for op in [reserve(9, None), hold(9)] {
        let mut bench = Bench::new();
        assert!(matches!(bench.decide("LEEDS", op.clone(), false), StockReply::NeedsRights(_)));
        let outcome = bench.run(op);
        assert_eq!(told(&bench, outcome), Err(Slug::HeldByWarehouse));
        assert_eq!((bench.cups(), bench.events.len()), ((10, 10, 0, 0, 6), 0));
    }
}

#[test]
fn a_hold_ends_by_the_clock_and_not_before() {
    let mut bench = Bench::new();
    let short = id_of(&bench.run(reserve(2, Some(10))).unwrap());
    let long = id_of(&bench.run(reserve(3, Some(20))).unwrap());
    let open = id_of(&bench.run(reserve(1, None)).unwrap());
    let state = |bench: &Bench, id| bench.holds.get(id).map(|hold| (hold.state, hold.quantity)).unwrap();
    for (later, committed) in [(9_999, 6), (1, 4), (9_999, 4), (1, 1), (10_000_000, 1)] {
        bench.now = bench.now.plus(later);
        for _ in 0..2 {
            bench.expire();
            assert_eq!(bench.cups().2, committed);
        }
    }
    assert_eq!(state(&bench, short), (HoldState::Expired, 0));
    assert_eq!(state(&bench, long), (HoldState::Expired, 0));
    assert_eq!(state(&bench, open), (HoldState::Active, 1));
    assert_eq!(bench.kinds().iter().filter(|kind| **kind == "ReservationExpired").count(), 2);
}

#[test]
fn nothing_more_is_promised_from_a_fenced_warehouse() {
    // held before LYON was fenced
    let mut bench = Bench::new();
    let id = ReservationId::from_parts(bench.now, 7);
    let held = Reservation {
        id,
        warehouse: at("LYON"),
        sku: sku("CUP"),
        quantity: 0,
        reference: None,
        expires_at: None,
        state: HoldState::Active,
        made_at: bench.now,
        version: 1,
    };
    bench.holds.load(held);
    let raise = StockOp::Resize { reservation: id, quantity: count(2) };
    assert_eq!(bench.run(raise).unwrap_err().slug, Slug::Fenced);
    assert_eq!(bench.desk.cell(&at("LYON"), &sku("CUP")).committed(), 0);
    assert!(bench.run(StockOp::Release { reservation: id }).is_ok(), "giving back is no promise");
}
