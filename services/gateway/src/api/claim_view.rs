//! A claim as the API shows it.

use fault::Fault;
use proto::claims::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    names::{spelled, text, time},
    treatment_view::Treatment,
};
use crate::claim_status;

/// A claim in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClaimSummary {
    id: String,
    revision: i64,
    #[schema(example = "submitted")]
    status: String,
    /// 受付番号; null for a draft.
    #[schema(required)]
    receipt_number: Option<String>,
    clinic_id: String,
    insurer_id: String,
    pet_name: String,
    species: String,
    policyholder_name: String,
    diagnosis: String,
    /// 傷病コード.
    #[schema(required)]
    diagnosis_code: Option<String>,
    /// First 診療日.
    #[schema(required)]
    service_on: Option<String>,
    total_yen: i64,
    /// 保険金 once approved.
    #[schema(required)]
    benefit_yen: Option<i64>,
    label_ids: Vec<String>,
    changed_at: Option<String>,
    /// When what is personal in it was erased; names and diagnosis are empty then.
    #[serde(skip_serializing_if = "Option::is_none")]
    erased_at: Option<String>,
    /// Whether what is personal in it cannot be shown at present; the same is empty then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unavailable: bool,
    /// Whether the policyholder has stopped its use; the same is empty until it is resumed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stopped: bool,
}

/// A claim.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Claim {
    id: String,
    pub(super) revision: i64,
    #[schema(example = "approved")]
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt_number: Option<String>,
    clinic_id: String,
    insurer_id: String,
    policy_id: String,
    policy_number: String,
    pet_name: String,
    species: String,
    policyholder_name: String,
    treatment: Treatment,
    /// Amount of each line, in order.
    line_yen: Vec<i64>,
    total_yen: i64,
    documents: Vec<Document>,
    /// Labels of the asking organisation on it.
    label_ids: Vec<String>,
    started_at: Option<String>,
    changed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    benefit_yen: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assessment: Option<Assessment>,
    /// Whether the insurer's rules approved it, and no person.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    automatic: bool,
    /// What the automatic check has found; for its insurer.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<Check>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<String>,
    /// Each time it was returned, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    returns: Vec<Return>,
    /// When what is personal in it was erased; policy, names, treatment and documents are empty then.
    #[serde(skip_serializing_if = "Option::is_none")]
    erased_at: Option<String>,
    /// Whether what is personal in it cannot be shown at present; the same is empty then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unavailable: bool,
    /// Whether the policyholder has stopped its use; the same is empty until it is resumed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stopped: bool,
}

/// A 差戻し, and what was submitted then.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Return {
    returned_at: Option<String>,
    /// What clinic and policyholder are to know.
    message: String,
    /// What to mend, each at its place.
    points: Vec<ReturnPoint>,
    /// Until when.
    #[schema(required, format = Date)]
    due_on: Option<String>,
    submitted_at: Option<String>,
    treatment: Treatment,
    document_ids: Vec<String>,
}

/// What to mend at one place.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReturnPoint {
    /// `treatment.diagnosis`, `.onset_on`, `.note`, `.lines`, `.lines[0]`, `.discount_yen`, `.other_insurance`, or `documents`.
    #[schema(example = "treatment.onset_on")]
    pub(super) field: String,
    pub(super) message: String,
}

/// A document on a claim.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Document {
    id: String,
    kind: String,
    file_name: String,
    media_type: String,
    bytes: i64,
    sha256: String,
}

/// A computed benefit, explained.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Assessment {
    total_yen: i64,
    eligible_yen: i64,
    benefit_yen: i64,
    owner_share_yen: i64,
    steps: Vec<Step>,
    /// Each line, in the order of the claim.
    lines: Vec<AssessedLine>,
    /// What an approval comes to: `approved`, `partially_approved` or `absorbed`; `denied` where nothing is to be paid.
    outcome: String,
    /// Why nothing is to be paid, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_code: Option<String>,
}

/// A step of the computation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Step {
    unit: String,
    explanation: String,
    yen: i64,
    english_unit: String,
    english_explanation: String,
}

/// What an automatic check of a claim has found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Check {
    checked_at: Option<String>,
    /// What a person should look at; empty where it has passed.
    findings: Vec<Finding>,
}

/// Something that a person should look at.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Finding {
    #[schema(example = "duplicate")]
    code: String,
    /// The line that it is about, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<i32>,
    /// The other claim that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    claim_id: Option<String>,
}

impl From<pb::claim::Check> for Check {
    fn from(check: pb::claim::Check) -> Self {
        let findings = check.findings.into_iter().map(|finding| Finding {
            code: spelled!(finding.code, pb::FindingCode, "FINDING_CODE_"),
            line: Some(finding.line).filter(|line| *line > 0),
            claim_id: text(finding.claim_id),
        });
        Self { checked_at: time(check.checked_at), findings: findings.collect() }
    }
}

/// What becomes of a line.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AssessedLine {
    amount_yen: i64,
    eligible_yen: i64,
    benefit_yen: i64,
    /// Why nothing or not all is paid of it, such as `limit_unit`; null where all that is covered is paid.
    reason_code: Option<String>,
    explanation: String,
    english_explanation: String,
}

impl From<pb::ClaimSummary> for ClaimSummary {
    fn from(claim: pb::ClaimSummary) -> Self {
        Self {
            id: claim.id,
            revision: claim.revision,
            status: spelled!(claim.status, pb::ClaimStatus, "CLAIM_STATUS_"),
            receipt_number: text(claim.receipt_number),
            clinic_id: claim.clinic_id,
            insurer_id: claim.insurer_id,
            pet_name: claim.pet_name,
            species: claim.species,
            policyholder_name: claim.policyholder_name,
            diagnosis: claim.diagnosis,
            diagnosis_code: text(claim.diagnosis_code),
            service_on: text(claim.service_on),
            total_yen: claim.total_yen,
            benefit_yen: claim.benefit_yen,
            label_ids: claim.label_ids,
            changed_at: time(claim.changed_at),
            erased_at: time(claim.erased_at),
            unavailable: claim.unavailable,
            stopped: claim.stopped,
        }
    }
}

/// What a claim's state says beyond the claim itself.
#[derive(Default)]
struct Standing {
    receipt_number: Option<String>,
    submitted_at: Option<String>,
    decided_at: Option<String>,
    assessment: Option<Assessment>,
    automatic: bool,
    reason_code: Option<String>,
    explanation: Option<String>,
}

impl From<pb::claim::State> for Standing {
    fn from(state: pb::claim::State) -> Self {
        use pb::claim::State;
        match state {
            State::Draft(pb::claim::Draft {}) => Self::default(),
            State::Submitted(submitted) => Self {
                receipt_number: Some(submitted.receipt_number),
                submitted_at: time(submitted.submitted_at),
                ..Self::default()
            },
            State::Approved(approved) => Self {
                receipt_number: Some(approved.receipt_number),
                submitted_at: time(approved.submitted_at),
                decided_at: time(approved.decided_at),
                assessment: approved.assessment.map(Into::into),
                automatic: approved.automatic,
                ..Self::default()
            },
            State::Returned(returned) => Self {
                receipt_number: Some(returned.receipt_number),
                submitted_at: time(returned.submitted_at),
                ..Self::default()
            },
            State::Withdrawn(withdrawn) => Self {
                receipt_number: Some(withdrawn.receipt_number),
                submitted_at: time(withdrawn.submitted_at),
                decided_at: time(withdrawn.withdrawn_at),
                ..Self::default()
            },
            State::Denied(denied) => Self {
                receipt_number: Some(denied.receipt_number),
                submitted_at: time(denied.submitted_at),
                decided_at: time(denied.decided_at),
                reason_code: Some(denied.reason_code.to_ascii_lowercase()),
                explanation: Some(denied.explanation),
                ..Self::default()
            },
        }
    }
}

impl TryFrom<Option<pb::Claim>> for Claim {
    type Error = Fault;

    fn try_from(claim: Option<pb::Claim>) -> Result<Self, Fault> {
        let claim = claim.ok_or_else(|| Fault::internal("CLAIM_MISSING"))?;
        let state = claim.state.ok_or_else(|| Fault::internal("CLAIM_STATE_MISSING"))?;
        let status = claim_status::of(Some(&state));
        let mut standing = Standing::from(state);
        let returns = claim.returns.into_iter().map(Into::into).collect();
        let benefit_yen = standing.assessment.as_ref().map(|assessment| assessment.benefit_yen);
        if claim.erased_at.is_some() || claim.unavailable || claim.stopped {
            (standing.assessment, standing.reason_code, standing.explanation) = (None, None, None);
        }
        Ok(Self {
            id: claim.id,
            revision: claim.revision,
            status: spelled!(i32::from(status), pb::ClaimStatus, "CLAIM_STATUS_"),
            receipt_number: standing.receipt_number,
            clinic_id: claim.clinic_id,
            insurer_id: claim.insurer_id,
            policy_id: claim.policy_id,
            policy_number: claim.policy_number,
            pet_name: claim.pet_name,
            species: claim.species,
            policyholder_name: claim.policyholder_name,
            treatment: claim.treatment.unwrap_or_default().into(),
            line_yen: claim.line_yen,
            total_yen: claim.total_yen,
            documents: claim.documents.into_iter().map(Into::into).collect(),
            label_ids: claim.label_ids,
            started_at: time(claim.started_at),
            changed_at: time(claim.changed_at),
            submitted_at: standing.submitted_at,
            decided_at: standing.decided_at,
            benefit_yen,
            assessment: standing.assessment,
            automatic: standing.automatic,
            check: claim.check.map(Into::into),
            reason_code: standing.reason_code,
            explanation: standing.explanation,
            returns,
            erased_at: time(claim.erased_at),
            unavailable: claim.unavailable,
            stopped: claim.stopped,
        })
    }
}

impl From<pb::claim::Return> for Return {
    fn from(returned: pb::claim::Return) -> Self {
        let point = |point: pb::ReturnPoint| ReturnPoint { field: point.field, message: point.message };
        Self {
            returned_at: time(returned.returned_at),
            message: returned.message,
            points: returned.points.into_iter().map(point).collect(),
            due_on: text(returned.due_on),
            submitted_at: time(returned.submitted_at),
            treatment: returned.treatment.unwrap_or_default().into(),
            document_ids: returned.document_ids,
        }
    }
}

impl From<pb::Document> for Document {
    fn from(document: pb::Document) -> Self {
        Self {
            id: document.id,
            kind: spelled!(document.kind, pb::DocumentKind, "DOCUMENT_KIND_"),
            file_name: document.file_name,
            media_type: document.media_type,
            bytes: document.bytes,
            sha256: document.sha256,
        }
    }
}

impl From<pb::Assessment> for Assessment {
    fn from(assessment: pb::Assessment) -> Self {
        let steps = assessment.steps.into_iter();
        let lines = assessment.lines.into_iter();
        Self {
            total_yen: assessment.total_yen,
            eligible_yen: assessment.eligible_yen,
            benefit_yen: assessment.benefit_yen,
            owner_share_yen: assessment.owner_share_yen,
            steps: steps.map(Into::into).collect(),
            lines: lines.map(Into::into).collect(),
            outcome: spelled!(assessment.outcome, pb::ClaimStatus, "CLAIM_STATUS_"),
            reason_code: text(assessment.reason_code.to_ascii_lowercase()),
        }
    }
}

impl From<pb::Step> for Step {
    fn from(step: pb::Step) -> Self {
        let pb::Step { unit, explanation, yen, english_unit, english_explanation } = step;
        Self { unit, explanation, yen, english_unit, english_explanation }
    }
}

impl From<pb::AssessedLine> for AssessedLine {
    fn from(line: pb::AssessedLine) -> Self {
        let pb::AssessedLine {
            amount_yen,
            eligible_yen,
            benefit_yen,
            reason_code,
            explanation,
            english_explanation,
        } = line;
        let reason_code = text(reason_code.to_ascii_lowercase());
        Self { amount_yen, eligible_yen, benefit_yen, reason_code, explanation, english_explanation }
    }
}
