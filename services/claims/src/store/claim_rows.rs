//! A claim to and from its row. A row that no claim could have written is refused; what is personal is in `personal`.

mod personal;

use chrono::{DateTime, Utc};
use envelope::Index;
use fault::Fault;
use ids::{ClaimId, OrganisationId};
use sea_orm::ActiveValue::{NotSet, Set};
use store::{Error, SealedColumn};

pub(super) use self::personal::{
    BY_DIAGNOSIS, DIAGNOSIS, DIAGNOSIS_CODE, EXPLANATION, LINES, NOTE, PET_NAME, POLICY_NUMBER,
    POLICYHOLDER_KANA, POLICYHOLDER_NAME, RETURNS, cover_columns, diagnosis_tokens, open_code, open_cover,
    owner, owner_of,
};
use super::{
    entity::claim,
    seals::{RowSeals, Seals},
};
use crate::domain::{
    check::Checked,
    claim::{Approval, Claim, Consent, ConsentMeans, Denial, Event, Outcome, State, Status, Submission},
    document::Document,
    policy::Policy,
    reason::Reason,
};

pub(super) const CLAIMS: &str = "claims";

/// The row of a new claim.
pub(super) fn write(claim: &Claim, seals: Seals<'_>) -> Result<claim::ActiveModel, Fault> {
    let (mut row, seals) = (plain(claim)?, seals.row(owner(claim), claim.id.uuid()));
    personal::seal_cover(&mut row, &seals, &claim.cover)?;
    personal::seal_treatment(&mut row, &seals, &claim.treatment)?;
    Ok(row)
}

/// The row of a claim that comes back, in whichever state it is.
pub(super) fn restored(
    claim: &Claim,
    stopped: Option<DateTime<Utc>>,
    seals: Seals<'_>,
) -> Result<claim::ActiveModel, Fault> {
    let mut row = write(claim, seals)?;
    if claim.state != State::Draft {
        row.diagnosis_token = Set(diagnosis_token(claim, |owner| seals.index(owner))?);
        row.stopped_at = Set(stopped);
    }
    if let Some(denial) = claim.state.denial() {
        personal::seal_explanation(&mut row, &seals.row(owner(claim), claim.id.uuid()), denial)?;
    }
    row.checked = Set(claim.checked.as_ref().map(json).transpose()?);
    if !claim.returns.is_empty() {
        personal::seal_returns(&mut row, &seals.row(owner(claim), claim.id.uuid()), &claim.returns)?;
    }
    Ok(row)
}

/// What an event changes in the row of its claim. Only what it says is sealed anew; at submission all of it is, for the
/// insurer, whose the claim is from then on.
pub(super) fn changed(claim: &Claim, event: &Event, seals: Seals<'_>) -> Result<claim::ActiveModel, Fault> {
    let mut row = claim::ActiveModel {
        id: NotSet,
        clinic_id: NotSet,
        policy_insurer_id: NotSet,
        policy_id: NotSet,
        plan: NotSet,
        starts_on: NotSet,
        ends_on: NotSet,
        species: NotSet,
        started_at: NotSet,
        ..plain(claim)?
    };
    let index = |owner| seals.index(owner);
    let seals = seals.row(owner(claim), claim.id.uuid());
    match event {
        Event::Described { .. } => {
            personal::seal_treatment(&mut row, &seals, &claim.treatment)?;
            if claim.state != State::Draft {
                row.diagnosis_token = Set(diagnosis_token(claim, index)?);
            }
        }
        Event::Returned => personal::seal_returns(&mut row, &seals, &claim.returns)?,
        Event::Resubmitted => row.check_due_at = Set(Some(claim.changed_at)),
        Event::Submitted => {
            row.check_due_at = Set(Some(claim.changed_at));
            row.diagnosis_token = Set(diagnosis_token(claim, index)?);
            personal::seal_cover(&mut row, &seals, &claim.cover)?;
            personal::seal_treatment(&mut row, &seals, &claim.treatment)?;
        }
        Event::Denied => {
            if let Some(denial) = claim.state.denial() {
                personal::seal_explanation(&mut row, &seals, denial)?;
            }
        }
        Event::Started
        | Event::DocumentAdded(_)
        | Event::DocumentRemoved(_)
        | Event::Withdrawn(_)
        | Event::Approved { .. } => {}
    }
    Ok(row)
}

/// What changes in the row of a claim when its policy names somebody else.
pub(super) fn named_as(
    row: &claim::Model,
    policy: &Policy,
    seals: Seals<'_>,
) -> Result<claim::ActiveModel, Fault> {
    let seals = seals.row(owner_of(row)?, row.id);
    let mut cover = open_cover(row, &seals)?;
    cover.name_as(policy);
    let mut changed = <claim::ActiveModel as Default>::default();
    personal::seal_cover(&mut changed, &seals, &cover)?;
    Ok(changed)
}

/// Every sealed column of a row.
pub(super) fn columns(row: &claim::Model) -> impl Iterator<Item = &SealedColumn> {
    personal::columns(row)
}

/// Those that a list shows.
pub(super) fn summary_columns(row: &claim::Model) -> impl Iterator<Item = &SealedColumn> {
    [&row.pet_name, &row.policyholder_name, &row.diagnosis].into_iter().chain(&row.diagnosis_code)
}

/// The insurer, once it may see the claim.
pub(super) fn visible_insurer(claim: &Claim) -> Option<uuid::Uuid> {
    claim.state.submission().map(|_| claim.insurer.uuid())
}

/// A claim from its row.
pub(super) fn read(row: &claim::Model, documents: Vec<Document>, seals: Seals<'_>) -> Result<Claim, Fault> {
    let seals = seals.row(owner_of(row)?, row.id);
    Ok(Claim {
        id: ClaimId::from(row.id),
        revision: row.revision,
        clinic: OrganisationId::from(row.clinic_id),
        insurer: OrganisationId::from(row.policy_insurer_id),
        cover: personal::open_cover(row, &seals)?,
        treatment: personal::open_treatment(row, &seals)?,
        documents,
        state: read_state(row, &seals)?,
        returns: personal::open_returns(row, &seals)?,
        checked: checked(row)?,
        started_at: row.started_at,
        changed_at: row.changed_at,
    })
}

/// What is not personal. The insurer is written only from submission on.
fn plain(claim: &Claim) -> Result<claim::ActiveModel, Error> {
    let Claim {
        id,
        revision,
        clinic,
        insurer,
        cover,
        treatment,
        documents: _,
        state,
        returns: _,
        checked: _,
        started_at,
        changed_at,
    } = claim;
    let (submission, approval, denial) = (state.submission(), state.approval(), state.denial());
    let assessment = approval.map(|approval| json(&approval.assessment)).transpose()?;
    Ok(claim::ActiveModel {
        id: Set(id.uuid()),
        revision: Set(*revision),
        clinic_id: Set(clinic.uuid()),
        insurer_id: Set(visible_insurer(claim)),
        policy_insurer_id: Set(insurer.uuid()),
        policy_id: Set(cover.policy.uuid()),
        policy_number: NotSet,
        plan: Set(json(&cover.plan)?),
        starts_on: Set(cover.starts_on),
        ends_on: Set(cover.ends_on),
        first_starts_on: Set(cover.first_starts_on),
        pet_name: NotSet,
        species: Set(cover.species.clone()),
        policyholder_name: NotSet,
        policyholder_kana: NotSet,
        diagnosis: NotSet,
        diagnosis_code: NotSet,
        diagnosis_token: NotSet,
        onset_on: Set(treatment.onset_on),
        note: NotSet,
        lines: NotSet,
        service_on: Set(treatment.first_service_on()),
        total_yen: Set(treatment.total().map_err(|why| Error::row(CLAIMS, why))?.get()),
        status: Set(state.status().as_str().to_owned()),
        receipt_number: Set(submission.map(|submission| submission.receipt_number.clone())),
        consent_version: Set(submission.map(|submission| submission.consent.version.clone())),
        consent_means: Set(submission.map(|submission| submission.consent.means.as_str().to_owned())),
        submitted_at: Set(submission.map(|submission| submission.submitted_at)),
        decided_at: Set(state.decided_at()),
        benefit_yen: Set(approval.map(|approval| approval.assessment.benefit.get())),
        assessment: Set(assessment),
        denial_code: Set(denial.map(|denial| denial.reason.as_str().to_owned())),
        denial_explanation: NotSet,
        returns: NotSet,
        automatic: Set(approval.is_some_and(|approval| approval.automatic)),
        checked: NotSet,
        check_due_at: Set(None),
        started_at: Set(*started_at),
        changed_at: Set(*changed_at),
        erased_at: NotSet,
        stopped_at: NotSet,
    })
}

/// The token of its 傷病コード in the insurer's index; a claim without a code needs no index.
fn diagnosis_token(
    claim: &Claim,
    index: impl FnOnce(OrganisationId) -> Result<Index, envelope::Error>,
) -> Result<Option<i64>, envelope::Error> {
    let Some(code) = claim.treatment.diagnosis_code else { return Ok(None) };
    Ok(personal::token(&index(claim.insurer)?, code))
}

fn checked(row: &claim::Model) -> Result<Option<Checked>, Error> {
    let found = row.checked.as_deref().map(serde_json::from_str).transpose();
    found.map_err(|why| Error::row(CLAIMS, why))
}

fn reason(row: &claim::Model) -> Result<Reason, Error> {
    let code = row.denial_code.as_deref().unwrap_or_default();
    code.parse().map_err(|why| Error::row(CLAIMS, why))
}

fn read_state(row: &claim::Model, seals: &RowSeals<'_>) -> Result<State, Fault> {
    let missing = || Error::row(CLAIMS, format!("status {} lacks a column", row.status));
    let status = Status::parse(&row.status).ok_or_else(missing)?;
    if status == Status::Draft {
        return Ok(State::Draft);
    }
    let submission = Submission {
        receipt_number: row.receipt_number.clone().ok_or_else(missing)?,
        submitted_at: row.submitted_at.ok_or_else(missing)?,
        consent: Consent {
            version: row.consent_version.clone().ok_or_else(missing)?,
            means: row.consent_means.as_deref().and_then(ConsentMeans::parse).ok_or_else(missing)?,
        },
    };
    Ok(match status {
        Status::Draft | Status::Submitted => State::Submitted(submission),
        Status::Returned if row.returns.is_some() => State::Returned(submission),
        Status::Returned => return Err(missing().into()),
        Status::Withdrawn => State::Withdrawn(submission, row.decided_at.ok_or_else(missing)?),
        Status::Approved | Status::PartiallyApproved | Status::Absorbed => {
            let outcome = Outcome::of_status(status).ok_or_else(missing)?;
            let assessment = row.assessment.as_deref().ok_or_else(missing)?;
            let assessment = serde_json::from_str(assessment).map_err(|why| Error::row(CLAIMS, why))?;
            let decided_at = row.decided_at.ok_or_else(missing)?;
            State::Approved(
                submission,
                Approval { decided_at, outcome, automatic: row.automatic, assessment },
            )
        }
        Status::Denied => {
            let explanation = row.denial_explanation.clone().ok_or_else(missing)?;
            let denial = Denial {
                decided_at: row.decided_at.ok_or_else(missing)?,
                reason: reason(row)?,
                explanation: personal::open_explanation(explanation, seals)?,
            };
            State::Denied(submission, denial)
        }
    })
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|why| Error::row(CLAIMS, why))
}
