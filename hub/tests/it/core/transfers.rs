//! Transfers: committed where they are, in transit, available where they are put away; incoming tells what is due.

use holdfast_crdt::TransferId;
use holdfast_hub::core::place::PlaceRefusal;
use holdfast_hub::core::transfer::TransferState;
use holdfast_hub::core::world::Place;

use super::scene::{Scene, at, sku};

fn incoming(scene: &Scene, place: &str, name: &str) -> u64 {
    scene.world.incoming.get(&(at(place), sku(name))).copied().unwrap_or(0)
}

fn state(scene: &Scene, id: TransferId) -> TransferState {
    scene.world.transfers.get(id).unwrap().state
}

/// (state, committed at the sender, due at the receiver, on hand at the receiver)
fn stand(scene: &Scene, id: TransferId, to: &str) -> (TransferState, u64, u64, u64) {
    (
        state(scene, id),
        scene.cell("LEEDS", "CUP").committed(),
        incoming(scene, to, "CUP"),
        scene.cell(to, "CUP").on_hand(),
    )
}

fn stocked() -> Scene {
    let mut scene = Scene::new(5);
    scene.floor_stock("LEEDS", "CUP", 10, 8);
    scene
}

fn ship(scene: &mut Scene, place: &str) {
    let open: Vec<_> =
        scene.floor(place).tasks.iter().filter(|(_, work)| !work.lines.is_empty()).map(|(id, _)| *id).collect();
    open.into_iter().for_each(|task| scene.floor(place).ship(task));
    scene.exchange();
}

#[test]
fn goods_travel_between_two_floors() {
    let mut scene = stocked();
    scene.set_online("LEEDS", false);
    let id = scene.transfer("LEEDS", "LYON", &[("CUP", 2), ("CUP", 4)]).unwrap();
    assert_eq!(stand(&scene, id, "LYON"), (TransferState::Allocated, 6, 6, 0));
    scene.set_online("LEEDS", true);
    scene.release("LEEDS");
    scene.exchange();
    assert_eq!(stand(&scene, id, "LYON"), (TransferState::Released, 6, 6, 0));
    ship(&mut scene, "LEEDS");
    assert_eq!(stand(&scene, id, "LYON"), (TransferState::InTransit, 0, 6, 0));
    ship(&mut scene, "LYON");
    assert_eq!(stand(&scene, id, "LYON"), (TransferState::Received, 0, 0, 6));
    assert!(scene.world.incoming.is_empty());
}

#[test]
fn a_warehouse_without_a_floor_receives_on_the_hubs_row() {
    let mut scene = stocked();
    let id = scene.transfer("LEEDS", "DEPOT", &[("CUP", 6)]).unwrap();
    scene.exchange();
    ship(&mut scene, "LEEDS");
    assert_eq!(stand(&scene, id, "DEPOT"), (TransferState::Received, 0, 0, 6));
    assert_eq!(scene.world.desk.rights(&at("DEPOT"), &sku("CUP")), 6);
}

#[test]
fn what_the_sender_or_the_way_lost_is_not_due() {
    let mut scene = stocked();
    let id = scene.transfer("LEEDS", "LYON", &[("CUP", 6)]).unwrap();
    scene.exchange();
    let task = *scene.floor("LEEDS").tasks.keys().next().unwrap();
    scene.floor("LEEDS").short(task, 0, 2);
    scene.exchange();
    assert_eq!(stand(&scene, id, "LYON"), (TransferState::Released, 4, 4, 0));
    ship(&mut scene, "LEEDS");
    let task = *scene.floor("LYON").tasks.keys().next().unwrap();
    scene.floor("LYON").short(task, 0, 1);
    scene.exchange();
    assert_eq!(stand(&scene, id, "LYON"), (TransferState::InTransit, 0, 3, 0));
    ship(&mut scene, "LYON");
    assert_eq!(stand(&scene, id, "LYON"), (TransferState::Received, 0, 0, 3));
}

#[test]
fn a_transfer_that_loses_everything_ends() {
    for (place, ended) in [("LEEDS", TransferState::Canceled), ("LYON", TransferState::Received)] {
        let mut scene = stocked();
        let id = scene.transfer("LEEDS", "LYON", &[("CUP", 6)]).unwrap();
        scene.exchange();
        if place == "LYON" {
            ship(&mut scene, "LEEDS");
        }
        let task = *scene.floor(place).tasks.keys().next().unwrap();
        scene.floor(place).short(task, 0, 6);
        scene.exchange();
        assert_eq!(stand(&scene, id, "LYON"), (ended, 0, 0, 0));
    }
}

#[test]
fn all_or_nothing_and_the_reason_told_apart() {
    for (units, held) in [(9, true), (11, false)] {
        let mut scene = stocked();
        let refused = scene.transfer("LEEDS", "LYON", &[("CUP", units)]).unwrap_err();
        assert_eq!(matches!(refused, PlaceRefusal::Held(_)), held);
        assert_eq!(matches!(refused, PlaceRefusal::Insufficient(_)), !held);
        assert_eq!((scene.cell("LEEDS", "CUP").committed(), incoming(&scene, "LYON", "CUP")), (0, 0));
        assert!(scene.world.transfers.iter().next().is_none());
    }
}

#[test]
fn nothing_is_promised_to_or_from_a_warehouse_that_is_closed() {
    let close: [fn(&mut Place); 2] = [|place| place.fenced = true, |place| place.unmet = true];
    for close in close {
        for (closed, from, to) in [("LEEDS", "LEEDS", "LYON"), ("LYON", "LEEDS", "LYON")] {
            let mut scene = stocked();
            close(scene.world.places.get_mut(&at(closed)).unwrap());
            assert_eq!(scene.transfer(from, to, &[("CUP", 1)]), Err(PlaceRefusal::Fenced(at(closed))));
            assert_eq!(scene.cell("LEEDS", "CUP").committed(), 0);
        }
    }
}
