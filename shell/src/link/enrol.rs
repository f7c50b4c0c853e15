//! Joins and renewals, as the hub answers them.

use std::sync::Arc;

use holdfast_crdt::{SiteId, WarehouseId};
use quinn::Connection;

use super::authority::{Authority, AuthorityError};
use super::endpoint::peer_identity;
use super::host_name::HostNames;
use super::identity::PeerIdentity;
use super::join::{JoinAnswer, JoinRequest};
use super::limits::JOIN_BYTES_MAX;
use super::registrar::{Issued, JoinRefusal, Refusal, Registrar};
use super::token::secret_digest;
use crate::clock::now;

/// The hub's desk for new and renewing nodes.
pub(super) struct Desk {
    pub(super) authority: Arc<Authority>,
    pub(super) registrar: Arc<dyn Registrar>,
}

impl Desk {
    /// Answers the one request of a connection. The caller bounds the time.
    pub(super) async fn serve(&self, connection: &Connection) {
        if let Err(why) = self.exchange(connection).await {
            tracing::debug!(remote = %connection.remote_address(), why, "a join came to nothing");
        }
    }

    async fn exchange(&self, connection: &Connection) -> Result<(), String> {
        let (mut send, mut recv) = connection.accept_bi().await.map_err(|error| error.to_string())?;
        let bytes = recv.read_to_end(JOIN_BYTES_MAX).await.map_err(|error| error.to_string())?;
        let answer = match self.answer(&bytes, peer_identity(connection)).await {
            Ok(signed) => signed,
            Err(refusal) => {
                tracing::info!(remote = %connection.remote_address(), %refusal, "a join was refused");
                JoinAnswer::Refused(refusal)
            }
        };
        let bytes = postcard::to_stdvec(&answer).map_err(|error| error.to_string())?;
        send.write_all(&bytes).await.map_err(|error| error.to_string())?;
        send.finish().map_err(|error| error.to_string())?;
        // The node closes when it has read the answer.
        connection.closed().await;
        Ok(())
    }

    async fn answer(&self, bytes: &[u8], shown: Option<PeerIdentity>) -> Result<JoinAnswer, JoinRefusal> {
        let request: JoinRequest =
            postcard::from_bytes(bytes).map_err(|error| JoinRefusal::Malformed(error.to_string()))?;
        match request {
            JoinRequest::Enrol { secret, csr } => {
                let seat = self.registrar.enrol(secret_digest(&secret)).await?;
                let (certificate, ca) = self.issue(&csr, &seat.warehouse, seat.site, None).await?;
                Ok(match seat.successor {
                    true => JoinAnswer::SignedSuccessor { certificate, ca },
                    false => JoinAnswer::Signed { certificate, ca },
                })
            }
            JoinRequest::Renew { csr } => {
                let shown = shown.ok_or(JoinRefusal::Refused(Refusal::NoCertificate))?;
                self.registrar.may_renew(&shown).map_err(JoinRefusal::Refused)?;
                let renews = Some(shown.serial);
                let (certificate, ca) = self.issue(&csr, &shown.warehouse, shown.site, renews).await?;
                Ok(JoinAnswer::Signed { certificate, ca })
            }
            JoinRequest::Serve { csr, names } => {
                let shown = shown.ok_or(JoinRefusal::Refused(Refusal::NoCertificate))?;
                // a fenced floor works on, and so do its terminals
                self.registrar.may_renew(&shown).map_err(JoinRefusal::Refused)?;
                let (certificate, ca) = self.issue_serving(&csr, &names, &shown).await?;
                Ok(JoinAnswer::Signed { certificate, ca })
            }
        }
    }

    /// A certificate that the node shows browsers, with the CA it hangs from.
    async fn issue_serving(
        &self,
        csr: &[u8],
        names: &[String],
        node: &PeerIdentity,
    ) -> Result<(String, String), JoinRefusal> {
        let at = now();
        if node.is_lapsed(at) {
            return Err(JoinRefusal::Refused(Refusal::Lapsed));
        }
        let names = HostNames::parse(names).map_err(|why| JoinRefusal::Unservable(why.to_string()))?;
        let signed = self.authority.sign_serving(csr, (&node.warehouse, node.site), &names, at);
        let (certificate, identity) = signed.map_err(|error| match error {
            AuthorityError::Request(_) | AuthorityError::PublicName(_) => JoinRefusal::Unservable(error.to_string()),
            other => JoinRefusal::Unavailable(other.to_string()),
        })?;
        tracing::info!(warehouse = %node.warehouse, %names, serial = identity.serial, "a certificate for HTTPS is issued");
        // I-3: on record before it is in anybody's hands.
        self.registrar.issued(Issued { identity, renews: None, at }).await?;
        Ok((certificate, self.authority.ca_pem().to_owned()))
    }

    /// The certificate and the CA it hangs from, as PEM.
    async fn issue(
        &self,
        csr: &[u8],
        warehouse: &WarehouseId,
        site: SiteId,
        renews: Option<String>,
    ) -> Result<(String, String), JoinRefusal> {
        let at = now();
        let (certificate, identity) =
            self.authority.sign_node(csr, warehouse, site, at).map_err(|error| match error {
                AuthorityError::Request(why) => JoinRefusal::Malformed(why),
                other => JoinRefusal::Unavailable(other.to_string()),
            })?;
        tracing::info!(%warehouse, %site, serial = identity.serial, renews, "a certificate is issued");
        // I-3: on record before it is in anybody's hands.
        self.registrar.issued(Issued { identity, renews, at }).await?;
        Ok((certificate, self.authority.ca_pem().to_owned()))
    }
}
