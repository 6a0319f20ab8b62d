//! The service that ends organisations, for the operator's people.

use proto::accounts::v1::{self as pb, erasures_service_server::ErasuresService};
use store::Page;
use tonic::{Request, Response, Status};

use super::{Grpc, parse, present};

#[tonic::async_trait]
impl ErasuresService for Grpc {
    async fn request_erasure(
        &self,
        request: Request<pb::RequestErasureRequest>,
    ) -> Result<Response<pb::RequestErasureResponse>, Status> {
        let actor = identity::actor(&request)?;
        let (request, organisation, instruction) = parse::erasure(request.get_ref())?;
        let requested = self.app.request_erasure(&actor, &request, organisation, instruction).await?;
        let erasure_id = requested.erasure.to_string();
        Ok(Response::new(pb::RequestErasureResponse { erasure_id, revision: requested.revision }))
    }

    async fn confirm_erasure(
        &self,
        request: Request<pb::ConfirmErasureRequest>,
    ) -> Result<Response<pb::ConfirmErasureResponse>, Status> {
        let actor = identity::actor(&request)?;
        let seen = request.get_ref().revision;
        let (request, erasure, typed) = parse::erasure_confirmation(request.get_ref())?;
        let revision = self.app.confirm_erasure(&actor, &request, erasure, seen, &typed).await?;
        Ok(Response::new(pb::ConfirmErasureResponse { revision }))
    }

    async fn cancel_erasure(
        &self,
        request: Request<pb::CancelErasureRequest>,
    ) -> Result<Response<pb::CancelErasureResponse>, Status> {
        let actor = identity::actor(&request)?;
        let seen = request.get_ref().revision;
        let (request, erasure) = parse::erasure_cancellation(request.get_ref())?;
        let revision = self.app.cancel_erasure(&actor, &request, erasure, seen).await?;
        Ok(Response::new(pb::CancelErasureResponse { revision }))
    }

    async fn get_erasure(
        &self,
        request: Request<pb::GetErasureRequest>,
    ) -> Result<Response<pb::GetErasureResponse>, Status> {
        let actor = identity::actor(&request)?;
        let id = parse::erasure_id(&request.get_ref().erasure_id)?;
        let erasure = Some(present::erasure(self.app.get_erasure(&actor, id).await?));
        Ok(Response::new(pb::GetErasureResponse { erasure }))
    }

    async fn list_erasures(
        &self,
        request: Request<pb::ListErasuresRequest>,
    ) -> Result<Response<pb::ListErasuresResponse>, Status> {
        let actor = identity::actor(&request)?;
        let page = Page::parse(request.get_ref().limit, &request.get_ref().cursor)?;
        let slice = self.app.list_erasures(&actor, &page).await?.map(present::erasure);
        Ok(Response::new(pb::ListErasuresResponse { erasures: slice.rows, next_cursor: slice.next_cursor }))
    }

    async fn get_erasure_attestation(
        &self,
        request: Request<pb::GetErasureAttestationRequest>,
    ) -> Result<Response<pb::GetErasureAttestationResponse>, Status> {
        let actor = identity::actor(&request)?;
        let (id, form) = parse::erasure_attestation(request.get_ref())?;
        let content = self.app.get_erasure_attestation(&actor, id, form).await?;
        Ok(Response::new(pb::GetErasureAttestationResponse { content }))
    }
}
