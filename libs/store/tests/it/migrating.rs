//! A migration runs on a database that people have worked with.

use store::{Scope, Store};

use crate::{
    both,
    tables::{Migrator, NextMigrator, note},
    world::{World, clinic, query},
};

both!(a_backfill_reaches_every_row_of_every_organisation, opening_again_changes_nothing);

async fn a_backfill_reaches_every_row_of_every_organisation(world: World) {
    world.seed().await;
    let next = Store::open::<NextMigrator>(world.config()).await.unwrap();
    let tx = next.read(Scope::Platform("test"), "test").await.unwrap();
    let rows = query(&tx, "SELECT shout FROM notes").await;
    let shouts = rows.iter().map(|row| row.try_get("", "shout").unwrap()).collect::<Vec<Option<String>>>();
    assert_eq!(shouts, vec![Some("NEKO".to_owned()); 5]);
    drop(tx);
    let tx = world.store.read(clinic(world.ours), "test").await.unwrap();
    let notes = tx.find::<note::Entity>().all(tx.connection()).await.unwrap();
    assert_eq!(notes.len(), 2, "the running release works on");
}

async fn opening_again_changes_nothing(world: World) {
    world.seed().await;
    let again = Store::open::<Migrator>(world.config()).await.unwrap();
    assert_eq!(world.raw_count(&again, Scope::Platform("test"), "notes").await, 5);
}
