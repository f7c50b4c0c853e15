//! The hub as certificate authority of its warehouses: its own root, its server certificate, its nodes' certificates.

use std::time::Duration;

use holdfast_crdt::{Millis, SiteId, WarehouseId};
use rand::RngExt;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SanType, SerialNumber, date_time_ymd,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, CertificateSigningRequestDer, PrivateKeyDer};
use sha2::{Digest, Sha256};

use super::identity::{PeerIdentity, seat_uri};
use super::token::JoinToken;

/// The name nodes expect in the hub's certificate, wherever it runs.
pub(super) const HUB_NAME: &str = "holdfast-hub";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How far a node's clock may be behind the hub's.
const CLOCK_SLACK: Duration = Duration::from_secs(2 * 24 * 60 * 60);
const CA_LIFE: Duration = Duration::from_secs(50 * 365 * 24 * 60 * 60);
const SERVER_LIFE: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);
/// How long a node's certificate lives unless told otherwise.
pub const NODE_LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    #[error("the hub's CA certificate cannot be read: {0}")]
    Certificate(String),
    #[error("the hub's CA key cannot be read: {0}")]
    Key(String),
    #[error("the certificate request is malformed: {0}")]
    Request(String),
    #[error("a certificate cannot be made: {0}")]
    Making(String),
}

/// The root that all certificates of one hub hang from.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    ca: CertificateDer<'static>,
    ca_pem: String,
    key_pem: String,
    node_life: Duration,
}

impl Authority {
    /// A new root. Keep `ca_pem` and `key_pem`, the latter with mode 0600.
    pub fn create(now: Millis) -> Result<Self, AuthorityError> {
        let key = KeyPair::generate().map_err(making)?;
        let mut params = parameters("Holdfast hub authority", now, CLOCK_SLACK, CA_LIFE);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(&key).map_err(making)?;
        Self::load(&certificate.pem(), &key.serialize_pem())
    }

    /// The root of these two PEM texts.
    pub fn load(ca_pem: &str, key_pem: &str) -> Result<Self, AuthorityError> {
        let ca = CertificateDer::from_pem_slice(ca_pem.as_bytes())
            .map_err(|error| AuthorityError::Certificate(error.to_string()))?;
        let key = KeyPair::from_pem(key_pem).map_err(|error| AuthorityError::Key(error.to_string()))?;
        let issuer =
            Issuer::from_ca_cert_der(&ca, key).map_err(|error| AuthorityError::Certificate(error.to_string()))?;
        Ok(Self { issuer, ca, ca_pem: ca_pem.to_owned(), key_pem: key_pem.to_owned(), node_life: NODE_LIFE })
    }

    /// Node certificates live this long from now on.
    pub fn with_node_life(mut self, node_life: Duration) -> Self {
        self.node_life = node_life;
        self
    }

    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    pub fn key_pem(&self) -> &str {
        &self.key_pem
    }

    /// SHA-256 of the CA certificate (DER): what a join token names.
    pub fn fingerprint(&self) -> [u8; 32] {
        fingerprint(&self.ca)
    }

    /// A fresh token for one node. The hub keeps its [`JoinToken::secret_digest`], expiry and use.
    pub fn new_token(&self) -> JoinToken {
        JoinToken::new(self.fingerprint())
    }

    pub(super) fn ca(&self) -> &CertificateDer<'static> {
        &self.ca
    }

    /// 32 bytes that only the holder of the CA key can derive, the same at every start.
    pub(super) fn derive(&self, context: &str) -> [u8; 32] {
        blake3::derive_key(context, self.issuer.key().serialized_der())
    }

    /// The hub's server certificate with its key, made anew at each start; the key is never stored.
    pub(super) fn server(
        &self,
        now: Millis,
    ) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), AuthorityError> {
        let key = KeyPair::generate().map_err(making)?;
        let mut params = parameters(HUB_NAME, now, CLOCK_SLACK, SERVER_LIFE);
        params.subject_alt_names = vec![SanType::DnsName(HUB_NAME.try_into().map_err(making)?)];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.signed_by(&key, &self.issuer).map_err(making)?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|why| AuthorityError::Making(why.to_owned()))?;
        Ok((certificate.into(), key))
    }

    /// Signs a node's request: only its public key is taken from it, everything else is ours to say. Answers PEM.
    pub(super) fn sign_node(
        &self,
        request: &[u8],
        warehouse: &WarehouseId,
        site: SiteId,
        now: Millis,
    ) -> Result<(String, PeerIdentity), AuthorityError> {
        let request = CertificateSigningRequestParams::from_der(&CertificateSigningRequestDer::from(request))
            .map_err(|error| AuthorityError::Request(error.to_string()))?;
        let mut params = parameters(warehouse.as_str(), now, DAY.min(self.node_life), self.node_life);
        params.subject_alt_names = vec![SanType::URI(seat_uri(warehouse, site).as_str().try_into().map_err(making)?)];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let certificate = params.signed_by(&request.public_key, &self.issuer).map_err(making)?;
        let identity = PeerIdentity::from_der(certificate.der()).map_err(making)?;
        Ok((certificate.pem(), identity))
    }
}

pub(super) fn fingerprint(certificate: &CertificateDer<'_>) -> [u8; 32] {
    Sha256::digest(certificate.as_ref()).into()
}

/// A leaf named `name`, valid from `slack` before `now` until `life` after it, with a serial of 127 random bits.
fn parameters(name: &str, now: Millis, slack: Duration, life: Duration) -> CertificateParams {
    let now = date_time_ymd(1970, 1, 1) + Duration::from_millis(now.0);
    let mut serial = [0_u8; 16];
    rand::rng().fill(&mut serial[..]);
    serial[0] = serial[0] & 0x7f | 0x40;
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = now - slack;
    params.not_after = now + life;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    params
}

fn making(error: impl std::fmt::Display) -> AuthorityError {
    AuthorityError::Making(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_says_what_the_hub_says_and_not_what_was_asked_for() {
        let now = Millis(1_800_000_000_000);
        let authority = Authority::create(now).unwrap();
        let again = Authority::load(authority.ca_pem(), authority.key_pem()).unwrap();
        assert_eq!(again.fingerprint(), authority.fingerprint());

        let key = KeyPair::generate().unwrap();
        let mut asked = CertificateParams::default();
        asked.subject_alt_names = vec![SanType::URI("holdfast:node/YORK/9".try_into().unwrap())];
        let request = asked.serialize_request(&key).unwrap();
        let leeds = WarehouseId::new("LEEDS").unwrap();
        let (_, identity) = again.sign_node(request.der(), &leeds, SiteId(3), now).unwrap();
        assert_eq!((identity.warehouse.as_str(), identity.site), ("LEEDS", SiteId(3)));
        assert_eq!(identity.not_after.since(now), NODE_LIFE.as_millis() as u64);
        assert!(!identity.is_lapsed(now) && !identity.is_due(now));
        assert!(identity.is_due(now.plus(21 * 24 * 3_600_000)) && identity.is_lapsed(now.plus(31 * 24 * 3_600_000)));

        let (_, other) = again.sign_node(request.der(), &leeds, SiteId(3), now).unwrap();
        assert_ne!(identity.serial, other.serial);
        assert!(again.sign_node(b"noise", &leeds, SiteId(3), now).is_err());
    }
}
