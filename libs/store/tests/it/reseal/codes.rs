//! A store with sealed codes and notes of two organisations, under an external KMS, and what lies in its tables.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use envelope::{Column, Field, KeyId, KeyState, Keyring, Limits, Opening, Purpose, Realm, Sealed, Who};
use ids::{OrganisationId, Personal};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QueryOrder as _, Set, Value};
use store::{DataKeys, Pace, Reseal, RowToken, Scope, SealedTable, Store, TokensBeside, Tx};
use testkit::{Engine, FixedClock, KmsEmulator};
use uuid::Uuid;

use crate::{
    tables::{sealed_code, sealed_note},
    world,
};

pub const CODE: Column = Column::new("sealed_codes", "code");
pub const PAPER: Column = Column::new("sealed_codes", "paper");
const TEXT: Column = Column::new("sealed_notes", "text");
pub const BY_CODE: Field = Field::number("sealed_codes.code");
pub const OPENING: Opening = Opening { who: Who::Platform("test"), why: "test" };
pub const OWNERS: usize = 2;

/// A code of fewer than four characters has one token, a longer one two.
pub const PARTS: &[(i16, Column, Field)] = &[(1, CODE, BY_CODE), (2, CODE, BY_CODE.last_four())];

pub const TABLES: &[SealedTable] = &[
    SealedTable {
        name: "sealed_codes",
        owner: "organisation_id",
        columns: &[(CODE, Purpose::Records), (PAPER, Purpose::Documents)],
        tokens: &[RowToken { of: CODE, field: BY_CODE, token: "code_token", ordinal: Some("code_ordinal") }],
        beside: Some(TokensBeside {
            table: "code_tokens",
            row: "code_id",
            owner: "organisation_id",
            part: "part",
            token: "token",
            parts: PARTS,
        }),
    },
    SealedTable {
        name: "sealed_notes",
        owner: "organisation_id",
        columns: &[(TEXT, Purpose::Records)],
        tokens: &[],
        beside: None,
    },
];

pub struct Codes {
    pub world: world::World,
    pub kms: KmsEmulator,
    pub clock: FixedClock,
    /// The service's.
    pub keys: Keyring,
    /// Rows that `seed` writes.
    pub seeded: u64,
}

/// A row as its readers see it: id, revision, code, token, ordinal, paper.
pub type Shown = (Uuid, i64, String, i64, i32, Option<Vec<u8>>);

impl Codes {
    pub async fn start(engine: Engine) -> Self {
        let (world, kms) = (world::World::start(engine).await, testkit::kms().await);
        let clock = FixedClock::here();
        let keys = keyring(&world.store, &kms, &clock, "store").await;
        Self { world, kms, clock, keys, seeded: 0 }
    }

    pub const fn store(&self) -> &Store {
        &self.world.store
    }

    /// Both owners, in the order of their rows.
    pub const fn owners(&self) -> [OrganisationId; OWNERS] {
        [self.world.ours, self.world.theirs]
    }

    /// The keys as another process has them.
    pub async fn another(&self) -> Keyring {
        self.of_service("store").await
    }

    /// The keys as another service has them, by mistake on this database.
    pub async fn of_service(&self, service: &str) -> Keyring {
        keyring(self.store(), &self.kms, &self.clock, service).await
    }

    /// The job with the service's own keys; small pages, so that there are many.
    pub fn job(&self) -> Reseal {
        self.job_with(&self.keys, TABLES)
    }

    pub fn job_with(&self, keys: &Keyring, tables: &'static [SealedTable]) -> Reseal {
        let clock = Arc::new(self.clock.clone());
        let pace = Pace { rows: 3, rest: Duration::ZERO };
        Reseal::new(self.store().clone(), keys.clone(), clock, tables).with_pace(pace)
    }

    /// So many codes of each owner, some with a paper, and as many notes; first all of one owner.
    pub async fn seed(&mut self, count: usize) {
        for owner in self.owners() {
            for at in 0..count {
                self.add(&self.keys, owner, &format!("AB-{at}"), at % 2 == 0).await;
                self.note(owner).await;
            }
        }
        self.seeded = u64::try_from(count * OWNERS * 2).unwrap();
    }

    /// A code sealed by some process, after looking whether it is there.
    pub async fn add(&self, keys: &Keyring, owner: OrganisationId, code: &str, with_paper: bool) -> Uuid {
        warm(keys, owner).await;
        let tx = self.world.begin(owner).await;
        tx.alone("sealed_codes", owner).await.unwrap();
        let row = row(keys, owner, code, with_paper, &tx).await;
        let id = row.id.clone().unwrap();
        sealed_code::Entity::insert(row).exec_without_returning(tx.connection()).await.unwrap();
        for (part, token) in expected(keys, owner, code) {
            let values: [Value; 4] = [id.into(), owner.uuid().into(), part.into(), token.into()];
            let insert =
                "INSERT INTO code_tokens (code_id, organisation_id, part, token) VALUES ($1, $2, $3, $4)";
            tx.connection().execute_raw(tx.statement(insert, values)).await.unwrap();
        }
        tx.commit().await.unwrap();
        id
    }

    /// The tokens of a code in their own table.
    pub async fn tokens(&self, id: Uuid) -> BTreeMap<i16, i64> {
        let tx = self.store().read(Scope::Platform("test"), "test").await.unwrap();
        let all = tx.statement("SELECT part, token FROM code_tokens WHERE code_id = $1", [id.into()]);
        let rows = tx.connection().query_all_raw(all).await.unwrap();
        rows.iter().map(|row| (row.try_get("", "part").unwrap(), row.try_get("", "token").unwrap())).collect()
    }

    async fn note(&self, owner: OrganisationId) {
        let (tx, id) = (self.world.begin(owner).await, Uuid::now_v7());
        let text = self.keys.seal_text(owner, &TEXT.at(id), &Personal::new("覚え書き".to_owned())).unwrap();
        let row = sealed_note::ActiveModel {
            id: Set(id),
            organisation_id: Set(owner.uuid()),
            text: Set(text.into()),
        };
        sealed_note::Entity::insert(row).exec_without_returning(tx.connection()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Another key for both owners.
    pub async fn rotate(&self, purposes: &[Purpose]) {
        for owner in self.owners() {
            for purpose in purposes {
                self.keys.rotate(owner, *purpose).await.unwrap();
            }
        }
    }

    /// Every code, opened by a process that has just started.
    pub async fn rows(&self) -> Vec<Shown> {
        let (keys, mut shown) = (self.another().await, vec![]);
        for row in self.models().await {
            let owner = row.organisation_id.into();
            let (code, paper) = (row.code.sealed(), row.paper.map(store::SealedColumn::sealed));
            keys.warm_keys([&code].into_iter().chain(&paper).filter_map(Sealed::key)).await.unwrap();
            let code = keys.open_text(owner, &CODE.at(row.id), &code, &OPENING).unwrap().into_exposed();
            let paper = paper.map(|paper| keys.open(owner, &PAPER.at(row.id), &paper, &OPENING).unwrap());
            let paper = paper.map(|paper| paper.to_vec());
            shown.push((row.id, row.revision, code, row.code_token, row.code_ordinal, paper));
        }
        shown
    }

    pub async fn models(&self) -> Vec<sealed_code::Model> {
        let tx = self.store().read(Scope::Platform("test"), "test").await.unwrap();
        let all = tx.find::<sealed_code::Entity>().order_by_asc(sealed_code::Column::Id);
        all.all(tx.connection()).await.unwrap()
    }

    /// Every sealed value as it lies there, by id and column.
    pub async fn sealed(&self) -> BTreeMap<(Uuid, &'static str), Vec<u8>> {
        let tx = self.store().read(Scope::Platform("test"), "test").await.unwrap();
        let mut sealed = BTreeMap::new();
        for (table, column) in [("sealed_codes", "code"), ("sealed_codes", "paper"), ("sealed_notes", "text")]
        {
            let sql = format!("SELECT id, {column} FROM {table}");
            for row in tx.connection().query_all_raw(tx.statement(&sql, [])).await.unwrap() {
                let value: Option<Vec<u8>> = row.try_get("", column).unwrap();
                sealed.extend(value.map(|value| ((row.try_get("", "id").unwrap(), column), value)));
            }
        }
        sealed
    }

    /// The keys that values name.
    pub async fn keys_named(&self) -> BTreeSet<KeyId> {
        self.sealed().await.into_values().filter_map(|value| Sealed::stored(value).key()).collect()
    }

    /// The current keys of values.
    pub async fn current(&self) -> BTreeSet<KeyId> {
        let is_it = |key: &envelope::KeyStatus| {
            key.state == KeyState::Current && [Purpose::Records, Purpose::Documents].contains(&key.purpose)
        };
        let all = self.keys.status(None, 1_000).await.unwrap();
        all.into_iter().filter(is_it).map(|key| key.id).collect()
    }

    /// The keys in a state.
    pub async fn in_state(&self, state: KeyState) -> BTreeSet<KeyId> {
        let all = self.keys.status(None, 1_000).await.unwrap();
        all.into_iter().filter(|key| key.state == state).map(|key| key.id).collect()
    }

    pub async fn change(&self, sql: &str, values: Vec<Value>) {
        let tx = self.store().begin(Scope::Platform("test"), "test").await.unwrap();
        let changed = tx.connection().execute_raw(tx.statement(sql, values)).await.unwrap();
        assert_eq!(changed.rows_affected(), 1);
        tx.commit().await.unwrap();
    }

    /// Whether a session of a PostgreSQL waits for a lock of another.
    pub async fn somebody_waits(&self) -> bool {
        let tx = self.store().read(Scope::Platform("test"), "test").await.unwrap();
        let waits = "SELECT count(*) AS many FROM pg_locks WHERE NOT granted AND database = \
                     (SELECT oid FROM pg_database WHERE datname = current_database()) \
                     OR NOT granted AND locktype = 'transactionid'";
        let row = tx.connection().query_one_raw(tx.statement(waits, [])).await.unwrap().unwrap();
        row.try_get::<i64>("", "many").unwrap() > 0
    }
}

pub async fn warm(keys: &Keyring, owner: OrganisationId) {
    let purposes = [Purpose::Records, Purpose::Documents, Purpose::Indexes];
    keys.warm_all(purposes.map(|purpose| (owner, purpose))).await.unwrap();
}

/// The tokens that a code should have in their own table.
pub fn expected(keys: &Keyring, owner: OrganisationId, code: &str) -> BTreeMap<i16, i64> {
    let index = keys.index(owner).unwrap();
    let of = |(part, _, field): &(i16, Column, Field)| Some((*part, index.token(*field, code)?.number()));
    PARTS.iter().filter_map(of).collect()
}

/// A row of a code that is not there yet.
pub async fn row(
    keys: &Keyring,
    owner: OrganisationId,
    code: &str,
    with_paper: bool,
    tx: &Tx,
) -> sealed_code::ActiveModel {
    let (id, index) = (Uuid::now_v7(), keys.index(owner).unwrap());
    let token = index.token(BY_CODE, code).unwrap().number();
    let all = tx.find::<sealed_code::Entity>().all(tx.connection()).await.unwrap();
    let same = all.iter().filter(|row| row.code_token == token).map(|row| row.code_ordinal).max();
    let sealed = keys.seal_text(owner, &CODE.at(id), &Personal::new(code.to_owned())).unwrap();
    let paper = with_paper.then(|| keys.seal(owner, Purpose::Documents, &PAPER.at(id), &[7; 32]).unwrap());
    sealed_code::ActiveModel {
        id: Set(id),
        organisation_id: Set(owner.uuid()),
        revision: Set(3),
        code: Set(sealed.into()),
        code_token: Set(token),
        code_ordinal: Set(same.map_or(0, |highest| highest + 1)),
        paper: Set(paper.map(Into::into)),
    }
}

async fn keyring(store: &Store, kms: &KmsEmulator, clock: &FixedClock, service: &str) -> Keyring {
    let realm = Realm { environment: "test".to_owned(), service: service.to_owned() };
    let shelf = Arc::new(DataKeys::new(store.clone()));
    Keyring::new(realm, kms.open().await, shelf, Arc::new(clock.clone()), Limits::default())
}
