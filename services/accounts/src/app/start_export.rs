//! Records that an organisation fetches everything that it owns, before its first byte leaves. Refuses programs, and an organisation
//! that is closed.

use chrono::{DateTime, Utc};
use fault::Fault;
use feed::Operator;
use identity::Actor;
use ids::OrganisationId;
use serde::{Deserialize, Serialize};

use super::{App, Request, allow, organisation_not_found, own, stays_open};
use crate::{
    domain::{access::Verb, event::Event},
    facts, store,
};

/// What the archive is called after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExportStarted {
    pub(crate) organisation: OrganisationId,
    pub(crate) code: Option<String>,
    pub(crate) at: DateTime<Utc>,
}

impl App {
    /// Begins an archive.
    pub(crate) async fn start_export(
        &self,
        actor: &Actor,
        request: &Request,
    ) -> Result<ExportStarted, Fault> {
        allow(actor, Verb::ExportOrganisation)?;
        let now = self.now();
        let attempt = request.by(actor, "StartExport", now);
        let tx = self.store.begin(own(actor), "start_export").await?;
        if let Some(started) = tx.recall(&attempt).await? {
            return Ok(started);
        }
        stays_open(&tx, actor.organisation).await?;
        let organisation = store::organisation::get(&tx, actor.organisation).await?;
        let organisation = organisation.ok_or_else(organisation_not_found)?;
        let code = organisation.code.map(|code| code.as_str().to_owned());
        let started = ExportStarted { organisation: organisation.id, code, at: now };
        tx.remember(&attempt, &started).await?;
        let event = Event::ArchiveFetched { organisation: organisation.id };
        feed::tell(&tx, &facts::fact(&event, &Operator::of(actor), now)).await?;
        tx.commit().await?;
        Ok(started)
    }
}
