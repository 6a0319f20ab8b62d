//! What is checked, and approved without a person: by the rules of its insurer, and by nothing else.

use std::time::Duration;

use identity::{Actor, WorkloadName};
use proto::claims::v1::{
    self as pb, ClaimStatus, FindingCode, claim::State, review_rules_service_client::ReviewRulesServiceClient,
};
use tonic::{Status, transport::Channel};

use crate::{
    archive::{administrator, fetched_in_order},
    both, facts,
    verbs::{Case, Known, document, pdf, submission},
    world::{World, clinic, insurer, reason, request_id, viewer, violations},
};

both!(
    without_rules_nothing_is_checked_and_people_decide,
    what_passes_is_approved_without_a_person_and_the_limits_know,
    what_is_found_waits_for_a_person_and_no_clinic_sees_why,
    what_was_returned_is_checked_again_and_what_is_drawn_waits,
    what_waits_is_checked_once_there_are_rules,
    rules_are_the_insurers_and_nobody_overwrites_them_unseen,
    claims_that_come_at_once_do_not_overspend,
    rules_and_what_was_found_come_back_from_an_archive,
);

impl World {
    fn rules(&self) -> ReviewRulesServiceClient<Channel> {
        ReviewRulesServiceClient::new(self.channel(WorkloadName::Gateway))
    }

    async fn set_rules(
        &self,
        by: &Actor,
        revision: i64,
        up_to: impl Into<Option<i64>>,
        sample_pct: i32,
    ) -> Result<i64, Status> {
        let approves_up_to_yen = up_to.into();
        let request_id = request_id();
        let message = pb::SetReviewRulesRequest { request_id, revision, approves_up_to_yen, sample_pct };
        let set = self.rules().set_review_rules(self.signed(by, message)).await;
        set.map(|set| set.into_inner().revision)
    }

    async fn rules_of(&self, by: &Actor) -> Result<Option<pb::ReviewRules>, Status> {
        let shown = self.rules().get_review_rules(self.signed(by, pb::GetReviewRulesRequest {})).await;
        shown.map(|shown| shown.into_inner().rules)
    }

    /// The claim as its insurer sees it, once it was checked.
    async fn checked(&self, case: &Case, id: &str) -> pb::Claim {
        for _ in 0..500 {
            let claim = self.claim(&case.insurer, id).await.unwrap();
            if claim.check.is_some() {
                return claim;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{id} is not checked");
    }

    async fn findings(&self, case: &Case, id: &str) -> Vec<(FindingCode, i32, String)> {
        let found = self.checked(case, id).await.check.unwrap().findings.into_iter();
        found.map(|finding| (finding.code(), finding.line, finding.claim_id)).collect()
    }
}

fn is_submitted(claim: &pb::Claim) -> bool {
    matches!(claim.state, Some(State::Submitted(_)))
}

async fn without_rules_nothing_is_checked_and_people_decide(world: World) {
    let case = world.case().await;
    assert_eq!(world.rules_of(&case.insurer).await.unwrap(), None);
    let claim = world.submitted(&case, 5_000).await;
    // Another insurer's rules are for its own claims.
    let other = insurer();
    world.set_rules(&other, 0, 100_000, 0).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let shown = world.claim(&case.insurer, &claim.id).await.unwrap();
    assert!(shown.check.is_none() && is_submitted(&shown), "{shown:?}");
    assert_eq!(world.approve(&case.insurer, &claim).await.unwrap().benefit_yen, 5_000);
}

async fn what_passes_is_approved_without_a_person_and_the_limits_know(world: World) {
    let case = world.capped_case(Some(50_000)).await;
    world.set_rules(&case.insurer, 0, 5_000, 0).await.unwrap();
    let claim = world.submitted(&case, 5_000).await;
    let shown = world.checked(&case, &claim.id).await;
    let Some(State::Approved(approved)) = shown.state else { panic!("{:?}", shown.state) };
    let assessment = approved.assessment.unwrap();
    assert!(approved.automatic);
    assert_eq!((assessment.benefit_yen, assessment.outcome()), (5_000, ClaimStatus::Approved));
    assert_eq!(shown.revision, claim.revision + 1);
    let policy = world.look_up(&case.clinic, &case.number).await.unwrap().remove(0);
    assert_eq!(policy.remaining_yen, Some(45_000));
    assert_eq!(world.counted(&case.insurer).await, [(ClaimStatus::Approved as i32, 1)]);
    let told = facts::read(&world, 7).await;
    let approved = told.iter().find(|fact| fact.kind == "claim.approved").unwrap();
    let operator = approved.operator.as_ref().unwrap();
    assert_eq!((operator.id.as_str(), operator.organisation_id.as_str()), ("", ""), "nobody did it");
    let set = told.iter().find(|fact| fact.kind == "review_rules.set").unwrap();
    assert_eq!(set.changes[0].after, "5000");

    let seen = world.claim(&case.clinic, &claim.id).await.unwrap();
    assert!(matches!(seen.state, Some(State::Approved(_))), "its clinic sees it too");
}

async fn what_is_found_waits_for_a_person_and_no_clinic_sees_why(world: World) {
    let case = world.case().await;
    world.set_rules(&case.insurer, 0, 10_000, 0).await.unwrap();
    let first = submitted_with(&world, &case, world.treatment(10_000), b"%PDF-1.7 one").await;
    assert_eq!(world.findings(&case, &first.id).await, []);

    // The same day and condition once more, with the same paper, a line twice, and too much of it.
    let mut again = world.treatment(10_000);
    again.lines.push(again.lines[0].clone());
    let second = submitted_with(&world, &case, again, b"%PDF-1.7 one").await;
    let found = world.findings(&case, &second.id).await;
    let expected = [
        (FindingCode::Duplicate, 0, first.id.clone()),
        (FindingCode::SameDocument, 0, first.id.clone()),
        (FindingCode::SameLine, 2, String::new()),
        (FindingCode::AboveLimit, 0, String::new()),
    ];
    assert_eq!(found, expected);
    let shown = world.claim(&case.clinic, &second.id).await.unwrap();
    assert!(shown.check.is_none() && is_submitted(&shown), "{shown:?}");
    // Its insurer decides it as it came: a check is no change.
    assert_eq!(world.approve(&case.insurer, &second).await.unwrap().benefit_yen, 20_000);

    // Another condition of the same day is none of that; an onset at the beginning of cover is looked at.
    let mut other = world.treatment(1_000);
    (other.diagnosis, other.diagnosis_code) = ("打撲".to_owned(), String::new());
    other.onset_on = world.day(-71);
    let other = submitted_with(&world, &case, other, b"%PDF-1.7 two").await;
    assert_eq!(world.findings(&case, &other.id).await, [(FindingCode::EarlyOnset, 0, String::new())]);

    let mut before = world.treatment(1_000);
    (before.diagnosis, before.diagnosis_code) = ("骨折".to_owned(), String::new());
    before.onset_on = world.day(-101);
    let before = submitted_with(&world, &case, before, b"%PDF-1.7 three").await;
    assert_eq!(world.findings(&case, &before.id).await, [(FindingCode::NothingToPay, 0, String::new())]);
}

async fn what_was_returned_is_checked_again_and_what_is_drawn_waits(world: World) {
    let case = world.case().await;
    world.set_rules(&case.insurer, 0, None, 0).await.unwrap();
    let claim = world.submitted(&case, 5_000).await;
    assert_eq!(world.findings(&case, &claim.id).await, [(FindingCode::AboveLimit, 0, String::new())]);
    let returned = pb::ReturnClaimRequest {
        request_id: request_id(),
        claim_id: claim.id.clone(),
        revision: claim.revision,
        message: "カルテをお送りください。".to_owned(),
        ..Default::default()
    };
    let returned = world.claims().return_claim(world.signed(&case.insurer, returned)).await.unwrap();
    let claim = Known { revision: returned.into_inner().revision, ..claim };
    world.set_rules(&case.insurer, 1, 100_000, 100).await.unwrap();
    world.claims().submit_claim(world.signed(&case.clinic, submission(&claim))).await.unwrap();
    for _ in 0..500 {
        if world.findings(&case, &claim.id).await == [(FindingCode::Sampled, 0, String::new())] {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{:?}", world.findings(&case, &claim.id).await);
}

async fn what_waits_is_checked_once_there_are_rules(world: World) {
    let case = world.case().await;
    let (first, decided) = (world.submitted(&case, 5_000).await, world.submitted(&case, 6_000).await);
    world.deny(&case.insurer, &decided).await.unwrap();
    world.set_rules(&case.insurer, 0, 5_000, 0).await.unwrap();
    assert!(matches!(world.checked(&case, &first.id).await.state, Some(State::Approved(_))));
    let shown = world.claim(&case.insurer, &decided.id).await.unwrap();
    assert!(shown.check.is_none() && matches!(shown.state, Some(State::Denied(_))), "{shown:?}");
}

async fn rules_are_the_insurers_and_nobody_overwrites_them_unseen(world: World) {
    let case = world.case().await;
    assert_eq!(world.set_rules(&case.insurer, 0, 30_000, 5).await.unwrap(), 1);
    let refused = world.set_rules(&case.insurer, 0, 1, 0).await.unwrap_err();
    assert_eq!(reason(refused), "REVIEW_RULES_STALE");
    let rules = world.rules_of(&viewer(&case.insurer)).await.unwrap().unwrap();
    assert_eq!((rules.revision, rules.approves_up_to_yen, rules.sample_pct), (1, Some(30_000), 5));
    for (who, may_read) in [(viewer(&case.insurer), true), (case.clinic.clone(), false), (clinic(), false)] {
        assert_eq!(reason(world.set_rules(&who, 1, None, 0).await.unwrap_err()), "NOT_PERMITTED");
        assert_eq!(world.rules_of(&who).await.is_ok(), may_read);
    }
    for (up_to, sample, field) in
        [(0, 0, "approves_up_to_yen"), (100_000_001, 0, "approves_up_to_yen"), (1, 101, "sample_pct")]
    {
        let refused = world.set_rules(&case.insurer, 1, up_to, sample).await.unwrap_err();
        assert_eq!(violations(refused), [(field.to_owned(), "OUT_OF_RANGE".to_owned())]);
    }
}

async fn claims_that_come_at_once_do_not_overspend(world: World) {
    const CAP: i64 = 10_000;
    let case = world.capped_case(Some(CAP)).await;
    let mut drafts = vec![];
    for number in 0..6 {
        let mut treatment = world.treatment(3_000);
        (treatment.onset_on, treatment.lines[0].service_on) = (world.day(-10), world.day(-number));
        drafts.push(draft_with(&world, &case, treatment, &[]).await);
    }
    world.set_rules(&case.insurer, 0, 100_000, 0).await.unwrap();
    let submit = drafts.iter().map(async |draft: &pb::SubmitClaimRequest| {
        world.claims().submit_claim(world.signed(&case.clinic, draft.clone())).await.unwrap();
    });
    futures::future::join_all(submit).await;
    let mut paid = vec![];
    for draft in &drafts {
        paid.push(match world.checked(&case, &draft.claim_id).await.state {
            Some(State::Approved(state)) => state.assessment.unwrap().benefit_yen,
            _ => 0,
        });
    }
    paid.sort_unstable();
    assert_eq!(paid, [0, 0, 1_000, 3_000, 3_000, 3_000]);
}

async fn rules_and_what_was_found_come_back_from_an_archive(world: World) {
    let case = world.case().await;
    world.set_rules(&case.insurer, 0, 5_000, 0).await.unwrap();
    let (first, second) = (world.submitted(&case, 5_000).await, world.submitted(&case, 5_000).await);
    let before = [world.checked(&case, &first.id).await, world.checked(&case, &second.id).await];
    let files = fetched_in_order(&world, &administrator(&case.insurer)).await.unwrap();
    let empty = world.empty().await;
    let importer = empty.importer().await;
    let parts = || testkit::archived::parts(&files);
    importer.import_organisation(case.insurer.organisation, parts).await.unwrap();
    for before in before {
        let after = empty.claim(&case.insurer, &before.id).await.unwrap();
        assert_eq!((after.check, after.state), (before.check, before.state));
    }
    let rules = empty.rules_of(&case.insurer).await.unwrap().unwrap();
    assert_eq!((rules.revision, rules.approves_up_to_yen), (1, Some(5_000)));
}

async fn draft_with(
    world: &World,
    case: &Case,
    treatment: pb::Treatment,
    papers: &[&[u8]],
) -> pb::SubmitClaimRequest {
    let draft = world.draft(case).await;
    let message = pb::DescribeTreatmentRequest {
        request_id: request_id(),
        claim_id: draft.id.clone(),
        revision: draft.revision,
        treatment: Some(treatment),
    };
    let answer = world.claims().describe_treatment(world.signed(&case.clinic, message)).await.unwrap();
    let mut known = Known { revision: answer.into_inner().revision, ..draft };
    let mut documents = vec![];
    for paper in papers {
        let bytes = [paper, pdf(100).as_slice()].concat();
        let added = world.upload(&case.clinic, document(&known.id, &bytes)).await.unwrap();
        known.revision = added.revision;
        documents.push(added.document_id);
    }
    pb::SubmitClaimRequest { document_ids: documents, ..submission(&known) }
}

async fn submitted_with(world: &World, case: &Case, treatment: pb::Treatment, paper: &[u8]) -> Known {
    let draft = draft_with(world, case, treatment, &[paper]).await;
    let answer = world.claims().submit_claim(world.signed(&case.clinic, draft.clone())).await.unwrap();
    Known { id: draft.claim_id, revision: answer.into_inner().revision }
}
