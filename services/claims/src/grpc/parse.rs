//! Message → domain value, every field named.

use std::str::FromStr;

use fault::Fault;
use identity::Reason;
use ids::{ClaimId, Personal};
use money::{Ratio, Yen};
use prost::Message;
use proto::claims::v1 as pb;
use tonic::Request;

use super::fields::Fields;
use crate::{
    app::{By, NewPolicy, PlanOf, Submit},
    domain::{
        benefit::Cause,
        claim::{ConsentMeans, MOST_POINTS, Mending, Point, Status},
        diagnosis::DiagnosisCode,
        document::DocumentKind,
        plan::{Covered, Deductible, DeductibleOrder, DeductibleUnit, Limit, Limits, Plan, Pooling},
        policy::{Pet, PolicyNumber, Policyholder},
        quantity::Quantity,
        reason::Reason as Why,
        search::{BadSearch, Search},
        treatment::{CareType, Line, MOST_LINES, MOST_OTHERS, OtherPolicy, Treatment},
    },
};

/// Most yen of an amount that is entered.
const MOST_YEN: i64 = 100_000_000;

/// A request that changes something: who, which attempt, and the message.
pub(super) fn asked<M: Message>(request: Request<M>, request_id: fn(&M) -> &str) -> Result<(By, M), Fault> {
    let actor = identity::actor(&request)?;
    let message = request.into_inner();
    let mut fields = Fields::default();
    let id = fields.parse("request_id", request_id(&message));
    let request_id = fields.done(id)?;
    Ok((By { actor, request_id, content: message.encode_to_vec() }, message))
}

/// A request that only reads.
pub(super) fn reading<M>(request: Request<M>) -> Result<(By, M), Fault> {
    let actor = identity::actor(&request)?;
    Ok((By { actor, request_id: uuid::Uuid::nil(), content: vec![] }, request.into_inner()))
}

/// One id.
pub(super) fn id<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, Fault> {
    let mut fields = Fields::default();
    let value = fields.parse(field, text);
    fields.done(value)
}

pub(super) fn policy_number(text: &str) -> Result<PolicyNumber, Fault> {
    let mut fields = Fields::default();
    let number = number(&mut fields, text);
    fields.done(number)
}

/// What is searched for, if anything is.
pub(super) fn search(text: Option<&str>) -> Result<Option<Search>, Fault> {
    let Some(text) = text else { return Ok(None) };
    Search::parse(text).map(Some).map_err(|bad| {
        let code = match bad {
            BadSearch::Empty => "REQUIRED",
            BadSearch::TooLong => "TOO_LONG",
            BadSearch::TooMany => "TOO_MANY",
        };
        Fault::invalid("REQUEST_INVALID").violation("search", code, bad.to_string())
    })
}

fn number(fields: &mut Fields, text: &str) -> Option<PolicyNumber> {
    let number = PolicyNumber::parse(text).ok();
    if number.is_none() {
        fields.wrong(
            "policy_number",
            if text.is_empty() { "REQUIRED" } else { "MALFORMED" },
            "not a policy number",
        );
    }
    number
}

/// Which claim support opens, and why.
pub(super) fn inspection(message: &pb::InspectClaimRequest) -> Result<(ClaimId, Reason), Fault> {
    let mut fields = Fields::default();
    let claim = fields.parse("claim_id", &message.claim_id);
    let reason = Reason::parse(&message.reason);
    if let Err(why) = reason {
        fields.wrong("reason", why.code(), &why.to_string());
    }
    fields.done(claim.zip(reason.ok()))
}

/// The 傷病コード that a list is asked for.
pub(super) fn diagnosis(text: &str) -> Result<Option<DiagnosisCode>, Fault> {
    let mut fields = Fields::default();
    let code = optional(&mut fields, "diagnosis_code", text);
    fields.done(Some(code))
}

fn optional<T: FromStr>(fields: &mut Fields, field: &str, text: &str) -> Option<T> {
    if text.is_empty() { None } else { fields.parse(field, text) }
}

pub(super) fn treatment(message: pb::Treatment) -> Result<Treatment, Fault> {
    let cause = cause(message.cause());
    let pb::Treatment {
        diagnosis,
        onset_on,
        note,
        lines,
        diagnosis_code,
        cause: _,
        discount_yen,
        other_insurance,
    } = message;
    let mut fields = Fields::default();
    let diagnosis = fields.text("treatment.diagnosis", diagnosis, 0, 200);
    let diagnosis_code = optional(&mut fields, "treatment.diagnosis_code", &diagnosis_code);
    let onset_on = if onset_on.is_empty() { None } else { fields.date("treatment.onset_on", &onset_on) };
    let note = fields.text("treatment.note", note, 0, 1_000);
    if lines.len() > MOST_LINES {
        fields.wrong("treatment.lines", "TOO_MANY", "too many lines");
    }
    let lines = lines.into_iter().take(MOST_LINES).enumerate();
    let lines = lines.filter_map(|(place, message)| line(&mut fields, place, message)).collect();
    if !(0..=MOST_YEN).contains(&discount_yen) {
        fields.wrong("treatment.discount_yen", "OUT_OF_RANGE", "0 to 100,000,000 yen");
    }
    let other_insurance = other_insurance.map(|declared| others(&mut fields, declared.policies));
    let treatment = diagnosis.zip(note).map(|(diagnosis, note)| Treatment {
        diagnosis: Personal::new(diagnosis),
        diagnosis_code,
        cause,
        onset_on,
        note: Personal::new(note),
        lines,
        discount: Yen::new(discount_yen),
        other_insurance,
    });
    fields.done(treatment)
}

fn others(fields: &mut Fields, policies: Vec<pb::OtherPolicy>) -> Vec<OtherPolicy> {
    if policies.len() > MOST_OTHERS {
        fields.wrong("treatment.other_insurance", "TOO_MANY", "at most 3");
    }
    let policies = policies.into_iter().take(MOST_OTHERS).enumerate();
    let read = policies.filter_map(|(place, pb::OtherPolicy { insurer, paid_yen })| {
        let field = |name: &str| format!("treatment.other_insurance[{place}].{name}");
        if paid_yen.is_some_and(|yen| !(0..=MOST_YEN).contains(&yen)) {
            fields.wrong(field("paid_yen"), "OUT_OF_RANGE", "0 to 100,000,000 yen");
        }
        let insurer = fields.text(&field("insurer"), insurer, 1, 50)?;
        Some(OtherPolicy { insurer: Personal::new(insurer), paid: paid_yen.map(Yen::new) })
    });
    read.collect()
}

fn line(fields: &mut Fields, place: usize, message: pb::Line) -> Option<Line> {
    let field = |name: &str| format!("treatment.lines[{place}].{name}");
    let (care, circumstance) = (care(message.care_type()), circumstance(message.circumstance()));
    let pb::Line {
        service_on,
        care_type: _,
        item,
        quantity_milli,
        unit_price_yen,
        insured,
        excluded_as,
        circumstance: _,
    } = message;
    let service_on = fields.date(&field("service_on"), &service_on);
    if care.is_none() {
        fields.wrong(field("care_type"), "REQUIRED", "missing");
    }
    let item = fields.text(&field("item"), item, 1, 100).map(Personal::new);
    let quantity = Quantity::milli(quantity_milli).ok();
    if quantity.is_none() {
        fields.wrong(field("quantity"), "OUT_OF_RANGE", "0.001 to 1,000,000");
    }
    if !(0..=MOST_YEN).contains(&unit_price_yen) {
        fields.wrong(field("unit_price_yen"), "OUT_OF_RANGE", "0 to 100,000,000 yen");
    }
    let excluded_as = optional::<Why>(fields, &field("excluded_as"), &excluded_as);
    if excluded_as.is_some_and(|reason| !reason.is_excluded_by_terms()) {
        fields.wrong(field("excluded_as"), "MALFORMED", "not what a line is for");
    }
    if circumstance.is_some() && circumstance != excluded_as.and_then(Why::circumstance) {
        fields.wrong(field("circumstance"), "UNEXPECTED", "nothing that this line is for depends on it");
    }
    Some(Line {
        service_on: service_on?,
        care: care?,
        item: item?,
        quantity: quantity?,
        unit_price: Yen::new(unit_price_yen),
        insured,
        excluded_as,
        circumstance,
    })
}

const fn circumstance(message: pb::Circumstance) -> Option<Covered> {
    match message {
        pb::Circumstance::Unspecified => None,
        pb::Circumstance::Inflamed => Some(Covered::WhenInflamed),
        pb::Circumstance::Vaccinated => Some(Covered::WhenVaccinated),
    }
}

const fn cause(message: pb::Cause) -> Cause {
    match message {
        pb::Cause::Unspecified | pb::Cause::Illness => Cause::Illness,
        pb::Cause::Cancer => Cause::Cancer,
        pb::Cause::Injury => Cause::Injury,
    }
}

const fn care(message: pb::CareType) -> Option<CareType> {
    match message {
        pb::CareType::Outpatient => Some(CareType::Outpatient),
        pb::CareType::Inpatient => Some(CareType::Inpatient),
        pb::CareType::Surgery => Some(CareType::Surgery),
        pb::CareType::Unspecified => None,
    }
}

pub(super) fn submit(message: pb::SubmitClaimRequest) -> Result<Submit, Fault> {
    let means = consent_means(message.consent_means());
    let pb::SubmitClaimRequest {
        request_id: _,
        claim_id,
        revision,
        document_ids,
        consent_version,
        consent_means: _,
    } = message;
    let mut fields = Fields::default();
    let claim = fields.parse("claim_id", &claim_id);
    let documents = document_ids.iter().filter_map(|id| fields.parse("document_ids", id)).collect();
    let consent_version = fields.text("consent_version", consent_version, 0, 40);
    let submit = claim.zip(consent_version).map(|(claim, consent_version)| Submit {
        claim,
        revision,
        documents,
        consent_version,
        consent_means: means,
    });
    fields.done(submit)
}

const fn consent_means(message: pb::ConsentMeans) -> Option<ConsentMeans> {
    match message {
        pb::ConsentMeans::Unspecified => None,
        pb::ConsentMeans::Signed => Some(ConsentMeans::Signed),
        pb::ConsentMeans::OnScreen => Some(ConsentMeans::OnScreen),
        pb::ConsentMeans::Spoken => Some(ConsentMeans::Spoken),
    }
}

/// Which claim is returned, the revision seen, and what is to be mended.
pub(super) fn give_back(message: pb::ReturnClaimRequest) -> Result<(ClaimId, i64, Mending), Fault> {
    let pb::ReturnClaimRequest { request_id: _, claim_id, revision, message, points, due_on } = message;
    let mut fields = Fields::default();
    let claim = fields.parse("claim_id", &claim_id);
    let message = fields.text("message", message, 1, 500).map(Personal::new);
    if points.len() > MOST_POINTS {
        fields.wrong("points", "TOO_MANY", "too many points");
    }
    let points = points.into_iter().take(MOST_POINTS).enumerate();
    let points = points.filter_map(|(index, point)| return_point(&mut fields, index, point)).collect();
    let due_on = if due_on.is_empty() { None } else { fields.date("due_on", &due_on) };
    let mending = message.map(|message| Mending { message, points, due_on });
    fields.done(claim.zip(mending).map(|(claim, mending)| (claim, revision, mending)))
}

fn return_point(fields: &mut Fields, index: usize, point: pb::ReturnPoint) -> Option<Point> {
    let name = |part: &str| format!("points[{index}].{part}");
    let pb::ReturnPoint { field, message } = point;
    let place = fields.parse(&name("field"), &field);
    let message = fields.text(&name("message"), message, 1, 200).map(Personal::new);
    Some(Point { place: place?, message: message? })
}

/// A denial's reason and explanation.
pub(super) fn denial(reason_code: &str, explanation: String) -> Result<(Why, Personal<String>), Fault> {
    let mut fields = Fields::default();
    let reason = reason_code.parse().ok().filter(|reason: &Why| reason.denies());
    if reason.is_none() {
        fields.wrong("reason_code", "UNKNOWN_VALUE", "not a reason that a claim is denied for");
    }
    let explanation = fields.text("explanation", explanation, 1, 500).map(Personal::new);
    fields.done(reason.zip(explanation))
}

pub(super) const fn status(message: pb::ClaimStatus) -> Option<Status> {
    match message {
        pb::ClaimStatus::Unspecified => None,
        pb::ClaimStatus::Draft => Some(Status::Draft),
        pb::ClaimStatus::Submitted => Some(Status::Submitted),
        pb::ClaimStatus::Approved => Some(Status::Approved),
        pb::ClaimStatus::PartiallyApproved => Some(Status::PartiallyApproved),
        pb::ClaimStatus::Absorbed => Some(Status::Absorbed),
        pb::ClaimStatus::Denied => Some(Status::Denied),
        pb::ClaimStatus::Returned => Some(Status::Returned),
        pb::ClaimStatus::Withdrawn => Some(Status::Withdrawn),
    }
}

pub(super) const fn document_kind(message: pb::DocumentKind) -> Option<DocumentKind> {
    match message {
        pb::DocumentKind::Unspecified => None,
        pb::DocumentKind::Statement => Some(DocumentKind::Statement),
        pb::DocumentKind::Receipt => Some(DocumentKind::Receipt),
        pb::DocumentKind::Image => Some(DocumentKind::Image),
        pb::DocumentKind::Other => Some(DocumentKind::Other),
    }
}

pub(super) fn new_policy(message: pb::RegisterPolicyRequest) -> Result<NewPolicy, Fault> {
    let pb::RegisterPolicyRequest {
        request_id: _,
        policy_number,
        plan: wanted,
        pet: animal,
        policyholder: person,
        starts_on,
        ends_on,
        first_starts_on,
        plan_code,
    } = message;
    let mut fields = Fields::default();
    let number = number(&mut fields, &policy_number);
    let plan = plan_of(&mut fields, wanted, plan_code);
    let pet = pet(&mut fields, animal.unwrap_or_default());
    let policyholder = policyholder(&mut fields, person.unwrap_or_default());
    let starts_on = fields.date("starts_on", &starts_on);
    let ends_on = fields.date("ends_on", &ends_on);
    if starts_on.zip(ends_on).is_some_and(|(starts, ends)| ends < starts) {
        fields.wrong("ends_on", "BEFORE_START", "ends before it starts");
    }
    let first_starts_on =
        (!first_starts_on.is_empty()).then(|| fields.date("first_starts_on", &first_starts_on)).flatten();
    if first_starts_on.zip(starts_on).is_some_and(|(first, starts)| first > starts) {
        fields.wrong("first_starts_on", "AFTER_START", "a policy cannot renew one that begins later");
    }
    let whole = number.zip(plan).zip(pet).zip(policyholder).zip(starts_on).zip(ends_on);
    fields.done(whole.map(|(((((number, plan), pet), policyholder), starts_on), ends_on)| NewPolicy {
        number,
        plan,
        pet,
        policyholder,
        starts_on,
        ends_on,
        first_starts_on,
    }))
}

/// A plan of its own, or the code of a published one.
fn plan_of(fields: &mut Fields, own: Option<pb::Plan>, code: String) -> Option<PlanOf> {
    if code.is_empty() {
        return plan(fields, own.unwrap_or_default()).map(|plan| PlanOf::Own(Box::new(plan)));
    }
    if own.is_some() {
        fields.wrong("plan_code", "UNEXPECTED", "either a plan of its own or a published one");
    }
    fields.text("plan_code", code, 1, 40).map(PlanOf::Published)
}

fn plan(fields: &mut Fields, message: pb::Plan) -> Option<Plan> {
    let (mode, unit) = (message.deductible_mode(), message.deductible_unit());
    let pb::Plan {
        code,
        name,
        ratio_pct,
        outpatient_day_cap_yen,
        inpatient_day_cap_yen,
        surgery_cap_yen,
        annual_cap_yen,
        deductible_yen,
        deductible_mode: _,
        deductible_unit: _,
        pooled_caps,
    } = message;
    let code = fields.text("plan.code", code, 1, 40);
    let name = fields.text("plan.name", name, 1, 100);
    let ratio = u8::try_from(ratio_pct).ok().and_then(|percent| Ratio::percent(percent).ok());
    if ratio.is_none() {
        fields.wrong("plan.ratio_pct", "OUT_OF_RANGE", "1 to 100");
    }
    let order = match mode {
        pb::DeductibleMode::Unspecified => None,
        pb::DeductibleMode::BeforeRatio => Some(DeductibleOrder::BeforeRatio),
        pb::DeductibleMode::AfterRatio => Some(DeductibleOrder::AfterRatio),
    };
    let unit = match unit {
        pb::DeductibleUnit::Unspecified | pb::DeductibleUnit::Payment => DeductibleUnit::Payment,
        pb::DeductibleUnit::Day => DeductibleUnit::Day,
        pb::DeductibleUnit::Visit => DeductibleUnit::Visit,
        pb::DeductibleUnit::Stay => DeductibleUnit::Stay,
        pb::DeductibleUnit::Year => DeductibleUnit::Year,
        pb::DeductibleUnit::Condition => DeductibleUnit::Condition,
    };
    let limit = |cap: Option<i64>| Limit { cap: cap.map(Yen::new), count: None };
    let plan = Plan {
        limits: Limits {
            outpatient: limit(outpatient_day_cap_yen),
            inpatient: limit(inpatient_day_cap_yen),
            surgery: limit(surgery_cap_yen),
            pooling: if pooled_caps { Pooling::Pooled } else { Pooling::Separate },
            ..Limits::default()
        },
        annual_cap: annual_cap_yen.map(Yen::new),
        deductible: order.map(|order| Deductible { amount: Yen::new(deductible_yen), order, unit }),
        ..Plan::new(code?, name?, ratio?)
    };
    if !plan.is_sound() {
        fields.wrong("plan", "OUT_OF_RANGE", "amounts are 1 yen or more");
    }
    Some(plan)
}

fn pet(fields: &mut Fields, message: pb::Pet) -> Option<Pet> {
    let pb::Pet { name, species, breed, birth_on } = message;
    let name = fields.text("pet.name", name, 1, 50);
    let species = fields.text("pet.species", species, 1, 30);
    let breed = fields.text("pet.breed", breed, 0, 50);
    let birth_on = fields.date("pet.birth_on", &birth_on);
    Some(Pet { name: Personal::new(name?), species: species?, breed: breed?, birth_on: birth_on? })
}

fn policyholder(fields: &mut Fields, message: pb::Policyholder) -> Option<Policyholder> {
    let pb::Policyholder { surname, given_name, surname_kana, given_name_kana, email, phone } = message;
    let surname = fields.text("policyholder.surname", surname, 1, 50);
    let given_name = fields.text("policyholder.given_name", given_name, 1, 50);
    let surname_kana = fields.text("policyholder.surname_kana", surname_kana, 1, 50);
    let given_name_kana = fields.text("policyholder.given_name_kana", given_name_kana, 1, 50);
    let email = fields.text("policyholder.email", email, 0, 254);
    if email.as_ref().is_some_and(|email| !email.is_empty() && !email.contains('@')) {
        fields.wrong("policyholder.email", "MALFORMED", "not a mail address");
    }
    let phone = fields.text("policyholder.phone", phone, 0, 20);
    Some(Policyholder {
        surname: Personal::new(surname?),
        given_name: Personal::new(given_name?),
        surname_kana: Personal::new(surname_kana?),
        given_name_kana: Personal::new(given_name_kana?),
        email: Personal::new(email?),
        phone: Personal::new(phone?),
    })
}
