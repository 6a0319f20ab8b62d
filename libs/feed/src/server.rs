//! The Follow stream: a service's facts from a position on, then those to come.

use std::{pin::Pin, time::Duration};

use fault::Fault;
use futures::Stream;
use ids::FactId;
use prost::Message;
use proto::feed::v1::{self as pb, feed_service_server::FeedService};
use sea_orm::ConnectionTrait;
use store::{Error, Scope, Store};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use crate::sequencer;

/// Facts in one message of the stream.
const BATCH: i64 = 200;
/// How often a stream looks even if nobody has announced anything.
const LOOK_AROUND: Duration = Duration::from_secs(1);
/// How often somebody who waits for one position looks.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A service's feed: runs the sequencer and serves the stream.
#[derive(Debug, Clone)]
pub struct Feed {
    store: Store,
    last: watch::Receiver<u64>,
    shutdown: CancellationToken,
}

impl Feed {
    /// Starts the sequencer, which stops at shutdown.
    #[must_use]
    pub fn open(store: Store, shutdown: CancellationToken) -> Self {
        let (announce, last) = watch::channel(0);
        tokio::spawn(sequencer::run(store.clone(), announce, shutdown.clone()));
        Self { store, last, shutdown }
    }

    /// The gRPC service.
    #[must_use]
    pub fn server(&self) -> pb::feed_service_server::FeedServiceServer<Self> {
        pb::feed_service_server::FeedServiceServer::new(self.clone())
    }

    /// The position of a fact that has been told, once the sequencer has given it one; none after this much patience.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn position(&self, fact: FactId, patience: Duration) -> Result<Option<u64>, Error> {
        let mut last = self.last.clone();
        let found = tokio::time::timeout(patience, async {
            loop {
                let _ = last.borrow_and_update();
                if let Some(position) = position(&self.store, fact).await? {
                    return Ok(position);
                }
                // Another replica may have numbered it, and announced it there.
                let _ = tokio::time::timeout(LOOK_AGAIN, last.changed()).await;
            }
        });
        found.await.map_or(Ok(None), |found| found.map(Some))
    }

    async fn send_from(self, mut after: u64, to: mpsc::Sender<Result<pb::FollowResponse, Status>>) {
        let mut last = self.last.clone();
        while !self.shutdown.is_cancelled() && !to.is_closed() {
            let _ = last.borrow_and_update();
            match facts(&self.store, after).await {
                Ok(facts) if facts.is_empty() => {}
                Ok(facts) => {
                    after = facts.last().map_or(after, |fact| fact.position);
                    if to.send(Ok(pb::FollowResponse { facts })).await.is_err() {
                        return;
                    }
                    continue;
                }
                Err(error) => {
                    let _ = to.send(Err(Fault::from(error).into())).await;
                    return;
                }
            }
            tokio::select! {
                _ = last.changed() => {}
                () = tokio::time::sleep(LOOK_AROUND) => {}
                () = self.shutdown.cancelled() => {}
                () = to.closed() => {}
            }
        }
    }
}

#[tonic::async_trait]
impl FeedService for Feed {
    type FollowStream = Pin<Box<dyn Stream<Item = Result<pb::FollowResponse, Status>> + Send>>;

    async fn follow(
        &self,
        request: Request<pb::FollowRequest>,
    ) -> Result<Response<Self::FollowStream>, Status> {
        let (to, stream) = mpsc::channel(2);
        tokio::spawn(self.clone().send_from(request.into_inner().after_position, to));
        Ok(Response::new(Box::pin(ReceiverStream::new(stream))))
    }
}

async fn position(store: &Store, fact: FactId) -> Result<Option<u64>, Error> {
    const SELECT: &str = "SELECT position FROM outbox WHERE id = $1";
    let tx = store.read(Scope::Platform("feed"), "position_of").await?;
    let row = tx.connection().query_one_raw(tx.statement(SELECT, [fact.uuid().into()])).await?;
    let position: Option<i64> = row.map(|row| row.try_get("", "position")).transpose()?.flatten();
    Ok(position.map(i64::unsigned_abs))
}

async fn facts(store: &Store, after: u64) -> Result<Vec<pb::Fact>, Error> {
    const SELECT: &str = "SELECT position, fact FROM outbox WHERE position > $1 ORDER BY position LIMIT $2";
    let after = i64::try_from(after).map_err(|why| Error::row("outbox", why))?;
    let tx = store.read(Scope::Platform("feed"), "follow").await?;
    let rows = tx.connection().query_all_raw(tx.statement(SELECT, [after.into(), BATCH.into()])).await?;
    rows.into_iter()
        .map(|row| {
            let position: i64 = row.try_get("", "position")?;
            let bytes: Vec<u8> = row.try_get("", "fact")?;
            let fact = pb::Fact::decode(bytes.as_slice()).map_err(|why| Error::row("outbox", why))?;
            Ok(pb::Fact { position: position.unsigned_abs(), ..fact })
        })
        .collect()
}
