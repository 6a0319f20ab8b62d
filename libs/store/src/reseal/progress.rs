//! Where the walk over a table stands. Kept in the transaction of what was changed, so that a walk goes on in another
//! process where this one ended. Two who walk at once go on from the farther place; a walk that has ended is not prolonged.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use envelope::KeyId;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::PURPOSE;
use crate::{Error, Store, Tx};

/// A walk over a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) walk: Uuid,
    pub(super) began_at: DateTime<Utc>,
    pub(super) last: Uuid,
    pub(super) ended: bool,
}

/// Something is under a key; `is_left` when it could not be sealed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    pub(super) key: KeyId,
    pub(super) is_left: bool,
}

/// Goes on with the walk over a table that is under way, or begins one.
pub(super) async fn join(store: &Store, table: &str, now: DateTime<Utc>) -> Result<Standing, Error> {
    let tx = store.begin(PURPOSE, "begin_reseal").await?;
    let fresh = vec![table.into(), Uuid::now_v7().into(), now.into(), Uuid::nil().into()];
    tx.connection().execute_raw(tx.statement(BEGIN, fresh.clone())).await?;
    if standing(&tx, table).await?.is_some_and(|standing| standing.ended) {
        tx.connection().execute_raw(tx.statement(AGAIN, fresh)).await?;
        tx.connection().execute_raw(tx.statement(FORGET, [table.into()])).await?;
    }
    let joined = standing(&tx, table).await?.ok_or_else(|| Error::row("reseals", "it was not written"))?;
    tx.commit().await?;
    Ok(joined)
}

/// How the latest walk over a table stands.
pub(super) async fn standing(tx: &Tx, table: &str) -> Result<Option<Standing>, Error> {
    let row = tx.connection().query_one_raw(tx.statement(STANDING, [table.into()])).await?;
    row.as_ref().map(parse).transpose()
}

/// Writes how far a walk has come and what it has found; says how it stands, which is farther when others walk too, or
/// another walk.
pub(super) async fn note(
    tx: &Tx,
    table: &str,
    at: &Standing,
    found: &BTreeSet<Finding>,
) -> Result<Standing, Error> {
    for Finding { key, is_left } in found {
        let values: [Value; 4] = [table.into(), at.walk.into(), key.uuid().into(), (*is_left).into()];
        tx.connection().execute_raw(tx.statement(FOUND, values)).await?;
    }
    let moved = [table.into(), at.walk.into(), at.last.into()];
    tx.connection().execute_raw(tx.statement(MOVE, moved)).await?;
    standing(tx, table).await?.ok_or_else(|| Error::row("reseals", "it is gone"))
}

/// Ends a walk that has seen the last row.
pub(super) async fn end(tx: &Tx, table: &str, walk: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
    tx.connection().execute_raw(tx.statement(END, [table.into(), walk.into(), now.into()])).await?;
    Ok(())
}

/// What the walk over a table has found.
pub(super) async fn findings(tx: &Tx, table: &str, walk: Uuid) -> Result<BTreeSet<Finding>, Error> {
    let rows = tx.connection().query_all_raw(tx.statement(FINDINGS, [table.into(), walk.into()])).await?;
    rows.iter().map(finding).collect()
}

const BEGIN: &str = "INSERT INTO reseals (table_name, walk, began_at, last_id) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT DO NOTHING";
const AGAIN: &str = "UPDATE reseals SET walk = $2, began_at = $3, last_id = $4, ended_at = NULL \
                     WHERE table_name = $1 AND ended_at IS NOT NULL";
const FORGET: &str = "DELETE FROM reseal_findings WHERE table_name = $1 \
                      AND walk <> (SELECT walk FROM reseals WHERE table_name = $1)";
const STANDING: &str = "SELECT walk, began_at, last_id, ended_at FROM reseals WHERE table_name = $1";
const FOUND: &str = "INSERT INTO reseal_findings (table_name, walk, key_id, is_left) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT DO NOTHING";
const MOVE: &str = "UPDATE reseals SET last_id = $3 \
                    WHERE table_name = $1 AND walk = $2 AND ended_at IS NULL AND last_id < $3";
const END: &str = "UPDATE reseals SET ended_at = $3 WHERE table_name = $1 AND walk = $2 AND ended_at IS NULL";
const FINDINGS: &str = "SELECT key_id, is_left FROM reseal_findings WHERE table_name = $1 AND walk = $2";

fn parse(row: &QueryResult) -> Result<Standing, Error> {
    Ok(Standing {
        walk: row.try_get("", "walk")?,
        began_at: row.try_get("", "began_at")?,
        last: row.try_get("", "last_id")?,
        ended: row.try_get::<Option<DateTime<Utc>>>("", "ended_at")?.is_some(),
    })
}

fn finding(row: &QueryResult) -> Result<Finding, Error> {
    let key: Uuid = row.try_get("", "key_id")?;
    Ok(Finding { key: key.into(), is_left: row.try_get("", "is_left")? })
}
