//! The table of wrapped data keys, and the shelf that a keyring of `envelope` keeps them on. Only the platform's role may
//! read it, and each call is a transaction of its own: it must not be made inside another, which on SQLite would wait
//! for itself.

mod column;
mod migration;
mod row;
mod sealing;

use async_trait::async_trait;
use envelope::{Error, KeyId, KeyState, Purpose, Shelf, WrappedKey};
use ids::OrganisationId;
use sea_orm::{ConnectionTrait, ExecResult, QueryResult, Value};

pub use self::{column::SealedColumn, migration::data_keys, sealing::SealingConfig};
use crate::{Scope, Store, Tx};

/// On whose behalf the table is read.
const PURPOSE: Scope = Scope::Platform("data keys");

/// A service's wrapped data keys. Put [`data_keys`] into the service's migrator.
#[derive(Debug, Clone)]
pub struct DataKeys(Store);

impl DataKeys {
    /// The data keys in a service's database.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self(store)
    }

    async fn rows(
        &self,
        name: &'static str,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<WrappedKey>, Error> {
        let tx = self.0.read(PURPOSE, name).await.map_err(Error::shelf)?;
        let rows = query(&tx, sql, values).await?;
        rows.iter().map(row::parse).collect()
    }

    /// How many rows a change has reached.
    async fn change(&self, name: &'static str, sql: &str, values: Vec<Value>) -> Result<u64, Error> {
        let tx = self.0.begin(PURPOSE, name).await.map_err(Error::shelf)?;
        let changed = execute(&tx, sql, values).await?.rows_affected();
        tx.commit().await.map_err(Error::shelf)?;
        Ok(changed)
    }
}

/// Wipes every wrapped data key of an organisation whose KMS key is destroyed, in the transaction that buries the
/// organisation: they open nothing any more. Needs the platform's scope.
///
/// # Errors
/// When the database refuses.
pub async fn discard_data_keys(tx: &Tx, owner: OrganisationId) -> Result<(), crate::Error> {
    let values = [owner.uuid().into(), Vec::<u8>::new().into()];
    tx.connection().execute_raw(tx.statement(DISCARD_ALL, values)).await?;
    Ok(())
}

#[async_trait]
impl Shelf for DataKeys {
    async fn current(&self, owner: OrganisationId, purpose: Purpose) -> Result<Option<WrappedKey>, Error> {
        Ok(self.rows("current_data_key", CURRENT, of(owner, purpose)).await?.pop())
    }

    async fn get(&self, id: KeyId) -> Result<Option<WrappedKey>, Error> {
        Ok(self.rows("get_data_key", GET, vec![id.uuid().into()]).await?.pop())
    }

    async fn live(&self, owner: OrganisationId, purpose: Purpose) -> Result<Vec<WrappedKey>, Error> {
        self.rows("live_data_keys", LIVE, of(owner, purpose)).await
    }

    /// The unique index on current keys lets one of many win; the others read the winner's in the same transaction.
    async fn put(&self, key: &WrappedKey, replaces: Option<KeyId>) -> Result<WrappedKey, Error> {
        let tx = self.0.begin(PURPOSE, "put_data_key").await.map_err(Error::shelf)?;
        if let Some(replaced) = replaces {
            execute(&tx, RETIRE, vec![replaced.uuid().into()]).await?;
        }
        execute(&tx, INSERT, row::values(key)?).await?;
        let rows = query(&tx, CURRENT, of(key.owner, key.purpose)).await?;
        let current = rows.first().map(row::parse).transpose()?;
        tx.commit().await.map_err(Error::shelf)?;
        current.ok_or(Error::Broken("a data key was put down and is not there"))
    }

    async fn reserve(&self, id: KeyId, uses: u64, limit: u64) -> Result<bool, Error> {
        let values = vec![id.uuid().into(), row::number(uses)?.into(), row::number(limit)?.into()];
        Ok(self.change("reserve_uses", RESERVE, values).await? == 1)
    }

    async fn list(&self, after: Option<KeyId>, limit: u64) -> Result<Vec<WrappedKey>, Error> {
        let after = after.map_or_else(uuid::Uuid::nil, KeyId::uuid);
        self.rows("list_data_keys", LIST, vec![after.into(), row::number(limit)?.into()]).await
    }

    async fn rewrap(&self, id: KeyId, version: &str, wrapped: &[u8]) -> Result<(), Error> {
        let values = vec![id.uuid().into(), version.into(), wrapped.to_vec().into()];
        self.change("rewrap_data_key", REWRAP, values).await.map(drop)
    }

    async fn discard(&self, id: KeyId) -> Result<bool, Error> {
        Ok(self.change("discard_data_key", DISCARD, vec![id.uuid().into(), Vec::<u8>::new().into()]).await?
            == 1)
    }
}

const CURRENT: &str =
    "SELECT * FROM data_keys WHERE organisation_id = $1 AND purpose = $2 AND state = 'current'";
const GET: &str = "SELECT * FROM data_keys WHERE id = $1";
const LIVE: &str = "SELECT * FROM data_keys WHERE organisation_id = $1 AND purpose = $2 AND state <> 'discarded' \
                    ORDER BY id DESC";
const LIST: &str = "SELECT * FROM data_keys WHERE id > $1 ORDER BY id LIMIT $2";
const INSERT: &str = "INSERT INTO data_keys (id, organisation_id, purpose, kms_key, kms_version, wrapped, commitment, \
                      created_at, state, reserved_uses) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                      ON CONFLICT DO NOTHING";
const RETIRE: &str = "UPDATE data_keys SET state = 'retired' WHERE id = $1 AND state = 'current'";
const RESERVE: &str = "UPDATE data_keys SET reserved_uses = reserved_uses + $2 \
                       WHERE id = $1 AND state = 'current' AND reserved_uses + $2 <= $3";
const REWRAP: &str =
    "UPDATE data_keys SET kms_version = $2, wrapped = $3 WHERE id = $1 AND state <> 'discarded'";
const DISCARD: &str =
    "UPDATE data_keys SET state = 'discarded', wrapped = $2 WHERE id = $1 AND state = 'retired'";
const DISCARD_ALL: &str = "UPDATE data_keys SET state = 'discarded', wrapped = $2 WHERE organisation_id = $1";

fn of(owner: OrganisationId, purpose: Purpose) -> Vec<Value> {
    vec![owner.uuid().into(), purpose.as_str().into()]
}

async fn query(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, Error> {
    tx.connection().query_all_raw(tx.statement(sql, values)).await.map_err(Error::shelf)
}

async fn execute(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<ExecResult, Error> {
    tx.connection().execute_raw(tx.statement(sql, values)).await.map_err(Error::shelf)
}

/// A state by its name at rest.
fn state(name: &str) -> Option<KeyState> {
    KeyState::ALL.into_iter().find(|state| state.as_str() == name)
}
