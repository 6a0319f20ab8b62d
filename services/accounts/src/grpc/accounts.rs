//! The service of organisations, people and programs.

use proto::accounts::v1::{self as pb, accounts_service_server::AccountsService};
use store::Page;
use tonic::{Request, Response, Status};

use super::{Grpc, parse, present};

#[tonic::async_trait]
impl AccountsService for Grpc {
    async fn bootstrap(
        &self,
        request: Request<pb::BootstrapRequest>,
    ) -> Result<Response<pb::BootstrapResponse>, Status> {
        let (request, name, administrator, device) = parse::bootstrap(request.get_ref())?;
        let founded = self.app.bootstrap(&request, name, administrator, device).await?;
        Ok(Response::new(pb::BootstrapResponse {
            organisation_id: founded.organisation.to_string(),
            account_id: founded.account.to_string(),
            certificate_id: founded.certificate.to_string(),
            certificate_chain_pem: founded.chain_pem,
        }))
    }

    async fn register_organisation(
        &self,
        request: Request<pb::RegisterOrganisationRequest>,
    ) -> Result<Response<pb::RegisterOrganisationResponse>, Status> {
        let actor = identity::actor(&request)?;
        let (request, new, administrator, device) = parse::organisation(request.get_ref())?;
        let founded = self.app.register_organisation(&actor, &request, new, administrator, device).await?;
        Ok(Response::new(pb::RegisterOrganisationResponse {
            organisation_id: founded.organisation.to_string(),
            account_id: founded.account.to_string(),
            certificate_id: founded.certificate.to_string(),
            certificate_chain_pem: founded.chain_pem,
        }))
    }

    async fn batch_get_organisations(
        &self,
        request: Request<pb::BatchGetOrganisationsRequest>,
    ) -> Result<Response<pb::BatchGetOrganisationsResponse>, Status> {
        let actor = identity::actor(&request)?;
        let ids = parse::ids(&request.get_ref().ids)?;
        let found = self.app.batch_get_organisations(&actor, &ids).await?;
        let organisations = found.into_iter().map(present::organisation).collect();
        Ok(Response::new(pb::BatchGetOrganisationsResponse { organisations }))
    }

    async fn list_organisations(
        &self,
        request: Request<pb::ListOrganisationsRequest>,
    ) -> Result<Response<pb::ListOrganisationsResponse>, Status> {
        let actor = identity::actor(&request)?;
        let message = request.get_ref();
        let page = Page::parse(message.limit, &message.cursor)?;
        let slice = self.app.list_organisations(&actor, parse::kind(message.kind()), &page).await?;
        let slice = slice.map(present::organisation);
        let response =
            pb::ListOrganisationsResponse { organisations: slice.rows, next_cursor: slice.next_cursor };
        Ok(Response::new(response))
    }

    async fn create_account(
        &self,
        request: Request<pb::CreateAccountRequest>,
    ) -> Result<Response<pb::CreateAccountResponse>, Status> {
        let actor = identity::actor(&request)?;
        let (request, new) = parse::created_account(request.get_ref())?;
        let created = self.app.create_account(&actor, &request, new).await?;
        let account_id = created.account.to_string();
        Ok(Response::new(pb::CreateAccountResponse { account_id, revision: created.revision }))
    }

    async fn list_accounts(
        &self,
        request: Request<pb::ListAccountsRequest>,
    ) -> Result<Response<pb::ListAccountsResponse>, Status> {
        let actor = identity::actor(&request)?;
        let page = Page::parse(request.get_ref().limit, &request.get_ref().cursor)?;
        let slice = self.app.list_accounts(&actor, &page).await?.map(|member| present::member(&member));
        Ok(Response::new(pb::ListAccountsResponse { accounts: slice.rows, next_cursor: slice.next_cursor }))
    }

    async fn batch_get_accounts(
        &self,
        request: Request<pb::BatchGetAccountsRequest>,
    ) -> Result<Response<pb::BatchGetAccountsResponse>, Status> {
        let actor = identity::actor(&request)?;
        let ids = parse::ids(&request.get_ref().ids)?;
        let accounts = present::people(self.app.batch_get_accounts(&actor, &ids).await?);
        Ok(Response::new(pb::BatchGetAccountsResponse { accounts }))
    }

    async fn create_api_client(
        &self,
        request: Request<pb::CreateApiClientRequest>,
    ) -> Result<Response<pb::CreateApiClientResponse>, Status> {
        let actor = identity::actor(&request)?;
        let (request, new, certificate) = parse::api_client(request.get_ref())?;
        let created = self.app.create_api_client(&actor, &request, new, certificate).await?;
        let client_id = created.client.to_string();
        Ok(Response::new(pb::CreateApiClientResponse { client_id, revision: created.revision }))
    }

    async fn list_mail_addresses(
        &self,
        request: Request<pb::ListMailAddressesRequest>,
    ) -> Result<Response<pb::ListMailAddressesResponse>, Status> {
        let (organisation, permission) = parse::mail_addresses(request.get_ref())?;
        let found = self.app.list_mail_addresses(organisation, permission).await?;
        Ok(Response::new(present::mail_addresses(found)))
    }

    async fn name_organisation(
        &self,
        request: Request<pb::NameOrganisationRequest>,
    ) -> Result<Response<pb::NameOrganisationResponse>, Status> {
        let organisation = parse::named_organisation(request.get_ref())?;
        let name = self.app.name_organisation(organisation).await?;
        Ok(Response::new(pb::NameOrganisationResponse { name }))
    }
}
