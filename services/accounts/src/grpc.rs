//! The wire: messages in, messages out, and who may call. Refuses a message with a field that is wrong, naming each.

pub(crate) mod access;
mod accounts;
mod archive;
mod certificates;
mod erasures;
mod fault;
mod parse;
mod present;
mod sign_in;

use custody::Custody;
use feed::Feed;
use proto::accounts::v1::archives_service_server::ArchivesServiceServer;
use proto::accounts::v1::{
    accounts_service_server::AccountsServiceServer, certificates_service_server::CertificatesServiceServer,
    erasures_service_server::ErasuresServiceServer, sign_in_service_server::SignInServiceServer,
};
use proto::archive::v1::archive_service_server::ArchiveServiceServer;
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
        .add_service(CertificatesServiceServer::new(grpc.clone()))
        .add_service(ErasuresServiceServer::new(grpc.clone()))
        .add_service(ArchivesServiceServer::new(grpc.clone()))
        .add_service(ArchiveServiceServer::new(grpc))
        .add_service(keys.server())
        .add_service(feed.server())
}
