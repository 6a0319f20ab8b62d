//! A request answered once is answered the same again: the answer is kept in the transaction of its effect,
//! per organisation, caller, RPC and request id, with a keyed hash of the content. Other content is refused.

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};
use ids::OrganisationId;
use sea_orm::ConnectionTrait;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{Error, Tx};

/// One attempt at a mutating request.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The caller's organisation.
    pub organisation: OrganisationId,
    /// Account or API client.
    pub caller: Uuid,
    /// Name of the RPC.
    pub rpc: &'static str,
    /// The caller's id of the request.
    pub request_id: Uuid,
    /// The whole request, encoded; only its keyed hash is kept.
    pub content: Vec<u8>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Tx {
    /// The answer of an earlier attempt, if there was one. A concurrent attempt waits for the first to end.
    ///
    /// # Errors
    /// [`Error::OtherContent`] when the request id was used for other content.
    pub async fn recall<T: DeserializeOwned>(&self, attempt: &Attempt) -> Result<Option<T>, Error> {
        let hash = self.hash(attempt);
        let mut values = key(attempt);
        values.extend([hash.clone().into(), attempt.at.into()]);
        let fresh = self.run(RESERVE, values).await?.rows_affected() == 1;
        if fresh {
            return Ok(None);
        }
        let statement = self.statement(RECALL, key(attempt));
        let row = self.connection().query_one_raw(statement).await?.ok_or(Error::InFlight)?;
        if row.try_get::<Vec<u8>>("", "content_hash")? != hash {
            return Err(Error::OtherContent);
        }
        let answer: Option<String> = row.try_get("", "answer")?;
        let answer = answer.ok_or(Error::InFlight)?;
        serde_json::from_str(&answer).map(Some).map_err(|why| Error::row("requests", why))
    }

    /// Keeps the answer of the attempt that [`Tx::recall`] has reserved.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn remember<T: Serialize + Sync>(&self, attempt: &Attempt, answer: &T) -> Result<(), Error> {
        let answer = serde_json::to_string(answer).map_err(|why| Error::row("requests", why))?;
        let mut values = key(attempt);
        values.push(answer.into());
        self.run(REMEMBER, values).await?;
        Ok(())
    }

    fn hash(&self, attempt: &Attempt) -> Vec<u8> {
        hmac::sign(&self.request_key, &attempt.content).as_ref().to_vec()
    }

    async fn run(&self, sql: &str, values: Vec<sea_orm::Value>) -> Result<sea_orm::ExecResult, Error> {
        Ok(self.connection().execute_raw(self.statement(sql, values)).await?)
    }
}

const RESERVE: &str = "INSERT INTO requests (organisation_id, caller_id, rpc, request_id, content_hash, made_at) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
const RECALL: &str = "SELECT content_hash, answer FROM requests \
                      WHERE organisation_id = $1 AND caller_id = $2 AND rpc = $3 AND request_id = $4";
const REMEMBER: &str = "UPDATE requests SET answer = $5 \
                        WHERE organisation_id = $1 AND caller_id = $2 AND rpc = $3 AND request_id = $4";

fn key(attempt: &Attempt) -> Vec<sea_orm::Value> {
    vec![
        attempt.organisation.uuid().into(),
        attempt.caller.into(),
        attempt.rpc.into(),
        attempt.request_id.into(),
    ]
}
