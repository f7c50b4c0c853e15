//! TLS before the server loop: the certificate of the moment, and who gets through the handshake.

use std::io;
use std::sync::Arc;

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::limits::HANDSHAKE_TIME_MAX;

/// What a server shows: nothing at first, and from the next handshake on whatever was put there last.
#[derive(Clone)]
pub struct Certificates(watch::Sender<Option<Arc<CertifiedKey>>>);

impl Default for Certificates {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Certificates {
    /// Connections that are open keep what they were shown.
    pub fn show(&self, certified: CertifiedKey) {
        self.0.send_replace(Some(Arc::new(certified)));
    }

    /// Returns once there is one, at once if there is.
    pub async fn shown(&self) {
        // The sender lives as long as self, so that waiting cannot fail.
        let _ = self.0.subscribe().wait_for(Option::is_some).await;
    }
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").field("any", &self.0.borrow().is_some()).finish()
    }
}

impl ResolvesServerCert for Certificates {
    /// One for all names: a client that asked for another refuses it.
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.borrow().clone()
    }
}

/// The server's side of handshakes: TLS 1.2 and 1.3, HTTP/1.1 within.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

impl Tls {
    pub fn new(certificates: Certificates) -> Result<Self, rustls::Error> {
        let mut config =
            rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
                .with_no_client_auth()
                .with_cert_resolver(Arc::new(certificates));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// Bounded in time: whoever connects and says nothing does not keep a place.
    pub(super) async fn accept(&self, socket: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        timeout(HANDSHAKE_TIME_MAX, self.0.accept(socket)).await?
    }
}
