//! What a new organisation begins with: itself, its first administrator and its first certificate, or nothing of it.

use ::store::{Attempt, Tx};
use chrono::{DateTime, Utc};
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
    facts, store,
};

/// What an organisation begins with.
pub(super) struct Founding {
    pub(super) organisation: (Organisation, Event),
    pub(super) administrator: Person,
    pub(super) password: PasswordHash,
    pub(super) device: NewDevice,
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
    /// Writes it all, remembers the answer, tells the facts; the caller commits.
    pub(super) async fn found(
        &self,
        tx: &Tx,
        attempt: &Attempt,
        founding: Founding,
        by: &Operator,
    ) -> Result<Founded, Fault> {
        let Founding { organisation: (organisation, registered), administrator, password, device } = founding;
        let now = attempt.at;
        let home = Home { organisation: organisation.id, kind: organisation.kind };
        let (account, created) = Account::create_first(AccountId::generate(), home, administrator, now)
            .map_err(|refusal| refusal.at("administrator.roles"))?;
        let signed = self.authority.sign(&device.request, &device.label, organisation.id, now)?;
        let (certificate, issued) =
            Certificate::issue(CertificateId::generate(), organisation.id, device.label, signed, now);
        insert(tx, &organisation, &account, &password, &certificate).await?;
        let founded = Founded {
            organisation: organisation.id,
            account: account.id,
            certificate: certificate.id,
            chain_pem: self.authority.chain_pem(&certificate.signed.der),
        };
        tx.remember(attempt, &founded).await?;
        tell(tx, &[registered, created, issued], by, now).await?;
        Ok(founded)
    }

    /// An earlier answer, with the chain that was not kept.
    pub(super) async fn found_again(&self, tx: &Tx, founded: Founded) -> Result<Founded, Fault> {
        let certificate = store::certificate::get(tx, founded.certificate).await?;
        let chain_pem = certificate.map(|certificate| self.authority.chain_pem(&certificate.signed.der));
        Ok(Founded { chain_pem: chain_pem.unwrap_or_default(), ..founded })
    }
}

async fn insert(
    tx: &Tx,
    organisation: &Organisation,
    account: &Account,
    password: &PasswordHash,
    certificate: &Certificate,
) -> Result<(), Fault> {
    match store::organisation::insert(tx, organisation).await {
        Err(error) if error.is_duplicate() => return Err(name_taken()),
        inserted => inserted?,
    }
    store::account::insert(tx, account, password).await?;
    store::certificate::insert(tx, certificate).await?;
    Ok(())
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
