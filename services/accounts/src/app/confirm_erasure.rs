//! Confirms an erasure that another person has requested. In one transaction the organisation is closed: its certificates
//! are revoked, so that the list of those is a new one at once, and its sessions and tokens end. There is no way back.

use ::store::{Scope, Tx};
use chrono::{DateTime, Utc};
use fault::Fault;
use feed::Operator;
use identity::Actor;
use ids::{ErasureId, OrganisationId};

use super::{App, Request, allow, erasure_not_found, organisation_not_found};
use crate::{
    domain::{
        access::Verb, certificate::RevokeRefusal, erasure::ConfirmErasureRefusal, event::Event,
        text::OrganisationName,
    },
    facts, store,
};

impl App {
    /// Confirms an erasure; says its revision.
    pub(crate) async fn confirm_erasure(
        &self,
        actor: &Actor,
        request: &Request,
        id: ErasureId,
        seen: i64,
        typed: &OrganisationName,
    ) -> Result<i64, Fault> {
        allow(actor, Verb::ConfirmErasure)?;
        let now = self.now();
        let attempt = request.by(actor, "ConfirmErasure", now);
        let tx = self.store.begin(Scope::Platform("confirm_erasure"), "confirm_erasure").await?;
        if let Some(revision) = tx.recall(&attempt).await? {
            return Ok(revision);
        }
        let mut erasure = store::erasure::lock(&tx, id).await?.ok_or_else(erasure_not_found)?;
        let organisation = store::organisation::lock(&tx, erasure.organisation).await?;
        let mut organisation = organisation.ok_or_else(organisation_not_found)?;
        let closed = erasure.confirm(&mut organisation, typed, seen, actor, now)?;
        let saved = store::erasure::save(&tx, &erasure).await?;
        if !saved || !store::organisation::save(&tx, &organisation).await? {
            return Err(ConfirmErasureRefusal::Stale.into());
        }
        let mut events = revoke_all(&tx, organisation.id, now).await?;
        events.push(closed);
        store::burial::end_sessions(&tx, organisation.id).await?;
        tx.remember(&attempt, &erasure.revision).await?;
        for event in &events {
            feed::tell(&tx, &facts::fact(event, &Operator::of(actor), now)).await?;
        }
        tx.commit().await?;
        self.confirmed.notify_one();
        Ok(erasure.revision)
    }
}

/// Closes the door to every device of an organisation, as revoking one by one does.
async fn revoke_all(tx: &Tx, organisation: OrganisationId, now: DateTime<Utc>) -> Result<Vec<Event>, Fault> {
    let mut events = vec![];
    for mut certificate in store::certificate::active(tx, organisation, now).await? {
        events.push(certificate.revoke(certificate.revision, now)?);
        if !store::certificate::revoke(tx, &certificate).await? {
            return Err(RevokeRefusal::Stale.into());
        }
    }
    Ok(events)
}
