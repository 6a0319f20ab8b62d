//! Services that tell whatever a test wants, over mutual TLS as the real ones.

use std::{
    collections::HashMap,
    path::Path,
    pin::Pin,
    sync::{Arc, Mutex},
};

use chassis::{Limits, Process, Running, Server};
use futures::Stream;
use identity::{Caller, Rule, Workload, WorkloadName};
use proto::feed::v1::{
    Fact, FollowRequest, FollowResponse,
    feed_service_server::{FeedService, FeedServiceServer},
};
use testkit::Pki;
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, service::Routes};

static RULES: [Rule; 1] = [Rule::for_workloads("/nekonote.feed.v1.FeedService/Follow", &[Caller::Timeline])];

pub const NAMES: [&str; 4] = ["accounts", "labels", "claims", "notifications"];

/// The four services that timeline follows.
pub struct Sources {
    feeds: HashMap<&'static str, Told>,
    addresses: HashMap<&'static str, String>,
    running: Vec<Running>,
}

#[derive(Clone)]
struct Told {
    facts: Arc<Mutex<Vec<Fact>>>,
    news: watch::Sender<usize>,
}

impl Sources {
    pub async fn start(pki: &Pki, folder: &Path, actor_key: &Path) -> Self {
        let mut sources = Self { feeds: HashMap::new(), addresses: HashMap::new(), running: vec![] };
        for name in NAMES {
            let told = Told { facts: Arc::default(), news: watch::channel(0).0 };
            let process = Process::new(name);
            let server = Server {
                listen: "127.0.0.1:0".parse().unwrap(),
                workload: pki.workload_files(folder, name.parse::<WorkloadName>().unwrap()),
                actor_key: actor_key.to_owned(),
                limits: Limits::default(),
            };
            let workload = Workload::open(&server.workload).await.unwrap();
            let listener = TcpListener::bind(server.listen).await.unwrap();
            let routes = Routes::new(FeedServiceServer::new(told.clone()));
            let serving =
                chassis::serve(&process, &server, &workload, listener, routes, &RULES).await.unwrap();
            sources.addresses.insert(name, serving.address().to_string());
            sources.feeds.insert(name, told);
            sources.running.push(Running::new(&process).with_server(serving));
        }
        sources
    }

    pub fn address(&self, name: &str) -> String {
        self.addresses[name].clone()
    }

    /// Makes a service tell a fact at its next position.
    pub fn tell(&self, name: &str, mut fact: Fact) {
        let told = &self.feeds[name];
        let mut facts = told.facts.lock().unwrap();
        fact.position = facts.len() as u64 + 1;
        facts.push(fact);
        told.news.send_replace(facts.len());
    }

    pub async fn stop(self) {
        for running in self.running {
            drop(running.stop().await);
        }
    }
}

#[tonic::async_trait]
impl FeedService for Told {
    type FollowStream = Pin<Box<dyn Stream<Item = Result<FollowResponse, Status>> + Send>>;

    async fn follow(&self, request: Request<FollowRequest>) -> Result<Response<Self::FollowStream>, Status> {
        let (told, mut news) = (self.clone(), self.news.subscribe());
        let mut after = usize::try_from(request.into_inner().after_position).unwrap();
        let (to, from) = mpsc::channel(1);
        tokio::spawn(async move {
            loop {
                let facts: Vec<_> = told.facts.lock().unwrap().iter().skip(after).cloned().collect();
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
