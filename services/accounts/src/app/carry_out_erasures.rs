//! Carries out what is confirmed: first the KMS key is destroyed, outside of any transaction and again until the KMS has
//! done it; then one transaction buries the rows, keeps the attestation and tells the others. Whatever dies in between is
//! done again: a key is destroyed twice without harm, and a burial happens once, since it asks for the state it ends.

use std::time::Duration;

use ::store::Scope;
use attestation::Attested;
use chrono::{DateTime, Utc};
use fault::Fault;
use feed::Operator;
use ids::{ErasureId, OrganisationId};
use tokio_util::sync::CancellationToken;

use super::{
    App, erasure_not_found,
    erasure_statement::{Setting, statement},
    organisation_not_found,
};
use crate::{
    domain::{
        erasure::{CarryOutRefusal, End, Erasure},
        event::Event,
        organisation::Organisation,
    },
    facts, store,
};

/// How often it looks when nobody here has confirmed anything: another process may have, and then died.
const LOOK: Duration = Duration::from_secs(60);
/// How long it waits after a failure at first, twice as long after the next.
const PAUSE: Duration = Duration::from_secs(5);
/// How long it waits after a failure at most.
const LONGEST: Duration = Duration::from_secs(600);

/// How an organisation ends.
struct Ending {
    end: End,
    at: DateTime<Utc>,
    operator: OrganisationId,
}

/// An organisation's last change, decided and not written.
struct Buried {
    erasure: Erasure,
    organisation: Organisation,
    event: Event,
}

impl App {
    /// Carries out erasures until shutdown.
    pub(crate) async fn keep_erasing(self, shutdown: CancellationToken) {
        let mut pause = PAUSE;
        while !shutdown.is_cancelled() {
            let mut wait = LOOK;
            if self.carry_out_erasures().await {
                pause = PAUSE;
            } else {
                wait = pause;
                pause = (pause * 2).min(LONGEST);
            }
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.confirmed.notified() => {}
                () = shutdown.cancelled() => {}
            }
        }
    }

    /// Carries out every confirmed erasure; whether all went well. One that fails does not hold up the others.
    async fn carry_out_erasures(&self) -> bool {
        let confirmed = match self.confirmed_erasures().await {
            Ok(confirmed) => confirmed,
            Err(fault) => {
                tracing::warn!(%fault, "erasures cannot be looked for; trying again");
                return false;
            }
        };
        let mut went_well = true;
        for Erasure { id, organisation, .. } in confirmed {
            match self.carry_out_erasure(id, organisation).await {
                Ok(()) => tracing::info!(erasure = %id, %organisation, "an organisation is erased"),
                Err(fault) => {
                    went_well = false;
                    tracing::warn!(%fault, erasure = %id, "an erasure is not carried out yet; trying again");
                }
            }
        }
        went_well
    }

    async fn confirmed_erasures(&self) -> Result<Vec<Erasure>, Fault> {
        let tx = self.store.read(Scope::Platform("carry_out_erasures"), "confirmed_erasures").await?;
        Ok(store::erasure::confirmed(&tx).await?)
    }

    async fn carry_out_erasure(&self, id: ErasureId, organisation: OrganisationId) -> Result<(), Fault> {
        let destruction = self.keys.erase(organisation).await?;
        let at = self.now();
        let end = End::new(at, destruction.gone_by, self.backups.kept_days);
        if let Some((ending, attested)) = self.attest_erasure(id, end, at).await? {
            self.bury(id, &ending, attested).await?;
        }
        self.keys.forget(organisation);
        Ok(())
    }

    /// Signs what the burial is about to do; nothing when another process has done it. Before the transaction, since drawing
    /// a page takes its time.
    async fn attest_erasure(
        &self,
        id: ErasureId,
        end: End,
        at: DateTime<Utc>,
    ) -> Result<Option<(Ending, Attested)>, Fault> {
        let tx = self.store.read(Scope::Platform("carry_out_erasures"), "attest_erasure").await?;
        let erasure = store::erasure::get(&tx, id).await?.ok_or_else(erasure_not_found)?;
        let organisation = store::organisation::get(&tx, erasure.organisation).await?;
        let operator = store::organisation::operator(&tx).await?.ok_or_else(organisation_not_found)?.id;
        drop(tx);
        let ending = Ending { end, at, operator };
        let Some(buried) = ending.of(erasure, organisation)? else { return Ok(None) };
        let setting = Setting {
            issuer: self.attestor.issuer(),
            kms_key: &self.keys.kms_key(buried.organisation.id),
            backups_kept_days: self.backups.kept_days,
            at,
        };
        let Some(statement) = statement(&buried.erasure, &buried.organisation, setting) else {
            return Ok(None);
        };
        let attested = self.attestor.attest(&statement);
        Ok(Some((ending, attested.map_err(|why| Fault::internal("ATTESTATION").source(why))?)))
    }

    /// Everything but the key, in one transaction, once.
    async fn bury(&self, id: ErasureId, ending: &Ending, attested: Attested) -> Result<(), Fault> {
        let tx = self.store.begin(Scope::Platform("carry_out_erasures"), "bury_organisation").await?;
        let erasure = store::erasure::lock(&tx, id).await?.ok_or_else(erasure_not_found)?;
        let organisation = store::organisation::lock(&tx, erasure.organisation).await?;
        let Some(Buried { erasure, organisation, event }) = ending.of(erasure, organisation)? else {
            return Ok(());
        };
        let saved = store::erasure::save(&tx, &erasure).await?;
        if !saved || !store::organisation::save(&tx, &organisation).await? {
            return Err(Fault::internal("DATABASE").source("a row that is held has changed"));
        }
        store::burial::bury(&tx, organisation.id).await?;
        store::erasure::keep_attestation(&tx, erasure.id, attested.json, attested.pdf).await?;
        feed::tell(&tx, &facts::fact(&event, &Operator::system(), ending.at)).await?;
        Ok(tx.commit().await?)
    }
}

impl Ending {
    /// The last change; nothing when another process has made it.
    fn of(&self, erasure: Erasure, organisation: Option<Organisation>) -> Result<Option<Buried>, Fault> {
        let (mut erasure, mut organisation) = (erasure, organisation.ok_or_else(organisation_not_found)?);
        match erasure.carry_out(&mut organisation, self.end, self.operator, self.at) {
            Ok(event) => Ok(Some(Buried { erasure, organisation, event })),
            Err(CarryOutRefusal::NotConfirmed) => Ok(None),
        }
    }
}
