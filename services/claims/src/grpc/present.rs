//! Domain value → message, every field named.

mod checked;
mod tombstone;

use chrono::NaiveDate;
use ids::LabelId;
use money::Yen;
use proto::{claims::v1 as pb, timestamp};

pub(super) use self::tombstone::{kept, listed};
use crate::{
    domain::{
        benefit::{Assessment, Cause, Language},
        claim::{Claim, Mending, NothingToPay, Outcome, Point, Return, State, Status},
        diagnosis::{Diagnosis, DiagnosisCode},
        document::{Document, DocumentKind},
        plan::{Covered, DeductibleOrder, DeductibleUnit, InpatientUnit, Plan, Pooling},
        policy::Policy,
        reason::Reason,
        treatment::{CareType, Line, OtherPolicy, Treatment},
    },
    store::claims::Summary,
};

fn claim(claim: Claim, labels: &[LabelId]) -> pb::Claim {
    let Claim {
        id,
        revision,
        clinic,
        insurer,
        cover,
        treatment: treated,
        documents,
        state,
        returns,
        checked,
        started_at,
        changed_at,
    } = claim;
    let state = state_of(state, &cover.plan);
    pb::Claim {
        id: id.to_string(),
        revision,
        clinic_id: clinic.to_string(),
        insurer_id: insurer.to_string(),
        policy_id: cover.policy.to_string(),
        policy_number: cover.policy_number.as_str().to_owned(),
        pet_name: cover.pet_name.into_exposed(),
        species: cover.species,
        policyholder_name: cover.policyholder_name.into_exposed(),
        line_yen: treated.lines.iter().map(|line| line.amount().get()).collect(),
        total_yen: treated.total().unwrap_or_default().get(),
        treatment: Some(treatment(treated)),
        documents: documents.into_iter().map(document).collect(),
        started_at: Some(timestamp(started_at)),
        changed_at: Some(timestamp(changed_at)),
        label_ids: labels.iter().map(ToString::to_string).collect(),
        erased_at: None,
        unavailable: false,
        stopped: false,
        state: Some(state),
        returns: returns.into_iter().map(returned).collect(),
        check: checked.map(checked::check),
    }
}

fn returned(returned: Return) -> pb::claim::Return {
    let Return { at, mending, submitted_at, treatment: treated, documents } = returned;
    let Mending { message, points, due_on } = mending;
    let point = |point: Point| pb::ReturnPoint {
        field: point.place.to_string(),
        message: point.message.into_exposed(),
    };
    pb::claim::Return {
        returned_at: Some(timestamp(at)),
        message: message.into_exposed(),
        points: points.into_iter().map(point).collect(),
        due_on: date(due_on),
        submitted_at: Some(timestamp(submitted_at)),
        treatment: Some(treatment(treated)),
        document_ids: documents.iter().map(ToString::to_string).collect(),
    }
}

fn state_of(state: State, plan: &Plan) -> pb::claim::State {
    match state {
        State::Draft => pb::claim::State::Draft(pb::claim::Draft {}),
        State::Submitted(submission) => pb::claim::State::Submitted(pb::claim::Submitted {
            receipt_number: submission.receipt_number,
            submitted_at: Some(timestamp(submission.submitted_at)),
        }),
        State::Returned(submission) => pb::claim::State::Returned(pb::claim::Returned {
            receipt_number: submission.receipt_number,
            submitted_at: Some(timestamp(submission.submitted_at)),
        }),
        State::Withdrawn(submission, at) => pb::claim::State::Withdrawn(pb::claim::Withdrawn {
            receipt_number: submission.receipt_number,
            submitted_at: Some(timestamp(submission.submitted_at)),
            withdrawn_at: Some(timestamp(at)),
        }),
        State::Approved(submission, approval) => pb::claim::State::Approved(pb::claim::Approved {
            receipt_number: submission.receipt_number,
            submitted_at: Some(timestamp(submission.submitted_at)),
            decided_at: Some(timestamp(approval.decided_at)),
            assessment: Some(assessment(&approval.assessment, plan, Ok(approval.outcome))),
            automatic: approval.automatic,
        }),
        State::Denied(submission, denial) => pb::claim::State::Denied(pb::claim::Denied {
            receipt_number: submission.receipt_number,
            submitted_at: Some(timestamp(submission.submitted_at)),
            decided_at: Some(timestamp(denial.decided_at)),
            reason_code: denial.reason.as_str().to_owned(),
            explanation: denial.explanation.into_exposed(),
        }),
    }
}

fn treatment(treatment: Treatment) -> pb::Treatment {
    let Treatment { diagnosis, diagnosis_code, cause, onset_on, note, lines, discount, other_insurance } =
        treatment;
    let other = |other: OtherPolicy| pb::OtherPolicy {
        insurer: other.insurer.into_exposed(),
        paid_yen: other.paid.map(Yen::get),
    };
    let other_insurance = other_insurance
        .map(|others| pb::OtherInsurance { policies: others.into_iter().map(other).collect() });
    let cause = match cause {
        Cause::Illness => pb::Cause::Illness,
        Cause::Cancer => pb::Cause::Cancer,
        Cause::Injury => pb::Cause::Injury,
    };
    pb::Treatment {
        diagnosis: diagnosis.into_exposed(),
        onset_on: date(onset_on),
        note: note.into_exposed(),
        lines: lines.into_iter().map(line).collect(),
        diagnosis_code: code(diagnosis_code),
        cause: cause.into(),
        discount_yen: discount.get(),
        other_insurance,
    }
}

fn line(line: Line) -> pb::Line {
    let Line { service_on, care, item, quantity, unit_price, insured, excluded_as, circumstance } = line;
    let care = match care {
        CareType::Outpatient => pb::CareType::Outpatient,
        CareType::Inpatient => pb::CareType::Inpatient,
        CareType::Surgery => pb::CareType::Surgery,
    };
    pb::Line {
        service_on: service_on.to_string(),
        care_type: care.into(),
        item: item.into_exposed(),
        quantity_milli: quantity.get(),
        unit_price_yen: unit_price.get(),
        insured,
        excluded_as: excluded_as.map(|reason| reason.as_str().to_owned()).unwrap_or_default(),
        circumstance: circumstance_of(circumstance).into(),
    }
}

const fn circumstance_of(circumstance: Option<Covered>) -> pb::Circumstance {
    match circumstance {
        Some(Covered::WhenInflamed) => pb::Circumstance::Inflamed,
        Some(Covered::WhenVaccinated) => pb::Circumstance::Vaccinated,
        _ => pb::Circumstance::Unspecified,
    }
}

pub(super) fn reason(reason: Reason) -> pb::Reason {
    pb::Reason {
        code: reason.as_str().to_owned(),
        name: reason.japanese().to_owned(),
        english_name: reason.english().to_owned(),
        of_lines: reason.is_excluded_by_terms(),
        circumstance: circumstance_of(reason.circumstance()).into(),
        denies: reason.denies(),
    }
}

fn document(document: Document) -> pb::Document {
    let sha256 = document.sha256_hex();
    let Document { id, kind, file_name, media, bytes, sha256: _ } = document;
    let kind = match kind {
        DocumentKind::Statement => pb::DocumentKind::Statement,
        DocumentKind::Receipt => pb::DocumentKind::Receipt,
        DocumentKind::Image => pb::DocumentKind::Image,
        DocumentKind::Other => pb::DocumentKind::Other,
    };
    pb::Document {
        id: id.to_string(),
        kind: kind.into(),
        file_name: file_name.into_exposed(),
        media_type: media.as_str().to_owned(),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        sha256,
    }
}

pub(super) fn assessment(
    assessment: &Assessment,
    plan: &Plan,
    outcome: Result<Outcome, NothingToPay>,
) -> pb::Assessment {
    let why_not = outcome.err().and_then(|NothingToPay(reason)| reason);
    let steps = assessment.told(plan, Language::Japanese).into_iter();
    let steps = steps.zip(assessment.told(plan, Language::English)).map(|(step, english)| pb::Step {
        unit: step.of,
        explanation: step.text,
        yen: step.yen.get(),
        english_unit: english.of,
        english_explanation: english.text,
    });
    let words = assessment.lines_told(plan, Language::Japanese).into_iter();
    let words = words.zip(assessment.lines_told(plan, Language::English));
    let lines = assessment.lines.iter().zip(words).map(|(line, (japanese, english))| pb::AssessedLine {
        amount_yen: line.amount.get(),
        eligible_yen: line.eligible.get(),
        benefit_yen: line.benefit.get(),
        reason_code: line.cut.map(|reason| reason.as_str().to_owned()).unwrap_or_default(),
        explanation: japanese,
        english_explanation: english,
    });
    pb::Assessment {
        total_yen: assessment.total.get(),
        eligible_yen: assessment.eligible.get(),
        benefit_yen: assessment.benefit.get(),
        owner_share_yen: assessment.owner_share().get(),
        steps: steps.collect(),
        lines: lines.collect(),
        outcome: status(outcome.map_or(Status::Denied, Outcome::status)).into(),
        reason_code: why_not.map(|reason| reason.as_str().to_owned()).unwrap_or_default(),
    }
}

fn summary(summary: Summary) -> pb::ClaimSummary {
    pb::ClaimSummary {
        id: summary.id.to_string(),
        revision: summary.revision,
        status: status(summary.status).into(),
        receipt_number: summary.receipt_number.unwrap_or_default(),
        clinic_id: summary.clinic.to_string(),
        insurer_id: summary.insurer.to_string(),
        pet_name: summary.pet_name.into_exposed(),
        species: summary.species,
        policyholder_name: summary.policyholder_name.into_exposed(),
        diagnosis: summary.diagnosis.into_exposed(),
        service_on: date(summary.service_on),
        total_yen: summary.total.get(),
        benefit_yen: summary.benefit.map(Yen::get),
        label_ids: summary.labels.iter().map(ToString::to_string).collect(),
        changed_at: Some(timestamp(summary.changed_at)),
        erased_at: None,
        diagnosis_code: code(summary.diagnosis_code),
        unavailable: false,
        stopped: false,
    }
}

pub(super) fn diagnosis(diagnosis: Diagnosis) -> pb::Diagnosis {
    let Diagnosis { code, category, english_category, japanese, english } = diagnosis;
    pb::Diagnosis {
        code: code.to_owned(),
        category: category.to_owned(),
        name: japanese.to_owned(),
        english_name: english.to_owned(),
        english_category: english_category.to_owned(),
    }
}

fn code(code: Option<DiagnosisCode>) -> String {
    code.map(|code| code.as_str().to_owned()).unwrap_or_default()
}

pub(super) const fn status(status: Status) -> pb::ClaimStatus {
    match status {
        Status::Draft => pb::ClaimStatus::Draft,
        Status::Submitted => pb::ClaimStatus::Submitted,
        Status::Approved => pb::ClaimStatus::Approved,
        Status::PartiallyApproved => pb::ClaimStatus::PartiallyApproved,
        Status::Absorbed => pb::ClaimStatus::Absorbed,
        Status::Denied => pb::ClaimStatus::Denied,
        Status::Returned => pb::ClaimStatus::Returned,
        Status::Withdrawn => pb::ClaimStatus::Withdrawn,
    }
}

/// A policy as its insurer sees it.
pub(super) fn policy(policy: Policy) -> pb::Policy {
    let remaining = policy.remaining();
    let Policy {
        id,
        revision,
        insurer,
        number,
        plan: terms,
        plan_id,
        pet,
        policyholder,
        starts_on,
        ends_on,
        first_starts_on,
        paid: _,
    } = policy;
    pb::Policy {
        id: id.to_string(),
        revision,
        insurer_id: insurer.to_string(),
        policy_number: number.as_str().to_owned(),
        plan: Some(plan(terms)),
        pet: Some(pb::Pet {
            name: pet.name.into_exposed(),
            species: pet.species,
            breed: pet.breed,
            birth_on: pet.birth_on.to_string(),
        }),
        policyholder: Some(pb::Policyholder {
            surname: policyholder.surname.into_exposed(),
            given_name: policyholder.given_name.into_exposed(),
            surname_kana: policyholder.surname_kana.into_exposed(),
            given_name_kana: policyholder.given_name_kana.into_exposed(),
            email: policyholder.email.into_exposed(),
            phone: policyholder.phone.into_exposed(),
        }),
        starts_on: starts_on.to_string(),
        ends_on: ends_on.to_string(),
        remaining_yen: remaining.map(Yen::get),
        first_starts_on: first_starts_on.to_string(),
        plan_id: plan_id.map(|id| id.to_string()).unwrap_or_default(),
    }
}

/// A policy as a clinic sees it at the counter: without mail address and telephone.
pub(super) fn looked_up(found: Policy) -> pb::Policy {
    let mut shown = policy(found);
    if let Some(policyholder) = &mut shown.policyholder {
        policyholder.email.clear();
        policyholder.phone.clear();
    }
    shown
}

/// What everybody is shown of a plan; the rest of its terms is told by what they do.
fn plan(plan: Plan) -> pb::Plan {
    let Plan { code, name, ratio, limits, annual_cap, deductible, .. } = plan;
    let mode = match deductible.map(|deductible| deductible.order) {
        None => pb::DeductibleMode::Unspecified,
        Some(DeductibleOrder::BeforeRatio) => pb::DeductibleMode::BeforeRatio,
        Some(DeductibleOrder::AfterRatio) => pb::DeductibleMode::AfterRatio,
    };
    let unit = match deductible.map(|deductible| deductible.unit) {
        None => pb::DeductibleUnit::Unspecified,
        Some(DeductibleUnit::Payment) => pb::DeductibleUnit::Payment,
        Some(DeductibleUnit::Day) => pb::DeductibleUnit::Day,
        Some(DeductibleUnit::Visit) => pb::DeductibleUnit::Visit,
        Some(DeductibleUnit::Stay) => pb::DeductibleUnit::Stay,
        Some(DeductibleUnit::Year) => pb::DeductibleUnit::Year,
        Some(DeductibleUnit::Condition) => pb::DeductibleUnit::Condition,
    };
    // What a stay is capped by would be told as what a day is.
    let by_day = limits.inpatient_unit == InpatientUnit::Day;
    pb::Plan {
        code,
        name,
        ratio_pct: ratio.get().into(),
        outpatient_day_cap_yen: limits.outpatient.cap.map(Yen::get),
        inpatient_day_cap_yen: limits.inpatient.cap.filter(|_| by_day).map(Yen::get),
        surgery_cap_yen: limits.surgery.cap.map(Yen::get),
        annual_cap_yen: annual_cap.map(Yen::get),
        deductible_yen: deductible.map_or(0, |deductible| deductible.amount.get()),
        deductible_mode: mode.into(),
        deductible_unit: unit.into(),
        pooled_caps: limits.pooling == Pooling::Pooled,
    }
}

fn date(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}
