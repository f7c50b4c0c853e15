//! The root of a hub's certificates as people and their devices take it in.

use std::fmt::Write as _;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use super::authority::fingerprint;
use super::identity::IdentityError;

/// The hub's root certificate: what a device has to trust before it trusts a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    der: CertificateDer<'static>,
    pem: String,
}

impl Root {
    pub fn from_pem(pem: &str) -> Result<Self, IdentityError> {
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| IdentityError::NotACertificate)?;
        Ok(Self { der, pem: pem.to_owned() })
    }

    pub fn der(&self) -> &[u8] {
        self.der.as_ref()
    }

    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// SHA-256 of the certificate (DER).
    pub fn digest(&self) -> [u8; 32] {
        fingerprint(&self.der)
    }

    /// The digest as devices show it, to be compared by eye: 32 pairs of hexadecimal digits with colons between.
    pub fn fingerprint(&self) -> String {
        let mut text = String::with_capacity(95);
        for byte in self.digest() {
            let colon = if text.is_empty() { "" } else { ":" };
            // Writing to a String cannot fail.
            let _ = write!(text, "{colon}{byte:02X}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::Millis;

    use super::super::authority::Authority;
    use super::*;

    #[test]
    fn a_root_is_known_by_its_fingerprint() {
        let authority = Authority::create(Millis(1_800_000_000_000)).unwrap();
        let root = Root::from_pem(authority.ca_pem()).unwrap();
        assert_eq!(root.digest(), authority.fingerprint());
        let pairs: Vec<_> = root.fingerprint().split(':').map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
        assert_eq!(pairs, authority.fingerprint());
        assert!(Root::from_pem("nothing").is_err());
    }
}
