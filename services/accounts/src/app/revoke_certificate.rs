//! Revokes a certificate for good; the list of revoked certificates is a new one from then on.

use fault::Fault;
use feed::Operator;
use identity::Actor;
use ids::CertificateId;

use super::{App, Request, allow, own};
use crate::{
    domain::{access::Verb, certificate::RevokeRefusal},
    facts, store,
};

impl App {
    /// Revokes a certificate; says its revision.
    pub(crate) async fn revoke_certificate(
        &self,
        actor: &Actor,
        request: &Request,
        id: CertificateId,
        seen: i64,
    ) -> Result<i64, Fault> {
        allow(actor, Verb::RevokeCertificate)?;
        let now = self.now();
        let attempt = request.by(actor, "RevokeCertificate", now);
        let tx = self.store.begin(own(actor), "revoke_certificate").await?;
        if let Some(revision) = tx.recall(&attempt).await? {
            return Ok(revision);
        }
        let certificate = store::certificate::get(&tx, id).await?;
        let mut certificate = certificate.ok_or_else(|| Fault::not_found("CERTIFICATE_NOT_FOUND"))?;
        let event = certificate.revoke(seen, now)?;
        if !store::certificate::revoke(&tx, &certificate).await? {
            return Err(RevokeRefusal::Stale.into());
        }
        tx.remember(&attempt, &certificate.revision).await?;
        feed::tell(&tx, &facts::fact(&event, &Operator::of(actor), now)).await?;
        tx.commit().await?;
        Ok(certificate.revision)
    }
}
