//! Programs: client credentials bound to one certificate, tokens of ten minutes.

use chrono::TimeDelta;
use proto::accounts::v1::{self as pb, authenticate_request::Credential};
use uuid::Uuid;

use crate::{
    both,
    world::{Person, SECRET, World, new_program, reason},
};

both!(
    a_program_gets_a_token_on_its_certificate_alone,
    a_token_ends_after_ten_minutes_and_holds_on_its_certificate,
    a_program_is_bound_to_a_certificate_of_its_own_organisation,
);

async fn clinic_with_program(world: &World) -> (Person, String) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "さくら動物病院").await;
    let request = world.signed(&clinic, new_program(&clinic.certificate)).await;
    let client_id = world.people().create_api_client(request).await.unwrap().into_inner().client_id;
    (clinic, client_id)
}

async fn token(
    world: &World,
    client: &str,
    secret: &str,
    fingerprint: &str,
) -> Result<String, tonic::Status> {
    let message = pb::IssueTokenRequest {
        client_id: client.to_owned(),
        client_secret: secret.to_owned(),
        certificate_fingerprint: fingerprint.to_owned(),
    };
    let answer = world.door().issue_token(message).await?.into_inner();
    assert_eq!(answer.expires_in, 600);
    Ok(answer.access_token)
}

async fn a_program_gets_a_token_on_its_certificate_alone(world: World) {
    let (clinic, client) = clinic_with_program(&world).await;
    let second = world.device(&clinic, "受付PC-2").await;
    assert!(token(&world, &client, SECRET, &clinic.fingerprint).await.is_ok());
    let wrong = [
        (client.as_str(), SECRET, second.fingerprint.as_str()),
        (&client, "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA", &clinic.fingerprint),
        (&client, "short", &clinic.fingerprint),
        (&Uuid::now_v7().to_string(), SECRET, &clinic.fingerprint),
        ("nobody", SECRET, &clinic.fingerprint),
    ];
    for (client, secret, fingerprint) in wrong {
        let refused = token(&world, client, secret, fingerprint).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(refused).as_str()),
            (tonic::Code::Unauthenticated, "CLIENT_REFUSED")
        );
    }
}

async fn a_token_ends_after_ten_minutes_and_holds_on_its_certificate(world: World) {
    let (clinic, client) = clinic_with_program(&world).await;
    let second = world.device(&clinic, "受付PC-2").await;
    let token = token(&world, &client, SECRET, &clinic.fingerprint).await.unwrap();
    let shown = Credential::AccessToken(token.clone());
    let identity = world.show(shown.clone(), &clinic.fingerprint).await.unwrap().identity.unwrap();
    assert_eq!((identity.id, identity.name.as_str(), identity.email.as_str()), (client, "電子カルテ", ""));
    assert!(identity.permissions.contains(&"claim_submit".to_owned()));
    assert!(world.show(shown.clone(), &second.fingerprint).await.is_err());
    assert!(world.show(Credential::SessionToken(token), &clinic.fingerprint).await.is_err());
    world.clock.advance(TimeDelta::minutes(10));
    assert_eq!(reason(world.show(shown, &clinic.fingerprint).await.unwrap_err()), "CREDENTIAL_UNKNOWN");
}

async fn a_program_is_bound_to_a_certificate_of_its_own_organisation(world: World) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "さくら動物病院").await;
    for foreign in [operator.certificate.clone(), Uuid::now_v7().to_string()] {
        let request = world.signed(&clinic, new_program(&foreign)).await;
        assert_eq!(
            reason(world.people().create_api_client(request).await.unwrap_err()),
            "CERTIFICATE_NOT_FOUND"
        );
    }
    let request = world.signed(&operator, new_program(&operator.certificate)).await;
    assert_eq!(reason(world.people().create_api_client(request).await.unwrap_err()), "ROLES_INVALID");
}
