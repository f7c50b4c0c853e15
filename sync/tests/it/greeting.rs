//! Who may speak to whom, and which lost memory is noticed.

use holdfast_crdt::{Millis, SiteId, WarehouseId};
use holdfast_sync::{Close, Config, Effect, Lane, Session};

use crate::pair::Pair;
use crate::store::Store;

/// Why each side closed: (hub, node).
fn meet(hub: Store, node: Store) -> (Option<Close>, Option<Close>) {
    let mut pair = Pair::with(1, hub, node, Config::new("test"));
    pair.run(1_000);
    (pair.hub.closed().cloned(), pair.node.closed().cloned())
}

/// A hub and a node that have met and exchanged `units` entries.
fn acquainted(units: u64) -> (Store, Store) {
    let mut pair = Pair::new(1);
    for number in 0..units {
        pair.node.store.receive(number, 10);
        pair.node.store.write(number);
        pair.hub.store.receive(number, 1);
    }
    pair.run(5_000);
    pair.node.commit(pair.now);
    pair.hub.commit(pair.now);
    pair.run(5_000);
    pair.assert_converged();
    (pair.hub.store, pair.node.store)
}

#[test]
fn a_first_meeting_goes_up_and_says_with_whom() {
    let mut pair = Pair::new(1);
    pair.run(1_000);
    let up = pair.hub.seen.iter().find(|effect| matches!(effect, Effect::Up { .. })).cloned();
    let peer = pair.node.store.standing().position;
    assert_eq!(up, Some(Effect::Up { peer, agent: "test".into(), version: 4 }));
}

#[test]
fn no_version_in_common() {
    let mut pair = Pair::new(1);
    pair.node.config.versions = (5, 6);
    pair.node.session = Session::new(pair.node.config.clone(), pair.node.store.standing(), SiteId::HUB, Millis(0));
    pair.run(1_000);
    assert_eq!(pair.hub.closed(), Some(&Close::Version { min: 5, max: 6 }));
    assert_eq!(pair.node.closed(), Some(&Close::Version { min: 1, max: 4 }));
}

#[test]
fn another_warehouse() {
    let mut node = Store::new(1);
    node.stream.warehouse = WarehouseId::new("BRISTOL").unwrap();
    assert_eq!(meet(Store::new(0), node), (Some(Close::WrongWarehouse), Some(Close::WrongWarehouse)));
}

#[test]
fn another_site_than_the_certificate_names() {
    let (hub, _) = meet(Store::new(0), Store::new(2));
    assert!(matches!(hub, Some(Close::Violation(_))), "{hub:?}");
}

#[test]
fn a_node_restored_from_an_old_copy() {
    let (hub, _) = acquainted(5);
    let mut old = Store::new(1);
    old.receive(0, 10);
    assert_eq!(meet(hub, old), (Some(Close::PeerIsRewound), Some(Close::WeAreRewound)));
}

#[test]
fn another_store_that_claims_to_be_the_same_replica() {
    let (hub, _) = acquainted(5);
    let mut other = Store::new(1);
    other.id = 99;
    assert_eq!(meet(hub, other), (Some(Close::Fork), Some(Close::Fork)));
}

#[test]
fn a_hub_restored_from_an_old_copy() {
    let (_, node) = acquainted(5);
    assert_eq!(meet(Store::new(0), node), (Some(Close::WeAreRewound), Some(Close::PeerIsRewound)));
}

#[test]
fn a_clone_that_went_its_own_way() {
    let (hub, node) = acquainted(5);
    let mut clone = Store::new(1);
    clone.id = node.id;
    (0..8).for_each(|number| clone.receive(number, 11));
    clone.letters = node.letters.clone();
    let (at_hub, at_node) = meet(hub, clone);
    assert_eq!((at_hub, at_node), (Some(Close::Fork), Some(Close::Fork)));
}

#[test]
fn another_process_in_the_middle_of_a_session() {
    let mut pair = Pair::new(1);
    pair.run(500);
    pair.node.store.boot += 1;
    pair.node.commit(pair.now);
    pair.run(2_000);
    assert_eq!(pair.hub.closed(), Some(&Close::Fork));
}

#[test]
fn silence_ends_a_session() {
    let mut pair = Pair::new(1);
    pair.run(500);
    let due = pair.hub.session.poll_timeout().unwrap();
    assert!(due <= Millis(pair.now + 1_000));
    pair.hub.session.handle_timeout(Millis(pair.now + 5_000));
    assert!(pair.hub.session.is_closed());
    assert_eq!(pair.hub.session.poll_timeout(), None);
}

#[test]
fn a_farewell_is_heard() {
    let mut pair = Pair::new(1);
    pair.run(500);
    pair.node.session.close(Close::Goodbye, Millis(pair.now));
    pair.run(500);
    assert_eq!((pair.hub.closed(), pair.node.closed()), (Some(&Close::Goodbye), Some(&Close::Goodbye)));
    let last = pair.hub.session.poll_transmit(Lane::Control, &mut pair.hub.store, Millis(pair.now));
    assert_eq!(last, Ok(None));
}
