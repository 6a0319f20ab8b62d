//! What somebody sees who has database and blobs and no key: every byte of them. And the same with a pen in hand.

use sea_orm::{ConnectionTrait, QueryResult};
use store::Scope;
use testkit::Contents;
use uuid::Uuid;

use crate::world::World;

impl World {
    /// Every byte that claims keeps.
    pub fn contents(&self) -> Contents {
        let blobs = self.blobs().into_iter().map(|blob| std::fs::read(blob).unwrap());
        blobs.fold(Contents::of(self.database()), |contents, blob| contents.and(&blob))
    }

    /// Changes one row behind the service's back.
    pub async fn tamper(&self, sql: &str, ids: &[&str]) {
        let tx = self.store().await.begin(Scope::Platform("test"), "tamper").await.unwrap();
        let changed = tx.connection().execute_raw(tx.statement(sql, uuids(ids))).await.unwrap();
        assert_eq!(changed.rows_affected(), 1, "{sql}");
        tx.commit().await.unwrap();
    }

    /// Reads rows behind the service's back.
    pub async fn peek(&self, sql: &str, ids: &[&str]) -> Vec<QueryResult> {
        let tx = self.store().await.read(Scope::Platform("test"), "peek").await.unwrap();
        tx.connection().query_all_raw(tx.statement(sql, uuids(ids))).await.unwrap()
    }

    /// Rows in the tables that verbs write to.
    pub async fn rows(&self) -> Vec<i64> {
        let tables =
            ["claims", "documents", "policies", "requests", "outbox", "loose_documents", "lookup_misses"];
        let mut counts = vec![];
        for table in tables {
            let found = self.peek(&format!("SELECT count(*) AS many FROM {table}"), &[]).await;
            counts.push(found[0].try_get("", "many").unwrap());
        }
        counts
    }
}

fn uuids(ids: &[&str]) -> Vec<sea_orm::Value> {
    ids.iter().map(|id| id.parse::<Uuid>().unwrap().into()).collect()
}
