//! A claim, or what stays of one.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{ClaimId, LabelId, OrganisationId, Personal, PolicyId};
use money::Yen;
use serde::{Deserialize, Serialize};

use crate::domain::{
    benefit::{Assessment, Cause},
    claim::{Approval, Claim, Consent, ConsentMeans, Cover, Denial, State, Status, Submission},
    plan::{Covered, Plan},
    policy::PolicyNumber,
    quantity::Quantity,
    reason::Reason,
    tombstone::{Closed, Tombstone},
    treatment::{Line, OtherPolicy, Treatment},
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
    reason_code: Option<String>,
    explanation: Option<String>,
    pub(in crate::app) label_ids: Vec<LabelId>,
    started_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TreatmentRecord {
    diagnosis: String,
    diagnosis_code: Option<String>,
    cause: Cause,
    onset_on: Option<NaiveDate>,
    note: String,
    lines: Vec<LineRecord>,
    discount_yen: i64,
    other_insurance: Option<Vec<OtherRecord>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherRecord {
    insurer: String,
    paid_yen: Option<i64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineRecord {
    service_on: NaiveDate,
    care_type: String,
    item: String,
    quantity_milli: i64,
    unit_price_yen: i64,
    insured: bool,
    excluded_as: Option<Reason>,
    circumstance: Option<Covered>,
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
            reason_code: denial.map(|it| it.reason_code.clone()),
            explanation: denial.map(|it| it.explanation.expose().clone()),
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
            started_at: self.started_at,
            changed_at: self.changed_at,
        };
        let is_sum = claim.treatment.total().ok().map(Yen::get) == self.total_yen;
        let is_benefit = claim.state.approval().map(|it| it.assessment.benefit.get()) == self.benefit_yen;
        (is_sum && is_benefit).then_some(claim)
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
            Status::Approved => {
                let (decided_at, assessment) = (self.decided_at?, self.assessment.clone()?);
                State::Approved(submission, Approval { decided_at, assessment })
            }
            Status::Denied => {
                let denial = Denial {
                    decided_at: self.decided_at?,
                    reason_code: self.reason_code.clone()?,
                    explanation: Personal::new(self.explanation.clone()?),
                };
                State::Denied(submission, denial)
            }
        })
    }
}

impl TreatmentRecord {
    fn of(treatment: &Treatment) -> Self {
        let Treatment { diagnosis, diagnosis_code, cause, onset_on, note, lines, discount, other_insurance } =
            treatment;
        Self {
            diagnosis: diagnosis.expose().clone(),
            diagnosis_code: diagnosis_code.map(|code| code.as_str().to_owned()),
            cause: *cause,
            onset_on: *onset_on,
            note: note.expose().clone(),
            lines: lines.iter().map(LineRecord::of).collect(),
            discount_yen: discount.get(),
            other_insurance: other_insurance
                .as_ref()
                .map(|others| others.iter().map(OtherRecord::of).collect()),
        }
    }

    fn treatment(self) -> Option<Treatment> {
        let code = self.diagnosis_code.map(|code| code.parse());
        Some(Treatment {
            diagnosis: Personal::new(self.diagnosis),
            diagnosis_code: code.transpose().ok()?,
            cause: self.cause,
            onset_on: self.onset_on,
            note: Personal::new(self.note),
            lines: self.lines.into_iter().map(LineRecord::line).collect::<Option<_>>()?,
            discount: Yen::new(self.discount_yen),
            other_insurance: self
                .other_insurance
                .map(|others| others.into_iter().map(OtherRecord::other).collect()),
        })
    }
}

impl OtherRecord {
    fn of(other: &OtherPolicy) -> Self {
        Self { insurer: other.insurer.expose().clone(), paid_yen: other.paid.map(Yen::get) }
    }

    fn other(self) -> OtherPolicy {
        OtherPolicy { insurer: Personal::new(self.insurer), paid: self.paid_yen.map(Yen::new) }
    }
}

impl LineRecord {
    fn of(line: &Line) -> Self {
        let Line { service_on, care, item, quantity, unit_price, insured, excluded_as, circumstance } = line;
        Self {
            service_on: *service_on,
            care_type: care.as_str().to_owned(),
            item: item.expose().clone(),
            quantity_milli: quantity.get(),
            unit_price_yen: unit_price.get(),
            insured: *insured,
            excluded_as: *excluded_as,
            circumstance: *circumstance,
        }
    }

    fn line(self) -> Option<Line> {
        Some(Line {
            service_on: self.service_on,
            care: self.care_type.parse().ok()?,
            item: Personal::new(self.item),
            quantity: Quantity::milli(self.quantity_milli).ok()?,
            unit_price: Yen::new(self.unit_price_yen),
            insured: self.insured,
            excluded_as: self.excluded_as,
            circumstance: self.circumstance,
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
