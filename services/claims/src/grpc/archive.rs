//! What the organisation owns here, as one stream of files.

use ::archive::Messages;
use proto::archive::v1::{self as pb, archive_service_server::ArchiveService};
use tonic::{Request, Response, Status};

use super::parse;
use crate::app::App;

pub(super) struct Archive(pub(super) App);

#[tonic::async_trait]
impl ArchiveService for Archive {
    type ExportStream = Messages;

    async fn export(&self, request: Request<pb::ExportRequest>) -> Result<Response<Messages>, Status> {
        let (by, pb::ExportRequest {}) = parse::reading(request)?;
        let parts = self.0.export_organisation(&by)?;
        Ok(Response::new(::archive::messages(parts)))
    }
}
