//! Joining a hub and renewing a certificate, from the node's side; the words of both sides.

use holdfast_crdt::Millis;
use rcgen::{CertificateParams, KeyPair};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use super::LinkError;
use super::authority::fingerprint;
use super::endpoint::{JOIN_ALPN, connect, join_config, node_config, resolve};
use super::identity::{Enrolment, IdentityError};
use super::limits::{GOODBYE_MAX, JOIN_BYTES_MAX, JOIN_MAX};
use super::registrar::JoinRefusal;
use super::token::JoinToken;

#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    #[error("the hub at {hub} cannot be reached: {why}")]
    Unreachable { hub: String, why: String },
    #[error("the hub refused: {0}")]
    Refused(#[from] JoinRefusal),
    #[error("the hub's answer is unusable: {0}")]
    Answer(String),
    #[error("the hub is too old to sign certificates for HTTPS: upgrade it")]
    HubTooOld,
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error("a key cannot be made: {0}")]
    Key(String),
    #[error(transparent)]
    Link(#[from] LinkError),
}

/// What a node says on a join connection: one request, one answer.
#[derive(Serialize, Deserialize)]
pub(super) enum JoinRequest {
    /// Uses a token. `csr`: PKCS #10, DER.
    Enrol { secret: [u8; 16], csr: Vec<u8> },
    /// Asks for a new certificate in the name of the one shown in the handshake.
    Renew { csr: Vec<u8> },
    /// Asks for a certificate that browsers see at the node of the one shown in the handshake, under these DNS names and
    /// addresses. A hub from before there was this request finds it malformed.
    Serve { csr: Vec<u8>, names: Vec<String> },
}

#[derive(Serialize, Deserialize)]
pub(super) enum JoinAnswer {
    /// The certificate, and the CA it hangs from (PEM).
    Signed {
        certificate: String,
        ca: String,
    },
    Refused(JoinRefusal),
    /// The same as `Signed`, for the successor of a machine that has synced.
    SignedSuccessor {
        certificate: String,
        ca: String,
    },
}

/// What a join came to.
#[derive(Debug)]
pub struct Joined {
    pub enrolment: Enrolment,
    /// The machine takes the place of another that has synced: the hub knows more of this node than an empty store does.
    pub successor: bool,
}

/// A certificate as the hub answered it.
pub(super) struct Signed {
    pub(super) certificate: String,
    ca: String,
    successor: bool,
}

/// Enrols this machine with the hub at `HOST:PORT`: makes a key, which never leaves the machine, and has it signed. The
/// hub is known by the fingerprint in the token. Takes 10 s at most.
pub async fn join(hub: &str, token: &JoinToken) -> Result<Joined, JoinError> {
    let (key, csr) = new_key()?;
    let request = JoinRequest::Enrol { secret: token.secret, csr };
    let Signed { certificate, ca, successor } = ask(hub, join_config(token.ca_fingerprint)?, &request).await?;
    let enrolment = Enrolment::new(key.serialize_pem(), certificate, ca)?;
    if fingerprint(&enrolment.ca()?) != token.ca_fingerprint {
        return Err(JoinError::Answer("its CA certificate is not the one the token names".to_owned()));
    }
    Ok(Joined { enrolment, successor })
}

/// A new key and certificate in the place of `enrolment`'s, which may have lapsed. Takes 10 s at most.
pub async fn renew(hub: &str, enrolment: &Enrolment) -> Result<Enrolment, JoinError> {
    let (key, csr) = new_key()?;
    let config = node_config(enrolment, JOIN_ALPN)?;
    let Signed { certificate, .. } = ask(hub, config, &JoinRequest::Renew { csr }).await?;
    let renewed = Enrolment::new(key.serialize_pem(), certificate, enrolment.ca_pem.clone())?;
    if (&renewed.warehouse, renewed.site) != (&enrolment.warehouse, enrolment.site) {
        return Err(JoinError::Answer(format!("it certifies {} {}", renewed.warehouse, renewed.site)));
    }
    Ok(renewed)
}

/// Whether a node should ask for a new certificate now.
pub(super) fn renewal_is_due(enrolment: &Enrolment, now: Millis) -> bool {
    enrolment.identity().is_ok_and(|identity| identity.is_due(now))
}

pub(super) fn new_key() -> Result<(KeyPair, Vec<u8>), JoinError> {
    let key = KeyPair::generate().map_err(|error| JoinError::Key(error.to_string()))?;
    let csr = CertificateParams::default()
        .serialize_request(&key)
        .map_err(|error| JoinError::Key(error.to_string()))?
        .der()
        .to_vec();
    Ok((key, csr))
}

/// The certificate and the CA it hangs from, as PEM.
pub(super) async fn ask(hub: &str, config: quinn::ClientConfig, request: &JoinRequest) -> Result<Signed, JoinError> {
    let unreachable = |why: String| JoinError::Unreachable { hub: hub.to_owned(), why };
    let bytes = postcard::to_stdvec(request).map_err(|error| JoinError::Answer(error.to_string()))?;
    let exchange = async {
        let address = resolve(hub, 0).await?;
        let (endpoint, connection) = connect(address, config).await?;
        let (mut send, mut recv) = connection.open_bi().await.map_err(|error| error.to_string())?;
        send.write_all(&bytes).await.map_err(|error| error.to_string())?;
        send.finish().map_err(|error| error.to_string())?;
        let answer = recv.read_to_end(JOIN_BYTES_MAX).await.map_err(|error| error.to_string());
        connection.close(0_u32.into(), b"");
        let _ = timeout(GOODBYE_MAX, endpoint.wait_idle()).await;
        answer
    };
    let answer = timeout(JOIN_MAX, exchange).await.map_err(|_| unreachable("no answer".to_owned()))?;
    match postcard::from_bytes(&answer.map_err(unreachable)?) {
        Ok(JoinAnswer::Signed { certificate, ca }) => Ok(Signed { certificate, ca, successor: false }),
        Ok(JoinAnswer::SignedSuccessor { certificate, ca }) => Ok(Signed { certificate, ca, successor: true }),
        Ok(JoinAnswer::Refused(refusal)) => Err(refusal.into()),
        Err(error) => Err(JoinError::Answer(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::registrar::Refusal;
    use super::*;

    /// Other sides may be older or newer: what they read by its number keeps it.
    #[test]
    fn the_words_of_a_join_keep_their_numbers() {
        let bytes = |word: &JoinRequest| postcard::to_stdvec(word).unwrap();
        assert_eq!(bytes(&JoinRequest::Enrol { secret: [7; 16], csr: vec![1] })[0], 0);
        assert_eq!(bytes(&JoinRequest::Renew { csr: vec![9, 8] }), [1, 2, 9, 8]);
        let serve = JoinRequest::Serve { csr: vec![9], names: vec!["a".into(), "10.0.0.5".into()] };
        assert_eq!(bytes(&serve), [&[2, 1, 9, 2, 1, b'a', 8][..], b"10.0.0.5"].concat());

        let refused = |why| postcard::to_stdvec(&JoinAnswer::Refused(why)).unwrap();
        assert_eq!(refused(JoinRefusal::Malformed("m".into())), [1, 4, 1, b'm']);
        assert_eq!(refused(JoinRefusal::Refused(Refusal::Lapsed)), [1, 5, 4]);
        assert_eq!(refused(JoinRefusal::Unservable("n".into())), [1, 7, 1, b'n']);
    }

    /// The words as they were before nodes served HTTPS.
    #[derive(Deserialize)]
    #[allow(dead_code, reason = "stands for what an older hub reads")]
    enum OlderRequest {
        Enrol { secret: [u8; 16], csr: Vec<u8> },
        Renew { csr: Vec<u8> },
    }

    #[test]
    fn an_older_hub_finds_a_request_to_serve_malformed() {
        let serve = JoinRequest::Serve { csr: vec![9], names: vec!["a".into()] };
        assert!(postcard::from_bytes::<OlderRequest>(&postcard::to_stdvec(&serve).unwrap()).is_err());
    }
}
