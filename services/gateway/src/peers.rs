//! The five services behind the gateway: one channel each, and the table of RPCs the gateway calls.
//! A call carries the actor signed for that service, a deadline and the trace; it is tried once more when the
//! connection went away under it, which the request ids make safe. It refuses to call anything not in the table.

mod table;

use std::{error::Error, sync::Arc, time::Duration};

use fault::Fault;
use futures::{StreamExt as _, stream::BoxStream};
use identity::Workload;
use proto::{
    accounts::v1::{
        accounts_service_client::AccountsServiceClient, archives_service_client::ArchivesServiceClient,
        certificates_service_client::CertificatesServiceClient,
        erasures_service_client::ErasuresServiceClient, sign_in_service_client::SignInServiceClient,
    },
    archive::v1::{ExportRequest, ExportResponse, archive_service_client::ArchiveServiceClient},
    claims::v1::{
        claims_service_client::ClaimsServiceClient, plans_service_client::PlansServiceClient,
        policies_service_client::PoliciesServiceClient,
        review_rules_service_client::ReviewRulesServiceClient,
        subject_requests_service_client::SubjectRequestsServiceClient,
    },
    keys::v1::keys_service_client::KeysServiceClient,
    labels::v1::labels_service_client::LabelsServiceClient,
    notifications::v1::notifications_service_client::NotificationsServiceClient,
    timeline::v1::{
        problems_service_client::ProblemsServiceClient, timeline_service_client::TimelineServiceClient,
    },
};
use tonic::{Request, Status, metadata::MetadataValue, transport::Channel};

pub use table::{Call, KeysOf};

use crate::{config::PeerAddresses, context};

/// Longest wait for an answer.
const DEADLINE: Duration = Duration::from_secs(5);
/// Longest wait for a document to pass through.
const DOCUMENT_DEADLINE: Duration = Duration::from_secs(60);

/// A service behind the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Peer {
    /// Organisations, people, certificates, sessions.
    Accounts,
    /// The vocabulary of labels.
    Labels,
    /// Policies and claims.
    Claims,
    /// The record of who did what.
    Timeline,
    /// Who is told, and whether it arrived.
    Notifications,
}

/// Every peer, in the order in which actors are asked for.
pub const PEERS: [Peer; 5] =
    [Peer::Accounts, Peer::Labels, Peer::Claims, Peer::Timeline, Peer::Notifications];

impl Peer {
    /// The name in its certificate, and the audience of an actor.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Labels => "labels",
            Self::Claims => "claims",
            Self::Timeline => "timeline",
            Self::Notifications => "notifications",
        }
    }
}

/// The same actor, signed for each peer; good for a few seconds.
#[derive(Debug, Clone, Default)]
pub struct Actors {
    signed: Vec<String>,
}

impl Actors {
    /// Assertions in the order of [`PEERS`].
    #[must_use]
    pub const fn new(signed: Vec<String>) -> Self {
        Self { signed }
    }

    fn of(&self, peer: Peer) -> Option<&str> {
        let place = PEERS.iter().position(|other| *other == peer)?;
        self.signed.get(place).map(String::as_str)
    }
}

/// Channels to the five services. Clones share them: every request has some.
#[derive(Clone)]
pub struct Peers(Arc<Channels>);

struct Channels {
    accounts: Channel,
    labels: Channel,
    claims: Channel,
    timeline: Channel,
    notifications: Channel,
}

impl Peers {
    /// Channels that connect when first used, and again after a loss.
    ///
    /// # Errors
    /// When an address is none.
    pub fn dial(workload: &Workload, addresses: &PeerAddresses) -> anyhow::Result<Self> {
        let dial = |address: &str, peer: Peer| identity::channel(workload, address, peer.name());
        Ok(Self(Arc::new(Channels {
            accounts: dial(&addresses.accounts, Peer::Accounts)?,
            labels: dial(&addresses.labels, Peer::Labels)?,
            claims: dial(&addresses.claims, Peer::Claims)?,
            timeline: dial(&addresses.timeline, Peer::Timeline)?,
            notifications: dial(&addresses.notifications, Peer::Notifications)?,
        })))
    }

    /// Calls one RPC as an actor.
    ///
    /// # Errors
    /// What the service refuses, or `Unavailable` when it does not answer in time.
    pub async fn ask<C: Call>(&self, actors: &Actors, message: C) -> Result<C::Answer, Fault> {
        let peer = message.peer();
        let first = C::call(self, wrap(actors, peer, message.clone())?).await;
        let answer = match first {
            Err(status) if connection_was_lost(&status) => C::call(self, wrap(actors, peer, message)?).await,
            other => other,
        };
        answer.map(tonic::Response::into_inner).map_err(Fault::from)
    }

    /// Calls one RPC that needs no actor: sign-in and trust.
    ///
    /// # Errors
    /// As [`Peers::ask`].
    pub async fn ask_as_gateway<C: Call>(&self, message: C) -> Result<C::Answer, Fault> {
        self.ask(&Actors::default(), message).await
    }

    /// Wraps a stream for a document's way in or out.
    ///
    /// # Errors
    /// When the actor cannot travel as metadata.
    pub fn document<M>(actors: &Actors, message: M) -> Result<Request<M>, Fault> {
        let mut request = wrap(actors, Peer::Claims, message)?;
        request.set_timeout(DOCUMENT_DEADLINE);
        Ok(request)
    }

    /// What a service has of the actor's organisation, as it tells it. It may take long: a body ends with its caller's rights.
    ///
    /// # Errors
    /// What the service refuses, or `Unavailable` when it does not begin in time.
    pub async fn export(
        &self,
        actors: &Actors,
        peer: Peer,
    ) -> Result<BoxStream<'static, Result<ExportResponse, Fault>>, Fault> {
        let request = wrap(actors, peer, ExportRequest {})?;
        let answer = ArchiveServiceClient::new(self.channel(peer).clone()).export(request).await;
        let answers = answer.map_err(Fault::from)?.into_inner();
        Ok(answers.map(|answer| answer.map_err(Fault::from)).boxed())
    }

    /// Client of accounts' archives.
    #[must_use]
    pub fn archives(&self) -> ArchivesServiceClient<Channel> {
        ArchivesServiceClient::new(self.0.accounts.clone())
    }

    /// Client of accounts.
    #[must_use]
    pub fn accounts(&self) -> AccountsServiceClient<Channel> {
        AccountsServiceClient::new(self.0.accounts.clone())
    }

    /// Client of accounts' certificates.
    #[must_use]
    pub fn certificates(&self) -> CertificatesServiceClient<Channel> {
        CertificatesServiceClient::new(self.0.accounts.clone())
    }

    /// Client of accounts' erasures.
    #[must_use]
    pub fn erasures(&self) -> ErasuresServiceClient<Channel> {
        ErasuresServiceClient::new(self.0.accounts.clone())
    }

    /// Client of accounts' sign-in.
    #[must_use]
    pub fn sign_in(&self) -> SignInServiceClient<Channel> {
        SignInServiceClient::new(self.0.accounts.clone())
    }

    /// Client of labels.
    #[must_use]
    pub fn labels(&self) -> LabelsServiceClient<Channel> {
        LabelsServiceClient::new(self.0.labels.clone())
    }

    /// Client of claims.
    #[must_use]
    pub fn claims(&self) -> ClaimsServiceClient<Channel> {
        ClaimsServiceClient::new(self.0.claims.clone())
    }

    /// Client of claims' policies.
    #[must_use]
    pub fn policies(&self) -> PoliciesServiceClient<Channel> {
        PoliciesServiceClient::new(self.0.claims.clone())
    }

    /// Client of claims' plans.
    #[must_use]
    pub fn plans(&self) -> PlansServiceClient<Channel> {
        PlansServiceClient::new(self.0.claims.clone())
    }

    /// Client of claims' rules of review.
    #[must_use]
    pub fn review_rules(&self) -> ReviewRulesServiceClient<Channel> {
        ReviewRulesServiceClient::new(self.0.claims.clone())
    }

    /// Client of claims' requests of data subjects.
    #[must_use]
    pub fn subject_requests(&self) -> SubjectRequestsServiceClient<Channel> {
        SubjectRequestsServiceClient::new(self.0.claims.clone())
    }

    /// Client of timeline.
    #[must_use]
    pub fn timeline(&self) -> TimelineServiceClient<Channel> {
        TimelineServiceClient::new(self.0.timeline.clone())
    }

    /// Client of timeline's problems.
    #[must_use]
    pub fn problems(&self) -> ProblemsServiceClient<Channel> {
        ProblemsServiceClient::new(self.0.timeline.clone())
    }

    /// Client of a service's keys.
    #[must_use]
    pub fn keys(&self, peer: Peer) -> KeysServiceClient<Channel> {
        KeysServiceClient::new(self.channel(peer).clone())
    }

    fn channel(&self, peer: Peer) -> &Channel {
        match peer {
            Peer::Accounts => &self.0.accounts,
            Peer::Labels => &self.0.labels,
            Peer::Claims => &self.0.claims,
            Peer::Timeline => &self.0.timeline,
            Peer::Notifications => &self.0.notifications,
        }
    }

    /// Client of notifications.
    #[must_use]
    pub fn notifications(&self) -> NotificationsServiceClient<Channel> {
        NotificationsServiceClient::new(self.0.notifications.clone())
    }
}

/// A message with the actor for the peer, the deadline and the trace.
fn wrap<M>(actors: &Actors, peer: Peer, message: M) -> Result<Request<M>, Fault> {
    let mut request = Request::new(message);
    request.set_timeout(DEADLINE);
    if let Some(actor) = actors.of(peer) {
        let actor = MetadataValue::try_from(actor)
            .map_err(|error| Fault::internal("ACTOR_UNREADABLE").source(error))?;
        request.metadata_mut().insert(identity::ACTOR_KEY, actor);
    }
    if let Ok(trace) = MetadataValue::try_from(context::current().trace.traceparent()) {
        request.metadata_mut().insert("traceparent", trace);
    }
    Ok(request)
}

/// Requests that race a connection's end fail in odd ways, all caused by the transport.
fn connection_was_lost(status: &Status) -> bool {
    status.source().is_some_and(|source| source.downcast_ref::<tonic::transport::Error>().is_some())
}
