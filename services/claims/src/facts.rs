//! Domain event → public fact: poorer, with ids, states and amounts, and never a name, a diagnosis or a note.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use feed::{Change, Fact, Operator, Resource};
use identity::{Actor, Reason};
use ids::{OrganisationId, PolicyId};
use money::Yen;

use crate::domain::{
    claim::{Claim, Event, Outcome, Status},
    plan::PlanVersion,
    rules::Rules,
    subject_request::{self, SubjectRequest},
    tombstone::Parties,
};

/// The fact that an event on a claim is. A draft concerns its clinic alone.
pub fn of_claim(claim: &Claim, event: &Event, operator: Operator) -> Fact {
    let (kind, changes) = match event {
        Event::Started => ("claim.draft_started", vec![state("", Status::Draft)]),
        Event::Described { before, after } => (
            "claim.treatment_described",
            vec![Change::withheld("treatment"), Change::of("total_yen", before.get(), after.get())],
        ),
        Event::DocumentAdded(id) => ("claim.document_added", vec![Change::of("documents", "", id)]),
        Event::DocumentRemoved(id) => ("claim.document_removed", vec![Change::of("documents", id, "")]),
        Event::Submitted => ("claim.submitted", vec![state(Status::Draft.as_str(), Status::Submitted)]),
        Event::Resubmitted => {
            ("claim.resubmitted", vec![state(Status::Returned.as_str(), Status::Submitted)])
        }
        Event::Returned => (
            "claim.returned",
            vec![state(Status::Submitted.as_str(), Status::Returned), Change::withheld("message")],
        ),
        Event::Withdrawn(before) => ("claim.withdrawn", vec![state(before.as_str(), Status::Withdrawn)]),
        Event::Approved { outcome, benefit } => (
            match outcome {
                Outcome::Whole => "claim.approved",
                Outcome::Partial => "claim.partially_approved",
                Outcome::Absorbed => "claim.absorbed",
            },
            vec![
                state(Status::Submitted.as_str(), outcome.status()),
                Change::of("benefit_yen", "", benefit.get()),
            ],
        ),
        Event::Denied => (
            "claim.denied",
            vec![state(Status::Submitted.as_str(), Status::Denied), Change::withheld("explanation")],
        ),
    };
    let subject = Resource::new("claim", claim.id).known_as(claim.state.receipt_number());
    let fact = Fact::new(kind, claim.changed_at, operator, subject).concerning(claim.clinic);
    let fact = changes.into_iter().fold(fact, Fact::change);
    if claim.state == crate::domain::claim::State::Draft { fact } else { fact.concerning(claim.insurer) }
}

/// The fact that support has opened a claim: for whose it is, who learn why, and for the reader's own organisation, which alone
/// may know who it was.
pub fn of_inspection(of: &Parties, reason: &Reason, actor: &Actor, at: DateTime<Utc>) -> Fact {
    let reference = of.receipt_number.clone().unwrap_or_default();
    let subject = Resource::new("claim", of.claim).known_as(reference);
    let fact = Fact::new("claim.inspected", at, Operator::of(actor), subject).concerning(of.clinic);
    let fact = of.insurer.into_iter().fold(fact, Fact::concerning);
    fact.concerning(actor.organisation).change(Change::of("reason", "", reason.as_str()))
}

/// The fact that an insurer has published a version of a plan; concerns that alone.
pub fn of_plan(version: &PlanVersion, actor: &Actor) -> Fact {
    let PlanVersion { id, insurer, version, valid_from, plan, published_at, .. } = version;
    let subject = Resource::new("plan", id).known_as(&plan.code);
    let fact = Fact::new("plan.published", *published_at, Operator::of(actor), subject).concerning(*insurer);
    fact.change(Change::of("version", "", version)).change(Change::of("valid_from", "", valid_from))
}

/// The fact that an insurer has set the rules by which its claims are checked; concerns that alone.
pub fn of_review_rules(before: Option<&Rules>, rules: &Rules, actor: &Actor, at: DateTime<Utc>) -> Fact {
    let Rules { insurer, approves_up_to, sample_pct, .. } = *rules;
    let yen = |most: Option<Yen>| most.map_or_else(String::new, |most| most.get().to_string());
    let subject = Resource::new("review_rules", insurer);
    let fact = Fact::new("review_rules.set", at, Operator::of(actor), subject).concerning(insurer);
    let sampled = before.map_or_else(String::new, |before| before.sample_pct.to_string());
    fact.change(Change::of(
        "approves_up_to_yen",
        yen(before.and_then(|before| before.approves_up_to)),
        yen(approves_up_to),
    ))
    .change(Change::of("sample_pct", sampled, sample_pct))
}

/// The fact that somebody did something with a policy of an insurer; concerns that and who did it.
pub fn of_policy(
    kind: &'static str,
    (policy, insurer): (PolicyId, OrganisationId),
    actor: &Actor,
    at: DateTime<Utc>,
) -> Fact {
    let fact = Fact::new(kind, at, Operator::of(actor), Resource::new("policy", policy));
    fact.concerning(insurer).concerning(actor.organisation)
}

/// The fact that something happened to a request of a data subject; concerns the insurer that is asked. Of what is corrected or
/// disclosed it says nothing.
pub fn of_subject_request(
    request: &SubjectRequest,
    event: subject_request::Event,
    operator: &Operator,
    at: DateTime<Utc>,
) -> Fact {
    use subject_request::{Event, Kind};
    let kind = match (event, request.kind) {
        (Event::Received, _) => "subject_request.received",
        (Event::Identified, _) => "subject_request.identified",
        (Event::Done, Kind::Disclosure) => "subject_request.disclosed",
        (Event::Done, Kind::Correction) => "subject_request.corrected",
        (Event::Done, Kind::Stop) => "subject_request.stopped",
        (Event::Done, Kind::Deletion) => "subject_request.deleted",
        (Event::Refused(_), _) => "subject_request.refused",
        (Event::Resumed, _) => "subject_request.resumed",
        (Event::Overdue, _) => "subject_request.overdue",
        (Event::Fetched, _) => "subject_request.file_fetched",
    };
    let subject = Resource::new("subject_request", request.id).known_as(&request.number);
    let fact = Fact::new(kind, at, operator.clone(), subject).concerning(request.insurer);
    match event {
        Event::Received => fact.change(Change::of("kind", "", request.kind.as_str())),
        Event::Refused(ground) => fact.change(Change::of("ground", "", ground.as_str())),
        _ => fact.touching(Resource::new("policy", request.policy)),
    }
}

/// The fact that a policy is another since its holder has asked for it; concerns the clinics that have claims about it, and is none
/// where there are none, or where nothing changes for them.
pub fn of_policy_asked_about(
    request: &SubjectRequest,
    clinics: BTreeSet<OrganisationId>,
    operator: &Operator,
    at: DateTime<Utc>,
) -> Option<Fact> {
    use subject_request::{Kind, Stage};
    let kind = match (request.state.stage(), request.kind) {
        (Stage::Done, Kind::Correction) => "policy.corrected",
        (Stage::Done, Kind::Stop) => "policy.stopped",
        (Stage::Done, Kind::Deletion) => "policy.deleted",
        (Stage::Resumed, _) => "policy.resumed",
        _ => return None,
    };
    let fact = Fact::new(kind, at, operator.clone(), Resource::new("policy", request.policy));
    (!clinics.is_empty()).then(|| clinics.into_iter().fold(fact, Fact::concerning))
}

/// The fact that an insurer and a clinic have a contract.
pub fn of_contract(clinic: OrganisationId, insurer: &Actor, at: DateTime<Utc>) -> Fact {
    let subject = Resource::new("contract", format!("{}/{clinic}", insurer.organisation));
    Fact::new("contract.made", at, Operator::of(insurer), subject)
        .concerning(insurer.organisation)
        .concerning(clinic)
}

fn state(before: &str, after: Status) -> Change {
    Change::of("state", before, after.as_str())
}
