//! What a new organisation begins with: itself, its first administrator and its first certificate, or nothing of it.

use ::store::{Attempt, Tx};
use chrono::{DateTime, Utc};
use envelope::Opening;
use fault::Fault;
use feed::Operator;
use ids::{AccountId, CertificateId, OrganisationId};
use serde::{Deserialize, Serialize};

use super::{App, NewDevice};
use crate::{
    domain::{
        account::{Account, Home, Person},
        certificate::Certificate,
        event::Event,
        organisation::Organisation,
        password::PasswordHash,
    },
    facts,
    store::{self, account::Inserted},
};

/// What an organisation begins with.
pub(super) struct Founding {
    pub(super) organisation: (Organisation, Event),
    pub(super) administrator: Person,
    pub(super) password: PasswordHash,
    pub(super) device: NewDevice,
    /// In whose name.
    pub(super) opening: Opening,
}

/// What was founded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Founded {
    pub(crate) organisation: OrganisationId,
    pub(crate) account: AccountId,
    pub(crate) certificate: CertificateId,
    /// Nobody could sign in to fetch it. Not kept for a repeat: the certificate is in its own table.
    #[serde(skip)]
    pub(crate) chain_pem: String,
}

impl App {
    /// Writes it all, remembers the answer, tells the facts; the caller commits. Everything else is looked at before the
    /// organisation's keys are missed: a KMS key cannot be taken back, so there is none for an organisation that is refused.
    pub(super) async fn found(
        &self,
        tx: &Tx,
        attempt: &Attempt,
        founding: &Founding,
        by: &Operator,
    ) -> Result<Founded, Fault> {
        let Founding { organisation: (organisation, registered), administrator, password, device, opening } =
            founding;
        let now = attempt.at;
        let home = Home { organisation: organisation.id, kind: organisation.kind };
        let (member, created) =
            Account::create_first(AccountId::generate(), home, administrator.clone(), now)
                .map_err(|refusal| refusal.at("administrator.roles"))?;
        let signed = self.authority.sign(&device.request, &device.label, organisation.id, now)?;
        let label = device.label.clone();
        let (certificate, issued) =
            Certificate::issue(CertificateId::generate(), organisation.id, label, signed, now);
        insert_organisation(tx, organisation).await?;
        match store::account::insert(tx, &self.keys, &member, password, opening).await? {
            Inserted::Added => {}
            Inserted::Taken | Inserted::Overtaken => {
                return Err(Fault::internal("DATABASE").source("a new organisation had accounts"));
            }
        }
        store::certificate::insert(tx, &certificate).await?;
        let founded = Founded {
            organisation: organisation.id,
            account: member.account.id,
            certificate: certificate.id,
            chain_pem: self.authority.chain_pem(&certificate.signed.der),
        };
        tx.remember(attempt, &founded).await?;
        tell(tx, &[registered.clone(), created, issued], by, now).await?;
        Ok(founded)
    }

    /// An earlier answer, with the chain that was not kept.
    pub(super) async fn found_again(&self, tx: &Tx, founded: Founded) -> Result<Founded, Fault> {
        let certificate = store::certificate::get(tx, founded.certificate).await?;
        let chain_pem = certificate.map(|certificate| self.authority.chain_pem(&certificate.signed.der));
        Ok(Founded { chain_pem: chain_pem.unwrap_or_default(), ..founded })
    }
}

async fn insert_organisation(tx: &Tx, organisation: &Organisation) -> Result<(), Fault> {
    match store::organisation::insert(tx, organisation).await {
        Err(error) if error.is_duplicate() => Err(name_taken()),
        inserted => Ok(inserted?),
    }
}

async fn tell(tx: &Tx, events: &[Event], by: &Operator, at: DateTime<Utc>) -> Result<(), Fault> {
    for event in events {
        feed::tell(tx, &facts::fact(event, by, at)).await?;
    }
    Ok(())
}

fn name_taken() -> Fault {
    Fault::refused("ORGANISATION_NAME_TAKEN").violation("name", "TAKEN", "an organisation has this name")
}
