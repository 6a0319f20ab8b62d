//! One address is one account, also when two processes make its token under different keys.

use std::sync::Arc;

use ::store::{Scope, SealingConfig, Store, Tx};
use calendar::Clock as _;
use chrono::TimeDelta;
use envelope::{Keyring, Opening, Purpose, Who};
use identity::{OrganisationKind, Role};
use ids::{AccountId, OrganisationId, Personal};
use sea_orm::ConnectionTrait as _;
use testkit::{Engine, FixedClock, TestDatabase, database, eventually};

use super::{Inserted, insert};
use crate::{
    Migrator,
    domain::{
        account::{Account, Home, Member, Person},
        email::Email,
        password::PasswordHash,
        roles::Roles,
        text::Name,
    },
};

const OPENING: Opening = Opening { who: Who::Platform("test"), why: "test" };

struct World {
    store: Store,
    owner: OrganisationId,
    _database: TestDatabase,
    _folder: tempfile::TempDir,
    sealing: SealingConfig,
}

impl World {
    async fn start(engine: Engine) -> Self {
        let folder = tempfile::TempDir::new().unwrap();
        let sealing = testkit::sealing(folder.path());
        let database = database::<Migrator>(engine, "accounts").await.unwrap();
        let store = Store::open::<Migrator>(&database.config).await.unwrap();
        Self { store, owner: OrganisationId::generate(), _database: database, _folder: folder, sealing }
    }

    async fn keys(&self, clock: &FixedClock) -> Keyring {
        let keys = self.sealing.open("accounts", false, &self.store, Arc::new(clock.clone())).await.unwrap();
        for purpose in [Purpose::Records, Purpose::Indexes] {
            keys.warm(self.owner, purpose).await.unwrap();
        }
        keys
    }

    async fn begin(&self) -> Tx {
        self.store.begin(Scope::organisation(self.owner, OrganisationKind::Clinic), "test").await.unwrap()
    }

    fn member(&self, email: &str) -> Member {
        let person = Person {
            name: Personal::new(Name::parse("田中 美咲").unwrap()),
            email: Personal::new(Email::parse(email).unwrap()),
            roles: Roles::try_new(vec![Role::Administrator]).unwrap(),
        };
        let home = Home { organisation: self.owner, kind: OrganisationKind::Clinic };
        Account::create(AccountId::generate(), home, person, FixedClock::here().now()).unwrap().0
    }

    /// Adds an account in a transaction that is left open.
    async fn add(&self, keys: &Keyring, email: &str) -> (Tx, Inserted) {
        let tx = self.begin().await;
        let password = PasswordHash::new("hash".to_owned());
        let inserted = insert(&tx, keys, &self.member(email), &password, &OPENING).await.unwrap();
        (tx, inserted)
    }

    async fn somebody_waits(&self) -> bool {
        let tx = self.store.read(Scope::Platform("test"), "test").await.unwrap();
        let waits = "SELECT count(*) AS many FROM pg_locks WHERE NOT granted AND locktype = 'advisory' AND database = \
                     (SELECT oid FROM pg_database WHERE datname = current_database())";
        let row = tx.connection().query_one_raw(tx.statement(waits, [])).await.unwrap().unwrap();
        row.try_get::<i64>("", "many").unwrap() > 0
    }
}

testkit::both!(an_address_is_once_also_for_two_who_make_its_token_under_different_keys);

async fn an_address_is_once_also_for_two_who_make_its_token_under_different_keys(world: World) {
    let clock = FixedClock::here();
    world.keys(&clock).await.rotate(world.owner, Purpose::Indexes).await.unwrap();
    // Ten minutes later one clock says that the new key is in use, and another does not yet.
    let late = clock.clone();
    let late = FixedClock::new(late.now() + TimeDelta::seconds(599));
    clock.advance(TimeDelta::seconds(600));
    let (one, other) = (world.keys(&clock).await, world.keys(&late).await);
    let email = Email::parse("a@clinic.example").unwrap();
    let token = |keys: &Keyring| super::sealed::token(&keys.index(world.owner).unwrap(), &email).unwrap();
    assert_ne!(token(&one), token(&other));

    let (first, inserted) = world.add(&one, "a@clinic.example").await;
    assert!(matches!(inserted, Inserted::Added));
    let second = async {
        let (tx, inserted) = world.add(&other, "A@clinic.example").await;
        drop(tx);
        inserted
    };
    let ending = async {
        if first.is_postgres() {
            eventually("the second waits for the first", async || world.somebody_waits().await).await;
        }
        first.commit().await.unwrap();
    };
    let (inserted, ()) = tokio::join!(second, ending);
    assert!(matches!(inserted, Inserted::Taken));
}
