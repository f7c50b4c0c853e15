//! A node's certificate for HTTPS: who gets one, for which names, and what clients make of it over a real listener.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::routing::get;
use axum::{Extension, Router};
use holdfast_crdt::Millis;
use holdfast_shell::clock::now;
use holdfast_shell::http::serve::{OverTls, listen, serve_tls};
use holdfast_shell::http::tls::{Certificates, Tls};
use holdfast_shell::link::{HostNames, JoinError, JoinRefusal, Refusal, ServingIdentity, certify};
use holdfast_shell::shutdown::Shutdown;
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::identity::lapsed;
use super::world::{Hub, leeds};

fn names(texts: &[&str]) -> HostNames {
    HostNames::new(texts.iter().map(|text| text.parse().unwrap())).unwrap()
}

/// A server that says whether a request came over TLS.
struct Site {
    address: SocketAddr,
    certificates: Certificates,
    shutdown: Shutdown,
}

impl Site {
    fn start() -> Self {
        let (certificates, shutdown) = (Certificates::default(), Shutdown::new());
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let said = async |over: Option<Extension<OverTls>>| if over.is_some() { "over TLS" } else { "in the clear" };
        let router = Router::new().route("/", get(said));
        tokio::spawn(serve_tls(listener, Tls::new(certificates.clone()).unwrap(), router, shutdown.clone()));
        Self { address, certificates, shutdown }
    }

    /// What a client gets that trusts this root and looks for this name.
    async fn asked_by(
        &self,
        root: &str,
        name: &str,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Result<String, String> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let socket = TcpStream::connect(self.address).await.map_err(|error| error.to_string())?;
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let connecting = TlsConnector::from(Arc::new(config)).connect(name, socket);
        let mut line = connecting.await.map_err(|error| error.to_string())?;
        line.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut told = String::new();
        line.read_to_string(&mut told).await.map_err(|error| error.to_string())?;
        Ok(told)
    }

    async fn told(&self, root: &str, name: &str) -> Result<String, String> {
        self.asked_by(root, name, rustls::DEFAULT_VERSIONS).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_trusts_the_root_finds_the_node_under_its_names_alone() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 3).await;
    let site = Site::start();
    assert!(site.told(&enrolment.ca_pem, "localhost").await.is_err(), "there is nothing to show yet");

    let signed = certify(&hub.address(), &enrolment, &names(&["localhost", "127.0.0.1"])).await.unwrap();
    site.certificates.show(signed.certified().unwrap());
    for name in ["localhost", "127.0.0.1"] {
        for version in [&[&rustls::version::TLS13], &[&rustls::version::TLS12]] {
            let told = site.asked_by(&enrolment.ca_pem, name, version).await.unwrap();
            assert!(told.starts_with("HTTP/1.1 200") && told.ends_with("over TLS"), "{told}");
        }
    }
    for other in ["leeds.local", "10.0.0.5"] {
        let refused = site.told(&enrolment.ca_pem, other).await.unwrap_err();
        assert!(refused.contains("not valid for name"), "{refused}");
    }
    let stranger = Hub::start();
    let refused = site.told(stranger.authority.ca_pem(), "localhost").await.unwrap_err();
    assert!(refused.contains("invalid peer certificate"), "{refused}");

    // another takes its place while the server runs
    let renamed = certify(&hub.address(), &enrolment, &names(&["leeds.local"])).await.unwrap();
    site.certificates.show(renamed.certified().unwrap());
    assert!(site.told(&enrolment.ca_pem, "leeds.local").await.is_ok());
    assert!(site.told(&enrolment.ca_pem, "localhost").await.is_err());
    site.shutdown.trigger();
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_on_the_secure_port_costs_its_sender_only() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 3).await;
    let site = Site::start();
    let signed = certify(&hub.address(), &enrolment, &names(&["localhost"])).await.unwrap();
    site.certificates.show(signed.certified().unwrap());
    let _silent = TcpStream::connect(site.address).await.unwrap();
    for noise in [&b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"[..], &[0x16, 3, 1, 0xff, 0xff], &[0; 2_000]] {
        let mut line = TcpStream::connect(site.address).await.unwrap();
        let _ = line.write_all(noise).await;
        let _ = line.shutdown().await;
        let mut told = Vec::new();
        let _ = line.read_to_end(&mut told).await;
        assert!(!told.starts_with(b"HTTP"), "{told:?}");
    }
    assert!(site.told(&enrolment.ca_pem, "localhost").await.is_ok());
    site.shutdown.trigger();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_recorded_and_kept_and_due_in_time() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 3).await;
    let wanted = names(&["leeds.local", "10.0.0.5"]);
    let signed = certify(&hub.address(), &enrolment, &wanted).await.unwrap();
    let recorded = hub.registrar.issued.lock().unwrap().last().unwrap().identity.clone();
    assert_eq!((recorded.warehouse, recorded.site.0, recorded.not_after), (leeds(), 3, signed.not_after()));
    assert_eq!(ServingIdentity::from_pem(&signed.to_pem()).unwrap(), signed);
    assert!(!format!("{signed:?}").contains("PRIVATE KEY"));

    let at = now();
    let days = |days: u64| Millis(at.0 + days * 24 * 3_600_000);
    let ca = enrolment.ca_pem.as_str();
    assert!(!signed.is_due(&wanted, ca, at) && !signed.is_due(&wanted, ca, days(58)));
    assert!(signed.is_due(&wanted, ca, days(61)) && signed.is_due(&wanted, ca, days(200)));
    assert!(signed.is_due(&names(&["leeds.local"]), ca, at) && signed.is_due(&wanted, "another root", at));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_not_the_nodes_to_bear_are_refused() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 3).await;
    for public in ["bank.example", "8.8.8.8"] {
        let answer = certify(&hub.address(), &enrolment, &names(&["localhost", public])).await;
        let Err(JoinError::Refused(JoinRefusal::Unservable(why))) = answer else { panic!("{answer:?}") };
        assert!(why.contains(public) && why.contains("--node-domain"), "{why}");
    }
    assert_eq!(hub.registrar.issued.lock().unwrap().len(), 1, "the node's own, of its joining");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_renew_gets_no_certificate_for_https() {
    let hub = Hub::start();
    let enrolment = hub.enrol(&leeds(), 3).await;
    hub.registrar.refused.lock().unwrap().insert(leeds(), Refusal::Revoked);
    let wanted = names(&["localhost"]);
    let refused = |answer: Result<ServingIdentity, JoinError>| match answer {
        Err(JoinError::Refused(JoinRefusal::Refused(refusal))) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(certify(&hub.address(), &enrolment, &wanted).await), Refusal::Revoked);
    let (hub, enrolment) = lapsed().await;
    assert_eq!(refused(certify(&hub.address(), &enrolment, &wanted).await), Refusal::Lapsed);
}
