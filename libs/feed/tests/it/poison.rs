//! Poison: a fact that cannot be taken in stops its organisations and nobody else, until it is replayed in order.

use std::sync::atomic::Ordering;

use ids::OrganisationId;
use testkit::eventually;

use crate::{
    both,
    effect::Note,
    world::{World, fact, ids},
};

both!(
    poison_stops_its_organisation_and_the_others_go_on,
    replay_after_repair_keeps_the_order,
    a_restart_after_repair_replays_before_it_follows,
);

/// One organisation's facts with poison among them, another's, and one of both.
struct Told {
    facts: Vec<feed::Fact>,
}

impl Told {
    /// Positions: 1 of a, 2 poison of a, 3 of b, 4 of a, 5 of a and b, 6 of b, 7 of c.
    async fn all(world: &World) -> Self {
        let [a, b, c] = [(); 3].map(|()| OrganisationId::generate());
        let facts = vec![
            fact("thing.done", &[a]),
            fact("poison", &[a]),
            fact("thing.done", &[b]),
            fact("thing.done", &[a]),
            fact("thing.done", &[a, b]),
            fact("thing.done", &[b]),
            fact("thing.done", &[c]),
        ];
        world.tell(&facts).await;
        Self { facts }
    }
}

async fn positions(world: &World) -> Vec<i64> {
    world.taken().await.into_iter().map(|(position, _)| position).collect()
}

async fn parked(world: &World) -> Vec<u64> {
    feed::parked(&world.follower).await.unwrap().iter().map(|parked| parked.fact.position).collect()
}

async fn poison_stops_its_organisation_and_the_others_go_on(world: World) {
    let told = Told::all(&world).await;
    world.follow(&Note::new());
    eventually("the stream has gone by", async || world.cursor().await == 7).await;
    assert_eq!(positions(&world).await, [1, 3, 7]);
    let shown = feed::parked(&world.follower).await.unwrap();
    let why = |place: usize| shown[place].why.clone();
    assert_eq!(parked(&world).await, [2, 4, 5, 6], "{:?}", ids(&told.facts));
    assert!(why(0).contains("POISON"), "{}", why(0));
    assert_eq!(why(1), "an earlier fact of its organisation is parked");
}

async fn replay_after_repair_keeps_the_order(world: World) {
    let told = Told::all(&world).await;
    let note = Note::new();
    world.follow(&note);
    eventually("the stream has gone by", async || world.cursor().await == 7).await;
    let done = feed::replay(&world.follower, "labels", note.as_ref()).await.unwrap();
    assert_eq!(
        (done, parked(&world).await),
        (0, vec![2, 4, 5, 6]),
        "poison stays poison until it is repaired"
    );
    note.repaired.store(true, Ordering::SeqCst);
    assert_eq!(feed::replay(&world.follower, "labels", note.as_ref()).await.unwrap(), 4);
    assert_eq!(positions(&world).await, [1, 3, 7, 2, 4, 5, 6]);
    assert!(parked(&world).await.is_empty());
    let more = [fact("thing.done", &told.facts[0].organisations)];
    world.tell(&more).await;
    eventually("its organisation goes on", async || positions(&world).await.last() == Some(&8)).await;
}

async fn a_restart_after_repair_replays_before_it_follows(mut world: World) {
    let told = Told::all(&world).await;
    let following = world.follow(&Note::new());
    eventually("the stream has gone by", async || world.cursor().await == 7).await;
    world.stop.cancel();
    following.await.unwrap();
    world.tell(&[fact("thing.done", &told.facts[0].organisations)]).await;
    world.stop = tokio_util::sync::CancellationToken::new();
    let note = Note::new();
    note.repaired.store(true, Ordering::SeqCst);
    world.follow(&note);
    eventually("everything is taken in", async || world.cursor().await == 8).await;
    assert_eq!(positions(&world).await, [1, 3, 7, 2, 4, 5, 6, 8]);
}
