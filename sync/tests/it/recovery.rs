//! A side that was restored from a copy: it takes its past back, the peer seals it, and both go on.

use holdfast_crdt::{Deed, Millis, ReplicaId, SiteId};
use holdfast_sync::{Close, Config, Session};

use crate::pair::Pair;
use crate::store::{Store, sku};

/// A hub and a node that have met and exchanged `units` entries, with copies of both from the middle.
fn with_copies(units: u64, seed: u64) -> (Pair, Store, Store) {
    let mut pair = Pair::new(seed);
    let mut copies = None;
    for number in 0..units {
        pair.node.store.receive(number % 7, 10);
        assert!(pair.node.store.post(number % 7, Deed::Grant { to: SiteId::HUB }, 4));
        pair.node.store.write(number % 7);
        pair.hub.store.receive(number % 5, 1);
        pair.node.commit(pair.now);
        pair.hub.commit(pair.now);
        pair.run(300);
        if number == units / 2 {
            copies = Some((pair.hub.store.clone(), pair.node.store.clone()));
        }
    }
    pair.run(5_000);
    pair.assert_converged();
    let (hub, node) = copies.unwrap();
    (pair, hub, node)
}

fn meet(hub: Store, node: Store, seed: u64) -> Pair {
    let mut pair = Pair::with(seed, hub, node, Config::new("test"));
    pair.run(20_000);
    pair
}

/// Both hold the same rows and logs of every life of every site.
fn assert_equal_pasts(pair: &Pair) {
    let (hub, node) = (&pair.hub.store, &pair.node.store);
    assert!(pair.hub.session.is_up() && pair.node.session.is_up(), "{:?} {:?}", pair.hub.closed(), pair.node.closed());
    let lives: Vec<ReplicaId> = hub.past.own.iter().chain(&hub.past.theirs).map(|life| life.replica).collect();
    for life in lives {
        assert_eq!(hub.rows_of(life), node.rows_of(life), "rows of {life}");
        let of = |store: &Store| store.past.own_life(life).or(store.past.their_life(life)).copied();
        assert_eq!(of(hub), of(node), "what is held of {life}");
        assert_eq!(hub.past_logs[&life], node.past_logs[&life], "log of {life}");
    }
    assert!(!hub.past.provisional && !node.past.provisional);
    for cell in hub.cells.values().chain(node.cells.values()) {
        assert!(cell.rights_signed(SiteId::HUB) >= 0 && cell.rights_signed(SiteId(1)) >= 0, "I-1");
    }
}

#[test]
fn a_restored_node_takes_its_past_back_and_spends_again() {
    for seed in 0..6 {
        let (pair, _, mut copy) = with_copies(12, seed);
        let lost = pair.node.store.replica();
        copy.rebirth(seed as u32);
        copy.receive(3, 5);
        assert!(!copy.post(3, Deed::Grant { to: SiteId::HUB }, 1), "it may have granted it before");
        let truth = pair.node.store.rows_of(lost);
        let mut pair = meet(pair.hub.store, copy, seed);
        assert_equal_pasts(&pair);
        assert_eq!(pair.node.store.rows_of(lost), truth);
        assert!(pair.node.store.post(3, Deed::Grant { to: SiteId::HUB }, 1));
        pair.node.commit(pair.now);
        pair.run(3_000);
        let replica = pair.node.store.replica();
        assert_eq!(pair.hub.store.rows_of(replica), pair.node.store.rows_of(replica));
    }
}

#[test]
fn a_restored_hub_takes_its_past_back_from_its_node() {
    for seed in 0..6 {
        let (pair, mut copy, _) = with_copies(12, seed);
        let lost = pair.hub.store.replica();
        copy.rebirth(seed as u32);
        let truth = pair.hub.store.rows_of(lost);
        let pair = meet(copy, pair.node.store, seed);
        assert_equal_pasts(&pair);
        assert_eq!(pair.hub.store.rows_of(lost), truth);
    }
}

#[test]
fn both_restored_from_copies_that_do_not_match() {
    for seed in 0..6 {
        let (_, mut hub, mut node) = with_copies(12, seed);
        hub.rebirth(1);
        node.rebirth(2);
        assert_equal_pasts(&meet(hub, node, seed));
    }
}

#[test]
fn letters_go_on_where_both_were_restored_from_copies_of_different_ages() {
    for seed in 0..6 {
        for older_is_the_hub in [true, false] {
            let (pair, hub_copy, node_copy) = with_copies(12, seed);
            let (mut hub, mut node) = match older_is_the_hub {
                true => (hub_copy, pair.node.store.clone()),
                false => (pair.hub.store.clone(), node_copy),
            };
            hub.rebirth(1);
            node.rebirth(2);
            let mut pair = meet(hub, node, seed);
            assert_equal_pasts(&pair);
            for number in 1..3 {
                pair.node.store.receive(number, 1);
                pair.node.store.write(number);
            }
            pair.node.commit(pair.now);
            pair.run(3_000);
            for side in [&pair.hub, &pair.node] {
                assert_eq!(side.session.pending(), holdfast_sync::Pending::default());
            }
        }
    }
}

#[test]
fn a_copy_that_is_ahead_of_the_peer_gives_what_it_has() {
    let (pair, _, _) = with_copies(6, 1);
    let mut node = pair.node.store.clone();
    for number in 0..5 {
        node.receive(number, 3);
    }
    let lost = node.replica();
    let truth = node.rows_of(lost);
    node.rebirth(9);
    let pair = meet(pair.hub.store, node, 1);
    assert_equal_pasts(&pair);
    assert_eq!(pair.hub.store.rows_of(lost), truth);
}

#[test]
fn restored_twice_from_one_copy() {
    let (pair, _, copy) = with_copies(12, 3);
    let mut first = copy.clone();
    first.rebirth(1);
    let mut pair = meet(pair.hub.store, first, 3);
    pair.node.store.receive(2, 6);
    pair.node.commit(pair.now);
    pair.run(3_000);
    let between = pair.node.store.replica();
    let truth = pair.node.store.rows_of(between);
    let mut second = copy;
    second.rebirth(2);
    let pair = meet(pair.hub.store, second, 4);
    assert_equal_pasts(&pair);
    assert_eq!(pair.node.store.rows_of(between), truth, "the life in between is not forgotten either");
}

#[test]
fn what_a_copy_knows_beyond_a_closed_life_is_not_added_to_it() {
    let (pair, _, copy) = with_copies(12, 3);
    // the same life, with deeds that the hub never heard of
    let mut ahead = pair.node.store.clone();
    for number in 0..7 {
        ahead.receive(number, 2);
    }
    let mut first = copy;
    first.rebirth(1);
    let closed = first.past.own[0].replica;
    let mut pair = meet(pair.hub.store, first, 3);
    pair.node.store.receive(2, 6);
    pair.node.commit(pair.now);
    pair.run(3_000);
    let truth = pair.hub.store.rows_of(closed);
    ahead.rebirth(2);
    let pair = meet(pair.hub.store, ahead, 4);
    assert_equal_pasts(&pair);
    assert_eq!(pair.hub.store.rows_of(closed), truth, "the verdict stands");
}

#[test]
fn a_recovery_that_breaks_off_goes_on_where_it_was() {
    for seed in 0..12 {
        let (pair, mut hub, mut copy) = with_copies(12, seed);
        copy.rebirth(seed as u32);
        let hub = if seed % 2 == 0 {
            hub.rebirth(7);
            hub
        } else {
            pair.hub.store
        };
        let mut config = Config::new("test");
        config.limits.rows = 2;
        config.limits.entries = 3;
        let mut pair = Pair::with(seed, hub, copy, config);
        for _ in 0..8 {
            pair.run(40 + seed * 13);
            pair.reconnect();
        }
        pair.run(30_000);
        assert_equal_pasts(&pair);
    }
}

#[test]
fn a_life_that_was_sealed_does_not_come_back() {
    let (pair, _, mut copy) = with_copies(12, 5);
    let original = pair.node.store.clone();
    copy.rebirth(1);
    let pair = meet(pair.hub.store, copy, 5);
    let pair = meet(pair.hub.store, original, 6);
    assert_eq!((pair.hub.closed(), pair.node.closed()), (Some(&Close::Fork), Some(&Close::Fork)));
}

#[test]
fn another_store_with_another_past_is_no_later_life() {
    let (pair, _, _) = with_copies(6, 5);
    let mut stranger = Store::new(1);
    stranger.id = 77;
    stranger.receive(1, 5);
    stranger.rebirth(3);
    let hub = pair.hub.store;
    let met = meet(hub.clone(), stranger, 6);
    assert_eq!(met.hub.closed(), Some(&Close::Fork));
    assert_eq!(met.hub.store.past, hub.past, "nothing was sealed");
}

#[test]
fn a_set_back_image_is_told_to_recover_and_one_that_went_on_is_a_fork() {
    let (pair, _, copy) = with_copies(12, 8);
    let met = meet(pair.hub.store.clone(), copy.clone(), 8);
    assert_eq!((met.hub.closed(), met.node.closed()), (Some(&Close::PeerIsRewound), Some(&Close::WeAreRewound)));
    let mut went_on = copy;
    went_on.receive(1, 99);
    let met = meet(pair.hub.store, went_on, 8);
    assert_eq!((met.hub.closed(), met.node.closed()), (Some(&Close::Fork), Some(&Close::Fork)));
}

#[test]
fn a_set_back_image_that_lacks_only_letters_is_told_so_once_they_are_gone() {
    let (mut pair, _, _) = with_copies(4, 8);
    let set_back = pair.node.store.clone();
    for number in [1, 2] {
        pair.hub.store.write(number);
        pair.hub.commit(pair.now);
        pair.run(3_000);
    }
    assert_eq!(pair.node.store.heard.letters, set_back.heard.letters + 2);
    let mut hub = pair.hub.store;
    hub.forgotten = pair.node.store.heard.letters;
    let mut with_news = hub.clone();
    with_news.write(3);
    for hub in [hub, with_news] {
        let met = meet(hub, set_back.clone(), 8);
        assert_eq!((met.hub.closed(), met.node.closed()), (Some(&Close::PeerIsRewound), Some(&Close::WeAreRewound)));
    }
}

#[test]
fn a_peer_of_version_1_cannot_seal() {
    let (pair, _, mut copy) = with_copies(6, 2);
    copy.rebirth(1);
    let mut pair = Pair::with(2, pair.hub.store, copy, Config::new("test"));
    pair.hub.config.versions = (1, 1);
    pair.hub.session = Session::new(pair.hub.config.clone(), pair.hub.store.standing(), SiteId(1), Millis(0));
    pair.run(2_000);
    assert!(!pair.hub.session.is_up() && !pair.node.session.is_up());
    assert!(pair.node.store.past.provisional);
    assert!(pair.node.store.cells.contains_key(&sku(1)));
}

#[test]
fn a_session_ends_with_the_life_it_speaks_for() {
    let (mut pair, _, _) = with_copies(6, 4);
    pair.hub.store.rebirth(3);
    pair.hub.commit(pair.now);
    pair.run(1_000);
    assert_eq!(pair.hub.closed(), Some(&Close::Goodbye), "another warehouse's node said that the hub was set back");
    assert_equal_pasts(&meet(pair.hub.store, pair.node.store, 4));
}
