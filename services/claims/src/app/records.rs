//! What leaves and comes back of policies, claims, documents and requests of data subjects: the words of the API, and all that the
//! rows hold.

mod claim;
mod document;
mod plan;
mod policy;
mod review_rules;
mod subject_request;

pub(super) use self::{
    claim::{ClaimRecord, KeptRecord, TombstoneRecord},
    document::DocumentRecord,
    plan::PlanRecord,
    policy::{ContractRecord, PolicyMarkRecord, PolicyRecord},
    review_rules::ReviewRulesRecord,
    subject_request::SubjectRequestRecord,
};
