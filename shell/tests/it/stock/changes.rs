//! Setting, moving, damaging, discontinuing: what each does to a cell, and what is refused without a trace.

use holdfast_crdt::{Account, Deed};
use holdfast_shell::http::problem::Slug;
use holdfast_shell::stock::{Change, Deal, StockOp, StockReply};
use serde_json::json;

use super::bench::{Bench, Quantities, at, change, count, deal, json, sku};

fn set(units: u64) -> Change {
    Change::SetOnHand { quantity: count(units) }
}

/// Starts with (on hand, available, committed, damaged, rights) = (10, 10, 0, 0, 6).
fn check(changes: &[Change], expected: Result<Quantities, Slug>) {
    let mut bench = Bench::new();
    let (last, before) = changes.split_last().unwrap();
    for done in before {
        bench.run(change(done.clone())).unwrap();
    }
    let (cups, entries, events) = (bench.cups(), bench.entries(), bench.events.clone());
    match (bench.run(change(last.clone())), expected) {
        (Ok(answer), Ok(quantities)) => {
            assert_eq!(bench.cups(), quantities, "{changes:?}");
            assert_eq!(json(&answer)["quantity"], quantities.0, "{changes:?}");
            assert_eq!(json(&answer)["promisableQuantity"], quantities.4, "{changes:?}");
        }
        (Err(problem), Err(slug)) => {
            assert_eq!(problem.slug, slug, "{changes:?}");
            assert_eq!((bench.cups(), bench.entries(), bench.events), (cups, entries, events), "{changes:?}");
        }
        (found, expected) => panic!("{changes:?}: {found:?}, not {expected:?}"),
    }
}

#[test]
fn on_hand_is_set() {
    check(&[set(25)], Ok((25, 25, 0, 0, 21)));
    check(&[set(10)], Ok((10, 10, 0, 0, 6)));
    check(&[set(4)], Ok((4, 4, 0, 0, 0)));
    // four of the ten are the floor's to take
    check(&[set(3)], Err(Slug::HeldByWarehouse));
    check(&[set(1_000_000_000)], Ok((1_000_000_000, 1_000_000_000, 0, 0, 999_999_996)));
    // what is damaged is on hand, too
    check(&[Change::Damage { by: 2 }, set(12)], Ok((12, 10, 0, 2, 6)));
    check(&[Change::Damage { by: 2 }, set(5)], Err(Slug::HeldByWarehouse));
}

#[test]
fn on_hand_is_moved() {
    let adjust = |by| Change::Adjust { by };
    check(&[adjust(5)], Ok((15, 15, 0, 0, 11)));
    check(&[adjust(-6)], Ok((4, 4, 0, 0, 0)));
    check(&[adjust(-7)], Err(Slug::HeldByWarehouse));
    check(&[adjust(-11)], Err(Slug::InsufficientStock));
    check(&[adjust(1_000_000_000)], Err(Slug::InvalidRequest));
}

#[test]
fn units_are_damaged_and_healed() {
    let damage = |by| Change::Damage { by };
    check(&[damage(6)], Ok((10, 4, 0, 6, 0)));
    check(&[damage(7)], Err(Slug::HeldByWarehouse));
    check(&[damage(11)], Err(Slug::InsufficientStock));
    check(&[damage(6), damage(-4)], Ok((10, 8, 0, 2, 4)));
    check(&[damage(2), damage(-3)], Err(Slug::InsufficientStock));
    check(&[damage(-1)], Err(Slug::InsufficientStock));
}

#[test]
fn what_the_other_side_holds_is_asked_for_before_it_is_refused() {
    let mut bench = Bench::new();
    let entries = bench.entries();
    match bench.decide("LEEDS", change(Change::Adjust { by: -9 }), false) {
        StockReply::NeedsRights(wanted) => assert_eq!(wanted, [(at("LEEDS"), sku("CUP"), 9)]),
        other => panic!("{other:?}"),
    }
    // asking cannot help where there is not enough
    assert!(bench.decide("LEEDS", change(Change::Adjust { by: -11 }), false).outcome().is_some());
    assert_eq!(bench.entries(), entries);
}

#[test]
fn a_refusal_says_what_there_is() {
    let problem = Bench::new().run(change(Change::Adjust { by: -9 })).unwrap_err();
    assert_eq!(problem.extra["lines"], json!([{ "sku": "CUP", "requested": 9, "promisable": 6 }]));
}

#[test]
fn nothing_happens_to_what_does_not_exist_or_is_fenced() {
    let up = Change::Adjust { by: 1 };
    for (place, name, slug) in
        [("YORK", "CUP", Slug::NotFound), ("LEEDS", "MUG", Slug::NotFound), ("LYON", "CUP", Slug::Fenced)]
    {
        let mut bench = Bench::new();
        let told = bench.decide(place, StockOp::Change(deal(name, up.clone())), true).outcome().unwrap();
        assert_eq!(told.unwrap_err().slug, slug);
    }
}

#[test]
fn if_match_guards_the_version_that_was_seen() {
    let mut bench = Bench::new();
    let seen = bench.run(change(set(11))).unwrap().etag;
    bench.if_match = seen.clone();
    let changed = bench.run(change(set(12))).unwrap();
    assert_ne!(changed.etag, seen);
    for op in [change(set(13)), StockOp::Discontinue { sku: sku("CUP") }] {
        assert_eq!(bench.run(op).unwrap_err().slug, Slug::VersionMismatch);
    }
    for (tag, passes) in [("*", true), ("\"1\", \"nonsense\"", false), ("nonsense", false)] {
        bench.if_match = Some(tag.to_owned());
        assert_eq!(bench.run(change(set(12))).is_ok(), passes, "{tag}");
    }
}

#[test]
fn only_an_empty_cell_is_discontinued() {
    let mut bench = Bench::new();
    let end = |name: &str| StockOp::Discontinue { sku: sku(name) };
    assert_eq!(bench.run(end("CUP")).unwrap_err().slug, Slug::WrongState);
    assert_eq!(bench.run(end("MUG")).unwrap_err().slug, Slug::NotFound);
    assert!(bench.discontinued.is_empty());
    assert_eq!(json(&bench.run(end("PAN")).unwrap())["quantity"], 0);
    assert_eq!(bench.discontinued, [(at("LEEDS"), sku("PAN"))]);
}

#[test]
fn every_change_says_who_why_and_with_what() {
    let mut bench = Bench::new();
    let adjust = Change::Adjust { by: -1 };
    let told = Deal { reason: Some("broken".into()), reference: Some("R-9".into()), ..deal("CUP", adjust.clone()) };
    bench.run(StockOp::Change(told)).unwrap();
    bench.run(change(adjust)).unwrap();
    let entries = &bench.desk.changes().entries;
    let [.., told, silent] = entries.as_slice() else { panic!("{entries:?}") };
    let (told, silent) = (&told.entry, &silent.entry);
    assert_eq!(told.deed, Deed::Move { from: Account::Available, to: Account::Loss });
    assert_eq!((&*told.cause.reason, told.cause.reference.as_deref()), ("broken", Some("R-9")));
    assert_eq!((&*silent.cause.reason, silent.cause.reference.as_deref()), ("adjustment", Some("r")));
    for cause in [&told.cause, &silent.cause] {
        let said = (&*cause.actor, cause.device.as_deref(), cause.op_id.as_deref());
        assert_eq!(said, ("tester", Some("scanner-7"), Some("key-1")));
    }
    assert_eq!(bench.kinds(), ["StockUpdated", "StockUpdated"]);
}
