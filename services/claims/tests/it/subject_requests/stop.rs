//! Stop of use: kept, and neither shown, found, decided nor submitted, until it is resumed.

use identity::WorkloadName;
use proto::claims::v1::{self as pb, claims_service_client::ClaimsServiceClient};

use super::{resumption_of, stating};
use crate::{
    both,
    facts::read,
    sealed::{download, submit, with_paper},
    verbs::{Case, Known, approval, denial, pdf},
    world::{World, reason, request_id, violations},
};

both!(
    nothing_of_it_is_shown_found_or_done_until_it_is_resumed,
    another_policy_of_the_same_clinic_and_insurer_goes_on,
    a_stop_is_not_done_twice,
    who_resumes_it_shows_again_who_they_are,
    what_is_looked_up_and_stopped_is_told_the_insurer,
    all_of_it_is_in_what_the_insurer_takes_with_it_and_not_in_what_the_clinic_does,
);

const STOP: pb::SubjectRequestKind = pb::SubjectRequestKind::Stop;

async fn nothing_of_it_is_shown_found_or_done_until_it_is_resumed(world: World) {
    let case = world.case().await;
    let (draft, paper) = with_paper(&world, &case, &pdf(2_000)).await;
    let claim = submit(&world, &case, &draft, &[paper.as_str()]).await;
    let draft = world.described(&case, 3_000).await;
    let receipt = world.list(&case.insurer, "").await.remove(0).receipt_number;
    let stopped = world.done(&case, STOP).await;

    for who in [&case.clinic, &case.insurer] {
        let seen = world.claim(who, &claim.id).await.unwrap();
        assert!(seen.stopped && seen.erased_at.is_none() && !seen.unavailable);
        assert_eq!((seen.policyholder_name.as_str(), seen.total_yen, seen.documents.len()), ("", 5_000, 0));
        let listed = world.list(who, "").await;
        let listed = listed.iter().find(|listed| listed.id == claim.id).unwrap();
        assert!(listed.stopped && listed.pet_name.is_empty() && listed.diagnosis_code.is_empty());
        assert_eq!(listed.receipt_number, receipt);
        assert_eq!(world.claims_like(who, &receipt).await, [claim.id.as_str()], "by its receipt alone");
        assert!(!world.claims_like(who, "モモ").await.contains(&claim.id));
        let refused = download(&world, who, &claim.id, &paper).await.unwrap_err();
        assert_eq!(reason(refused.1), "CLAIM_STOPPED");
    }
    let now = world.claim(&case.insurer, &claim.id).await.unwrap();
    let known = Known { revision: now.revision, ..claim.clone() };
    let mut claims = world.claims();
    let approved = claims.approve_claim(world.signed(&case.insurer, approval(&known))).await.map(drop);
    let denied = claims.deny_claim(world.signed(&case.insurer, denial(&known))).await.map(drop);
    let mut notifications = ClaimsServiceClient::new(world.channel(WorkloadName::Notifications));
    let mail = pb::GetMailContextRequest { claim_id: claim.id.clone() };
    let mailed = notifications.get_mail_context(mail).await.map(drop);
    for refused in [approved, denied, mailed] {
        assert_eq!(reason(refused.unwrap_err()), "CLAIM_STOPPED");
    }
    assert!(world.policies_of(&case.insurer).await.is_empty());
    assert_eq!(reason(world.look_up(&case.clinic, &case.number).await.unwrap_err()), "POLICY_STOPPED");
    let start = pb::StartDraftRequest {
        request_id: request_id(),
        policy_number: case.number.clone(),
        insurer_id: case.insurer.organisation.to_string(),
    };
    let started = world.claims().start_draft(world.signed(&case.clinic, start)).await;
    assert_eq!(reason(started.unwrap_err()), "POLICY_STOPPED");
    assert_eq!(reason(world.submit(&case, &draft).await.unwrap_err()), "POLICY_STOPPED");
    assert_eq!(reason(world.estimate(&case.clinic, &draft.id).await.unwrap_err()), "POLICY_STOPPED");
    assert!(!world.claim(&case.clinic, &draft.id).await.unwrap().stopped, "a draft is its clinic's");
    let facts = world.attested(&case.insurer, &stopped.id).await;
    assert_eq!(facts["request"]["kind"], "stop");

    world.resume(&case, &stopped).await.unwrap();
    assert_eq!(world.state_of(&case.insurer, &stopped.id).await, pb::SubjectRequestState::Resumed);
    let again = world.claim(&case.insurer, &claim.id).await.unwrap();
    assert_eq!((again.stopped, again.policyholder_name.as_str()), (false, "佐藤 由美"));
    assert!(download(&world, &case.insurer, &claim.id, &paper).await.is_ok());
    world.approve(&case.insurer, &Known { revision: again.revision, ..claim }).await.unwrap();
    assert_eq!(world.look_up(&case.clinic, &case.number).await.unwrap().len(), 1);
    world.submit(&case, &draft).await.unwrap();
}

async fn another_policy_of_the_same_clinic_and_insurer_goes_on(world: World) {
    let case = world.case().await;
    let policy = world.new_policy("XY-0001", None);
    world.policies().register_policy(world.signed(&case.insurer, policy)).await.unwrap();
    let other =
        Case { number: "XY-0001".to_owned(), clinic: case.clinic.clone(), insurer: case.insurer.clone() };
    let claim = world.submitted(&other, 5_000).await;
    world.done(&case, STOP).await;
    assert!(!world.claim(&case.insurer, &claim.id).await.unwrap().stopped);
    assert_eq!(world.policies_of(&case.insurer).await.len(), 1);
    assert_eq!(world.look_up(&case.clinic, "XY-0001").await.unwrap().len(), 1);
    world.approve(&case.insurer, &claim).await.unwrap();
}

async fn a_stop_is_not_done_twice(world: World) {
    let case = world.case().await;
    let stopped = world.done(&case, STOP).await;
    let again = world.try_ask(&case.insurer, world.wish(&case, STOP)).await;
    assert_eq!(reason(again.unwrap_err()), "SUBJECT_ALREADY_STOPPED");
    world.resume(&case, &stopped).await.unwrap();
    world.done(&case, STOP).await;
    assert!(world.policies_of(&case.insurer).await.is_empty());
}

async fn who_resumes_it_shows_again_who_they_are(world: World) {
    let case = world.case().await;
    let stopped = world.done(&case, STOP).await;
    let somebody = pb::ResumeUseRequest {
        check: stating("サトウ ケンジ", "090-0000-0000"),
        ..resumption_of(&stopped)
    };
    let refused = world.resume_as(&case.insurer, somebody).await.unwrap_err();
    assert_eq!(violations(refused), [("stated_kana".to_owned(), "MISMATCH".to_owned())]);
    let nobody = pb::ResumeUseRequest { check: None, ..resumption_of(&stopped) };
    let fields: Vec<_> = violations(world.resume_as(&case.insurer, nobody).await.unwrap_err())
        .into_iter()
        .map(|it| it.0)
        .collect();
    assert_eq!(fields, ["proof", "stated_kana"]);
    assert!(world.policies_of(&case.insurer).await.is_empty());
    world.resume(&case, &stopped).await.unwrap();
    let resumed = world.request(&case.insurer, &stopped.id).await.unwrap().subject_request.unwrap();
    assert_eq!(resumed.resumed_proof(), pb::IdentityProof::PhotoDocument);
}

async fn what_is_looked_up_and_stopped_is_told_the_insurer(world: World) {
    let case = world.case().await;
    world.done(&case, STOP).await;
    assert_eq!(reason(world.look_up(&case.clinic, &case.number).await.unwrap_err()), "POLICY_STOPPED");
    let told = read(&world, 6).await;
    let last = told.last().unwrap();
    assert_eq!(last.kind, "policy.looked_up");
    let both = [case.clinic.organisation.to_string(), case.insurer.organisation.to_string()];
    assert!(both.iter().all(|one| last.organisation_ids.contains(one)));
}

async fn all_of_it_is_in_what_the_insurer_takes_with_it_and_not_in_what_the_clinic_does(world: World) {
    let case = world.case().await;
    let (draft, paper) = with_paper(&world, &case, &pdf(2_000)).await;
    submit(&world, &case, &draft, &[paper.as_str()]).await;
    world.done(&case, STOP).await;
    let files = crate::archive::fetched(&world, &case.insurer).await.unwrap();
    let claims = files.get("claims/claims-00001.jsonl").unwrap();
    assert!(String::from_utf8_lossy(claims).contains("外耳炎"), "what is kept is theirs");
    let requests =
        String::from_utf8_lossy(files.get("claims/subject_requests-00001.jsonl").unwrap()).into_owned();
    assert!(requests.contains("\"kind\":\"stop\"") && requests.contains("photo_document"), "{requests}");
    let is_paper = |path: &&String| path.starts_with("claims/documents/");
    assert_eq!(files.keys().filter(is_paper).count(), 1);

    let files = crate::archive::fetched(&world, &crate::archive::administrator(&case.clinic)).await.unwrap();
    let claims = String::from_utf8_lossy(files.get("claims/claims-00001.jsonl").unwrap()).into_owned();
    assert!(claims.contains("\"total_yen\":5000") && claims.contains("\"unavailable\":true"), "{claims}");
    for personal in ["外耳炎", "モモ", "佐藤", "サトウ"] {
        assert!(!claims.contains(personal), "{personal}");
    }
    assert_eq!(files.keys().filter(is_paper).count(), 0);
}
