//! Certificates from request to revocation, and the list that the edge checks them against.

use chrono::TimeDelta;
use identity::ClientCertificate;
use proto::accounts::v1 as pb;
use uuid::Uuid;
use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

use crate::{
    both,
    world::{Person, World, new_certificate, reason},
};

both!(
    a_certificate_has_the_strict_profile_and_its_issuer,
    a_request_that_proves_nothing_is_refused,
    a_revocation_renews_the_list_at_once,
    the_list_is_renewed_hourly_and_not_before,
    a_stale_revocation_is_refused_and_a_second_as_well,
    certificates_are_listed_newest_first_in_pages,
);

async fn get(world: &World, who: &Person, id: &str) -> pb::Certificate {
    let request = world.signed(who, pb::GetCertificateRequest { certificate_id: id.to_owned() }).await;
    world.certificates().get_certificate(request).await.unwrap().into_inner().certificate.unwrap()
}

async fn trust(world: &World) -> pb::GetTrustResponse {
    world.certificates().get_trust(pb::GetTrustRequest {}).await.unwrap().into_inner()
}

fn serials(crl: &[u8]) -> Vec<String> {
    let (_, list) = CertificateRevocationList::from_der(crl).unwrap();
    list.iter_revoked_certificates().map(|entry| format!("{:x}", entry.user_certificate)).collect()
}

async fn a_certificate_has_the_strict_profile_and_its_issuer(world: World) {
    let operator = world.operator().await;
    let certificate = get(&world, &operator, &operator.certificate).await;
    let blocks =
        x509_parser::pem::Pem::iter_from_buffer(certificate.chain_pem.as_bytes()).map(Result::unwrap);
    let blocks = blocks.collect::<Vec<_>>();
    assert_eq!(blocks.len(), 2);
    let read = ClientCertificate::parse(&blocks[0].contents, chrono::Utc::now()).unwrap();
    assert_eq!(read.organisation.to_string(), operator.organisation);
    assert_eq!((read.serial, read.fingerprint), (certificate.serial, certificate.fingerprint));
    assert_eq!(blocks[1].contents, world.pki.client.der().to_vec());
    let (_, leaf) = X509Certificate::from_der(&blocks[0].contents).unwrap();
    let (_, issuer) = X509Certificate::from_der(&blocks[1].contents).unwrap();
    leaf.verify_signature(Some(issuer.public_key())).unwrap();
    assert_eq!(certificate.state, pb::CertificateState::Active as i32);
    world.clock.advance(TimeDelta::hours(1));
    assert!(certificate.not_after.unwrap().seconds > chrono::Utc::now().timestamp() + 364 * 86_400);
}

async fn a_request_that_proves_nothing_is_refused(world: World) {
    let operator = world.operator().await;
    let mut message = new_certificate("端末");
    message.device.as_mut().unwrap().csr_pem = "hello".to_owned();
    message.device.as_mut().unwrap().label = String::new();
    let refused =
        world.certificates().issue_certificate(world.signed(&operator, message).await).await.unwrap_err();
    let refused = fault::Fault::from(refused);
    let wrong = refused
        .violations()
        .iter()
        .map(|wrong| (wrong.field.as_str(), wrong.code.as_str()))
        .collect::<Vec<_>>();
    assert_eq!(wrong, [("device.label", "REQUIRED"), ("device.csr_pem", "MALFORMED")]);
}

async fn revoke(world: &World, who: &Person, id: &str, revision: i64) -> Result<i64, tonic::Status> {
    let request_id = Uuid::now_v7().to_string();
    let message = pb::RevokeCertificateRequest { request_id, certificate_id: id.to_owned(), revision };
    let answer = world.certificates().revoke_certificate(world.signed(who, message).await).await?;
    Ok(answer.into_inner().revision)
}

async fn a_revocation_renews_the_list_at_once(world: World) {
    let operator = world.operator().await;
    let lost = world.device(&operator, "なくした端末").await;
    let before = trust(&world).await;
    assert_eq!((before.ca_pem.as_str(), serials(&before.crl_der)), (world.pki.client.pem(), vec![]));
    let serial = get(&world, &operator, &lost.certificate).await.serial;
    revoke(&world, &operator, &lost.certificate, 1).await.unwrap();
    let after = trust(&world).await;
    assert_eq!(serials(&after.crl_der), [serial]);
    let shown = get(&world, &operator, &lost.certificate).await;
    assert_eq!((shown.state, shown.revision), (pb::CertificateState::Revoked as i32, 2));
    let (_, list) = CertificateRevocationList::from_der(&after.crl_der).unwrap();
    let (_, issuer) = X509Certificate::from_der(world.pki.client.der()).unwrap();
    list.verify_signature(issuer.public_key()).unwrap();
}

async fn the_list_is_renewed_hourly_and_not_before(world: World) {
    let first = trust(&world).await.crl_der;
    world.clock.advance(TimeDelta::minutes(59));
    assert_eq!(trust(&world).await.crl_der, first);
    world.clock.advance(TimeDelta::minutes(1));
    let second = trust(&world).await.crl_der;
    let number =
        |der: &[u8]| CertificateRevocationList::from_der(der).unwrap().1.crl_number().cloned().unwrap();
    assert!(number(&second) > number(&first));
    let (_, list) = CertificateRevocationList::from_der(&second).unwrap();
    let hours =
        (list.next_update().unwrap().timestamp() - calendar::Clock::now(&world.clock).timestamp()) / 3600;
    assert!((23..=24).contains(&hours));
}

async fn a_stale_revocation_is_refused_and_a_second_as_well(world: World) {
    let operator = world.operator().await;
    let lost = world.device(&operator, "なくした端末").await;
    let refused = revoke(&world, &operator, &lost.certificate, 7).await.unwrap_err();
    assert_eq!(reason(refused), "REVISION_STALE");
    revoke(&world, &operator, &lost.certificate, 1).await.unwrap();
    let refused = revoke(&world, &operator, &lost.certificate, 2).await.unwrap_err();
    assert_eq!(reason(refused), "CERTIFICATE_ALREADY_REVOKED");
}

async fn certificates_are_listed_newest_first_in_pages(world: World) {
    let operator = world.operator().await;
    let second = world.device(&operator, "端末-2").await;
    let third = world.device(&operator, "端末-3").await;
    let page = |cursor: String| pb::ListCertificatesRequest { limit: 2, cursor };
    let request = world.signed(&operator, page(String::new())).await;
    let first = world.certificates().list_certificates(request).await.unwrap().into_inner();
    let ids = |page: &pb::ListCertificatesResponse| {
        page.certificates.iter().map(|one| one.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&first), [third.certificate, second.certificate]);
    let request = world.signed(&operator, page(first.next_cursor)).await;
    let rest = world.certificates().list_certificates(request).await.unwrap().into_inner();
    assert_eq!((ids(&rest), rest.next_cursor.as_str()), (vec![operator.certificate.clone()], ""));
    assert!(rest.certificates.iter().all(|one| one.chain_pem.is_empty()));
}
