//! What a session is for: whatever the link does, both sides end up with the same, and nothing twice.

use holdfast_crdt::{Account, Deed, Millis, SiteId};
use holdfast_sync::{Config, Effect, Lane, Limits, RightsRequest, Session};
use rand::RngExt;

use crate::pair::Pair;
use crate::store::{Store, sku};

/// Small portions and windows, so that every bound is met often.
fn narrow() -> Config {
    let limits =
        Limits { rows: 3, letters: 2, products: 2, documents: 2, entries: 5, entries_bytes: 400, window_frames: 2 };
    Config { limits, ..Config::new("test") }
}

fn storm(seed: u64, config: Config) -> Pair {
    let mut pair = Pair::with(seed, Store::new(0), Store::new(1), config);
    for _ in 0..400 {
        for _ in 0..pair.rng.random_range(0..4) {
            pair.change(40);
        }
        pair.step();
        if pair.rng.random_bool(0.02) {
            pair.reconnect();
        }
    }
    // Time enough for the slowest: narrow windows of five entries at 120 ms a round trip.
    pair.run(60_000);
    pair
}

#[test]
fn sides_converge_over_a_link_that_breaks() {
    for seed in 0..12 {
        let pair = storm(seed, narrow());
        assert!(pair.node.store.stream.clock > 50, "seed {seed}");
        pair.assert_converged();
        for side in [&pair.hub, &pair.node] {
            assert_eq!(side.store.repeats, 0, "seed {seed}");
            assert_eq!(side.session.counters().divergences, 0, "seed {seed}");
        }
    }
}

#[test]
fn sides_converge_with_the_limits_of_production() {
    for seed in 100..104 {
        storm(seed, Config::new("test")).assert_converged();
    }
}

#[test]
fn letters_wait_for_rows() {
    let held = (0..12).map(|seed| {
        let pair = storm(seed, narrow());
        pair.hub.session.counters().held + pair.node.session.counters().held
    });
    assert!(held.sum::<u64>() > 0, "no schedule made a letter wait");
}

#[test]
fn catching_up_costs_what_changed() {
    let mut pair = Pair::new(7);
    (0..5_000).for_each(|at| pair.node.store.receive(at % 10, 1));
    pair.node.commit(0);
    pair.run(20_000);
    pair.assert_converged();
    let cells: usize = pair.node.sent[Lane::Cells as usize].iter().map(|(_, bytes)| bytes).sum();
    assert!(cells < 1_000, "{cells} bytes for ten rows");
}

#[test]
fn acknowledgements_say_what_a_backup_holds_too() {
    let mut pair = Pair::new(8);
    let receive = |pair: &mut Pair| {
        pair.node.store.receive(1, 5);
        pair.node.commit(pair.now);
        pair.run(2_000);
    };
    receive(&mut pair);
    assert_eq!(pair.node.backed_up, 0, "no backup was made");
    pair.hub.store.backed_up = Some(pair.hub.store.heard.clone());
    receive(&mut pair);
    assert_eq!((pair.node.backed_up, pair.hub.store.heard.entries), (1, 2));
    // a copy of another life of the peer, or of another store, says nothing
    let mut other = pair.hub.store.heard.clone();
    other.store += 1;
    pair.hub.store.backed_up = Some(other);
    pair.reconnect();
    receive(&mut pair);
    assert_eq!((pair.node.backed_up, pair.hub.store.heard.entries), (0, 3));
}

#[test]
fn a_corrupted_row_is_found_and_repaired() {
    let mut pair = Pair::with(3, Store::new(0), Store::new(1), narrow());
    (0..20).for_each(|number| pair.node.store.receive(number, 5));
    pair.node.commit(0);
    pair.run(10_000);
    pair.assert_converged();
    let owner = pair.node.store.replica();
    let mut row = pair.hub.store.rows_of(owner)[&sku(4)].clone();
    row.minted += 1;
    pair.hub.store.put(&sku(4), owner, row);
    pair.hub.store.redigest();
    pair.hub.commit(pair.now);
    pair.run(10_000);
    assert_eq!(pair.hub.session.counters().divergences, 1);
    assert_eq!(pair.node.session.counters().resends, 1);
    assert!(pair.hub.seen.iter().any(|effect| matches!(effect, Effect::Diverged { .. })));
    pair.assert_converged();
}

#[test]
fn rights_are_asked_for_and_granted_once() {
    let mut pair = Pair::new(5);
    pair.node.store.receive(1, 100);
    pair.node.commit(0);
    let id = pair.hub.session.request_rights(vec![(sku(1), 30)], Millis(0));
    pair.run(3_000);
    assert_eq!(pair.hub.answers.iter().map(|answer| answer.id).collect::<Vec<_>>(), [id]);
    assert!(pair.hub.store.heard.rows >= pair.hub.answers[0].after_clock);
    assert_eq!(pair.hub.store.cells[&sku(1)].rights(holdfast_crdt::SiteId::HUB), 30);
    pair.assert_converged();
    let again = holdfast_sync::message::Control::RightsRequest(RightsRequest { id, wanted: vec![(sku(1), 60)] });
    let frame = holdfast_sync::wire::encode(&again).unwrap();
    for _ in 0..3 {
        pair.node.session.handle_frame(Lane::Control, &frame, Millis(pair.now)).unwrap();
    }
    pair.run(2_000);
    assert_eq!((pair.node.grants, pair.node.session.counters().rights_repeated), (1, 3));
    assert_eq!(pair.hub.answers.len(), 1);
}

#[test]
fn a_request_for_rights_does_not_overtake_what_was_spent() {
    for seed in 0..20 {
        let mut pair = Pair::new(seed);
        pair.hub.store.receive(1, 100);
        pair.hub.store.post(1, Deed::Grant { to: SiteId(1) }, 30);
        pair.hub.commit(0);
        pair.run(3_000);
        assert!(pair.node.store.post(1, Deed::Move { from: Account::Available, to: Account::Committed }, 30));
        pair.node.commit(pair.now);
        pair.node.session.request_rights(vec![(sku(1), 10)], Millis(pair.now));
        pair.run(3_000);
        assert_eq!(pair.node.store.cells[&sku(1)].rights(SiteId(1)), 10, "seed {seed}");
        pair.assert_converged();
    }
}

#[test]
fn frames_that_come_twice_are_applied_once() {
    let mut pair = Pair::new(9);
    pair.run(500);
    pair.node.store.receive(1, 1);
    pair.node.store.write(1);
    pair.node.commit(pair.now);
    let now = Millis(pair.now);
    let mut twice = Vec::new();
    for lane in [Lane::Cells, Lane::Mail, Lane::History] {
        let frame = pair.node.session.poll_transmit(lane, &mut pair.node.store, now).unwrap().unwrap();
        twice.extend([(lane, frame.clone()), (lane, frame)]);
    }
    for (lane, frame) in twice {
        pair.hub.session.handle_frame(lane, &frame, now).unwrap();
    }
    pair.run(3_000);
    assert_eq!(pair.hub.session.counters().repeated, 3);
    assert_eq!(pair.hub.store.repeats, 0);
    pair.assert_converged();
}

#[test]
fn windows_are_bounded_when_nothing_is_committed() {
    let mut pair = Pair::with(1, Store::new(0), Store::new(1), narrow());
    pair.run(500);
    for number in 0..200 {
        pair.node.store.receive(number, 1);
        pair.node.store.write(number);
    }
    pair.node.commit(pair.now);
    for lane in [Lane::Cells, Lane::Mail, Lane::History] {
        let mut frames = 0;
        while let Some(frame) = pair.node.session.poll_transmit(lane, &mut pair.node.store, Millis(pair.now)).unwrap() {
            frames += 1;
            pair.hub.session.handle_frame(lane, &frame, Millis(pair.now)).unwrap();
        }
        assert!(frames <= 2, "{frames} frames on {lane:?}");
    }
}

/// Documents go both ways from version 4 on; a version before it, records go from the hub only.
#[test]
fn documents_go_both_ways_and_records_one() {
    for (version, both) in [(4, true), (3, false)] {
        let mut pair = Pair::new(1);
        pair.hub.config.versions = (1, version);
        pair.hub.session = Session::new(pair.hub.config.clone(), pair.hub.store.standing(), SiteId(1), Millis(0));
        pair.hub.store.edit(1);
        pair.node.store.edit(2);
        pair.hub.commit(0);
        pair.node.commit(0);
        pair.run(5_000);
        assert!(pair.node.store.products.contains_key(&sku(1)), "version {version}");
        assert_eq!(pair.hub.store.products.contains_key(&sku(2)), both, "version {version}");
        assert_eq!(pair.hub.closed(), None);
        // what waits for a hub that knows of documents is not counted against this session
        assert_eq!(pair.node.session.pending().documents, 0, "version {version}");
    }
}
