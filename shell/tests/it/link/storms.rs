//! Many nodes on one hub that goes away and comes back: all reconnect at once, and nothing they wrote is missing.

use std::sync::Arc;

use holdfast_crdt::WarehouseId;
use holdfast_shell::link::{HubLink, LinkDown, LinkEvent};
use holdfast_sync::Close;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::world::{Hub, Node, until};

const NODES: u64 = 200;
const STORMS: u64 = 3;
/// The hub takes 32 joins at once.
const JOINS_AT_ONCE: usize = 16;

struct Floor {
    warehouse: WarehouseId,
    node: Node,
}

impl Floor {
    /// One more row change, log entry and letter here, and a row change for it at the hub.
    fn work(&self, hub: &Hub) {
        self.node.store.receive(&self.warehouse, "MUG", 1);
        self.node.store.write_letter(&self.warehouse);
        hub.store.receive(&self.warehouse, "PLATE", 2);
    }

    /// What was done `times` is there, once.
    fn has_arrived(&self, hub: &Hub, times: u64) -> bool {
        let warehouse = &self.warehouse;
        hub.store.available(warehouse, "MUG") == times
            && hub.store.heard(warehouse).entries == times
            && hub.store.letters_received(warehouse).into_iter().eq(1..=times)
            && self.node.store.available(warehouse, "PLATE") == 2 * times
            && self.node.store.heard(warehouse).entries == times
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_nodes_come_back_through_storm_after_storm() {
    let mut hub = Hub::start();
    let floors = join_all(&hub).await;
    work_and_settle(&hub, &floors, 1).await;
    for storm in 1..=STORMS {
        // Half of the work is done just before the hub goes, half while it is gone.
        let (before, after) = floors.split_at(floors.len() / 2);
        before.iter().for_each(|floor| floor.work(&hub));
        hub = match storm % 2 {
            0 => hub.again(HubLink::shut_down).await,
            _ => hub.again(|link| async { drop(link) }).await,
        };
        after.iter().for_each(|floor| floor.work(&hub));
        all_are_back(&hub, &floors, storm).await;
        settle(&hub, &floors, storm + 1).await;
    }
    floors.iter().for_each(nothing_but_the_storms_ended_a_session);
    let diverged = |(_, event): &(_, LinkEvent)| matches!(event, LinkEvent::Diverged { .. });
    assert!(!hub.store.events().iter().any(diverged));
}

async fn join_all(hub: &Hub) -> Vec<Floor> {
    let at_once = Arc::new(Semaphore::new(JOINS_AT_ONCE));
    let mut joins = JoinSet::new();
    for number in 0..NODES {
        let warehouse = WarehouseId::new(&format!("W{number:03}")).unwrap();
        let (address, token) = (hub.address(), hub.token(&warehouse, 1));
        let at_once = at_once.clone();
        joins.spawn(async move {
            let _one = at_once.acquire().await.unwrap();
            let enrolment = holdfast_shell::link::join(&address, &token).await.unwrap().enrolment;
            let node = Node::start(&address, enrolment, 100 + u128::from(number));
            Floor { warehouse, node }
        });
    }
    joins.join_all().await
}

async fn work_and_settle(hub: &Hub, floors: &[Floor], times: u64) {
    floors.iter().for_each(|floor| floor.work(hub));
    settle(hub, floors, times).await;
}

async fn settle(hub: &Hub, floors: &[Floor], times: u64) {
    for floor in floors {
        until("what was written on both sides arrived", || floor.has_arrived(hub, times)).await;
    }
}

async fn all_are_back(hub: &Hub, floors: &[Floor], storm: u64) {
    until("the hub has a session with each", || hub.link.live().len() == floors.len()).await;
    for Floor { warehouse, node } in floors {
        until("the node found it again", || node.store.ups() as u64 > storm && node.store.is_up(warehouse)).await;
    }
}

/// A machine that is slow may find a peer silent; whatever else ends a session here is a defect.
fn nothing_but_the_storms_ended_a_session(floor: &Floor) {
    for why in floor.node.store.downs() {
        let is_storm = matches!(
            why,
            LinkDown::Ended(Close::Goodbye | Close::Silent(_)) | LinkDown::Lost(_) | LinkDown::Unreachable(_)
        );
        assert!(is_storm, "{}: {why:?}", floor.warehouse);
    }
    let diverged = |(_, event): &(_, LinkEvent)| matches!(event, LinkEvent::Diverged { .. });
    assert!(!floor.node.store.events().iter().any(diverged));
}
