//! What is told: everything that committed, in dense positions, and nothing else.

use std::collections::BTreeSet;

use ids::OrganisationId;
use testkit::{Engine, eventually};

use crate::{
    both,
    effect::Note,
    world::{World, begin, fact, ids},
};

/// Writers at once, transactions of each, and facts of each transaction.
const WRITERS: (usize, usize, usize) = (50, 2, 3);

both!(
    fifty_writers_at_once_and_nothing_is_skipped_or_repeated,
    a_rolled_back_transaction_tells_nothing,
    facts_of_one_thing_keep_their_order,
);

async fn fifty_writers_at_once_and_nothing_is_skipped_or_repeated(world: World) {
    let note = Note::new();
    let following = world.follow(&note);
    let writers = (0..WRITERS.0).map(|_| {
        let store = world.source.clone();
        tokio::spawn(async move {
            let (organisation, mut told) = (OrganisationId::generate(), vec![]);
            for _ in 0..WRITERS.1 {
                let tx = begin(&store, organisation).await;
                for _ in 0..WRITERS.2 {
                    let fact = fact("thing.done", &[organisation]);
                    feed::tell(&tx, &fact).await.unwrap();
                    told.push(fact.id.to_string());
                }
                tx.commit().await.unwrap();
            }
            told
        })
    });
    let told = futures::future::join_all(writers).await;
    let told = told.into_iter().map(Result::unwrap).collect::<Vec<_>>();
    let all = WRITERS.0 * WRITERS.1 * WRITERS.2;
    eventually("everything is taken in", async || world.taken().await.len() >= all).await;
    world.stop.cancel();
    following.await.unwrap();

    let taken = world.taken().await;
    let positions = taken.iter().map(|(position, _)| *position).collect::<Vec<_>>();
    assert_eq!(positions, (1..=i64::try_from(all).unwrap()).collect::<Vec<_>>());
    let seen = taken.iter().map(|(_, id)| id.clone()).collect::<BTreeSet<_>>();
    assert_eq!(seen, told.iter().flatten().cloned().collect());
    for written in told {
        let in_feed = taken.iter().map(|(_, id)| id).filter(|id| written.contains(id));
        assert_eq!(in_feed.cloned().collect::<Vec<_>>(), written, "a writer's own order is kept");
    }
}

async fn a_rolled_back_transaction_tells_nothing(world: World) {
    let note = Note::new();
    world.follow(&note);
    let organisation = OrganisationId::generate();
    let tx = world.begin(organisation).await;
    feed::tell(&tx, &fact("thing.undone", &[organisation])).await.unwrap();
    drop(tx);
    let told = [fact("thing.done", &[organisation])];
    world.tell(&told).await;
    eventually("the committed one is taken in", async || world.cursor().await > 0).await;
    assert_eq!(world.taken().await, [(1, told[0].id.to_string())]);
    assert_eq!(world.told().await, (1, 1));
}

async fn facts_of_one_thing_keep_their_order(world: World) {
    let organisation = OrganisationId::generate();
    let told = (0..20).map(|_| fact("thing.done", &[organisation])).collect::<Vec<_>>();
    world.tell(&told).await;
    world.follow(&Note::new());
    eventually("everything is taken in", async || world.cursor().await == 20).await;
    let taken = world.taken().await.into_iter().map(|(_, id)| id).collect::<Vec<_>>();
    assert_eq!(taken, ids(&told));
}

/// On SQLite there is one writer at a time by nature; there an open reader must not hold up the numbering.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_writer_neither_blocks_the_numbering_nor_is_skipped_on_postgres() {
    let world = World::start(Engine::Postgres).await;
    world.follow(&Note::new());
    let organisation = OrganisationId::generate();
    let late = fact("thing.late", &[organisation]);
    let open = world.begin(organisation).await;
    feed::tell(&open, &late).await.unwrap();
    let others = (0..5).map(|_| fact("thing.done", &[organisation])).collect::<Vec<_>>();
    world.tell(&others).await;
    eventually("the others are taken in", async || world.cursor().await == 5).await;
    let taken = world.taken().await.into_iter().map(|(_, id)| id).collect::<Vec<_>>();
    assert_eq!(taken, ids(&others));
    open.commit().await.unwrap();
    eventually("the late one is taken in", async || world.cursor().await == 6).await;
    assert_eq!(world.taken().await.last(), Some(&(6, late.id.to_string())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_reader_does_not_hold_up_the_numbering_on_sqlite() {
    let world = World::start(Engine::Sqlite).await;
    world.follow(&Note::new());
    let organisation = OrganisationId::generate();
    let open = world.source.read(store::Scope::Platform("test"), "reads_long").await.unwrap();
    world.tell(&[fact("thing.done", &[organisation]), fact("thing.done", &[organisation])]).await;
    eventually("both are taken in", async || world.cursor().await == 2).await;
    drop(open);
}
