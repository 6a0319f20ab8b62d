//! The wire of timeline: parse, one verb, present. Refuses what does not make a domain value, naming the field.

pub mod access;
mod archive;
mod parse;
mod present;
mod problems;

use feed::Feed;
use identity::actor;
use proto::{
    archive::v1::archive_service_server::ArchiveServiceServer,
    timeline::v1::{
        self as pb,
        problems_service_server::ProblemsServiceServer,
        timeline_service_server::{TimelineService, TimelineServiceServer},
    },
};
use tonic::{Request, Response, Status, service::Routes};

use self::problems::Problems;
use crate::app::App;

/// The services of this process.
#[must_use]
pub fn routes(app: App, feed: &Feed) -> Routes {
    Routes::new(TimelineServiceServer::new(Rpcs { app: app.clone() }))
        .add_service(ArchiveServiceServer::new(archive::Archive(app.clone())))
        .add_service(ProblemsServiceServer::new(Problems { app }))
        .add_service(feed.server())
}

struct Rpcs {
    app: App,
}

#[tonic::async_trait]
impl TimelineService for Rpcs {
    async fn list_entries(
        &self,
        request: Request<pb::ListEntriesRequest>,
    ) -> Result<Response<pb::ListEntriesResponse>, Status> {
        let actor = actor(&request)?;
        let request = request.into_inner();
        let page = ::store::Page::parse(request.limit, &request.cursor)?;
        let filter = parse::filter(request.filter)?;
        let page = self.app.list_entries(&actor, &filter, page).await?.map(present::entry);
        Ok(Response::new(pb::ListEntriesResponse { entries: page.rows, next_cursor: page.next_cursor }))
    }

    async fn inspect_entries(
        &self,
        request: Request<pb::InspectEntriesRequest>,
    ) -> Result<Response<pb::InspectEntriesResponse>, Status> {
        let actor = actor(&request)?;
        let request = request.into_inner();
        let (organisation, reason) = parse::inspection(&request)?;
        let page = ::store::Page::parse(request.limit, &request.cursor)?;
        let filter = parse::filter(request.filter)?;
        let page =
            self.app.inspect_entries(&actor, organisation, &reason, &filter, page).await?.map(present::entry);
        Ok(Response::new(pb::InspectEntriesResponse { entries: page.rows, next_cursor: page.next_cursor }))
    }
}
