//! Files change under a running server: certificate, roots and revocation lists, without a restart.

use identity::{TlsError, WorkloadName};
use testkit::{Authority, eventually, workload_shape, write_whole};
use tokio_util::sync::CancellationToken;

use crate::house::{House, check, refusal};

#[tokio::test]
async fn a_new_certificate_is_shown_to_new_connections() {
    let house = House::open().await;
    let (_, guest) = house.guest(WorkloadName::Gateway).await;
    let fresh = house.pki.workload.workload(WorkloadName::Claims);
    house.pki.write_workload(house.folder.path(), WorkloadName::Claims, &fresh);
    house.server.reload().await.unwrap();
    let tls = house.knock(Some(&guest)).await.unwrap();
    assert_eq!(tls.get_ref().1.peer_certificates().unwrap()[0], fresh.der);
}

#[tokio::test]
async fn a_client_reconnects_with_its_new_certificate() {
    let house = House::open().await;
    let (gateway, old) = house.guest(WorkloadName::Gateway).await;
    let channel = house.channel(&gateway);
    let fresh = house.pki.workload.workload(WorkloadName::Gateway);
    house.pki.write_workload(house.folder.path(), WorkloadName::Gateway, &fresh);
    gateway.reload().await.unwrap();
    house.pki.workload.write_crl(&house.files.crls[0], 2, &[&old]);
    house.server.reload().await.unwrap();
    // The channel was made with the old certificate, which could not connect any more.
    check(&channel, None).await.unwrap();
}

#[tokio::test]
async fn roots_come_and_go() {
    let house = House::open().await;
    let (_, old) = house.guest(WorkloadName::Gateway).await;
    let next = Authority::new("Nekonote Test Workloads 2");
    let new = next.workload(WorkloadName::Gateway);
    assert!(house.knock(Some(&new)).await.is_err());

    let crls = |first: u64| [house.pki.workload.crl(first, &[]).pem, next.crl(1, &[]).pem].concat();
    write_whole(&house.files.roots, &[house.pki.workload.pem(), next.pem()].concat());
    write_whole(&house.files.crls[0], &crls(2));
    house.server.reload().await.unwrap();
    house.knock(Some(&new)).await.unwrap();
    house.knock(Some(&old)).await.unwrap();

    write_whole(&house.files.roots, next.pem());
    write_whole(&house.files.crls[0], &next.crl(2, &[]).pem);
    house.server.reload().await.unwrap();
    house.knock(Some(&new)).await.unwrap();
    assert!(house.knock(Some(&old)).await.is_err());
}

#[tokio::test]
async fn the_watch_sees_a_revocation_by_itself() {
    let house = House::open().await;
    let shutdown = CancellationToken::new();
    let watch = house.server.watch(shutdown.clone());
    let (gateway, leaf) = house.guest(WorkloadName::Gateway).await;
    let channel = house.channel(&gateway);
    check(&channel, None).await.unwrap();
    house.pki.workload.write_crl(&house.files.crls[0], 2, &[&leaf]);
    eventually("the peer is refused", async || check(&channel, None).await.is_err()).await;
    assert_eq!(refusal(&channel, None).await, "WORKLOAD_REVOKED");
    shutdown.cancel();
    watch.await.unwrap();
}

#[tokio::test]
async fn half_a_file_changes_nothing() {
    let house = House::open().await;
    let (_, guest) = house.guest(WorkloadName::Gateway).await;
    for path in [&house.files.cert, &house.files.key, &house.files.roots, &house.files.crls[0]] {
        let whole = std::fs::read_to_string(path).unwrap();
        write_whole(path, &whole[..whole.len() / 2]);
        assert!(house.server.reload().await.is_err(), "{path:?}");
        house.knock(Some(&guest)).await.unwrap();
        write_whole(path, &whole);
    }
    house.server.reload().await.unwrap();
}

#[tokio::test]
async fn a_key_of_another_certificate_is_refused() {
    let house = House::open().await;
    let other = house.pki.workload.workload(WorkloadName::Claims);
    write_whole(&house.files.key, &other.key_pem);
    assert!(matches!(house.server.reload().await, Err(TlsError::Rustls(_))));
}

#[tokio::test]
async fn an_older_revocation_list_is_refused() {
    let house = House::open().await;
    let (_, revoked) = house.guest(WorkloadName::Gateway).await;
    house.pki.workload.write_crl(&house.files.crls[0], 300, &[&revoked]);
    house.server.reload().await.unwrap();
    house.pki.workload.write_crl(&house.files.crls[0], 299, &[]);
    assert!(matches!(house.server.reload().await, Err(TlsError::OlderRevocations)));
    assert!(house.knock(Some(&revoked)).await.is_err(), "the newer one stays in use");
}

#[tokio::test]
async fn files_of_another_workload_are_refused() {
    let house = House::open().await;
    let labels = house.pki.workload.issue(&workload_shape(WorkloadName::Labels));
    house.pki.write_workload(house.folder.path(), WorkloadName::Claims, &labels);
    assert!(matches!(house.server.reload().await, Err(TlsError::Renamed)));
}
