//! Answers are kept once, in the transaction of their effect.

use fault::Fault;
use ids::OrganisationId;
use store::{Attempt, Error};
use uuid::Uuid;

use crate::{
    both,
    world::{World, begin, count, write_note},
};

both!(
    a_repeat_gets_the_same_answer,
    other_content_under_the_same_id_is_refused,
    twenty_attempts_at_once_have_one_effect,
    an_answer_is_for_one_caller_and_one_rpc,
    what_was_rolled_back_was_not_answered,
);

fn attempt(organisation: OrganisationId) -> Attempt {
    Attempt {
        organisation,
        caller: Uuid::now_v7(),
        rpc: "WriteNote",
        request_id: Uuid::now_v7(),
        content: b"content".to_vec(),
        at: chrono::Utc::now(),
    }
}

async fn a_repeat_gets_the_same_answer(world: World) {
    let attempt = attempt(world.ours);
    let tx = world.begin(world.ours).await;
    assert_eq!(tx.recall::<String>(&attempt).await.unwrap(), None);
    tx.remember(&attempt, &"書きました").await.unwrap();
    tx.commit().await.unwrap();
    for _ in 0..2 {
        let tx = world.begin(world.ours).await;
        assert_eq!(tx.recall::<String>(&attempt).await.unwrap().as_deref(), Some("書きました"));
    }
}

async fn other_content_under_the_same_id_is_refused(world: World) {
    let attempt = attempt(world.ours);
    let tx = world.begin(world.ours).await;
    tx.recall::<String>(&attempt).await.unwrap();
    tx.remember(&attempt, &"done").await.unwrap();
    tx.commit().await.unwrap();
    let other = Attempt { content: b"other content".to_vec(), ..attempt };
    let tx = world.begin(world.ours).await;
    let refused = tx.recall::<String>(&other).await.unwrap_err();
    assert!(matches!(refused, Error::OtherContent), "{refused}");
    assert_eq!(Fault::from(refused).reason(), "REQUEST_ID_REUSED");
}

async fn twenty_attempts_at_once_have_one_effect(world: World) {
    let attempt = attempt(world.ours);
    let attempts = (0..20).map(|_| {
        let (store, attempt, ours) = (world.store.clone(), attempt.clone(), world.ours);
        tokio::spawn(async move {
            let tx = begin(&store, ours).await;
            if let Some(answer) = tx.recall::<Uuid>(&attempt).await.unwrap() {
                return answer;
            }
            let id = write_note(&tx, ours, "once").await.unwrap();
            tx.remember(&attempt, &id).await.unwrap();
            tx.commit().await.unwrap();
            id
        })
    });
    let answers = futures::future::join_all(attempts).await;
    let answers = answers.into_iter().map(Result::unwrap).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(answers.len(), 1);
    let tx = world.begin(world.ours).await;
    assert_eq!(count(&tx, "notes").await, 1);
}

async fn an_answer_is_for_one_caller_and_one_rpc(world: World) {
    let attempt = attempt(world.ours);
    let tx = world.begin(world.ours).await;
    tx.recall::<String>(&attempt).await.unwrap();
    tx.remember(&attempt, &"done").await.unwrap();
    tx.commit().await.unwrap();
    for (owner, other) in [
        (world.ours, Attempt { caller: Uuid::now_v7(), ..attempt.clone() }),
        (world.ours, Attempt { rpc: "EraseNote", ..attempt.clone() }),
        (world.ours, Attempt { request_id: Uuid::now_v7(), ..attempt.clone() }),
        (world.theirs, Attempt { organisation: world.theirs, ..attempt.clone() }),
    ] {
        let tx = world.begin(owner).await;
        assert_eq!(tx.recall::<String>(&other).await.unwrap(), None, "{other:?}");
    }
}

async fn what_was_rolled_back_was_not_answered(world: World) {
    let attempt = attempt(world.ours);
    let tx = world.begin(world.ours).await;
    tx.recall::<String>(&attempt).await.unwrap();
    tx.remember(&attempt, &"never").await.unwrap();
    drop(tx);
    let tx = world.begin(world.ours).await;
    assert_eq!(tx.recall::<String>(&attempt).await.unwrap(), None);
}
