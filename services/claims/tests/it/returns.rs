//! 差戻し, 再提出 and 取下げ: the clinic mends what it was asked to under the same receipt number; both see what has changed.

use identity::Actor;
use proto::claims::v1::{self as pb, claim::State};
use tonic::Status;

use crate::{
    archive::{administrator, fetched_in_order},
    both, facts,
    sealed::{download, submit, with_paper},
    verbs::{Known, document, pdf, removal, submission},
    world::{World, reason, request_id, violations},
};

both!(
    what_is_returned_is_mended_and_comes_again_under_its_number,
    what_was_returned_is_sealed_for_the_insurer_and_comes_back_from_an_archive,
    a_return_names_all_that_is_wrong_with_it_at_once,
    only_the_insurer_returns_and_only_the_clinic_withdraws,
    a_claim_is_withdrawn_until_it_is_decided,
    a_repeat_of_a_return_is_answered_and_changes_nothing,
    nothing_of_a_return_stays_when_its_insurer_is_erased,
);

fn returning(claim: &Known) -> pb::ReturnClaimRequest {
    let point = |field: &str, message: &str| pb::ReturnPoint { field: field.into(), message: message.into() };
    pb::ReturnClaimRequest {
        request_id: request_id(),
        claim_id: claim.id.clone(),
        revision: claim.revision,
        message: "発症日と薬の名前をご確認ください。".to_owned(),
        points: vec![
            point("treatment.onset_on", "カルテと異なります"),
            point("treatment.lines[0]", "薬の名前"),
        ],
        due_on: String::new(),
    }
}

impl World {
    async fn give_back(&self, by: &Actor, request: pb::ReturnClaimRequest) -> Result<i64, Status> {
        let answer = self.claims().return_claim(self.signed(by, request)).await;
        answer.map(|answer| answer.into_inner().revision)
    }

    async fn withdraw(&self, by: &Actor, claim: &Known) -> Result<i64, Status> {
        let request = pb::WithdrawClaimRequest {
            request_id: request_id(),
            claim_id: claim.id.clone(),
            revision: claim.revision,
        };
        let answer = self.claims().withdraw_claim(self.signed(by, request)).await;
        answer.map(|answer| answer.into_inner().revision)
    }
}

fn receipt(claim: &pb::Claim) -> String {
    match claim.state.clone() {
        Some(State::Submitted(state)) => state.receipt_number,
        Some(State::Returned(state)) => state.receipt_number,
        Some(State::Withdrawn(state)) => state.receipt_number,
        other => panic!("{other:?}"),
    }
}

async fn what_is_returned_is_mended_and_comes_again_under_its_number(world: World) {
    let case = world.case().await;
    let (draft, first) = with_paper(&world, &case, &pdf(70_000)).await;
    let claim = submit(&world, &case, &draft, &[first.as_str()]).await;
    let number = receipt(&world.claim(&case.insurer, &claim.id).await.unwrap());

    let revision = world.give_back(&case.insurer, returning(&claim)).await.unwrap();
    let returned = Known { revision, ..claim };
    for side in [&case.clinic, &case.insurer] {
        let shown = world.claim(side, &returned.id).await.unwrap();
        assert!(matches!(shown.state, Some(State::Returned(_))), "{:?}", shown.state);
        let last = &shown.returns[0];
        assert_eq!((last.points.len(), last.points[1].field.as_str()), (2, "treatment.lines[0]"));
        assert_eq!(last.treatment, shown.treatment, "what was submitted is kept");
    }
    assert_eq!(reason(world.approve(&case.insurer, &returned).await.unwrap_err()), "CLAIM_STATE");

    // The clinic mends: another diagnosis, another document; what the insurer has stays.
    let kept = world.claims().remove_document(world.signed(&case.clinic, removal(&returned, &first))).await;
    assert_eq!(reason(kept.unwrap_err()), "DOCUMENT_SUBMITTED");
    let mended = pb::Treatment {
        diagnosis: "中耳炎".to_owned(),
        diagnosis_code: "09-002".to_owned(),
        ..world.treatment(6_000)
    };
    let revision = world.describe(&case, &returned, mended).await.unwrap().revision;
    let returned = Known { revision, ..returned };
    let added = world.upload(&case.clinic, document(&returned.id, &pdf(80_000))).await.unwrap();
    let returned = Known { revision: added.revision, ..returned };
    let missing = world.claims().submit_claim(world.signed(&case.clinic, submission(&returned))).await;
    assert_eq!(violations(missing.unwrap_err()), [("document_ids".to_owned(), "DIFFERENT".to_owned())]);
    let claim = submit(&world, &case, &returned, &[first.as_str(), added.document_id.as_str()]).await;

    let shown = world.claim(&case.insurer, &claim.id).await.unwrap();
    assert_eq!((receipt(&shown), shown.total_yen, shown.documents.len()), (number, 6_000, 2));
    let before = shown.returns[0].treatment.clone().unwrap();
    assert_eq!((before.diagnosis.as_str(), before.lines[0].unit_price_yen), ("外耳炎", 5_000));
    assert_eq!(shown.returns[0].document_ids, [first]);
    let bytes = download(&world, &case.insurer, &claim.id, &added.document_id).await.unwrap();
    assert_eq!(bytes, pdf(80_000));
    let by_code =
        |code: &str| pb::ListClaimsRequest { diagnosis_code: code.to_owned(), ..Default::default() };
    for (code, found) in [("09-001", 0), ("09-002", 1)] {
        let list = world.claims().list_claims(world.signed(&case.insurer, by_code(code))).await.unwrap();
        assert_eq!(list.into_inner().claims.len(), found, "{code}: the index follows");
    }
    assert_eq!(world.approve(&case.insurer, &claim).await.unwrap().benefit_yen, 6_000);

    let told = facts::read(&world, 11).await;
    let kinds: Vec<&str> = told.iter().map(|fact| fact.kind.as_str()).skip(5).collect();
    let expected = [
        "claim.submitted",
        "claim.returned",
        "claim.treatment_described",
        "claim.document_added",
        "claim.resubmitted",
        "claim.approved",
    ];
    assert_eq!(kinds, expected);
}

async fn what_was_returned_is_sealed_for_the_insurer_and_comes_back_from_an_archive(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    let revision = world.give_back(&case.insurer, returning(&claim)).await.unwrap();
    let mended = pb::Treatment { diagnosis: "中耳炎".to_owned(), ..world.treatment(6_000) };
    world.describe(&case, &Known { revision, ..claim.clone() }, mended).await.unwrap();
    let contents = world.contents();
    assert!(contents.hold("returned"), "it is looked for in the right place");
    for personal in ["発症日と薬", "カルテと", "外耳炎", "中耳炎"] {
        assert!(!contents.hold(personal), "{personal} is sealed");
    }
    let files = fetched_in_order(&world, &administrator(&case.insurer)).await.unwrap();
    let empty = world.empty().await;
    let importer = empty.importer().await;
    importer
        .import_organisation(case.insurer.organisation, || testkit::archived::parts(&files))
        .await
        .unwrap();
    let (here, there) =
        (world.claim(&case.clinic, &claim.id).await, empty.claim(&case.clinic, &claim.id).await);
    assert_eq!(here.unwrap(), there.unwrap());
    assert_eq!(empty.counted(&case.insurer).await, world.counted(&case.insurer).await);
}

async fn a_return_names_all_that_is_wrong_with_it_at_once(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    let point = |field: &str, message: String| pb::ReturnPoint { field: field.into(), message };
    let wrong = pb::ReturnClaimRequest {
        message: String::new(),
        points: vec![
            point("state", "x".into()),
            point("documents", String::new()),
            point("documents", "x".repeat(201)),
        ],
        due_on: "tomorrow".to_owned(),
        ..returning(&claim)
    };
    let named: Vec<String> = violations(world.give_back(&case.insurer, wrong).await.unwrap_err())
        .into_iter()
        .map(|(field, code)| format!("{field} {code}"))
        .collect();
    assert_eq!(
        named,
        [
            "message REQUIRED",
            "points[0].field MALFORMED",
            "points[1].message REQUIRED",
            "points[2].message TOO_LONG",
            "due_on MALFORMED",
        ]
    );
    let stray = pb::ReturnClaimRequest {
        points: vec![point("treatment.lines[1]", "x".into())],
        due_on: world.day(-1),
        ..returning(&claim)
    };
    let named = violations(world.give_back(&case.insurer, stray).await.unwrap_err());
    assert_eq!(
        named,
        [("points[0].field".to_owned(), "MALFORMED".to_owned()), ("due_on".to_owned(), "IN_PAST".to_owned())]
    );
}

async fn only_the_insurer_returns_and_only_the_clinic_withdraws(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    assert_eq!(reason(world.give_back(&case.clinic, returning(&claim)).await.unwrap_err()), "NOT_PERMITTED");
    assert_eq!(reason(world.withdraw(&case.insurer, &claim).await.unwrap_err()), "NOT_PERMITTED");
    for stranger in [crate::world::insurer(), crate::world::clinic()] {
        let refused = match stranger.organisation_kind {
            identity::OrganisationKind::Insurer => world.give_back(&stranger, returning(&claim)).await,
            _ => world.withdraw(&stranger, &claim).await,
        };
        assert_eq!(reason(refused.unwrap_err()), "CLAIM_NOT_FOUND");
    }
    let stale = Known { revision: claim.revision - 1, ..claim.clone() };
    assert_eq!(reason(world.give_back(&case.insurer, returning(&stale)).await.unwrap_err()), "CLAIM_STALE");
    assert_eq!(reason(world.withdraw(&case.clinic, &stale).await.unwrap_err()), "CLAIM_STALE");
}

async fn a_claim_is_withdrawn_until_it_is_decided(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    assert_eq!(reason(world.withdraw(&case.clinic, &draft).await.unwrap_err()), "CLAIM_STATE");
    let submitted = world.submitted(&case, 5_000).await;
    let revision = world.withdraw(&case.clinic, &submitted).await.unwrap();
    let over = Known { revision, ..submitted };
    assert_eq!(reason(world.approve(&case.insurer, &over).await.unwrap_err()), "CLAIM_STATE");
    let returned = world.submitted(&case, 5_000).await;
    let revision = world.give_back(&case.insurer, returning(&returned)).await.unwrap();
    world.withdraw(&case.clinic, &Known { revision, ..returned }).await.unwrap();
    let paid = world.submitted(&case, 5_000).await;
    let revision = world.approve(&case.insurer, &paid).await.unwrap().revision;
    let refused = world.withdraw(&case.clinic, &Known { revision, ..paid }).await.unwrap_err();
    assert_eq!(reason(refused), "CLAIM_STATE");
    let counts = world.counted(&case.insurer).await;
    let of = |status: pb::ClaimStatus| {
        counts.iter().find(|(known, _)| *known == i32::from(status)).map_or(0, |(_, count)| *count)
    };
    assert_eq!(
        [pb::ClaimStatus::Submitted, pb::ClaimStatus::Returned, pb::ClaimStatus::Withdrawn].map(of),
        [0, 0, 2]
    );
}

async fn a_repeat_of_a_return_is_answered_and_changes_nothing(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    let request = returning(&claim);
    let first = world.give_back(&case.insurer, request.clone()).await.unwrap();
    assert_eq!(world.give_back(&case.insurer, request.clone()).await.unwrap(), first);
    let other = pb::ReturnClaimRequest { message: "別の内容".to_owned(), ..request };
    assert_eq!(reason(world.give_back(&case.insurer, other).await.unwrap_err()), "REQUEST_ID_REUSED");
    assert_eq!(world.claim(&case.clinic, &claim.id).await.unwrap().returns.len(), 1);
}

async fn nothing_of_a_return_stays_when_its_insurer_is_erased(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    world.give_back(&case.insurer, returning(&claim)).await.unwrap();
    let kept = async || {
        let query = "SELECT id FROM claims WHERE id = $1 AND returns IS NOT NULL";
        world.peek(query, &[claim.id.as_str()]).await.len()
    };
    assert_eq!(kept().await, 1);
    world.destroy_keys(&case.insurer).await;
    world.bury(&case.insurer).await;
    assert_eq!(kept().await, 0);
    let stone = world.claim(&case.clinic, &claim.id).await.unwrap();
    assert!(stone.erased_at.is_some() && stone.returns.is_empty(), "{stone:?}");
    assert!(matches!(stone.state, Some(State::Returned(_))), "where it stood");
}
