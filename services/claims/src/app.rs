//! One verb, one file: the listing of this folder is the list of things that can happen to claims and policies.

mod add_document;
mod approve_claim;
mod bury_erased;
mod by;
mod carry_out_subject_request;
mod check_claims;
mod contract_clinic;
mod count_claims;
mod deny_claim;
mod describe_treatment;
mod dossier;
mod estimate_claim;
mod export_organisation;
mod find_policy;
mod follow_accounts;
mod follow_labels;
mod get_claim;
mod get_mail_context;
mod get_plan;
mod get_review_rules;
mod get_subject_file;
mod get_subject_request;
mod identify_subject;
mod import_organisation;
mod inspect_claim;
mod keep_subject_clock;
mod list_claims;
mod list_plans;
mod list_policies;
mod list_subject_requests;
mod look_up_policy;
mod over;
mod publish_plan;
mod read_document;
mod receive_subject_request;
mod records;
mod refusal;
mod refuse_subject_request;
mod register_policy;
mod remove_document;
mod resume_use;
mod return_claim;
mod search;
mod set_review_rules;
mod start_draft;
mod subject_answer;
mod subject_statement;
mod submit_claim;
mod sweep_documents;
mod wait_for_labels;
mod withdraw_claim;

use std::sync::Arc;

use ::store::{Store, Tx};
use attestation::Attestor;
use calendar::Clock;
use chassis::Backups;
use chrono::{DateTime, Utc};
use envelope::Keyring;
use fault::Fault;
use tokio::sync::Notify;

pub use add_document::{Opening, Part};

pub use by::By;

pub use estimate_claim::Estimate;
pub use follow_accounts::FollowAccounts;
pub use follow_labels::FollowLabels;
pub use get_mail_context::MailContext;
pub use get_plan::PlanShown;
pub use get_subject_request::SubjectRequestShown;
pub use import_organisation::Importer;
pub use receive_subject_request::NewSubjectRequest;
pub use register_policy::{NewPolicy, PlanOf};
pub use subject_answer::{Names, SharedNames};

pub use submit_claim::{ClaimSubmitted, Submit};

use crate::{
    blobs::Blobs,
    domain::{
        access::{Act, may},
        subject_request::SubjectRequest,
    },
    store::Seals,
};

/// Whom we follow, and by which name the cursor is kept.
pub const LABELS: &str = "labels";
/// As [`LABELS`].
pub const ACCOUNTS: &str = "accounts";

/// Why a transaction runs on behalf of the platform and not of one organisation: these purposes and no others.
pub const PLATFORM: [(&str, &str); 8] = [
    ("bury_erased", "what an erased organisation leaves is nobody's"),
    ("check_claims", "an insurer's rules decide where none of its people does"),
    ("import_organisation", "the operator brings back what an organisation took with it"),
    ("inspect_claim", "support opens what is others', and they are told"),
    ("mail_context", "notifications ask on nobody's behalf"),
    ("settle_subject_request", "what a policyholder asks for reaches claims of clinics"),
    ("subject_clock", "a clock runs for every organisation"),
    ("sweep_documents", "bytes that no document owns are anybody's"),
];

/// What every verb works with.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The keys that personal data is sealed under.
    pub keys: Keyring,
    /// The documents.
    pub blobs: Blobs,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Who attests what was done for data subjects.
    pub attestor: Attestor,
    /// How long backups are kept, which attestations say.
    pub backups: Backups,
    /// Where names of organisations are known, which attestations say.
    pub names: SharedNames,
    /// Told of each submission: it is to be checked.
    pub submitted: Arc<Notify>,
}

impl App {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Begins a verb that changes something, for an actor who may.
    async fn begin(&self, by: &By, act: Act, name: &'static str) -> Result<Tx, Fault> {
        allow(by, act)?;
        Ok(self.store.begin(by.scope(), name).await?)
    }

    /// Begins a verb that only reads, for an actor who may.
    async fn read(&self, by: &By, act: Act, name: &'static str) -> Result<Tx, Fault> {
        allow(by, act)?;
        Ok(self.store.read(by.scope(), name).await?)
    }

    /// What personal columns are sealed and opened with, in the actor's name.
    fn seals(&self, by: &By, why: &'static str) -> Seals<'_> {
        Seals::new(&self.keys, by.opening(why))
    }
}

fn allow(by: &By, act: Act) -> Result<(), Fault> {
    if may(&by.actor, act) { Ok(()) } else { Err(Fault::forbidden("NOT_PERMITTED")) }
}

/// Not there, or not for the one who asks: the same to outsiders.
fn no_claim() -> Fault {
    Fault::not_found("CLAIM_NOT_FOUND")
}

/// As [`no_claim`].
fn no_policy() -> Fault {
    Fault::not_found("POLICY_NOT_FOUND")
}

/// As [`no_claim`].
fn no_subject_request() -> Fault {
    Fault::not_found("SUBJECT_REQUEST_NOT_FOUND")
}

/// The request, if it is one of the actor's insurer: for verbs whose scope sees more.
fn own_subject_request(by: &By, request: Option<SubjectRequest>) -> Result<SubjectRequest, Fault> {
    request.filter(|request| request.insurer == by.actor.organisation).ok_or_else(no_subject_request)
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
