//! Adds a program to the actor's organisation, bound to one of its certificates. A certificate of another organisation
//! is not there.

use fault::Fault;
use feed::Operator;
use identity::Actor;
use ids::{ApiClientId, CertificateId};
use serde::{Deserialize, Serialize};

use super::{App, Request, allow, home, own, stays_open};
use crate::{
    domain::{
        access::Verb,
        api_client::{ApiClient, NewApiClient},
    },
    facts, store,
};

/// The program that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ApiClientCreated {
    pub(crate) client: ApiClientId,
    pub(crate) revision: i64,
}

impl App {
    /// Adds a program.
    pub(crate) async fn create_api_client(
        &self,
        actor: &Actor,
        request: &Request,
        new: NewApiClient,
        certificate: CertificateId,
    ) -> Result<ApiClientCreated, Fault> {
        allow(actor, Verb::CreateApiClient)?;
        let now = self.now();
        let attempt = request.by(actor, "CreateApiClient", now);
        let tx = self.store.begin(own(actor), "create_api_client").await?;
        if let Some(created) = tx.recall(&attempt).await? {
            return Ok(created);
        }
        stays_open(&tx, actor.organisation).await?;
        let certificate = store::certificate::get(&tx, certificate).await?;
        let certificate = certificate.ok_or_else(|| Fault::not_found("CERTIFICATE_NOT_FOUND"))?;
        let (client, event) =
            ApiClient::create(ApiClientId::generate(), home(actor), new, &certificate, now)?;
        store::api_client::insert(&tx, &client).await?;
        let created = ApiClientCreated { client: client.id, revision: client.revision };
        tx.remember(&attempt, &created).await?;
        feed::tell(&tx, &facts::fact(&event, &Operator::of(actor), now)).await?;
        tx.commit().await?;
        Ok(created)
    }
}
