//! A store on a database of its own, and three organisations.

use identity::OrganisationKind::{self, Clinic, Insurer};
use ids::OrganisationId;
use sea_orm::{ConnectionTrait, EntityTrait, QueryResult, Set};
use store::{DatabaseConfig, Error, Scope, Store, Tx};
use testkit::{Engine, TestDatabase, database};
use uuid::Uuid;

use crate::tables::{Migrator, case, note};

pub struct World {
    pub store: Store,
    pub ours: OrganisationId,
    pub theirs: OrganisationId,
    pub insurer: OrganisationId,
    database: TestDatabase,
}

impl World {
    pub async fn start(engine: Engine) -> Self {
        let database = database::<Migrator>(engine, "store").await.unwrap();
        Self {
            store: Store::open::<Migrator>(&database.config).await.unwrap(),
            ours: OrganisationId::generate(),
            theirs: OrganisationId::generate(),
            insurer: OrganisationId::generate(),
            database,
        }
    }

    pub const fn config(&self) -> &DatabaseConfig {
        &self.database.config
    }

    /// The same database with requests under the platform's role: wall two is removed.
    pub async fn without_wall_two(&self) -> Store {
        let config = self.config().clone();
        let url = config.platform_url.clone().unwrap_or(config.url);
        let config = DatabaseConfig { url, ..self.config().clone() };
        Store::open::<Migrator>(&config).await.unwrap()
    }

    pub async fn begin(&self, clinic: OrganisationId) -> Tx {
        self.store.begin(Scope::organisation(clinic, Clinic), "test").await.unwrap()
    }

    /// Two notes of ours and three of theirs; one case of ours still unseen by the insurer, one seen, one of theirs.
    pub async fn seed(&self) {
        for (owner, notes) in [(self.ours, 2), (self.theirs, 3)] {
            let tx = self.begin(owner).await;
            for _ in 0..notes {
                write_note(&tx, owner, "neko").await.unwrap();
            }
            let seen = [Some(self.insurer.uuid()), None];
            for insurer in if owner == self.ours { &seen[..] } else { &seen[..1] } {
                let row = case::ActiveModel {
                    id: Set(Uuid::now_v7()),
                    clinic_id: Set(owner.uuid()),
                    insurer_id: Set(*insurer),
                };
                case::Entity::insert(row).exec_without_returning(tx.connection()).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
    }

    /// How many rows of a table a scope sees without wall one.
    pub async fn raw_count(&self, store: &Store, scope: Scope, table: &str) -> i64 {
        let tx = store.read(scope, "raw_count").await.unwrap();
        count(&tx, table).await
    }
}

pub async fn begin(store: &Store, id: OrganisationId) -> Tx {
    store.begin(clinic(id), "test").await.unwrap()
}

pub const fn clinic(id: OrganisationId) -> Scope {
    Scope::organisation(id, Clinic)
}

pub const fn insurer(id: OrganisationId) -> Scope {
    Scope::organisation(id, Insurer)
}

pub const fn operator(id: OrganisationId) -> Scope {
    Scope::organisation(id, OrganisationKind::Operator)
}

pub async fn write_note(tx: &Tx, owner: OrganisationId, text: &str) -> Result<Uuid, Error> {
    let id = Uuid::now_v7();
    let row =
        note::ActiveModel { id: Set(id), organisation_id: Set(owner.uuid()), text: Set(text.to_owned()) };
    note::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(id)
}

pub async fn query(tx: &Tx, sql: &str) -> Vec<QueryResult> {
    tx.connection().query_all_raw(tx.statement(sql, [])).await.unwrap()
}

pub async fn count(tx: &Tx, table: &str) -> i64 {
    query(tx, &format!("SELECT count(*) AS many FROM {table}")).await[0].try_get("", "many").unwrap()
}
