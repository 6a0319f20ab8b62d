//! An entry is written once: no role of the service changes or removes one, on either database.

use sea_orm::ConnectionTrait as _;
use store::{Scope, Store};
use testkit::Engine;
use timeline::migrations::Migrator;

use crate::world::{World, clerk, fact};

testkit::on_both!(no_statement_changes_or_removes_an_entry);

async fn no_statement_changes_or_removes_an_entry(engine: Engine) {
    let world = World::start(engine).await;
    let clinic = clerk();
    world.sources.tell("claims", fact("claim.submitted", &clinic, 0, &[&clinic]));
    world.settled(&clinic, 1).await;
    let store = Store::open::<Migrator>(&world.database.config).await.unwrap();
    let scopes =
        [Scope::organisation(clinic.organisation, clinic.organisation_kind), Scope::Platform("follower")];
    for scope in scopes {
        for statement in [
            "UPDATE entries SET kind = 'claim.denied'",
            "DELETE FROM entries",
            "UPDATE entry_things SET thing_id = 'x'",
            "DELETE FROM entry_things",
        ] {
            let tx = store.begin(scope.clone(), "tamper").await.unwrap();
            let refused = tx.connection().execute_unprepared(statement).await;
            assert!(refused.is_err(), "{statement} as {scope:?}");
        }
    }
    owner_is_refused_too(engine, &world).await;
    assert_eq!(world.list(&clinic, Default::default()).await.unwrap()[0].kind, "claim.submitted");
    world.stop().await;
}

/// The owner of the tables has every right and meets the trigger.
async fn owner_is_refused_too(engine: Engine, world: &World) {
    if engine == Engine::Postgres {
        let url = world.database.config.migrator_url.clone().unwrap();
        let owner = sea_orm::Database::connect(url).await.unwrap();
        for statement in ["DELETE FROM entries", "TRUNCATE entries CASCADE", "UPDATE entries SET kind = ''"] {
            let refused = owner.execute_unprepared(statement).await.unwrap_err();
            assert!(refused.to_string().contains("append-only"), "{refused}");
        }
    }
}
