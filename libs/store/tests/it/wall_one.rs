//! Wall one with wall two removed: SQLite has none, and on PostgreSQL requests run as the platform's role here.

use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};
use store::Scope;

use crate::{
    both,
    tables::{case, note},
    world::{World, clinic, insurer, operator},
};

both!(
    a_scope_finds_only_its_own_rows,
    a_row_of_another_is_not_found_by_its_id,
    a_shared_row_is_found_by_its_clinic_and_its_insurer_alone,
    a_lookup_and_an_operator_find_nothing_by_default,
);

async fn notes(store: &store::Store, scope: Scope) -> Vec<note::Model> {
    let tx = store.read(scope, "test").await.unwrap();
    tx.find::<note::Entity>().all(tx.connection()).await.unwrap()
}

async fn cases(store: &store::Store, scope: Scope) -> usize {
    let tx = store.read(scope, "test").await.unwrap();
    tx.find::<case::Entity>().all(tx.connection()).await.unwrap().len()
}

async fn a_scope_finds_only_its_own_rows(world: World) {
    world.seed().await;
    let store = world.without_wall_two().await;
    assert_eq!(world.raw_count(&store, clinic(world.ours), "notes").await, 5, "wall two is gone");
    let found = notes(&store, clinic(world.ours)).await;
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|note| note.organisation_id == world.ours.uuid()));
    assert_eq!(notes(&store, clinic(world.theirs)).await.len(), 3);
    assert_eq!(notes(&store, Scope::Platform("test")).await.len(), 5);
}

async fn a_row_of_another_is_not_found_by_its_id(world: World) {
    world.seed().await;
    let store = world.without_wall_two().await;
    let theirs = notes(&store, clinic(world.theirs)).await[0].id;
    let tx = store.read(clinic(world.ours), "test").await.unwrap();
    let found =
        tx.find::<note::Entity>().filter(note::Column::Id.eq(theirs)).one(tx.connection()).await.unwrap();
    assert_eq!(found, None);
    let either =
        tx.find::<note::Entity>().filter(note::Column::Text.eq("neko").or(note::Column::Id.eq(theirs)));
    assert_eq!(
        either.all(tx.connection()).await.unwrap().len(),
        2,
        "an OR of the caller does not open the wall"
    );
    assert!(note::Entity::find_by_id(theirs).one(tx.connection()).await.unwrap().is_some(), "it is there");
}

async fn a_shared_row_is_found_by_its_clinic_and_its_insurer_alone(world: World) {
    world.seed().await;
    let store = world.without_wall_two().await;
    assert_eq!(cases(&store, clinic(world.ours)).await, 2);
    assert_eq!(cases(&store, clinic(world.theirs)).await, 1);
    assert_eq!(cases(&store, insurer(world.insurer)).await, 2, "not the one it may not see yet");
    assert_eq!(cases(&store, clinic(world.insurer)).await, 0, "the kind chooses the column");
    assert_eq!(cases(&store, insurer(world.ours)).await, 0, "the kind chooses the column");
}

async fn a_lookup_and_an_operator_find_nothing_by_default(world: World) {
    world.seed().await;
    let store = world.without_wall_two().await;
    let lookup = Scope::Lookup { clinic: world.ours, tokens: vec![1] };
    assert_eq!(notes(&store, lookup.clone()).await, []);
    assert_eq!(cases(&store, lookup).await, 0);
    assert_eq!(cases(&store, operator(world.ours)).await, 0);
}
