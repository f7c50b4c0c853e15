//! What a hostile or broken peer sends costs that peer only.

use std::net::SocketAddr;
use std::sync::Arc;

use holdfast_shell::link::{Enrolment, LinkDown};
use holdfast_sync::Close;
use quinn::crypto::rustls::QuicClientConfig;
use quinn::{Connection, Endpoint, RecvStream, SendStream};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use super::world::{Hub, Node, leeds, until, york};

/// A client with a genuine certificate, or none, and no manners.
pub struct Raw {
    _endpoint: Endpoint,
    connection: Connection,
    lanes: Vec<(SendStream, RecvStream)>,
}

impl Raw {
    pub async fn connect(hub: SocketAddr, enrolment: &Enrolment) -> Self {
        Self::with(hub, enrolment, true).await
    }

    async fn with(hub: SocketAddr, enrolment: &Enrolment, shows_certificate: bool) -> Self {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(enrolment.ca_pem.as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = rustls::ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_root_certificates(roots);
        let certificate = CertificateDer::from_pem_slice(enrolment.cert_pem.as_bytes()).unwrap();
        let key = PrivateKeyDer::from_pem_slice(enrolment.key_pem.as_bytes()).unwrap();
        let mut tls = if shows_certificate {
            builder.with_client_auth_cert(vec![certificate], key).unwrap()
        } else {
            builder.with_no_client_auth()
        };
        tls.alpn_protocols = vec![b"holdfast/1".to_vec()];
        let config = quinn::ClientConfig::new(Arc::new(QuicClientConfig::try_from(tls).unwrap()));
        let endpoint = Endpoint::client("127.0.0.1:0".parse().unwrap()).unwrap();
        let connection = endpoint.connect_with(config, hub, "holdfast-hub").unwrap().await.unwrap();
        Self { _endpoint: endpoint, connection, lanes: Vec::new() }
    }

    async fn open(mut self, numbers: impl IntoIterator<Item = u8>) -> Self {
        for number in numbers {
            let Ok((mut send, recv)) = self.connection.open_bi().await else { break };
            let _ = send.write_all(&[number]).await;
            self.lanes.push((send, recv));
        }
        self
    }

    pub async fn closed_with(&self) -> String {
        self.connection.closed().await.to_string()
    }
}

async fn hub_with_york_up() -> (Hub, Node, Enrolment) {
    let hub = Hub::start();
    let york = Node::up(&hub, &york(), 1).await;
    let leeds = hub.enrol(&leeds(), 1).await;
    (hub, york, leeds)
}

async fn still_works(hub: &Hub, node: &Node) {
    node.store.receive(&york(), "MUG", 5);
    until("the mugs came over", || hub.store.available(&york(), "MUG") == 5).await;
    assert_eq!(node.store.ups(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_of_garbage_ends_that_session_alone() {
    let (hub, node, enrolment) = hub_with_york_up().await;
    for lane in 0..5 {
        let mut raw = Raw::connect(hub.link.local_addr(), &enrolment).await.open(0..5).await;
        let frame = [&7_u32.to_le_bytes()[..], &[0xff; 7]].concat();
        // The control lane must be greeted first; garbage before that is held, then found out, or found silent.
        let _ = raw.lanes[lane].0.write_all(&frame).await;
        let _ = raw.lanes[0].0.write_all(&frame).await;
        let why = raw.closed_with().await;
        assert!(why.contains("closed by peer"), "{why}");
    }
    let ended = |why: &LinkDown| matches!(why, LinkDown::Ended(Close::Violation(_)));
    until("each was found out", || hub.store.downs().iter().filter(|why| ended(why)).count() == 5).await;
    still_works(&hub, &node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_too_long_is_not_even_awaited() {
    let (hub, node, enrolment) = hub_with_york_up().await;
    let mut raw = Raw::connect(hub.link.local_addr(), &enrolment).await.open(0..5).await;
    raw.lanes[4].0.write_all(&u32::MAX.to_le_bytes()).await.unwrap();
    let why = raw.closed_with().await;
    assert!(why.contains("4294967295 bytes"), "{why}");
    still_works(&hub, &node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lanes_that_do_not_exist_or_exist_twice_are_refused() {
    let (hub, node, enrolment) = hub_with_york_up().await;
    for (numbers, why) in [(vec![0, 9], "no lane 9"), (vec![0, 1, 1], "opened twice")] {
        let raw = Raw::connect(hub.link.local_addr(), &enrolment).await.open(numbers).await;
        let told = raw.closed_with().await;
        assert!(told.contains(why), "{told}");
    }
    still_works(&hub, &node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_a_session_without_a_certificate() {
    let (hub, node, enrolment) = hub_with_york_up().await;
    let raw = Raw::with(hub.link.local_addr(), &enrolment, false).await;
    assert!(raw.closed_with().await.contains("no certificate"));
    still_works(&hub, &node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_on_the_port_harms_nobody() {
    let (hub, node, _) = hub_with_york_up().await;
    let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    for size in [0, 1, 20, 1199, 1200, 1500, 9000] {
        for first in [0x00, 0x40, 0xc0, 0xc3, 0xff] {
            let mut noise = vec![0x5a; size];
            noise.iter_mut().zip([first, 0, 0, 0, 1, 8]).for_each(|(byte, shaped)| *byte = shaped);
            socket.send_to(&noise, hub.link.local_addr()).await.unwrap();
        }
    }
    still_works(&hub, &node).await;
}
