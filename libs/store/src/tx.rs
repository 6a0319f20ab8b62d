//! A transaction under a scope: the only way to a service's rows.

use std::{fmt::Display, sync::Arc};

use aws_lc_rs::hmac;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, Select, Statement,
    Value,
};
use tokio::sync::Notify;

use crate::{Error, Scope, Scoped};

/// A transaction under a scope. Dropping it without [`Tx::commit`] rolls back.
pub struct Tx {
    inner: DatabaseTransaction,
    scope: Scope,
    name: &'static str,
    pub(crate) request_key: Arc<hmac::Key>,
    told: Arc<Notify>,
}

impl Tx {
    pub(crate) const fn new(
        inner: DatabaseTransaction,
        scope: Scope,
        name: &'static str,
        request_key: Arc<hmac::Key>,
        told: Arc<Notify>,
    ) -> Self {
        Self { inner, scope, name, request_key, told }
    }

    /// The rows of a table that the scope may see (wall one).
    pub fn find<E: Scoped + EntityTrait>(&self) -> Select<E> {
        E::find().filter(E::wall(&self.scope))
    }

    /// Lets nobody else go on who asks for the same table and owner (or row), until the transaction ends. Who looks whether a value
    /// is there already, and then adds it, asks first: processes that make tokens under different keys have no unique
    /// index in common. On SQLite a transaction that writes is alone as it is.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn alone(&self, table: &str, owner: impl Display) -> Result<(), Error> {
        const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        if self.is_postgres() {
            let name = format!("{table} of {owner}");
            self.inner.execute_raw(self.statement(LOCK, [name.into()])).await?;
        }
        Ok(())
    }

    /// The connection, for statements that a query through [`Tx::find`] has made safe, and for inserts.
    #[must_use]
    pub const fn connection(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// On whose behalf it runs.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Its name, for logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether the database is PostgreSQL; for the few statements that differ.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        ConnectionTrait::get_database_backend(&self.inner) == DbBackend::Postgres
    }

    /// A statement of ours in the dialect of the transaction's database.
    #[must_use]
    pub fn statement(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        let backend = if self.is_postgres() { DbBackend::Postgres } else { DbBackend::Sqlite };
        Statement::from_sql_and_values(backend, sql, values)
    }

    /// Makes the effect last.
    ///
    /// # Errors
    /// When the database refuses; nothing of the transaction is there then.
    pub async fn commit(self) -> Result<(), Error> {
        self.inner.commit().await?;
        self.told.notify_one();
        Ok(())
    }

    /// Tells PostgreSQL whose rows its policies may show, and that a reader only reads, in one statement. A setting is ''
    /// and not NULL after its transaction, so policies compare with `nullif`.
    pub(crate) async fn raise_wall_two(&self, access: AccessMode) -> Result<(), Error> {
        const SET: &str = "SELECT set_config('app.organisation', $1, true), set_config('app.lookup_clinic', $2, true), \
                           set_config('app.lookup_tokens', $3, true), set_config('transaction_read_only', $4, true)";
        let (organisation, clinic, tokens) = match &self.scope {
            Scope::Organisation { id, .. } => (id.to_string(), String::new(), String::new()),
            Scope::Lookup { clinic, tokens } => {
                let tokens: Vec<String> = tokens.iter().map(ToString::to_string).collect();
                (String::new(), clinic.to_string(), tokens.join(","))
            }
            Scope::Platform(_) if matches!(access, AccessMode::ReadWrite) => return Ok(()),
            Scope::Platform(_) => Default::default(),
        };
        let reads = if matches!(access, AccessMode::ReadOnly) { "on" } else { "off" };
        let values = [organisation.into(), clinic.into(), tokens.into(), reads.into()];
        self.inner.execute_raw(self.statement(SET, values)).await?;
        Ok(())
    }
}
