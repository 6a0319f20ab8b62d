//! A closed organisation: every door is shut in the transaction that confirms its erasure, and no other organisation's is.

use std::collections::BTreeSet;

use identity::WorkloadName;
use proto::accounts::v1::{
    self as pb, accounts_service_client::AccountsServiceClient, authenticate_request::Credential,
};
use testkit::{Engine, on_both};
use x509_parser::prelude::{CertificateRevocationList, FromDer};

use super::case::{CLINIC, Case, with};
use crate::world::{
    PASSWORD, Person, SECRET, new_account, new_certificate, new_program, reason, registration,
};

on_both!(
    confirming_shuts_every_door_at_once,
    what_was_under_way_adds_nothing_to_a_closed_organisation,
    other_organisations_do_not_notice,
    the_name_of_an_erased_organisation_stays_taken,
);

async fn revoked(case: &Case) -> BTreeSet<String> {
    let trust = case.world.certificates().get_trust(pb::GetTrustRequest {}).await.unwrap().into_inner();
    let (_, list) = CertificateRevocationList::from_der(&trust.crl_der).unwrap();
    list.iter_revoked_certificates().map(|entry| format!("{:x}", entry.user_certificate)).collect()
}

async fn serial(case: &Case, who: &Person) -> String {
    let message = pb::GetCertificateRequest { certificate_id: who.certificate.clone() };
    let request = case.world.signed(who, message).await;
    case.world.certificates().get_certificate(request).await.unwrap().into_inner().certificate.unwrap().serial
}

async fn confirming_shuts_every_door_at_once(engine: Engine) {
    let case = Case::start(engine).await;
    let (world, clinic) = (&case.world, &case.clinic);
    let tablet = world.device(clinic, "診察室タブレット").await;
    let serials = BTreeSet::from([serial(&case, clinic).await, serial(&case, &tablet).await]);
    let session = world.session(&tablet).await;
    let request = world.signed(clinic, new_program(&clinic.certificate)).await;
    let client_id = world.people().create_api_client(request).await.unwrap().into_inner().client_id;
    let ask = pb::IssueTokenRequest {
        client_id,
        client_secret: SECRET.to_owned(),
        certificate_fingerprint: clinic.fingerprint.clone(),
    };
    let token = world.door().issue_token(ask.clone()).await.unwrap().into_inner().access_token;
    assert_eq!(revoked(&case).await, BTreeSet::new());

    let erasure = case.request().await;
    assert!(world.try_sign_in(clinic, PASSWORD).await.is_ok(), "a request closes nothing");
    case.confirm(&erasure).await.unwrap();
    assert_eq!(revoked(&case).await, serials);
    for who in [clinic, &tablet] {
        let refused = world.try_sign_in(who, PASSWORD).await.unwrap_err();
        assert_eq!(reason(refused), "CERTIFICATE_NO_LONGER_VALID", "as on any revoked device");
    }
    let refused = world.authenticate(&session, &tablet.fingerprint).await.unwrap_err();
    assert_eq!(reason(refused), "CREDENTIAL_UNKNOWN");
    let refused = world.show(Credential::AccessToken(token), &clinic.fingerprint).await.unwrap_err();
    assert_eq!(reason(refused), "CREDENTIAL_UNKNOWN");
    assert_eq!(reason(world.door().issue_token(ask).await.unwrap_err()), "CLIENT_REFUSED");
    // On another's device its members are nobody, as before.
    let outside = Person { fingerprint: case.first.fingerprint.clone(), ..clinic.clone() };
    let refused = world.try_sign_in(&outside, PASSWORD).await.unwrap_err();
    assert_eq!(reason(refused), "SIGN_IN_REFUSED");
    let mut notifications = AccountsServiceClient::new(world.channel(WorkloadName::Notifications));
    let organisation_id = clinic.organisation.clone();
    let ask = pb::ListMailAddressesRequest { organisation_id, ..Default::default() };
    let refused = notifications.list_mail_addresses(ask).await.unwrap_err();
    assert_eq!(reason(refused), "ORGANISATION_ERASED");
}

/// An actor is good for ten seconds, also when its organisation is closed meanwhile.
async fn what_was_under_way_adds_nothing_to_a_closed_organisation(engine: Engine) {
    let case = Case::start(engine).await;
    let held = case.held(&case.clinic).await;
    case.erase().await;
    let mut people = case.world.people();
    let refused = [
        people.create_account(with(&held, new_account("late@example.jp", pb::Role::Viewer))).await.map(drop),
        people.create_api_client(with(&held, new_program(&case.clinic.certificate))).await.map(drop),
        case.world.certificates().issue_certificate(with(&held, new_certificate("受付PC-9"))).await.map(drop),
    ];
    for (refused, expected) in
        refused.into_iter().zip(["ORGANISATION_ERASED", "ORGANISATION_CLOSED", "ORGANISATION_CLOSED"])
    {
        assert_eq!(reason(refused.unwrap_err()), expected, "a person needs a key first");
    }
    for table in ["accounts", "api_clients", "requests"] {
        assert_eq!(case.count(table, &case.clinic).await, 0, "{table}");
    }
}

async fn other_organisations_do_not_notice(engine: Engine) {
    let case = Case::start(engine).await;
    let other = case.world.clinic(&case.first, "もみじ動物病院").await;
    let session = case.world.session(&other).await;
    let tables = ["accounts", "certificates", "sessions", "sign_in_attempts", "data_keys"];
    let mut before = vec![];
    for table in tables {
        before.push(case.count(table, &other).await);
    }
    case.erase().await;
    for (table, before) in tables.into_iter().zip(before) {
        assert!(before > 0, "{table}");
        assert_eq!(case.count(table, &other).await, before, "{table}");
    }
    assert!(case.world.authenticate(&session, &other.fingerprint).await.is_ok());
    case.world.clock.advance(chrono::TimeDelta::minutes(5));
    assert!(case.world.try_sign_in(&other, PASSWORD).await.is_ok(), "its keys are asked for anew");
    let request = case.world.signed(&other, pb::ListAccountsRequest::default()).await;
    assert_eq!(case.world.people().list_accounts(request).await.unwrap().into_inner().accounts.len(), 1);
    assert!(!revoked(&case).await.contains(&serial(&case, &other).await));
}

/// Receipts print it, and two of one name could not be told apart.
async fn the_name_of_an_erased_organisation_stays_taken(engine: Engine) {
    let case = Case::start(engine).await;
    let other = case.world.clinic(&case.first, "もみじ動物病院").await;
    case.erase().await;
    let again = registration(pb::OrganisationKind::Clinic, CLINIC);
    let request = case.world.signed(&case.first, again).await;
    let refused = case.world.people().register_organisation(request).await.unwrap_err();
    assert_eq!(reason(refused), "ORGANISATION_NAME_TAKEN");
    let ids = vec![case.clinic.organisation.clone()];
    let request = case.world.signed(&other, pb::BatchGetOrganisationsRequest { ids }).await;
    let named = case.world.people().batch_get_organisations(request).await.unwrap().into_inner();
    assert_eq!(named.organisations[0].name, CLINIC, "receipts go on naming it");
    let list = async |who| {
        let request = case.world.signed(who, pb::ListOrganisationsRequest::default()).await;
        let page = case.world.people().list_organisations(request).await.unwrap().into_inner();
        page.organisations.into_iter().map(|one| (one.name, one.code, one.phone)).collect::<Vec<_>>()
    };
    assert_eq!(list(&other).await.len(), 1, "nobody chooses it any more");
    let all = list(&case.first).await;
    assert!(all.contains(&(CLINIC.to_owned(), "1310-0427".to_owned(), String::new())), "{all:?}");
}
