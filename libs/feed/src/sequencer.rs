//! Numbers committed facts with dense positions, in batches. Only committed rows are seen, so nothing can appear later
//! behind a position that was given; writers never wait, since only the sequencer's own row is locked.

use std::{sync::Arc, time::Duration};

use sea_orm::ConnectionTrait;
use store::{Error, Scope, Store};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

/// Facts numbered in one transaction.
const BATCH: i64 = 500;
/// After the first fact, how long others may join its batch: numbering costs as much as a change does.
const GATHER: Duration = Duration::from_millis(10);
/// How long facts told by another replica may wait for this one to look.
const LOOK_AROUND: Duration = Duration::from_millis(200);

/// Numbers until shutdown and announces the last position after each batch.
pub(crate) async fn run(store: Store, last: watch::Sender<u64>, shutdown: CancellationToken) {
    let told: Arc<Notify> = store.told();
    while !shutdown.is_cancelled() {
        match number(&store).await {
            Ok((position, full)) => {
                last.send_if_modified(|known| std::mem::replace(known, position) != position);
                if full {
                    continue;
                }
            }
            Err(error) => tracing::warn!(%error, "numbering facts failed; trying again"),
        }
        tokio::select! {
            () = told.notified() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(LOOK_AROUND) => {}
            () = shutdown.cancelled() => {}
        }
    }
}

/// Numbers one batch; gives the last position and whether the batch was full.
pub(crate) async fn number(store: &Store) -> Result<(u64, bool), Error> {
    const WAITING: &str = "SELECT 1 AS one FROM outbox WHERE position IS NULL LIMIT 1";
    const LAST: &str = "SELECT last_position FROM sequencer WHERE id = 1";
    const NUMBER: &str = "UPDATE outbox SET position = numbered.position FROM (\
        SELECT seq, $1 + row_number() OVER (ORDER BY seq) AS position FROM outbox WHERE position IS NULL ORDER BY seq LIMIT $2\
        ) AS numbered WHERE outbox.seq = numbered.seq";
    const KEEP: &str = "UPDATE sequencer SET last_position = $1 WHERE id = 1";

    let look = store.read(Scope::Platform("sequencer"), "look_for_facts").await?;
    let waiting = look.connection().query_one_raw(look.statement(WAITING, [])).await?.is_some();
    if !waiting {
        let row = look.connection().query_one_raw(look.statement(LAST, [])).await?;
        return Ok((position(row, "last_position")?, false));
    }
    drop(look);

    let tx = store.begin(Scope::Platform("sequencer"), "number_facts").await?;
    let lock = if tx.is_postgres() { format!("{LAST} FOR UPDATE") } else { LAST.to_owned() };
    let last = position(tx.connection().query_one_raw(tx.statement(&lock, [])).await?, "last_position")?;
    let last = i64::try_from(last).map_err(|why| Error::row("sequencer", why))?;
    let numbered =
        tx.connection().execute_raw(tx.statement(NUMBER, [last.into(), BATCH.into()])).await?.rows_affected();
    let next = last.saturating_add_unsigned(numbered);
    tx.connection().execute_raw(tx.statement(KEEP, [next.into()])).await?;
    tx.commit().await?;
    Ok((u64::try_from(next).unwrap_or_default(), numbered >= BATCH.unsigned_abs()))
}

fn position(row: Option<sea_orm::QueryResult>, column: &str) -> Result<u64, Error> {
    let row = row.ok_or_else(|| Error::row("sequencer", "is empty"))?;
    let position: i64 = row.try_get("", column)?;
    u64::try_from(position).map_err(|why| Error::row("sequencer", why))
}
