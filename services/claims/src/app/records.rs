//! What leaves of policies, claims, documents and requests of data subjects: the words of the API, and all that the rows hold.

use archive::Path;
use ids::{ClaimId, LabelId, Personal};
use serde_json::{Value, json};

use crate::{
    domain::{
        claim::Claim,
        document::Document,
        policy::Policy,
        subject_request::{Check, Correction, Deed, State, SubjectRequest},
        tombstone::{Closed, Tombstone},
        treatment::{Line, Treatment},
    },
    store::export::Contract,
};

pub(super) fn policy(policy: &Policy) -> Value {
    let Policy { id, revision, insurer, number, plan, pet, policyholder, starts_on, ends_on, used } = policy;
    json!({
        "id": id, "revision": revision, "insurer_id": insurer, "policy_number": number.as_str(), "plan": plan,
        "pet": {
            "name": pet.name.expose(), "species": pet.species, "breed": pet.breed, "birth_on": pet.birth_on,
        },
        "policyholder": {
            "surname": policyholder.surname.expose(), "given_name": policyholder.given_name.expose(),
            "surname_kana": policyholder.surname_kana.expose(),
            "given_name_kana": policyholder.given_name_kana.expose(),
            "email": policyholder.email.expose(), "phone": policyholder.phone.expose(),
        },
        "starts_on": starts_on, "ends_on": ends_on, "used_yen": used.get(),
    })
}

pub(super) fn contract(contract: &Contract) -> Value {
    let Contract { clinic, insurer, since } = contract;
    json!({ "clinic_id": clinic, "insurer_id": insurer, "since": since })
}

pub(super) fn claim(claim: &Claim, labels: &[LabelId]) -> Value {
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
    let (submission, approval, denial) = (state.submission(), state.approval(), state.denial());
    json!({
        "id": id, "revision": revision, "status": state.status().as_str(), "clinic_id": clinic, "insurer_id": insurer,
        "policy_id": cover.policy, "policy_number": cover.policy_number.as_str(), "plan": cover.plan,
        "starts_on": cover.starts_on, "ends_on": cover.ends_on,
        "pet_name": cover.pet_name.expose(), "species": cover.species,
        "policyholder_name": cover.policyholder_name.expose(), "policyholder_kana": cover.policyholder_kana.expose(),
        "treatment": treated(treatment),
        "total_yen": treatment.total().ok().map(money::Yen::get),
        "receipt_number": submission.map(|it| &it.receipt_number),
        "consent_version": submission.map(|it| &it.consent_version),
        "submitted_at": submission.map(|it| it.submitted_at),
        "decided_at": state.decided_at(),
        "benefit_yen": approval.map(|it| it.assessment.benefit.get()),
        "assessment": approval.map(|it| &it.assessment),
        "reason_code": denial.map(|it| &it.reason_code), "explanation": denial.map(|it| it.explanation.expose()),
        "label_ids": labels, "started_at": started_at, "changed_at": changed_at,
    })
}

/// A request of a data subject, with what it wants to be corrected.
pub(super) fn subject_request(request: &SubjectRequest, correction: Option<&Correction>) -> Value {
    let SubjectRequest { id, revision, insurer, number, policy, kind, asked_at, received, state } = request;
    let act = |act: Deed| json!({ "account_id": act.by, "at": act.at });
    let text = |text: &Option<Personal<String>>| text.as_ref().map(|text| text.expose().clone());
    let correction = correction.map(|right| {
        json!({
            "surname": text(&right.surname), "given_name": text(&right.given_name),
            "surname_kana": text(&right.surname_kana), "given_name_kana": text(&right.given_name_kana),
            "email": text(&right.email), "phone": text(&right.phone), "pet_name": text(&right.pet_name),
        })
    });
    let ground = if let State::Refused(.., ground) = state { Some(ground.as_str()) } else { None };
    let checked =
        |check: Check| json!({ "account_id": check.by, "at": check.at, "proof": check.proof.as_str() });
    let resumed = if let State::Resumed { resumed, .. } = state { Some(checked(*resumed)) } else { None };
    json!({
        "id": id, "revision": revision, "insurer_id": insurer, "number": number, "policy_id": policy,
        "kind": kind.as_str(), "state": state.stage().as_str(), "asked_at": asked_at, "received": act(*received),
        "identified": state.check().map(checked),
        "settled": state.settled().map(act), "ground": ground, "resumed": resumed, "correction": correction,
    })
}

/// What stays of a claim; `unavailable` where its insurer's keys are stopped.
pub(super) fn tombstone(stone: &Tombstone, labels: &[LabelId]) -> Value {
    let (erased_at, unavailable) = match stone.why {
        Closed::Erased(at) => (Some(at), false),
        Closed::Unavailable | Closed::Stopped => (None, true),
    };
    json!({
        "id": stone.id, "revision": stone.revision, "status": stone.status.as_str(), "clinic_id": stone.clinic,
        "insurer_id": stone.insurer, "receipt_number": stone.receipt_number, "submitted_at": stone.submitted_at,
        "decided_at": stone.decided_at, "service_on": stone.service_on, "total_yen": stone.total.get(),
        "benefit_yen": stone.benefit.map(money::Yen::get), "label_ids": labels, "started_at": stone.started_at,
        "changed_at": stone.changed_at, "erased_at": erased_at, "unavailable": unavailable,
    })
}

/// A document; without a path where its bytes are damaged.
pub(super) fn document(claim: ClaimId, document: &Document, path: Option<&Path>) -> Value {
    let Document { id, kind, file_name, media, bytes, sha256: _ } = document;
    json!({
        "id": id, "claim_id": claim, "kind": kind.as_str(), "file_name": file_name.expose(),
        "media_type": media.as_str(), "bytes": bytes, "sha256": document.sha256_hex(), "path": path,
    })
}

fn treated(treatment: &Treatment) -> Value {
    let Treatment { diagnosis, diagnosis_code, onset_on, note, lines } = treatment;
    json!({
        "diagnosis": diagnosis.expose(), "diagnosis_code": diagnosis_code.map(|code| code.as_str().to_owned()),
        "onset_on": onset_on, "note": note.expose(), "lines": lines.iter().map(line).collect::<Vec<_>>(),
    })
}

fn line(line: &Line) -> Value {
    let Line { service_on, care, item, quantity, unit_price, insured } = line;
    json!({
        "service_on": service_on, "care_type": care.as_str(), "item": item.expose(),
        "quantity_milli": quantity.get(), "unit_price_yen": unit_price.get(), "insured": insured,
    })
}
