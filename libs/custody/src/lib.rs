#![doc = include_str!("../README.md")]

mod present;

use std::{collections::BTreeMap, time::Duration};

use envelope::{KeyStatus, Keyring, kms::Standing};
use fault::Fault;
use futures::future::join_all;
use identity::Permission;
use ids::OrganisationId;
use proto::keys::v1::{
    ListKeysRequest, ListKeysResponse,
    keys_service_server::{KeysService, KeysServiceServer},
};
use store::{Page, Slice};
use tokio::time::timeout;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// How long an answer waits for the KMS.
const PATIENCE: Duration = Duration::from_secs(2);

/// A service's keys, for operations.
#[derive(Clone)]
pub struct Custody {
    keys: Keyring,
}

impl Custody {
    /// Tells of these keys.
    #[must_use]
    pub const fn new(keys: Keyring) -> Self {
        Self { keys }
    }

    /// The gRPC service.
    #[must_use]
    pub fn server(self) -> KeysServiceServer<Self> {
        KeysServiceServer::new(self)
    }

    async fn page(&self, page: &Page<Uuid>) -> Result<ListKeysResponse, Fault> {
        let found = self.keys.status(page.after().copied().map(Into::into), page.fetch()).await?;
        let Slice { rows, next_cursor } = page.cut(found, |key| key.id.uuid());
        let standings = self.standings(&rows).await;
        let keys = rows.into_iter().map(|key| present::key(&key, standings.get(&key.owner))).collect();
        Ok(ListKeysResponse { keys, next_cursor })
    }

    /// How each owner's KMS key stands; those of which the KMS says nothing in time are not there.
    async fn standings(&self, keys: &[KeyStatus]) -> BTreeMap<OrganisationId, Standing> {
        let mut owners: Vec<_> = keys.iter().map(|key| key.owner).collect();
        owners.sort_unstable();
        owners.dedup();
        let asked = owners.into_iter().map(|owner| async move {
            let answer = timeout(PATIENCE, self.keys.standing(owner)).await;
            answer.ok()?.ok().map(|standing| (owner, standing))
        });
        join_all(asked).await.into_iter().flatten().collect()
    }
}

#[tonic::async_trait]
impl KeysService for Custody {
    async fn list_keys(
        &self,
        request: Request<ListKeysRequest>,
    ) -> Result<Response<ListKeysResponse>, Status> {
        if !identity::actor(&request)?.may(Permission::KeyRead) {
            return Err(Fault::forbidden("NOT_PERMITTED").into());
        }
        let ListKeysRequest { limit, cursor } = request.into_inner();
        Ok(Response::new(self.page(&Page::parse(limit, &cursor)?).await?))
    }
}
