//! Passwords, sessions, and what they are bound to.

use chrono::TimeDelta;
use proto::accounts::v1 as pb;

use crate::{
    both,
    world::{PASSWORD, Person, World, reason},
};

both!(
    a_wrong_password_and_an_unknown_account_look_the_same,
    an_account_signs_in_on_certificates_of_its_organisation_alone,
    a_revoked_certificate_opens_nothing_and_ends_its_sessions,
    a_session_is_worth_nothing_on_another_certificate,
    a_session_ends_when_idle_and_after_eight_hours,
    a_session_ends_when_its_owner_signs_out,
    ten_wrong_guesses_stop_a_device_and_not_the_owner,
    many_guesses_at_once_are_counted_one_by_one,
    a_hundred_guesses_are_all_there_are,
    the_previous_sign_in_is_shown,
);

/// What a refused sign-in tells: everything that crosses the wire, but for the times of the transport.
async fn refusal(world: &World, who: &Person, password: &str) -> (tonic::Code, String, Vec<u8>) {
    let status = world.try_sign_in(who, password).await.unwrap_err();
    (status.code(), status.message().to_owned(), status.details().to_vec())
}

async fn a_wrong_password_and_an_unknown_account_look_the_same(world: World) {
    let operator = world.operator().await;
    let stranger = Person { email: "nobody@operator.example".to_owned(), ..operator.clone() };
    let nonsense = Person { email: "not an address".to_owned(), ..operator.clone() };
    let wrong = refusal(&world, &operator, "a wrong but long password").await;
    assert_eq!(wrong.0, tonic::Code::Unauthenticated);
    assert_eq!(refusal(&world, &stranger, PASSWORD).await, wrong);
    assert_eq!(refusal(&world, &nonsense, PASSWORD).await, wrong);
    assert_eq!(refusal(&world, &operator, &"x".repeat(5000)).await, wrong);
    for _ in 0..8 {
        assert_eq!(refusal(&world, &stranger, PASSWORD).await, wrong);
        assert_eq!(refusal(&world, &operator, "wrong again, and again").await.1, wrong.1);
    }
    let throttled = |status: tonic::Status| fault::Fault::from(status).retry_seconds();
    let known = throttled(world.try_sign_in(&operator, PASSWORD).await.unwrap_err());
    let _ = world.try_sign_in(&stranger, PASSWORD).await;
    let unknown = throttled(world.try_sign_in(&stranger, PASSWORD).await.unwrap_err());
    assert_eq!((known, unknown), (Some(900), Some(900)));
}

async fn an_account_signs_in_on_certificates_of_its_organisation_alone(world: World) {
    let operator = world.operator().await;
    let (one, other) = (world.clinic(&operator, "一の病院").await, world.clinic(&operator, "二の病院").await);
    let clerk = world.colleague(&one, "clerk@example.jp", pb::Role::ClaimsClerk).await;
    let elsewhere = Person { fingerprint: other.fingerprint, ..clerk.clone() };
    assert_eq!(reason(world.try_sign_in(&elsewhere, PASSWORD).await.unwrap_err()), "SIGN_IN_REFUSED");
    assert!(world.try_sign_in(&clerk, PASSWORD).await.is_ok());
    let nowhere = Person { fingerprint: "00".repeat(32), ..clerk };
    assert_eq!(
        reason(world.try_sign_in(&nowhere, PASSWORD).await.unwrap_err()),
        "CERTIFICATE_NO_LONGER_VALID"
    );
}

async fn a_revoked_certificate_opens_nothing_and_ends_its_sessions(world: World) {
    let operator = world.operator().await;
    let lost = world.device(&operator, "なくした端末").await;
    let session = world.session(&lost).await;
    let message = pb::RevokeCertificateRequest {
        request_id: uuid::Uuid::now_v7().to_string(),
        certificate_id: lost.certificate.clone(),
        revision: 1,
    };
    let request = world.signed(&operator, message).await;
    assert_eq!(world.certificates().revoke_certificate(request).await.unwrap().into_inner().revision, 2);
    let refused = world.authenticate(&session, &lost.fingerprint).await.unwrap_err();
    assert_eq!(reason(refused), "CREDENTIAL_UNKNOWN");
    assert_eq!(reason(world.try_sign_in(&lost, PASSWORD).await.unwrap_err()), "CERTIFICATE_NO_LONGER_VALID");
    assert!(world.try_sign_in(&operator, PASSWORD).await.is_ok());
}

async fn a_session_is_worth_nothing_on_another_certificate(world: World) {
    let operator = world.operator().await;
    let second = world.device(&operator, "運用端末-2").await;
    let session = world.session(&operator).await;
    assert!(world.authenticate(&session, &operator.fingerprint).await.is_ok());
    let refused = world.authenticate(&session, &second.fingerprint).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(refused).as_str()),
        (tonic::Code::Unauthenticated, "CREDENTIAL_UNKNOWN")
    );
    sign_out(&world, &session, &second).await;
    assert!(world.authenticate(&session, &operator.fingerprint).await.is_ok());
}

async fn a_session_ends_when_idle_and_after_eight_hours(world: World) {
    let operator = world.operator().await;
    let session = world.session(&operator).await;
    for _ in 0..16 {
        world.clock.advance(TimeDelta::minutes(29));
        assert!(world.authenticate(&session, &operator.fingerprint).await.is_ok());
    }
    world.clock.advance(TimeDelta::minutes(16));
    assert!(world.authenticate(&session, &operator.fingerprint).await.is_err());
    let fresh = world.session(&operator).await;
    world.clock.advance(TimeDelta::minutes(30));
    assert_eq!(
        reason(world.authenticate(&fresh, &operator.fingerprint).await.unwrap_err()),
        "CREDENTIAL_UNKNOWN"
    );
}

async fn a_session_ends_when_its_owner_signs_out(world: World) {
    let operator = world.operator().await;
    let session = world.session(&operator).await;
    sign_out(&world, &session, &operator).await;
    assert!(world.authenticate(&session, &operator.fingerprint).await.is_err());
    sign_out(&world, &session, &operator).await;
    sign_out(&world, "no session at all", &operator).await;
}

async fn ten_wrong_guesses_stop_a_device_and_not_the_owner(world: World) {
    let operator = world.operator().await;
    let attacker = world.device(&operator, "受付の端末").await;
    for _ in 0..10 {
        assert_eq!(
            reason(world.try_sign_in(&attacker, "wrong wrong wrong").await.unwrap_err()),
            "SIGN_IN_REFUSED"
        );
    }
    let refused = fault::Fault::from(world.try_sign_in(&attacker, PASSWORD).await.unwrap_err());
    assert_eq!((refused.reason(), refused.retry_seconds()), ("SIGN_IN_THROTTLED", Some(900)));
    assert!(world.try_sign_in(&operator, PASSWORD).await.is_ok());
    world.clock.advance(TimeDelta::minutes(15));
    assert!(world.try_sign_in(&attacker, PASSWORD).await.is_ok());
}

async fn many_guesses_at_once_are_counted_one_by_one(world: World) {
    let operator = world.operator().await;
    let guesses = (0..24).map(|_| world.try_sign_in(&operator, "wrong wrong wrong"));
    let answers = futures::future::join_all(guesses).await;
    let reasons = answers.into_iter().map(|answer| reason(answer.unwrap_err())).collect::<Vec<_>>();
    let looked_at = reasons.iter().filter(|reason| *reason == "SIGN_IN_REFUSED").count();
    assert!(looked_at <= 10, "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason == "SIGN_IN_THROTTLED"), "{reasons:?}");
}

async fn a_hundred_guesses_are_all_there_are(world: World) {
    let operator = world.operator().await;
    world.session(&operator).await;
    let attacker = world.device(&operator, "受付の端末").await;
    for _ in 0..9 {
        for _ in 0..10 {
            let _ = world.try_sign_in(&attacker, "wrong wrong wrong").await.unwrap_err();
        }
        world.clock.advance(TimeDelta::minutes(15));
    }
    // The right password, after ninety wrong ones: not on that device, but on the owner's own.
    assert_eq!(reason(world.try_sign_in(&attacker, PASSWORD).await.unwrap_err()), "SIGN_IN_REFUSED");
    assert!(world.try_sign_in(&operator, PASSWORD).await.is_ok());
    assert!(world.try_sign_in(&attacker, PASSWORD).await.is_ok());
}

async fn the_previous_sign_in_is_shown(world: World) {
    let operator = world.operator().await;
    let first = world.try_sign_in(&operator, PASSWORD).await.unwrap();
    assert_eq!(first.previous_sign_in_at, None);
    world.clock.advance(TimeDelta::minutes(1));
    let second = world.try_sign_in(&operator, PASSWORD).await.unwrap();
    let shown =
        world.authenticate(&second.session_token, &operator.fingerprint).await.unwrap().identity.unwrap();
    assert_eq!(shown.previous_sign_in_at, second.previous_sign_in_at);
    assert!(second.previous_sign_in_at.is_some());
    assert_eq!((shown.name.as_str(), shown.device.as_str()), ("田中 美咲", "運用端末"));
}

async fn sign_out(world: &World, session: &str, who: &Person) {
    let message = pb::SignOutRequest {
        session_token: session.to_owned(),
        certificate_fingerprint: who.fingerprint.clone(),
    };
    world.door().sign_out(message).await.unwrap();
}
