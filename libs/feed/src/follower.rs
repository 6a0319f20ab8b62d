//! Follows another service's facts: the effect and the cursor move in one transaction, so each fact takes effect exactly
//! once in this database. A fact that cannot be taken in is parked with its organisations; the others go on.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use fault::{Fault, Kind};
use proto::feed::v1::{self as pb, feed_service_client::FeedServiceClient};
use sea_orm::ConnectionTrait;
use store::{Scope, Store, Tx};
use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;
use tracing::Instrument;

use crate::{Fact, parked, trace};

/// The first wait after a failure, and the longest.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// How often somebody who waits for a cursor looks.
const LOOK: Duration = Duration::from_millis(20);

/// What a fact does in the follower's database.
#[async_trait]
pub trait Effect: Send + Sync {
    /// Takes the fact in, inside the transaction that moves the cursor. `Unavailable` is tried again; any other fault
    /// parks the fact and its organisations.
    async fn apply(&self, tx: &Tx, fact: &Fact) -> Result<(), Fault>;
}

/// Who follows whom.
#[derive(Clone)]
pub struct Follow {
    /// The follower's database.
    pub store: Store,
    /// The source, connected.
    pub channel: Channel,
    /// The source's name, which also names the cursor.
    pub source: &'static str,
    /// What a fact does.
    pub effect: Arc<dyn Effect>,
    /// When to stop.
    pub shutdown: CancellationToken,
}

/// Follows until shutdown; a source that is down is tried again for ever.
pub async fn follow(follow: Follow) {
    let mut wait = PATIENCE.0;
    while !follow.shutdown.is_cancelled() {
        tokio::select! {
            ended = follow.stream(&mut wait) => {
                if let Err(fault) = ended {
                    tracing::info!(source = follow.source, %fault, "following paused; trying again");
                }
            }
            () = follow.shutdown.cancelled() => return,
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = follow.shutdown.cancelled() => return,
        }
        wait = (wait * 2).min(PATIENCE.1);
    }
}

/// Whether a follower has taken in everything of a source up to a position; waits for it this long, whichever replica
/// follows.
///
/// # Errors
/// When the database does not answer.
pub async fn reached(
    store: &Store,
    source: &'static str,
    position: u64,
    patience: Duration,
) -> Result<bool, store::Error> {
    let reached = tokio::time::timeout(patience, async {
        while cursor(store, source).await? < position {
            tokio::time::sleep(LOOK).await;
        }
        Ok(true)
    });
    reached.await.unwrap_or(Ok(false))
}

async fn cursor(store: &Store, source: &'static str) -> Result<u64, store::Error> {
    const READ: &str = "SELECT position FROM cursors WHERE source = $1";
    let tx = store.read(Scope::Platform("follower"), "read_cursor").await?;
    let row = tx.connection().query_one_raw(tx.statement(READ, [source.into()])).await?;
    let position: Option<i64> = row.map(|row| row.try_get("", "position")).transpose()?;
    Ok(position.map_or(0, i64::unsigned_abs))
}

impl Follow {
    /// One stream until it ends. What was parked is tried first: a repaired release heals by its restart.
    async fn stream(&self, wait: &mut Duration) -> Result<(), Fault> {
        parked::replay(&self.store, self.source, self.effect.as_ref()).await?;
        let after_position = self.cursor().await?;
        let request = pb::FollowRequest { after_position };
        let mut facts = FeedServiceClient::new(self.channel.clone()).follow(request).await?.into_inner();
        while let Some(message) = facts.message().await? {
            for fact in message.facts {
                let fact =
                    Fact::try_from(fact).map_err(|why| Fault::internal("FACT_UNREADABLE").source(why))?;
                let span = trace::span(self.source, &fact.kind, &fact.traceparent);
                self.take_in(&fact).instrument(span).await?;
                *wait = PATIENCE.0;
            }
        }
        Ok(())
    }

    /// Takes a fact in once; a repeat is skipped.
    pub(crate) async fn take_in(&self, fact: &Fact) -> Result<(), Fault> {
        let tx = self.begin().await?;
        if locked_cursor(&tx, self.source).await? >= fact.position {
            return Ok(());
        }
        if parked::stops(&tx, self.source, fact).await? {
            parked::park(&tx, self.source, fact, "an earlier fact of its organisation is parked").await?;
        } else if let Err(fault) = self.effect.apply(&tx, fact).await {
            drop(tx);
            return self.give_up(fact, fault).await;
        }
        self.advance(tx, fact).await
    }

    /// A passing failure is tried again by the next stream; anything else is poison.
    async fn give_up(&self, fact: &Fact, fault: Fault) -> Result<(), Fault> {
        if fault.kind() == Kind::Unavailable {
            return Err(fault);
        }
        tracing::error!(source = self.source, fact = %fact.id, kind = fact.kind, %fault, "fact parked");
        let tx = self.begin().await?;
        locked_cursor(&tx, self.source).await?;
        parked::park(&tx, self.source, fact, &fault.to_string()).await?;
        self.advance(tx, fact).await
    }

    async fn advance(&self, tx: Tx, fact: &Fact) -> Result<(), Fault> {
        const MOVE: &str = "UPDATE cursors SET position = $2 WHERE source = $1";
        let position = i64::try_from(fact.position).unwrap_or(i64::MAX);
        let values = [self.source.into(), position.into()];
        tx.connection().execute_raw(tx.statement(MOVE, values)).await.map_err(store::Error::from)?;
        Ok(tx.commit().await?)
    }

    async fn begin(&self) -> Result<Tx, store::Error> {
        self.store.begin(Scope::Platform("follower"), "take_in_fact").await
    }

    async fn cursor(&self) -> Result<u64, store::Error> {
        let tx = self.begin().await?;
        let position = locked_cursor(&tx, self.source).await?;
        tx.commit().await?;
        Ok(position)
    }
}

/// The cursor, made on first use and locked, so that replicas of a follower take turns.
async fn locked_cursor(tx: &Tx, source: &'static str) -> Result<u64, store::Error> {
    const MAKE: &str = "INSERT INTO cursors (source, position) VALUES ($1, 0) ON CONFLICT DO NOTHING";
    const READ: &str = "SELECT position FROM cursors WHERE source = $1";
    tx.connection().execute_raw(tx.statement(MAKE, [source.into()])).await?;
    let read = if tx.is_postgres() { format!("{READ} FOR UPDATE") } else { READ.to_owned() };
    let row = tx.connection().query_one_raw(tx.statement(&read, [source.into()])).await?;
    let position: i64 =
        row.ok_or_else(|| store::Error::row("cursors", "is empty"))?.try_get("", "position")?;
    u64::try_from(position).map_err(|why| store::Error::row("cursors", why))
}
