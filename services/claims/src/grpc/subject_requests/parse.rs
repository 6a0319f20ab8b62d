//! Message → domain value, every field named.

use fault::Fault;
use ids::{Personal, SubjectRequestId};
use proto::claims::v1 as pb;

use super::ID;
use crate::{
    app::NewSubjectRequest,
    domain::{
        policy::PolicyNumber,
        subject_request::{Correction, Ground, Kind, Proof, Stated, SubjectFile},
    },
    grpc::fields::Fields,
};

/// What is asked for.
pub(super) fn received(message: pb::ReceiveSubjectRequestRequest) -> Result<NewSubjectRequest, Fault> {
    let kind = kind(message.kind());
    let pb::ReceiveSubjectRequestRequest { request_id: _, kind: _, policy_number, asked_at, correction } =
        message;
    let mut fields = Fields::default();
    required(&mut fields, "kind", kind.is_none());
    let number = PolicyNumber::parse(&policy_number).ok();
    if number.is_none() {
        let code = if policy_number.is_empty() { "REQUIRED" } else { "MALFORMED" };
        fields.wrong("policy_number", code, "not a policy number");
    }
    required(&mut fields, "asked_at", asked_at.is_none());
    let moment = asked_at.and_then(proto::moment);
    if asked_at.is_some() && moment.is_none() {
        fields.wrong("asked_at", "MALFORMED", "not a time");
    }
    let correction = right(&mut fields, kind, correction);
    let whole = kind.zip(number).zip(moment);
    fields.done(whole.map(|((kind, number), asked_at)| NewSubjectRequest {
        kind,
        number,
        asked_at,
        correction,
    }))
}

/// Which request's person has shown who they are: by what, and what they state.
pub(super) fn shown(
    id: &str,
    check: Option<pb::IdentityCheck>,
) -> Result<(SubjectRequestId, Proof, Stated), Fault> {
    let check = check.unwrap_or_default();
    let proof = proof(check.proof());
    let pb::IdentityCheck { proof: _, stated_kana, stated_contact } = check;
    let mut fields = Fields::default();
    let id = fields.parse(ID, id);
    required(&mut fields, "proof", proof.is_none());
    let kana = fields.text("stated_kana", stated_kana, 1, 100);
    let contact = fields.text("stated_contact", stated_contact, 0, 254);
    let stated = kana
        .zip(contact)
        .map(|(kana, contact)| Stated { kana: Personal::new(kana), contact: Personal::new(contact) });
    fields.done(id.zip(proof).zip(stated).map(|((id, proof), stated)| (id, proof, stated)))
}

/// On what ground what is refused.
pub(super) fn refusal(
    message: &pb::RefuseSubjectRequestRequest,
) -> Result<(SubjectRequestId, Ground), Fault> {
    let mut fields = Fields::default();
    let id = fields.parse(ID, &message.subject_request_id);
    let ground = ground(message.ground());
    required(&mut fields, "ground", ground.is_none());
    fields.done(id.zip(ground))
}

/// Which file of what.
pub(super) fn file(
    message: &pb::GetSubjectRequestFileRequest,
) -> Result<(SubjectRequestId, SubjectFile), Fault> {
    let mut fields = Fields::default();
    let id = fields.parse(ID, &message.subject_request_id);
    let file = match message.file() {
        pb::SubjectRequestFile::Unspecified => None,
        pb::SubjectRequestFile::AttestationJson => Some(SubjectFile::AttestationJson),
        pb::SubjectRequestFile::AttestationPdf => Some(SubjectFile::AttestationPdf),
        pb::SubjectRequestFile::DisclosureJson => Some(SubjectFile::DisclosureJson),
        pb::SubjectRequestFile::DisclosurePdf => Some(SubjectFile::DisclosurePdf),
    };
    required(&mut fields, "file", file.is_none());
    fields.done(id.zip(file))
}

/// What is to be corrected: something, and with a correction alone.
fn right(fields: &mut Fields, kind: Option<Kind>, message: Option<pb::Correction>) -> Option<Correction> {
    let corrects = kind == Some(Kind::Correction);
    let is_empty = message.as_ref().is_none_or(|right| *right == pb::Correction::default());
    match (corrects, is_empty) {
        (true, true) => fields.wrong("correction", "REQUIRED", "nothing is to be corrected"),
        (false, false) if kind.is_some() => {
            fields.wrong("correction", "UNEXPECTED", "only a correction corrects")
        }
        _ => {}
    }
    let message = message.filter(|_| corrects && !is_empty)?;
    let pb::Correction { surname, given_name, surname_kana, given_name_kana, email, phone, pet_name } =
        message;
    let mut text = |name: &str, value: Option<String>, least, most| {
        let value = fields.text(&format!("correction.{name}"), value?, least, most)?;
        Some(Personal::new(value.trim().to_owned()))
    };
    let correction = Correction {
        surname: text("surname", surname, 1, 50),
        given_name: text("given_name", given_name, 1, 50),
        surname_kana: text("surname_kana", surname_kana, 1, 50),
        given_name_kana: text("given_name_kana", given_name_kana, 1, 50),
        email: text("email", email, 0, 254),
        phone: text("phone", phone, 0, 20),
        pet_name: text("pet_name", pet_name, 1, 50),
    };
    let email = correction.email.as_ref().map(|email| email.expose().as_str());
    if email.is_some_and(|email| !email.is_empty() && !email.contains('@')) {
        fields.wrong("correction.email", "MALFORMED", "not a mail address");
    }
    Some(correction)
}

fn required(fields: &mut Fields, field: &str, is_missing: bool) {
    if is_missing {
        fields.wrong(field, "REQUIRED", "missing");
    }
}

const fn kind(message: pb::SubjectRequestKind) -> Option<Kind> {
    match message {
        pb::SubjectRequestKind::Unspecified => None,
        pb::SubjectRequestKind::Disclosure => Some(Kind::Disclosure),
        pb::SubjectRequestKind::Correction => Some(Kind::Correction),
        pb::SubjectRequestKind::Stop => Some(Kind::Stop),
        pb::SubjectRequestKind::Deletion => Some(Kind::Deletion),
    }
}

const fn proof(message: pb::IdentityProof) -> Option<Proof> {
    match message {
        pb::IdentityProof::Unspecified => None,
        pb::IdentityProof::PhotoDocument => Some(Proof::PhotoDocument),
        pb::IdentityProof::TwoDocuments => Some(Proof::TwoDocuments),
        pb::IdentityProof::CallBack => Some(Proof::CallBack),
    }
}

const fn ground(message: pb::RefusalGround) -> Option<Ground> {
    match message {
        pb::RefusalGround::Unspecified => None,
        pb::RefusalGround::NotIdentified => Some(Ground::NotIdentified),
        pb::RefusalGround::NotKept => Some(Ground::NotKept),
        pb::RefusalGround::Harm => Some(Ground::Harm),
        pb::RefusalGround::Hindrance => Some(Ground::Hindrance),
        pb::RefusalGround::Law => Some(Ground::Law),
        pb::RefusalGround::NoCause => Some(Ground::NoCause),
        pb::RefusalGround::Substitute => Some(Ground::Substitute),
    }
}
