//! Joining, renewing, and who is let in.

use std::sync::Arc;
use std::time::Duration;

use holdfast_shell::clock::now;
use holdfast_shell::link::{Authority, Enrolment, JoinError, JoinRefusal, LinkDown, Refusal, join, renew};

use super::intruders::Raw;
use super::world::{Hub, Node, leeds, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_works_once() {
    let hub = Hub::start();
    let token = hub.token(&leeds(), 3);
    let enrolment = join(&hub.address(), &token).await.unwrap().enrolment;
    assert_eq!((enrolment.warehouse.as_str(), enrolment.site.0), ("LEEDS", 3));
    assert_eq!(Enrolment::from_pem(&enrolment.to_pem()).unwrap(), enrolment);
    let serial = enrolment.identity().unwrap().serial;
    assert!(hub.registrar.issued.lock().unwrap().iter().any(|issued| issued.identity.serial == serial));

    let again = join(&hub.address(), &token).await;
    assert!(matches!(again, Err(JoinError::Refused(JoinRefusal::UsedToken))), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_nobody_made_is_refused() {
    let hub = Hub::start();
    let answer = join(&hub.address(), &hub.authority.new_token()).await;
    assert!(matches!(answer, Err(JoinError::Refused(JoinRefusal::UnknownToken))), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_one_hub_is_not_shown_to_another() {
    let (hub, other) = (Hub::start(), Hub::start());
    let token = hub.token(&leeds(), 1);
    let answer = join(&other.address(), &token).await;
    assert!(matches!(answer, Err(JoinError::Unreachable { .. })), "{answer:?}");
    join(&hub.address(), &token).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_side_takes_a_peer_of_another_authority() {
    let (hub, other) = (Hub::start(), Hub::start());
    let enrolment = hub.enrol(&leeds(), 1).await;
    let node = Node::start(&other.address(), enrolment.clone(), 1);
    until("the node does not take the hub", || matches!(node.store.downs().first(), Some(LinkDown::Unreachable(_))))
        .await;

    // A node that would take any hub is not taken by it.
    let foreign = Enrolment { ca_pem: other.authority.ca_pem().to_owned(), ..enrolment };
    let node = Node::start(&other.address(), foreign, 1);
    until("the hub does not take the node", || node.store.downs().len() > 1).await;
    assert_eq!((node.store.ups(), other.store.ups()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_recorded_is_not_let_in() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 1).await;
    hub.registrar.issued.lock().unwrap().clear();
    let node = Node::start(&hub.address(), enrolment, 1);
    until("the node is told", || node.store.downs().contains(&LinkDown::Refused(Refusal::Unknown))).await;
}

/// Two hubs of one authority: the first issues certificates that lapse as they are made.
pub async fn lapsed() -> (Hub, Enrolment) {
    let first = Hub::start();
    let brief = Authority::load(first.authority.ca_pem(), first.authority.key_pem()).unwrap();
    let brief = Hub::with(Arc::new(brief.with_node_life(Duration::ZERO)), first.registrar.clone());
    let enrolment = brief.enrol(&leeds(), 1).await;
    let identity = enrolment.identity().unwrap();
    while !identity.is_lapsed(now()) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    (first, enrolment)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lapsed_certificate_may_renew_and_not_sync() {
    let (hub, enrolment) = lapsed().await;
    let raw = Raw::connect(hub.link.local_addr(), &enrolment).await;
    assert!(raw.closed_with().await.contains("lapsed"));

    let renewed = renew(&hub.address(), &enrolment).await.unwrap();
    assert_ne!(renewed.key_pem, enrolment.key_pem);
    let replaced = enrolment.identity().unwrap().serial;
    assert_eq!(hub.registrar.issued.lock().unwrap().last().unwrap().renews.as_ref(), Some(&replaced));
    Node::start(&hub.address(), renewed, 1).is_up(&leeds()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uplink_renews_by_itself_and_keeps_what_it_got() {
    let (hub, enrolment) = lapsed().await;
    let node = Node::start(&hub.address(), enrolment.clone(), 1);
    node.is_up(&leeds()).await;
    let kept = node.kept.lock().unwrap();
    assert_eq!(kept.len(), 1);
    assert_ne!(kept[0].cert_pem, enrolment.cert_pem);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_identity_does_not_renew() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 1).await;
    hub.registrar.refused.lock().unwrap().insert(leeds(), Refusal::Revoked);
    let answer = renew(&hub.address(), &enrolment).await;
    let expected = JoinRefusal::Refused(Refusal::Revoked);
    assert!(matches!(&answer, Err(JoinError::Refused(refusal)) if *refusal == expected), "{answer:?}");
}
