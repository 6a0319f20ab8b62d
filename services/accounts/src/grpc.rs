//! The wire: messages in, messages out, and who may call. Refuses a message with a field that is wrong, naming each.

pub(crate) mod access;
mod accounts;
mod certificates;
mod fault;
mod parse;
mod present;
mod sign_in;

use custody::Custody;
use feed::Feed;
use proto::accounts::v1::{
    accounts_service_server::AccountsServiceServer, certificates_service_server::CertificatesServiceServer,
    sign_in_service_server::SignInServiceServer,
};
use tonic::service::Routes;

use crate::app::App;

/// The gRPC services over the verbs.
#[derive(Clone)]
pub(crate) struct Grpc {
    app: App,
}

/// Every route of accounts.
pub(crate) fn routes(app: App, keys: Custody, feed: &Feed) -> Routes {
    let grpc = Grpc { app };
    Routes::new(AccountsServiceServer::new(grpc.clone()))
        .add_service(SignInServiceServer::new(grpc.clone()))
        .add_service(CertificatesServiceServer::new(grpc))
        .add_service(keys.server())
        .add_service(feed.server())
}
