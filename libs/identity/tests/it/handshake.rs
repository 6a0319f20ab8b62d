//! Who gets through the handshake, in both directions.

use identity::{Workload, WorkloadName};
use rustls::HandshakeKind;
use testkit::{Authority, expired, workload_shape, write_whole};
use tokio::{io::AsyncReadExt, net::TcpStream};

use crate::house::{House, check, knocker};

#[tokio::test]
async fn a_workload_of_the_root_gets_in() {
    let house = House::open().await;
    let (gateway, leaf) = house.guest(WorkloadName::Gateway).await;
    check(&house.channel(&gateway), None).await.unwrap();
    house.knock(Some(&leaf)).await.unwrap();
    assert_eq!(house.seen.lock().unwrap().take().unwrap().0, WorkloadName::Gateway);
}

#[tokio::test]
async fn nobody_gets_in_without_a_certificate() {
    let house = House::open().await;
    assert!(house.knock(None).await.is_err());
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused() {
    let house = House::open().await;
    let stranger = Authority::new("Nekonote Test Workloads").workload(WorkloadName::Gateway);
    assert!(house.knock(Some(&stranger)).await.is_err());
    let organisation = house.pki.client.client(ids::OrganisationId::generate());
    assert!(house.knock(Some(&organisation)).await.is_err());
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let house = House::open().await;
    let late = house.pki.workload.issue(&expired(workload_shape(WorkloadName::Gateway)));
    assert!(house.knock(Some(&late)).await.is_err());
}

#[tokio::test]
async fn a_certificate_for_servers_only_is_refused() {
    let house = House::open().await;
    let mut shape = workload_shape(WorkloadName::Gateway);
    shape.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    assert!(house.knock(Some(&house.pki.workload.issue(&shape))).await.is_err());
}

#[tokio::test]
async fn a_revoked_certificate_is_refused() {
    let house = House::open().await;
    let (_, leaf) = house.guest(WorkloadName::Gateway).await;
    house.pki.workload.write_crl(&house.files.crls[0], 2, &[&leaf]);
    house.server.reload().await.unwrap();
    assert!(house.knock(Some(&leaf)).await.is_err());
}

#[tokio::test]
async fn a_stale_revocation_list_refuses_everybody() {
    let house = House::open().await;
    let (_, leaf) = house.guest(WorkloadName::Gateway).await;
    let now = chrono::Utc::now();
    let (from, until) = (now - chrono::TimeDelta::hours(25), now - chrono::TimeDelta::hours(1));
    write_whole(&house.files.crls[0], &house.pki.workload.crl_between(2, &[], from, until).pem);
    house.server.reload().await.unwrap();
    assert!(house.knock(Some(&leaf)).await.is_err());
}

#[tokio::test]
async fn a_server_with_another_name_is_not_talked_to() {
    let house = House::open().await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let mistaken = identity::channel(&gateway, &house.address.to_string(), "labels").unwrap();
    assert!(check(&mistaken, None).await.is_err());
    assert!(house.seen.lock().unwrap().is_none(), "nothing was sent");
}

#[tokio::test]
async fn a_server_of_another_authority_is_not_talked_to() {
    let (house, other) = (House::open().await, House::open().await);
    let (gateway, _) = other.guest(WorkloadName::Gateway).await;
    assert!(check(&house.channel(&gateway), None).await.is_err());
}

#[tokio::test]
async fn a_revoked_server_is_not_talked_to() {
    let house = House::open().await;
    let leaf = house.pki.workload.workload(WorkloadName::Claims);
    house.pki.write_workload(house.folder.path(), WorkloadName::Claims, &leaf);
    house.server.reload().await.unwrap();
    house.pki.workload.write_crl(&house.files.crls[0], 2, &[&leaf]);
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    assert!(check(&house.channel(&gateway), None).await.is_err());
}

#[tokio::test]
async fn tls_1_2_is_refused() {
    let house = House::open().await;
    let (_, leaf) = house.guest(WorkloadName::Gateway).await;
    let old = knocker(&house.pki, Some(&leaf), &[&rustls::version::TLS12]);
    assert!(house.knock_with(old).await.is_err());
}

#[tokio::test]
async fn no_session_is_resumed() {
    let house = House::open().await;
    let (_, leaf) = house.guest(WorkloadName::Gateway).await;
    // rustls keeps sessions of its own accord if the server offers any.
    let config = knocker(&house.pki, Some(&leaf), &[&rustls::version::TLS13]);
    for _ in 0..3 {
        let tls = house.knock_with(config.clone()).await.unwrap();
        let kind = tls.get_ref().1.handshake_kind();
        assert!(
            matches!(kind, Some(HandshakeKind::Full | HandshakeKind::FullWithHelloRetryRequest)),
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn a_silent_connection_holds_nobody_up_and_is_cut() {
    let house = House::open().await;
    let mut silent = TcpStream::connect(house.address).await.unwrap();
    let (_, leaf) = house.guest(WorkloadName::Gateway).await;
    house.knock(Some(&leaf)).await.unwrap();
    let mut word = [0; 1];
    let cut = tokio::time::timeout(std::time::Duration::from_secs(20), silent.read(&mut word)).await.unwrap();
    assert_eq!(cut.unwrap_or(0), 0);
}

#[tokio::test]
async fn a_workload_answers_to_its_own_certificate_as_a_client_too() {
    let house = House::open().await;
    let itself: &Workload = &house.server;
    let reason = crate::house::refusal(&house.channel(itself), None).await;
    assert_eq!(reason, "CALLER_NOT_ALLOWED", "the handshake stands, the table does not name claims");
}
