//! Who somebody is, as read from a certificate and from nothing else.

use std::str::FromStr;

use holdfast_crdt::{Millis, SiteId, WarehouseId};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;

/// The URI of a node's certificate: `holdfast:node/WAREHOUSE/SITE`.
const URI_PREFIX: &str = "holdfast:node/";

/// What a node's certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerIdentity {
    pub warehouse: WarehouseId,
    pub site: SiteId,
    /// Lower-case hexadecimal.
    pub serial: String,
    pub not_before: Millis,
    pub not_after: Millis,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    #[error("this is no X.509 certificate")]
    NotACertificate,
    #[error("the certificate is not that of a Holdfast node")]
    NotANode,
    #[error("the identity file is incomplete: it must hold a private key, a certificate and the hub's certificate")]
    Incomplete,
}

impl PeerIdentity {
    /// Reads a node's certificate; whether it is genuine is decided elsewhere (in the handshake).
    pub fn from_der(der: &[u8]) -> Result<Self, IdentityError> {
        let (_, certificate) = X509Certificate::from_der(der).map_err(|_| IdentityError::NotACertificate)?;
        let seat = seat(&certificate).ok_or(IdentityError::NotANode)?;
        Ok(Self::seated(&certificate, seat))
    }

    /// What a certificate says that a node shows others than the hub; whose it is, the hub knows.
    pub(super) fn serving(der: &[u8], seat: (WarehouseId, SiteId)) -> Result<Self, IdentityError> {
        let (_, certificate) = X509Certificate::from_der(der).map_err(|_| IdentityError::NotACertificate)?;
        Ok(Self::seated(&certificate, seat))
    }

    fn seated(certificate: &X509Certificate<'_>, (warehouse, site): (WarehouseId, SiteId)) -> Self {
        let validity = certificate.validity();
        Self {
            warehouse,
            site,
            serial: certificate.raw_serial().iter().map(|byte| format!("{byte:02x}")).collect(),
            not_before: seconds(validity.not_before.timestamp()),
            not_after: seconds(validity.not_after.timestamp()),
        }
    }

    pub fn is_lapsed(&self, now: Millis) -> bool {
        now > self.not_after
    }

    /// No more than a third of its life is left.
    pub fn is_due(&self, now: Millis) -> bool {
        self.not_after.since(now) <= self.not_after.since(self.not_before) / 3
    }
}

pub(super) fn seat_uri(warehouse: &WarehouseId, site: SiteId) -> String {
    format!("{URI_PREFIX}{warehouse}/{}", site.0)
}

fn seat(certificate: &X509Certificate<'_>) -> Option<(WarehouseId, SiteId)> {
    let names = certificate.subject_alternative_name().ok()??;
    let [GeneralName::URI(uri)] = names.value.general_names[..] else { return None };
    let (warehouse, site) = uri.strip_prefix(URI_PREFIX)?.split_once('/')?;
    let site = SiteId(u32::from_str(site).ok()?);
    // The hub's own site is nobody's to claim.
    (site != SiteId::HUB).then_some((WarehouseId::new(warehouse).ok()?, site))
}

pub(super) fn seconds(since_1970: i64) -> Millis {
    Millis(u64::try_from(since_1970).unwrap_or(0).saturating_mul(1_000))
}

/// The three texts that were written one after the other.
pub(super) fn pem_parts(text: &str) -> Result<[String; 3], IdentityError> {
    let begin = "-----BEGIN ";
    let parts: Vec<String> = text.split(begin).skip(1).map(|part| format!("{begin}{part}")).collect();
    parts.try_into().map_err(|_| IdentityError::Incomplete)
}

/// What a node keeps of its joining: its own key, its certificate and the hub's. One PEM text, to be stored with mode
/// 0600 and replaced atomically.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    pub warehouse: WarehouseId,
    pub site: SiteId,
    pub key_pem: String,
    pub cert_pem: String,
    pub ca_pem: String,
}

impl Enrolment {
    /// `cert_pem`'s identity decides warehouse and site.
    pub fn new(key_pem: String, cert_pem: String, ca_pem: String) -> Result<Self, IdentityError> {
        let cert = CertificateDer::from_pem_slice(cert_pem.as_bytes()).map_err(|_| IdentityError::NotACertificate)?;
        let PeerIdentity { warehouse, site, .. } = PeerIdentity::from_der(&cert)?;
        Ok(Self { warehouse, site, key_pem, cert_pem, ca_pem })
    }

    /// Key, certificate and hub's certificate, one after the other.
    pub fn to_pem(&self) -> String {
        format!("{}{}{}", self.key_pem, self.cert_pem, self.ca_pem)
    }

    /// Reads what [`Enrolment::to_pem`] wrote.
    pub fn from_pem(text: &str) -> Result<Self, IdentityError> {
        let [key, cert, ca] = pem_parts(text)?;
        Self::new(key, cert, ca)
    }

    /// The identity in the certificate.
    pub fn identity(&self) -> Result<PeerIdentity, IdentityError> {
        PeerIdentity::from_der(&self.cert()?)
    }

    pub(super) fn cert(&self) -> Result<CertificateDer<'static>, IdentityError> {
        CertificateDer::from_pem_slice(self.cert_pem.as_bytes()).map_err(|_| IdentityError::NotACertificate)
    }

    pub(super) fn ca(&self) -> Result<CertificateDer<'static>, IdentityError> {
        CertificateDer::from_pem_slice(self.ca_pem.as_bytes()).map_err(|_| IdentityError::NotACertificate)
    }

    pub(super) fn key(&self) -> Result<PrivateKeyDer<'static>, IdentityError> {
        PrivateKeyDer::from_pem_slice(self.key_pem.as_bytes()).map_err(|_| IdentityError::Incomplete)
    }
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key stays out of logs.
        f.debug_struct("Enrolment")
            .field("warehouse", &self.warehouse)
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}
