//! A claim to and from its rows. A row that no claim could have written is refused.

use chrono::NaiveDate;
use ids::{ClaimId, OrganisationId, Personal, PolicyId};
use money::Yen;
use sea_orm::ActiveValue::{NotSet, Set};
use serde::{Deserialize, Serialize};
use store::Error;

use super::entity::{claim, document};
use crate::domain::{
    claim::{Approval, Claim, Cover, Denial, State, Status, Submission},
    document::{Document, DocumentKind, MediaType},
    policy::PolicyNumber,
    quantity::Quantity,
    treatment::{Line, Treatment},
};

const CLAIMS: &str = "claims";

/// A line as it is kept in its claim's row: lines are written and read with their claim and never alone.
#[derive(Serialize, Deserialize)]
struct KeptLine {
    service_on: NaiveDate,
    care: String,
    item: String,
    quantity_milli: i64,
    unit_price_yen: i64,
    insured: bool,
}

/// What a verb can change in the row of a claim: its cover stays what it was at the start.
pub(super) fn changed(claim: &Claim) -> Result<claim::ActiveModel, Error> {
    Ok(claim::ActiveModel {
        id: NotSet,
        clinic_id: NotSet,
        policy_insurer_id: NotSet,
        policy_id: NotSet,
        policy_number: NotSet,
        plan: NotSet,
        starts_on: NotSet,
        ends_on: NotSet,
        pet_name: NotSet,
        species: NotSet,
        policyholder_name: NotSet,
        started_at: NotSet,
        ..write(claim)?
    })
}

/// The row of a claim as it is now. The insurer is written only from submission on.
pub(super) fn write(claim: &Claim) -> Result<claim::ActiveModel, Error> {
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
    let (approval, denial) = match state {
        State::Draft | State::Submitted(..) => (None, None),
        State::Approved(_, approval) => (Some(approval), None),
        State::Denied(_, denial) => (None, Some(denial)),
    };
    let submission = state.submission();
    let assessment = approval.map(|approval| json(&approval.assessment)).transpose()?;
    Ok(claim::ActiveModel {
        id: Set(id.uuid()),
        revision: Set(*revision),
        clinic_id: Set(clinic.uuid()),
        insurer_id: Set(visible_insurer(claim)),
        policy_insurer_id: Set(insurer.uuid()),
        policy_id: Set(cover.policy.uuid()),
        policy_number: Set(cover.policy_number.as_str().to_owned()),
        plan: Set(json(&cover.plan)?),
        starts_on: Set(cover.starts_on),
        ends_on: Set(cover.ends_on),
        pet_name: Set(cover.pet_name.expose().clone()),
        species: Set(cover.species.clone()),
        policyholder_name: Set(cover.policyholder_name.expose().clone()),
        diagnosis: Set(treatment.diagnosis.expose().clone()),
        onset_on: Set(treatment.onset_on),
        note: Set(treatment.note.expose().clone()),
        lines: Set(json(&treatment.lines.iter().map(keep_line).collect::<Vec<_>>())?),
        service_on: Set(treatment.first_service_on()),
        total_yen: Set(treatment.total().map_err(|why| Error::row(CLAIMS, why))?.get()),
        status: Set(state.status().as_str().to_owned()),
        receipt_number: Set(submission.map(|submission| submission.receipt_number.clone())),
        consent_version: Set(submission.map(|submission| submission.consent_version.clone())),
        submitted_at: Set(submission.map(|submission| submission.submitted_at)),
        decided_at: Set(approval.map(|a| a.decided_at).or_else(|| denial.map(|d| d.decided_at))),
        benefit_yen: Set(approval.map(|approval| approval.assessment.benefit.get())),
        assessment: Set(assessment),
        denial_code: Set(denial.map(|denial| denial.reason_code.clone())),
        denial_explanation: Set(denial.map(|denial| denial.explanation.expose().clone())),
        started_at: Set(*started_at),
        changed_at: Set(*changed_at),
    })
}

fn keep_line(line: &Line) -> KeptLine {
    let Line { service_on, care, item, quantity, unit_price, insured } = line;
    KeptLine {
        service_on: *service_on,
        care: care.as_str().to_owned(),
        item: item.clone(),
        quantity_milli: quantity.get(),
        unit_price_yen: unit_price.get(),
        insured: *insured,
    }
}

/// The row of a document.
pub(super) fn write_document(claim: &Claim, document: &Document) -> document::ActiveModel {
    let Document { id, kind, file_name, media, bytes, sha256 } = document;
    document::ActiveModel {
        id: Set(id.uuid()),
        claim_id: Set(claim.id.uuid()),
        clinic_id: Set(claim.clinic.uuid()),
        insurer_id: Set(visible_insurer(claim)),
        kind: Set(kind.as_str().to_owned()),
        file_name: Set(file_name.expose().clone()),
        media: Set(media.as_str().to_owned()),
        bytes: Set(i64::try_from(*bytes).unwrap_or(i64::MAX)),
        sha256: Set(sha256.to_vec()),
    }
}

/// The insurer, once it may see the claim.
pub(super) fn visible_insurer(claim: &Claim) -> Option<uuid::Uuid> {
    claim.state.submission().map(|_| claim.insurer.uuid())
}

/// A claim from its rows.
pub(super) fn read(row: claim::Model, documents: Vec<document::Model>) -> Result<Claim, Error> {
    let state = read_state(&row)?;
    let lines: Vec<KeptLine> = serde_json::from_str(&row.lines).map_err(|why| Error::row(CLAIMS, why))?;
    let number = PolicyNumber::parse(&row.policy_number).map_err(|why| Error::row(CLAIMS, why))?;
    Ok(Claim {
        id: ClaimId::from(row.id),
        revision: row.revision,
        clinic: OrganisationId::from(row.clinic_id),
        insurer: OrganisationId::from(row.policy_insurer_id),
        cover: Cover {
            policy: PolicyId::from(row.policy_id),
            policy_number: number,
            plan: serde_json::from_str(&row.plan).map_err(|why| Error::row(CLAIMS, why))?,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            pet_name: Personal::new(row.pet_name),
            species: row.species,
            policyholder_name: Personal::new(row.policyholder_name),
        },
        treatment: Treatment {
            diagnosis: Personal::new(row.diagnosis),
            onset_on: row.onset_on,
            note: Personal::new(row.note),
            lines: lines.into_iter().map(read_line).collect::<Result<_, _>>()?,
        },
        documents: documents.into_iter().map(read_document).collect::<Result<_, _>>()?,
        state,
        started_at: row.started_at,
        changed_at: row.changed_at,
    })
}

fn read_state(row: &claim::Model) -> Result<State, Error> {
    let missing = || Error::row(CLAIMS, format!("status {} lacks a column", row.status));
    let status = Status::parse(&row.status).ok_or_else(missing)?;
    if status == Status::Draft {
        return Ok(State::Draft);
    }
    let submission = Submission {
        receipt_number: row.receipt_number.clone().ok_or_else(missing)?,
        submitted_at: row.submitted_at.ok_or_else(missing)?,
        consent_version: row.consent_version.clone().ok_or_else(missing)?,
    };
    Ok(match status {
        Status::Draft | Status::Submitted => State::Submitted(submission),
        Status::Approved => {
            let assessment = row.assessment.as_deref().ok_or_else(missing)?;
            let assessment = serde_json::from_str(assessment).map_err(|why| Error::row(CLAIMS, why))?;
            State::Approved(
                submission,
                Approval { decided_at: row.decided_at.ok_or_else(missing)?, assessment },
            )
        }
        Status::Denied => {
            let explanation = row.denial_explanation.clone().ok_or_else(missing)?;
            let denial = Denial {
                decided_at: row.decided_at.ok_or_else(missing)?,
                reason_code: row.denial_code.clone().ok_or_else(missing)?,
                explanation: Personal::new(explanation),
            };
            State::Denied(submission, denial)
        }
    })
}

fn read_line(line: KeptLine) -> Result<Line, Error> {
    Ok(Line {
        service_on: line.service_on,
        care: line.care.parse().map_err(|why| Error::row(CLAIMS, why))?,
        item: line.item,
        quantity: Quantity::milli(line.quantity_milli).map_err(|why| Error::row(CLAIMS, why))?,
        unit_price: Yen::new(line.unit_price_yen),
        insured: line.insured,
    })
}

fn read_document(row: document::Model) -> Result<Document, Error> {
    let strange = |what: &str| Error::row("documents", what);
    Ok(Document {
        id: row.id.into(),
        kind: DocumentKind::parse(&row.kind).ok_or_else(|| strange("kind"))?,
        file_name: Personal::new(row.file_name),
        media: MediaType::parse(&row.media).ok_or_else(|| strange("media"))?,
        bytes: u64::try_from(row.bytes).map_err(|why| Error::row("documents", why))?,
        sha256: row.sha256.try_into().map_err(|_| strange("sha256"))?,
    })
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|why| Error::row(CLAIMS, why))
}
