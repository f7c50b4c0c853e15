//! Sessions between hub and nodes: what flows, and how they end.

use holdfast_shell::link::{LinkDown, LinkEvent, Refusal};
use holdfast_sync::Close;

use super::relay::Relay;
use super::world::{Hub, Node, leeds, until, york};

#[tokio::test(flavor = "multi_thread")]
async fn rows_letters_and_entries_flow_both_ways() {
    let hub = Hub::start();
    let node = Node::up(&hub, &leeds(), 1).await;
    for units in 1..=50 {
        node.store.receive(&leeds(), "MUG", units);
    }
    hub.store.receive(&leeds(), "PLATE", 7);
    node.store.write_letter(&leeds());
    node.store.write_letter(&leeds());

    until("the hub has the mugs", || hub.store.available(&leeds(), "MUG") == 1275).await;
    until("the node has the plates", || node.store.available(&leeds(), "PLATE") == 7).await;
    until("the hub has the log", || hub.store.heard(&leeds()).entries == 50).await;
    until("the hub has the letters", || hub.store.letters_received(&leeds()) == [1, 2]).await;
    until("the node knows that the hub holds all", || {
        let holds = |(_, event): &(_, LinkEvent)| {
            matches!(event, LinkEvent::PeerHolds { rows: 50, letters: 2, entries: 50, .. })
        };
        node.store.events().iter().any(holds)
    })
    .await;
    let diverged = |(_, event): &(_, LinkEvent)| matches!(event, LinkEvent::Diverged { .. });
    assert!(!hub.store.events().iter().chain(node.store.events().iter()).any(diverged));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_arrives_whole_and_cells_need_not_wait_for_it() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 1).await;
    let node = Node::start(&hub.address(), enrolment, 5);
    for number in 0..20_000 {
        node.store.receive(&leeds(), &format!("SKU-{}", number % 700), 1);
    }
    let cells = |units: u64| (0..700).all(|number| hub.store.available(&leeds(), &format!("SKU-{number}")) >= units);
    until("the cells came over", || cells(28)).await;
    until("the history came over", || hub.store.heard(&leeds()).entries == 20_000).await;
    assert_eq!((node.store.ups(), node.store.downs()), (1, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_while_the_link_was_down_comes_over_when_it_is_up_again() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 1).await;
    let relay = Relay::start(hub.link.local_addr()).await;
    let node = Node::start(&relay.address(), enrolment, 5);
    node.is_up(&leeds()).await;
    relay.cut(true);
    until("the node finds the hub silent", || !node.store.is_up(&leeds())).await;
    until("the hub finds the node silent", || !hub.store.is_up(&leeds())).await;
    assert!(matches!(hub.store.downs()[..], [LinkDown::Ended(Close::Silent(_))]));
    node.store.receive(&leeds(), "MUG", 3);
    node.store.write_letter(&leeds());
    relay.cut(false);
    until("the mugs came over", || hub.store.available(&leeds(), "MUG") == 3).await;
    until("the letter came over", || hub.store.letters_received(&leeds()) == [1]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_moves_with_its_node_to_another_address() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 1).await;
    let relay = Relay::start(hub.link.local_addr()).await;
    let node = Node::start(&relay.address(), enrolment, 5);
    node.is_up(&leeds()).await;
    relay.rebind().await;
    node.store.receive(&leeds(), "MUG", 3);
    until("the mugs came over", || hub.store.available(&leeds(), "MUG") == 3).await;
    assert_eq!((hub.store.ups(), hub.store.downs()), (1, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_was_killed_and_started_again_says_so_at_once() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 1).await;
    let relay = Relay::start(hub.link.local_addr()).await;
    let node = Node::start(&relay.address(), enrolment, 5);
    node.is_up(&leeds()).await;
    let reborn = Hub::with(hub.authority.clone(), hub.registrar.clone());
    relay.retarget(reborn.link.local_addr());
    until("the new life has the node", || reborn.store.is_up(&leeds())).await;
    assert_eq!(node.store.downs(), [LinkDown::Lost("reset by peer".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_are_asked_for_granted_and_travel_as_rows() {
    let hub = Hub::start();
    let node = Node::up(&hub, &leeds(), 1).await;
    node.store.receive(&leeds(), "MUG", 10);
    until("the hub has the mugs", || hub.store.available(&leeds(), "MUG") == 10).await;
    assert_eq!(hub.store.rights(&leeds(), "MUG"), 0);
    assert!(hub.store.ask_rights("MUG", 8));
    until("the hub holds the rights", || hub.store.rights(&leeds(), "MUG") == 8).await;
    until("the hub has the answer", || {
        hub.store.events().iter().any(|(_, event)| matches!(event, LinkEvent::RightsAnswered(_)))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_stops_says_goodbye() {
    let hub = Hub::start();
    let node = Node::up(&hub, &leeds(), 1).await;
    node.uplink.stop().await;
    until("the hub finds the node gone", || !hub.store.is_up(&leeds())).await;
    assert_eq!(hub.store.downs(), [LinkDown::Ended(Close::Goodbye)]);
    assert_eq!(node.store.downs(), [LinkDown::Ended(Close::Goodbye)]);
    until("its place is free", || hub.link.live().is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_stops_says_goodbye_to_all() {
    let hub = Hub::start();
    let nodes = [Node::up(&hub, &leeds(), 1).await, Node::up(&hub, &york(), 1).await];
    hub.link.shut_down().await;
    for node in nodes {
        until("the node hears it", || node.store.downs().first() == Some(&LinkDown::Ended(Close::Goodbye))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_by_another_process_ends_a_live_session_and_keeps_it_out() {
    let hub = Hub::start();
    let node = Node::up(&hub, &leeds(), 1).await;
    let other = Node::up(&hub, &york(), 1).await;
    hub.registrar.refused.lock().unwrap().insert(leeds(), Refusal::Revoked);
    let revoked = LinkDown::Refused(Refusal::Revoked);
    until("the node knows why", || node.store.downs().contains(&revoked)).await;
    until("the hub says why", || hub.store.downs() == [revoked.clone()]).await;
    until("the node was turned away at the door", || node.store.downs().len() >= 2).await;
    assert_eq!(hub.store.ups(), 2);
    assert!(other.store.is_up(&york()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fence_takes_effect_at_once_and_can_be_lifted() {
    let hub = Hub::start();
    let node = Node::up(&hub, &leeds(), 1).await;
    hub.registrar.refused.lock().unwrap().insert(leeds(), Refusal::Fenced);
    hub.link.disconnect(&leeds(), Refusal::Fenced);
    until("the node knows why", || node.store.downs().contains(&LinkDown::Refused(Refusal::Fenced))).await;
    hub.registrar.refused.lock().unwrap().clear();
    until("it is back", || node.store.is_up(&leeds())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloned_disk_shows_as_a_fork() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 1).await;
    let first = Node::start(&hub.address(), enrolment.clone(), 1);
    first.is_up(&leeds()).await;
    let second = Node::start(&hub.address(), enrolment, 2);
    until("the hub sees both", || hub.store.downs().contains(&LinkDown::Ended(Close::Fork))).await;
    until("a node is told", || {
        [&first, &second].iter().any(|node| node.store.downs().contains(&LinkDown::Ended(Close::Fork)))
    })
    .await;
}
