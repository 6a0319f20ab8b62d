//! Every state × every verb: what is not in the table is refused and changes nothing.

use chrono::TimeZone;
use money::Ratio;

use super::{returned::Place, *};
use crate::domain::{
    benefit::Cause,
    document::{DocumentKind, MediaType},
    policy::{Paid, Pet, Policyholder},
    quantity::Quantity,
    reason::Reason,
    treatment::{CareType, Line},
};

#[test]
fn only_the_transitions_of_the_table_happen() {
    let table = [
        // describe, add, remove, submit, return, withdraw, approve, deny
        (Status::Draft, [true, true, true, true, false, false, false, false]),
        (Status::Submitted, [false, false, false, false, true, true, true, true]),
        (Status::Returned, [true, true, true, true, false, true, false, false]),
        (Status::Approved, [false; 8]),
        (Status::PartiallyApproved, [false; 8]),
        (Status::Absorbed, [false; 8]),
        (Status::Denied, [false; 8]),
        (Status::Withdrawn, [false; 8]),
    ];
    assert_eq!(table.map(|(status, _)| status), Status::ALL);
    for (status, allowed) in table {
        for (verb, allowed) in allowed.into_iter().enumerate() {
            let before = claim(status);
            let mut after = before.clone();
            let happened = run(&mut after, verb);
            assert_eq!(happened.is_ok(), allowed, "{status:?} verb {verb}: {happened:?}");
            if allowed {
                assert_eq!(after.revision, before.revision + 1, "{status:?} verb {verb}");
            } else {
                assert_eq!(happened, Err(Refusal::State(status)), "verb {verb}");
                assert_eq!(after, before, "{status:?} verb {verb}");
            }
        }
    }
}

#[test]
fn a_stale_revision_is_refused() {
    let mut draft = claim(Status::Draft);
    let stale = draft.revision - 1;
    assert_eq!(draft.describe(treatment(), stale, now()), Err(Refusal::Stale(draft.revision)));
    let mut submitted = claim(Status::Submitted);
    assert_eq!(submitted.approve(&History::default(), stale, now()), Err(Refusal::Stale(submitted.revision)));
}

#[test]
fn submission_needs_consent_and_exactly_the_documents_seen() {
    let mut draft = claim(Status::Draft);
    let revision = draft.revision;
    let handed = HandedIn { consent_version: String::new(), consent_means: None, ..handed(&[]) };
    let refused = draft.submit(handed, revision, now());
    let Err(Refusal::Gaps(gaps)) = refused else { panic!("{refused:?}") };
    let fields: Vec<&str> = gaps.iter().map(|gap| gap.field.as_str()).collect();
    assert_eq!(fields, ["document_ids", "consent_version", "consent_means"]);
}

#[test]
fn an_approval_pays_what_the_plan_says() {
    let mut submitted = claim(Status::Submitted);
    let Approved { event, outcome: _, taken } =
        submitted.approve(&History::default(), submitted.revision, now()).unwrap();
    assert_eq!(event, Event::Approved { outcome: Outcome::Whole, benefit: Yen::new(7_000) });
    let taken: Vec<_> = taken.iter().map(|taken| (taken.claim, taken.counts, taken.benefit)).collect();
    assert_eq!(taken, [(Some(submitted.id), 1, Yen::new(7_000))]);
}

#[test]
fn what_was_returned_is_submitted_again_under_its_number_and_keeps_what_the_insurer_has_seen() {
    let mut returned = claim(Status::Submitted);
    let seen: Vec<DocumentId> = returned.documents.iter().map(|document| document.id).collect();
    let point = Point { place: Place::Line(0), message: Personal::new("数量".into()) };
    assert_eq!(returned.give_back(mending(vec![point]), 1, now()), Ok(Event::Returned));
    assert_eq!(returned.remove(seen[0], 2, now()), Err(Refusal::DocumentSubmitted));
    let mended = Treatment { diagnosis: Personal::new("中耳炎".into()), ..treatment() };
    let _ = returned.describe(mended.clone(), 2, now()).unwrap();
    let later = now() + chrono::TimeDelta::days(40);
    let again = HandedIn { receipt_number: "C-261231-ANOTHER".into(), ..handed(&seen) };
    assert_eq!(returned.submit(again, 3, later), Ok(Event::Resubmitted));
    let State::Submitted(submission) = &returned.state else { panic!("{:?}", returned.state) };
    assert_eq!((submission.receipt_number.as_str(), submission.submitted_at), ("C-261122-000000", later));
    assert_eq!(returned.received_on(), Some(today()), "the first time counts");
    let [kept] = returned.returns.as_slice() else { panic!("{:?}", returned.returns) };
    assert_eq!((&kept.treatment, kept.submitted_at, &kept.documents), (&treatment(), now(), &seen));
    assert_eq!(returned.treatment, mended);
}

#[test]
fn a_return_names_places_that_are_there_and_a_day_to_come() {
    let mut submitted = claim(Status::Submitted);
    let stray = Point { place: Place::Line(1), message: Personal::new("数量".into()) };
    let mending = Mending { due_on: Some("2026-11-21".parse().unwrap()), ..mending(vec![stray]) };
    let Err(Refusal::Gaps(gaps)) = submitted.give_back(mending, 1, now()) else { panic!() };
    let codes: Vec<_> = gaps.iter().map(|gap| (gap.field.as_str(), gap.code.as_str())).collect();
    assert_eq!(codes, [("points[0].field", "MALFORMED"), ("due_on", "IN_PAST")]);
}

#[test]
fn a_claim_is_not_returned_for_ever() {
    let mut claim = claim(Status::Submitted);
    for _ in 0..MOST_RETURNS {
        let _ = claim.give_back(mending(vec![]), claim.revision, now()).unwrap();
        claim.state = State::Submitted(submission());
    }
    assert_eq!(claim.give_back(mending(vec![]), claim.revision, now()), Err(Refusal::TooManyReturns));
}

fn run(claim: &mut Claim, verb: usize) -> Result<(), Refusal> {
    let revision = claim.revision;
    let documents: Vec<DocumentId> = claim.documents.iter().map(|document| document.id).collect();
    match verb {
        0 => claim.describe(treatment(), revision, now()).map(|_| ()),
        1 => claim.add(document(), now()).map(|_| ()),
        2 => claim.remove(documents[0], revision, now()).map(|_| ()),
        3 => claim.submit(handed(&documents), revision, now()).map(|_| ()),
        4 => claim.give_back(mending(vec![]), revision, now()).map(|_| ()),
        5 => claim.withdraw(revision, now()).map(|_| ()),
        6 => claim.approve(&History::default(), revision, now()).map(|_| ()),
        _ => claim.deny(denial(), revision).map(|_| ()),
    }
}

fn claim(status: Status) -> Claim {
    let (mut claim, _) = Claim::start(ClaimId::generate(), OrganisationId::generate(), &policy(), now());
    claim.treatment = treatment();
    claim.documents.push(document());
    claim.state = match status {
        Status::Draft => State::Draft,
        Status::Submitted => State::Submitted(submission()),
        Status::Approved | Status::PartiallyApproved | Status::Absorbed => {
            let outcome = Outcome::of_status(status).unwrap();
            let assessment = claim.estimate(&claim.treatment, &History::default(), today()).unwrap();
            State::Approved(
                submission(),
                Approval { decided_at: now(), outcome, automatic: false, assessment },
            )
        }
        Status::Denied => State::Denied(submission(), denial()),
        Status::Returned => State::Returned(submission()),
        Status::Withdrawn => State::Withdrawn(submission(), now()),
    };
    claim
}

fn mending(points: Vec<Point>) -> Mending {
    Mending { message: Personal::new("発症日をご確認ください。".into()), points, due_on: None }
}

fn policy() -> Policy {
    let text = |text: &str| Personal::new(text.to_owned());
    Policy {
        id: PolicyId::generate(),
        revision: 1,
        insurer: OrganisationId::generate(),
        number: PolicyNumber::parse("AB-2048-771930").unwrap(),
        plan: Plan::new("P70".into(), "プラン70".into(), Ratio::percent(70).unwrap()),
        plan_id: None,
        pet: Pet {
            name: text("こむぎ"), species: "犬".into(), breed: "柴犬".into(), birth_on: today()
        },
        policyholder: Policyholder {
            surname: text("田中"),
            given_name: text("美咲"),
            surname_kana: text("タナカ"),
            given_name_kana: text("ミサキ"),
            email: text("misaki@example.jp"),
            phone: text("03-0000-0000"),
        },
        starts_on: "2026-04-01".parse().unwrap(),
        ends_on: "2027-03-31".parse().unwrap(),
        first_starts_on: "2026-04-01".parse().unwrap(),
        paid: Paid::default(),
    }
}

fn treatment() -> Treatment {
    let line = Line {
        service_on: "2026-11-21".parse().unwrap(),
        care: CareType::Outpatient,
        item: Personal::new("再診料".into()),
        quantity: Quantity::milli(1_000).unwrap(),
        unit_price: Yen::new(10_000),
        insured: true,
        excluded_as: None,
        circumstance: None,
    };
    let onset_on = Some("2026-11-20".parse().unwrap());
    Treatment {
        diagnosis: Personal::new("外耳炎".into()),
        diagnosis_code: None,
        cause: Cause::Illness,
        onset_on,
        note: Personal::default(),
        lines: vec![line],
        discount: Yen::ZERO,
        other_insurance: Some(vec![]),
    }
}

fn document() -> Document {
    Document {
        id: DocumentId::generate(),
        kind: DocumentKind::Receipt,
        file_name: Personal::new("領収書.pdf".into()),
        media: MediaType::Pdf,
        bytes: 1,
        sha256: [0; 32],
    }
}

fn submission() -> Submission {
    Submission {
        receipt_number: "C-261122-000000".into(),
        submitted_at: now(),
        consent: Consent { version: "2026-04".into(), means: ConsentMeans::Signed },
    }
}

fn handed(documents: &[DocumentId]) -> HandedIn<'_> {
    HandedIn {
        receipt_number: "C-261122-000000".into(),
        consent_version: "2026-04".into(),
        consent_means: Some(ConsentMeans::Signed),
        documents,
    }
}

fn denial() -> Denial {
    Denial {
        decided_at: now(), reason: Reason::Waiting, explanation: Personal::new("待機期間中です".into())
    }
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 1, 0, 0).unwrap()
}

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

#[test]
fn an_approval_is_whole_unless_something_claimed_as_insured_is_not_paid() {
    let approve = |change: &dyn Fn(&mut Claim)| {
        let mut claim = claim(Status::Submitted);
        change(&mut claim);
        claim.approve(&History::default(), claim.revision, now()).map(|approved| approved.outcome)
    };
    let line = treatment().lines.remove(0);
    let food = Line { excluded_as: Some(Reason::Food), ..line.clone() };
    let plan = |claim: &mut Claim, more: serde_json::Value| {
        let mut plan = serde_json::json!({ "ratio_pct": 70 });
        plan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claim.cover.plan = serde_json::from_value(plan).unwrap();
    };
    let clause = serde_json::json!({ "clauses": [{ "reason": "FOOD", "clause": "第5条" }] });
    let deductible = serde_json::json!({ "deductible_mode": "before", "deductible_yen": 10_000 });
    assert_eq!(approve(&|_| {}), Ok(Outcome::Whole));
    let second = |line: &Line| {
        let (line, clause) = (line.clone(), clause.clone());
        approve(&move |claim| {
            plan(claim, clause.clone());
            claim.treatment.lines.push(line.clone());
        })
    };
    assert_eq!(second(&food), Ok(Outcome::Partial));
    assert_eq!(second(&Line { insured: false, ..food.clone() }), Ok(Outcome::Whole), "the clinic said so");
    assert_eq!(approve(&|claim| plan(claim, deductible.clone())), Ok(Outcome::Absorbed));
    let nothing = approve(&|claim| {
        plan(claim, clause.clone());
        claim.treatment.lines = vec![food.clone()];
    });
    assert_eq!(nothing, Err(Refusal::NothingToPay(NothingToPay(Some(Reason::Food)))));
}
