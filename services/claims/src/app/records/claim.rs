//! A claim, or what stays of one.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{ClaimId, LabelId, OrganisationId, Personal, PolicyId};
use money::Yen;
use serde::{Deserialize, Serialize};

use crate::domain::{
    benefit::Assessment,
    check::Checked,
    claim::{
        Approval, Claim, Consent, ConsentMeans, Cover, Denial, Outcome, ReturnRecord, State, Status,
        Submission,
    },
    plan::Plan,
    policy::PolicyNumber,
    reason::Reason,
    tombstone::{Closed, Tombstone},
    treatment::TreatmentRecord,
};

/// A line of the records of claims.
#[derive(Deserialize)]
#[serde(untagged)]
pub(in crate::app) enum KeptRecord {
    /// All of a claim.
    Whole(Box<ClaimRecord>),
    /// What stays of one.
    Closed(Box<TombstoneRecord>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::app) struct ClaimRecord {
    id: ClaimId,
    revision: i64,
    status: String,
    clinic_id: OrganisationId,
    insurer_id: OrganisationId,
    policy_id: PolicyId,
    policy_number: String,
    plan: Plan,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    first_starts_on: NaiveDate,
    pet_name: String,
    species: String,
    policyholder_name: String,
    policyholder_kana: String,
    treatment: TreatmentRecord,
    total_yen: Option<i64>,
    receipt_number: Option<String>,
    consent_version: Option<String>,
    consent_means: Option<ConsentMeans>,
    submitted_at: Option<DateTime<Utc>>,
    decided_at: Option<DateTime<Utc>>,
    benefit_yen: Option<i64>,
    assessment: Option<Assessment>,
    automatic: bool,
    reason_code: Option<Reason>,
    explanation: Option<String>,
    returns: Vec<ReturnRecord>,
    checked: Option<Checked>,
    pub(in crate::app) label_ids: Vec<LabelId>,
    started_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::app) struct TombstoneRecord {
    id: ClaimId,
    revision: i64,
    status: String,
    clinic_id: OrganisationId,
    insurer_id: OrganisationId,
    receipt_number: String,
    submitted_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    service_on: Option<NaiveDate>,
    total_yen: i64,
    benefit_yen: Option<i64>,
    pub(in crate::app) label_ids: Vec<LabelId>,
    started_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    erased_at: Option<DateTime<Utc>>,
    /// Its insurer's keys, or its use, are stopped: the rest is there.
    unavailable: bool,
}

impl ClaimRecord {
    pub(in crate::app) fn of(claim: &Claim, labels: &[LabelId]) -> Self {
        let Claim {
            id,
            revision,
            clinic,
            insurer,
            cover,
            treatment,
            documents: _,
            state,
            returns,
            checked,
            started_at,
            changed_at,
        } = claim;
        let Cover {
            policy,
            policy_number,
            plan,
            starts_on,
            ends_on,
            first_starts_on,
            pet_name,
            species,
            policyholder_name,
            policyholder_kana,
        } = cover;
        let (submission, approval, denial) = (state.submission(), state.approval(), state.denial());
        Self {
            id: *id,
            revision: *revision,
            status: state.status().as_str().to_owned(),
            clinic_id: *clinic,
            insurer_id: *insurer,
            policy_id: *policy,
            policy_number: policy_number.as_str().to_owned(),
            plan: plan.clone(),
            starts_on: *starts_on,
            ends_on: *ends_on,
            first_starts_on: *first_starts_on,
            pet_name: pet_name.expose().clone(),
            species: species.clone(),
            policyholder_name: policyholder_name.expose().clone(),
            policyholder_kana: policyholder_kana.expose().clone(),
            treatment: TreatmentRecord::of(treatment),
            total_yen: treatment.total().ok().map(Yen::get),
            receipt_number: submission.map(|it| it.receipt_number.clone()),
            consent_version: submission.map(|it| it.consent.version.clone()),
            consent_means: submission.map(|it| it.consent.means),
            submitted_at: submission.map(|it| it.submitted_at),
            decided_at: state.decided_at(),
            benefit_yen: approval.map(|it| it.assessment.benefit.get()),
            assessment: approval.map(|it| it.assessment.clone()),
            automatic: approval.is_some_and(|it| it.automatic),
            reason_code: denial.map(|it| it.reason),
            explanation: denial.map(|it| it.explanation.expose().clone()),
            returns: returns.iter().map(ReturnRecord::of).collect(),
            checked: checked.clone(),
            label_ids: labels.to_vec(),
            started_at: *started_at,
            changed_at: *changed_at,
        }
    }

    /// The claim without its documents; nothing when there could be no such.
    pub(in crate::app) fn claim(self) -> Option<Claim> {
        let state = self.state()?;
        let claim = Claim {
            id: self.id,
            revision: self.revision,
            clinic: self.clinic_id,
            insurer: self.insurer_id,
            cover: Cover {
                policy: self.policy_id,
                policy_number: PolicyNumber::parse(&self.policy_number).ok()?,
                plan: self.plan,
                starts_on: self.starts_on,
                ends_on: self.ends_on,
                first_starts_on: self.first_starts_on,
                pet_name: Personal::new(self.pet_name),
                species: self.species,
                policyholder_name: Personal::new(self.policyholder_name),
                policyholder_kana: Personal::new(self.policyholder_kana),
            },
            treatment: self.treatment.treatment()?,
            documents: vec![],
            state,
            returns: self.returns.into_iter().map(ReturnRecord::returned).collect::<Option<_>>()?,
            checked: self.checked,
            started_at: self.started_at,
            changed_at: self.changed_at,
        };
        let is_sum = claim.treatment.total().ok().map(Yen::get) == self.total_yen;
        let is_benefit = claim.state.approval().map(|it| it.assessment.benefit.get()) == self.benefit_yen;
        let was_returned = claim.state.status() != Status::Returned || !claim.returns.is_empty();
        (is_sum && is_benefit && was_returned).then_some(claim)
    }

    fn state(&self) -> Option<State> {
        let status = Status::parse(&self.status)?;
        if status == Status::Draft {
            return Some(State::Draft);
        }
        let submission = Submission {
            receipt_number: self.receipt_number.clone()?,
            submitted_at: self.submitted_at?,
            consent: Consent { version: self.consent_version.clone()?, means: self.consent_means? },
        };
        Some(match status {
            Status::Draft | Status::Submitted => State::Submitted(submission),
            Status::Returned => State::Returned(submission),
            Status::Withdrawn => State::Withdrawn(submission, self.decided_at?),
            Status::Approved | Status::PartiallyApproved | Status::Absorbed => {
                let outcome = Outcome::of_status(status)?;
                let (decided_at, assessment) = (self.decided_at?, self.assessment.clone()?);
                State::Approved(
                    submission,
                    Approval { decided_at, outcome, automatic: self.automatic, assessment },
                )
            }
            Status::Denied => {
                let denial = Denial {
                    decided_at: self.decided_at?,
                    reason: self.reason_code?,
                    explanation: Personal::new(self.explanation.clone()?),
                };
                State::Denied(submission, denial)
            }
        })
    }
}

impl TombstoneRecord {
    pub(in crate::app) fn of(stone: &Tombstone, labels: &[LabelId]) -> Self {
        let Tombstone {
            id,
            revision,
            clinic,
            insurer,
            status,
            receipt_number,
            submitted_at,
            decided_at,
            service_on,
            total,
            benefit,
            started_at,
            changed_at,
            why,
        } = stone;
        let (erased_at, unavailable) = match why {
            Closed::Erased(at) => (Some(*at), false),
            Closed::Unavailable | Closed::Stopped => (None, true),
        };
        Self {
            id: *id,
            revision: *revision,
            status: status.as_str().to_owned(),
            clinic_id: *clinic,
            insurer_id: *insurer,
            receipt_number: receipt_number.clone(),
            submitted_at: *submitted_at,
            decided_at: *decided_at,
            service_on: *service_on,
            total_yen: total.get(),
            benefit_yen: benefit.map(Yen::get),
            label_ids: labels.to_vec(),
            started_at: *started_at,
            changed_at: *changed_at,
            erased_at,
            unavailable,
        }
    }

    /// Which claim it is of.
    pub(in crate::app) const fn id(&self) -> ClaimId {
        self.id
    }

    /// Whether the rest was not erased: it is with whoever keeps it.
    pub(in crate::app) const fn is_elsewhere(&self) -> bool {
        self.unavailable
    }

    /// What stays; nothing when there could be no such.
    pub(in crate::app) fn tombstone(self) -> Option<Tombstone> {
        let status = Status::parse(&self.status).filter(|status| *status != Status::Draft)?;
        Some(Tombstone {
            id: self.id,
            revision: self.revision,
            clinic: self.clinic_id,
            insurer: self.insurer_id,
            status,
            receipt_number: self.receipt_number,
            submitted_at: self.submitted_at,
            decided_at: self.decided_at,
            service_on: self.service_on,
            total: Yen::new(self.total_yen),
            benefit: self.benefit_yen.map(Yen::new),
            started_at: self.started_at,
            changed_at: self.changed_at,
            why: Closed::Erased(self.erased_at?),
        })
    }
}
