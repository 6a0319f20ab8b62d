//! The clock of 72 hours, and what several people do at once.

use calendar::Clock as _;
use chrono::TimeDelta;
use futures::future::join_all;
use proto::claims::v1 as pb;
use tonic::Status;

use crate::{
    both,
    facts::read,
    verbs::Case,
    world::{World, reason, request_id},
};

both!(
    who_has_waited_for_three_days_is_told_of_once,
    what_two_people_carry_out_at_once_is_done_once,
    a_draft_begun_while_a_policy_is_corrected_says_what_is_right,
    no_draft_is_begun_while_a_policy_is_deleted,
);

async fn who_has_waited_for_three_days_is_told_of_once(world: World) {
    let case = world.case().await;
    // Long ago, since no certificate of a test lives for three days.
    let long_ago = world.clock.now() - TimeDelta::minutes(71 * 60 + 59);
    let long_ago = |kind| pb::ReceiveSubjectRequestRequest {
        asked_at: Some(proto::timestamp(long_ago)),
        ..world.wish(&case, kind)
    };
    let disclosure = long_ago(pb::SubjectRequestKind::Disclosure);
    let asked = world.try_ask(&case.insurer, disclosure).await.unwrap();
    let answered = world.try_ask(&case.insurer, long_ago(pb::SubjectRequestKind::Stop)).await.unwrap();
    let answered = world.identify(&case.insurer, &answered).await;
    world.carry_out(&case.insurer, &answered).await.unwrap();
    let shown = world.request(&case.insurer, &asked.id).await.unwrap().subject_request.unwrap();
    let due = proto::moment(shown.due_at.unwrap()).unwrap() - proto::moment(shown.asked_at.unwrap()).unwrap();
    assert_eq!(due, TimeDelta::hours(72));
    world.clock.advance(TimeDelta::minutes(1) + TimeDelta::seconds(1));
    let facts = read(&world, 7).await;
    let late = facts.last().unwrap();
    assert_eq!(late.kind, "subject_request.overdue");
    assert_eq!(late.organisation_ids, [case.insurer.organisation.to_string()]);
    assert_eq!(late.subject.as_ref().unwrap().id, asked.id, "who was answered is not late");
    world.identify(&case.insurer, &asked).await;
    assert_eq!(read(&world, 8).await.last().unwrap().kind, "subject_request.identified", "once");
}

async fn what_two_people_carry_out_at_once_is_done_once(world: World) {
    let case = world.case().await;
    let asked = world.ask(&case, pb::SubjectRequestKind::Disclosure).await;
    let asked = world.identify(&case.insurer, &asked).await;
    let both = futures::future::join_all((0..4).map(|_| world.carry_out(&case.insurer, &asked))).await;
    assert_eq!(both.iter().filter(|done| done.is_ok()).count(), 1);
    assert_eq!(world.peek("SELECT id FROM subject_files", &[]).await.len(), 4);
}

/// Drafts that clinics begin meanwhile.
async fn begin_drafts(world: &World, case: &Case, many: usize) -> Vec<Result<String, Status>> {
    let begin = |_| async {
        let start = pb::StartDraftRequest {
            request_id: request_id(),
            policy_number: case.number.clone(),
            insurer_id: case.insurer.organisation.to_string(),
        };
        let started = world.claims().start_draft(world.signed(&case.clinic, start)).await?;
        Ok(started.into_inner().claim_id)
    };
    join_all((0..many).map(begin)).await
}

async fn a_draft_begun_while_a_policy_is_corrected_says_what_is_right(world: World) {
    let case = world.case().await;
    let asked = world.ask(&case, pb::SubjectRequestKind::Correction).await;
    let asked = world.identify(&case.insurer, &asked).await;
    let (drafts, corrected) =
        tokio::join!(begin_drafts(&world, &case, 12), world.carry_out(&case.insurer, &asked));
    corrected.unwrap();
    for draft in drafts {
        let draft = world.claim(&case.clinic, &draft.unwrap()).await.unwrap();
        assert_eq!((draft.policyholder_name.as_str(), draft.pet_name.as_str()), ("鈴木 由美", "ハナ"));
    }
}

async fn no_draft_is_begun_while_a_policy_is_deleted(world: World) {
    let case = world.ended_case().await;
    let asked = world.identified(&case, pb::SubjectRequestKind::Deletion).await;
    let correct = async {
        let wish = world.wish(&case, pb::SubjectRequestKind::Correction);
        world.try_ask(&case.insurer, wish).await
    };
    let (drafts, deleted, corrected) =
        tokio::join!(begin_drafts(&world, &case, 12), world.carry_out(&case.insurer, &asked), correct);
    deleted.unwrap();
    for refused in drafts.into_iter().filter_map(Result::err) {
        assert!(["POLICY_STOPPED", "POLICY_NOT_FOUND"].contains(&reason(refused).as_str()));
    }
    if let Ok(corrected) = corrected {
        let details = world.request(&case.insurer, &corrected.id).await.unwrap().details.unwrap();
        assert_eq!(details.correction, None, "it was forgotten with the policy");
    }
    let late = begin_drafts(&world, &case, 1).await.remove(0).unwrap_err();
    assert_eq!(reason(late), "POLICY_NOT_FOUND");
}
