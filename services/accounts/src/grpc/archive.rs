//! What the organisation owns here, as one stream of files; and the record that it was fetched.

use ::archive::Messages;
use proto::{
    accounts::v1::{self as pb, archives_service_server::ArchivesService},
    archive::v1::{ExportRequest, archive_service_server::ArchiveService},
};
use tonic::{Request, Response, Status};

use super::{Grpc, parse::Fields};

#[tonic::async_trait]
impl ArchivesService for Grpc {
    async fn start_export(
        &self,
        request: Request<pb::StartExportRequest>,
    ) -> Result<Response<pb::StartExportResponse>, Status> {
        let (actor, mut fields) = (identity::actor(&request)?, Fields::default());
        let asked = fields.request(&request.get_ref().request_id, request.get_ref());
        let started = self.app.start_export(&actor, &fields.done(asked, "ARCHIVE_INVALID")?).await?;
        Ok(Response::new(pb::StartExportResponse {
            organisation_id: started.organisation.to_string(),
            organisation_code: started.code.unwrap_or_default(),
            made_at: Some(proto::timestamp(started.at)),
        }))
    }
}

#[tonic::async_trait]
impl ArchiveService for Grpc {
    type ExportStream = Messages;

    async fn export(&self, request: Request<ExportRequest>) -> Result<Response<Messages>, Status> {
        let parts = self.app.export_organisation(&identity::actor(&request)?)?;
        Ok(Response::new(::archive::messages(parts)))
    }
}
