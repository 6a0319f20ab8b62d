//! The wire of labels: parse, one verb, present. Refuses what does not make a domain value, naming every field.

pub mod access;
mod archive;
mod fault;
mod parse;
mod present;

use std::time::Duration;

use feed::Feed;
use identity::actor;
use proto::{
    archive::v1::archive_service_server::ArchiveServiceServer,
    labels::v1::{
        self as pb,
        labels_service_server::{LabelsService, LabelsServiceServer},
    },
};
use tonic::{Request, Response, Status, service::Routes};

use crate::app::{App, Carried};

/// Longest wait for the sequencer.
const PATIENCE: Duration = Duration::from_millis(200);

/// The services of this process.
#[must_use]
pub fn routes(app: App, feed: &Feed) -> Routes {
    let rpcs = Rpcs { app: app.clone(), feed: feed.clone() };
    Routes::new(LabelsServiceServer::new(rpcs))
        .add_service(ArchiveServiceServer::new(archive::Archive(app)))
        .add_service(feed.server())
}

struct Rpcs {
    app: App,
    feed: Feed,
}

impl Rpcs {
    /// Where in our feed that is; 0 while nobody knows, since what is done is done.
    async fn position(&self, carried: Carried) -> u64 {
        let Some(fact) = carried.fact else { return 0 };
        let position = self.feed.position(fact, PATIENCE).await;
        position
            .inspect_err(|error| tracing::warn!(%error, "the position is not known"))
            .ok()
            .flatten()
            .unwrap_or(0)
    }
}

#[tonic::async_trait]
impl LabelsService for Rpcs {
    async fn create_label(
        &self,
        request: Request<pb::CreateLabelRequest>,
    ) -> Result<Response<pb::CreateLabelResponse>, Status> {
        let actor = actor(&request)?;
        let request = request.into_inner();
        let new = parse::new_label(&request)?;
        let attempt = parse::attempt(&actor, "CreateLabel", &request.request_id, &request, self.app.now())?;
        let made = self.app.create_label(&actor, &attempt, new).await?;
        Ok(Response::new(present::made(made)))
    }

    async fn list_labels(
        &self,
        request: Request<pb::ListLabelsRequest>,
    ) -> Result<Response<pb::ListLabelsResponse>, Status> {
        let actor = actor(&request)?;
        let request = request.into_inner();
        let page = ::store::Page::parse(request.limit, &request.cursor)?;
        let labels = self.app.list_labels(&actor, page).await?;
        Ok(Response::new(present::labels(labels)))
    }

    async fn attach_label(
        &self,
        request: Request<pb::AttachLabelRequest>,
    ) -> Result<Response<pb::AttachLabelResponse>, Status> {
        let actor = actor(&request)?;
        let request = request.into_inner();
        let (label, target) = parse::carried(&request.label_id, request.target.as_ref())?;
        let attempt = parse::attempt(&actor, "AttachLabel", &request.request_id, &request, self.app.now())?;
        let carried = self.app.attach_label(&actor, &attempt, label, target).await?;
        let position = self.position(carried).await;
        Ok(Response::new(pb::AttachLabelResponse { changed: carried.changed, position }))
    }

    async fn detach_label(
        &self,
        request: Request<pb::DetachLabelRequest>,
    ) -> Result<Response<pb::DetachLabelResponse>, Status> {
        let actor = actor(&request)?;
        let request = request.into_inner();
        let (label, target) = parse::carried(&request.label_id, request.target.as_ref())?;
        let attempt = parse::attempt(&actor, "DetachLabel", &request.request_id, &request, self.app.now())?;
        let carried = self.app.detach_label(&actor, &attempt, label, target).await?;
        let position = self.position(carried).await;
        Ok(Response::new(pb::DetachLabelResponse { changed: carried.changed, position }))
    }
}
