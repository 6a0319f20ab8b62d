//! tonic lives here: a message becomes a verb's arguments, every field named, and the verb's answer a message.

pub mod access;
mod archive;
mod claims;
mod fields;
mod parse;
pub mod peers;
mod plans;
mod policies;
mod present;
mod review_rules;
mod subject_requests;
mod upload;

use custody::Custody;
use feed::Feed;
use proto::archive::v1::archive_service_server::ArchiveServiceServer;
use proto::claims::v1::{
    claims_service_server::ClaimsServiceServer, plans_service_server::PlansServiceServer,
    policies_service_server::PoliciesServiceServer, review_rules_service_server::ReviewRulesServiceServer,
    subject_requests_service_server::SubjectRequestsServiceServer,
};
use tonic::service::Routes;

use crate::app::App;

/// Every service this process serves.
pub fn routes(app: App, keys: Custody, feed: &Feed) -> Routes {
    let archive = ArchiveServiceServer::new(archive::Archive(app.clone()));
    let subjects = SubjectRequestsServiceServer::new(subject_requests::SubjectRequests(app.clone()));
    let rules = ReviewRulesServiceServer::new(review_rules::ReviewRules(app.clone()));
    Routes::new(ClaimsServiceServer::new(claims::Claims(app.clone())))
        .add_service(PoliciesServiceServer::new(policies::Policies(app.clone())))
        .add_service(PlansServiceServer::new(plans::Plans(app)))
        .add_service(rules)
        .add_service(subjects)
        .add_service(archive)
        .add_service(keys.server())
        .add_service(feed.server())
}
