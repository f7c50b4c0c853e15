//! The facts that a bounded counter must show, one by one.

use holdfast_crdt::{Account, Cell, Deed, PostError, SiteId};

use crate::world::World;

#[test]
fn ten_here_and_five_there_are_rights_ten_and_five_and_a_value_of_fifteen() {
    let mut world = World::new(2);
    world.receive(0, 10).unwrap();
    world.receive(1, 5).unwrap();
    world.tell(0, 1);
    world.tell(1, 0);
    assert_eq!((world.rights(0), world.rights(1)), (10, 5));
    assert_eq!(world.parties[0].cell.available(), 15);
    assert_eq!(world.parties[0].cell, world.parties[1].cell);
}

#[test]
fn a_replica_never_seen_has_nothing() {
    let mut world = World::new(2);
    world.receive(0, 10).unwrap();
    assert_eq!(world.parties[0].cell.rights(SiteId(7)), 0);
    assert_eq!(Cell::default().rights(SiteId(0)), 0);
}

#[test]
fn received_rights_can_be_spent() {
    let mut world = World::new(2);
    world.receive(0, 10).unwrap();
    world.grant(0, 1, 6).unwrap();
    assert!(world.spend(1, 6).is_err(), "a grant that was not seen is no right yet");
    world.tell(0, 1);
    world.spend(1, 6).unwrap();
    world.tell(1, 0);
    assert_eq!(world.parties[0].cell.available(), 4);
    assert_eq!(world.parties[0].cell.committed(), 6);
}

#[test]
fn a_spend_beyond_own_rights_is_refused_though_the_value_would_allow_it() {
    let mut world = World::new(2);
    world.receive(0, 10).unwrap();
    world.receive(1, 5).unwrap();
    world.tell(0, 1);
    let refused = world.spend(1, 6).unwrap_err();
    assert_eq!(refused, PostError::BeyondRights { wanted: 6, rights: 5, available: 15 });
    assert_eq!(world.parties[1].cell.available(), 15);
}

#[test]
fn what_was_granted_may_be_granted_back_but_not_twice() {
    let mut world = World::new(2);
    world.receive(0, 10).unwrap();
    world.grant(0, 1, 6).unwrap();
    assert!(world.grant(0, 1, 5).is_err());
    world.tell(0, 1);
    world.grant(1, 0, 5).unwrap();
    world.tell(1, 0);
    assert_eq!((world.rights(0), world.rights(1)), (9, 1));
}

#[test]
fn a_grant_to_oneself_mints_nothing() {
    let mut world = World::new(2);
    world.receive(0, 10).unwrap();
    assert_eq!(world.grant(0, 0, 5), Err(PostError::GrantToSelf));
    assert_eq!(world.rights(0), 10);
}

#[test]
fn a_refused_deed_changes_nothing() {
    let mut world = World::new(1);
    world.receive(0, 3).unwrap();
    let (cell, stream) = (world.parties[0].cell.clone(), world.parties[0].stream.clone());
    assert!(world.spend(0, 4).is_err());
    assert!(world.post(0, Deed::Move { from: Account::Damaged, to: Account::Available }, 1).is_err());
    assert!(world.post(0, Deed::Move { from: Account::Supplier, to: Account::Loss }, 1).is_err());
    assert_eq!((cell, stream), (world.parties[0].cell.clone(), world.parties[0].stream.clone()));
}

#[test]
fn one_damaged_unit_comes_back_once_though_both_sides_know_of_it() {
    let mut world = World::new(2);
    world.receive(0, 10).unwrap();
    world.post(0, Deed::Move { from: Account::Available, to: Account::Damaged }, 1).unwrap();
    world.tell(0, 1);
    let back = Deed::Move { from: Account::Damaged, to: Account::Available };
    let refused = PostError::BeyondPart { account: Account::Damaged, wanted: 1, held: 1, part: 0 };
    assert_eq!(world.post(1, back, 1), Err(refused));
    world.post(0, back, 1).unwrap();
    assert_eq!(world.truth().on_hand(), 10);
}

#[test]
fn on_hand_has_a_ceiling() {
    let mut world = World::new(1);
    world.receive(0, 1_000_000_000).unwrap();
    assert_eq!(world.receive(0, 1), Err(PostError::TooMany));
}

#[test]
fn an_altered_entry_breaks_the_chain() {
    let mut world = World::new(1);
    world.receive(0, 10).unwrap();
    world.spend(0, 4).unwrap();
    let party = &world.parties[0];
    let chain = |bytes: Vec<Vec<u8>>| {
        bytes.iter().fold([0; 32], |head, bytes| {
            holdfast_crdt::Entry::chain(&head, &party.stream.warehouse, party.stream.replica, bytes)
        })
    };
    let mut bytes: Vec<Vec<u8>> = party.log.iter().map(|entry| entry.to_bytes()).collect();
    assert_eq!(chain(bytes.clone()), party.stream.head);
    bytes[0][3] ^= 1;
    assert_ne!(chain(bytes), party.stream.head);
}
