//! accounts as far as claims asks it: it names every organisation the same, until it forgets.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use proto::accounts::v1::{
    self as pb,
    accounts_service_server::{AccountsService, AccountsServiceServer},
};
use tonic::{Request, Response, Status};

/// What every organisation is called.
const NAME: &str = "にじいろペット保険";

#[derive(Debug, Clone, Default)]
pub struct Names(Arc<AtomicBool>);

impl Names {
    pub fn server(&self) -> AccountsServiceServer<Self> {
        AccountsServiceServer::new(self.clone())
    }

    /// Is away from now on.
    pub fn forget(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// RPCs that claims never calls.
macro_rules! never_called {
    ($($rpc:ident: $request:ident => $response:ident;)+) => {
        #[tonic::async_trait]
        impl AccountsService for Names {
            async fn name_organisation(
                &self,
                _: Request<pb::NameOrganisationRequest>,
            ) -> Result<Response<pb::NameOrganisationResponse>, Status> {
                if self.0.load(Ordering::Relaxed) {
                    return Err(fault::Fault::unavailable("DATABASE_UNAVAILABLE").into());
                }
                Ok(Response::new(pb::NameOrganisationResponse { name: NAME.to_owned() }))
            }

            $(async fn $rpc(&self, _: Request<pb::$request>) -> Result<Response<pb::$response>, Status> {
                Err(Status::unimplemented("claims never asks"))
            })+
        }
    };
}

never_called! {
    bootstrap: BootstrapRequest => BootstrapResponse;
    register_organisation: RegisterOrganisationRequest => RegisterOrganisationResponse;
    batch_get_organisations: BatchGetOrganisationsRequest => BatchGetOrganisationsResponse;
    list_organisations: ListOrganisationsRequest => ListOrganisationsResponse;
    create_account: CreateAccountRequest => CreateAccountResponse;
    list_accounts: ListAccountsRequest => ListAccountsResponse;
    batch_get_accounts: BatchGetAccountsRequest => BatchGetAccountsResponse;
    create_api_client: CreateApiClientRequest => CreateApiClientResponse;
    list_mail_addresses: ListMailAddressesRequest => ListMailAddressesResponse;
}
