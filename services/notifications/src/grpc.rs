//! The wire of notifications: parse, one verb, present; and, in `peers`, whom it asks.

pub mod access;
mod archive;
pub(crate) mod peers;
mod present;

use custody::Custody;
use feed::Feed;
use identity::actor;
use proto::{
    archive::v1::archive_service_server::ArchiveServiceServer,
    notifications::v1::{
        self as pb,
        notifications_service_server::{NotificationsService, NotificationsServiceServer},
    },
};
use tonic::{Request, Response, Status, service::Routes};

use crate::app::App;

/// The services of this process.
#[must_use]
pub fn routes(app: App, keys: Custody, feed: &Feed) -> Routes {
    Routes::new(NotificationsServiceServer::new(Rpcs { app: app.clone() }))
        .add_service(ArchiveServiceServer::new(archive::Archive(app)))
        .add_service(keys.server())
        .add_service(feed.server())
}

struct Rpcs {
    app: App,
}

#[tonic::async_trait]
impl NotificationsService for Rpcs {
    async fn list_deliveries(
        &self,
        request: Request<pb::ListDeliveriesRequest>,
    ) -> Result<Response<pb::ListDeliveriesResponse>, Status> {
        let actor = actor(&request)?;
        let pb::ListDeliveriesRequest { subject_id, limit, cursor } = request.into_inner();
        let page = ::store::Page::parse(limit, &cursor)?;
        let subject = Some(subject_id.as_str()).filter(|subject| !subject.is_empty());
        let page = self.app.list_deliveries(&actor, subject, page).await?.map(present::delivery);
        Ok(Response::new(pb::ListDeliveriesResponse { deliveries: page.rows, next_cursor: page.next_cursor }))
    }
}
