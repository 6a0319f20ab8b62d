//! Who may call what: the table against real callers.

use identity::WorkloadName;
use proto::accounts::v1::{
    self as pb, accounts_service_client::AccountsServiceClient, sign_in_service_client::SignInServiceClient,
};

use crate::{
    both,
    world::{World, bootstrap, reason},
};

both!(
    a_workload_that_is_not_in_the_rule_is_refused,
    an_rpc_for_actors_needs_a_signed_actor,
    mail_addresses_are_for_notifications_alone,
    the_name_of_an_organisation_is_for_claims_alone,
);

async fn a_workload_that_is_not_in_the_rule_is_refused(world: World) {
    for name in
        [WorkloadName::Claims, WorkloadName::Labels, WorkloadName::Timeline, WorkloadName::Notifications]
    {
        let mut door = SignInServiceClient::new(world.channel(name));
        let refused = door.sign_in(pb::SignInRequest::default()).await.unwrap_err();
        assert_eq!(reason(refused), "CALLER_NOT_ALLOWED", "{name}");
    }
    let refused = world.people().bootstrap(bootstrap()).await.unwrap_err();
    assert_eq!(reason(refused), "CALLER_NOT_ALLOWED");
}

async fn an_rpc_for_actors_needs_a_signed_actor(world: World) {
    let refused = world.people().list_accounts(pb::ListAccountsRequest::default()).await.unwrap_err();
    assert_eq!(reason(refused), "ACTOR_MISSING");
    let forged =
        identity::with_actor(tonic::Request::new(pb::ListAccountsRequest::default()), "e30.c2ln").unwrap();
    let refused = world.people().list_accounts(forged).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Unauthenticated);
}

async fn the_name_of_an_organisation_is_for_claims_alone(world: World) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "さくら動物病院").await;
    let ask = |id: &str| pb::NameOrganisationRequest { organisation_id: id.to_owned() };
    let mut notifications = AccountsServiceClient::new(world.channel(WorkloadName::Notifications));
    let refused = notifications.name_organisation(ask(&clinic.organisation)).await.unwrap_err();
    assert_eq!(reason(refused), "CALLER_NOT_ALLOWED");
    let mut claims = AccountsServiceClient::new(world.channel(WorkloadName::Claims));
    let named = claims.name_organisation(ask(&clinic.organisation)).await.unwrap().into_inner();
    assert_eq!(named.name, "さくら動物病院");
    let nobody = claims.name_organisation(ask(&uuid::Uuid::now_v7().to_string())).await.unwrap_err();
    assert_eq!(reason(nobody), "ORGANISATION_NOT_FOUND");
    assert_eq!(reason(claims.name_organisation(ask("さくら")).await.unwrap_err()), "IDS_INVALID");
}

async fn mail_addresses_are_for_notifications_alone(world: World) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "さくら動物病院").await;
    world.colleague(&clinic, "clerk@example.jp", pb::Role::ClaimsClerk).await;
    let ask = |permission: &str| pb::ListMailAddressesRequest {
        organisation_id: clinic.organisation.clone(),
        permission: permission.to_owned(),
    };
    assert_eq!(reason(world.people().list_mail_addresses(ask("")).await.unwrap_err()), "CALLER_NOT_ALLOWED");
    let mut notifications = AccountsServiceClient::new(world.channel(WorkloadName::Notifications));
    let all = notifications.list_mail_addresses(ask("")).await.unwrap().into_inner();
    let emails = |found: &pb::ListMailAddressesResponse| {
        found.addresses.iter().map(|address| address.email.clone()).collect::<Vec<_>>()
    };
    assert_eq!(emails(&all), ["admin@example.jp", "clerk@example.jp"]);
    assert_eq!(
        (all.organisation_name.as_str(), all.organisation_phone.as_str()),
        ("さくら動物病院", "03-0000-0000")
    );
    let submitters = notifications.list_mail_addresses(ask("claim_submit")).await.unwrap().into_inner();
    assert_eq!(emails(&submitters), ["clerk@example.jp"]);
    assert_eq!(
        reason(notifications.list_mail_addresses(ask("fly")).await.unwrap_err()),
        "MAIL_ADDRESSES_INVALID"
    );
}
