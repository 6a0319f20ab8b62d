//! Following: effect and cursor move together, whatever fails and whoever restarts.

use std::sync::atomic::Ordering;

use ids::OrganisationId;
use testkit::eventually;

use crate::{
    both,
    effect::Note,
    world::{World, fact, ids},
};

both!(
    effect_and_cursor_move_together,
    what_is_unavailable_is_tried_again_and_not_parked,
    the_stream_resumes_after_the_source_restarts,
    a_follower_resumes_where_it_stopped,
    two_replicas_take_each_fact_in_once,
);

async fn effect_and_cursor_move_together(world: World) {
    let organisation = OrganisationId::generate();
    world.tell(&[fact("thing.done", &[organisation])]).await;
    let note = Note::new();
    note.unavailable.store(usize::MAX, Ordering::SeqCst);
    world.follow(&note);
    eventually("the effect has failed", async || note.tries() >= 2).await;
    assert_eq!(
        (world.taken().await.len(), world.cursor().await),
        (0, 0),
        "neither moves when the effect fails"
    );
    note.unavailable.store(0, Ordering::SeqCst);
    eventually("the effect happens", async || world.cursor().await == 1).await;
    assert_eq!(world.taken().await.len(), 1);
}

async fn what_is_unavailable_is_tried_again_and_not_parked(world: World) {
    let organisation = OrganisationId::generate();
    let told = [fact("thing.done", &[organisation]), fact("thing.done", &[organisation])];
    world.tell(&told).await;
    let note = Note::new();
    note.unavailable.store(3, Ordering::SeqCst);
    world.follow(&note);
    eventually("both are taken in", async || world.cursor().await == 2).await;
    let taken = world.taken().await.into_iter().map(|(_, id)| id).collect::<Vec<_>>();
    assert_eq!(taken, ids(&told));
    assert_eq!(note.tries(), 5);
    assert!(feed::parked(&world.follower).await.unwrap().is_empty());
}

async fn the_stream_resumes_after_the_source_restarts(mut world: World) {
    let organisation = OrganisationId::generate();
    let told = (0..6).map(|_| fact("thing.done", &[organisation])).collect::<Vec<_>>();
    world.follow(&Note::new());
    world.tell(&told[..2]).await;
    eventually("the first are taken in", async || world.cursor().await == 2).await;
    world.stop_source().await;
    world.tell(&told[2..4]).await;
    assert_eq!(world.told().await, (4, 2), "nobody numbers while the source is down");
    world.start_source().await;
    world.tell(&told[4..]).await;
    eventually("all are taken in", async || world.cursor().await == 6).await;
    let taken = world.taken().await.into_iter().map(|(_, id)| id).collect::<Vec<_>>();
    assert_eq!(taken, ids(&told));
}

async fn a_follower_resumes_where_it_stopped(mut world: World) {
    let organisation = OrganisationId::generate();
    let told = (0..4).map(|_| fact("thing.done", &[organisation])).collect::<Vec<_>>();
    let following = world.follow(&Note::new());
    world.tell(&told[..2]).await;
    eventually("the first are taken in", async || world.cursor().await == 2).await;
    world.stop.cancel();
    following.await.unwrap();
    world.tell(&told[2..]).await;
    world.stop = tokio_util::sync::CancellationToken::new();
    let note = Note::new();
    world.follow(&note);
    eventually("all are taken in", async || world.cursor().await == 4).await;
    assert_eq!(note.tries(), 2, "what was taken in is not sent to the effect again");
    assert_eq!(world.taken().await.into_iter().map(|(_, id)| id).collect::<Vec<_>>(), ids(&told));
}

async fn two_replicas_take_each_fact_in_once(world: World) {
    let organisation = OrganisationId::generate();
    let told = (0..30).map(|_| fact("thing.done", &[organisation])).collect::<Vec<_>>();
    world.follow(&Note::new());
    world.follow(&Note::new());
    world.tell(&told).await;
    eventually("all are taken in", async || world.cursor().await == 30).await;
    assert_eq!(world.taken().await.into_iter().map(|(_, id)| id).collect::<Vec<_>>(), ids(&told));
}
