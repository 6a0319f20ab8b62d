//! Facts that a follower could not take in, and those of the same organisations behind them, in order, until replay.

use fault::Fault;
use prost::Message;
use proto::feed::v1 as pb;
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;
use store::{Error, Scope, Store, Tx};
use uuid::Uuid;

use crate::{Effect, Fact};

/// A parked fact, for the page that shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// Where it came from.
    pub source: String,
    /// The fact.
    pub fact: Fact,
    /// Why it could not be taken in.
    pub why: String,
}

/// What is parked in a follower's database, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn parked(store: &Store) -> Result<Vec<Parked>, Error> {
    const SELECT: &str = "SELECT DISTINCT source, position, fact, why FROM parked ORDER BY source, position";
    let tx = store.read(Scope::Platform("follower"), "show_parked").await?;
    let rows = tx.connection().query_all_raw(tx.statement(SELECT, [])).await?;
    rows.into_iter()
        .map(|row| {
            let position: i64 = row.try_get("", "position")?;
            let fact = decode(row.try_get("", "fact")?, position)?;
            Ok(Parked { source: row.try_get("", "source")?, fact, why: row.try_get("", "why")? })
        })
        .collect()
}

/// Takes in what is parked from a source, in order; what fails again stays, and keeps its organisations stopped.
/// Gives how many were taken in.
///
/// # Errors
/// When the database does not answer.
pub async fn replay(store: &Store, source: &'static str, effect: &dyn Effect) -> Result<usize, Fault> {
    const FREE: &str = "DELETE FROM parked WHERE source = $1 AND position = $2";
    let (mut done, mut stopped) = (0, BTreeSet::new());
    for Parked { fact, .. } in parked(store).await?.into_iter().filter(|parked| parked.source == source) {
        let concerned = organisations(&fact);
        if concerned.iter().any(|organisation| stopped.contains(organisation)) {
            stopped.extend(concerned);
            continue;
        }
        let tx = store.begin(Scope::Platform("follower"), "replay_fact").await?;
        let position = i64::try_from(fact.position).unwrap_or(i64::MAX);
        let free = tx.connection().execute_raw(tx.statement(FREE, [source.into(), position.into()])).await;
        if free.map_err(Error::from)?.rows_affected() == 0 {
            continue; // another replica was faster
        }
        match effect.apply(&tx, &fact).await {
            Ok(()) => {
                tx.commit().await?;
                done += 1;
            }
            Err(fault) => {
                tracing::error!(source, fact = %fact.id, kind = fact.kind, %fault, "fact is still parked");
                stopped.extend(concerned);
            }
        }
    }
    Ok(done)
}

/// Whether an earlier fact of one of its organisations is parked.
pub(crate) async fn stops(tx: &Tx, source: &str, fact: &Fact) -> Result<bool, Error> {
    const ANY: &str = "SELECT 1 AS one FROM parked WHERE source = $1 AND organisation_id = $2 LIMIT 1";
    for organisation in organisations(fact) {
        let values = [source.into(), organisation.into()];
        if tx.connection().query_one_raw(tx.statement(ANY, values)).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Parks a fact under each of its organisations.
pub(crate) async fn park(tx: &Tx, source: &str, fact: &Fact, why: &str) -> Result<(), Error> {
    const INSERT: &str = "INSERT INTO parked (source, position, organisation_id, fact, why) VALUES ($1, $2, $3, $4, $5) \
                          ON CONFLICT DO NOTHING";
    let position = i64::try_from(fact.position).map_err(|why| Error::row("parked", why))?;
    let bytes = pb::Fact::from(fact).encode_to_vec();
    for organisation in organisations(fact) {
        let values = [source.into(), position.into(), organisation.into(), bytes.clone().into(), why.into()];
        tx.connection().execute_raw(tx.statement(INSERT, values)).await?;
    }
    Ok(())
}

/// The organisations a fact stops; one that concerns nobody stops its own kind under the nil id.
fn organisations(fact: &Fact) -> Vec<Uuid> {
    match fact.organisations.as_slice() {
        [] => vec![Uuid::nil()],
        some => some.iter().map(|organisation| organisation.uuid()).collect(),
    }
}

fn decode(bytes: Vec<u8>, position: i64) -> Result<Fact, Error> {
    let wire = pb::Fact::decode(bytes.as_slice()).map_err(|why| Error::row("parked", why))?;
    let fact = Fact::try_from(wire).map_err(|why| Error::row("parked", why))?;
    Ok(Fact { position: position.unsigned_abs(), ..fact })
}
