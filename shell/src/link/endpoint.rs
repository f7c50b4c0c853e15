//! QUIC endpoints: TLS 1.3 only, one protocol name for sessions and one for joining and renewing.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;

use holdfast_crdt::Millis;
use holdfast_sync::limits::SEND_WINDOW_BYTES;
use quinn::crypto::rustls::{HandshakeData, QuicClientConfig, QuicServerConfig};
use quinn::crypto::{CryptoError, HmacKey};
use quinn::{Connection, ConnectionId, ConnectionIdGenerator, Endpoint, EndpointConfig, TokioRuntime, TransportConfig};
use rand::RngExt;
use rustls::client::Resumption;
use rustls::client::danger::ServerCertVerifier;
use rustls_pki_types::CertificateDer;

use super::LinkError;
use super::authority::{Authority, HUB_NAME};
use super::identity::{Enrolment, PeerIdentity};
use super::limits::{HANDSHAKES_MAX, IDLE_MAX, KEEP_ALIVE, RECEIVE_WINDOW_BYTES, STREAM_WINDOW_BYTES, STREAMS_MAX};
use super::verify::{HubByFingerprint, NodesOf, hub_of, provider, tls};

pub(super) const SESSION_ALPN: &[u8] = b"holdfast/1";
pub(super) const JOIN_ALPN: &[u8] = b"holdfast-join/1";

/// The hub's endpoint: one socket for sessions, joins and renewals.
pub(super) fn server(listen: SocketAddr, authority: &Authority, now: Millis) -> Result<Endpoint, LinkError> {
    let (certificate, key) = authority.server(now)?;
    let mut config = rustls::ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(tls)?
        .with_client_cert_verifier(Arc::new(NodesOf::new(authority.ca())?))
        .with_single_cert(vec![certificate, authority.ca().clone()], key)
        .map_err(tls)?;
    config.alpn_protocols = vec![SESSION_ALPN.to_vec(), JOIN_ALPN.to_vec()];
    // No resumption: it would skip the look at the certificate.
    config.send_tls13_tickets = 0;
    let mut server = quinn::ServerConfig::with_crypto(Arc::new(QuicServerConfig::try_from(config).map_err(tls)?));
    server.transport_config(transport()).migration(true).max_incoming(HANDSHAKES_MAX);

    let bind = |source| LinkError::Bind { addr: listen, source };
    let socket = UdpSocket::bind(listen).map_err(bind)?;
    Endpoint::new(surviving_restarts(authority), Some(server), socket, Arc::new(TokioRuntime)).map_err(bind)
}

/// How a node connects for a session, or to renew.
pub(super) fn node_config(enrolment: &Enrolment, alpn: &[u8]) -> Result<quinn::ClientConfig, LinkError> {
    let config = client_builder(hub_of(&enrolment.ca()?)?)?
        .with_client_auth_cert(vec![enrolment.cert()?], enrolment.key()?)
        .map_err(tls)?;
    client_config(config, alpn)
}

/// How a node connects that knows no more than the fingerprint in its token.
pub(super) fn join_config(ca_fingerprint: [u8; 32]) -> Result<quinn::ClientConfig, LinkError> {
    let verifier = HubByFingerprint { ca_fingerprint, provider: provider() };
    client_config(client_builder(Arc::new(verifier))?.with_no_client_auth(), JOIN_ALPN)
}

type ClientBuilder = rustls::ConfigBuilder<rustls::ClientConfig, rustls::client::WantsClientCert>;

fn client_builder(verifier: Arc<dyn ServerCertVerifier>) -> Result<ClientBuilder, LinkError> {
    let builder = rustls::ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(tls)?;
    Ok(builder.dangerous().with_custom_certificate_verifier(verifier))
}

fn client_config(mut config: rustls::ClientConfig, alpn: &[u8]) -> Result<quinn::ClientConfig, LinkError> {
    config.alpn_protocols = vec![alpn.to_vec()];
    config.resumption = Resumption::disabled();
    let mut client = quinn::ClientConfig::new(Arc::new(QuicClientConfig::try_from(config).map_err(tls)?));
    client.transport_config(transport());
    Ok(client)
}

/// Connects from a socket of its own, so that no attempt inherits the address of a network that is gone.
pub(super) async fn connect(hub: SocketAddr, config: quinn::ClientConfig) -> Result<(Endpoint, Connection), String> {
    let any = if hub.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
    let endpoint = Endpoint::client(any).map_err(|error| error.to_string())?;
    let connecting = endpoint.connect_with(config, hub, HUB_NAME).map_err(|error| error.to_string())?;
    let connection = connecting.await.map_err(|error| error.to_string())?;
    Ok((endpoint, connection))
}

/// An address that `HOST:PORT` stands for at this moment; where there are several, another one with each `attempt`, IPv4 first.
pub(super) async fn resolve(hub: &str, attempt: u32) -> Result<SocketAddr, String> {
    let mut found: Vec<_> = tokio::net::lookup_host(hub).await.map_err(|error| error.to_string())?.collect();
    found.sort_by_key(SocketAddr::is_ipv6);
    found.dedup();
    let choice = attempt as usize % found.len().max(1);
    found.get(choice).copied().ok_or_else(|| "the name stands for no address".to_owned())
}

pub(super) fn protocol(connection: &Connection) -> Option<Vec<u8>> {
    connection.handshake_data()?.downcast::<HandshakeData>().ok()?.protocol
}

/// Who the peer has proved to be; `None` without a certificate.
pub(super) fn peer_identity(connection: &Connection) -> Option<PeerIdentity> {
    let chain = connection.peer_identity()?.downcast::<Vec<CertificateDer<'static>>>().ok()?;
    PeerIdentity::from_der(chain.first()?).ok()
}

fn transport() -> Arc<TransportConfig> {
    let mut transport = TransportConfig::default();
    transport
        .max_concurrent_bidi_streams(STREAMS_MAX.into())
        .max_concurrent_uni_streams(0_u32.into())
        .datagram_receive_buffer_size(None)
        .stream_receive_window(STREAM_WINDOW_BYTES.into())
        .receive_window(RECEIVE_WINDOW_BYTES.into())
        .send_window(SEND_WINDOW_BYTES as u64)
        .max_idle_timeout(IDLE_MAX.try_into().ok())
        .keep_alive_interval(Some(KEEP_ALIVE));
    Arc::new(transport)
}

/// A hub that was killed and started again tells its nodes so with a stateless reset (RFC 9000, 10.3), which takes the
/// key of its former life; without it they would wait until they find it silent.
fn surviving_restarts(authority: &Authority) -> EndpointConfig {
    let mut config = EndpointConfig::new(Arc::new(ResetKey(authority.derive("Holdfast 2026-11 stateless reset"))));
    config.cid_generator(|| Box::new(AnyId));
    config
}

struct ResetKey([u8; 32]);

impl HmacKey for ResetKey {
    fn sign(&self, data: &[u8], signature_out: &mut [u8]) {
        signature_out.copy_from_slice(blake3::keyed_hash(&self.0, data).as_bytes());
    }

    fn signature_len(&self) -> usize {
        blake3::OUT_LEN
    }

    fn verify(&self, data: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
        // `blake3::Hash` compares in constant time.
        if blake3::keyed_hash(&self.0, data) == *signature { Ok(()) } else { Err(CryptoError) }
    }
}

/// Random ids that a later life of the hub also takes for its own, as the reset needs.
struct AnyId;

impl ConnectionIdGenerator for AnyId {
    fn generate_cid(&mut self) -> ConnectionId {
        let mut bytes = [0; 8];
        rand::rng().fill(&mut bytes[..]);
        ConnectionId::new(&bytes)
    }

    fn cid_len(&self) -> usize {
        8
    }

    fn cid_lifetime(&self) -> Option<std::time::Duration> {
        None
    }
}
