//! What accounts does when keys are not to be had: the same for everybody, and nothing of who there is.

use chrono::TimeDelta;
use envelope::Purpose;
use identity::WorkloadName;
use proto::accounts::v1::{self as pb, accounts_service_client::AccountsServiceClient};
use testkit::{Engine, KmsEmulator, KmsFault, VersionState, on_both};

use crate::world::{PASSWORD, Person, World, reason};

on_both!(
    without_the_kms_warm_keys_go_on_and_then_everybody_is_told_alike,
    the_kms_is_asked_alike_for_every_name,
    an_erased_organisation_says_so_to_its_own_devices_alone,
    no_key_is_made_for_an_organisation_that_is_refused,
);

async fn start(engine: Engine) -> (KmsEmulator, World) {
    let kms = testkit::kms().await;
    let world = World::with_kms(engine, &kms).await;
    (kms, world)
}

fn named(email: &str, on: &Person) -> Person {
    Person { email: email.to_owned(), ..on.clone() }
}

/// Everything that crosses the wire of a refused sign-in.
async fn refusal(world: &World, who: &Person, password: &str) -> (tonic::Code, String, Vec<u8>, String) {
    let status = world.try_sign_in(who, password).await.unwrap_err();
    (status.code(), status.message().to_owned(), status.details().to_vec(), reason(status))
}

async fn without_the_kms_warm_keys_go_on_and_then_everybody_is_told_alike(engine: Engine) {
    let (kms, world) = start(engine).await;
    let operator = world.operator().await;
    let session = world.session(&operator).await;
    kms.fail(KmsFault::Status(503), usize::MAX);
    world.clock.advance(TimeDelta::minutes(4));
    assert!(world.try_sign_in(&operator, PASSWORD).await.is_ok());
    let stranger = named("nobody@operator.example", &operator);
    assert_eq!(refusal(&world, &stranger, PASSWORD).await.3, "SIGN_IN_REFUSED");
    assert!(world.authenticate(&session, &operator.fingerprint).await.is_ok());

    world.clock.advance(TimeDelta::minutes(1));
    let known = refusal(&world, &operator, PASSWORD).await;
    assert_eq!((known.0, known.3.as_str()), (tonic::Code::Unavailable, "KEY_UNAVAILABLE"));
    assert_eq!(refusal(&world, &operator, "a wrong but long password").await, known);
    assert_eq!(refusal(&world, &stranger, PASSWORD).await, known);
    assert_eq!(refusal(&world, &named("not an address", &operator), PASSWORD).await, known);
    let nowhere = Person { fingerprint: "00".repeat(32), ..operator.clone() };
    assert_eq!(refusal(&world, &nowhere, PASSWORD).await.3, "CERTIFICATE_NO_LONGER_VALID");
    let cold = world.authenticate(&session, &operator.fingerprint).await.unwrap_err();
    assert_eq!(reason(cold), "KEY_UNAVAILABLE");

    kms.heal();
    assert!(world.try_sign_in(&operator, PASSWORD).await.is_ok());
}

/// Accounts lie under keys of different age; which ones are missed must not depend on whose name is tried.
async fn the_kms_is_asked_alike_for_every_name(engine: Engine) {
    let (kms, world) = start(engine).await;
    let operator = world.operator().await;
    let organisation = operator.organisation.parse().unwrap();
    world.keys().await.rotate(organisation, Purpose::Records).await.unwrap();
    world.clock.advance(TimeDelta::minutes(5));
    let newer = world.colleague(&operator, "newer@operator.example", pb::Role::Support).await;
    let mut asked = vec![];
    for email in [operator.email.as_str(), &newer.email, "nobody@operator.example", "not an address"] {
        world.clock.advance(TimeDelta::minutes(5));
        let before = kms.calls("decrypt");
        let _ = world.try_sign_in(&named(email, &operator), PASSWORD).await;
        asked.push(kms.calls("decrypt") - before);
    }
    assert_eq!(asked, [3, 3, 3, 3], "the index, and both keys of records");
}

async fn an_erased_organisation_says_so_to_its_own_devices_alone(engine: Engine) {
    let (kms, world) = start(engine).await;
    let operator = world.operator().await;
    let before = kms.keys();
    let clinic = world.clinic(&operator, "さくら動物病院").await;
    for key in kms.keys().iter().filter(|key| !before.contains(key)) {
        kms.set_state(key, VersionState::DestroyScheduled);
    }
    world.clock.advance(TimeDelta::minutes(5));
    let known = refusal(&world, &clinic, PASSWORD).await;
    assert_eq!((known.0, known.3.as_str()), (tonic::Code::FailedPrecondition, "ORGANISATION_ERASED"));
    assert_eq!(refusal(&world, &named("nobody@example.jp", &clinic), PASSWORD).await, known);
    // With its members' addresses, but without one of its devices, nobody learns anything of it.
    let outside = Person { fingerprint: operator.fingerprint.clone(), ..clinic.clone() };
    assert_eq!(refusal(&world, &outside, PASSWORD).await.3, "SIGN_IN_REFUSED");
    let nowhere = Person { fingerprint: "00".repeat(32), ..clinic.clone() };
    assert_eq!(refusal(&world, &nowhere, PASSWORD).await.3, "CERTIFICATE_NO_LONGER_VALID");

    let mut notifications = AccountsServiceClient::new(world.channel(WorkloadName::Notifications));
    let ask = |of: &Person| pb::ListMailAddressesRequest {
        organisation_id: of.organisation.clone(),
        ..Default::default()
    };
    let erased = notifications.list_mail_addresses(ask(&clinic)).await.unwrap_err();
    assert_eq!(reason(erased), "ORGANISATION_ERASED");
    let found = notifications.list_mail_addresses(ask(&operator)).await.unwrap().into_inner();
    assert_eq!(found.addresses.len(), 1);
}

/// A key of the KMS cannot be taken back.
async fn no_key_is_made_for_an_organisation_that_is_refused(engine: Engine) {
    let (kms, world) = start(engine).await;
    let operator = world.operator().await;
    let message = crate::world::registration(pb::OrganisationKind::Clinic, "さくら動物病院");
    let request = world.signed(&operator, message.clone()).await;
    world.people().register_organisation(request).await.unwrap();
    let made = kms.keys().len();
    assert_eq!(made, 3, "the platform's own, the operator's and the clinic's");
    let repeat = world.signed(&operator, message).await;
    world.people().register_organisation(repeat).await.unwrap();
    let same_name = crate::world::registration(pb::OrganisationKind::Clinic, "さくら動物病院");
    let request = world.signed(&operator, same_name).await;
    let refused = world.people().register_organisation(request).await.unwrap_err();
    assert_eq!(reason(refused), "ORGANISATION_NAME_TAKEN");
    let mut nekonote = AccountsServiceClient::new(world.channel(WorkloadName::Nekonote));
    nekonote.bootstrap(crate::world::bootstrap()).await.unwrap_err();
    assert_eq!(kms.keys().len(), made);
}
