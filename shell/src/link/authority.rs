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

use super::host_name::{HostName, HostNames};
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
/// How long one lives that a node shows browsers. Those of Apple take none of more than 825 days.
const SERVING_LIFE: Duration = Duration::from_secs(90 * 24 * 60 * 60);

#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    #[error("the hub's CA certificate cannot be read: {0}")]
    Certificate(String),
    #[error("the hub's CA key cannot be read: {0}")]
    Key(String),
    #[error("the certificate request is malformed: {0}")]
    Request(String),
    #[error("{0} is a name of the public Internet, and this hub lets its nodes bear none below it (see --node-domain)")]
    PublicName(HostName),
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
    node_domains: Vec<HostName>,
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
        Ok(Self {
            issuer,
            ca,
            ca_pem: ca_pem.to_owned(),
            key_pem: key_pem.to_owned(),
            node_life: NODE_LIFE,
            node_domains: Vec::new(),
        })
    }

    /// Node certificates live this long from now on.
    pub fn with_node_life(mut self, node_life: Duration) -> Self {
        self.node_life = node_life;
        self
    }

    /// Nodes may serve HTTPS under names within these, beside those that only a LAN knows. A device that trusts this root
    /// believes it whatever it signs, and so a node does not get any name it asks for.
    pub fn with_node_domains(mut self, domains: Vec<HostName>) -> Self {
        self.node_domains = domains;
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
        let request = read(request)?;
        let mut params = parameters(warehouse.as_str(), now, DAY.min(self.node_life), self.node_life);
        params.subject_alt_names = vec![SanType::URI(seat_uri(warehouse, site).as_str().try_into().map_err(making)?)];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let certificate = params.signed_by(&request.public_key, &self.issuer).map_err(making)?;
        let identity = PeerIdentity::from_der(certificate.der()).map_err(making)?;
        Ok((certificate.pem(), identity))
    }

    /// Signs a node's request for what browsers see: for these names and no others, valid from `slack` before `now`, since
    /// clocks of handhelds are what they are. Answers PEM.
    pub(super) fn sign_serving(
        &self,
        request: &[u8],
        (warehouse, site): (&WarehouseId, SiteId),
        names: &HostNames,
        now: Millis,
    ) -> Result<(String, PeerIdentity), AuthorityError> {
        if let Some(public) = names.iter().find(|name| !self.may_serve(name)) {
            return Err(AuthorityError::PublicName(public.clone()));
        }
        let request = read(request)?;
        let mut params = parameters(&format!("Holdfast {warehouse}"), now, CLOCK_SLACK, SERVING_LIFE);
        params.subject_alt_names = names.iter().map(alternative).collect::<Result<_, _>>()?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.signed_by(&request.public_key, &self.issuer).map_err(making)?;
        let identity = PeerIdentity::serving(certificate.der(), (warehouse.clone(), site)).map_err(making)?;
        Ok((certificate.pem(), identity))
    }

    fn may_serve(&self, name: &HostName) -> bool {
        name.is_private() || self.node_domains.iter().any(|domain| name.is_within(domain))
    }
}

fn read(request: &[u8]) -> Result<CertificateSigningRequestParams, AuthorityError> {
    CertificateSigningRequestParams::from_der(&CertificateSigningRequestDer::from(request))
        .map_err(|error| AuthorityError::Request(error.to_string()))
}

fn alternative(name: &HostName) -> Result<SanType, AuthorityError> {
    Ok(match name {
        HostName::Dns(name) => SanType::DnsName(name.as_ref().try_into().map_err(making)?),
        HostName::Ip(ip) => SanType::IpAddress(*ip),
    })
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

    fn names(texts: &[&str]) -> HostNames {
        HostNames::new(texts.iter().map(|text| text.parse().unwrap())).unwrap()
    }

    fn request() -> Vec<u8> {
        let mut asked = CertificateParams::default();
        asked.subject_alt_names = vec![SanType::DnsName("bank.example".try_into().unwrap())];
        asked.serialize_request(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn what_browsers_see_is_for_the_names_alone_and_for_servers_alone() {
        use x509_parser::prelude::{FromDer, X509Certificate};

        let now = Millis(1_800_000_000_000);
        let authority = Authority::create(now).unwrap();
        let leeds = WarehouseId::new("LEEDS").unwrap();
        let wanted = names(&["leeds.local", "10.0.0.5", "::1"]);
        let (pem, identity) = authority.sign_serving(&request(), (&leeds, SiteId(3)), &wanted, now).unwrap();
        assert_eq!((identity.warehouse.as_str(), identity.site), ("LEEDS", SiteId(3)));
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
        let (_, leaf) = X509Certificate::from_der(&der).unwrap();
        let shown = leaf.subject_alternative_name().unwrap().unwrap().value.general_names.len();
        let usage = leaf.extended_key_usage().unwrap().unwrap().value;
        assert!(usage.server_auth && !usage.client_auth && !usage.any && shown == 3);
        let keys = leaf.key_usage().unwrap().unwrap().value;
        assert!(keys.digital_signature() && !keys.key_cert_sign() && !keys.key_encipherment());
        assert!(!leaf.is_ca() && PeerIdentity::from_der(&der).is_err(), "it opens no session");
        assert_eq!(identity.not_after.since(now), SERVING_LIFE.as_millis() as u64);
        // CA/Browser Forum and Apple: no leaf of more than 398, and 825, days
        assert!(identity.not_after.since(identity.not_before) < 398 * 24 * 3_600_000);
    }

    #[test]
    fn names_of_the_world_need_the_hubs_consent() {
        let now = Millis(1_800_000_000_000);
        let authority = Authority::create(now).unwrap();
        let leeds = WarehouseId::new("LEEDS").unwrap();
        let sign = |authority: &Authority, name: &str| {
            authority.sign_serving(&request(), (&leeds, SiteId(3)), &names(&["leeds", name]), now).map(drop)
        };
        assert!(matches!(sign(&authority, "bank.example"), Err(AuthorityError::PublicName(_))));
        let authority =
            authority.with_node_domains(vec!["wh.example".parse().unwrap(), "203.0.113.7".parse().unwrap()]);
        for allowed in ["wh.example", "leeds.wh.example", "203.0.113.7"] {
            assert!(sign(&authority, allowed).is_ok(), "{allowed}");
        }
        for refused in ["bank.example", "203.0.113.8", "evilwh.example"] {
            assert!(sign(&authority, refused).is_err(), "{refused}");
        }
    }

    /// What browsers and systems ask of a root before they take it (RFC 5280, 4.2.1).
    #[test]
    fn the_root_is_one_that_browsers_take() {
        use x509_parser::prelude::{FromDer, X509Certificate};

        let authority = Authority::create(Millis(1_800_000_000_000)).unwrap();
        let (_, root) = X509Certificate::from_der(authority.ca()).unwrap();
        let basic = root.basic_constraints().unwrap().unwrap();
        assert!(basic.critical && basic.value.ca && basic.value.path_len_constraint == Some(0));
        let usage = root.key_usage().unwrap().unwrap();
        assert!(usage.critical && usage.value.key_cert_sign() && usage.value.crl_sign());
        assert!(root.extended_key_usage().unwrap().is_none(), "it is for no one purpose");
        assert_eq!(root.subject(), root.issuer());
        assert!(
            root.extensions()
                .iter()
                .any(|found| found.oid == x509_parser::oid_registry::OID_X509_EXT_SUBJECT_KEY_IDENTIFIER)
        );
        assert!(root.version().0 == 2 && root.raw_serial().len() <= 20 && root.raw_serial()[0] < 0x80);
    }
}
