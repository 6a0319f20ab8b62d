//! What is refused, to whom, and what a repeat is answered.

use chrono::TimeDelta;
use identity::{Actor, ActorKind};
use proto::claims::v1 as pb;

use super::{Asked, colleague, identity_of, resumption_of, stating};
use crate::{
    both,
    verbs::Case,
    world::{World, clinic, insurer, reason, request_id, viewer, violations},
};

both!(
    others_see_nothing_of_it_and_may_nothing,
    what_is_stated_must_be_what_is_kept,
    every_field_that_is_wrong_is_named,
    a_request_is_refused_on_a_ground_and_attested,
    a_ground_that_the_law_does_not_give_is_refused_and_not_attested,
    what_is_asked_already_is_not_asked_again,
    a_repeat_is_answered_the_same_and_done_once,
    a_stale_page_changes_nothing,
    without_the_insurers_name_nothing_is_done,
);

const DISCLOSURE: pb::SubjectRequestKind = pb::SubjectRequestKind::Disclosure;

async fn others_see_nothing_of_it_and_may_nothing(world: World) {
    let case = world.case().await;
    let asked = world.ask(&case, DISCLOSURE).await;
    let other = insurer();
    assert_eq!(reason(world.request(&other, &asked.id).await.unwrap_err()), "SUBJECT_REQUEST_NOT_FOUND");
    let identified = world.identify(&case.insurer, &asked).await;
    let foreign = world.carry_out(&other, &identified).await.unwrap_err();
    assert_eq!(reason(foreign), "SUBJECT_REQUEST_NOT_FOUND");
    let strange = Case { number: case.number.clone(), clinic: clinic(), insurer: other.clone() };
    let stopped = world.done(&case, pb::SubjectRequestKind::Stop).await;
    let mut subjects = world.subjects();
    let foreign = [
        subjects.identify_subject(world.signed(&other, identity_of(&asked))).await.map(drop),
        world.refuse(&other, &identified, pb::RefusalGround::Law).await.map(drop),
        world.resume_as(&other, resumption_of(&stopped)).await,
        world.file(&other, &stopped.id, pb::SubjectRequestFile::AttestationPdf).await.map(drop),
    ];
    for refused in foreign {
        assert_eq!(reason(refused.unwrap_err()), "SUBJECT_REQUEST_NOT_FOUND");
    }
    assert!(world.policies_of(&case.insurer).await.is_empty(), "it is stopped still");
    let unknown = world.try_ask(&other, world.wish(&strange, DISCLOSURE)).await.unwrap_err();
    assert_eq!(reason(unknown), "POLICY_NOT_FOUND");
    let program = Actor { kind: ActorKind::ApiClient, ..case.insurer.clone() };
    for who in [case.clinic.clone(), viewer(&case.insurer), program] {
        let refused = world.request(&who, &asked.id).await.unwrap_err();
        assert_eq!(reason(refused), "NOT_PERMITTED");
        assert_eq!(reason(world.carry_out(&who, &identified).await.unwrap_err()), "NOT_PERMITTED");
    }
    let listed = pb::ListSubjectRequestsRequest { open: true, ..Default::default() };
    let of = async |who: &Actor| {
        let answer = world.subjects().list_subject_requests(world.signed(who, listed.clone())).await;
        answer.unwrap().into_inner().subject_requests.len()
    };
    assert_eq!((of(&case.insurer).await, of(&other).await), (1, 0));
}

async fn what_is_stated_must_be_what_is_kept(world: World) {
    let case = world.case().await;
    let asked = world.ask(&case, DISCLOSURE).await;
    let wrong = pb::IdentifySubjectRequest {
        check: stating("サトウ ケンジ", "090-9999-9999"),
        ..identity_of(&asked)
    };
    let refused = world.subjects().identify_subject(world.signed(&case.insurer, wrong)).await.unwrap_err();
    assert_eq!(reason(refused.clone()), "SUBJECT_MISMATCH");
    assert!(!format!("{refused:?}").contains("090-0000"), "it does not tell what is kept");
    let field = |name: &str| (name.to_owned(), "MISMATCH".to_owned());
    assert_eq!(violations(refused), [field("stated_kana"), field("stated_contact")]);
    let unidentified = world.carry_out(&case.insurer, &asked).await.unwrap_err();
    assert_eq!(reason(unidentified), "SUBJECT_REQUEST_STATE");
    world.identify(&case.insurer, &asked).await;
    let contents = world.contents();
    assert!(contents.hold_text("photo_document"), "what is kept in the clear is found");
    for stated in
        ["さとう", "ゆみ", "サトウ", "ユミ", "ケンジ", "０９０００", "0900000", "090-0000", "090-9999"]
    {
        assert!(!contents.hold_text(stated), "{stated}: what was stated is not kept");
    }
}

async fn every_field_that_is_wrong_is_named(world: World) {
    let case = world.case().await;
    let nothing = pb::ReceiveSubjectRequestRequest { request_id: request_id(), ..Default::default() };
    let refused = world.try_ask(&case.insurer, nothing).await.unwrap_err();
    let fields: Vec<_> = violations(refused).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["kind", "policy_number", "asked_at"]);
    let wish = |kind| world.wish(&case, kind);
    let empty =
        pb::ReceiveSubjectRequestRequest { correction: None, ..wish(pb::SubjectRequestKind::Correction) };
    let bad = pb::Correction {
        surname: Some(" ".to_owned()),
        email: Some("yumi".to_owned()),
        pet_name: Some("モ".repeat(51)),
        ..Default::default()
    };
    let strange = pb::ReceiveSubjectRequestRequest {
        correction: Some(bad),
        ..wish(pb::SubjectRequestKind::Correction)
    };
    let unexpected = pb::ReceiveSubjectRequestRequest {
        correction: Some(pb::Correction { surname: Some("鈴木".to_owned()), ..Default::default() }),
        ..wish(DISCLOSURE)
    };
    let late = TimeDelta::hours(2);
    let future = pb::ReceiveSubjectRequestRequest { asked_at: moved(&world, late), ..wish(DISCLOSURE) };
    let early = TimeDelta::days(-91);
    let early = pb::ReceiveSubjectRequestRequest { asked_at: moved(&world, early), ..wish(DISCLOSURE) };
    let expected: [(_, &[(&str, &str)]); 5] = [
        (empty, &[("correction", "REQUIRED")]),
        (
            strange,
            &[
                ("correction.surname", "REQUIRED"),
                ("correction.pet_name", "TOO_LONG"),
                ("correction.email", "MALFORMED"),
            ],
        ),
        (unexpected, &[("correction", "UNEXPECTED")]),
        (future, &[("asked_at", "FUTURE")]),
        (early, &[("asked_at", "TOO_EARLY")]),
    ];
    for (wish, expected) in expected {
        let refused = violations(world.try_ask(&case.insurer, wish).await.unwrap_err());
        let refused: Vec<_> = refused.iter().map(|(field, code)| (field.as_str(), code.as_str())).collect();
        assert_eq!(refused, expected);
    }
}

fn moved(world: &World, by: TimeDelta) -> Option<proto::Timestamp> {
    use calendar::Clock;
    Some(proto::timestamp(world.clock.now() + by))
}

async fn a_request_is_refused_on_a_ground_and_attested(world: World) {
    let case = world.case().await;
    let asked = world.ask(&case, pb::SubjectRequestKind::Deletion).await;
    let message = pb::RefuseSubjectRequestRequest {
        request_id: request_id(),
        subject_request_id: asked.id.clone(),
        revision: asked.revision,
        ground: pb::RefusalGround::NotIdentified.into(),
    };
    let mut subjects = world.subjects();
    let refused = subjects.refuse_subject_request(world.signed(&case.insurer, message.clone())).await;
    let again = subjects.refuse_subject_request(world.signed(&case.insurer, message)).await;
    assert_eq!(refused.unwrap().into_inner(), again.unwrap().into_inner(), "a repeat");
    let facts = world.attested(&case.insurer, &asked.id).await;
    assert_eq!(
        (facts["refused_on_ground"].as_str(), facts["identity"].is_null()),
        (Some("not_identified"), true)
    );
    assert_eq!(world.policies_of(&case.insurer).await.len(), 1);
    world.ask(&case, pb::SubjectRequestKind::Deletion).await;
}

async fn a_ground_that_the_law_does_not_give_is_refused_and_not_attested(world: World) {
    let case = world.case().await;
    let asked = world.ask(&case, pb::SubjectRequestKind::Correction).await;
    let asked = world.identify(&case.insurer, &asked).await;
    let possible = world.request(&case.insurer, &asked.id).await.unwrap().details.unwrap().possible_grounds;
    let expected = [pb::RefusalGround::Law, pb::RefusalGround::NoCause].map(i32::from);
    assert_eq!(possible, expected);
    for ground in [
        pb::RefusalGround::NotIdentified,
        pb::RefusalGround::NotKept,
        pb::RefusalGround::Harm,
        pb::RefusalGround::Substitute,
    ] {
        let refused = violations(world.refuse(&case.insurer, &asked, ground).await.unwrap_err());
        assert_eq!(refused, [("ground".to_owned(), "UNEXPECTED".to_owned())], "{ground:?}");
    }
    assert!(world.peek("SELECT 1 AS one FROM subject_files", &[]).await.is_empty());
    world.refuse(&case.insurer, &asked, pb::RefusalGround::NoCause).await.unwrap();
    assert_eq!(world.attested(&case.insurer, &asked.id).await["refused_on_ground"], "no_cause");
}

async fn what_is_asked_already_is_not_asked_again(world: World) {
    let case = world.case().await;
    world.ask(&case, DISCLOSURE).await;
    let again = world.try_ask(&case.insurer, world.wish(&case, DISCLOSURE)).await.unwrap_err();
    assert_eq!(reason(again), "SUBJECT_REQUEST_OPEN");
    world.ask(&case, pb::SubjectRequestKind::Stop).await;
}

async fn a_repeat_is_answered_the_same_and_done_once(world: World) {
    let case = world.case().await;
    let wish = world.wish(&case, DISCLOSURE);
    let asked = world.try_ask(&case.insurer, wish.clone()).await.unwrap();
    assert_eq!(world.try_ask(&case.insurer, wish).await.unwrap(), asked);
    let shown = identity_of(&asked);
    let mut subjects = world.subjects();
    for _ in 0..2 {
        let answer = subjects.identify_subject(world.signed(&case.insurer, shown.clone())).await;
        assert_eq!(answer.unwrap().into_inner().revision, 2);
    }
    let message = pb::CarryOutSubjectRequestRequest {
        request_id: request_id(),
        subject_request_id: asked.id.clone(),
        revision: 2,
    };
    for _ in 0..2 {
        let answer = subjects.carry_out_subject_request(world.signed(&case.insurer, message.clone())).await;
        assert_eq!(answer.unwrap().into_inner().revision, 3);
    }
    assert_eq!(world.peek("SELECT id FROM subject_files", &[]).await.len(), 4);
}

async fn a_stale_page_changes_nothing(world: World) {
    let case = world.case().await;
    let asked = world.ask(&case, DISCLOSURE).await;
    let identified = world.identify(&colleague(&case), &asked).await;
    let stale = Asked { revision: 1, ..identified };
    assert_eq!(reason(world.carry_out(&case.insurer, &stale).await.unwrap_err()), "SUBJECT_REQUEST_STALE");
    assert_eq!(world.state_of(&case.insurer, &asked.id).await, pb::SubjectRequestState::Identified);
}

async fn without_the_insurers_name_nothing_is_done(world: World) {
    let case = world.case().await;
    let asked = world.ask(&case, pb::SubjectRequestKind::Stop).await;
    let asked = world.identify(&case.insurer, &asked).await;
    world.forget_names();
    let refused = world.carry_out(&case.insurer, &asked).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Unavailable);
    assert_eq!(world.policies_of(&case.insurer).await.len(), 1);
    assert_eq!(world.state_of(&case.insurer, &asked.id).await, pb::SubjectRequestState::Identified);
}
