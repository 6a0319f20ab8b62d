//! The service that proves who somebody is. Its answers carry secrets and are never kept.

use proto::accounts::v1::{self as pb, sign_in_service_server::SignInService};
use tonic::{Request, Response, Status};

use super::{Grpc, parse, present};

#[tonic::async_trait]
impl SignInService for Grpc {
    async fn sign_in(
        &self,
        request: Request<pb::SignInRequest>,
    ) -> Result<Response<pb::SignInResponse>, Status> {
        let pb::SignInRequest { email, password, certificate_fingerprint } = request.into_inner();
        let signed_in = self.app.sign_in(&email, &password, &certificate_fingerprint).await?;
        Ok(Response::new(pb::SignInResponse {
            session_token: signed_in.secret.reveal(),
            expires_at: Some(proto::timestamp(signed_in.session.expires_at)),
            previous_sign_in_at: signed_in.session.previous_sign_in_at.map(proto::timestamp),
        }))
    }

    async fn sign_out(
        &self,
        request: Request<pb::SignOutRequest>,
    ) -> Result<Response<pb::SignOutResponse>, Status> {
        let message = request.into_inner();
        if let Ok(secret) = parse::credential_secret(&message.session_token) {
            self.app.sign_out(&secret, &message.certificate_fingerprint).await?;
        }
        Ok(Response::new(pb::SignOutResponse {}))
    }

    async fn issue_token(
        &self,
        request: Request<pb::IssueTokenRequest>,
    ) -> Result<Response<pb::IssueTokenResponse>, Status> {
        let message = request.get_ref();
        let (client, secret) = parse::token_request(message)?;
        let issued = self.app.issue_token(client, &secret, &message.certificate_fingerprint).await?;
        let access_token = issued.secret.reveal();
        Ok(Response::new(pb::IssueTokenResponse { access_token, expires_in: issued.expires_in }))
    }

    async fn authenticate(
        &self,
        request: Request<pb::AuthenticateRequest>,
    ) -> Result<Response<pb::AuthenticateResponse>, Status> {
        let shown = parse::authenticate(request.into_inner())?;
        let found = self.app.authenticate(shown).await?;
        let identity = Some(present::identity(found.identity));
        Ok(Response::new(pb::AuthenticateResponse { actors: found.actors, identity }))
    }
}
