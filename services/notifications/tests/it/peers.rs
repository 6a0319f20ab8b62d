//! accounts and claims as far as notifications asks them, over mutual TLS as the real ones.

use std::{
    collections::HashMap,
    convert::Infallible,
    path::Path,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use chassis::{Limits, Process, Running, Server};
use futures::{Stream, future::BoxFuture};
use identity::{Caller, Rule, Workload, WorkloadName};
use proto::{
    accounts::v1::{ListMailAddressesRequest, ListMailAddressesResponse},
    claims::v1::{GetMailContextRequest, GetMailContextResponse},
    feed::v1::{
        Fact, FollowRequest, FollowResponse,
        feed_service_server::{FeedService, FeedServiceServer},
    },
};
use testkit::Pki;
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, body::Body, server::NamedService, service::Routes};

static ACCOUNTS: [Rule; 1] = [Rule::for_workloads(
    "/nekonote.accounts.v1.AccountsService/ListMailAddresses",
    &[Caller::Notifications],
)];
static CLAIMS: [Rule; 2] = [
    Rule::for_workloads("/nekonote.claims.v1.ClaimsService/GetMailContext", &[Caller::Notifications]),
    Rule::for_workloads("/nekonote.feed.v1.FeedService/Follow", &[Caller::Notifications]),
];

/// What the two services know; a test changes it at will.
#[derive(Default)]
pub struct Known {
    /// By organisation and permission.
    pub members: HashMap<(String, String), ListMailAddressesResponse>,
    /// By claim.
    pub claims: HashMap<String, GetMailContextResponse>,
    /// Claims that were erased.
    pub erased: Vec<String>,
    /// Whether accounts is down.
    pub accounts_down: bool,
    facts: Vec<Fact>,
}

#[derive(Clone)]
pub struct Peers {
    pub known: Arc<Mutex<Known>>,
    news: watch::Sender<usize>,
}

impl Peers {
    pub fn new() -> Self {
        Self { known: Arc::default(), news: watch::channel(0).0 }
    }

    /// Starts both; gives their addresses.
    pub async fn start(&self, pki: &Pki, folder: &Path, actor_key: &Path) -> (Vec<Running>, String, String) {
        let routes = Routes::new(AccountsStub(self.clone()));
        let (accounts, accounts_at) = serve("accounts", pki, folder, actor_key, routes, &ACCOUNTS).await;
        let routes = Routes::new(ClaimsStub(self.clone())).add_service(FeedServiceServer::new(self.clone()));
        let (claims, claims_at) = serve("claims", pki, folder, actor_key, routes, &CLAIMS).await;
        (vec![accounts, claims], accounts_at, claims_at)
    }

    /// Makes claims tell a fact at its next position.
    pub fn tell(&self, mut fact: Fact) {
        let mut known = self.known.lock().unwrap();
        fact.position = known.facts.len() as u64 + 1;
        known.facts.push(fact);
        self.news.send_replace(known.facts.len());
    }

    fn addresses(&self, asked: &ListMailAddressesRequest) -> Result<ListMailAddressesResponse, Status> {
        let known = self.known.lock().unwrap();
        if known.accounts_down {
            return Err(Status::unavailable("down"));
        }
        let found = known.members.get(&(asked.organisation_id.clone(), asked.permission.clone()));
        found.cloned().ok_or_else(|| Status::not_found("organisation"))
    }

    fn context(&self, asked: &GetMailContextRequest) -> Result<GetMailContextResponse, Status> {
        let known = self.known.lock().unwrap();
        if known.erased.contains(&asked.claim_id) {
            return Err(fault::Fault::refused("CLAIM_ERASED").into());
        }
        known.claims.get(&asked.claim_id).cloned().ok_or_else(|| Status::not_found("claim"))
    }
}

async fn serve(
    name: &'static str,
    pki: &Pki,
    folder: &Path,
    actor_key: &Path,
    routes: Routes,
    rules: &'static [Rule],
) -> (Running, String) {
    let process = Process::new(name);
    let server = Server {
        listen: "127.0.0.1:0".parse().unwrap(),
        workload: pki.workload_files(folder, name.parse::<WorkloadName>().unwrap()),
        actor_key: actor_key.to_owned(),
        limits: Limits::default(),
    };
    let workload = Workload::open(&server.workload).await.unwrap();
    let listener = TcpListener::bind(server.listen).await.unwrap();
    let serving = chassis::serve(&process, &server, &workload, listener, routes, rules).await.unwrap();
    let address = serving.address().to_string();
    (Running::new(&process).with_server(serving), address)
}

/// A service of which one RPC is asked.
macro_rules! stub {
    ($stub:ident, $name:literal, $request:ty => $response:ty, $answer:ident) => {
        #[derive(Clone)]
        struct $stub(Peers);

        impl NamedService for $stub {
            const NAME: &'static str = $name;
        }

        impl tower::Service<http::Request<Body>> for $stub {
            type Response = http::Response<Body>;
            type Error = Infallible;
            type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: http::Request<Body>) -> Self::Future {
                let peers = self.0.clone();
                Box::pin(async move {
                    let rpc = tower::service_fn(move |request: Request<$request>| {
                        let answer = peers.$answer(request.get_ref()).map(Response::new);
                        async move { answer }
                    });
                    let codec = tonic_prost::ProstCodec::<$response, $request>::default();
                    Ok(tonic::server::Grpc::new(codec).unary(rpc, request).await)
                })
            }
        }
    };
}

stub!(AccountsStub, "nekonote.accounts.v1.AccountsService", ListMailAddressesRequest => ListMailAddressesResponse, addresses);
stub!(ClaimsStub, "nekonote.claims.v1.ClaimsService", GetMailContextRequest => GetMailContextResponse, context);

#[tonic::async_trait]
impl FeedService for Peers {
    type FollowStream = Pin<Box<dyn Stream<Item = Result<FollowResponse, Status>> + Send>>;

    async fn follow(&self, request: Request<FollowRequest>) -> Result<Response<Self::FollowStream>, Status> {
        let (peers, mut news) = (self.clone(), self.news.subscribe());
        let mut after = usize::try_from(request.into_inner().after_position).unwrap();
        let (to, from) = mpsc::channel(1);
        tokio::spawn(async move {
            loop {
                let facts: Vec<_> = peers.known.lock().unwrap().facts.iter().skip(after).cloned().collect();
                after += facts.len();
                if !facts.is_empty() && to.send(Ok(FollowResponse { facts })).await.is_err() {
                    return;
                }
                tokio::select! {
                    changed = news.changed() => if changed.is_err() { return },
                    () = to.closed() => return,
                }
            }
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(from))))
    }
}
