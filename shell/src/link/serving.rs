//! A node's certificate for HTTPS: asked for over the connection that joins and renewals use, kept by the node, and asked
//! for anew in time.

use std::collections::BTreeSet;

use holdfast_crdt::Millis;
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;

use super::host_name::{HostName, HostNames};
use super::identity::{Enrolment, IdentityError, pem_parts, seconds};
use super::join::{JoinError, JoinRequest, ask, new_key};
use super::registrar::JoinRefusal;
use super::verify::provider;
use super::{LinkError, endpoint};

/// A key, the certificate that the hub signed for it, and the root that this hangs from.
#[derive(Clone, PartialEq, Eq)]
pub struct ServingIdentity {
    key_pem: String,
    cert_pem: String,
    ca_pem: String,
    names: BTreeSet<HostName>,
    not_before: Millis,
    not_after: Millis,
}

impl ServingIdentity {
    fn new(key_pem: String, cert_pem: String, ca_pem: String) -> Result<Self, IdentityError> {
        let der = CertificateDer::from_pem_slice(cert_pem.as_bytes()).map_err(|_| IdentityError::NotACertificate)?;
        let (_, certificate) = X509Certificate::from_der(&der).map_err(|_| IdentityError::NotACertificate)?;
        let names = names(&certificate);
        let validity = certificate.validity();
        let (not_before, not_after) = (validity.not_before.timestamp(), validity.not_after.timestamp());
        let (not_before, not_after) = (seconds(not_before), seconds(not_after));
        Ok(Self { key_pem, cert_pem, ca_pem, names, not_before, not_after })
    }

    /// Key, certificate and root, one after the other: to be kept as secret as the key.
    pub fn to_pem(&self) -> String {
        format!("{}{}{}", self.key_pem, self.cert_pem, self.ca_pem)
    }

    /// Reads what [`ServingIdentity::to_pem`] wrote.
    pub fn from_pem(text: &str) -> Result<Self, IdentityError> {
        let [key, cert, ca] = pem_parts(text)?;
        Self::new(key, cert, ca)
    }

    /// Whether another is to be asked for: less than a third of its life is left, the node goes by other names now, or its
    /// hub has another root.
    pub fn is_due(&self, names: &HostNames, ca_pem: &str, now: Millis) -> bool {
        self.not_after.since(now) <= self.not_after.since(self.not_before) / 3
            || !self.names.iter().eq(names.iter())
            || self.ca_pem != ca_pem
    }

    pub fn not_after(&self) -> Millis {
        self.not_after
    }

    /// What TLS needs of it. Fails where key and certificate do not belong together.
    pub fn certified(&self) -> Result<CertifiedKey, LinkError> {
        let chain = CertificateDer::from_pem_slice(self.cert_pem.as_bytes());
        let key = PrivateKeyDer::from_pem_slice(self.key_pem.as_bytes());
        let (Ok(chain), Ok(key)) = (chain, key) else { return Err(IdentityError::Incomplete.into()) };
        CertifiedKey::from_der(vec![chain], key, &provider()).map_err(super::verify::tls)
    }
}

impl std::fmt::Debug for ServingIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key stays out of logs.
        f.debug_struct("ServingIdentity")
            .field("names", &self.names)
            .field("not_after", &self.not_after)
            .finish_non_exhaustive()
    }
}

fn names(certificate: &X509Certificate<'_>) -> BTreeSet<HostName> {
    let Ok(Some(borne)) = certificate.subject_alternative_name() else { return BTreeSet::new() };
    let name = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => name.parse().ok(),
        GeneralName::IPAddress(bytes) => address(bytes).map(HostName::Ip),
        _ => None,
    };
    borne.value.general_names.iter().filter_map(name).collect()
}

fn address(bytes: &[u8]) -> Option<std::net::IpAddr> {
    match bytes.len() {
        4 => <[u8; 4]>::try_from(bytes).ok().map(Into::into),
        _ => <[u8; 16]>::try_from(bytes).ok().map(Into::into),
    }
}

/// Asks the hub at `HOST:PORT` to sign a new key for these names. Takes 10 s at most. The enrolment must not have lapsed.
pub async fn certify(hub: &str, enrolment: &Enrolment, names: &HostNames) -> Result<ServingIdentity, JoinError> {
    let (key, csr) = new_key()?;
    let config = endpoint::node_config(enrolment, endpoint::JOIN_ALPN)?;
    let request = JoinRequest::Serve { csr, names: names.iter().map(ToString::to_string).collect() };
    let signed = ask(hub, config, &request).await.map_err(|error| match error {
        // a hub from before there was this request cannot read it
        JoinError::Refused(JoinRefusal::Malformed(_)) => JoinError::HubTooOld,
        other => other,
    })?;
    let identity = ServingIdentity::new(key.serialize_pem(), signed.certificate, enrolment.ca_pem.clone())?;
    if !identity.names.iter().eq(names.iter()) {
        return Err(JoinError::Answer("its certificate is for other names".to_owned()));
    }
    identity.certified()?;
    Ok(identity)
}
