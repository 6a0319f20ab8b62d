//! The verbs of accounts: one file each. Only this room knows the domain, the store and the facts at once.

mod authenticate;
mod batch_get_accounts;
mod batch_get_organisations;
mod bootstrap;
mod cancel_erasure;
mod carry_out_erasures;
mod confirm_erasure;
mod create_account;
mod create_api_client;
mod device;
mod erasure_statement;
mod export_organisation;
mod founding;
mod get_certificate;
mod get_erasure;
mod get_erasure_attestation;
mod get_trust;
mod issue_certificate;
mod issue_token;
mod list_accounts;
mod list_certificates;
mod list_erasures;
mod list_mail_addresses;
mod list_organisations;
mod name_organisation;
mod register_organisation;
mod request_erasure;
mod revoke_certificate;
mod sign_in;
mod sign_out;
mod start_export;

use std::sync::Arc;

use ::store::{Attempt, Scope, Store, Tx};
use attestation::Attestor;
use calendar::Clock;
use chassis::Backups;
use chrono::{DateTime, Utc};
use envelope::{Keyring, Opening, Who};
use fault::Fault;
use identity::{Actor, ActorKind, ActorSigner};
use ids::OrganisationId;
use tokio::sync::Notify;
use uuid::Uuid;

use self::get_trust::KeptList;
pub(crate) use self::{
    authenticate::{Credential, Identity, Shown},
    batch_get_accounts::People,
    founding::Founded,
    get_certificate::ShownCertificate,
    get_erasure::ShownErasure,
    issue_certificate::NewDevice,
    list_mail_addresses::MailAddresses,
};
use crate::{
    authority::Authority,
    domain::{
        access::{self, Verb},
        account::Home,
        secret::Secret,
    },
    hasher::Hasher,
};

/// Use cases that look beyond one organisation, and why. Nothing else may open such a transaction.
pub const PLATFORM: &[(&str, &str)] = &[
    ("bootstrap", "there is no organisation yet"),
    ("register_organisation", "writes the rows of an organisation that is not the actor's"),
    ("find_device", "a fingerprint says which organisation it is"),
    ("authenticate", "a secret says which organisation it is"),
    ("sign_out", "a secret says which organisation it is"),
    ("get_trust", "one list of every organisation's revoked certificates"),
    ("list_mail_addresses", "notifications ask on nobody's behalf"),
    ("name_organisation", "claims asks on nobody's behalf"),
    ("request_erasure", "is about an organisation that is not the actor's"),
    ("confirm_erasure", "shuts out the people of an organisation that is not the actor's"),
    ("cancel_erasure", "is about an organisation that is not the actor's"),
    ("read_erasures", "they are about organisations that are not the actor's"),
    ("carry_out_erasures", "buries an organisation when nobody asks"),
];

/// Everything the verbs need.
#[derive(Clone)]
pub(crate) struct App {
    store: Store,
    keys: Keyring,
    clock: Arc<dyn Clock>,
    hasher: Hasher,
    authority: Arc<Authority>,
    signer: Arc<ActorSigner>,
    kept_list: KeptList,
    attestor: Attestor,
    backups: Backups,
    /// An erasure was confirmed.
    confirmed: Arc<Notify>,
}

/// What accounts keeps secret, opened.
pub(crate) struct Secrets {
    pub(crate) authority: Authority,
    pub(crate) signer: ActorSigner,
    pub(crate) attestor: Attestor,
}

/// A mutating request: its id, and its whole content, by which a repeat is known.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The caller's id of it.
    pub(crate) id: Uuid,
    /// The message, encoded.
    pub(crate) content: Vec<u8>,
}

impl App {
    /// The verbs over a database, a clock, and the keys.
    pub(crate) fn new(
        store: Store,
        keys: Keyring,
        clock: Arc<dyn Clock>,
        hasher: Hasher,
        Secrets { authority, signer, attestor }: Secrets,
        backups: Backups,
    ) -> Self {
        let (authority, signer) = (Arc::new(authority), Arc::new(signer));
        let (kept_list, confirmed) = (KeptList::default(), Arc::default());
        Self { store, keys, clock, hasher, authority, signer, attestor, backups, kept_list, confirmed }
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

impl Request {
    fn by(&self, actor: &Actor, rpc: &'static str, at: DateTime<Utc>) -> Attempt {
        Attempt {
            organisation: actor.organisation,
            caller: actor.id,
            rpc,
            request_id: self.id,
            content: self.content.clone(),
            at,
        }
    }

    /// By a workload, for itself.
    fn by_platform(&self, rpc: &'static str, at: DateTime<Utc>) -> Attempt {
        let organisation = OrganisationId::from(Uuid::nil());
        Attempt {
            organisation,
            caller: Uuid::nil(),
            rpc,
            request_id: self.id,
            content: self.content.clone(),
            at,
        }
    }
}

/// Refuses what the table of access does not allow.
fn allow(actor: &Actor, verb: Verb) -> Result<(), Fault> {
    Ok(access::check(actor, verb)?)
}

/// Refuses to add anything to an organisation that was closed; it stays open until the transaction ends.
async fn stays_open(tx: &Tx, organisation: OrganisationId) -> Result<(), Fault> {
    if crate::store::organisation::stays_open(tx, organisation).await? {
        return Ok(());
    }
    Err(Fault::refused("ORGANISATION_CLOSED").message("the organisation is closed"))
}

fn organisation_not_found() -> Fault {
    Fault::not_found("ORGANISATION_NOT_FOUND")
}

fn erasure_not_found() -> Fault {
    Fault::not_found("ERASURE_NOT_FOUND")
}

/// The actor's own organisation.
const fn own(actor: &Actor) -> Scope {
    Scope::organisation(actor.organisation, actor.organisation_kind)
}

/// In the actor's name, for a use case.
fn opening(actor: &Actor, why: &'static str) -> Opening {
    let who = match actor.kind {
        ActorKind::Account => Who::Account(actor.id.into()),
        ActorKind::ApiClient => Who::ApiClient(actor.id.into()),
    };
    Opening { who, why }
}

const fn home(actor: &Actor) -> Home {
    Home { organisation: actor.organisation, kind: actor.organisation_kind }
}

/// A fresh secret.
fn secret() -> Result<Secret, Fault> {
    let mut random = [0; 32];
    aws_lc_rs::rand::fill(&mut random).map_err(|_| Fault::internal("RANDOMNESS"))?;
    Ok(Secret::new(random))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::PLATFORM;

    #[test]
    fn every_platform_transaction_is_in_the_table_and_the_other_way_round() {
        let listed: BTreeSet<_> = PLATFORM.iter().map(|(purpose, _)| (*purpose).to_owned()).collect();
        assert_eq!(testkit::platform_purposes(env!("CARGO_MANIFEST_DIR")), listed);
    }
}
