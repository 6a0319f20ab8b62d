//! Records that an organisation is to be erased. Nothing is closed or destroyed yet: another person has to confirm it.

use ::store::{Scope, Tx};
use fault::Fault;
use feed::Operator;
use identity::Actor;
use ids::{ErasureId, OrganisationId};
use serde::{Deserialize, Serialize};

use super::{App, Request, allow, organisation_not_found};
use crate::{
    domain::{
        access::Verb,
        erasure::{Erasure, Instruction, RequestErasureRefusal},
    },
    facts, store,
};

/// The erasure that was requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ErasureRequested {
    pub(crate) erasure: ErasureId,
    pub(crate) revision: i64,
}

impl App {
    /// Asks to erase an organisation.
    pub(crate) async fn request_erasure(
        &self,
        actor: &Actor,
        request: &Request,
        organisation: OrganisationId,
        instruction: Instruction,
    ) -> Result<ErasureRequested, Fault> {
        allow(actor, Verb::RequestErasure)?;
        let now = self.now();
        let attempt = request.by(actor, "RequestErasure", now);
        let tx = self.store.begin(Scope::Platform("request_erasure"), "request_erasure").await?;
        if let Some(requested) = tx.recall(&attempt).await? {
            return Ok(requested);
        }
        let organisation = store::organisation::lock(&tx, organisation).await?;
        let organisation = organisation.ok_or_else(organisation_not_found)?;
        let earlier = store::erasure::of(&tx, organisation.id).await?;
        let (erasure, event) = Erasure::request(
            ErasureId::generate(),
            &organisation,
            earlier.as_ref(),
            instruction,
            actor,
            now,
        )?;
        insert(&tx, &erasure).await?;
        let requested = ErasureRequested { erasure: erasure.id, revision: erasure.revision };
        tx.remember(&attempt, &requested).await?;
        feed::tell(&tx, &facts::fact(&event, &Operator::of(actor), now)).await?;
        tx.commit().await?;
        Ok(requested)
    }
}

async fn insert(tx: &Tx, erasure: &Erasure) -> Result<(), Fault> {
    match store::erasure::insert(tx, erasure).await {
        Err(error) if error.is_duplicate() => Err(RequestErasureRefusal::UnderWay.into()),
        inserted => Ok(inserted?),
    }
}
