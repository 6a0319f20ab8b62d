//! The service of client certificates.

use proto::accounts::v1::{self as pb, certificates_service_server::CertificatesService};
use store::Page;
use tonic::{Request, Response, Status};

use super::{Grpc, parse, present};

#[tonic::async_trait]
impl CertificatesService for Grpc {
    async fn issue_certificate(
        &self,
        request: Request<pb::IssueCertificateRequest>,
    ) -> Result<Response<pb::IssueCertificateResponse>, Status> {
        let actor = identity::actor(&request)?;
        let (request, device) = parse::device_request(request.get_ref())?;
        let issued = self.app.issue_certificate(&actor, &request, device).await?;
        let certificate_id = issued.certificate.to_string();
        Ok(Response::new(pb::IssueCertificateResponse { certificate_id, serial: issued.serial }))
    }

    async fn get_certificate(
        &self,
        request: Request<pb::GetCertificateRequest>,
    ) -> Result<Response<pb::GetCertificateResponse>, Status> {
        let actor = identity::actor(&request)?;
        let id = parse::certificate_id(&request.get_ref().certificate_id)?;
        let certificate = Some(present::certificate(self.app.get_certificate(&actor, id).await?));
        Ok(Response::new(pb::GetCertificateResponse { certificate }))
    }

    async fn list_certificates(
        &self,
        request: Request<pb::ListCertificatesRequest>,
    ) -> Result<Response<pb::ListCertificatesResponse>, Status> {
        let actor = identity::actor(&request)?;
        let page = Page::parse(request.get_ref().limit, &request.get_ref().cursor)?;
        let slice = self.app.list_certificates(&actor, &page).await?.map(present::certificate);
        Ok(Response::new(pb::ListCertificatesResponse {
            certificates: slice.rows,
            next_cursor: slice.next_cursor,
        }))
    }

    async fn revoke_certificate(
        &self,
        request: Request<pb::RevokeCertificateRequest>,
    ) -> Result<Response<pb::RevokeCertificateResponse>, Status> {
        let actor = identity::actor(&request)?;
        let (request, certificate, seen) = parse::revocation(request.get_ref())?;
        let revision = self.app.revoke_certificate(&actor, &request, certificate, seen).await?;
        Ok(Response::new(pb::RevokeCertificateResponse { revision }))
    }

    async fn get_trust(
        &self,
        _: Request<pb::GetTrustRequest>,
    ) -> Result<Response<pb::GetTrustResponse>, Status> {
        let trust = self.app.get_trust().await?;
        Ok(Response::new(pb::GetTrustResponse { ca_pem: trust.ca_pem, crl_der: trust.crl_der }))
    }
}
